//! Lines of bounded length.

use super::stream::Bytes;
use std::io::{self, BufRead};

/// A line of a file.
pub(super) enum Line {
    /// Its bytes, with the line break.
    Whole(Vec<u8>),
    /// It was longer than the limit, and has been passed over; its length.
    TooLong(usize),
}

/// The next line of `from`, none after the last.
pub(super) fn next(from: &mut Bytes, limit: u64) -> io::Result<Option<Line>> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut line = Vec::new();
    let mut length = 0;
    loop {
        let buffer = match from.fill_buf() {
            Ok(buffer) => buffer,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let end = buffer.iter().position(|b| *b == b'\n').map(|at| at + 1);
        let count = end.unwrap_or(buffer.len());
        length += count;
        if length <= limit {
            line.extend_from_slice(&buffer[..count]);
        } else {
            line = Vec::new();
        }
        from.consume(count);
        if end.is_some() || count == 0 {
            return Ok(match length {
                0 => None,
                _ if length > limit => Some(Line::TooLong(length)),
                _ => Some(Line::Whole(line)),
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    #[test]
    fn a_line_that_is_too_long_is_passed_over() {
        let mut from: Bytes = Box::new(Cursor::new("ab\nabcdef\n\ncd"));
        let mut lines = Vec::new();
        while let Some(line) = next(&mut from, 3).unwrap() {
            lines.push(match line {
                Line::Whole(line) => String::from_utf8(line).unwrap(),
                Line::TooLong(length) => length.to_string(),
            });
        }
        assert_eq!(lines, ["ab\n", "7", "\n", "cd"]);
    }
}
