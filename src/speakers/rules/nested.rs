//! Speech inside speech: `« Le patron m'a dit : “Prends la porte.” Je suis parti », raconte Jean Roy.`
//!
//! Marks inside other marks are a quotation of their own only where a verb of speech in the outer words gives them to
//! somebody who is not the one speaking.

use super::after::cue;
use crate::clauses::Phrase;
use crate::clauses::host::Host;
use crate::clauses::subjects::{clauses, subject_after};
use crate::clauses::verbs::{Group, Mood, group_at};
use crate::speakers::case::{Case, Finding, Mention};
use std::ops::Range;

/// How far back from the inner marks a verb is looked for, in words.
const REACH: usize = 60;

/// A third person's words inside the marks: behind a colon, or before an inquit.
pub fn nested(case: &Case<'_, '_>) -> Option<Finding> {
    let bare = case.context.bare;
    let own = case.content().tokens.clone();
    if own.is_empty() {
        return None;
    }
    let outer = outer(case)?;
    let open = tokens_before(bare, case.marks().open.start);
    announced(bare, outer.start..open).or_else(|| followed(bare, own.end, outer.end))
}

/// The tokens of the pair around this one.
fn outer(case: &Case<'_, '_>) -> Option<Range<usize>> {
    let quote = case.host().quote(case.item)?;
    Some(case.context.contents[quote].tokens.clone())
}

/// The number of tokens before a byte.
fn tokens_before(bare: &Host<'_>, at: usize) -> usize {
    bare.analysis.tokens.partition_point(|t| t.span.start < at)
}

/// `Un adulte a dit : « il y a eu un coup de feu »`
fn announced(bare: &Host<'_>, before: Range<usize>) -> Option<Finding> {
    let mut end = before.end;
    while end > before.start && matches!(bare.lower(end - 1), "_" | "*") {
        end -= 1;
    }
    let colon = end
        .checked_sub(1)
        .filter(|&c| c >= before.start && bare.lower(c) == ":")?;
    let floor = before.start.max(colon.saturating_sub(REACH));
    let stop = |&i: &usize| matches!(bare.lower(i), "." | "!" | "?" | "…" | "»" | "”");
    let from = (floor..colon).rev().find(stop).map_or(floor, |i| i + 1);
    let all = clauses(bare, from..colon);
    let (group, subject) = all
        .iter()
        .rev()
        .find(|(g, s)| g.speaks() && g.mood != Mood::PastParticiple && s.is_some())?;
    let subject = subject.clone().filter(|s| somebody_else(bare, s, group))?;
    Some(answer(bare, group, subject, 0.85))
}

/// `“Prends la porte”, m'a dit le patron`
fn followed(bare: &Host<'_>, own_end: usize, outer_end: usize) -> Option<Finding> {
    let end = outer_end.min(own_end + REACH);
    let mark = |i: usize| {
        i < end
            && (matches!(
                bare.lower(i),
                "," | "_" | "*" | "\"" | "”" | "»" | "›" | "“" | "?" | "!" | "…"
            ))
    };
    let at = (own_end..end).find(|&i| !mark(i))?;
    let group = group_at(bare, at, end).filter(|g| g.mood == Mood::Finite && g.speaks())?;
    let subject = subject_after(bare, &group, end)
        .filter(|s| s.items.start <= group.items.end + 2 && somebody_else(bare, s, &group))?;
    Some(answer(bare, &group, subject, 0.8))
}

/// Not the one who speaks the outer words, nor nobody in particular.
fn somebody_else(bare: &Host<'_>, subject: &Phrase, group: &Group) -> bool {
    let word = bare
        .lower(subject.head)
        .trim_start_matches("-t-")
        .trim_start_matches('-');
    group.person != 1
        && subject.may_speak(bare)
        && !matches!(
            word,
            "je" | "j'" | "nous" | "vous" | "tu" | "on" | "moi" | "ce" | "c'" | "ça" | "cela"
        )
}

fn answer(bare: &Host<'_>, group: &Group, subject: Phrase, score: f32) -> Finding {
    Finding {
        speaker: Some(Mention::Bare(subject)),
        cue: Some(cue(bare, group)),
        score,
        governed: true,
        ..Finding::default()
    }
}
