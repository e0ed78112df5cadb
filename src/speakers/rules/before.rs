//! The verb before the words, without a colon: `X affirme que « … »`, `X a dit à Y « … »`, `en criant « … »`, `X dénonce
//! un « … »`.

use super::after::cue;
use super::colon::narrative_infinitive;
use super::on::nobody;
use crate::clauses::Phrase;
use crate::clauses::host::Host;
use crate::clauses::impersonal::is_expletive;
use crate::clauses::nouns::Class as NounClass;
use crate::clauses::phrases::phrase_at;
use crate::clauses::verbs::{Group, Mood, group_at};
use crate::entities::Label;
use crate::quotes::verbs::Class;
use crate::speakers::Form;
use crate::speakers::case::{Case, Clause, Finding, Mention};
use crate::tokens::Pos;
use std::ops::Range;

/// `Anne Ba a crié « Partez ! »`, `en leur disant « Ne bougez pas »`: the words are the object right behind the verb.
pub fn verb_direct(case: &Case<'_, '_>) -> Option<Finding> {
    let (group, finding) = governing(case)?;
    let near = case.item - group.items.end <= 1 && !matches!(case.lead(), "," | ";")
        || only_asides(case.host(), group.items.end..case.item);
    let says = matches!(group.class, Some(Class::Say | Class::Manner | Class::Document));
    // `Pour Anne Ba, l'étude montre « que … »`: what shows something does not say it.
    // `Pour Anne Ba, l'affaire illustre « un pillage »`
    let shows = matches!(&finding.speaker, Some(Mention::Host(p)) if !is_person(case.host(), p) || p.form == Form::Pronoun)
        && case.host().lower(case.range().start) == "pour";
    (near && says && !shows).then_some(finding)
}

/// `scandant, entre autres, « … »`: nothing but an aside between the verb and the words.
fn only_asides(host: &Host<'_>, mut between: Range<usize>) -> bool {
    between.len() <= 5
        && between.all(|i| {
            matches!(
                host.lower(i),
                "," | "entre" | "autres" | "notamment" | "aussi" | "encore" | "par" | "exemple"
            )
        })
}

/// `Anne Ba affirme que « le projet est absurde ».`: `que` stands between the verb and the words.
pub fn que(case: &Case<'_, '_>) -> Option<Finding> {
    let (group, finding) = governing(case)?;
    que_between(case.host(), group.items.end, case.item).then_some(finding)
}

/// `Anne Ba dénonce un « projet absurde ».`, `Le chef de l'État a dit au maire « Il y en a… »`
pub fn verb_before(case: &Case<'_, '_>) -> Option<Finding> {
    governing(case).map(|(_, finding)| finding)
}

/// `Et Anne Ba d'ajouter que « le projet est absurde ».`, `Et le maire de dénoncer « un scandale ».`: the infinitive of
/// narration, without a colon.
pub fn narrative(case: &Case<'_, '_>) -> Option<Finding> {
    let host = case.host();
    if let Some(same) = goes_on(case) {
        return Some(same);
    }
    let (subject, group) = narrative_infinitive(host, case.range().start..case.item)
        .filter(|(s, g)| g.speaks() && s.items.end < g.items.start && s.may_speak(host))?;
    let opens = (case.range().start..subject.items.start)
        .all(|i| matches!(host.lower(i), "et" | "mais" | "puis" | "," | "alors"));
    opens.then(|| Finding {
        speaker: Some(Mention::Host(subject)),
        cue: Some(cue(host, &group)),
        score: 0.9,
        governed: true,
        ..Finding::default()
    })
}

/// `« … », dit-il. Et d'assurer que le pont « tiendra ».`: nobody but who spoke in the sentence before.
fn goes_on(case: &Case<'_, '_>) -> Option<Finding> {
    let host = case.host();
    let group = narrating(host, case.range().start, case.item).filter(Group::speaks)?;
    let last = case.last_in(case.sentence.checked_sub(1)?)?;
    case.before[last].finding.speaker.as_ref()?;
    let governs = group.items.end == case.item
        || que_between(host, group.items.end, case.item)
        || case.item <= group.items.end + 3;
    governs.then(|| Finding {
        speaker: Some(case.same(last)),
        cue: Some(cue(host, &group)),
        score: 0.88,
        governed: true,
        ..Finding::default()
    })
}

/// The infinitive of narration that opens a sentence at `start` without a subject: `Et [d'assurer]`.
pub(super) fn narrating(host: &Host<'_>, start: usize, end: usize) -> Option<Group> {
    let opens = matches!(host.lower(start), "et" | "puis") && matches!(host.lower(start + 1), "de" | "d'");
    opens
        .then(|| group_at(host, start + 2, end))
        .flatten()
        .filter(|g| g.mood == Mood::Infinitive)
}

/// Whether a `que` that begins a clause stands between two items; `parce que`, `bien que` and the like do not count.
pub(super) fn que_between(host: &Host<'_>, from: usize, to: usize) -> bool {
    (from..to).any(|i| {
        let before = if i > 0 { host.lower(i - 1) } else { "" };
        // `l'opération « … », qu'il juge « … »`: a relative clause.
        let relative = before == "," && i > 1 && host.quote(i - 2).is_some()
            // `une déclaration que la préfecture juge « prématurée »`
            || host.pos(i) == Pos::Pron && i > 0 && (host.pos(i - 1) == Pos::Noun || before == ",");
        // `lui n'y a vu qu'« un discours de plus »`: *ne … que* restricts.
        let restricts = host.quote(i + 1).is_some()
            && (from.max(i.saturating_sub(6))..i).any(|j| matches!(host.lower(j), "ne" | "n'"))
            && !(from.max(i.saturating_sub(6))..i)
                .any(|j| matches!(host.lower(j), "pas" | "plus" | "jamais" | "rien"));
        matches!(host.lower(i), "que" | "qu'")
            && !relative
            && !restricts
            && !matches!(
                before,
                "parce"
                    | "bien"
                    | "alors"
                    | "tandis"
                    | "afin"
                    | "plus"
                    | "moins"
                    | "aussi"
                    | "autant"
                    | "dès"
                    | "avant"
                    | "après"
                    | "sans"
                    | "ne"
                    | "pas"
            )
    })
}

/// The verb of speech that governs the words from their left: the nearest one in the sentence whose subject can speak;
/// but a verb of saying whose `que` clause holds that one comes first: `Anne Ba affirme que Paris redoute une « crise »`.
fn governing<'c>(case: &Case<'c, '_>) -> Option<(&'c Group, Finding)> {
    let host = case.host();
    let (ahead, _) = case.clauses();
    let found = |group, subject: &Phrase, score| Finding {
        speaker: (!nobody(host, subject)).then(|| Mention::Host(subject.clone())),
        cue: Some(cue(host, group)),
        score,
        governed: score >= 0.7,
        ..Finding::default()
    };
    let mut at = ahead.iter().rposition(|c| usable(case, c))?;
    if let Some(subject) = shouting(case, ahead, at) {
        let group = &ahead[at].0;
        return Some((group, found(group, &subject, 0.85)));
    }
    // `ce qu'il compte faire du texte, auquel il assurait vouloir « renoncer »`: the verb right before its infinitive.
    let saying = at.checked_sub(1).filter(|&before| {
        let (says, infinitive) = (&ahead[before], &ahead[at].0);
        infinitive.mood == Mood::Infinitive
            && says.0.mood == Mood::Finite
            && says.0.class == Some(Class::Say)
            && infinitive.items.start <= says.0.items.end + 3
            && usable(case, says)
    });
    if let Some(before) = saying {
        let (group, subject) = &ahead[before];
        return Some((group, found(group, subject.as_ref()?, 0.88)));
    }
    // An infinitive is part of what somebody says: `Il estime que Fillon a bien fait de dire « … »`.
    if ahead[at].0.class != Some(Class::Say)
        || ahead[at].0.mood == Mood::Infinitive
        || ahead[at].0.lemma.is_some_and(|l| MORE_THAN_SPEECH.contains(&l))
        || !ahead[at].1.as_ref().is_some_and(|s| is_person(host, s))
    {
        let outer = ahead[..at].iter().rposition(|c| {
            let says = matches!(c.0.class, Some(Class::Say | Class::Think | Class::Judge));
            let between = c.0.items.end..ahead[at].0.items.start;
            // `Anne Ba, après avoir rappelé que ses élus s'engagent, évoque`: what has its subject before the other is not held by it.
            let held = ahead[at]
                .1
                .as_ref()
                .is_none_or(|s| s.items.start > c.0.items.start);
            usable(case, c)
                && says
                && held
                && !is_relative(case, &ahead[at])
                && que_between(host, between.start, between.end)
                && !contrasted(host, between)
        });
        at = outer.unwrap_or(at);
    }
    if let Some((group, subject)) = other_clause(case, ahead, at) {
        return Some((group, found(group, subject, 0.7)));
    }
    let (group, subject) = &ahead[at];
    let own = own_clause(case, group);
    let subject = own.as_ref().or(subject.as_ref())?;
    let score = confidence(host, group, &ahead[at + 1..], case);
    Some((group, found(group, subject, score)))
}

/// `juge bâclé le texte, que Luc Roy trouve au contraire « équilibré »`, `une phrase que Le Matin qualifie de « provocation »`: a clause
/// about something, whose verb has the words right behind it, in nobody's *que*.
fn is_relative(case: &Case<'_, '_>, (group, subject): &Clause) -> bool {
    let host = case.host();
    // `ce que conteste le syndicat, qui évoque « … »`
    let start = group.items.start;
    if start > 1 && host.lower(start - 1) == "qui" && host.lower(start - 2) == "," && subject.is_some() {
        return case.item <= group.items.end + 3;
    }
    let Some(que) = subject.as_ref().and_then(|s| s.items.start.checked_sub(1)) else {
        return false;
    };
    let noun = que > 0 && (host.pos(que - 1) == Pos::Noun || host.lower(que - 1) == ",");
    let near = case.item <= group.items.end + 4;
    group.class == Some(Class::Judge)
        && near
        && noun
        && host.pos(que) == Pos::Pron
        && matches!(host.lower(que), "que" | "qu'")
}

/// `Un témoin raconte qu'un homme a couru vers la foule en criant « … »`, `… avant de lancer « … »`: what somebody does while or
/// after doing something else is done by the subject of the nearest clause, not by whoever tells it.
fn shouting(case: &Case<'_, '_>, ahead: &[Clause], at: usize) -> Option<Phrase> {
    let host = case.host();
    let group = &ahead[at].0;
    let start = group.items.start;
    let behind = |i: usize, word: &str| start >= i && host.lower(start - i) == word;
    let joined = match group.mood {
        Mood::PresentParticiple => behind(1, "en") || host.lower(start) == "en",
        Mood::Infinitive => behind(1, "de") && behind(2, "avant"),
        _ => false,
    };
    let adjacent = group.items.end == case.item || group.items.end + 1 == case.item && case.lead() == ":";
    let told = joined && adjacent && case.content().capital;
    let (_, subject) = ahead[..at]
        .iter()
        .rfind(|(g, s)| g.mood == Mood::Finite && s.is_some())
        .filter(|_| told)?;
    subject.clone().filter(|s| s.could_speak(host))
}

/// `Le fils confirme qu'un trésor existe, alors que sa sœur avait qualifié l'affaire de « légende »`: a clause of its own, which
/// the verb before does not hold.
fn contrasted(host: &Host<'_>, between: Range<usize>) -> bool {
    between.clone().any(|i| {
        i > between.start
            && matches!(host.lower(i), "que" | "qu'")
            && matches!(host.lower(i - 1), "alors" | "tandis")
    })
}

/// Verbs that are of thought only with `que`: `elle a réalisé un film sur les « déplacés »`, `il mesurait deux mètres`.
const THOUGHT_WITH_QUE: &[&str] = &["réaliser", "mesurer"];

/// Verbs of speech that more often say what something shows: `L'expert maintient que l'éleveur présentait « une altération »`.
const MORE_THAN_SPEECH: &[&str] = &[
    "présenter",
    "montrer",
    "développer",
    "opposer",
    "porter",
    "adresser",
];

/// `Anne Ba dit que « … », tandis que son avocat « s'indigne des fuites »`: words that begin with a verb have their subject
/// right before the marks; where that begins a clause of its own behind the governing verb, it speaks.
fn own_clause(case: &Case<'_, '_>, group: &Group) -> Option<Phrase> {
    let host = case.host();
    let mut end = case.item;
    while end > group.items.end && matches!(host.lower(end - 1), "ne" | "n'" | "s'" | "se") {
        end -= 1;
    }
    let from = group.items.end.max(end.saturating_sub(14));
    if !case.content().verb_first {
        return None;
    }
    let conjunction = (from + 1..end).rev().find(|&i| {
        matches!(
            (host.lower(i - 1), host.lower(i)),
            ("tandis" | "alors", "que" | "qu'") | (",", "mais" | "quand") | (_, ";")
        )
    })?;
    phrase_at(host, conjunction + 1, end)
        .filter(|p| p.until == end && p.preposition.is_none() && is_person(host, p))
}

/// `La défense a plaidé « l'accident », l'accusation a retenu « l'assassinat ».`: behind the words of the verb of speech, a clause
/// with somebody of its own whose verb has the words right behind it.
fn other_clause<'c>(case: &Case<'c, '_>, ahead: &'c [Clause], at: usize) -> Option<(&'c Group, &'c Phrase)> {
    let host = case.host();
    let (group, subject) = ahead[at + 1..].last()?;
    let subject = subject.as_ref()?;
    let start = subject.items.start.checked_sub(1)?;
    let apart = (ahead[at].0.items.end..start).any(|i| host.quote(i).is_some());
    let body = subject.class == Some(NounClass::Body) || is_person(host, subject);
    let own = host.lower(start) == "," && apart && body && subject.may_speak(host);
    (own && group.mood == Mood::Finite && !group.passive && group.items.end == case.item)
        .then_some((group, subject))
}

/// Whether a phrase is somebody rather than something.
fn is_person(host: &Host<'_>, phrase: &Phrase) -> bool {
    phrase.form == Form::Pronoun
        || phrase.class == Some(NounClass::Person)
        || matches!(phrase.label(host), Some(Label::Per | Label::Org))
}

/// Whether a clause before the words can govern them.
fn usable(case: &Case<'_, '_>, (group, subject): &Clause) -> bool {
    let host = case.host();
    let speaks = subject.as_ref().is_some_and(|s| {
        s.may_speak(host)
            || s.class == Some(NounClass::Document)
            || matches!(group.class, Some(Class::Say | Class::Manner)) && s.could_speak(host)
            // `un carton que la gauchère a qualifié de « lunaire »`: a judgement right before the words.
            || group.class == Some(Class::Judge) && case.item <= group.items.end + 2 && s.could_speak(host)
    });
    // How something is said governs only what follows at once: `il sourit « … »`, not `il finit par partir pour « … »`.
    let comment = group.items.start > 0 && host.lower(group.items.start - 1) == "comme"
        || group.items.start > 1 && host.lower(group.items.start - 2) == "comme";
    let far = case.item > group.items.end + 2 && !only_asides(host, group.items.end..case.item);
    // `Anne Ba conclut que le projet est « trop cher »`
    let that = que_between(host, group.items.end, (group.items.end + 2).min(case.item));
    let manner = comment || group.class == Some(Class::Manner) && far && !that;
    let thought = !group.lemma.is_some_and(|l| THOUGHT_WITH_QUE.contains(&l))
        || que_between(host, group.items.end, case.item);
    // `il fallait proposer une « solution »`: the infinitive of an *il* that is nobody.
    let (ahead, _) = case.clauses();
    let nobody = subject.as_ref().is_some_and(|s| {
        is_expletive(host, group, s)
            || group.mood == Mood::Infinitive
                && ahead
                    .iter()
                    .any(|(g, own)| own.as_ref() == Some(s) && is_expletive(host, g, s))
    });
    // `que les fouilleurs appellent affectueusement « le Vieux »`: they name, they say nothing.
    let names = group.lemma == Some("appeler")
        && group.mood == Mood::Finite
        && (group.items.end..case.item).all(|i| host.pos(i) == Pos::Adv);
    group.speaks()
        && speaks
        && !shut_off(case, group)
        && !nobody
        && !names
        && group.mood != Mood::PastParticiple
        && !manner
        && thought
        && !has_object(case, group, subject.as_ref())
}

/// `Elle s'est dite rassurée ; lui n'y a vu qu'« un discours de plus ».`: a clause of somebody else behind a semicolon.
fn shut_off(case: &Case<'_, '_>, group: &Group) -> bool {
    let host = case.host();
    let Some(shut) = (group.items.end..case.item).rev().find(|&i| host.lower(i) == ";") else {
        return false;
    };
    let (ahead, _) = case.clauses();
    ahead.iter().any(|(g, s)| {
        let own = s
            .as_ref()
            .is_some_and(|s| s.items.start > shut && s.may_speak(host));
        g.items.start > shut && g.mood == Mood::Finite && own
    })
}

/// `les positions qu'elle défendait hier, afin d'adoucir son image « froide »`: the relative pronoun is the object of its
/// verb, so that words behind a comma or a preposition are none; `qu'elle juge « froide »` says what it is like.
fn has_object(case: &Case<'_, '_>, group: &Group, subject: Option<&Phrase>) -> bool {
    let host = case.host();
    let start = subject.map_or(group.items.start, |s| s.items.start.min(group.items.start));
    let relative =
        start > 0 && matches!(host.lower(start - 1), "que" | "qu'") && host.pos(start - 1) == Pos::Pron;
    relative && (group.items.end..case.item).any(|i| host.lower(i) == ",")
}

/// How sure it is that `group` governs the words, given the verbs between.
fn confidence(host: &Host<'_>, group: &Group, later: &[Clause], case: &Case<'_, '_>) -> f32 {
    let between = group.items.end..case.item;
    let que = que_between(host, group.items.end, case.item);
    let mut score: f32 = match group.class {
        Some(Class::Say) => 0.9,
        Some(Class::Judge | Class::Think) => 0.9,
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
