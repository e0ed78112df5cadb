//! Web clutter around an article: links to other articles, credits, buttons. Quotation marks there hold headlines.

use crate::entities::names::fold;
use crate::text::Span;

/// Lines that announce links to other articles, folded.
const LINKS: [&str; 18] = [
    "a lire",
    "lire aussi",
    "lire egalement",
    "lire la suite",
    "a decouvrir",
    "a voir aussi",
    "voir aussi",
    "a ecouter",
    "sur le meme sujet",
    "sur le meme theme",
    "dans la meme rubrique",
    "les plus lus",
    "les plus lues",
    "articles lies",
    "pour aller plus loin",
    "nos derniers articles",
    "nos articles",
    "a suivre",
];

/// Beginnings of lines that are no text of their own, folded.
const LABELS: [&str; 14] = [
    "source :",
    "sources :",
    "video",
    "photo",
    "photos",
    "credit",
    "©",
    "tags",
    "mots-cles",
    "partager",
    "newsletter",
    "inscrivez-vous",
    "publicite",
    "legende",
];

/// Bytes of the longest line that can be a link or a label.
const SHORT: usize = 160;

/// For each paragraph of `text`, whether it is clutter.
///
/// A line that begins with a label (`VIDÉO. « … »`, `Photo : …`) is; so is one that announces links (`À lire aussi`), with
/// the short lines without a full stop that follow it.
#[must_use]
pub fn clutter(text: &str, paragraphs: &[Span]) -> Vec<bool> {
    let mut links = false;
    paragraphs
        .iter()
        .map(|paragraph| {
            let line = paragraph.of(text);
            if line.len() > SHORT {
                links = false;
                return false;
            }
            let plain = fold(line);
            let plain = plain.trim_start_matches(['-', '>', '•', '*', ' ', '–', '—', '▶', '►']);
            let begins = |word: &str| {
                plain
                    .strip_prefix(word)
                    .is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
            };
            if LINKS.iter().any(|w| begins(w)) {
                links = true;
                return true;
            }
            links &= !line
                .trim_end_matches(['»', '"', '”', ' ', '\u{a0}', '\u{202f}'])
                .ends_with('.');
            links || LABELS.iter().any(|w| begins(w)) && plain.split_whitespace().nth(1).is_some()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::paragraphs;

    #[test]
    fn links_end_where_text_begins() {
        let text = "Un maire parle.\n\nÀ lire aussi\n« Le titre »\nAutre titre\n\nLe maire est venu hier.\n\nVIDÉO. « Ici »\n\nPhoto";
        assert_eq!(
            clutter(text, &paragraphs(text)),
            [false, true, true, true, false, true, false]
        );
    }
}
