//! Homographs: words that are a noun or an adjective as well as a form of a verb of speech (`juge`, `nuance`, `scandant`).
//!
//! The second head, which sees the text without the marks, often takes them for the noun. The quotation, colon or comma
//! beside them says that they are the verb.

use crate::clauses::host::Host;
use crate::clauses::nouns::{self, Class};
use crate::quotes::verbs::{Form, Verbs};
use crate::tokens::Pos;

/// Whether a word that may be a noun is a verb of speech after all, because words or a colon follow at once: `L'intéressé
/// dément : « … »`, `ce dernier juge « absurde » …`.
#[must_use]
pub fn is_finite_before_words(host: &Host<'_>, at: usize) -> bool {
    if behind_words(host, at)
        && Verbs::get()
            .lookup(host.lower(at))
            .iter()
            .any(|r| matches!(r.form, Form::Finite { person: 3, .. }))
    {
        return true;
    }
    let follows = host.quote(at + 1).is_some() || host.lower(at + 1) == ":" && host.quote(at + 2).is_some();
    let lead = if at > 0 { host.lower(at - 1) } else { "" };
    // `Anne Ba juge, elle, « prématuré » …`
    let contrasted = host.lower(at + 1) == ","
        && matches!(host.lower(at + 2), "elle" | "lui" | "elles" | "eux")
        && host.lower(at + 3) == ","
        && host.quote(at + 4).is_some();
    // `un étudiant en droit juge au contraire que « … »`, behind a noun or a name
    let that = at > 0
        && (host.pos(at - 1) == Pos::Noun || host.entity(at - 1).is_some())
        && (at + 1..at + 5)
            .find(|&i| !matches!(host.lower(i), "au" | "contraire" | "," | "aussi" | "pourtant"))
            .is_some_and(|i| matches!(host.lower(i), "que" | "qu'") && host.quote(i + 1).is_some());
    let follows = follows || contrasted || that;
    // `Un agriculteur acquiesce.`
    let follows = follows
        || host.lower(at + 1) == "." && at > 0 && nouns::noun(lead).is_some_and(|n| n.class == Class::Person);
    follows
        && !matches!(
            lead,
            "le" | "la"
                | "les"
                | "un"
                | "une"
                | "l'"
                | "de"
                | "du"
                | "des"
                | "d'"
                | "ce"
                | "cette"
                | "son"
                | "sa"
                | "en"
                | "par"
        )
        && Verbs::get()
            .lookup(host.lower(at))
            .iter()
            .any(|r| matches!(r.form, Form::Finite { person: 3, .. }))
}

/// Whether a word that may be an adjective is a present participle of speech after all, because words follow: `des
/// manifestants scandant, entre autres, « … »`.
#[must_use]
pub fn is_participle_before_words(host: &Host<'_>, at: usize) -> bool {
    let near = host.quote(at + 1).is_some()
        || host.lower(at + 1) == "," && (at + 2..at + 9).any(|i| host.quote(i).is_some());
    near && matches!(host.pos(at), Pos::Adj | Pos::Noun | Pos::Propn)
        && Verbs::get()
            .lookup(host.lower(at))
            .iter()
            .any(|r| r.form == Form::PresentParticiple)
}

/// Right behind a quotation and its comma, a form of a verb of speech is that verb: `», nuance une source`, `», rit Gaspard`.
fn behind_words(host: &Host<'_>, at: usize) -> bool {
    at > 0
        && (host.quote(at - 1).is_some()
            || at > 1 && host.lower(at - 1) == "," && host.quote(at - 2).is_some())
}
