//! The *il* that is nobody: `il faut`, `il n'y a`.

use super::Phrase;
use super::host::Host;
use super::verbs::Group;
use std::ops::Range;

/// Whether the subject of a verb is the *il* that is nobody.
#[must_use]
pub fn is_expletive(host: &Host<'_>, verb: &Group, subject: &Phrase) -> bool {
    host.lower(subject.head) == "il" && impersonal(host, verb.items.clone())
}

/// `il faut`, `il y a`, `il s'agit`, `il est possible que`, `il a été décidé de`: nobody.
#[must_use]
pub fn impersonal(host: &Host<'_>, verb: Range<usize>) -> bool {
    let bare = verb.clone().any(|i| {
        matches!(
            host.lower(i),
            "faut"
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
    // `il y a`, but `il y qualifie le projet de « gadget »`
    let there = verb.clone().any(|i| {
        host.lower(i) == "y"
            && matches!(
                host.lower(i + 1),
                "a" | "avait" | "aura" | "aurait" | "ait" | "eut" | "eût" | "en"
            )
    });
    let be = matches!(
        host.lower(verb.start),
        "est" | "était" | "sera" | "serait" | "fut" | "semble" | "semblait" | "paraît"
    );
    let clause = (verb.end.saturating_sub(1)..verb.end + 3).any(|i| {
        matches!(host.lower(i), "que" | "qu'") || i > verb.start + 1 && matches!(host.lower(i), "de" | "d'")
    });
    // `Il était un peu plus de 4 h du matin`
    let hour = (verb.end..verb.end + 8)
        .any(|i| matches!(host.lower(i), "h" | "heure" | "heures" | "midi" | "minuit"));
    let been = host.lower(verb.start) == "a" && host.lower(verb.start + 1) == "été";
    bare || there || be && (hour || clause) || been && clause
}
