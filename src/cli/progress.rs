//! What a terminal shows while a corpus is read: one line that is written over.

use guillemet::input::Documents;
use guillemet::run::Report;
use std::io::{self, IsTerminal, Write};
use std::sync::{Arc, OnceLock};
use std::thread;
use std::time::{Duration, Instant};

/// The line, shown only on a terminal.
pub struct Progress {
    shown: bool,
    begun: Instant,
    last: Option<Instant>,
    /// Bytes of text that were done before.
    before: u64,
    /// Bytes of text in all, once they are counted.
    total: Arc<OnceLock<u64>>,
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
            before: 0,
            total: Arc::default(),
        }
    }

    /// Whether there is anybody who sees it.
    pub const fn is_shown(&self) -> bool {
        self.shown
    }

    /// The work begins now. `all` documents are counted while it goes on, which takes a thousandth of its time; `before`
    /// bytes of their text are done.
    pub fn begin(&mut self, all: Option<Documents>, before: u64) {
        self.begun = Instant::now();
        self.before = before;
        if let Some(all) = all {
            let total = Arc::clone(&self.total);
            // Nobody waits for it: a run that ends first needs no time left.
            thread::spawn(move || total.set(all.flatten().map(|input| size(&input.text)).sum()));
        }
    }

    /// Shows `report`, a few times a second at most.
    pub fn show(&mut self, report: &Report) {
        if self.shown && self.last.is_none_or(|last| last.elapsed() >= EVERY) {
            self.last = Some(Instant::now());
            let total = self.total.get();
            let left = total.and_then(|total| left(self.begun.elapsed(), report.bytes, self.before, *total));
            let line = self.line(report) + &left.map(|left| format!(", {left} left")).unwrap_or_default();
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
}

fn size(text: &str) -> u64 {
    u64::try_from(text.len()).unwrap_or(u64::MAX)
}

/// The time that is left if it goes on like this: `done` bytes since the run began, `before` before, `total` in all.
fn left(elapsed: Duration, done: u64, before: u64, total: u64) -> Option<String> {
    let left = total.saturating_sub(done).saturating_sub(before);
    let seconds = elapsed.as_secs().saturating_mul(left).checked_div(done)?;
    Some(duration(seconds))
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
    fn what_was_done_before_is_not_left() {
        let minute = Duration::from_secs(60);
        assert_eq!(left(minute, 100, 300, 1000).as_deref(), Some("6 min 0 s"));
        assert_eq!(left(minute, 0, 300, 1000), None);
        assert_eq!(left(minute, 10, 1000, 1000).as_deref(), Some("0 s"));
    }

    #[test]
    fn time_is_for_people() {
        let shown = [5, 65, 12_000, 200_000].map(duration);
        assert_eq!(shown, ["5 s", "1 min 5 s", "3 h 20 min", "2 d 7 h"]);
    }
}
