//! Which quotation marks belong together.
//!
//! Every style is read: « », ‹ ›, “ ”, „ “, straight ", `<<` `>>`, with any spacing. Pairing works paragraph by
//! paragraph, so that an odd mark never shifts the rest of the page:
//! * an opening mark that begins the next paragraph again carries the quotation on, until it is closed once;
//! * so do marks opened anew at each sentence (`"A. "B. "C."`): one pair, whose passages `speakers` tells apart at the end;
//! * a mark that is never closed runs to the end of its paragraph if no other follows it there, and is dropped
//!   otherwise; a closing mark without its opening one is dropped.
//!
//! ```
//! use guillemet::{quotes::marks::pairs, text::paragraphs};
//! let text = "Un « mot », puis \"deux\" et « un oubli.";
//! let spans: Vec<_> = pairs(text, &paragraphs(text)).iter().map(|p| p.span.of(text)).collect();
//! assert_eq!(spans, ["« mot »", "\"deux\"", "« un oubli."]);
//! ```

use super::dialogue::Utterance;
use crate::text::Span;
use std::collections::HashSet;

/// Two marks and what stands between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// From the opening mark to the closing one, both included.
    pub span: Span,
    /// The opening mark.
    pub open: Span,
    /// The closing mark; `None` where it was forgotten.
    pub close: Option<Span>,
    /// Marks inside that only open the same quotation again, at a paragraph or a sentence; in an utterance whatever is
    /// not spoken.
    pub reopened: Vec<Span>,
    /// How many pairs it stands in.
    pub depth: usize,
    /// For words without marks of their own, the utterance that they are.
    pub utterance: Option<usize>,
}

impl Pair {
    /// What stands between the marks, without the white space there.
    #[must_use]
    pub fn inside(&self, text: &str) -> Span {
        Span::new(self.open.end, self.close.map_or(self.span.end, |c| c.start)).trim(text)
    }
}

/// Marks that pair with each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    Angle,
    SingleAngle,
    Curly,
    Low,
    Straight,
    Ascii,
}

/// What a mark does, as far as its form and its neighbours tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Opens,
    Closes,
    Either,
}

#[derive(Debug, Clone, Copy)]
struct Mark {
    span: Span,
    family: Family,
    role: Role,
}

/// A pair that waits for its closing mark.
#[derive(Debug, Clone)]
struct Open {
    mark: Mark,
    reopened: Vec<Span>,
}

/// The pairs of `text` in order of their opening marks; a pair inside another follows it.
#[must_use]
pub fn pairs(text: &str, paragraphs: &[Span]) -> Vec<Pair> {
    let mut out = Vec::new();
    let mut carried: Option<Open> = None;
    for (at, paragraph) in paragraphs.iter().enumerate() {
        let marks = marks(text, *paragraph);
        let next = paragraphs.get(at + 1).and_then(|p| first_mark(text, *p));
        carried = pair_paragraph(text, *paragraph, &marks, carried, next, &mut out);
    }
    nest(&mut out);
    out
}

/// Sorts pairs by their opening marks and counts for each in how many others it stands.
fn nest(pairs: &mut [Pair]) {
    pairs.sort_by_key(|p: &Pair| (p.span.start, std::cmp::Reverse(p.span.end)));
    let mut ends: Vec<usize> = Vec::new();
    for pair in pairs {
        ends.retain(|&end| end > pair.span.start);
        pair.depth = ends.len();
        ends.push(pair.span.end);
    }
}

/// The pairs with the `utterances` among them. A mark that opened an utterance pairs no more.
#[must_use]
pub fn with_utterances(mut pairs: Vec<Pair>, utterances: &[Utterance]) -> Vec<Pair> {
    if utterances.is_empty() {
        return pairs;
    }
    let opened: HashSet<usize> = utterances
        .iter()
        .filter(|u| !u.open.is_empty())
        .map(|u| u.open.start)
        .collect();
    pairs.retain(|p| !opened.contains(&p.open.start));
    pairs.extend(utterances.iter().enumerate().map(|(at, u)| Pair {
        span: u.span,
        open: u.open,
        close: None,
        reopened: u.cuts.clone(),
        depth: 0,
        utterance: Some(at),
    }));
    nest(&mut pairs);
    pairs
}

/// Marks open at once; beyond, the oldest is odd. No text nests so deep, and it keeps ten thousand odd marks linear.
const DEEPEST: usize = 16;

/// Pairs the marks of one paragraph; answers with what stays open into the next.
fn pair_paragraph(
    text: &str,
    paragraph: Span,
    marks: &[Mark],
    carried: Option<Open>,
    next: Option<Mark>,
    out: &mut Vec<Pair>,
) -> Option<Open> {
    let mut stack: Vec<Open> = Vec::new();
    let mut marks = marks.iter().copied().peekable();
    if let Some(mut open) = carried {
        // « … ¶ « … » or, in the French tradition, « … ¶ » … »: the first mark only opens the quotation again.
        if let Some(mark) = marks.next_if(|m| m.span.start == paragraph.start && m.family == open.mark.family)
        {
            open.reopened.push(mark.span);
        }
        stack.push(open);
    }
    let mut lost: Vec<Open> = Vec::new();
    for mark in marks {
        if stack.len() == DEEPEST {
            lost.push(stack.remove(0));
        }
        let partner = stack.iter().rposition(|o| partners(o.mark.family, mark.family));
        match (mark.role, partner) {
            (Role::Closes | Role::Either, Some(at)) => {
                let inner = stack.split_off(at + 1);
                let open = stack
                    .pop()
                    .expect("a partner stands on the stack, anything else is a bug");
                settle(text, inner, Some(mark.span), out);
                out.push(closed(open, Some(mark.span), mark.span.end));
            }
            // `l'écran de 5" coûte`: a straight mark that can only close, with nothing open, is no mark.
            (Role::Closes, None) => {}
            (Role::Opens, Some(at)) if mark.family == Family::Straight || reopens(text, &stack[at], mark) => {
                if reopens(text, &stack[at], mark) {
                    stack[at].reopened.push(mark.span);
                } else {
                    // Straight marks do not nest in themselves: the one before was odd.
                    lost.extend(stack.drain(at..));
                    stack.push(Open {
                        mark,
                        reopened: Vec::new(),
                    });
                }
            }
            (Role::Opens | Role::Either, _) => stack.push(Open {
                mark,
                reopened: Vec::new(),
            }),
        }
    }
    let carry = stack.len() == 1
        && goes_on(text, paragraph, &stack[0], next)
        && shared_close(text, paragraph, &stack[0], out).is_none();
    if carry {
        return stack.pop();
    }
    settle(text, lost, None, out);
    finish(text, paragraph, stack, out);
    None
}

/// A pair from what was open.
fn closed(open: Open, close: Option<Span>, end: usize) -> Pair {
    Pair {
        span: Span::new(open.mark.span.start, end),
        open: open.mark.span,
        close,
        reopened: open.reopened,
        depth: 0,
        utterance: None,
    }
}

/// Opening marks inside a pair that was closed over their heads: `« Il m'a dit : « Je pars. »` has one closing mark for
/// both, and the inner one ends there too if a colon announces it.
fn settle(text: &str, inner: Vec<Open>, close: Option<Span>, out: &mut Vec<Pair>) {
    let Some(close) = close else { return };
    for open in inner {
        if text[..open.mark.span.start].trim_end().ends_with(':') {
            out.push(closed(open, None, close.start));
        }
    }
}

/// Marks still open at the end of the paragraph: the last one runs to that end if no mark follows it; one before a
/// pair that closes the paragraph shares its closing mark; others are dropped.
fn finish(text: &str, paragraph: Span, stack: Vec<Open>, out: &mut Vec<Pair>) {
    for open in stack.into_iter().rev() {
        let from = open.mark.span.start;
        let shared = shared_close(text, paragraph, &open, out);
        let inside = out.iter().rev().take_while(|p| p.span.start > from);
        let alone =
            inside.count() == 0 && begins_words(text, open.mark) && !paragraph_is_line(text, paragraph, from);
        let end = shared.or(alone.then_some(paragraph.end));
        if let Some(end) = end.filter(|end| *end > open.mark.span.end) {
            out.push(closed(open, None, end));
        }
    }
}

/// Where a pair inside closes an outer mark as well: `« Elle m'a dit : « Je pars. »`, `« C'est un « effort », a ironisé X`.
fn shared_close(text: &str, paragraph: Span, open: &Open, out: &[Pair]) -> Option<usize> {
    let from = open.mark.span.start;
    let mut inside = out.iter().rev().take_while(|p| p.span.start > from);
    let last = inside.next()?;
    let first = inside.last().unwrap_or(last);
    let announced = text[..from].trim_end().ends_with(':') || from == paragraph.start;
    let between = &text[open.mark.span.end..first.span.start];
    let tail = text[last.span.end..paragraph.end].trim();
    let announces = between.trim_end().ends_with([':', ',']) || between.contains(" : ");
    let one_sentence = from == paragraph.start
        && !between.contains(['.', '!', '?'])
        && tail.starts_with(',')
        && between.split_whitespace().count() > 2;
    (announced && (announces && (tail.is_empty() || tail == ".") || one_sentence)).then_some(last.span.end)
}

/// Whether a forgotten mark is all that its line holds (a button, an inch sign).
fn paragraph_is_line(text: &str, paragraph: Span, from: usize) -> bool {
    text[from..paragraph.end].split_whitespace().count() < 3
}

fn begins_words(text: &str, mark: Mark) -> bool {
    text[mark.span.end..]
        .trim_start_matches(['_', '*', ' ', '\u{a0}', '\u{202f}', '[', '('])
        .starts_with(char::is_alphanumeric)
}

/// Whether `mark` only opens the quotation `open` again, at a new sentence of it: `"A. "B. "C."`
fn reopens(text: &str, open: &Open, mark: Mark) -> bool {
    let between = text[open.mark.span.end..mark.span.start].trim_end();
    mark.family == open.mark.family
        && mark.role == Role::Opens
        && between.ends_with(['.', '!', '?', '…'])
        && begins_upper(text, mark)
}

fn begins_upper(text: &str, mark: Mark) -> bool {
    text[mark.span.end..]
        .trim_start_matches(['_', '*', ' ', '\u{a0}', '\u{202f}', '[', '('])
        .chars()
        .next()
        .is_some_and(|c| c.is_uppercase() || c == '…' || c == '.')
}

/// Whether what stays open at the end of a paragraph is carried on by the next one, which begins with a mark.
fn goes_on(text: &str, paragraph: Span, open: &Open, next: Option<Mark>) -> bool {
    let full = text[..paragraph.end]
        .trim_end_matches(['_', '*'])
        .ends_with(['.', '!', '?', '…', ':', ';', ',']);
    // Only words that begin a paragraph or follow a colon run on: `Le « Clos, vendu hier.` is an odd mark.
    let before = text[..open.mark.span.start].trim_end_matches(['_', '*', ' ', '\u{a0}', '\u{202f}']);
    let announced = before.ends_with([':', '\n', '\r', '.', '—', '–']) || before.is_empty();
    let clause = announced && begins_upper(text, open.mark) || !open.reopened.is_empty();
    full && clause && next.is_some_and(|m| m.family == open.mark.family)
}

/// The mark that the paragraph begins with.
fn first_mark(text: &str, paragraph: Span) -> Option<Mark> {
    let first = paragraph
        .of(text)
        .char_indices()
        .nth(1)
        .map_or(paragraph.len(), |(at, _)| at);
    let two = paragraph
        .of(text)
        .char_indices()
        .nth(2)
        .map_or(paragraph.len(), |(at, _)| at);
    marks(text, Span::new(paragraph.start, paragraph.start + first.max(two)))
        .into_iter()
        .find(|m| m.span.start == paragraph.start)
}

fn partners(open: Family, close: Family) -> bool {
    open == close || matches!((open, close), (Family::Low, Family::Curly))
}

/// The marks of a stretch of text, in order.
fn marks(text: &str, stretch: Span) -> Vec<Mark> {
    let mut out = Vec::new();
    let mut skip = 0;
    for (at, c) in stretch.of(text).char_indices() {
        let start = stretch.start + at;
        if start < skip {
            continue;
        }
        let len = c.len_utf8();
        let found = match c {
            '«' => Some((Family::Angle, Role::Opens, len)),
            '»' => Some((Family::Angle, Role::Closes, len)),
            '‹' => Some((Family::SingleAngle, Role::Opens, len)),
            '›' => Some((Family::SingleAngle, Role::Closes, len)),
            '„' => Some((Family::Low, Role::Opens, len)),
            '“' | '”' | '‟' => Some((Family::Curly, curly(text, start, c), len)),
            '"' | '＂' => straight(text, start, len).map(|role| (Family::Straight, role, len)),
            '<' if text[start..].starts_with("<<") => Some((Family::Ascii, Role::Opens, 2)),
            '>' if text[start..].starts_with(">>") => Some((Family::Ascii, Role::Closes, 2)),
            '\'' if text[start..].starts_with("''") => {
                straight(text, start, 2).map(|role| (Family::Straight, role, 2))
            }
            _ => None,
        };
        if let Some((family, role, len)) = found {
            skip = start + len;
            out.push(Mark {
                span: Span::new(start, skip),
                family,
                role,
            });
        }
    }
    out
}

/// `“` opens and `”` closes, but `„…“` closes with `“`, and some keyboards write `”…”`.
fn curly(text: &str, at: usize, c: char) -> Role {
    let before = text[..at].chars().next_back();
    let after = text[at + c.len_utf8()..].chars().next();
    let free_left = before.is_none_or(|b| b.is_whitespace() || opens_after(b));
    let free_right = after.is_none_or(|a| a.is_whitespace() || closes_before(a));
    match (c, free_left, free_right) {
        ('“' | '‟', false, true) => Role::Closes,
        ('”', true, false) => Role::Either,
        ('”', ..) => Role::Closes,
        _ => Role::Opens,
    }
}

fn opens_after(c: char) -> bool {
    matches!(
        c,
        '(' | '[' | '\'' | '’' | '«' | '—' | '–' | '-' | ':' | '/' | '…' | '“' | '"' | '‹' | '*' | '_'
    )
}

fn closes_before(c: char) -> bool {
    matches!(
        c,
        ')' | ']' | '.' | ',' | ';' | ':' | '!' | '?' | '…' | '»' | '”' | '"' | '›' | '/' | '*'
    )
}

/// What a straight mark does, by what touches it; `None` for an inch or second sign.
fn straight(text: &str, at: usize, len: usize) -> Option<Role> {
    let before = text[..at].chars().next_back();
    let after = text[at + len..].chars().next();
    let left = before.is_none_or(|b| b.is_whitespace() || opens_after(b));
    let right = after.is_none_or(|a| a.is_whitespace() || closes_before(a));
    match (left, right) {
        (true, false) => Some(Role::Opens),
        // `12'30"`, `un écran de 27" incurvé` close nothing unless something is open.
        (false, true) => Some(Role::Closes),
        _ if before.is_some_and(char::is_numeric) && after.is_some_and(char::is_numeric) => None,
        // `"_Ils`, ` " mot " `, `mot"mot`: whatever is missing.
        _ => Some(Role::Either),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::paragraphs;

    fn spans(text: &str) -> Vec<&str> {
        pairs(text, &paragraphs(text))
            .iter()
            .map(|p| p.span.of(text))
            .collect()
    }

    #[test]
    fn every_style() {
        assert_eq!(spans("«\u{a0}a\u{a0}» “b” \"c\" ‹ d › „e“ <<f>> ''g''").len(), 7);
        assert_eq!(spans("d'\"acte odieux\", dit-il"), ["\"acte odieux\""]);
        assert_eq!(
            spans("il dit \" oui \" et \" non \"."),
            ["\" oui \"", "\" non \""]
        );
    }

    #[test]
    fn nesting() {
        assert_eq!(spans("« a « b » c »"), ["« a « b » c »", "« b »"]);
        assert_eq!(spans("« a “b” c »"), ["« a “b” c »", "“b”"]);
        let text = "« a « b » c »";
        assert_eq!(pairs(text, &paragraphs(text))[1].depth, 1);
    }

    #[test]
    fn an_odd_mark_shifts_nothing() {
        assert_eq!(spans("Un écran de 5\" vaut un \"mot\" bref."), ["\"mot\""]);
        assert_eq!(spans("Il a dit » oui, puis « non »."), ["« non »"]);
        assert_eq!(spans("\"Odd il a vu \"le mot\" bref."), ["\"le mot\""]);
        assert_eq!(
            spans("Un « mot seul.\n\nUn « autre »."),
            ["« mot seul.", "« autre »"]
        );
    }

    #[test]
    fn over_paragraphs() {
        assert_eq!(
            spans("Il dit : « Un.\n\n« Deux.\n\n« Trois. »\n\nFin « x »."),
            ["« Un.\n\n« Deux.\n\n« Trois. »", "« x »"]
        );
        assert_eq!(spans("« Un.\n\n» Deux. »"), ["« Un.\n\n» Deux. »"]);
        assert_eq!(spans("“Un.\n\n“Deux.” Fin."), ["“Un.\n\n“Deux.”"]);
        assert_eq!(spans("\"Un.\n\n\"Deux.\""), ["\"Un.\n\n\"Deux.\""]);
    }

    #[test]
    fn opened_at_each_sentence() {
        assert_eq!(
            spans("\"A est là. \"B aussi. \"C enfin\", dit-il."),
            ["\"A est là. \"B aussi. \"C enfin\""]
        );
    }

    #[test]
    fn one_closing_mark_for_two() {
        assert_eq!(
            spans("Il raconte : « Elle m'a dit : « Je pars. »"),
            ["« Elle m'a dit : « Je pars. »", "« Je pars. »"]
        );
    }
}
