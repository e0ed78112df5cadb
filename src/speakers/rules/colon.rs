//! The words behind a colon: `X a déclaré : «`, `X : «`, `Et X de s'interroger : «`, `La réponse de X : «`, and a
//! clause without a verb of speech, whose subject speaks: `Jean Roy est furieux : «`.

use super::according_to::{document_author, source_at};
use super::after::{cue, voice};
use super::before::narrating;
use super::on::{nobody, read_where};
use crate::clauses::host::Host;
use crate::clauses::impersonal::is_expletive;
use crate::clauses::nouns::{self, Class};
use crate::clauses::phrases::{of_somebody, phrase_at};
use crate::clauses::verbs::{Group, Mood, group_at};
use crate::clauses::{Phrase, phrases};
use crate::entities::Label;
use crate::speakers::Form;
use crate::speakers::case::{Case, Clause, Finding, Mention};
use crate::text::Span;
use std::ops::Range;

/// The items before the colon that stands before the words, or before a line break before them; with their sentence.
fn ahead_of_colon(case: &Case<'_, '_>) -> Option<(usize, Range<usize>)> {
    let host = case.host();
    let range = case.range();
    if case.item > range.start {
        let colon = case.item - 1;
        // `a déclaré : – « `, `a déclaré : _« `
        let colon = if matches!(host.lower(colon), "–" | "—" | "-" | "_" | "*") && colon > range.start {
            colon - 1
        } else {
            colon
        };
        return (host.lower(colon) == ":").then_some((case.sentence, range.start..colon));
    }
    // The colon ends the paragraph before: `a réagi vivement : ¶ « C'est … »`
    let before = case.sentence.checked_sub(1)?;
    let items = &host.sentences[before].items;
    let start = items.start.max(items.end.saturating_sub(100));
    (items.len() > 1 && host.lower(items.end - 1) == ":").then(|| (before, start..items.end - 1))
}

/// `Anne Ba : « Il faut agir. »`, `Anne Ba, maire de Lyon : « … »`: no verb at all.
pub fn label(case: &Case<'_, '_>) -> Option<Finding> {
    let host = case.host();
    let (sentence, items) = ahead_of_colon(case)?;
    let verbs = case
        .context
        .clauses(sentence)
        .iter()
        .filter(|(g, _)| items.contains(&g.items.start) && g.mood != Mood::PastParticiple);
    if verbs.count() > 0 {
        return None;
    }
    let first = phrase_at(host, items.start, items.end)
        .filter(|p| {
            p.preposition.is_none() && (p.form == Form::Named || stressed(host, p)) && p.may_speak(host)
        })
        .filter(|p| !heads_the_news(host, p))?;
    let colon = host.span(items.end);
    Some(Finding {
        speaker: Some(Mention::Host(first)),
        cue: Some(colon),
        score: 0.9,
        governed: true,
        ..Finding::default()
    })
}

/// `Lui : « Non. »`: nothing but who.
fn stressed(host: &Host<'_>, phrase: &Phrase) -> bool {
    let alone = phrase.items.len() == 1 && host.lower(phrase.until) == ":";
    alone && matches!(host.lower(phrase.head), "lui" | "elle" | "eux" | "elles")
}

/// `Cantal : « On n'avait pas besoin de ça », la fièvre aux estives`: in a headline a place says where, not who.
fn heads_the_news(host: &Host<'_>, phrase: &Phrase) -> bool {
    phrase.label(host) == Some(Label::Loc) && host.sentence(phrase.items.start).paragraph == 0
}

/// `Gaston Sindimwo a réagi plutôt vivement : « … »`, `Et Anne Ba de conclure : « … »`, `Le mot d'Anne Ba : « … »`
pub fn colon(case: &Case<'_, '_>) -> Option<Finding> {
    let host = case.host();
    let (sentence, items) = ahead_of_colon(case)?;
    let all: Vec<&Clause> = case
        .context
        .clauses(sentence)
        .iter()
        .filter(|(g, _)| items.contains(&g.items.start))
        .collect();
    let first = || phrase_at(host, items.start, items.end);
    if all.is_empty() && first().is_some_and(|p| heads_the_news(host, &p)) {
        return None;
    }
    let colon = host.span(items.end);
    let found = |speaker: Phrase, cue, score| {
        let nobody = nobody(host, &speaker);
        Finding {
            speaker: (!nobody).then_some(Mention::Host(speaker)),
            cue: Some(cue),
            score,
            governed: true,
            ..Finding::default()
        }
    };
    // `Et de lancer, à l'adresse des joueurs : « … »`
    if let Some(same) = spoke_before(case, sentence, colon) {
        return Some(same);
    }
    // `L'option a ses partisans, à commencer par le capitaine, Luc Roy :`
    if let Some(first) = first_of(host, items.clone()) {
        return Some(found(first, colon, 0.85));
    }
    if let Some((subject, verb)) = narrative_infinitive(host, items.clone()) {
        return Some(found(subject, host.span(verb.head), 0.93));
    }
    if let Some(author) = noun_of_speech(host, items.clone()) {
        return Some(found(author, colon, 0.8));
    }
    if let Some(author) = all
        .last()
        .and_then(|c| whence(host, c, items.end).or_else(|| cited(host, c, items.end)))
    {
        return Some(found(author, colon, 0.85));
    }
    // The last verb of speech before the colon, by its subject.
    let says = |s: &Phrase| s.could_speak(host) || s.class == Some(Class::Document);
    // A participle inside the subject says nothing: `Un jeune Russe attendant à la frontière n'a pas confiance :`
    let inner = |at: usize| {
        all[at].0.mood == Mood::PresentParticiple
            && all[at + 1..]
                .iter()
                .any(|(g, s)| g.mood == Mood::Finite && s.is_some())
    };
    // `Filmée par une équipe qui voulait savoir si c'était fini, elle a haussé les épaules :`: a relative clause before the main one.
    let relative = |at: usize| {
        let person = |s: &Phrase| s.form == Form::Pronoun || s.label(host) == Some(Label::Per);
        let start = all[at].0.items.start;
        start > 0
            && host.lower(start - 1) == "qui"
            && all[at + 1..].iter().any(|(g, s)| {
                g.mood == Mood::Finite && s.as_ref().is_some_and(|s| s.items.start > start && person(s))
            })
    };
    // `a glissé à son avocate, assez fort pour que les bancs l'entendent :`: an aim is not what happened.
    let aimed = |at: usize| {
        let start = all[at].1.as_ref().map_or(0, |s| s.items.start);
        start > items.start + 1
            && matches!(host.lower(start - 1), "que" | "qu'")
            && matches!(host.lower(start - 2), "pour" | "afin" | "sans" | "avant" | "bien")
    };
    let speech = (0..all.len())
        .rev()
        .find(|&at| {
            let says = all[at].0.speaks() && all[at].1.as_ref().is_some_and(says);
            says && !inner(at) && !relative(at) && !aimed(at)
        })
        .map(|at| all[at]);
    let main = |g: &Group, s: &Phrase| {
        let start = s.items.start.min(g.items.start);
        start == items.start
            || !matches!(
                host.lower(start - 1),
                "que" | "qu'" | "qui" | "dont" | "où" | "lorsque" | "si"
            )
    };
    let finite = all.iter().rev().find(|(g, s)| {
        let somebody = |s: &Phrase| s.may_speak(host) && main(g, s) && !is_expletive(host, g, s);
        g.mood == Mood::Finite && s.as_ref().is_some_and(somebody)
    });
    // `Lorsque Me Roy lui fait observer qu'elle ment, la jeune femme se redresse :`: the verb of the main clause.
    let speech = speech.filter(|(g, _)| {
        let later = finite.is_some_and(|(f, s)| {
            f.items.start > g.items.end
                && s.as_ref()
                    .is_some_and(|s| s.items.start > g.items.end && s.is_person(host))
        });
        let opening = items.start + usize::from(matches!(host.lower(items.start), "et" | "mais"));
        let when = matches!(host.lower(opening), "lorsque" | "lorsqu'" | "quand");
        !(when && later)
    });
    // `Cet éleveur refuse qu'on le caricature :`: nobody in a clause that somebody's verb holds.
    let speech = speech.filter(|(_, s)| {
        let held = |s: &Phrase| {
            nobody(host, s)
                && s.items.start > items.start
                && matches!(host.lower(s.items.start - 1), "que" | "qu'")
        };
        !(s.as_ref().is_some_and(held) && finite.is_some())
    });
    if let Some(author) = quoted_author(host, items.clone()).filter(|_| {
        speech.is_none_or(|(g, _)| {
            matches!(
                g.lemma,
                Some(
                    "lire"
                        | "citer"
                        | "répéter"
                        | "publier"
                        | "relayer"
                        | "partager"
                        | "rappeler"
                        | "recevoir"
                        | "reprendre"
                )
            )
        }) && speech.is_none_or(|(_, s)| s.is_some())
    }) {
        return Some(found(author, colon, 0.75));
    }
    // `Pour Jérôme Roy, membre du comité : « … »`, `Pour Luc Ba, le choix relève de l'évidence : « … »`
    let thing = |c: &Clause| c.1.as_ref().is_none_or(|s| !s.may_speak(host));
    let somebody = |c: &Clause| {
        let person = |s: &Phrase| s.form == Form::Pronoun || s.label(host) == Some(Label::Per);
        // `…, qui siégera au comité, le choix relève de l'évidence :`: not the verb of a relative clause.
        let relative = c.0.items.start > 0 && host.lower(c.0.items.start - 1) == "qui";
        !relative && c.1.as_ref().is_some_and(person)
    };
    if speech.is_none_or(thing) && !finite.is_some_and(|c| somebody(c)) {
        // `Le texte, d'après l'économiste Anne Ba, devra trancher une question :`
        let aside = |i: usize| matches!(host.lower(i), "selon" | "d'") && host.lower(i - 1) == ",";
        let opens = (items.start..items.end.min(items.start + 3))
            .chain((items.start + 3..items.end).filter(|&i| aside(i)))
            .find_map(|i| source_at(host, i, items.end))
            .filter(|(source, _)| source.may_speak(host));
        if let Some((source, marker)) = opens {
            return Some(found(source, marker, 0.9));
        }
    }
    // `La mairie a publié un communiqué, qui se lit comme suit : « … »`: who made the text.
    let maker = speech
        .and_then(|(_, s)| s.as_ref())
        .filter(|s| s.class == Some(Class::Document) && !s.definite)
        .and_then(|text| {
            all.iter().find_map(|(g, s)| {
                let object = g.mood == Mood::Finite
                    && text.items.start >= g.items.end
                    && text.items.start <= g.items.end + 3;
                s.clone().filter(|s| object && s.may_speak(host))
            })
        });
    if let Some(maker) = maker {
        return Some(found(maker, colon, 0.85));
    }
    if let Some((group, Some(subject))) = speech {
        let relative = group.items.start > 0 && matches!(host.lower(group.items.start - 1), "que" | "qu'");
        if !relative {
            if nobody(host, subject)
                && let Some(author) = read_where(host, group, items.clone())
            {
                return Some(found(author, cue(host, group), 0.8));
            }
            if let Some(speaker) = voice(host, group.items.end..items.end) {
                return Some(found(speaker, cue(host, group), 0.9));
            }
            return Some(found(subject.clone(), cue(host, group), 0.95));
        }
    }
    // `Sur X, un constat : « … » signé Y`: no verb before, the subject of any verb.
    if let Some((_, Some(subject))) = finite {
        return Some(found(subject.clone(), colon, 0.68));
    }
    // `Parmi eux, celui d'une doctorante :`
    if let Some(at) = items
        .clone()
        .rev()
        .find(|&i| matches!(host.lower(i), "celui" | "celle" | "ceux" | "celles"))
    {
        let owner = Some(at + 1)
            .filter(|&i| matches!(host.lower(i), "de" | "d'" | "du" | "des"))
            .and_then(|i| phrase_at(host, i, items.end));
        if let Some(owner) = owner.filter(|p| p.may_speak(host)) {
            return Some(found(owner, colon, 0.7));
        }
    }
    // `Même réserve chez Anne Ba :`: what looks like a verb has no subject.
    let bare = all.iter().all(|(_, subject)| subject.is_none());
    // `Même prudence chez sa consœur Anne Ba, à Louvain : « … »`
    let at_somebody = || {
        let chez = items.clone().find(|&i| host.lower(i) == "chez")?;
        phrase_at(host, chez + 1, items.end)
            .filter(|p| p.class == Some(Class::Person) || p.label(host) == Some(Label::Per))
    };
    if let Some(somebody) = at_somebody().filter(|_| bare) {
        return Some(found(somebody, colon, 0.75));
    }
    let first = phrases::phrases(host, items.clone())
        .into_iter()
        .find(|p| p.preposition.is_none() && p.may_speak(host) && host.lower(p.head) != "lui");
    match first {
        Some(first) => Some(found(first, colon, 0.6)),
        None if bare => Some(Finding {
            cue: Some(colon),
            ..then(case, sentence)?
        }),
        None => None,
    }
}

/// `Son père écoutait sans rien dire. Puis, au bout d'un moment : « … »`: nothing but when and how before the colon, so that whoever
/// the sentence before is about speaks, or whoever spoke in it.
fn then(case: &Case<'_, '_>, sentence: usize) -> Option<Finding> {
    let host = case.host();
    let opens = matches!(
        host.lower(host.sentences[sentence].items.start),
        "puis" | "et" | "alors" | "enfin" | "ensuite" | "après" | "mais"
    );
    let before = sentence.checked_sub(1).filter(|_| opens)?;
    if host.sentences[before].paragraph != host.sentences[sentence].paragraph {
        return None;
    }
    let speaker = match case.last_in(before) {
        Some(last) => case.same(last),
        None => Mention::Host(super::floating::protagonist(case, before)?),
    };
    Some(Finding {
        speaker: Some(speaker),
        score: 0.75,
        governed: true,
        ..Finding::default()
    })
}

/// `« On est à bout » : les infirmiers manifestent.`: the words first, then a colon and who says them.
pub fn announced(case: &Case<'_, '_>) -> Option<Finding> {
    let host = case.host();
    let range = case.range();
    if let Some(author) = super::told_next::named_behind(case) {
        return Some(author);
    }
    let speech = case.content().clause || case.content().full;
    let opens = speech && case.item == range.start && host.lower(case.item + 1) == ":";
    let (_, behind) = case.clauses();
    let (group, subject) = behind.first().filter(|(g, _)| opens && g.mood == Mood::Finite)?;
    let subject = subject.clone().filter(|s| {
        let somebody = s.form != Form::Pronoun && s.class != Some(Class::Body) && s.may_speak(host);
        somebody && s.items.start == case.item + 2 && s.items.end <= group.items.start
    })?;
    Some(Finding {
        speaker: Some(Mention::Host(subject)),
        cue: Some(host.span(case.item + 1)),
        score: 0.6,
        governed: true,
        ..Finding::default()
    })
}

/// `« … », dit-il. Et de lancer, à l'adresse des joueurs :`, `À l'en croire, la fermeture a laissé des traces :`: who spoke before.
fn spoke_before(case: &Case<'_, '_>, sentence: usize, colon: Span) -> Option<Finding> {
    let host = case.host();
    let items = &host.sentences[sentence].items;
    let word = |n: usize| host.lower(items.start + n);
    let believed = (word(0), word(1), word(2), word(3)) == ("à", "l'", "en", "croire");
    let last = case.last_in(sentence.checked_sub(1)?)?;
    case.before[last].finding.speaker.as_ref()?;
    let item = host.item_of[case.before[last].pair];
    let near = host.sentence(item).paragraph == host.sentences[sentence].paragraph;
    let goes_on = believed || narrating(host, items.start, items.end).is_some();
    (near && goes_on).then(|| Finding {
        speaker: Some(case.same(last)),
        cue: Some(colon),
        score: 0.88,
        governed: true,
        ..Finding::default()
    })
}

/// `à commencer par le capitaine, Luc Roy`: the first of several, who is heard.
fn first_of(host: &Host<'_>, items: Range<usize>) -> Option<Phrase> {
    let at = items.clone().find(|&i| {
        host.lower(i) == "commencer"
            && i > items.start
            && host.lower(i - 1) == "à"
            && host.lower(i + 1) == "par"
    })?;
    phrase_at(host, at + 2, items.end)
        .filter(|p| p.until == items.end && p.may_speak(host))
        .map(|p| Phrase {
            preposition: None,
            ..p
        })
}

/// `L'avertissement vient d'Anne Ba :`, `La charge est venue du maire :`: whence the words come.
fn whence(host: &Host<'_>, (group, subject): &Clause, end: usize) -> Option<Phrase> {
    let comes = matches!(
        host.lower(group.head),
        "vient" | "venait" | "viendra" | "venu" | "venue" | "émane" | "émanait"
    );
    let thing = subject.as_ref().is_none_or(|s| !s.may_speak(host));
    (comes && thing)
        .then(|| of_somebody(host, group.items.end, end))
        .flatten()
}

/// `L'agence cite un diplomate :`: whom somebody cites.
fn cited(host: &Host<'_>, (group, _): &Clause, end: usize) -> Option<Phrase> {
    let cites = group.lemma == Some("citer") && !group.passive;
    let whom = phrase_at(host, group.items.end, end).filter(|_| cites)?;
    (whom.until == end && whom.may_speak(host)).then_some(whom)
}

/// `Et Anne Ba de s'interroger :`, `Et le maire de Lyon de dénoncer « … »`: the subject and the infinitive.
pub(super) fn narrative_infinitive(host: &Host<'_>, items: Range<usize>) -> Option<(Phrase, Group)> {
    let (de, group) = items.clone().find_map(|i| {
        let group = matches!(host.lower(i), "de" | "d'").then(|| group_at(host, i + 1, items.end))??;
        (group.mood == Mood::Infinitive).then_some((i, group))
    })?;
    let subject = phrases::phrases(host, items.start..de)
        .into_iter()
        .rev()
        .find(|p| p.items.end == de || p.may_speak(host))?;
    let bare = !(items.start..de).any(|i| group_at(host, i, de).is_some_and(|g| g.mood == Mood::Finite));
    (bare && subject.preposition.is_none()).then_some((subject, group))
}

/// `La réponse d'Anne Ba fuse :`, `Le message du préfet est clair :` — a noun of speech whose complement speaks.
fn noun_of_speech(host: &Host<'_>, items: Range<usize>) -> Option<Phrase> {
    // `Réponse d'Anne Ba :`: a noun without an article.
    let heads = nouns::noun(host.lower(items.start)).is_some_and(|n| n.class == Class::Document);
    // `Réponse, depuis son banc, d'Anne Ba :`
    let shut = (host.lower(items.start + 1) == ",")
        .then(|| (items.start + 2..items.end).find(|&i| host.lower(i) == ","))
        .flatten();
    let of = shut.unwrap_or(items.start) + 1;
    if heads && matches!(host.lower(of), "de" | "d'" | "du" | "des") {
        return of_somebody(host, of, items.end);
    }
    let subject = phrases::phrases(host, items.clone())
        .into_iter()
        .find(|p| p.preposition.is_none() && !p.time)?;
    if subject.class != Some(Class::Document) {
        return None;
    }
    let author = document_author(host, subject.clone(), items.end)?;
    (author.head != subject.head).then_some(author)
}

/// `Il lit un courriel de l'ancien directeur :`, `Elle répète les propos tenus par Marc Ba :`: words of somebody else,
/// named right before the colon.
fn quoted_author(host: &Host<'_>, items: Range<usize>) -> Option<Phrase> {
    let all = phrases::phrases(host, items.clone());
    let at = all.iter().rposition(|p| {
        p.class == Some(Class::Document)
            || matches!(
                host.lower(p.head),
                "propos" | "mots" | "phrase" | "voix" | "cri" | "question"
            )
    })?;
    let document = &all[at];
    // `des messages reçus par une lectrice` are not hers.
    let by = (document.until..(document.until + 4).min(items.end)).find(|&i| {
        host.lower(i) == "par"
            && !["reçu", "lu", "entendu", "vu", "partagé", "relayé"]
                .iter()
                .any(|w| host.lower(i - 1).starts_with(w))
    });
    let agent = by
        .and_then(|i| phrase_at(host, i, items.end))
        .filter(|p| p.may_speak(host));
    let author = document_author(host, document.clone(), items.end)
        .filter(|a| a.head != document.head && document.until == items.end);
    agent.or(author)
}
