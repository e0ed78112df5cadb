//! The spoken words alone: marks, marks opened again, markup and an inquit inside left out.

use super::marks::Pair;
use crate::text::Span;

/// The parts of the words between two marks, in order; at least one where there is any word.
///
/// `"_Ils ont annoncé… _Les gens craignent…"` has two parts: markdown underscores are no words.
#[must_use]
pub fn parts(text: &str, pair: &Pair, inquit: Option<Span>) -> Vec<Span> {
    let inside = pair.inside(text);
    let mut cuts: Vec<Span> = pair.reopened.iter().copied().chain(inquit).collect();
    cuts.extend(markup(text, inside));
    cuts.sort_unstable();
    let mut out = Vec::new();
    let mut from = inside.start;
    for cut in cuts {
        push(text, Span::new(from, cut.start.max(from)), &mut out);
        from = from.max(cut.end);
    }
    push(text, Span::new(from, inside.end.max(from)), &mut out);
    if out.is_empty() {
        out.push(if inside.is_empty() { pair.span } else { inside });
    }
    out
}

/// Underscores and asterisks at the edge of a word.
fn markup(text: &str, inside: Span) -> impl Iterator<Item = Span> {
    let found = inside.of(text).char_indices().filter(move |(at, c)| {
        let at = inside.start + at;
        let before = || text[..at].chars().next_back().is_some_and(char::is_alphanumeric);
        let after = || text[at + 1..].chars().next().is_some_and(char::is_alphanumeric);
        matches!(c, '_' | '*') && !(before() && after())
    });
    found.map(move |(at, _)| Span::new(inside.start + at, inside.start + at + 1))
}

fn push(text: &str, part: Span, out: &mut Vec<Span>) {
    let part = part.trim(text);
    if part.of(text).contains(char::is_alphanumeric) {
        out.push(part);
    }
}
