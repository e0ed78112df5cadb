//! THE file to read first: how one text becomes one record.
//!
//! ```text
//! text -> sentences -> tokens -> entities -> quotes -> speakers -> document
//! ```
//!
//! `Pipeline::prepare` does what needs no model, the engine scores the windows of many documents together, and
//! `Pipeline::finish` does the rest. [`Pipeline::annotate`] joins the three for any number of documents.

use crate::document::{self, Record, record::Provenance};
use crate::entities::decode::{self, Reading};
use crate::entities::names::Referent;
use crate::entities::{Entity, Tagger, TaggerError, Window, agree, edges, names, windows};
use crate::sentences;
use crate::speakers::{self, Quotation};
use crate::text::{Span, paragraphs};
use crate::tokens::{Morphology, Token, words};
use rayon::prelude::*;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// One document to read.
#[derive(Debug, Clone, Default)]
pub struct Input {
    /// Its id in the output.
    pub id: String,
    /// Path of the file it came from.
    pub source: Option<String>,
    /// The text.
    pub text: String,
    /// Other fields, kept in the record.
    pub meta: serde_json::Map<String, serde_json::Value>,
}

/// Everything found in one document, in bytes of its text.
#[derive(Debug, Clone, Default)]
pub struct Analysis {
    /// Paragraphs.
    pub paragraphs: Vec<Span>,
    /// Sentences.
    pub sentences: Vec<Span>,
    /// Tokens.
    pub tokens: Vec<Token>,
    /// The tokens of each sentence.
    pub sentence_tokens: Vec<Range<usize>>,
    /// What each token is.
    pub morphology: Vec<Morphology>,
    /// Entities.
    pub entities: Vec<Entity>,
    /// Who and what they name.
    pub referents: Vec<Referent>,
    /// Quotations with their speakers.
    pub quotations: Vec<Quotation>,
}

/// Windows that the engine is given at once: enough to keep every worker busy, few enough that the scores of a text of any length
/// take some tens of megabytes.
const AT_ONCE: usize = 1024;

/// The stages with their model.
pub struct Pipeline {
    tagger: Box<dyn Tagger>,
    /// The model that gives parts of speech where the tagger has no second head.
    grammarian: Option<Box<dyn Tagger>>,
    provenance: Provenance,
    tokens: bool,
}

/// A document between preparation and the rules.
struct Prepared {
    analysis: Analysis,
    windows: Vec<Window>,
    grammar_windows: Vec<Window>,
}

impl Pipeline {
    /// A pipeline around `tagger`. Where it has no second head, `grammarian` (the shipped model) gives the parts of
    /// speech that the rules read; without either, the rules fall back on word lists.
    #[must_use]
    pub fn new(tagger: Box<dyn Tagger>, grammarian: Option<Box<dyn Tagger>>) -> Self {
        let about = tagger.description();
        let provenance = Provenance {
            version: env!("CARGO_PKG_VERSION").into(),
            model: about.model,
            model_sha256: about.model_sha256,
            engine: format!("{} {} {}", about.engine, about.device, about.precision),
        };
        let grammarian = grammarian.filter(|_| tagger.layout().is_none());
        Self {
            tagger,
            grammarian,
            provenance,
            tokens: false,
        }
    }

    /// Whether records list their tokens.
    #[must_use]
    pub fn with_tokens(mut self, tokens: bool) -> Self {
        self.tokens = tokens;
        self
    }

    /// The engine and its model.
    #[must_use]
    pub fn tagger(&self) -> &dyn Tagger {
        self.tagger.as_ref()
    }

    /// Reads `inputs` and answers in their order. A document whose text the engine refuses is an error of its own.
    #[must_use]
    pub fn annotate(&self, inputs: Vec<Input>) -> Vec<Result<Record, TaggerError>> {
        let prepared: Vec<_> = inputs
            .par_iter()
            .map(|input| guarded(|| self.prepare(&input.text)))
            .collect();
        let readings = read_all(self.tagger.as_ref(), &prepared, |p| &p.windows);
        let grammar = self
            .grammarian
            .as_deref()
            .map(|g| read_all(g, &prepared, |p| &p.grammar_windows));
        let mut grammar = grammar.map(|g| g.into_iter());
        let all: Vec<_> = inputs
            .into_iter()
            .zip(prepared)
            .zip(readings)
            .map(|((input, prepared), reading)| {
                (
                    input,
                    prepared,
                    reading,
                    grammar.as_mut().and_then(Iterator::next),
                )
            })
            .collect();
        all.into_par_iter()
            .map(|(input, prepared, reading, grammar)| {
                let (prepared, reading, grammar) = (prepared?, reading?, grammar.transpose()?);
                let analysis = guarded(|| Ok(self.finish(&input.text, prepared, reading, grammar)))?;
                Ok(document::build(input, &analysis, &self.provenance, self.tokens))
            })
            .collect()
    }

    /// The windows of `text` that the engine is given.
    ///
    /// # Errors
    /// When the tokenizer refuses the text.
    pub fn windows(&self, text: &str) -> Result<Vec<Window>, TaggerError> {
        Ok(self.prepare(text)?.windows)
    }

    /// Reads one text without making a record of it.
    ///
    /// # Errors
    /// When the engine fails on it.
    pub fn analyse(&self, text: &str) -> Result<Analysis, TaggerError> {
        let prepared = [self.prepare(text)];
        let one =
            |tagger, windows: fn(&Prepared) -> &[Window]| read_all(tagger, &prepared, windows).remove(0);
        let reading = one(self.tagger.as_ref(), |p| &p.windows)?;
        let grammar = self
            .grammarian
            .as_deref()
            .map(|g| one(g, |p| &p.grammar_windows))
            .transpose()?;
        let [prepared] = prepared;
        Ok(self.finish(text, prepared?, reading, grammar))
    }

    /// What needs no model: paragraphs, sentences, tokens, windows.
    fn prepare(&self, text: &str) -> Result<Prepared, TaggerError> {
        let paragraphs = paragraphs(text);
        let sentences = sentences::split(text, &paragraphs);
        let mut tokens = Vec::new();
        let mut sentence_tokens = Vec::with_capacity(sentences.len());
        for sentence in &sentences {
            let first = tokens.len();
            tokens.extend(words::words(text, *sentence));
            sentence_tokens.push(first..tokens.len());
        }
        let cut = |tagger: &dyn Tagger| {
            windows::windows(
                text,
                &tokens,
                &sentence_tokens,
                tagger.pieces(),
                tagger.max_pieces(),
            )
        };
        let windows = cut(self.tagger.as_ref())?;
        let grammar_windows = self
            .grammarian
            .as_deref()
            .map(cut)
            .transpose()?
            .unwrap_or_default();
        let analysis = Analysis {
            paragraphs,
            sentences,
            tokens,
            sentence_tokens,
            ..Analysis::default()
        };
        Ok(Prepared {
            analysis,
            windows,
            grammar_windows,
        })
    }

    /// What follows the model: entities, referents, quotations, speakers. The second head of the model gives the morphology, or
    /// that of the grammarian.
    fn finish(&self, text: &str, prepared: Prepared, reading: Reading, grammar: Option<Reading>) -> Analysis {
        let Prepared { mut analysis, .. } = prepared;
        let Reading {
            log_probs,
            morphology,
        } = reading;
        analysis.morphology = grammar.map_or(morphology, |g| g.morphology);
        analysis.entities = decode::entities(
            &analysis.tokens,
            &analysis.sentence_tokens,
            self.tagger.labels(),
            self.tagger.calibration(),
            &log_probs,
        );
        drop(log_probs);
        edges::cut(text, &analysis.tokens, &mut analysis.entities);
        edges::join(text, &analysis.tokens, &mut analysis.entities);
        agree::agree(text, &mut analysis.entities);
        analysis.referents = names::referents(text, &analysis.entities);
        analysis.quotations = speakers::attribute(text, &analysis);
        analysis
    }
}

/// Runs a stage so that a bug in it costs one document, not the corpus: a panic becomes that document's error.
fn guarded<T>(stage: impl FnOnce() -> Result<T, TaggerError>) -> Result<T, TaggerError> {
    catch_unwind(AssertUnwindSafe(stage)).unwrap_or_else(|_| {
        let message = "this text meets a bug: please report it with the text".into();
        Err(TaggerError::Engine {
            engine: "rules",
            message,
        })
    })
}

/// What the model says of every document, in order, [`AT_ONCE`] windows a call; where a call fails, its documents are asked for
/// one by one, so that one bad text costs no other.
fn read_all<'p>(
    tagger: &dyn Tagger,
    prepared: &'p [Result<Prepared, TaggerError>],
    windows: impl Fn(&'p Prepared) -> &'p [Window],
) -> Vec<Result<Reading, TaggerError>> {
    let (labels, layout) = (tagger.labels(), tagger.layout());
    let words = |p: &Prepared| p.analysis.tokens.len();
    let mut readings: Vec<Result<Reading, TaggerError>> = prepared
        .iter()
        .map(|p| Ok(Reading::new(p.as_ref().map_or(0, words), labels)))
        .collect();
    let of = |p: &'p Result<Prepared, TaggerError>| p.as_ref().map_or(&[][..], &windows);
    let all: Vec<(usize, &Window)> = prepared
        .iter()
        .enumerate()
        .flat_map(|(document, p)| of(p).iter().map(move |window| (document, window)))
        .collect();
    let mut ask = |some: &[(usize, &Window)]| -> Result<(), TaggerError> {
        let windows: Vec<Window> = some.iter().map(|(_, window)| (*window).clone()).collect();
        let scores = tagger.tag(&windows)?;
        let (Some((first, _)), Some((last, _))) = (some.first(), some.last()) else {
            return Ok(());
        };
        // The windows stand document by document, so each document finds its own together.
        readings[*first..=*last]
            .par_iter_mut()
            .enumerate()
            .for_each(|(at, reading)| {
                let Ok(reading) = reading else { return };
                let from = some.partition_point(|(document, _)| *document < first + at);
                let own = some[from..].iter().zip(&scores[from..]);
                for ((_, window), scores) in own.take_while(|((document, _), _)| *document == first + at) {
                    reading.take(window, scores, labels, layout);
                }
            });
        Ok(())
    };
    let mut failed = Vec::new();
    for some in all.chunks(AT_ONCE) {
        if ask(some).is_err() {
            for own in some.chunk_by(|(one, _), (other, _)| one == other) {
                failed.extend(ask(own).err().map(|error| (own[0].0, error)));
            }
        }
    }
    for (document, error) in failed {
        readings[document] = Err(error);
    }
    readings
}
