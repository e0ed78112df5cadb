//! `guillemet tag`: documents in, records out.

use super::engine::{self, ModelFlags};
use super::filter::Filter;
use super::input::InputFlags;
use super::output::OutputFlags;
use super::progress::Progress;
use super::running::RunningFlags;
use super::signals::Stop;
use super::{Outcome, Usage, complain, dry_run, one_line, whole};
use anyhow::{Result, bail};
use clap::Args;
use guillemet::input::{self, Documents, Place};
use guillemet::pipeline::Pipeline;
use guillemet::run::work::Settings;
use guillemet::run::{self, Answers, Ended, Event, Limits, Report};
use guillemet::writers::{Corpus, Format, destination};
use std::io;
use std::path::PathBuf;
use std::time::Duration;

/// Find entities and quotations, and say who said what
///
/// Reads French text and writes, for each document, its sentences, entities, and quotations with their speakers.
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Flags {
    #[command(flatten)]
    pub input: InputFlags,

    #[command(flatten)]
    pub output: OutputFlags,

    #[command(flatten)]
    pub model: ModelFlags,

    #[command(flatten)]
    pub running: RunningFlags,
}

const EXAMPLES: &str = "\
Examples:
  guillemet tag article.txt
      Show the article with its names marked, and who said what.
  guillemet tag corpus/ -o corpus.jsonl
      Tag a folder. A file that cannot be read is reported, the others are tagged, and the exit code is 1.
  guillemet tag corpus/ -o corpus.jsonl --resume
      Go on with it after a power cut: nothing is lost, nothing is tagged twice.
  guillemet tag corpus/ --shard 3/16 -o part-03.jsonl
      The third of sixteen parts, for sixteen machines; cat part-*.jsonl is then the whole.
  guillemet tag old.txt --encoding windows-1252 --to conll
      A file of the nineties, as tokens with BIO tags.
  curl -s … | jq -c '{id, text: .body}' | guillemet tag > tagged.jsonl
      JSON Lines in and out, line by line and in order, as they arrive.
  … | guillemet tag - --from jsonl --to jsonl | …
      A strict filter: one line of answer for every line. A bad line is answered by an object with the key `error`,
      and does not change the exit code.
  guillemet tag news.jsonl --text-field body --id-field url --tokens -o news.tagged.jsonl
      Other field names; what is in neither field is kept in `meta`.";

/// How long a chunk of standard input waits for more before it is answered.
const PATIENCE: Duration = Duration::from_millis(20);

/// Where answers go, and how.
#[derive(Debug)]
pub enum Way {
    /// A line for each line of standard input.
    Filter,
    /// As they come, to standard output, a device or a pipe.
    Stream,
    /// To a file or folder that is whole at the end.
    Whole(PathBuf),
}

/// What a run works with.
pub struct Job<'f> {
    pub flags: &'f Flags,
    pub pipeline: Pipeline,
    pub places: Vec<Place>,
    pub progress: Progress,
    pub stop: Stop,
}

/// Runs the command.
pub fn run(flags: &Flags, settings: Settings) -> Result<Outcome> {
    let places = flags.input.places()?;
    flags.output.refuse_overwriting(&places)?;
    if flags.running.shard.is_some() && places.iter().any(Place::reads_stdin) {
        bail!(Usage(
            "--shard counts the documents first, which standard input does not allow: name files or folders"
                .into()
        ));
    }
    let way = way(flags, &places);
    if flags.running.dry_run {
        return dry_run::show(flags, &places, &way);
    }
    if let Way::Whole(output) = &way
        && whole::is_complete(flags, output)
    {
        return Ok(Outcome::Fine);
    }
    let stop = Stop::watch();
    let pipeline = engine::pipeline(&flags.model)?.with_tokens(flags.output.tokens);
    let note = pipeline.tagger().description().note;
    if let Some(note) = note.filter(|_| !flags.running.quiet) {
        complain(&format!("note: {note}"));
    }
    let mut job = Job {
        progress: Progress::new(flags.running.quiet || flags.output.shows_records()),
        flags,
        pipeline,
        places,
        stop,
    };
    match way {
        Way::Filter => filter(&mut job),
        Way::Stream => stream(&mut job),
        Way::Whole(output) => whole::run(&mut job, &output, settings),
    }
}

/// The filter must be asked for by --from, so that no other input is answered by failures among its records.
fn way(flags: &Flags, places: &[Place]) -> Way {
    let stdout = flags.output.output.is_none();
    match flags.output.file() {
        Some(output) => Way::Whole(output),
        None if stdout
            && places == [Place::Stdin]
            && flags.input.says_jsonl()
            && flags.output.format() == Format::Jsonl =>
        {
            Way::Filter
        }
        None => Way::Stream,
    }
}

impl Job<'_> {
    /// The documents of the run from the start, the position of the first, and their number where that is known.
    pub fn documents(&self) -> (Documents, u64, Option<u64>) {
        let all = || input::documents(self.places.clone(), self.flags.input.options());
        let Some(shard) = self.flags.running.shard else {
            return (all(), 0, None);
        };
        let count = |documents: Documents| u64::try_from(documents.count()).unwrap_or(u64::MAX);
        let range = shard.range(count(all()));
        let number = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
        let length = range.end - range.start;
        let part = all().skip(number(range.start)).take(number(length));
        (Box::new(part), range.start, Some(length))
    }

    /// Reads, tags and answers `documents`; shows what is done.
    pub fn answer(
        &mut self,
        documents: Documents,
        first: u64,
        answers: &mut dyn Answers,
    ) -> io::Result<(Report, Ended)> {
        let limits = Limits {
            patience: self.places.contains(&Place::Stdin).then_some(PATIENCE),
            strict: self.flags.running.strict,
            ..engine::limits(&self.flags.model)
        };
        let progress = &mut self.progress;
        let mut watch = |event: Event<'_>| match event {
            Event::Written(report) => progress.show(&report),
            Event::Failed(error) => {
                progress.clear();
                complain(&one_line(error));
            }
        };
        let ended = run::run(
            documents,
            first,
            &self.pipeline,
            answers,
            limits,
            &self.stop.asked,
            &mut watch,
        );
        self.progress.clear();
        ended
    }
}

/// A bad line is answered like any other, so it is no problem of the run, unless that is strict.
fn filter(job: &mut Job<'_>) -> Result<Outcome> {
    let lines = input::jsonl::every_line(io::BufReader::new(io::stdin()), &job.flags.input.options());
    let (_, ended) = job.answer(lines, 0, &mut Filter::new())?;
    Ok(match ended {
        Ended::Complete => Outcome::Fine,
        Ended::Strict => Outcome::Problems,
        Ended::Stopped => Outcome::Stopped(job.stop.signal()),
    })
}

fn stream(job: &mut Job<'_>) -> Result<Outcome> {
    let output = &job.flags.output;
    let mut to = destination::open(output.output.as_deref(), output.layout())?;
    let mut answers = Corpus::begin(output.format(), &output.options(), to.as_mut())?;
    let (documents, first, total) = job.documents();
    job.progress.expect(total);
    let (report, ended) = job.answer(documents, first, &mut answers)?;
    match ended {
        Ended::Strict => return Ok(Outcome::Problems),
        Ended::Stopped => return Ok(Outcome::Stopped(job.stop.signal())),
        Ended::Complete => answers.end()?,
    };
    job.progress.end(&report);
    Ok(conclude(&report))
}

/// What could not be read is counted at the end and changes the exit code.
pub fn conclude(report: &Report) -> Outcome {
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
