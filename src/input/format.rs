//! What a file of documents is: said by its name, or by how it begins.

use super::decode::UTF8_BOM;
use std::path::Path;

/// The format of a file of documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Plain text, one document a file.
    Text,
    /// A web page, one document a file.
    Html,
    /// JSON Lines, one document a line.
    Jsonl,
    /// CSV with a header, one document a row.
    Csv,
    /// The same between tabs.
    Tsv,
    /// TEI P5, one document for each element `TEI`.
    Tei,
    /// Parquet, one document a row.
    Parquet,
}

/// What names end in, a `.gz` or `.zst` after it set aside.
const EXTENSIONS: [(&str, Format); 15] = [
    ("txt", Format::Text),
    ("text", Format::Text),
    ("md", Format::Text),
    ("html", Format::Html),
    ("htm", Format::Html),
    ("xhtml", Format::Html),
    ("jsonl", Format::Jsonl),
    ("ndjson", Format::Jsonl),
    ("csv", Format::Csv),
    ("tsv", Format::Tsv),
    ("tab", Format::Tsv),
    ("xml", Format::Tei),
    ("tei", Format::Tei),
    ("parquet", Format::Parquet),
    ("pq", Format::Parquet),
];

/// What the names of compressed files end in.
const COMPRESSED: [&str; 3] = ["gz", "zst", "zstd"];

impl Format {
    /// What the name of `path` says: `a.txt`, `b.jsonl.gz`; `None` where it says nothing that is known here.
    #[must_use]
    pub fn of(path: &Path) -> Option<Self> {
        let extension = |path: &Path| Some(path.extension()?.to_str()?.to_ascii_lowercase());
        let mut last = extension(path)?;
        if COMPRESSED.contains(&last.as_str()) {
            last = extension(Path::new(path.file_stem()?))?;
        }
        EXTENSIONS
            .iter()
            .find(|(e, _)| *e == last)
            .map(|(_, format)| *format)
    }

    /// What the first bytes of a file say; text where they say nothing else.
    pub(super) fn sniff(head: &[u8]) -> Self {
        if head.starts_with(PARQUET) {
            return Self::Parquet;
        }
        let start = head.strip_prefix(UTF8_BOM).unwrap_or(head).trim_ascii_start();
        if start.first() == Some(&b'{') {
            return Self::Jsonl;
        }
        if start.first() != Some(&b'<') {
            return Self::Text;
        }
        let start = String::from_utf8_lossy(start).to_lowercase();
        let root = |name: &str| {
            start
                .split('<')
                .any(|tag| tag.trim_start_matches(['!', '?']).starts_with(name))
        };
        if root("doctype html") || root("html") {
            Self::Html
        } else if root("tei") || root("xml ") {
            Self::Tei
        } else {
            Self::Text
        }
    }

    /// Whether `head` is enough to tell the format, as far as more bytes may come.
    pub(super) fn told(head: &[u8]) -> bool {
        let start = head.strip_prefix(UTF8_BOM).unwrap_or(head).trim_ascii_start();
        match start.first() {
            None => false,
            Some(b'<') => head.len() >= HEAD,
            Some(b'P') if PARQUET.starts_with(start) => start.len() == PARQUET.len(),
            Some(0xEF) => head.len() > UTF8_BOM.len(),
            Some(_) => true,
        }
    }
}

const PARQUET: &[u8] = b"PAR1";

/// How much of a file that begins with `<` is looked at.
pub(super) const HEAD: usize = 1024;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extensions_decide_in_any_case() {
        assert_eq!(Format::of(Path::new("a/B.TXT")), Some(Format::Text));
        assert_eq!(Format::of(Path::new("a.ndjson")), Some(Format::Jsonl));
        assert_eq!(Format::of(Path::new("a.csv.gz")), Some(Format::Csv));
        assert_eq!(Format::of(Path::new("a.xml.ZST")), Some(Format::Tei));
        for unknown in ["a.pdf", "a.gz", "gz", "a"] {
            assert_eq!(Format::of(Path::new(unknown)), None, "{unknown}");
        }
    }

    #[test]
    fn the_beginning_decides_elsewhere() {
        for (head, format) in [
            ("", Format::Text),
            ("Bonjour.", Format::Text),
            ("< 3 jours", Format::Text),
            ("\n {\"text\":", Format::Jsonl),
            ("\u{feff}{", Format::Jsonl),
            ("PAR1\u{1}", Format::Parquet),
            ("<!-- vu --><!DOCTYPE html>", Format::Html),
            ("<?xml version='1.0'?>\n<html xmlns=''>", Format::Html),
            ("<?xml version='1.0'?>\n<TEI>", Format::Tei),
            ("<TEI xmlns=''>", Format::Tei),
        ] {
            assert_eq!(Format::sniff(head.as_bytes()), format, "{head}");
        }
    }
}
