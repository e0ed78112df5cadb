//! Names in apposition: behind a comma a person's name completes a role that has none, `le maire de Lyon, [Jean Dupont]`.
//!
//! Refuses a role behind a name (`Jean Dupont, maire de Lyon`): that is another phrase.

use super::Reader;
use crate::clauses::host::Host;
use crate::clauses::nouns::{self, Class};
use crate::entities::Label;
use crate::tokens::Pos;
use crate::tokens::morphology::Number;

impl Reader<'_, '_> {
    /// `le maire de Lyon, Jean Dupont`: the name completes the role.
    pub(super) fn apposed_name(&mut self) {
        let Some(head) = self.head else { return };
        // `son conseil, Me Anne Ba`: a lawyer.
        let counsel = self.host.lower(head) == "conseil" && matches!(self.word(1), "me" | "maître");
        let role = counsel
            || nouns::noun(self.host.lower(head))
                .is_some_and(|n| matches!(n.class, Class::Person | Class::Demonym));
        if self.name.is_some() || !role {
            return;
        }
        if self.number == Some(Number::Plur) {
            if let Some((names, after)) = apposed_list(self.host, self.at, self.end) {
                self.name = names.first().copied();
                self.also = names[1..].to_vec();
                self.at = after;
            }
            return;
        }
        let comma = if self.word(0) == "," {
            Some(self.at)
        } else {
            self.far_comma()
                .or_else(|| self.quoted_comma())
                .or_else(|| self.shut_comma())
        };
        // `Auteur de l'égalisation, le jeune Luc Roy`: without an article it is no phrase that a described name completes.
        let plain = |at: usize| {
            self.head != Some(self.start) || !matches!(self.host.lower(at + 1), "le" | "la" | "l'")
        };
        if let Some((name, after)) = comma
            .filter(|&at| plain(at))
            .and_then(|at| apposed(self.host, at, self.end))
        {
            self.name = Some(name);
            self.at = after;
        }
    }

    /// The comma behind a complement between marks: `le capitaine du « Belle-Aurore », Jocelyn Adhémar`.
    fn quoted_comma(&self) -> Option<usize> {
        let named = matches!(self.word(0), "du" | "de" | "d'") && self.host.quote(self.at + 1).is_some();
        (named && self.definite && self.word(2) == ",").then_some(self.at + 2)
    }

    /// The comma behind a parenthesis or a word of time: `le maire (divers droite), Jean Roy`, `son complice de toujours, Luc Ba`.
    fn shut_comma(&self) -> Option<usize> {
        let time = matches!(
            (self.word(0), self.word(1)),
            ("de", "toujours" | "longtemps") | ("d'", "alors" | "hier" | "antan" | "enfance")
        );
        let at = if time { self.at + 2 } else { self.until() };
        (self.definite && at > self.at && self.host.lower(at) == ",").then_some(at)
    }

    /// The comma behind a complement that the phrase itself does not take, if nothing but that complement stands between:
    /// `le négociateur pour l'industrie du taxi, Guy Roy`.
    fn far_comma(&self) -> Option<usize> {
        let opens = matches!(
            self.word(0),
            "pour"
                | "contre"
                | "sur"
                | "auprès"
                | "près"
                | "en"
                | "à"
                | "au"
                | "aux"
                | "chargé"
                | "chargée"
                | "chez"
        );
        let to = self.end.min(self.at + 10);
        (opens && self.definite)
            .then(|| {
                (self.at + 1..to).find(|&i| {
                    self.host.lower(i) == ","
                        || !self.host.is_word(i)
                        || matches!(self.host.pos(i), Pos::Verb | Pos::Aux)
                })
            })
            .flatten()
            .filter(|&i| self.host.lower(i) == ",")
    }
}

/// The person named right behind a comma at `comma`, and the item behind the name; none where a list begins: `…, Jean
/// Dupont et Anne Ba`.
pub(in crate::clauses::phrases) fn apposed(
    host: &Host<'_>,
    comma: usize,
    end: usize,
) -> Option<(usize, usize)> {
    if comma >= end || host.lower(comma) != "," {
        return None;
    }
    let described = || described_at(host, comma + 1, end);
    // `Son chef, un certain Hamid Daoud, a affirmé`
    let certain =
        matches!(host.lower(comma + 1), "un" | "une") && host.lower(comma + 2).starts_with("certain");
    let named = if certain { comma + 3 } else { comma + 1 };
    let (name, after) = person_at(host, named, end).or_else(described)?;
    (after >= end || host.lower(after) != "et").then_some((name, after))
}

/// `le chef du gouvernement, le conservateur [Mariano Rajoy].`: the name behind a word of its own, where the apposition ends
/// with it and no list goes on: `la maire, le préfet Jean Roy, la députée`.
fn described_at(host: &Host<'_>, at: usize, end: usize) -> Option<(usize, usize)> {
    if !matches!(host.lower(at), "le" | "la" | "l'") || at + 2 >= end || !host.is_word(at + 1) {
        return None;
    }
    // `le porte-parole des garde-côtes, le capitaine de frégate [Rodel Banaag],`
    let rank = nouns::noun(host.lower(at + 1)).is_some_and(|n| n.class == Class::Person);
    let far = if rank { at + 6 } else { at + 3 };
    let plain = |i: &usize| host.is_word(*i) && host.entity(*i).is_none();
    let first = (at + 2..far.min(end)).find(|&i| person_at(host, i, end).is_some())?;
    if !(at + 2..first).all(|i| plain(&i) && !matches!(host.pos(i), Pos::Verb | Pos::Aux)) {
        return None;
    }
    let (name, after) = person_at(host, first, end)?;
    let closed = after >= end || matches!(host.lower(after), "." | "," | ":") || host.quote(after).is_some();
    let list = matches!(host.lower(after), ",")
        && matches!(
            host.lower(after + 1),
            "le" | "la" | "l'" | "les" | "et" | "un" | "une"
        );
    (closed && !list && host.entity(at + 1).is_none()).then_some((name, after))
}

/// The person's name that begins at `at`, behind a title or none, and the item behind it.
fn person_at(host: &Host<'_>, at: usize, end: usize) -> Option<(usize, usize)> {
    let first = if nouns::title_gender(host.lower(at)).is_some() {
        at + 1
    } else {
        at
    };
    if first >= end {
        return None;
    }
    let (name, entity) = host.entity(first).filter(|(_, e)| e.label == Label::Per)?;
    let mut after = first;
    while after < end && host.token(after).is_some_and(|t| t < entity.tokens.end) {
        after += 1;
    }
    Some((name, after))
}

/// `les porte-parole du front, Guy Roy et Anne Ba,`: two names or more behind a comma that complete a plural role.
fn apposed_list(host: &Host<'_>, comma: usize, end: usize) -> Option<(Vec<usize>, usize)> {
    if comma >= end || host.lower(comma) != "," {
        return None;
    }
    let (first, mut at) = person_at(host, comma + 1, end)?;
    let mut names = vec![first];
    let mut closed = false;
    while !closed && at < end && names.len() < 8 {
        closed = host.lower(at) == "et";
        if !closed && host.lower(at) != "," {
            return None;
        }
        let (name, after) = person_at(host, at + 1, end)?;
        names.push(name);
        at = after;
    }
    let ends = at >= end
        || matches!(host.lower(at), "," | ":" | ".")
        || matches!(host.pos(at), Pos::Verb | Pos::Aux);
    (closed && ends).then_some((names, at))
}
