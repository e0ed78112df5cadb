//! Relative clauses: the antecedent of `qui`, and the free relatives that are a subject themselves (`celui qui passe pour
//! le chef`).

use super::REACH;
use super::preverbal::clause_start;
use crate::clauses::host::Host;
use crate::clauses::nouns::Class;
use crate::clauses::phrases::{Phrase, is_preposition, phrases};
use crate::clauses::verbs::{Group, Mood};
use crate::entities::Label;
use crate::speakers::Form;
use crate::tokens::morphology::{Gender, Number, VerbForm};
use std::ops::Range;

/// Items of an aside between commas before a relative pronoun.
const ASIDE: usize = 9;

/// The phrase that a relative pronoun at `at` stands for.
pub(super) fn antecedent(host: &Host<'_>, at: usize, start: usize) -> Option<Phrase> {
    let mut end = at;
    if end > start && host.lower(end - 1) == "," {
        end -= 1;
    }
    let from = clause_start(host, end, start.max(end.saturating_sub(REACH)));
    let mut all = phrases(host, from..end);
    // `la cheffe de mission de l'ONG pour la Syrie, qui…`: where somebody works does not speak.
    while let [.., holder, place] = all.as_slice()
        && locates(host, holder, place)
    {
        all.pop();
    }
    all.truncate(before_things(host, &all, end).unwrap_or(all.len()));
    // `le procureur Luc Roy, chargé du patrimoine au parquet de Lyon, qui parle`: a participle with its complements between commas
    // says more of the one before it.
    if let Some(named) = behind_participle(host, &all, end) {
        return Some(named);
    }
    let end = all.last().map_or(end, |p| p.until);
    let mut last = all
        .last()
        .filter(|p| p.until == end || p.may_speak(host))?
        .clone();
    // `Vasip Sahin, gouverneur de la ville, qui…`: the name before the apposition.
    if let [.., before, apposed] = all.as_slice() {
        let comma = apposed.items.start == before.until + 1 && host.lower(before.until) == ",";
        // `Joint par Reuters, un pêcheur qui a vu…`: a medium is no fisherman.
        let other = before.label(host) == Some(Label::Org) && apposed.class == Some(Class::Person);
        if comma && !other && apposed.name.is_none() && before.name.is_some() && apposed.preposition.is_none()
        {
            last = before.clone();
        }
        // `sous la conduite d'Erwan Roy, charpentier taiseux qui n'avait…`: the name in a longer phrase.
        let bare = comma && apposed.items.start == apposed.head && apposed.class == Some(Class::Person);
        if bare && before.name.is_none() {
            let named = before.last_name(host, before.items.end);
            last = named
                .filter(|p| p.label(host) == Some(Label::Per))
                .unwrap_or(last);
        }
    }
    // `le maire de Lyon, Jean Roy, qui`: the name may stand alone as an apposition of what is before it.
    if !last.may_speak(host) {
        // `à l'initiative du CHRU de Reims qui souhaitait`: the name that the relative clause touches.
        last = last.last_name(host, end).unwrap_or(last);
    }
    Some(last)
}

/// The person before a participle phrase that begins behind a comma and ends at `end`.
fn behind_participle(host: &Host<'_>, all: &[Phrase], end: usize) -> Option<Phrase> {
    let comma = (end.saturating_sub(14)..end)
        .rev()
        .find(|&i| host.lower(i) == ",")?;
    let participle =
        host.morphology(comma + 1).form == Some(VerbForm::Part) && host.entity(comma + 1).is_none();
    all.iter()
        .find(|p| participle && p.until == comma && p.label(host) == Some(Label::Per))
        .cloned()
}

/// Whether `place` is the place, behind its preposition, of the person right before it.
fn locates(host: &Host<'_>, holder: &Phrase, place: &Phrase) -> bool {
    let named = place.label(host) == Some(Label::Loc);
    let person = holder.class == Some(Class::Person) || holder.label(host) == Some(Label::Per);
    named && person && place.preposition == Some(holder.until)
}

/// `un homme de 19 ans, sans permis, qui explique`, `Benoît Roy, douze hectares à Vaux, qui dit`: how many phrases stand before a comma
/// behind which there is nobody.
fn before_things(host: &Host<'_>, all: &[Phrase], end: usize) -> Option<usize> {
    let comma = (end.saturating_sub(ASIDE)..end)
        .rev()
        .find(|&i| host.lower(i) == ",")?;
    let somebody = |p: &Phrase| p.may_speak(host) && p.label(host) != Some(Label::Loc);
    let until = all.partition_point(|p| p.items.end <= comma);
    let things = all
        .get(until..)
        .filter(|things| !things.is_empty() && !things.iter().any(somebody))?;
    // `Le Parisien, concernant la pétition qui attaque`: a participle goes on about something else.
    let goes_on =
        things[0].definite && things[0].preposition.is_none() || host.lower(comma + 1).ends_with("ant");
    let before = all[..until].last().filter(|p| somebody(p) && p.until == comma)?;
    (!goes_on && before.items.end <= comma).then_some(until)
}

/// `celui qui passe pour le chef a dit`: a demonstrative with its relative clause, if a verb of that clause stands between.
pub(super) fn whoever(host: &Host<'_>, range: Range<usize>, verbs: &[Group]) -> Option<Phrase> {
    let (from, end) = (range.start, range.end);
    let head = range.rev().find(|&i| {
        let free = i == from || !is_preposition(host.lower(i - 1)) && host.lower(i - 1) != "que";
        matches!(host.lower(i), "celui" | "celle" | "ceux" | "celles") && host.lower(i + 1) == "qui" && free
    })?;
    verbs
        .iter()
        .any(|v| v.mood == Mood::Finite && v.items.start > head + 1)
        .then_some(())?;
    let last = if host.lower(end - 1) == "," { end - 1 } else { end };
    let plural = host.lower(head).starts_with("ceux") || host.lower(head) == "celles";
    Some(Phrase {
        class: Some(Class::Person),
        gender: Some(if host.lower(head).starts_with("celle") {
            Gender::Fem
        } else {
            Gender::Masc
        }),
        number: Some(if plural { Number::Plur } else { Number::Sing }),
        ..Phrase::new(head..last, head, Form::Nominal)
    })
}
