//! The clitic `on`: nobody, or whoever the place beside it says: `Au ministère, on assure`, `dit-on à la mairie`, `lit-on dans la
//! lettre du maire`.

use crate::clauses::Phrase;
use crate::clauses::host::Host;
use crate::clauses::nouns::Class;
use crate::clauses::phrases::{phrase_at, phrases, place_of_on, side_of};
use crate::clauses::verbs::Group;
use crate::entities::Label;
use std::ops::Range;

/// `on`: a clitic that names nobody, unless a place says who: `Au ministère, on assure que « … »`.
pub fn nobody(host: &Host<'_>, subject: &Phrase) -> bool {
    host.lower(subject.head)
        .trim_start_matches("-t-")
        .trim_start_matches('-')
        == "on"
        && place_of_on(host, subject.head).is_none()
}

/// `assure-t-on à la mairie`, `dit-on dans l'entourage du ministre`, `a-t-on appris auprès du parquet`: the place right behind `on`
/// says who it is.
pub(super) fn place_behind(host: &Host<'_>, at: usize, end: usize) -> Option<Phrase> {
    let at = at + usize::from(host.lower(at) == "auprès") + side_of(host, at);
    let opens = matches!(
        host.lower(at),
        "à" | "au" | "aux" | "dans" | "chez" | "parmi" | "en"
    ) || at > 0 && matches!(host.lower(at - 1), "auprès" | "côté");
    let phrase = phrase_at(host, at, end).filter(|p| opens && !p.time)?;
    let place = phrase.label(host) == Some(Label::Loc);
    let people = phrase.may_speak(host)
        || matches!(
            host.lower(phrase.head),
            "entourage" | "rangs" | "cabinet" | "camp"
        );
    (people && !place).then_some(Phrase {
        preposition: None,
        ..phrase
    })
}

/// Whose text `on` reads: `lit-on dans la lettre du maire`, `sur la page de Pixar, on pouvait lire`.
pub fn read_where(host: &Host<'_>, group: &Group, range: Range<usize>) -> Option<Phrase> {
    let reads = (group.items.start..group.items.end + 2).any(|i| {
        matches!(
            host.lower(i),
            "lire" | "lit" | "lisait" | "entendre" | "entend" | "voir"
        )
    });
    let places = phrases(host, range.clone());
    let place = places.iter().find(|p| {
        p.preposition
            .is_some_and(|i| matches!(host.lower(i), "sur" | "dans" | "à"))
            && (p.class == Some(Class::Document) || p.may_speak(host) || host.lower(p.head) == "page")
    })?;
    let name = (place.items.clone())
        .rev()
        .find_map(|i| host.entity(i).map(|_| i))
        .and_then(|i| {
            let first = (place.items.start..=i)
                .rev()
                .take_while(|&j| host.entity(j).map(|e| e.0) == host.entity(i).map(|e| e.0))
                .last()?;
            phrase_at(host, first, place.items.end)
        });
    reads.then(|| {
        name.or_else(|| super::according_to::document_author(host, place.clone(), range.end))
            .unwrap_or_else(|| place.clone())
    })
}
