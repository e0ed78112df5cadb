//! Verb groups of the host text: `a cependant tenu à tempérer`, `m'a dit`, `rectifiera t-il`.

use super::host::Host;
use super::phrases::is_personal;
use crate::quotes::verbs::{Class, Form, Verbs};
use crate::tokens::Pos;
use crate::tokens::morphology::VerbForm;
use std::ops::Range;

/// A verb with its auxiliaries, clitics and the adverbs between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// From the first clitic or auxiliary to the last verb.
    pub items: Range<usize>,
    /// The verb that carries the meaning.
    pub head: usize,
    /// What the verb does with words, if it is a verb of speech.
    pub class: Option<Class>,
    /// Lemma of the verb of speech.
    pub lemma: Option<&'static str>,
    /// Mood of the first verb.
    pub mood: Mood,
    /// Number of a finite group.
    pub plural: Option<bool>,
    /// Person of a finite group: 1 or 3; 0 where unknown.
    pub person: u8,
    /// A subject behind its verb: `-t-il`.
    pub inverted: Option<usize>,
    /// *être* and the participle of a verb that has *avoir*: the subject does not speak.
    pub passive: bool,
    /// *se* before the verb.
    pub reflexive: bool,
}

/// Mood of a verb group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    /// `dit`, `a dit`
    Finite,
    /// `dire`
    Infinitive,
    /// `disant`, `en disant`
    PresentParticiple,
    /// `dit` alone: `un projet qualifié d'« absurde »`
    PastParticiple,
}

/// Clitics that stand between a subject and its verb.
#[must_use]
pub fn is_clitic(word: &str) -> bool {
    matches!(
        word,
        "ne" | "n'"
            | "me"
            | "m'"
            | "te"
            | "t'"
            | "se"
            | "s'"
            | "nous"
            | "vous"
            | "le"
            | "la"
            | "l'"
            | "les"
            | "lui"
            | "leur"
            | "y"
            | "en"
    )
}

/// Verbs that *être* conjugates without making a passive.
const WITH_ETRE: [&str; 14] = [
    "allé",
    "venu",
    "revenu",
    "devenu",
    "parti",
    "sorti",
    "entré",
    "resté",
    "né",
    "mort",
    "intervenu",
    "convenu",
    "parvenu",
    "monté",
];

/// The verb group that begins with `item` (a clitic, an auxiliary or a verb) and ends before `end`.
#[must_use]
pub fn group_at(host: &Host<'_>, item: usize, end: usize) -> Option<Group> {
    let mut at = item;
    let mut reflexive = false;
    while at < end && is_clitic(host.lower(at)) && host.entity(at).is_none() {
        reflexive |= matches!(host.lower(at), "se" | "s'" | "me" | "m'");
        at += 1;
    }
    let verb = word_at(host, at)?;
    // `le compte`, `la fin`: a determiner before a noun is no clitic before a verb.
    if at > item
        && matches!(host.lower(at - 1), "le" | "la" | "les" | "l'")
        && matches!(host.pos(at), Pos::Noun | Pos::Adj | Pos::Propn)
    {
        return None;
    }
    // `se dit victime`: behind a clitic, a form that can be conjugated is.
    let verb = if at > item && verb.mood == Mood::PastParticiple {
        verb.conjugated(host, at)
    } else {
        verb
    };
    let mut group = Group {
        items: item..at + 1,
        head: at,
        class: verb.class,
        lemma: verb.lemma,
        mood: verb.mood,
        plural: verb.plural,
        person: verb.person,
        inverted: None,
        passive: false,
        reflexive,
    };
    group.invert(host, end);
    group.compose(host, end);
    group.chain(host, end);
    if group.class.is_none() {
        group.locution(host, end);
    }
    group.pronominal(host);
    // `y voit « une usine à gaz »`: a judgement.
    let sees = matches!(
        host.lower(group.head),
        "voit" | "voient" | "voyait" | "voyaient" | "verra" | "verrait" | "vit" | "voyant" | "vu" | "voir"
    );
    if group.class.is_none() && sees && (item..group.head).any(|i| host.lower(i) == "y") {
        group.class = Some(Class::Judge);
        group.lemma = Some("voir");
    }
    Some(group)
}

impl Group {
    /// `a-t-il`, `dit-elle`; `rectifiera t-il` with a space is a common slip.
    fn invert(&mut self, host: &Host<'_>, end: usize) {
        let next = self.items.end;
        let word = host.lower(next);
        let clitic = (word.starts_with('-')
            || matches!(word, "t-il" | "t-elle" | "t-on" | "t-ils" | "t-elles"))
            && is_personal(word.trim_start_matches("t-"));
        if next < end && clitic && self.mood == Mood::Finite {
            self.inverted = Some(next);
            self.items.end = next + 1;
        }
    }

    /// An auxiliary takes its participle, adverbs and asides between them skipped: `a, quant à lui, pesté`.
    fn compose(&mut self, host: &Host<'_>, end: usize) {
        let auxiliary = Verbs::get().auxiliary(host.lower(self.head)).first();
        let Some(auxiliary) = auxiliary else { return };
        let etre = auxiliary.lemma == "être";
        let mut at = self.items.end;
        let mut been = false;
        let first = self.items.end;
        while at < end && at < first + 18 {
            let word = host.lower(at);
            if word == "été" && !been {
                been = true;
                at += 1;
                continue;
            }
            if let Some(verb) =
                word_at(host, at).filter(|v| v.participle && !matches!(host.pos(at), Pos::Noun | Pos::Propn))
            {
                self.head = at;
                self.class = verb.participle_class;
                self.lemma = verb.participle_lemma;
                self.passive =
                    (etre || been) && !self.reflexive && !WITH_ETRE.iter().any(|v| word.starts_with(v));
                self.items.end = at + 1;
                self.invert(host, end);
                return;
            }
            // `avait, dans un communiqué, déclaré`: whatever stands between two commas.
            if host.lower(at) == ","
                && let Some(close) = (at + 1..end.min(at + 14)).find(|&i| host.lower(i) == ",")
                && word_at(host, close + 1).is_some_and(|v| v.participle)
            {
                at = close + 1;
                continue;
            }
            if !skips(host, at) {
                break;
            }
            at += 1;
        }
        if been {
            self.items.end = self.items.end.max(at);
        }
        self.class = None;
        self.lemma = None;
    }

    /// A verb that leads to the infinitive of another: `a tenu à préciser`, `veut rappeler`, `vient d'annoncer`.
    fn chain(&mut self, host: &Host<'_>, end: usize) {
        let mut at = self.items.end;
        if self.lemma.is_some_and(|l| l.starts_with("tenir")) {
            self.class = None;
        }
        if self.class.is_some_and(|c| c != Class::Manner) && !matches!(host.lower(at), "à" | "vouloir")
            || self.passive
        {
            return;
        }
        let limit = end.min(at + 5);
        while at < limit
            && (matches!(host.pos(at), Pos::Adv)
                || matches!(
                    host.lower(at),
                    "pas" | "plus" | "à" | "de" | "d'" | "par" | "ensuite"
                )
                || is_clitic(host.lower(at)))
        {
            at += 1;
        }
        let Some(verb) = word_at(host, at).filter(|_| at < limit) else {
            return;
        };
        // `appelle à dénoncer` keeps its own verb, `tient à dénoncer` takes the infinitive's.
        if verb.mood == Mood::Infinitive && verb.class.is_some() && self.class.is_none() {
            self.head = at;
            self.class = verb.class;
            self.lemma = verb.lemma;
            self.items.end = at + 1;
        }
    }

    /// `fait savoir`, `laisse entendre`: the words of a locution follow, an adverb may stand between.
    fn locution(&mut self, host: &Host<'_>, end: usize) {
        for locution in Verbs::get().locutions(host.lower(self.head)) {
            let mut at = self.head + 1;
            if at < end && matches!(host.pos(at), Pos::Adv) && !locution.tail.starts_with(host.lower(at)) {
                at += 1;
            }
            let words: Vec<&str> = locution.tail.split(' ').collect();
            let fits = words
                .iter()
                .enumerate()
                .all(|(n, w)| at + n < end && host.lower(at + n) == *w);
            if fits && (!locution.reading.pronominal || self.reflexive) {
                self.class = Some(locution.reading.class);
                self.lemma = Some(locution.reading.lemma);
                self.items.end = self.items.end.max(at + words.len());
                return;
            }
        }
    }

    /// A pronominal verb needs its *se*: `s'exclame` but not `exclame`; others lose their sense with it only seldom.
    fn pronominal(&mut self, host: &Host<'_>) {
        let form = host.lower(self.head).to_owned();
        let readings = Verbs::get().lookup(&form);
        if self.class.is_some()
            && self
                .lemma
                .is_some_and(|l| l.starts_with("s'") || l.starts_with("se "))
            && !self.reflexive
        {
            let other = readings.iter().find(|r| !r.pronominal);
            self.class = other.map(|r| r.class);
            self.lemma = other.map(|r| r.lemma);
        } else if self.reflexive {
            if let Some(own) = readings.iter().find(|r| r.pronominal) {
                self.class = Some(own.class);
                self.lemma = Some(own.lemma);
            } else if self.lemma.is_some_and(|l| {
                matches!(
                    l,
                    "trouver" | "voir" | "tenir" | "appeler" | "sentir" | "poser" | "lancer"
                )
            }) {
                // `il se trouvait à Lyon`, `elle s'appelle Anne`: another verb.
                self.class = None;
                self.lemma = None;
            }
        }
    }

    /// Whether it stands with an object that words can be: any verb of speech, in any voice but the passive.
    #[must_use]
    pub fn speaks(&self) -> bool {
        self.class.is_some() && !self.passive
    }
}

/// What one word is as a verb.
#[derive(Debug, Clone, Copy)]
struct VerbWord {
    mood: Mood,
    class: Option<Class>,
    lemma: Option<&'static str>,
    plural: Option<bool>,
    person: u8,
    participle: bool,
    participle_class: Option<Class>,
    participle_lemma: Option<&'static str>,
}

impl VerbWord {
    /// The same word read as a conjugated form, where the list has one.
    fn conjugated(self, host: &Host<'_>, at: usize) -> Self {
        let finite = Verbs::get()
            .lookup(host.lower(at))
            .iter()
            .find(|r| matches!(r.form, Form::Finite { .. }));
        match finite.map(|r| (r, r.form)) {
            Some((reading, Form::Finite { plural, person, .. })) => Self {
                mood: Mood::Finite,
                class: Some(reading.class),
                lemma: Some(reading.lemma),
                plural: Some(plural),
                person,
                ..self
            },
            _ => self,
        }
    }
}

/// The word as a verb, if it is one here: the second head says whether, the list which.
fn word_at(host: &Host<'_>, at: usize) -> Option<VerbWord> {
    if !host.is_word(at) || host.entity(at).is_some() && !matches!(host.pos(at), Pos::Verb | Pos::Aux) {
        return None;
    }
    let form = host.lower(at);
    let readings = Verbs::get().lookup(form);
    let auxiliary = Verbs::get()
        .auxiliary(form)
        .iter()
        .find(|a| matches!(a.form, Form::Finite { .. }));
    let morphology = host.morphology(at);
    let verbal = matches!(morphology.pos, Pos::Verb | Pos::Aux);
    let unknown = morphology.pos == Pos::X;
    if !verbal && !(unknown && (!readings.is_empty() || auxiliary.is_some())) {
        // The head takes some verbs for nouns or adjectives; a finite form that can be nothing else stays one.
        // `a tenu à tempérer`, whatever the head makes of a rare infinitive.
        let led = at > 0
            && matches!(host.lower(at - 1), "à" | "de" | "d'" | "pour")
            && readings.iter().any(|r| r.form == Form::Infinitive);
        let sure = led
            || is_participle_before_words(host, at)
            || is_finite_before_words(host, at) && at > 0
            || auxiliary.is_some() && !matches!(form, "as" | "est" | "été")
            || matches!(morphology.pos, Pos::Adj | Pos::Noun | Pos::Propn)
                && readings.iter().any(|r| only_finite(form, r.form));
        if !sure {
            return None;
        }
    }
    let finite = readings.iter().find(|r| matches!(r.form, Form::Finite { .. }));
    let past = readings
        .iter()
        .find(|r| matches!(r.form, Form::PastParticiple { .. }));
    let by_list = readings
        .first()
        .map(|r| r.form)
        .or_else(|| auxiliary.map(|a| a.form));
    let listed = finite.is_some() || auxiliary.is_some();
    let mood = match (morphology.form, by_list) {
        // Endings know better than the head: `un décalage causé par`, `l'association regroupant`.
        _ if !listed && ["é", "ée", "és", "ées"].iter().any(|e| form.ends_with(e)) => {
            Mood::PastParticiple
        }
        _ if !listed && form.ends_with("ant") => Mood::PresentParticiple,
        (Some(VerbForm::Fin), _) if finite.is_some() || auxiliary.is_some() || readings.is_empty() => {
            Mood::Finite
        }
        (Some(VerbForm::Inf), _) => Mood::Infinitive,
        (Some(VerbForm::Part), _) if form.ends_with("ant") => Mood::PresentParticiple,
        (Some(VerbForm::Part), _) if past.is_some() || readings.is_empty() => Mood::PastParticiple,
        (_, Some(Form::Finite { .. })) => Mood::Finite,
        (_, Some(Form::Infinitive)) => Mood::Infinitive,
        (_, Some(Form::PresentParticiple)) => Mood::PresentParticiple,
        (_, Some(Form::PastParticiple { .. })) => Mood::PastParticiple,
        _ if auxiliary.is_some() => Mood::Finite,
        _ => return None,
    };
    let reading = readings.iter().find(|r| mood_of(r.form) == mood);
    let (plural, person) = match reading.map(|r| r.form).or_else(|| auxiliary.map(|a| a.form)) {
        Some(Form::Finite { plural, person, .. }) => (Some(plural), person),
        _ => (
            morphology
                .number
                .map(|n| n == crate::tokens::morphology::Number::Plur),
            morphology.person,
        ),
    };
    let participle = past.is_some() || mood == Mood::PastParticiple;
    Some(VerbWord {
        mood,
        class: reading.map(|r| r.class),
        lemma: reading.map(|r| r.lemma),
        plural,
        person,
        participle,
        participle_class: past.map(|r| r.class),
        participle_lemma: past.map(|r| r.lemma),
    })
}

/// Whether a word that may be a noun is a verb of speech after all, because words or a colon follow at once: `L'intéressé
/// dément : « … »`, `ce dernier juge « absurde » …`.
#[must_use]
pub fn is_finite_before_words(host: &Host<'_>, at: usize) -> bool {
    if behind_words(host, at)
        && Verbs::get()
            .lookup(host.lower(at))
            .iter()
            .any(|r| matches!(r.form, Form::Finite { person: 3, .. }))
    {
        return true;
    }
    let follows = host.quote(at + 1).is_some() || host.lower(at + 1) == ":" && host.quote(at + 2).is_some();
    let lead = if at > 0 { host.lower(at - 1) } else { "" };
    // `Un agriculteur acquiesce.`
    let follows = follows
        || host.lower(at + 1) == "."
            && at > 0
            && super::nouns::noun(lead).is_some_and(|n| n.class == super::nouns::Class::Person);
    follows
        && !matches!(
            lead,
            "le" | "la"
                | "les"
                | "un"
                | "une"
                | "l'"
                | "de"
                | "du"
                | "des"
                | "d'"
                | "ce"
                | "cette"
                | "son"
                | "sa"
                | "en"
                | "par"
        )
        && Verbs::get()
            .lookup(host.lower(at))
            .iter()
            .any(|r| matches!(r.form, Form::Finite { person: 3, .. }))
}

/// Whether a word that may be an adjective is a present participle of speech after all, because words follow: `des
/// manifestants scandant, entre autres, « … »`.
#[must_use]
pub fn is_participle_before_words(host: &Host<'_>, at: usize) -> bool {
    let near = host.quote(at + 1).is_some()
        || host.lower(at + 1) == "," && (at + 2..at + 6).any(|i| host.quote(i).is_some());
    near && matches!(host.pos(at), Pos::Adj | Pos::Noun | Pos::Propn)
        && Verbs::get()
            .lookup(host.lower(at))
            .iter()
            .any(|r| r.form == Form::PresentParticiple)
}

/// Right behind a quotation and its comma, a form of a verb of speech is that verb: `», nuance une source`, `», rit Gaspard`.
fn behind_words(host: &Host<'_>, at: usize) -> bool {
    at > 0
        && (host.quote(at - 1).is_some()
            || at > 1 && host.lower(at - 1) == "," && host.quote(at - 2).is_some())
}

fn mood_of(form: Form) -> Mood {
    match form {
        Form::Finite { .. } => Mood::Finite,
        Form::Infinitive => Mood::Infinitive,
        Form::PresentParticiple => Mood::PresentParticiple,
        Form::PastParticiple { .. } => Mood::PastParticiple,
    }
}

/// Endings that only a conjugated verb has: `martèlera`, `soulignaient`, `fustigèrent`.
fn only_finite(word: &str, form: Form) -> bool {
    matches!(form, Form::Finite { .. })
        && ["aient", "èrent", "irent", "erait", "eront", "eraient"]
            .iter()
            .any(|e| word.ends_with(e))
}

/// What may stand between an auxiliary and its participle: adverbs, `quant à lui`, `de son côté`, commas.
fn skips(host: &Host<'_>, at: usize) -> bool {
    let word = host.lower(at);
    matches!(
        (word, host.lower(at + 1)),
        ("la", "suite" | "fois" | "veille") | ("un", "temps") | ("le", "lendemain" | "même")
    ) || matches!(host.pos(at), Pos::Adv | Pos::Adp | Pos::Pron) && host.entity(at).is_none()
        || matches!(
            word,
            "," | "pour"
                | "quant"
                | "à"
                | "lui"
                | "elle"
                | "eux"
                | "elles"
                | "de"
                | "son"
                | "côté"
                | "leur"
                | "par"
                | "ailleurs"
                | "pas"
                | "plus"
                | "jamais"
                | "en"
                | "effet"
                | "tout"
                | "même"
                | "sa"
                | "part"
                | "ce"
                | "mardi"
                | "lundi"
                | "mercredi"
                | "jeudi"
                | "vendredi"
                | "samedi"
                | "dimanche"
                | "matin"
                | "soir"
                | "suite"
                | "outre"
                | "d'"
                | "abord"
                | "revanche"
                | "bien"
                | "ensuite"
                | "enfin"
        )
}

/// The verb groups of the items `range`, in order. Groups do not overlap.
#[must_use]
pub fn groups(host: &Host<'_>, range: Range<usize>) -> Vec<Group> {
    let mut out = Vec::new();
    let mut at = range.start;
    while at < range.end {
        match group_at(host, at, range.end) {
            Some(group) => {
                at = group.items.end.max(at + 1);
                out.push(group);
            }
            None => at += 1,
        }
    }
    out
}
