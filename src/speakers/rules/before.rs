//! The verb before the words, without a colon: `X affirme que « … »`, `X a dit à Y « … »`, `en criant « … »`, `X dénonce
//! un « … »`.

use super::after::{cue, nobody};
use crate::clauses::host::Host;
use crate::clauses::verbs::{Group, Mood};
use crate::quotes::verbs::Class;
use crate::speakers::case::{Case, Clause, Finding, Mention};

/// `Anne Ba affirme que « le projet est absurde ».`: `que` stands between the verb and the words.
pub fn que(case: &Case<'_, '_>) -> Option<Finding> {
    let host = case.host();
    let (group, finding) = governing(case)?;
    let que = (group.items.end..case.item).any(|i| matches!(host.lower(i), "que" | "qu'"));
    (que && group.class != Some(Class::Document) || que && group.mood == Mood::Finite).then_some(finding)
}

/// `Anne Ba dénonce un « projet absurde ».`, `Le chef de l'État a dit au maire « Il y en a… »`
pub fn verb_before(case: &Case<'_, '_>) -> Option<Finding> {
    governing(case).map(|(_, finding)| finding)
}

/// The verb of speech that governs the words from their left: the nearest one in the sentence whose subject can speak.
fn governing<'c>(case: &Case<'c, '_>) -> Option<(&'c Group, Finding)> {
    let host = case.host();
    let (ahead, _) = case.clauses();
    let usable = |(group, subject): &&Clause| group.speaks() && subject.as_ref().is_some_and(|s| s.may_speak(host)) && group.mood != Mood::PastParticiple;
    let at = ahead.iter().rposition(|c| usable(&c))?;
    let (group, subject) = &ahead[at];
    let subject = subject.as_ref()?;
    let later = &ahead[at + 1..];
    let score = confidence(host, group, later, case);
    if nobody(host, subject) {
        return None;
    }
    let finding = Finding {
        speaker: Some(Mention::Host(subject.clone())),
        cue: Some(cue(host, group)),
        score,
        governed: score >= 0.7,
        ..Finding::default()
    };
    Some((group, finding))
}

/// How sure it is that `group` governs the words, given the verbs between.
fn confidence(host: &Host<'_>, group: &Group, later: &[Clause], case: &Case<'_, '_>) -> f32 {
    let between = group.items.end..case.item;
    let que = between.clone().any(|i| matches!(host.lower(i), "que" | "qu'"));
    let mut score: f32 = match group.class {
        Some(Class::Say) => 0.9,
        Some(Class::Judge | Class::Think) => 0.85,
        _ => 0.75,
    };
    let finite = later.iter().filter(|(g, _)| g.mood == Mood::Finite).count();
    if finite > 0 && !que {
        score -= 0.25;
    }
    if between.len() > 25 {
        score -= 0.1;
    }
    score
}
