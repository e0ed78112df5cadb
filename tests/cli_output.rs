//! What the program writes, on the stand-in engine: formats, files, pipes, exit codes, help, and the other subcommands.

#![allow(clippy::unwrap_used, reason = "a test that fails may panic")]

mod common;

use common::{folder, ids, ran, records, refused, tag};
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, Stdio};
use tempfile::TempDir;

#[test]
fn tokens_are_listed_on_request() {
    let record = &records(&tag(Path::new("."), &["--tokens"], "L'eau.").out)[0];
    assert_eq!(record["tokens"].as_array().unwrap().len(), 3);
    assert!(
        records(&tag(Path::new("."), &[], "L'eau.").out)[0]
            .get("tokens")
            .is_none()
    );
}

#[test]
fn conll_has_a_line_a_token() {
    let ran = tag(
        Path::new("."),
        &["--to", "conll"],
        "Jean Dupont va à Lyon. Il rit.",
    );
    assert_eq!(
        ran.out,
        "-DOCSTART- O\n\nJean B-PER\nDupont I-PER\nva O\nà O\nLyon B-LOC\n. O\n\nIl B-PER\nrit O\n. O\n\n"
    );
}

#[test]
fn marks_opened_again_are_quotations_that_go_on_from_one_another() {
    let text = "Jean Dupont a dit : « Je pars.\n\n« Je reviens.\n\n« Je reste. »";
    let here = Path::new(".");
    let record = &records(&tag(here, &[], text).out)[0];
    let quotes = record["quotes"].as_array().unwrap();
    let told: Vec<_> = quotes
        .iter()
        .map(|q| {
            let of = |key: &str| q[key].as_str().unwrap_or_default().to_owned();
            (of("text"), of("rule"), of("continues"))
        })
        .collect();
    let row = |text: &str, rule: &str, from: &str| (text.to_owned(), rule.to_owned(), from.to_owned());
    assert_eq!(
        told,
        [
            row("« Je pars.", "colon", ""),
            row("« Je reviens.", "reopened", "q1"),
            row("« Je reste. »", "reopened", "q2"),
        ]
    );
    assert!(quotes.iter().all(|q| q["speaker"]["name"] == "Jean Dupont"));
    assert!(
        quotes[0].get("continues").is_none() && !quotes[0]["cue"].is_null() && quotes[1]["cue"].is_null()
    );
    let csv = tag(here, &["--to", "csv"], text).out;
    assert!(csv.contains("« Je reste. »,q2"), "{csv}");
    let tei = tag(here, &["--to", "tei"], text).out;
    let said: Vec<&str> = tei
        .split("<said ")
        .skip(1)
        .map(|s| s.split_once('>').unwrap().0)
        .collect();
    let id = |of: &str| of.split('"').nth(1).unwrap().to_owned();
    assert!(
        said[0].contains(&format!("next=\"#{}\"", id(said[1]))) && !said[0].contains("prev="),
        "{tei}"
    );
    assert!(said[1].contains(&format!("prev=\"#{}\"", id(said[0]))), "{tei}");
    assert!(said[1].contains(&format!("next=\"#{}\"", id(said[2]))), "{tei}");
}

#[test]
fn pretty_marks_names_and_can_be_coloured() {
    let ran = tag(Path::new("."), &["--to", "pretty"], "Jean Dupont va à Lyon.");
    assert!(
        ran.out.contains("[Jean Dupont\u{a0}PER] va à [Lyon\u{a0}LOC]."),
        "{}",
        ran.out
    );
    assert!(!ran.out.contains('\u{1b}'));
    let coloured = tag(
        Path::new("."),
        &["--to", "pretty", "--color", "always"],
        "Jean Dupont va à Lyon.",
    );
    assert!(coloured.out.contains('\u{1b}') && !coloured.out.contains("PER]"));
    let here = folder(&[("a.txt", b"Un."), ("b.txt", b"Deux.")]);
    let two = tag(here.path(), &[".", "--to", "pretty"], "").out;
    assert!(
        two.contains("── a.txt ──") && two.contains("── b.txt ──"),
        "{two}"
    );
}

#[test]
fn an_output_file_appears_whole() {
    let here = folder(&[("a.txt", b"Jean rit."), ("out.jsonl", b"old")]);
    let ran = tag(here.path(), &["a.txt", "-o", "out.jsonl"], "");
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (0, "", ""));
    assert_eq!(
        ids(&fs::read_to_string(here.path().join("out.jsonl")).unwrap()),
        ["a.txt"]
    );
    tag(here.path(), &["a.txt", "-o", "out.conll"], "");
    assert!(
        fs::read_to_string(here.path().join("out.conll"))
            .unwrap()
            .starts_with("-DOCSTART-")
    );

    let nothing = tag(here.path(), &["missing.txt", "-o", "out.jsonl"], "");
    assert_eq!(nothing.code, 1);
    assert_eq!(
        ids(&fs::read_to_string(here.path().join("out.jsonl")).unwrap()),
        ["a.txt"],
        "kept as it was"
    );
    assert_eq!(
        fs::read_dir(here.path()).unwrap().count(),
        3,
        "no temporary file is left"
    );
}

#[cfg(unix)]
#[test]
fn an_output_file_is_like_any_new_file() {
    use std::os::unix::fs::PermissionsExt;
    let here = folder(&[("a.txt", b"Jean rit.")]);
    tag(here.path(), &["a.txt", "-o", "out.jsonl"], "");
    let mode = |name: &str| fs::metadata(here.path().join(name)).unwrap().permissions().mode();
    assert_eq!(mode("out.jsonl"), mode("a.txt"));
    assert_eq!(tag(here.path(), &["a.txt", "-o", "/dev/null"], "").code, 0);
    assert!(!fs::metadata("/dev/null").unwrap().is_file());
}

#[test]
fn an_output_that_cannot_be_is_refused_first() {
    let here = folder(&[
        ("a.jsonl", b"{\"text\":\"a\"}"),
        ("c/b.txt", b"Oui."),
        ("c/out.jsonl", b"{}"),
    ]);
    let same = tag(here.path(), &["a.jsonl", "-o", "./a.jsonl"], "");
    refused(&same, "a.jsonl: is input and output: name another file after -o");
    assert_eq!(same.code, 2);
    let within = tag(here.path(), &["c", "-o", "c/out.jsonl"], "");
    assert_eq!(
        (
            within.code,
            within.err.contains("the output lies in c, which is read")
        ),
        (2, true)
    );
    let nowhere = tag(here.path(), &["a.jsonl", "-o", "no/out.jsonl"], "");
    refused(&nowhere, "no/out.jsonl: there is no folder no: create it first");
    refused(
        &tag(here.path(), &["a.jsonl", "-o", "c"], ""),
        &format!("{}: is a folder: name a file for -o", canonical(&here, "c")),
    );
}

fn canonical(folder: &TempDir, name: &str) -> String {
    fs::canonicalize(folder.path().join(name))
        .unwrap()
        .display()
        .to_string()
}

#[test]
fn wrong_usage_is_two() {
    for args in [
        &["--engine", "fake", "-", "-"][..],
        &["--to", "xml"],
        &["--device", "cuda:0"],
        &["--threads", "0"],
    ] {
        let ran = ran(Path::new("."), &[&["tag"], args].concat(), "Oui.");
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{args:?}: {}", ran.err);
    }
}

fn started(args: &[&str]) -> Child {
    std::process::Command::new(assert_cmd::cargo::cargo_bin("guillemet"))
        .args(["tag", "--engine", "fake"])
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

#[test]
fn a_slow_pipe_is_answered_line_by_line() {
    let mut child = started(&["--from", "jsonl"]);
    let mut input = child.stdin.take().unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    for id in ["a", "b"] {
        writeln!(input, "{{\"id\":\"{id}\",\"text\":\"Oui.\"}}").unwrap();
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        assert_eq!(ids(&line), [id]);
    }
    drop(input);
    assert!(child.wait().unwrap().success());
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let mut child = started(&["--from", "jsonl"]);
    drop(child.stdout.take());
    let mut input = child.stdin.take().unwrap();
    for _ in 0..2000 {
        if writeln!(input, "{{\"text\":\"{}\"}}", "Jean rit. ".repeat(50)).is_err() {
            break;
        }
    }
    drop(input);
    let mut err = String::new();
    child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    assert_eq!((child.wait().unwrap().code(), err.as_str()), (Some(0), ""));
}

#[test]
fn check_finds_what_a_reader_could_trip_over() {
    let here = folder(&[("empty.jsonl", b"")]);
    let good = tag(here.path(), &[], "Jean Dupont va à Lyon.").out;
    let good_line = good.trim_end();
    fs::write(here.path().join("good.jsonl"), &good).unwrap();
    let fine = ran(here.path(), &["check", "good.jsonl"], "");
    assert_eq!((fine.code, fine.out.as_str()), (0, "1 records, 0 problems\n"));

    let bad = good_line.replacen("\"start\":0,\"end\":11", "\"start\":0,\"end\":99", 1);
    fs::write(
        here.path().join("bad.jsonl"),
        format!("{good_line}\n{bad}\n{{\"id\":1}}\n"),
    )
    .unwrap();
    let found = ran(here.path(), &["check", "bad.jsonl"], "");
    assert_eq!(found.code, 1);
    assert!(found.out.starts_with("bad.jsonl:2: stdin: "), "{}", found.out);
    assert!(
        found
            .out
            .contains("bad.jsonl:2: stdin: the id was used before, at bad.jsonl:1\n")
    );
    assert!(found.out.contains("bad.jsonl:3: is no record of guillemet/1: "));
    assert_eq!(ran(here.path(), &["check", "empty.jsonl"], "").code, 1);
    assert_eq!(ran(here.path(), &["check", "missing.jsonl"], "").code, 1);
}

#[test]
fn models_check_shows_what_runs() {
    let shown = ran(Path::new("."), &["models", "check", "--engine", "fake"], "");
    assert_eq!(shown.code, 0, "{}", shown.err);
    for line in [
        "engine     fake",
        "device     cpu",
        "labels     O B-PER",
        "  PER  Emmanuel Macron",
    ] {
        assert!(shown.out.contains(line), "{line} in {}", shown.out);
    }
}

#[test]
fn help_teaches() {
    let long = ran(Path::new("."), &["tag", "--help"], "");
    for heading in ["Input:", "Output:", "Model:", "Running:", "Examples:"] {
        assert!(long.out.contains(heading), "{heading}");
    }
    assert!(!long.out.contains("fake"));
    assert!(ran(Path::new("."), &["tag", "-h"], "").out.len() < long.out.len() / 2);
    assert!(
        ran(Path::new("."), &["--version"], "")
            .out
            .starts_with(&format!("guillemet {}", env!("CARGO_PKG_VERSION")))
    );
}
