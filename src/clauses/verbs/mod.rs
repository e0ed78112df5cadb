//! Verb groups of the host text: `a cependant tenu à tempérer`, `m'a dit`, `rectifiera t-il`.
//!
//! A group is read from its first clitic on: the verb itself (`forms` says which form a word is, `homographs` whether
//! it is a verb at all), the inverted subject, the participle behind an auxiliary (`compound`), and the words that give
//! another verb its sense (`periphrases`). This file owns what a [`Group`] is and that order; it refuses to look for a
//! subject that is no clitic: that is for [`super::subjects`].

mod clitics;
mod compound;
mod forms;
mod homographs;
mod periphrases;

pub use clitics::is_clitic;
pub use homographs::{is_finite_before_words, is_participle_before_words};

use super::host::Host;
use super::phrases::is_personal;
use crate::quotes::verbs::Class;
use crate::tokens::Pos;
use forms::word_at;
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

/// The verb group that begins with `item` (a clitic, an auxiliary or a verb) and ends before `end`.
#[must_use]
pub fn group_at(host: &Host<'_>, item: usize, end: usize) -> Option<Group> {
    let mut at = item;
    let mut reflexive = false;
    // `Lui parle d'une « leçon »`: at the head of a sentence it is the stressed pronoun, the subject.
    let stressed = |i: usize| host.word(i) == "Lui" && host.sentence(i).items.start == i;
    while at < end && is_clitic(host.lower(at)) && host.entity(at).is_none() && !stressed(at) {
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
    // `crient à la « trahison »`, `voit dans ces mots « un cadeau »`: the locution says more than the verb.
    if group
        .class
        .is_none_or(|class| matches!(class, Class::Manner | Class::Think))
    {
        group.locution(host, end);
    }
    group.pronominal(host);
    // `y voit « une usine à gaz »`: a judgement.
    let sees = matches!(
        host.lower(group.head),
        "voit" | "voient" | "voyait" | "voyaient" | "verra" | "verrait" | "vit" | "voyant" | "vu" | "voir"
    );
    if group.class.is_none_or(|class| class == Class::Think)
        && sees
        && (item..group.head).any(|i| host.lower(i) == "y")
    {
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

    /// Whether it stands with an object that words can be: any verb of speech, in any voice but the passive.
    #[must_use]
    pub fn speaks(&self) -> bool {
        self.class.is_some() && !self.passive
    }
}
