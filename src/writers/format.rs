//! The formats by name: what they are called, how their files end, and how they are laid out.

use super::{FolderWriter, Writer, conll, jsonl, per_document, pretty};
use std::fmt;
use std::path::Path;
use std::str::FromStr;

/// A format that records can be written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// The record itself.
    Jsonl,
    /// For people, in a terminal.
    Pretty,
    /// Tokens with BIO tags.
    Conll,
}

/// What a format makes of a corpus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// One stream: a file, or standard output.
    Stream,
    /// A folder of files.
    Folder,
}

/// How to write, where a format leaves a choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// One file a document, in a folder, also in formats that hold a whole corpus.
    pub split: bool,
    /// A byte-order mark, without which some spreadsheets take UTF-8 for something else (CSV only).
    pub bom: bool,
    /// Columns of a line (pretty only).
    pub width: usize,
    /// Escape sequences for colour (pretty only).
    pub colour: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            split: false,
            bom: false,
            width: 100,
            colour: false,
        }
    }
}

/// A writer of one layout or the other.
pub enum Made {
    /// Writes to one stream.
    Stream(Box<dyn Writer>),
    /// Writes files to a folder.
    Folder(Box<dyn FolderWriter>),
}

impl Format {
    /// Every format, in the order in which help lists them.
    pub const ALL: [Self; 3] = [Self::Jsonl, Self::Pretty, Self::Conll];

    /// Its name, as `--to` takes it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Jsonl => "jsonl",
            Self::Pretty => "pretty",
            Self::Conll => "conll",
        }
    }

    /// What it is, in one line.
    #[must_use]
    pub const fn about(self) -> &'static str {
        match self {
            Self::Jsonl => "The complete record, one document a line",
            Self::Pretty => "For people: the text with its names marked, then who said what",
            Self::Conll => "One token a line with its BIO tag",
        }
    }

    /// What its files end in, without the first full stop; the first is the one that `--split` gives.
    #[must_use]
    pub const fn extensions(self) -> &'static [&'static str] {
        match self {
            Self::Jsonl => &["jsonl", "ndjson", "json"],
            Self::Pretty => &["txt", "text"],
            Self::Conll => &["conll", "bio", "iob2"],
        }
    }

    /// The extension of its files.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        self.extensions()[0]
    }

    /// Files that stand once beside the documents, the same for every corpus: a type system, a labelling
    /// configuration. Each with its name and content.
    #[must_use]
    pub const fn companions(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Jsonl | Self::Pretty | Self::Conll => &[],
        }
    }

    /// What the name of `path` ends in, in any case; the longest ending decides.
    #[must_use]
    pub fn of(path: &Path) -> Option<Self> {
        let name = path.file_name()?.to_str()?.to_lowercase();
        let ending = |f: Self| {
            let ends = |e: &&&str| name.strip_suffix(**e).is_some_and(|rest| rest.ends_with('.'));
            f.extensions().iter().filter(ends).map(|e| e.len()).max()
        };
        Self::ALL
            .into_iter()
            .filter_map(|f| Some((ending(f)?, f)))
            .max_by_key(|(len, _)| *len)
            .map(|(_, f)| f)
    }

    /// What it makes of a corpus under `options`.
    #[must_use]
    pub fn layout(self, options: &Options) -> Layout {
        match self.make(options) {
            Made::Stream(_) => Layout::Stream,
            Made::Folder(_) => Layout::Folder,
        }
    }

    /// Its writer.
    #[must_use]
    pub fn make(self, options: &Options) -> Made {
        if options.split {
            return Made::Folder(Box::new(per_document::PerDocument::new(self, options)));
        }
        Made::Stream(match self {
            Self::Jsonl => Box::new(jsonl::Jsonl),
            Self::Pretty => Box::new(pretty::Pretty::new(options.width, options.colour)),
            Self::Conll => Box::new(conll::Conll),
        })
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A name that is none of a format.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no format")]
pub struct UnknownFormat(String);

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(name: &str) -> Result<Self, UnknownFormat> {
        Self::ALL
            .into_iter()
            .find(|f| f.name() == name)
            .ok_or_else(|| UnknownFormat(name.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_and_extension_finds_its_format() {
        for format in Format::ALL {
            assert_eq!(format.name().parse(), Ok(format));
            for extension in format.extensions() {
                let path = format!("a.b/C.{}", extension.to_uppercase());
                assert_eq!(Format::of(Path::new(&path)), Some(format), "{path}");
            }
        }
        assert_eq!(Format::of(Path::new("jsonl")), None);
        assert_eq!(Format::of(Path::new("a.pdf")), None);
    }
}
