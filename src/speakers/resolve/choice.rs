//! Which of the people of a document a noun phrase without a name means, or whether it means none of them.
//!
//! The readings of this folder answer in turn; each knows one way in which French takes somebody up again. Here their answer is
//! weighed against everybody else whom the phrase may mean: a log-linear model (a softmax over the people and *nobody*; Denis
//! and Baldridge 2008, *Specialized models and ranking for coreference resolution*) whose signs are the functions below and
//! whose weights `choice.tsv` holds. `scripts/choice` fits them to gold.

use super::actors::Actor;
use super::{Resolver, anaphora, roles, synonyms};
use crate::clauses::Phrase;
use crate::clauses::host::Host;
use crate::clauses::nouns;
use crate::speakers::{Speaker, SpeakerType};
use crate::text::{Span, entries};
use crate::tokens::morphology::Number;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// Actors back among which the last mention of each person is looked for.
const ACTORS: usize = 200;

/// What it counts for to be anybody at all: a reader who looks for a name misses it more than he minds one too many.
const SOMEBODY: f32 = 0.5;

static WEIGHTS: LazyLock<HashMap<&'static str, f32>> = LazyLock::new(|| {
    entries(include_str!("choice.tsv"))
        .filter_map(|line| line.split_once('\t'))
        .map(|(sign, weight)| {
            (
                sign,
                weight
                    .trim()
                    .parse()
                    .expect("a weight is a number, else it is a bug"),
            )
        })
        .collect()
});

/// What speaks for a candidate, each with its amount; most are there or not.
type Signs = Vec<(&'static str, f32)>;

/// A noun phrase or a pronoun with everybody whom it may mean: what the weights are fitted to.
#[derive(Debug, Clone)]
pub struct Description {
    /// The phrase, in bytes of the text.
    pub mention: Span,
    /// Whether it is a pronoun: the antecedents of those have their own signs.
    pub pronoun: bool,
    /// The people, by their names in the document, each with its signs.
    pub people: Vec<(String, Signs)>,
    /// The signs that it is nobody whom the document names; none of a pronoun.
    pub nobody: Signs,
}

/// Whom a phrase means, and the probability, 0 to 1, that it does.
pub(super) struct Choice {
    pub referent: Option<usize>,
    pub probability: f32,
}

impl Resolver<'_> {
    /// Whom `phrase` means, where the readings say `answer`.
    pub(super) fn choose(
        &self,
        source: &Host<'_>,
        phrase: &Phrase,
        item: usize,
        recent: Option<(&Speaker, usize)>,
        answer: Option<usize>,
    ) -> Choice {
        // `les deux ministres` are more than one person: a group has its own reading.
        if phrase.number == Some(Number::Plur) {
            return Choice {
                referent: answer,
                probability: 1.0,
            };
        }
        let item = item.min(self.host.items.len() - 1);
        let candidates = self.candidates(source, phrase, item, answer);
        let nobody = nobody(source, phrase, answer, recent.is_some());
        let mut scores = vec![(None, weigh(&nobody))];
        scores.extend(
            candidates
                .iter()
                .map(|(who, signs)| (Some(*who), SOMEBODY + weigh(signs))),
        );
        if let Some(asked) = &self.asked {
            asked.borrow_mut().push(Description {
                mention: source.span_of(phrase.items.clone()),
                pronoun: false,
                people: candidates
                    .into_iter()
                    .map(|(r, signs)| (self.name(r), signs))
                    .collect(),
                nobody,
            });
        }
        let (referent, best) = scores
            .iter()
            .copied()
            .max_by(|(_, x), (_, y)| x.total_cmp(y))
            .expect("nobody is always a candidate, else it is a bug");
        let all: f32 = scores.iter().map(|(_, s)| (s - best).exp()).sum();
        Choice {
            referent,
            probability: 1.0 / all,
        }
    }

    /// The people whom `phrase` may mean, with what speaks for each: those named lately, those whom the document is about, and
    /// whom the readings say.
    fn candidates(
        &self,
        source: &Host<'_>,
        phrase: &Phrase,
        item: usize,
        answer: Option<usize>,
    ) -> Vec<(usize, Signs)> {
        let before = self.actors_before(item);
        let weights = self.weights(item);
        let prominence: HashMap<usize, f32> = self.prominent.iter().copied().collect();
        let mut last: HashMap<usize, &Actor> = HashMap::new();
        let mut latest = None;
        let mut latest_to_speak = None;
        let fits = |r: usize| self.kind(r) == SpeakerType::Person && self.agrees(r, phrase);
        for actor in before.iter().rev().take(ACTORS) {
            let Some(referent) = actor.referent else { continue };
            last.entry(referent).or_insert(actor);
            if fits(referent) {
                latest = latest.or(Some(referent));
                latest_to_speak = latest_to_speak.or(Some(referent).filter(|_| actor.speaks));
            }
        }
        let known: HashSet<usize> = last.keys().chain(prominence.keys()).copied().collect();
        let mut people: Vec<usize> = known.into_iter().filter(|&r| fits(r)).chain(answer).collect();
        people.sort_unstable();
        people.dedup();
        let office = roles::office(source, phrase);
        let others = self.others(source, phrase, item, office, &people);
        people.retain(|r| answer == Some(*r) || !others.contains(r));

        let here = self.host.sentence_index(item);
        let signs = |r: usize| {
            let mut signs: Signs = vec![("somebody", 1.0)];
            let mut put = |is: bool, sign| {
                if is {
                    signs.push((sign, 1.0));
                }
            };
            put(answer == Some(r), "answer");
            put(self.genders[r].is_none(), "gender unknown");
            put(self.is_known(r, item), "known");
            put(latest == Some(r), "latest");
            put(latest_to_speak == Some(r), "latest to speak");
            if let Some(office) = office {
                let own = self.offices(r);
                let same = own.contains(&office);
                put(same, "same office");
                put(own.is_empty(), "no office");
                put(!same && !own.is_empty(), "other office");
                put(
                    !same && own.iter().any(|o| roles::is_function(o)),
                    "other function",
                );
            }
            if let Some(actor) = last.get(&r) {
                let paragraphs = self.paragraph(here) - self.paragraph(actor.sentence);
                put(paragraphs == 0, "same paragraph");
                put(paragraphs > 2, "far");
                put(here - actor.sentence == 1, "sentence before");
                put(here - actor.sentence == 2, "two sentences before");
                put(actor.subject, "subject");
                put(actor.speaks, "speaker");
            }
            signs.push(("presence", weights.get(&r).copied().unwrap_or(0.0)));
            signs.push(("prominence", prominence.get(&r).copied().unwrap_or(0.0)));
            signs
        };
        people.into_iter().map(|r| (r, signs(r))).collect()
    }

    /// Those of `people` who are somebody else than whom a phrase means, as the text says.
    fn others(
        &self,
        source: &Host<'_>,
        phrase: &Phrase,
        item: usize,
        office: Option<&str>,
        people: &[usize],
    ) -> HashSet<usize> {
        // `Une trompettiste a été blessée. Anne Ba a appelé les pompiers. « … », raconte la trompettiste.`
        let introduced = self.is_introduced(source.lower(phrase.head), item);
        if introduced || roles::is_relation(source, phrase) {
            return people.iter().copied().collect();
        }
        let mut others: HashSet<usize> = self.named_beside(item).collect();
        if let Some(office) = office {
            let words = self.words(source, phrase);
            let demonstrative = roles::is_demonstrative(source, phrase);
            let another = |r: &usize| {
                !demonstrative && self.holds_other_than(office, *r)
                    || self.bears_otherwise(office, &words, item, *r)
            };
            others.extend(people.iter().copied().filter(another));
        }
        others
    }

    /// `Luc Ba, président de Transvia, … Le PDG de Nordia`, `l'ancien patron de Transvia`: whether the document gives an office to
    /// a person, and completes it with none of these words.
    fn bears_otherwise(&self, office: &str, words: &HashSet<String>, item: usize, person: usize) -> bool {
        let mut borne = self
            .offices(person)
            .iter()
            .filter(|own| **own == office || synonyms::are(own, office))
            .flat_map(|own| self.near_roles(own, item))
            .filter(|role| role.referent == person)
            .peekable();
        let fits = |role: &roles::Role| {
            let former = synonyms::is_former(words) == synonyms::is_former(&role.words);
            former && (words.is_empty() || role.words.is_empty() || !words.is_disjoint(&role.words))
        };
        borne.peek().is_some() && !borne.any(fits)
    }

    fn paragraph(&self, sentence: usize) -> usize {
        self.host.sentences[sentence].paragraph
    }
}

/// The signs that a phrase means nobody whom the document names.
fn nobody(source: &Host<'_>, phrase: &Phrase, answer: Option<usize>, spoken: bool) -> Signs {
    let noun = nouns::noun(source.lower(phrase.head));
    let signs = [
        (answer.is_none(), "nobody: answer"),
        (anaphora::describes(source, phrase), "nobody: description"),
        (phrase.definite, "nobody: definite"),
        (phrase.gender.is_some(), "nobody: gender"),
        (phrase.items.len() <= 2, "nobody: short"),
        (
            noun.is_some_and(|n| anaphora::UNNAMED.contains(n.lemma)),
            "nobody: office or relation",
        ),
        (spoken, "nobody: somebody spoke"),
    ];
    signs
        .into_iter()
        .filter(|(is, _)| *is)
        .map(|(_, sign)| (sign, 1.0))
        .collect()
}

/// The sum of the weights.
fn weigh(signs: &Signs) -> f32 {
    signs
        .iter()
        .map(|(sign, amount)| WEIGHTS.get(sign).copied().unwrap_or_default() * amount)
        .sum()
}
