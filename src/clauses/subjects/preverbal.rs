//! Subjects before the verb, where French has them unless something moves them.
//!
//! What stands between subject and verb (adjuncts, appositions, other clauses) makes this a choice: the phrases of the
//! clause are weighed against each other.

use super::REACH;
use super::relatives::{antecedent, whoever};
use crate::clauses::host::Host;
use crate::clauses::nouns::Class;
use crate::clauses::phrases::{Phrase, is_personal, phrase_at, phrases};
use crate::clauses::verbs::{Group, Mood, groups};
use crate::speakers::Form;
use crate::tokens::Pos;
use crate::tokens::morphology::{Number, Relation};

/// The most words of an aside between dashes.
const ASIDE: usize = 30;

/// The subject before a finite verb group, no further left than `start`.
///
/// A pronoun directly before the verb wins; `qui` gives its antecedent. Otherwise the phrases without a preposition
/// are weighed: the second head's subject, people and bodies, agreement in number, no other verb between.
#[must_use]
pub fn subject_before(host: &Host<'_>, group: &Group, start: usize) -> Option<Phrase> {
    let mut at = group.items.start;
    // Adverbs and asides between subject and verb: `Il, lui aussi, a dit`.
    while at > start && (host.pos(at - 1) == Pos::Adv && host.entity(at - 1).is_none()) {
        at -= 1;
    }
    at = before_dashes(host, at, start).unwrap_or(at);
    if at > start {
        let before = host.lower(at - 1);
        if is_personal(before) && !matches!(before, "lui" | "moi" | "celui" | "celle" | "ceux" | "celles") {
            return phrase_at(host, at - 1, at);
        }
        if matches!(before, "qui") {
            return antecedent(host, at - 1, start);
        }
        // `leur entraîneur, qui, dans un entretien, avait jugé`: an aside behind the relative pronoun.
        let opening = || (start..at - 1).rev().take(14).find(|&i| host.lower(i) == ",");
        if before == ","
            && let Some(comma) = opening().filter(|&i| i > start && host.lower(i - 1) == "qui")
        {
            return antecedent(host, comma - 1, start);
        }
        // `Lui parle de « mort lente »`: the stressed pronoun that opens a clause, where no clitic can stand.
        let opens = at - 1 == start || matches!(host.lower(at - 2), "," | ";");
        if matches!(before, "lui" | "eux") && opens && group.inverted.is_none() && at == group.items.start {
            return phrase_at(host, at - 1, at);
        }
    }
    if let Some(detached) = detached(host, at, start) {
        return Some(detached);
    }
    let start = start.max(at.saturating_sub(REACH));
    let clause = clause_start(host, at, start);
    let between = phrases(host, clause..at);
    let verbs = groups(host, clause..at);
    let plural = group.plural;
    if let Some(whoever) = whoever(host, clause..at, &verbs) {
        return Some(whoever);
    }
    let mut best: Option<(i32, Phrase)> = None;
    for (rank, phrase) in between.iter().enumerate() {
        let behind = phrase.items.end;
        if phrase.preposition.is_some() || phrase.time && phrase.name.is_none() {
            continue;
        }
        // `Il rappelle que ses élus s'engagent, évoque…`: a plural noun has no singular verb.
        if plural == Some(false)
            && phrase.number == Some(Number::Plur)
            && phrase.name.is_none()
            && phrase.class == Some(Class::Person)
            && phrase.definite
            && group.inverted.is_none()
        {
            continue;
        }
        // `À la mairie, où la fondatrice a ses entrées, le premier adjoint, Luc Roy, évoque`: the subject of a relative clause.
        let relative = phrase.items.start > 0
            && (matches!(host.lower(phrase.items.start - 1), "où" | "dont")
                // `Le courriel, que Luc Roy a imprimé, promet « … »`
                || phrase.items.start > 1
                    && matches!(host.lower(phrase.items.start - 1), "que" | "qu'")
                    && host.lower(phrase.items.start - 2) == ",")
            && verbs
                .iter()
                .any(|v| v.mood == Mood::Finite && v.items.start >= behind);
        if relative {
            continue;
        }
        let mut score = 0;
        score += if host.morphology(phrase.head).relation == Relation::Subject {
            30
        } else {
            0
        };
        score += if phrase.may_speak(host) { 20 } else { 0 };
        score += match (phrase.number, plural) {
            (Some(n), Some(p)) if (n == Number::Plur) == p => 10,
            (Some(_), Some(_)) => -25,
            _ => 0,
        };
        // A finite verb between belongs to another clause, unless a relative pronoun begins it.
        let others = verbs
            .iter()
            .filter(|v| v.mood == Mood::Finite && v.items.start >= behind);
        score -= 20 * i32::try_from(others.clone().count().min(3)).unwrap_or(3);
        // The object of an earlier verb: `a cité le préfet et a ajouté`.
        let object = verbs.iter().any(|v| {
            v.items.end == phrase.items.start
                || v.items.end + 1 == phrase.items.start && host.lower(v.items.end) != ","
        });
        score -= if object { 30 } else { 0 };
        // An apposition behind a name: `Jean Roy, premier adjoint au maire, a dit`.
        let apposed = rank > 0
            && phrase.items.start > 0
            && host.lower(phrase.items.start - 1) == ","
            && between[rank - 1].until + 1 == phrase.items.start;
        score -= if apposed { 14 } else { 0 };
        // `un marin blessé lors d'un abordage, la filière réclame`: what stands right before the verb, with an article.
        let article = phrase.definite && phrase.items.start < phrase.head;
        score += match phrase.items.end == at {
            true if article => 26,
            true => 14,
            false => 0,
        };
        score += if phrase.name.is_some() { 6 } else { 0 };
        // `Auteur de l'égalisation, le jeune Luc Roy parlait`: what somebody is, before the comma and the one who is it.
        let fronted = phrase.items.start == clause
            && phrase.head == phrase.items.start
            && phrase.form == Form::Nominal
            && phrase.number != Some(Number::Plur);
        score -= if fronted { 40 } else { 0 };
        if best.as_ref().is_none_or(|(s, _)| score > *s) {
            best = Some((score, phrase.clone()));
        }
    }
    let Some((_, mut phrase)) = best.filter(|(score, _)| *score >= -5) else {
        return before_aside(host, group, start);
    };
    // `Un jeune Russe attendant à la frontière n'a pas confiance`: what stands between the head and the verb without
    // a comma or a relative pronoun belongs to the phrase.
    let tail = phrase.items.end..at;
    let plain = !tail.clone().any(|i| {
        host.quote(i).is_some()
            || matches!(
                host.lower(i),
                "," | "qui" | "que" | "qu'" | "dont" | "où" | "-" | "–" | "—" | "(" | ")" | ":"
            )
    }) && !verbs
        .iter()
        .any(|v| v.mood == Mood::Finite && v.items.start >= phrase.items.end);
    if plain && phrase.name.is_none() && phrase.form == Form::Nominal {
        phrase.items.end = at;
    }
    Some(phrase)
}

/// `La défense, elle, a plaidé « l'accident »`: whoever the pronoun between commas takes up acts, whatever its noun.
fn detached(host: &Host<'_>, at: usize, start: usize) -> Option<Phrase> {
    let close = at
        .checked_sub(1)
        .filter(|&i| i > start + 2 && host.lower(i) == ",")?;
    let stressed = matches!(host.lower(close - 1), "elle" | "lui" | "eux" | "elles");
    let open = Some(close - 2).filter(|&i| stressed && host.lower(i) == ",")?;
    let agrees = |p: &Phrase| {
        let plural = matches!(host.lower(close - 1), "eux" | "elles");
        p.number.is_none_or(|n| (n == Number::Plur) == plural)
    };
    phrases(host, clause_start(host, open, start)..open)
        .into_iter()
        .rev()
        .find(|p| p.until == open && p.preposition.is_none() && p.form != Form::Pronoun && agrees(p))
        .map(|p| Phrase {
            class: p.class.or(Some(Class::Body).filter(|_| p.name.is_none())),
            ..p
        })
}

/// `Anne Ba – directrice du port – a dit`: where an aside between two dashes that ends before `at` begins.
fn before_dashes(host: &Host<'_>, at: usize, start: usize) -> Option<usize> {
    let close = at
        .checked_sub(1)
        .filter(|&i| i > start && matches!(host.lower(i), "-" | "–" | "—"))?;
    let mut aside = (start + 1..close).rev().take(ASIDE);
    aside.find(|&i| host.lower(i) == host.lower(close))
}

/// `Anne Ba, après avoir rappelé que ses élus s'engagent, évoque…`: the subject before an aside that holds a clause of its own.
fn before_aside(host: &Host<'_>, group: &Group, start: usize) -> Option<Phrase> {
    let close = group
        .items
        .start
        .checked_sub(1)
        .filter(|&i| i > start && host.lower(i) == ",")?;
    let open = (start + 1..close).rev().find(|&i| {
        host.lower(i) == ","
            && matches!(host.lower(i + 1), "après" | "avant" | "tout" | "en")
            && (i..close).any(|j| matches!(host.lower(j), "que" | "qu'"))
    })?;
    let agrees = |p: &Phrase| {
        group
            .plural
            .is_none_or(|plural| p.number.is_none_or(|n| (n == Number::Plur) == plural))
    };
    phrases(host, clause_start(host, open, start)..open)
        .into_iter()
        .find(|p| p.preposition.is_none() && p.may_speak(host) && agrees(p))
}

/// Where the clause that ends before `at` begins, no further left than `start`: after `;`, `:`, a quotation that
/// stands alone, or a conjunction that begins a clause.
#[must_use]
pub fn clause_start(host: &Host<'_>, at: usize, start: usize) -> usize {
    (start..at)
        .rev()
        .find(|&i| {
            let word = host.lower(i);
            match word {
                ";" | ":" | "—" | "–" | "lorsque" | "lorsqu'" | "quand" | "puisque" | "puisqu'" | "car"
                | "mais" | "parce" => true,
                "si" => host.pos(i) != Pos::Adv,
                // `affirme que` begins a clause; `la commission que préside Jean Roy` does not end the one around it.
                "que" | "qu'" => host.pos(i) != Pos::Pron,
                _ => false,
            }
        })
        .map_or(start, |i| i + 1)
}
