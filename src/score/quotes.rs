//! Quotations and speakers, as `score_quotes.py` counts them.
//!
//! * `soft`: the protocol of the Gender Gap Tracker: a prediction that covers more than 0.3 (0.8) of a gold quotation
//!   finds it; of those found, the share whose speaker spans overlap.
//! * `strict`: symmetric overlap of at least 0.8.
//! * `joint`: strict, and the right resolved speaker (no speaker is an answer of its own).

use super::align::Aligned;
use super::files::{Documents, GoldDocument, PredictedDocument};
use super::percent::{Percent, precision_recall_f1};
use serde::Serialize;
use std::collections::BTreeMap;

/// The scores of a file; triples are precision, recall, F1, in per cent with one decimal.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct QuoteScores {
    /// Gold documents.
    #[serde(rename = "docs")]
    pub documents: usize,
    /// Gold documents that have no prediction.
    #[serde(rename = "missing_docs")]
    pub missing: usize,
    /// Gold quotations.
    pub gold: usize,
    /// Predicted quotations.
    #[serde(rename = "pred")]
    pub predicted: usize,
    /// Found at 0.3.
    #[serde(rename = "soft0.3")]
    pub soft_low: [Percent; 3],
    /// Share of those whose speaker spans overlap.
    #[serde(rename = "speaker_overlap@0.3")]
    pub speaker_low: Percent,
    /// Found at 0.8.
    #[serde(rename = "soft0.8")]
    pub soft_high: [Percent; 3],
    /// Share of those whose speaker spans overlap.
    #[serde(rename = "speaker_overlap@0.8")]
    pub speaker_high: Percent,
    /// The same span.
    pub strict: [Percent; 3],
    /// The same span and the right speaker.
    pub joint: [Percent; 3],
    /// Share of strict matches with the right speaker.
    #[serde(rename = "attribution_acc")]
    pub attribution: Percent,
    /// Share of direct quotations found.
    pub direct_recall: Percent,
    /// Share of direct quotations found with the right speaker.
    pub direct_joint_recall: Percent,
    /// Share of marks that are no quotation and were taken for one.
    pub false_quote_rate: Percent,
    /// Right speakers among strict matches, `right/all`, by what gold says.
    pub by: BTreeMap<String, String>,
}

/// A soft threshold's counts.
#[derive(Default)]
struct Soft {
    found: usize,
    speaker: usize,
}

impl Soft {
    fn add(&mut self, document: &Aligned<'_>, threshold: f64) {
        let pairs = document.soft(threshold);
        self.found += pairs.len();
        self.speaker += pairs
            .into_iter()
            .filter(|pair| document.same_mention(*pair))
            .count();
    }
}

#[derive(Default)]
struct Counts {
    gold: usize,
    predicted: usize,
    none: usize,
    taken: usize,
    direct: usize,
    low: Soft,
    high: Soft,
    strict: usize,
    joint: usize,
    direct_found: usize,
    direct_joint: usize,
    by: BTreeMap<String, (usize, usize)>,
}

impl Counts {
    fn add(&mut self, document: &Aligned<'_>) {
        self.gold += document.gold.len();
        self.predicted += document.predicted.len();
        self.none += document.none.len();
        self.taken += document
            .none
            .iter()
            .filter(|(_, range)| document.taken(*range))
            .count();
        self.direct += document.gold.iter().filter(|(q, _)| q.kind == "direct").count();
        self.low.add(document, 0.3);
        self.high.add(document, 0.8);
        for pair in document.strict() {
            self.strict(document, pair);
        }
    }

    fn strict(&mut self, document: &Aligned<'_>, pair: (usize, usize)) {
        let gold = document.gold[pair.0].0;
        let right = usize::from(document.right_speaker(pair));
        let direct = usize::from(gold.kind == "direct");
        self.strict += 1;
        self.joint += right;
        self.direct_found += direct;
        self.direct_joint += direct * right;
        for key in [
            format!("type={}", gold.kind),
            format!("mention={}", gold.form),
            format!("pattern={}", gold.pattern),
            format!("kind={}", gold.speaker_kind),
        ] {
            let (rights, all) = self.by.entry(key).or_default();
            *rights += right;
            *all += 1;
        }
    }
}

/// Scores the quotations of every gold document.
#[must_use]
pub fn score(gold: &Documents<GoldDocument>, predicted: &Documents<PredictedDocument>) -> QuoteScores {
    let mut n = Counts::default();
    for (id, document) in &gold.all {
        n.add(&Aligned::new(document, predicted.get(id)));
    }
    let scores = |right: usize| precision_recall_f1(right, n.gold, n.predicted, 1);
    QuoteScores {
        documents: gold.all.len(),
        missing: gold
            .all
            .iter()
            .filter(|(id, _)| predicted.get(id).is_none())
            .count(),
        gold: n.gold,
        predicted: n.predicted,
        soft_low: scores(n.low.found),
        speaker_low: Percent::part(n.low.speaker, n.low.found),
        soft_high: scores(n.high.found),
        speaker_high: Percent::part(n.high.speaker, n.high.found),
        strict: scores(n.strict),
        joint: scores(n.joint),
        attribution: Percent::part(n.joint, n.strict),
        direct_recall: Percent::part(n.direct_found, n.direct),
        direct_joint_recall: Percent::part(n.direct_joint, n.direct),
        false_quote_rate: Percent::part(n.taken, n.none),
        by: n
            .by
            .into_iter()
            .map(|(key, (right, all))| (key, format!("{right}/{all}")))
            .collect(),
    }
}
