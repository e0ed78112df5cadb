//! JSON Lines: the record itself, one a line. See [`crate::document::record`].

use super::Writer;
use crate::document::Record;
use std::io::{self, Write};

/// The writer.
#[derive(Debug, Clone, Copy, Default)]
pub struct Jsonl;

impl Writer for Jsonl {
    fn write(&mut self, record: &Record, out: &mut dyn Write) -> io::Result<()> {
        serde_json::to_writer(&mut *out, record)?;
        out.write_all(b"\n")
    }
}
