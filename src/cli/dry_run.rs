//! `guillemet tag --dry-run`: what would be done, without a model and without a change.
//!
//! The documents are read and counted, so that what cannot be read is known before days of work.

use super::tag::{Flags, Way, can_be_read_twice};
use super::{Outcome, complain};
use anyhow::Result;
use guillemet::input::{self, Place};
use guillemet::run::{WorkFolder, one_line};
use guillemet::writers::Layout;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;

/// Prints the plan.
pub fn show(flags: &Flags, places: &[Place], way: &Way) -> Result<Outcome> {
    let mut out = io::stdout().lock();
    if can_be_read_twice(places) {
        count(flags, places, &mut out)?;
    } else {
        writeln!(out, "input   a pipe, which cannot be counted")?;
    }
    if let Some(shard) = flags.running.shard {
        writeln!(out, "shard   {shard}, of the documents in this order")?;
    }
    let format = flags.output.format();
    match way {
        Way::Filter => writeln!(out, "output  standard output, {format}, a line for each line")?,
        Way::Stream => writeln!(out, "output  standard output or a device, {format}, as it comes")?,
        Way::Whole(output) => {
            let what = match flags.output.layout() {
                Layout::Stream => "one file",
                Layout::Folder => "a folder",
            };
            writeln!(out, "output  {}, {format}, {what}", output.display())?;
            writeln!(out, "errors  {}", WorkFolder::errors(output).display())?;
            let state = match (WorkFolder::unfinished(output), output.exists()) {
                (true, _) => format!(
                    "an unfinished run with {} documents: --resume goes on with it, --restart begins again",
                    WorkFolder::answered(output)
                ),
                (false, true) => {
                    "none; the output exists and would be replaced, with --resume it is kept".into()
                }
                (false, false) => "none, the run would begin".into(),
            };
            writeln!(out, "resume  {state}")?;
        }
    }
    writeln!(out, "model   {}", flags.model.summary())?;
    Ok(Outcome::Fine)
}

/// What is read: how many documents of which kind of file, and which cannot be.
fn count(flags: &Flags, places: &[Place], out: &mut dyn Write) -> Result<()> {
    let mut kinds: BTreeMap<String, (u64, usize)> = BTreeMap::new();
    let mut failed = 0_u64;
    for document in input::documents(places.to_vec(), flags.input.options()) {
        match document {
            Ok(input) => {
                let (documents, bytes) = kinds.entry(kind(input.source.as_deref())).or_default();
                *documents += 1;
                *bytes += input.text.len();
            }
            Err(error) => {
                failed += 1;
                complain(&one_line(&error));
            }
        }
    }
    for (kind, (documents, bytes)) in kinds {
        writeln!(
            out,
            "input   {kind}: {documents} documents, {} KB of text",
            bytes.div_ceil(1024)
        )?;
    }
    if failed > 0 {
        writeln!(out, "input   {failed} that cannot be read, see above")?;
    }
    Ok(())
}

/// The ending of a file's name, that of a compressed one as a whole: `txt`, `jsonl.gz`.
fn kind(source: Option<&str>) -> String {
    let path = Path::new(source.unwrap_or_default());
    let ending = |path: &Path| path.extension().map(|e| e.to_string_lossy().to_lowercase());
    match ending(path) {
        None => "other".into(),
        Some(outer) if matches!(outer.as_str(), "gz" | "zst") => {
            let inner = ending(Path::new(path.file_stem().unwrap_or_default()));
            inner.map_or_else(|| outer.clone(), |inner| format!("{inner}.{outer}"))
        }
        Some(ending) => ending,
    }
}
