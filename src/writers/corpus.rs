//! A whole corpus in one format, document by document.

use super::{Destination, FolderWriter, Format, Made, Options, Output, Writer};
use crate::document::Record;
use std::io::{self, Write};

/// A corpus that is being written; nothing of it stands under its name before [`Corpus::end`] (in a folder: no
/// document before it is whole).
pub struct Corpus<'d> {
    to: &'d mut dyn Destination,
    format: Format,
    made: Open,
    documents: usize,
}

enum Open {
    Stream(Box<dyn Writer>, Box<dyn Output>),
    Folder(Box<dyn FolderWriter>),
}

impl<'d> Corpus<'d> {
    /// Begins a corpus.
    ///
    /// # Errors
    /// When the destination fails.
    pub fn begin(format: Format, options: &Options, to: &'d mut dyn Destination) -> io::Result<Self> {
        let made = match format.make(options) {
            Made::Stream(mut writer) => {
                let mut out = to.stream()?;
                writer.begin(&mut out)?;
                Open::Stream(writer, out)
            }
            Made::Folder(writer) => Open::Folder(writer),
        };
        Ok(Self {
            to,
            format,
            made,
            documents: 0,
        })
    }

    /// Writes one record.
    ///
    /// # Errors
    /// When the destination fails.
    pub fn write(&mut self, record: &Record) -> io::Result<()> {
        self.documents += 1;
        match &mut self.made {
            Open::Stream(writer, out) => writer.write(record, out),
            Open::Folder(writer) => writer.write(record, self.to),
        }
    }

    /// Hands on what waits in memory, for a reader at the other end of a pipe.
    ///
    /// # Errors
    /// When the destination fails.
    pub fn flush(&mut self) -> io::Result<()> {
        match &mut self.made {
            Open::Stream(_, out) => out.flush(),
            Open::Folder(_) => Ok(()),
        }
    }

    /// Ends the corpus and gives its files their names; how many documents were written.
    ///
    /// # Errors
    /// When the destination fails.
    pub fn end(self) -> io::Result<usize> {
        match self.made {
            Open::Stream(mut writer, mut out) => {
                writer.end(&mut out)?;
                out.finish()?;
            }
            Open::Folder(mut writer) => writer.end(self.to)?,
        }
        for (name, content) in self.format.companions() {
            if let Some(mut out) = self.to.beside(name)? {
                out.write_all(content.as_bytes())?;
                out.finish()?;
            }
        }
        Ok(self.documents)
    }
}

/// Why a corpus was not written to its end.
#[derive(Debug, thiserror::Error)]
pub enum CorpusError<E> {
    /// A record could not be had.
    #[error(transparent)]
    Record(E),
    /// The output failed.
    #[error("cannot write the output")]
    Output(#[from] io::Error),
}

/// Writes every record to `to`, one at a time; how many there were.
///
/// # Errors
/// At the first record that is an error, and when the destination fails. A file that was begun does not appear.
pub fn write_corpus<E>(
    records: impl IntoIterator<Item = Result<Record, E>>,
    format: Format,
    options: &Options,
    to: &mut dyn Destination,
) -> Result<usize, CorpusError<E>> {
    let mut corpus = Corpus::begin(format, options, to)?;
    for record in records {
        corpus.write(&record.map_err(CorpusError::Record)?)?;
    }
    Ok(corpus.end()?)
}
