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
//! The tokens are the record's own, or those of its sentences where it lists none, cut where an entity begins or ends,
//! so that none is lost. Control characters in a token become U+FFFD. The format has no place for quotations.

use super::Writer;
use super::view::{View, borders, one_line};
use crate::document::Record;
use std::io::{self, Write};

/// The writer.
#[derive(Debug, Clone, Copy, Default)]
pub struct Conll;

impl Writer for Conll {
    fn write(&mut self, record: &Record, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(b"-DOCSTART- O\n\n")?;
        let view = View::new(record);
        let entities = view.entities();
        let borders = borders(entities.iter().copied());
        let mut next = 0;
        // The entity whose first word is written.
        let mut begun = None;
        for sentence in view.sentences() {
            for token in view.tokens(sentence, &borders) {
                while entities.get(next).is_some_and(|e| e.end <= token.start) {
                    next += 1;
                }
                let word = one_line(token.of(view.text()));
                match entities.get(next).filter(|e| e.contains(token)) {
                    Some(_) => {
                        let tag = if begun.replace(next) == Some(next) {
                            'I'
                        } else {
                            'B'
                        };
                        writeln!(out, "{word} {tag}-{}", record.entities[next].label)?;
                    }
                    None => writeln!(out, "{word} O")?,
                }
            }
            out.write_all(b"\n")?;
        }
        Ok(())
    }
}
