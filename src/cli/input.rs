//! The flags that say what is read, and how.

use super::Usage;
use anyhow::{Result, bail};
use clap::{Args, ValueEnum};
use guillemet::input::{Encoding, Format, Options, Place};
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

/// What is read.
#[derive(Debug, Args)]
#[command(next_help_heading = "Input")]
pub struct InputFlags {
    /// Files, folders, or - for standard input.
    ///
    /// In folders, files ending in .txt, .text and .md are read as text, .jsonl and .ndjson as JSON Lines, in sorted
    /// order; hidden files are passed over. A file named here is read whatever its name ends in.
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// Format of the input [default: by file name].
    ///
    /// Standard input is taken for JSON Lines if its first character is `{`, for one text otherwise.
    #[arg(long, value_enum, value_name = "FORMAT")]
    from: Option<From>,

    /// Character encoding of the input.
    ///
    /// A byte-order mark (UTF-8 or UTF-16) is always understood. Bytes that are not of this encoding are an error
    /// with their place, and the document is left out.
    #[arg(long, value_enum, default_value_t = Charset::Utf8)]
    encoding: Charset,

    /// JSON field that holds the text.
    #[arg(long, value_name = "NAME", default_value = "text")]
    text_field: String,

    /// JSON field that holds the id; other fields are kept in `meta`.
    #[arg(long, value_name = "NAME", default_value = "id")]
    id_field: String,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum From {
    /// Plain text, one document a file
    Text,
    /// JSON Lines, one document a line
    Jsonl,
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

impl InputFlags {
    /// How the files are read.
    pub fn options(&self) -> Options {
        Options {
            format: self.from.map(|from| match from {
                From::Text => Format::Text,
                From::Jsonl => Format::Jsonl,
            }),
            encoding: encoding(self.encoding),
            text_field: self.text_field.clone(),
            id_field: self.id_field.clone(),
        }
    }

    /// Whether --from says JSON Lines.
    pub const fn says_jsonl(&self) -> bool {
        matches!(self.from, Some(From::Jsonl))
    }

    /// The places that the paths name; none at all is standard input, unless that is a keyboard.
    pub fn places(&self) -> Result<Vec<Place>> {
        let place = |p: &PathBuf| {
            if p == Path::new("-") {
                Place::Stdin
            } else {
                Place::Path(p.clone())
            }
        };
        let places: Vec<Place> = self.paths.iter().map(place).collect();
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
