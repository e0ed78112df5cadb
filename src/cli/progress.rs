//! What a terminal shows while a corpus is read: one line that is written over.

use guillemet::run::Report;
use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

/// The line, shown only on a terminal.
pub struct Progress {
    shown: bool,
    begun: Instant,
    last: Option<Instant>,
}

const EVERY: Duration = Duration::from_millis(200);
const CLEAR: &str = "\r\x1b[K";

impl Progress {
    /// Shows nothing if `quiet` or if standard error is no terminal.
    pub fn new(quiet: bool) -> Self {
        Self {
            shown: !quiet && io::stderr().is_terminal(),
            begun: Instant::now(),
            last: None,
        }
    }

    /// Shows `report`, a few times a second at most.
    pub fn show(&mut self, report: &Report) {
        if self.shown && self.last.is_none_or(|last| last.elapsed() >= EVERY) {
            self.last = Some(Instant::now());
            let _ = write!(io::stderr().lock(), "{CLEAR}{}", self.line(report));
        }
    }

    /// Takes the line away, so that another can be written.
    pub fn clear(&mut self) {
        if self.shown && self.last.take().is_some() {
            let _ = write!(io::stderr().lock(), "{CLEAR}");
        }
    }

    /// What was done, once it is.
    pub fn end(&mut self, report: &Report) {
        self.clear();
        if self.shown && report.documents > 1 {
            let _ = writeln!(io::stderr().lock(), "guillemet: {}", self.line(report));
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "a speed for people")]
    fn line(&self, report: &Report) -> String {
        let seconds = self.begun.elapsed().as_secs_f64();
        let Report { documents, words, .. } = report;
        format!(
            "{documents} documents, {words} words, {:.0} words/s",
            *words as f64 / seconds.max(0.001)
        )
    }
}
