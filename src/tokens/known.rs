//! The pieces of words that were cut before.
//!
//! A tokenizer of the SentencePiece family cuts a text at its spaces first, and what stands between two spaces never
//! depends on its neighbours. So every word is cut once, with the space before it, and looked up from then on: a third
//! of the time that a corpus takes around the model `fast` was the cutting of words met a thousand times before.
//!
//! Refuses: text in which a character could join its neighbours across a space, and tokenizers of another make; they are
//! cut whole.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};
use tokenizers::pre_tokenizers::metaspace::PrependScheme;
use tokenizers::{ModelWrapper, PreTokenizerWrapper, Tokenizer};

/// Words remembered; beyond, new ones are cut each time. The frequent ones come first in any corpus.
const WORDS: usize = 1 << 16;

/// Bytes of the longest word remembered.
const LONGEST: usize = 32;

/// A piece, and where it ends in what was cut, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece {
    pub id: u32,
    pub end: usize,
}

/// The words of one tokenizer that were cut before.
#[derive(Debug, Default)]
pub(super) struct Known {
    words: RwLock<HashMap<Box<str>, Box<[Piece]>>>,
}

impl Known {
    /// A memory for `tokenizer`, if it cuts at spaces and nothing else joins what they part.
    pub fn of(tokenizer: &Tokenizer) -> Option<Self> {
        let unigram = matches!(tokenizer.get_model(), ModelWrapper::Unigram(_));
        let spaces = match tokenizer.get_pre_tokenizer() {
            Some(PreTokenizerWrapper::Metaspace(cuts)) => {
                cuts.get_split() && cuts.get_prepend_scheme() == PrependScheme::Always
            }
            _ => false,
        };
        let added = tokenizer.get_added_tokens_decoder();
        // `<mask>`: no word that is remembered holds such a mark.
        let marked = added.values().all(|token| token.content.contains('<'));
        (unigram && spaces && marked).then(Self::default)
    }

    /// The pieces of `text`, one word after the other; `cut` cuts a word that is not known. `None` for a text that must be
    /// cut whole.
    pub fn pieces<E>(
        &self,
        text: &str,
        cut: impl Fn(&str) -> Result<Vec<Piece>, E>,
    ) -> Option<Result<Vec<Piece>, E>> {
        let words = words(text)?;
        Some(self.look_up(text, &words, cut))
    }

    fn look_up<E>(
        &self,
        text: &str,
        words: &[usize],
        cut: impl Fn(&str) -> Result<Vec<Piece>, E>,
    ) -> Result<Vec<Piece>, E> {
        let mut out = Vec::with_capacity(2 * words.len());
        let mut new: Vec<(&str, Vec<Piece>)> = Vec::new();
        let known = self.words.read().unwrap_or_else(PoisonError::into_inner);
        for (at, &start) in words.iter().enumerate() {
            let word = &text[start..words.get(at + 1).copied().unwrap_or(text.len())];
            let shifted = |piece: &Piece| Piece {
                end: start + piece.end,
                ..*piece
            };
            if let Some(pieces) = known.get(word) {
                out.extend(pieces.iter().map(shifted));
                continue;
            }
            let pieces = cut(word)?;
            out.extend(pieces.iter().map(shifted));
            if word.len() <= LONGEST && known.len() + new.len() < WORDS {
                new.push((word, pieces));
            }
        }
        drop(known);
        if !new.is_empty() {
            let mut known = self.words.write().unwrap_or_else(PoisonError::into_inner);
            known.extend(new.into_iter().map(|(word, pieces)| (word.into(), pieces.into())));
        }
        Ok(out)
    }
}

/// Where each word of `text` begins: with its space, but for the first. `None` if two spaces meet, or a character could
/// join its neighbours.
fn words(text: &str) -> Option<Vec<usize>> {
    let mut out = vec![0];
    let mut spaced = true;
    for (at, c) in text.char_indices() {
        if is_space(c) {
            if spaced {
                return None;
            }
            out.push(at);
            spaced = true;
        } else if is_alone(c) {
            spaced = false;
        } else {
            return None;
        }
    }
    (!spaced).then_some(out)
}

/// The spaces of French prose, each of which a tokenizer reads as one.
const fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{202f}')
}

/// Characters that stay what they are, or become letters of their own, whatever stands before or after the space beside them:
/// no combining marks, no accents that stand alone (`¨` becomes a space and a mark), no controls, no `<`.
const fn is_alone(c: char) -> bool {
    matches!(c,
        '!'..='~' if c != '<' && c != '`' && c != '^')
        || matches!(c, 'À'..='ÿ' | 'Ā'..='ſ' | '«' | '»' | '°' | '‘' | '’' | '“' | '”' | '–' | '—' | '…' | '€' | '•' | '·' | '£' | '§')
}

#[cfg(all(test, feature = "rten"))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn tokenizer() -> Tokenizer {
        Tokenizer::from_bytes(crate::entities::shipped::TOKENIZER).expect("the shipped tokenizer is read")
    }

    fn whole(tokenizer: &Tokenizer, text: &str) -> Vec<Piece> {
        let encoding = tokenizer.encode(text, false).expect("any text is cut");
        let ends = encoding.get_offsets().iter().map(|(_, end)| *end);
        encoding
            .get_ids()
            .iter()
            .zip(ends)
            .map(|(&id, end)| Piece { id, end })
            .collect()
    }

    #[test]
    fn word_by_word_is_the_whole() {
        let tokenizer = tokenizer();
        let known = Known::of(&tokenizer).unwrap();
        let text = "[^\u{0}]{0,6}|([a-zA-ZéÉœŒ0-9«»“”’'.,;:!?…\u{2013}\u{2014}€°_@#&ßĳŉ\u{a0}\u{202f}ÀÿĀſ-]{1,7} ){0,9}[a-zé»…°ŀ]{1,3}";
        let mut runner = proptest::test_runner::TestRunner::deterministic();
        runner
            .run(&text, |text| {
                // Twice: the words are new, then known.
                for _ in 0..2 {
                    let own = known.pieces(&text, |word| Ok::<_, ()>(whole(&tokenizer, word)));
                    if let Some(own) = own {
                        prop_assert_eq!(own.unwrap(), whole(&tokenizer, &text));
                    }
                }
                Ok(())
            })
            .unwrap();
    }

    #[test]
    fn french_prose_is_cut_word_by_word() {
        let known = Known::of(&tokenizer()).unwrap();
        let cut = |text: &str| known.pieces(text, |_| Ok::<_, ()>(Vec::new())).is_some();
        assert!(cut(
            "«\u{a0}L’été\u{202f}!\u{a0}», a-t-il dit à 20\u{202f}% d'entre eux…"
        ));
        assert!(!cut("e\u{301}té"), "a combining mark");
        assert!(!cut("deux  espaces"));
        assert!(!cut("<mask> en vue"));
        assert!(!cut(""));
    }

    #[test]
    fn memory_is_bounded() {
        let known = Known::default();
        let text = (0..2 * WORDS)
            .map(|n| n.to_string())
            .collect::<Vec<_>>()
            .join(" ");
        let found = known.pieces(&text, |word| {
            Ok::<_, ()>(vec![Piece {
                id: 9,
                end: word.len(),
            }])
        });
        assert_eq!(found.unwrap().unwrap().len(), 2 * WORDS);
        assert_eq!(known.words.read().unwrap().len(), WORDS);
    }
}
