//! Quotation marks to quotations.
//!
//! Owns: [`marks`] (which marks belong together), [`verbs`] (the verbs of speech), [`keep`] (speech or not), `named` (a title, a nickname,
//! a charge, a term) and [`terms`] (terms by where they stand).
//! Refuses: to say who speaks; that is [`crate::speakers`].

mod charges;
pub mod clutter;
pub mod content;
pub mod dialogue;
pub mod keep;
pub mod marks;
mod named;
pub mod parts;
pub mod terms;
pub mod verbs;

use serde::{Deserialize, Serialize};

/// How the words are attached to the sentence around them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// At least one independent clause, not swallowed by the host sentence.
    Direct,
    /// Words built into the host sentence: `a dénoncé un « acte odieux »`.
    Mixed,
}

impl Kind {
    /// Its name in every format: `direct`, `mixed`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::Mixed => "mixed",
        }
    }
}
