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
    /// Files, folders, quoted patterns ('corpus/**/*.html'), or - for standard input.
    ///
    /// In folders, files are read whose names say what they are, in sorted order: .txt, .text, .md; .html, .htm, .xhtml;
    /// .jsonl, .ndjson; .csv, .tsv, .tab; .xml, .tei; .parquet, .pq; each also with .gz, .zst. Hidden files are
    /// passed over. A file named here is read whatever its name ends in.
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// Read the files and folders that LIST names, one a line, in its order; - is standard input.
    #[arg(long, value_name = "LIST")]
    files_from: Vec<PathBuf>,

    /// The paths of --files-from end with NUL characters, as `find -print0` writes them.
    #[arg(long, requires = "files_from")]
    null: bool,

    /// Format of the input [default: by file name, else by how it begins].
    ///
    /// Compressed input (gzip, Zstandard) is recognised by itself, whatever the format. Only CSV cannot be told from text:
    /// name it where the file name does not.
    #[arg(long, value_enum, value_name = "FORMAT")]
    from: Option<From>,

    /// Character encoding of the input.
    ///
    /// A byte-order mark (UTF-8 or UTF-16) is always understood. Bytes that are not of this encoding are an error
    /// with their place, and the document is left out. What `auto` guessed is noted in `meta.encoding`.
    #[arg(long, value_enum, default_value_t = Charset::Auto)]
    encoding: Charset,

    /// Field or column that holds the text (JSON Lines, CSV, Parquet).
    #[arg(long, value_name = "NAME", default_value = "text")]
    text_field: String,

    /// Field or column that holds the id; other fields are kept in `meta`.
    #[arg(long, value_name = "NAME", default_value = "id")]
    id_field: String,

    /// What stands between the fields of CSV: a character, or tab [default: as the header shows].
    #[arg(long, value_name = "CHAR", value_parser = delimiter)]
    delimiter: Option<u8>,

    /// The most bytes of one document, decompressed; K, M and G are understood.
    ///
    /// A longer one is reported and left out, so that a damaged file or a bomb cannot fill the memory.
    #[arg(long, value_name = "SIZE", default_value = "64M", value_parser = size)]
    max_document_bytes: u64,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum From {
    /// Plain text, one document a file
    Text,
    /// A web page: its article, with title, author, date and address in `meta`
    Html,
    /// JSON Lines, one document a line; also our own records
    Jsonl,
    /// CSV with a header, one document a row
    Csv,
    /// The same between tabs
    Tsv,
    /// TEI P5: the text of its bodies; the markup is kept in `meta.tei` for the output
    Tei,
    /// Parquet, one document a row
    Parquet,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Charset {
    /// UTF-8 if it is that, else what the file declares, else what fits French best
    Auto,
    /// UTF-8
    #[value(name = "utf-8", alias = "utf8")]
    Utf8,
    /// Western Windows, also for ISO-8859-1
    #[value(name = "windows-1252", aliases = ["cp1252", "latin1", "iso-8859-1"])]
    Windows1252,
    /// Latin-9
    #[value(name = "iso-8859-15", alias = "latin9")]
    Iso885915,
    /// Mac Roman
    #[value(name = "macintosh", aliases = ["mac-roman", "macroman"])]
    MacRoman,
    /// UTF-16, either byte order
    #[value(name = "utf-16", alias = "utf16")]
    Utf16,
}

impl InputFlags {
    /// How the files are read.
    pub fn options(&self) -> Options {
        Options {
            format: self.from.map(format),
            encoding: encoding(self.encoding),
            text_field: self.text_field.clone(),
            id_field: self.id_field.clone(),
            delimiter: self.delimiter,
            max_document_bytes: self.max_document_bytes,
        }
    }

    /// Whether --from says JSON Lines.
    pub const fn says_jsonl(&self) -> bool {
        matches!(self.from, Some(From::Jsonl))
    }

    /// The places that the paths and lists name; none at all is standard input, unless that is a keyboard.
    pub fn places(&self) -> Result<Vec<Place>> {
        let named = self.paths.iter().map(|path| match stdin(path) {
            true => Place::Stdin,
            false => Place::Path(path.clone()),
        });
        let listed = self.files_from.iter().map(|path| Place::List {
            from: (!stdin(path)).then(|| path.clone()),
            nul: self.null,
        });
        let places: Vec<Place> = named.chain(listed).collect();
        match places.iter().filter(|place| place.reads_stdin()).count() {
            0 if !places.is_empty() => Ok(places),
            0 if io::stdin().is_terminal() => bail!(Usage(
                "nothing to read: name files or folders, or pipe text into it (guillemet tag --help shows examples)"
                    .into()
            )),
            0 => Ok(vec![Place::Stdin]),
            1 => Ok(places),
            _ => bail!(Usage("standard input (-) is named twice: it can be read once".into())),
        }
    }
}

fn stdin(path: &Path) -> bool {
    path == Path::new("-")
}

/// One character of one byte, or a name for the tab.
fn delimiter(said: &str) -> Result<u8, String> {
    match (said, said.as_bytes()) {
        ("tab" | "\\t", _) => Ok(b'\t'),
        (_, [byte]) if !matches!(byte, b'"' | b'\n' | b'\r') => Ok(*byte),
        _ => Err("a delimiter is one character, as ; or |, or the word tab".into()),
    }
}

/// A number of bytes: 4096, 512K, 64M, 2G.
fn size(said: &str) -> Result<u64, String> {
    let digits = said.trim_end_matches(|c: char| !c.is_ascii_digit());
    let unit = match said[digits.len()..].to_ascii_uppercase().as_str() {
        "" => 1,
        "K" => 1 << 10,
        "M" => 1 << 20,
        "G" => 1 << 30,
        _ => 0,
    };
    digits
        .parse()
        .ok()
        .and_then(|number: u64| number.checked_mul(unit))
        .filter(|bytes| *bytes > 0)
        .ok_or_else(|| "a size is a number of bytes, as 4096, 512K, 64M or 2G".into())
}

const fn format(from: From) -> Format {
    match from {
        From::Text => Format::Text,
        From::Html => Format::Html,
        From::Jsonl => Format::Jsonl,
        From::Csv => Format::Csv,
        From::Tsv => Format::Tsv,
        From::Tei => Format::Tei,
        From::Parquet => Format::Parquet,
    }
}

const fn encoding(charset: Charset) -> Encoding {
    match charset {
        Charset::Auto => Encoding::Auto,
        Charset::Utf8 => Encoding::Utf8,
        Charset::Windows1252 => Encoding::Windows1252,
        Charset::Iso885915 => Encoding::Iso885915,
        Charset::MacRoman => Encoding::MacRoman,
        Charset::Utf16 => Encoding::Utf16,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_units() {
        assert_eq!(size("4096"), Ok(4096));
        assert_eq!(size("64m"), Ok(64 << 20));
        for wrong in ["", "M", "0", "-1", "1.5G", "3 T", "99999999999G", "1é"] {
            assert!(size(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_delimiter_is_one_character() {
        assert_eq!(delimiter(";"), Ok(b';'));
        assert_eq!(delimiter("tab"), Ok(b'\t'));
        for wrong in ["", "::", "é", "\""] {
            assert!(delimiter(wrong).is_err(), "{wrong}");
        }
    }
}
