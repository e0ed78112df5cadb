//! CoNLL: `token TAG` on each line, tags in BIO, a blank line after each sentence, `-DOCSTART- O` before each document.
//!
//! ```text
//! -DOCSTART- O
//!
//! Marie B-PER
//! Curie I-PER
//! arrive O
//!
//! ```
//!
//! The tokens are the record's own, or those of its sentences where it lists none; entities always end on their
//! borders, so that none is lost. The format has no place for quotations.

use super::Writer;
use crate::document::Record;
use crate::document::record::Range;
use crate::text::{Offsets, Span};
use crate::tokens::words;
use std::io::{self, Write};

/// The writer.
#[derive(Debug, Clone, Copy, Default)]
pub struct Conll;

impl Writer for Conll {
    fn write(&mut self, record: &Record, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(b"-DOCSTART- O\n\n")?;
        let offsets = Offsets::new(&record.text);
        let bytes = |r: &Range| Span::new(offsets.byte(r.start), offsets.byte(r.end));
        let listed: Option<Vec<Span>> = record
            .tokens
            .as_ref()
            .map(|tokens| tokens.iter().map(bytes).collect());
        let entities: Vec<_> = record
            .entities
            .iter()
            .map(|e| {
                (
                    bytes(&Range {
                        start: e.start,
                        end: e.end,
                    }),
                    e.label.name(),
                )
            })
            .collect();
        let mut next = 0;
        for sentence in record.sentences.iter().map(bytes) {
            for token in tokens(&record.text, sentence, listed.as_deref()) {
                while entities
                    .get(next)
                    .is_some_and(|(span, _)| span.end <= token.start)
                {
                    next += 1;
                }
                let word = token.of(&record.text);
                match entities.get(next) {
                    Some((span, label)) if span.contains(token) => {
                        let tag = if span.start == token.start { 'B' } else { 'I' };
                        writeln!(out, "{word} {tag}-{label}")?;
                    }
                    _ => writeln!(out, "{word} O")?,
                }
            }
            out.write_all(b"\n")?;
        }
        Ok(())
    }
}

/// The tokens of one sentence.
fn tokens(text: &str, sentence: Span, listed: Option<&[Span]>) -> Vec<Span> {
    match listed {
        Some(all) => {
            let first = all.partition_point(|t| t.start < sentence.start);
            all[first..]
                .iter()
                .copied()
                .take_while(|t| sentence.contains(*t))
                .collect()
        }
        None => words::words(text, sentence).into_iter().map(|t| t.span).collect(),
    }
}
