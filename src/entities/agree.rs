//! A document agrees with itself: a lone surname is the person whose full name stands elsewhere, and a rare name behind the
//! noun of one person is that person's.
//!
//! `le sortant Tokaïev largement réélu` gives a model little to see; `Kassym-Jomart Tokaïev` three lines below says who it
//! is. Nor does it know `Téo Bascoulergue`, whom `l'océanographe` makes a person. Only labels that the model is less than
//! sure of are changed.

use super::names::{fold, sound};
use super::{Entity, Label};
use crate::clauses::nouns::{Class, noun};
use crate::tokens::morphology::Number;
use std::collections::HashMap;

/// Above this score the model's own label stands.
const SURE: f32 = 0.93;

/// Relabels names of people whom the model took for something else.
pub fn agree(text: &str, entities: &mut [Entity]) {
    for entity in entities
        .iter_mut()
        .filter(|e| e.label != Label::Per && e.score < SURE)
    {
        if follows_a_person(text, entity) {
            entity.label = Label::Per;
        }
    }
    surnames(text, entities);
}

/// `l'océanographe Téo Bascoulergue`: two capitalised words right behind the noun of one person. An organisation needs a
/// preposition there (`le directeur de Rives Vives`).
fn follows_a_person(text: &str, entity: &Entity) -> bool {
    let name = entity.span.of(text);
    let capitalised =
        |word: &str| word.chars().next().is_some_and(char::is_uppercase) && word != word.to_uppercase();
    let two = name.split_whitespace().filter(|w| capitalised(w)).count() > 1;
    let Some(before) = text[..entity.span.start].strip_suffix([' ', '\u{A0}']) else {
        return false;
    };
    let word = before
        .rsplit(|c: char| !c.is_alphanumeric() && c != '-')
        .next()
        .unwrap_or_default();
    two && noun(word).is_some_and(|n| n.class == Class::Person && n.number != Some(Number::Plur))
}

/// Relabels lone surnames of people whom the document names in full.
fn surnames(text: &str, entities: &mut [Entity]) {
    let full = |e: &&Entity| e.label == Label::Per && e.span.of(text).contains(char::is_whitespace);
    let mut surnames: HashMap<String, bool> = HashMap::new();
    for entity in entities.iter().filter(full) {
        if let Some(last) = entity
            .span
            .of(text)
            .split_whitespace()
            .next_back()
            .filter(|w| w.chars().count() > 2)
        {
            surnames.insert(sound(last), true);
        }
    }
    // A place of that name that the model is sure of keeps the name for itself: `Jean Paris` and `Paris`.
    for entity in entities
        .iter()
        .filter(|e| e.label == Label::Loc && e.score >= SURE)
    {
        if let Some(known) = surnames.get_mut(&sound(entity.span.of(text))) {
            *known = false;
        }
    }
    for entity in entities
        .iter_mut()
        .filter(|e| e.label != Label::Per && e.score < SURE)
    {
        let name = entity.span.of(text);
        if !name.contains(char::is_whitespace)
            && !fold(name).is_empty()
            && surnames.get(&sound(name)) == Some(&true)
        {
            entity.label = Label::Per;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Span;

    fn entity(text: &str, name: &str, label: Label, score: f32) -> Entity {
        let start = text.rfind(name).unwrap();
        Entity {
            span: Span::new(start, start + name.len()),
            tokens: 0..0,
            label,
            score,
        }
    }

    #[test]
    fn a_name_behind_the_noun_of_one_person_is_his() {
        let text = "l'architecte Noël Ravier, le directeur de Rives Vives, la société Rives Vives, les joueurs Rives Vives";
        let label = |behind: &str| {
            let name = if behind.contains("Noël") {
                "Noël Ravier"
            } else {
                "Rives Vives"
            };
            let start = text.find(behind).unwrap() + behind.len() - name.len();
            let span = Span::new(start, start + name.len());
            let mut all = vec![Entity {
                span,
                tokens: 0..0,
                label: Label::Org,
                score: 0.7,
            }];
            agree(text, &mut all);
            all[0].label
        };
        assert_eq!(label("architecte Noël Ravier"), Label::Per);
        assert_eq!(label("directeur de Rives Vives"), Label::Org);
        assert_eq!(label("société Rives Vives"), Label::Org);
        assert_eq!(label("joueurs Rives Vives"), Label::Org);
    }

    #[test]
    fn a_surname_follows_its_bearer_unless_it_is_a_place() {
        let text = "Kassym Tokaïev, Jean Paris. Tokayev et Paris";
        let mut all = vec![
            entity(text, "Kassym Tokaïev", Label::Per, 0.99),
            entity(text, "Jean Paris", Label::Per, 0.99),
            entity(text, "Tokayev", Label::Loc, 0.6),
            entity(text, "Paris", Label::Loc, 0.98),
        ];
        agree(text, &mut all);
        assert_eq!(
            all.iter().map(|e| e.label).collect::<Vec<_>>(),
            [Label::Per, Label::Per, Label::Per, Label::Loc]
        );
    }
}
