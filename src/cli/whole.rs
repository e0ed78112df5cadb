//! `guillemet tag -o FILE`: an output that is whole at the end, and a run that can be killed before.
//!
//! The answers go to the work folder beside the output (see [`guillemet::run::work`]); once all are there they become
//! the output: as they are for JSON Lines, otherwise written in its format.

use super::tag::{Flags, Job, conclude};
use super::{Outcome, complain};
use anyhow::{Result, anyhow};
use guillemet::run::work::{Settings, WorkFolder};
use guillemet::run::{Ended, Report};
use guillemet::writers::{CorpusError, Destination, Format, Layout, destination, write_corpus};
use std::fs;
use std::io;
use std::path::Path;

/// Whether --resume finds nothing to do, because the output is there and no unfinished run; it says so.
pub fn is_complete(flags: &Flags, output: &Path) -> bool {
    let there = fs::read_dir(output).map_or(output.exists(), |mut files| files.next().is_some());
    let complete = flags.running.resume && there && !WorkFolder::unfinished(output);
    if complete && !flags.running.quiet {
        let output = output.display();
        complain(&format!(
            "{output}: is complete, nothing is left to do: leave --resume out to tag again"
        ));
    }
    complete
}

/// Runs `job` to its end, or as far as it comes.
pub fn run(job: &mut Job<'_>, output: &Path, mut settings: Settings) -> Result<Outcome> {
    let flags = job.flags;
    let mut to = flags.output.open()?;
    let model = job.pipeline.tagger().description();
    settings.insert("version".into(), env!("CARGO_PKG_VERSION").into());
    settings.insert("model".into(), model.model.into());
    settings.insert("model-sha256".into(), model.model_sha256.into());
    settings.insert(
        "engine".into(),
        format!("{} {} {}", model.engine, model.device, model.precision).into(),
    );
    let mut work = WorkFolder::open(output, &settings, flags.running.unfinished())?;
    if work.is_complete() {
        let failed = work.end()?;
        return Ok(if failed == 0 {
            Outcome::Fine
        } else {
            Outcome::Problems
        });
    }
    let (documents, first) = job.documents();
    let (documents, before) = work.pass_over(documents, first)?;
    let done = before.documents + before.failed;
    if done > 0 && !flags.running.quiet {
        complain(&format!("going on after {done} documents"));
    }
    job.begin(before.bytes);
    let (report, ended) = job
        .answer(documents, first + done, &mut work)
        .map_err(how_to_go_on)?;
    job.progress.end(&report);
    let all = Report {
        documents: before.documents + report.documents,
        failed: before.failed + report.failed,
        ..report
    };
    match ended {
        Ended::Complete if all.documents == 0 && all.failed > 0 && flags.running.shard.is_none() => {
            work.remove()?;
            Ok(conclude(&all))
        }
        Ended::Complete => {
            // A run that was killed while it wrote the output left a part of it under a temporary name.
            destination::sweep(output)?;
            make(&mut work, flags, to.as_mut())?;
            work.end()?;
            Ok(conclude(&all))
        }
        Ended::Stopped => {
            leave(work, &all, "stopped")?;
            Ok(Outcome::Stopped(job.stop.signal()))
        }
        Ended::Strict => {
            leave(
                work,
                &all,
                "stopped at a document that cannot be read, as --strict asks",
            )?;
            Ok(Outcome::Problems)
        }
    }
}

/// The answers become the output.
fn make(work: &mut WorkFolder, flags: &Flags, to: &mut dyn Destination) -> Result<()> {
    let (format, options) = (flags.output.format(), flags.output.options());
    if (format, format.layout(&options)) == (Format::Jsonl, Layout::Stream) {
        return Ok(work.rename()?);
    }
    let written = write_corpus(work.records()?, format, &options, to);
    written.map(drop).map_err(|error| match error {
        CorpusError::Record(error) | CorpusError::Output(error) => how_to_go_on(error),
    })
}

/// A run ends before its end: what is done stays, unless that is nothing.
fn leave(work: WorkFolder, done: &Report, why: &str) -> Result<()> {
    let done = done.documents + done.failed;
    if done == 0 {
        return Ok(work.remove()?);
    }
    complain(&format!(
        "{why}: {done} documents are done: go on with the same command and --resume"
    ));
    Ok(())
}

/// An output that failed, with what to do: the answers so far are kept.
fn how_to_go_on(error: io::Error) -> anyhow::Error {
    let advice = match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "make room on the disk, then go on",
        _ => "go on once that is mended",
    };
    anyhow!("{error}: what is done is kept: {advice} with the same command and --resume")
}
