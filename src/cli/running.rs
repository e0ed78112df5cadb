//! The flags that say how a run goes on and what is shown of it.

use clap::Args;
use guillemet::run::Shard;
use guillemet::run::work::Unfinished;
use std::path::PathBuf;

/// How a run goes on.
#[derive(Debug, Args)]
#[command(next_help_heading = "Running")]
pub struct RunningFlags {
    /// Go on with a run that was killed, or stopped, before its end.
    ///
    /// Takes the same inputs and options as before; --to, --threads and --strict may differ. What is answered is not
    /// tagged again, and the output is what a run without a break writes. Without an unfinished run it begins one; a
    /// complete output is left as it is.
    #[arg(long)]
    pub resume: bool,

    /// Remove what an unfinished run left, and begin again.
    #[arg(long, conflicts_with = "resume")]
    pub restart: bool,

    /// Tag one part of the corpus: 3/16 is the third of sixteen.
    ///
    /// The parts are runs of neighbouring documents: their outputs, one after the other, are the output of a single
    /// run, byte for byte. Every part reads the input twice to count it, which takes little beside tagging. In a Slurm
    /// array from 1 to 16: --shard "$SLURM_ARRAY_TASK_ID/16" -o "part-$SLURM_ARRAY_TASK_ID.jsonl" --resume
    #[arg(long, value_name = "K/N")]
    pub shard: Option<Shard>,

    /// Stop at the first document that cannot be read, instead of reporting it and going on.
    #[arg(long)]
    pub strict: bool,

    /// Say what would be read and written, and do nothing.
    #[arg(long)]
    pub dry_run: bool,

    /// Take options from a TOML file.
    ///
    /// Its keys are the long names of the options, as in text-field = "body", and paths for what is read. An option on
    /// the command line wins over one in the environment (GUILLEMET_ and its name, as in GUILLEMET_TEXT_FIELD), which
    /// wins over the file.
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,

    /// No progress on the terminal; errors are still shown.
    #[arg(short, long)]
    pub quiet: bool,
}

impl RunningFlags {
    /// What to do with an unfinished run.
    pub const fn unfinished(&self) -> Unfinished {
        match (self.resume, self.restart) {
            (true, _) => Unfinished::Resume,
            (_, true) => Unfinished::Restart,
            _ => Unfinished::Refuse,
        }
    }
}
