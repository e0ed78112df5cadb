//! Determiners: the closed class of words that open a phrase with a noun (`le maire`, `plusieurs élus`).
//!
//! The list knows forms alone. A word that is a preposition elsewhere (`du`, `des`) is decided by the second head.

use crate::clauses::host::Host;
use crate::tokens::Pos;

/// Determiners that open a phrase.
#[must_use]
pub fn is_determiner(word: &str) -> bool {
    matches!(
        word,
        "le" | "la"
            | "les"
            | "l'"
            | "un"
            | "une"
            | "ce"
            | "cet"
            | "cette"
            | "ces"
            | "mon"
            | "ma"
            | "mes"
            | "ton"
            | "ta"
            | "tes"
            | "son"
            | "sa"
            | "ses"
            | "notre"
            | "nos"
            | "votre"
            | "vos"
            | "leur"
            | "leurs"
            | "quelques"
            | "plusieurs"
            | "certains"
            | "certaines"
            | "chaque"
            | "aucun"
            | "aucune"
            | "tout"
            | "toute"
            | "tous"
            | "toutes"
            | "quelque"
            | "nombreux"
            | "nombreuses"
            | "divers"
            | "diverses"
            | "différents"
            | "différentes"
            | "deux"
            | "trois"
            | "quatre"
            | "cinq"
            | "six"
            | "sept"
            | "huit"
            | "neuf"
            | "dix"
            | "beaucoup"
            | "nul"
            | "nulle"
    )
}

/// Articles contracted with *de* or *à*, which lead to a phrase (`du maire`, `aux élus`); `des` and `du` are articles of
/// their own elsewhere.
#[must_use]
pub fn is_contracted(word: &str) -> bool {
    matches!(word, "du" | "des" | "au" | "aux")
}

/// `des témoins`, `du sable`: an article where the second head says so, a contracted preposition elsewhere.
pub(super) fn is_article(host: &Host<'_>, item: usize) -> bool {
    matches!(host.lower(item), "des" | "du") && host.pos(item) == Pos::Det
}
