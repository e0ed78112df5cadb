//! Records from JSON Lines, checked, so that whoever reads them may rely on every invariant.

use super::Record;
use super::check::check;
use super::failure::Answer;
use std::io::{self, BufRead};

/// Why a line gives no record.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RecordError {
    /// The lines cannot be read.
    #[error("{place}: cannot be read")]
    Io {
        /// Where the lines come from.
        place: String,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// A line is no record, or one that does not keep its promises.
    #[error("{place}:{line}: {problem}")]
    Line {
        /// Where the lines come from.
        place: String,
        /// The line, from 1.
        line: usize,
        /// What is wrong and what to do.
        problem: String,
    },
    /// There is no record at all.
    #[error("{place}: is empty: it must hold records, as guillemet tag --to jsonl writes them")]
    Empty {
        /// Where the lines come from.
        place: String,
    },
}

/// The records of `from`, one a line, as they are asked for; blank lines are passed over. A line that is none is an
/// error in its place, and the others follow. `place` is what errors call the file.
///
/// ```
/// use guillemet::document::read::read;
/// let errors: Vec<_> = read(&b"\n{}\n"[..], "a.jsonl").filter_map(|r| r.err()).map(|e| e.to_string()).collect();
/// assert!(errors[0].starts_with("a.jsonl:2: is no record of guillemet/1: missing field `schema`"));
/// ```
pub fn read(
    from: impl BufRead,
    place: impl Into<String>,
) -> impl Iterator<Item = Result<Record, RecordError>> {
    Lines {
        from: Some(from),
        place: place.into(),
        line: 0,
        found: false,
    }
}

struct Lines<R> {
    /// `None` once there is nothing more to read.
    from: Option<R>,
    place: String,
    line: usize,
    found: bool,
}

impl<R: BufRead> Iterator for Lines<R> {
    type Item = Result<Record, RecordError>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut line = Vec::new();
        loop {
            line.clear();
            match self.from.as_mut()?.read_until(b'\n', &mut line) {
                Ok(0) => {
                    self.from = None;
                    let place = self.place.clone();
                    return (!self.found).then_some(Err(RecordError::Empty { place }));
                }
                Ok(_) => self.line += 1,
                Err(source) => {
                    self.from = None;
                    let place = self.place.clone();
                    return Some(Err(RecordError::Io { place, source }));
                }
            }
            let bytes = match line.strip_prefix("\u{feff}".as_bytes()) {
                Some(rest) if self.line == 1 => rest,
                _ => &line,
            };
            if !bytes.trim_ascii().is_empty() {
                self.found = true;
                return Some(record(bytes).map_err(|problem| RecordError::Line {
                    place: self.place.clone(),
                    line: self.line,
                    problem,
                }));
            }
        }
    }
}

fn record(line: &[u8]) -> Result<Record, String> {
    let answer = Answer::read(line).map_err(|error| {
        let error = error.to_string();
        // serde counts lines from the start of this one.
        let what = error.split(" at line ").next().unwrap_or_default();
        format!("is no record of guillemet/1: {what}: tag the text first (guillemet tag)")
    })?;
    let record = match answer {
        Answer::Record(record) => *record,
        Answer::Failure(failure) => return Err(format!("holds no record: {}", failure.error)),
    };
    match &check(&record)[..] {
        [] => Ok(record),
        [one] => Err(format!("{}: {one}", record.id)),
        [first, others @ ..] => Err(format!(
            "{}: {first}, and {} more problems: guillemet check lists them",
            record.id,
            others.len()
        )),
    }
}
