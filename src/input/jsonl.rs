//! JSON Lines: one object a line, one document each.
//!
//! The text and the id are taken from their fields, every other field is kept in `meta`. A line that is itself a
//! `guillemet/1` record gives its text, id, source and meta again; what was found in it before is left behind.
//! Each line is decoded by itself, so that it reads the same in any part of a corpus that is cut up.

use super::decode::{DecodeError, Decoder};
use super::lines::{self, Line};
use super::stream::{self, Bytes};
use super::{Documents, InputError, Options, STDIN, fields, note_encoding};
use crate::document::record::SCHEMA;
use crate::pipeline::Input;
use serde_json::{Map, Value};
use std::io::{self, BufRead};

/// The documents of `from`, one a line, as the lines arrive; blank lines are passed over.
pub(super) fn read(from: Bytes, place: String, options: &Options) -> Documents {
    Box::new(Lines::new(from, place, options))
}

/// Standard input as the filter reads it: every line is a document or an error, blank ones too, and no line at all is
/// no document.
#[must_use]
pub fn every_line(from: impl BufRead + Send + 'static, options: &Options) -> Documents {
    Box::new(Lines {
        found: true,
        every: true,
        ..Lines::new(Box::new(from), STDIN.into(), options)
    })
}

struct Lines {
    /// `None` once there is nothing more to read.
    from: Option<Bytes>,
    failed: Option<io::Error>,
    place: String,
    options: Options,
    line: usize,
    /// Bytes before the current line.
    before: usize,
    found: bool,
    /// Whether a blank line is an error.
    every: bool,
}

impl Iterator for Lines {
    type Item = Result<Input, InputError>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(source) = self.failed.take() {
            self.found = true;
            return Some(Err(InputError::reading(&self.place, source)));
        }
        while let Some(from) = &mut self.from {
            match lines::next(from, self.options.max_document_bytes) {
                Ok(Some(Line::Whole(line))) => {
                    self.line += 1;
                    let length = line.len();
                    let blank = line.trim_ascii().is_empty();
                    let document = (self.every || !blank).then(|| self.document(line));
                    self.before += length;
                    if document.is_some() {
                        self.found = true;
                        return document;
                    }
                }
                Ok(Some(Line::TooLong(length))) => {
                    self.line += 1;
                    self.before += length;
                    self.found = true;
                    return Some(Err(InputError::TooLong {
                        place: self.place.clone(),
                        line: Some(self.line),
                        limit: self.options.max_document_bytes,
                    }));
                }
                Ok(None) => self.from = None,
                Err(source) => {
                    self.from = None;
                    self.found = true;
                    return Some(Err(InputError::reading(&self.place, source)));
                }
            }
        }
        if self.found {
            return None;
        }
        self.found = true;
        Some(Err(InputError::Empty {
            place: self.place.clone(),
        }))
    }
}

impl Lines {
    fn new(from: Bytes, place: String, options: &Options) -> Self {
        let (from, before, failed) = match stream::ascii_compatible(from, options.encoding) {
            Ok((from, mark)) => (Some(from), mark, None),
            Err(source) => (None, 0, Some(source)),
        };
        Self {
            from,
            failed,
            place,
            options: options.clone(),
            line: 0,
            before,
            found: false,
            every: false,
        }
    }

    fn document(&mut self, line: Vec<u8>) -> Result<Input, InputError> {
        let mut decoder = Decoder::new(self.options.encoding);
        let line = decoder.record(line).map_err(|error| self.undecoded(error))?;
        let problem = |problem: String| InputError::Line {
            place: self.place.clone(),
            line: self.line,
            problem,
        };
        let fields = match serde_json::from_str(line.trim_end()) {
            Ok(Value::Object(fields)) => fields,
            Ok(_) => {
                return Err(problem(
                    "is not a JSON object: each line must be one, as {\"id\": …, \"text\": …}".into(),
                ));
            }
            Err(_) if line.trim().is_empty() => return Err(problem("is blank: there is no document".into())),
            Err(error) if error.is_eof() => {
                return Err(problem("the JSON is cut short: is the file complete?".into()));
            }
            Err(error) => {
                return Err(problem(format!(
                    "is not JSON ({}): is this JSON Lines?",
                    reason(&error)
                )));
            }
        };
        self.input(fields, &decoder).map_err(problem)
    }

    fn undecoded(&self, error: DecodeError) -> InputError {
        InputError::Decode {
            place: self.place.clone(),
            source: error.at(self.line, self.before),
        }
    }

    fn input(&self, fields: Map<String, Value>, decoder: &Decoder) -> Result<Input, String> {
        let record = fields.get("schema").and_then(Value::as_str) == Some(SCHEMA);
        let mut input = fields::document(fields, &self.options, || format!("{}#{}", self.place, self.line))?;
        if record {
            if let Some(Value::String(source)) = input.meta.remove("source") {
                input.source = Some(source);
            }
            input.meta = match input.meta.remove("meta") {
                Some(Value::Object(meta)) => meta,
                _ => Map::new(),
            };
        }
        note_encoding(&mut input, decoder);
        Ok(input)
    }
}

/// What serde says, with the column and without its line, which counts from the JSON line's own start.
fn reason(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let what = message.split(" at line ").next().unwrap_or_default();
    format!("{what} at column {}", error.column())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    fn all(input: &str) -> Vec<Result<Input, String>> {
        let from = Box::new(Cursor::new(input.to_owned()));
        read(from, "a.jsonl".into(), &Options::default())
            .map(|r| r.map_err(|e| e.to_string()))
            .collect()
    }

    #[test]
    fn fields_find_their_place() {
        let found = all("{\"id\":7,\"text\":\"Oui.\",\"date\":\"2020\"}\n\n{\"text\":\"Non.\"}");
        let first = found[0].as_ref().unwrap();
        assert_eq!((first.id.as_str(), first.text.as_str()), ("7", "Oui."));
        assert_eq!(first.meta["date"], "2020");
        assert_eq!(found[1].as_ref().unwrap().id, "a.jsonl#3");
    }

    #[test]
    fn a_record_is_read_again_without_what_was_found() {
        let line = r#"{"schema":"guillemet/1","id":"x","source":"s.txt","text":"Oui.","meta":{"a":1},"sentences":[]}"#;
        let again = all(line).remove(0).unwrap();
        assert_eq!((again.source.as_deref(), again.meta.len()), (Some("s.txt"), 1));
    }

    #[test]
    fn every_bad_line_is_said_in_its_place() {
        let found =
            all("{\"text\":\"a\"}\n{\"text\":\"b\n[1]\n{\"id\":1}\n{\"text\":1}\nnon\n{\"text\":\"c\"}\n");
        let errors: Vec<_> = found.iter().filter_map(|r| r.as_ref().err()).collect();
        assert_eq!(errors.len(), 5);
        assert!(errors[0].starts_with("a.jsonl:2: "), "{}", errors[0]);
        assert!(errors[1].starts_with("a.jsonl:3: is not a JSON object"));
        assert!(errors[2].starts_with("a.jsonl:4: has no field `text`"));
        assert!(errors[3].starts_with("a.jsonl:5: the field `text` is not a string"));
        assert!(errors[4].starts_with("a.jsonl:6: is not JSON"));
        assert_eq!(found[6].as_ref().unwrap().text, "c");
    }

    #[test]
    fn the_filter_answers_every_line() {
        let all = |lines: &'static str| every_line(Cursor::new(lines), &Options::default());
        let errors: Vec<_> = all("{\"text\":\"a\"}\n\n{\"text\":\"b\"}")
            .map(|r| r.err().map(|e| e.to_string()))
            .collect();
        assert_eq!(
            errors,
            [None, Some("stdin:2: is blank: there is no document".into()), None]
        );
        assert_eq!(all("").count(), 0);
    }

    #[test]
    fn nothing_is_an_error() {
        let errors: Vec<_> = all("\n \n").into_iter().filter_map(Result::err).collect();
        assert_eq!(errors, ["a.jsonl: is empty: there is no text to read"]);
    }
}
