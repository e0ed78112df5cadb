//! Bytes to code points and UTF-16 units, and back: the only place that knows other units than bytes.

use super::Span;

/// The map between byte offsets and other units for one text.
///
/// Only characters of more than one byte are stored, so plain ASCII costs nothing and a look-up is a binary
/// search over the others.
#[derive(Debug, Clone, Default)]
pub struct Offsets {
    /// One entry per character that is not ASCII, in text order.
    wide: Vec<Wide>,
}

/// What a character beyond ASCII changes from its end on.
#[derive(Debug, Clone, Copy)]
struct Wide {
    /// Byte offset just after the character.
    end: usize,
    /// Bytes minus code points, up to `end`.
    over_codepoints: usize,
    /// Bytes minus UTF-16 units, up to `end`.
    over_utf16: usize,
}

impl Offsets {
    /// Reads `text` once.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let (mut over_codepoints, mut over_utf16) = (0, 0);
        let wide = text
            .char_indices()
            .filter(|(_, c)| !c.is_ascii())
            .map(|(at, c)| {
                over_codepoints += c.len_utf8() - 1;
                over_utf16 += c.len_utf8() - c.len_utf16();
                Wide {
                    end: at + c.len_utf8(),
                    over_codepoints,
                    over_utf16,
                }
            })
            .collect();
        Self { wide }
    }

    fn before(&self, byte: usize) -> Option<&Wide> {
        let count = self.wide.partition_point(|w| w.end <= byte);
        count.checked_sub(1).map(|last| &self.wide[last])
    }

    /// The number of code points before the byte offset `byte`.
    #[must_use]
    pub fn codepoint(&self, byte: usize) -> usize {
        byte - self.before(byte).map_or(0, |w| w.over_codepoints)
    }

    /// `span` in code points.
    #[must_use]
    pub fn codepoints(&self, span: Span) -> (usize, usize) {
        (self.codepoint(span.start), self.codepoint(span.end))
    }

    /// `span` in UTF-16 code units.
    #[must_use]
    pub fn utf16(&self, span: Span) -> (usize, usize) {
        let unit = |byte: usize| byte - self.before(byte).map_or(0, |w| w.over_utf16);
        (unit(span.start), unit(span.end))
    }

    /// The byte offset of the code point number `codepoint`; past the end of the text the map goes on as if
    /// ASCII followed, so that a caller can compare with the text's length.
    #[must_use]
    pub fn byte(&self, codepoint: usize) -> usize {
        let count = self
            .wide
            .partition_point(|w| w.end - w.over_codepoints <= codepoint);
        codepoint
            + count
                .checked_sub(1)
                .map_or(0, |last| self.wide[last].over_codepoints)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_border_of_a_mixed_text() {
        let text = "a«é\u{202f}😀z\r\n";
        let offsets = Offsets::new(text);
        for (codepoint, (byte, _)) in text.char_indices().enumerate() {
            assert_eq!(offsets.codepoint(byte), codepoint);
            assert_eq!(offsets.byte(codepoint), byte);
            let units = text[..byte].encode_utf16().count();
            assert_eq!(offsets.utf16(Span::new(byte, byte)).0, units);
        }
        assert_eq!(offsets.codepoint(text.len()), text.chars().count());
        assert_eq!(offsets.byte(text.chars().count()), text.len());
    }
}
