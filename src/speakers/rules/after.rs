//! The inquit behind the words: `», a déclaré X`, `» explique-t-il`, and further behind: `« … » pour la ville, juge X`.

use super::on::{nobody, place_behind, read_where};
use crate::clauses::Phrase;
use crate::clauses::host::Host;
use crate::clauses::nouns::Class;
use crate::clauses::phrases::{
    is_contracted, is_determiner, is_preposition, is_quantity, of_somebody, phrase_at,
};
use crate::clauses::subjects::subject_after;
use crate::clauses::verbs::{Group, Mood, group_at, is_clitic};
use crate::entities::Label;
use crate::quotes::verbs::{Class as Verb, Form as VerbForm, Verbs};
use crate::speakers::Form;
use crate::speakers::case::{Case, Finding, Mention};
use crate::text::Span;
use crate::tokens::Pos;

/// `« Nous ne céderons pas », a prévenu hier soir Claire Vasseur, la maire de Rennes.`
///
/// Inversion after a closing mark says more than a list of verbs: an unknown verb counts if somebody stands behind it
/// (`» fustige Marc Ba`).
pub fn inquit_after(case: &Case<'_, '_>) -> Option<Finding> {
    let host = case.host();
    let end = case.range().end;
    let mut at = behind_marks(case);
    // `Il a dit que « tout va bien. » Craint-on une crise ?`: a full stop and a capital begin another sentence.
    if at == case.item + 1 && host.is_capital(at) && case.content().full {
        return None;
    }
    // `Anne Ba, pour qui « le projet avance », a quitté la salle`: the comma shuts the relative clause.
    if matches!(
        case.lead(),
        "qui" | "lequel" | "laquelle" | "lesquels" | "lesquelles"
    ) {
        return None;
    }
    let compared = host.lower(at) == "comme";
    if compared {
        // `« … », comme l'a lancé un de ses porte-parole`, `comme prétendu par Michel Crépu`
        at += 1;
        let participle =
            group_at(host, at, end).filter(|g| g.mood == Mood::PastParticiple && g.class.is_some());
        if let Some(group) = participle.filter(|g| host.lower(g.items.end) == "par") {
            let agent = phrase_at(host, group.items.end, end).filter(|p| p.may_speak(host))?;
            return Some(Finding {
                speaker: Some(Mention::Host(agent)),
                cue: Some(cue(host, &group)),
                score: 0.85,
                governed: true,
                ..Finding::default()
            });
        }
    }
    let Some(group) = group_at(host, at, end).filter(|g| g.mood == Mood::Finite && !g.passive) else {
        return verb_by_place(case, at);
    };
    let subject = match group.inverted {
        Some(_) => subject_after(host, &group, end)?,
        // `« La crise » inquiète Paris`: a subject between the marks has its determiner before them.
        None => {
            let behind = || closing_name(host, group.items.end, end);
            let text = subject_after(host, &group, end).or_else(behind)?;
            let author = through_document(host, text.clone(), end);
            // `précise le communiqué rédigé par les cheminots`: the verb agrees with the text.
            let agreeing = Phrase {
                number: text.number,
                ..author.clone()
            };
            // `Ce « désastre annoncé », comme l'appelle Anne Ba, date de mars`: she says so, whatever stands before the marks.
            let called = compared && group.class.is_some() && author.may_speak(host);
            Some(author).filter(|a| near(&group, a) && (called || speaks(case, &group, &agreeing)))?
        }
    };
    // `lit-on`, `dit-on à la mairie`: nobody in particular.
    let score = match (group.inverted.is_some(), group.class.is_some()) {
        (true, true) => 0.97,
        (false, true) => 0.96,
        (true, false) => 0.9,
        (false, false) => 0.84,
    };
    let cue = Some(cue(host, &group));
    if nobody(host, &subject) {
        let before = || {
            let sentence = case.sentence.checked_sub(1)?;
            let items = host.sentences[sentence].items.clone();
            let text = read_where(
                host,
                &group,
                items.start.max(items.end.saturating_sub(100))..items.end,
            )?;
            // `Le syndicat a réagi dans un communiqué. « … », y lit-on.`: who made it.
            let maker = || {
                case.context
                    .clauses(sentence)
                    .iter()
                    .rev()
                    .find_map(|(_, s)| s.clone())
            };
            let own = text.class == Some(Class::Document) && !text.definite;
            maker().filter(|s| own && s.may_speak(host)).or(Some(text))
        };
        let speaker = read_where(host, &group, case.range())
            .or_else(before)
            .or_else(|| place_behind(host, group.items.end, end))
            .map(Mention::Host);
        return Some(Finding {
            speaker,
            cue,
            score: 0.8,
            governed: true,
            ..Finding::default()
        });
    }
    // `fait savoir la CGT par la voix de sa secrétaire`: somebody without a name only lends it.
    let subject = voice(host, subject.until.max(group.items.end)..end)
        .filter(|v| v.name.is_some() || subject.name.is_none())
        .unwrap_or(subject);
    Some(Finding {
        speaker: Some(Mention::Host(subject)),
        cue,
        score,
        governed: true,
        ..Finding::default()
    })
}

/// `À l'époque, rappelle le politiste Jean Roy, « on avait mobilisé »`, `un programme qui tient, assure-t-elle, « sur une carte
/// postale »`: an inquit between commas right before the words.
pub fn inquit_before(case: &Case<'_, '_>) -> Option<Finding> {
    inquit_right_before(case).or_else(|| incised(case))
}

/// `Les abeilles, assure Luc Ba, bourdonnent en la bémol, « un peu bas ».`: an inquit between commas, whose words go on behind it,
/// partly between marks.
fn incised(case: &Case<'_, '_>) -> Option<Finding> {
    let host = case.host();
    let (ahead, _) = case.clauses();
    let start = case.range().start;
    let opens = |g: &Group| {
        let at = g.items.start;
        at > start + 1 && host.lower(at - 1) == "," && host.quote(at - 2).is_none()
    };
    let at = ahead.iter().rposition(|(g, _)| {
        g.mood == Mood::Finite && matches!(g.class, Some(Verb::Say | Verb::Manner)) && opens(g)
    })?;
    let (group, own) = &ahead[at];
    let subject = own.clone().filter(|s| {
        let touches = group.inverted.is_some() || s.items.start == group.items.end;
        touches && !nobody(host, s) && (s.form == Form::Pronoun || s.may_speak(host))
    })?;
    let end = subject.until.max(group.items.end);
    // Whoever says something behind it says the words.
    let told = ahead[at + 1..]
        .iter()
        .any(|(g, _)| g.class == Some(Verb::Say) && g.mood == Mood::Finite);
    let shut = (end..case.item).any(|i| matches!(host.lower(i), ":" | ";") || host.quote(i).is_some());
    let goes_on = host.lower(end) == "," && end + 1 < case.item;
    (goes_on && !told && !shut).then(|| Finding {
        speaker: Some(Mention::Host(subject)),
        cue: Some(cue(host, group)),
        score: 0.8,
        governed: true,
        ..Finding::default()
    })
}

fn inquit_right_before(case: &Case<'_, '_>) -> Option<Finding> {
    let host = case.host();
    if case.lead() != "," {
        return None;
    }
    let (ahead, _) = case.clauses();
    let (group, own) = ahead.iter().rfind(|(g, _)| g.mood == Mood::Finite)?;
    let start = group.items.start;
    // `L'archevêque, lui, invite tout le monde, « … »`: the subject stands before its verb.
    if own.as_ref().is_some_and(|s| s.items.start < start) {
        return None;
    }
    // `Comme le dit Anne Ba, « … »`
    let compared = start > 0 && host.lower(start - 1) == "comme";
    let between =
        start > case.range().start + 1 && host.lower(start - 1) == "," && host.quote(start - 2).is_none();
    if !(between || compared) || !group.speaks() {
        return None;
    }
    let subject = subject_after(host, group, case.item - 1)
        .filter(|s| s.until.max(group.items.end) + 1 == case.item && !nobody(host, s))
        .filter(|s| s.form == Form::Pronoun || s.could_speak(host))?;
    Some(Finding {
        speaker: Some(Mention::Host(subject)),
        cue: Some(cue(host, group)),
        score: 0.93,
        governed: true,
        ..Finding::default()
    })
}

/// `a répondu l'ONG par la voix de sa présidente, Anne Ba`: who lends the voice speaks.
pub fn voice(host: &Host<'_>, range: std::ops::Range<usize>) -> Option<Phrase> {
    let by = range
        .clone()
        .take(12)
        .take_while(|&i| host.quote(i).is_none())
        .find(|&i| {
            host.lower(i) == "par"
                && (matches!(
                    (host.lower(i + 1), host.lower(i + 2)),
                    ("la", "voix" | "bouche" | "plume")
                ) || host.lower(i + 1) == "l'" && host.lower(i + 2) == "intermédiaire")
        })?;
    of_somebody(host, by + 3, range.end)
}

/// `indique un communiqué de Mécarive`: who speaks through a text, if it says whose it is.
fn through_document(host: &Host<'_>, subject: Phrase, end: usize) -> Phrase {
    if subject.class != Some(Class::Document) {
        return subject;
    }
    super::according_to::document_author(host, subject.clone(), end).unwrap_or(subject)
}

/// `», tempête Gwladys Roy`: a word between the closing mark and a person's name is a verb, whatever it looks like.
fn verb_by_place(case: &Case<'_, '_>, at: usize) -> Option<Finding> {
    let host = case.host();
    let word = host.lower(at);
    let verbal = matches!(
        host.pos(at),
        Pos::Noun | Pos::Propn | Pos::Verb | Pos::Adj | Pos::X
    );
    let plain =
        host.is_word(at) && verbal && !host.is_capital(at) && host.entity(at).is_none() && at > case.item + 1;
    let small = is_preposition(word)
        || word.chars().count() < 3
        || word.ends_with('\'')
        || matches!(
            word,
            "les"
                | "des"
                | "une"
                | "ses"
                | "son"
                | "mais"
                | "puis"
                | "alors"
                | "que"
                | "qui"
                | "dont"
                | "donc"
                | "car"
                | "comme"
                | "aux"
                | "ces"
                | "leur"
                | "leurs"
        );
    // `», précise le communiqué`: a form of a verb of speech needs no name behind it.
    let listed = Verbs::get()
        .lookup(word)
        .iter()
        .any(|r| matches!(r.form, VerbForm::Finite { person: 3, .. }));
    let end = case.range().end;
    let person = phrase_at(host, at + 1, end)
        .filter(|p| {
            let named = p.label(host) == Some(Label::Per);
            let listed = listed
                && (case.content().clause || case.content().full)
                && (p.class.is_some() || p.name.is_some());
            p.items.start == at + 1 && (named || listed) && p.preposition.is_none()
        })
        .map(|p| through_document(host, p, end));
    let person = person.or_else(|| closing_name(host, at + 1, end));
    person.filter(|_| plain && !small).map(|speaker| Finding {
        speaker: Some(Mention::Host(speaker)),
        cue: Some(host.span(at)),
        score: 0.8,
        governed: true,
        ..Finding::default()
    })
}

/// `», tempête derrière son guichet Gwladys Roy.`: behind an adjunct, the name that ends the sentence.
fn closing_name(host: &Host<'_>, adjunct: usize, end: usize) -> Option<Phrase> {
    let opens = matches!(
        host.lower(adjunct),
        "à" | "au"
            | "aux"
            | "dans"
            | "derrière"
            | "devant"
            | "depuis"
            | "sur"
            | "sous"
            | "en"
            | "entre"
            | "avec"
    ) || host.lower(adjunct) == "d'" && matches!(host.lower(adjunct + 1), "un" | "une");
    let stop = (adjunct..end.min(adjunct + 10)).find(|&i| matches!(host.lower(i), "." | ","))?;
    let (name, entity) = host.entity(stop.checked_sub(1)?)?;
    let first = (adjunct + 1..stop).find(|&i| host.entity(i).is_some_and(|(n, _)| n == name))?;
    // `tempête dans les rues de Paris`: a complement of the adjunct.
    let complement = is_preposition(host.lower(first - 1)) || is_contracted(host.lower(first - 1));
    // `titre en lettres capitales Libération`
    let paper = entity.label == Label::Org && (stop - first == 2 || host.lower(adjunct) == "en");
    let somebody = entity.label == Label::Per || paper;
    let plain = (adjunct..stop).all(|i| host.is_word(i));
    phrase_at(host, first, stop).filter(|_| opens && plain && somebody && !complement && first > adjunct + 1)
}

/// The item behind the closing mark, note calls and punctuation skipped: `» [1], a dit`.
fn behind_marks(case: &Case<'_, '_>) -> usize {
    let host = case.host();
    let mut at = case.item + 1;
    loop {
        match host.lower(at) {
            "," | "-" | "–" | "—" | "_" | "*" | "…" | "..." => at += 1,
            "[" if host.lower(at + 2) == "]" => at += 3,
            "(" if host.lower(at + 2) == ")" => at += 3,
            _ => return at,
        }
    }
}

/// Whether nothing but a short adjunct stands between verb and subject: `a prévenu hier soir [Claire Vasseur]`.
fn near(group: &Group, subject: &Phrase) -> bool {
    subject.items.start.saturating_sub(group.items.end) <= 14
}

/// Whether the phrase behind the verb speaks, rather than being what the marks do something to.
fn speaks(case: &Case<'_, '_>, group: &Group, subject: &Phrase) -> bool {
    let host = case.host();
    let lead = case.lead();
    let determined = is_determiner(lead) || is_contracted(lead) || matches!(lead, "de" | "d'" | "à");
    if determined || host.lower(subject.head) == "ce" {
        return false;
    }
    let agrees = match (group.plural, subject.number) {
        (Some(verb), Some(number)) => {
            verb == (number == crate::tokens::morphology::Number::Plur)
                || !subject.also.is_empty()
                // `scandaient une cinquantaine de supporters`
                || is_quantity(host.lower(subject.head))
        }
        _ => true,
    };
    let named = subject.may_speak(host);
    match group.class {
        Some(_) => {
            named && agrees
                || agrees
                    // `« Un accident est survenu », ajoute le texte.`
                    && (subject.class != Some(Class::Document) || case.content().clause && case.stands_free())
                    && case.content().words > 2
                    && (case.content().clause || case.content().full)
        }
        // An unknown verb needs its subject at once: `» fustige Marc Ba`, not `» est entrée en contact avec …, père de …`.
        None => {
            named
                && agrees
                // `a calculé au micro une productrice`: somebody behind a word of where.
                && (subject.items.start <= group.items.end + if subject.class == Some(Class::Person) { 3 } else { 1 }
                    // `situe avec précision Lilou, 9 ans`
                    || closing_name(host, group.items.end, case.range().end)
                        .is_some_and(|name| name.items.start == subject.items.start))
                && (case.content().clause || case.content().full || case.content().words > 4)
                && subject.preposition.is_none()
                && !copula(host, group)
        }
    }
}

/// `est`, `a`, `fait`, `devient`: verbs that turn the marks into their subject: `« Amélie » a le vent en poupe`.
fn copula(host: &Host<'_>, group: &Group) -> bool {
    group.items.len() == 1
        && matches!(
            host.lower(group.head),
            "est"
                | "sont"
                | "était"
                | "étaient"
                | "a"
                | "ont"
                | "avait"
                | "fait"
                | "devient"
                | "reste"
                | "sera"
                | "font"
                | "fut"
        )
}

/// `Le projet est « absurde » pour la ville, juge Anne Ba.`, `S'il ne « regrette pas », il explique que…`
pub fn inquit_later(case: &Case<'_, '_>) -> Option<Finding> {
    let host = case.host();
    let (_, behind) = case.clauses();
    let quotes = |to: usize| (case.item + 1..to).filter(|&i| host.quote(i).is_some()).count();
    behind
        .iter()
        .filter(|(g, _)| g.mood == Mood::Finite && g.speaks() && g.person != 1)
        // `fulmine contre une digue « financée sur le papier » ; l'État, accuse Anne Ba, ne fait rien`: another clause.
        .take_while(|(g, _)| {
            case.item == case.range().start || !(case.item..g.items.start).any(|i| host.lower(i) == ";")
        })
        .find_map(|(group, own)| {
            let between = quotes(group.items.start);
            let comma = host.lower(group.items.start - 1) == ",";
            let inverted = subject_after(host, group, case.range().end).filter(|s| {
                (comma || group.inverted.is_some())
                    && s.items.start <= group.items.end + 4
                    && (s.may_speak(host) || s.form == Form::Pronoun || s.class == Some(Class::Document))
            });
            let (subject, score) = match (inverted, own) {
                // `« Sur le fond », il « ne dira rien » et « attendra le procès », précise-t-elle.`
                (Some(subject), _) if between <= 3 => (subject, 0.85),
                (None, Some(subject))
                    if between <= 1 && subject.items.start > case.item && subject.may_speak(host) =>
                {
                    (subject.clone(), 0.6)
                }
                _ => return None,
            };
            (!nobody(host, &subject)).then(|| Finding {
                speaker: Some(Mention::Host(subject)),
                cue: Some(cue(host, group)),
                score,
                governed: score > 0.7,
                ..Finding::default()
            })
        })
}

/// The verb group without object clitics: `m'[a dit]`; a reflexive one stays: `[s'interroge]`.
pub fn cue(host: &Host<'_>, group: &Group) -> Span {
    let mut start = group.items.start;
    while start < group.head && is_clitic(host.lower(start)) && !matches!(host.lower(start), "se" | "s'") {
        start += 1;
    }
    host.span_of(start..group.items.end)
}
