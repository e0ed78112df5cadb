//! Somebody by where he comes from: `Le pilote finlandais Kimi Lahti a gagné. « Parfait », a savouré le Finlandais.`

use super::Resolver;
use super::actors::Actor;
use crate::clauses::Phrase;
use crate::clauses::host::Host;
use crate::clauses::nouns::{self, Class};
use crate::speakers::{Form, Speaker, SpeakerType};
use crate::tokens::morphology::Number;

/// Paragraphs back in which the person is looked for.
const PARAGRAPHS: usize = 2;

impl Resolver<'_> {
    /// The person whom a definite singular name of inhabitants stands for: whoever was introduced with that adjective, or else
    /// the speaker before or the subject named last, if nobody was introduced as such (`un Finlandais`).
    pub(super) fn compatriot(
        &self,
        source: &Host<'_>,
        phrase: &Phrase,
        item: usize,
        recent: Option<(&Speaker, usize)>,
    ) -> Option<usize> {
        let host = self.host;
        let word = source.lower(phrase.head);
        let lemma = nouns::noun(word).filter(|n| n.class == Class::Demonym)?.lemma;
        let one = phrase.number != Some(Number::Plur) && phrase.items.len() <= 2 && phrase.definite;
        let item = item.min(host.items.len() - 1);
        if !one || self.is_introduced(word, item) {
            return None;
        }
        let paragraph = host.sentence(item).paragraph;
        let fits = |r: usize| self.agrees(r, phrase) && self.kind(r) == SpeakerType::Person;
        let people = || {
            self.actors_before(item)
                .iter()
                .rev()
                .take_while(|a| host.sentences[a.sentence].paragraph + PARAGRAPHS >= paragraph)
                .filter(|a| a.phrase.form == Form::Named && !a.plural && a.referent.is_some_and(fits))
        };
        let from_there = people().find(|a| comes_from(host, a, lemma));
        let spoke = || recent.and_then(|(s, _)| s.referent).filter(|&r| fits(r));
        let last = || {
            people()
                .find(|a| a.subject && !comes_from_elsewhere(host, a))
                .and_then(|a| a.referent)
        };
        from_there.and_then(|a| a.referent).or_else(spoke).or_else(last)
    }
}

/// The demonyms among the words of a phrase: `le pilote finlandais Kimi Lahti`.
fn demonyms<'h>(host: &'h Host<'_>, actor: &Actor) -> impl Iterator<Item = &'static str> + 'h {
    actor
        .phrase
        .items
        .clone()
        .filter_map(|i| nouns::noun(host.lower(i)))
        .filter(|n| n.class == Class::Demonym)
        .map(|n| n.lemma)
}

fn comes_from(host: &Host<'_>, actor: &Actor, lemma: &str) -> bool {
    demonyms(host, actor).any(|own| own == lemma)
}

fn comes_from_elsewhere(host: &Host<'_>, actor: &Actor) -> bool {
    demonyms(host, actor).next().is_some()
}
