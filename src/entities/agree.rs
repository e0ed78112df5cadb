//! A document agrees with itself: a lone surname is the person whose full name stands elsewhere.
//!
//! `le sortant Tokaïev largement réélu` gives a model little to see; `Kassym-Jomart Tokaïev` three lines below says who it
//! is. Only labels that the model is less than sure of are changed.

use super::names::{fold, sound};
use super::{Entity, Label};
use std::collections::HashMap;

/// Above this score the model's own label stands.
const SURE: f32 = 0.93;

/// Relabels lone surnames of people whom the document names in full.
pub fn agree(text: &str, entities: &mut [Entity]) {
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
