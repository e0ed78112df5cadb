//! `guillemet tag - --from jsonl --to jsonl`: one line of answer for every line, in order, as they come.

#![allow(clippy::unwrap_used, reason = "a test that fails may panic")]

mod common;

use common::{folder, ran, records, tag};
use proptest::prelude::*;
use std::fs;
use std::path::Path;

const FILTER: [&str; 5] = ["-", "--from", "jsonl", "--to", "jsonl"];

#[test]
fn every_line_has_its_answer() {
    let lines = "{\"id\":\"a\",\"text\":\"Jean rit.\"}\n\n{\"id\":\"b\"}\nnon\n{\"id\":\"a\",\"text\":\"\"}\n{\"text\":\"Oui.\"}";
    let ran = tag(Path::new("."), &FILTER, lines);
    assert_eq!(ran.code, 0, "every line is answered: {}", ran.err);
    let answers = records(&ran.out);
    let ids: Vec<_> = answers.iter().map(|a| a["id"].as_str()).collect();
    assert_eq!(ids, [Some("a"), None, None, None, Some("a"), Some("stdin#6")]);
    let errors: Vec<_> = answers
        .iter()
        .map(|a| a.get("error").and_then(|e| e.as_str()))
        .collect();
    assert_eq!(errors[1], Some("stdin:2: is blank: there is no document"));
    assert_eq!(
        errors[2],
        Some("stdin:3: has no field `text`: name the right one with --text-field")
    );
    assert!(errors[3].unwrap().starts_with("stdin:4: is not JSON"));
    assert_eq!(
        (answers[3]["schema"].as_str(), &answers[3]["position"]),
        (Some("guillemet/1"), &4.into())
    );
    assert_eq!(ran.err.lines().count(), 3, "{}", ran.err);
    assert_eq!(tag(Path::new("."), &FILTER, "").out, "", "no line, no answer");
}

#[test]
fn a_strict_filter_stops() {
    let ran = tag(
        Path::new("."),
        &[&FILTER[..], &["--strict"]].concat(),
        "{\"text\":\"a\"}\nnon\n{\"text\":\"b\"}\n",
    );
    assert_eq!((ran.code, records(&ran.out).len()), (1, 1));
}

#[test]
fn check_knows_a_failure_from_a_bad_record() {
    let out = tag(
        Path::new("."),
        &FILTER,
        "{\"id\":\"a\",\"text\":\"Jean rit.\"}\nnon\n",
    )
    .out;
    let here = folder(&[("out.jsonl", out.as_bytes())]);
    let checked = ran(here.path(), &["check", "out.jsonl"], "");
    assert_eq!(
        (checked.code, checked.out.as_str()),
        (0, "1 records, 0 problems, 1 documents without a record\n")
    );
    fs::write(here.path().join("out.jsonl"), "{\"id\":\"a\"}\n").unwrap();
    assert_eq!(ran(here.path(), &["check", "out.jsonl"], "").code, 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn as_many_answers_as_lines(lines in proptest::collection::vec("[^\n]{0,40}|\\{\"text\":\"[A-Za-zé «»,.]{0,40}\"\\}", 0..40)) {
        let input: String = lines.iter().map(|l| format!("{l}\n")).collect();
        let ran = tag(Path::new("."), &FILTER, &input);
        prop_assert_eq!(ran.code, 0);
        let answers = records(&ran.out);
        prop_assert_eq!(answers.len(), lines.len());
        for (answer, line) in answers.iter().zip(&lines) {
            let text = serde_json::from_str::<serde_json::Value>(line).ok();
            let text = text.as_ref().and_then(|l| l.get("text")).filter(|t| t.is_string());
            prop_assert_eq!(text, answer.get("text"));
        }
    }
}
