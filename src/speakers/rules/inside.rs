//! The inquit inside the marks: `"L'intégrité … doit être inviolable, a rappelé le Président X. C'est un principe."`

use crate::clauses::phrases::Phrase;
use crate::clauses::subjects::{pronoun, subject_after};
use crate::clauses::verbs::{self, Mood, group_at};
use crate::quotes::verbs::Verbs;
use crate::speakers::Form;
use crate::speakers::case::{Case, Finding, Mention};
use crate::speakers::rules::after::cue;
use crate::text::Span;
use std::ops::Range;

/// `« Il faut agir, a rappelé récemment le président Jean Roy. Et vite. »`
///
/// A comma (or `?`, `!`), a conjugated verb of speech, and its subject behind it; the inquit runs to the full stop or
/// comma after which the speech resumes.
pub fn inquit_inside(case: &Case<'_, '_>) -> Option<Finding> {
    let bare = case.context.bare;
    let tokens = case.content().tokens.clone();
    if tokens.len() < 6 {
        return None;
    }
    for at in tokens.start + 2..tokens.end {
        let lead = bare.lower(at - 1);
        if !matches!(lead, "," | "?" | "!" | "…" | "..." | "–" | "—" | "-") || !may_begin(bare.lower(at))
        {
            continue;
        }
        // `« “Prends la porte”, m'a dit le patron. »`: the inner words are his.
        if matches!(bare.lower(at - 2), "”" | "»" | "\"" | "›") {
            continue;
        }
        let Some(group) = group_at(bare, at, tokens.end).filter(|g| g.mood == Mood::Finite && g.person != 1)
        else {
            continue;
        };
        let known = group.class.is_some() && !group.passive;
        let subject = match group.inverted {
            Some(clitic) if known => pronoun(bare, clitic),
            Some(_) => None,
            None => subject_after(bare, &group, tokens.end).filter(|s| {
                known
                    && s.could_speak(bare)
                    && s.items.start <= group.items.end + 12
                    && !own(bare, s)
                    && !object_follows(bare, s)
            }),
        };
        let Some(subject) = subject.filter(|s| third_person(bare, s)) else {
            continue;
        };
        if crosses_comma(bare, group.items.end..subject.items.start) {
            continue;
        }
        let start = if lead == "," || lead.starts_with(['–', '—', '-']) {
            at - 1
        } else {
            at
        };
        let end = inquit_end(bare, &subject, start, group.items.end, tokens.end);
        let span = Span::new(bare.span(start).start, bare.span(end - 1).end);
        return Some(Finding {
            speaker: Some(Mention::Bare(subject)),
            cue: Some(cue(bare, &group)),
            score: 0.93,
            inquit: Some(span),
            governed: true,
        });
    }
    None
}

/// `disait mon père`: part of the speech itself.
fn own(host: &crate::clauses::Host<'_>, subject: &Phrase) -> bool {
    matches!(
        host.lower(subject.items.start),
        "mon" | "ma" | "mes" | "notre" | "nos"
    )
}

/// Whether a word can begin an inquit: a clitic, an auxiliary or a form of a verb of speech.
fn may_begin(word: &str) -> bool {
    crate::clauses::verbs::is_clitic(word)
        || !Verbs::get().lookup(word).is_empty()
        || !Verbs::get().auxiliary(word).is_empty()
        // `tient à préciser Luc Ba`
        || matches!(word, "tient" | "tiennent" | "tenait" | "tenaient")
}

fn third_person(host: &crate::clauses::Host<'_>, subject: &Phrase) -> bool {
    !matches!(
        host.lower(subject.head)
            .trim_start_matches("-t-")
            .trim_start_matches('-'),
        "je" | "nous" | "vous" | "tu" | "on" | "j'" | "moi" | "ce"
    )
}

/// `, disait le maire que…`: the speech goes on as an object, nothing is cut out.
fn object_follows(host: &crate::clauses::Host<'_>, subject: &Phrase) -> bool {
    matches!(
        host.lower(subject.items.end),
        "que" | "qu'" | "est" | "a" | "ont" | "sont"
    )
}

fn crosses_comma(host: &crate::clauses::Host<'_>, between: Range<usize>) -> bool {
    between
        .into_iter()
        .any(|i| matches!(host.lower(i), "." | "!" | "?" | ";" | ":"))
}

/// The item behind the inquit: past the next full stop, or past the comma before the speech resumes.
fn inquit_end(
    host: &crate::clauses::Host<'_>,
    subject: &Phrase,
    start: usize,
    verb_end: usize,
    end: usize,
) -> usize {
    let from = subject.until.max(verb_end);
    let stop = (from..end).find(|&i| matches!(host.lower(i), "." | "!" | "?" | "…" | ";" | ":"));
    let limit = stop.map_or(end, |s| s + 1);
    // `– précise Anne Ba –`: between dashes.
    if matches!(host.lower(start), "–" | "—" | "-")
        && let Some(dash) = (from..limit).find(|&i| matches!(host.lower(i), "–" | "—" | "-"))
    {
        return dash + 1;
    }
    let clause = |range: Range<usize>| verbs::groups(host, range).iter().any(|g| g.mood == Mood::Finite);
    let Some(comma) = (from..limit).find(|&i| host.lower(i) == ",") else {
        return limit;
    };
    // `, raconte Jocelyne Morin, 58 ans, et j'ai couru`: an apposition has two commas and no verb.
    match (comma + 1..limit).find(|&i| host.lower(i) == ",") {
        Some(second)
            if comma == from
                && subject.form != Form::Pronoun
                && second - comma < 14
                && !clause(comma + 1..second) =>
        {
            second + 1
        }
        None if comma == from && subject.form != Form::Pronoun && !clause(comma + 1..limit) => limit,
        _ => comma + 1,
    }
}
