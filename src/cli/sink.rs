//! Where the output goes: standard output, or a file that appears whole or not at all.

use anyhow::{Context, Result, anyhow};
use std::fs::{self, File};
use std::io::{self, BufWriter, Stdout, Write};
use std::path::{Path, PathBuf};
use tempfile::{NamedTempFile, TempPath};

/// An output that is open.
pub enum Sink {
    /// Standard output.
    Stdout(BufWriter<Stdout>),
    /// A device or pipe, written as it is.
    Device(BufWriter<File>),
    /// A file under a temporary name in its own folder.
    File {
        /// The temporary file.
        out: BufWriter<File>,
        /// Its name, which removes it when dropped.
        temporary: TempPath,
        /// The name it will have.
        path: PathBuf,
    },
}

impl Sink {
    /// Opens the output: `None` and `-` are standard output.
    pub fn open(path: Option<&Path>) -> Result<Self> {
        let Some(path) = path.filter(|p| *p != Path::new("-")) else {
            return Ok(Self::Stdout(BufWriter::new(io::stdout())));
        };
        // A link keeps pointing to the file, whose content is replaced.
        let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        match fs::metadata(&path) {
            Ok(about) if about.is_dir() => {
                Err(anyhow!("{}: is a folder: name a file for -o", path.display()))
            }
            Ok(about) if !about.is_file() => {
                let file = File::options().write(true).open(&path);
                Ok(Self::Device(BufWriter::new(
                    file.with_context(|| cannot_write(&path))?,
                )))
            }
            _ => Self::file(path),
        }
    }

    fn file(path: PathBuf) -> Result<Self> {
        let folder = path
            .parent()
            .filter(|p| !p.as_os_str().is_empty())
            .unwrap_or(Path::new("."));
        if !folder.is_dir() {
            return Err(anyhow!(
                "{}: there is no folder {}: create it first",
                path.display(),
                folder.display()
            ));
        }
        let temporary = temporary(&path, folder).with_context(|| cannot_write(&path))?;
        let (file, temporary) = temporary.into_parts();
        Ok(Self::File {
            out: BufWriter::new(file),
            temporary,
            path,
        })
    }

    /// Gives a file its name; until then there is none.
    pub fn finish(self) -> Result<()> {
        match self {
            Self::Stdout(mut out) => Ok(out.flush()?),
            Self::Device(mut out) => Ok(out.flush()?),
            Self::File {
                mut out,
                temporary,
                path,
            } => {
                out.flush().with_context(|| cannot_write(&path))?;
                drop(out);
                temporary
                    .persist(&path)
                    .map_err(|e| e.error)
                    .with_context(|| cannot_write(&path))
            }
        }
    }

    fn writer(&mut self) -> &mut dyn Write {
        match self {
            Self::Stdout(out) => out,
            Self::Device(out) | Self::File { out, .. } => out,
        }
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer().flush()
    }
}

/// A hidden file beside `path`, with the permissions that a new file has.
fn temporary(path: &Path, folder: &Path) -> io::Result<NamedTempFile> {
    let name = path.file_name().map(|n| n.to_string_lossy()).unwrap_or_default();
    let prefix = format!(".{name}.");
    let mut builder = tempfile::Builder::new();
    builder.prefix(&prefix).suffix(".part");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}

fn cannot_write(path: &Path) -> String {
    format!("{}: cannot be written", path.display())
}
