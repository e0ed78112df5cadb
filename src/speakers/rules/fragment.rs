//! Fragments of speech: passives, nouns of speech, and fragments that nothing but the subject around them explains.

use super::according_to::document_author;
use crate::clauses::impersonal::is_expletive;
use crate::clauses::nouns::Class;
use crate::clauses::phrases::phrase_at;
use crate::clauses::subjects::subject_after;
use crate::clauses::verbs::{Group, Mood, group_at};
use crate::clauses::{Host, Phrase};
use crate::entities::Label;
use crate::quotes::verbs::Class as Verb;
use crate::speakers::Form;
use crate::speakers::case::{Case, Finding, Mention};

/// `un projet qualifié d'« absurde » par Anne Ba`, `jugée « absurde » par la ville`
///
/// `a affirmé que les mesures annoncées par Anne Ba « vont coûter cher »`: words that begin with a conjugated verb are what
/// the phrase before them does, no complement of its participle.
pub fn passive(case: &Case<'_, '_>) -> Option<Finding> {
    let host = case.host();
    if case.content().verb_first {
        return None;
    }
    let (ahead, _) = case.clauses();
    // `a été accusé par Anne Ba d'avoir « menti »`: an infinitive behind the passive.
    let led = |i: usize| matches!(host.lower(i), "de" | "d'" | "à");
    let until = ahead
        .iter()
        .rposition(|(g, _)| g.mood != Mood::Infinitive || !led(g.items.start - 1))
        .map_or(0, |last| last + 1);
    // `a été écarté par Anne Ba au motif que « son dossier est tardif »`: whatever the verb, too.
    let motive = matches!(case.lead(), "que" | "qu'") && host.lower(case.item.saturating_sub(2)) == "motif";
    let Some((group, _)) = ahead[..until].last().filter(|(g, _)| {
        let says = matches!(g.class, Some(Verb::Say | Verb::Judge | Verb::Think))
            && !matches!(g.lemma, Some("nommer" | "appeler"));
        // `classé comme « arme de guerre » par l'ONU`: whatever the verb.
        let as_what = case.lead() == "comme" || host.lower(case.item.saturating_sub(2)) == "comme";
        (says || as_what || motive) && (g.passive || g.mood == Mood::PastParticiple)
    }) else {
        return passive_behind(case);
    };
    let far = if motive {
        20
    } else if until < ahead.len() {
        14
    } else {
        7
    };
    let end = case.range().end;
    // `Accusé par le député (UMP) Luc Roy de « brader le fret »`: a long agent does not count.
    let agent = phrase_at(host, group.items.end, end)
        .filter(|p| p.preposition.is_some_and(|i| host.lower(i) == "par"))
        .map_or(0, |p| p.items.len());
    if case.item > group.items.end + far.max(agent + 4) {
        return None;
    }
    let by = |range: std::ops::Range<usize>| {
        range
            .into_iter()
            .find(|&i| host.lower(i) == "par")
            .and_then(|i| phrase_at(host, i, end))
            .filter(|p| p.may_speak(host))
    };
    // `Jugée « inutile » par les uns, « timide » par les autres`: whoever stands right behind the words first.
    let agent = by(case.item + 1..(case.item + 2).min(end))
        .or_else(|| by(group.items.end..case.item))
        .or_else(|| by(case.item + 1..(case.item + 8).min(end)))?;
    Some(Finding {
        speaker: Some(Mention::Host(agent)),
        cue: Some(super::after::cue(host, group)),
        score: 0.88,
        governed: true,
        ..Finding::default()
    })
}

/// `la réplique « C'est absurde ! » lancée par Anne Ba`: the participle behind the marks of a noun of speech.
fn passive_behind(case: &Case<'_, '_>) -> Option<Finding> {
    let host = case.host();
    let end = case.range().end;
    let named = (case.item.saturating_sub(3).max(case.range().start)..case.item)
        .any(|i| STANCES.contains(&host.lower(i)));
    let at = (case.item + 1..end).find(|&i| !matches!(host.lower(i), "!" | "?" | "…"))?;
    if matches!(host.lower(at), "que" | "qu'") {
        return judged_behind(case, at, end);
    }
    let group =
        group_at(host, at, end).filter(|g| g.mood == Mood::PastParticiple && (named || judges(case, g)))?;
    let agent = Some(group.items.end)
        .filter(|&i| host.lower(i) == "par")
        .and_then(|i| phrase_at(host, i, end))
        .filter(|p| p.may_speak(host))?;
    Some(Finding {
        speaker: Some(Mention::Host(agent)),
        cue: Some(super::after::cue(host, &group)),
        score: 0.85,
        governed: true,
        ..Finding::default()
    })
}

/// `Un « désastre annoncé » qu'Anne Ba a dénoncé hier`: what somebody finds fault with is in their words.
fn judged_behind(case: &Case<'_, '_>, que: usize, end: usize) -> Option<Finding> {
    let host = case.host();
    let subject = phrase_at(host, que + 1, end).filter(|p| p.preposition.is_none() && p.may_speak(host))?;
    let group = group_at(host, subject.until, end).filter(|g| g.mood == Mood::Finite && judges(case, g))?;
    Some(Finding {
        cue: Some(super::after::cue(host, &group)),
        speaker: Some(Mention::Host(subject)),
        score: 0.8,
        governed: true,
        ..Finding::default()
    })
}

/// Whether a verb finds fault with the words before it, which have an article: `une « erreur de calcul » dénoncée par Anne Ba`.
fn judges(case: &Case<'_, '_>, group: &Group) -> bool {
    const FAULTS: [&str; 8] = [
        "dénoncer",
        "fustiger",
        "déplorer",
        "condamner",
        "critiquer",
        "pointer",
        "regretter",
        "redouter",
    ];
    matches!(case.lead(), "un" | "une" | "des" | "ce" | "cet" | "cette" | "ces")
        && group.lemma.is_some_and(|lemma| FAULTS.contains(&lemma))
}

/// Nouns of speech and stance that hold words with `de`: `sa volonté d'« aller vite »`.
const STANCES: &[&str] = &[
    "volonté",
    "souhait",
    "désir",
    "espoir",
    "promesse",
    "engagement",
    "crainte",
    "refus",
    "intention",
    "propos",
    "réplique",
    "répliques",
    "cri",
    "cris",
    "boutade",
    "mots",
    "mot",
    "paroles",
    "parole",
    "termes",
    "expression",
    "formule",
    "phrase",
    "accusation",
    "accusations",
    "critique",
    "critiques",
    "appel",
    "demande",
    "vœu",
    "regret",
    "regrets",
    "colère",
    "inquiétude",
    "conviction",
    "détermination",
    "soutien",
    "hommage",
    "aveu",
    "déclaration",
    "déclarations",
    "message",
    "messages",
    "lettre",
    "communiqué",
    "tweet",
    "tweets",
    "discours",
    "allocution",
    "courrier",
    "réponse",
    "question",
    "avis",
    "sentiment",
    "impression",
    "certitude",
    "proposition",
    "ambition",
];

/// Words that somebody has made his own: `a repris son slogan « … »`; without a possessive they are nobody's.
const SLOGANS: &[&str] = &["slogan", "slogans", "devise", "credo", "leitmotiv"];

/// `Anne Ba a redit sa volonté d'« aller vite »`, `les propos d'Anne Ba sur les « fainéants »`
pub fn noun(case: &Case<'_, '_>) -> Option<Finding> {
    let host = case.host();
    let range = case.range();
    let from = range.start.max(case.item.saturating_sub(9));
    let owned = |i: usize| {
        SLOGANS.contains(&host.lower(i))
            && i > range.start
            && matches!(host.lower(i - 1), "sa" | "son" | "ses" | "leur" | "leurs")
    };
    let at = (from..case.item)
        .rev()
        .find(|&i| STANCES.contains(&host.lower(i)) || owned(i))?;
    // A conjugated verb between the noun and the words breaks the link.
    let (ahead, _) = case.clauses();
    if ahead
        .iter()
        .any(|(g, _)| g.items.start > at && g.mood == Mood::Finite)
    {
        return None;
    }
    let cue = Some(host.span(at));
    let phrase = phrase_at(host, at, case.item)?;
    let author = (phrase.head + 1..case.item)
        // `se félicitait, dans un communiqué, d'une justice « rapide »`: behind a comma it is no complement.
        .take_while(|&i| host.lower(i) != ",")
        .find(|&i| matches!(host.lower(i), "de" | "d'" | "du" | "des"))
        .and_then(|i| phrase_at(host, i, case.item))
        .filter(|p| {
            let press = host.lower(p.head) == "presse" && p.items.start == p.head;
            p.may_speak(host) && p.class != Some(Class::Document) && !press
        })
        .and_then(|p| document_author(host, p, case.item));
    if let Some(mut author) = author {
        author.preposition = None;
        return Some(Finding {
            speaker: Some(Mention::Host(author)),
            cue,
            score: 0.8,
            governed: true,
            ..Finding::default()
        });
    }
    // `ont défilé aux cris de « justice »`: their own.
    let shouted = matches!(host.lower(at), "cri" | "cris")
        && at > range.start
        && matches!(host.lower(at - 1), "aux" | "au");
    let own =
        shouted || at > range.start && matches!(host.lower(at - 1), "sa" | "son" | "ses" | "leur" | "leurs");
    let subject = ahead
        .iter()
        .rev()
        .filter(|(g, _)| g.mood == Mood::Finite)
        .find_map(|(_, s)| s.clone())
        .filter(|s| own && s.may_speak(host))?;
    Some(Finding {
        speaker: Some(Mention::Host(subject)),
        cue,
        score: 0.8,
        governed: true,
        ..Finding::default()
    })
}

/// `Les Gilets jaunes sont partis « pour ne pas faire d'histoires »`: the subject of the sentence, if it can speak.
pub fn host_subject(case: &Case<'_, '_>) -> Option<Finding> {
    let host = case.host();
    let (ahead, behind) = case.clauses();
    if let Some(source) = hearsay(case).or_else(|| announced_before(case)) {
        return Some(source);
    }
    let subject = ahead
        .iter()
        .rev()
        .chain(behind)
        .filter(|(g, _)| g.mood == Mood::Finite)
        .find_map(|(g, s)| {
            s.clone()
                .filter(|s| s.may_speak(host) && !is_expletive(host, g, s))
                .filter(|s| !super::on::nobody(host, s) && !place(host, s))
        })
        .filter(|_| !suffered(case))?;
    Some(Finding {
        speaker: Some(Mention::Host(subject)),
        cue: None,
        score: 0.35,
        governed: false,
        ..Finding::default()
    })
}

/// `…, a annoncé l'agence sanitaire. La patiente avait été « au contact de volailles ».`: what happened to somebody is told by
/// whoever announced it in the sentence before.
fn announced_before(case: &Case<'_, '_>) -> Option<Finding> {
    let host = case.host();
    let (ahead, _) = case.clauses();
    let past = [
        "avait",
        "avaient",
        "était",
        "étaient",
        "trouvait",
        "trouvaient",
        "fut",
        "a",
        "ont",
    ];
    let happened = ahead
        .iter()
        .rev()
        .find(|(g, _)| g.mood == Mood::Finite)
        .is_some_and(|(g, s)| {
            let past = past.contains(&host.lower(g.head)) || g.passive;
            past && !g.speaks() && s.as_ref().is_some_and(|s| s.form != Form::Named)
        });
    let before = case
        .sentence
        .checked_sub(1)
        .filter(|&s| happened && host.sentences[s].paragraph == host.sentences[case.sentence].paragraph)?;
    let end = host.sentences[before].items.end;
    let says = |g: &Group| g.class == Some(Verb::Say) && g.speaks() && g.mood == Mood::Finite;
    let (group, subject) = case.context.clauses(before).iter().rfind(|(g, _)| says(g))?;
    // `… a été contaminée, a annoncé l'agence`: an inquit without marks.
    let inquit = host.lower(group.items.start - usize::from(group.items.start > 0)) == ",";
    let source = inquit
        .then(|| subject_after(host, group, end))
        .flatten()
        .or_else(|| subject.clone())
        .filter(|s| s.may_speak(host) && s.form != Form::Pronoun)?;
    Some(Finding {
        speaker: Some(Mention::Host(source)),
        cue: None,
        score: 0.4,
        governed: false,
        ..Finding::default()
    })
}

/// `Mediapart révèle… Elle n'aurait « laissé aucune trace ».`: the conditional of hearsay gives the words to whoever was
/// the source before, not to the subject.
pub fn hearsay(case: &Case<'_, '_>) -> Option<Finding> {
    let host = case.host();
    let (ahead, _) = case.clauses();
    let (group, _) = ahead.iter().rev().find(|(g, _)| g.mood == Mood::Finite)?;
    let conditional =
        (group.items.clone()).any(|i| matches!(host.lower(i), "aurait" | "auraient" | "serait" | "seraient"));
    if !conditional || group.speaks() {
        return None;
    }
    let paragraph = host.sentences[case.sentence].paragraph;
    let earlier = (case.sentence.saturating_sub(6)..case.sentence)
        .rev()
        .take_while(|&s| host.sentences[s].paragraph + 1 >= paragraph);
    let source = earlier
        .flat_map(|s| case.context.clauses(s).iter().rev())
        .filter(|(g, _)| g.mood == Mood::Finite && g.speaks())
        .find_map(|(_, s)| {
            s.clone()
                .filter(|s| s.form == crate::speakers::Form::Named && s.may_speak(host))
        })?;
    Some(Finding {
        speaker: Some(Mention::Host(source)),
        cue: None,
        score: 0.45,
        governed: false,
        ..Finding::default()
    })
}

/// `Il est « écarté sans ménagement de la direction »`, `Il est condamné à « six mois de prison »`: what is done to somebody
/// is not said by him; what he feels may be: `Elle a été « bouleversée par tant de solidarité »`.
fn suffered(case: &Case<'_, '_>) -> bool {
    let host = case.host();
    let (ahead, _) = case.clauses();
    let Some((group, _)) = ahead.iter().rev().find(|(g, _)| g.mood == Mood::Finite) else {
        return false;
    };
    let near = case.item <= group.items.end + 2;
    let completed = case.content().participle_first
        && is_be(host, group.head)
        && case.item <= group.items.end + 1
        && !feels(case.context.bare.lower(case.content().tokens.start));
    completed || near && group.passive && !feels(host.lower(group.head))
}

/// Whether the item is a form of *être*, or the *été* of a passive.
fn is_be(host: &Host<'_>, item: usize) -> bool {
    matches!(
        host.lower(item),
        "est" | "sont" | "était" | "étaient" | "fut" | "furent" | "sera" | "seront" | "a" | "ont" | "avait"
    )
}

/// Whether a participle says what somebody feels: `choquée`, `déçus`.
fn feels(participle: &str) -> bool {
    const FEELINGS: &[&str] = &[
        "choqué",
        "surpris",
        "touché",
        "déçu",
        "ému",
        "bouleversé",
        "frappé",
        "scandalisé",
        "indigné",
        "marqué",
        "étonné",
        "inquiété",
        "rassuré",
        "impressionné",
        "blessé",
        "attristé",
        "convaincu",
        "persuadé",
        "épuisé",
        "résolu",
        "décidé",
        "déterminé",
        "fatigué",
        "dépassé",
        "révolté",
        "outré",
        "sidéré",
        "stupéfait",
        "consterné",
        "soulagé",
        "satisfait",
        "peiné",
        "affecté",
        "effondré",
        "dégoûté",
        "ravi",
        "préoccupé",
    ];
    FEELINGS.iter().any(|f| participle.starts_with(f))
}

/// A place is too seldom who speaks without a verb of speech.
fn place(host: &Host<'_>, phrase: &Phrase) -> bool {
    phrase.label(host) == Some(Label::Loc)
}
