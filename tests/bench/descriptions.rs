//! The noun phrases and pronouns that may mean somebody named elsewhere, with everybody whom they may mean, for `scripts/choice`.
//!
//!     cargo run --release --example descriptions -- TEXTS.jsonl        # objects with `id` and `text`
//!
//! Prints one JSON object a line: `id`, `start` and `end` of the phrase in code points, whether it is a `pronoun`, `people` (each a `name` and its
//! `signs`), and `nobody`, the signs that it is none of them.

use guillemet::entities::rten::Rten;
use guillemet::entities::shipped::Choice;
use guillemet::pipeline::Pipeline;
use guillemet::speakers::descriptions;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};

fn main() {
    let path = std::env::args().nth(1).expect("usage: descriptions TEXTS.jsonl");
    let file = std::fs::File::open(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let engine = Rten::open(Choice::Accurate, None).expect("the shipped model opens");
    let pipeline = Pipeline::new(Box::new(engine), None);
    for line in BufReader::new(file).lines() {
        let document: Value = serde_json::from_str(&line.expect("a line of text")).expect("a JSON object");
        let text = document["text"].as_str().expect("a text");
        let analysis = pipeline.analyse(text).expect("the engine reads any text");
        let characters = |bytes: usize| text[..bytes].chars().count();
        let signs = |found: &[(&'static str, f32)]| found.iter().copied().collect::<BTreeMap<_, _>>();
        for found in descriptions(text, &analysis) {
            let people: Vec<Value> = found
                .people
                .iter()
                .map(|(name, of)| json!({"name": name, "signs": signs(of)}))
                .collect();
            println!(
                "{}",
                json!({
                    "id": document["id"],
                    "start": characters(found.mention.start),
                    "end": characters(found.mention.end),
                    "pronoun": found.pronoun,
                    "people": people,
                    "nobody": signs(&found.nobody),
                })
            );
        }
    }
}
