//! The clause around the marks.
//!
//! Every pair of quotation marks is masked, and the sentence that hosts it is read without it: [`host`] gives the
//! words outside the marks with each quotation as one item among them, [`phrases`] the noun phrases, [`verbs`] the verb
//! groups, and [`subjects`] joins the two. The rules of [`crate::quotes`] and [`crate::speakers`] ask nothing else.
//!
//! Owns: French grammar as far as attribution needs it. Refuses: to decide who speaks.

pub mod host;
pub mod impersonal;
pub mod nouns;
pub mod phrases;
pub mod subjects;
pub mod verbs;

pub use host::{Host, Item};
pub use phrases::Phrase;
pub use verbs::Group;
