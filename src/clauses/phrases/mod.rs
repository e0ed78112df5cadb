//! Noun phrases of the host text.
//!
//! A phrase is read from left to right: determiner, adjectives, nouns, names, then complements with `de` and the like
//! (`le président du comité d'organisation de la primaire`). Relative clauses and comma appositions stay outside, but
//! a name that completes a role is taken in: `le maire de Lyon, Jean Dupont`.

use crate::clauses::host::Host;
use crate::clauses::nouns::{self, Class};
use crate::entities::Label;
use crate::speakers::Form;
use crate::tokens::Pos;
use crate::tokens::morphology::{Gender, Number, VerbForm};
use std::ops::Range;

/// A noun phrase or pronoun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    /// Its items, the preposition before it left out.
    pub items: Range<usize>,
    /// The item behind it and a parenthesis that closes it: `Anne Ba (EELV)`.
    pub until: usize,
    /// Its noun, pronoun, or the first item of its name.
    pub head: usize,
    /// Pronoun, name, or noun without a name.
    pub form: Form,
    /// The entity that names it: in `le maire Jean Roy` Jean Roy, but none in `la mère de Jean Roy`.
    pub name: Option<usize>,
    /// Further names, in `Jean Roy et Anne Ba`.
    pub also: Vec<usize>,
    /// What the head noun denotes, where the lists know it.
    pub class: Option<Class>,
    /// Gender, where something shows it.
    pub gender: Option<Gender>,
    /// Number, where something shows it.
    pub number: Option<Number>,
    /// The item of the preposition before it.
    pub preposition: Option<usize>,
    /// Whether it denotes a time: `ce mardi`.
    pub time: bool,
    /// Whether it begins with a definite or demonstrative determiner.
    pub definite: bool,
}

impl Phrase {
    /// Whether it can be somebody who speaks, as far as its words show.
    #[must_use]
    pub fn may_speak(&self, host: &Host<'_>) -> bool {
        let named = self.name.map(|e| host.analysis.entities[e].label);
        !self.time
            && (matches!(self.class, Some(Class::Person | Class::Body | Class::Demonym))
                || matches!(named, Some(Label::Per | Label::Org | Label::Loc))
                || (self.form == Form::Pronoun
                    && !matches!(host.lower(self.head), "ce" | "cela" | "ça" | "c'" | "ceci")))
    }
}

impl Phrase {
    /// Whether it can be the subject of a verb of saying: somebody, or a noun that no list knows and that does not look
    /// like an abstraction (`le tribun`, but not `la situation`).
    #[must_use]
    pub fn could_speak(&self, host: &Host<'_>) -> bool {
        const ABSTRACT: [&str; 14] = [
            "tion", "sion", "té", "ment", "ance", "ence", "isme", "age", "ure", "esse", "ie", "tude", "eur",
            "ade",
        ];
        let word = host.lower(self.head).trim_end_matches('s');
        let human = [
            "iste", "teur", "trice", "ien", "ienne", "eur", "euse", "ier", "ière", "ologue", "aire",
        ]
        .iter()
        .any(|e| word.ends_with(e));
        let unknown = self.form == Form::Nominal && self.class.is_none() && self.name.is_none() && !self.time;
        self.may_speak(host)
            || unknown
                && word.chars().count() > 2
                && (human || !ABSTRACT.iter().any(|end| word.ends_with(end)))
    }
}

/// Prepositions, contracted ones included.
#[must_use]
pub fn is_preposition(word: &str) -> bool {
    matches!(
        word,
        "à" | "de"
            | "d'"
            | "du"
            | "des"
            | "au"
            | "aux"
            | "en"
            | "dans"
            | "par"
            | "pour"
            | "sur"
            | "sous"
            | "avec"
            | "sans"
            | "chez"
            | "contre"
            | "vers"
            | "entre"
            | "depuis"
            | "pendant"
            | "durant"
            | "devant"
            | "derrière"
            | "avant"
            | "après"
            | "selon"
            | "d'après"
            | "malgré"
            | "envers"
            | "dès"
            | "lors"
            | "auprès"
            | "outre"
            | "parmi"
            | "hors"
            | "via"
            | "sauf"
            | "jusque"
            | "jusqu'"
            | "face"
            | "grâce"
            | "suivant"
            | "concernant"
            | "comme"
            | "près"
            | "hormis"
    )
}

/// Determiners that open a phrase.
fn is_determiner(word: &str) -> bool {
    matches!(
        word,
        "le" | "la"
            | "les"
            | "l'"
            | "un"
            | "une"
            | "ce"
            | "cet"
            | "cette"
            | "ces"
            | "mon"
            | "ma"
            | "mes"
            | "ton"
            | "ta"
            | "tes"
            | "son"
            | "sa"
            | "ses"
            | "notre"
            | "nos"
            | "votre"
            | "vos"
            | "leur"
            | "leurs"
            | "quelques"
            | "plusieurs"
            | "certains"
            | "certaines"
            | "chaque"
            | "aucun"
            | "aucune"
            | "tout"
            | "toute"
            | "tous"
            | "toutes"
            | "quelque"
            | "nombreux"
            | "nombreuses"
            | "divers"
            | "diverses"
            | "différents"
            | "différentes"
            | "deux"
            | "trois"
            | "quatre"
            | "cinq"
            | "six"
            | "sept"
            | "huit"
            | "neuf"
            | "dix"
            | "beaucoup"
            | "nul"
            | "nulle"
    )
}

/// `des témoins`, `du sable`: an article where the second head says so, a contracted preposition elsewhere.
fn is_article(host: &Host<'_>, item: usize) -> bool {
    matches!(host.lower(item), "des" | "du") && host.pos(item) == Pos::Det
}

/// Pronouns that can be the subject of a verb of speech, or follow `selon`.
#[must_use]
pub fn is_personal(word: &str) -> bool {
    let word = word.trim_start_matches("-t-").trim_start_matches('-');
    matches!(
        word,
        "il" | "elle"
            | "ils"
            | "elles"
            | "on"
            | "je"
            | "j'"
            | "nous"
            | "lui"
            | "eux"
            | "celui-ci"
            | "celle-ci"
            | "ceux-ci"
            | "celles-ci"
            | "celui-là"
            | "celle-là"
            | "moi"
            | "celui"
            | "celle"
            | "ceux"
            | "celles"
    )
}

/// Gender and number that a pronoun shows.
fn pronoun_features(word: &str) -> (Option<Gender>, Option<Number>) {
    use {
        Gender::{Fem, Masc},
        Number::{Plur, Sing},
    };
    match word.trim_start_matches("-t-").trim_start_matches('-') {
        "il" | "celui-ci" | "celui-là" | "celui" => (Some(Masc), Some(Sing)),
        "lui" | "on" | "je" | "j'" | "moi" => (None, Some(Sing)),
        "elle" | "celle-ci" | "celle-là" | "celle" => (Some(Fem), Some(Sing)),
        "ils" | "eux" | "ceux-ci" | "ceux" => (Some(Masc), Some(Plur)),
        "elles" | "celles-ci" | "celles" => (Some(Fem), Some(Plur)),
        "nous" => (None, Some(Plur)),
        _ => (None, None),
    }
}

/// The phrase that begins with `item` and ends before `end`. A preposition there is skipped and noted.
#[must_use]
pub fn phrase_at(host: &Host<'_>, item: usize, end: usize) -> Option<Phrase> {
    if let Some(phrase) = indefinite_at(host, item, end) {
        return Some(phrase);
    }
    let mut start = item;
    let mut preposition = None;
    while start < end
        && host.entity(start).is_none()
        && is_preposition(host.lower(start))
        && !is_article(host, start)
    {
        preposition = Some(start);
        start += 1;
    }
    let contracted = preposition.is_some_and(|p| matches!(host.lower(p), "du" | "des" | "au" | "aux"));
    if let Some(mut phrase) = pronoun_at(host, start, end) {
        phrase.preposition = preposition;
        return Some(phrase);
    }
    let mut reader = Reader::new(host, start, end);
    reader.definite = contracted;
    reader.read();
    let mut phrase = reader.finish()?;
    phrase.preposition = preposition;
    Some(phrase)
}

/// `certains se demandant`, `d'autres crient`, `plusieurs ont dit`: a quantity that stands without a noun is people.
fn indefinite_at(host: &Host<'_>, at: usize, end: usize) -> Option<Phrase> {
    let head = if matches!(host.lower(at), "d'") {
        at + 1
    } else {
        at
    };
    let word = host.lower(head);
    let alone = match word {
        "certains" | "certaines" | "plusieurs" => head == at,
        "autres" | "aucuns" => head > at,
        _ => false,
    };
    let verb = head < end
        && head + 1 < host.items.len()
        && (matches!(host.pos(head + 1), Pos::Verb | Pos::Aux)
            || crate::clauses::verbs::is_clitic(host.lower(head + 1)))
        && !matches!(host.lower(head + 1), "le" | "la" | "les" | "l'" | "en");
    (alone && verb).then(|| Phrase {
        items: at..head + 1,
        until: head + 1,
        head,
        form: Form::Nominal,
        name: None,
        also: Vec::new(),
        class: Some(Class::Person),
        gender: (word == "certaines").then_some(Gender::Fem),
        number: Some(Number::Plur),
        preposition: None,
        time: false,
        definite: false,
    })
}

fn pronoun_at(host: &Host<'_>, at: usize, end: usize) -> Option<Phrase> {
    if at >= end || host.entity(at).is_some() {
        return None;
    }
    let word = host.lower(at);
    let pronoun = |last: usize, gender, number| Phrase {
        items: at..last + 1,
        until: last + 1,
        head: last,
        form: Form::Pronoun,
        name: None,
        also: Vec::new(),
        class: None,
        gender,
        number,
        preposition: None,
        time: false,
        definite: true,
    };
    // `ce dernier`, `cette dernière`: pronouns, unless a noun follows (`ce dernier point`).
    let next = host.lower(at + 1);
    if matches!(word, "ce" | "cet" | "cette" | "ces" | "la" | "le" | "les")
        && matches!(
            next,
            "dernier" | "dernière" | "derniers" | "dernières" | "premier" | "première" | "second" | "seconde"
        )
        && at + 1 < end
        && !(at + 2 < end
            && !crate::clauses::verbs::is_finite_before_words(host, at + 2)
            && matches!(host.pos(at + 2), Pos::Noun | Pos::Num | Pos::Adj | Pos::Propn))
        && (word.starts_with("ce") || !matches!(host.pos(at + 1), Pos::Noun))
    {
        let gender = if next.contains("ière") || next.ends_with("de") || next.starts_with("première") {
            Gender::Fem
        } else {
            Gender::Masc
        };
        let number = if next.ends_with('s') {
            Number::Plur
        } else {
            Number::Sing
        };
        return word
            .starts_with("ce")
            .then(|| pronoun(at + 1, Some(gender), Some(number)));
    }
    // `l'un d'eux`, `une des passagères`, `plusieurs d'entre eux`
    let one = if word == "l'" && matches!(next, "un" | "une") {
        at + 1
    } else {
        at
    };
    let partitive = matches!(
        host.lower(one),
        "un" | "une"
            | "plusieurs"
            | "certains"
            | "certaines"
            | "beaucoup"
            | "deux"
            | "trois"
            | "aucun"
            | "aucune"
            | "chacun"
            | "chacune"
    );
    if partitive && one + 2 < end && matches!(host.lower(one + 1), "d'" | "de" | "des" | "du") {
        let mut last = one + 2;
        if host.lower(last) == "entre" {
            last += 1;
        }
        let whole = phrase_at(host, last, end)
            .filter(|p| p.preposition.is_none() && (p.form == Form::Pronoun || p.class.is_some()));
        if let Some(whole) = whole {
            let gender = if host.lower(one) == "une" {
                Some(Gender::Fem)
            } else {
                whole.gender
            };
            let number = if matches!(host.lower(one), "un" | "une") {
                Number::Sing
            } else {
                Number::Plur
            };
            let mut phrase = Phrase {
                items: at..whole.items.end,
                until: whole.until,
                head: one,
                form: Form::Nominal,
                class: Some(whole.class.unwrap_or(Class::Person)),
                gender,
                number: Some(number),
                definite: false,
                name: None,
                also: Vec::new(),
                preposition: None,
                time: false,
            };
            // `l'une des passagères, Audra Bridges, raconte`
            if number == Number::Sing
                && let Some((name, after)) = apposed(host, whole.until, end)
            {
                phrase.form = Form::Named;
                phrase.name = Some(name);
                phrase.items.end = after;
                phrase.until = after;
            }
            return Some(phrase);
        }
    }
    // `l'intéressé` is nominal; `nous`, `je` count where they are subjects.
    let (gender, number) = pronoun_features(word);
    let relative = matches!(word, "celui" | "celle" | "ceux" | "celles");
    (is_personal(word) && !relative).then(|| pronoun(at, gender, number))
}

/// Reads one phrase that is no pronoun.
struct Reader<'h, 'a> {
    host: &'h Host<'a>,
    start: usize,
    end: usize,
    at: usize,
    head: Option<usize>,
    /// Whether a complement has begun: names from here on are not the phrase's own.
    complement: bool,
    name: Option<usize>,
    also: Vec<usize>,
    definite: bool,
    gender: Option<Gender>,
    number: Option<Number>,
}

impl<'h, 'a> Reader<'h, 'a> {
    fn new(host: &'h Host<'a>, start: usize, end: usize) -> Self {
        Self {
            host,
            start,
            end,
            at: start,
            head: None,
            complement: false,
            name: None,
            also: Vec::new(),
            definite: false,
            gender: None,
            number: None,
        }
    }

    fn word(&self, ahead: usize) -> &'h str {
        if self.at + ahead < self.end {
            self.host.lower(self.at + ahead)
        } else {
            ""
        }
    }

    fn read(&mut self) {
        self.determiners();
        while self.core() || self.complement() || self.coordination() || self.parenthesis() {}
        self.apposed_name();
    }

    /// `le`, `une`, `tous les`, `plusieurs`, `les deux`.
    fn determiners(&mut self) {
        use {
            Gender::{Fem, Masc},
            Number::{Plur, Sing},
        };
        while self.at < self.end
            && self.host.entity(self.at).is_none()
            && (is_determiner(self.word(0)) || is_article(self.host, self.at))
        {
            let (gender, number) = match self.word(0) {
                "le" | "un" | "ce" | "cet" => (Some(Masc), Some(Sing)),
                "la" | "une" | "cette" | "ma" | "sa" => (Some(Fem), Some(Sing)),
                "l'" | "mon" | "son" | "leur" | "notre" | "votre" => (None, Some(Sing)),
                "les" | "ces" | "des" | "ses" | "nos" | "leurs" | "plusieurs" | "quelques" | "deux"
                | "trois" => (None, Some(Plur)),
                "certains" => (Some(Masc), Some(Plur)),
                "certaines" => (Some(Fem), Some(Plur)),
                _ => (None, None),
            };
            self.gender = gender.or(self.gender);
            self.number = number.or(self.number);
            self.definite |= matches!(
                self.word(0),
                "le" | "la"
                    | "les"
                    | "l'"
                    | "ce"
                    | "cet"
                    | "cette"
                    | "ces"
                    | "son"
                    | "sa"
                    | "ses"
                    | "leur"
                    | "leurs"
            );
            self.at += 1;
        }
    }

    /// One noun, adjective, number, name or title of the phrase itself.
    fn core(&mut self) -> bool {
        if self.at >= self.end {
            return false;
        }
        if let Some((at, entity)) = self.host.entity(self.at) {
            return self.entity(at, entity.tokens.end);
        }
        let word = self.word(0);
        if nouns::title_gender(word).is_some()
            && self.host.entity(self.at + 1).is_some()
            && self.at + 1 < self.end
        {
            self.gender = nouns::title_gender(word).flatten().or(self.gender);
            self.at += 1;
            return true;
        }
        if self.accused() {
            return true;
        }
        let known = nouns::noun(word);
        let morphology = self.host.morphology(self.at);
        let takes = match morphology.pos {
            Pos::Noun | Pos::Propn | Pos::Num => true,
            Pos::Adj => !matches!(word, "tel" | "telle"),
            Pos::Verb => {
                morphology.form == Some(VerbForm::Part)
                    && self.head.is_some()
                    && !self.complement
                    && adjective_like(word)
            }
            Pos::Adv => {
                matches!(self.host.pos(self.at + 1), Pos::Adj)
                    && self.at + 1 < self.end
                    && !matches!(word, "pas" | "non")
            }
            Pos::X => known.is_some() || self.host.is_capital(self.at) && self.host.is_word(self.at),
            _ => {
                known.is_some()
                    && (self.head.is_none() && self.at > self.start)
                    && !matches!(morphology.pos, Pos::Aux)
            }
        };
        // A quotation after its noun is not part of the phrase, nor is any mark, nor a verb that the head took for a noun.
        if self.head.is_some()
            && (crate::clauses::verbs::is_finite_before_words(self.host, self.at)
                || crate::clauses::verbs::is_participle_before_words(self.host, self.at))
        {
            return false;
        }
        if !takes || !self.host.is_word(self.at) || word.starts_with('-') {
            return false;
        }
        let noun = matches!(morphology.pos, Pos::Noun | Pos::Propn)
            || is_quantity(word) && word.ends_with("aine")
            || known.is_some() && morphology.pos != Pos::Adj;
        if !self.complement && self.name.is_none() {
            // `un jeune Russe`, `l'ancien président`: the noun is the head, not the adjective before it.
            let better = match self.head {
                None => {
                    noun || matches!(morphology.pos, Pos::Adj)
                        && self.at > self.start
                        && is_determiner(self.host.lower(self.start))
                        && !self.noun_ahead()
                }
                Some(head) => {
                    noun && nouns::noun(self.host.lower(head)).is_none_or(|n| n.class == Class::Demonym)
                        && known.is_some_and(|n| n.class != Class::Demonym)
                        && head + 1 == self.at
                }
            };
            if better {
                self.head = Some(self.at);
                self.gender = known.and_then(|n| n.gender).or(self.gender).or(morphology.gender);
                self.number = self.number.or(known.and_then(|n| n.number)).or(morphology.number);
            }
        }
        self.at += 1;
        true
    }

    /// `le mis en cause`, `les mis en examen`: a participle with its complement that has become a noun.
    fn accused(&mut self) -> bool {
        let noun = self.head.is_none()
            && self.at > self.start
            && is_accused(self.host, self.at)
            && self.at + 2 < self.end;
        if noun {
            self.head = Some(self.at);
            self.at += 3;
        }
        noun
    }

    fn noun_ahead(&self) -> bool {
        self.at + 1 < self.end && matches!(self.host.pos(self.at + 1), Pos::Noun | Pos::Propn | Pos::Adj)
    }

    /// A name: the phrase's own before any complement (`le maire Jean Roy`), else part of the complement.
    fn entity(&mut self, entity: usize, token_end: usize) -> bool {
        let start = self.at;
        let label = self.host.analysis.entities[entity].label;
        let person = label == Label::Per;
        // `à France Info Jacques Roy`, `pour sa part Jean Roy`: a person only joins a phrase that can denote one.
        if person
            && self.head.is_some()
            && !self.denotes_person()
            && (!self.complement || !is_preposition(self.before(start)) && !is_determiner(self.before(start)))
        {
            return false;
        }
        while self.at < self.end && self.host.token(self.at).is_some_and(|t| t < token_end) {
            self.at += 1;
        }
        let own = self.name.map(|n| self.host.analysis.entities[n].label);
        // `l'[association] [Toits pour tous]`: a common noun that the model takes for a name is completed by the name.
        let common = self.name.is_some_and(|n| {
            let first = &self.host.analysis.entities[n];
            first.label == label
                && !person
                && first.span.of(self.host.text).chars().all(|c| !c.is_uppercase())
        });
        if common && !self.complement {
            self.name = Some(entity);
        } else if self.complement && person && own.is_none_or(|l| l != Label::Per) && self.names_role(start) {
            // `le ministre de la défense Sergueï Choïgou`: the name stands bare after the whole role.
            self.name = Some(entity);
        } else if !self.complement && (self.name.is_none() || person && own != Some(Label::Per)) {
            // `le député LR Éric Ciotti`: the person is the name, the party is not.
            self.name = Some(entity);
            if self.head.is_none() {
                self.head = Some(start);
            }
        }
        self.at > start
    }

    fn before(&self, at: usize) -> &'h str {
        if at > self.start {
            self.host.lower(at - 1)
        } else {
            ""
        }
    }

    /// Whether the head can be somebody: a noun of a person, one that no list knows, or a title.
    fn denotes_person(&self) -> bool {
        let Some(head) = self.head else { return true };
        // `tempête derrière son guichet Anne Ba`: what stands behind such a preposition is a place.
        let place = self.start > 0
            && matches!(
                self.host.lower(self.start - 1),
                "derrière"
                    | "devant"
                    | "dans"
                    | "sur"
                    | "sous"
                    | "vers"
                    | "depuis"
                    | "pendant"
                    | "durant"
                    | "entre"
            )
            && nouns::noun(self.host.lower(head)).is_none();
        if place {
            return false;
        }
        if let Some(label) = self.host.label(head) {
            return label == Label::Per;
        }
        match nouns::noun(self.host.lower(head)) {
            Some(noun) => matches!(noun.class, Class::Person | Class::Demonym),
            None => {
                self.definite
                    && !matches!(
                        self.host.lower(head),
                        "part" | "tour" | "côté" | "avis" | "journée" | "soir" | "matin"
                    )
                    && !nouns::is_time(self.host.lower(head))
            }
        }
    }

    /// Whether a person's name at `at` names the role before it: no preposition or determiner stands directly before.
    fn names_role(&self, at: usize) -> bool {
        let before = self.host.lower(at - 1);
        let title = nouns::title_gender(before).is_some();
        let before = if title && at >= 2 {
            self.host.lower(at - 2)
        } else {
            before
        };
        !is_preposition(before)
            && !is_determiner(before)
            && !matches!(before, "et" | "ou")
            && self
                .head
                .and_then(|h| nouns::noun(self.host.lower(h)))
                .is_some_and(|n| n.class == Class::Person)
    }

    /// `de Lyon`, `du comité`, `à la mairie`, `chargé de…`: complements stay in the phrase.
    fn complement(&mut self) -> bool {
        if self.head.is_none() || self.at + 1 >= self.end {
            return false;
        }
        let always = matches!(self.word(0), "de" | "d'" | "du" | "des");
        // Roles govern other prepositions too: `adjointe à la culture`, `ministre en charge de`, `candidat aux…`.
        let role = self
            .head
            .and_then(|h| nouns::noun(self.host.lower(h)))
            .is_some_and(|n| matches!(n.class, Class::Person | Class::Body));
        let close = self.name.is_none()
            && role
            && !self.complement
            && matches!(self.word(0), "à" | "au" | "aux" | "en" | "auprès" | "chez")
            && self
                .host
                .entity(self.at + 1)
                .is_none_or(|(_, e)| e.label != Label::Per)
            && !nouns::is_time(self.word(1))
            && !nouns::is_time(self.word(2));
        if !always && (!close || self.name.is_some()) {
            return false;
        }
        let mark = self.at;
        self.at += 1;
        while self.at < self.end
            && self.host.entity(self.at).is_none()
            && (is_preposition(self.word(0)) || is_determiner(self.word(0)))
        {
            self.at += 1;
        }
        let (complement, name) = (self.complement, self.name);
        self.complement = true;
        if self.core() {
            return true;
        }
        self.complement = complement;
        self.name = name;
        self.at = mark;
        false
    }

    /// `Jean Roy et Anne Ba`, `ministre de la transition écologique et solidaire`.
    fn coordination(&mut self) -> bool {
        if !matches!(self.word(0), "et" | "ou" | "&") || self.at + 1 >= self.end || self.head.is_none() {
            return false;
        }
        let next = self.at + 1;
        if let (Some(_), Some((entity, also))) = (self.name, self.host.entity(next)) {
            let own = self.name.map(|n| self.host.analysis.entities[n].label);
            if own == Some(also.label) && !self.complement {
                self.also.push(entity);
                self.number = Some(Number::Plur);
                self.at = next;
                let (complement, end) = (self.complement, also.tokens.end);
                self.complement = true;
                self.entity(entity, end);
                self.complement = complement;
                return true;
            }
            return false;
        }
        // `le journaliste et animateur Pierre Roy`: two roles of one person.
        let person = |i: usize| nouns::noun(self.host.lower(i)).is_some_and(|n| n.class == Class::Person);
        if self.name.is_none()
            && self.number != Some(Number::Plur)
            && self.definite
            && self.head.is_some_and(person)
            && person(next)
            && self.host.entity(next).is_none()
        {
            self.at = next;
            return self.core();
        }
        // Inside a complement only, without a determiner of its own.
        let plain = matches!(self.host.pos(next), Pos::Adj | Pos::Noun) && self.host.entity(next).is_none();
        let contracted = matches!(self.host.lower(next), "de" | "du" | "des" | "d'") && self.complement;
        if self.name.is_none() && self.complement && (plain || contracted) {
            self.at = next;
            if plain { self.core() } else { self.complement() }
        } else {
            false
        }
    }

    /// `Pascal Julien (EELV)`: a short parenthesis after a name, if the phrase or the clause goes on behind it.
    fn parenthesis(&mut self) -> bool {
        if self.word(0) != "(" || self.head.is_none() {
            return false;
        }
        let close = (self.at + 1..(self.at + 8).min(self.end)).find(|&i| self.host.lower(i) == ")");
        match close {
            // Only where the phrase goes on behind it: `Pascal Julien (EELV) et Yves Pozzo`.
            Some(close)
                if matches!(self.host.lower(close + 1), "et" | "ou")
                    && close + 2 < self.end
                    && self.host.entity(close + 2).is_some() =>
            {
                self.at = close + 1;
                true
            }
            _ => false,
        }
    }

    /// The item behind a parenthesis that closes the phrase.
    fn until(&self) -> usize {
        if self.word(0) != "(" {
            return self.at;
        }
        (self.at + 1..(self.at + 8).min(self.end))
            .find(|&i| self.host.lower(i) == ")")
            .map_or(self.at, |close| close + 1)
    }

    /// `le maire de Lyon, Jean Dupont`: the name completes the role.
    fn apposed_name(&mut self) {
        let Some(head) = self.head else { return };
        let role = nouns::noun(self.host.lower(head))
            .is_some_and(|n| matches!(n.class, Class::Person | Class::Demonym));
        if self.name.is_some() || !role {
            return;
        }
        if self.number == Some(Number::Plur) {
            if let Some((names, after)) = apposed_list(self.host, self.at, self.end) {
                self.name = names.first().copied();
                self.also = names[1..].to_vec();
                self.at = after;
            }
            return;
        }
        let comma = if self.word(0) == "," {
            Some(self.at)
        } else {
            self.far_comma()
        };
        if let Some((name, after)) = comma.and_then(|at| apposed(self.host, at, self.end)) {
            self.name = Some(name);
            self.at = after;
        }
    }

    /// The comma behind a complement that the phrase itself does not take, if nothing but that complement stands between:
    /// `le négociateur pour l'industrie du taxi, Guy Roy`.
    fn far_comma(&self) -> Option<usize> {
        let opens = matches!(
            self.word(0),
            "pour"
                | "contre"
                | "sur"
                | "auprès"
                | "près"
                | "en"
                | "à"
                | "au"
                | "aux"
                | "chargé"
                | "chargée"
                | "chez"
        );
        let to = self.end.min(self.at + 10);
        (opens && self.definite)
            .then(|| {
                (self.at + 1..to).find(|&i| {
                    self.host.lower(i) == ","
                        || !self.host.is_word(i)
                        || matches!(self.host.pos(i), Pos::Verb | Pos::Aux)
                })
            })
            .flatten()
            .filter(|&i| self.host.lower(i) == ",")
    }

    fn finish(self) -> Option<Phrase> {
        let head = self.head?;
        let known = nouns::noun(self.host.lower(head)).filter(|_| self.host.entity(head).is_none());
        let accused = is_accused(self.host, head);
        // `une trentaine de manifestants`: what is counted speaks.
        let counted = (head + 1..self.at)
            .filter(|_| known.is_none() && is_quantity(self.host.lower(head)))
            .find_map(|i| nouns::noun(self.host.lower(i)));
        let known = known.or(counted);
        let first = self.host.entity(head).is_none();
        let time = first && nouns::is_time(self.host.lower(head))
            || (self.start..self.at).any(|i| self.host.pos(i) == Pos::Num)
                && (self.start..self.at).any(|i| nouns::is_time(self.host.lower(i)))
                && self.name.is_none()
                && known.is_none();
        // One person is one, whatever the second head thinks of the name's form.
        let person = self
            .name
            .is_some_and(|n| self.host.analysis.entities[n].label == Label::Per);
        let number = if person {
            Some(if self.also.is_empty() {
                Number::Sing
            } else {
                Number::Plur
            })
        } else {
            self.number
        };
        Some(Phrase {
            items: self.start..self.at,
            until: self.until(),
            head,
            form: if self.name.is_some() {
                Form::Named
            } else {
                Form::Nominal
            },
            name: self.name,
            also: self.also,
            class: if accused {
                Some(Class::Person)
            } else {
                known.map(|n| n.class)
            },
            gender: self.gender,
            number,
            preposition: None,
            time,
            definite: self.definite,
        })
    }
}

/// Whether `mis en cause` or `mis en examen` stands at `at`.
fn is_accused(host: &Host<'_>, at: usize) -> bool {
    matches!(host.lower(at), "mis" | "mise" | "mises")
        && host.lower(at + 1) == "en"
        && matches!(host.lower(at + 2), "cause" | "examen")
}

/// The person named right behind a comma at `comma`, and the item behind the name; none where a list begins: `…, Jean
/// Dupont et Anne Ba`.
fn apposed(host: &Host<'_>, comma: usize, end: usize) -> Option<(usize, usize)> {
    if comma >= end || host.lower(comma) != "," {
        return None;
    }
    let (name, after) = person_at(host, comma + 1, end)?;
    (after >= end || host.lower(after) != "et").then_some((name, after))
}

/// The person's name that begins at `at`, behind a title or none, and the item behind it.
fn person_at(host: &Host<'_>, at: usize, end: usize) -> Option<(usize, usize)> {
    let first = if nouns::title_gender(host.lower(at)).is_some() {
        at + 1
    } else {
        at
    };
    if first >= end {
        return None;
    }
    let (name, entity) = host.entity(first).filter(|(_, e)| e.label == Label::Per)?;
    let mut after = first;
    while after < end && host.token(after).is_some_and(|t| t < entity.tokens.end) {
        after += 1;
    }
    Some((name, after))
}

/// `les porte-parole du front, Guy Roy et Anne Ba,`: two names or more behind a comma that complete a plural role.
fn apposed_list(host: &Host<'_>, comma: usize, end: usize) -> Option<(Vec<usize>, usize)> {
    if comma >= end || host.lower(comma) != "," {
        return None;
    }
    let (first, mut at) = person_at(host, comma + 1, end)?;
    let mut names = vec![first];
    let mut closed = false;
    while !closed && at < end && names.len() < 8 {
        closed = host.lower(at) == "et";
        if !closed && host.lower(at) != "," {
            return None;
        }
        let (name, after) = person_at(host, at + 1, end)?;
        names.push(name);
        at = after;
    }
    let ends = at >= end
        || matches!(host.lower(at), "," | ":" | ".")
        || matches!(host.pos(at), Pos::Verb | Pos::Aux);
    (closed && ends).then_some((names, at))
}

/// Nouns that count: `une trentaine de manifestants`, `des milliers de fidèles`.
fn is_quantity(word: &str) -> bool {
    let stem = word.trim_end_matches('s');
    stem.ends_with("aine")
        || matches!(
            stem,
            "millier"
                | "million"
                | "milliard"
                | "majorité"
                | "moitié"
                | "tier"
                | "partie"
                | "ensemble"
                | "nombre"
                | "poignée"
                | "multitude"
                | "minorité"
        )
}

/// Past participles and the like that stand in a phrase as adjectives: `le suspect interpellé`.
fn adjective_like(word: &str) -> bool {
    word.ends_with('é')
        || word.ends_with("és")
        || word.ends_with("ée")
        || word.ends_with("ées")
        || word.ends_with('i')
        || word.ends_with('u')
}

/// The phrases of the items `range`, in order, none inside another.
#[must_use]
pub fn phrases(host: &Host<'_>, range: Range<usize>) -> Vec<Phrase> {
    let mut out = Vec::new();
    let mut at = range.start;
    while at < range.end {
        match phrase_at(host, at, range.end).filter(|p| !p.items.is_empty()) {
            Some(phrase) => {
                at = phrase.until;
                out.push(phrase);
            }
            None => at += 1,
        }
    }
    out
}

/// The people or body whose place opens the sentence of `on` at `item`: `Au ministère, on assure`, `Dans les rangs de
/// l'opposition, on dénonce`.
#[must_use]
pub fn place_of_on(host: &Host<'_>, item: usize) -> Option<Phrase> {
    let start = host.sentence(item).items.start;
    let at = start + usize::from(matches!(host.lower(start), "mais" | "et"));
    let opens = matches!(
        host.lower(at),
        "à" | "au" | "aux" | "dans" | "chez" | "côté" | "parmi"
    );
    let end = (at..item.min(at + 14))
        .find(|&i| host.lower(i) == ",")
        .filter(|_| opens)?;
    let phrase = phrase_at(host, at, end).filter(|p| p.until == end && !p.time)?;
    let place = phrase.name.map(|n| host.analysis.entities[n].label) == Some(Label::Loc);
    let people = phrase.may_speak(host)
        || matches!(
            host.lower(phrase.head),
            "rangs" | "entourage" | "camp" | "clan" | "cabinet" | "siège"
        );
    (people && !place).then_some(phrase)
}
