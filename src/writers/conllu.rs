//! CoNLL-U: one word a line in ten columns; entities and quotations in MISC.
//!
//! ```text
//! # global.Entity = eid-etype
//! # newdoc id = a.txt
//! # sent_id = a.txt-s1
//! # text = « Oui », dit Marie.
//! # quote:q1 = kind=direct|speaker=Marie|type=person|form=named|referent=r1|rule=inquit-after|score=0.98
//! 1  «      _ … SpacesAfter=\u00A0|Quote=(q1
//! 5  Marie  _ … Entity=(r1-PER)|SpaceAfter=No|Speaker=(q1)
//! ```
//!
//! * `Entity` is written as CorefUD does: `(r1-PER` opens, `r1)` closes, `(r1-PER)` is one word; the id is the
//!   referent's, so all mentions of one person share it.
//! * `Quote`, `Speaker` and `Cue` mark the words of a quotation, of its speaker's mention and of its cue in the same way.
//! * `# text` has one space where the text has any white space, as Universal Dependencies want it; `SpacesAfter` and
//!   `SpacesBefore` hold what stands there (`\s`, `\n`, `\r`, `\t`, other characters as `\u00A0`), so that the text
//!   can be had again.
//! * A word is a word: `du` is never expanded. Columns that we do not know are `_`.
//! * Ids are written with `%XX` for what has a meaning in MISC; control characters in words become U+FFFD.

use super::Writer;
use super::view::{View, borders, one_line};
use crate::document::Record;
use crate::document::record::Quote;
use crate::text::Span;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::{self, Write};

/// The writer.
#[derive(Debug, Clone, Copy, Default)]
pub struct Conllu;

impl Writer for Conllu {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(b"# global.Entity = eid-etype\n")
    }

    fn write(&mut self, record: &Record, out: &mut dyn Write) -> io::Result<()> {
        let view = View::new(record);
        let text = view.text();
        let quotes: Vec<Span> = record.quotes.iter().map(|q| view.quote(q)).collect();
        let borders = borders(view.entities().into_iter().chain(quotes.iter().copied()));
        let sentences = view.sentences();
        let mut sentences: Vec<Vec<Span>> = sentences.iter().map(|s| view.tokens(*s, &borders)).collect();
        sentences.retain(|tokens| !tokens.is_empty());
        let all: Vec<Span> = sentences.iter().flatten().copied().collect();
        let layers = layers(&view, &all);
        let id = one_line(&record.id);
        let (mut number, mut said) = (0, 0);
        for (index, tokens) in sentences.iter().enumerate() {
            if index == 0 {
                writeln!(out, "# newdoc id = {id}")?;
            }
            writeln!(
                out,
                "# sent_id = {id}-s{}\n# text = {}",
                index + 1,
                spaced(text, tokens)
            )?;
            let next = number + tokens.len();
            let end = all.get(next).map_or(text.len(), |t| t.start);
            while said < quotes.len() && quotes[said].start < end {
                let quote = &record.quotes[said];
                writeln!(out, "# quote:{} = {}", plain(&quote.id), about(quote))?;
                said += 1;
            }
            for (place, token) in (1..).zip(tokens) {
                let mut misc: Vec<String> = layers.iter().filter_map(|l| l.of_token(number)).collect();
                if number == 0 && token.start > 0 {
                    misc.push(format!("SpacesBefore={}", escaped(&text[..token.start])));
                }
                let next = all.get(number + 1).map_or(text.len(), |t| t.start);
                match &text[token.end..next] {
                    "" if next < text.len() => misc.push("SpaceAfter=No".into()),
                    "" | " " => {}
                    space => misc.push(format!("SpacesAfter={}", escaped(space))),
                }
                let misc = if misc.is_empty() {
                    "_".into()
                } else {
                    misc.join("|")
                };
                let word = one_line(token.of(text));
                writeln!(out, "{place}\t{word}\t_\t_\t_\t_\t_\t_\t_\t{misc}")?;
                number += 1;
            }
            out.write_all(b"\n")?;
        }
        Ok(())
    }
}

/// One attribute of MISC: what opens and closes at which token.
struct Layer {
    name: &'static str,
    closing: HashMap<usize, String>,
    opening: HashMap<usize, String>,
}

/// A stretch of the text, how it opens, and how it closes.
type Mark = (Span, String, String);

fn layers(view: &View<'_>, tokens: &[Span]) -> [Layer; 4] {
    let record = view.record;
    let entities = record.entities.iter().map(|e| {
        let id = plain(e.referent.as_ref().unwrap_or(&e.id));
        (view.span(e.start, e.end), format!("{id}-{}", e.label), id)
    });
    let same = |start, end, id: &str| (view.span(start, end), plain(id), plain(id));
    let quotes = record.quotes.iter();
    let said = quotes.clone().map(|q| same(q.start, q.end, &q.id));
    let speakers = quotes.clone().filter_map(|q| {
        let mention = &q.speaker.as_ref()?.mention;
        Some(same(mention.start, mention.end, &q.id))
    });
    let cues = quotes.filter_map(|q| q.cue.as_ref().map(|c| same(c.start, c.end, &q.id)));
    // In the order of the alphabet, as Universal Dependencies have them.
    [
        Layer::new("Cue", cues.collect(), tokens),
        Layer::new("Entity", entities.collect(), tokens),
        Layer::new("Quote", said.collect(), tokens),
        Layer::new("Speaker", speakers.collect(), tokens),
    ]
}

impl Layer {
    fn new(name: &'static str, mut marks: Vec<Mark>, tokens: &[Span]) -> Self {
        let (mut closing, mut opening) = (HashMap::new(), HashMap::new());
        marks.sort_by_key(|(span, ..)| (span.start, std::cmp::Reverse(span.end)));
        for (span, open, close) in marks {
            let first = tokens.partition_point(|t| t.end <= span.start);
            let end = tokens.partition_point(|t| t.start < span.end);
            // What holds only white space stands at the word before it.
            let last = end.saturating_sub(1);
            let first = first.min(last);
            let opens: &mut String = opening.entry(first).or_default();
            if first == last {
                opens.push_str(&format!("({open})"));
            } else {
                opens.push_str(&format!("({open}"));
                // What began later ends first.
                let closes: &mut String = closing.entry(last).or_default();
                closes.insert_str(0, &format!("{close})"));
            }
        }
        Self {
            name,
            closing,
            opening,
        }
    }

    fn of_token(&self, number: usize) -> Option<String> {
        let marks = [self.closing.get(&number), self.opening.get(&number)];
        let marks: String = marks.into_iter().flatten().map(String::as_str).collect();
        (!marks.is_empty()).then(|| format!("{}={marks}", self.name))
    }
}

/// What is known of a quotation, on one line.
fn about(quote: &Quote) -> String {
    let mut about = format!("kind={}", quote.kind.name());
    let mut add = |key: &str, value: &str| {
        let value = one_line(value).replace('|', "%7C");
        let _ = write!(about, "|{key}={value}");
    };
    if let Some(speaker) = &quote.speaker {
        add("speaker", &speaker.name);
        add("type", speaker.kind.name());
        add("form", speaker.form.name());
        if let Some(referent) = &speaker.referent {
            add("referent", referent);
        }
    }
    add("rule", &quote.rule);
    add("score", &quote.score.to_string());
    about
}

/// The tokens of one sentence with one space where there is any.
fn spaced(text: &str, tokens: &[Span]) -> String {
    let mut line = String::new();
    let mut end = None;
    for token in tokens {
        if end.is_some_and(|end| end < token.start) {
            line.push(' ');
        }
        line.push_str(&one_line(token.of(text)));
        end = Some(token.end);
    }
    line
}

/// White space in letters.
fn escaped(space: &str) -> String {
    let mut out = String::new();
    for c in space.chars() {
        match c {
            ' ' => out.push_str("\\s"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            other => {
                let _ = write!(out, "\\u{:04X}", u32::from(other));
            }
        }
    }
    out
}

/// An id without characters that have a meaning in MISC.
fn plain(id: &str) -> String {
    let mut out = String::new();
    for c in id.chars() {
        if c.is_alphanumeric() || matches!(c, '_' | '.' | ':' | '/') {
            out.push(c);
        } else {
            let mut bytes = [0; 4];
            for byte in c.encode_utf8(&mut bytes).bytes() {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}
