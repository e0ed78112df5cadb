//! Styled words on lines of a given width.

use anstyle::Style;
use std::io::{self, Write};

/// A stretch of text in one style.
pub(super) struct Run<'t> {
    pub style: Style,
    pub text: &'t str,
}

/// Lays runs out on lines of at most `width` columns, broken at spaces; a word longer than a line stands alone.
///
/// Line breaks of the text are kept, and a line never begins with the mark after a French space (`»`, `!`). Lines after the first begin with `indent` spaces. Control characters, which
/// could steer the terminal, are shown as `\u{FFFD}`.
pub(super) struct Wrap<'o> {
    out: &'o mut dyn Write,
    width: usize,
    indent: usize,
    /// Columns used on this line.
    column: usize,
    /// Spaces that are written only if a word follows on the same line.
    spaces: Vec<Style>,
    /// The word that is being read, in pieces of one style.
    word: Vec<(Style, String)>,
}

impl<'o> Wrap<'o> {
    pub(super) fn new(out: &'o mut dyn Write, width: usize, indent: usize) -> Self {
        Self {
            out,
            width,
            indent,
            column: 0,
            spaces: Vec::new(),
            word: Vec::new(),
        }
    }

    /// Adds a run.
    pub(super) fn add(&mut self, run: &Run) -> io::Result<()> {
        for c in run.text.chars() {
            match c {
                '\n' => self.line()?,
                ' ' | '\t' => {
                    self.flush_word()?;
                    self.spaces.push(run.style);
                }
                '\r' => {}
                c if c.is_control() => self.push(run.style, '\u{FFFD}'),
                c => self.push(run.style, c),
            }
        }
        Ok(())
    }

    /// Ends the line.
    pub(super) fn line(&mut self) -> io::Result<()> {
        self.flush_word()?;
        self.spaces.clear();
        self.column = 0;
        self.out.write_all(b"\n")
    }

    fn push(&mut self, style: Style, c: char) {
        match self.word.last_mut() {
            Some((last, text)) if *last == style => text.push(c),
            _ => self.word.push((style, c.into())),
        }
    }

    fn flush_word(&mut self) -> io::Result<()> {
        if self.word.is_empty() {
            return Ok(());
        }
        let columns: usize = self.word.iter().map(|(_, text)| columns(text)).sum();
        let hangs = self
            .word
            .first()
            .is_some_and(|(_, text)| text.starts_with(['»', '!', '?', ':', ';']));
        let width = if hangs {
            self.width
        } else {
            self.width.saturating_sub(HANGING)
        };
        let spaces = std::mem::take(&mut self.spaces);
        if !spaces.is_empty() && self.column > 0 && self.column + spaces.len() + columns > width {
            write!(self.out, "\n{:1$}", "", self.indent)?;
            self.column = self.indent;
        } else {
            self.column += spaces.len();
            for style in spaces {
                write!(self.out, "{style} {style:#}")?;
            }
        }
        for (style, text) in self.word.drain(..) {
            write!(self.out, "{style}{text}{style:#}")?;
        }
        self.column += columns;
        Ok(())
    }
}

/// Columns kept free at the end of a line for a mark after a space.
const HANGING: usize = 3;

/// Columns that `text` takes, combining marks none.
pub(super) fn columns(text: &str) -> usize {
    text.chars()
        .filter(|c| !unicode_normalization::char::is_combining_mark(*c))
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrapped(text: &str, width: usize) -> String {
        let mut out = Vec::new();
        let mut wrap = Wrap::new(&mut out, width, 2);
        wrap.add(&Run {
            style: Style::new(),
            text,
        })
        .unwrap();
        wrap.line().unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn breaks_at_spaces_and_keeps_lines() {
        assert_eq!(wrapped("un deux trois", 11), "un deux\n  trois\n");
        assert_eq!(wrapped("  un deux ».", 12), "  un deux ».\n");
        assert_eq!(
            wrapped("anticonstitutionnellement", 8),
            "anticonstitutionnellement\n"
        );
        assert_eq!(wrapped("a\n\nb\r\nc  ", 8), "a\n\nb\nc\n");
        assert_eq!(wrapped("un\u{a0}: deux", 9), "un\u{a0}:\n  deux\n");
        assert_eq!(wrapped("a\u{1b}[31mb", 20), "a\u{fffd}[31mb\n");
    }
}
