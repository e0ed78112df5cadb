//! Ctrl-C and the like: the first ends a run at a chunk border, the second ends it at once.
//!
//! Refuses: to do anything to the output. A run that is ended at once is as a run that is killed.

use super::complain;
use std::io::{self, IsTerminal};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};

/// Whether a run shall stop, and because of which signal.
#[derive(Debug, Default)]
pub struct Stop {
    /// Set by the first signal.
    pub asked: Arc<AtomicBool>,
    signal: Arc<AtomicU8>,
}

impl Stop {
    /// Waits for signals from now on.
    pub fn watch() -> Self {
        let stop = Self::default();
        #[cfg(unix)]
        stop.listen();
        stop
    }

    /// The signal, 0 without one.
    pub fn signal(&self) -> u8 {
        self.signal.load(Ordering::Relaxed)
    }

    #[cfg(unix)]
    fn listen(&self) {
        use signal_hook::consts::{SIGINT, SIGTERM};
        let Ok(mut signals) = signal_hook::iterator::Signals::new([SIGINT, SIGTERM]) else {
            return;
        };
        let (asked, signal) = (Arc::clone(&self.asked), Arc::clone(&self.signal));
        std::thread::spawn(move || {
            for number in signals.forever() {
                let number = u8::try_from(number).unwrap_or(u8::MAX);
                if asked.swap(true, Ordering::Relaxed) {
                    std::process::exit(128 + i32::from(number));
                }
                signal.store(number, Ordering::Relaxed);
                if io::stderr().is_terminal() {
                    complain("stopping after the documents in hand; once more stops at once");
                }
            }
        });
    }
}
