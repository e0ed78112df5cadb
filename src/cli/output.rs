//! The flags that say what is written, in which format, and where.

use super::Usage;
use super::sink::Sink;
use anyhow::{Result, bail};
use clap::{Args, ValueEnum};
use guillemet::input::{Format, Place};
use guillemet::writers::{Writer, conll::Conll, jsonl::Jsonl, pretty::Pretty};
use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

/// What is written.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub struct OutputFlags {
    /// Format of the output [default: pretty on a terminal, jsonl elsewhere, or what the name after -o ends in].
    #[arg(long, value_enum, value_name = "FORMAT")]
    to: Option<To>,

    /// Write to FILE, which appears only when it is complete.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,

    /// List the tokens in JSON records.
    #[arg(long)]
    pub tokens: bool,

    /// Colour in the format pretty (NO_COLOR is respected).
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = Colour::Auto)]
    color: Colour,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum To {
    /// The complete record, one document a line
    Jsonl,
    /// For people: the text with its names marked, then who said what
    Pretty,
    /// One token a line with its BIO tag
    Conll,
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

impl OutputFlags {
    /// An output among the files that are read would destroy one, or be read as one.
    pub fn refuse_overwriting(&self, places: &[Place]) -> Result<()> {
        let Some(Ok(output)) = self.output.as_ref().map(fs::canonicalize) else {
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

    /// Whether records appear on the terminal, where a progress line would stand between them.
    pub fn shows_records(&self) -> bool {
        self.output.as_deref().is_none_or(|o| o == Path::new("-")) && io::stdout().is_terminal()
    }

    pub fn format(&self) -> To {
        let named = |path: &PathBuf| match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "jsonl" | "ndjson" | "json" => Some(To::Jsonl),
            "conll" | "bio" | "iob2" => Some(To::Conll),
            "txt" | "text" => Some(To::Pretty),
            _ => None,
        };
        let default = if self.shows_records() {
            To::Pretty
        } else {
            To::Jsonl
        };
        self.to
            .or_else(|| self.output.as_ref().and_then(named))
            .unwrap_or(default)
    }

    /// The writer, and the output as it wants it: `pretty` with its colours kept or left out.
    pub fn writer<'o>(&self, format: To, output: &'o mut Sink) -> (Box<dyn Writer>, Box<dyn Write + 'o>) {
        match format {
            To::Jsonl => (Box::new(Jsonl), Box::new(output)),
            To::Conll => (Box::new(Conll), Box::new(output)),
            To::Pretty => {
                let colour = match self.color {
                    Colour::Always => true,
                    Colour::Never => false,
                    Colour::Auto if self.shows_records() => {
                        anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never
                    }
                    Colour::Auto => false,
                };
                (Box::new(Pretty::new(self.width(), colour)), Box::new(output))
            }
        }
    }

    /// Columns of the terminal; a comfortable width elsewhere.
    fn width(&self) -> usize {
        let terminal = self.shows_records().then(terminal_size::terminal_size).flatten();
        terminal.map_or(100, |(terminal_size::Width(columns), _)| columns.into())
    }
}
