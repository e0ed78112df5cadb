//! Where a name may begin and end: not in a preposition, an article or a comma, nor behind its own common noun.
//!
//! The model labels word by word, and now and then its last label is one too many (`la Coupe du monde de` football) or stands
//! alone. No French name ends in such a word, whatever the model says. And where it marks a common noun and the name that belongs
//! to it apart (`le [canal] de [Brèves]`), the two are one name.

use super::{Entity, Label};
use crate::text::entries;
use crate::tokens::Token;
use std::collections::HashSet;
use std::sync::LazyLock;

/// Words that cannot end a name, in lower case as they stand inside names; elided ones with either apostrophe.
const NEVER_LAST: &[&str] = &[
    "à", "au", "aux", "d'", "d’", "de", "des", "du", "en", "et", "l'", "l’", "la", "le", "les", "ou", "par",
    "pour", "sur", ",", ";", ":", ".",
];

/// What stands between a common noun and the name that belongs to it.
const LINKS: &[&str] = &["d'", "d’", "de", "des", "du"];

/// Joins a lone common noun with the name behind it, of the same label: `canal`, `de`, `Brèves`.
pub fn join(text: &str, tokens: &[Token], entities: &mut Vec<Entity>) {
    let mut at = 0;
    while at + 1 < entities.len() {
        let (noun, name) = (&entities[at], &entities[at + 1]);
        let lone =
            noun.tokens.len() == 1 && noun.span.of(text).chars().next().is_some_and(char::is_lowercase);
        let between = noun.tokens.end..name.tokens.start;
        let linked = between.len() == 1 && LINKS.contains(&tokens[between.start].span.of(text));
        let named = name.span.of(text).chars().next().is_some_and(char::is_uppercase);
        if lone && linked && named && noun.label == name.label {
            let name = entities.remove(at + 1);
            let whole = &mut entities[at];
            whole.span = whole.span.cover(name.span);
            whole.tokens.end = name.tokens.end;
            whole.score = whole.score.min(name.score);
        }
        at += 1;
    }
}

/// Words in lower case with which a person's name may begin.
static OPENERS: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| entries(include_str!("openers.txt")).collect());

/// Cuts what cannot end a name from the end of every entity, and from the beginning of a person's name a word in lower case
/// that opens none (`[grince Paul Roth]`); an entity of nothing else is dropped.
pub fn cut(text: &str, tokens: &[Token], entities: &mut Vec<Entity>) {
    let capital = |token: usize| tokens[token].span.of(text).starts_with(char::is_uppercase);
    entities.retain_mut(|entity| {
        let named = entity.label == Label::Per && entity.tokens.clone().any(capital);
        while let Some(first) = entity.tokens.clone().next().filter(|_| named) {
            let word = tokens[first].span.of(text);
            if !word.starts_with(char::is_lowercase) || OPENERS.contains(word) {
                break;
            }
            entity.tokens.start += 1;
        }
        while let Some(last) = entity.tokens.clone().next_back() {
            if !NEVER_LAST.contains(&tokens[last].span.of(text)) {
                break;
            }
            entity.tokens.end = last;
        }
        if let (Some(first), Some(last)) = (entity.tokens.clone().next(), entity.tokens.clone().next_back()) {
            entity.span = tokens[first].span.cover(tokens[last].span);
        }
        !entity.tokens.is_empty()
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entities::Label;
    use crate::text::Span;
    use crate::tokens::words::words;

    /// What is left of an entity that covers `name`.
    fn left<'t>(text: &'t str, name: &str) -> Option<&'t str> {
        cut_of(text, name, Label::Misc)
    }

    fn person<'t>(text: &'t str, name: &str) -> Option<&'t str> {
        cut_of(text, name, Label::Per)
    }

    fn cut_of<'t>(text: &'t str, name: &str, label: Label) -> Option<&'t str> {
        let tokens = words(text, Span::new(0, text.len()));
        let start = text.find(name).unwrap();
        let span = Span::new(start, start + name.len());
        let inside = |t: &&Token| t.span.start >= span.start && t.span.end <= span.end;
        let first = tokens.iter().position(|t| t.span.start == start).unwrap();
        let count = tokens.iter().filter(inside).count();
        let mut entities = vec![Entity {
            span,
            tokens: first..first + count,
            label,
            score: 0.9,
        }];
        cut(text, &tokens, &mut entities);
        entities.first().map(|e| e.span.of(text))
    }

    #[test]
    fn a_noun_and_its_name_are_one() {
        let text = "Le canal de Brèves longe la Loire, de Nevers à Tours.";
        let tokens = words(text, Span::new(0, text.len()));
        let entity = |name: &str| {
            let at = tokens.iter().position(|t| t.span.of(text) == name).unwrap();
            Entity {
                span: tokens[at].span,
                tokens: at..at + 1,
                label: Label::Loc,
                score: 0.9,
            }
        };
        let mut entities: Vec<Entity> = ["canal", "Brèves", "Loire", "Nevers"].map(entity).into();
        join(text, &tokens, &mut entities);
        let names: Vec<&str> = entities.iter().map(|e| e.span.of(text)).collect();
        assert_eq!(names, ["canal de Brèves", "Loire", "Nevers"]);
    }

    #[test]
    fn a_name_ends_in_a_word_that_can_end_one() {
        let text = "Elle vise la Coupe du monde de handball, puis celle de l'Union, à La Haye.";
        assert_eq!(left(text, "Coupe du monde de"), Some("Coupe du monde"));
        assert_eq!(left(text, "Union, à"), Some("Union"));
        assert_eq!(left(text, "La Haye"), Some("La Haye"));
        assert_eq!(left(text, "l'"), None);
    }

    #[test]
    fn a_person_s_name_begins_with_a_word_that_can_begin_one() {
        let text = "« Oui », grince Paul Roth, et le père de La Tour rit.";
        assert_eq!(person(text, "grince Paul Roth"), Some("Paul Roth"));
        assert_eq!(person(text, "de La Tour"), Some("de La Tour"));
        assert_eq!(person(text, "père de La Tour"), Some("père de La Tour"));
    }
}
