//! `« … » ¶ — Anne Ba, maire de Lyon`: a line under the words names who said them.

use crate::clauses::phrases::phrase_at;
use crate::speakers::Form;
use crate::speakers::case::{Case, Finding, Mention};

/// A signature behind a dash, in the same line or the next one.
pub fn signature(case: &Case<'_, '_>) -> Option<Finding> {
    let host = case.host();
    let own = &host.sentences[case.sentence].items;
    let alone = case.item == own.start;
    let mut at = case.item + 1;
    let end = if at < own.end {
        own.end
    } else {
        // Only a signature follows at once; the next sentence of the text does not begin with a dash or bracket.
        host.sentences
            .get(case.sentence + 1)
            .filter(|s| s.items.len() < 40)?
            .items
            .end
    };
    let dash = matches!(host.lower(at), "—" | "–" | "-" | "--");
    let bracket = host.lower(at) == "(";
    if alone && !dash && !bracket && at == own.end {
        return bare_signature(case, at, end);
    }
    if !alone || !dash && !bracket {
        return None;
    }
    at += 1;
    let phrase = phrase_at(host, at, end)
        .filter(|p| p.preposition.is_none() && p.form != Form::Pronoun && p.may_speak(host))?;
    let verb = crate::clauses::verbs::groups(host, phrase.items.end..end.min(phrase.items.end + 6))
        .iter()
        .any(|g| g.mood == crate::clauses::verbs::Mood::Finite && !bracket);
    (!verb && (!bracket || phrase.name.is_some() && matches!(host.lower(phrase.until), ")" | ","))).then(
        || Finding {
            speaker: Some(Mention::Host(phrase)),
            cue: Some(host.span(case.item + 1)),
            score: 0.9,
            governed: true,
            ..Finding::default()
        },
    )
}

/// A short line right under the words that is nothing but a name: a reader's comment, an epigraph.
fn bare_signature(case: &Case<'_, '_>, at: usize, end: usize) -> Option<Finding> {
    let host = case.host();
    let whole = case.content().clause || case.content().full;
    let between = &host.text[case.marks().span.end..host.span(at).start];
    let close = between.matches('\n').count() == 1;
    let phrase = phrase_at(host, at, end)
        .filter(|p| p.preposition.is_none() && p.form == Form::Named && p.may_speak(host))?;
    let tail = host.lower(phrase.until);
    let line = phrase.items.start == at
        && (phrase.until == end || tail == "," && end - phrase.until < 12)
        && !matches!(host.lower(end - 1), "." | ":" | "!" | "?");
    (whole && close && line && end - at < 16).then(|| Finding {
        speaker: Some(Mention::Host(phrase)),
        cue: None,
        score: 0.8,
        governed: true,
        ..Finding::default()
    })
}
