//! `guillemet tag - --from jsonl --to jsonl`: one line in, one line out.
//!
//! Every line of standard input is answered by one line, in order, and flushed when no more input waits: its record, or
//! why it has none (a [`Failure`]). So another program can drive it, line by line, and no bad line ends a job.

use guillemet::document::{Failure, Record};
use guillemet::run::Answers;
use guillemet::writers::{Writer, jsonl::Jsonl};
use std::io::{self, BufWriter, Stdout, Write};

/// The answers on standard output.
pub struct Filter(BufWriter<Stdout>);

impl Filter {
    pub fn new() -> Self {
        Self(BufWriter::new(io::stdout()))
    }
}

impl Answers for Filter {
    fn record(&mut self, record: &Record) -> io::Result<()> {
        Jsonl.write(record, &mut self.0)
    }

    fn failure(&mut self, failure: &Failure) -> io::Result<()> {
        serde_json::to_writer(&mut self.0, failure)?;
        self.0.write_all(b"\n")
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}
