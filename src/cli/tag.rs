//! `guillemet tag`: documents in, records out.

use super::engine::{self, ModelFlags};
use super::output::Output;
use super::progress::Progress;
use super::{Outcome, Usage, complain, one_line};
use anyhow::{Result, bail};
use clap::{Args, ValueEnum};
use guillemet::input::{self, Encoding, Format, Options, Place};
use guillemet::run::{self, Event, Limits, Report, RunError};
use guillemet::writers::{Writer, conll::Conll, jsonl::Jsonl, pretty::Pretty};
use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Find entities and quotations, and say who said what
///
/// Reads French text and writes, for each document, its sentences, entities, and quotations with their speakers.
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Flags {
    /// Files, folders, or - for standard input.
    ///
    /// In folders, files ending in .txt, .text and .md are read as text, .jsonl and .ndjson as JSON Lines, in sorted
    /// order; hidden files are passed over. A file named here is read whatever its name ends in.
    #[arg(value_name = "PATH", help_heading = "Input")]
    paths: Vec<PathBuf>,

    /// Format of the input [default: by file name].
    ///
    /// Standard input is taken for JSON Lines if its first character is `{`, for one text otherwise.
    #[arg(long, value_enum, value_name = "FORMAT", help_heading = "Input")]
    from: Option<From>,

    /// Character encoding of the input.
    ///
    /// A byte-order mark (UTF-8 or UTF-16) is always understood. Bytes that are not of this encoding are an error
    /// with their place, and the document is left out.
    #[arg(long, value_enum, default_value_t = Charset::Utf8, help_heading = "Input")]
    encoding: Charset,

    /// JSON field that holds the text.
    #[arg(long, value_name = "NAME", default_value = "text", help_heading = "Input")]
    text_field: String,

    /// JSON field that holds the id; other fields are kept in `meta`.
    #[arg(long, value_name = "NAME", default_value = "id", help_heading = "Input")]
    id_field: String,

    /// Format of the output [default: pretty on a terminal, jsonl elsewhere, or what the name after -o ends in].
    #[arg(long, value_enum, value_name = "FORMAT", help_heading = "Output")]
    to: Option<To>,

    /// Write to FILE, which appears only when it is complete.
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    output: Option<PathBuf>,

    /// List the tokens in JSON records.
    #[arg(long, help_heading = "Output")]
    tokens: bool,

    /// Colour in the format pretty (NO_COLOR is respected).
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = Colour::Auto, help_heading = "Output")]
    color: Colour,

    #[command(flatten)]
    model: ModelFlags,

    /// Stop at the first document that cannot be read, instead of reporting it and going on.
    #[arg(long, help_heading = "Running")]
    strict: bool,

    /// No progress on the terminal; errors are still shown.
    #[arg(short, long, help_heading = "Running")]
    quiet: bool,
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

#[derive(Debug, Clone, Copy, ValueEnum)]
enum From {
    /// Plain text, one document a file
    Text,
    /// JSON Lines, one document a line
    Jsonl,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum To {
    /// The complete record, one document a line
    Jsonl,
    /// For people: the text with its names marked, then who said what
    Pretty,
    /// One token a line with its BIO tag
    Conll,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Charset {
    /// UTF-8
    #[value(name = "utf-8", alias = "utf8")]
    Utf8,
    /// Western Windows, also for ISO-8859-1
    #[value(name = "windows-1252", aliases = ["cp1252", "latin1", "iso-8859-1"])]
    Windows1252,
    /// Latin-9
    #[value(name = "iso-8859-15", alias = "latin9")]
    Iso885915,
    /// UTF-16, either byte order
    #[value(name = "utf-16", alias = "utf16")]
    Utf16,
    /// UTF-8 if it is that, else UTF-16 or Windows-1252
    Auto,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Colour {
    /// On a terminal
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// How long a chunk of standard input waits for more before it is answered.
const PATIENCE: Duration = Duration::from_millis(20);

/// Runs the command.
pub fn run(flags: Flags) -> Result<Outcome> {
    let places = places(&flags.paths)?;
    if let Some(output) = &flags.output {
        refuse_overwriting(output, &places)?;
    }
    let options = Options {
        format: flags.from.map(|from| match from {
            From::Text => Format::Text,
            From::Jsonl => Format::Jsonl,
        }),
        encoding: encoding(flags.encoding),
        text_field: flags.text_field.clone(),
        id_field: flags.id_field.clone(),
    };
    let patience = places.contains(&Place::Stdin).then_some(PATIENCE);
    let limits = Limits {
        patience,
        strict: flags.strict,
        ..Limits::default()
    };
    let format = output_format(&flags);
    let mut output = Output::open(flags.output.as_deref())?;
    let pipeline = engine::pipeline(&flags.model)?.with_tokens(flags.tokens);
    if let Some(note) = pipeline.tagger().description().note.filter(|_| !flags.quiet) {
        complain(&format!("note: {note}"));
    }
    let mut progress = Progress::new(flags.quiet || shows_records(&flags));
    let ended = {
        let (mut writer, mut out) = writer(format, &flags, &mut output);
        let mut watch = |event: Event<'_>| match event {
            Event::Written(report) => progress.show(&report),
            Event::Failed(error) => {
                progress.clear();
                complain(&one_line(error));
            }
        };
        run::run(
            input::documents(places, options),
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

/// The places that the paths name; none at all is standard input, unless that is a keyboard.
fn places(paths: &[PathBuf]) -> Result<Vec<Place>> {
    let place = |p: &PathBuf| {
        if p == Path::new("-") {
            Place::Stdin
        } else {
            Place::Path(p.clone())
        }
    };
    let places: Vec<Place> = paths.iter().map(place).collect();
    match places.iter().filter(|p| **p == Place::Stdin).count() {
        0 if !places.is_empty() => Ok(places),
        0 if io::stdin().is_terminal() => bail!(Usage(
            "nothing to read: name files or folders, or pipe text into it (guillemet tag --help shows examples)".into()
        )),
        0 => Ok(vec![Place::Stdin]),
        1 => Ok(places),
        _ => bail!(Usage("standard input (-) is named twice: it can be read once".into())),
    }
}

/// An output among the files that are read would destroy one, or be read as one.
fn refuse_overwriting(output: &Path, places: &[Place]) -> Result<()> {
    let Ok(output) = fs::canonicalize(output) else {
        return Ok(());
    };
    if !output.is_file() {
        return Ok(());
    }
    for place in places {
        let Place::Path(path) = place else { continue };
        let Ok(input) = fs::canonicalize(path) else {
            continue;
        };
        if input == output {
            bail!(Usage(format!(
                "{}: is input and output: name another file after -o",
                path.display()
            )));
        }
        if output.starts_with(&input) && Format::of(&output).is_some() {
            let (output, input) = (output.display(), path.display());
            bail!(Usage(format!(
                "{output}: the output lies in {input}, which is read: remove it, or write elsewhere"
            )));
        }
    }
    Ok(())
}

const fn encoding(charset: Charset) -> Encoding {
    match charset {
        Charset::Utf8 => Encoding::Utf8,
        Charset::Windows1252 => Encoding::Windows1252,
        Charset::Iso885915 => Encoding::Iso885915,
        Charset::Utf16 => Encoding::Utf16,
        Charset::Auto => Encoding::Auto,
    }
}

/// Whether records appear on the terminal, where a progress line would stand between them.
fn shows_records(flags: &Flags) -> bool {
    flags.output.as_deref().is_none_or(|o| o == Path::new("-")) && io::stdout().is_terminal()
}

fn output_format(flags: &Flags) -> To {
    let named = |path: &PathBuf| match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
        "jsonl" | "ndjson" | "json" => Some(To::Jsonl),
        "conll" | "bio" | "iob2" => Some(To::Conll),
        "txt" | "text" => Some(To::Pretty),
        _ => None,
    };
    let default = if shows_records(flags) {
        To::Pretty
    } else {
        To::Jsonl
    };
    flags
        .to
        .or_else(|| flags.output.as_ref().and_then(named))
        .unwrap_or(default)
}

/// The writer, and the output as it wants it: `pretty` with its colours kept or left out.
fn writer<'o>(format: To, flags: &Flags, output: &'o mut Output) -> (Box<dyn Writer>, Box<dyn Write + 'o>) {
    match format {
        To::Jsonl => (Box::new(Jsonl), Box::new(output)),
        To::Conll => (Box::new(Conll), Box::new(output)),
        To::Pretty => {
            let colour = match flags.color {
                Colour::Always => true,
                Colour::Never => false,
                Colour::Auto if shows_records(flags) => {
                    anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never
                }
                Colour::Auto => false,
            };
            (Box::new(Pretty::new(width(flags), colour)), Box::new(output))
        }
    }
}

/// Columns of the terminal; a comfortable width elsewhere.
fn width(flags: &Flags) -> usize {
    let terminal = shows_records(flags).then(terminal_size::terminal_size).flatten();
    terminal.map_or(100, |(terminal_size::Width(columns), _)| columns.into())
}
