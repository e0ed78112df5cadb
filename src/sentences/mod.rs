//! Paragraphs to sentences, aware of quotation marks and abbreviations.
//!
//! Owns: [`split`]. A sentence ends at `.`, `!`, `?` or `…` with the closing marks that follow, if what comes next
//! begins anew. It does not end after an abbreviation (`M. Martin`), an initial (`B. Obama`), nor where lower case
//! goes on (`« Vraiment ? » demande-t-elle.` is one sentence).
//! Refuses: to repair anything. A quotation of three sentences is three sentences; whose they are is found later.

use crate::text::Span;
use std::collections::HashMap;
use std::sync::LazyLock;

/// Abbreviations that end with a full stop; the value says whether one may also end a sentence (`etc.`).
static ABBREVIATIONS: LazyLock<HashMap<&'static str, bool>> = LazyLock::new(|| {
    include_str!("abbreviations.txt")
        .lines()
        .filter(|line| !line.starts_with('#') && !line.trim().is_empty())
        .map(|line| {
            let mut columns = line.split('\t');
            let word = columns.next().unwrap_or_default().trim().trim_end_matches('.');
            (word, columns.next().is_some_and(|c| c.trim() == "open"))
        })
        .collect()
});

/// Whether `word` (without its full stop) is an abbreviation that is written with one.
#[must_use]
pub fn is_abbreviation(word: &str) -> bool {
    ABBREVIATIONS.contains_key(word) || is_initials(word)
}

/// `B`, `J.-P`, `U.S`: capitals with full stops between.
fn is_initials(word: &str) -> bool {
    let mut parts = word.split(['.', '-']).filter(|p| !p.is_empty()).peekable();
    parts.peek().is_some()
        && parts.all(|p| {
            let mut chars = p.chars();
            chars.next().is_some_and(char::is_uppercase)
                && (chars.next().is_none() || matches!(p, "Ch" | "Ph" | "Th" | "Cl"))
        })
}

/// The sentences of the `paragraphs` of `text`, in order, without white space around them.
#[must_use]
pub fn split(text: &str, paragraphs: &[Span]) -> Vec<Span> {
    let mut out = Vec::new();
    for paragraph in paragraphs {
        let mut start = paragraph.start;
        for end in ends(text, *paragraph) {
            push(&mut out, Span::new(start, end).trim(text));
            start = end;
        }
        push(&mut out, Span::new(start, paragraph.end).trim(text));
    }
    out
}

fn push(out: &mut Vec<Span>, span: Span) {
    if !span.is_empty() {
        out.push(span);
    }
}

const TERMINATORS: [char; 4] = ['.', '!', '?', '…'];
const CLOSING: [char; 8] = ['»', '”', '"', '›', ')', ']', '’', '“'];

/// Byte offsets just after each sentence of `paragraph` but the last.
fn ends(text: &str, paragraph: Span) -> Vec<usize> {
    let inside = paragraph.of(text);
    let mut out = Vec::new();
    let mut from = 0;
    while let Some(found) = inside[from..].find(TERMINATORS) {
        let stop = from + found;
        let after_run = stop + run(&inside[stop..], |c| TERMINATORS.contains(&c));
        let end = after_run + closing(&inside[after_run..]);
        if begins_anew(inside, after_run, end) && !after_abbreviation(inside, stop, end) {
            out.push(paragraph.start + end);
        }
        from = end;
    }
    out
}

fn run(text: &str, keep: impl Fn(char) -> bool) -> usize {
    text.find(|c| !keep(c)).unwrap_or(text.len())
}

/// Length of the closing marks (and note calls `[1]`, markdown underscores) that belong to the sentence before.
fn closing(text: &str) -> usize {
    let mut end = 0;
    loop {
        let rest = &text[end..];
        let spaces = run(rest, |c| matches!(c, ' ' | '\u{a0}' | '\u{202f}'));
        let mut after = rest[spaces..].chars();
        match (after.next(), after.next()) {
            (Some('»' | '›'), _) => end += spaces + 2 + usize::from(rest[spaces..].starts_with('›')),
            // A straight or high mark closes if nothing stands before it; `. "Il` opens the next sentence.
            (Some(c), next)
                if spaces == 0
                    && CLOSING.contains(&c)
                    && !(c == '“' && next.is_some_and(char::is_alphabetic)) =>
            {
                end += c.len_utf8();
            }
            (Some('_' | '*'), _) if spaces == 0 => end += 1,
            (Some('"'), next) if spaces > 0 && next.is_none_or(|n| n.is_whitespace() || n == ',') => {
                end += spaces + 1
            }
            (Some('['), Some(digit)) if digit.is_ascii_digit() => match rest[spaces..].find(']') {
                Some(close) if close <= 4 => end += spaces + close + 1,
                _ => return end,
            },
            _ => return end,
        }
    }
}

/// Whether a new sentence begins at `end`, given where the terminators ended.
fn begins_anew(inside: &str, after_run: usize, end: usize) -> bool {
    let rest = &inside[end..];
    let next = rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '_' | '*'));
    let spaced = rest.starts_with(char::is_whitespace) || end > after_run;
    spaced
        && match next.chars().next() {
            None => false,
            Some(c)
                if c.is_uppercase()
                    || matches!(
                        c,
                        '«' | '“' | '„' | '‹' | '"' | '—' | '–' | '¿' | '¡' | '•' | '[' | '('
                    ) =>
            {
                true
            }
            Some(c) if c.is_numeric() => true,
            // Scripts without case and emoji begin sentences too; lower case, commas and closing marks go on.
            Some(c) => !c.is_lowercase() && !c.is_ascii_punctuation() && !CLOSING.contains(&c) && c != '»',
        }
}

/// Whether the full stop at `stop` belongs to an abbreviation: `M. Martin`, `B. Obama`, `p. 12`.
fn after_abbreviation(inside: &str, stop: usize, end: usize) -> bool {
    if !inside[stop..].starts_with('.') || end > stop + 1 {
        return false;
    }
    let word = inside[..stop]
        .rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | '[' | '«' | '"' | '“' | '\'' | '’' | ','))
        .next()
        .unwrap_or_default();
    let next_is_digit = inside[end..]
        .trim_start()
        .starts_with(|c: char| c.is_ascii_digit());
    match ABBREVIATIONS.get(word) {
        Some(may_end) => !may_end,
        None if matches!(word, "p" | "n" | "no" | "art" | "al") => next_is_digit,
        // `Il a choisi le plan B. Obama…` is rarer than `B. Obama`.
        None => is_initials(word),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::paragraphs;

    fn texts(text: &str) -> Vec<&str> {
        split(text, &paragraphs(text))
            .into_iter()
            .map(|s| s.of(text))
            .collect()
    }

    #[test]
    fn ends_where_something_begins_anew() {
        assert_eq!(
            texts("Il vient. Elle part… Oui ! Non"),
            ["Il vient.", "Elle part…", "Oui !", "Non"]
        );
        assert_eq!(
            texts("Le taux est de 2.5 %. Bien."),
            ["Le taux est de 2.5 %.", "Bien."]
        );
    }

    #[test]
    fn abbreviations_and_initials() {
        assert_eq!(
            texts("M. Martin et B. Obama. Mme Roy."),
            ["M. Martin et B. Obama.", "Mme Roy."]
        );
    }

    #[test]
    fn an_inquit_stays_with_the_words() {
        assert_eq!(
            texts("« Vraiment ? » demande-t-elle. Il rit."),
            ["« Vraiment ? » demande-t-elle.", "Il rit."]
        );
        assert_eq!(texts("« Je pars. » Il sort."), ["« Je pars. »", "Il sort."]);
        assert_eq!(
            texts("\"Je pars.\" Il sort. \"Et toi ?\""),
            ["\"Je pars.\"", "Il sort.", "\"Et toi ?\""]
        );
    }

    #[test]
    fn nothing_comes_of_nothing() {
        assert!(texts("").is_empty());
        assert_eq!(texts("..."), ["..."]);
    }
}
