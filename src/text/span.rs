//! Half-open byte ranges of the original text.

/// A half-open range `start..end` of **bytes** of one text; both ends lie on character borders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The span `start..end`.
    #[must_use]
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// Length in bytes.
    #[must_use]
    pub const fn len(self) -> usize {
        self.end.saturating_sub(self.start)
    }

    /// Whether it holds no byte.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.end <= self.start
    }

    /// The bytes of `text` it covers; the empty string where it lies outside (which would be a bug).
    #[must_use]
    pub fn of(self, text: &str) -> &str {
        text.get(self.start..self.end).unwrap_or_default()
    }

    /// Whether `inner` lies wholly within.
    #[must_use]
    pub const fn contains(self, inner: Self) -> bool {
        self.start <= inner.start && inner.end <= self.end
    }

    /// Whether the byte at `at` lies within.
    #[must_use]
    pub const fn holds(self, at: usize) -> bool {
        self.start <= at && at < self.end
    }

    /// Whether the two share at least one byte.
    #[must_use]
    pub const fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The shortest span over both.
    #[must_use]
    pub fn cover(self, other: Self) -> Self {
        Self::new(self.start.min(other.start), self.end.max(other.end))
    }

    /// The same span without white space at its ends.
    #[must_use]
    pub fn trim(self, text: &str) -> Self {
        let inside = self.of(text);
        let start = self.start + (inside.len() - inside.trim_start().len());
        Self::new(start, start + inside.trim().len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trims_every_kind_of_space() {
        let text = "«\u{202f}oui\u{a0}»";
        assert_eq!(Span::new(2, text.len() - 2).trim(text).of(text), "oui");
        assert!(Span::new(0, 2).trim("  ").is_empty());
    }

    #[test]
    fn overlap_is_about_shared_bytes() {
        assert!(!Span::new(0, 3).overlaps(Span::new(3, 5)));
        assert!(Span::new(0, 4).overlaps(Span::new(3, 5)));
        assert_eq!(Span::new(0, 3).cover(Span::new(5, 6)), Span::new(0, 6));
    }
}
