//! The articles of saved pages in many layouts: tests/cases/html, with the text and the facts that each must give.

#![allow(clippy::unwrap_used, reason = "a test that fails may panic")]

use guillemet::input::{Format, Options, documents_of};
use serde_json::{Map, Value};
use std::fs;
use std::path::{Path, PathBuf};

fn pages() -> Vec<PathBuf> {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/html");
    let mut pages: Vec<PathBuf> = fs::read_dir(cases)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "html"))
        .collect();
    pages.sort();
    pages
}

fn paragraphs(text: &str) -> Vec<&str> {
    text.split('\n')
        .map(str::trim_end)
        .filter(|p| !p.is_empty())
        .collect()
}

#[test]
fn pages_give_their_articles_and_facts() {
    let (mut right, mut expected, mut given) = (0, 0, 0);
    let mut wrong = Vec::new();
    let (mut facts_right, mut facts_expected) = (0, 0);
    let pages = pages();
    assert!(pages.len() >= 18);
    for page in pages {
        let name = page.file_name().unwrap().to_str().unwrap().to_owned();
        let gold = fs::read_to_string(page.with_extension("txt")).unwrap();
        let facts: Map<String, Value> =
            serde_json::from_slice(&fs::read(page.with_extension("json")).unwrap()).unwrap();
        let input = documents_of(
            fs::read(&page).unwrap(),
            &name,
            Some(Format::Html),
            &Options::default(),
        )
        .next()
        .unwrap()
        .unwrap();
        let (gold, found) = (paragraphs(&gold), paragraphs(&input.text));
        expected += gold.len();
        given += found.len();
        for paragraph in &gold {
            match found.contains(paragraph) {
                true => right += 1,
                false => wrong.push(format!("{name}: misses « {paragraph} »")),
            }
        }
        wrong.extend(
            found
                .iter()
                .filter(|p| !gold.contains(p))
                .map(|p| format!("{name}: has « {p} »")),
        );
        for (fact, value) in &facts {
            facts_expected += 1;
            let found = input.meta.get(fact).and_then(Value::as_str).unwrap_or_default();
            let value = value.as_str().unwrap();
            match found == value || fact == "date" && found.starts_with(value) {
                true => facts_right += 1,
                false => wrong.push(format!("{name}: {fact} is « {found} », not « {value} »")),
            }
        }
    }
    let said = format!(
        "{right} of {expected} paragraphs exact, {given} given; {facts_right} of {facts_expected} facts right\n{}",
        wrong.join("\n")
    );
    println!("{said}");
    assert!(right * 100 >= expected * 98, "{said}");
    assert!(given * 100 <= expected * 113, "{said}");
    assert!(facts_right * 100 >= facts_expected * 98, "{said}");
}
