//! Texts that speak for somebody: `ajoute le communiqué` is whoever issued it.

use super::Resolver;
use crate::clauses::host::Host;
use crate::clauses::nouns::{Class, noun};
use crate::clauses::phrases::Phrase;
use crate::clauses::verbs::Mood;
use crate::speakers::Form;
use crate::speakers::case::Clause;
use crate::speakers::rules::document_author;

/// A text of the document with who issued it.
#[derive(Debug, Clone)]
pub(super) struct Issued {
    item: usize,
    lemma: &'static str,
    author: Phrase,
}

impl Resolver<'_> {
    /// Notes the texts of a sentence: `Dans un communiqué, la ville dément…`, `Un courrier signé par le préfet`.
    pub(super) fn issue(&mut self, sentence: usize, phrases: &[Phrase], clauses: &[Clause]) {
        let host = self.host;
        let end = host.sentences[sentence].items.end;
        for text in phrases.iter().filter(|p| is_text(p)) {
            let subject = || {
                clauses
                    .iter()
                    .filter(|(g, _)| g.mood == Mood::Finite)
                    .find_map(|(_, s)| s.clone())
                    .filter(|s| s.form != Form::Pronoun && s.may_speak(host))
            };
            let Some(author) = own_author(host, text, end).or_else(subject) else {
                continue;
            };
            if let Some(noun) = noun(host.lower(text.head)) {
                self.issued.push(Issued {
                    item: text.items.start,
                    lemma: noun.lemma,
                    author,
                });
            }
        }
    }

    /// Who speaks through a text: whoever its own words name, or who issued the one that it goes back to: `Le maire a écrit
    /// un courrier. « … », dit le courrier.`
    pub(super) fn issuer(&self, phrase: &Phrase) -> Option<Phrase> {
        let host = self.host;
        let start = phrase.items.start;
        if !is_text(phrase) {
            return None;
        }
        let own = own_author(host, phrase, host.sentence(start).items.end);
        let word = noun(host.lower(phrase.head))?.lemma;
        let earlier = || {
            let before = self.issued[..self.issued.partition_point(|i| i.item < start)]
                .iter()
                .rev();
            before
                .filter(|_| phrase.definite)
                .find(|i| i.lemma == word || matches!(word, "texte" | "document"))
                .map(|i| i.author.clone())
        };
        own.or_else(earlier)
    }
}

/// A text without a name of its own.
fn is_text(phrase: &Phrase) -> bool {
    phrase.class == Some(Class::Document) && phrase.name.is_none()
}

/// The author that the phrase or what follows it tells: `un communiqué de la ville`, `une lettre signée par le préfet`.
fn own_author(host: &Host<'_>, phrase: &Phrase, end: usize) -> Option<Phrase> {
    document_author(host, phrase.clone(), end).filter(|author| author.head != phrase.head)
}
