//! One quotation whose marks are opened again, passage by passage.
//!
//! Translated news opens the marks anew at every paragraph, or at every sentence, and closes them once. Whoever said it is
//! looked for around the whole; what comes out is a quotation for each passage, as a careful reader marks them, each but
//! the first tied to the one that it continues:
//!
//! ```text
//! Elle écrit : « Je pars. ¶ « J'ai servi vingt ans. »     « Je pars.     « J'ai servi vingt ans. »  (reopened)
//! ```
//!
//! The rule and the cue stay with the passage beside the mention of the speaker; the others have the rule `reopened`.
//! Refuses: to part at a closing mark (`« Un. ¶ » Deux. »`, the French tradition), which opens nothing.

use super::Quotation;
use crate::quotes::Kind;
use crate::text::Span;

/// The rule of a passage that only goes on.
pub const RULE: &str = "reopened";

/// The passages of `whole`, whose marks are opened again at each of `reopened`.
pub(super) fn passages(text: &str, mut whole: Quotation, reopened: &[Span]) -> Vec<Quotation> {
    let opens = |mark: &&Span| mark.end < whole.span.end && !matches!(mark.of(text), "»" | "›");
    let starts = std::iter::once(whole.span.start).chain(reopened.iter().filter(opens).map(|m| m.start));
    let mut spans: Vec<Span> = starts.map(|start| Span::new(start, whole.span.end)).collect();
    for at in 1..spans.len() {
        spans[at - 1].end = spans[at].start;
    }
    // Parts stand in order, and none reaches over a mark.
    let parts = std::mem::take(&mut whole.parts);
    let parts_of = |span: Span| {
        let before = |at: usize| parts.partition_point(|part| part.start < at);
        &parts[before(span.start)..before(span.end)]
    };
    spans.retain(|span| !parts_of(*span).is_empty());
    if spans.len() < 2 {
        return vec![Quotation { parts, ..whole }];
    }
    let beside = beside(&spans, whole.speaker.as_ref().map(|s| s.mention).or(whole.cue));
    let mut before = None;
    let passage = |(at, span): (usize, Span)| {
        let span = span.trim(text);
        let own = at == beside;
        Quotation {
            span,
            parts: parts_of(span).to_vec(),
            kind: if own { whole.kind } else { Kind::Direct },
            cue: whole.cue.filter(|_| own),
            rule: if own { whole.rule } else { RULE },
            continues: before.replace(span),
            ..whole.clone()
        }
    };
    spans.into_iter().enumerate().map(passage).collect()
}

/// The passage that `mention` stands in, or nearest to.
fn beside(spans: &[Span], mention: Option<Span>) -> usize {
    let Some(mention) = mention else { return 0 };
    let away = |span: &Span| {
        span.start
            .saturating_sub(mention.end)
            .max(mention.start.saturating_sub(span.end))
    };
    (0..spans.len()).min_by_key(|&at| away(&spans[at])).unwrap_or(0)
}
