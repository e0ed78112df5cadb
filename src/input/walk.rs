//! Paths, folders, patterns and lists to files, in an order that is always the same.
//!
//! Places come in the order given, the files of a folder or of a pattern sorted by name, those of a list in its order. A
//! folder gives its files whose extension says what they are; hidden files and folders are passed over, and so is what is
//! no file (a pipe, a device). A file named itself is read whatever it is called.

use super::format::Format;
use super::{InputError, list};
use std::path::{Path, PathBuf};
use std::{fs, iter};
use walkdir::{DirEntry, WalkDir};

/// Where documents come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// Standard input.
    Stdin,
    /// A file, a folder of files, or, where nothing has that name, a pattern: `corpus/**/*.txt`.
    Path(PathBuf),
    /// A list of files and folders.
    List {
        /// The list; `None` is standard input.
        from: Option<PathBuf>,
        /// What stands between its paths: a NUL character instead of a line break.
        nul: bool,
    },
}

impl Place {
    /// Whether it needs standard input, which can be read once.
    #[must_use]
    pub const fn reads_stdin(&self) -> bool {
        matches!(self, Self::Stdin | Self::List { from: None, .. })
    }
}

/// Files one by one: each is [`Place::Stdin`] or the [`Place::Path`] of a file.
pub type Files = Box<dyn Iterator<Item = Result<Place, InputError>> + Send>;

/// The files of `places`, in their order; in folders only those of `format`, where one is wanted.
///
/// The answer is the same as long as the folders are: a run that is cut in parts or taken up again may count on it.
#[must_use]
pub fn files(places: Vec<Place>, format: Option<Format>) -> Files {
    Box::new(places.into_iter().flat_map(move |place| files_of(place, format)))
}

fn files_of(place: Place, format: Option<Format>) -> Files {
    match place {
        Place::Stdin => Box::new(iter::once(Ok(Place::Stdin))),
        Place::List { from, nul } => {
            let paths = list::paths(from, nul);
            Box::new(paths.flat_map(move |path| match path {
                Ok(path) => named(path, format),
                Err(error) => Box::new(iter::once(Err(error))),
            }))
        }
        Place::Path(path) => match pattern(&path) {
            Some(pattern) => matching(pattern, format),
            None => named(path, format),
        },
    }
}

/// The files of a path that exists, or why it has none.
fn named(path: PathBuf, format: Option<Format>) -> Files {
    match fs::metadata(&path) {
        Ok(about) if about.is_dir() => folder(path, format),
        Ok(_) => Box::new(iter::once(Ok(Place::Path(path)))),
        Err(source) => Box::new(iter::once(Err(InputError::io(&path, source)))),
    }
}

/// `path` as a pattern, where nothing has that name and it holds `*`, `?` or `[`.
fn pattern(path: &Path) -> Option<&str> {
    let pattern = path.to_str()?;
    (pattern.contains(['*', '?', '[']) && fs::symlink_metadata(path).is_err()).then_some(pattern)
}

/// What a pattern matches, sorted; a folder among it gives its files.
fn matching(pattern: &str, format: Option<Format>) -> Files {
    let options = glob::MatchOptions {
        require_literal_leading_dot: true,
        ..glob::MatchOptions::default()
    };
    let failed = |problem: String| -> Files {
        Box::new(iter::once(Err(InputError::Pattern {
            pattern: pattern.to_owned(),
            problem,
        })))
    };
    let found = match glob::glob_with(pattern, options) {
        Ok(found) => found,
        Err(error) => return failed(format!("is no pattern ({}): check its brackets", error.msg)),
    };
    let mut found: Vec<Result<PathBuf, glob::GlobError>> = found.collect();
    found.sort_by(|a, b| path_of(a).cmp(path_of(b)));
    // Where a pattern matches a folder and, by **, what is in it, everything would come twice.
    if pattern.contains("**") {
        found.retain(|path| !path_of(path).is_dir());
    }
    if found.is_empty() {
        return failed("matches no file: check the pattern, and quote it".into());
    }
    Box::new(found.into_iter().flat_map(move |path| match path {
        Ok(path) => named(path, format),
        Err(error) => {
            let path = error.path().to_owned();
            Box::new(iter::once(Err(InputError::io(&path, error.into()))))
        }
    }))
}

fn path_of(found: &Result<PathBuf, glob::GlobError>) -> &Path {
    match found {
        Ok(path) => path,
        Err(error) => error.path(),
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
    entry.file_name().as_encoded_bytes().starts_with(b".")
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
    fn names_lose_their_dot() {
        assert_eq!(tidy(Path::new("./a/b.txt")), Path::new("a/b.txt"));
        assert_eq!(tidy(Path::new(".")), Path::new("."));
    }

    #[test]
    fn only_what_does_not_exist_may_be_a_pattern() {
        let here = tempfile::tempdir().unwrap();
        let odd = here.path().join("a[1].txt");
        assert!(pattern(&odd).is_some());
        fs::write(&odd, "x").unwrap();
        assert_eq!(pattern(&odd), None);
        assert_eq!(pattern(Path::new("no/such.txt")), None);
    }
}
