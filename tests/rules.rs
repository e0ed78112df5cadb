//! The sentences of `tests/rules/*.test`, run through the whole pipeline with the shipped model.
//!
//! A case that is known to fail stands in `tests/rules/known-failures.txt`, one `file: title` a line. A failure that is not
//! in that list fails the test, and so does a case of the list that passes: the list only tells the truth.
#![cfg(feature = "rten")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use guillemet::document::Record;
use guillemet::document::record::Quote;
use guillemet::entities::rten::Rten;
use guillemet::entities::shipped::Choice;
use guillemet::pipeline::{Input, Pipeline};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

/// One text and what it must yield.
#[derive(Debug, Default)]
struct Case {
    name: String,
    text: String,
    quotes: Vec<Vec<(String, String)>>,
}

/// The cases of one file.
fn cases(path: &Path) -> Vec<Case> {
    let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
    let mut out: Vec<Case> = Vec::new();
    for line in std::fs::read_to_string(path).unwrap().lines() {
        if let Some(title) = line.strip_prefix("## ") {
            out.push(Case {
                name: format!("{stem}: {title}"),
                ..Case::default()
            });
            continue;
        }
        let Some(case) = out.last_mut() else { continue };
        match line
            .strip_prefix('>')
            .map(str::trim)
            .and_then(|l| l.split_once(':').or((l == "none").then_some((l, ""))))
        {
            Some(("none", _)) => {}
            Some(("quote", words)) => case.quotes.push(vec![("quote".into(), words.trim().into())]),
            Some((key, value)) => case
                .quotes
                .last_mut()
                .unwrap()
                .push((key.into(), value.trim().into())),
            None => writeln!(case.text, "{line}").unwrap(),
        }
    }
    out
}

/// Upper case, apostrophes, line breaks and a leading determiner do not tell two names apart.
fn name(text: &str) -> String {
    let lower = text.to_lowercase().replace('’', "'");
    let plain = lower.split_whitespace().collect::<Vec<_>>().join(" ");
    ["le ", "la ", "les ", "l'", "un ", "une ", "des "]
        .iter()
        .find_map(|d| plain.strip_prefix(d))
        .unwrap_or(&plain)
        .to_owned()
}

/// What the record says of one key of the expectation.
fn found(record: &Record, quote: &Quote, key: &str) -> String {
    let chars: Vec<char> = record.text.chars().collect();
    let speaker = quote.speaker.as_ref();
    let json = |value: &dyn erased::Json| value.word();
    match key {
        "quote" => quote.text.replace('\n', "⏎"),
        "parts" => {
            let part =
                |p: &guillemet::document::record::Range| chars[p.start..p.end].iter().collect::<String>();
            quote.parts.iter().map(part).collect::<Vec<_>>().join(" | ")
        }
        "kind" => json(&quote.kind),
        "speaker" => speaker.map_or("null".into(), |s| s.mention.text.clone()),
        "form" => speaker.map_or("null".into(), |s| json(&s.form)),
        "type" => speaker.map_or("null".into(), |s| json(&s.kind)),
        "name" => speaker.map_or("null".into(), |s| name(&s.name)),
        "cue" => quote.cue.as_ref().map_or("null".into(), |c| c.text.clone()),
        "rule" => quote.rule.clone(),
        other => panic!("no such key: {other}"),
    }
}

mod erased {
    /// The one word that an enum is in JSON.
    pub trait Json {
        fn word(&self) -> String;
    }
    impl<T: serde::Serialize> Json for T {
        fn word(&self) -> String {
            serde_json::to_string(self).unwrap().trim_matches('"').to_owned()
        }
    }
}

/// What is wrong with the answer, one line a problem.
fn problems(case: &Case, record: &Record) -> Vec<String> {
    if record.quotes.len() != case.quotes.len() {
        let got: Vec<_> = record
            .quotes
            .iter()
            .map(|q| format!("{} ({})", q.text, q.rule))
            .collect();
        return vec![format!(
            "{} quotations instead of {}: {got:?}",
            record.quotes.len(),
            case.quotes.len()
        )];
    }
    let mut out = Vec::new();
    for (expected, quote) in case.quotes.iter().zip(&record.quotes) {
        for (key, value) in expected {
            // The exact cue and mention are checked where `name` and `speaker` are clear; a mention may be longer or shorter.
            let got = found(record, quote, key);
            let value = if key == "name" { name(value) } else { value.clone() };
            let same = match key.as_str() {
                "speaker" | "cue" => {
                    let (a, b) = (
                        got.trim_start_matches(['-', ' ']),
                        value.trim_start_matches(['-', ' ']),
                    );
                    a == b
                        || a.trim_start_matches("t-") == b
                        || (value != "null" && got != "null" && (a.contains(b) || b.contains(a)))
                }
                _ => got == value,
            };
            if !same {
                out.push(format!(
                    "{key}: `{got}` instead of `{value}` (rule {})",
                    quote.rule
                ));
            }
        }
    }
    out
}

#[test]
fn every_sentence_of_the_rules() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rules");
    let mut files: Vec<_> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|f| f.unwrap().path())
        .collect();
    files.retain(|f| f.extension().is_some_and(|e| e == "test"));
    files.sort();
    let cases: Vec<Case> = files.iter().flat_map(|f| cases(f)).collect();
    let none = cases.iter().filter(|c| c.quotes.is_empty()).count();
    assert!(
        cases.len() >= 520 && none >= 80,
        "{} cases, {none} without a quotation",
        cases.len()
    );
    let pipeline = Pipeline::new(Box::new(Rten::open(Choice::Accurate, None).unwrap()), None);
    let input = |case: &Case| Input {
        id: case.name.clone(),
        text: case.text.trim().to_owned(),
        ..Input::default()
    };
    let records = pipeline.annotate(cases.iter().map(input).collect());
    let known = std::fs::read_to_string(folder.join("known-failures.txt")).unwrap_or_default();
    let known: BTreeSet<&str> = known
        .lines()
        .filter(|l| !l.starts_with('#') && !l.is_empty())
        .collect();
    let (mut fresh, mut cured, mut failed) = (Vec::new(), Vec::new(), 0);
    for (case, record) in cases.iter().zip(records) {
        let problems = problems(case, &record.unwrap());
        failed += usize::from(!problems.is_empty());
        match (problems.is_empty(), known.contains(case.name.as_str())) {
            (false, false) => fresh.push(format!(
                "{}\n    {}\n    {}",
                case.name,
                problems.join("\n    "),
                case.text.trim().replace('\n', "⏎")
            )),
            (true, true) => cured.push(case.name.clone()),
            _ => {}
        }
    }
    println!("{} of {} cases hold", cases.len() - failed, cases.len());
    assert!(
        fresh.is_empty(),
        "{} cases fail:\n{}",
        fresh.len(),
        fresh.join("\n")
    );
    assert!(
        cured.is_empty(),
        "these pass now, take them off known-failures.txt:\n{}",
        cured.join("\n")
    );
}
