//! A document that has no record, and why: one JSON line, as a record is one.
//!
//! ```text
//! {"schema":"guillemet/1","error":"a/b.txt: is empty: there is no text to read","id":null,"source":"a/b.txt","position":7}
//! ```
//!
//! Such lines fill the file of errors that stands beside an output, and they answer the bad lines of a filter, in their
//! place among the records. A line with the key `error` is a failure, every other one is a record.

use super::Record;
use super::record::SCHEMA;
use serde::{Deserialize, Serialize};

/// Why one document has no record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// Always [`SCHEMA`].
    pub schema: String,
    /// What is wrong, where, and what to do, in one line.
    pub error: String,
    /// The document's id; null where it could not even be read.
    pub id: Option<String>,
    /// Path of the file it came from; null for standard input.
    pub source: Option<String>,
    /// Its place in the order of the input, from 1, documents with and without a record counted.
    pub position: u64,
}

impl Failure {
    /// The failure of the document at `position`.
    #[must_use]
    pub fn new(error: String, id: Option<String>, source: Option<String>, position: u64) -> Self {
        Self {
            schema: SCHEMA.into(),
            error,
            id,
            source,
            position,
        }
    }
}

/// What a line of output holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// A record.
    Record(Box<Record>),
    /// Why there is none.
    Failure(Failure),
}

impl Answer {
    /// Reads one line.
    ///
    /// # Errors
    /// When it is neither a record nor a failure.
    pub fn read(line: &[u8]) -> Result<Self, serde_json::Error> {
        match serde_json::from_slice(line) {
            Ok(record) => Ok(Self::Record(Box::new(record))),
            Err(error) => match serde_json::from_slice(line) {
                Ok(failure) => Ok(Self::Failure(failure)),
                Err(_) => Err(error),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_read_back_and_is_no_record() {
        let failure = Failure::new("stdin:2: is blank".into(), None, None, 2);
        let line = serde_json::to_vec(&failure).unwrap();
        assert_eq!(Answer::read(&line).unwrap(), Answer::Failure(failure));
        let said = Answer::read(b"{\"id\":\"a\"}").unwrap_err().to_string();
        assert!(said.contains("missing field"), "{said}");
    }
}
