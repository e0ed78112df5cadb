//! The attribution in the next sentence, or behind a colon: `… « … ». C'est ce qu'a annoncé Anne Ba.`, `« … » Ces mots sont d'Anne
//! Ba.`, `« … » : les mots d'Anne Ba ont marqué.`

use super::after::cue;
use super::before::que_between;
use super::on::nobody;
use crate::clauses::Phrase;
use crate::clauses::phrases::{of_somebody, phrase_at};
use crate::clauses::subjects::subject_after;
use crate::clauses::verbs::Mood;
use crate::speakers::case::{Case, Finding, Mention};
use std::ops::Range;

/// Items of the next sentence in which `c'est ce que` stands: `C'est, en tout cas, ce qu'`.
const OPENING: usize = 9;

/// `Le quai sera refait afin de « relancer le port ». C'est ce qu'a annoncé Anne Ba.`: the sentence behind says who said it.
///
/// It is asked before the verb ahead of the words, which is then part of what is told.
pub fn told_next(case: &Case<'_, '_>) -> Option<Finding> {
    let host = case.host();
    if let Some(found) = presented(case) {
        return Some(found);
    }
    let next = host.sentences.get(case.sentence + 1)?;
    if next.paragraph != host.sentences[case.sentence].paragraph {
        return None;
    }
    if host.lower(next.items.start) != "c'" {
        return owned(case, next.items.clone());
    }
    let end = next.items.end.min(next.items.start + OPENING);
    let what = (next.items.start + 1..end)
        .find(|&i| host.lower(i) == "ce" && matches!(host.lower(i + 1), "que" | "qu'"))?;
    let (group, subject) = case
        .context
        .clauses(case.sentence + 1)
        .iter()
        .find(|(g, _)| g.items.start > what && g.mood == Mood::Finite && g.speaks())?;
    let speaker = subject
        .clone()
        .filter(|s| s.items.start > what + 1)
        .or_else(|| subject_after(host, group, next.items.end))
        .filter(|s| s.may_speak(host) && !nobody(host, s))?;
    // `Le préfet a dit « … ». C'est ce que pense aussi Anne Ba.`: words that somebody is said to speak already.
    let (ahead, _) = case.clauses();
    let told = ahead.iter().any(|(g, s)| {
        let governs = case.item <= g.items.end + 2 || que_between(host, g.items.end, case.item);
        g.mood == Mood::Finite && g.speaks() && s.is_some() && governs
    });
    (!told).then(|| Finding {
        speaker: Some(Mention::Host(speaker)),
        cue: Some(cue(host, group)),
        score: 0.8,
        governed: true,
        ..Finding::default()
    })
}

/// What somebody's words are called.
const WORDS: [&str; 13] = [
    "mots",
    "mot",
    "termes",
    "paroles",
    "phrase",
    "formule",
    "citation",
    "propos",
    "expression",
    "aveu",
    "constat",
    "confidence",
    "image",
];

/// `« Je pars. » C'est par ces mots, prononcés à voix basse, que le maire a ouvert la séance.`: who did so with them.
fn presented(case: &Case<'_, '_>) -> Option<Finding> {
    let host = case.host();
    let paragraph = host.sentences[case.sentence].paragraph;
    let at = if host.lower(case.item + 1) == ":" {
        case.item + 2
    } else {
        let next = host.sentences.get(case.sentence + 1)?;
        (next.paragraph == paragraph && case.item + 2 >= next.items.start).then_some(next.items.start)?
    };
    let words = host.lower(at) == "c'"
        && host.lower(at + 1) == "est"
        && matches!(host.lower(at + 2), "par" | "avec" | "en" | "sur" | "dans")
        && matches!(host.lower(at + 3), "ces" | "cette" | "ce" | "cet")
        && WORDS.contains(&host.lower(at + 4));
    let end = host.sentence(at).items.end;
    let que =
        (at + 5..end.min(at + OPENING + 10)).find(|&i| words && matches!(host.lower(i), "que" | "qu'"))?;
    let speaker = phrase_at(host, que + 1, end)
        .filter(|p| p.preposition.is_none() && p.may_speak(host) && !nobody(host, p))?;
    Some(Finding {
        speaker: Some(Mention::Host(speaker)),
        cue: Some(host.span(at + 4)),
        score: 0.85,
        governed: true,
        ..Finding::default()
    })
}

/// `« Un gâchis » : les mots de l'avocat ont marqué l'audience.`, `« Un homme discret » : le portrait dressé par le procureur`: the words
/// first, then what they are and whose.
pub(super) fn named_behind(case: &Case<'_, '_>) -> Option<Finding> {
    const NAMES: [&str; 17] = [
        "mots",
        "mot",
        "phrase",
        "formule",
        "promesse",
        "portrait",
        "constat",
        "aveu",
        "message",
        "avertissement",
        "verdict",
        "réponse",
        "cri",
        "appel",
        "diagnostic",
        "jugement",
        "sentence",
    ];
    let host = case.host();
    let opens = case.item == case.range().start && host.lower(case.item + 1) == ":";
    let end = case.range().end;
    let noun = (case.item + 2..end.min(case.item + 5)).find(|&i| opens && NAMES.contains(&host.lower(i)))?;
    let article = matches!(host.lower(case.item + 2), "le" | "la" | "les" | "l'");
    let author = (noun + 1..end.min(noun + 5))
        .filter(|_| article)
        .take_while(|&i| !matches!(host.lower(i), "," | "." | "qui" | "que"))
        .find_map(|i| {
            let by = (host.lower(i) == "par")
                .then(|| phrase_at(host, i, end))
                .flatten();
            by.filter(|p| p.may_speak(host))
                .or_else(|| of_somebody(host, i, end))
        })?;
    Some(Finding {
        speaker: Some(Mention::Host(Phrase {
            preposition: None,
            ..author
        })),
        cue: Some(host.span(noun)),
        score: 0.8,
        governed: true,
        ..Finding::default()
    })
}

/// `« Il faut agir. » Ces mots sont d'Anne Ba.`, `La formule est du maire.`: whose words they were.
fn owned(case: &Case<'_, '_>, next: Range<usize>) -> Option<Finding> {
    let host = case.host();
    let at = next.start;
    let alone = case.item == case.range().start && case.stands_free();
    let these = matches!(
        host.lower(at),
        "ces" | "cette" | "cet" | "ce" | "la" | "le" | "les" | "l'"
    );
    let named = these
        && WORDS.contains(&host.lower(at + 1))
        && matches!(host.lower(at + 2), "est" | "sont" | "était" | "étaient");
    let author = (alone && named)
        .then(|| of_somebody(host, at + 3, next.end))
        .flatten()?;
    Some(Finding {
        speaker: Some(Mention::Host(author)),
        cue: Some(host.span(at + 1)),
        score: 0.9,
        governed: true,
        ..Finding::default()
    })
}
