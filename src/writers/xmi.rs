//! UIMA CAS XMI: one file a document, with the type system beside it, for DKPro, INCEpTION, WebAnno, cassis.
//!
//! ```text
//! <ner:NamedEntity xmi:id="5" sofa="1" begin="10" end="15" value="PER" identifier="r1"/>
//! <guillemet:Speaker xmi:id="9" sofa="1" begin="10" end="15" name="Marie" speakerType="person" form="named" referent="r1"/>
//! <guillemet:Quote xmi:id="11" sofa="1" begin="0" end="7" quoteId="q1" kind="direct" speaker="9" cue="10" rule="…" score="0.98"/>
//! ```
//!
//! Sentences, tokens and named entities are DKPro's types, so that tools know them; quotations are ours, described in
//! `TypeSystem.xml`. Offsets count UTF-16 units, as UIMA does. Characters that XML forbids become U+FFFD in the text of
//! the view, which is as long. `identifier` is the referent.

use super::Writer;
use super::view::{View, borders};
use super::xml::attribute;
use crate::document::Record;
use crate::text::Span;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::{self, Write};

/// The writer.
#[derive(Debug, Clone, Copy, Default)]
pub struct Xmi;

/// The types used.
pub(super) const TYPE_SYSTEM: &str = include_str!("TypeSystem.xml");

const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore" xmlns:metadata="http:///de/tudarmstadt/ukp/dkpro/core/api/metadata/type.ecore" xmlns:segmentation="http:///de/tudarmstadt/ukp/dkpro/core/api/segmentation/type.ecore" xmlns:ner="http:///de/tudarmstadt/ukp/dkpro/core/api/ner/type.ecore" xmlns:guillemet="http:///guillemet.ecore" xmi:version="2.0">
<cas:NULL xmi:id="0"/>
"#;

impl Writer for Xmi {
    fn write(&mut self, record: &Record, out: &mut dyn Write) -> io::Result<()> {
        let mut cas = Cas::new(record);
        cas.document();
        cas.segments();
        cas.entities();
        cas.quotes();
        let members: Vec<String> = (2..cas.next).map(|id| id.to_string()).collect();
        out.write_all(HEAD.as_bytes())?;
        out.write_all(cas.out.as_bytes())?;
        writeln!(
            out,
            "<cas:Sofa xmi:id=\"1\" sofaNum=\"1\" sofaID=\"_InitialView\" mimeType=\"text/plain\" sofaString=\"{}\"/>",
            attribute(&record.text)
        )?;
        writeln!(
            out,
            "<cas:View sofa=\"1\" members=\"{}\"/>\n</xmi:XMI>",
            members.join(" ")
        )
    }
}

/// Feature structures, numbered from 2; 1 is the text.
struct Cas<'r> {
    view: View<'r>,
    out: String,
    next: usize,
}

impl<'r> Cas<'r> {
    fn new(record: &'r Record) -> Self {
        Self {
            view: View::new(record),
            out: String::new(),
            next: 2,
        }
    }

    /// One annotation; its number.
    fn add(&mut self, kind: &str, span: Span, features: &[(&str, &str)]) -> usize {
        let id = self.next;
        self.next += 1;
        let (begin, end) = self.view.offsets.utf16(span);
        let _ = write!(
            self.out,
            "<{kind} xmi:id=\"{id}\" sofa=\"1\" begin=\"{begin}\" end=\"{end}\""
        );
        for (name, value) in features.iter().filter(|(_, value)| !value.is_empty()) {
            let _ = write!(self.out, " {name}=\"{}\"", attribute(value));
        }
        self.out.push_str("/>\n");
        id
    }

    fn document(&mut self) {
        let record = self.view.record;
        let title = record
            .meta
            .get("title")
            .and_then(|t| t.as_str())
            .unwrap_or(&record.id);
        let features = [
            ("language", record.language.as_str()),
            ("documentTitle", title),
            ("documentId", &record.id),
            ("documentUri", record.source.as_deref().unwrap_or_default()),
        ];
        let all = Span::new(0, record.text.len());
        self.add("metadata:DocumentMetaData", all, &features);
    }

    fn segments(&mut self) {
        let borders = borders(self.view.entities());
        for sentence in self.view.sentences() {
            self.add("segmentation:Sentence", sentence, &[]);
            for token in self.view.tokens(sentence, &borders) {
                self.add("segmentation:Token", token, &[]);
            }
        }
    }

    fn entities(&mut self) {
        for entity in &self.view.record.entities {
            let span = self.view.span(entity.start, entity.end);
            let features = [
                ("value", entity.label.name()),
                ("identifier", entity.referent.as_deref().unwrap_or_default()),
            ];
            self.add("ner:NamedEntity", span, &features);
        }
    }

    fn quotes(&mut self) {
        // Quotations that share a mention or a cue share its annotation.
        let (mut speakers, mut cues) = (HashMap::new(), HashMap::new());
        for quote in &self.view.record.quotes {
            let speaker = quote.speaker.as_ref().map(|speaker| {
                let span = self.view.span(speaker.mention.start, speaker.mention.end);
                let features = [
                    ("name", speaker.name.as_str()),
                    ("speakerType", speaker.kind.name()),
                    ("form", speaker.form.name()),
                    ("referent", speaker.referent.as_deref().unwrap_or_default()),
                ];
                let key = (span, features);
                let add = || self.add("guillemet:Speaker", span, &features).to_string();
                speakers.entry(key).or_insert_with(add).clone()
            });
            let cue = quote.cue.as_ref().map(|cue| {
                let span = self.view.span(cue.start, cue.end);
                let add = || self.add("guillemet:Cue", span, &[]).to_string();
                cues.entry(span).or_insert_with(add).clone()
            });
            let features = [
                ("quoteId", quote.id.as_str()),
                ("kind", quote.kind.name()),
                ("speaker", speaker.as_deref().unwrap_or_default()),
                ("cue", cue.as_deref().unwrap_or_default()),
                ("rule", &quote.rule),
                ("score", &quote.score.to_string()),
            ];
            self.add("guillemet:Quote", self.view.quote(quote), &features);
        }
    }
}
