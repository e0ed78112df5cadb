//! `guillemet tag --dry-run`: what would be done, without a model and without a change.

use super::Outcome;
use super::tag::{Flags, Way};
use anyhow::Result;
use guillemet::input::Place;
use guillemet::run::WorkFolder;
use guillemet::writers::Layout;
use std::io::{self, Write};

/// Prints the plan.
pub fn show(flags: &Flags, places: &[Place], way: &Way) -> Result<Outcome> {
    let mut out = io::stdout().lock();
    for place in places {
        match place {
            Place::Stdin => writeln!(out, "input   standard input")?,
            Place::Path(path) => writeln!(out, "input   {}", path.display())?,
            Place::List { from: None, .. } => writeln!(out, "input   what the list on standard input names")?,
            Place::List { from: Some(list), .. } => writeln!(out, "input   what {} names", list.display())?,
        }
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
                (true, _) => "an unfinished run: --resume goes on with it, --restart begins again",
                (false, true) => "none; the output exists and would be replaced, with --resume it is kept",
                (false, false) => "none, the run would begin",
            };
            writeln!(out, "resume  {state}")?;
        }
    }
    writeln!(out, "model   {}", flags.model.summary())?;
    Ok(Outcome::Fine)
}
