//! Quotations without an attribution of their own: the same speaker goes on, or the one who follows has begun.

use super::according_to::document_author;
use super::after::inquit_after;
use super::on::nobody;
use crate::clauses::Phrase;
use crate::clauses::host::Host;
use crate::clauses::impersonal::is_expletive;
use crate::clauses::nouns::Class;
use crate::clauses::phrases::phrase_at;
use crate::clauses::verbs::Mood;
use crate::entities::Label;
use crate::speakers::Form;
use crate::speakers::case::{Case, Clause, Finding, Mention};
use crate::tokens::morphology::{Gender, Number};

/// `« Il faut », dit Anne Ba, « agir ».`: the second half of an interrupted quotation.
pub fn between(case: &Case<'_, '_>) -> Option<Finding> {
    let host = case.host();
    let last = case.before.last()?;
    let same = host.sentence_index(host.item_of[last.pair]) == case.sentence
        && matches!(last.rule, "inquit-after" | "between" | "according-to-after");
    // `« … », dit-elle, alors que l'association déplorait, dans un communiqué, « … »`: somebody else has come to speak.
    let told = last.finding.cue.map_or(0, |cue| cue.end);
    let (ahead, _) = case.clauses();
    let other = ahead.last().is_some_and(|(g, s)| {
        g.mood == Mood::Finite
            && g.speaks()
            && host.span(g.head).start > told
            && s.as_ref().is_some_and(|s| s.may_speak(host))
    });
    if same && !other && matches!(case.lead(), "," | ":" | ";" | "-" | "–" | "—") {
        return Some(again(case, 0.92));
    }
    // `lit les avis déposés par des clients : « Très doux », « Je recommande »`: a list behind a colon.
    let listed = matches!(last.rule, "colon" | "between")
        && case.lead() == ","
        && case.item >= 2
        && host.quote(case.item - 2) == Some(last.pair);
    if listed {
        return Some(again(case, 0.85));
    }
    under_colon(case).then(|| again(case, 0.8))
}

/// `Anne Ba a réagi : « quoi qu'il arrive », les grévistes « incarnent le pays »`: what follows a colon in its sentence is
/// all hers, until another verb of speech or another colon.
fn under_colon(case: &Case<'_, '_>) -> bool {
    let host = case.host();
    let Some(last) = case
        .before
        .last()
        .filter(|l| l.rule == "colon" || l.rule == "between")
    else {
        return false;
    };
    let from = host.item_of[last.pair];
    let (ahead, behind) = case.clauses();
    let told = ahead
        .iter()
        .chain(behind)
        .any(|(g, _)| g.items.start > from && g.class.is_some());
    host.sentence_index(from) == case.sentence
        && case.content().verb_first
        && !told
        && !(from..case.item).any(|i| matches!(host.lower(i), ":" | "(" | ";"))
}

/// `Anne Ba le dit « absurde » et « dangereux »`: a series in one sentence has one speaker.
pub fn series(case: &Case<'_, '_>) -> Option<Finding> {
    let host = case.host();
    let last = case
        .before
        .last()
        .filter(|l| l.finding.speaker.is_some() && l.finding.score > 0.4)?;
    let item = host.item_of[last.pair];
    if host.sentence_index(item) != case.sentence {
        return None;
    }
    let (ahead, _) = case.clauses();
    let verbs = ahead
        .iter()
        .filter(|(g, _)| g.items.start > item && g.mood == Mood::Finite)
        .count();
    let joined =
        (item + 1..case.item).any(|i| matches!(host.lower(i), "et" | "ou" | "," | "mais" | "puis" | "ni"));
    (joined && verbs <= 1).then(|| {
        again(
            case,
            if verbs == 0 {
                last.finding.score.min(0.85)
            } else {
                0.6
            },
        )
    })
}

/// `« Il faut agir. » « Et vite », souffle Anne Ba.`: whoever speaks next has begun.
pub fn ahead(case: &Case<'_, '_>) -> Option<Finding> {
    let host = case.host();
    let own = &host.sentences[case.sentence].items;
    // The sentence holds the words and at most a full stop: `« … » . « … », souffle`
    let alone =
        own.start == case.item && own.len() <= 2 && (own.len() == 1 || host.lower(own.end - 1) == ".");
    let next = own.end;
    if !alone
        || host.quote(next).is_none()
        || host.sentence(next).paragraph != host.sentence(case.item).paragraph
    {
        return None;
    }
    let goes_on = case
        .before
        .last()
        .is_some_and(|l| host.sentence(host.item_of[l.pair]).paragraph == host.opens_in(case.item));
    // `« Un. » « Deux. » « Trois », souffle Anne Ba.`: words upon words, until somebody is told.
    let told = (next..next + 6)
        .take_while(|&item| host.quote(item).is_some())
        .find_map(|item| {
            inquit_after(&Case {
                context: case.context,
                pair: host.quote(item)?,
                item,
                sentence: host.sentence_index(item),
                before: case.before,
            })
        });
    told.filter(|_| !goes_on).map(|f| Finding {
        score: 0.8,
        cue: None,
        ..f
    })
}

/// `« Il faut agir », a dit Anne Ba. « Et vite. »`: a whole sentence between marks goes on with the speaker before, in
/// the same paragraph or at the head of the next one, until narration comes between.
pub fn floating(case: &Case<'_, '_>) -> Option<Finding> {
    let host = case.host();
    let last = case.before.last().filter(|l| l.finding.speaker.is_some())?;
    if let Some(other) = answers(case) {
        return Some(Finding {
            speaker: Some(case.same(other)),
            score: 0.7,
            ..Finding::default()
        });
    }
    let item = host.item_of[last.pair];
    let (from, here) = (host.sentence(item).paragraph, host.opens_in(case.item));
    let sentences = case.sentence - host.sentence_index(item);
    let first = host.sentences[case.sentence].items.start == case.item;
    let speech = case.content().clause || case.content().full || case.content().words > 5;
    // Both may stand in one sentence that reaches over paragraphs.
    let score = match here.checked_sub(from)? {
        _ if !speech || !first && !case.stands_free() => return None,
        0 if sentences <= 1 => 0.9,
        0 if sentences <= 3 => 0.75,
        0 => 0.6,
        // The next paragraph: only if it begins with the words, and nothing was told since.
        1 if first && sentences <= 2 => 0.7,
        _ => return None,
    };
    Some(again(case, score))
}

/// `« Vous l'appeliez comment ? » demande le juge. « Marraine », répond Luc Ba. « C'était votre marraine ? » « Non. »`: where two
/// question each other, which of the words before are by whoever speaks here, if that is not the last to speak.
fn answers(case: &Case<'_, '_>) -> Option<usize> {
    let host = case.host();
    let asks = |pair: usize| {
        let inside = host.pairs[pair].inside(host.text).of(host.text);
        inside.trim_end().ends_with('?')
    };
    let last = case.before.len().checked_sub(1)?;
    let item = host.item_of[case.before[last].pair];
    // Nothing but a word or two stands between: `Silence.`
    let here = host.sentence(item).paragraph == host.opens_in(case.item);
    let close = here && case.item - item <= 3;
    let next = here && case.sentence - host.sentence_index(item) <= 1;
    let own = case.first_of(last);
    let other = (last.saturating_sub(4)..last)
        .rev()
        .find(|&at| case.first_of(at) != own)?;
    let asked = asks(case.before[last].pair);
    let addressed = case.says(&["vous", "votre", "vos", "-vous"]);
    let next_question = !asked && asks(case.pair) && addressed && asks(case.before[other].pair);
    (close && asked && !asks(case.pair) || next && next_question).then_some(other)
}

/// The speaker of the quotation before.
fn again(case: &Case<'_, '_>, score: f32) -> Finding {
    let last = case.before.len() - 1;
    Finding {
        speaker: Some(case.same(last)),
        cue: None,
        score,
        governed: score > 0.8,
        ..Finding::default()
    }
}

/// `Fillon ne s'est pas laissé perturber. « Plus ils manifesteront… »`: a whole sentence between marks behind one of
/// narration goes to the subject there, if that is somebody.
pub fn narrated(case: &Case<'_, '_>) -> Option<Finding> {
    let host = case.host();
    let own = &host.sentences[case.sentence];
    let before = case.sentence.checked_sub(1)?;
    let content = case.content();
    let whole = own.items.start == case.item
        && (content.clause && content.words > 3 || content.full && content.words > 2);
    // `Le chef du village raconte la nuit de l'attaque. ¶ « Ils sont venus par l'oued… »`
    let here = host.opens_in(case.item);
    let told = host.sentences[before].paragraph + 1 == here
        && case
            .context
            .clauses(before)
            .iter()
            .rev()
            .find(|(g, _)| g.mood == Mood::Finite)
            .is_some_and(|(g, s)| g.speaks() && s.is_some());
    if !whole
        || host.sentences[before].paragraph != here && !told
        || host.quote(host.sentences[before].items.start).is_some()
    {
        return None;
    }
    let clauses = case.context.clauses(before);
    // A quotation in that sentence with its own speaker goes on instead.
    if case.last_in(before).is_some() {
        return None;
    }
    if let Some(author) = written(case, clauses, before) {
        return Some(author);
    }
    let speaks = |(g, s): &&Clause| {
        g.speaks() && g.mood != Mood::PastParticiple && s.as_ref().is_some_and(|s| s.may_speak(host))
    };
    // `Le mécanicien répond la nuit, quand le réseau veut bien porter jusque-là.`: a person rather than a body.
    let person = |(_, s): &&Clause| s.as_ref().is_some_and(|s| s.class != Some(Class::Body));
    // `Luc Ba se souvient d'une femme qui répondait à toutes les lettres.`: whom he tells of does not speak.
    let main = |(g, s): &&Clause| {
        let word = |i: usize| i.checked_sub(1).map_or("", |i| host.lower(i));
        let start = s.as_ref().map_or(0, |s| s.items.start);
        word(g.items.start) != "qui" && !matches!(word(start), "où" | "dont" | "que" | "qu'")
    };
    let speech = clauses
        .iter()
        .rev()
        .find(|c| speaks(c) && person(c) && main(c))
        .or_else(|| clauses.iter().rev().find(|c| speaks(c) && person(c)))
        .or_else(|| clauses.iter().rev().find(speaks));
    // `Le technicien s'est extasié. « Il m'a même conseillé de planter. »`: who is spoken of does not speak.
    let bare = case.context.bare;
    let told_of = |s: &Phrase| {
        let first = bare.lower(content.tokens.start);
        let gender = match first {
            "il" => Some(Gender::Masc),
            "elle" => Some(Gender::Fem),
            _ => None,
        };
        gender.is_some() && s.form != Form::Pronoun && s.gender.is_none_or(|g| Some(g) == gender)
    };
    // `Derrière elle, des collègues font tourner un thermos. « Mon mari est à la maintenance. »`: several do not say *mon*.
    let one = case.says(I);
    let any = clauses.iter().find(|(g, s)| {
        let acts = |s: &Phrase| {
            s.may_speak(host)
                && !s.time
                && !is_expletive(host, g, s)
                // `le plus jeune est en CE1`
                && host.lower(s.items.start + 1) != "plus"
                && !(one && (s.number == Some(Number::Plur) || told_of(s)))
                // `Une assise demande huit heures, dix si le client est bavard. « Les gens trouvent ça cher. »`
                && !(s.items.start > 0 && matches!(host.lower(s.items.start - 1), "si" | "s'" | "quand" | "lorsque"))
        };
        g.mood == Mood::Finite && s.as_ref().is_some_and(acts)
    });
    let (clause, score) = speech.map(|c| (c, 0.75)).or_else(|| any.map(|c| (c, 0.6)))?;
    let subject = clause.1.clone().filter(|s| !nobody(host, s))?;
    // `Des jeunes, on en forme, mais ils ne veulent plus de cette vie. « Un médecin travaillait septante heures. »`
    if matches!(host.lower(subject.head), "ils" | "elles") && !case.says(WE) {
        return None;
    }
    let person = subject.is_person(host);
    // `L'école accueille 78 élèves. « J'en ai encore pris deux. »`: a body does not say *je*.
    let body = subject.class == Some(Class::Body) && one;
    (person || speech.is_some() && !body).then(|| Finding {
        speaker: Some(Mention::Host(subject)),
        cue: None,
        score,
        governed: false,
        ..Finding::default()
    })
}

/// `La lettre du maire tient en trois lignes. « J'ai menti. On m'a cru. »`: whose text the sentence before is about.
fn written(case: &Case<'_, '_>, clauses: &[Clause], sentence: usize) -> Option<Finding> {
    let host = case.host();
    let end = host.sentences[sentence].items.end;
    let text = clauses
        .iter()
        .filter(|(g, _)| g.mood == Mood::Finite)
        .find_map(|(_, s)| s.clone().filter(|s| s.class == Some(Class::Document)))?;
    let author = document_author(host, text.clone(), end).filter(|a| a.items != text.items)?;
    Some(Finding {
        speaker: Some(Mention::Host(author)),
        cue: None,
        score: 0.75,
        governed: false,
        ..Finding::default()
    })
}

/// Words of one person, and of several.
const I: &[&str] = &["je", "j'", "mon", "ma", "mes", "me", "m'", "moi", "-moi"];
const WE: &[&str] = &["on", "nous", "notre", "nos"];

/// `« … », selon le préfet. La cause serait « une double prise en compte ».`: a fragment in a sentence that nobody is said
/// to speak, behind one that somebody is: the same source goes on, unless a person is the subject here.
pub fn fragment(case: &Case<'_, '_>) -> Option<Finding> {
    let host = case.host();
    let last = case.before.last().filter(|l| l.finding.speaker.is_some())?;
    let item = host.item_of[last.pair];
    let near = case.sentence - host.sentence_index(item) <= 2
        && host.sentence(item).paragraph == host.opens_in(case.item);
    let (ahead, _) = case.clauses();
    let somebody = ahead.iter().any(|(g, s)| {
        let other = |s: &Phrase| {
            s.form == Form::Named && s.may_speak(host)
                || s.form == Form::Nominal && s.class == Some(Class::Person) && !s.definite
        };
        g.mood == Mood::Finite && s.as_ref().is_some_and(other)
    });
    (near && !somebody).then(|| Finding {
        governed: false,
        ..again(case, 0.5)
    })
}

/// `L'Élysée évoque « un report », Matignon « un abandon ».`: the verb is understood.
pub fn understood(case: &Case<'_, '_>) -> Option<Finding> {
    let last = case.before.last()?;
    let item = case.host().item_of[last.pair];
    let same = case.host().sentence_index(item) == case.sentence;
    // `les grévistes « incarnent le pays »`: words that begin with a verb have a subject, not a speaker, before them.
    let speaker = gapped(case, item).filter(|_| same && !case.content().verb_first)?;
    Some(Finding {
        speaker: Some(Mention::Host(speaker)),
        cue: None,
        score: 0.75,
        governed: true,
        ..Finding::default()
    })
}

/// The name that alone stands between a comma and the words, behind another quotation of the sentence.
fn gapped(case: &Case<'_, '_>, from: usize) -> Option<Phrase> {
    let host = case.host();
    // `Un agriculteur a parlé d'un « western », la factrice d'un « vaudeville ».`
    let mut end = case.item;
    while end > from + 2 && matches!(host.lower(end - 1), "un" | "une" | "d'" | "de" | "des") {
        end -= 1;
    }
    // `Elle parle d'une « dispute » ; lui, d'un « malentendu ».`
    let understood = end < case.item;
    // `a dénoncé « une mascarade » ; son homologue, Mark Lee, « un crime ».`
    let other = (from + 1..end).rev().find(|&i| host.lower(i) == ";");
    if let Some(at) = other.filter(|&at| at + 1 < end && host.lower(end - 1) == ",") {
        return phrase_at(host, at + 1, end - 1)
            .filter(|p| p.until + 1 == end && p.preposition.is_none() && p.may_speak(host));
    }
    if understood && host.lower(end - 1) == "," {
        end -= 1;
    }
    let comma = (from + 1..end)
        .rev()
        .find(|&i| matches!(host.lower(i), "," | ";" | "et"))?;
    let somebody = |p: &Phrase| {
        let known =
            matches!(p.class, Some(Class::Person | Class::Body)) && p.definite || p.form == Form::Pronoun;
        p.form == Form::Named || understood && known
    };
    phrase_at(host, comma + 1, end)
        .filter(|p| p.until == end && p.preposition.is_none() && somebody(p) && p.may_speak(host))
}

/// `« Il en reste deux à inscrire. » Anne Ba sourit.`: whole sentences between marks that nothing attributes are whose the text
/// is about: the subject of the sentence behind them in their paragraph, else of the last one before them, else the speaker
/// before.
pub fn nearby(case: &Case<'_, '_>) -> Option<Finding> {
    let host = case.host();
    let content = case.content();
    let own = &host.sentences[case.sentence];
    let whole = own.items.start == case.item && own.items.len() <= 2;
    if !whole || !(content.clause && content.words > 4 || content.full && content.words > 2) {
        return None;
    }
    let found = |speaker: Mention| Finding {
        speaker: Some(speaker),
        score: 0.45,
        ..Finding::default()
    };
    let behind = Some(case.sentence + 1).filter(|&s| is_of(case, s, own.paragraph));
    if let Some(subject) = behind.and_then(|s| protagonist(case, s)) {
        return Some(found(Mention::Host(subject)));
    }
    let here = host.opens_in(case.item);
    let before = (case.sentence.saturating_sub(3)..case.sentence).rev();
    let last = case.before.last().map(|l| host.item_of[l.pair]);
    for sentence in before.filter(|&s| host.sentences[s].paragraph + 1 >= here) {
        if last.is_some_and(|item| host.sentence_index(item) == sentence) {
            break;
        }
        if let Some(subject) = protagonist(case, sentence) {
            return Some(found(Mention::Host(subject)));
        }
    }
    let near = last.is_some_and(|item| host.sentence(item).paragraph + 2 >= here);
    let known = case.before.last().is_some_and(|l| l.finding.speaker.is_some());
    (near && known).then(|| again(case, 0.4))
}

/// Whether a sentence stands in `paragraph`.
fn is_of(case: &Case<'_, '_>, sentence: usize, paragraph: usize) -> bool {
    case.host()
        .sentences
        .get(sentence)
        .is_some_and(|s| s.paragraph == paragraph)
}

/// The first subject of a sentence that is a person.
pub(super) fn protagonist(case: &Case<'_, '_>, sentence: usize) -> Option<Phrase> {
    let host = case.host();
    let person = |s: &Phrase| {
        let named = s.label(host) == Some(Label::Per);
        let pronoun = matches!(host.lower(s.head), "il" | "elle");
        (named || pronoun || s.class == Some(Class::Person) && s.definite)
            && !s.time
            && s.preposition.is_none()
    };
    let clauses = || {
        case.context
            .clauses(sentence)
            .iter()
            .filter(|(g, _)| g.mood == Mood::Finite)
    };
    if clauses().count() == 0 {
        // `Parmi eux, un cariste de 57 ans, venu applaudir.`: a sentence that only brings somebody in.
        return case
            .context
            .phrases(sentence)
            .iter()
            .find(|p| {
                p.preposition.is_none()
                    && (p.class == Some(Class::Person) || p.label(host) == Some(Label::Per))
            })
            .filter(|p| p.number != Some(Number::Plur))
            .cloned();
    }
    if let Some(met) = clauses().find_map(|c| met(host, c)) {
        return Some(met);
    }
    let (group, subject) = clauses().find(|(_, s)| s.is_some())?;
    subject
        .clone()
        .filter(|s| person(s) && !is_expletive(host, group, s))
}

/// `Le magazine y a rencontré Anne Ba, productrice de café.`: whom a medium, or whoever writes, meets.
fn met(host: &Host<'_>, (group, subject): &Clause) -> Option<Phrase> {
    const MEETS: [&str; 5] = ["rencontr", "interrog", "interview", "crois", "retrouv"];
    let writes = subject.as_ref().is_none_or(|s| {
        s.class == Some(Class::Body)
            || s.label(host) == Some(Label::Org)
            || matches!(
                host.lower(s.head),
                "nous" | "on" | "magazine" | "journal" | "quotidien" | "hebdomadaire"
            )
    });
    let meets = MEETS.iter().any(|stem| host.lower(group.head).starts_with(stem)) && !group.passive;
    phrase_at(host, group.items.end, host.sentence(group.head).items.end)
        .filter(|p| writes && meets && p.preposition.is_none() && p.label(host) == Some(Label::Per))
}
