//! `guillemet tag`: documents in, records out.

use super::engine::{self, ModelFlags};
use super::input::InputFlags;
use super::output::OutputFlags;
use super::progress::Progress;
use super::running::RunningFlags;
use super::sink::Sink;
use super::{Outcome, complain, one_line};
use anyhow::Result;
use clap::Args;
use guillemet::input::{self, Place};
use guillemet::run::{self, Event, Limits, Report, RunError};
use std::time::Duration;

/// Find entities and quotations, and say who said what
///
/// Reads French text and writes, for each document, its sentences, entities, and quotations with their speakers.
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Flags {
    #[command(flatten)]
    input: InputFlags,

    #[command(flatten)]
    output: OutputFlags,

    #[command(flatten)]
    model: ModelFlags,

    #[command(flatten)]
    running: RunningFlags,
}

const EXAMPLES: &str = "\
Examples:
  guillemet tag article.txt
      Show the article with its names marked, and who said what.
  guillemet tag corpus/ -o corpus.jsonl
      Tag a folder. A file that cannot be read is reported, the others are tagged, and the exit code is 1.
  guillemet tag old.txt --encoding windows-1252 --to conll
      A file of the nineties, as tokens with BIO tags.
  curl -s … | jq -c '{id, text: .body}' | guillemet tag > tagged.jsonl
      JSON Lines in and out, line by line and in order, as they arrive.
  guillemet tag news.jsonl --text-field body --id-field url --tokens -o news.tagged.jsonl
      Other field names; what is in neither field is kept in `meta`.";

/// How long a chunk of standard input waits for more before it is answered.
const PATIENCE: Duration = Duration::from_millis(20);

/// Runs the command.
pub fn run(flags: &Flags) -> Result<Outcome> {
    let places = flags.input.places()?;
    flags.output.refuse_overwriting(&places)?;
    let patience = places.contains(&Place::Stdin).then_some(PATIENCE);
    let limits = Limits {
        patience,
        strict: flags.running.strict,
        ..Limits::default()
    };
    let format = flags.output.format();
    let mut output = Sink::open(flags.output.output.as_deref())?;
    let pipeline = engine::pipeline(&flags.model)?.with_tokens(flags.output.tokens);
    if let Some(note) = pipeline
        .tagger()
        .description()
        .note
        .filter(|_| !flags.running.quiet)
    {
        complain(&format!("note: {note}"));
    }
    let mut progress = Progress::new(flags.running.quiet || flags.output.shows_records());
    let ended = {
        let (mut writer, mut out) = flags.output.writer(format, &mut output);
        let mut watch = |event: Event<'_>| match event {
            Event::Written(report) => progress.show(&report),
            Event::Failed(error) => {
                progress.clear();
                complain(&one_line(error));
            }
        };
        run::run(
            input::documents(places, flags.input.options()),
            &pipeline,
            writer.as_mut(),
            out.as_mut(),
            limits,
            &mut watch,
        )
    };
    let report = match ended {
        Err(RunError::Strict(_)) => return Ok(Outcome::Problems),
        ended => ended?,
    };
    if report.documents > 0 {
        output.finish()?;
    }
    progress.end(&report);
    Ok(conclude(&report))
}

/// What could not be read is counted at the end and changes the exit code.
fn conclude(report: &Report) -> Outcome {
    let Report {
        documents, failed, ..
    } = report;
    match (documents, failed) {
        (_, 0) => return Outcome::Fine,
        (0, 1) => {}
        (0, _) => complain(&format!("nothing could be read: {failed} errors, see above")),
        (1, _) => complain(&format!(
            "1 document tagged, {failed} could not be read, see above"
        )),
        _ => complain(&format!(
            "{documents} documents tagged, {failed} could not be read, see above"
        )),
    }
    Outcome::Problems
}
