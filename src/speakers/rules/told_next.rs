//! The attribution in the next sentence: `… « … ». C'est ce qu'a annoncé Anne Ba.`, `« … » Ces mots sont d'Anne Ba.`

use super::after::cue;
use super::before::que_between;
use super::on::nobody;
use crate::clauses::phrases::of_somebody;
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

/// `« Il faut agir. » Ces mots sont d'Anne Ba.`, `La formule est du maire.`: whose words they were.
fn owned(case: &Case<'_, '_>, next: Range<usize>) -> Option<Finding> {
    const WORDS: [&str; 12] = [
        "mots",
        "mot",
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
