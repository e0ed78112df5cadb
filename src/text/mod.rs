//! One immutable text and its coordinates.
//!
//! Owns: [`Span`] (half-open byte ranges, the only coordinate inside the program), [`Offsets`] (bytes to code
//! points and UTF-16 units, for writers and readers) and [`paragraphs`](mod@paragraphs).
//! Refuses: to rewrite the text. What looks like normalisation elsewhere is a map kept beside it.
//!
//! ```
//! use guillemet::text::{Offsets, Span};
//! let text = "« Déjà », dit-elle";
//! let span = Span::new(3, 9);
//! assert_eq!(span.of(text), "Déjà");
//! assert_eq!(Offsets::new(text).codepoints(span), (2, 6));
//! ```

mod lists;
mod offsets;
pub mod paragraphs;
mod span;

pub(crate) use lists::entries;
pub use offsets::Offsets;
pub use paragraphs::paragraphs;
pub use span::Span;
