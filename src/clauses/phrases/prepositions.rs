//! Prepositions: the closed class of words that lead to a phrase (`selon [le maire]`, `auprès d'[Anne Ba]`).
//!
//! Contracted articles are among them (`du`, `aux`); whether `des` is one of these or an article is asked in
//! [`super::determiners`]. Locutions are known by their first word: `grâce à`, `près de`.

/// Prepositions, contracted ones included.
#[must_use]
pub fn is_preposition(word: &str) -> bool {
    matches!(
        word,
        "à" | "de"
            | "d'"
            | "du"
            | "des"
            | "au"
            | "aux"
            | "en"
            | "dans"
            | "par"
            | "pour"
            | "sur"
            | "sous"
            | "avec"
            | "sans"
            | "chez"
            | "contre"
            | "vers"
            | "entre"
            | "depuis"
            | "pendant"
            | "durant"
            | "devant"
            | "derrière"
            | "avant"
            | "après"
            | "selon"
            | "d'après"
            | "malgré"
            | "envers"
            | "dès"
            | "lors"
            | "auprès"
            | "outre"
            | "parmi"
            | "hors"
            | "via"
            | "sauf"
            | "jusque"
            | "jusqu'"
            | "face"
            | "grâce"
            | "suivant"
            | "concernant"
            | "comme"
            | "près"
            | "hormis"
    )
}
