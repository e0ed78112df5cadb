//! Label Studio: a JSON array of tasks, each with what was found as a prediction; the labelling configuration beside it.
//!
//! ```text
//! [{"data":{"text":"…","id":"a.txt"},"predictions":[{"model_version":"…","result":[
//!    {"id":"e1","type":"labels","from_name":"label","to_name":"text","value":{"start":10,"end":15,"labels":["PER"],"text":"…"}},
//!    {"id":"q1",…},{"type":"relation","from_id":"q1","to_id":"q1-speaker","direction":"right","labels":["speaker"]}]}]}]
//! ```
//!
//! Entities, quotations, mentions of speakers and cues are regions of one control; a quotation is related to the
//! mention of its speaker and to its cue, and carries the speaker's name, its kind and its rule in `meta.text`, which
//! the interface shows. Import the file beside (`labels.xml`) as the labelling interface of the project.
//!
//! Offsets count code points: that is what Label Studio stores since 1.5 (its own tests select text after an emoji),
//! while older versions counted UTF-16 units.

use super::Writer;
use super::view::View;
use crate::document::Record;
use crate::document::record::Passage;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::io::{self, Write};

/// The writer.
#[derive(Debug, Clone, Copy, Default)]
pub struct LabelStudio {
    begun: bool,
}

/// The labelling interface.
pub(super) const CONFIGURATION: &str = r##"<View>
  <Labels name="label" toName="text">
    <Label value="PER" background="#3f8fbf"/>
    <Label value="LOC" background="#4f9f6f"/>
    <Label value="ORG" background="#a06fbf"/>
    <Label value="MISC" background="#7f7f8f"/>
    <Label value="direct" background="#d9a441"/>
    <Label value="mixed" background="#e0bd7a"/>
    <Label value="speaker" background="#bf5f4f"/>
    <Label value="cue" background="#9f8f7f"/>
  </Labels>
  <Relations>
    <Relation value="speaker"/>
    <Relation value="cue"/>
  </Relations>
  <Text name="text" value="$text" granularity="symbol"/>
</View>
"##;

impl Writer for LabelStudio {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(b"[")
    }

    fn write(&mut self, record: &Record, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(if self.begun { b",\n" } else { b"\n" })?;
        self.begun = true;
        let mut data = record.meta.clone();
        data.insert("id".into(), record.id.as_str().into());
        data.insert("text".into(), record.text.as_str().into());
        let made = &record.provenance;
        let task = json!({
            "data": data,
            "predictions": [{
                "model_version": format!("guillemet {} {}", made.version, made.model),
                "result": result(record),
            }],
        });
        serde_json::to_writer(&mut *out, &task)?;
        Ok(())
    }

    fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(b"\n]\n")
    }
}

fn result(record: &Record) -> Vec<Value> {
    let view = View::new(record);
    let mut result = Vec::new();
    for entity in &record.entities {
        let mut region = region(
            &entity.id,
            entity.label.name(),
            entity.start,
            entity.end,
            &entity.text,
        );
        region["score"] = entity.score.into();
        if let Some(name) = entity.referent.as_ref().and_then(|r| view.name_of(r)) {
            region["meta"] = json!({"text": [name]});
        }
        result.push(region);
    }
    // Quotations that share a mention share its region.
    let mut places: HashMap<(&str, usize, usize), String> = HashMap::new();
    let mut relations = Vec::new();
    for quote in &record.quotes {
        let name = quote.speaker.as_ref().map_or("?", |s| &s.name);
        let mut said = region(&quote.id, quote.kind.name(), quote.start, quote.end, &quote.text);
        said["score"] = quote.score.into();
        said["meta"] = json!({"text": [name, quote.rule]});
        result.push(said);
        let mention = quote.speaker.as_ref().map(|s| ("speaker", &s.mention));
        let cue = quote.cue.as_ref().map(|c| ("cue", c));
        for (role, Passage { start, end, text }) in mention.into_iter().chain(cue) {
            let to = places.entry((role, *start, *end)).or_insert_with(|| {
                let id = format!("{}-{role}", quote.id);
                result.push(region(&id, role, *start, *end, text));
                id
            });
            relations.push(json!({
                "type": "relation",
                "from_id": quote.id,
                "to_id": to,
                "direction": "right",
                "labels": [role],
            }));
        }
    }
    result.extend(relations);
    result
}

fn region(id: &str, label: &str, start: usize, end: usize, text: &str) -> Value {
    json!({
        "id": id,
        "type": "labels",
        "from_name": "label",
        "to_name": "text",
        "value": {"start": start, "end": end, "text": text, "labels": [label]},
    })
}
