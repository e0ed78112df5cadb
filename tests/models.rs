//! The two models in the binary and folders of models, as the command line chooses among them (engine `rten`).
#![cfg(feature = "rten")]
#![allow(clippy::unwrap_used, reason = "a test that fails may panic")]

mod common;

use common::ran;
use serde_json::Value;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

const SOURCES: &str = env!("CARGO_MANIFEST_DIR");
const ARTICLE: &str = "tests/cases/canal.txt";

/// Standard output of the program in the sources' folder.
fn shown(arguments: &[&str]) -> String {
    let ran = ran(Path::new(SOURCES), arguments, "");
    assert_eq!(ran.code, 0, "{}", ran.err);
    ran.out
}

/// The one line of error of a run that is refused.
fn refusal(arguments: &[&str]) -> String {
    let ran = ran(Path::new(SOURCES), arguments, "");
    assert_ne!(ran.code, 0);
    assert_eq!(ran.err.trim_end().lines().count(), 1, "{}", ran.err);
    ran.err
}

/// A copy of models/fast.
fn copy_of_fast() -> TempDir {
    let folder = TempDir::new().unwrap();
    for file in ["config.json", "manifest.json", "model.onnx"] {
        let from = Path::new(SOURCES).join("models/fast").join(file);
        fs::copy(from, folder.path().join(file)).unwrap();
    }
    folder
}

#[test]
fn both_models_find_the_people_of_an_article() {
    for model in ["accurate", "fast"] {
        let record: Value =
            serde_json::from_str(&shown(&["tag", ARTICLE, "--model", model, "--to", "jsonl"])).unwrap();
        let people: Vec<&str> = record["referents"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|r| r["label"] == "PER")
            .map(|r| r["name"].as_str().unwrap())
            .collect();
        for name in ["Hélène Marchetti", "Karim Benslimane"] {
            assert!(people.contains(&name), "{model}: {people:?}");
        }
        let named = |q: &&Value| q["speaker"]["name"] == "Hélène Marchetti";
        assert!(
            record["quotes"].as_array().unwrap().iter().any(|q| named(&q)),
            "{model}"
        );
        let name = record["provenance"]["model"].as_str().unwrap();
        assert_eq!(name.starts_with("guillemet-fr-fast "), model == "fast", "{name}");
    }
}

#[test]
fn the_default_is_accurate() {
    let arguments = ["tag", ARTICLE, "--to", "jsonl"];
    assert_eq!(
        shown(&arguments),
        shown(&[&arguments[..], &["--model", "accurate"]].concat())
    );
}

#[test]
fn the_folder_of_fast_takes_the_embeddings_of_accurate() {
    let folder = copy_of_fast();
    let of = |model: &str| shown(&["tag", ARTICLE, "--to", "jsonl", "--model", model]);
    assert_eq!(of(folder.path().to_str().unwrap()), of("fast"));
}

#[test]
fn embeddings_of_another_version_are_refused() {
    let folder = copy_of_fast();
    let path = folder.path().join("manifest.json");
    let mut manifest: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    manifest["embeddings"] = "0".repeat(64).into();
    fs::write(&path, manifest.to_string()).unwrap();
    let said = refusal(&["tag", ARTICLE, "--model", folder.path().to_str().unwrap()]);
    assert!(
        said.contains("manifest.json") && said.contains("another version"),
        "{said}"
    );
}

#[test]
fn check_verifies_what_ships() {
    for model in ["accurate", "fast"] {
        let said = shown(&["models", "check", "--model", model]);
        assert!(said.contains("the weights have the manifest's SHA-256"), "{said}");
    }
}

#[test]
fn a_folder_that_is_not_there_names_the_choices() {
    let said = refusal(&["tag", ARTICLE, "--model", "nowhere"]);
    assert!(
        said.contains("nowhere") && said.contains("accurate, fast"),
        "{said}"
    );
}
