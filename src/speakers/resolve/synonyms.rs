//! One person under two nouns of the same office: `Jean Roy, président de la SNCF` and `le PDG de la SNCF`.

use super::Resolver;
use super::roles::Role;
use crate::clauses::Phrase;
use crate::text::entries;
use std::collections::HashSet;
use std::sync::LazyLock;

static FAMILIES: LazyLock<Vec<Vec<&'static str>>> = LazyLock::new(|| {
    entries(include_str!("synonyms.txt"))
        .map(|line| line.split('\t').map(str::trim).collect())
        .collect()
});

/// Whether two nouns stand in one line of the list.
pub(super) fn are(one: &str, other: &str) -> bool {
    FAMILIES
        .iter()
        .any(|family| family.contains(&one) && family.contains(&other))
}

impl Resolver<'_> {
    /// The one person who bears another noun of the same office, completed by the same words: `le PDG de la SNCF` behind
    /// `Jean Roy, président de la SNCF`.
    pub(super) fn synonym(
        &self,
        phrase: &Phrase,
        item: usize,
        office: &str,
        words: &HashSet<String>,
    ) -> Option<usize> {
        self.bearer_of_other(phrase, item, office, |role| {
            let shared = words.is_subset(&role.words) || role.words.is_subset(words);
            let complete = !role.words.is_empty() && !words.is_empty();
            complete && shared && is_former(words) == is_former(&role.words)
        })
    }

    /// `le magistrat` behind `le procureur de Nice, Jean Roy`: without a complement, the one who bears another noun near.
    pub(super) fn bare_synonym(
        &self,
        phrase: &Phrase,
        item: usize,
        office: &str,
        words: &HashSet<String>,
    ) -> Option<usize> {
        let host = self.host;
        let paragraph = |at: usize| host.sentence(at.min(host.items.len() - 1)).paragraph;
        self.bearer_of_other(phrase, item, office, |role| {
            let near = role.item < item && paragraph(role.item) + 1 >= paragraph(item);
            words.is_empty() && near && !is_former(&role.words)
        })
    }

    fn bearer_of_other(
        &self,
        phrase: &Phrase,
        item: usize,
        office: &str,
        fits: impl Fn(&Role) -> bool,
    ) -> Option<usize> {
        let mut bearers = FAMILIES
            .iter()
            .filter(|family| family.contains(&office))
            .flatten()
            .filter(|other| **other != office)
            .flat_map(|other| self.near_roles(other, item))
            .filter(|role| self.agrees(role.referent, phrase) && fits(role))
            .map(|role| role.referent);
        let first = bearers.next()?;
        bearers.all(|other| other == first).then_some(first)
    }
}

/// `l'ancien président`: not whoever is one now.
pub(super) fn is_former(words: &HashSet<String>) -> bool {
    words
        .iter()
        .any(|w| matches!(w.as_str(), "ancien" | "ancienne" | "futur" | "future"))
}
