//! Whose participles and infinitives are: the subject of the verb around them (`il sort en criant`), the phrase they touch
//! (`des manifestants scandant`), or the object of a verb of perception (`on l'entend [elle] répéter`).

use super::matrix;
use crate::clauses::host::Host;
use crate::clauses::phrases::{Phrase, is_preposition, phrase_at, phrases};
use crate::clauses::verbs::{Group, Mood};
use crate::tokens::Pos;
use std::ops::Range;

/// `ces manifestants scandant « … »`: the phrase right before the participle; behind a comma or *en*, the subject of the
/// verb of speech before (`Anne Ba explique que sa mère travaillait, ajoutant qu'« … »`), or of any verb.
pub(super) fn participle_subject(
    host: &Host<'_>,
    group: &Group,
    range: &Range<usize>,
    before: &[(Group, Option<Phrase>)],
) -> Option<Phrase> {
    let own = host.lower(group.items.start);
    let lead = if own == "en" {
        own
    } else if group.items.start > range.start {
        host.lower(group.items.start - 1)
    } else {
        ""
    };
    if !matches!(lead, "," | "en" | "") {
        let from = group.items.start.saturating_sub(12).max(range.start);
        let touching =
            |p: &Phrase| p.until == group.items.start && p.preposition.is_none() && p.may_speak(host);
        let adjacent = phrases(host, from..group.items.start)
            .into_iter()
            .next_back()
            .filter(|p| p.until == group.items.start && p.may_speak(host));
        // `un concert de la part de ces manifestants scandant « … »`: the complement that touches the participle.
        let adjacent = adjacent.or_else(|| {
            (from..group.items.start)
                .filter_map(|i| phrase_at(host, i, group.items.start))
                .find(touching)
        });
        if adjacent.is_some() {
            return adjacent;
        }
    }
    let said = || {
        let verbs = before.iter().rev();
        let verbs = verbs.filter(|(g, _)| g.mood == Mood::Finite && g.speaks());
        verbs.filter_map(|(_, s)| s.as_ref())
    };
    // `Une source affirme que la fouille laisse penser à un départ, tout en ajoutant que`: the fouille adds nothing.
    let speech = said()
        .find(|s| s.may_speak(host))
        .or_else(|| said().next())
        .cloned();
    // `il a quitté la salle en criant`, but `une source dit que le suspect est parti, tout en ajoutant`: behind a comma the
    // one who spoke goes on.
    let first = group.items.start - usize::from(lead == "en" && own != "en");
    let comma = first > range.start && matches!(host.lower(first - 1), "," | "tout");
    if lead == "en" && !comma {
        matrix(before)
    } else {
        speech.or_else(|| matrix(before))
    }
}

/// `a laissé son avocat déclarer`, `on l'entend répéter`, `fait dire à`: the infinitive behind a verb of perception or of
/// letting has its own subject between.
pub(super) fn perceived(
    host: &Host<'_>,
    group: &Group,
    before: &[(Group, Option<Phrase>)],
) -> Option<Phrase> {
    const LETS: [&str; 10] = [
        "laiss", "voi", "voy", "entend", "écout", "regard", "constat", "filme", "surpr", "montr",
    ];
    let (lets, _) = before.last()?;
    let verb = host.lower(lets.head);
    if !LETS.iter().any(|stem| verb.starts_with(stem)) && verb != "vu"
        || group.items.start > lets.items.end + 14
    {
        return None;
    }
    phrases(host, lets.items.end..group.items.start)
        .into_iter()
        .next_back()
        .filter(|p| {
            let near = (p.until..group.items.start)
                .all(|i| matches!(host.pos(i), Pos::Adv | Pos::Pron) && !is_preposition(host.lower(i)));
            p.preposition.is_none() && near && p.could_speak(host)
        })
}

/// `La crise a conduit [le Conseil de sécurité] à exprimer`, `a contraint [Anne Ba] à reconnaître`: who is brought to do
/// something does it.
pub(super) fn led(host: &Host<'_>, group: &Group, before: &[(Group, Option<Phrase>)]) -> Option<Phrase> {
    const LEADS: [&str; 7] = ["condui", "pouss", "amèn", "amen", "contrai", "oblig", "forc"];
    let (leads, _) = before.last()?;
    let verb = host.lower(leads.head);
    let to = group.items.start.checked_sub(1)?;
    let linked = matches!(host.lower(to), "à" | "de" | "d'");
    if !linked
        || leads.passive
        || to > leads.items.end + 18
        || !LEADS.iter().any(|stem| verb.starts_with(stem))
    {
        return None;
    }
    phrases(host, leads.items.end..to)
        .into_iter()
        .find(|p| p.preposition.is_none() && !p.time && p.could_speak(host))
}

/// `Invoquant « des raisons », Anne Ba a renoncé`, `Après avoir dit « non », elle est partie`: participles and infinitives
/// before any conjugated verb have the subject that follows.
pub(super) fn look_ahead(clauses: &mut [(Group, Option<Phrase>)]) {
    let Some(first) = clauses.iter().position(|(g, _)| g.mood == Mood::Finite) else {
        return;
    };
    let (ahead, behind) = clauses.split_at_mut(first);
    for (group, own) in ahead {
        if own.is_none() && matches!(group.mood, Mood::PresentParticiple | Mood::Infinitive) {
            // `Anne Ba, après avoir rappelé que ses élus s'engagent, évoque`: whoever stands before it, if a later verb is theirs.
            let stands_before = |s: &&Phrase| s.items.end <= group.items.start;
            let main = behind.iter().filter_map(|(_, s)| s.as_ref()).find(stands_before);
            *own = main.or(behind[0].1.as_ref()).cloned();
        }
    }
}

/// Whether a participle behind `et` or a comma goes with the auxiliary of the group before it.
pub(super) fn shares_auxiliary(host: &Host<'_>, group: &Group, before: &[(Group, Option<Phrase>)]) -> bool {
    let lead = host.lower(group.items.start.saturating_sub(1));
    let composed = before.last().is_some_and(|(g, s)| {
        g.mood == Mood::Finite
            && s.is_some()
            && g.items.len() > 1
            && !g.passive
            && group.items.start - g.items.end < 14
    });
    matches!(lead, "et" | "puis" | "ou" | "mais") && composed && group.class.is_some()
}
