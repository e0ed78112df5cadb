//! `guillemet convert`: records in, any format out.

use super::output::formats;
use super::{Outcome, Usage, complain};
use anyhow::{Result, bail};
use clap::Args;
use guillemet::document::Record;
use guillemet::document::corrections::{self, Correction};
use guillemet::document::read::{RecordError, read};
use guillemet::input::decompressed;
use guillemet::run::one_line;
use guillemet::writers::{CorpusError, Format, Options, destination, write_corpus};
use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, BufReader, IsTerminal};
use std::path::{Path, PathBuf};

/// Write records in another format
///
/// Reads records (guillemet/1, JSON Lines, as guillemet tag writes them) and writes them in a format that other tools
/// open. Records are read and written one at a time: a corpus of any size takes the memory of its longest document.
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Flags {
    /// Files of records, also compressed (.gz, .zst); - or nothing is standard input.
    #[arg(value_name = "FILE", help_heading = "Input")]
    files: Vec<PathBuf>,

    /// Format of the output [default: what the name after -o ends in].
    #[arg(long, value_parser = formats(), value_name = "FORMAT", help_heading = "Output")]
    to: Option<Format>,

    /// Merge what a reader corrected in a page, as the page downloads it; can be given more than once.
    ///
    /// A correction is about the words that stand at its place; one whose words are not there is reported, and the exit
    /// code is 1. The records that come out are gold for guillemet score.
    #[arg(long, value_name = "FILE", help_heading = "Input")]
    corrections: Vec<PathBuf>,

    /// Write to PATH, a file or a folder as the format asks; a file appears only when it is complete.
    ///
    /// Without it the output goes to standard output, if the format is one stream.
    #[arg(short, long, value_name = "PATH", help_heading = "Output")]
    output: Option<PathBuf>,

    /// One file a document, in the folder that -o names.
    ///
    /// Files are named after the ids of the documents; an id that is a path gives folders.
    #[arg(long, requires = "output", help_heading = "Output")]
    split: bool,

    /// Begin CSV with a byte-order mark, without which Excel takes é for Ã©.
    #[arg(long, help_heading = "Output")]
    bom: bool,

    /// Stop at the first line that is no record, instead of reporting it and going on.
    #[arg(long, help_heading = "Running")]
    strict: bool,
}

const EXAMPLES: &str = "\
Examples:
  guillemet convert corpus.jsonl --bom -o quotes.csv
      The quotations as a table, for a spreadsheet.
  guillemet convert corpus.jsonl --to parquet -o tables
      Then: duckdb -c \"SELECT name, count(*) FROM 'tables/quotes.parquet' GROUP BY name ORDER BY 2 DESC\"
  guillemet convert corpus.jsonl --to brat -o brat-data/corpus
      A folder for brat, its configuration included.
  guillemet convert corpus.jsonl --to tei --split -o edition
      One TEI file a document; documents that were TEI keep their markup.
  guillemet convert corpus.jsonl --corrections corrections.jsonl -o gold.jsonl
      What readers corrected in the page, merged; then: guillemet score quotes gold.jsonl corpus.jsonl
  guillemet tag article.txt --to jsonl | guillemet convert --to conllu
      In a pipe.";

/// Runs the command.
pub fn run(flags: &Flags) -> Result<Outcome> {
    let format = format(flags)?;
    let files = files(flags)?;
    let options = Options {
        split: flags.split
            || flags
                .output
                .as_deref()
                .is_some_and(|o| format.takes_for_folder(o)),
        bom: flags.bom,
        ..Options::default()
    };
    let output = flags.output.as_deref();
    let mut to = destination::open(output, format.layout(&options)).map_err(|e| Usage(one_line(&e)))?;
    let mut corrections = Merge::read(&flags.corrections)?;
    let mut failed = 0;
    let records = files
        .into_iter()
        .flat_map(|file| records(&file))
        .filter(|record| {
            let Some(error) = record.as_ref().err().filter(|_| !flags.strict) else {
                return true;
            };
            failed += 1;
            complain(&one_line(error));
            false
        })
        .map(|record| record.map(|record| corrections.merged(record)));
    let written = write_corpus(records, format, &options, to.as_mut());
    let unmerged = corrections.end();
    match written {
        Ok(written) if failed > 0 => {
            complain(&format!(
                "{written} documents written, {failed} could not be read, see above"
            ));
            Ok(Outcome::Problems)
        }
        Ok(_) if unmerged > 0 => Ok(Outcome::Problems),
        Ok(_) => Ok(Outcome::Fine),
        Err(CorpusError::Record(error)) => {
            complain(&one_line(&error));
            Ok(Outcome::Problems)
        }
        Err(error) => Err(error.into()),
    }
}

/// Corrections that wait for their documents.
struct Merge {
    waiting: HashMap<String, Vec<Correction>>,
    /// Those that could not be made.
    failed: usize,
}

impl Merge {
    fn read(files: &[PathBuf]) -> Result<Self> {
        let mut waiting: HashMap<String, Vec<Correction>> = HashMap::new();
        for file in files {
            let place = file.display().to_string();
            let open = File::open(file).map_err(|e| Usage(format!("{place}: cannot be read: {e}")))?;
            for (id, more) in corrections::read(BufReader::new(open), &place)? {
                waiting.entry(id).or_default().extend(more);
            }
        }
        Ok(Self { waiting, failed: 0 })
    }

    /// The record with what was corrected in it.
    fn merged(&mut self, mut record: Record) -> Record {
        if let Some(corrections) = self.waiting.remove(&record.id) {
            for problem in corrections::apply(&mut record, &corrections) {
                self.failed += 1;
                complain(&format!("{}: a correction cannot be made: {problem}", record.id));
            }
        }
        record
    }

    /// How many corrections were not made; those of documents that never came are said now.
    fn end(mut self) -> usize {
        let mut left: Vec<_> = self
            .waiting
            .drain()
            .filter(|(_, some)| !some.is_empty())
            .collect();
        left.sort_by(|a, b| a.0.cmp(&b.0));
        for (id, some) in left {
            self.failed += some.len();
            complain(&format!(
                "{id}: is not among the records: {} corrections are left out",
                some.len()
            ));
        }
        self.failed
    }
}

fn format(flags: &Flags) -> Result<Format> {
    let known = flags.to.or_else(|| flags.output.as_deref().and_then(Format::of));
    match known {
        Some(format) => Ok(format),
        None => {
            let names = Format::ALL.map(Format::name).join(", ");
            bail!(Usage(format!(
                "no format: name one with --to, or a file after -o that ends in its extension ({names})"
            )))
        }
    }
}

/// The files to read, none of which is the output.
fn files(flags: &Flags) -> Result<Vec<PathBuf>> {
    if flags.files.is_empty() && io::stdin().is_terminal() {
        bail!(Usage(
            "nothing to read: name files of records, or pipe them into it (guillemet convert --help shows examples)".into()
        ));
    }
    let output = flags.output.as_ref().and_then(|o| fs::canonicalize(o).ok());
    for file in &flags.files {
        if output.is_some() && fs::canonicalize(file).ok() == output {
            let file = file.display();
            bail!(Usage(format!(
                "{file}: is input and output: name another file after -o"
            )));
        }
    }
    Ok(if flags.files.is_empty() {
        vec!["-".into()]
    } else {
        flags.files.clone()
    })
}

fn records(file: &Path) -> Box<dyn Iterator<Item = Result<Record, RecordError>>> {
    let (place, bytes) = if file == Path::new("-") {
        ("stdin".to_owned(), decompressed(io::stdin()))
    } else {
        let place = file.display().to_string();
        (place, File::open(file).and_then(decompressed))
    };
    match bytes {
        Ok(bytes) => Box::new(read(bytes, place)),
        Err(source) => Box::new(std::iter::once(Err(RecordError::Io { place, source }))),
    }
}
