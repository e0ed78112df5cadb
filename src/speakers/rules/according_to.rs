//! `Selon X`, `d'après X`, `pour X`, `aux yeux de X`: before the words, after them, or anywhere in their sentence.

use super::fragment::passive;
use crate::clauses::Phrase;
use crate::clauses::host::Host;
use crate::clauses::nouns::Class;
use crate::clauses::phrases::{is_preposition, phrase_at, phrases};
use crate::clauses::subjects::subject_after;
use crate::clauses::verbs::{Group, Mood, group_at};
use crate::entities::Label;
use crate::quotes::verbs::Class as Verb;
use crate::speakers::Form;
use crate::speakers::case::{Case, Finding, Mention};
use crate::text::Span;
use crate::tokens::Pos;
use crate::tokens::morphology::Number;

/// `« Il faut agir », selon Anne Ba.`: right behind the words.
pub fn behind(case: &Case<'_, '_>) -> Option<Finding> {
    let host = case.host();
    let end = case.range().end;
    let at = (case.item + 1..end).take(2).find(|&i| host.lower(i) != ",")?;
    let (phrase, cue) = source_at(host, at, end)?;
    let weak = host.lower(at) == "pour" && !matches!(host.lower(at + 1), "reprendre" | "citer");
    // `« … », pour Jean, c'est…`: what is for somebody is not said by him, unless he stands at the end.
    let closes = matches!(host.lower(phrase.until), "." | ";" | "" | ",");
    // `Un « désastre annoncé », pour Jean.`, `« Inacceptable », pour la CGT.`: nothing but the words and whose they are.
    let first = case.range().start;
    let whole = case.item == first || matches!(case.lead(), "un" | "une") && case.item == first + 1;
    let verdict = whole && phrase.until + 1 >= end && strong(host, &phrase);
    // `accueil glacial : « aberration » pour la CGT, « diversion » pour FO`: a list of them behind a colon.
    let listed = at == case.item + 1 && matches!(case.lead(), ":" | ",") && strong(host, &phrase);
    (!weak || closes && (case.content().clause || verdict || listed))
        .then(|| finding(phrase, cue, if weak { 0.75 } else { 0.95 }))
}

/// `Selon Anne Ba, « il faut agir ».`, `Le projet est, selon elle, « absurde ».`
pub fn ahead(case: &Case<'_, '_>) -> Option<Finding> {
    let host = case.host();
    let range = case.range();
    // `une vanne jugée « capricieuse » par les techniciens, selon le site`: theirs, whoever tells it.
    if host.lower(case.item + 1) == "par" && passive(case).is_some() {
        return None;
    }
    let mut markers: Vec<(usize, Phrase, Span)> = Vec::new();
    // A semicolon shuts one source off from the next: `Selon A, « … » ; pour B, « … ».` Behind the source alone it is a slip
    // for a comma: `Selon Anne Ba, de l'université de Lyon ; « … »`
    let (clauses, _) = case.clauses();
    let shuts = |i: usize| {
        (range.start..i).any(|j| host.quote(j).is_some())
            || clauses
                .iter()
                .any(|(g, _)| g.mood == Mood::Finite && g.items.start < i)
    };
    let from = (range.start..case.item)
        .rev()
        .find(|&i| host.lower(i) == ";" && shuts(i))
        .unwrap_or(range.start);
    for at in from..range.end {
        if at == case.item || host.quote(at).is_some() {
            continue;
        }
        if let Some((phrase, cue)) = source_at(host, at, range.end) {
            // `Pour X,` counts only where the sentence begins, with a comma behind the name.
            let pour = host.lower(at) == "pour";
            // `pour l'Amérique et pour le monde` goes on with what it is for.
            let another = (at.saturating_sub(8).max(range.start)..at).any(|i| host.lower(i) == "pour");
            let opens = at == range.start
                || matches!(host.lower(at - 1), "," | "mais" | ":" | ";")
                // `a calculé la chambre, tandis que pour l'économiste Luc Roy, « … »`
                || host.lower(at - 1) == "que" && matches!(host.lower(at.saturating_sub(2)), "tandis" | "alors")
                || host.lower(at - 1) == "et" && !another;
            let comma = host.lower(phrase.until) == "," || phrase.until == case.item || phrase.items.end < at;
            if !pour || opens && comma && at < case.item && strong(host, &phrase) {
                markers.push((at, phrase, cue));
            }
        }
    }
    // The nearest marker before the words, or else the nearest behind them.
    let before = markers.iter().rfind(|(at, ..)| *at < case.item);
    let chosen = before.or_else(|| {
        markers
            .iter()
            .find(|(at, source, _)| {
                // `un « sursaut » face à un exécutif qui, selon lui, « légifère »`: the source of the next words.
                let next = (source.until..source.until + 2).any(|i| host.quote(i).is_some());
                *at > case.item && !next && !quote_between(host, case.item + 1, *at)
            })
            .filter(|(at, ..)| !shut_off(case, *at))
            .or_else(|| markers.iter().find(|(at, ..)| closes_series(case, *at)))
    })?;
    let (at, phrase, cue) = chosen.clone();
    // `évoquant, d'après un participant, « un passage obligé »`: between a verb of speech and its words, the source of both.
    if at < case.item && shut_in(case, at, &phrase) {
        return None;
    }
    // A verb of speech between the marker and the words has the last word: `Selon X, Y affirme que « … »`.
    let (ahead, _) = case.clauses();
    let spoken = ahead
        .iter()
        .rev()
        .find(|(g, s)| g.items.start > at && at < case.item && g.speaks() && s.is_some());
    if let Some((group, Some(subject))) = spoken
        && subject.may_speak(host)
        && subject.items.start > at
        && host.lower(group.items.start - 1) != "qui"
        && group.mood == Mood::Finite
        && has_last_word(case, group, subject)
    {
        return None;
    }
    let score = if at < case.item && host.lower(at) != "pour" {
        0.94
    } else {
        0.9
    };
    Some(finding(phrase, cue, score))
}

/// `La société n'a évoqué qu'« une anomalie » ; à en croire le site, il s'agit d'une vanne.`: a source behind a semicolon is not that
/// of the clause before it.
fn shut_off(case: &Case<'_, '_>, at: usize) -> bool {
    (case.item..at).any(|i| case.host().lower(i) == ";")
}

/// Whether commas shut the source between a verb of speech with its speaker and the words.
fn shut_in(case: &Case<'_, '_>, at: usize, source: &Phrase) -> bool {
    let host = case.host();
    let (ahead, _) = case.clauses();
    let close = (source.until..source.until + 6)
        .find(|&i| host.lower(i) == ",")
        .unwrap_or(source.until);
    host.lower(close) == ","
        && case.item <= close + 3
        // `elles relèvent, selon elle, du « sparadrap »`
        && !matches!(case.lead(), "du" | "de" | "d'" | "au" | "aux")
        && ahead.iter().any(|(g, s)| {
            let speaker = s
                .as_ref()
                .is_some_and(|s| s.may_speak(host) && s.items.start < at);
            g.items.end + 1 == at && host.lower(at - 1) == "," && g.speaks() && speaker
        })
}

/// Whether a verb behind the marker says the words: `Selon X, Y a dit « … »`, `Pour X, c'est « grave » et Y juge que « … »`, but
/// not `Selon X, ces os présenteraient des traces « nettes »`.
fn has_last_word(case: &Case<'_, '_>, group: &Group, subject: &Phrase) -> bool {
    let host = case.host();
    let que = super::before::que_between(host, group.items.end, case.item);
    let hearsay = group
        .items
        .clone()
        .any(|i| host.lower(i).ends_with("rait") || host.lower(i).ends_with("raient"));
    let person = subject.class == Some(Class::Person) || subject.label(host) == Some(Label::Per);
    match group.class {
        // `Selon La Presse, le gouverneur aurait promis à ses proches de « faire payer »`: hearsay, but his words.
        Some(Verb::Say) => que || !hearsay || person && matches!(case.lead(), "de" | "d'"),
        // `Selon le rapport, ils tirent un revenu que les auteurs qualifient de « modeste »`: a relative clause of its own.
        Some(Verb::Judge) if case.item <= group.items.end + 2 => {
            let start = subject.items.start;
            // `Selon l'agence, le chef rebelle a promis de « marcher sur la ville »`
            let promised = person && matches!(case.lead(), "de" | "d'");
            promised
                || que && subject.form == Form::Named
                || start > 0 && matches!(host.lower(start - 1), "que" | "qu'")
        }
        Some(Verb::Think | Verb::Judge) => que && subject.form == Form::Named,
        _ => false,
    }
}

/// `La villa était « louée sans bail », « au noir », « depuis un an », selon elle.`: a source behind a series of fragments.
fn closes_series(case: &Case<'_, '_>, at: usize) -> bool {
    let host = case.host();
    at > case.item + 2
        && host.lower(at - 1) == ","
        && host.quote(at - 2).is_some()
        && (case.item + 1..at).filter(|&i| host.quote(i).is_some()).count() <= 3
}

fn quote_between(host: &Host<'_>, from: usize, to: usize) -> bool {
    (from..to).filter(|&i| host.quote(i).is_some()).count() > 1
}

fn finding(phrase: Phrase, cue: Span, score: f32) -> Finding {
    Finding {
        speaker: Some(Mention::Host(phrase)),
        cue: Some(cue),
        score,
        governed: true,
        ..Finding::default()
    }
}

fn strong(host: &Host<'_>, phrase: &Phrase) -> bool {
    // `Pour le géographe Matías Bravo,`: the role says it, whatever the model takes the name for.
    if phrase.class == Some(Class::Person) {
        return true;
    }
    match phrase.label(host) {
        Some(label) => matches!(label, Label::Per | Label::Org),
        None => phrase.form == Form::Pronoun || matches!(phrase.class, Some(Class::Person | Class::Body)),
    }
}

/// The markers, longest first, as words of the text; the source follows. A last `de` is also `d'`, `du` and `des`.
const MARKERS: &[&[&str]] = &[
    &["de", "l'", "avis", "de"],
    &["de", "l'", "aveu", "de"],
    &["de", "l'", "aveu", "même", "de"],
    &["du", "point", "de", "vue", "de"],
    &["aux", "yeux", "de"],
    &["aux", "dires", "de"],
    &["au", "dire", "de"],
    &["à", "en", "croire"],
    &["si", "l'", "on", "en", "croit"],
    &["dans", "la", "bouche", "de"],
    &["sous", "la", "plume", "de"],
    &["pour", "reprendre", "les", "mots", "de"],
    &["pour", "reprendre", "les", "termes", "de"],
    &["pour", "reprendre", "l'", "expression", "de"],
    &["pour", "reprendre", "la", "formule", "de"],
    &["pour", "reprendre", "le", "mot", "de"],
    &["pour", "reprendre", "la", "phrase", "de"],
    &["pour", "reprendre", "l'", "image", "de"],
    &["pour", "citer"],
    &["selon", "les", "mots", "de"],
    &["selon", "les", "termes", "de"],
    &["selon", "l'", "expression", "de"],
    &["selon", "la", "formule", "de"],
    &["selon", "l'", "image", "de"],
    &["selon", "le", "mot", "de"],
    &["selon", "les", "propos", "de"],
    &["à", "entendre"],
    &["dixit"],
    &["toujours", "selon"],
    &["selon"],
    &["d'", "après"],
    &["suivant"],
    &["pour"],
];

/// The marker that begins at `at`.
fn marker_at(host: &Host<'_>, at: usize, end: usize) -> Option<&'static [&'static str]> {
    let is = |item: usize, word: &str, last: bool| {
        let found = host.lower(item);
        found == word || last && word == "de" && matches!(found, "d'" | "du" | "des")
    };
    let fits = |marker: &&&[&str]| {
        let length = marker.len();
        at + length <= end && (0..length).all(|n| is(at + n, marker[n], n + 1 == length))
    };
    MARKERS.iter().find(fits).copied()
}

/// The source after a marker that begins at `at`.
pub(super) fn source_at(host: &Host<'_>, at: usize, end: usize) -> Option<(Phrase, Span)> {
    if let Some(source) = of_source(host, at, end) {
        return Some((source, host.span(at)));
    }
    let marker = marker_at(host, at, end)?;
    let first = at + marker.len();
    if host.lower(first) == "ce" && matches!(host.lower(first + 1), "que" | "qu'") {
        // `selon ce qu'a confié Rodrigue à l'AFP`: the subject of that verb.
        let group = group_at(host, first + 2, end).filter(|g| g.mood == Mood::Finite);
        let inverted = group.and_then(|g| subject_after(host, &g, end));
        let subject = inverted
            .or_else(|| phrase_at(host, first + 2, end))
            .filter(|p| p.may_speak(host))?;
        return Some((subject, host.span(at)));
    }
    if host.lower(first) == "qui" && at > 0 {
        // `sa mère, pour qui elle a été « manipulée »`
        let sentence = host.sentence(at).items.start;
        let before = phrases(host, at.saturating_sub(20).max(sentence)..at);
        // `tempère Fabien Ollivier, infirmier et délégué CGT, pour qui`: a noun without an article is apposed to the one before.
        let apposed = |p: &Phrase| {
            let joined = p.items.start > 0 && matches!(host.lower(p.items.start - 1), "," | "et");
            joined && p.items.start == p.head && p.class == Some(Class::Person)
        };
        let phrase = before.into_iter().rev().find(|p| !apposed(p))?;
        // `Ton plus rude du côté de L'Humanité, pour qui « … »`: the name that the phrase ends with.
        let touching = || phrase.last_name(host, phrase.items.end);
        let phrase = Some(phrase.clone())
            .filter(|p| p.may_speak(host))
            .or_else(touching)?;
        return phrase.may_speak(host).then(|| (phrase, host.span(at)));
    }
    let mut phrase =
        phrase_at(host, first, end).filter(|p| !p.items.is_empty() && p.preposition.is_none())?;
    if !phrase.may_speak(host)
        || phrase.class == Some(Class::Document)
        || phrase.class != Some(Class::Person) && host.lower(phrase.until) == "par"
    {
        // `selon un témoin cité par l'AFP` is the witness.
        // `selon les précisions apportées par François Molins`
        // `selon une agence locale citée par Reuters` is the agency: who quotes a source is another.
        let by = (phrase.until..(phrase.until + 4).min(end)).find(|&i| host.lower(i) == "par");
        let quoted = by.filter(|&i| is_quoted(host.lower(i - 1)));
        if let Some(par) = quoted {
            phrase.items.end = phrase.items.end.min(par - 1).max(phrase.head + 1);
        }
        let by = by.filter(|_| quoted.is_none());
        if let Some(agent) = by
            .and_then(|i| phrase_at(host, i, end))
            .filter(|p| p.may_speak(host))
        {
            phrase = agent;
        }
    }
    let phrase = document_author(host, phrase, end)?;
    // `Selon la protection civile, « … »`: whatever has an article and is no time can be a source after these two.
    let plain = matches!(host.lower(at), "selon" | "d'")
        && (phrase.definite || phrase.could_speak(host) && phrase.items.start < phrase.head)
        && phrase.class.is_none()
        && phrase.form == Form::Nominal
        && !phrase.time
        && !abstract_noun(host.lower(phrase.head));
    let somebody =
        (phrase.may_speak(host) || plain) && !(host.lower(at) == "suivant" && phrase.form == Form::Pronoun);
    // `selon ses mots`, `selon ses propres termes` are the subject's, which other rules find.
    let own = matches!(
        host.lower(phrase.items.start),
        "ses" | "son" | "sa" | "leur" | "leurs"
    ) && (phrase.class == Some(Class::Document)
        || matches!(
            host.lower(phrase.head),
            "sources" | "termes" | "mots" | "dires" | "propos" | "calculs"
        ));
    (somebody && !own).then(|| {
        (
            phrase,
            host.span_of(
                at..at + marker.len()
                    - usize::from(marker.len() > 2 && is_preposition(marker[marker.len() - 1])),
            ),
        )
    })
}

/// `De source policière, le conducteur serait « connu »`, `« … », de sources concordantes`: somebody who is not named.
fn of_source(host: &Host<'_>, at: usize, end: usize) -> Option<Phrase> {
    let source = host.lower(at) == "de"
        && matches!(host.lower(at + 1), "source" | "sources")
        && at + 2 < end
        && host.pos(at + 2) == Pos::Adj
        && (host.sentence(at).items.start == at || matches!(host.lower(at - 1), "," | "("));
    source.then(|| Phrase {
        class: Some(Class::Person),
        preposition: None,
        number: Some(if host.lower(at + 1) == "sources" {
            Number::Plur
        } else {
            Number::Sing
        }),
        ..phrase_at(host, at + 1, at + 3)
            .unwrap_or_else(|| Phrase::new(at + 1..at + 3, at + 1, Form::Nominal))
    })
}

/// `citée`, `interrogé`: what a medium does with a source of its own.
fn is_quoted(participle: &str) -> bool {
    const QUOTED: [&str; 6] = ["cité", "relayé", "repris", "interrogé", "contacté", "joint"];
    QUOTED.iter().any(|q| participle.starts_with(q))
}

/// Nouns behind `selon` that are no source: `selon la loi du marché`, `selon le cas`.
fn abstract_noun(word: &str) -> bool {
    matches!(
        word,
        "loi"
            | "cas"
            | "moment"
            | "saison"
            | "goût"
            | "principe"
            | "règle"
            | "règles"
            | "besoin"
            | "besoins"
            | "niveau"
            | "taille"
            | "nature"
            | "modèle"
            | "scénario"
            | "formule"
            | "expression"
            | "mode"
            | "heure"
            | "jour"
            | "calendrier"
            | "critères"
            | "modalités"
    )
}

/// `selon un communiqué de la préfecture`, `dans la lettre qu'a laissée Anne Ba`, `une note signée par le préfet`: the author
/// of a document speaks through it.
#[must_use]
pub fn document_author(host: &Host<'_>, phrase: Phrase, end: usize) -> Option<Phrase> {
    if phrase.class != Some(Class::Document) || phrase.name.is_some() {
        return Some(phrase);
    }
    let author = |at: usize| {
        phrase_at(host, at, end).filter(|p| {
            // `un communiqué de presse` is not the press's.
            p.may_speak(host) && !(host.lower(p.head) == "presse" && p.items.start == p.head)
        })
    };
    let of = (phrase.head + 1..phrase.items.end.max(phrase.head + 1))
        .filter(|&i| matches!(host.lower(i), "de" | "d'" | "du" | "des"))
        .find_map(author);
    let by = || {
        (phrase.until..(phrase.until + 3).min(end))
            .find(|&i| host.lower(i) == "par")
            .and_then(author)
    };
    let relative = || {
        let que = Some(phrase.until).filter(|&i| i < end && matches!(host.lower(i), "que" | "qu'"))?;
        let group = (que + 1..(que + 8).min(end)).find_map(|i| group_at(host, i, end))?;
        if group.items.start == que + 1 {
            subject_after(host, &group, end)
        } else {
            phrase_at(host, que + 1, group.items.start)
        }
        .filter(|p| p.preposition.is_none() && p.may_speak(host))
    };
    Some(match of.or_else(by).or_else(relative) {
        Some(mut author) => {
            author.preposition = None;
            author
        }
        None => phrase,
    })
}
