//! The program as a user runs it, on the stand-in engine: what it prints, where, and with which exit code.

use assert_cmd::Command;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, Stdio};
use tempfile::TempDir;

struct Ran {
    code: i32,
    out: String,
    err: String,
}

fn ran(folder: &Path, args: &[&str], input: impl AsRef<[u8]>) -> Ran {
    let output = Command::cargo_bin("guillemet")
        .unwrap()
        .current_dir(folder)
        .args(args)
        .write_stdin(input.as_ref().to_vec())
        .output()
        .unwrap();
    Ran {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// `guillemet tag --engine fake ARGS`.
fn tag(folder: &Path, args: &[&str], input: impl AsRef<[u8]>) -> Ran {
    ran(folder, &[&["tag", "--engine", "fake"], args].concat(), input)
}

fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (name, bytes) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    folder
}

fn records(out: &str) -> Vec<serde_json::Value> {
    out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn ids(out: &str) -> Vec<String> {
    records(out).iter().map(|r| r["id"].as_str().unwrap().to_owned()).collect()
}

/// One error line, that of `path`, and no record.
#[track_caller]
fn refused(ran: &Ran, line: &str) {
    assert_eq!(ran.err, format!("guillemet: {line}\n"));
    assert_eq!(ran.out, "");
    assert_ne!(ran.code, 0);
}

#[test]
fn every_bad_file_is_one_clear_line() {
    let here = folder(&[
        ("empty.txt", b""),
        ("blank.txt", b" \n\n"),
        ("latin.txt", b"Bonjour.\nD\xE9j\xE0 vu.\n"),
        ("binary.txt", b"\x7FELF\x00\x01\x02\xFF"),
        ("scan.pdf", b"%PDF-1.4\n%\xE2\xE3"),
        ("empty.jsonl", b"\n"),
        ("none/image.png", b"\x89PNG"),
        ("none/.hidden.txt", b"Bonjour."),
    ]);
    for (path, said) in [
        ("empty.txt", "is empty: there is no text to read"),
        ("blank.txt", "is empty: there is no text to read"),
        (
            "latin.txt",
            "invalid UTF-8 at line 2, byte 10 (0xE9): give --encoding windows-1252, or --encoding auto to guess",
        ),
        ("binary.txt", "is a binary file (it holds NUL bytes), not text: convert it to text first"),
        ("scan.pdf", "is a PDF file, not text: convert it to text first"),
        ("empty.jsonl", "is empty: there is no text to read"),
        (
            "none",
            "no text in this folder: files must end in .txt, .text, .md, .jsonl or .ndjson (name others one by one)",
        ),
        ("missing.txt", "no such file or folder: check the path"),
    ] {
        let ran = tag(here.path(), &[path], "");
        refused(&ran, &format!("{path}: {said}"));
        assert_eq!(ran.code, 1);
    }
}

#[cfg(unix)]
#[test]
fn an_unreadable_file_is_one_clear_line() {
    use std::os::unix::fs::PermissionsExt;
    let here = folder(&[("closed.txt", b"Bonjour.")]);
    let path = here.path().join("closed.txt");
    fs::set_permissions(&path, fs::Permissions::from_mode(0)).unwrap();
    if fs::read(&path).is_ok() {
        eprintln!("skipped: this user may read every file");
        return;
    }
    let ran = tag(here.path(), &["closed.txt"], "");
    refused(&ran, "closed.txt: cannot be read: Permission denied (os error 13)");
}

#[test]
fn bad_lines_are_said_in_their_place_and_the_others_tagged() {
    let lines = "{\"id\":\"a\",\"text\":\"Un.\"}\n{\"id\":\"b\",\"te\n{\"id\":\"c\"}\n[]\n{\"id\":\"d\",\"text\":\"Deux.\"}\n";
    let here = folder(&[("x.jsonl", lines.as_bytes())]);
    let ran = tag(here.path(), &["x.jsonl"], "");
    assert_eq!((ran.code, ids(&ran.out)), (1, vec!["a".to_owned(), "d".to_owned()]));
    let errors: Vec<_> = ran.err.lines().collect();
    assert_eq!(errors[0], "guillemet: x.jsonl:2: the JSON is cut short: is the file complete?");
    assert_eq!(errors[1], "guillemet: x.jsonl:3: has no field `text`: name the right one with --text-field");
    assert!(errors[2].starts_with("guillemet: x.jsonl:4: is not a JSON object"));
    assert_eq!(errors[3], "guillemet: 2 documents tagged, 3 could not be read, see above");

    let strict = tag(here.path(), &["x.jsonl", "--strict", "-o", "out.jsonl"], "");
    assert_eq!((strict.code, strict.err.lines().count()), (1, 1));
    assert_eq!(fs::read_dir(here.path()).unwrap().count(), 1, "nothing half-written");
}

#[test]
fn invalid_bytes_of_json_lines_have_their_line() {
    let ran = tag(Path::new("."), &["--from", "jsonl"], b"{\"text\":\"a\"}\n{\"text\":\"\xE9\"}\n");
    assert!(ran.err.starts_with("guillemet: stdin: invalid UTF-8 at line 2, byte 22 (0xE9): "), "{}", ran.err);
    assert_eq!((ran.code, ids(&ran.out)), (1, vec!["stdin#1".to_owned()]));
}

#[test]
fn folders_are_walked_in_order() {
    let here = folder(&[
        ("c/b.txt", b"Bonjour."),
        ("c/a.md", b"Bonjour."),
        ("c/d/e.jsonl", b"{\"text\":\"Bonjour.\"}\n"),
        ("c/.git/f.txt", b"Bonjour."),
        ("c/g.log", b"Bonjour."),
        ("h.log", b"Bonjour."),
    ]);
    let ran = tag(here.path(), &["./c", "h.log", "h.log"], "");
    assert_eq!(ids(&ran.out), ["c/a.md", "c/b.txt", "c/d/e.jsonl#1", "h.log", "h.log#2"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert_eq!(records(&ran.out)[0]["source"], "c/a.md");
}

#[test]
fn standard_input_is_text_or_json_lines() {
    let text = tag(Path::new("."), &[], "Bonjour Marie.");
    assert_eq!((ids(&text.out), text.code), (vec!["stdin".to_owned()], 0));
    assert!(records(&text.out)[0]["source"].is_null());

    let many: String = (0..300).map(|i| format!("{{\"id\":{i},\"text\":\"Document {i}.\",\"n\":{i}}}\n")).collect();
    let ran = tag(Path::new("."), &["-"], many);
    assert_eq!(ids(&ran.out), (0..300).map(|i| i.to_string()).collect::<Vec<_>>());
    assert_eq!(records(&ran.out)[7]["meta"]["n"], 7);
    assert_eq!(ids(&tag(Path::new("."), &["--from", "text"], "{\"text\":\"a\"}").out), ["stdin"]);
}

#[test]
fn fields_have_names() {
    let ran = tag(
        Path::new("."),
        &["--text-field", "body", "--id-field", "url"],
        "{\"url\":\"u\",\"body\":\"Oui.\",\"text\":1}",
    );
    assert_eq!((ids(&ran.out), records(&ran.out)[0]["meta"]["text"].as_i64()), (vec!["u".to_owned()], Some(1)));
}

#[test]
fn records_are_read_again() {
    let once = tag(Path::new("."), &["--tokens"], "{\"id\":\"a\",\"text\":\"Marie est à Oran. « Oui. »\",\"n\":1}").out;
    let twice = tag(Path::new("."), &["--tokens"], &once).out;
    assert_eq!(once, twice);
}

#[test]
fn offsets_are_code_points_of_the_decoded_text() {
    let text = "😀 Déjà,\r\nMarie rit.\r\n";
    let with_mark = [b"\xEF\xBB\xBF", text.as_bytes()].concat();
    let utf16: Vec<u8> = [0xFEFF].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let plain = tag(Path::new("."), &["--tokens"], text);
    let record = &records(&plain.out)[0];
    assert_eq!(record["text"], text);
    let marie = record["entities"].as_array().unwrap().iter().find(|e| e["text"] == "Marie").unwrap();
    assert_eq!(marie["start"], 9);
    assert_eq!(tag(Path::new("."), &["--tokens"], with_mark).out, plain.out);
    assert_eq!(tag(Path::new("."), &["--tokens"], utf16).out, plain.out);
}

#[test]
fn encodings_are_read_when_named_or_guessed() {
    let windows = b"D\xE9j\xE0 \xAB\xA0\x9Cuvre\xA0\xBB";
    for encoding in ["windows-1252", "latin1", "auto"] {
        let ran = tag(Path::new("."), &["--encoding", encoding], windows);
        assert_eq!(records(&ran.out)[0]["text"], "Déjà «\u{a0}œuvre\u{a0}»");
    }
    let latin9 = tag(Path::new("."), &["--encoding", "iso-8859-15"], b"\xBDuvre \xA4");
    assert_eq!(records(&latin9.out)[0]["text"], "œuvre €");
}

#[test]
fn tokens_are_listed_on_request() {
    let record = &records(&tag(Path::new("."), &["--tokens"], "L'eau.").out)[0];
    assert_eq!(record["tokens"].as_array().unwrap().len(), 3);
    assert!(records(&tag(Path::new("."), &[], "L'eau.").out)[0].get("tokens").is_none());
}

#[test]
fn conll_has_a_line_a_token() {
    let ran = tag(Path::new("."), &["--to", "conll"], "Jean Dupont va à Lyon. Il rit.");
    assert_eq!(
        ran.out,
        "-DOCSTART- O\n\nJean B-PER\nDupont I-PER\nva O\nà O\nLyon B-LOC\n. O\n\nIl B-PER\nrit O\n. O\n\n"
    );
}

#[test]
fn pretty_marks_names_and_can_be_coloured() {
    let ran = tag(Path::new("."), &["--to", "pretty"], "Jean Dupont va à Lyon.");
    assert!(ran.out.contains("[Jean Dupont\u{a0}PER] va à [Lyon\u{a0}LOC]."), "{}", ran.out);
    assert!(!ran.out.contains('\u{1b}'));
    let coloured = tag(Path::new("."), &["--to", "pretty", "--color", "always"], "Jean Dupont va à Lyon.");
    assert!(coloured.out.contains('\u{1b}') && !coloured.out.contains("PER]"));
    let here = folder(&[("a.txt", b"Un."), ("b.txt", b"Deux.")]);
    let two = tag(here.path(), &[".", "--to", "pretty"], "").out;
    assert!(two.contains("── a.txt ──") && two.contains("── b.txt ──"), "{two}");
}

#[test]
fn an_output_file_appears_whole() {
    let here = folder(&[("a.txt", b"Jean rit."), ("out.jsonl", b"old")]);
    let ran = tag(here.path(), &["a.txt", "-o", "out.jsonl"], "");
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (0, "", ""));
    assert_eq!(ids(&fs::read_to_string(here.path().join("out.jsonl")).unwrap()), ["a.txt"]);
    tag(here.path(), &["a.txt", "-o", "out.conll"], "");
    assert!(fs::read_to_string(here.path().join("out.conll")).unwrap().starts_with("-DOCSTART-"));

    let nothing = tag(here.path(), &["missing.txt", "-o", "out.jsonl"], "");
    assert_eq!(nothing.code, 1);
    assert_eq!(ids(&fs::read_to_string(here.path().join("out.jsonl")).unwrap()), ["a.txt"], "kept as it was");
    assert_eq!(fs::read_dir(here.path()).unwrap().count(), 3, "no temporary file is left");
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
    let here = folder(&[("a.jsonl", b"{\"text\":\"a\"}"), ("c/b.txt", b"Oui."), ("c/out.jsonl", b"{}")]);
    let same = tag(here.path(), &["a.jsonl", "-o", "./a.jsonl"], "");
    refused(&same, "a.jsonl: is input and output: name another file after -o");
    assert_eq!(same.code, 2);
    let within = tag(here.path(), &["c", "-o", "c/out.jsonl"], "");
    assert_eq!((within.code, within.err.contains("the output lies in c, which is read")), (2, true));
    let nowhere = tag(here.path(), &["a.jsonl", "-o", "no/out.jsonl"], "");
    refused(&nowhere, "no/out.jsonl: there is no folder no: create it first");
    refused(&tag(here.path(), &["a.jsonl", "-o", "c"], ""), &format!("{}: is a folder: name a file for -o", canonical(&here, "c")));
}

fn canonical(folder: &TempDir, name: &str) -> String {
    fs::canonicalize(folder.path().join(name)).unwrap().display().to_string()
}

#[test]
fn wrong_usage_is_two() {
    for args in [&["--engine", "fake", "-", "-"][..], &["--to", "xml"], &["--device", "cuda:0"], &["--threads", "0"]] {
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
    fs::write(here.path().join("bad.jsonl"), format!("{good_line}\n{bad}\n{{\"id\":1}}\n")).unwrap();
    let found = ran(here.path(), &["check", "bad.jsonl"], "");
    assert_eq!(found.code, 1);
    assert!(found.out.starts_with("bad.jsonl:2: stdin: "), "{}", found.out);
    assert!(found.out.contains("bad.jsonl:2: stdin: the id was used before, at bad.jsonl:1\n"));
    assert!(found.out.contains("bad.jsonl:3: is no record of guillemet/1: "));
    assert_eq!(ran(here.path(), &["check", "empty.jsonl"], "").code, 1);
    assert_eq!(ran(here.path(), &["check", "missing.jsonl"], "").code, 1);
}

#[test]
fn models_check_shows_what_runs() {
    let shown = ran(Path::new("."), &["models", "check", "--engine", "fake"], "");
    assert_eq!(shown.code, 0, "{}", shown.err);
    for line in ["engine     fake", "device     cpu", "labels     O B-PER", "  PER  Emmanuel Macron"] {
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
    assert!(ran(Path::new("."), &["--version"], "").out.starts_with(&format!("guillemet {}", env!("CARGO_PKG_VERSION"))));
}
