//! Where one paragraph ends and the next begins.
//!
//! A blank line always ends a paragraph. A single line break does so too, unless it is a soft one:
//! * the line is wrapped (the next one begins in lower case), or
//! * it follows a full sentence in a text whose paragraphs are parted by blank lines, or that is laid out with one
//!   sentence a line, as corpora often are.
//!
//! A line without a closing punctuation mark before a line that begins anew is a heading, a caption or a button
//! (`Partager cet article`), and stands alone.

use super::Span;

/// The paragraphs of `text`, in order, without the white space around them; none is empty.
#[must_use]
pub fn paragraphs(text: &str) -> Vec<Span> {
    let lines = lines(text);
    // Where blank lines part the paragraphs, a line break after a full sentence says little.
    let blocks = lines.iter().filter(|l| l.after_blank).count();
    let soft = blocks >= 3 || one_sentence_a_line(text, &lines);
    let mut out: Vec<Span> = Vec::new();
    let mut last: Option<Line> = None;
    let mut dash = false;
    for line in lines {
        let joins = last.is_some_and(|before| {
            // What follows a turn of a dialogue is another turn or narration.
            let apart =
                leading_dash(line.span.of(text)).is_some() || dash && !starts_lower(line.span.of(text));
            !line.after_blank
                && !apart
                && (starts_lower(line.span.of(text)) || (soft && ends_sentence(before.span.of(text))))
        });
        dash = leading_dash(line.span.of(text)).is_some() || joins && dash;
        match out.last_mut() {
            Some(paragraph) if joins => paragraph.end = line.span.end,
            _ => out.push(line.span),
        }
        last = Some(line);
    }
    out
}

/// Length in bytes of the dash that a line of dialogue or of a list begins with: `— Non !`, `- Oui.`, `--Peut-être.`
#[must_use]
pub fn leading_dash(line: &str) -> Option<usize> {
    let len = match line.chars().next()? {
        dash @ ('—' | '–' | '―') => dash.len_utf8(),
        '-' if line.starts_with("--") => 2,
        '-' => 1,
        _ => return None,
    };
    let mut rest = line[len..].chars();
    let next = rest.next()?;
    // `-18 °C`, `-il`: a hyphen needs a space, a dash may touch a capital or a mark.
    let touches = len > 1 && (next.is_uppercase() || matches!(next, '«' | '“' | '"' | '…'));
    (next.is_whitespace() && rest.any(char::is_alphanumeric) || touches).then_some(len)
}

#[derive(Debug, Clone, Copy)]
struct Line {
    span: Span,
    after_blank: bool,
}

/// The lines that hold something, trimmed.
fn lines(text: &str) -> Vec<Line> {
    let mut out = Vec::new();
    let mut start = 0;
    let mut after_blank = true;
    for piece in text.split_inclusive(['\n', '\r', '\u{2028}', '\u{2029}', '\u{85}']) {
        let whole = Span::new(start, start + piece.len());
        let span = whole.trim(text);
        start += piece.len();
        if span.is_empty() {
            // "\r\n" is one break: the empty piece between \r and \n is no blank line.
            after_blank |= !(piece == "\n" && text[..whole.start].ends_with('\r'));
        } else {
            out.push(Line { span, after_blank });
            after_blank = piece.ends_with('\u{2029}');
        }
    }
    out
}

/// Whether most lines hold exactly one sentence, many to a block: then a line break says nothing.
fn one_sentence_a_line(text: &str, lines: &[Line]) -> bool {
    let followers = lines.iter().filter(|l| !l.after_blank).count();
    if followers < 3 || followers * 2 < lines.len() {
        return false;
    }
    let full: Vec<&str> = lines
        .iter()
        .map(|l| l.span.of(text))
        .filter(|l| ends_sentence(l))
        .collect();
    let single = full.iter().filter(|l| inner_ends(l) == 0).count();
    full.len() * 10 >= lines.len() * 7 && single * 10 >= full.len() * 8
}

/// How many sentence ends lie inside the line (roughly: a full stop, a space, a capital).
fn inner_ends(line: &str) -> usize {
    let chars: Vec<char> = line.chars().collect();
    chars
        .windows(4)
        .filter(|w| {
            w[0].is_lowercase()
                && matches!(w[1], '.' | '!' | '?')
                && w[2].is_whitespace()
                && w[3].is_uppercase()
        })
        .count()
}

fn ends_sentence(line: &str) -> bool {
    line.trim_end_matches(['»', '"', '”', ')', ']', '\'', '’', ' ', '\u{a0}', '\u{202f}'])
        .ends_with(['.', '!', '?', '…', ':', ';', ','])
}

fn starts_lower(line: &str) -> bool {
    line.chars().next().is_some_and(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<&str> {
        paragraphs(text).into_iter().map(|p| p.of(text)).collect()
    }

    #[test]
    fn blank_lines_and_captions() {
        assert_eq!(
            texts("Titre\n\nUn corps.\r\n\r\nFin.\n"),
            ["Titre", "Un corps.", "Fin."]
        );
        assert_eq!(
            texts("Photo AFP\nPartager\nIl vient."),
            ["Photo AFP", "Partager", "Il vient."]
        );
        assert!(texts(" \n\n ").is_empty());
    }

    #[test]
    fn wrapped_lines_are_one_paragraph() {
        assert_eq!(
            texts("Le maire est\nvenu hier.\nIl reste."),
            ["Le maire est\nvenu hier.", "Il reste."]
        );
        assert_eq!(
            texts("Le maire est\r\nvenu hier."),
            ["Le maire est\r\nvenu hier."]
        );
    }

    #[test]
    fn one_sentence_a_line_is_soft() {
        let text = "Elle vient.\nIl part.\nNous restons.\nVous dormez.\nTout va bien.";
        assert_eq!(paragraphs(text).len(), 1);
    }
}
