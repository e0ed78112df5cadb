//! Every format that is read, plain and compressed, by name and by its first bytes; folders, patterns and lists.

#![allow(clippy::unwrap_used, reason = "a test that fails may panic")]

mod common;

use common::{folder, ids, records, tag};
use guillemet::input::{Encoding, Format, Options, documents_of};
use parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

/// The same two documents in every format that holds many, the first of them in the others.
const FIRST: &str = "« Déjà ! » dit Zoë à 😀.";
const SECOND: &str = "Marie part.";

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

fn zst(bytes: &[u8]) -> Vec<u8> {
    zstd::stream::encode_all(bytes, 1).unwrap()
}

/// A Parquet file of the columns `id`, `text` and `n`.
pub fn parquet(texts: &[&str]) -> Vec<u8> {
    let schema = "message m { required binary id (UTF8); optional binary text (UTF8); required int64 n; }";
    let schema = Arc::new(parse_message_type(schema).unwrap());
    let mut writer =
        SerializedFileWriter::new(Vec::new(), schema, Arc::new(WriterProperties::new())).unwrap();
    let mut group = writer.next_row_group().unwrap();
    let strings = |values: Vec<String>| {
        values
            .into_iter()
            .map(|v| ByteArray::from(v.as_str()))
            .collect::<Vec<_>>()
    };
    let ids = strings((1..=texts.len()).map(|n| n.to_string()).collect());
    let bodies = strings(texts.iter().map(|t| (*t).to_owned()).collect());
    let numbers: Vec<i64> = (1..).map(|n| n * 10).take(texts.len()).collect();
    let levels = vec![1; texts.len()];
    let mut column = 0;
    while let Some(mut next) = group.next_column().unwrap() {
        match column {
            0 => next
                .typed::<ByteArrayType>()
                .write_batch(&ids, None, None)
                .unwrap(),
            1 => next
                .typed::<ByteArrayType>()
                .write_batch(&bodies, Some(&levels), None)
                .unwrap(),
            _ => next
                .typed::<Int64Type>()
                .write_batch(&numbers, None, None)
                .unwrap(),
        };
        next.close().unwrap();
        column += 1;
    }
    group.close().unwrap();
    writer.into_inner().unwrap()
}

/// A file of each format.
fn files() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("a.txt", FIRST.into()),
        (
            "a.jsonl",
            format!(
                "{{\"id\":\"1\",\"text\":\"{FIRST}\",\"n\":10}}\n{{\"id\":\"2\",\"text\":\"{SECOND}\"}}\n"
            )
            .into(),
        ),
        ("a.csv", format!("id;text;n\n1;{FIRST};10\n2;{SECOND};\n").into()),
        (
            "a.tsv",
            format!("id\ttext\tn\n1\t{FIRST}\t10\n2\t{SECOND}\t\n").into(),
        ),
        (
            "a.xml",
            format!("<TEI><text><body><p>{FIRST}</p></body></text></TEI>").into(),
        ),
        (
            "a.html",
            format!(
                "<html><head><title>T</title></head><body><article><p>{FIRST}</p></article></body></html>"
            )
            .into(),
        ),
        ("a.parquet", parquet(&[FIRST, SECOND])),
    ]
}

#[test]
fn every_format_gives_the_same_text_plain_and_compressed() {
    for (name, bytes) in files() {
        let many = matches!(name, "a.jsonl" | "a.csv" | "a.tsv" | "a.parquet");
        for (suffix, bytes) in [("", bytes.clone()), (".gz", gzip(&bytes)), (".zst", zst(&bytes))] {
            let name = format!("{name}{suffix}");
            let here = folder(&[(&name, &bytes)]);
            let ran = tag(here.path(), &["."], "");
            assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{name}");
            let found = records(&ran.out);
            assert_eq!(found[0]["text"], FIRST, "{name}");
            assert_eq!(found[0]["source"], name.as_str());
            if many {
                assert_eq!((found.len(), &found[1]["text"]), (2, &SECOND.into()), "{name}");
                assert_eq!(ids(&ran.out), ["1", "2"], "{name}");
                assert_eq!(
                    found[0]["meta"]["n"].to_string().trim_matches('"'),
                    "10",
                    "{name}"
                );
            } else {
                assert_eq!((found.len(), ids(&ran.out)), (1, vec![name]));
            }
        }
    }
}

#[test]
fn the_first_bytes_say_the_format_where_no_name_does() {
    for (name, bytes) in files() {
        // CSV looks like text: it must be named.
        let from: &[&str] = match name {
            "a.csv" => &["--from", "csv"],
            "a.tsv" => &["--from", "tsv"],
            _ => &[],
        };
        for bytes in [bytes.clone(), gzip(&bytes), zst(&bytes)] {
            let here = folder(&[("fichier", &bytes)]);
            let piped = tag(here.path(), from, &bytes);
            assert_eq!((piped.code, piped.err.as_str()), (0, ""), "{name}");
            assert_eq!(records(&piped.out)[0]["text"], FIRST, "{name}");
            assert!(records(&piped.out)[0]["source"].is_null());
            let named = tag(here.path(), &[from, &["fichier"]].concat(), "");
            assert_eq!(records(&named.out)[0]["text"], FIRST, "{name}");
        }
    }
}

#[test]
fn archives_of_many_members_are_read_to_their_end() {
    let line = |n: u32| format!("{{\"id\":\"{n}\",\"text\":\"Bonjour.\"}}\n").into_bytes();
    for pack in [gzip, zst] {
        let bytes = [pack(&line(1)), pack(&line(2)), pack(&line(3))].concat();
        let ran = tag(Path::new("."), &[], bytes);
        assert_eq!(
            (ran.code, ids(&ran.out)),
            (0, vec!["1".into(), "2".into(), "3".into()])
        );
    }
}

#[test]
fn tei_keeps_its_markup() {
    let xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<TEI xmlns=\"http://www.tei-c.org/ns/1.0\"><teiHeader><fileDesc><titleStmt><title>Le port</title>\
        <author>A. B.</author></titleStmt></fileDesc></teiHeader><text><body><p>Avec <hi>Marie</hi>.</p></body></text></TEI>\n";
    let here = folder(&[("a.xml", xml.as_bytes())]);
    let record = records(&tag(here.path(), &["a.xml"], "").out).remove(0);
    assert_eq!(record["text"], "Avec Marie.");
    assert_eq!(record["meta"]["tei"], xml);
    assert_eq!(
        (&record["meta"]["title"], &record["meta"]["author"]),
        (&"Le port".into(), &"A. B.".into())
    );
}

#[test]
fn columns_and_delimiters_have_flags() {
    let ran = tag(
        Path::new("."),
        &[
            "--from",
            "csv",
            "--text-field",
            "corps",
            "--id-field",
            "url",
            "--delimiter",
            "|",
        ],
        "url|corps|date\nu1|\"Un; deux\n| trois\"|2020\n",
    );
    let record = &records(&ran.out)[0];
    assert_eq!(
        (&record["id"], &record["text"], &record["meta"]["date"]),
        (&"u1".into(), &"Un; deux\n| trois".into(), &"2020".into())
    );
}

#[test]
fn patterns_are_expanded_in_order_unless_a_file_has_that_name() {
    let here = folder(&[
        ("c/b.txt", b"Bonjour."),
        ("c/a.log", b"Bonjour."),
        ("c/d/e.txt", b"Bonjour."),
        ("c/.f.txt", b"Bonjour."),
        ("c/[x].txt", b"Bonjour."),
        ("c/x.txt", b"Bonjour."),
    ]);
    for (pattern, found) in [
        ("c/*.txt", vec!["c/[x].txt", "c/b.txt", "c/x.txt"]),
        ("c/**/*.txt", vec!["c/[x].txt", "c/b.txt", "c/d/e.txt", "c/x.txt"]),
        ("c/[x].txt", vec!["c/[x].txt"]),
        ("c/?.log", vec!["c/a.log"]),
        ("*", vec!["c/[x].txt", "c/b.txt", "c/d/e.txt", "c/x.txt"]),
    ] {
        let ran = tag(here.path(), &[pattern], "");
        assert_eq!(
            (ids(&ran.out), ran.err.as_str()),
            (found.iter().map(|s| (*s).to_owned()).collect(), ""),
            "{pattern}"
        );
    }
    let ran = tag(here.path(), &["z/*.txt"], "");
    assert_eq!(
        ran.err,
        "guillemet: z/*.txt: matches no file: check the pattern, and quote it\n"
    );
}

#[test]
fn lists_of_paths_are_read_in_their_order() {
    let here = folder(&[
        ("b.txt", b"Bonjour."),
        ("a b.txt", b"Bonjour."),
        ("c/d.txt", b"Bonjour."),
        ("list", b"b.txt\r\n\na b.txt\nno.txt\nc\n"),
        ("nul", b"c/d.txt\0b.txt\0"),
    ]);
    let ran = tag(here.path(), &["--files-from", "list"], "");
    assert_eq!(
        (ran.code, ids(&ran.out)),
        (1, vec!["b.txt".into(), "a b.txt".into(), "c/d.txt".into()])
    );
    assert!(
        ran.err.starts_with("guillemet: no.txt: no such file or folder"),
        "{}",
        ran.err
    );

    let ran = tag(here.path(), &["a b.txt", "--files-from", "nul", "--null"], "");
    assert_eq!(ids(&ran.out), ["a b.txt", "c/d.txt", "b.txt"]);
    let ran = tag(here.path(), &["--files-from", "-"], "b.txt\n");
    assert_eq!(ids(&ran.out), ["b.txt"]);
    let wrong = tag(here.path(), &["--files-from", "nul"], "");
    assert_eq!(
        wrong.err,
        "guillemet: nul:1: is no path: this list needs one path a line, or --null\n"
    );
    assert_eq!(tag(here.path(), &["-", "--files-from", "-"], "").code, 2);
}

#[test]
fn encodings_of_old_files_are_found() {
    let text = "« Où est l'hôtel de l'Évêché ? », demande Zoë. « Là-bas, à côté. »";
    for encoding in [encoding_rs::WINDOWS_1252, encoding_rs::MACINTOSH] {
        let bytes = encoding.encode(text).0.into_owned();
        let record = records(&tag(Path::new("."), &[], &bytes).out).remove(0);
        assert_eq!(record["text"], text);
        assert_eq!(record["meta"]["encoding"], encoding.name());
    }
    let utf16: Vec<u8> = format!("{{\"text\":\"{text}\"}}\n")
        .repeat(3)
        .encode_utf16()
        .flat_map(u16::to_be_bytes)
        .collect();
    let ran = tag(Path::new("."), &["--from", "jsonl"], utf16);
    assert_eq!((ran.err.as_str(), records(&ran.out).len()), ("", 3));
    assert_eq!(records(&ran.out)[2]["text"], text);
}

#[test]
fn a_declared_encoding_is_believed() {
    let text = "Déjà l'été";
    let latin = |source: String| encoding_rs::ISO_8859_15.encode(&source).0.into_owned();
    let html = latin(format!(
        "<html><head><meta charset=\"iso-8859-15\"></head><body><article><p>{text}, 3 €.</p></article></body></html>"
    ));
    let tei = latin(format!(
        "<?xml version='1.0' encoding='ISO-8859-15'?><TEI><text><body><p>{text}, 3 €.</p></body></text></TEI>"
    ));
    for (bytes, format) in [(html, Format::Html), (tei, Format::Tei)] {
        let input = documents_of(bytes, "x", Some(format), &Options::default())
            .next()
            .unwrap()
            .unwrap();
        assert_eq!(input.text, "Déjà l'été, 3 €.");
        assert!(!input.meta.contains_key("encoding"));
    }
    let forced = Options {
        encoding: Encoding::Utf8,
        ..Options::default()
    };
    assert!(
        documents_of(b"<TEI>\xE9</TEI>".to_vec(), "x", Some(Format::Tei), &forced)
            .next()
            .unwrap()
            .is_err()
    );
}

#[test]
fn a_column_that_is_missing_is_named_with_those_there_are() {
    let here = folder(&[("a.parquet", &parquet(&["Oui."]))]);
    let ran = tag(here.path(), &["a.parquet", "--text-field", "corps"], "");
    assert_eq!(
        ran.err,
        "guillemet: a.parquet: has no column `corps`: name the right one with --text-field (there are: id, text, n)\n"
    );
    fs::write(here.path().join("b.parquet"), parquet(&[])).unwrap();
    let ran = tag(here.path(), &["b.parquet"], "");
    assert_eq!(
        ran.err,
        "guillemet: b.parquet: is empty: there is no text to read\n"
    );
}
