//! How good the answer is: entities and quotations against gold.
//!
//! Owns: [`entities`] (strict spans), [`quotes`] (spans and speakers), [`errors`] (each miss with its cause), on top of
//! [`files`] (gold and predictions), [`align`] (which answer belongs to which gold quotation) and [`names`].
//! Refuses: to judge by other rules than the two reference scorers `score_ner.py` and `score_quotes.py`: every number,
//! its rounding included, is the one that they print.
//!
//! ```
//! use guillemet::score::percent::Percent;
//! assert_eq!(Percent::of(1.0 / 16.0, 1).to_string(), "6.2"); // half to even, as Python rounds
//! ```

pub mod align;
pub mod entities;
pub mod errors;
pub mod files;
pub mod names;
pub mod percent;
pub mod quotes;

pub use entities::EntityScores;
pub use files::ScoreError;
pub use quotes::QuoteScores;
