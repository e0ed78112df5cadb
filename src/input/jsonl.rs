//! JSON Lines: one object a line, one document each.
//!
//! The text and the id are taken from their fields, every other field is kept in `meta`. A line that is itself a
//! `guillemet/1` record gives its text, id, source and meta again; what was found in it before is left behind.

use super::decode::{self, DecodeError, Encoding};
use super::{Documents, InputError, Options, name};
use crate::document::record::SCHEMA;
use crate::pipeline::Input;
use serde_json::{Map, Value};
use std::io::{self, BufRead, Cursor, Read};
use std::path::Path;

/// The documents of `from`, one a line, as the lines arrive; blank lines are passed over.
#[must_use]
pub fn read(from: impl BufRead + Send + 'static, path: Option<&Path>, options: &Options) -> Documents {
    Box::new(Lines {
        from: Some(Box::new(from)),
        place: name(path),
        stdin: path.is_none(),
        options: options.clone(),
        line: 0,
        before: 0,
        found: false,
        every: false,
    })
}

/// Standard input as the filter reads it: every line is a document or an error, blank ones too, and no line at all is
/// no document.
#[must_use]
pub fn every_line(from: impl BufRead + Send + 'static, options: &Options) -> Documents {
    Box::new(Lines {
        from: Some(Box::new(from)),
        place: name(None),
        stdin: true,
        options: options.clone(),
        line: 0,
        before: 0,
        found: true,
        every: true,
    })
}

struct Lines {
    /// `None` once there is nothing more to read.
    from: Option<Box<dyn BufRead + Send>>,
    place: String,
    stdin: bool,
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
        loop {
            match self.line() {
                Ok(Some(line)) => {
                    let length = line.len();
                    let blank = line.trim_ascii().is_empty();
                    let document = (self.every || !blank).then(|| self.document(line));
                    self.before += length;
                    if document.is_some() {
                        self.found = true;
                        return document;
                    }
                }
                Ok(None) if self.found => return None,
                Ok(None) => {
                    self.found = true;
                    return Some(Err(InputError::Empty {
                        place: self.place.clone(),
                    }));
                }
                Err(error) => {
                    self.found = true;
                    self.from = None;
                    return Some(Err(error));
                }
            }
        }
    }
}

impl Lines {
    /// The next line, `None` after the last.
    fn line(&mut self) -> Result<Option<Vec<u8>>, InputError> {
        if self.line == 0 {
            self.whole_file_in_utf16()?;
        }
        let Some(from) = &mut self.from else {
            return Ok(None);
        };
        let mut line = Vec::new();
        match from.read_until(b'\n', &mut line) {
            Ok(0) => {
                self.from = None;
                Ok(None)
            }
            Ok(_) => {
                self.line += 1;
                Ok(Some(line))
            }
            Err(source) => Err(InputError::Io {
                place: self.place.clone(),
                source,
            }),
        }
    }

    /// UTF-16 has no lines before it is decoded, so such a file is decoded as a whole.
    fn whole_file_in_utf16(&mut self) -> Result<(), InputError> {
        let Some(from) = &mut self.from else { return Ok(()) };
        let failed = |place: &str, source: io::Error| InputError::Io {
            place: place.to_owned(),
            source,
        };
        let start = from.fill_buf().map_err(|e| failed(&self.place, e))?;
        let marked = start.starts_with(b"\xFF\xFE") || start.starts_with(b"\xFE\xFF");
        let plain = start.starts_with(b"{\0") || start.starts_with(b"\0{");
        if marked
            || self.options.encoding == Encoding::Utf16
            || (plain && self.options.encoding == Encoding::Auto)
        {
            let mut bytes = Vec::new();
            from.read_to_end(&mut bytes).map_err(|e| failed(&self.place, e))?;
            let text = decode::decode(bytes, Encoding::Utf16).map_err(|source| InputError::Decode {
                place: self.place.clone(),
                source,
            })?;
            self.from = Some(Box::new(Cursor::new(text.into_bytes())));
            self.options.encoding = Encoding::Utf8;
        }
        Ok(())
    }

    fn document(&self, line: Vec<u8>) -> Result<Input, InputError> {
        let line = decode::decode(line, self.options.encoding).map_err(|e| self.undecoded(e))?;
        let problem = |problem: String| InputError::Json {
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
        self.input(fields).map_err(problem)
    }

    /// `error` with its place in the file instead of the line.
    fn undecoded(&self, error: DecodeError) -> InputError {
        let source = match error {
            DecodeError::Utf8 { byte, value, .. } => DecodeError::Utf8 {
                line: self.line,
                byte: self.before + byte,
                value,
            },
            other => other,
        };
        InputError::Decode {
            place: self.place.clone(),
            source,
        }
    }

    fn input(&self, mut fields: Map<String, Value>) -> Result<Input, String> {
        let Options {
            text_field, id_field, ..
        } = &self.options;
        let text = match fields.remove(text_field) {
            Some(Value::String(text)) => text,
            Some(_) => {
                return Err(format!(
                    "the field `{text_field}` is not a string: name the right one with --text-field"
                ));
            }
            None => {
                return Err(format!(
                    "has no field `{text_field}`: name the right one with --text-field"
                ));
            }
        };
        let id = match fields.remove(id_field) {
            Some(Value::String(id)) if !id.is_empty() => id,
            Some(Value::Number(id)) => id.to_string(),
            _ => format!("{}#{}", self.place, self.line),
        };
        let here = (!self.stdin).then(|| self.place.clone());
        if fields.get("schema").and_then(Value::as_str) != Some(SCHEMA) {
            return Ok(Input {
                id,
                source: here,
                text,
                meta: fields,
            });
        }
        let source = fields
            .remove("source")
            .and_then(|s| s.as_str().map(str::to_owned))
            .or(here);
        let meta = match fields.remove("meta") {
            Some(Value::Object(meta)) => meta,
            _ => Map::new(),
        };
        Ok(Input {
            id,
            source,
            text,
            meta,
        })
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

    fn all(input: &str) -> Vec<Result<Input, String>> {
        let from = Cursor::new(input.to_owned());
        read(from, Some(Path::new("a.jsonl")), &Options::default())
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
