//! Clitics before a verb: negation, objects and *se* (`[ne] dit`, `[m'en] veut`).
//!
//! Subject clitics are pronouns like others, in [`crate::clauses::phrases`]; those behind the verb (`-t-il`) belong to the
//! group, see [`super::Group::inverted`].

/// Clitics that stand between a subject and its verb.
#[must_use]
pub fn is_clitic(word: &str) -> bool {
    matches!(
        word,
        "ne" | "n'"
            | "me"
            | "m'"
            | "te"
            | "t'"
            | "se"
            | "s'"
            | "nous"
            | "vous"
            | "le"
            | "la"
            | "l'"
            | "les"
            | "lui"
            | "leur"
            | "y"
            | "en"
    )
}
