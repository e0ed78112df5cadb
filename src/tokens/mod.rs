//! Sentences to French words; words to the sub-word pieces of a model.
//!
//! Owns: [`words`] (`l'|Organisation`, `a|-t-il`, `aujourd'hui`), [`pieces`] (the tokenizer of a model and the map
//! from words to pieces) and [`morphology`] (what a word is in its sentence: part of speech, gender, number…).
//! Refuses: to expand contractions. `du` is one word here, as in print.

mod known;
pub mod morphology;
pub mod pieces;
pub mod words;

pub use morphology::{Morphology, Pos};
pub use pieces::Pieces;
pub use words::{Kind, Token};
