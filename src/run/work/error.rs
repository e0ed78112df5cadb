//! Why a run cannot use its folder: what, where, and what to do, in one line.

use serde_json::Value;
use std::io;
use std::path::{Path, PathBuf};

/// Why a run cannot use its folder.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WorkError {
    /// A run was not finished.
    #[error(
        "{path}: an unfinished run lies here: add --resume to go on with it, or --restart to remove it and begin again",
        path = path.display()
    )]
    Unfinished {
        /// The folder.
        path: PathBuf,
    },
    /// Another process writes here.
    #[error("{path}: another run is writing here: wait for it, or name another output", path = path.display())]
    Busy {
        /// The folder.
        path: PathBuf,
    },
    /// The unfinished run is another one.
    #[error(
        "{path}: was begun with {name} {then}, now it is {now}: give the same to go on, or --restart to begin again",
        path = path.display(),
        then = shown(then),
        now = shown(now)
    )]
    Other {
        /// The folder.
        path: PathBuf,
        /// The setting.
        name: String,
        /// What it was.
        then: Value,
        /// What it is.
        now: Value,
    },
    /// The documents are not those of the unfinished run.
    #[error(
        "{path}: the input has changed: document {position} was {then}, now it is {now}: --restart begins again",
        path = path.display()
    )]
    Changed {
        /// The folder.
        path: PathBuf,
        /// Position of the document, from 1.
        position: u64,
        /// What it was.
        then: String,
        /// What it is.
        now: String,
    },
    /// The system refuses.
    #[error("{path}: cannot be written or read", path = path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
}

/// A setting for people.
fn shown(value: &Value) -> String {
    match value {
        Value::Null => "not given".into(),
        value => value.to_string(),
    }
}

/// The system's refusal, with the path.
pub(super) fn failed(path: &Path) -> impl FnOnce(io::Error) -> WorkError {
    let path = path.to_owned();
    move |source| WorkError::Io { path, source }
}
