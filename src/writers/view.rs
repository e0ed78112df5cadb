//! A record in the coordinates that writers need: bytes of its text, its sentences and its tokens.

use crate::document::Record;
use crate::document::record::Quote;
use crate::text::{Offsets, Span};
use crate::tokens::words;

/// A record with the map from its code points to bytes.
pub(super) struct View<'r> {
    pub record: &'r Record,
    pub offsets: Offsets,
}

impl<'r> View<'r> {
    pub fn new(record: &'r Record) -> Self {
        let offsets = Offsets::new(&record.text);
        Self { record, offsets }
    }

    pub fn text(&self) -> &'r str {
        &self.record.text
    }

    /// Code points to bytes.
    pub fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.offsets.byte(start), self.offsets.byte(end))
    }

    pub fn slice(&self, start: usize, end: usize) -> &'r str {
        self.span(start, end).of(self.text())
    }

    /// Each entity's span, in order.
    pub fn entities(&self) -> Vec<Span> {
        let entities = self.record.entities.iter();
        entities.map(|e| self.span(e.start, e.end)).collect()
    }

    pub fn quote(&self, quote: &Quote) -> Span {
        self.span(quote.start, quote.end)
    }

    /// The fullest name of the referent `id`.
    pub fn name_of(&self, id: &str) -> Option<&'r str> {
        let found = self.record.referents.iter().find(|r| r.id == id);
        found.map(|r| r.name.as_str())
    }

    /// The sentences, and what stands between them where that is more than space: every word of the text is in one,
    /// and no entity crosses a border, whoever made the record.
    pub fn sentences(&self) -> Vec<Span> {
        let text = self.text();
        let mut all: Vec<Span> = Vec::with_capacity(self.record.sentences.len());
        let mut at = 0;
        for range in &self.record.sentences {
            let sentence = self.span(range.start, range.end);
            gap(text, Span::new(at, sentence.start), &mut all);
            all.push(sentence);
            at = sentence.end;
        }
        gap(text, Span::new(at, text.len()), &mut all);
        let mut joined: Vec<Span> = Vec::with_capacity(all.len());
        let entities = self.entities();
        for sentence in all {
            let crossed = joined.last().is_some_and(|before| {
                let next = entities.partition_point(|e| e.end <= before.end);
                entities.get(next).is_some_and(|e| e.start < before.end)
            });
            match joined.last_mut() {
                Some(before) if crossed => *before = before.cover(sentence),
                _ => joined.push(sentence),
            }
        }
        joined
    }

    /// The tokens of `sentence`: those of the record, or ours where it lists none, cut at `borders` (sorted) so that
    /// whatever begins or ends there does so with a token. None holds white space.
    pub fn tokens(&self, sentence: Span, borders: &[usize]) -> Vec<Span> {
        let mut whole = Vec::new();
        let mut at = sentence.start;
        let listed = self.record.tokens.as_deref().unwrap_or_default();
        let first = listed.partition_point(|t| self.offsets.byte(t.end) <= sentence.start);
        for range in &listed[first..] {
            let token = self.span(range.start, range.end);
            let token = Span::new(token.start.max(at), token.end.min(sentence.end));
            if token.start >= sentence.end {
                break;
            }
            self.words(Span::new(at, token.start), &mut whole);
            whole.push(token);
            at = token.end;
        }
        self.words(Span::new(at, sentence.end), &mut whole);
        let mut tokens = Vec::with_capacity(whole.len());
        for token in whole {
            let first = borders.partition_point(|b| *b <= token.start);
            let cuts = borders[first..].iter().copied().take_while(|b| *b < token.end);
            let mut from = token.start;
            for end in cuts.chain([token.end]) {
                unspaced(self.text(), Span::new(from, end), &mut tokens);
                from = end;
            }
        }
        tokens
    }

    fn words(&self, stretch: Span, out: &mut Vec<Span>) {
        if !stretch.is_empty() {
            out.extend(words::words(self.text(), stretch).into_iter().map(|t| t.span));
        }
    }
}

fn gap(text: &str, gap: Span, out: &mut Vec<Span>) {
    let words = gap.trim(text);
    if !words.is_empty() {
        out.push(words);
    }
}

/// `token` without the white space in it, as several where there is some.
fn unspaced(text: &str, token: Span, out: &mut Vec<Span>) {
    let mut at = token.start;
    for word in token.of(text).split(is_space) {
        if !word.is_empty() {
            out.push(Span::new(at, at + word.len()));
        }
        at += word.len();
        at += text
            .get(at..)
            .and_then(|rest| rest.chars().next())
            .map_or(0, char::len_utf8);
    }
}

/// White space here and in Python, which counts four separators among the control characters.
pub(super) fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{1c}'..='\u{1f}')
}

/// Sorted, without doubles.
pub(super) fn sorted(mut borders: Vec<usize>) -> Vec<usize> {
    borders.sort_unstable();
    borders.dedup();
    borders
}

/// The ends of `spans`, sorted.
pub(super) fn borders(spans: impl IntoIterator<Item = Span>) -> Vec<usize> {
    sorted(spans.into_iter().flat_map(|s| [s.start, s.end]).collect())
}

/// What stands for a character that a format cannot hold; as long as that character in code points and UTF-16.
pub(super) const REPLACEMENT: char = '\u{fffd}';

/// `text` on one line: control characters, line breaks among them, are replaced.
pub(super) fn one_line(text: &str) -> String {
    let breaks = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    text.chars()
        .map(|c| if breaks(c) { REPLACEMENT } else { c })
        .collect()
}
