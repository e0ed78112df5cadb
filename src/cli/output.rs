//! The flags that say what is written, in which format, and where.

use super::Usage;
use anyhow::{Result, bail};
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};
use guillemet::input::Place;
use guillemet::run::one_line;
use guillemet::writers::{Destination, Format, Layout, Options, destination};
use std::fs;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

/// What is written.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub struct OutputFlags {
    /// Format of the output [default: pretty on a terminal, jsonl elsewhere, or what the name after -o ends in].
    #[arg(long, value_parser = formats(), value_name = "FORMAT")]
    to: Option<Format>,

    /// Write to FILE, which appears only when it is complete.
    ///
    /// Until then what is done stands in the folder FILE.part: a run that is killed loses nothing (see --resume).
    /// Documents that could not be read are listed in FILE.errors.jsonl.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,

    /// One file a document, in the folder that -o names.
    #[arg(long)]
    split: bool,

    /// Begin CSV with a byte-order mark, without which Excel takes é for Ã©.
    #[arg(long)]
    bom: bool,

    /// List the tokens in JSON records.
    #[arg(long)]
    pub tokens: bool,

    /// Colour in the format pretty (NO_COLOR is respected).
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = Colour::Auto)]
    color: Colour,
}

/// The formats by name, with what they are.
pub(super) fn formats() -> impl TypedValueParser<Value = Format> {
    let values = Format::ALL.map(|f| PossibleValue::new(f.name()).help(f.about()));
    PossibleValuesParser::new(values).try_map(|name| name.parse::<Format>())
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
        let Some(output) = self.file() else { return Ok(()) };
        for place in places {
            let Place::Path(path) = place else { continue };
            let Ok(input) = fs::canonicalize(path) else {
                continue;
            };
            let (shown, path) = (output.display(), path.display());
            if input == output {
                bail!(Usage(format!(
                    "{path}: is input and output: name another file after -o"
                )));
            }
            if output.starts_with(&input) {
                bail!(Usage(format!(
                    "{shown}: the output lies in {path}, which is read: write it elsewhere"
                )));
            }
        }
        Ok(())
    }

    /// The file or folder that -o names, as it is known to the system; `None` for standard output and for devices and
    /// pipes, which are written as they are.
    pub fn file(&self) -> Option<PathBuf> {
        let path = self.output.as_deref().filter(|p| *p != Path::new("-"))?;
        match fs::metadata(path) {
            Ok(about) if !about.is_file() && !about.is_dir() => None,
            // A link keeps pointing to the file, whose content is replaced.
            Ok(_) => Some(fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())),
            Err(_) => Some(match (path.parent(), path.file_name()) {
                (Some(folder), Some(name)) if !folder.as_os_str().is_empty() => {
                    fs::canonicalize(folder).map_or_else(|_| path.to_owned(), |folder| folder.join(name))
                }
                _ => fs::canonicalize(".").map_or_else(|_| path.to_owned(), |here| here.join(path)),
            }),
        }
    }

    /// Whether records appear on the terminal, where a progress line would stand between them.
    pub fn shows_records(&self) -> bool {
        self.output.as_deref().is_none_or(|o| o == Path::new("-")) && io::stdout().is_terminal()
    }

    /// The format that --to names, or the name after -o.
    pub fn format(&self) -> Format {
        let default = if self.shows_records() {
            Format::Pretty
        } else {
            Format::Jsonl
        };
        self.to
            .or_else(|| self.output.as_deref().and_then(Format::of))
            .unwrap_or(default)
    }

    /// What the format leaves open.
    pub fn options(&self) -> Options {
        let colour = match self.color {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto if self.shows_records() => {
                anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never
            }
            Colour::Auto => false,
        };
        let folder = self
            .output
            .as_deref()
            .is_some_and(|o| self.format().takes_for_folder(o));
        Options {
            split: self.split || folder,
            bom: self.bom,
            width: self.width(),
            colour,
        }
    }

    /// Opens what -o names, or standard output; what cannot be is refused before any work.
    pub fn open(&self) -> Result<Box<dyn Destination>> {
        let opened = destination::open(self.output.as_deref(), self.layout());
        opened.map_err(|error| Usage(one_line(&error)).into())
    }

    /// One file, or a folder of them.
    pub fn layout(&self) -> Layout {
        self.format().layout(&self.options())
    }

    /// Columns of the terminal; a comfortable width elsewhere.
    fn width(&self) -> usize {
        let terminal = self.shows_records().then(terminal_size::terminal_size).flatten();
        terminal.map_or(100, |(terminal_size::Width(columns), _)| columns.into())
    }
}
