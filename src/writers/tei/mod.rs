//! TEI P5: the text in paragraphs, entities and quotations as elements in it.
//!
//! ```text
//! <standOff><listPerson><person xml:id="r1"><persName>Marie</persName></person></listPerson>…</standOff>
//! <text><body><p><said xml:id="q1" who="#r1" direct="true" cert="0.98" ana="#rule.inquit-after">« Oui »</said>,
//!   <seg xml:id="q1.cue" type="cue" corresp="#q1">dit</seg>
//!   <rs xml:id="q1.speaker" type="speaker" ref="#r1" corresp="#q1"><persName xml:id="e1" ref="#r1">Marie</persName></rs>.</p>
//! ```
//!
//! * Who and what is named stands in `standOff`: `listPerson` (with the speakers that the text does not name),
//!   `listOrg`, `listPlace`, `listObject`, and the rules of attribution.
//! * `@direct` is `false` for a quotation built into the sentence around it. `@cert` is the score.
//! * What crosses a paragraph or another element is written in parts, joined by `next` and `prev`; the first part has
//!   the id.
//! * The characters of `body` are those of the text, line breaks between paragraphs included; what XML forbids becomes
//!   U+FFFD, so that code points count the same.
//! * A document that came from TEI keeps its XML as it was (`meta.tei`), with our elements put in.
//! * Several documents stand in one `teiCorpus`, their ids beginning with `d1.`, `d2.`; with `--split` each is a file.

mod body;
mod header;
mod marks;

use super::Writer;
use super::view::View;
use crate::document::Record;
use crate::input::tei::{Insertion, Source};
use marks::Marks;
use std::io::{self, Write};

/// The writer.
#[derive(Debug, Clone, Copy, Default)]
pub struct Tei {
    /// Whether there is one document, without a corpus around it.
    pub alone: bool,
    documents: usize,
}

impl Tei {
    /// A writer of one document, or of a corpus.
    #[must_use]
    pub const fn new(alone: bool) -> Self {
        Self { alone, documents: 0 }
    }
}

const DECLARATION: &[u8] = b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

impl Writer for Tei {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(DECLARATION)?;
        if !self.alone {
            out.write_all(header::CORPUS.as_bytes())?;
        }
        Ok(())
    }

    fn write(&mut self, record: &Record, out: &mut dyn Write) -> io::Result<()> {
        self.documents += 1;
        let prefix = if self.alone {
            String::new()
        } else {
            format!("d{}.", self.documents)
        };
        let view = View::new(record);
        let xml = record.meta.get("tei").and_then(|tei| tei.as_str());
        if let Some(xml) = xml.and_then(|xml| self.kept(&view, xml, &prefix)) {
            return writeln!(out, "{xml}");
        }
        let marks = Marks::of(&view, &prefix);
        out.write_all(b"<TEI xmlns=\"http://www.tei-c.org/ns/1.0\">\n")?;
        out.write_all(header::header(record).as_bytes())?;
        out.write_all(marks.stand_off("").as_bytes())?;
        let body = body::body(record, &marks);
        writeln!(
            out,
            "<text><body xml:space=\"preserve\">{body}</body></text>\n</TEI>"
        )
    }

    fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        if self.alone {
            Ok(())
        } else {
            out.write_all(b"</teiCorpus>\n")
        }
    }
}

impl Tei {
    /// The XML that a document came from with our elements in it; none where the text is no longer that of the XML.
    fn kept(self, view: &View<'_>, xml: &str, prefix: &str) -> Option<String> {
        let source = Source::parse(xml).ok().filter(|s| s.text == view.text())?;
        let place = header::Place::of(xml)?;
        // Ids of ours that are none of the XML's.
        let mut prefix = prefix.to_owned();
        while xml.contains(&format!("xml:id=\"{prefix}")) || xml.contains(&format!("xml:id='{prefix}")) {
            prefix.push_str("g.");
        }
        let marks = Marks::of(view, &prefix);
        let spans: Vec<_> = marks.all.iter().flat_map(|m| m.spans.iter().copied()).collect();
        let mut found = source.fragments(&spans).into_iter();
        let mut insertions = Vec::new();
        for mark in &marks.all {
            let stretches: Vec<_> = found.by_ref().take(mark.spans.len()).flatten().collect();
            for (part, xml) in stretches.iter().enumerate() {
                let (open, close) = mark.tags(part, stretches.len(), place.namespace);
                let xml = *xml;
                insertions.push(Insertion { xml, open, close });
            }
        }
        let whole = source.with(&insertions);
        // What we put in comes after the header. A corpus holds elements only, without what stands before the root.
        let start = if self.alone {
            place.after_declaration
        } else {
            place.root
        };
        let (before, after) = (&whole[start..place.after_header], &whole[place.after_header..]);
        let stand_off = marks.stand_off(place.namespace);
        Some([before.trim_start(), "\n", &stand_off, after.trim_end()].concat())
    }
}
