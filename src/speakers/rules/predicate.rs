//! Fragments that say of somebody what only that person can: what they feel, what they do with words, which word they use.

use super::after::cue;
use super::on::nobody;
use crate::clauses::host::Host;
use crate::clauses::nouns::Class;
use crate::clauses::phrases::{Phrase, phrases};
use crate::clauses::verbs::{Group, Mood, group_at};
use crate::entities::Label;
use crate::quotes::verbs::Class as Verb;
use crate::speakers::Form;
use crate::speakers::case::{Case, Finding, Mention};
use crate::text::entries;
use crate::tokens::Pos;
use std::collections::HashSet;
use std::sync::LazyLock;

static FEELINGS: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| entries(include_str!("feelings.txt")).collect());

/// Whether a word is a form of an adjective of feeling: `inquiètes`, `surprise`, `dubitative`, `heureuses`.
fn is_feeling(word: &str) -> bool {
    const ENDINGS: [(&str, &str); 8] = [
        ("", ""),
        ("e", ""),
        ("ve", "f"),
        ("se", "x"),
        ("lle", "l"),
        ("nne", "n"),
        ("ète", "et"),
        ("ère", "er"),
    ];
    [word, word.trim_end_matches('s')].iter().any(|form| {
        ENDINGS.iter().any(|(ending, masculine)| {
            form.strip_suffix(ending)
                .is_some_and(|stem| FEELINGS.contains(format!("{stem}{masculine}").as_str()))
        })
    })
}

/// `Anne Ba est « très inquiète »`, `Le chercheur reste « sceptique »`: nobody else can say how they feel.
pub fn feeling(case: &Case<'_, '_>) -> Option<Finding> {
    let host = case.host();
    if !feels(case) {
        return None;
    }
    if let Some(speaker) = apposed(case) {
        return Some(Finding {
            speaker: Some(Mention::Host(speaker)),
            cue: None,
            score: 0.72,
            governed: true,
            ..Finding::default()
        });
    }
    let (ahead, _) = case.clauses();
    let (group, subject) = ahead.last().filter(|(g, _)| g.mood == Mood::Finite)?;
    let copula = matches!(
        host.lower(group.head),
        "est" | "sont" | "était" | "étaient" | "reste" | "restent" | "restait" | "demeure" | "demeurent"
    );
    let adverbs =
        (group.items.end..case.item).all(|i| host.pos(i) == Pos::Adv || matches!(host.lower(i), "," | "pas"));
    let subject = subject
        .clone()
        .filter(|s| copula && adverbs && is_somebody(host, s))?;
    Some(Finding {
        speaker: Some(Mention::Host(subject)),
        cue: Some(cue(host, group)),
        score: 0.78,
        governed: true,
        ..Finding::default()
    })
}

/// Whether a few words say how somebody feels.
fn feels(case: &Case<'_, '_>) -> bool {
    let (bare, content) = (case.context.bare, case.content());
    let feeling = |t: usize| !bare.lower(t).is_empty() && is_feeling(bare.lower(t));
    content.words <= 8 && !content.capital && content.tokens.clone().any(feeling)
}

/// `Les grévistes, « très déçus par cette réponse », ont quitté la salle`: whom the words between commas describe.
fn apposed(case: &Case<'_, '_>) -> Option<Phrase> {
    let host = case.host();
    let start = case.range().start;
    let between = case.lead() == "," && matches!(host.lower(case.item + 1), "," | ".");
    let comma = case.item.checked_sub(1).filter(|_| between)?;
    phrases(host, start.max(comma.saturating_sub(20))..comma)
        .pop()
        .filter(|p| p.until == comma && p.preposition.is_none() && is_somebody(host, p) && !nobody(host, p))
}

/// `Anne Ba « regrette vivement » ce choix`: the words begin with a verb of speech whose subject stands before the marks.
pub fn own_verb(case: &Case<'_, '_>) -> Option<Finding> {
    let (host, bare) = (case.host(), case.context.bare);
    let content = case.content();
    // `Il « conteste fermement » les faits, a indiqué son avocate`: whoever tells it stands behind.
    if !content.verb_first || super::after::inquit_later(case).is_some_and(|f| f.score > 0.8) {
        return None;
    }
    let first = content.tokens.clone().find(|&t| bare.is_word(t))?;
    group_at(bare, first, content.tokens.end).filter(|g| {
        let says = matches!(g.class, Some(Verb::Say | Verb::Judge | Verb::Think));
        g.mood == Mood::Finite && says && !g.passive && g.person == 3
    })?;
    let start = case.range().start;
    let mut end = case.item;
    while end > start && matches!(host.lower(end - 1), "se" | "s'" | "ne" | "n'") {
        end -= 1;
    }
    let mut before = phrases(host, start.max(end.saturating_sub(20))..end);
    let opens = |p: &Phrase| {
        p.items.start == start || matches!(host.lower(p.items.start - 1), "," | ";" | ":" | "mais" | "et")
    };
    // `Ce rapport « rappelle que la digue date de 1903 »`: a text says so too, but not in two words.
    let text = |p: &Phrase| p.class == Some(Class::Document) && content.words > 3;
    let somebody = |p: &Phrase| {
        p.preposition.is_none() && (is_somebody(host, p) || text(p)) && !nobody(host, p) && opens(p)
    };
    // `TransIroise, filiale d'un groupe breton, « regrette vivement » ce vote`: in front of what commas shut off.
    let shut = host.lower(end - 1) == ",";
    let far = before
        .iter()
        .find(|p| shut && host.lower(p.until) == "," && somebody(p))
        .cloned();
    let subject = before
        .pop()
        .filter(|p| p.until == end || p.until + 1 == end && shut)
        .filter(somebody)
        .or(far)?;
    Some(Finding {
        speaker: Some(Mention::Host(subject)),
        cue: None,
        score: 0.75,
        governed: true,
        ..Finding::default()
    })
}

/// `Anne Ba utilise le mot « milice »`, `Le préfet emploie le terme d'« émeute »`: the word is somebody's choice.
pub fn word_used(case: &Case<'_, '_>) -> Option<Finding> {
    let host = case.host();
    let from = case.range().start.max(case.item.saturating_sub(3));
    let noun = (from..case.item).rev().find(|&i| {
        matches!(
            host.lower(i),
            "mot" | "mots" | "terme" | "termes" | "expression" | "expressions" | "qualificatif" | "vocable"
        )
    })?;
    let (ahead, _) = case.clauses();
    let (group, subject) = ahead.last().filter(|(g, _)| {
        let uses = [
            "utilis", "emplo", "repren", "repris", "préfèr", "préfér", "lâch", "prononc", "risqu", "ose",
            "osé", "lanc",
        ];
        uses.iter().any(|stem| host.lower(g.head).starts_with(stem))
            && g.items.end <= noun
            && noun <= g.items.end + 2
            && !g.passive
    })?;
    // `ils n'emploient jamais le mot « guerre »`, `il évite d'employer le mot « crise »`: a word that nobody used.
    if unused(host, group, noun) {
        return Some(Finding::default());
    }
    let subject = subject
        .clone()
        .filter(|s| is_somebody(host, s) && !nobody(host, s))?;
    Some(Finding {
        speaker: Some(Mention::Host(subject)),
        cue: Some(cue(host, group)),
        score: 0.8,
        governed: true,
        ..Finding::default()
    })
}

/// Whether the word that `noun` announces is one that its verb leaves out.
fn unused(host: &Host<'_>, group: &Group, noun: usize) -> bool {
    const AVOIDS: [&str; 6] = ["gard", "évit", "refus", "bann", "proscr", "interdi"];
    let negated = (group.items.start.saturating_sub(1)..noun)
        .any(|i| matches!(host.lower(i), "jamais" | "pas" | "plus"))
        && (group.items.start.saturating_sub(2)..=group.head).any(|i| matches!(host.lower(i), "ne" | "n'"));
    let avoided = group.mood == Mood::Infinitive
        && (group.items.start.saturating_sub(4)..group.items.start)
            .any(|i| AVOIDS.iter().any(|stem| host.lower(i).starts_with(stem)));
    negated || avoided
}

/// Whether a phrase is a person, a body or a country that acts.
fn is_somebody(host: &Host<'_>, phrase: &Phrase) -> bool {
    let named = matches!(phrase.label(host), Some(Label::Per | Label::Org | Label::Loc));
    let pronoun = phrase.form == Form::Pronoun && phrase.may_speak(host);
    named || pronoun || matches!(phrase.class, Some(Class::Person | Class::Body | Class::Demonym))
}
