//! CSV and TSV with a header: one row, one document.
//!
//! The text and the id are taken from their columns, every other column is kept in `meta` as a string. The delimiter is the
//! one of `,` `;` tab and `|` that the header has most of. Fields may be quoted with `"` and hold line breaks.

use super::decode::Decoder;
use super::stream::{self, Bounded, Bytes, Complete, Overlong};
use super::{Documents, InputError, Options, fields, note_encoding};
use crate::pipeline::Input;
use ::csv::{ByteRecord, ErrorKind, Reader, ReaderBuilder};
use serde_json::{Map, Value};
use std::collections::HashSet;
use std::io::BufRead;
use std::iter;

/// The documents of `from`, one a row; `delimiter` is that of the format, where it has one.
pub(super) fn read(from: Bytes, place: String, delimiter: Option<u8>, options: &Options) -> Documents {
    match Rows::new(from, place, delimiter, options) {
        Ok(rows) => Box::new(rows),
        Err(error) => Box::new(iter::once(Err(error))),
    }
}

struct Rows {
    rows: Reader<Bounded<Bytes>>,
    complete: Complete,
    decoder: Decoder,
    place: String,
    options: Options,
    header: Vec<String>,
    /// Bytes of the mark before the first row.
    mark: usize,
    /// Lines end with CRLF: the crate counts the second half of a line break to the row after it.
    crlf: bool,
    /// There is nothing more to read.
    ended: bool,
    found: bool,
}

impl Rows {
    fn new(from: Bytes, place: String, delimiter: Option<u8>, options: &Options) -> Result<Self, InputError> {
        let failed = |source| InputError::reading(&place, source);
        let (mut from, mark) = stream::ascii_compatible(from, options.encoding).map_err(failed)?;
        let start = from.fill_buf().map_err(failed)?;
        let delimiter = options
            .delimiter
            .or(delimiter)
            .unwrap_or_else(|| delimiter_of(start));
        let first = start.split(|b| *b == b'\n').next().unwrap_or_default();
        let crlf = first.ends_with(b"\r");
        let (from, complete) = Bounded::new(from, options.max_document_bytes);
        let mut rows = Self {
            rows: ReaderBuilder::new()
                .has_headers(false)
                .flexible(true)
                .delimiter(delimiter)
                .from_reader(from),
            complete,
            decoder: Decoder::new(options.encoding),
            place,
            options: options.clone(),
            header: Vec::new(),
            mark,
            crlf,
            ended: false,
            found: false,
        };
        rows.header()?;
        Ok(rows)
    }

    fn header(&mut self) -> Result<(), InputError> {
        let Some((_, names)) = self.row()? else {
            return Err(InputError::Empty {
                place: self.place.clone(),
            });
        };
        let mut seen = HashSet::new();
        for (column, name) in (1..).zip(names) {
            let mut name = if name.trim().is_empty() {
                format!("column {column}")
            } else {
                name.trim().to_owned()
            };
            while !seen.insert(name.clone()) {
                name.push_str(&format!("#{column}"));
            }
            self.header.push(name);
        }
        if self.header.contains(&self.options.text_field) {
            return Ok(());
        }
        Err(InputError::File {
            place: self.place.clone(),
            problem: format!(
                "has no column `{}`: name the right one with --text-field (there are: {})",
                self.options.text_field,
                fields::listed(self.header.iter().map(String::as_str)),
            ),
        })
    }

    /// The next row with its line; none after the last.
    fn row(&mut self) -> Result<Option<(usize, Vec<String>)>, InputError> {
        let mut row = ByteRecord::new();
        let read = self.rows.read_byte_record(&mut row);
        self.complete.document();
        match read {
            Ok(true) => {}
            Ok(false) => {
                self.ended = true;
                return Ok(None);
            }
            Err(error) => {
                self.ended = true;
                return Err(self.unreadable(error));
            }
        }
        let (line, before) = row.position().map_or((1, 0), |p| (p.line(), p.byte()));
        let number = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
        let skew = usize::from(self.crlf && before > 0);
        let (line, before) = (number(line) + skew, number(before) + self.mark + skew);
        // The encoding of the fields is that of the row: one field may be too short to tell.
        let decoded = self.decoder.record(row.as_slice().to_vec()).and_then(|_| {
            row.iter()
                .map(|field| self.decoder.record(field.to_vec()))
                .collect()
        });
        match decoded {
            Ok(fields) => Ok(Some((line, fields))),
            Err(error) => Err(InputError::Decode {
                place: self.place.clone(),
                source: error.at(line, before),
            }),
        }
    }

    fn unreadable(&self, error: ::csv::Error) -> InputError {
        let line = usize::try_from(self.rows.position().line()).unwrap_or(usize::MAX);
        match error.into_kind() {
            ErrorKind::Io(source) if source.get_ref().is_some_and(|e| e.is::<Overlong>()) => {
                InputError::TooLong {
                    place: self.place.clone(),
                    line: Some(line),
                    limit: self.options.max_document_bytes,
                }
            }
            ErrorKind::Io(source) => InputError::reading(&self.place, source),
            other => InputError::Line {
                place: self.place.clone(),
                line,
                problem: format!("is not CSV ({other:?}): check its quotes and --delimiter"),
            },
        }
    }

    fn document(&mut self, line: usize, row: Vec<String>) -> Result<Input, InputError> {
        let problem = |problem: String| InputError::Line {
            place: self.place.clone(),
            line,
            problem,
        };
        if row.len() != self.header.len() {
            return Err(problem(format!(
                "has {} fields, the header has {}: check its quotes and --delimiter",
                row.len(),
                self.header.len()
            )));
        }
        let named: Map<String, Value> = self
            .header
            .iter()
            .cloned()
            .zip(row.into_iter().map(Value::String))
            .collect();
        let mut input =
            fields::document(named, &self.options, || format!("{}#{line}", self.place)).map_err(problem)?;
        note_encoding(&mut input, &self.decoder);
        Ok(input)
    }
}

impl Iterator for Rows {
    type Item = Result<Input, InputError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let document = match self.row() {
            Ok(Some((line, row))) => Some(self.document(line, row)),
            Ok(None) if self.found => None,
            Ok(None) => Some(Err(InputError::File {
                place: self.place.clone(),
                problem: "has a header and no rows: there is no text to read".into(),
            })),
            Err(error) => Some(Err(error)),
        };
        self.found = true;
        document
    }
}

/// The delimiter that the first line has most of, outside quotes.
fn delimiter_of(start: &[u8]) -> u8 {
    let mut quoted = false;
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0), (b'|', 0)];
    for byte in start {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => break,
            _ if !quoted => {
                for (delimiter, count) in &mut counts {
                    *count += i32::from(byte == delimiter);
                }
            }
            _ => {}
        }
    }
    let mut best = counts[0];
    for candidate in counts {
        if candidate.1 > best.1 {
            best = candidate;
        }
    }
    best.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    fn all(input: impl AsRef<[u8]>, options: &Options) -> Vec<Result<Input, String>> {
        let from = Box::new(Cursor::new(input.as_ref().to_vec()));
        read(from, "a.csv".into(), None, options)
            .map(|r| r.map_err(|e| e.to_string()))
            .collect()
    }

    fn plain(input: impl AsRef<[u8]>) -> Vec<Result<Input, String>> {
        all(input, &Options::default())
    }

    #[test]
    fn rows_are_documents_and_other_columns_are_kept() {
        let found = plain("\u{feff}id,text,,text\r\n7,\"« Oui,\r\n\"\"non\"\" »\",x,y\r\n,Deux.,,\r\n");
        let first = found[0].as_ref().unwrap();
        assert_eq!(
            (first.id.as_str(), first.text.as_str()),
            ("7", "« Oui,\r\n\"non\" »")
        );
        assert_eq!(
            (&first.meta["column 3"], &first.meta["text#4"]),
            (&"x".into(), &"y".into())
        );
        assert_eq!(found[1].as_ref().unwrap().id, "a.csv#4");
        assert_eq!(found.len(), 2);
    }

    #[test]
    fn the_delimiter_is_seen_or_said() {
        for delimiter in [",", ";", "\t", "|"] {
            let found = plain(["id", "text"].join(delimiter) + "\n" + &["1", "Oui."].join(delimiter));
            assert_eq!(found[0].as_ref().unwrap().text, "Oui.", "{delimiter}");
        }
        let options = Options {
            delimiter: Some(b'^'),
            ..Options::default()
        };
        assert_eq!(all("id^text\n1^a,b", &options)[0].as_ref().unwrap().text, "a,b");
    }

    #[test]
    fn every_bad_row_is_said_in_its_place() {
        let found = plain("id;text\n1;Un.\n2\n3;Trois.;\n4;Quatre.\n");
        assert_eq!(
            found[1].as_ref().unwrap_err(),
            "a.csv:3: has 1 fields, the header has 2: check its quotes and --delimiter"
        );
        assert!(
            found[2]
                .as_ref()
                .unwrap_err()
                .starts_with("a.csv:4: has 3 fields")
        );
        assert_eq!(found[3].as_ref().unwrap().text, "Quatre.");
        assert_eq!(
            plain("id,body\n1,a").remove(0).unwrap_err(),
            "a.csv: has no column `text`: name the right one with --text-field (there are: id, body)"
        );
        assert_eq!(
            plain("id,text\n").remove(0).unwrap_err(),
            "a.csv: has a header and no rows: there is no text to read"
        );
        assert_eq!(
            plain("").remove(0).unwrap_err(),
            "a.csv: is empty: there is no text to read"
        );
    }

    #[test]
    fn rows_are_decoded() {
        let found = plain(b"id;text\n1;D\xE9j\xE0 vu\n2;\xC9t\xE9\n");
        assert_eq!(found[0].as_ref().unwrap().text, "Déjà vu");
        assert_eq!(found[0].as_ref().unwrap().meta["encoding"], "windows-1252");
        assert_eq!(found[1].as_ref().unwrap().text, "Été");
        let options = Options {
            encoding: super::super::Encoding::Utf8,
            ..Options::default()
        };
        let error = all(b"id;text\n1;D\xE9j\xE0\n2;Oui\n", &options)
            .remove(0)
            .unwrap_err();
        assert_eq!(error, "a.csv");
        let utf16: Vec<u8> = "id\ttext\n1\tÉté\n"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(plain(&utf16)[0].as_ref().unwrap().text, "Été");
    }

    #[test]
    fn a_quote_that_never_closes_meets_the_limit() {
        let options = Options {
            max_document_bytes: 100_000,
            ..Options::default()
        };
        let long = format!("id,text\n1,\"{}", "mot ".repeat(1_000_000));
        let found = all(long, &options);
        assert_eq!(found.len(), 1);
        assert!(
            found[0]
                .as_ref()
                .unwrap_err()
                .contains("is longer than 100000 bytes")
        );
    }
}
