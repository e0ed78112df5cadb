//! Dialogue: who takes the turns that no inquit gives to anybody.
//!
//! ```text
//! — Combien en voulez-vous ? demanda Prosper.
//! — Vingt écus, dit Madeleine.
//! — Vingt écus pour une mule borgne !
//! ```
//!
//! Where two people talk they take turns. A turn without an attribution goes to the other one of the two whom the turns
//! around it name, if the count from both sides agrees; where three people talk, or one side of the talk is unknown, it
//! stays without a speaker.

use super::case::Case;
use super::resolve::Resolver;
use super::{Form, Quotation, Speaker, SpeakerType};
use crate::quotes::dialogue::{Utterance, Voice};

/// A turn that has been read: its place in the list of quotations, its paragraph.
#[derive(Debug, Clone, Copy)]
pub struct Turn {
    /// Index of the quotation.
    pub quotation: usize,
    /// Index of its paragraph.
    pub paragraph: usize,
}

/// The speaker whom a label or a pronoun behind a turn stands for, given what the resolver made of the phrase.
#[must_use]
pub fn settle(
    case: &Case<'_, '_>,
    utterance: &Utterance,
    found: Option<Speaker>,
    turns: &[Turn],
    quotations: &[Quotation],
    resolver: &Resolver<'_>,
) -> Option<Speaker> {
    let text = case.host().text;
    match (&utterance.voice, found) {
        (
            Voice::Label {
                mention: Some(mention),
                ..
            },
            found,
        ) => {
            let name = mention.of(text).trim().to_owned();
            let unknown = Speaker {
                mention: *mention,
                form: Form::Named,
                kind: SpeakerType::Person,
                name,
                referent: None,
                certainty: 1.0,
            };
            Some(found.map_or(unknown, |s| Speaker {
                mention: *mention,
                form: Form::Named,
                ..s
            }))
        }
        (Voice::Inquit { .. }, Some(speaker)) if speaker.form == Form::Pronoun => {
            Some(other(utterance, speaker, turns, quotations, resolver))
        }
        (_, found) => found,
    }
}

/// `— Oui, dit-il.` behind a turn of Jean's is not Jean: the one before him, if he is known and fits.
fn other(
    utterance: &Utterance,
    speaker: Speaker,
    turns: &[Turn],
    quotations: &[Quotation],
    resolver: &Resolver<'_>,
) -> Speaker {
    let last = turns
        .last()
        .filter(|t| t.paragraph + 1 >= utterance.paragraph)
        .and_then(|t| quotations[t.quotation].speaker.as_ref());
    let Some(last) = last.filter(|l| same(l, &speaker)) else {
        return speaker;
    };
    let earlier = turns
        .iter()
        .rev()
        .skip(1)
        .take(8)
        .filter_map(|t| quotations[t.quotation].speaker.as_ref());
    let fits =
        |s: &&Speaker| !same(s, last) && s.kind != SpeakerType::Organisation && resolver.agree(s, &speaker);
    match earlier
        .filter(|s| s.referent.is_some() || s.form == Form::Nominal)
        .find(fits)
    {
        Some(earlier) => Speaker {
            mention: speaker.mention,
            form: Form::Pronoun,
            ..earlier.clone()
        },
        None => speaker,
    }
}

fn same(a: &Speaker, b: &Speaker) -> bool {
    match (a.referent, b.referent) {
        (Some(a), Some(b)) => a == b,
        _ => a.name == b.name,
    }
}

/// Fills the turns without a speaker by alternation.
pub fn alternate(turns: &[Turn], quotations: &mut [Quotation]) {
    let mut known: Vec<Speaker> = Vec::new();
    let mut end_of_known = 0;
    for run in turns.chunk_by(|a, b| b.paragraph <= a.paragraph + 1) {
        let mut people: Vec<Speaker> = Vec::new();
        for turn in run {
            let speaker = quotations[turn.quotation]
                .speaker
                .as_ref()
                .filter(|s| identified(s));
            if let Some(speaker) = speaker.filter(|s| !people.iter().take(3).any(|p| same(p, s))) {
                people.push(speaker.clone());
            }
            if people.len() > 2 {
                break;
            }
        }
        // A short interruption, and the same two go on.
        let near = run.first().is_some_and(|t| t.paragraph <= end_of_known + 2);
        if people.len() == 1 && near && known.len() == 2 && known.iter().any(|k| same(k, &people[0])) {
            people.clone_from(&known);
        }
        if let [one, two] = people.as_slice() {
            fill(run, quotations, one, two);
        }
        if !people.is_empty() {
            known = people;
        }
        end_of_known = run.last().map_or(end_of_known, |t| t.paragraph);
    }
}

/// A speaker whom another turn can be given to.
fn identified(speaker: &Speaker) -> bool {
    speaker.form != Form::Pronoun
        || speaker.referent.is_some()
        || speaker.kind != SpeakerType::Unnamed
        || matches!(speaker.name.as_str(), "je" | "-je")
}

fn fill(run: &[Turn], quotations: &mut [Quotation], one: &Speaker, two: &Speaker) {
    // For each turn, whether the first of the two takes it, by the nearest attributed turn on either side.
    let takes = |speaker: &Speaker| {
        same(speaker, one)
            .then_some(true)
            .or_else(|| same(speaker, two).then_some(false))
    };
    let own: Vec<Option<bool>> = run
        .iter()
        .map(|t| quotations[t.quotation].speaker.as_ref().and_then(takes))
        .collect();
    let sweep = |order: &mut dyn Iterator<Item = usize>| {
        let mut last: Option<bool> = None;
        let mut out = vec![None; run.len()];
        for at in order {
            last = own[at].or(last.map(|l| !l));
            // A turn of somebody unknown: the count is lost.
            if own[at].is_none() && quotations[run[at].quotation].speaker.is_some() {
                last = None;
            }
            out[at] = last;
        }
        out
    };
    let from_left = sweep(&mut (0..run.len()));
    let from_right = sweep(&mut (0..run.len()).rev());
    for (at, turn) in run.iter().enumerate() {
        let quotation = &mut quotations[turn.quotation];
        if quotation.speaker.is_some() || quotation.rule != "none" {
            continue;
        }
        let (takes, score) = match (from_left[at], from_right[at]) {
            (Some(left), Some(right)) if left == right => (left, 0.7),
            (Some(left), None) => (left, 0.5),
            (None, Some(right)) => (right, 0.5),
            _ => continue,
        };
        quotation.speaker = Some(if takes { one.clone() } else { two.clone() });
        quotation.rule = "alternation";
        quotation.score = score;
    }
}
