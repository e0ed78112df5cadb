//! Why a document could not be read: what, where, and what to do, in one line.

use super::decode::DecodeError;
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
        "{path}: no text in this folder: files must end in .txt, .text, .md, .jsonl or .ndjson (name others one by one)",
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
    /// The bytes are not text of the encoding asked for.
    #[error("{place}")]
    Decode {
        /// The file.
        place: String,
        /// What is wrong and what to do.
        #[source]
        source: DecodeError,
    },
    /// A line is not a JSON object.
    #[error("{place}:{line}: {problem}")]
    Json {
        /// The file.
        place: String,
        /// The line, from 1.
        line: usize,
        /// What is wrong and what to do.
        problem: String,
    },
}

impl InputError {
    /// The path of the file or folder; `None` for standard input.
    #[must_use]
    pub fn path(&self) -> Option<String> {
        let place = match self {
            Self::Missing { path } | Self::Nothing { path } => path.display().to_string(),
            Self::Io { place, .. }
            | Self::Empty { place }
            | Self::Decode { place, .. }
            | Self::Json { place, .. } => place.clone(),
        };
        (place != super::STDIN).then_some(place)
    }

    pub(super) fn io(path: &Path, source: io::Error) -> Self {
        match source.kind() {
            io::ErrorKind::NotFound => Self::Missing {
                path: path.to_owned(),
            },
            _ => Self::Io {
                place: path.display().to_string(),
                source,
            },
        }
    }
}
