//! Where a name may end: not in a preposition, an article or a comma.
//!
//! The model labels word by word, and now and then its last label is one too many (`la Coupe du monde de` football) or stands
//! alone. No French name ends in such a word, whatever the model says.

use super::Entity;
use crate::tokens::Token;

/// Words that cannot end a name, in lower case as they stand inside names; elided ones with either apostrophe.
const NEVER_LAST: &[&str] = &[
    "à", "au", "aux", "d'", "d’", "de", "des", "du", "en", "et", "l'", "l’", "la", "le", "les", "ou", "par",
    "pour", "sur", ",", ";", ":", ".",
];

/// Cuts what cannot end a name from the end of every entity; one of nothing else is dropped.
pub fn cut(text: &str, tokens: &[Token], entities: &mut Vec<Entity>) {
    entities.retain_mut(|entity| {
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
        let tokens = words(text, Span::new(0, text.len()));
        let start = text.find(name).unwrap();
        let span = Span::new(start, start + name.len());
        let inside = |t: &&Token| t.span.start >= span.start && t.span.end <= span.end;
        let first = tokens.iter().position(|t| t.span.start == start).unwrap();
        let count = tokens.iter().filter(inside).count();
        let mut entities = vec![Entity {
            span,
            tokens: first..first + count,
            label: Label::Misc,
            score: 0.9,
        }];
        cut(text, &tokens, &mut entities);
        entities.first().map(|e| e.span.of(text))
    }

    #[test]
    fn a_name_ends_in_a_word_that_can_end_one() {
        let text = "Elle vise la Coupe du monde de handball, puis celle de l'Union, à La Haye.";
        assert_eq!(left(text, "Coupe du monde de"), Some("Coupe du monde"));
        assert_eq!(left(text, "Union, à"), Some("Union"));
        assert_eq!(left(text, "La Haye"), Some("La Haye"));
        assert_eq!(left(text, "l'"), None);
    }
}
