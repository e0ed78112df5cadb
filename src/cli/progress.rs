//! What a terminal shows while a corpus is read: one line that is written over.

use guillemet::run::Report;
use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

/// The line, shown only on a terminal.
pub struct Progress {
    shown: bool,
    begun: Instant,
    last: Option<Instant>,
    /// Documents still to do when the run began, where their number is known.
    expected: Option<u64>,
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
            expected: None,
        }
    }

    /// The work begins now, with so many documents where that is known.
    pub fn expect(&mut self, documents: Option<u64>) {
        self.begun = Instant::now();
        self.expected = documents;
    }

    /// Shows `report`, a few times a second at most.
    pub fn show(&mut self, report: &Report) {
        if self.shown && self.last.is_none_or(|last| last.elapsed() >= EVERY) {
            self.last = Some(Instant::now());
            let left = self.left(report).map(|left| format!(", {left} left"));
            let line = self.line(report) + &left.unwrap_or_default();
            let _ = write!(io::stderr().lock(), "{CLEAR}{line}");
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

    /// The time that is left if it goes on like this.
    fn left(&self, report: &Report) -> Option<String> {
        let done = report.documents + report.failed;
        let left = self.expected?.saturating_sub(done);
        let seconds = self.begun.elapsed().as_secs();
        (done > 0).then(|| duration(seconds.saturating_mul(left) / done))
    }
}

/// Two units are enough for people: `3 h 20 min`.
fn duration(seconds: u64) -> String {
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3600 => format!("{} min {} s", seconds / 60, seconds % 60),
        3600..86_400 => format!("{} h {} min", seconds / 3600, seconds % 3600 / 60),
        _ => format!("{} d {} h", seconds / 86_400, seconds % 86_400 / 3600),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_is_for_people() {
        let shown = [5, 65, 12_000, 200_000].map(duration);
        assert_eq!(shown, ["5 s", "1 min 5 s", "3 h 20 min", "2 d 7 h"]);
    }
}
