//! One id per referent.

use super::Label;

/// Somebody or something that one or more entities name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Referent {
    /// The fullest name in the document.
    pub name: String,
    /// What it is.
    pub label: Label,
    /// Indices of the entities that name it, in text order.
    pub mentions: Vec<usize>,
}

/// The referents of a document's `entities`, in order of first mention.
#[must_use]
pub fn referents(text: &str, entities: &[super::Entity]) -> Vec<Referent> {
    let mut out: Vec<Referent> = Vec::new();
    for (at, entity) in entities.iter().enumerate() {
        let name = entity.span.of(text);
        match out.iter_mut().find(|r| r.label == entity.label && r.name == name) {
            Some(referent) => referent.mentions.push(at),
            None => out.push(Referent { name: name.into(), label: entity.label, mentions: vec![at] }),
        }
    }
    out
}
