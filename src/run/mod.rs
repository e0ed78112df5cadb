//! A whole corpus: documents in, records out, in the order of the input and in bounded memory.
//!
//! A thread reads documents ahead; they are cut into chunks (a number of documents, a number of bytes), each chunk
//! goes through the pipeline as one, and its records are written before the next is read. Where input arrives
//! slowly a chunk does not wait to be full: what is there is answered and flushed.
//! Refuses: to know files or formats, to print, and to let one bad document stop the others (unless told so).

mod chunks;

use crate::document::Record;
use crate::entities::TaggerError;
use crate::input::{Documents, InputError};
use crate::pipeline::{Input, Pipeline};
use crate::writers::Writer;
use chunks::Chunks;
use std::io::{self, Write};
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
    pub documents: usize,
    /// Words in them, between spaces.
    pub words: usize,
    /// Documents that could not be read.
    pub failed: usize,
}

/// What a caller is told while a corpus is read.
#[derive(Debug)]
pub enum Event<'e> {
    /// A document could not be read; the run goes on, unless it is strict.
    Failed(&'e DocumentError),
    /// A chunk has been written.
    Written(Report),
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
        /// Why.
        #[source]
        source: TaggerError,
    },
}

/// Why a run stopped before its end.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RunError {
    /// The output failed.
    #[error("cannot write the output")]
    Output(#[source] io::Error),
    /// A strict run met a document that could not be read.
    #[error("stopped at the first document that cannot be read, as --strict asks")]
    Strict(Report),
}

/// Reads every document, tags it, and writes it to `out`, telling `watch` what happens.
///
/// # Errors
/// When the output fails, or, in a strict run, after the first document that cannot be read.
pub fn run(
    documents: Documents,
    pipeline: &Pipeline,
    writer: &mut dyn Writer,
    out: &mut dyn Write,
    limits: Limits,
    watch: &mut dyn FnMut(Event<'_>),
) -> Result<Report, RunError> {
    let mut report = Report::default();
    writer.begin(out).map_err(RunError::Output)?;
    for chunk in Chunks::new(documents, limits) {
        for answer in annotate(chunk, pipeline) {
            match answer {
                Ok(record) => {
                    writer.write(&record, out).map_err(RunError::Output)?;
                    report.documents += 1;
                    report.words += record.text.split_whitespace().count();
                }
                Err(error) => {
                    report.failed += 1;
                    watch(Event::Failed(&error));
                    if limits.strict {
                        return Err(RunError::Strict(report));
                    }
                }
            }
        }
        out.flush().map_err(RunError::Output)?;
        watch(Event::Written(report));
    }
    writer.end(out).map_err(RunError::Output)?;
    out.flush().map_err(RunError::Output)?;
    Ok(report)
}

/// The answers of a chunk, in its order.
fn annotate(
    chunk: Vec<Result<Input, InputError>>,
    pipeline: &Pipeline,
) -> impl Iterator<Item = Result<Record, DocumentError>> {
    let mut inputs = Vec::with_capacity(chunk.len());
    let order: Vec<Result<String, InputError>> = chunk
        .into_iter()
        .map(|document| {
            document.map(|input| {
                let id = input.id.clone();
                inputs.push(input);
                id
            })
        })
        .collect();
    let mut records = pipeline.annotate(inputs).into_iter();
    order.into_iter().map(move |document| {
        let id = document?;
        let record = records
            .next()
            .expect("the pipeline answers every input, fewer answers are a bug");
        record.map_err(|source| DocumentError::Tagger { id, source })
    })
}
