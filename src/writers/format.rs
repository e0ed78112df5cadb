//! The formats by name: what they are called, how their files end, and how they are laid out.

use super::{
    FolderWriter, Writer, brat, conll, conllu, csv, html, jsonl, label_studio, parquet, per_document, pretty,
    spacy, tei, web_annotation, xmi,
};
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
    /// Quotations as a table.
    Csv,
    /// Three tables.
    Parquet,
    /// Tokens with BIO tags.
    Conll,
    /// Words of Universal Dependencies.
    Conllu,
    /// XML for editions.
    Tei,
    /// Docs of spaCy.
    Spacy,
    /// Stand-off of brat.
    Brat,
    /// Tasks of Label Studio.
    LabelStudio,
    /// Annotations of the W3C.
    WebAnnotation,
    /// CAS of UIMA.
    Xmi,
    /// A page to look at.
    Html,
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
    pub const ALL: [Self; 13] = [
        Self::Jsonl,
        Self::Pretty,
        Self::Csv,
        Self::Parquet,
        Self::Conll,
        Self::Conllu,
        Self::Tei,
        Self::Spacy,
        Self::Brat,
        Self::LabelStudio,
        Self::WebAnnotation,
        Self::Xmi,
        Self::Html,
    ];

    /// Its name, as `--to` takes it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Jsonl => "jsonl",
            Self::Pretty => "pretty",
            Self::Csv => "csv",
            Self::Parquet => "parquet",
            Self::Conll => "conll",
            Self::Conllu => "conllu",
            Self::Tei => "tei",
            Self::Spacy => "spacy",
            Self::Brat => "brat",
            Self::LabelStudio => "label-studio",
            Self::WebAnnotation => "web-annotation",
            Self::Xmi => "xmi",
            Self::Html => "html",
        }
    }

    /// What it is, in one line.
    #[must_use]
    pub const fn about(self) -> &'static str {
        match self {
            Self::Jsonl => "The complete record, one document a line",
            Self::Pretty => "For people: the text with its names marked, then who said what",
            Self::Csv => "A table of the quotations, one a row, for a spreadsheet",
            Self::Parquet => {
                "A folder with the tables documents, entities and quotes, for DuckDB, Spark and pandas"
            }
            Self::Conll => "One token a line with its BIO tag",
            Self::Conllu => "CoNLL-U: one word a line, entities and quotations in MISC",
            Self::Tei => "TEI P5: names and quotations as elements, the markup of TEI input kept",
            Self::Spacy => {
                "What spaCy's Doc.from_json reads, one document a line (scripts/spacy_docbin.py makes a DocBin)"
            }
            Self::Brat => "A folder with a .txt and an .ann a document, for the annotation tool brat",
            Self::LabelStudio => {
                "Tasks with predictions, for the annotation tool Label Studio; its labelling configuration beside"
            }
            Self::WebAnnotation => "W3C Web Annotation, one JSON-LD page of annotations",
            Self::Xmi => "A folder with a UIMA CAS a document and its type system, for DKPro and INCEpTION",
            Self::Html => {
                "A page that opens in any browser and can be corrected; for a corpus, a folder of them"
            }
        }
    }

    /// What its files end in, without the first full stop; the first is the one that `--split` gives.
    #[must_use]
    pub const fn extensions(self) -> &'static [&'static str] {
        match self {
            Self::Jsonl => &["jsonl", "ndjson", "json"],
            Self::Pretty => &["txt", "text"],
            Self::Csv => &["csv"],
            Self::Parquet => &["parquet"],
            Self::Conll => &["conll", "bio", "iob2"],
            Self::Conllu => &["conllu"],
            Self::Tei => &["xml", "tei"],
            Self::Spacy => &["spacy.jsonl", "spacy.json"],
            Self::Brat => &["ann"],
            Self::LabelStudio => &["label-studio.json"],
            Self::WebAnnotation => &["jsonld"],
            Self::Xmi => &["xmi"],
            Self::Html => &["html", "htm"],
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
            Self::Brat => &[("annotation.conf", brat::CONFIGURATION)],
            Self::LabelStudio => &[("labels.xml", label_studio::CONFIGURATION)],
            Self::Xmi => &[("TypeSystem.xml", xmi::TYPE_SYSTEM)],
            _ => &[],
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

    /// Whether `-o` names a folder of this format although nothing asks for one file a document: a page is `a.html`, and any
    /// other name that of a folder of pages.
    #[must_use]
    pub fn takes_for_folder(self, path: &Path) -> bool {
        self == Self::Html && path != Path::new("-") && Self::of(path) != Some(self)
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
        match self {
            Self::Brat => Made::Folder(Box::new(brat::Brat::default())),
            Self::Parquet => Made::Folder(Box::new(parquet::Parquet::default())),
            // One CAS holds one document.
            Self::Xmi => Made::Folder(Box::new(per_document::PerDocument::new(self, options))),
            Self::Html if options.split => Made::Folder(Box::new(html::site::Site::default())),
            _ if options.split => Made::Folder(Box::new(per_document::PerDocument::new(self, options))),
            _ => Made::Stream(self.stream(options, false)),
        }
    }

    /// The writer of one stream, which holds one document if it is `alone`.
    pub(super) fn stream(self, options: &Options, alone: bool) -> Box<dyn Writer> {
        match self {
            Self::Pretty => Box::new(pretty::Pretty::new(options.width, options.colour)),
            Self::Csv => Box::new(csv::Csv { bom: options.bom }),
            Self::Conll => Box::new(conll::Conll),
            Self::Conllu => Box::new(conllu::Conllu),
            Self::Tei => Box::new(tei::Tei::new(alone)),
            Self::Spacy => Box::new(spacy::Spacy),
            Self::LabelStudio => Box::new(label_studio::LabelStudio::default()),
            Self::WebAnnotation => Box::new(web_annotation::WebAnnotation::default()),
            Self::Xmi => Box::new(xmi::Xmi),
            Self::Html => Box::new(html::Page::default()),
            Self::Jsonl => Box::new(jsonl::Jsonl),
            Self::Brat | Self::Parquet => {
                unreachable!("{self} has no stream, only a folder: to ask for one is a bug")
            }
        }
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
        assert_eq!(Format::of(Path::new("a.json")), Some(Format::Jsonl));
    }
}
