//! The *il* that is nobody: `il faut`, `il n'y a`.

use super::host::Host;
use std::ops::Range;

/// `il faut`, `il y a`, `il s'agit`, `il est possible que`, `il a été décidé de`: nobody.
#[must_use]
pub fn impersonal(host: &Host<'_>, verb: Range<usize>) -> bool {
    let bare = verb.clone().any(|i| {
        matches!(
            host.lower(i),
            "y" | "faut"
                | "fallait"
                | "faudra"
                | "faudrait"
                | "fallu"
                | "agit"
                | "agissait"
                | "agirait"
                | "agira"
                | "existe"
                | "existait"
                | "convient"
                | "suffit"
                | "suffirait"
                | "importe"
                | "pleut"
                | "pleuvait"
                | "neige"
        )
    });
    let be = matches!(
        host.lower(verb.start),
        "est" | "était" | "sera" | "serait" | "fut" | "a" | "semble" | "semblait" | "paraît"
    );
    let clause = (verb.end.saturating_sub(1)..verb.end + 3).any(|i| {
        matches!(host.lower(i), "que" | "qu'") || i > verb.start + 1 && matches!(host.lower(i), "de" | "d'")
    });
    // `Il était un peu plus de 4 h du matin`
    let hour = (verb.end..verb.end + 8)
        .any(|i| matches!(host.lower(i), "h" | "heure" | "heures" | "midi" | "minuit"));
    bare || be && hour && !matches!(host.lower(verb.start), "a")
        || be && clause && !matches!(host.lower(verb.start), "a")
        || host.lower(verb.start) == "a" && host.lower(verb.start + 1) == "été" && clause
}
