//! Whom a pronoun stands for.

use super::{Actor, Resolver};
use crate::clauses::Phrase;
use crate::clauses::host::Host;
use crate::speakers::{Speaker, SpeakerType};
use crate::tokens::morphology::Number;

/// Whom a pronoun stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Found {
    Referent(usize),
    Phrase(String, SpeakerType),
}

impl Resolver<'_> {
    /// Whom a pronoun stands for: somebody named before, or else the person named next.
    pub(super) fn stands_for(
        &self,
        source: &Host<'_>,
        phrase: &Phrase,
        item: usize,
        recent: Option<(&Speaker, usize)>,
    ) -> Option<Found> {
        let word = plain_pronoun(source.lower(phrase.head));
        if word == "on" {
            let place = crate::clauses::phrases::place_of_on(source, phrase.head)?;
            let name = super::plain(source.span_of(place.items.clone()).of(source.text));
            return Some(Found::Phrase(name, SpeakerType::Unnamed));
        }
        if matches!(word, "je" | "j'" | "nous" | "moi") {
            return None;
        }
        self.antecedent(source, phrase, item, recent).or_else(|| {
            let sentence = self.host.sentence_index(item.min(self.host.items.len() - 1));
            self.named_next(phrase, self.actors_before(item).len(), sentence)
        })
    }

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

/// `-t-il` as `il`.
pub(super) fn plain_pronoun(word: &str) -> &str {
    word.trim_start_matches("-t-")
        .trim_start_matches("t-")
        .trim_start_matches('-')
}
