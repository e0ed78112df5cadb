//! The flags that say how a run goes on and what is shown of it.

use clap::Args;

/// How a run goes on.
#[derive(Debug, Args)]
#[command(next_help_heading = "Running")]
pub struct RunningFlags {
    /// Stop at the first document that cannot be read, instead of reporting it and going on.
    #[arg(long)]
    pub strict: bool,

    /// No progress on the terminal; errors are still shown.
    #[arg(short, long)]
    pub quiet: bool,
}
