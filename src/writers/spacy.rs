//! spaCy JSON: what `Doc.from_json` takes, one document a line.
//!
//! ```text
//! {"text":"« Oui », dit Marie.","tokens":[{"id":0,"start":0,"end":1},…],"sents":[{"start":0,"end":19}],
//!  "ents":[{"start":13,"end":18,"label":"PER"}],
//!  "spans":{"entities":[{"start":13,"end":18,"label":"PER","kb_id":"r1"}],
//!           "quotes":[{"start":0,"end":7,"label":"direct","kb_id":"q1"}],
//!           "speakers":[{"start":13,"end":18,"label":"person","kb_id":"q1"}],"cues":[…]},
//!  "guillemet":{"id":"a.txt","quotes":[…as in the record…],"referents":[…],"meta":{…}}}
//! ```
//!
//! The tokens are ours, cut wherever something begins or ends, so that no span is dropped; white space that spaCy keeps
//! as a token of its own is one here. Spans have no white space at their ends, as spaCy wants it. Offsets count code
//! points. `Doc.from_json` passes over what stands under `guillemet` (under `_` it would refuse extensions that nobody
//! registered); `scripts/spacy_docbin.py`, which makes a `.spacy` file and the other way round, keeps it in `user_data`.

use super::Writer;
use super::view::{View, borders, is_space};
use crate::document::Record;
use crate::text::Span;
use serde_json::{Value, json};
use std::io::{self, Write};

/// The writer.
#[derive(Debug, Clone, Copy, Default)]
pub struct Spacy;

impl Writer for Spacy {
    fn write(&mut self, record: &Record, out: &mut dyn Write) -> io::Result<()> {
        let page = Page {
            view: View::new(record),
        };
        serde_json::to_writer(&mut *out, &page.json()?)?;
        out.write_all(b"\n")
    }
}

struct Page<'r> {
    view: View<'r>,
}

/// A span with its label and the id that it belongs to.
type Labelled<'r> = (Span, &'r str, &'r str);

impl<'r> Page<'r> {
    fn json(&self) -> serde_json::Result<Value> {
        let record = self.view.record;
        let entities: Vec<Labelled<'r>> = record
            .entities
            .iter()
            .filter_map(|e| {
                let referent = e.referent.as_deref().unwrap_or_default();
                Some((self.span(e.start, e.end)?, e.label.name(), referent))
            })
            .collect();
        let quotes = record.quotes.iter();
        let said: Vec<Labelled<'r>> = quotes
            .clone()
            .filter_map(|q| Some((self.span(q.start, q.end)?, q.kind.name(), q.id.as_str())))
            .collect();
        let speakers: Vec<Labelled<'r>> = quotes
            .clone()
            .filter_map(|q| {
                let speaker = q.speaker.as_ref()?;
                let span = self.span(speaker.mention.start, speaker.mention.end)?;
                Some((span, speaker.kind.name(), q.id.as_str()))
            })
            .collect();
        let cues: Vec<Labelled<'r>> = quotes
            .filter_map(|q| {
                let cue = q.cue.as_ref()?;
                Some((self.span(cue.start, cue.end)?, "cue", q.id.as_str()))
            })
            .collect();
        let groups = [&entities, &said, &speakers, &cues];
        let borders = borders(groups.into_iter().flatten().map(|(span, ..)| *span));
        let sentences = self.view.sentences();
        let words: Vec<Span> = sentences
            .iter()
            .flat_map(|s| self.view.tokens(*s, &borders))
            .collect();
        let ents: Vec<Value> = entities
            .iter()
            .map(|(span, label, _)| self.labelled(*span, label))
            .collect();
        let spans = |of: &[Labelled<'_>]| -> Vec<Value> {
            let span = |(span, label, id): &Labelled<'_>| {
                let mut labelled = self.labelled(*span, label);
                labelled["kb_id"] = (*id).into();
                labelled
            };
            of.iter().map(span).collect()
        };
        Ok(json!({
            "text": record.text,
            "ents": ents,
            "sents": sentences.iter().map(|s| self.place(*s)).collect::<Vec<_>>(),
            "tokens": self.tokens(&words),
            "spans": {
                "entities": spans(&entities),
                "quotes": spans(&said),
                "speakers": spans(&speakers),
                "cues": spans(&cues),
            },
            "guillemet": {
                "id": record.id,
                "meta": record.meta,
                "quotes": serde_json::to_value(&record.quotes)?,
                "referents": serde_json::to_value(&record.referents)?,
            },
        }))
    }

    /// A span without white space at its ends; none where nothing else is in it.
    fn span(&self, start: usize, end: usize) -> Option<Span> {
        let span = self.view.span(start, end);
        let words = span.of(self.view.text());
        let start = span.start + (words.len() - words.trim_start_matches(is_space).len());
        let end = start + words.trim_matches(is_space).len();
        (start < end).then(|| Span::new(start, end))
    }

    fn place(&self, span: Span) -> Value {
        let (start, end) = self.view.offsets.codepoints(span);
        json!({"start": start, "end": end})
    }

    fn labelled(&self, span: Span, label: &str) -> Value {
        let mut place = self.place(span);
        place["label"] = label.into();
        place
    }

    /// The words, and between them the white space beyond the one space that a token of spaCy may have after it.
    fn tokens(&self, words: &[Span]) -> Vec<Value> {
        let text = self.view.text();
        let mut tokens = Vec::with_capacity(words.len());
        let mut add = |span: Span| {
            let mut token = self.place(span);
            token["id"] = tokens.len().into();
            tokens.push(token);
        };
        let mut at = 0;
        let end = Span::new(text.len(), text.len());
        for word in words.iter().chain([&end]) {
            if at > 0 && text[at..word.start].starts_with(' ') {
                at += 1;
            }
            for span in [Span::new(at, word.start), *word] {
                if !span.is_empty() {
                    add(span);
                }
            }
            at = word.end;
        }
        tokens
    }
}
