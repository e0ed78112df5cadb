//! Noun phrases of the host text.
//!
//! A phrase is read from left to right: determiner, adjectives, nouns, names, then complements with `de` and the like
//! (`le président du comité d'organisation de la primaire`). Relative clauses and comma appositions stay outside, but
//! a name that completes a role is taken in: `le maire de Lyon, Jean Dupont`.
//!
//! This file owns what a [`Phrase`] is and how a text is cut into them; `pronouns` reads those without a noun (`elle`,
//! `l'un d'eux`, `certains`), `nominal` all others, and `determiners` and `prepositions` are the closed classes that
//! open them. It refuses to say which phrase is a verb's subject: that is for [`super::subjects`].

mod determiners;
mod nominal;
mod prepositions;
mod pronouns;

pub use determiners::{is_contracted, is_determiner};
pub use nominal::is_quantity;
pub use prepositions::is_preposition;
pub use pronouns::is_personal;

use super::host::Host;
use super::nouns::Class;
use crate::entities::Label;
use crate::speakers::Form;
use crate::tokens::morphology::{Gender, Number};
use determiners::is_article;
use nominal::Reader;
use pronouns::{indefinite_at, pronoun_at};
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
    /// A phrase of which nothing is known but where it stands and what its head is.
    pub(crate) fn new(items: Range<usize>, head: usize, form: Form) -> Self {
        Self {
            until: items.end,
            items,
            head,
            form,
            name: None,
            also: Vec::new(),
            class: None,
            gender: None,
            number: None,
            preposition: None,
            time: false,
            definite: false,
        }
    }

    /// What the name in it is.
    #[must_use]
    pub fn label(&self, host: &Host<'_>) -> Option<Label> {
        self.name.map(|entity| host.analysis.entities[entity].label)
    }

    /// Whether it is a person: by its noun, its name, or as a pronoun.
    #[must_use]
    pub fn is_person(&self, host: &Host<'_>) -> bool {
        self.form == Form::Pronoun
            || self.class == Some(Class::Person)
            || self.label(host) == Some(Label::Per)
    }

    /// The phrase of the name that its last word belongs to, read no further than `end`: `à l'initiative du [CHRU de Reims]`.
    #[must_use]
    pub fn last_name(&self, host: &Host<'_>, end: usize) -> Option<Self> {
        let (name, _) = host.entity(self.items.clone().next_back()?)?;
        let first = self
            .items
            .clone()
            .find(|&i| host.entity(i).is_some_and(|(other, _)| other == name))?;
        phrase_at(host, first, end)
    }

    /// Whether it can be somebody who speaks, as far as its words show.
    #[must_use]
    pub fn may_speak(&self, host: &Host<'_>) -> bool {
        let named = self.label(host);
        !self.time
            && (matches!(self.class, Some(Class::Person | Class::Body | Class::Demonym))
                || matches!(named, Some(Label::Per | Label::Org | Label::Loc))
                || (self.form == Form::Pronoun
                    && !matches!(host.lower(self.head), "ce" | "cela" | "ça" | "c'" | "ceci")))
    }

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
    let contracted = preposition.is_some_and(|p| is_contracted(host.lower(p)));
    if let Some(mut phrase) = pronoun_at(host, start, end) {
        phrase.preposition = preposition;
        // `pour lui`, but `elle lui dit`: behind a preposition it is a man.
        if preposition.is_some() && host.lower(start) == "lui" {
            phrase.gender = Some(Gender::Masc);
        }
        return Some(phrase);
    }
    let mut reader = Reader::new(host, start, end);
    reader.definite = contracted;
    reader.read();
    let mut phrase = reader.finish()?;
    phrase.preposition = preposition;
    Some(phrase)
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

/// Whoever a *de* at `at` leads to: `la réponse [du maire]`, `par la voix [d'Anne Ba]`; the preposition left out.
#[must_use]
pub fn of_somebody(host: &Host<'_>, at: usize, end: usize) -> Option<Phrase> {
    matches!(host.lower(at), "de" | "d'" | "du" | "des")
        .then(|| phrase_at(host, at, end))
        .flatten()
        .filter(|p| p.may_speak(host))
        .map(|p| Phrase {
            preposition: None,
            ..p
        })
}

/// How many items `du côté` takes at `at`, before the `de` of whose side it is: none or two.
#[must_use]
pub fn side_of(host: &Host<'_>, at: usize) -> usize {
    let side = (host.lower(at), host.lower(at + 1)) == ("du", "côté");
    if side && matches!(host.lower(at + 2), "de" | "d'" | "du" | "des") {
        2
    } else {
        0
    }
}

/// The people or body whose place opens the sentence of `on` at `item`: `Au ministère, on assure`, `Dans les rangs de
/// l'opposition, on dénonce`.
#[must_use]
pub fn place_of_on(host: &Host<'_>, item: usize) -> Option<Phrase> {
    let start = host.sentence(item).items.start;
    let at = start + usize::from(matches!(host.lower(start), "mais" | "et"));
    let side = side_of(host, at);
    let opens = side > 0
        || matches!(
            host.lower(at),
            "à" | "au" | "aux" | "dans" | "chez" | "côté" | "parmi"
        );
    let at = at + side;
    let end = (at..item.min(at + 14))
        .find(|&i| host.lower(i) == ",")
        .filter(|_| opens)?;
    let phrase = phrase_at(host, at, end).filter(|p| p.until == end && !p.time)?;
    // `À Bercy, on rappelle que`: the place is the ministry.
    const SEATS: [&str; 7] = [
        "bercy",
        "matignon",
        "élysée",
        "beauvau",
        "kremlin",
        "pentagone",
        "maison-blanche",
    ];
    let seat = (phrase.items.clone()).any(|i| SEATS.contains(&host.lower(i)));
    let place = phrase.label(host) == Some(Label::Loc) && !seat;
    let people = phrase.may_speak(host)
        || matches!(
            host.lower(phrase.head),
            "rangs" | "entourage" | "camp" | "clan" | "cabinet" | "siège"
        );
    (people && !place).then_some(phrase)
}
