//! Gold and predictions: JSON Lines of which only some fields count.
//!
//! Gold quotations come in the format of the annotation (`type`, `pattern`, `canonical`, a flat `speaker`), or are
//! themselves records `guillemet/1`, which are read as if a person had annotated them.

use crate::document::corrections::{Change, Correction};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

/// Why there is no score.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ScoreError {
    /// A file cannot be read.
    #[error("{path}: cannot be read", path = path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// A line is not what is scored.
    #[error("{path}:{line}: {problem}", path = path.display())]
    Line {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong with it.
        problem: String,
    },
    /// A file holds no document.
    #[error("{path}: holds no document: it must be JSON Lines, as guillemet tag --to jsonl writes", path = path.display())]
    Empty {
        /// The file.
        path: PathBuf,
    },
}

/// Half-open, in code points.
pub type Range = (usize, usize);

/// Documents by id, in the order of the file; of two with one id the later counts.
#[derive(Debug, Clone)]
pub struct Documents<D> {
    /// Each with its id.
    pub all: Vec<(String, D)>,
    index: HashMap<String, usize>,
}

impl<D> Documents<D> {
    /// The document called `id`.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&D> {
        self.index.get(id).map(|&at| &self.all[at].1)
    }
}

/// Reads a file of documents.
///
/// # Errors
/// When it cannot be read, holds none, or a line is no document of that kind.
pub fn load<D: Document>(path: &Path) -> Result<Documents<D>, ScoreError> {
    let failed = |source| ScoreError::File {
        path: path.to_owned(),
        source,
    };
    let mut documents = Documents {
        all: Vec::new(),
        index: HashMap::new(),
    };
    for (line, number) in BufReader::new(File::open(path).map_err(failed)?).lines().zip(1..) {
        let line = line.map_err(failed)?;
        if line.trim().is_empty() {
            continue;
        }
        let raw: D::Raw = serde_json::from_str(&line).map_err(|error| ScoreError::Line {
            path: path.to_owned(),
            line: number,
            problem: format!("is not a document to score: {error}"),
        })?;
        let (id, document) = D::read(raw);
        match documents.index.get(&id) {
            Some(&at) => documents.all[at].1 = document,
            None => {
                documents.index.insert(id.clone(), documents.all.len());
                documents.all.push((id, document));
            }
        }
    }
    if documents.all.is_empty() {
        return Err(ScoreError::Empty {
            path: path.to_owned(),
        });
    }
    Ok(documents)
}

/// What a line is read as.
pub trait Document: Sized {
    /// Its JSON.
    type Raw: DeserializeOwned;
    /// Its id and itself.
    fn read(raw: Self::Raw) -> (String, Self);
}

/// A document with entities.
#[derive(Debug, Clone, Default)]
pub struct EntityDocument {
    /// Start, end, label.
    pub entities: Vec<(usize, usize, String)>,
}

/// A gold document with quotations.
#[derive(Debug, Clone, Default)]
pub struct GoldDocument {
    /// Its text, where the file has it.
    pub text: String,
    /// Its quotations and what is none.
    pub quotes: Vec<GoldQuote>,
}

/// A gold quotation, or marks that are none.
#[derive(Debug, Clone)]
pub struct GoldQuote {
    /// Where it stands.
    pub range: Range,
    /// `direct`, `mixed`, `none`.
    pub kind: String,
    /// How it is attributed: `after`, `colon`, `floating`…
    pub pattern: String,
    /// What the speaker is: `person`, `org`, `unnamed`.
    pub speaker_kind: String,
    /// Form of the mention: `named`, `nominal`, `pronoun`.
    pub form: String,
    /// Its speaker.
    pub speaker: Option<GoldSpeaker>,
}

/// A gold speaker.
#[derive(Debug, Clone)]
pub struct GoldSpeaker {
    /// Where the mention stands.
    pub mention: Range,
    /// The mention.
    pub text: String,
    /// The fullest name.
    pub name: String,
}

/// A document with predicted quotations.
#[derive(Debug, Clone, Default)]
pub struct PredictedDocument {
    /// Its text.
    pub text: String,
    /// Its quotations.
    pub quotes: Vec<PredictedQuote>,
}

/// A predicted quotation.
#[derive(Debug, Clone)]
pub struct PredictedQuote {
    /// Where it stands.
    pub range: Range,
    /// The rule that decided.
    pub rule: String,
    /// Its speaker.
    pub speaker: Option<PredictedSpeaker>,
}

/// A predicted speaker.
#[derive(Debug, Clone)]
pub struct PredictedSpeaker {
    /// Where the mention stands.
    pub mention: Option<Range>,
    /// The mention.
    pub text: String,
    /// The fullest name.
    pub name: String,
}

/// An id: a string or a number.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Id {
    Text(String),
    Number(serde_json::Number),
}

impl Id {
    fn text(self) -> String {
        match self {
            Self::Text(text) => text,
            Self::Number(number) => number.to_string(),
        }
    }
}

/// The JSON of entities.
#[derive(Debug, Deserialize)]
pub struct RawEntities {
    id: Id,
    #[serde(default)]
    entities: Vec<RawEntity>,
}

#[derive(Debug, Deserialize)]
struct RawEntity {
    start: usize,
    end: usize,
    label: String,
}

impl Document for EntityDocument {
    type Raw = RawEntities;

    fn read(raw: RawEntities) -> (String, Self) {
        let entities = raw
            .entities
            .into_iter()
            .map(|e| (e.start, e.end, e.label))
            .collect();
        (raw.id.text(), Self { entities })
    }
}

/// The JSON of quotations, gold or predicted.
#[derive(Debug, Deserialize)]
pub struct RawQuotes {
    id: Id,
    text: Option<String>,
    #[serde(default)]
    quotes: Vec<RawQuote>,
    #[serde(default)]
    corrections: Vec<Correction>,
}

#[derive(Debug, Deserialize)]
struct RawQuote {
    start: usize,
    end: usize,
    #[serde(rename = "type")]
    gold_type: Option<String>,
    kind: Option<String>,
    pattern: Option<String>,
    rule: Option<String>,
    mention: Option<String>,
    canonical: Option<String>,
    speaker: Option<RawSpeaker>,
}

#[derive(Debug, Deserialize)]
struct RawSpeaker {
    start: Option<usize>,
    end: Option<usize>,
    text: Option<String>,
    mention: Option<RawPassage>,
    form: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
    name: Option<String>,
}

#[derive(Debug, Deserialize)]
struct RawPassage {
    start: usize,
    end: usize,
    text: Option<String>,
}

impl Document for GoldDocument {
    type Raw = RawQuotes;

    fn read(raw: RawQuotes) -> (String, Self) {
        let quotes = raw.quotes.into_iter().map(|q| {
            if q.gold_type.is_some() {
                annotated(q)
            } else {
                recorded(q)
            }
        });
        let none = raw
            .corrections
            .into_iter()
            .filter(|c| c.change == Change::NotQuotation)
            .map(set_aside);
        (
            raw.id.text(),
            Self {
                text: raw.text.unwrap_or_default(),
                quotes: quotes.chain(none).collect(),
            },
        )
    }
}

/// Marks that a reader said are no quotation.
fn set_aside(correction: Correction) -> GoldQuote {
    GoldQuote {
        range: (correction.start, correction.end),
        kind: "none".into(),
        pattern: or_none(None),
        speaker_kind: or_none(None),
        form: or_none(None),
        speaker: None,
    }
}

/// A field that is absent or null, as the reference scorer prints it.
fn or_none(field: Option<String>) -> String {
    field.unwrap_or_else(|| "None".into())
}

/// A quotation of the annotation.
fn annotated(quote: RawQuote) -> GoldQuote {
    let canonical = quote.canonical.filter(|c| !c.is_empty());
    let speaker = quote.speaker.map(|s| {
        let text = s.text.unwrap_or_default();
        let mention = (s.start.unwrap_or_default(), s.end.unwrap_or_default());
        GoldSpeaker {
            mention,
            name: canonical.unwrap_or_else(|| text.clone()),
            text,
        }
    });
    GoldQuote {
        range: (quote.start, quote.end),
        kind: or_none(quote.gold_type),
        pattern: or_none(quote.pattern),
        speaker_kind: or_none(quote.kind),
        form: or_none(quote.mention),
        speaker,
    }
}

/// A quotation of a record, taken as gold.
fn recorded(quote: RawQuote) -> GoldQuote {
    let (mut speaker_kind, mut form, mut speaker) = (None, None, None);
    if let Some(RawSpeaker {
        mention: Some(mention),
        form: its_form,
        kind,
        name,
        ..
    }) = quote.speaker
    {
        speaker_kind = kind.map(|k| if k == "organisation" { "org".into() } else { k });
        form = its_form;
        let text = mention.text.unwrap_or_default();
        let name = name.filter(|n| !n.is_empty()).unwrap_or_else(|| text.clone());
        speaker = Some(GoldSpeaker {
            mention: (mention.start, mention.end),
            text,
            name,
        });
    }
    GoldQuote {
        range: (quote.start, quote.end),
        kind: or_none(quote.kind),
        pattern: or_none(quote.rule),
        speaker_kind: or_none(speaker_kind),
        form: or_none(form),
        speaker,
    }
}

impl Document for PredictedDocument {
    type Raw = RawQuotes;

    fn read(raw: RawQuotes) -> (String, Self) {
        let quotes = raw
            .quotes
            .into_iter()
            .filter(|q| q.kind.as_deref() != Some("none"))
            .map(|q| PredictedQuote {
                range: (q.start, q.end),
                rule: q.rule.unwrap_or_default(),
                speaker: q.speaker.map(|s| PredictedSpeaker {
                    text: s
                        .mention
                        .as_ref()
                        .and_then(|m| m.text.clone())
                        .unwrap_or_default(),
                    mention: s.mention.map(|m| (m.start, m.end)),
                    name: s.name.unwrap_or_default(),
                }),
            });
        (
            raw.id.text(),
            Self {
                text: raw.text.unwrap_or_default(),
                quotes: quotes.collect(),
            },
        )
    }
}
