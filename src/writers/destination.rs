//! Where a corpus is written: standard output, a file, a folder, or memory.
//!
//! A writer never opens a path. It asks its [`Destination`] for the one stream, or for a file of the folder, and says
//! when it is done with it: only then does a file appear under its name, whole. A file that is dropped before leaves
//! nothing behind.

use super::Layout;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use tempfile::TempPath;

/// Something that is being written.
pub trait Output: Write + Send {
    /// Ends it: a file gets its name.
    ///
    /// # Errors
    /// When what is left cannot be written, or the file not be named.
    fn finish(self: Box<Self>) -> io::Result<()>;
}

/// Where outputs go.
pub trait Destination {
    /// The one stream of a format that has one.
    ///
    /// # Errors
    /// When it cannot be opened.
    fn stream(&mut self) -> io::Result<Box<dyn Output>>;

    /// The file `name` of the folder, a relative path whose parts are joined by `/`.
    ///
    /// # Errors
    /// When it cannot be opened.
    fn file(&mut self, name: &str) -> io::Result<Box<dyn Output>>;

    /// A file that belongs to the stream and is called `name`; `None` where there is no place for it.
    ///
    /// # Errors
    /// When it cannot be opened.
    fn beside(&mut self, name: &str) -> io::Result<Option<Box<dyn Output>>>;
}

/// Why nothing can be written there.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DestinationError {
    /// One stream, and a folder to put it in.
    #[error("{path}: is a folder: name a file for -o", path = path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
    },
    /// A folder of files, and a file where it should be.
    #[error("{path}: is a file: a folder is written here, name another one after -o", path = path.display())]
    File {
        /// The file.
        path: PathBuf,
    },
    /// A folder of files, and standard output.
    #[error("this is written as a folder of files: name the folder after -o")]
    Stdout,
    /// The folder above does not exist.
    #[error("{path}: there is no folder {folder}: create it first", path = path.display(), folder = folder.display())]
    Nowhere {
        /// What was to be written.
        path: PathBuf,
        /// The folder that is missing.
        folder: PathBuf,
    },
    /// The system refuses.
    #[error("{path}: cannot be written", path = path.display())]
    Io {
        /// What was to be written.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
}

/// The destination that `-o PATH` names; nothing and `-` are standard output.
///
/// # Errors
/// When `path` cannot be what `layout` needs. A folder is made if it is missing.
pub fn open(path: Option<&Path>, layout: Layout) -> Result<Box<dyn Destination>, DestinationError> {
    let Some(path) = path.filter(|p| *p != Path::new("-")) else {
        return match layout {
            Layout::Stream => Ok(Box::new(Stdout)),
            Layout::Folder => Err(DestinationError::Stdout),
        };
    };
    // A link keeps pointing to the file, whose content is replaced.
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let about = fs::metadata(&path).ok();
    let folder = about.as_ref().is_some_and(fs::Metadata::is_dir);
    match layout {
        Layout::Stream if folder => return Err(DestinationError::Folder { path }),
        Layout::Folder if about.is_some() && !folder => return Err(DestinationError::File { path }),
        _ => {}
    }
    let above = above(&path);
    if !above.is_dir() {
        let folder = above.to_owned();
        return Err(DestinationError::Nowhere { path, folder });
    }
    match layout {
        Layout::Stream => Ok(Box::new(OneFile { path })),
        Layout::Folder if folder => Ok(Box::new(Folder { path })),
        Layout::Folder => match fs::create_dir(&path) {
            Ok(()) => Ok(Box::new(Folder { path })),
            Err(source) => Err(DestinationError::Io { path, source }),
        },
    }
}

fn above(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Standard output.
#[derive(Debug, Clone, Copy, Default)]
pub struct Stdout;

impl Destination for Stdout {
    fn stream(&mut self) -> io::Result<Box<dyn Output>> {
        Ok(Box::new(Plain(BufWriter::new(io::stdout()))))
    }

    fn file(&mut self, _: &str) -> io::Result<Box<dyn Output>> {
        Err(io::Error::other(DestinationError::Stdout))
    }

    fn beside(&mut self, _: &str) -> io::Result<Option<Box<dyn Output>>> {
        Ok(None)
    }
}

/// One file, or a device or pipe, which is written as it is.
#[derive(Debug, Clone)]
pub struct OneFile {
    path: PathBuf,
}

impl Destination for OneFile {
    fn stream(&mut self) -> io::Result<Box<dyn Output>> {
        match fs::metadata(&self.path) {
            Ok(about) if !about.is_file() => {
                let file = File::options().write(true).open(&self.path);
                let file = file.map_err(|e| unwritten(&self.path, &e))?;
                Ok(Box::new(Plain(BufWriter::new(file))))
            }
            _ => Ok(Box::new(Whole::create(self.path.clone())?)),
        }
    }

    fn file(&mut self, _: &str) -> io::Result<Box<dyn Output>> {
        let path = self.path.clone();
        Err(io::Error::other(DestinationError::File { path }))
    }

    fn beside(&mut self, name: &str) -> io::Result<Option<Box<dyn Output>>> {
        if fs::metadata(&self.path).is_ok_and(|about| !about.is_file()) {
            return Ok(None);
        }
        let stem = self.path.file_stem().unwrap_or_default().to_string_lossy();
        let path = above(&self.path).join(format!("{stem}.{name}"));
        Ok(Some(Box::new(Whole::create(path)?)))
    }
}

/// A folder. Files that it holds already stay, unless they are written anew.
#[derive(Debug, Clone)]
pub struct Folder {
    path: PathBuf,
}

impl Destination for Folder {
    fn stream(&mut self) -> io::Result<Box<dyn Output>> {
        let path = self.path.clone();
        Err(io::Error::other(DestinationError::Folder { path }))
    }

    fn file(&mut self, name: &str) -> io::Result<Box<dyn Output>> {
        let path = self.path.join(name);
        fs::create_dir_all(above(&path)).map_err(|e| unwritten(&path, &e))?;
        Ok(Box::new(Whole::create(path)?))
    }

    fn beside(&mut self, name: &str) -> io::Result<Option<Box<dyn Output>>> {
        self.file(name).map(Some)
    }
}

/// Written as it comes.
struct Plain<W: Write>(BufWriter<W>);

impl<W: Write> Write for Plain<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl<W: Write + Send> Output for Plain<W> {
    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.0.flush()
    }
}

/// What a temporary name ends in.
const UNFINISHED: &str = ".part";

/// Removes the temporary files that a killed process left where it wrote the file or the folder `path`.
///
/// Nobody else may be writing there now: whoever calls this holds the lock of the run (`run::work`).
///
/// # Errors
/// When one is there and cannot be removed.
pub fn sweep(path: &Path) -> io::Result<()> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let beside = walkdir::WalkDir::new(above(path)).min_depth(1).max_depth(1);
    let inside = walkdir::WalkDir::new(path).min_depth(1);
    let left = |file: &walkdir::DirEntry, prefix: &str| {
        let name = file.file_name().to_string_lossy();
        file.file_type().is_file() && name.starts_with(prefix) && name.ends_with(UNFINISHED)
    };
    let own = format!(".{name}.");
    let beside = beside.into_iter().flatten().filter(|file| left(file, &own));
    let inside = inside.into_iter().flatten().filter(|file| left(file, "."));
    for file in beside.chain(inside) {
        fs::remove_file(file.path()).map_err(|e| unwritten(file.path(), &e))?;
    }
    Ok(())
}

/// A file under a temporary name in its own folder.
struct Whole {
    out: BufWriter<File>,
    /// Its name, which removes it when dropped.
    temporary: TempPath,
    path: PathBuf,
}

impl Whole {
    fn create(path: PathBuf) -> io::Result<Self> {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        // Hidden, beside the file, and with the permissions that a new file has.
        let prefix = format!(".{name}.");
        let mut builder = tempfile::Builder::new();
        builder.prefix(&prefix).suffix(UNFINISHED);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            builder.permissions(fs::Permissions::from_mode(0o666));
        }
        let temporary = builder.tempfile_in(above(&path));
        let (file, temporary) = temporary.map_err(|e| unwritten(&path, &e))?.into_parts();
        let out = BufWriter::new(file);
        Ok(Self { out, temporary, path })
    }
}

impl Write for Whole {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes).map_err(|e| unwritten(&self.path, &e))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush().map_err(|e| unwritten(&self.path, &e))
    }
}

impl Output for Whole {
    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.flush()?;
        let Self { out, temporary, path } = *self;
        drop(out);
        temporary.persist(&path).map_err(|e| unwritten(&path, &e.error))
    }
}

/// What the system said, with the path; its kind stays, by which a closed pipe is told.
fn unwritten(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(
        error.kind(),
        format!("{}: cannot be written: {error}", path.display()),
    )
}

/// Files in memory, by name; the stream is called `""`.
#[derive(Debug, Clone, Default)]
pub struct Memory {
    files: Arc<Mutex<BTreeMap<String, Vec<u8>>>>,
}

impl Memory {
    /// Every file that is finished.
    #[must_use]
    pub fn files(&self) -> BTreeMap<String, Vec<u8>> {
        self.files.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn create(&self, name: &str) -> Box<dyn Output> {
        Box::new(Remembered {
            files: Arc::clone(&self.files),
            name: name.to_owned(),
            bytes: Vec::new(),
        })
    }
}

impl Destination for Memory {
    fn stream(&mut self) -> io::Result<Box<dyn Output>> {
        Ok(self.create(""))
    }

    fn file(&mut self, name: &str) -> io::Result<Box<dyn Output>> {
        Ok(self.create(name))
    }

    fn beside(&mut self, name: &str) -> io::Result<Option<Box<dyn Output>>> {
        Ok(Some(self.create(name)))
    }
}

struct Remembered {
    files: Arc<Mutex<BTreeMap<String, Vec<u8>>>>,
    name: String,
    bytes: Vec<u8>,
}

impl Write for Remembered {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Output for Remembered {
    fn finish(self: Box<Self>) -> io::Result<()> {
        let Self { files, name, bytes } = *self;
        files
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(name, bytes);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(path: Option<&Path>, layout: Layout) -> String {
        open(path, layout)
            .err()
            .map(|e| e.to_string())
            .unwrap_or_default()
    }

    #[test]
    fn what_a_killed_process_left_is_swept_and_nothing_else() {
        let here = tempfile::tempdir().unwrap();
        let file = |name: &str| {
            fs::write(here.path().join(name), "x").unwrap();
        };
        fs::create_dir_all(here.path().join("site/b")).unwrap();
        for name in [
            ".a.csv.X1.part",
            ".b.csv.X1.part",
            "a.csv.part",
            "site/b/.c.X2.part",
            "site/c",
        ] {
            file(name);
        }
        sweep(&here.path().join("a.csv")).unwrap();
        sweep(&here.path().join("site")).unwrap();
        let there = |name: &str| here.path().join(name).exists();
        assert!(!there(".a.csv.X1.part") && !there("site/b/.c.X2.part"));
        assert!(there(".b.csv.X1.part") && there("a.csv.part") && there("site/c"));
    }

    #[test]
    fn a_file_has_its_name_when_it_is_whole() {
        let here = tempfile::tempdir().unwrap();
        let path = here.path().join("out.csv");
        let names = || fs::read_dir(here.path()).unwrap().count();
        let mut to = open(Some(&path), Layout::Stream).unwrap();
        let mut dropped = to.stream().unwrap();
        dropped.write_all(b"half").unwrap();
        drop(dropped);
        assert_eq!(names(), 0);
        for content in ["one", "two"] {
            let mut out = to.stream().unwrap();
            out.write_all(content.as_bytes()).unwrap();
            assert!(!path.exists() || content == "two");
            out.finish().unwrap();
            assert_eq!(fs::read_to_string(&path).unwrap(), content);
        }
        to.beside("labels.xml").unwrap().unwrap().finish().unwrap();
        assert!(here.path().join("out.labels.xml").exists());
        assert_eq!(names(), 2);
    }

    #[test]
    fn a_folder_holds_folders() {
        let here = tempfile::tempdir().unwrap();
        let path = here.path().join("corpus");
        let mut to = open(Some(&path), Layout::Folder).unwrap();
        to.file("a/b.txt").unwrap().finish().unwrap();
        assert!(path.join("a/b.txt").is_file());
        assert!(to.stream().is_err());
    }

    #[test]
    fn what_cannot_be_is_said() {
        let here = tempfile::tempdir().unwrap();
        let file = here.path().join("file");
        fs::write(&file, "").unwrap();
        assert!(refusal(Some(here.path()), Layout::Stream).ends_with(": is a folder: name a file for -o"));
        assert!(refusal(Some(&file), Layout::Folder).contains(": is a file: "));
        assert!(refusal(None, Layout::Folder).contains("name the folder after -o"));
        assert!(refusal(Some(&here.path().join("no/x")), Layout::Folder).ends_with("no: create it first"));
    }
}
