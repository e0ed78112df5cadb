//! `guillemet check`: every invariant of a record that a reader may rely on.

use super::{Outcome, complain};
use anyhow::{Context, Result};
use clap::Args;
use guillemet::document::{Answer, check};
use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

/// Verify the invariants of records
///
/// Reads files of records (guillemet/1, JSON Lines) and prints every problem on a line: spans outside the text, words
/// that are not those at their span, entities that overlap, ids that are used twice or do not exist, and so on.
/// Lines that say why a document has no record (a filter writes them, and FILE.errors.jsonl) are counted.
#[derive(Debug, Args)]
pub struct Flags {
    /// Files of records; - is standard input.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

/// What was found.
#[derive(Default)]
struct Found {
    records: usize,
    /// Documents without a record.
    failures: usize,
    problems: usize,
    ids: HashMap<String, String>,
}

impl Found {
    fn lines(&self) -> usize {
        self.records + self.failures + self.problems
    }
}

/// Runs the command.
pub fn run(flags: &Flags) -> Result<Outcome> {
    let mut found = Found::default();
    let mut unread = 0;
    let mut out = io::stdout().lock();
    for path in &flags.files {
        let lines: Box<dyn BufRead> = if path == Path::new("-") {
            Box::new(io::stdin().lock())
        } else {
            match File::open(path) {
                Ok(file) => Box::new(BufReader::new(file)),
                Err(error) => {
                    unread += 1;
                    complain(&format!("{}: cannot be read: {error}", path.display()));
                    continue;
                }
            }
        };
        let before = found.lines();
        file(path, lines, &mut found, &mut out)?;
        if found.lines() == before {
            unread += 1;
            complain(&format!(
                "{}: is empty: there is no record to check",
                path.display()
            ));
        }
    }
    let Found {
        records,
        failures,
        problems,
        ..
    } = found;
    let failures = match failures {
        0 => String::new(),
        some => format!(", {some} documents without a record"),
    };
    writeln!(out, "{records} records, {problems} problems{failures}")?;
    Ok(if problems + unread == 0 {
        Outcome::Fine
    } else {
        Outcome::Problems
    })
}

fn file(path: &Path, mut lines: Box<dyn BufRead>, found: &mut Found, out: &mut dyn Write) -> Result<()> {
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        if lines
            .read_until(b'\n', &mut line)
            .with_context(|| path.display().to_string())?
            == 0
        {
            break;
        }
        if line.trim_ascii().is_empty() {
            continue;
        }
        let place = format!("{}:{number}", path.display());
        for problem in record(&line, &place, found) {
            found.problems += 1;
            writeln!(out, "{place}: {problem}")?;
        }
    }
    Ok(())
}

/// The problems of one line.
fn record(line: &[u8], place: &str, found: &mut Found) -> Vec<String> {
    let record = match Answer::read(line) {
        Ok(Answer::Record(record)) => record,
        Ok(Answer::Failure(_)) => {
            found.failures += 1;
            return Vec::new();
        }
        Err(error) => return vec![format!("is no record of guillemet/1: {error}")],
    };
    found.records += 1;
    let mut problems: Vec<String> = check::check(&record)
        .into_iter()
        .map(|problem| format!("{}: {problem}", record.id))
        .collect();
    if let Some(first) = found.ids.insert(record.id.clone(), place.to_owned()) {
        problems.push(format!("{}: the id was used before, at {first}", record.id));
    }
    problems
}
