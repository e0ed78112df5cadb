//! What a run that may be killed at any moment leaves behind, and how the next one goes on.
//!
//! Beside an output `corpus.jsonl` stands the folder `corpus.jsonl.part` until the output is complete:
//!
//! ```text
//! run.json       what decides the answers: inputs, options, model, version; present once the run has begun
//! records.jsonl  one record a line, in the order of the documents; appended chunk by chunk, each on the disk before the next
//! errors.jsonl   one line a document that has no record, with its position
//! ```
//!
//! The documents come in the same order again, so the lines say which of them are answered: a position is one of
//! `errors.jsonl`, or the next line of `records.jsonl`. A chunk's failures are on the disk before its records, so that
//! no kill can shift the count. A last line that was cut short, and whatever follows it, is cut off and made again; every
//! id is compared with the document that stands there now.
//! At the end `records.jsonl` is renamed (or converted, then removed), which is the one moment that counts; what a kill
//! leaves after it is tidied up by the next run.
//! Refuses: to go on with other settings, to be used by two runs at once, and to remove what it did not write.

mod error;
mod lines;

pub use error::WorkError;

use super::Answers;
use crate::document::{Failure, Record};
use crate::input::Documents;
use crate::writers::Writer;
use crate::writers::jsonl::Jsonl;
use error::failed;
use lines::{Head, Lines};
use serde_json::{Map, Value};
use std::fs::{self, File, TryLockError};
use std::io::{self, BufRead, BufReader, Write};
use std::iter;
use std::path::{Path, PathBuf};

/// What decides the answers of a run, by name. Two runs with equal settings give the same output.
pub type Settings = Map<String, Value>;

/// What to do with the folder of an unfinished run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfinished {
    /// Leave it alone, and say so.
    Refuse,
    /// Go on with it.
    Resume,
    /// Remove it, and begin again.
    Restart,
}

/// How many documents were answered before.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Before {
    /// Those that have a record.
    pub documents: u64,
    /// Bytes of their text.
    pub bytes: u64,
    /// Those that have none.
    pub failed: u64,
}

/// The folder of a run that is open, and its answers so far. See the module's page.
#[derive(Debug)]
pub struct WorkFolder {
    output: PathBuf,
    path: PathBuf,
    /// Holds the lock.
    run: File,
    /// `None` once the records have become the output.
    files: Option<Files<File>>,
    /// Lines of the chunk that is not written yet.
    waiting: Files<Vec<u8>>,
}

/// Something for each of the two files.
#[derive(Debug, Default)]
struct Files<T> {
    records: T,
    errors: T,
}

const RUN: &str = "run.json";
const RECORDS: &str = "records.jsonl";
const ERRORS: &str = "errors.jsonl";

/// `path` with `ending` after its name.
fn with(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

impl WorkFolder {
    /// The folder of `output`.
    #[must_use]
    pub fn path(output: &Path) -> PathBuf {
        with(output, ".part")
    }

    /// The file beside `output` that lists the documents without a record.
    #[must_use]
    pub fn errors(output: &Path) -> PathBuf {
        with(output, ".errors.jsonl")
    }

    /// Whether a run to `output` was begun and not finished.
    #[must_use]
    pub fn unfinished(output: &Path) -> bool {
        Self::path(output).join(RUN).exists()
    }

    /// How many documents an unfinished run to `output` has answered, those without a record among them.
    #[must_use]
    pub fn answered(output: &Path) -> u64 {
        let count = |name: &str| {
            let file = File::open(Self::path(output).join(name));
            file.map_or(0, |file| BufReader::new(file).split(b'\n').count())
        };
        u64::try_from(count(RECORDS) + count(ERRORS)).unwrap_or(u64::MAX)
    }

    /// Opens the folder of `output`, or makes it.
    ///
    /// # Errors
    /// When an unfinished run lies there that is not to be resumed, or that had other settings; when the system refuses.
    pub fn open(output: &Path, settings: &Settings, unfinished: Unfinished) -> Result<Self, WorkError> {
        if !Self::unfinished(output) {
            return Self::begin(output, settings);
        }
        let path = Self::path(output);
        let complete = !path.join(RECORDS).exists();
        if unfinished == Unfinished::Refuse && !complete {
            return Err(WorkError::Unfinished { path });
        }
        let file = path.join(RUN);
        let run = File::open(&file).map_err(failed(&file))?;
        lock(&run, &path)?;
        if unfinished == Unfinished::Restart {
            for name in [RUN, RECORDS, ERRORS] {
                remove(&path.join(name))?;
            }
            return Self::begin(output, settings);
        }
        let mut work = Self {
            output: output.to_owned(),
            run,
            files: None,
            waiting: Files::default(),
            path,
        };
        if complete && unfinished == Unfinished::Refuse {
            work.end()?;
            return Self::begin(output, settings);
        }
        work.compare(settings)?;
        if !complete {
            work.files = Some(Files {
                records: work.reopen(RECORDS)?,
                errors: work.reopen(ERRORS)?,
            });
        }
        Ok(work)
    }

    /// Refuses settings that are not those of the run.
    fn compare(&self, settings: &Settings) -> Result<(), WorkError> {
        let file = self.path.join(RUN);
        let then = fs::read(&file).map_err(failed(&file))?;
        let then: Settings = serde_json::from_slice(&then).map_err(|e| failed(&file)(e.into()))?;
        let names = then.keys().chain(settings.keys());
        if let Some(name) = names.into_iter().find(|n| then.get(*n) != settings.get(*n)) {
            let value = |of: &Settings| of.get(name).cloned().unwrap_or_default();
            return Err(WorkError::Other {
                path: self.path.clone(),
                name: name.clone(),
                then: value(&then),
                now: value(settings),
            });
        }
        Ok(())
    }

    fn reopen(&self, name: &str) -> Result<File, WorkError> {
        let file = self.path.join(name);
        let opened = File::options().read(true).write(true).open(&file);
        opened.map_err(failed(&file))
    }

    fn begin(output: &Path, settings: &Settings) -> Result<Self, WorkError> {
        let path = Self::path(output);
        fs::create_dir_all(&path).map_err(failed(&path))?;
        // The run has begun when this file has its name, so it gets it last.
        let (new, file) = (path.join("run.json.new"), path.join(RUN));
        let run = File::options()
            .write(true)
            .create(true)
            .truncate(false)
            .open(&new);
        let mut run = run.map_err(failed(&new))?;
        lock(&run, &path)?;
        if file.exists() {
            return Err(WorkError::Busy { path });
        }
        let create = |name: &str| {
            let file = path.join(name);
            File::create(&file).map_err(failed(&file))
        };
        let files = Files {
            records: create(RECORDS)?,
            errors: create(ERRORS)?,
        };
        let mut write = || {
            run.set_len(0)?;
            serde_json::to_writer_pretty(&mut run, settings)?;
            run.sync_all()?;
            fs::rename(&new, &file)
        };
        write().map_err(failed(&new))?;
        sync_folder(&path);
        Ok(Self {
            output: output.to_owned(),
            run,
            files: Some(files),
            waiting: Files::default(),
            path,
        })
    }

    /// Whether the records have become the output already, and only tidying up is left.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.files.is_none()
    }

    /// Passes over the documents that are answered; what is left, and how many those were. `first` is the position of
    /// the first document, from 0.
    ///
    /// # Errors
    /// When the documents are not the same as before, or the system refuses.
    pub fn pass_over(
        &mut self,
        mut documents: Documents,
        first: u64,
    ) -> Result<(Documents, Before), WorkError> {
        let mut before = Before::default();
        let Some(files) = &self.files else {
            return Ok((documents, before));
        };
        let mut records = Lines::<Head>::new(&files.records, self.path.join(RECORDS));
        let mut errors = Lines::<Failure>::new(&files.errors, self.path.join(ERRORS));
        if records.is_empty()? && errors.is_empty()? {
            return Ok((documents, before));
        }
        let mut failure = errors.next()?;
        let mut position = first;
        let next = loop {
            position += 1;
            let document = documents.next();
            if failure.as_ref().is_some_and(|f| f.position == position) {
                if document.is_none() {
                    return Err(self.changed(position, "one that could not be read", "none"));
                }
                before.failed += 1;
                errors.keep();
                failure = errors.next()?;
                continue;
            }
            let Some(Head { id }) = records.next()? else {
                break document;
            };
            match document {
                Some(Ok(input)) if input.id == id => {
                    before.bytes += u64::try_from(input.text.len()).unwrap_or(u64::MAX);
                }
                Some(Ok(input)) => return Err(self.changed(position, &id, &input.id)),
                Some(Err(error)) => return Err(self.changed(position, &id, &error.to_string())),
                None => return Err(self.changed(position, &id, "none")),
            }
            before.documents += 1;
            records.keep();
        };
        records.cut()?;
        errors.cut()?;
        Ok((Box::new(next.into_iter().chain(documents)), before))
    }

    fn changed(&self, position: u64, then: &str, now: &str) -> WorkError {
        WorkError::Changed {
            path: self.path.clone(),
            position,
            then: then.to_owned(),
            now: now.to_owned(),
        }
    }

    /// The records so far, read back from the disk.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn records(&self) -> Result<impl Iterator<Item = io::Result<Record>> + use<>, WorkError> {
        let path = self.path.join(RECORDS);
        let mut lines = BufReader::new(File::open(&path).map_err(failed(&path))?);
        let mut line = Vec::new();
        Ok(iter::from_fn(move || {
            line.clear();
            match lines.read_until(b'\n', &mut line) {
                Ok(0) => None,
                Ok(_) => Some(serde_json::from_slice(&line).map_err(io::Error::from)),
                Err(error) => Some(Err(error)),
            }
        }))
    }

    /// The records become the output, as they are.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn rename(&mut self) -> Result<(), WorkError> {
        let records = self.path.join(RECORDS);
        fs::rename(&records, &self.output).map_err(failed(&self.output))?;
        self.files = None;
        if let Some(folder) = self.output.parent() {
            sync_folder(folder);
        }
        Ok(())
    }

    /// Ends the run, once the output stands: the errors get their place beside it, and the folder goes. How many
    /// documents have no record.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn end(self) -> Result<u64, WorkError> {
        let (errors, beside) = (self.path.join(ERRORS), Self::errors(&self.output));
        match fs::metadata(&errors) {
            Ok(about) if about.len() > 0 => fs::rename(&errors, &beside).map_err(failed(&beside))?,
            // The errors of a run before this one are no longer true.
            Ok(_) => {
                remove(&beside)?;
                remove(&errors)?;
            }
            // Already in its place, before a kill.
            Err(_) => {}
        }
        let count = File::open(&beside).map_or(0, |file| BufReader::new(file).lines().count());
        self.remove()?;
        Ok(u64::try_from(count).unwrap_or(u64::MAX))
    }

    /// Removes the folder with all that was answered.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn remove(self) -> Result<(), WorkError> {
        for name in [RUN, RECORDS, ERRORS] {
            remove(&self.path.join(name))?;
        }
        drop(self.run);
        // A folder that holds what others put there stays.
        let _ = fs::remove_dir(&self.path);
        Ok(())
    }
}

impl Answers for WorkFolder {
    fn record(&mut self, record: &Record) -> io::Result<()> {
        Jsonl.write(record, &mut self.waiting.records)
    }

    fn failure(&mut self, failure: &Failure) -> io::Result<()> {
        serde_json::to_writer(&mut self.waiting.errors, failure)?;
        self.waiting.errors.push(b'\n');
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        let Some(files) = &mut self.files else {
            return Ok(());
        };
        let Files { records, errors } = &mut self.waiting;
        for (lines, file, name) in [
            (errors, &mut files.errors, ERRORS),
            (records, &mut files.records, RECORDS),
        ] {
            if lines.is_empty() {
                continue;
            }
            let written = file.write_all(lines).and_then(|()| file.sync_data());
            written.map_err(|e| {
                let path = self.path.join(name);
                io::Error::new(e.kind(), format!("{}: cannot be written: {e}", path.display()))
            })?;
            lines.clear();
        }
        Ok(())
    }
}

/// One process at a time; where the file system has no locks, there is none.
fn lock(run: &File, path: &Path) -> Result<(), WorkError> {
    match run.try_lock() {
        Err(TryLockError::WouldBlock) => Err(WorkError::Busy {
            path: path.to_owned(),
        }),
        Ok(()) | Err(TryLockError::Error(_)) => Ok(()),
    }
}

fn remove(path: &Path) -> Result<(), WorkError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(failed(path)(error)),
        _ => Ok(()),
    }
}

/// Renames in a folder are on the disk once the folder is; where folders cannot be synced, they are when the system
/// likes.
fn sync_folder(path: &Path) {
    let path = if path.as_os_str().is_empty() {
        Path::new(".")
    } else {
        path
    };
    let _ = File::open(path).and_then(|folder| folder.sync_all());
}
