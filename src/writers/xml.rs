//! Text in XML 1.0: what must be escaped, and what cannot be said at all.

use super::view::REPLACEMENT;
use std::fmt::Write as _;

/// `text` between tags. Characters that XML forbids become U+FFFD, which is as long; a carriage return, which a
/// parser would turn into a line feed, is written as a reference.
pub(super) fn content(text: &str) -> String {
    escaped(text, |c| c == '\r')
}

/// `text` inside double quotes, where a parser would also turn line breaks and tabs into spaces.
pub(super) fn attribute(text: &str) -> String {
    escaped(text, |c| matches!(c, '\r' | '\n' | '\t' | '"'))
}

/// U+0085 and U+2028 are line ends to some parsers.
fn escaped(text: &str, by_number: impl Fn(char) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            c if by_number(c) || matches!(c, '\u{85}' | '\u{2028}') => {
                let _ = write!(out, "&#{};", u32::from(c));
            }
            c if allowed(c) => out.push(c),
            _ => out.push(REPLACEMENT),
        }
    }
    out
}

/// Whether XML 1.0 has the character.
fn allowed(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_markup_and_nothing_is_forbidden() {
        assert_eq!(
            content("a<b & \"c\"\r\n\u{0}\u{ffff}"),
            "a&lt;b &amp; \"c\"&#13;\n\u{fffd}\u{fffd}"
        );
        assert_eq!(attribute("\"é\"\n"), "&#34;é&#34;&#10;");
    }
}
