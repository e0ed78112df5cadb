//! Words to the sub-word pieces of a model, and the map between them.
//!
//! The tokenizer is the model's own (`tokenizer.json`); a word's label is that of its first piece, as in training.

use super::Token;
use super::known::{Known, Piece};
use crate::text::Span;
use tokenizers::Tokenizer;

/// Pieces kept of one word. A "word" longer than this (a line of base64) is known by its beginning.
const PIECES_A_WORD: usize = 64;

/// Bytes given to the tokenizer at once, rounded up to a word: bounds its memory on endless sentences.
const CHUNK: usize = 4096;

/// A model's tokenizer.
#[derive(Debug)]
pub struct Pieces {
    tokenizer: Tokenizer,
    /// Words cut before; `None` for a tokenizer that does not cut at spaces.
    known: Option<Known>,
    /// Piece that begins a window (`<s>`, `[CLS]`).
    pub bos: u32,
    /// Piece that ends a window (`</s>`, `[SEP]`).
    pub eos: u32,
    /// Piece that fills a batch up.
    pub pad: u32,
}

/// Why a tokenizer could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PiecesError {
    /// The file is no `tokenizer.json`.
    #[error("not a tokenizer.json of the Hugging Face tokenizers library")]
    Unreadable(#[source] tokenizers::Error),
    /// A special piece is missing.
    #[error("the tokenizer has none of the pieces {0}; a token-classification model needs one")]
    NoSpecial(&'static str),
    /// A text could not be cut.
    #[error("the tokenizer failed on a text")]
    Encode(#[source] tokenizers::Error),
}

/// The pieces of a run of words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Encoded {
    /// Piece ids, without the special ones.
    pub ids: Vec<u32>,
    /// For each word, the index in `ids` of its first piece; never decreasing. Two words may share a piece
    /// (`l'` and `O`), and a word without any (a lone soft hyphen) has that of its neighbour.
    pub heads: Vec<usize>,
}

impl Pieces {
    /// Reads a `tokenizer.json`.
    ///
    /// # Errors
    /// When the bytes are no such file, or it lacks the special pieces.
    pub fn from_bytes(json: &[u8]) -> Result<Self, PiecesError> {
        let mut tokenizer = Tokenizer::from_bytes(json).map_err(PiecesError::Unreadable)?;
        tokenizer.with_padding(None);
        tokenizer.with_truncation(None).map_err(PiecesError::Unreadable)?;
        let special = |names: &[&str], all: &'static str| {
            names
                .iter()
                .find_map(|n| tokenizer.token_to_id(n))
                .ok_or(PiecesError::NoSpecial(all))
        };
        let bos = special(&["<s>", "[CLS]"], "<s>, [CLS]")?;
        let eos = special(&["</s>", "[SEP]"], "</s>, [SEP]")?;
        let pad = special(&["<pad>", "[PAD]"], "<pad>, [PAD]")?;
        Ok(Self {
            known: Known::of(&tokenizer),
            tokenizer,
            bos,
            eos,
            pad,
        })
    }

    /// Cuts the words `tokens` of `text`, which stand in text order.
    ///
    /// # Errors
    /// When the tokenizer refuses the text.
    pub fn encode(&self, text: &str, tokens: &[Token]) -> Result<Encoded, PiecesError> {
        let mut out = Encoded::default();
        let mut first = 0;
        while first < tokens.len() {
            let last = chunk_end(text, tokens, first);
            self.encode_chunk(text, &tokens[first..last], &mut out)?;
            first = last;
        }
        Ok(out)
    }

    fn encode_chunk(&self, text: &str, tokens: &[Token], out: &mut Encoded) -> Result<(), PiecesError> {
        let (Some(head), Some(tail)) = (tokens.first(), tokens.last()) else {
            return Ok(());
        };
        let stretch = Span::new(head.span.start, tail.span.end);
        let mut kept_of_word = 0;
        let mut word = 0;
        for Piece { id, end } in self.cut(stretch.of(text))? {
            let opens = |word: usize| {
                tokens
                    .get(word)
                    .is_some_and(|t| end > t.span.start - stretch.start)
            };
            if opens(word) {
                kept_of_word = 0;
            }
            if kept_of_word == PIECES_A_WORD {
                continue;
            }
            kept_of_word += 1;
            // The first piece that reaches into a word is its head, be it shared with the word before.
            while opens(word) {
                out.heads.push(out.ids.len());
                word += 1;
            }
            out.ids.push(id);
        }
        let last = out.ids.len().saturating_sub(1);
        out.heads.extend(std::iter::repeat_n(last, tokens.len() - word));
        Ok(())
    }

    /// The pieces of `text`, from memory where its words were cut before.
    fn cut(&self, text: &str) -> Result<Vec<Piece>, PiecesError> {
        let known = self
            .known
            .as_ref()
            .and_then(|known| known.pieces(text, |word| self.cut_whole(word)));
        known.unwrap_or_else(|| self.cut_whole(text))
    }

    fn cut_whole(&self, text: &str) -> Result<Vec<Piece>, PiecesError> {
        let encoding = self.tokenizer.encode(text, false).map_err(PiecesError::Encode)?;
        let ends = encoding.get_offsets().iter().map(|(_, end)| *end);
        Ok(encoding
            .get_ids()
            .iter()
            .zip(ends)
            .map(|(&id, end)| Piece { id, end })
            .collect())
    }
}

/// End of the chunk of `tokens` that begins at `first`: at white space, past [`CHUNK`] bytes.
fn chunk_end(text: &str, tokens: &[Token], first: usize) -> usize {
    let start = tokens[first].span.start;
    let spaced = |at: usize| text[..tokens[at].span.start].ends_with(char::is_whitespace);
    (first + 1..tokens.len())
        .find(|&at| {
            tokens[at].span.start - start > CHUNK && (spaced(at) || tokens[at].span.start - start > 4 * CHUNK)
        })
        .unwrap_or(tokens.len())
}

#[cfg(all(test, feature = "rten"))]
mod tests {
    use super::*;
    use crate::tokens::words::words;

    #[test]
    fn heads_point_at_the_first_piece_of_each_word() {
        let pieces = Pieces::from_bytes(crate::entities::shipped::TOKENIZER).unwrap();
        let text = "L'OMS, a-t-il dit\u{a0}: «\u{a0}Déjà\u{a0}»… 😀";
        let tokens = words(text, Span::new(0, text.len()));
        let encoded = pieces.encode(text, &tokens).unwrap();
        assert_eq!(encoded.heads.len(), tokens.len());
        assert!(encoded.heads.is_sorted());
        assert!(encoded.heads.iter().all(|&h| h < encoded.ids.len()));
    }

    #[test]
    fn a_monstrous_word_is_known_by_its_beginning() {
        let pieces = Pieces::from_bytes(crate::entities::shipped::TOKENIZER).unwrap();
        let text = format!("{} fin", "xyz".repeat(100_000));
        let tokens = words(&text, Span::new(0, text.len()));
        let encoded = pieces.encode(&text, &tokens).unwrap();
        assert_eq!(encoded.heads.len(), 2);
        assert!(encoded.ids.len() < 2 * PIECES_A_WORD);
    }
}
