//! Verbs and their subjects: before the verb, far before it behind adjuncts and appositions, or behind it.
//!
//! This file owns which of these places a verb asks, as its mood and its neighbours tell. `preverbal` and `postverbal`
//! look there, `relatives` knows what `qui` stands for, `nonfinite` whose a participle or an infinitive is.

mod nonfinite;
mod postverbal;
mod preverbal;
mod relatives;

pub use postverbal::{pronoun, subject_after};
pub use preverbal::{clause_start, subject_before};

use super::host::Host;
use super::nouns::Class;
use super::phrases::{Phrase, phrase_at};
use super::verbs::{Group, Mood, groups};
use crate::speakers::Form;
use crate::text::entries;
use crate::tokens::morphology::Number;
use nonfinite::{led, look_ahead, participle_subject, perceived, shares_auxiliary};
use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

/// Verbs of speech whose object is never a person.
static SAYS_THINGS: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| entries(include_str!("says_things.txt")).collect());

/// Items between a verb and the farthest subject looked for: it keeps an endless sentence linear.
const REACH: usize = 80;

/// The verb groups of a sentence with the subject of each, in order. A group without a subject of its own (`et a
/// ajouté`, a gerund, an infinitive) has that of the finite group before it.
#[must_use]
pub fn clauses(host: &Host<'_>, range: Range<usize>) -> Vec<(Group, Option<Phrase>)> {
    let mut out: Vec<(Group, Option<Phrase>)> = Vec::new();
    for group in groups(host, range.clone()) {
        let subject = match group.mood {
            Mood::Finite if group.inverted.is_some() => group.inverted.and_then(|at| pronoun(host, at)),
            Mood::Finite => own_subject(host, &group, &range, &out),
            // `ont jeté des œufs et crié « … »`: the second participle of one auxiliary.
            Mood::PastParticiple if shares_auxiliary(host, &group, &out) => matrix(&out),
            Mood::PastParticiple => None,
            Mood::Infinitive => borne(&group, &out)
                .or_else(|| perceived(host, &group, &out))
                .or_else(|| led(host, &group, &out))
                .or_else(|| matrix(&out)),
            Mood::PresentParticiple => participle_subject(host, &group, &range, &out),
        };
        let shared = group.mood == Mood::PastParticiple && subject.is_some();
        let mood = if shared { Mood::Finite } else { group.mood };
        out.push((Group { mood, ..group }, subject));
    }
    look_ahead(&mut out);
    out
}

fn own_subject(
    host: &Host<'_>,
    group: &Group,
    range: &Range<usize>,
    before: &[(Group, Option<Phrase>)],
) -> Option<Phrase> {
    // `et a ajouté`, `mais nie`, `, puis a conclu`: the subject of the finite verb before.
    let lead = host.lower(group.items.start.saturating_sub(1));
    // `« … », avait annoncé le porte-parole, en évoquant « … »`: inversion behind words.
    let begins = group.items.start;
    let behind_words = begins > range.start
        && (host.quote(begins - 1).is_some()
            || lead == "," && begins > range.start + 1 && host.quote(begins - 2).is_some());
    // `« … », rappelle le communiqué : « … »`: a text too, right behind the verb.
    let text = |s: &Phrase| s.class == Some(Class::Document) && s.items.start == group.items.end;
    if behind_words && group.speaks() {
        let inverted = subject_after(host, group, range.end)
            .filter(|s| s.may_speak(host) && s.items.start <= group.items.end + 8 || text(s));
        if inverted.is_some() {
            return inverted;
        }
    }
    let coordinated = group.items.start > range.start
        && matches!(lead, "et" | "mais" | "puis" | "ou" | "," | "avant" | "tout");
    if coordinated
        && lead != ","
        && let Some(subject) = agreeing(host, group, before)
    {
        return Some(subject);
    }
    // `Problème, fait remarquer un surveillant : « … »`: inversion before a colon.
    let behind = phrase_at(host, group.items.end, range.end)
        .filter(|p| p.preposition.is_none() && p.may_speak(host) && host.lower(p.until) == ":");
    if let Some(behind) = behind.filter(|_| group.speaks() && matches!(lead, ",")) {
        return Some(behind);
    }
    // `La pièce a une facture, a précisé sa directrice, Anne Ba, disant…`, `Les abeilles, assure Luc Ba, bourdonnent`: an inquit
    // behind its words or between them, of a verb that takes no person as its object.
    if group.inverted.is_none() && lead == "," && group.lemma.is_some_and(|l| SAYS_THINGS.contains(l)) {
        let inverted = phrase_at(host, group.items.end, range.end).filter(|p| {
            let closed = matches!(host.lower(p.until), "," | "." | "") && host.quote(p.until).is_none();
            let speaks = p.may_speak(host) || p.class == Some(Class::Document) && p.definite;
            p.preposition.is_none() && p.form != Form::Pronoun && speaks && closed
        });
        if inverted.is_some() {
            return inverted;
        }
    }
    // `ce qu'a annoncé Anne Ba`, `comme l'a dit le maire`: inversion in a relative clause.
    // Where the head takes the verb for a noun, its clitic stands apart from it.
    let as_told = matches!(lead, "l'" | "le")
        && begins >= range.start + 2
        && host.lower(begins - 2) == "comme"
        && group.class.is_some();
    if as_told || matches!(lead, "que" | "qu'" | "dont" | "où" | "comme") {
        let inverted = subject_after(host, group, range.end.min(group.items.end + 12))
            .filter(|s| s.may_speak(host) && s.items.start <= group.items.end + 6);
        if inverted.is_some() {
            return inverted;
        }
    }
    let found = subject_before(host, group, range.start);
    // `Un travail de fourmi, prévient le commandant Roy, qui…`: what cannot speak stands before the comma, who can behind the verb.
    if lead == "," && group.speaks() && !found.as_ref().is_some_and(|s| s.may_speak(host)) {
        let inverted = phrase_at(host, group.items.end, range.end).filter(|p| {
            let closed = matches!(host.lower(p.until), "," | "." | "") && host.quote(p.until).is_none();
            p.preposition.is_none() && p.form != Form::Pronoun && p.may_speak(host) && closed
        });
        if inverted.is_some() {
            return inverted;
        }
    }
    found.or_else(|| agreeing(host, group, before).filter(|_| coordinated))
}

/// The subject of the last finite group that has the number of `group`: `Il rappelle que ses élus s'engagent, évoque…`; not
/// that of a relative clause: `Le club dénonce les actes dont la ville est victime et estime qu'ils…`
fn agreeing(host: &Host<'_>, group: &Group, before: &[(Group, Option<Phrase>)]) -> Option<Phrase> {
    let relative = |s: &Phrase| s.items.start > 0 && matches!(host.lower(s.items.start - 1), "dont" | "où");
    let agrees = |s: &Phrase| match (group.plural, s.number) {
        (Some(false), Some(Number::Plur)) => s.class.is_none() || s.name.is_some() || !s.definite,
        _ => true,
    };
    // `concède que le dossier a été mal expliqué, mais réfute`: what stands in a clause with *que* and cannot speak is passed over.
    let held = |s: &Phrase| {
        let start = s.items.start;
        start > 0 && matches!(host.lower(start - 1), "que" | "qu'") && !s.could_speak(host)
    };
    before
        .iter()
        .rev()
        .filter(|(g, _)| g.mood == Mood::Finite)
        .find_map(|(_, s)| {
            s.clone()
                .filter(|s| agrees(s) && !relative(s) && !(group.speaks() && held(s)))
        })
}

/// `Paris s'est tu, son porte-parole se bornant à évoquer « … »`: the infinitive right behind a participle has its subject.
fn borne(group: &Group, before: &[(Group, Option<Phrase>)]) -> Option<Phrase> {
    let (participle, subject) = before.last()?;
    let near = participle.mood == Mood::PresentParticiple && group.items.start <= participle.items.end + 2;
    subject.clone().filter(|_| near)
}

/// The subject of the last finite group that has one and is no relative clause's.
fn matrix(before: &[(Group, Option<Phrase>)]) -> Option<Phrase> {
    before
        .iter()
        .rev()
        .filter(|(g, _)| g.mood == Mood::Finite)
        .find_map(|(_, s)| s.clone())
}
