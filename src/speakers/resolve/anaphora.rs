//! Somebody whom a definite description picks up: `Ruth Lind a reçu la liste. « … », dit la bibliothécaire de 59 ans.`
//!
//! A definite noun without a complement (`la bibliothécaire`, `le buteur`) is somebody the reader knows already. An office or
//! a relation is not (`la procureure`, `la mère de l'enfant`): it says by itself who is meant, and may stay unnamed.

use super::{Resolver, roles, synonyms};
use crate::clauses::Phrase;
use crate::clauses::host::Host;
use crate::clauses::nouns::{self, Class};
use crate::clauses::phrases::is_determiner;
use crate::speakers::{Form, Speaker, SpeakerType};
use crate::text::entries;
use crate::tokens::morphology::Number;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// Sentences back in which the person is looked for.
const SENTENCES: usize = 14;
/// Actors back among which a noun for somebody unnamed is looked for.
const ACTORS: usize = 400;
/// What a mention counts for, for each sentence between.
const FADES: f32 = 0.8;
/// What it counts for to have all the names of people in the document.
const PROMINENT: f32 = 1.5;
/// What it counts for to be the speaker before.
const SPOKE: f32 = 0.8;
/// What it counts for to be named in the words before, where somebody is whom they concern, and against whoever says them.
const TOLD_OF: f32 = 2.0;
const TELLS: f32 = 2.5;
/// People of whom a text can be said to be.
const CAST: usize = 40;
/// What it counts for to stand in the headline.
const HEADED: f32 = 1.0;

/// Nouns that name an office, a relation or a part in what happened: a text speaks of such people without their names.
pub(super) static UNNAMED: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| entries(include_str!("unnamed.txt")).chain(roles::COURT).collect());

/// Ages in words: `la quadragénaire` is between forty and fifty.
const DECADES: [(&str, u32); 8] = [
    ("vingtenaire", 20),
    ("trentenaire", 30),
    ("quadragénaire", 40),
    ("quinquagénaire", 50),
    ("sexagénaire", 60),
    ("septuagénaire", 70),
    ("octogénaire", 80),
    ("nonagénaire", 90),
];

impl Resolver<'_> {
    /// The person whom a definite description without a complement picks up: whoever is of that age, or else whom the
    /// sentences before name most and last, subjects first, the speaker before above all.
    pub(super) fn picked_up(
        &self,
        source: &Host<'_>,
        phrase: &Phrase,
        item: usize,
        recent: Option<(&Speaker, usize)>,
    ) -> Option<usize> {
        let item = item.min(self.host.items.len() - 1);
        if !describes(source, phrase)
            || roles::is_relation(source, phrase)
            || self.introduced_as_another(source, phrase, item)
        {
            return None;
        }
        let mut weights = self.presence(item);
        if let Some((speaker, at)) = recent
            && let Some(referent) = speaker.referent
            && self.host.sentence(item).paragraph <= self.host.sentence(at).paragraph + 2
        {
            *weights.entry(referent).or_default() += SPOKE;
        }
        let office = roles::office(source, phrase);
        // `le maire Jean Roy` is not `la bibliothécaire`, if anybody else may be.
        let weighed = weights.into_iter().map(|(r, weight)| {
            let own = self.offices(r);
            let same = |own: &&str| office.is_none_or(|o| *own == o || synonyms::are(own, o));
            let another = !own.is_empty() && !own.iter().any(same);
            (r, if another { weight / 3.0 } else { weight })
        });
        self.foremost(weighed, phrase, item)
    }

    /// Whether the text has named a person before `item`.
    pub(super) fn is_known(&self, person: usize, item: usize) -> bool {
        let entities = &self.host.analysis.entities;
        let first = self.host.analysis.referents[person].mentions.first();
        first.is_some_and(|&m| entities[m].span.start < self.host.span(item).start)
    }

    /// Whom the words before are about: `Emil Kral accuse Ivan Roy d'avoir « vendu » le parc. L'intéressé n'a pas réagi.` Not who
    /// said them, if they name or concern anybody else.
    pub(super) fn concerned(
        &self,
        phrase: &Phrase,
        item: usize,
        recent: Option<(&Speaker, usize)>,
    ) -> Option<usize> {
        let host = self.host;
        let item = item.min(host.items.len() - 1);
        let here = host.sentence_index(item);
        let mut weights = self.presence(item);
        if let Some((speaker, at)) = recent
            && here.abs_diff(host.sentence_index(at)) <= 2
        {
            // Named in the words themselves: `« Roy n'a prévenu personne », dit une proche. L'intéressé assure…`
            for referent in host.quote(at).into_iter().flat_map(|pair| self.named_in(pair)) {
                *weights.entry(referent).or_default() += TOLD_OF;
            }
            if let Some(own) = speaker.referent.filter(|&r| self.names_another(at, r)) {
                *weights.entry(own).or_default() -= TELLS;
            }
        }
        self.foremost(weights, phrase, item)
    }

    /// Whether the quotation at `item` or its sentence tells of another person than `speaker`.
    fn names_another(&self, item: usize, speaker: usize) -> bool {
        let sentence = self.host.sentence_index(item);
        let around = self
            .actors_of(sentence)
            .iter()
            .take(ACTORS)
            .filter_map(|a| a.referent)
            .filter(|&r| self.kind(r) == SpeakerType::Person);
        let inside = self
            .host
            .quote(item)
            .into_iter()
            .flat_map(|pair| self.named_in(pair));
        around.chain(inside).any(|r| r != speaker)
    }

    /// The people named between a pair of marks.
    fn named_in(&self, pair: usize) -> impl Iterator<Item = usize> {
        let host = self.host;
        let span = host.pairs[pair].span;
        let entities = &host.analysis.entities;
        let from = entities.partition_point(|e| e.span.start < span.start);
        (from..entities.len())
            .take_while(move |&e| entities[e].span.end <= span.end)
            .filter_map(|e| self.owner[e])
            .filter(|&r| self.kind(r) == SpeakerType::Person)
    }

    /// The one person of the age that a phrase says: `Paul B., 61 ans, … le sexagénaire`.
    pub(super) fn of_age(&self, source: &Host<'_>, phrase: &Phrase) -> Option<usize> {
        let age = age(source, phrase).filter(|_| phrase.definite)?;
        let mut aged = self
            .ages
            .iter()
            .filter(|(r, own)| self.agrees(**r, phrase) && age.contains(own));
        aged.next().filter(|_| aged.next().is_none()).map(|(&r, _)| r)
    }

    /// How much the document is about each of its first people, whatever the sentence: their share of the names of people, and
    /// more for a name in the headline.
    pub(super) fn prominent(&self) -> Vec<(usize, f32)> {
        let host = self.host;
        let referents = &host.analysis.referents;
        #[allow(clippy::cast_precision_loss, reason = "mentions are counted")]
        let count = |r: usize| referents[r].mentions.len() as f32;
        let all: f32 = self.people.iter().map(|&r| count(r)).sum();
        let headline = host.analysis.paragraphs.first().map_or(0, |p| p.end);
        let headed = |r: usize| {
            let first = referents[r].mentions.first();
            first.is_some_and(|&m| host.analysis.entities[m].span.start < headline)
        };
        let of = |&r: &usize| {
            (
                r,
                PROMINENT * count(r) / all.max(1.0) + if headed(r) { HEADED } else { 0.0 },
            )
        };
        let mut people: Vec<(usize, f32)> = self.people.iter().map(of).collect();
        people.sort_by(|(a, x), (b, y)| y.total_cmp(x).then(a.cmp(b)));
        people.truncate(CAST);
        people
    }

    /// How present each person is to a reader who has come to `item`.
    pub(super) fn weights(&self, item: usize) -> HashMap<usize, f32> {
        let here = self.host.sentence_index(item);
        let mut weights: HashMap<usize, f32> = HashMap::new();
        let near = self
            .actors_before(item)
            .iter()
            .rev()
            .take(ACTORS)
            .take_while(|a| here - a.sentence <= SENTENCES);
        for actor in near.filter(|a| !a.plural) {
            let Some(referent) = actor.referent else { continue };
            let place = match actor.phrase.preposition {
                _ if actor.subject => 1.5,
                Some(_) => 0.5,
                None => 1.0,
            };
            let distance = i32::try_from(here - actor.sentence).unwrap_or(i32::MAX);
            *weights.entry(referent).or_default() += place * FADES.powi(distance);
        }
        weights
    }

    /// The same, with how much the document is about each of them.
    fn presence(&self, item: usize) -> HashMap<usize, f32> {
        let mut weights = self.weights(item);
        for &(person, prominence) in self.prominent.iter().filter(|(p, _)| self.is_known(*p, item)) {
            *weights.entry(person).or_default() += prominence;
        }
        weights
    }

    /// The most present of those whom a phrase at `item` may stand for.
    fn foremost(
        &self,
        weights: impl IntoIterator<Item = (usize, f32)>,
        phrase: &Phrase,
        item: usize,
    ) -> Option<usize> {
        let fits =
            |r: usize| self.kind(r) == SpeakerType::Person && self.agrees(r, phrase) && self.apart(r, item);
        weights
            .into_iter()
            .filter(|(r, _)| fits(*r))
            .max_by(|(a, x), (b, y)| x.total_cmp(y).then(b.cmp(a)))
            .map(|(r, _)| r)
    }

    /// `Une cliente a été mordue. … la cliente`: the same noun for somebody who has no name.
    fn introduced_as_another(&self, source: &Host<'_>, phrase: &Phrase, item: usize) -> bool {
        let word = source.lower(phrase.head);
        self.actors_before(item).iter().rev().take(ACTORS).any(|a| {
            let nobody = a.referent.is_none() && a.phrase.form == Form::Nominal && !a.phrase.definite;
            nobody && self.host.lower(a.phrase.head) == word
        })
    }
}

/// Whether a phrase describes one known person and names neither office nor relation.
pub(super) fn describes(source: &Host<'_>, phrase: &Phrase) -> bool {
    if !phrase.definite || phrase.number == Some(Number::Plur) || phrase.form != Form::Nominal {
        return false;
    }
    let noun = nouns::noun(source.lower(phrase.head));
    let person = match noun.map(|n| (n.class, n.lemma)) {
        Some((Class::Person, lemma)) => {
            roles::is_demonstrative(source, phrase)
                || !UNNAMED.contains(lemma)
                || roles::is_former(source, phrase)
        }
        Some((Class::Demonym, _)) => true,
        Some(_) => false,
        None => is_agent(source.lower(phrase.head)),
    };
    // `la bibliothécaire de 59 ans`, `le gardien de but` but not `la bibliothécaire du lycée`
    let complement = (phrase.head + 1..phrase.items.end).any(|i| match source.lower(i) {
        "du" | "des" => true,
        "de" | "d'" => is_determiner(source.lower(i + 1)) || source.entity(i + 1).is_some(),
        _ => false,
    });
    person && !complement
}

/// `le buteur`, `la lanceuse`: nouns of those who do something, that no list holds.
fn is_agent(word: &str) -> bool {
    [
        "teur", "trice", "euse", "iste", "logue", "aire", "ien", "ienne", "ier", "ière",
    ]
    .iter()
    .any(|ending| word.ends_with(ending))
}

/// The ages that a phrase may mean: `la bibliothécaire de 59 ans`, `le sexagénaire`.
fn age(source: &Host<'_>, phrase: &Phrase) -> Option<std::ops::Range<u32>> {
    let word = source.lower(phrase.head);
    if let Some((_, from)) = DECADES.iter().find(|(noun, _)| *noun == word) {
        return Some(*from..from + 10);
    }
    let years = phrase.items.clone().find(|&i| source.lower(i) == "ans")?;
    let age: u32 = source.lower(years.checked_sub(1)?).parse().ok()?;
    Some(age..age + 1)
}
