//! Turns of a dialogue and answers of an interview: `— Je pars, dit-il.`, `Anne Ba : Il faut agir.`

use super::colon;
use crate::clauses::verbs::Mood;
use crate::quotes::dialogue::{Utterance, Voice};
use crate::speakers::Form;
use crate::speakers::case::{Case, Finding, Mention};

/// The rule that answers for an utterance, with its answer.
pub fn spoken(case: &Case<'_, '_>, utterance: &Utterance) -> (&'static str, Finding) {
    match &utterance.voice {
        // `— Je pars, dit Jean.`, `— Oui, dit Jean, je pars.`
        Voice::Inquit { subject, cue, inside } => {
            let finding = Finding {
                speaker: Some(Mention::Bare(subject.clone())),
                cue: Some(*cue),
                score: 0.95,
                governed: true,
                ..Finding::default()
            };
            (if *inside { "inquit-inside" } else { "inquit-after" }, finding)
        }
        // `Anne Ba : Il faut agir.`
        Voice::Label { guest, .. } => {
            let speaker = guest.clone().map(Mention::Bare);
            (
                "interview-turn",
                Finding {
                    speaker,
                    score: 0.9,
                    governed: true,
                    ..Finding::default()
                },
            )
        }
        Voice::Silent => announced(case)
            .or_else(|| actor(case, utterance))
            .unwrap_or(("none", Finding::default())),
    }
}

/// `Jean cracha dans ses mains et dit : ¶ — À nous deux.`
fn announced(case: &Case<'_, '_>) -> Option<(&'static str, Finding)> {
    colon::label(case)
        .or_else(|| colon::colon(case))
        .map(|finding| ("colon", finding))
}

/// `Jean hocha la tête. ¶ — À nous deux.`: whoever acts right before the turn, if the sentence has one actor.
fn actor(case: &Case<'_, '_>, utterance: &Utterance) -> Option<(&'static str, Finding)> {
    let host = case.host();
    let before = case.sentence.checked_sub(1)?;
    let sentence = &host.sentences[before];
    let narration = sentence.paragraph + 1 == utterance.paragraph
        && !sentence.items.clone().any(|i| host.quote(i).is_some());
    let full = sentence.items.end > sentence.items.start
        && matches!(host.lower(sentence.items.end - 1), "." | "…" | "..." | "!");
    if !narration || !full || sentence.items.len() > 40 {
        return None;
    }
    let main = |subject: &crate::clauses::Phrase| {
        subject.items.start == sentence.items.start
            || !matches!(
                host.lower(subject.items.start - 1),
                "que" | "qu'" | "qui" | "dont" | "où" | "lorsque" | "si"
            )
    };
    let mut subjects = case
        .context
        .clauses(before)
        .iter()
        .filter(|(g, _)| g.mood == Mood::Finite)
        .filter_map(|(_, s)| s.as_ref())
        .filter(|s| main(s));
    let first = subjects.next()?;
    let alone = subjects.all(|s| s.head == first.head || s.form == Form::Pronoun);
    (alone && first.may_speak(host)).then(|| {
        (
            "narrated",
            Finding {
                speaker: Some(Mention::Host(first.clone())),
                score: 0.5,
                ..Finding::default()
            },
        )
    })
}
