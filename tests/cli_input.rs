//! What the program reads, on the stand-in engine: files, folders, standard input, encodings, and every bad input.

#![allow(clippy::unwrap_used, reason = "a test that fails may panic")]

mod common;

use common::{folder, ids, records, refused, tag};
use std::path::Path;

#[test]
fn every_bad_file_is_one_clear_line() {
    let here = folder(&[
        ("empty.txt", b""),
        ("blank.txt", b" \n\n"),
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
            "binary.txt",
            "is a binary file (it holds NUL bytes), not text: convert it to text first",
        ),
        ("scan.pdf", "is a PDF file, not text: convert it to text first"),
        ("empty.jsonl", "is empty: there is no text to read"),
        (
            "none",
            "no text in this folder: files must end in .txt, .md, .html, .jsonl, .csv, .tsv, .xml or .parquet, also with .gz or .zst (name others one by one)",
        ),
        ("missing.txt", "no such file or folder: check the path"),
    ] {
        let ran = tag(here.path(), &[path], "");
        refused(&ran, &format!("{path}: {said}"));
        assert_eq!(ran.code, 1);
    }
}

#[test]
fn a_byte_that_is_not_of_the_encoding_has_its_place() {
    let here = folder(&[("latin.txt", b"Bonjour.\nD\xE9j\xE0 vu.\n")]);
    refused(
        &tag(here.path(), &["latin.txt", "--encoding", "utf-8"], ""),
        "latin.txt: invalid UTF-8 at line 2, byte 10 (0xE9): give --encoding windows-1252, or --encoding auto to guess",
    );
}

#[test]
fn bad_lines_are_said_in_their_place_and_the_others_tagged() {
    let lines = "{\"id\":\"a\",\"text\":\"Un.\"}\n{\"id\":\"b\",\"te\n{\"id\":\"c\"}\n[]\n{\"id\":\"d\",\"text\":\"Deux.\"}\n";
    let here = folder(&[("x.jsonl", lines.as_bytes())]);
    let ran = tag(here.path(), &["x.jsonl"], "");
    assert_eq!(
        (ran.code, ids(&ran.out)),
        (1, vec!["a".to_owned(), "d".to_owned()])
    );
    let errors: Vec<_> = ran.err.lines().collect();
    assert_eq!(
        errors[0],
        "guillemet: x.jsonl:2: the JSON is cut short: is the file complete?"
    );
    assert_eq!(
        errors[1],
        "guillemet: x.jsonl:3: has no field `text`: name the right one with --text-field"
    );
    assert!(errors[2].starts_with("guillemet: x.jsonl:4: is not a JSON object"));
    assert_eq!(
        errors[3],
        "guillemet: 2 documents tagged, 3 could not be read, see above"
    );

    let strict = tag(here.path(), &["x.jsonl", "--strict", "-o", "out.jsonl"], "");
    assert_eq!(strict.code, 1);
    assert_eq!(strict.err.lines().next(), Some(errors[0]));
    assert!(!here.path().join("out.jsonl").exists(), "nothing half-written");
}

#[test]
fn invalid_bytes_of_json_lines_have_their_line() {
    let here = folder(&[("x.jsonl", b"{\"text\":\"a\"}\n{\"text\":\"\xE9\"}\n")]);
    let ran = tag(here.path(), &["x.jsonl", "--encoding", "utf-8"], "");
    assert!(
        ran.err
            .starts_with("guillemet: x.jsonl: invalid UTF-8 at line 2, byte 22 (0xE9): "),
        "{}",
        ran.err
    );
    assert_eq!((ran.code, ids(&ran.out)), (1, vec!["x.jsonl#1".to_owned()]));
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
    assert_eq!(
        ids(&ran.out),
        ["c/a.md", "c/b.txt", "c/d/e.jsonl#1", "h.log", "h.log#2"]
    );
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert_eq!(records(&ran.out)[0]["source"], "c/a.md");
}

#[test]
fn standard_input_is_text_or_json_lines() {
    let text = tag(Path::new("."), &[], "Bonjour Marie.");
    assert_eq!((ids(&text.out), text.code), (vec!["stdin".to_owned()], 0));
    assert!(records(&text.out)[0]["source"].is_null());

    let many: String = (0..300)
        .map(|i| format!("{{\"id\":{i},\"text\":\"Document {i}.\",\"n\":{i}}}\n"))
        .collect();
    let ran = tag(Path::new("."), &["-"], many);
    assert_eq!(ids(&ran.out), (0..300).map(|i| i.to_string()).collect::<Vec<_>>());
    assert_eq!(records(&ran.out)[7]["meta"]["n"], 7);
    assert_eq!(
        ids(&tag(Path::new("."), &["--from", "text"], "{\"text\":\"a\"}").out),
        ["stdin"]
    );
}

#[test]
fn fields_have_names() {
    let ran = tag(
        Path::new("."),
        &["--text-field", "body", "--id-field", "url"],
        "{\"url\":\"u\",\"body\":\"Oui.\",\"text\":1}",
    );
    assert_eq!(
        (ids(&ran.out), records(&ran.out)[0]["meta"]["text"].as_i64()),
        (vec!["u".to_owned()], Some(1))
    );
}

#[test]
fn records_are_read_again() {
    let once = tag(
        Path::new("."),
        &["--tokens"],
        "{\"id\":\"a\",\"text\":\"Marie est à Oran. « Oui. »\",\"n\":1}",
    )
    .out;
    let twice = tag(Path::new("."), &["--tokens"], &once).out;
    assert_eq!(once, twice);
}

#[test]
fn offsets_are_code_points_of_the_decoded_text() {
    let text = "😀 Déjà,\r\nMarie rit.\r\n";
    let with_mark = [b"\xEF\xBB\xBF", text.as_bytes()].concat();
    let utf16: Vec<u8> = [0xFEFF]
        .into_iter()
        .chain(text.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    let plain = tag(Path::new("."), &["--tokens"], text);
    let record = &records(&plain.out)[0];
    assert_eq!(record["text"], text);
    let marie = record["entities"]
        .as_array()
        .unwrap()
        .iter()
        .find(|e| e["text"] == "Marie")
        .unwrap();
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
