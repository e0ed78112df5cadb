//! From a mention to somebody: a name's referent, the bearer of a role, the antecedent of a pronoun.

use super::case::{Clause, Context};
use super::{Form, Speaker, SpeakerType};
use crate::clauses::host::Host;
use crate::clauses::nouns::{self, Class};
use crate::clauses::phrases::{Phrase, phrase_at};
use crate::entities::Label;
use crate::tokens::morphology::{Gender, Number, Relation};
use std::collections::{HashMap, HashSet};

/// Somebody mentioned outside quotations.
#[derive(Debug, Clone)]
struct Actor {
    phrase: Phrase,
    referent: Option<usize>,
    gender: Option<Gender>,
    plural: bool,
    subject: bool,
    sentence: usize,
}

/// Everything that says who is meant.
pub struct Resolver<'a> {
    host: &'a Host<'a>,
    /// The referent of each entity.
    owner: Vec<Option<usize>>,
    /// Actors in text order.
    actors: Vec<Actor>,
    /// Role nouns with the person who bears them: lemma, words of the phrase, referent, item.
    roles: HashMap<&'static str, Vec<Role>>,
    /// Gender of each referent, by title, first name, or the role beside the name.
    genders: Vec<Option<Gender>>,
}

#[derive(Debug, Clone)]
struct Role {
    words: HashSet<String>,
    referent: usize,
    item: usize,
}

/// How many actors back a pronoun looks.
const MEMORY: usize = 40;

impl<'a> Resolver<'a> {
    /// Reads the whole host text once.
    #[must_use]
    pub fn new(context: &Context<'a>) -> Self {
        let host = context.host;
        let mut owner = vec![None; host.analysis.entities.len()];
        for (at, referent) in host.analysis.referents.iter().enumerate() {
            for &mention in &referent.mentions {
                owner[mention] = Some(at);
            }
        }
        let genders = host.analysis.referents.iter().map(|r| gender(r.gender)).collect();
        let mut resolver = Self {
            host,
            owner,
            actors: Vec::new(),
            roles: HashMap::new(),
            genders,
        };
        // Credits and links name people who are nobody in the article.
        for sentence in (0..host.sentences.len()).filter(|&s| !host.in_clutter(host.sentences[s].items.start))
        {
            resolver.read(sentence, context.clauses(sentence));
        }
        resolver
    }

    fn read(&mut self, sentence: usize, clauses: &[Clause]) {
        let host = self.host;
        let range = host.sentences[sentence].items.clone();
        let subjects: HashSet<usize> = clauses
            .iter()
            .filter_map(|(_, s)| s.as_ref().map(|s| s.head))
            .collect();
        let mut last_named: Option<(usize, usize)> = None;
        let mut presented: Option<Phrase> = None;
        let mut at = range.start;
        while at < range.end {
            let Some(phrase) = phrase_at(host, at, range.end).filter(|p| !p.items.is_empty()) else {
                at += 1;
                continue;
            };
            at = phrase.until;
            let referent = phrase.name.and_then(|n| self.owner[n]);
            let person = phrase
                .name
                .is_some_and(|n| host.analysis.entities[n].label == Label::Per);
            if person {
                if let (Some(referent), Some(nominal)) = (
                    referent,
                    presented
                        .take()
                        .filter(|n| self.presents(n.until, phrase.items.start)),
                ) {
                    self.role(&nominal, referent);
                }
                if let (Some(referent), Some(Class::Person)) = (referent, phrase.class) {
                    self.role(&phrase, referent);
                    if phrase.number != Some(Number::Plur) {
                        self.genders[referent] = self.genders[referent].or(phrase.gender);
                    }
                }
                last_named = referent.map(|r| (r, phrase.until));
            } else if let (Some((referent, end)), Some(Class::Person)) = (last_named, phrase.class) {
                // `Jean Roy, premier adjoint au maire,`: an apposition right behind the name.
                let start = phrase.preposition.unwrap_or(phrase.items.start);
                if start == end + 1
                    && host.lower(end) == ","
                    && phrase.number != Some(Number::Plur)
                    && phrase.name.is_none()
                    && phrase.preposition.is_none()
                {
                    self.role(&phrase, referent);
                    if !phrase.definite {
                        self.genders[referent] = self.genders[referent].or(phrase.gender);
                    }
                    continue;
                }
            }
            presented = Some(phrase.clone())
                .filter(|p| p.class == Some(Class::Person) && p.name.is_none() && p.preposition.is_none());
            self.actor(phrase, referent, person, &subjects, sentence);
        }
    }

    /// `Le héros du jour s'appelle [Mamadou Keïta]`, `La lauréate est [Anne Ba]`: the verb between says who it is.
    fn presents(&self, from: usize, to: usize) -> bool {
        to > from
            && to - from <= 3
            && (from..to).any(|i| {
                matches!(
                    self.host.lower(i),
                    "est" | "était" | "appelle" | "appelait" | "nomme" | "sera"
                )
            })
    }

    fn actor(
        &mut self,
        phrase: Phrase,
        referent: Option<usize>,
        person: bool,
        subjects: &HashSet<usize>,
        sentence: usize,
    ) {
        if matches!(
            self.host.lower(phrase.items.start),
            "chaque" | "aucun" | "aucune" | "tout" | "toute"
        ) {
            return;
        }
        let known = person
            || phrase.name.is_some()
            || matches!(phrase.class, Some(Class::Person | Class::Body | Class::Demonym));
        if !known || phrase.form == Form::Pronoun {
            return;
        }
        // `Pour Michel Sapin, …`, `Selon elle, …` at the head of a sentence is as good as a subject.
        let source = phrase.preposition.is_some_and(|p| {
            matches!(self.host.lower(p), "pour" | "selon" | "après")
                && p <= self.host.sentences[sentence].items.start + 1
        });
        let subject = source
            || phrase.preposition.is_none()
                && (subjects.contains(&phrase.head)
                    || self.host.morphology(phrase.head).relation == Relation::Subject);
        let gender = referent
            .filter(|_| person)
            .map_or(phrase.gender, |r| self.genders[r]);
        let plural = phrase.number == Some(Number::Plur) || !phrase.also.is_empty();
        self.actors.push(Actor {
            phrase,
            referent,
            gender,
            plural,
            subject,
            sentence,
        });
    }

    /// Remembers who bears the role that `phrase` names.
    fn role(&mut self, phrase: &Phrase, referent: usize) {
        if let Some(office) = office(self.host, phrase) {
            let role = Role {
                words: self.words(self.host, phrase),
                referent,
                item: phrase.items.start,
            };
            self.roles.entry(office).or_default().push(role);
        }
    }

    /// The words of a phrase that tell one bearer of a role from another, names of the bearer left out.
    fn words(&self, source: &Host<'_>, phrase: &Phrase) -> HashSet<String> {
        // Complements with other prepositions than *de* say what happens, not who it is: `la ministre aux mareyeurs`.
        let end = (phrase.head + 1..phrase.items.end)
            .find(|&i| matches!(source.lower(i), "à" | "au" | "aux" | "en" | "pour" | "sur"))
            .unwrap_or(phrase.items.end);
        (phrase.items.start..end)
            .filter(|&i| source.entity(i).is_none_or(|(e, _)| Some(e) != phrase.name))
            .map(|i| crate::entities::names::fold(source.lower(i)))
            .filter(|w| {
                w.chars().count() > 2
                    && !matches!(
                        w.as_str(),
                        "les"
                            | "des"
                            | "une"
                            | "aux"
                            | "dans"
                            | "pour"
                            | "sur"
                            | "cet"
                            | "cette"
                            | "ces"
                            | "son"
                            | "ses"
                    )
            })
            .collect()
    }

    /// Who `phrase`, a mention of the host text or of the words themselves (`inside`), stands for. `recent` is the
    /// speaker of the quotation before, with its item.
    #[must_use]
    pub fn resolve(
        &self,
        source: &Host<'_>,
        phrase: &Phrase,
        item: usize,
        recent: Option<(&Speaker, usize)>,
    ) -> Speaker {
        let mention = source.span_of(phrase.items.clone());
        let speaker = |form, kind, name: String, referent| Speaker {
            mention,
            form,
            kind,
            name,
            referent,
        };
        if let Some(name) = phrase.name {
            let entity = &self.host.analysis.entities[name];
            let referent = self.owner[name];
            let mut full =
                referent.map_or_else(|| entity.span.of(self.host.text).to_owned(), |r| self.name(r));
            for also in &phrase.also {
                full.push_str(" et ");
                full.push_str(&self.owner[*also].map_or_else(String::new, |r| self.name(r)));
            }
            let kind = if entity.label == Label::Per {
                SpeakerType::Person
            } else {
                SpeakerType::Organisation
            };
            return speaker(Form::Named, kind, full, referent);
        }
        // The name of somebody unnamed is the head noun phrase: `un jeune Russe`, whatever he is doing.
        let core =
            phrase_at(source, phrase.items.start, phrase.items.end).filter(|_| phrase.form == Form::Nominal);
        let text = plain(
            core.map_or(mention, |core| source.span_of(core.items))
                .of(source.text),
        );
        if phrase.form == Form::Pronoun {
            return match self.antecedent(source, phrase, item, recent) {
                Some(Found::Referent(r)) => speaker(Form::Pronoun, self.kind(r), self.name(r), Some(r)),
                Some(Found::Phrase(name, kind)) => speaker(Form::Pronoun, kind, name, None),
                None => speaker(Form::Pronoun, SpeakerType::Unnamed, text, None),
            };
        }
        if let Some(referent) = self.bearer(source, phrase, item, recent) {
            return speaker(
                Form::Nominal,
                SpeakerType::Person,
                self.name(referent),
                Some(referent),
            );
        }
        let kind = match phrase.class {
            Some(Class::Body | Class::Document) => SpeakerType::Organisation,
            _ => SpeakerType::Unnamed,
        };
        speaker(Form::Nominal, kind, text, None)
    }

    /// Whether nothing in their genders keeps a speaker from being whom the pronoun of another stands for.
    #[must_use]
    pub fn agree(&self, speaker: &Speaker, pronoun: &Speaker) -> bool {
        let word = pronoun.mention.of(self.host.text).to_lowercase();
        let shown = if word.ends_with("elle") {
            Some(Gender::Fem)
        } else {
            word.ends_with("il").then_some(Gender::Masc)
        };
        speaker
            .referent
            .and_then(|r| self.genders[r])
            .zip(shown)
            .is_none_or(|(a, b)| a == b)
    }

    fn name(&self, referent: usize) -> String {
        self.host.analysis.referents[referent].name.clone()
    }

    fn kind(&self, referent: usize) -> SpeakerType {
        match self.host.analysis.referents[referent].label {
            Label::Per => SpeakerType::Person,
            _ => SpeakerType::Organisation,
        }
    }

    /// The person whose role a definite phrase names: `le maire` after `le maire de Lyon, Jean Roy`.
    fn bearer(
        &self,
        source: &Host<'_>,
        phrase: &Phrase,
        item: usize,
        recent: Option<(&Speaker, usize)>,
    ) -> Option<usize> {
        if !phrase.definite || phrase.number == Some(Number::Plur) {
            return None;
        }
        let office = office(source, phrase)?;
        let words = self.words(source, phrase);
        let roles = self.roles.get(office).map_or(&[][..], Vec::as_slice);
        let sole = roles.iter().all(|r| r.referent == roles[0].referent);
        let fits = |role: &&Role| {
            let gender = self.genders[role.referent]
                .zip(phrase.gender)
                .is_none_or(|(a, b)| a == b);
            // Both say more than the noun, and nothing of it is the same: two people of one profession.
            let (own, other) = (words.len() > 1, role.words.len() > 1);
            gender && (!own || !other && sole || words.intersection(&role.words).count() > 1)
        };
        let before = roles
            .iter()
            .filter(|r| r.item <= item)
            .filter(fits)
            .max_by_key(|r| (words.intersection(&r.words).count(), r.item));
        let found = before
            .or_else(|| roles.iter().filter(|r| r.item > item).find(fits))
            .map(|r| r.referent);
        found
            .or_else(|| self.epithet(source, phrase, item, recent))
            .or_else(|| self.described(source, phrase, item))
            .or_else(|| self.protagonist(source, phrase))
    }

    /// `l'intéressé`, `le charretier`, `la quadragénaire`: a definite noun alone, which the document has not introduced as
    /// somebody else (`un charretier`), is whoever spoke last, if gender agrees and the words are near.
    fn epithet(
        &self,
        source: &Host<'_>,
        phrase: &Phrase,
        item: usize,
        recent: Option<(&Speaker, usize)>,
    ) -> Option<usize> {
        let (speaker, at) = recent?;
        let host = self.host;
        let item = item.min(host.items.len() - 1);
        let paragraphs = host
            .sentence(item)
            .paragraph
            .abs_diff(host.sentence(at).paragraph);
        if phrase.items.len() > 3 || paragraphs > 2 {
            return None;
        }
        let word = source.lower(phrase.head);
        let introduced = self.actors.iter().any(|a| {
            a.referent.is_none() && host.lower(a.phrase.head) == word && a.phrase.items.start < item
        });
        let referent = speaker
            .referent
            .filter(|&r| !introduced && self.kind(r) == SpeakerType::Person)?;
        self.genders[referent]
            .zip(phrase.gender)
            .is_none_or(|(a, b)| a == b)
            .then_some(referent)
    }

    /// `Tiphaine Rosmadec a doublé le cap. « … », se souvient la navigatrice.`: a definite noun alone for the person named
    /// last, if that was in the same paragraph, at most two sentences before, and the noun was not introduced otherwise.
    fn described(&self, source: &Host<'_>, phrase: &Phrase, item: usize) -> Option<usize> {
        let host = self.host;
        let item = item.min(host.items.len() - 1);
        let here = host.sentence_index(item);
        let word = source.lower(phrase.head);
        if phrase.items.len() > 3 {
            return None;
        }
        let end = self.actors.partition_point(|a| a.phrase.items.start < item);
        let near = self.actors[..end].iter().rev().take_while(|a| {
            here - a.sentence <= 2 && host.sentences[a.sentence].paragraph == host.sentences[here].paragraph
        });
        let mut found = None;
        for actor in near {
            if actor.referent.is_none() && host.lower(actor.phrase.head) == word {
                return None;
            }
            let person = actor
                .referent
                .filter(|&r| self.kind(r) == SpeakerType::Person && !actor.plural);
            let fits = person.filter(|&r| {
                self.genders[r].zip(phrase.gender).is_none_or(|(a, b)| a == b)
                    && (actor.subject || actor.phrase.preposition.is_none())
            });
            found = found.or(fits);
        }
        found
    }

    /// `le président`, `la maire` in an article about one person: whoever it names far more often than anybody else, if the
    /// noun is an office (a suspect or a driver may well stay unnamed).
    fn protagonist(&self, source: &Host<'_>, phrase: &Phrase) -> Option<usize> {
        const OFFICES: [&str; 18] = [
            "président",
            "ministre",
            "premier ministre",
            "maire",
            "candidat",
            "directeur",
            "entraîneur",
            "roi",
            "pape",
            "chancelier",
            "sénateur",
            "député",
            "pdg",
            "gouverneur",
            "procureur",
            "préfet",
            "sélectionneur",
            "dirigeant",
        ];
        let office = office(source, phrase).filter(|o| OFFICES.contains(o) && phrase.items.len() <= 3)?;
        let held = self.roles.get(office).is_some_and(|r| !r.is_empty());
        let mut people: Vec<(usize, usize)> = self
            .host
            .analysis
            .referents
            .iter()
            .enumerate()
            .filter(|(r, _)| {
                self.kind(*r) == SpeakerType::Person
                    && self.genders[*r].zip(phrase.gender).is_none_or(|(a, b)| a == b)
            })
            .map(|(r, referent)| (referent.mentions.len(), r))
            .collect();
        people.sort_unstable_by(|a, b| b.cmp(a));
        let (first, second) = (people.first()?, people.get(1).map_or(0, |p| p.0));
        (!held && first.0 >= 2 && first.0 >= 2 * second).then_some(first.1)
    }

    /// Whom a pronoun stands for: gender and number, recency, subjects first, the speaker of the quotation before.
    fn antecedent(
        &self,
        source: &Host<'_>,
        phrase: &Phrase,
        item: usize,
        recent: Option<(&Speaker, usize)>,
    ) -> Option<Found> {
        let host = self.host;
        let word = source
            .lower(phrase.head)
            .trim_start_matches("-t-")
            .trim_start_matches("t-")
            .trim_start_matches('-');
        if matches!(word, "je" | "j'" | "nous" | "moi" | "on") {
            return None;
        }
        let plural = phrase.number == Some(Number::Plur);
        let last = word.ends_with("-ci") || source.lower(phrase.items.start).starts_with("ce");
        let sentence = host.sentence_index(item.min(host.items.len() - 1));
        let paragraph = host.sentences[sentence].paragraph;
        let end = self.actors.partition_point(|a| a.phrase.items.start < item);
        let mut best: Option<(i32, Found)> = None;
        let mut offer = |score: i32, found: Found| {
            if best.as_ref().is_none_or(|(s, _)| score > *s) {
                best = Some((score, found));
            }
        };
        if let Some((speaker, at)) = recent {
            let gender = speaker.referent.and_then(|r| self.genders[r]);
            let fits = gender.zip(phrase.gender).is_none_or(|(a, b)| a == b)
                && !plural
                && !speaker.name.contains(" et ");
            let here = host.sentence_index(at);
            let paragraphs = i32::try_from(paragraph - host.sentences[here].paragraph).unwrap_or(9);
            let sentences = i32::try_from(sentence - here).unwrap_or(99);
            if fits && !last && paragraphs <= 2 && speaker.kind != SpeakerType::Unnamed {
                let found = match speaker.referent {
                    Some(r) => Found::Referent(r),
                    None => Found::Phrase(speaker.name.clone(), speaker.kind),
                };
                let person = speaker.kind == SpeakerType::Person;
                let sure = if gender.is_some() { 2 } else { 0 };
                // Within a paragraph the speaker goes on: `ajoute-t-il`.
                let base = if paragraphs == 0 && sentences <= 2 { 20 } else { 16 };
                offer(
                    base - sentences - 3 * paragraphs + sure - if person { 0 } else { 8 },
                    found,
                );
            }
        }
        for (back, actor) in self.actors[..end].iter().rev().take(MEMORY).enumerate() {
            if actor.plural != plural || actor.gender.zip(phrase.gender).is_some_and(|(a, b)| a != b) {
                continue;
            }
            let label = actor.referent.map(|r| host.analysis.referents[r].label);
            let sentences = i32::try_from(sentence - actor.sentence).unwrap_or(99);
            let paragraphs =
                i32::try_from(paragraph - host.sentences[actor.sentence].paragraph).unwrap_or(99);
            let back = i32::try_from(back).unwrap_or(99);
            let mut score = 10 - 2 * sentences.min(8) - 2 * paragraphs.min(6) - back.min(10) / 3;
            score += if actor.subject && !last { 5 } else { 0 };
            score += match label {
                Some(Label::Per) => 4,
                Some(Label::Org) => -4,
                Some(_) => -7,
                None if actor.phrase.class == Some(Class::Body) => -5,
                None => 0,
            };
            score += if actor.gender.is_some() && actor.gender == phrase.gender {
                2
            } else {
                0
            };
            score -= if actor.phrase.preposition.is_some() && !actor.subject && !last {
                3
            } else {
                0
            };
            score += if last { 4 - 3 * back.min(3) } else { 0 };
            let found = match actor.referent {
                Some(r) if actor.phrase.also.is_empty() => Found::Referent(r),
                _ => {
                    let name = plain(host.span_of(actor.phrase.items.clone()).of(host.text));
                    let kind = if actor.phrase.class == Some(Class::Body) {
                        SpeakerType::Organisation
                    } else {
                        SpeakerType::Unnamed
                    };
                    self.bearer(host, &actor.phrase, actor.phrase.items.start, None)
                        .map_or(Found::Phrase(name, kind), Found::Referent)
                }
            };
            offer(score, found);
        }
        best.filter(|(score, _)| *score > -4)
            .map(|(_, found)| found)
            .or_else(|| self.named_next(phrase, end, sentence))
    }
}

impl Resolver<'_> {
    /// `« Je suis née ici », dit-elle. À 83 ans, Paulette Grangier…`: the person named next, where nobody was before.
    fn named_next(&self, phrase: &Phrase, from: usize, sentence: usize) -> Option<Found> {
        let near = self.actors[from..]
            .iter()
            .take_while(|a| a.sentence <= sentence + 2);
        let person = |a: &&Actor| {
            a.referent.is_some_and(|r| self.kind(r) == SpeakerType::Person)
                && !a.plural
                && phrase.number != Some(Number::Plur)
        };
        let fits = |a: &&Actor| a.gender.zip(phrase.gender).is_none_or(|(a, b)| a == b);
        near.filter(person)
            .find(fits)
            .and_then(|a| a.referent)
            .map(Found::Referent)
    }
}

/// The office that a phrase names, one word for its synonyms: `le chef de l'État` is the president, `le chef du
/// gouvernement` the prime minister, who is no other minister.
fn office(host: &Host<'_>, phrase: &Phrase) -> Option<&'static str> {
    let noun = nouns::noun(host.lower(phrase.head)).filter(|n| n.class == Class::Person)?;
    let words = host
        .span_of(phrase.items.clone())
        .of(host.text)
        .to_lowercase()
        .replace('’', "'");
    Some(match noun.lemma {
        "chef" if words.contains("de l'état") || words.contains("de l' état") => "président",
        "chef" if words.contains("gouvernement") => "premier ministre",
        "ministre" if words.contains("premier ministre") || words.contains("première ministre") => {
            "premier ministre"
        }
        "président" if words.contains("vice") => "vice-président",
        lemma => lemma,
    })
}

/// Whom a pronoun stands for.
#[derive(Debug, Clone)]
enum Found {
    Referent(usize),
    Phrase(String, SpeakerType),
}

fn gender(letter: Option<char>) -> Option<Gender> {
    match letter {
        Some('m') => Some(Gender::Masc),
        Some('f') => Some(Gender::Fem),
        _ => None,
    }
}

/// A phrase as a name: in one line, its determiner in lower case.
fn plain(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut chars = line.chars();
    let lower = |first: char| first.to_lowercase().collect::<String>();
    let determiner = line.split([' ', '\'', '’']).next().is_some_and(|w| {
        matches!(
            w.to_lowercase().as_str(),
            "le" | "la"
                | "les"
                | "l"
                | "un"
                | "une"
                | "des"
                | "ce"
                | "cet"
                | "cette"
                | "ces"
                | "plusieurs"
                | "certains"
                | "certaines"
                | "son"
                | "sa"
                | "ses"
                | "leur"
                | "leurs"
                | "il"
                | "elle"
                | "ils"
                | "elles"
                | "on"
                | "nous"
                | "je"
        )
    });
    match chars.next() {
        Some(first) if determiner => lower(first) + chars.as_str(),
        _ => line,
    }
}
