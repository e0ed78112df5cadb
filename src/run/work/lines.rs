//! The lines of an unfinished run, read back: whole ones are kept, a damaged one and what follows is cut off.

use super::WorkError;
use super::error::failed;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::fs::File;
use std::io::{BufRead, BufReader, Seek, SeekFrom};
use std::marker::PhantomData;
use std::path::PathBuf;

/// What is read of a record to know its document.
#[derive(Deserialize)]
pub(super) struct Head {
    pub(super) id: String,
}

/// The whole lines of a file; the first that is damaged ends them.
pub(super) struct Lines<'f, T> {
    file: &'f File,
    from: BufReader<&'f File>,
    path: PathBuf,
    line: Vec<u8>,
    /// Bytes of the lines read.
    read: u64,
    /// Bytes of the lines to keep.
    kept: u64,
    of: PhantomData<T>,
}

impl<'f, T: DeserializeOwned> Lines<'f, T> {
    pub(super) fn new(file: &'f File, path: PathBuf) -> Self {
        Self {
            file,
            from: BufReader::new(file),
            path,
            line: Vec::new(),
            read: 0,
            kept: 0,
            of: PhantomData,
        }
    }

    pub(super) fn is_empty(&self) -> Result<bool, WorkError> {
        let about = self.file.metadata().map_err(failed(&self.path))?;
        Ok(about.len() == 0)
    }

    pub(super) fn next(&mut self) -> Result<Option<T>, WorkError> {
        self.line.clear();
        let length = self.from.read_until(b'\n', &mut self.line);
        let length = length.map_err(failed(&self.path))?;
        self.read += u64::try_from(length).unwrap_or_default();
        if self.line.pop() != Some(b'\n') {
            return Ok(None);
        }
        Ok(serde_json::from_slice(&self.line).ok())
    }

    /// Keeps what has been read.
    pub(super) fn keep(&mut self) {
        self.kept = self.read;
    }

    /// Cuts off what is not kept; what is written next stands behind it.
    pub(super) fn cut(&mut self) -> Result<(), WorkError> {
        let cut = self.file.set_len(self.kept);
        let cut = cut.and_then(|()| self.file.seek(SeekFrom::Start(self.kept)));
        cut.map(drop).map_err(failed(&self.path))
    }
}
