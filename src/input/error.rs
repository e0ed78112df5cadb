//! Why a document could not be read: what, where, and what to do, in one line.

use super::decode::DecodeError;
use super::tei::TeiError;
use std::io;
use std::path::{Path, PathBuf};

/// Why a document could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InputError {
    /// A path names nothing.
    #[error("{path}: no such file or folder: check the path", path = path.display())]
    Missing {
        /// The path as given.
        path: PathBuf,
    },
    /// A pattern matches nothing, or is none.
    #[error("{pattern}: {problem}")]
    Pattern {
        /// The pattern as given.
        pattern: String,
        /// What is wrong and what to do.
        problem: String,
    },
    /// A file or folder cannot be opened or read.
    #[error("{place}: cannot be read")]
    Io {
        /// The file.
        place: String,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// A folder holds no file of a known kind.
    #[error(
        "{path}: no text in this folder: files must end in .txt, .md, .html, .jsonl, .csv, .tsv, .xml or .parquet, also with .gz or .zst (name others one by one)",
        path = path.display()
    )]
    Nothing {
        /// The folder.
        path: PathBuf,
    },
    /// A file holds no text at all.
    #[error("{place}: is empty: there is no text to read")]
    Empty {
        /// The file.
        place: String,
    },
    /// A document is longer than asked for.
    #[error("{place}{}: is longer than {limit} bytes: raise --max-document-bytes if it is one document", line.map(|l| format!(":{l}")).unwrap_or_default())]
    TooLong {
        /// The file.
        place: String,
        /// The line or row of the document, from 1, where a file holds many.
        line: Option<usize>,
        /// The most bytes of a document.
        limit: u64,
    },
    /// The bytes are not text of the encoding asked for.
    #[error("{place}")]
    Decode {
        /// The file.
        place: String,
        /// What is wrong and what to do.
        #[source]
        source: DecodeError,
    },
    /// A line, row or record of a file is not a document.
    #[error("{place}:{line}: {problem}")]
    Line {
        /// The file.
        place: String,
        /// The line, from 1; of a Parquet file the row.
        line: usize,
        /// What is wrong and what to do.
        problem: String,
    },
    /// A file is not of its format.
    #[error("{place}: {problem}")]
    File {
        /// The file.
        place: String,
        /// What is wrong and what to do.
        problem: String,
    },
    /// A file is no TEI that can be read.
    #[error("{place}")]
    Tei {
        /// The file.
        place: String,
        /// What is wrong and what to do.
        #[source]
        source: TeiError,
    },
}

impl InputError {
    /// The path of the file or folder; `None` for standard input.
    #[must_use]
    pub fn path(&self) -> Option<String> {
        let place = match self {
            Self::Missing { path } | Self::Nothing { path } => path.display().to_string(),
            Self::Pattern { pattern: place, .. }
            | Self::Io { place, .. }
            | Self::Empty { place }
            | Self::TooLong { place, .. }
            | Self::Decode { place, .. }
            | Self::Line { place, .. }
            | Self::File { place, .. }
            | Self::Tei { place, .. } => place.clone(),
        };
        (place != super::STDIN).then_some(place)
    }

    pub(super) fn io(path: &Path, source: io::Error) -> Self {
        match source.kind() {
            io::ErrorKind::NotFound => Self::Missing {
                path: path.to_owned(),
            },
            _ => Self::reading(&path.display().to_string(), source),
        }
    }

    /// What reading the bytes of `place` failed with: the system, the archive they are in, or their encoding.
    pub(super) fn reading(place: &str, source: io::Error) -> Self {
        let place = place.to_owned();
        let decoding = source
            .get_ref()
            .and_then(|e| e.downcast_ref::<DecodeError>())
            .cloned();
        match (decoding, source.kind()) {
            (Some(source), _) => Self::Decode { place, source },
            (None, io::ErrorKind::UnexpectedEof) => Self::File {
                place,
                problem: "the archive is cut short: is the file complete?".into(),
            },
            (None, io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData) => Self::File {
                place,
                problem: format!("the archive is damaged ({source}): is the file complete?"),
            },
            (None, _) => Self::Io { place, source },
        }
    }
}
