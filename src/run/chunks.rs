//! Documents read ahead by a thread, in chunks.

use super::Limits;
use crate::input::{Documents, InputError};
use crate::pipeline::Input;
use std::panic;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread::{self, JoinHandle};

type Document = Result<Input, InputError>;

/// The documents of an iterator in chunks, in order; none is empty.
///
/// The thread is not waited for when chunks are dropped early: it may stand in a read that never returns.
pub(super) struct Chunks {
    documents: Receiver<Document>,
    limits: Limits,
    reader: Option<JoinHandle<()>>,
}

/// Documents that the thread may hold beyond the current chunk.
const AHEAD: usize = 16;

impl Chunks {
    pub(super) fn new(documents: Documents, limits: Limits) -> Self {
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
            reader: Some(reader),
        }
    }

    /// The next document of a chunk that has some already.
    fn further(&self) -> Option<Document> {
        match self.limits.patience {
            None => self.documents.recv().ok(),
            Some(patience) => self.documents.recv_timeout(patience).ok(),
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
        let Ok(first) = self.documents.recv() else {
            self.finish();
            return None;
        };
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
    use std::time::Duration;

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
        Chunks::new(documents(count), limits).map(|c| c.len()).collect()
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
    fn slow_input_is_answered_at_once() {
        let slow = documents(3).inspect(|_| thread::sleep(Duration::from_millis(120)));
        let limits = Limits {
            patience: Some(Duration::from_millis(5)),
            ..Limits::default()
        };
        let sizes: Vec<_> = Chunks::new(Box::new(slow), limits).map(|c| c.len()).collect();
        assert_eq!(sizes, [1, 1, 1]);
    }
}
