//! What the stages found, named and numbered: the record.

use super::record::{Entity, Passage, Provenance, Quote, Range, Record, Referent, Repeat, SCHEMA, Speaker};
use crate::pipeline::{Analysis, Input};
use crate::speakers;
use crate::text::{Offsets, Span};

/// The record of one document. Ids count in text order, so the same document always gives the same record.
#[must_use]
pub fn build(input: Input, analysis: &Analysis, provenance: &Provenance, tokens: bool) -> Record {
    let at = Scale {
        text: &input.text,
        offsets: Offsets::new(&input.text),
    };
    let mut owner = vec![None; analysis.entities.len()];
    for (number, referent) in analysis.referents.iter().enumerate() {
        for &mention in &referent.mentions {
            owner[mention] = Some(number);
        }
    }
    Record {
        schema: SCHEMA.into(),
        sentences: analysis.sentences.iter().map(|s| at.range(*s)).collect(),
        tokens: tokens.then(|| analysis.tokens.iter().map(|t| at.range(t.span)).collect()),
        entities: analysis
            .entities
            .iter()
            .enumerate()
            .map(|(i, e)| at.entity(i, e, owner[i]))
            .collect(),
        referents: analysis
            .referents
            .iter()
            .enumerate()
            .map(|(i, r)| referent(i, r))
            .collect(),
        quotes: analysis
            .quotations
            .iter()
            .enumerate()
            .map(|(i, q)| at.quote(i, q, continued(q, &analysis.quotations[..i])))
            .collect(),
        corrections: Vec::new(),
        provenance: provenance.clone(),
        offsets: "codepoints".into(),
        language: "fr".into(),
        id: input.id,
        source: input.source,
        meta: input.meta,
        text: input.text,
    }
}

fn referent_id(index: usize) -> String {
    format!("r{}", index + 1)
}

fn quote_id(index: usize) -> String {
    format!("q{}", index + 1)
}

/// Which of the quotations `before` it `quote` goes on from.
fn continued(quote: &speakers::Quotation, before: &[speakers::Quotation]) -> Option<usize> {
    let from = quote.continues?;
    before.iter().rposition(|q| q.span == from)
}

fn referent(index: usize, referent: &crate::entities::names::Referent) -> Referent {
    Referent {
        id: referent_id(index),
        name: referent.name.clone(),
        label: referent.label,
        mentions: referent.mentions.iter().map(|m| format!("e{}", m + 1)).collect(),
    }
}

/// `value` with `digits` decimals, as JSON shows it.
fn rounded(value: f32, digits: i32) -> f64 {
    let scale = 10_f64.powi(digits);
    (f64::from(value) * scale).round() / scale
}

/// Bytes to code points of one text.
struct Scale<'t> {
    text: &'t str,
    offsets: Offsets,
}

impl Scale<'_> {
    fn range(&self, span: Span) -> Range {
        let (start, end) = self.offsets.codepoints(span);
        Range { start, end }
    }

    fn passage(&self, span: Span) -> Passage {
        let Range { start, end } = self.range(span);
        Passage {
            start,
            end,
            text: span.of(self.text).to_owned(),
        }
    }

    fn entity(&self, index: usize, entity: &crate::entities::Entity, referent: Option<usize>) -> Entity {
        let Passage { start, end, text } = self.passage(entity.span);
        let score = rounded(entity.score, 3);
        Entity {
            id: format!("e{}", index + 1),
            start,
            end,
            text,
            label: entity.label,
            score,
            referent: referent.map(referent_id),
        }
    }

    fn quote(&self, index: usize, quote: &speakers::Quotation, continues: Option<usize>) -> Quote {
        let Passage { start, end, text } = self.passage(quote.span);
        Quote {
            id: quote_id(index),
            start,
            end,
            text,
            parts: quote.parts.iter().map(|p| self.range(*p)).collect(),
            kind: quote.kind,
            speaker: quote.speaker.as_ref().map(|s| self.speaker(s)),
            cue: quote.cue.map(|c| self.passage(c)),
            rule: quote.rule.into(),
            score: rounded(quote.score, 2),
            continues: continues.map(quote_id),
            repeats: quote
                .repeats
                .iter()
                .map(|(words, signature)| self.repeat(*words, *signature))
                .collect(),
        }
    }

    fn speaker(&self, speaker: &speakers::Speaker) -> Speaker {
        Speaker {
            mention: self.passage(speaker.mention),
            form: speaker.form,
            kind: speaker.kind,
            name: speaker.name.clone(),
            referent: speaker.referent.map(referent_id),
        }
    }

    fn repeat(&self, words: Span, signature: Option<Span>) -> Repeat {
        let Passage { start, end, text } = self.passage(words);
        Repeat {
            start,
            end,
            text,
            signature: signature.map(|s| self.passage(s)),
        }
    }
}
