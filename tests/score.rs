//! The scorers against values computed by hand, and against the two reference scripts on random files.

#![allow(clippy::unwrap_used, reason = "a test that fails may panic")]

use assert_cmd::Command;
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

fn lines(path: &Path, documents: &[Value]) {
    let text: String = documents.iter().map(|d| format!("{d}\n")).collect();
    fs::write(path, text).unwrap();
}

fn printed(args: &[&str], gold: &Path, predicted: &Path) -> String {
    let output = Command::cargo_bin("guillemet")
        .unwrap()
        .arg("score")
        .arg(args[0])
        .args([gold, predicted])
        .args(&args[1..])
        .output();
    let output = output.unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

fn json_of(args: &[&str], gold: &Path, predicted: &Path) -> Value {
    serde_json::from_str(&printed(args, gold, predicted)).unwrap()
}

struct Files {
    gold: PathBuf,
    predicted: PathBuf,
    _folder: TempDir,
}

fn files(gold: &[Value], predicted: &[Value]) -> Files {
    let folder = TempDir::new().unwrap();
    let (g, p) = (folder.path().join("gold.jsonl"), folder.path().join("pred.jsonl"));
    lines(&g, gold);
    lines(&p, predicted);
    Files {
        gold: g,
        predicted: p,
        _folder: folder,
    }
}

#[test]
fn entities_by_hand() {
    let entity = |start: usize, end: usize, label: &str| json!({"start": start, "end": end, "label": label});
    let gold = [
        json!({"id": "a", "entities": [entity(0, 3, "PER"), entity(5, 9, "LOC"), entity(10, 12, "MISC")]}),
        json!({"id": "b", "entities": [entity(0, 3, "PER")]}),
    ];
    let predicted =
        [json!({"id": "a", "entities": [entity(0, 3, "PER"), entity(5, 9, "ORG"), entity(20, 22, "PER")]})];
    let files = files(&gold, &predicted);
    let scores = json_of(&["entities", "--json"], &files.gold, &files.predicted);
    assert_eq!(
        scores,
        json!({"docs": 2, "missing_docs": 1, "PER": [50.0, 50.0, 50.0, 2], "LOC": [0, 0.0, 0, 1], "ORG": [0.0, 0, 0, 0],
            "all": [33.33, 33.33, 33.33, 3], "untyped": [66.67, 66.67, 66.67, 3]})
    );
    let misc = json_of(
        &["entities", "--labels", "MISC,PER", "--json"],
        &files.gold,
        &files.predicted,
    );
    assert_eq!(misc["all"], json!([50.0, 33.33, 40.0, 3]));
}

const TEXT: &str =
    "« Oui, nous irons », dit Marie Curie. Paul : « Non. » Le « Bateau ivre » est lu. « Peut-être », dit-on.";

fn span(words: &str) -> (usize, usize) {
    let byte = TEXT.find(words).unwrap();
    let start = TEXT[..byte].chars().count();
    (start, start + words.chars().count())
}

fn gold_quote(words: &str, kind: &str, speaker: Option<(&str, &str)>) -> Value {
    let (start, end) = span(words);
    let mention = speaker.map(|(mention, _)| {
        let (start, end) = span(mention);
        json!({"start": start, "end": end, "text": mention})
    });
    json!({"start": start, "end": end, "text": words, "type": kind, "pattern": "after",
        "kind": speaker.map(|_| "person"), "mention": speaker.map(|_| "named"), "canonical": speaker.map(|s| s.1),
        "speaker": mention})
}

fn predicted_quote(words: &str, speaker: Option<&str>) -> Value {
    let (start, end) = span(words);
    let speaker = speaker.map(|mention| {
        let (start, end) = span(mention);
        json!({"mention": {"start": start, "end": end, "text": mention}, "form": "named", "type": "person",
            "name": mention, "referent": null})
    });
    json!({"start": start, "end": end, "kind": "direct", "speaker": speaker, "rule": "r", "score": 1.0})
}

/// Four gold quotations and a title; one found with its speaker, one with the wrong one, one missed, the title taken.
fn by_hand() -> Files {
    let gold = json!({"id": "a", "text": TEXT, "quotes": [
        gold_quote("« Oui, nous irons »", "direct", Some(("Marie Curie", "Marie Curie"))),
        gold_quote("« Non. »", "direct", Some(("Paul", "Paul"))),
        gold_quote("« Bateau ivre »", "none", None),
        gold_quote("« Peut-être »", "mixed", None),
    ]});
    let predicted = json!({"id": "a", "text": TEXT, "quotes": [
        predicted_quote("Oui, nous irons », ", Some("Marie Curie")),
        predicted_quote("« Non. »", Some("Marie Curie")),
        predicted_quote("« Bateau ivre »", None),
    ]});
    files(&[gold], &[predicted])
}

#[test]
fn quotes_by_hand() {
    let files = by_hand();
    let scores = json_of(&["quotes", "--json"], &files.gold, &files.predicted);
    assert_eq!(scores["strict"], json!([66.7, 66.7, 66.7]));
    assert_eq!(scores["joint"], json!([33.3, 33.3, 33.3]));
    assert_eq!((&scores["gold"], &scores["pred"]), (&json!(3), &json!(3)));
    assert_eq!(scores["speaker_overlap@0.3"], json!(50.0));
    assert_eq!(
        (&scores["direct_recall"], &scores["direct_joint_recall"]),
        (&json!(100.0), &json!(50.0))
    );
    assert_eq!(scores["false_quote_rate"], json!(100.0));
    assert_eq!(scores["by"]["type=direct"], json!("1/2"));
}

#[test]
fn every_miss_has_its_cause() {
    let files = by_hand();
    let listed = printed(&["quotes", "--errors"], &files.gold, &files.predicted);
    for line in [
        "    1  missed quotation, gold after",
        "    1  false quotation (gold: none), rule r",
        "    1  wrong speaker, gold after, rule r",
        "  expected  Paul",
        "  found     Marie Curie",
        "⟦Non⟧",
    ] {
        assert!(listed.contains(line), "{line} in\n{listed}");
    }
}

#[test]
fn a_record_is_gold_for_itself() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("a.jsonl");
    let mut quote = predicted_quote("« Non. »", Some("Paul"));
    quote["text"] = json!("« Non. »");
    lines(
        &path,
        &[json!({"id": "a", "text": TEXT, "quotes": [quote, predicted_quote("« Peut-être »", None)]})],
    );
    let scores = json_of(&["quotes", "--json"], &path, &path);
    assert_eq!(
        (&scores["joint"], &scores["by"]["kind=person"]),
        (&json!([100.0, 100.0, 100.0]), &json!("1/1"))
    );
}

#[test]
fn what_cannot_be_scored_is_one_line() {
    let folder = TempDir::new().unwrap();
    let (empty, bad) = (folder.path().join("empty.jsonl"), folder.path().join("bad.jsonl"));
    fs::write(&empty, "\n").unwrap();
    fs::write(&bad, "{\"id\":\"a\"}\n{\"id\":\n").unwrap();
    for (path, said) in [
        (&empty, "holds no document"),
        (&bad, "bad.jsonl:2: is not a document"),
        (&folder.path().join("x"), "x: cannot"),
    ] {
        for what in ["entities", "quotes"] {
            let output = Command::cargo_bin("guillemet")
                .unwrap()
                .args(["score", what])
                .args([path, path])
                .output()
                .unwrap();
            let err = String::from_utf8(output.stderr).unwrap();
            assert_eq!((output.status.code(), err.lines().count()), (Some(1), 1), "{err}");
            assert!(err.contains(said), "{err}");
        }
    }
}

/// A small generator, so that a failure can be run again.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }

    fn span(&mut self, length: usize) -> (usize, usize) {
        let start = self.below(length - 1);
        (start, (start + 1 + self.below(14)).min(length))
    }
}

const NAMES: [&str; 9] = [
    "Tokaïev",
    "le Président Tokayev",
    "TOKAIEV",
    "l’OMS",
    "OMS",
    "Mme Strauß",
    "Strauss",
    "M.",
    "un jeune ﬁls",
];

fn random_quotes(
    random: &mut Random,
    gold: bool,
    text: &str,
    near: &[(usize, usize)],
) -> (Value, Vec<(usize, usize)>) {
    let length = text.chars().count();
    let mut spans = Vec::new();
    let quotes: Vec<Value> = (0..random.below(8))
        .map(|i| {
            let (start, end) = match near.get(i) {
                Some(&(s, e)) if random.below(4) > 0 => (s, (e + random.below(3)).min(length)),
                _ => random.span(length),
            };
            spans.push((start, end));
            let name = random.pick(&NAMES);
            let (from, to) = random.span(length);
            let somebody = random.below(4) > 0;
            let passage = json!({"start": from, "end": to, "text": name});
            if gold {
                json!({"start": start, "end": end, "type": random.pick(&["direct", "mixed", "none"]),
                    "pattern": random.pick(&["after", "colon", "que"]),
                    "kind": if somebody { json!(random.pick(&["person", "org", "unnamed"])) } else { Value::Null },
                    "mention": if somebody { json!(random.pick(&["named", "pronoun"])) } else { Value::Null },
                    "canonical": if random.below(3) > 0 { json!(random.pick(&NAMES)) } else { Value::Null },
                    "speaker": if somebody { passage } else { Value::Null }})
            } else {
                let speaker = json!({"mention": if random.below(6) > 0 { passage } else { Value::Null }, "name": name});
                json!({"start": start, "end": end, "kind": random.pick(&["direct", "mixed", "none"]), "rule": "r",
                    "speaker": if somebody { speaker } else { Value::Null }})
            }
        })
        .collect();
    (json!(quotes), spans)
}

fn random_entities(random: &mut Random) -> Value {
    let entities = (0..random.below(9)).map(|_| {
        let start = random.below(6);
        json!({"start": start, "end": start + 1 + random.below(2), "label": random.pick(&["PER", "LOC", "ORG", "MISC"])})
    });
    json!(entities.collect::<Vec<_>>())
}

fn random_files(seed: u64) -> Files {
    let mut random = Random(seed);
    let letters = [
        "a", "b", "é", " ", "\u{a0}", "«", "»", "\"", "-", ".", "😀", "\u{1c}",
    ];
    let (mut gold, mut predicted) = (Vec::new(), Vec::new());
    for id in 0..=random.below(5) {
        let text: String = (0..60).map(|_| random.pick(&letters)).collect();
        let (quotes, spans) = random_quotes(&mut random, true, &text, &[]);
        gold.push(json!({"id": id.to_string(), "text": text, "quotes": quotes, "entities": random_entities(&mut random)}));
        if random.below(6) > 0 {
            let (quotes, _) = random_quotes(&mut random, false, &text, &spans);
            let entities = random_entities(&mut random);
            predicted
                .push(json!({"id": id.to_string(), "text": text, "quotes": quotes, "entities": entities}));
        }
    }
    predicted.push(json!({"id": "elsewhere", "text": "", "quotes": []}));
    files(&gold, &predicted)
}

/// The folder of the reference scripts, where it and Python are here.
fn reference() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/score");
    let python = std::process::Command::new("python3")
        .arg("--version")
        .output()
        .is_ok_and(|o| o.status.success());
    (python && folder.join("score_quotes.py").is_file() && folder.join("score_ner.py").is_file())
        .then_some(folder)
}

#[test]
fn the_reference_scripts_agree() {
    let Some(folder) = reference() else {
        eprintln!("skipped: no python3, or no ../shared/score");
        return;
    };
    for seed in 0..24 {
        let files = random_files(seed);
        for (what, script) in [("quotes", "score_quotes.py"), ("entities", "score_ner.py")] {
            let mut python = std::process::Command::new("python3");
            let output = python
                .arg(folder.join(script))
                .args([&files.gold, &files.predicted])
                .arg("--json")
                .output()
                .unwrap();
            assert!(
                output.status.success(),
                "{}",
                String::from_utf8_lossy(&output.stderr)
            );
            let expected: Value = serde_json::from_slice(&output.stdout).unwrap();
            assert_eq!(
                json_of(&[what, "--json"], &files.gold, &files.predicted),
                expected,
                "{what}, seed {seed}"
            );
        }
    }
}
