//! The command line, one subcommand a file.
//!
//! Owns: the flags and their help, where output goes, what is shown while a corpus is read, and the exit code:
//! 0 all fine (also when the reader of our output goes away), 1 something could not be read or a check failed, 2 a
//! usage error, 130 or 143 stopped by a signal. An error is one line: `guillemet: what: why: what to do`.
//! Refuses: to do anything that a user of the library could not do.

mod check;
mod config;
mod convert;
mod dry_run;
mod engine;
mod filter;
mod input;
mod models;
mod output;
mod progress;
mod running;
mod score;
mod score_errors;
#[cfg(feature = "serve")]
mod serve;
mod signals;
mod tag;
mod whole;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use guillemet::run::one_line;
use std::io::{self, Write};
use std::process::ExitCode;

const VERSION: &str = match (cfg!(feature = "rten"), cfg!(feature = "torch")) {
    (true, true) => concat!(env!("CARGO_PKG_VERSION"), " (engines: rten, torch)"),
    (true, false) => concat!(env!("CARGO_PKG_VERSION"), " (engine: rten)"),
    (false, true) => concat!(env!("CARGO_PKG_VERSION"), " (engine: torch)"),
    (false, false) => concat!(env!("CARGO_PKG_VERSION"), " (no engine)"),
};

/// Reads French text and says who said what.
///
/// guillemet finds people, places and organisations in French text, and attaches every quotation to its speaker, named
/// (« a rappelé le Président Kassym-Jomart Tokayev ») or not (« Un jeune Russe attendant à la frontière »).
#[derive(Debug, Parser)]
#[command(version = VERSION, propagate_version = true, max_term_width = 100, after_long_help = EXAMPLES)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Examples:
  guillemet tag article.txt                      who said what, in colour, in the terminal
  guillemet tag corpus/ -o corpus.jsonl          a folder of articles, one record a line
  guillemet convert corpus.jsonl -o quotes.csv   the quotations as a table; thirteen formats, see convert --help
  guillemet tag corpus/ --to html -o site        a folder of pages to look at, search and correct
  guillemet serve                                a page to paste a text into, on this machine
  guillemet check corpus.jsonl                   every invariant of these records
  guillemet score quotes gold.jsonl corpus.jsonl how good the quotations are

Exit code: 0 all fine, 1 something could not be read or a check failed, 2 wrong usage,
130 (Ctrl-C) or 143 (SIGTERM) stopped before the end.";

#[derive(Debug, Subcommand)]
enum Command {
    Tag(tag::Flags),
    Convert(convert::Flags),
    Score(score::Flags),
    Check(check::Flags),
    Models(models::Flags),
    #[cfg(feature = "serve")]
    Serve(serve::Flags),
}

/// How a command ended, when it could run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// All fine.
    Fine,
    /// Done, and something is wrong with the data; it has been said.
    Problems,
    /// Stopped by this signal before the end.
    Stopped(u8),
}

/// A command line that cannot be carried out, whatever the data: exit code 2.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Usage(String);

/// Parses, runs, and gives the exit code.
pub fn main() -> ExitCode {
    match command() {
        Ok(Outcome::Fine) => ExitCode::SUCCESS,
        Ok(Outcome::Problems) => ExitCode::from(1),
        Ok(Outcome::Stopped(signal)) => ExitCode::from(128 + signal),
        Err(error) if broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&one_line(error.as_ref()));
            ExitCode::from(if error.is::<Usage>() { 2 } else { 1 })
        }
    }
}

/// Parses and runs.
fn command() -> anyhow::Result<Outcome> {
    let matches = config::parse(Cli::command())?;
    let cli = Cli::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    match cli.command {
        Command::Tag(flags) => tag::run(&flags, config::settings(&Cli::command(), &matches)),
        Command::Convert(flags) => convert::run(&flags),
        Command::Score(flags) => score::run(&flags),
        Command::Check(flags) => check::run(&flags),
        Command::Models(flags) => models::run(&flags),
        #[cfg(feature = "serve")]
        Command::Serve(flags) => serve::run(&flags),
    }
}

/// Whether whoever reads our output went away, as `head` does.
fn broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|e| {
        e.downcast_ref::<io::Error>()
            .is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe)
    })
}

/// One line on standard error; a closed standard error is no reason to stop.
fn complain(line: &str) {
    let _ = writeln!(io::stderr().lock(), "guillemet: {line}");
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn causes_are_joined_once() {
        let io = io::Error::other("disk full");
        let error = anyhow::Error::from(io).context("cannot write").context("a.jsonl");
        assert_eq!(one_line(error.as_ref()), "a.jsonl: cannot write: disk full");
    }
}
