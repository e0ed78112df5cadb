//! What a page says of a document beside its text: title, date, words quoted.

use crate::document::Record;
use crate::document::record::Quote;
use crate::text::Offsets;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// The title: that of its `meta`, else its first line, else its id.
#[must_use]
pub fn title(record: &Record) -> String {
    let given = ["title", "headline", "titre"]
        .iter()
        .find_map(|key| record.meta.get(*key)?.as_str());
    let first = record.text.lines().map(str::trim).find(|line| !line.is_empty());
    let title = given.map(str::trim).filter(|t| !t.is_empty()).or(first);
    shortened(title.unwrap_or(&record.id), 120)
}

/// `text`, cut before a word where it is longer than `most` characters.
fn shortened(text: &str, most: usize) -> String {
    let Some((end, _)) = text.char_indices().nth(most) else {
        return text.to_owned();
    };
    let end = text[..end].rfind(' ').unwrap_or(end);
    format!("{}…", &text[..end])
}

/// Its day or month, from a field of `meta` that begins as dates of ISO 8601 do: `2024-03-01`, `2024-03`.
#[must_use]
pub fn date(record: &Record) -> Option<&str> {
    [
        "date",
        "published",
        "date_published",
        "pubdate",
        "published_at",
        "created",
    ]
    .iter()
    .filter_map(|key| record.meta.get(*key).and_then(Value::as_str))
    .find_map(iso)
}

/// The date that `text` begins with.
fn iso(text: &str) -> Option<&str> {
    let digits = |range: std::ops::Range<usize>| -> Option<u32> {
        let part = text.get(range)?;
        part.bytes()
            .all(|b| b.is_ascii_digit())
            .then(|| part.parse().ok())?
    };
    digits(0..4)?;
    let dash = |at: usize| text.as_bytes().get(at) == Some(&b'-');
    let month = digits(5..7).filter(|m| dash(4) && (1..=12).contains(m));
    month?;
    let day = digits(8..10).filter(|d| dash(7) && (1..=31).contains(d));
    Some(&text[..if day.is_some() { 10 } else { 7 }])
}

/// Words spoken in `quote`: runs without white space that hold a letter or a digit, in its parts alone.
#[must_use]
pub fn words(record: &Record, quote: &Quote) -> usize {
    let offsets = Offsets::new(&record.text);
    let spoken = |part: &crate::document::record::Range| {
        let (start, end) = (offsets.byte(part.start), offsets.byte(part.end));
        let text = record.text.get(start..end).unwrap_or_default();
        text.split_whitespace()
            .filter(|word| word.chars().any(char::is_alphanumeric))
            .count()
    };
    quote.parts.iter().map(spoken).sum()
}

/// What a browser keeps the corrections of `record` under: the same document with another text has another key.
#[must_use]
pub fn key(record: &Record) -> String {
    let digest = Sha256::digest(record.text.as_bytes());
    let digest: String = digest[..8].iter().map(|byte| format!("{byte:02x}")).collect();
    format!("guillemet:{digest}:{}", record.id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_iso() {
        assert_eq!(iso("2024-03-01T10:00:00Z"), Some("2024-03-01"));
        assert_eq!(iso("2024-03"), Some("2024-03"));
        assert_eq!(iso("2024-13-01"), None);
        assert_eq!(iso("1er mars 2024"), None);
        assert_eq!(iso("éé-03-01"), None);
    }

    #[test]
    fn titles_are_cut_before_a_word() {
        assert_eq!(shortened("un deux trois", 9), "un deux…");
        assert_eq!(shortened("un deux", 7), "un deux");
    }
}
