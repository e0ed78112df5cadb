//! Every invariant of a record that a consumer may rely on.

use super::record::{Passage, Record, SCHEMA};
use std::collections::{HashMap, HashSet};

/// What is wrong with `record`, one line a problem, in the order of the record's fields; empty when all holds.
///
/// Checked: the schema's name and units; spans inside the text, half-open and not empty; `text` equal to what stands
/// at the span; sentences, tokens and entities sorted and not overlapping; ids unique; every id that is referred to
/// exists, and points back; quotation parts inside their quotation and in order; scores from 0 to 1; corrections of words
/// that are there.
#[must_use]
pub fn check(record: &Record) -> Vec<String> {
    let mut problems = Problems {
        text: record.text.chars().collect(),
        found: Vec::new(),
    };
    problems.require(record.schema == SCHEMA, || {
        format!("schema is `{}`, not `{SCHEMA}`", record.schema)
    });
    problems.require(record.offsets == "codepoints", || {
        format!("offsets are `{}`, not `codepoints`", record.offsets)
    });
    problems.require(!record.id.is_empty(), || "id is empty".into());
    problems.row("sentence", record.sentences.iter().map(|s| (s.start, s.end)));
    problems.row("token", record.tokens.iter().flatten().map(|t| (t.start, t.end)));
    problems.row("entity", record.entities.iter().map(|e| (e.start, e.end)));
    problems.unique(record);
    problems.entities(record);
    problems.referents(record);
    problems.quotes(record);
    for c in &record.corrections {
        problems.words("correction", c.start, c.end, &c.text);
    }
    problems.found
}

struct Problems {
    text: Vec<char>,
    found: Vec<String>,
}

impl Problems {
    fn require(&mut self, holds: bool, problem: impl FnOnce() -> String) {
        if !holds {
            self.found.push(problem());
        }
    }

    fn span(&mut self, what: &str, start: usize, end: usize) {
        let len = self.text.len();
        self.require(start < end && end <= len, || {
            format!("{what} {start}..{end} is empty or outside the text of {len} code points")
        });
    }

    fn passage(&mut self, what: &str, passage: &Passage) {
        self.words(what, passage.start, passage.end, &passage.text);
    }

    fn words(&mut self, what: &str, start: usize, end: usize, words: &str) {
        self.span(what, start, end);
        let same = self
            .text
            .get(start..end)
            .is_some_and(|there| words.chars().eq(there.iter().copied()));
        self.require(same, || {
            format!("{what} {start}..{end} says `{words}`, the text there is different")
        });
    }

    fn row(&mut self, what: &str, spans: impl Iterator<Item = (usize, usize)>) {
        let mut before = 0;
        for (start, end) in spans {
            self.span(what, start, end);
            self.require(before <= start, || {
                format!("{what} {start}..{end} overlaps or precedes the one before it")
            });
            before = end;
        }
    }

    fn unique(&mut self, record: &Record) {
        let mut seen = HashSet::new();
        let ids = record.entities.iter().map(|e| &e.id);
        for id in ids
            .chain(record.referents.iter().map(|r| &r.id))
            .chain(record.quotes.iter().map(|q| &q.id))
        {
            self.require(seen.insert(id), || format!("id `{id}` is used twice"));
        }
    }

    fn entities(&mut self, record: &Record) {
        let referents: HashMap<_, _> = record.referents.iter().map(|r| (r.id.as_str(), r)).collect();
        for entity in &record.entities {
            self.words(
                &format!("entity {}", entity.id),
                entity.start,
                entity.end,
                &entity.text,
            );
            self.score(&entity.id, entity.score);
            let Some(id) = &entity.referent else { continue };
            let listed = referents
                .get(id.as_str())
                .is_some_and(|r| r.mentions.contains(&entity.id));
            self.require(listed, || {
                format!(
                    "entity {} names the referent `{id}`, which does not list it",
                    entity.id
                )
            });
        }
    }

    fn referents(&mut self, record: &Record) {
        let entities: HashMap<_, _> = record.entities.iter().map(|e| (e.id.as_str(), e)).collect();
        for referent in &record.referents {
            self.require(!referent.mentions.is_empty(), || {
                format!("referent {} has no mention", referent.id)
            });
            for id in &referent.mentions {
                let back = entities
                    .get(id.as_str())
                    .is_some_and(|e| e.referent.as_ref() == Some(&referent.id));
                self.require(back, || {
                    format!("referent {} lists `{id}`, which does not name it", referent.id)
                });
            }
        }
    }

    fn quotes(&mut self, record: &Record) {
        let referents: HashSet<_> = record.referents.iter().map(|r| r.id.as_str()).collect();
        let mut before = 0;
        let mut earlier = HashSet::new();
        for quote in &record.quotes {
            let what = format!("quote {}", quote.id);
            if let Some(id) = &quote.continues {
                self.require(earlier.contains(id.as_str()), || {
                    format!("{what} continues `{id}`, and no quotation before it has that id")
                });
            }
            earlier.insert(quote.id.as_str());
            self.words(&what, quote.start, quote.end, &quote.text);
            self.score(&quote.id, quote.score);
            self.require(before <= quote.start, || {
                format!("{what} begins before the one before it")
            });
            before = quote.start;
            self.require(!quote.parts.is_empty(), || format!("{what} has no part"));
            let mut from = quote.start;
            for part in &quote.parts {
                self.span(&what, part.start, part.end);
                let inside = from <= part.start && part.end <= quote.end;
                self.require(inside, || {
                    format!(
                        "{what}: part {}..{} is outside it or out of order",
                        part.start, part.end
                    )
                });
                from = part.end;
            }
            for repeat in &quote.repeats {
                self.words(&what, repeat.start, repeat.end, &repeat.text);
            }
            if let Some(cue) = &quote.cue {
                self.passage(&format!("cue of {}", quote.id), cue);
            }
            if let Some(speaker) = &quote.speaker {
                self.passage(&format!("speaker of {}", quote.id), &speaker.mention);
                self.require(!speaker.name.is_empty(), || {
                    format!("{what}: its speaker has an empty name")
                });
                let known = speaker
                    .referent
                    .as_ref()
                    .is_none_or(|r| referents.contains(r.as_str()));
                self.require(known, || format!("{what}: its speaker's referent does not exist"));
            }
        }
    }

    fn score(&mut self, id: &str, score: f64) {
        self.require((0.0..=1.0).contains(&score), || {
            format!("score of {id} is {score}, outside 0 to 1")
        });
    }
}
