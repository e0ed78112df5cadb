//! Paths and folders to files, in sorted order.
//!
//! A folder gives its files whose extension says what they are; hidden files and folders are passed over. A file named
//! itself is read whatever it is called.

use super::InputError;
use std::path::{Path, PathBuf};
use std::{fs, iter};
use walkdir::{DirEntry, WalkDir};

/// Where documents come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// Standard input.
    Stdin,
    /// A file, or a folder of files.
    Path(PathBuf),
}

/// The format of a file of documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Plain text, one document a file.
    Text,
    /// JSON Lines, one document a line.
    Jsonl,
}

impl Format {
    /// What the extension of `path` says: `.txt`, `.text`, `.md` are text, `.jsonl`, `.ndjson` are JSON Lines.
    #[must_use]
    pub fn of(path: &Path) -> Option<Self> {
        let extension = path.extension()?.to_str()?.to_ascii_lowercase();
        match extension.as_str() {
            "txt" | "text" | "md" => Some(Self::Text),
            "jsonl" | "ndjson" => Some(Self::Jsonl),
            _ => None,
        }
    }
}

type Files = Box<dyn Iterator<Item = Result<Place, InputError>> + Send>;

/// The files of `place`; in a folder only those of `format`, where one is wanted.
pub(super) fn files(place: Place, format: Option<Format>) -> Files {
    let Place::Path(path) = place else {
        return Box::new(iter::once(Ok(Place::Stdin)));
    };
    match fs::metadata(&path) {
        Ok(about) if about.is_dir() => folder(path, format),
        Ok(_) => Box::new(iter::once(Ok(Place::Path(path)))),
        Err(source) => Box::new(iter::once(Err(InputError::io(&path, source)))),
    }
}

fn folder(path: PathBuf, format: Option<Format>) -> Files {
    let walk = WalkDir::new(&path).follow_links(true).sort_by_file_name();
    let mut entries = walk.into_iter().filter_entry(|e| e.depth() == 0 || !hidden(e));
    let mut empty = Some(path);
    Box::new(iter::from_fn(move || {
        let next = entries.find_map(|entry| match entry {
            Ok(entry) => wanted(&entry, format).then(|| Ok(Place::Path(entry.into_path()))),
            Err(error) => Some(Err(unreadable(error))),
        });
        match next {
            Some(found) => {
                empty = None;
                Some(found)
            }
            None => empty.take().map(|path| Err(InputError::Nothing { path })),
        }
    }))
}

fn hidden(entry: &DirEntry) -> bool {
    entry.file_name().to_string_lossy().starts_with('.')
}

fn wanted(entry: &DirEntry, format: Option<Format>) -> bool {
    let said = Format::of(entry.path());
    entry.file_type().is_file() && said.is_some() && (format.is_none() || said == format)
}

fn unreadable(error: walkdir::Error) -> InputError {
    let place = error.path().map(|p| p.display().to_string()).unwrap_or_default();
    match error.loop_ancestor() {
        Some(_) => InputError::Io {
            place,
            source: std::io::Error::other("the link leads back to a folder above it"),
        },
        None => InputError::Io {
            place,
            source: error
                .into_io_error()
                .unwrap_or_else(|| std::io::Error::other("unknown")),
        },
    }
}

/// `path` without a leading `./`.
pub(super) fn tidy(path: &Path) -> &Path {
    match path.strip_prefix(".") {
        Ok(rest) if !rest.as_os_str().is_empty() => rest,
        _ => path,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extensions_decide_in_any_case() {
        assert_eq!(Format::of(Path::new("a/B.TXT")), Some(Format::Text));
        assert_eq!(Format::of(Path::new("a.ndjson")), Some(Format::Jsonl));
        assert_eq!(Format::of(Path::new("a.pdf")), None);
        assert_eq!(tidy(Path::new("./a/b.txt")), Path::new("a/b.txt"));
        assert_eq!(tidy(Path::new(".")), Path::new("."));
    }
}
