//! Verbs and their subjects: before the verb, far before it behind adjuncts and appositions, or behind it.

use super::host::Host;
use super::nouns::Class;
use super::phrases::{Phrase, is_personal, phrase_at, phrases};
use super::verbs::{Group, Mood, groups};
use crate::speakers::Form;
use crate::tokens::Pos;
use crate::tokens::morphology::{Gender, Number, Relation};
use std::ops::Range;

/// Items between a verb and the farthest subject looked for: it keeps an endless sentence linear.
const REACH: usize = 80;

/// The subject behind the verb group: `a prévenu hier soir [Claire Vasseur]`, `a-t-[il]`.
///
/// Adverbs and adjuncts between them are stepped over; `end` bounds the search.
#[must_use]
pub fn subject_after(host: &Host<'_>, group: &Group, end: usize) -> Option<Phrase> {
    if let Some(at) = group.inverted {
        return pronoun(host, at);
    }
    let mut at = group.items.end;
    let mut steps = 0;
    while at < end && steps < 12 {
        if let Some(aside) = aside(host, at) {
            at += aside;
            continue;
        }
        if let Some(phrase) = phrase_at(host, at, end).filter(|p| !p.items.is_empty()) {
            let length = phrase.items.end - at;
            match phrase.preposition {
                None if phrase.time && phrase.name.is_none() => {}
                // `confie, la voix cassée, Ginette Arnoux`: how somebody looks or sounds.
                None if is_manner(host.lower(phrase.head)) && host.lower(phrase.until) == "," => {}
                // `ont raconté des étudiantes`: behind the verb at once, an article.
                // An object pronoun or a stray `que` clause is no subject.
                None if phrase.form == Form::Pronoun && host.lower(phrase.head) == "lui" => {}
                None => return Some(phrase),
                Some(des)
                    if des == group.items.end
                        && host.lower(des) == "des"
                        && group.class.is_some()
                        && matches!(phrase.class, Some(Class::Person | Class::Demonym)) =>
                {
                    let items = des..phrase.items.end;
                    return Some(Phrase {
                        items,
                        preposition: None,
                        definite: false,
                        ..phrase
                    });
                }
                Some(_) => {}
            }
            at += length.max(1);
        } else if matches!(
            host.lower(at),
            "." | "!" | "?" | ";" | ":" | "que" | "qu'" | "qui" | "dont" | "où"
        ) || host.quote(at).is_some()
        {
            return None;
        } else {
            at += 1;
        }
        steps += 1;
    }
    None
}

fn is_manner(word: &str) -> bool {
    matches!(
        word,
        "voix"
            | "visage"
            | "yeux"
            | "air"
            | "ton"
            | "sourire"
            | "regard"
            | "larmes"
            | "main"
            | "mains"
            | "gorge"
            | "cœur"
            | "poing"
            | "tête"
            | "mine"
            | "bras"
    )
}

/// Length in items of an aside that stands between a verb and its subject: `pour sa part`, `de son côté`, `quant à lui`.
fn aside(host: &Host<'_>, at: usize) -> Option<usize> {
    let words = [host.lower(at), host.lower(at + 1), host.lower(at + 2)];
    match words {
        ["pour", "sa" | "leur", "part"]
        | ["de", "son" | "leur", "côté"]
        | ["à", "son" | "leur", "tour"]
        | ["quant", "à", _] => Some(3),
        ["par", "ailleurs", _] | ["en", "effet", _] | ["d'", "ailleurs", _] | ["entre", "autres", _] => {
            Some(2)
        }
        _ => None,
    }
}

/// A pronoun item as a phrase.
#[must_use]
pub fn pronoun(host: &Host<'_>, at: usize) -> Option<Phrase> {
    let plain = host
        .lower(at)
        .trim_start_matches("-t-")
        .trim_start_matches("t-")
        .trim_start_matches('-');
    if !is_personal(plain) {
        return None;
    }
    use Gender::{Fem, Masc};
    let (gender, number) = match plain {
        "il" => (Some(Masc), Some(Number::Sing)),
        "elle" => (Some(Fem), Some(Number::Sing)),
        "ils" => (Some(Masc), Some(Number::Plur)),
        "elles" => (Some(Fem), Some(Number::Plur)),
        _ => (None, Some(Number::Sing)),
    };
    Some(Phrase {
        items: at..at + 1,
        until: at + 1,
        head: at,
        form: Form::Pronoun,
        name: None,
        also: Vec::new(),
        class: None,
        gender,
        number,
        preposition: None,
        time: false,
        definite: true,
    })
}

/// The subject before a finite verb group, no further left than `start`.
///
/// A pronoun directly before the verb wins; `qui` gives its antecedent. Otherwise the phrases without a preposition
/// are weighed: the second head's subject, people and bodies, agreement in number, no other verb between.
#[must_use]
pub fn subject_before(host: &Host<'_>, group: &Group, start: usize) -> Option<Phrase> {
    let mut at = group.items.start;
    // Adverbs and asides between subject and verb: `Il, lui aussi, a dit`.
    while at > start && (host.pos(at - 1) == Pos::Adv && host.entity(at - 1).is_none()) {
        at -= 1;
    }
    if at > start {
        let before = host.lower(at - 1);
        if is_personal(before) && !matches!(before, "lui" | "moi" | "celui" | "celle" | "ceux" | "celles") {
            return phrase_at(host, at - 1, at);
        }
        if matches!(before, "qui") {
            return antecedent(host, at - 1, start);
        }
    }
    let start = start.max(at.saturating_sub(REACH));
    let clause = clause_start(host, at, start);
    let between = phrases(host, clause..at);
    let verbs = groups(host, clause..at);
    let plural = group.plural;
    if let Some(whoever) = whoever(host, clause..at, &verbs) {
        return Some(whoever);
    }
    let mut best: Option<(i32, Phrase)> = None;
    for (rank, phrase) in between.iter().enumerate() {
        let behind = phrase.items.end;
        if phrase.preposition.is_some() || phrase.time && phrase.name.is_none() {
            continue;
        }
        // `Il rappelle que ses élus s'engagent, évoque…`: a plural noun has no singular verb.
        if plural == Some(false)
            && phrase.number == Some(Number::Plur)
            && phrase.name.is_none()
            && phrase.class == Some(Class::Person)
            && phrase.definite
            && group.inverted.is_none()
        {
            continue;
        }
        let mut score = 0;
        score += if host.morphology(phrase.head).relation == Relation::Subject {
            30
        } else {
            0
        };
        score += if phrase.may_speak(host) { 20 } else { 0 };
        score += match (phrase.number, plural) {
            (Some(n), Some(p)) if (n == Number::Plur) == p => 10,
            (Some(_), Some(_)) => -25,
            _ => 0,
        };
        // A finite verb between belongs to another clause, unless a relative pronoun begins it.
        let others = verbs
            .iter()
            .filter(|v| v.mood == Mood::Finite && v.items.start >= behind);
        score -= 20 * i32::try_from(others.clone().count().min(3)).unwrap_or(3);
        // The object of an earlier verb: `a cité le préfet et a ajouté`.
        let object = verbs.iter().any(|v| {
            v.items.end == phrase.items.start
                || v.items.end + 1 == phrase.items.start && host.lower(v.items.end) != ","
        });
        score -= if object { 30 } else { 0 };
        // An apposition behind a name: `Jean Roy, premier adjoint au maire, a dit`.
        let apposed = rank > 0
            && phrase.items.start > 0
            && host.lower(phrase.items.start - 1) == ","
            && between[rank - 1].until + 1 == phrase.items.start;
        score -= if apposed { 14 } else { 0 };
        score += if phrase.items.end == at { 14 } else { 0 };
        score += if phrase.name.is_some() { 6 } else { 0 };
        if best.as_ref().is_none_or(|(s, _)| score > *s) {
            best = Some((score, phrase.clone()));
        }
    }
    let (score, mut phrase) = best?;
    if score < -5 {
        return None;
    }
    // `Un jeune Russe attendant à la frontière n'a pas confiance`: what stands between the head and the verb without
    // a comma or a relative pronoun belongs to the phrase.
    let tail = phrase.items.end..at;
    let plain = !tail.clone().any(|i| {
        host.quote(i).is_some()
            || matches!(
                host.lower(i),
                "," | "qui" | "que" | "qu'" | "dont" | "où" | "-" | "–" | "—" | "(" | ")" | ":"
            )
    }) && !verbs
        .iter()
        .any(|v| v.mood == Mood::Finite && v.items.start >= phrase.items.end);
    if plain && phrase.name.is_none() && phrase.form == Form::Nominal {
        phrase.items.end = at;
    }
    Some(phrase)
}

/// `celui qui passe pour le chef a dit`: a demonstrative with its relative clause, if a verb of that clause stands between.
fn whoever(host: &Host<'_>, range: Range<usize>, verbs: &[Group]) -> Option<Phrase> {
    let (from, end) = (range.start, range.end);
    let head = range.rev().find(|&i| {
        let free =
            i == from || !super::phrases::is_preposition(host.lower(i - 1)) && host.lower(i - 1) != "que";
        matches!(host.lower(i), "celui" | "celle" | "ceux" | "celles") && host.lower(i + 1) == "qui" && free
    })?;
    verbs
        .iter()
        .any(|v| v.mood == Mood::Finite && v.items.start > head + 1)
        .then_some(())?;
    let last = if host.lower(end - 1) == "," { end - 1 } else { end };
    let plural = host.lower(head).starts_with("ceux") || host.lower(head) == "celles";
    Some(Phrase {
        items: head..last,
        until: last,
        head,
        form: Form::Nominal,
        name: None,
        also: Vec::new(),
        class: Some(Class::Person),
        gender: Some(if host.lower(head).starts_with("celle") {
            Gender::Fem
        } else {
            Gender::Masc
        }),
        number: Some(if plural { Number::Plur } else { Number::Sing }),
        preposition: None,
        time: false,
        definite: false,
    })
}

/// `a laissé son avocat déclarer`, `on l'entend répéter`, `fait dire à`: the infinitive behind a verb of perception or of
/// letting has its own subject between.
fn perceived(host: &Host<'_>, group: &Group, before: &[(Group, Option<Phrase>)]) -> Option<Phrase> {
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
            let near = (p.until..group.items.start).all(|i| {
                matches!(host.pos(i), Pos::Adv | Pos::Pron) && !super::phrases::is_preposition(host.lower(i))
            });
            p.preposition.is_none() && near && p.could_speak(host)
        })
}

/// The phrase that a relative pronoun at `at` stands for.
fn antecedent(host: &Host<'_>, at: usize, start: usize) -> Option<Phrase> {
    let mut end = at;
    if end > start && host.lower(end - 1) == "," {
        end -= 1;
    }
    let from = clause_start(host, end, start.max(end.saturating_sub(REACH)));
    let all = phrases(host, from..end);
    let mut last = all
        .last()
        .filter(|p| p.until == end || p.may_speak(host))?
        .clone();
    // `Vasip Sahin, gouverneur de la ville, qui…`: the name before the apposition.
    if let [.., before, apposed] = all.as_slice() {
        let comma = apposed.items.start == before.until + 1 && host.lower(before.until) == ",";
        if comma && apposed.name.is_none() && before.name.is_some() && apposed.preposition.is_none() {
            last = before.clone();
        }
    }
    // `le maire de Lyon, Jean Roy, qui`: the name may stand alone as an apposition of what is before it.
    if !last.may_speak(host) {
        // `à l'initiative du CHRU de Reims qui souhaitait`: the name that the relative clause touches.
        let entity = (last.items.end > last.items.start)
            .then(|| host.entity(last.items.end - 1))
            .flatten();
        let first = entity.and_then(|(e, _)| {
            last.items
                .clone()
                .find(|&i| host.entity(i).is_some_and(|(f, _)| f == e))
        });
        if let Some(named) = first.and_then(|i| phrase_at(host, i, end)) {
            last = named;
        }
    }
    Some(last)
}

/// Where the clause that ends before `at` begins, no further left than `start`: after `;`, `:`, a quotation that
/// stands alone, or a conjunction that begins a clause.
#[must_use]
pub fn clause_start(host: &Host<'_>, at: usize, start: usize) -> usize {
    (start..at)
        .rev()
        .find(|&i| {
            let word = host.lower(i);
            match word {
                ";" | ":" | "—" | "–" | "lorsque" | "lorsqu'" | "quand" | "puisque" | "puisqu'" | "car"
                | "mais" | "parce" => true,
                "si" => host.pos(i) != Pos::Adv,
                // `affirme que` begins a clause; `la commission que préside Jean Roy` does not end the one around it.
                "que" | "qu'" => host.pos(i) != Pos::Pron,
                _ => false,
            }
        })
        .map_or(start, |i| i + 1)
}

/// The verb groups of a sentence with the subject of each, in order. A group without a subject of its own (`et a
/// ajouté`, a gerund, an infinitive) has that of the finite group before it.
#[must_use]
pub fn clauses(host: &Host<'_>, range: Range<usize>) -> Vec<(Group, Option<Phrase>)> {
    let mut out: Vec<(Group, Option<Phrase>)> = Vec::new();
    for group in groups(host, range.clone()) {
        let subject = match group.mood {
            Mood::Finite if group.inverted.is_some() => group.inverted.and_then(|at| pronoun(host, at)),
            Mood::Finite => own_subject(host, &group, &range, &out),
            // `ont jeté des œufs et crié « … »`: the second participle of one auxiliary.
            Mood::PastParticiple if shares_auxiliary(host, &group, &out) => matrix(&out),
            Mood::PastParticiple => None,
            Mood::Infinitive => perceived(host, &group, &out).or_else(|| matrix(&out)),
            Mood::PresentParticiple => participle_subject(host, &group, &range, &out),
        };
        let shared = group.mood == Mood::PastParticiple && subject.is_some();
        let mood = if shared { Mood::Finite } else { group.mood };
        out.push((Group { mood, ..group }, subject));
    }
    look_ahead(&mut out);
    out
}

/// `Invoquant « des raisons », Anne Ba a renoncé`, `Après avoir dit « non », elle est partie`: participles and infinitives
/// before any conjugated verb have the subject that follows.
fn look_ahead(clauses: &mut [(Group, Option<Phrase>)]) {
    let Some(first) = clauses.iter().position(|(g, _)| g.mood == Mood::Finite) else {
        return;
    };
    let subject = clauses[first].1.clone();
    for (group, own) in &mut clauses[..first] {
        if own.is_none() && matches!(group.mood, Mood::PresentParticiple | Mood::Infinitive) {
            own.clone_from(&subject);
        }
    }
}

/// Whether a participle behind `et` or a comma goes with the auxiliary of the group before it.
fn shares_auxiliary(host: &Host<'_>, group: &Group, before: &[(Group, Option<Phrase>)]) -> bool {
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

fn own_subject(
    host: &Host<'_>,
    group: &Group,
    range: &Range<usize>,
    before: &[(Group, Option<Phrase>)],
) -> Option<Phrase> {
    // `et a ajouté`, `mais nie`, `, puis a conclu`: the subject of the finite verb before.
    let lead = host.lower(group.items.start.saturating_sub(1));
    // `« … », avait annoncé le porte-parole, en évoquant « … »`: inversion behind words.
    let begins = group.items.start;
    let behind_words = begins > range.start
        && (host.quote(begins - 1).is_some()
            || lead == "," && begins > range.start + 1 && host.quote(begins - 2).is_some());
    if behind_words && group.speaks() {
        let inverted = subject_after(host, group, range.end)
            .filter(|s| s.may_speak(host) && s.items.start <= group.items.end + 8);
        if inverted.is_some() {
            return inverted;
        }
    }
    let coordinated = group.items.start > range.start
        && matches!(lead, "et" | "mais" | "puis" | "ou" | "," | "avant" | "tout");
    if coordinated
        && lead != ","
        && let Some(subject) = agreeing(group, before)
    {
        return Some(subject);
    }
    // `Problème, fait remarquer un surveillant : « … »`: inversion before a colon.
    let behind = phrase_at(host, group.items.end, range.end)
        .filter(|p| p.preposition.is_none() && p.may_speak(host) && host.lower(p.until) == ":");
    if let Some(behind) = behind.filter(|_| group.speaks() && matches!(lead, ",")) {
        return Some(behind);
    }
    // `ce qu'a annoncé Anne Ba`, `comme l'a dit le maire`: inversion in a relative clause.
    if matches!(lead, "que" | "qu'" | "dont" | "où" | "comme") {
        let inverted = subject_after(host, group, range.end.min(group.items.end + 12))
            .filter(|s| s.may_speak(host) && s.items.start <= group.items.end + 6);
        if inverted.is_some() {
            return inverted;
        }
    }
    subject_before(host, group, range.start).or_else(|| agreeing(group, before).filter(|_| coordinated))
}

/// The subject of the last finite group that has the number of `group`: `Il rappelle que ses élus s'engagent, évoque…`
fn agreeing(group: &Group, before: &[(Group, Option<Phrase>)]) -> Option<Phrase> {
    let agrees = |s: &Phrase| match (group.plural, s.number) {
        (Some(false), Some(Number::Plur)) => s.class.is_none() || s.name.is_some() || !s.definite,
        _ => true,
    };
    before
        .iter()
        .rev()
        .filter(|(g, _)| g.mood == Mood::Finite)
        .find_map(|(_, s)| s.clone().filter(agrees))
}

/// `ces manifestants scandant « … »`: the phrase right before the participle; behind a comma or *en*, the subject of the
/// verb of speech before (`Anne Ba explique que sa mère travaillait, ajoutant qu'« … »`), or of any verb.
fn participle_subject(
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
    let speech = before
        .iter()
        .rev()
        .filter(|(g, _)| g.mood == Mood::Finite && g.speaks())
        .find_map(|(_, s)| s.clone());
    // `il a quitté la salle en criant`, but `une source dit que le suspect est parti, tout en ajoutant`: behind a comma the
    // one who spoke goes on.
    let comma = group.items.start > range.start && matches!(host.lower(group.items.start - 1), "," | "tout");
    if lead == "en" && !comma {
        matrix(before)
    } else {
        speech.or_else(|| matrix(before))
    }
}

/// The subject of the last finite group that has one and is no relative clause's.
fn matrix(before: &[(Group, Option<Phrase>)]) -> Option<Phrase> {
    before
        .iter()
        .rev()
        .filter(|(g, _)| g.mood == Mood::Finite)
        .find_map(|(_, s)| s.clone())
}
