//! The record in the formats that other tools open, one format a file.
//!
//! Owns: [`Format`] (the formats by name, how they are laid out), a [`Writer`] or [`FolderWriter`] for each,
//! [`write_corpus`] (any number of records in one format), [`destination`] (standard output, a file, a folder) and
//! [`Names`] (file names from ids).
//! Refuses: to compute anything that the record does not say. A writer opens no path and may rely on every invariant
//! that [`check`](crate::document::check::check) verifies, on nothing more.
//!
//! ```
//! use guillemet::entities::fake::Fake;
//! use guillemet::pipeline::{Input, Pipeline};
//! use guillemet::writers::{Format, Options, destination::Memory, write_corpus};
//! let pipeline = Pipeline::new(Box::new(Fake::default()), None);
//! let input = Input { id: "1".into(), text: "Marie est là.".into(), ..Input::default() };
//! let mut out = Memory::default();
//! write_corpus(pipeline.annotate(vec![input]), Format::Conll, &Options::default(), &mut out)?;
//! assert_eq!(out.files()[""], "-DOCSTART- O\n\nMarie B-PER\nest O\nlà O\n. O\n\n".as_bytes());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod brat;
pub mod conll;
pub mod conllu;
mod corpus;
pub mod csv;
pub mod destination;
mod format;
pub mod html;
pub mod jsonl;
pub mod label_studio;
mod names;
pub mod parquet;
mod per_document;
pub mod pretty;
pub mod spacy;
pub mod tei;
mod view;
pub mod web_annotation;
mod wrap;
pub mod xmi;
mod xml;

pub use corpus::{Corpus, CorpusError, write_corpus};
pub use destination::{Destination, Output};
pub use format::{Format, Layout, Made, Options, UnknownFormat};
pub use names::Names;

use crate::document::Record;
use std::io::{self, Write};

/// Writes records to one stream, in the order in which they are given.
pub trait Writer {
    /// What stands before the first record.
    ///
    /// # Errors
    /// When `out` fails.
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let _ = out;
        Ok(())
    }

    /// One record.
    ///
    /// # Errors
    /// When `out` fails.
    fn write(&mut self, record: &Record, out: &mut dyn Write) -> io::Result<()>;

    /// What stands after the last record.
    ///
    /// # Errors
    /// When `out` fails.
    fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let _ = out;
        Ok(())
    }
}

/// Writes records to files of a folder, in the order in which they are given.
pub trait FolderWriter {
    /// One record.
    ///
    /// # Errors
    /// When `to` fails.
    fn write(&mut self, record: &Record, to: &mut dyn Destination) -> io::Result<()>;

    /// What is written after the last record.
    ///
    /// # Errors
    /// When `to` fails.
    fn end(&mut self, to: &mut dyn Destination) -> io::Result<()> {
        let _ = to;
        Ok(())
    }
}
