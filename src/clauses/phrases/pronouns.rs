//! Phrases without a noun: pronouns (`elle`, `celui-ci`, `ce dernier`), partitives (`l'un d'eux`, `une des passagères`)
//! and quantities that stand for people (`certains crient`).
//!
//! Owns the closed class of the personal pronouns with the gender and number that each shows. Refuses to say whom a
//! pronoun means: that is for [`crate::speakers`].

use super::nominal::apposed;
use super::{Phrase, phrase_at};
use crate::clauses::host::Host;
use crate::clauses::nouns::Class;
use crate::clauses::verbs::{is_clitic, is_finite_before_words};
use crate::speakers::Form;
use crate::tokens::Pos;
use crate::tokens::morphology::{Gender, Number};

/// Pronouns that can be the subject of a verb of speech, or follow `selon`.
#[must_use]
pub fn is_personal(word: &str) -> bool {
    let word = word.trim_start_matches("-t-").trim_start_matches('-');
    matches!(
        word,
        "il" | "elle"
            | "ils"
            | "elles"
            | "on"
            | "je"
            | "j'"
            | "nous"
            | "lui"
            | "eux"
            | "celui-ci"
            | "celle-ci"
            | "ceux-ci"
            | "celles-ci"
            | "celui-là"
            | "celle-là"
            | "lui-même"
            | "elle-même"
            | "eux-mêmes"
            | "elles-mêmes"
            | "moi"
            | "celui"
            | "celle"
            | "ceux"
            | "celles"
            | "lequel"
            | "laquelle"
            | "lesquels"
            | "lesquelles"
    )
}

/// Gender and number that a pronoun shows.
fn pronoun_features(word: &str) -> (Option<Gender>, Option<Number>) {
    use {
        Gender::{Fem, Masc},
        Number::{Plur, Sing},
    };
    match word.trim_start_matches("-t-").trim_start_matches('-') {
        "il" | "lequel" | "celui-ci" | "celui-là" | "celui" | "lui-même" => (Some(Masc), Some(Sing)),
        "lui" | "on" | "je" | "j'" | "moi" => (None, Some(Sing)),
        "elle" | "laquelle" | "celle-ci" | "celle-là" | "celle" | "elle-même" => (Some(Fem), Some(Sing)),
        "ils" | "lesquels" | "eux" | "ceux-ci" | "ceux" => (Some(Masc), Some(Plur)),
        "elles" | "lesquelles" | "celles-ci" | "celles" => (Some(Fem), Some(Plur)),
        "nous" => (None, Some(Plur)),
        _ => (None, None),
    }
}

/// `certains se demandant`, `d'autres crient`, `beaucoup craignent`: a quantity that stands without a noun is people.
pub(super) fn indefinite_at(host: &Host<'_>, at: usize, end: usize) -> Option<Phrase> {
    let (head, number) = quantity_at(host, at)?;
    let verb = head < end
        && head + 1 < host.items.len()
        && (matches!(host.pos(head + 1), Pos::Verb | Pos::Aux) || is_clitic(host.lower(head + 1)))
        && host.lower(head + 1) != "en"
        // `certains la disent « procédurière »`, but not `certains les yeux fermés`
        && (!matches!(host.lower(head + 1), "le" | "la" | "les" | "l'") || host.pos(head + 2) == Pos::Verb);
    // `« Boum », a répondu l'autre.`: behind the verb of an inquit.
    let inverted = at > 0
        && host.pos(at - 1) == Pos::Verb
        && matches!(
            host.lower(head),
            "un" | "une" | "uns" | "unes" | "autre" | "autres"
        )
        && (head + 1 == end || matches!(host.lower(head + 1), "." | "," | "à"));
    (verb || inverted).then(|| Phrase {
        class: Some(Class::Person),
        gender: matches!(host.lower(head), "certaines" | "toutes" | "quelques-unes").then_some(Gender::Fem),
        number: Some(number),
        ..Phrase::new(at..head + 1, head, Form::Nominal)
    })
}

/// The last item of a quantity that begins with `at`, and its number. Words that also stand beside a verb (`ils ont tous
/// crié`) count only where a clause begins.
fn quantity_at(host: &Host<'_>, at: usize) -> Option<(usize, Number)> {
    use Number::{Plur, Sing};
    let next = host.lower(at + 1);
    let found = match host.lower(at) {
        "certains" | "certaines" | "plusieurs" => return Some((at, Plur)),
        "d'" if matches!(next, "autres" | "aucuns") => return Some((at + 1, Plur)),
        "beaucoup" | "tous" | "toutes" | "quelques-uns" | "quelques-unes" => (at, Plur),
        "chacun" | "chacune" | "aucun" | "aucune" => (at, Sing),
        "les" if matches!(next, "uns" | "unes" | "autres") => (at + 1, Plur),
        "l'" if matches!(next, "un" | "une" | "autre") => (at + 1, Sing),
        "la" if next == "plupart" => (at + 1, Plur),
        _ => return None,
    };
    let inverted = at > 0 && host.pos(at - 1) == Pos::Verb;
    (opens_clause(host, at) || inverted).then_some(found)
}

/// Whether a clause can begin with `at`: a sentence, or what stands behind a mark or a conjunction.
fn opens_clause(host: &Host<'_>, at: usize) -> bool {
    host.sentence(at).items.start == at
        || !host.is_word(at - 1)
        || matches!(
            host.lower(at - 1),
            "et" | "mais" | "que" | "qu'" | "où" | "si" | "car"
        )
}

pub(super) fn pronoun_at(host: &Host<'_>, at: usize, end: usize) -> Option<Phrase> {
    if at >= end || host.entity(at).is_some() {
        return None;
    }
    let word = host.lower(at);
    // `lâche quelqu'un au fond de la salle`
    if matches!(word, "quelqu'un" | "quelqu'une") {
        return Some(Phrase {
            class: Some(Class::Person),
            number: Some(Number::Sing),
            ..Phrase::new(at..at + 1, at, Form::Nominal)
        });
    }
    let pronoun = |last: usize, gender, number| Phrase {
        gender,
        number,
        definite: true,
        ..Phrase::new(at..last + 1, last, Form::Pronoun)
    };
    // `ce dernier`, `cette dernière`: pronouns, unless a noun follows (`ce dernier point`).
    let next = host.lower(at + 1);
    if matches!(word, "ce" | "cet" | "cette" | "ces" | "la" | "le" | "les")
        && matches!(
            next,
            "dernier" | "dernière" | "derniers" | "dernières" | "premier" | "première" | "second" | "seconde"
        )
        && at + 1 < end
        && !(at + 2 < end
            && !is_finite_before_words(host, at + 2)
            && matches!(host.pos(at + 2), Pos::Noun | Pos::Num | Pos::Adj | Pos::Propn))
        && (word.starts_with("ce") || !matches!(host.pos(at + 1), Pos::Noun))
    {
        let gender = if next.contains("ière") || next.ends_with("de") || next.starts_with("première") {
            Gender::Fem
        } else {
            Gender::Masc
        };
        let number = if next.ends_with('s') {
            Number::Plur
        } else {
            Number::Sing
        };
        return word
            .starts_with("ce")
            .then(|| pronoun(at + 1, Some(gender), Some(number)));
    }
    // `l'un d'eux`, `une des passagères`, `plusieurs d'entre eux`
    let one = if word == "l'" && matches!(next, "un" | "une") {
        at + 1
    } else {
        at
    };
    let partitive = matches!(
        host.lower(one),
        "un" | "une"
            | "plusieurs"
            | "certains"
            | "certaines"
            | "beaucoup"
            | "deux"
            | "trois"
            | "aucun"
            | "aucune"
            | "chacun"
            | "chacune"
    );
    if partitive && one + 2 < end && matches!(host.lower(one + 1), "d'" | "de" | "des" | "du") {
        let mut last = one + 2;
        if host.lower(last) == "entre" {
            last += 1;
        }
        let whole = phrase_at(host, last, end)
            .filter(|p| p.preposition.is_none() && (p.form == Form::Pronoun || p.class.is_some()));
        if let Some(whole) = whole {
            let gender = if host.lower(one) == "une" {
                Some(Gender::Fem)
            } else {
                whole.gender
            };
            let number = if matches!(host.lower(one), "un" | "une") {
                Number::Sing
            } else {
                Number::Plur
            };
            let mut phrase = Phrase {
                until: whole.until,
                class: Some(whole.class.unwrap_or(Class::Person)),
                gender,
                number: Some(number),
                ..Phrase::new(at..whole.items.end, one, Form::Nominal)
            };
            // `l'une des passagères, Audra Bridges, raconte`
            if number == Number::Sing
                && let Some((name, after)) = apposed(host, whole.until, end)
            {
                phrase.form = Form::Named;
                phrase.name = Some(name);
                phrase.items.end = after;
                phrase.until = after;
            }
            return Some(phrase);
        }
    }
    // `l'intéressé` is nominal; `nous`, `je` count where they are subjects.
    let (gender, number) = pronoun_features(word);
    let relative = matches!(word, "celui" | "celle" | "ceux" | "celles");
    // `… à un sous-traitant. Lequel se dit surpris.`: a relative pronoun that opens a sentence.
    let linking = word.ends_with("quel")
        || word.ends_with("quelle")
        || word.ends_with("quels")
        || word.ends_with("quelles");
    let opens = !linking || host.sentence(at).items.start == at;
    (is_personal(word) && !relative && opens).then(|| pronoun(at, gender, number))
}
