//! Words to windows: what an engine sees at once.
//!
//! A window holds up to [`SENTENCES`] whole sentences, as in training, or a part of a sentence that is too long for
//! the model. Such a sentence is cut between words, and each part sees some words of its neighbours, whose scores
//! are thrown away: a name at the seam keeps its context. Windows depend on the document alone, never on the batch.

use crate::tokens::Token;
use crate::tokens::pieces::{Encoded, Pieces, PiecesError};
use std::ops::Range;

/// Sentences a window may hold: the model was trained on one to four.
pub const SENTENCES: usize = 4;

/// Pieces, the special ones included, from which on a window takes no further sentence.
pub const FULL: usize = 256;

/// Words of context on either side of a part of a sentence.
const CONTEXT: usize = 24;

/// What an engine sees at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window {
    /// Piece ids, the special ones included.
    pub ids: Vec<u32>,
    /// For each word whose scores are wanted, the index in `ids` of its first piece.
    pub heads: Vec<u32>,
    /// Those words: a range of the document's tokens.
    pub words: Range<usize>,
}

/// The windows of a document. `sentences` are ranges of `tokens`, in order and without gaps.
///
/// # Errors
/// When the tokenizer refuses the text.
pub fn windows(
    text: &str,
    tokens: &[Token],
    sentences: &[Range<usize>],
    pieces: &Pieces,
    max_pieces: usize,
) -> Result<Vec<Window>, PiecesError> {
    let room = max_pieces.min(FULL).saturating_sub(2).max(1);
    let mut out = Vec::new();
    let mut open = Open::default();
    for sentence in sentences.iter().filter(|s| !s.is_empty()) {
        let encoded = pieces.encode(text, &tokens[sentence.clone()])?;
        if open.sentences == SENTENCES || open.encoded.ids.len() + encoded.ids.len() > room {
            open.close(pieces, &mut out);
        }
        if encoded.ids.len() > room {
            cut(&encoded, sentence.start, room, pieces, &mut out);
        } else {
            open.add(encoded, sentence.clone());
        }
    }
    open.close(pieces, &mut out);
    Ok(out)
}

/// A window that may still take sentences.
#[derive(Debug, Default)]
struct Open {
    encoded: Encoded,
    words: Range<usize>,
    sentences: usize,
}

impl Open {
    fn add(&mut self, encoded: Encoded, words: Range<usize>) {
        if self.sentences == 0 {
            self.words.start = words.start;
        }
        let base = self.encoded.ids.len();
        self.encoded.ids.extend(encoded.ids);
        self.encoded
            .heads
            .extend(encoded.heads.into_iter().map(|h| h + base));
        self.words.end = words.end;
        self.sentences += 1;
    }

    fn close(&mut self, pieces: &Pieces, out: &mut Vec<Window>) {
        if self.sentences > 0 {
            out.push(window(
                &self.encoded.ids,
                self.encoded.heads.iter().copied(),
                self.words.clone(),
                pieces,
            ));
        }
        *self = Self::default();
    }
}

/// A window over `ids`; `heads` index them.
fn window(ids: &[u32], heads: impl Iterator<Item = usize>, words: Range<usize>, pieces: &Pieces) -> Window {
    let mut all = Vec::with_capacity(ids.len() + 2);
    all.push(pieces.bos);
    all.extend_from_slice(ids);
    all.push(pieces.eos);
    let last = all.len() - 1;
    let heads =
        heads.map(|h| u32::try_from((h + 1).min(last)).expect("a window of 4 billion pieces is a bug"));
    Window {
        ids: all,
        heads: heads.collect(),
        words,
    }
}

/// Cuts one sentence, whose first word is the document's word `base`, into overlapping windows.
fn cut(sentence: &Encoded, base: usize, room: usize, pieces: &Pieces, out: &mut Vec<Window>) {
    let count = sentence.heads.len();
    let end_of = |word: usize| {
        sentence
            .heads
            .get(word + 1)
            .copied()
            .unwrap_or(sentence.ids.len())
    };
    let mut first = 0;
    while first < count {
        let from = context_start(sentence, first, room / 4);
        let begin = sentence.heads[from];
        // As many words as fit, at least one; the last ones are context unless the sentence ends there.
        let fit = (first + 1..count)
            .take_while(|&w| end_of(w) - begin <= room)
            .last()
            .map_or(first + 1, |w| w + 1);
        let context = if fit == count {
            0
        } else {
            CONTEXT.min((fit - first) / 4)
        };
        let keep = fit - context;
        let ids = &sentence.ids[begin..end_of(fit - 1).min(begin + room)];
        let heads = (first..keep).map(|w| sentence.heads[w] - begin);
        out.push(window(ids, heads, base + first..base + keep, pieces));
        first = keep;
    }
}

/// The first word of context before `first`: at most [`CONTEXT`] words and `room` pieces.
fn context_start(sentence: &Encoded, first: usize, room: usize) -> usize {
    (first.saturating_sub(CONTEXT)..first)
        .find(|&w| sentence.heads[first] - sentence.heads[w] <= room)
        .unwrap_or(first)
}
