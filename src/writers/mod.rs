//! The record in the formats that other tools open, one format a file.
//!
//! Owns: [`Writer`], and [`jsonl`], [`pretty`], [`conll`] behind it.
//! Refuses: to open files, to decide where the output goes, and to compute anything that the record does not say.
//!
//! ```
//! use guillemet::entities::fake::Fake;
//! use guillemet::pipeline::{Input, Pipeline};
//! use guillemet::writers::{Writer, conll::Conll};
//! let pipeline = Pipeline::new(Box::new(Fake::default()), None);
//! let input = Input { id: "1".into(), text: "Marie est là.".into(), ..Input::default() };
//! let mut out = Vec::new();
//! for record in pipeline.annotate(vec![input]) {
//!     Conll.write(&record?, &mut out)?;
//! }
//! assert_eq!(String::from_utf8(out)?, "-DOCSTART- O\n\nMarie B-PER\nest O\nlà O\n. O\n\n");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod conll;
pub mod jsonl;
pub mod pretty;
mod wrap;

use crate::document::Record;
use std::io::{self, Write};

/// Writes records in one format, in the order in which they are given.
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
