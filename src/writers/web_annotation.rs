//! Web Annotation (W3C): one JSON-LD page of annotations for the whole corpus.
//!
//! ```text
//! {"@context":"http://www.w3.org/ns/anno.jsonld","type":"AnnotationPage","items":[
//! {"id":"a.txt#q1","type":"Annotation","motivation":"identifying",
//!  "body":[{"type":"TextualBody","purpose":"tagging","value":"direct"}, … the speaker's name, the place that says it],
//!  "target":{"source":"a.txt","selector":[
//!     {"type":"TextPositionSelector","start":0,"end":7},
//!     {"type":"TextQuoteSelector","exact":"« Oui »","prefix":"","suffix":", dit Marie."}]}}, …]}
//! ```
//!
//! Positions count code points, as the recommendation says. `source` is the document's id: an address stays one,
//! anything else becomes a relative reference (`%XX` for what an address cannot hold). One annotation an entity, with
//! its type and the name of its referent; one a quotation, with its kind, its rule, and its speaker: the name, and the
//! mention and the cue as places in the same document.

use super::Writer;
use super::view::View;
use crate::document::Record;
use crate::document::record::{Entity, Passage, Quote};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::io::{self, Write};

/// The writer.
#[derive(Debug, Clone, Copy, Default)]
pub struct WebAnnotation {
    begun: bool,
}

/// Code points before and after that a quote selector shows.
const CONTEXT: usize = 32;

impl Writer for WebAnnotation {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(
            b"{\"@context\":\"http://www.w3.org/ns/anno.jsonld\",\"type\":\"AnnotationPage\",\"items\":[",
        )
    }

    fn write(&mut self, record: &Record, out: &mut dyn Write) -> io::Result<()> {
        let document = Document {
            view: View::new(record),
            source: reference(&record.id),
            length: record.text.chars().count(),
        };
        let entities = record.entities.iter().map(|e| document.entity(e));
        for annotation in entities.chain(record.quotes.iter().map(|q| document.quote(q))) {
            out.write_all(if self.begun { b",\n" } else { b"\n" })?;
            self.begun = true;
            serde_json::to_writer(&mut *out, &annotation)?;
        }
        Ok(())
    }

    fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(b"\n]}\n")
    }
}

struct Document<'r> {
    view: View<'r>,
    source: String,
    /// In code points.
    length: usize,
}

impl Document<'_> {
    fn entity(&self, entity: &Entity) -> Value {
        let mut body = vec![tag(entity.label.name())];
        if let Some(name) = entity.referent.as_ref().and_then(|r| self.view.name_of(r)) {
            body.push(textual("identifying", name));
        }
        self.annotation(&entity.id, "tagging", &body, entity.start, entity.end)
    }

    fn quote(&self, quote: &Quote) -> Value {
        let mut body = vec![tag(quote.kind.name())];
        if let Some(speaker) = &quote.speaker {
            body.push(textual("identifying", &speaker.name));
            body.push(self.place("speaker", &speaker.mention));
        }
        if let Some(cue) = &quote.cue {
            body.push(self.place("cue", cue));
        }
        body.push(textual("describing", &format!("{} {}", quote.rule, quote.score)));
        self.annotation(&quote.id, "identifying", &body, quote.start, quote.end)
    }

    fn annotation(&self, id: &str, motivation: &str, body: &[Value], start: usize, end: usize) -> Value {
        json!({
            "id": format!("{}#{}", self.source, reference(id)),
            "type": "Annotation",
            "motivation": motivation,
            "body": body,
            "target": self.target(start, end),
        })
    }

    /// A place in the document that plays a part in a quotation.
    fn place(&self, role: &str, passage: &Passage) -> Value {
        let mut place = self.target(passage.start, passage.end);
        place["type"] = "SpecificResource".into();
        place["purpose"] = "linking".into();
        place["label"] = role.into();
        place
    }

    fn target(&self, start: usize, end: usize) -> Value {
        let before = start.saturating_sub(CONTEXT);
        let after = (end + CONTEXT).min(self.length);
        json!({
            "source": self.source,
            "selector": [
                {"type": "TextPositionSelector", "start": start, "end": end},
                {
                    "type": "TextQuoteSelector",
                    "exact": self.view.slice(start, end),
                    "prefix": self.view.slice(before, start),
                    "suffix": self.view.slice(end, after),
                },
            ],
        })
    }
}

fn tag(value: &str) -> Value {
    textual("tagging", value)
}

fn textual(purpose: &str, value: &str) -> Value {
    json!({"type": "TextualBody", "purpose": purpose, "value": value})
}

/// `id` as a reference: an address as it is, anything else as a relative path.
fn reference(id: &str) -> String {
    let address = ["http://", "https://", "urn:"]
        .iter()
        .any(|scheme| id.starts_with(scheme));
    let mut out = String::with_capacity(id.len());
    for byte in id.bytes() {
        let plain = byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
        if plain || address && b"!$&'()*+,;=:@?#%[]".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}
