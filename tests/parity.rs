//! The two engines on the same text: `rten` computes the shipped weights in integers, `torch` in floats.
//!
//! Whole articles of our own (`tests/cases`), and news where it is beside the project. The engines must find the same
//! entities; what rounding may still change is bounded: at least 98 of 100 entities identical, and the scores of those
//! within 0.02 on average.
#![cfg(all(feature = "torch", feature = "rten"))]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use guillemet::entities::shipped::Choice;
use guillemet::entities::{Label, Tagger, rten, torch};
use guillemet::pipeline::Pipeline;
use std::collections::BTreeMap;
use std::path::Path;

/// News articles read where they are available.
const NEWS: usize = 20;

fn texts() -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut cases: Vec<_> = std::fs::read_dir(root.join("tests/cases"))
        .unwrap()
        .map(|f| f.unwrap().path())
        .collect();
    cases.retain(|f| f.extension().is_some_and(|e| e == "txt"));
    cases.sort();
    let mut texts: Vec<String> = cases
        .iter()
        .map(|f| std::fs::read_to_string(f).unwrap())
        .collect();
    match std::fs::read_to_string(root.join("../shared/data/news/wikinews-2016-2018.jsonl")) {
        Ok(news) => texts.extend(news.lines().take(NEWS).map(|line| {
            let article: serde_json::Value = serde_json::from_str(line).unwrap();
            article["text"].as_str().unwrap().to_owned()
        })),
        Err(_) => println!("skipped: the news articles are not on this machine"),
    }
    texts
}

/// Entities by document, place and label, with their scores.
fn entities(tagger: Box<dyn Tagger>, texts: &[String]) -> BTreeMap<(usize, usize, usize, Label), f32> {
    let pipeline = Pipeline::new(tagger, None);
    let found = texts.iter().enumerate().flat_map(|(at, text)| {
        let analysis = pipeline.analyse(text).unwrap();
        analysis
            .entities
            .into_iter()
            .map(move |e| ((at, e.span.start, e.span.end, e.label), e.score))
    });
    found.collect()
}

#[test]
fn both_engines_find_the_same_entities() {
    let float = torch::open(Choice::Accurate, "cpu", "fp32", None).unwrap();
    agrees_with_rten(float);
}

/// On a machine with a GPU, in every precision; elsewhere a line says why not.
#[test]
fn a_gpu_finds_the_same_entities() {
    for precision in ["fp32", "fp16", "bf16"] {
        match torch::open(Choice::Accurate, "cuda:0", precision, None) {
            Ok(gpu) => agrees_with_rten(gpu),
            Err(error) => println!("skipped: {error}"),
        }
    }
}

fn agrees_with_rten(other: Box<dyn Tagger>) {
    let texts = texts();
    let whole = entities(
        Box::new(rten::Rten::open(Choice::Accurate, None).unwrap()),
        &texts,
    );
    let float = entities(other, &texts);
    let shared: Vec<f32> = whole
        .iter()
        .filter_map(|(key, score)| Some((float.get(key)? - score).abs()))
        .collect();
    let all = whole.len() + float.len() - shared.len();
    let distance =
        shared.iter().copied().map(f64::from).sum::<f64>() / f64::from(u32::try_from(shared.len()).unwrap());
    println!(
        "{} of {all} entities identical, scores {distance:.4} apart on average",
        shared.len()
    );
    assert!(all > 100, "{all} entities are too few to compare");
    assert!(
        shared.len() * 100 >= all * 98,
        "{} of {all} entities identical",
        shared.len()
    );
    assert!(distance <= 0.02, "scores are {distance} apart on average");
}
