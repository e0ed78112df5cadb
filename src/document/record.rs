//! The record `guillemet/1`: one document, one JSON line.
//!
//! Every `start` and `end` is half-open and counts **code points** of [`Record::text`].

use super::corrections::Correction;
use crate::entities::Label;
use crate::quotes::Kind;
use crate::speakers::{Form, SpeakerType};
use serde::{Deserialize, Serialize};

/// The name of this schema.
pub const SCHEMA: &str = "guillemet/1";

/// One document with everything found in it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Always [`SCHEMA`].
    pub schema: String,
    /// The document's id: given, or made from its path.
    pub id: String,
    /// Path of the file it came from.
    #[serde(default)]
    pub source: Option<String>,
    /// Always `codepoints`.
    pub offsets: String,
    /// Always `fr`.
    pub language: String,
    /// The text, as decoded; nothing in it is changed.
    pub text: String,
    /// Other fields of the input, kept as they were.
    #[serde(default)]
    pub meta: serde_json::Map<String, serde_json::Value>,
    /// Sentences, sorted, not overlapping.
    pub sentences: Vec<Range>,
    /// Tokens, only with `--tokens`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tokens: Option<Vec<Range>>,
    /// Entities, sorted, not overlapping.
    pub entities: Vec<Entity>,
    /// People, places and organisations that the entities name.
    pub referents: Vec<Referent>,
    /// Quotations, sorted by start.
    pub quotes: Vec<Quote>,
    /// What a reader corrected; all of it is made already.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub corrections: Vec<Correction>,
    /// What made this record.
    pub provenance: Provenance,
}

/// A stretch of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Range {
    /// First code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
}

/// A stretch of the text with its words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passage {
    /// First code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
    /// The words there.
    pub text: String,
}

/// A named entity.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entity {
    /// `e1`, `e2`… in text order.
    pub id: String,
    /// First code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
    /// The words there.
    pub text: String,
    /// What it is.
    pub label: Label,
    /// How sure the model is, 0 to 1, three decimals.
    pub score: f64,
    /// The [`Referent`] it names.
    pub referent: Option<String>,
}

/// Somebody or something that one or more entities name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Referent {
    /// `r1`, `r2`… in order of first mention.
    pub id: String,
    /// The fullest name in the document.
    pub name: String,
    /// What it is.
    pub label: Label,
    /// Ids of the entities that name it, in text order.
    pub mentions: Vec<String>,
}

/// A quotation and who said it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Quote {
    /// `q1`, `q2`… in text order.
    pub id: String,
    /// First code point, the opening mark included.
    pub start: usize,
    /// One past the last code point, the closing mark included.
    pub end: usize,
    /// The words there.
    pub text: String,
    /// The spoken words alone: marks and an inquit inside them left out.
    pub parts: Vec<Range>,
    /// `direct` or `mixed`.
    pub kind: Kind,
    /// Who said it; null where nobody can be told.
    pub speaker: Option<Speaker>,
    /// The verb or marker of attribution.
    pub cue: Option<Passage>,
    /// Name of the rule that decided.
    pub rule: String,
    /// How sure the attribution is, 0 to 1, two decimals.
    pub score: f64,
    /// Id of the quotation that this one goes on from: its marks are opened again at a paragraph or a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub continues: Option<String>,
    /// Pull-quotes: the same words repeated elsewhere on the page, without being another quotation.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub repeats: Vec<Repeat>,
}

/// The words of a quotation repeated as a pull-quote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repeat {
    /// First code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
    /// The words there.
    pub text: String,
    /// The line that names the speaker, where there is one.
    pub signature: Option<Passage>,
}

/// Who said a quotation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Speaker {
    /// The mention responsible for the attribution.
    pub mention: Passage,
    /// Its form.
    pub form: Form,
    /// What the speaker is.
    #[serde(rename = "type")]
    pub kind: SpeakerType,
    /// The fullest name in the document, roles left out; the head noun phrase for an unnamed speaker.
    pub name: String,
    /// The [`Referent`], for named speakers.
    pub referent: Option<String>,
}

/// What made a record.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Provenance {
    /// Version of the program.
    pub version: String,
    /// Name and version of the model.
    pub model: String,
    /// SHA-256 of its weights.
    pub model_sha256: String,
    /// Engine, device and number format.
    pub engine: String,
}
