//! brat: a folder with a `.txt` and an `.ann` a document, and `annotation.conf` beside them.
//!
//! ```text
//! T1  PER 16 21  Marie
//! T2  direct 0 7  « Oui »
//! T3  speaker 16 21  Marie
//! R1  Said-by Arg1:T2 Arg2:T3
//! A1  Form T3 named
//! #1  AnnotatorNotes T2  Marie · inquit-after · 0.98
//! *  Equiv T1 T4
//! ```
//!
//! Offsets count code points of the `.txt` that is written: there CR LF is LF, as brat wants it, a tab is a space, and
//! other control characters are U+FFFD. A span over a line break is written as fragments. Entities of one referent are
//! equivalent. `documents.tsv` says which file is which document of the corpus.

use super::view::{REPLACEMENT, one_line};
use super::{Destination, FolderWriter, Names};
use crate::document::Record;
use crate::document::record::Passage;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::{self, Write};

/// The writer.
#[derive(Debug, Default)]
pub struct Brat {
    names: Names,
    /// Lines of `documents.tsv`.
    documents: String,
}

/// What brat may show and a person may change.
pub(super) const CONFIGURATION: &str = "\
[entities]
PER
LOC
ORG
MISC
direct
mixed
speaker
cue

[relations]
Said-by	Arg1:direct|mixed, Arg2:speaker
Cued-by	Arg1:direct|mixed, Arg2:cue
Equiv	Arg1:PER, Arg2:PER, <REL-TYPE>:symmetric-transitive
Equiv	Arg1:LOC, Arg2:LOC, <REL-TYPE>:symmetric-transitive
Equiv	Arg1:ORG, Arg2:ORG, <REL-TYPE>:symmetric-transitive
Equiv	Arg1:MISC, Arg2:MISC, <REL-TYPE>:symmetric-transitive
<OVERLAP>	Arg1:<ANY>, Arg2:<ANY>, <OVL-TYPE>:<ANY>

[events]

[attributes]
Form	Arg:speaker, Value:named|nominal|pronoun
Type	Arg:speaker, Value:person|organisation|unnamed
";

impl FolderWriter for Brat {
    fn write(&mut self, record: &Record, to: &mut dyn Destination) -> io::Result<()> {
        let name = self.names.name(&record.id);
        let page = Page::new(record);
        for (extension, content) in [("txt", &page.text), ("ann", &page.annotations())] {
            let mut out = to.file(&format!("{name}.{extension}"))?;
            out.write_all(content.as_bytes())?;
            out.finish()?;
        }
        let id = one_line(&record.id);
        let _ = writeln!(self.documents, "{name}\t{id}");
        Ok(())
    }

    fn end(&mut self, to: &mut dyn Destination) -> io::Result<()> {
        let mut out = to.file("documents.tsv")?;
        out.write_all(self.documents.as_bytes())?;
        out.finish()
    }
}

/// A document as brat shows it.
struct Page<'r> {
    record: &'r Record,
    text: String,
    /// `text` by code points.
    chars: Vec<char>,
    /// The code points of the record that are left out: the CR of each CR LF.
    dropped: Vec<usize>,
}

impl<'r> Page<'r> {
    fn new(record: &'r Record) -> Self {
        let mut dropped = Vec::new();
        let mut chars = Vec::with_capacity(record.text.len());
        let mut from = record.text.chars().enumerate().peekable();
        while let Some((at, c)) = from.next() {
            match c {
                '\r' if from.peek().is_some_and(|(_, next)| *next == '\n') => dropped.push(at),
                '\r' | '\n' => chars.push('\n'),
                '\t' => chars.push(' '),
                c if c.is_control() => chars.push(REPLACEMENT),
                c => chars.push(c),
            }
        }
        Self {
            record,
            text: chars.iter().collect(),
            chars,
            dropped,
        }
    }

    fn annotations(&self) -> String {
        let mut lines = Lines::default();
        let mut mentions: HashMap<&str, Vec<String>> = HashMap::new();
        for entity in &self.record.entities {
            let added = self.bound(&mut lines, entity.label.name(), entity.start, entity.end);
            if let (Some(id), Some(referent)) = (added, &entity.referent) {
                mentions.entry(referent).or_default().push(id);
            }
        }
        self.quotes(&mut lines);
        for referent in &self.record.referents {
            let ids = mentions.get(referent.id.as_str()).map_or(&[][..], Vec::as_slice);
            if let [first, _, ..] = ids {
                let _ = writeln!(lines.out, "*\tEquiv {}", ids.join(" "));
                lines.note(first, &referent.name);
            }
        }
        lines.out
    }

    fn quotes(&self, lines: &mut Lines) {
        // Quotations that share a mention or a cue share its annotation.
        let mut places: HashMap<(&str, usize, usize), Option<String>> = HashMap::new();
        for quote in &self.record.quotes {
            let Some(said) = self.bound(lines, quote.kind.name(), quote.start, quote.end) else {
                continue;
            };
            let mut place = |lines: &mut Lines, role: &'static str, passage: &Passage| {
                let key = (role, passage.start, passage.end);
                let known = places.contains_key(&key);
                let add = || self.bound(lines, role, passage.start, passage.end);
                let id = places.entry(key).or_insert_with(add).clone()?;
                Some((id, !known))
            };
            let mut name = "?";
            if let Some(speaker) = &quote.speaker {
                name = &speaker.name;
                if let Some((id, new)) = place(lines, "speaker", &speaker.mention) {
                    lines.relation("Said-by", &said, &id);
                    if new {
                        lines.attribute("Form", &id, speaker.form.name());
                        lines.attribute("Type", &id, speaker.kind.name());
                    }
                }
            }
            if let Some((id, _)) = quote.cue.as_ref().and_then(|cue| place(lines, "cue", cue)) {
                lines.relation("Cued-by", &said, &id);
            }
            lines.note(&said, &format!("{name} · {} · {}", quote.rule, quote.score));
        }
    }

    /// A stretch of the text with a type; its id. None where only line breaks would be left of it.
    fn bound(&self, lines: &mut Lines, kind: &str, start: usize, end: usize) -> Option<String> {
        let at = |offset: usize| offset - self.dropped.partition_point(|d| *d < offset);
        let (start, end) = (at(start), at(end).min(self.chars.len()));
        let mut fragments = Vec::new();
        let mut from = start;
        for line in self.chars[start..end].split(|c| *c == '\n') {
            let inside = |c: &&char| c.is_whitespace();
            let before = line.iter().take_while(inside).count();
            let after = line.iter().rev().take_while(inside).count();
            if before < line.len() {
                fragments.push((from + before, from + line.len() - after));
            }
            from += line.len() + 1;
        }
        // A span within one line keeps the space at its ends.
        if let ([_], false) = (&fragments[..], self.chars[start..end].contains(&'\n')) {
            fragments[0] = (start, end);
        }
        if fragments.is_empty() {
            return None;
        }
        let places: Vec<String> = fragments.iter().map(|(s, e)| format!("{s} {e}")).collect();
        let words: Vec<String> = fragments
            .iter()
            .map(|(s, e)| self.chars[*s..*e].iter().collect())
            .collect();
        let id = lines.next('T');
        let _ = writeln!(
            lines.out,
            "{id}\t{kind} {}\t{}",
            places.join(";"),
            words.join(" ")
        );
        Some(id)
    }
}

/// The lines of an `.ann`, numbered kind by kind.
#[derive(Default)]
struct Lines {
    out: String,
    numbers: HashMap<char, usize>,
}

impl Lines {
    fn next(&mut self, kind: char) -> String {
        let number = self.numbers.entry(kind).or_default();
        *number += 1;
        format!("{kind}{number}")
    }

    fn relation(&mut self, name: &str, from: &str, to: &str) {
        let id = self.next('R');
        let _ = writeln!(self.out, "{id}\t{name} Arg1:{from} Arg2:{to}");
    }

    fn attribute(&mut self, name: &str, of: &str, value: &str) {
        let id = self.next('A');
        let _ = writeln!(self.out, "{id}\t{name} {of} {value}");
    }

    fn note(&mut self, on: &str, text: &str) {
        let id = self.next('#');
        let text: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let _ = writeln!(self.out, "{id}\tAnnotatorNotes {on}\t{}", one_line(&text));
    }
}
