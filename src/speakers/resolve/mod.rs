//! From a mention to somebody: a name's referent, the bearer of a role, the antecedent of a pronoun.

mod actors;
mod anaphora;
mod antecedents;
mod bodies;
mod choice;
mod described;
mod documents;
mod groups;
mod nationality;
mod pronouns;
mod roles;
mod signs;
mod synonyms;

use super::case::Context;
use super::{Form, Speaker, SpeakerType};
use crate::clauses::host::Host;
use crate::clauses::nouns::{self, Class};
use crate::clauses::phrases::{Phrase, is_contracted, is_determiner, is_personal, phrase_at};
use crate::entities::Label;
use crate::tokens::morphology::Gender;
use actors::Actor;
pub use choice::Description;
use documents::Issued;
use pronouns::Found;
use roles::Role;
use std::cell::RefCell;
use std::collections::HashMap;

/// Everything that says who is meant.
pub struct Resolver<'a> {
    host: &'a Host<'a>,
    /// The referent of each entity.
    owner: Vec<Option<usize>>,
    /// Actors in text order.
    actors: Vec<Actor>,
    /// Role nouns with the person who bears them: lemma, words of the phrase, referent, item.
    roles: HashMap<&'static str, Vec<Role>>,
    /// The offices that the document gives to each referent.
    known_role: HashMap<usize, Vec<&'static str>>,
    /// Gender of each referent, by title, first name, or the role beside the name.
    genders: Vec<Option<Gender>>,
    /// Age of the people of whom the text says it, in years.
    ages: HashMap<usize, u32>,
    /// People, the most often named first.
    people: Vec<usize>,
    /// Whom the document is about, and how much.
    prominent: Vec<(usize, f32)>,
    /// Head nouns of somebody unnamed, with the item where each first stands: `un charretier`.
    introduced: HashMap<String, usize>,
    /// Texts with who issued them, in text order.
    issued: Vec<Issued>,
    /// The descriptions that were resolved, where somebody wants to know.
    asked: Option<RefCell<Vec<Description>>>,
}

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
            known_role: HashMap::new(),
            genders,
            ages: HashMap::new(),
            people: Vec::new(),
            prominent: Vec::new(),
            introduced: HashMap::new(),
            issued: Vec::new(),
            asked: None,
        };
        resolver.people = (0..host.analysis.referents.len())
            .filter(|&r| resolver.kind(r) == SpeakerType::Person)
            .collect();
        resolver
            .people
            .sort_by_key(|&r| (std::cmp::Reverse(host.analysis.referents[r].mentions.len()), r));
        resolver.prominent = resolver.prominent();
        // Credits and links name people who are nobody in the article.
        for sentence in (0..host.sentences.len()).filter(|&s| !host.in_clutter(host.sentences[s].items.start))
        {
            resolver.read(sentence, context.clauses(sentence));
            resolver.issue(sentence, context.phrases(sentence), context.clauses(sentence));
        }
        resolver.settle();
        resolver
    }

    /// The same, which remembers every description that it resolves.
    #[must_use]
    pub fn recording(self) -> Self {
        Self {
            asked: Some(RefCell::default()),
            ..self
        }
    }

    /// What it remembers.
    #[must_use]
    pub fn recorded(self) -> Vec<Description> {
        self.asked.map(RefCell::into_inner).unwrap_or_default()
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
            certainty: 1.0,
        };
        // `cette déléguée CFDT` is somebody, not the CFDT, and `le Monténégrin`, who speaks, no place.
        let somebody = phrase.class == Some(Class::Person) && self.is_acronym(source, phrase)
            || self.is_inhabitant(source, phrase);
        if let Some(name) = phrase.name.filter(|_| !somebody) {
            let entity = &self.host.analysis.entities[name];
            let referent = self.owner[name];
            let full = self.full_name(phrase);
            let kind = if entity.label == Label::Per {
                SpeakerType::Person
            } else {
                SpeakerType::Organisation
            };
            return speaker(Form::Named, kind, full, referent);
        }
        let nominal;
        let phrase = if somebody {
            nominal = Phrase {
                name: None,
                form: Form::Nominal,
                ..phrase.clone()
            };
            &nominal
        } else {
            phrase
        };
        // The name of somebody unnamed is the head noun phrase: `un jeune Russe`, whatever he is doing.
        let core =
            phrase_at(source, phrase.items.start, phrase.items.end).filter(|_| phrase.form == Form::Nominal);
        let text = plain(
            core.map_or(mention, |core| source.span_of(core.items))
                .of(source.text),
        );
        if phrase.form == Form::Pronoun {
            return match self.stands_for(source, phrase, item, recent) {
                Some(Found::Referent(r)) => speaker(Form::Pronoun, self.kind(r), self.name(r), Some(r)),
                Some(Found::Phrase(name, kind)) => speaker(Form::Pronoun, kind, name, None),
                None => {
                    let word = pronouns::plain_pronoun(&text).to_owned();
                    speaker(Form::Pronoun, SpeakerType::Unnamed, word, None)
                }
            };
        }
        // `ajoute le communiqué`: whoever issued it.
        if std::ptr::eq(source, self.host)
            && let Some(issuer) = self.issuer(phrase)
        {
            let who = self.resolve(source, &issuer, issuer.items.start, None);
            return Speaker {
                mention,
                form: Form::Nominal,
                ..who
            };
        }
        let answer = self.nominal(source, phrase, item, recent);
        if answer.is_none()
            && let Some(names) = self.group(source, phrase, item)
        {
            return speaker(Form::Nominal, SpeakerType::Person, names, None);
        }
        let choice = self.choose(source, phrase, item, recent, answer);
        let (kind, name) = match (choice.referent, phrase.class) {
            (Some(referent), _) => (self.kind(referent), self.name(referent)),
            (None, Some(Class::Body | Class::Document)) => (SpeakerType::Organisation, text),
            (None, _) => (SpeakerType::Unnamed, text),
        };
        Speaker {
            certainty: choice.probability,
            ..speaker(Form::Nominal, kind, name, choice.referent)
        }
    }

    /// The referent that a phrase without a name stands for.
    fn nominal(
        &self,
        source: &Host<'_>,
        phrase: &Phrase,
        item: usize,
        recent: Option<(&Speaker, usize)>,
    ) -> Option<usize> {
        // `Traduction du maire : « … »`: the article is in the preposition.
        let contracted = |p: usize| is_contracted(source.lower(p));
        let whole;
        let phrase = if !phrase.definite && phrase.preposition.is_some_and(contracted) {
            whole = Phrase {
                definite: true,
                ..phrase.clone()
            };
            &whole
        } else {
            phrase
        };
        // `Le chef de l'État en déplacement à Égletons`: the office alone says who it is.
        self.of_age(source, phrase)
            .or_else(|| self.bearer(source, phrase, item, recent))
            .or_else(|| self.revealed(source, phrase, item))
            .or_else(|| self.compatriot(source, phrase, item, recent))
            .or_else(|| self.body(source, phrase, item, recent))
            .or_else(|| self.picked_up(source, phrase, item, recent))
    }

    /// Whether nothing in their genders keeps a phrase from standing for a referent.
    fn agrees(&self, referent: usize, phrase: &Phrase) -> bool {
        self.genders[referent]
            .zip(phrase.gender)
            .is_none_or(|(a, b)| a == b)
    }

    /// The actors that begin before `item`.
    fn actors_before(&self, item: usize) -> &[Actor] {
        &self.actors[..self.actors.partition_point(|a| a.phrase.items.start < item)]
    }

    /// The actors of a sentence.
    fn actors_of(&self, sentence: usize) -> &[Actor] {
        let from = self.actors.partition_point(|a| a.sentence < sentence);
        &self.actors[from..self.actors.partition_point(|a| a.sentence <= sentence)]
    }

    /// Whether somebody without a name was introduced by a noun before `item`: `un charretier`.
    fn is_introduced(&self, noun: &str, item: usize) -> bool {
        self.introduced.get(noun).is_some_and(|&first| first < item)
    }

    /// The offices that the document gives to a referent.
    fn offices(&self, referent: usize) -> &[&'static str] {
        self.known_role.get(&referent).map_or(&[], Vec::as_slice)
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

    /// Whether the name in a phrase is an acronym: a party, a union.
    fn is_acronym(&self, source: &Host<'_>, phrase: &Phrase) -> bool {
        phrase.label(source) == Some(Label::Org)
            && phrase.name.is_some_and(|n| {
                let name = self.host.analysis.entities[n].span.of(self.host.text);
                name.len() <= 6 && name.chars().all(|c| c.is_uppercase() || c == '-')
            })
    }

    /// Whether a phrase is the article and the name of an inhabitant, whatever the model takes it for.
    fn is_inhabitant(&self, source: &Host<'_>, phrase: &Phrase) -> bool {
        phrase.items.len() == 2
            && phrase.label(source).is_some_and(|label| label != Label::Per)
            && matches!(source.lower(phrase.items.start), "le" | "la" | "l'")
            && nouns::noun(source.lower(phrase.head)).is_some_and(|n| n.class == Class::Demonym)
    }

    /// The full names of a phrase that has some: `Éric Roy et Anne Ba`.
    fn full_name(&self, phrase: &Phrase) -> String {
        let name = |entity: usize| {
            let own = || {
                self.host.analysis.entities[entity]
                    .span
                    .of(self.host.text)
                    .to_owned()
            };
            self.owner[entity].map_or_else(own, |r| self.name(r))
        };
        let names: Vec<String> = phrase.name.iter().chain(&phrase.also).map(|&n| name(n)).collect();
        names.join(" et ")
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
}

fn gender(letter: Option<char>) -> Option<Gender> {
    match letter {
        Some('m') => Some(Gender::Masc),
        Some('f') => Some(Gender::Fem),
        _ => None,
    }
}

/// A phrase as a name: in one line, its determiner or pronoun in lower case.
fn plain(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut chars = line.chars();
    let lower = |first: char| first.to_lowercase().collect::<String>();
    let first = line.split_inclusive([' ', '\'', '’']).next().unwrap_or_default();
    let first = first.trim_end().to_lowercase().replace('’', "'");
    let grammatical = is_determiner(&first) || is_contracted(&first) || is_personal(&first);
    match chars.next() {
        Some(first) if grammatical => lower(first) + chars.as_str(),
        _ => line,
    }
}
