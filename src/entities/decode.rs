//! Scores to entities and morphology.
//!
//! Entities are the best sequence of labels that BIO allows (Viterbi over the words of a sentence; the scores are
//! log-probabilities of each word). An entity's score is the geometric mean of its words' probabilities, as the model's
//! [`Calibration`] reads it.

use super::calibration::Calibration;
use super::labels::{Label, Labels, Tag};
use super::tagger::Scores;
use super::windows::Window;
use crate::text::Span;
use crate::tokens::Token;
use crate::tokens::morphology::{Layout, Morphology};
use std::ops::Range;

/// A named entity of one document.
#[derive(Debug, Clone, PartialEq)]
pub struct Entity {
    /// Where it stands.
    pub span: Span,
    /// The tokens it is made of.
    pub tokens: Range<usize>,
    /// What it is.
    pub label: Label,
    /// How sure the model is, 0 to 1.
    pub score: f32,
}

/// What a model says of the words of one document, collected window by window: the rows of scores themselves, two to five
/// hundred bytes a word, need not be kept.
#[derive(Debug, Clone)]
pub struct Reading {
    /// Log-probabilities of the labels, `words × labels`.
    pub log_probs: Vec<f32>,
    /// The morphology of each word; nothing known for models without a second head.
    pub morphology: Vec<Morphology>,
}

impl Reading {
    /// Nothing read yet. A word that no window covers would be a bug; it counts as no entity.
    #[must_use]
    pub fn new(words: usize, labels: &Labels) -> Self {
        let outside = labels.tags().iter().position(|t| *t == Tag::Outside).unwrap_or(0);
        let row: Vec<f32> = (0..labels.len())
            .map(|at| if at == outside { 0.0 } else { -20.0 })
            .collect();
        Self {
            log_probs: row.repeat(words),
            morphology: vec![Morphology::default(); words],
        }
    }

    /// Takes the scores of one window.
    pub fn take(&mut self, window: &Window, scores: &Scores, labels: &Labels, layout: Option<&Layout>) {
        let width = labels.len();
        for (word, row) in window.words.clone().zip(scores.entities.chunks_exact(width)) {
            let top = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            let sum = row.iter().map(|x| (x - top).exp()).sum::<f32>().ln() + top;
            for (to, from) in self.log_probs[word * width..].iter_mut().zip(row) {
                *to = from - sum;
            }
        }
        let Some(layout) = layout else { return };
        let rows = scores.morphology.chunks_exact(layout.width().max(1));
        for (word, row) in window.words.clone().zip(rows) {
            self.morphology[word] = layout.read(row);
        }
    }
}

/// The entities of a document, in order; `sentences` are ranges of `tokens`, and no entity crosses them.
#[must_use]
pub fn entities(
    tokens: &[Token],
    sentences: &[Range<usize>],
    labels: &Labels,
    calibration: &Calibration,
    log_probs: &[f32],
) -> Vec<Entity> {
    let width = labels.len();
    let mut out = Vec::new();
    for sentence in sentences {
        let rows = &log_probs[sentence.start * width..sentence.end * width];
        let path = viterbi(rows, labels);
        collect(tokens, sentence.start, &path, rows, labels, &mut out);
    }
    for entity in &mut out {
        entity.score = calibration.apply(entity.score);
    }
    out
}

/// The best allowed sequence of columns for `rows`.
fn viterbi(rows: &[f32], labels: &Labels) -> Vec<usize> {
    let width = labels.len();
    let mut best: Vec<f32> = Vec::new();
    let mut back: Vec<usize> = Vec::with_capacity(rows.len());
    for row in rows.chunks_exact(width) {
        let mut next = vec![f32::NEG_INFINITY; width];
        for to in 0..width {
            let (from, score) = if best.is_empty() {
                (
                    0,
                    if labels.may_follow(None, to) {
                        0.0
                    } else {
                        f32::NEG_INFINITY
                    },
                )
            } else {
                (0..width)
                    .filter(|&from| labels.may_follow(Some(from), to))
                    .map(|from| (from, best[from]))
                    .fold((0, f32::NEG_INFINITY), |a, b| if b.1 > a.1 { b } else { a })
            };
            next[to] = score + row[to];
            back.push(from);
        }
        best = next;
    }
    let mut at = best
        .iter()
        .enumerate()
        .fold(
            (0, f32::NEG_INFINITY),
            |a, (i, &s)| if s > a.1 { (i, s) } else { a },
        )
        .0;
    let mut path = vec![0; rows.len() / width];
    for word in (0..path.len()).rev() {
        path[word] = at;
        at = back[word * width + at];
    }
    path
}

fn collect(
    tokens: &[Token],
    first: usize,
    path: &[usize],
    rows: &[f32],
    labels: &Labels,
    out: &mut Vec<Entity>,
) {
    let width = labels.len();
    let mut open: Option<(usize, Label, f32)> = None;
    let mut close = |open: &mut Option<(usize, Label, f32)>, end: usize| {
        if let Some((start, label, sum)) = open.take() {
            let words = first + start..first + end;
            let span = tokens[words.start].span.cover(tokens[words.end - 1].span);
            #[allow(clippy::cast_precision_loss, reason = "a count of words")]
            let score = (sum / (end - start) as f32).exp().clamp(0.0, 1.0);
            out.push(Entity {
                span,
                tokens: words,
                label,
                score,
            });
        }
    };
    for (word, &column) in path.iter().enumerate() {
        let score = rows[word * width + column];
        match (labels.tags()[column], &mut open) {
            (Tag::Inside(label), Some((_, of, sum))) if *of == label => *sum += score,
            (Tag::Begin(label) | Tag::Inside(label), _) => {
                close(&mut open, word);
                open = Some((word, label, score));
            }
            (Tag::Outside, _) => close(&mut open, word),
        }
    }
    close(&mut open, path.len());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokens::words::words;

    fn labels() -> Labels {
        Labels::new(
            ["O", "B-PER", "I-PER", "B-LOC", "I-LOC"]
                .map(String::from)
                .to_vec(),
        )
        .unwrap()
    }

    #[test]
    fn inside_without_begin_is_not_allowed() {
        let row = |best: usize, p: f32| {
            (0..5)
                .map(|i| if i == best { p.ln() } else { ((1.0 - p) / 4.0).ln() })
                .collect::<Vec<_>>()
        };
        let rows = [row(2, 0.6), row(2, 0.9), row(0, 0.9)].concat();
        let text = "Jean Roy part";
        let tokens = words(text, Span::new(0, text.len()));
        let found = entities(
            &tokens,
            std::slice::from_ref(&(0..3)),
            &labels(),
            &Calibration::NONE,
            &rows,
        );
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].span.of(text), "Jean Roy");
        assert_eq!(found[0].label, Label::Per);
    }

    #[test]
    fn two_begins_are_two_entities() {
        let row = |best: usize| {
            (0..5)
                .map(|i| if i == best { -0.01 } else { -6.0 })
                .collect::<Vec<_>>()
        };
        let rows = [row(1), row(1), row(3)].concat();
        let text = "Jean Roy Paris";
        let tokens = words(text, Span::new(0, text.len()));
        assert_eq!(
            entities(
                &tokens,
                std::slice::from_ref(&(0..3)),
                &labels(),
                &Calibration::NONE,
                &rows
            )
            .len(),
            3
        );
        assert_eq!(
            entities(&tokens, &[0..1, 1..3], &labels(), &Calibration::NONE, &rows).len(),
            3
        );
    }
}
