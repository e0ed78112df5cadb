//! A whole corpus: documents in, answers out, in the order of the input and in bounded memory.
//!
//! A thread reads documents ahead; they are cut into chunks (a number of documents, a number of bytes), each chunk
//! goes through the pipeline as one, and its answers are handed to [`Answers`] before the next is read. Where input
//! arrives slowly a chunk does not wait to be full: what is there is answered and flushed.
//!
//! Owns: [`run`], [`Shard`] (a part of a corpus for each of many machines) and [`WorkFolder`] (what a run that may be
//! killed at any moment leaves behind, and how the next one goes on).
//! Refuses: to know input formats, to print, and to let one bad document stop the others (unless told so).

mod chunks;
pub mod shard;
pub mod work;

pub use shard::Shard;
pub use work::WorkFolder;

use crate::document::{Failure, Record};
use crate::entities::TaggerError;
use crate::input::{Documents, InputError};
use crate::pipeline::{Input, Pipeline};
use crate::writers::Corpus;
use chunks::Chunks;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// How a corpus is cut up, and when to stop.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The most documents of a chunk.
    pub documents: usize,
    /// The size of text, in bytes, at which a chunk is full; one document may be longer.
    pub bytes: usize,
    /// How long a chunk that is not full waits for another document; `None` waits until it comes.
    pub patience: Option<Duration>,
    /// Stop at the first document that cannot be read.
    pub strict: bool,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            documents: 64,
            bytes: 1 << 20,
            patience: None,
            strict: false,
        }
    }
}

/// What was done so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Report {
    /// Documents written.
    pub documents: u64,
    /// Words in them, between spaces.
    pub words: u64,
    /// Bytes of their text.
    pub bytes: u64,
    /// Documents that could not be read.
    pub failed: u64,
}

/// How a run came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// There are no more documents.
    Complete,
    /// It was asked to stop; what was begun is written.
    Stopped,
    /// A strict run met a document that could not be read, and wrote what stands before it.
    Strict,
}

/// What a caller is told while a corpus is read.
#[derive(Debug)]
pub enum Event<'e> {
    /// A document could not be read; the run goes on, unless it is strict.
    Failed(&'e DocumentError),
    /// A chunk has been written.
    Written(Report),
}

/// Where the answers go, in the order of the documents.
pub trait Answers {
    /// A document's record.
    ///
    /// # Errors
    /// When it cannot be written.
    fn record(&mut self, record: &Record) -> io::Result<()>;

    /// Why a document has none.
    ///
    /// # Errors
    /// When it cannot be written.
    fn failure(&mut self, failure: &Failure) -> io::Result<()>;

    /// The end of a chunk: what was given so far must reach its reader now.
    ///
    /// # Errors
    /// When it cannot be written.
    fn flush(&mut self) -> io::Result<()>;
}

/// Records as they come; a corpus has no place for failures.
impl Answers for Corpus<'_> {
    fn record(&mut self, record: &Record) -> io::Result<()> {
        self.write(record)
    }

    fn failure(&mut self, _: &Failure) -> io::Result<()> {
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        Corpus::flush(self)
    }
}

/// Why a document has no record.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DocumentError {
    /// It could not be read.
    #[error(transparent)]
    Input(#[from] InputError),
    /// The engine refused it.
    #[error("{id}: cannot be tagged")]
    Tagger {
        /// The document.
        id: String,
        /// The file it came from.
        path: Option<String>,
        /// Why.
        #[source]
        source: TaggerError,
    },
}

impl DocumentError {
    /// The failure that is written for it; `position` counts from 0.
    fn failure(&self, position: u64) -> Failure {
        let (id, source) = match self {
            Self::Input(error) => (None, error.path()),
            Self::Tagger { id, path, .. } => (Some(id.clone()), path.clone()),
        };
        Failure::new(one_line(self), id, source, position + 1)
    }
}

/// An error with its causes in one line, joined by `: `; a cause that the line says already is left out.
#[must_use]
pub fn one_line(error: &(dyn std::error::Error + 'static)) -> String {
    let mut line = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let said = error.to_string();
        if !line.contains(&said) {
            line = format!("{line}: {said}");
        }
        cause = error.source();
    }
    line.replace('\n', " ")
}

/// Reads every document, tags it, and gives its answer to `answers`, telling `watch` what happens.
///
/// `first` is the position of the first document in its corpus, from 0. Once `stop` is set no further chunk is begun.
///
/// # Errors
/// When an answer cannot be written.
pub fn run(
    documents: Documents,
    first: u64,
    pipeline: &Pipeline,
    answers: &mut dyn Answers,
    limits: Limits,
    stop: &Arc<AtomicBool>,
    watch: &mut dyn FnMut(Event<'_>),
) -> io::Result<(Report, Ended)> {
    let mut report = Report::default();
    let mut position = first;
    for chunk in Chunks::new(documents, limits, Arc::clone(stop)) {
        for answer in annotate(chunk, pipeline) {
            match answer {
                Ok(record) => {
                    answers.record(&record)?;
                    report.documents += 1;
                    report.words += number(record.text.split_whitespace().count());
                    report.bytes += number(record.text.len());
                }
                Err(error) => {
                    watch(Event::Failed(&error));
                    if limits.strict {
                        answers.flush()?;
                        return Ok((report, Ended::Strict));
                    }
                    report.failed += 1;
                    answers.failure(&error.failure(position))?;
                }
            }
            position += 1;
        }
        answers.flush()?;
        watch(Event::Written(report));
    }
    let ended = if stop.load(Ordering::Relaxed) {
        Ended::Stopped
    } else {
        Ended::Complete
    };
    Ok((report, ended))
}

fn number(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

/// The answers of a chunk, in its order.
fn annotate(
    chunk: Vec<Result<Input, InputError>>,
    pipeline: &Pipeline,
) -> impl Iterator<Item = Result<Record, DocumentError>> {
    let mut inputs = Vec::with_capacity(chunk.len());
    let order: Vec<Result<(String, Option<String>), InputError>> = chunk
        .into_iter()
        .map(|document| {
            document.map(|input| {
                let names = (input.id.clone(), input.source.clone());
                inputs.push(input);
                names
            })
        })
        .collect();
    let mut records = pipeline.annotate(inputs).into_iter();
    order.into_iter().map(move |document| {
        let (id, path) = document?;
        let record = records
            .next()
            .expect("the pipeline answers every input, fewer answers are a bug");
        record.map_err(|source| DocumentError::Tagger { id, path, source })
    })
}
