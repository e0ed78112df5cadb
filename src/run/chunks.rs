//! Documents read ahead by a thread, in chunks.

use super::Limits;
use crate::input::{Documents, InputError};
use crate::pipeline::Input;
use std::panic;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

type Document = Result<Input, InputError>;

/// The documents of an iterator in chunks, in order; none is empty.
///
/// The thread is not waited for when chunks are dropped early: it may stand in a read that never returns.
pub(super) struct Chunks {
    documents: Receiver<Document>,
    limits: Limits,
    stop: Arc<AtomicBool>,
    reader: Option<JoinHandle<()>>,
}

/// Documents that the thread may hold beyond the current chunk.
const AHEAD: usize = 16;

/// How often a wait for documents looks whether it shall go on.
const GLANCE: Duration = Duration::from_millis(100);

impl Chunks {
    pub(super) fn new(documents: Documents, limits: Limits, stop: Arc<AtomicBool>) -> Self {
        let (send, receive) = sync_channel(AHEAD);
        let reader = thread::spawn(move || {
            for document in documents {
                if send.send(document).is_err() {
                    return;
                }
            }
        });
        Self {
            documents: receive,
            limits,
            stop,
            reader: Some(reader),
        }
    }

    /// The first document of a chunk, `None` when there is no more and when the run shall stop.
    fn first(&mut self) -> Option<Document> {
        while !self.stop.load(Ordering::Relaxed) {
            match self.documents.recv_timeout(GLANCE) {
                Ok(document) => return Some(document),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => {
                    self.finish();
                    return None;
                }
            }
        }
        None
    }

    /// The next document of a chunk that has some already, if it comes before patience ends.
    fn further(&self) -> Option<Document> {
        let wait = self.limits.patience.unwrap_or(GLANCE);
        loop {
            match self.documents.recv_timeout(wait) {
                Ok(document) => return Some(document),
                Err(RecvTimeoutError::Timeout)
                    if self.limits.patience.is_none() && !self.stop.load(Ordering::Relaxed) => {}
                Err(_) => return None,
            }
        }
    }

    /// A panic of the reader is the run's own, never the end of the input.
    fn finish(&mut self) {
        if let Some(Err(panic)) = self.reader.take().map(JoinHandle::join) {
            panic::resume_unwind(panic);
        }
    }
}

impl Iterator for Chunks {
    type Item = Vec<Document>;

    fn next(&mut self) -> Option<Self::Item> {
        let first = self.first()?;
        let size = |d: &Document| d.as_ref().map_or(0, |input| input.text.len());
        let mut bytes = size(&first);
        let mut chunk = vec![first];
        while chunk.len() < self.limits.documents && bytes < self.limits.bytes {
            let Some(document) = self.further() else { break };
            bytes += size(&document);
            chunk.push(document);
        }
        Some(chunk)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn documents(count: usize) -> Documents {
        Box::new((0..count).map(|i| {
            Ok(Input {
                id: i.to_string(),
                text: "dix octets".into(),
                ..Input::default()
            })
        }))
    }

    fn sizes(count: usize, limits: Limits) -> Vec<usize> {
        Chunks::new(documents(count), limits, Arc::default())
            .map(|c| c.len())
            .collect()
    }

    #[test]
    fn chunks_are_bounded_by_number_and_by_bytes() {
        assert_eq!(
            sizes(
                5,
                Limits {
                    documents: 2,
                    ..Limits::default()
                }
            ),
            [2, 2, 1]
        );
        assert_eq!(
            sizes(
                5,
                Limits {
                    bytes: 25,
                    ..Limits::default()
                }
            ),
            [3, 2]
        );
        assert_eq!(
            sizes(
                2,
                Limits {
                    bytes: 1,
                    ..Limits::default()
                }
            ),
            [1, 1]
        );
        assert!(sizes(0, Limits::default()).is_empty());
    }

    #[test]
    fn nothing_is_begun_after_a_stop() {
        let stop = Arc::new(AtomicBool::new(false));
        let limits = Limits {
            documents: 1,
            ..Limits::default()
        };
        let endless = Box::new(std::iter::repeat_with(|| Ok(Input::default())));
        let mut chunks = Chunks::new(endless, limits, Arc::clone(&stop));
        assert_eq!(chunks.next().map(|c| c.len()), Some(1));
        stop.store(true, Ordering::Relaxed);
        assert!(chunks.next().is_none());
    }

    #[test]
    fn slow_input_is_answered_at_once() {
        let slow = documents(3).inspect(|_| thread::sleep(Duration::from_millis(120)));
        let limits = Limits {
            patience: Some(Duration::from_millis(5)),
            ..Limits::default()
        };
        let sizes: Vec<_> = Chunks::new(Box::new(slow), limits, Arc::default())
            .map(|c| c.len())
            .collect();
        assert_eq!(sizes, [1, 1, 1]);
    }
}
