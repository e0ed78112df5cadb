//! French words, numbers and marks.
//!
//! The rules, each with what it is for:
//! * elided words stand alone: `l'OMS` is `l'` + `OMS`, `lorsqu'il` is `lorsqu'` + `il`;
//! * words with an apostrophe inside stay whole: `aujourd'hui`, `quelqu'un`, `O'Brien`, `N'Diaye`;
//! * a subject after its verb stands alone: `a-t-il` is `a` + `-t-il`, `dit-elle` is `dit` + `-elle`;
//! * other hyphens join: `porte-parole`, `Saint-Denis`, `celui-ci`, `peut-être`;
//! * abbreviations keep their full stop: `M.`, `J.-P.`, and numbers their separators: `2,5`, `10.000`.

use crate::sentences::is_abbreviation;
use crate::text::Span;
use unicode_normalization::char::is_combining_mark;

/// What a token is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Letters, also with digits, hyphens or an apostrophe inside.
    Word,
    /// Begins with a digit.
    Number,
    /// A mark: punctuation, symbol, emoji.
    Mark,
    /// A web or mail address, a handle, a hashtag.
    Address,
}

/// One token: a word, number, mark or address, never empty, never holding white space.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Token {
    /// Where it stands.
    pub span: Span,
    /// What it is made of.
    pub kind: Kind,
}

impl Token {
    /// Its letters as they stand in the text.
    #[must_use]
    pub fn of<'t>(&self, text: &'t str) -> &'t str {
        self.span.of(text)
    }
}

/// The tokens of one sentence (or of any stretch) of `text`, in order.
#[must_use]
pub fn words(text: &str, sentence: Span) -> Vec<Token> {
    let mut out = Vec::new();
    let mut at = sentence.start;
    while let Some(first) = text[at..sentence.end].chars().next() {
        let rest = &text[at..sentence.end];
        if first.is_whitespace() {
            at += first.len_utf8();
            continue;
        }
        let (len, kind) = scan(rest, first);
        let span = Span::new(at, at + len);
        at = span.end;
        if kind == Kind::Word {
            split_word(text, span, &mut out);
        } else {
            out.push(Token { span, kind });
        }
    }
    out
}

/// Length in bytes and kind of the token that `rest` begins with.
fn scan(rest: &str, first: char) -> (usize, Kind) {
    if let Some(len) = address(rest, first) {
        return (len, Kind::Address);
    }
    if first.is_alphanumeric() {
        let len = word_end(rest);
        let kind = if first.is_numeric() {
            Kind::Number
        } else {
            Kind::Word
        };
        return (len, kind);
    }
    let mut len = first.len_utf8();
    for c in rest[len..].chars() {
        let joins = (c == first && matches!(c, '.' | '-' | '_' | '*' | '='))
            || matches!(c, '\u{200d}' | '\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}')
            || is_combining_mark(c);
        if !joins {
            break;
        }
        len += c.len_utf8();
    }
    (len, Kind::Mark)
}

/// Web addresses, mail addresses, handles and hashtags, up to the white space or a mark that closes them.
fn address(rest: &str, first: char) -> Option<usize> {
    let looks = rest.starts_with("http://")
        || rest.starts_with("https://")
        || rest.starts_with("www.")
        || (matches!(first, '@' | '#') && rest[1..].starts_with(char::is_alphanumeric));
    let stretch = |r: &str| {
        r.find(|c: char| c.is_whitespace() || "«»\"“”<>".contains(c))
            .unwrap_or(r.len())
    };
    if looks {
        let end = if matches!(first, '@' | '#') {
            1 + rest[1..]
                .find(|c: char| !c.is_alphanumeric() && c != '_')
                .unwrap_or(rest.len() - 1)
        } else {
            stretch(rest)
        };
        return Some(
            rest[..end]
                .trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '…', '\'', '’'])
                .len(),
        );
    }
    if !first.is_ascii_alphanumeric() {
        return None;
    }
    let user = rest
        .bytes()
        .take(64)
        .position(|b| !(b.is_ascii_alphanumeric() || b"._+-".contains(&b)))?;
    let host = rest.get(user + 1..).filter(|_| rest.as_bytes()[user] == b'@')?;
    let end = host
        .find(|c: char| !(c.is_ascii_alphanumeric() || ".-".contains(c)))
        .unwrap_or(host.len());
    let host = host[..end].trim_end_matches(['.', '-']);
    host.contains('.').then_some(user + 1 + host.len())
}

const APOSTROPHES: [char; 3] = ['\'', '’', 'ʼ'];

/// End of the word that `rest` begins with: letters, digits, and a joiner between two of them.
fn word_end(rest: &str) -> usize {
    let mut chars = rest.char_indices().peekable();
    let mut end = 0;
    let mut before = ' ';
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map_or(' ', |(_, n)| *n);
        let keeps = c.is_alphanumeric()
            || is_combining_mark(c)
            || matches!(c, '\u{ad}' | '\u{200c}' | '\u{200d}')
            || matches!(c, '-' | '‑' | '_' | '&') && next.is_alphanumeric()
            || APOSTROPHES.contains(&c) && (next.is_alphanumeric() || is_elided(&rest[..at]))
            || (matches!(c, '.' | ',') && before.is_numeric() && next.is_numeric())
            || (c == '.' && initial_dot(rest, at, next));
        if !keeps {
            return end;
        }
        end = at + c.len_utf8();
        before = c;
    }
    end
}

/// Bytes of the longest abbreviation looked up; it keeps `A.B.C.D…` over a megabyte linear.
const LONGEST_ABBREVIATION: usize = 24;

/// Whether the full stop at `at` belongs to the word: after an abbreviation, or inside one (`J.-P.`, `U.S.`).
fn initial_dot(rest: &str, at: usize, next: char) -> bool {
    let word = &rest[..at];
    let word = word.rsplit(['\'', '’']).next().unwrap_or(word);
    word.len() <= LONGEST_ABBREVIATION && is_abbreviation(word) && (next != '.' || word.contains('.'))
}

/// Elided words that stand alone before an apostrophe, in lower case.
const ELIDED: [&str; 13] = [
    "l", "d", "j", "m", "t", "s", "c", "n", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu",
];

/// Subjects that follow their verb after a hyphen.
const SUBJECTS: [&str; 9] = ["il", "elle", "ils", "elles", "on", "je", "tu", "nous", "ce"];

/// Whether an apostrophe closes this word whatever follows: `l' OMS`, `qu' « il »`, as some texts print them.
fn is_elided(word: &str) -> bool {
    let last = word.rsplit(APOSTROPHES).next().unwrap_or(word);
    last.len() <= 6 && ELIDED.contains(&last.to_lowercase().as_str())
}

fn split_word(text: &str, span: Span, out: &mut Vec<Token>) {
    let mut rest = span;
    while let Some(cut) = elision(rest.of(text)) {
        out.push(Token {
            span: Span::new(rest.start, rest.start + cut),
            kind: Kind::Word,
        });
        rest.start += cut;
    }
    if let Some(cut) = inversion(rest.of(text)) {
        out.push(Token {
            span: Span::new(rest.start, rest.start + cut),
            kind: Kind::Word,
        });
        rest.start += cut;
    }
    let kind = if rest.of(text).starts_with(char::is_numeric) {
        Kind::Number
    } else {
        Kind::Word
    };
    out.push(Token { span: rest, kind });
}

/// Where an elided word ends: `l'OMS` at 2.
fn elision(word: &str) -> Option<usize> {
    let at = word.find(APOSTROPHES)?;
    let (head, tail) = word.split_at(at);
    let mark = tail.chars().next()?.len_utf8();
    let after = tail[mark..].chars().next()?;
    // `N'Diaye`, `M'Bappé` are names; `L'Europe`, `D'Artagnan` begin with an elided word.
    let name = matches!(head, "N" | "M" | "T") && after.is_uppercase();
    (!name && ELIDED.contains(&head.to_lowercase().as_str())).then_some(at + mark)
}

/// Where a verb ends before its subject: `a-t-il` at 1, `dit-elle` at 3.
fn inversion(word: &str) -> Option<usize> {
    let (head, tail) = word.rsplit_once(['-', '‑'])?;
    let lower = tail.to_lowercase();
    if !SUBJECTS.contains(&lower.as_str())
        || head.contains(char::is_uppercase) && head.contains('-') && lower == "ce"
    {
        return None;
    }
    let verb = head
        .strip_suffix("-t")
        .or_else(|| head.strip_suffix("‑t"))
        .unwrap_or(head);
    let plain = !verb.is_empty() && !verb.contains(['-', '‑']) && verb != "rendez";
    plain.then_some(verb.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<&str> {
        words(text, Span::new(0, text.len()))
            .iter()
            .map(|t| t.of(text))
            .collect()
    }

    #[test]
    fn elisions() {
        assert_eq!(
            texts("l'OMS qu’il lorsqu'elle"),
            ["l'", "OMS", "qu’", "il", "lorsqu'", "elle"]
        );
        assert_eq!(
            texts("aujourd'hui quelqu’un O'Brien N'Diaye"),
            ["aujourd'hui", "quelqu’un", "O'Brien", "N'Diaye"]
        );
        assert_eq!(texts("L'Europe d'Emmanuel"), ["L'", "Europe", "d'", "Emmanuel"]);
    }

    #[test]
    fn subjects_after_verbs() {
        assert_eq!(
            texts("a-t-il dit-elle sont-ils"),
            ["a", "-t-il", "dit", "-elle", "sont", "-ils"]
        );
        assert_eq!(
            texts("celui-ci rendez-vous porte-parole"),
            ["celui-ci", "rendez-vous", "porte-parole"]
        );
    }

    #[test]
    fn numbers_abbreviations_addresses() {
        assert_eq!(texts("2,5 % et 10.000."), ["2,5", "%", "et", "10.000", "."]);
        assert_eq!(texts("M. J.-P. Roy."), ["M.", "J.-P.", "Roy", "."]);
        assert_eq!(
            texts("a@b.fr, https://x.fr/a?b. #Moi @toi"),
            ["a@b.fr", ",", "https://x.fr/a?b", ".", "#Moi", "@toi"]
        );
    }

    #[test]
    fn marks_and_emoji() {
        assert_eq!(texts("«\u{a0}Oui… »..."), ["«", "Oui", "…", "»", "..."]);
        assert_eq!(texts("👍🏽x"), ["👍🏽", "x"]);
    }
}
