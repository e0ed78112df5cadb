//! The text of a record with its marks: paragraphs in which every quotation, mention, cue and entity is an element.
//!
//! Marks may overlap in any way (an inquit inside a quotation, a quotation over several paragraphs); an element that
//! would cross another is closed and opened again, and its fragments share their number. Elements name quotations and
//! entities by their place in the record, never by their ids, which are somebody's text.

use super::escape;
use crate::document::Record;
use crate::text::{Offsets, Span, paragraphs};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Write;

/// A stretch of the text to mark; the order of the kinds is the order of nesting.
struct Mark {
    span: Span,
    kind: Kind,
    /// Places in the record's lists, parted by spaces.
    numbers: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Repeat,
    Quote,
    Mention,
    Cue,
    Entity(&'static str),
}

/// The headline, where the text begins with one, and all other paragraphs, both as HTML.
#[must_use]
pub fn text(record: &Record) -> (Option<String>, String) {
    let all = paragraphs(&record.text);
    let marks = marks(record);
    let headline = all
        .first()
        .filter(|first| is_headline(first.of(&record.text), all.len()));
    let mut page = Page::new(record, &marks);
    let headline = headline.map(|span| page.inline(*span));
    let mut body = String::new();
    for span in &all[usize::from(headline.is_some())..] {
        let start = page.offsets.codepoint(span.start);
        let _ = writeln!(body, "<p data-start=\"{start}\">{}</p>", page.inline(*span));
    }
    (headline, body)
}

/// A short first line that does not end as a sentence does.
fn is_headline(line: &str, paragraphs: usize) -> bool {
    paragraphs > 1 && line.chars().count() <= 160 && !line.ends_with(['.', '…', ',', ';', ':'])
}

/// The record's marks, in text order, outer ones first; those that are not inside the text are left out.
fn marks(record: &Record) -> Vec<Mark> {
    let offsets = Offsets::new(&record.text);
    let length = record.text.chars().count();
    let mut marks: BTreeMap<(usize, Reverse<usize>, Kind), String> = BTreeMap::new();
    let mut add = |start: usize, end: usize, kind: Kind, number: usize| {
        if start >= end || end > length {
            return;
        }
        let span = Span::new(offsets.byte(start), offsets.byte(end));
        // Between paragraphs there is nothing to mark.
        let end = span.start + span.of(&record.text).trim_end().len();
        let numbers = marks.entry((span.start, Reverse(end), kind)).or_default();
        let _ = write!(numbers, "{}{number}", if numbers.is_empty() { "" } else { " " });
    };
    for (number, quote) in record.quotes.iter().enumerate() {
        add(quote.start, quote.end, Kind::Quote, number);
        for repeat in &quote.repeats {
            add(repeat.start, repeat.end, Kind::Repeat, number);
        }
        if let Some(speaker) = &quote.speaker {
            add(speaker.mention.start, speaker.mention.end, Kind::Mention, number);
        }
        if let Some(cue) = &quote.cue {
            add(cue.start, cue.end, Kind::Cue, number);
        }
    }
    for (number, entity) in record.entities.iter().enumerate() {
        add(
            entity.start,
            entity.end,
            Kind::Entity(entity.label.name()),
            number,
        );
    }
    let mark = |((start, Reverse(end), kind), numbers)| Mark {
        span: Span::new(start, end),
        kind,
        numbers,
    };
    marks
        .into_iter()
        .map(mark)
        .filter(|m| m.span.start < m.span.end)
        .collect()
}

/// What is being written: marks are opened and closed as the text goes by.
struct Page<'r> {
    text: &'r str,
    offsets: Offsets,
    marks: &'r [Mark],
    /// The next mark to open.
    next: usize,
    /// Open marks, the innermost last, and whether each has been opened before.
    open: Vec<(&'r Mark, bool)>,
}

impl<'r> Page<'r> {
    fn new(record: &'r Record, marks: &'r [Mark]) -> Self {
        Self {
            text: &record.text,
            offsets: Offsets::new(&record.text),
            marks,
            next: 0,
            open: Vec::new(),
        }
    }

    /// The paragraph at `span`, its marks opened and closed within it.
    fn inline(&mut self, span: Span) -> String {
        let mut out = String::new();
        // Marks of the paragraphs before that go on here.
        self.open.retain(|(mark, _)| mark.span.end > span.start);
        for (mark, begun) in &self.open {
            open(&mut out, mark, *begun);
        }
        let mut at = span.start;
        loop {
            self.close(&mut out, at);
            if at >= span.end {
                break;
            }
            while let Some(mark) = self.marks.get(self.next).filter(|m| m.span.start <= at) {
                self.next += 1;
                if mark.span.end > at {
                    open(&mut out, mark, false);
                    self.open.push((mark, true));
                }
            }
            let opens = self.marks.get(self.next).map_or(span.end, |m| m.span.start);
            let closes = self
                .open
                .iter()
                .map(|(m, _)| m.span.end)
                .min()
                .unwrap_or(span.end);
            let until = opens.min(closes).min(span.end);
            out.push_str(&escape::html(&self.text[at..until]));
            at = until;
        }
        for _ in &self.open {
            out.push_str("</span>");
        }
        out
    }

    /// Closes the marks that end at `at`; others in their way are opened again.
    fn close(&mut self, out: &mut String, at: usize) {
        let Some(first) = self.open.iter().position(|(m, _)| m.span.end <= at) else {
            return;
        };
        let closed = self.open.split_off(first);
        for _ in &closed {
            out.push_str("</span>");
        }
        for (mark, _) in &closed {
            if mark.kind == Kind::Quote && mark.span.end <= at {
                note(out, mark);
            }
        }
        for (mark, begun) in closed.into_iter().filter(|(m, _)| m.span.end > at) {
            open(out, mark, begun);
            self.open.push((mark, begun));
        }
    }
}

/// The tag that begins a mark; its first fragment has an id to jump to.
fn open(out: &mut String, mark: &Mark, begun: bool) {
    let numbers = &mark.numbers;
    let first = numbers.split(' ').next().unwrap_or_default();
    let (class, list, target) = match mark.kind {
        Kind::Repeat => ("repeat".to_owned(), "quotes", None),
        Kind::Quote => ("quote".to_owned(), "quotes", Some("quote")),
        Kind::Mention => ("mention".to_owned(), "quotes", None),
        Kind::Cue => ("cue".to_owned(), "quotes", None),
        Kind::Entity(label) => (format!("entity {label}"), "entities", Some("entity")),
    };
    let id = target
        .filter(|_| !begun)
        .map(|target| format!(" id=\"{target}-{first}\" tabindex=\"-1\""))
        .unwrap_or_default();
    let _ = write!(out, "<span class=\"{class}\" data-{list}=\"{numbers}\"{id}>");
}

/// The number behind a quotation, by which the keyboard reaches it.
fn note(out: &mut String, mark: &Mark) {
    for number in mark.numbers.split(' ') {
        let shown = number.parse::<usize>().unwrap_or_default() + 1;
        let _ = write!(
            out,
            "<sup class=\"note\"><button type=\"button\" data-quote=\"{number}\">{shown}</button></sup>"
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::record::Quote;
    use crate::entities::fake::Fake;
    use crate::pipeline::{Input, Pipeline};

    fn tagged(text: &str) -> Record {
        let input = Input {
            id: "1".into(),
            text: text.into(),
            ..Input::default()
        };
        let mut records = Pipeline::new(Box::new(Fake::default()), None).annotate(vec![input]);
        records.remove(0).unwrap()
    }

    /// What a reader sees of `html`.
    fn seen(html: &str) -> String {
        let mut out = String::new();
        let mut rest = html;
        while let Some((before, after)) = rest.split_once('<') {
            out.push_str(before);
            rest = after.split_once('>').unwrap().1;
        }
        out + rest
    }

    #[test]
    fn the_text_is_whole_and_every_mark_is_there() {
        let record = tagged("Un titre\n\n« Il faut agir, a dit Jean Dupont à Lyon. Et vite. »\n\nFin.");
        assert_eq!(record.quotes.len(), 1, "{record:?}");
        let (headline, body) = text(&record);
        assert_eq!(seen(&headline.unwrap()), "Un titre");
        assert_eq!(
            seen(&body),
            "« Il faut agir, a dit Jean Dupont à Lyon. Et vite. »1\nFin.\n"
        );
        assert!(
            body.contains("<span class=\"quote\" data-quotes=\"0\" id=\"quote-0\""),
            "{body}"
        );
        assert!(
            body.contains("<span class=\"mention\" data-quotes=\"0\">"),
            "{body}"
        );
        assert!(
            body.contains("<span class=\"cue\" data-quotes=\"0\">a dit</span>"),
            "{body}"
        );
        assert!(body.contains("class=\"entity PER\""), "{body}");
        assert_eq!(body.matches("<span").count(), body.matches("</span>").count());
    }

    #[test]
    fn marks_that_cross_and_marks_over_paragraphs_are_opened_again() {
        let mut record = tagged("Il dit « on part », et Jean.\n\n« Non. Si. »");
        let quote = |start, end| Quote {
            start,
            end,
            ..tagged("« On part », dit Jean.").quotes[0].clone()
        };
        record.quotes = vec![quote(3, 36), quote(32, 42)];
        let (_, body) = text(&record);
        assert_eq!(
            body.matches("<span").count(),
            body.matches("</span>").count(),
            "{body}"
        );
        assert_eq!(
            body.matches("class=\"quote\" data-quotes=\"0\"").count(),
            2,
            "{body}"
        );
        assert_eq!(body.matches("id=\"quote-0\"").count(), 1, "{body}");
        assert_eq!(seen(&body), "Il dit « on part », et Jean.\n« Non.1 Si. »2\n");
    }

    #[test]
    fn spans_outside_the_text_are_no_marks() {
        let mut record = tagged("« On part », dit Jean.");
        record.quotes[0].end = 999;
        record.entities.retain(|e| e.text == "Jean");
        record.entities[0].start = record.entities[0].end;
        let (_, body) = text(&record);
        assert!(
            !body.contains("class=\"quote\"") && !body.contains("entity"),
            "{body}"
        );
    }

    #[test]
    fn markup_in_the_text_is_text() {
        let hostile =
            "« <script>alert(1)</script> \"onmouseover=x </textarea> ]]> <!-- \u{2028} », dit Jean.";
        let (headline, body) = text(&tagged(hostile));
        let body = headline.unwrap_or_default() + &body;
        assert!(
            !body.contains("<script") && !body.contains("</textarea") && !body.contains("<!--"),
            "{body}"
        );
        assert!(
            body.contains("&lt;script&gt;alert(1)&lt;/script&gt; &quot;onmouseover=x"),
            "{body}"
        );
    }
}
