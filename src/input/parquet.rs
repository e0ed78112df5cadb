//! Parquet: one row, one document.
//!
//! The text and the id are taken from their columns, every other column is kept in `meta`, as JSON.
//! Refuses: to be read as a stream (its directory stands at its end), so what comes compressed or from standard input is
//! first written to a temporary file, and may not be longer than one document.

use super::stream::{self, Bytes};
use super::{Documents, InputError, Options, fields};
use crate::pipeline::Input;
use ::parquet::file::reader::{FileReader, SerializedFileReader};
use ::parquet::record::Row;
use ::parquet::record::reader::RowIter;
use serde_json::Map;
use std::fs::File;
use std::io::Write;
use std::iter;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Rows decoded at once, of each column; a row may be a long article.
const BATCH: usize = 16;

/// The documents of `file`, one a row.
pub(super) fn read(file: File, place: String, options: &Options) -> Documents {
    match Rows::new(file, place, options) {
        Ok(rows) => Box::new(rows),
        Err(error) => Box::new(iter::once(Err(error))),
    }
}

/// The documents of a file that arrives as a stream.
pub(super) fn read_stream(from: Bytes, place: String, options: &Options) -> Documents {
    let spooled = || {
        let bytes = stream::whole(from, options.max_document_bytes, &place)?;
        let failed = |source| InputError::Io {
            place: place.clone(),
            source,
        };
        let mut file = tempfile::tempfile().map_err(failed)?;
        file.write_all(&bytes).map_err(failed)?;
        Ok(file)
    };
    match spooled() {
        Ok(file) => read(file, place, options),
        Err(error) => Box::new(iter::once(Err(error))),
    }
}

struct Rows {
    rows: RowIter<'static>,
    place: String,
    options: Options,
    row: usize,
    ended: bool,
}

impl Rows {
    fn new(file: File, place: String, options: &Options) -> Result<Self, InputError> {
        let problem = |problem: String| InputError::File {
            place: place.clone(),
            problem,
        };
        let damaged = |what: String| {
            problem(format!(
                "is no Parquet file that can be read ({what}): is it complete?"
            ))
        };
        let reader = guarded(|| SerializedFileReader::new(file)).map_err(damaged)?;
        let metadata = reader.metadata().file_metadata();
        let columns: Vec<&str> = metadata.schema().get_fields().iter().map(|f| f.name()).collect();
        if !columns.contains(&options.text_field.as_str()) {
            return Err(problem(format!(
                "has no column `{}`: name the right one with --text-field (there are: {})",
                options.text_field,
                fields::listed(columns.into_iter()),
            )));
        }
        if metadata.num_rows() == 0 {
            return Err(InputError::Empty { place });
        }
        Ok(Self {
            rows: RowIter::from_file_into(Box::new(reader)).with_batch_size(BATCH),
            place,
            options: options.clone(),
            row: 0,
            ended: false,
        })
    }

    fn document(&self, row: &Row) -> Result<Input, InputError> {
        let problem = |problem: String| InputError::Line {
            place: self.place.clone(),
            line: self.row,
            problem,
        };
        let mut columns = Map::new();
        for (name, field) in row.get_column_iter() {
            let value = guarded(|| Ok::<_, String>(field.to_json_value()))
                .map_err(|what| problem(format!("the column `{name}` cannot be read ({what})")))?;
            columns.insert(name.clone(), value);
        }
        let input = fields::document(columns, &self.options, || format!("{}#{}", self.place, self.row))
            .map_err(problem)?;
        if u64::try_from(input.text.len()).is_ok_and(|length| length > self.options.max_document_bytes) {
            return Err(InputError::TooLong {
                place: self.place.clone(),
                line: Some(self.row),
                limit: self.options.max_document_bytes,
            });
        }
        if input.text.contains('\0') {
            return Err(problem("the text holds NUL characters: is it a text?".into()));
        }
        Ok(input)
    }
}

impl Iterator for Rows {
    type Item = Result<Input, InputError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        self.row += 1;
        match guarded(|| self.rows.next().transpose()) {
            Ok(Some(row)) => Some(self.document(&row)),
            Ok(None) => None,
            Err(what) => {
                self.ended = true;
                Some(Err(InputError::Line {
                    place: self.place.clone(),
                    line: self.row,
                    problem: format!(
                        "this row and those after it cannot be read ({what}): is the file complete?"
                    ),
                }))
            }
        }
    }
}

/// Calls the crate, which panics on some damaged files, and says what went wrong.
fn guarded<T, E: ToString>(call: impl FnOnce() -> Result<T, E>) -> Result<T, String> {
    match catch_unwind(AssertUnwindSafe(call)) {
        Ok(result) => result.map_err(|error| error.to_string()),
        Err(_) => Err("it is damaged".into()),
    }
}
