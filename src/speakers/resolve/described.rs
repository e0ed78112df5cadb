//! Somebody who is described first and named later: `Un jeune homme a crié « … ». Le jeune homme, Nolan L., …`

use super::Resolver;
use super::actors::Actor;
use super::roles::{COURT, office};
use crate::clauses::Phrase;
use crate::clauses::host::Host;
use crate::clauses::nouns::Class;
use crate::speakers::{Form, SpeakerType};
use crate::tokens::morphology::Number;

/// Sentences behind a description in which the name is looked for.
const SENTENCES: usize = 8;

impl Resolver<'_> {
    /// `Un jeune homme de 18 ans l'a giflé en criant « … ». Le jeune homme, Nolan L., a été arrêté.`: the first later phrase
    /// with the same noun is definite, says no more, and is completed by the name.
    pub(super) fn revealed(&self, source: &Host<'_>, phrase: &Phrase, item: usize) -> Option<usize> {
        let host = self.host;
        let somebody = phrase.class == Some(Class::Person) && phrase.number != Some(Number::Plur);
        if phrase.definite || !somebody || phrase.preposition.is_some() {
            return None;
        }
        let role = self
            .near_roles(office(source, phrase)?, item)
            .iter()
            .find(|role| role.item > item)?;
        let item = item.min(host.items.len() - 1);
        let near = host.sentence_index(role.item) <= host.sentence_index(item) + SENTENCES;
        // `Un autre témoin`: somebody else with the same noun.
        let word = source.lower(phrase.head);
        let from = self.actors.partition_point(|a| a.phrase.items.start <= item);
        let another = self.actors[from..]
            .iter()
            .take_while(|a| a.phrase.items.start < role.item)
            .any(|a| !a.phrase.definite && host.lower(a.phrase.head) == word);
        let alone = self
            .introduced
            .get(word)
            .is_none_or(|&first| first >= phrase.items.start);
        (role.definite && near && self.agrees(role.referent, phrase) && !another && alone)
            .then_some(role.referent)
            .filter(|_| role.words.is_subset(&self.words(source, phrase)))
    }

    /// `La gardienne de l'équipe a parlé de « honte ». Hope Solo, qui poursuivait, a estimé « … ».`: a name that has not stood in
    /// the paragraph, and that nothing introduces, goes on with the one just described, if it speaks too.
    pub(super) fn named_behind(&self, phrase: &Phrase, item: usize, office: &str) -> Option<usize> {
        if COURT.contains(&office) {
            return None;
        }
        let host = self.host;
        let item = item.min(host.items.len() - 1);
        let here = host.sentence_index(item);
        let paragraph = host.sentences[here].paragraph;
        let next = self.actors.partition_point(|a| a.sentence <= here);
        // Words that stand alone between: `Le maire n'a pas mâché ses mots. « … » Paul Sorel avait pourtant reçu…`
        let quoted = |s: usize| {
            host.sentences
                .get(s)
                .is_some_and(|s| s.items.clone().all(|i| host.quote(i).is_some()))
        };
        let then = if quoted(here + 1) { here + 2 } else { here + 1 };
        let actor = self.actors.get(next).filter(|a| {
            let bare = a.phrase.form == Form::Named && a.phrase.class.is_none() && !a.plural;
            // Named for the first time, as somebody known: `… dixit le coach. Fabien Etchart n'a pas mâché ses mots.`
            let first = |r: usize| host.analysis.referents[r].mentions.first().copied();
            let new = a.subject && a.referent.is_some_and(|r| first(r) == a.phrase.name);
            bare && (a.speaks || new)
                && a.sentence == then
                && host.sentences[a.sentence].paragraph == paragraph
        })?;
        let referent = actor
            .referent
            .filter(|&r| self.kind(r) == SpeakerType::Person && self.is_at_most(r, office))?;
        let known = self.actors[..next]
            .iter()
            .rev()
            .take_while(|a| host.sentences[a.sentence].paragraph == paragraph)
            .any(|a| a.referent == Some(referent) && a.phrase.form == Form::Named);
        (self.agrees(referent, phrase) && !known && opens(host, actor)).then_some(referent)
    }

    /// Whether the document gives nobody else's office to a person.
    pub(super) fn is_at_most(&self, referent: usize, office: &str) -> bool {
        self.offices(referent).iter().all(|own| *own == office)
    }
}

/// Whether the actor's phrase is the first of its sentence.
fn opens(host: &Host<'_>, actor: &Actor) -> bool {
    actor.phrase.items.start <= host.sentences[actor.sentence].items.start + 2
}
