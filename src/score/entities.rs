//! Entities: strict spans, as `score_ner.py` counts them.

use super::files::{Documents, EntityDocument};
use super::percent::{Percent, precision_recall_f1};
use serde::ser::{Serialize, SerializeMap, Serializer};
use std::collections::HashSet;

/// The scores of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct EntityScores {
    /// Gold documents.
    pub documents: usize,
    /// Gold documents that have no prediction.
    pub missing: usize,
    /// One row a label, then `all`, then `untyped` (the span alone).
    pub rows: Vec<EntityRow>,
}

/// The scores of one label.
#[derive(Debug, Clone, PartialEq)]
pub struct EntityRow {
    /// The label.
    pub label: String,
    /// Precision, recall, F1, in per cent with two decimals.
    pub scores: [Percent; 3],
    /// Gold entities.
    pub gold: usize,
}

#[derive(Default, Clone)]
struct Count {
    gold: usize,
    predicted: usize,
    right: usize,
}

impl Count {
    fn add<T: Eq + std::hash::Hash>(&mut self, gold: &HashSet<T>, predicted: &HashSet<T>) {
        self.gold += gold.len();
        self.predicted += predicted.len();
        self.right += gold.intersection(predicted).count();
    }

    fn row(&self, label: &str) -> EntityRow {
        let scores = precision_recall_f1(self.right, self.gold, self.predicted, 2);
        EntityRow {
            label: label.into(),
            scores,
            gold: self.gold,
        }
    }
}

/// Scores the entities that bear one of `labels`.
#[must_use]
pub fn score(
    gold: &Documents<EntityDocument>,
    predicted: &Documents<EntityDocument>,
    labels: &[String],
) -> EntityScores {
    let nothing = EntityDocument::default();
    let mut counts = vec![Count::default(); labels.len()];
    let (mut all, mut untyped) = (Count::default(), Count::default());
    for (id, document) in &gold.all {
        let of = |d: &EntityDocument| -> HashSet<_> {
            d.entities
                .iter()
                .filter(|e| labels.contains(&e.2))
                .cloned()
                .collect()
        };
        let (gold, predicted) = (of(document), of(predicted.get(id).unwrap_or(&nothing)));
        for (label, count) in labels.iter().zip(&mut counts) {
            let only = |s: &HashSet<(usize, usize, String)>| -> HashSet<_> {
                s.iter().filter(|e| e.2 == *label).cloned().collect()
            };
            count.add(&only(&gold), &only(&predicted));
        }
        all.add(&gold, &predicted);
        let spans =
            |s: &HashSet<(usize, usize, String)>| -> HashSet<_> { s.iter().map(|e| (e.0, e.1)).collect() };
        untyped.add(&spans(&gold), &spans(&predicted));
    }
    let mut rows: Vec<EntityRow> = labels
        .iter()
        .zip(&counts)
        .map(|(label, count)| count.row(label))
        .collect();
    rows.extend([all.row("all"), untyped.row("untyped")]);
    let missing = gold
        .all
        .iter()
        .filter(|(id, _)| predicted.get(id).is_none())
        .count();
    EntityScores {
        documents: gold.all.len(),
        missing,
        rows,
    }
}

impl Serialize for EntityScores {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(None)?;
        map.serialize_entry("docs", &self.documents)?;
        map.serialize_entry("missing_docs", &self.missing)?;
        for EntityRow {
            label,
            scores: [p, r, f],
            gold,
        } in &self.rows
        {
            map.serialize_entry(label, &(p, r, f, gold))?;
        }
        map.end()
    }
}
