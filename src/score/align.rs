//! Which predicted quotation belongs to which gold one.
//!
//! Spans are compared without the marks and spaces at their ends. Matching is greedy: the best pair first, each
//! quotation once.

use super::files::{GoldDocument, GoldQuote, PredictedDocument, PredictedQuote, Range};
use super::names;
use super::percent::ratio;

/// Symmetric overlap from which two spans are the same quotation.
const STRICT: f64 = 0.7999;
/// Symmetric overlap from which a quotation stands on marks that are none.
const TAKEN: f64 = 0.5;

/// Gold and predicted quotations of one document, side by side.
#[derive(Debug)]
pub struct Aligned<'d> {
    /// The text, in code points; empty where neither file has it.
    pub text: Vec<char>,
    /// Gold quotations.
    pub gold: Vec<(&'d GoldQuote, Range)>,
    /// Marks that are no quotation.
    pub none: Vec<(&'d GoldQuote, Range)>,
    /// Predicted quotations.
    pub predicted: Vec<(&'d PredictedQuote, Range)>,
}

impl<'d> Aligned<'d> {
    /// Puts the two side by side.
    #[must_use]
    pub fn new(gold: &'d GoldDocument, predicted: Option<&'d PredictedDocument>) -> Self {
        let text = predicted
            .map(|p| p.text.as_str())
            .filter(|t| !t.is_empty())
            .unwrap_or(&gold.text);
        let text: Vec<char> = text.chars().collect();
        let (none, quotations): (Vec<_>, Vec<_>) = gold
            .quotes
            .iter()
            .map(|q| (q, trim(q.range, &text)))
            .partition(|(q, _)| q.kind == "none");
        let predicted = predicted
            .iter()
            .flat_map(|p| &p.quotes)
            .map(|q| (q, trim(q.range, &text)))
            .collect();
        Self {
            gold: quotations,
            none,
            predicted,
            text,
        }
    }

    /// Pairs of which the prediction covers more than `threshold` of the gold span.
    #[must_use]
    pub fn soft(&self, threshold: f64) -> Vec<(usize, usize)> {
        self.matched(threshold, |gold, predicted| {
            ratio(shared(gold, predicted), gold.1.saturating_sub(gold.0).max(1))
        })
    }

    /// Pairs of the same span.
    #[must_use]
    pub fn strict(&self) -> Vec<(usize, usize)> {
        self.matched(STRICT, overlap)
    }

    /// Whether a prediction stands on the marks of `range`.
    #[must_use]
    pub fn taken(&self, range: Range) -> bool {
        self.predicted.iter().any(|(_, p)| overlap(range, *p) >= TAKEN)
    }

    /// Whether the speaker of a pair is right; no speaker is right where gold has none.
    #[must_use]
    pub fn right_speaker(&self, (gold, predicted): (usize, usize)) -> bool {
        let (gold, predicted) = (self.gold[gold].0, self.predicted[predicted].0);
        match (&gold.speaker, &predicted.speaker) {
            (None, None) => true,
            (Some(g), Some(p)) if names::same(&g.name, &p.name) => true,
            (Some(g), Some(p)) if gold.speaker_kind == "unnamed" || gold.speaker_kind == "org" => {
                p.mention.is_some_and(|m| shared(g.mention, m) > 0)
            }
            _ => false,
        }
    }

    /// Whether the mentions of a pair overlap, or neither has one.
    #[must_use]
    pub fn same_mention(&self, (gold, predicted): (usize, usize)) -> bool {
        let gold = self.gold[gold].0.speaker.as_ref().map(|s| s.mention);
        let predicted = self.predicted[predicted]
            .0
            .speaker
            .as_ref()
            .and_then(|s| s.mention);
        match (gold, predicted) {
            (None, None) => true,
            (Some(g), Some(p)) => shared(g, p) > 0,
            _ => false,
        }
    }

    fn matched(&self, threshold: f64, score: impl Fn(Range, Range) -> f64) -> Vec<(usize, usize)> {
        let mut pairs = Vec::new();
        for (i, (_, gold)) in self.gold.iter().enumerate() {
            for (j, (_, predicted)) in self.predicted.iter().enumerate() {
                pairs.push((score(*gold, *predicted), i, j));
            }
        }
        pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then((b.1, b.2).cmp(&(a.1, a.2))));
        let mut taken = (vec![false; self.gold.len()], vec![false; self.predicted.len()]);
        let mut matched = Vec::new();
        for (score, i, j) in pairs {
            if score > threshold && !taken.0[i] && !taken.1[j] {
                (taken.0[i], taken.1[j]) = (true, true);
                matched.push((i, j));
            }
        }
        matched
    }
}

/// Code points that two ranges share.
fn shared(one: Range, other: Range) -> usize {
    one.1.min(other.1).saturating_sub(one.0.max(other.0))
}

/// Intersection over union.
fn overlap(one: Range, other: Range) -> f64 {
    let both = shared(one, other);
    let either = (one.1.saturating_sub(one.0) + other.1.saturating_sub(other.0)).saturating_sub(both);
    if either == 0 { 0.0 } else { ratio(both, either) }
}

/// `range` without the spaces, marks and punctuation at its ends.
fn trim((mut start, mut end): Range, text: &[char]) -> Range {
    let outside = |c: Option<&char>, marks: &str| c.is_some_and(|c| is_space(*c) || marks.contains(*c));
    while start < end && outside(text.get(start), "«»\"“”‹›„—–-.,;:!?…") {
        start += 1;
    }
    while end > start && outside(text.get(end - 1), "«»\"“”‹›„.,;:!?…") {
        end -= 1;
    }
    (start, end)
}

/// White space as Python counts it, the four separators of ASCII included.
fn is_space(c: char) -> bool {
    c.is_whitespace() || ('\u{1C}'..='\u{1F}').contains(&c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_and_spaces_are_no_part_of_a_span() {
        let text: Vec<char> = "— «\u{202f}Oui, non.\u{202f}» -".chars().collect();
        assert_eq!(trim((0, text.len() - 2), &text), (4, 12));
        assert_eq!(trim((0, 3), &text), (3, 3));
        assert_eq!(trim((2, 90), &text), (4, 90));
    }

    #[test]
    fn overlap_is_symmetric() {
        assert!((overlap((0, 10), (5, 15)) - 1.0 / 3.0).abs() < 1e-12);
        assert_eq!(shared((0, 3), (3, 5)), 0);
        assert!(overlap((2, 2), (2, 2)) < 0.1);
    }
}
