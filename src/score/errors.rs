//! Every miss with its cause, to be read one by one.

use super::align::Aligned;
use super::files::{Documents, GoldDocument, GoldSpeaker, PredictedDocument, PredictedSpeaker, Range};
use std::collections::HashSet;
use std::fmt;

/// What went wrong.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Cause {
    /// A gold quotation with nothing near it.
    Missed,
    /// A gold quotation, found with other borders.
    Borders,
    /// A quotation on marks that are none.
    FalseOnNone,
    /// A quotation where gold has nothing.
    FalseElsewhere,
    /// The wrong speaker.
    WrongSpeaker,
    /// No speaker where gold has one.
    NoSpeaker,
    /// A speaker where gold has none.
    NeedlessSpeaker,
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Missed => "missed quotation",
            Self::Borders => "wrong boundaries",
            Self::FalseOnNone => "false quotation (gold: none)",
            Self::FalseElsewhere => "false quotation (elsewhere)",
            Self::WrongSpeaker => "wrong speaker",
            Self::NoSpeaker => "speaker missing",
            Self::NeedlessSpeaker => "speaker where gold has none",
        })
    }
}

/// One miss.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Miss {
    /// What went wrong.
    pub cause: Cause,
    /// The document.
    pub document: String,
    /// The quotation, in code points.
    pub range: Range,
    /// The gold pattern, empty where gold has nothing.
    pub pattern: String,
    /// Our rule, empty where nothing was predicted.
    pub rule: String,
    /// The text around, the quotation between ⟦ and ⟧.
    pub context: String,
    /// What gold says.
    pub expected: String,
    /// What was predicted.
    pub found: String,
}

/// Every miss of a file, document by document.
#[must_use]
pub fn misses(gold: &Documents<GoldDocument>, predicted: &Documents<PredictedDocument>) -> Vec<Miss> {
    gold.all
        .iter()
        .flat_map(|(id, d)| document(id, &Aligned::new(d, predicted.get(id))))
        .collect()
}

fn document(id: &str, document: &Aligned<'_>) -> Vec<Miss> {
    let strict = document.strict();
    let (mut golds, mut answers): (HashSet<_>, HashSet<_>) = strict.iter().copied().unzip();
    let mut misses: Vec<Miss> = strict
        .iter()
        .filter_map(|pair| speaker(id, document, *pair))
        .collect();
    for (gold, answer) in document.soft(0.0) {
        if !golds.contains(&gold) && !answers.contains(&answer) {
            golds.insert(gold);
            answers.insert(answer);
            misses.push(miss(id, document, Cause::Borders, Some(gold), Some(answer)));
        }
    }
    let missed = (0..document.gold.len()).filter(|i| !golds.contains(i));
    misses.extend(missed.map(|i| miss(id, document, Cause::Missed, Some(i), None)));
    for answer in (0..document.predicted.len()).filter(|j| !answers.contains(j)) {
        let (start, end) = document.predicted[answer].1;
        let on_none = document
            .none
            .iter()
            .any(|(_, none)| none.0 < end && start < none.1);
        let cause = if on_none {
            Cause::FalseOnNone
        } else {
            Cause::FalseElsewhere
        };
        misses.push(miss(id, document, cause, None, Some(answer)));
    }
    misses.sort_by_key(|m| m.range);
    misses
}

/// What is wrong with the speaker of a pair, if anything is.
fn speaker(id: &str, document: &Aligned<'_>, pair: (usize, usize)) -> Option<Miss> {
    if document.right_speaker(pair) {
        return None;
    }
    let (gold, answer) = pair;
    let cause = match (
        &document.gold[gold].0.speaker,
        &document.predicted[answer].0.speaker,
    ) {
        (None, _) => Cause::NeedlessSpeaker,
        (Some(_), None) => Cause::NoSpeaker,
        (Some(_), Some(_)) => Cause::WrongSpeaker,
    };
    let mut miss = miss(id, document, cause, Some(gold), Some(answer));
    miss.expected = document.gold[gold]
        .0
        .speaker
        .as_ref()
        .map_or("nobody".into(), gold_speaker);
    miss.found = document.predicted[answer]
        .0
        .speaker
        .as_ref()
        .map_or("nobody".into(), found_speaker);
    Some(miss)
}

fn miss(id: &str, document: &Aligned<'_>, cause: Cause, gold: Option<usize>, answer: Option<usize>) -> Miss {
    let gold = gold.map(|i| document.gold[i]);
    let answer = answer.map(|j| document.predicted[j]);
    let words = |range: Option<Range>| range.map_or("nothing".into(), |r| words(&document.text, r));
    let range = gold
        .map(|(_, r)| r)
        .or(answer.map(|(_, r)| r))
        .unwrap_or_default();
    Miss {
        cause,
        document: id.to_owned(),
        range,
        pattern: gold.map(|(q, _)| q.pattern.clone()).unwrap_or_default(),
        rule: answer.map(|(q, _)| q.rule.clone()).unwrap_or_default(),
        context: context(&document.text, range),
        expected: words(gold.map(|(_, r)| r)),
        found: words(answer.map(|(_, r)| r)),
    }
}

fn gold_speaker(speaker: &GoldSpeaker) -> String {
    named(&speaker.text, &speaker.name)
}

fn found_speaker(speaker: &PredictedSpeaker) -> String {
    named(&speaker.text, &speaker.name)
}

fn named(mention: &str, name: &str) -> String {
    if mention == name {
        mention.to_owned()
    } else {
        format!("{mention} = {name}")
    }
}

fn words(text: &[char], (start, end): Range) -> String {
    let end = end.min(text.len());
    text.get(start..end)
        .unwrap_or_default()
        .iter()
        .map(|c| if c.is_whitespace() { ' ' } else { *c })
        .collect()
}

/// How much of the text stands on each side of a quotation, in code points.
const AROUND: usize = 160;

/// The quotation between ⟦ and ⟧ with the text around it, up to [`AROUND`] code points each side.
fn context(text: &[char], (start, end): Range) -> String {
    let from = start.saturating_sub(AROUND);
    let to = (end + AROUND).min(text.len());
    let cut = |cut: bool| if cut { "…" } else { "" };
    format!(
        "{}{}⟦{}⟧{}{}",
        cut(from > 0),
        words(text, (from, start)),
        words(text, (start, end)),
        words(text, (end, to)),
        cut(to < text.len())
    )
}
