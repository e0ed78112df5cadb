//! What a reader corrected, merged into a record.
//!
//! A corrected record lists what was changed in its `corrections`, so that it is gold as it is, and can be merged into
//! records of the same text that another version tagged:
//!
//! ```text
//! {"what":"label","start":10,"end":17,"text":"Rivalta","label":"ORG"}
//! {"what":"speaker","start":40,"end":64,"text":"« Il faut agir »","speaker":{…}}
//! {"what":"not-quotation","start":90,"end":101,"text":"« absurde »"}
//! ```
//!
//! `label` is null for what is no name, `speaker` where nobody can be told. A file of corrections is JSON Lines of which
//! `id` and `corrections` count; a corrected record is one.
//!
//! Refuses: to guess. A correction is about exactly the words at its span; what is not there is reported.

use super::record::{Entity, Passage, Quote, Record, Referent, Speaker};
use crate::entities::Label;
use crate::speakers::{Form, SpeakerType};
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};
use std::io::{self, BufRead};

/// The name of the rule of an attribution that a reader made.
pub const RULE: &str = "corrected";

/// One thing that a reader changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Correction {
    /// First code point of the entity or quotation.
    pub start: usize,
    /// One past its last code point.
    pub end: usize,
    /// The words there.
    pub text: String,
    /// What it is instead.
    #[serde(flatten)]
    pub change: Change,
}

/// What something is instead.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
pub enum Change {
    /// An entity of another label, or none.
    Label {
        /// The label; `None` for what is no name.
        label: Option<Label>,
    },
    /// A quotation of another speaker.
    Speaker {
        /// Who said it; `None` where nobody can be told. Its referent is looked up anew.
        speaker: Option<Speaker>,
    },
    /// No quotation.
    NotQuotation,
}

/// The corrections of one document.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Corrections {
    /// The document.
    pub id: String,
    /// In the order in which they were made.
    #[serde(default)]
    pub corrections: Vec<Correction>,
}

/// Why a file of corrections cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CorrectionsError {
    /// It cannot be read.
    #[error("{place}: cannot be read")]
    Io {
        /// What it is called.
        place: String,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// A line is none.
    #[error("{place}:{line}: is no line of corrections, as the page downloads them: {source}")]
    Line {
        /// What the file is called.
        place: String,
        /// The line, from 1.
        line: usize,
        /// What is wrong with it.
        #[source]
        source: serde_json::Error,
    },
}

/// The corrections of `from` by document, in the order of the lines; `place` is what errors call the file.
///
/// # Errors
/// When it cannot be read, or a line is none.
pub fn read(from: impl BufRead, place: &str) -> Result<HashMap<String, Vec<Correction>>, CorrectionsError> {
    let mut all: HashMap<String, Vec<Correction>> = HashMap::new();
    for (line, number) in from.lines().zip(1..) {
        let place = || place.to_owned();
        let line = line.map_err(|source| CorrectionsError::Io {
            place: place(),
            source,
        })?;
        if line.trim().is_empty() {
            continue;
        }
        let read: Corrections = serde_json::from_str(&line).map_err(|source| CorrectionsError::Line {
            place: place(),
            line: number,
            source,
        })?;
        all.entry(read.id).or_default().extend(read.corrections);
    }
    Ok(all)
}

impl Correction {
    /// Whether both are about the same entity or the same quotation.
    fn same_thing(&self, other: &Self) -> bool {
        let names = |c: &Self| matches!(c.change, Change::Label { .. });
        (self.start, self.end) == (other.start, other.end) && names(self) == names(other)
    }
}

/// Makes `corrections` in `record`, and answers which could not be made, one line each.
///
/// A corrected entity or attribution has the score 1, and a corrected attribution the rule [`RULE`] and no cue. Where a
/// name changes its label, so do its referent and what the referent says as a speaker. The record's own list grows by what
/// was made; of two corrections of one thing the later stays. Corrections that the record lists already are passed over.
pub fn apply(record: &mut Record, corrections: &[Correction]) -> Vec<String> {
    let mut problems = Vec::new();
    let (names, quotes): (Vec<_>, Vec<_>) = corrections
        .iter()
        .filter(|c| !record.corrections.contains(c))
        .cloned()
        .partition(|c| matches!(c.change, Change::Label { .. }));
    let labels: Vec<(String, Label)> = record.referents.iter().map(|r| (r.id.clone(), r.label)).collect();
    let mut made = Vec::new();
    for correction in names {
        match relabel(record, &correction) {
            Ok(()) => made.push(correction),
            Err(problem) => problems.push(problem),
        }
    }
    if !made.is_empty() {
        regroup(record);
        follow_referents(record, &labels);
    }
    for correction in quotes {
        match attribute(record, &correction) {
            Ok(()) => made.push(correction),
            Err(problem) => problems.push(problem),
        }
    }
    // Listed in the order in which the reader made them.
    for correction in corrections.iter().filter(|c| made.contains(c)) {
        record.corrections.retain(|c| !c.same_thing(correction));
        record.corrections.push(correction.clone());
    }
    problems
}

/// Gives an entity another label, or takes it away.
fn relabel(record: &mut Record, correction: &Correction) -> Result<(), String> {
    let Change::Label { label } = correction.change else {
        return Ok(());
    };
    let is_it = |e: &Entity| {
        (e.start, e.end, e.text.as_str()) == (correction.start, correction.end, &correction.text)
    };
    let place = record.entities.iter().position(is_it);
    let place = place.ok_or_else(|| missing("entity", correction))?;
    match label {
        Some(label) => {
            record.entities[place].label = label;
            record.entities[place].score = 1.0;
        }
        None => {
            record.entities.remove(place);
        }
    }
    Ok(())
}

fn missing(what: &str, correction: &Correction) -> String {
    let Correction { start, end, text, .. } = correction;
    format!("there is no {what} `{text}` at {start}..{end}")
}

/// Brings the referents in line with their entities: none without a mention, and mentions of one label each.
fn regroup(record: &mut Record) {
    let mut taken: HashSet<String> = record.referents.iter().map(|r| r.id.clone()).collect();
    let mut referents = Vec::new();
    for referent in std::mem::take(&mut record.referents) {
        let mut labels: Vec<Label> = Vec::new();
        for entity in &record.entities {
            if entity.referent.as_ref() == Some(&referent.id) && !labels.contains(&entity.label) {
                labels.push(entity.label);
            }
        }
        // Those that keep their label keep the id.
        labels.sort_by_key(|label| *label != referent.label);
        let old = referent.id.clone();
        for (number, label) in labels.into_iter().enumerate() {
            let id = if number == 0 {
                old.clone()
            } else {
                free_id(&mut taken)
            };
            let mut mentions = Vec::new();
            for entity in &mut record.entities {
                if entity.referent.as_ref() == Some(&old) && entity.label == label {
                    entity.referent = Some(id.clone());
                    mentions.push(entity.id.clone());
                }
            }
            let name = referent.name.clone();
            referents.push(Referent {
                id,
                name,
                label,
                mentions,
            });
        }
    }
    record.referents = referents;
}

/// The first of `r1`, `r2`… that is not taken.
fn free_id(taken: &mut HashSet<String>) -> String {
    let free = (1_usize..)
        .map(|n| format!("r{n}"))
        .find(|id| !taken.contains(id));
    let id = free.expect("there are more numbers than referents, or it is a bug");
    taken.insert(id.clone());
    id
}

/// A speaker is what its referent is; without it, the words of the mention.
fn follow_referents(record: &mut Record, before: &[(String, Label)]) {
    for speaker in record.quotes.iter_mut().filter_map(|q| q.speaker.as_mut()) {
        let Some(id) = speaker.referent.clone() else {
            continue;
        };
        match record.referents.iter().find(|r| r.id == id) {
            None => {
                speaker.name = speaker.mention.text.clone();
                (speaker.form, speaker.kind, speaker.referent) = (Form::Nominal, SpeakerType::Unnamed, None);
            }
            Some(referent) if !before.contains(&(id, referent.label)) => {
                speaker.kind = kind(referent.label);
            }
            Some(_) => {}
        }
    }
}

fn kind(label: Label) -> SpeakerType {
    if label == Label::Per {
        SpeakerType::Person
    } else {
        SpeakerType::Organisation
    }
}

/// Gives a quotation another speaker, or takes it away.
fn attribute(record: &mut Record, correction: &Correction) -> Result<(), String> {
    let is_it =
        |q: &Quote| (q.start, q.end, q.text.as_str()) == (correction.start, correction.end, &correction.text);
    let place = record.quotes.iter().position(is_it);
    let place = place.ok_or_else(|| missing("quotation", correction))?;
    let Change::Speaker { speaker } = &correction.change else {
        let removed = record.quotes.remove(place);
        for quote in record
            .quotes
            .iter_mut()
            .filter(|q| q.continues.as_ref() == Some(&removed.id))
        {
            quote.continues.clone_from(&removed.continues);
        }
        return Ok(());
    };
    let speaker = speaker.clone().map(|s| resolved(record, s)).transpose()?;
    let quote = &mut record.quotes[place];
    (quote.speaker, quote.cue, quote.score) = (speaker, None, 1.0);
    quote.rule = RULE.into();
    Ok(())
}

/// `speaker` with the referent of this record that its mention names.
fn resolved(record: &Record, speaker: Speaker) -> Result<Speaker, String> {
    let Passage { start, end, text } = &speaker.mention;
    let there = record.text.chars().skip(*start).take(end.saturating_sub(*start));
    if !there.eq(text.chars()) || text.is_empty() {
        return Err(format!("the text at {start}..{end} is not the speaker `{text}`"));
    }
    if speaker.name.is_empty() {
        return Err(format!(
            "the speaker `{text}` at {start}..{end} has an empty name"
        ));
    }
    let inside = record
        .entities
        .iter()
        .filter(|e| *start <= e.start && e.end <= *end);
    let referent = inside
        .filter_map(|e| {
            record
                .referents
                .iter()
                .find(|r| e.referent.as_ref() == Some(&r.id))
        })
        .find(|r| r.name == speaker.name)
        .map(|r| r.id.clone());
    Ok(Speaker { referent, ..speaker })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::check::check;
    use crate::entities::fake::Fake;
    use crate::pipeline::{Input, Pipeline};

    const TEXT: &str = "« Il faut agir », a dit Jean Dupont à Lyon. « Un projet absurde », juge Marie Curie. Jean Dupont sort.";

    fn record_of(text: &str) -> Record {
        let input = Input {
            id: "1".into(),
            text: text.into(),
            ..Input::default()
        };
        let mut records = Pipeline::new(Box::new(Fake::default()), None).annotate(vec![input]);
        records.remove(0).expect("the stand-in reads any text")
    }

    fn tagged() -> Record {
        let record = record_of(TEXT);
        // Names in text order: Il, Jean Dupont, Lyon, Un, Marie Curie, Jean Dupont.
        assert_eq!((record.quotes.len(), record.entities.len()), (2, 6), "{record:?}");
        record
    }

    fn about(passage: (usize, usize, &str), change: Change) -> Correction {
        let (start, end, text) = passage;
        Correction {
            start,
            end,
            text: text.into(),
            change,
        }
    }

    fn of_entity(record: &Record, place: usize, label: Option<Label>) -> Correction {
        let e = &record.entities[place];
        about((e.start, e.end, &e.text), Change::Label { label })
    }

    fn of_quote(record: &Record, place: usize, change: Change) -> Correction {
        let q = &record.quotes[place];
        about((q.start, q.end, &q.text), change)
    }

    #[track_caller]
    fn corrected(corrections: &[Correction]) -> Record {
        let mut record = tagged();
        assert_eq!(apply(&mut record, corrections), [""; 0]);
        assert_eq!(check(&record), [""; 0]);
        assert_eq!(record.corrections, corrections);
        record
    }

    #[test]
    fn a_label_changes_its_referent_and_its_speaker() {
        let before = tagged();
        let all = [
            of_entity(&before, 1, Some(Label::Org)),
            of_entity(&before, 5, Some(Label::Org)),
        ];
        let record = corrected(&all);
        assert_eq!(record.entities[5].label, Label::Org);
        assert_eq!(record.referents[1].label, Label::Org);
        assert_eq!(
            record.quotes[0].speaker.as_ref().unwrap().kind,
            SpeakerType::Organisation
        );
        assert_eq!(record.referents.len(), before.referents.len());
    }

    #[test]
    fn one_mention_of_another_label_is_another_referent() {
        let record = corrected(&[of_entity(&tagged(), 5, Some(Label::Loc))]);
        assert_eq!(record.referents.len(), tagged().referents.len() + 1);
        assert_eq!(record.referents[1].label, Label::Per);
        let other = record.entities[5].referent.as_ref().unwrap();
        assert!(
            record
                .referents
                .iter()
                .any(|r| r.id == *other && r.label == Label::Loc)
        );
    }

    #[test]
    fn what_is_no_name_leaves_its_words_as_speaker() {
        let before = tagged();
        let record = corrected(&[of_entity(&before, 1, None), of_entity(&before, 5, None)]);
        let speaker = record.quotes[0].speaker.as_ref().unwrap();
        assert_eq!(
            (speaker.kind, speaker.referent.as_ref()),
            (SpeakerType::Unnamed, None)
        );
        assert_eq!(record.entities.len(), 4);
    }

    #[test]
    fn a_speaker_is_looked_up_in_this_record() {
        let before = tagged();
        let curie = before.quotes[1].speaker.clone().unwrap();
        let stale = Speaker {
            referent: Some("r99".into()),
            ..curie.clone()
        };
        let change = Change::Speaker { speaker: Some(stale) };
        let record = corrected(&[of_quote(&before, 0, change)]);
        let quote = &record.quotes[0];
        assert_eq!(quote.speaker, Some(curie));
        assert_eq!(
            (quote.rule.as_str(), quote.cue.as_ref(), quote.score),
            (RULE, None, 1.0)
        );
        let record = corrected(&[of_quote(&before, 0, Change::Speaker { speaker: None })]);
        assert_eq!(record.quotes[0].speaker, None);
    }

    #[test]
    fn what_went_on_from_a_quotation_that_is_taken_away_goes_on_from_the_one_before() {
        let mut record = record_of("Jean Dupont dit : « Je pars.\n\n« Je reviens.\n\n« Je reste. »");
        let chain = |record: &Record| -> Vec<Option<String>> {
            record.quotes.iter().map(|q| q.continues.clone()).collect()
        };
        assert_eq!(
            chain(&record),
            [None, Some("q1".into()), Some("q2".into())],
            "{record:?}"
        );
        let correction = of_quote(&record, 1, Change::NotQuotation);
        assert_eq!(apply(&mut record, &[correction]), [""; 0]);
        assert_eq!(chain(&record), [None, Some("q1".into())]);
        assert_eq!(check(&record), [""; 0]);
        let correction = of_quote(&record, 0, Change::NotQuotation);
        assert_eq!(apply(&mut record, &[correction]), [""; 0]);
        assert_eq!(chain(&record), [None]);
    }

    #[test]
    fn a_quotation_is_taken_away_once() {
        let correction = of_quote(&tagged(), 1, Change::NotQuotation);
        let mut record = corrected(std::slice::from_ref(&correction));
        assert_eq!(record.quotes.len(), 1);
        assert_eq!(apply(&mut record, &[correction]), [""; 0], "it is listed already");
        assert_eq!(record.corrections.len(), 1);
    }

    #[test]
    fn what_is_not_there_is_reported() {
        let mut record = tagged();
        let mut wrong = of_quote(&record, 0, Change::NotQuotation);
        wrong.text = "« Non »".into();
        let far = about((900, 910, "ailleurs"), Change::Label { label: None });
        let mut somebody = record.quotes[0].speaker.clone().unwrap();
        somebody.mention.start += 1;
        let nobody = of_quote(
            &record,
            1,
            Change::Speaker {
                speaker: Some(somebody),
            },
        );
        let problems = apply(&mut record, &[wrong, far, nobody]);
        assert_eq!(problems.len(), 3, "{problems:?}");
        assert_eq!(problems[0], "there is no entity `ailleurs` at 900..910");
        assert_eq!(record, tagged());
    }

    #[test]
    fn the_json_is_as_documented() {
        let json = r#"{"start":10,"end":17,"text":"Rivalta","what":"label","label":"ORG"}"#;
        let read: Correction = serde_json::from_str(json).unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), json);
        let json = r#"{"start":90,"end":101,"text":"« absurde »","what":"not-quotation"}"#;
        let read: Correction = serde_json::from_str(json).unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), json);
    }
}
