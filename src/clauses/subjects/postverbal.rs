//! Subjects behind the verb: inverted clitics (`a-t-[il]`) and, as in every inquit, noun phrases (`a prévenu hier soir
//! [Claire Vasseur]`).

use crate::clauses::host::Host;
use crate::clauses::nouns::{self, Class};
use crate::clauses::phrases::{Phrase, is_personal, is_preposition, phrase_at};
use crate::clauses::verbs::Group;
use crate::entities::Label;
use crate::speakers::Form;
use crate::tokens::Pos;
use crate::tokens::morphology::{Gender, Number, VerbForm};

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
    // `a dit en haussant les épaules le pasteur`: the object of a gerund is no subject.
    let mut gerund = false;
    while at < end && steps < 12 {
        if let Some(aside) = aside(host, at).or_else(|| clause_aside(host, at, end)) {
            at += aside;
            continue;
        }
        // `raconte à « l'Obs » un salarié`
        if matches!(host.lower(at), "à" | "au" | "dans") && host.quote(at + 1).is_some() {
            at += 2;
            continue;
        }
        if host.lower(at) == "en" && host.lower(at + 1).ends_with("ant") && host.entity(at + 1).is_none() {
            gerund = true;
            at += 2;
            continue;
        }
        if let Some(phrase) = phrase_at(host, at, end).filter(|p| !p.items.is_empty()) {
            // `le sourire en coin mais la mâchoire serrée, [leur entraîneuse]`, `un peu jaune, [le bourgmestre]`
            if let Some(close) = described(host, &phrase, end) {
                at = close;
                continue;
            }
            let length = phrase.items.end - at;
            match phrase.preposition {
                None if phrase.time && phrase.name.is_none() => {}
                // `confie, la voix cassée, Ginette Arnoux`: how somebody looks or sounds.
                None if is_manner(host.lower(phrase.head)) && host.lower(phrase.until) == "," => {}
                // `lâche, dépité, le président`: one word between commas.
                None if is_aside_word(host, &phrase) => {}
                None if gerund && !phrase.may_speak(host) => gerund = false,
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
                Some(_) => {
                    // `s'est agacé dès l'ouverture Jean-Marc Roy`: the name behind an adjunct is no part of it.
                    if let Some(first) = name_behind(host, &phrase, at) {
                        at = first;
                        steps += 1;
                        continue;
                    }
                }
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

/// Where the name of a person begins that the phrase of an adjunct at `at` has taken in.
fn name_behind(host: &Host<'_>, phrase: &Phrase, at: usize) -> Option<usize> {
    let name = phrase
        .name
        .filter(|_| phrase.label(host) == Some(Label::Per) && phrase.class.is_none())?;
    let first = phrase
        .items
        .clone()
        .find(|&i| host.entity(i).is_some_and(|(n, _)| n == name))?;
    (first > at + 2 && !is_preposition(host.lower(first - 1))).then_some(first)
}

/// Length in items of what two commas shut off between a verb and its subject: `a lâché, trempé de boue, [le gardien]`,
/// `confie, à condition que son nom n'apparaisse pas, [un docker]`.
fn clause_aside(host: &Host<'_>, at: usize, end: usize) -> Option<usize> {
    if host.lower(at) != "," || at + 1 >= end {
        return None;
    }
    let complement = matches!(host.lower(at + 2), "de" | "d'" | "par" | "à" | "en");
    let participle = (host.morphology(at + 1).form == Some(VerbForm::Part)
        || complement
            && ["é", "ée", "és", "ées"]
                .iter()
                .any(|end| host.lower(at + 1).ends_with(end)))
        && host.entity(at + 1).is_none();
    // `rétorque, dossier en main, [Anne Ba]`, `demande, cigarette aux lèvres, [une ouvrière]`: a noun without an article, and where.
    let carried = host.pos(at + 1) == Pos::Noun
        && host.entity(at + 1).is_none()
        && nouns::noun(host.lower(at + 1)).is_none_or(|n| n.class != Class::Person)
        && (at + 2..end.min(at + 4))
            .any(|i| matches!(host.lower(i), "en" | "à" | "au" | "aux" | "dans" | "sur"));
    let condition = matches!(
        (host.lower(at + 1), host.lower(at + 2)),
        ("à", "condition") | ("sous", "couvert" | "réserve")
    );
    let to = end.min(at + 16);
    let close = (at + 2..to)
        .take_while(|&i| !matches!(host.lower(i), "." | ";" | ":") && host.quote(i).is_none())
        .find(|&i| host.lower(i) == ",")?;
    (participle || condition || carried).then_some(close - at)
}

/// Whether a phrase is a bare word between two commas that names nobody.
fn is_aside_word(host: &Host<'_>, phrase: &Phrase) -> bool {
    phrase.items.len() == 1
        && phrase.name.is_none()
        && phrase.form == Form::Nominal
        && host.lower(phrase.items.start - 1) == ","
        && host.lower(phrase.until) == ","
}

/// The comma behind a phrase between two commas that is nobody but says how somebody looks, where somebody follows.
fn described(host: &Host<'_>, phrase: &Phrase, end: usize) -> Option<usize> {
    let start = phrase.items.start;
    let looks = is_manner(host.lower(phrase.head))
        || matches!(
            (host.lower(start), host.lower(start + 1)),
            ("un", "peu" | "brin" | "rien")
        );
    let close = (phrase.items.end..end.min(start + 12))
        .take_while(|&i| !matches!(host.lower(i), "." | ";" | ":") && host.quote(i).is_none())
        .find(|&i| host.lower(i) == ",")?;
    let somebody =
        || phrase_at(host, close + 1, end).is_some_and(|p| p.preposition.is_none() && p.may_speak(host));
    (looks && start > 0 && host.lower(start - 1) == "," && somebody()).then_some(close)
}

fn is_manner(word: &str) -> bool {
    matches!(
        word,
        "voix"
            | "visage"
            | "yeux"
            | "œil"
            | "front"
            | "sourcil"
            | "moue"
            | "lèvres"
            | "épaules"
            | "verbe"
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
    let (gender, number) = match plain {
        "il" => (Some(Gender::Masc), Some(Number::Sing)),
        "elle" => (Some(Gender::Fem), Some(Number::Sing)),
        "ils" => (Some(Gender::Masc), Some(Number::Plur)),
        "elles" => (Some(Gender::Fem), Some(Number::Plur)),
        _ => (None, Some(Number::Sing)),
    };
    Some(Phrase {
        gender,
        number,
        definite: true,
        ..Phrase::new(at..at + 1, at, Form::Pronoun)
    })
}
