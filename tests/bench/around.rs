//! What everything around the model costs, for `scripts/bench`: the time of a whole run over some texts (reading, tokens,
//! rules, JSON Lines) beside that of the model alone on the same windows.
//!
//!     cargo run --release --example around -- 2 TEXTS.jsonl [DOCUMENTS]       # threads, objects with a `text`
//!
//! Prints one JSON object a line: `model`, `words`, and for each round `whole` and `engine` in seconds.

use guillemet::document::{Failure, Record};
use guillemet::entities::Window;
use guillemet::entities::rten::Rten;
use guillemet::entities::shipped::Choice;
use guillemet::input::Documents;
use guillemet::pipeline::{Input, Pipeline};
use guillemet::run::{self, Answers, Limits};
use guillemet::writers::{Writer, jsonl::Jsonl};
use serde_json::{Value, json};
use std::io;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::Instant;

const ROUNDS: usize = 5;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let threads: NonZeroUsize = arguments
        .next()
        .and_then(|n| n.parse().ok())
        .expect("the number of threads");
    let path = arguments.next().expect("usage: around THREADS TEXTS.jsonl");
    let most = arguments
        .next()
        .and_then(|n| n.parse().ok())
        .unwrap_or(usize::MAX);
    let lines = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let texts: Vec<String> = lines
        .lines()
        .take(most)
        .map(|line| {
            serde_json::from_str::<Value>(line).expect("a JSON object")["text"]
                .as_str()
                .expect("a text")
                .into()
        })
        .collect();
    rayon::ThreadPoolBuilder::new()
        .num_threads(threads.get())
        .build_global()
        .expect("threads start");
    for (name, choice) in [("accurate", Choice::Accurate), ("fast", Choice::Fast)] {
        let engine = Rten::open(choice, Some(threads)).expect("the shipped model opens");
        let pipeline = Pipeline::new(Box::new(engine), None);
        let windows_of = |text: &String| pipeline.windows(text).expect("any text is cut");
        let windows: Vec<Window> = texts.iter().flat_map(windows_of).collect();
        let (mut whole, mut alone) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            whole.push(seconds(|| tag(&texts, &pipeline)));
            alone.push(seconds(|| {
                pipeline
                    .tagger()
                    .tag(&windows)
                    .expect("windows of known pieces are tagged");
            }));
        }
        let words: usize = texts.iter().map(|text| text.split_whitespace().count()).sum();
        println!(
            "{}",
            json!({"model": name, "words": words, "whole": whole, "engine": alone})
        );
    }
}

fn seconds(work: impl FnOnce()) -> f64 {
    let begun = Instant::now();
    work();
    begun.elapsed().as_secs_f64()
}

/// A run as `guillemet tag --to jsonl` does it, with nothing at its end.
fn tag(texts: &[String], pipeline: &Pipeline) {
    let inputs: Vec<_> = texts
        .iter()
        .enumerate()
        .map(|(at, text)| {
            Ok(Input {
                id: at.to_string(),
                text: text.clone(),
                ..Input::default()
            })
        })
        .collect();
    let documents: Documents = Box::new(inputs.into_iter());
    run::run(
        documents,
        0,
        pipeline,
        &mut Lines,
        Limits::default(),
        &Arc::default(),
        &mut |_| {},
    )
    .expect("nothing is written that could fail");
}

/// JSON Lines that nobody keeps.
struct Lines;

impl Answers for Lines {
    fn record(&mut self, record: &Record) -> io::Result<()> {
        Jsonl.write(record, &mut io::sink())
    }

    fn failure(&mut self, _: &Failure) -> io::Result<()> {
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
