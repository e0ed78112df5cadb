//! Several people under one noun: `Éric et Anne Roy, parents d'une lycéenne, …` and then `le couple`, `les parents de Léa`.

use super::Resolver;
use crate::clauses::Phrase;
use crate::clauses::host::Host;
use crate::clauses::nouns::{self, Class};
use crate::clauses::phrases::phrase_at;
use crate::entities::Label;
use crate::tokens::morphology::Number;

/// Paragraphs back in which a group is looked for.
const PARAGRAPHS: usize = 3;

impl Resolver<'_> {
    /// The names of the group that a definite phrase takes up again.
    pub(super) fn group(&self, source: &Host<'_>, phrase: &Phrase, item: usize) -> Option<String> {
        let host = self.host;
        let item = item.min(host.items.len() - 1);
        let paragraph = host.sentence(item).paragraph;
        let size = size(source, phrase)?;
        let named = self
            .actors_before(item)
            .iter()
            .rev()
            .take_while(|a| host.sentences[a.sentence].paragraph + PARAGRAPHS >= paragraph)
            .filter(|a| a.subject && is_people(host, &a.phrase));
        let fits = |group: &&Phrase| match size {
            Size::Count(count) => count == group.also.len() + 1,
            Size::Role(lemma) => role_of(host, group) == Some(lemma),
        };
        named.map(|a| &a.phrase).find(fits).map(|p| self.full_name(p))
    }
}

/// What a phrase says of the group it takes up.
enum Size {
    /// `le couple`, `les deux élus`
    Count(usize),
    /// `les parents de Léa`
    Role(&'static str),
}

fn size(source: &Host<'_>, phrase: &Phrase) -> Option<Size> {
    match source.lower(phrase.head) {
        _ if !phrase.definite => return None,
        "couple" | "duo" | "tandem" | "binôme" | "époux" | "conjoints" => return Some(Size::Count(2)),
        "trio" => return Some(Size::Count(3)),
        _ => {}
    }
    let people = phrase.class == Some(Class::Person) && phrase.number == Some(Number::Plur);
    let counted = phrase.items.clone().take(2).find_map(|i| match source.lower(i) {
        "deux" => Some(2),
        "trois" => Some(3),
        "quatre" => Some(4),
        _ => None,
    });
    match counted {
        _ if !people => None,
        Some(count) => Some(Size::Count(count)),
        None => nouns::noun(source.lower(phrase.head)).map(|n| Size::Role(n.lemma)),
    }
}

/// `Éric Roy et Anne Ba`: several people, each by name.
fn is_people(host: &Host<'_>, phrase: &Phrase) -> bool {
    let person = |&n: &usize| host.analysis.entities[n].label == Label::Per;
    !phrase.also.is_empty() && phrase.name.iter().all(person) && phrase.also.iter().all(person)
}

/// `Éric et Anne Roy, parents d'une lycéenne,`: the noun that stands behind the names.
fn role_of(host: &Host<'_>, group: &Phrase) -> Option<&'static str> {
    let comma = group.until;
    let end = host.sentence(group.items.start).items.end;
    if comma + 1 >= end || host.lower(comma) != "," {
        return None;
    }
    phrase_at(host, comma + 1, end)
        .filter(|p| p.preposition.is_none() && p.class == Some(Class::Person))
        .and_then(|p| nouns::noun(host.lower(p.head)))
        .map(|n| n.lemma)
}
