//! Every format on any record that `check` accepts: no panic, well formed, and the same again.

#![allow(clippy::unwrap_used, reason = "a test that fails may panic")]

mod common;

use common::{folder, ran, refused, tag};
use guillemet::document::record::{
    Entity, Passage, Provenance, Quote, Range, Record, Referent, Repeat, Speaker,
};
use guillemet::document::{check::check, read::read};
use guillemet::entities::Label;
use guillemet::quotes::Kind;
use guillemet::speakers::{Form, SpeakerType};
use guillemet::writers::{Format, Options, destination::Memory, write_corpus};
use parquet::file::reader::{FileReader, SerializedFileReader};
use proptest::prelude::*;
use quick_xml::events::Event;
use std::collections::BTreeMap;
use std::fs;
use std::io::Write;

type Files = BTreeMap<String, Vec<u8>>;

fn written(records: &[Record], format: Format, options: &Options) -> Files {
    let mut out = Memory::default();
    let all = records.iter().cloned().map(Ok::<_, std::convert::Infallible>);
    let count = write_corpus(all, format, options, &mut out).unwrap();
    assert_eq!(count, records.len());
    out.files()
}

fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        6 => proptest::sample::select(vec![
            "« ", " »", "\u{202f}", "\u{a0}", "“", "\"", "'", " ", "  ", "\n", "\n\n", "\r\n", "\r", "\t", "Marie", "dit-il", "l'",
            "Lyon", ". ", ", ", "😀", "e\u{301}", "<b>", "&amp;", "]]>", "|", "=", "(", ")", "\\", "%", ";", "\u{0}", "\u{1}", "\u{b}",
            "\u{1c}", "\u{85}", "\u{2028}", "\u{feff}", "\u{fffe}", "\u{ffff}", "-DOCSTART-", "#",
        ]).prop_map(str::to_owned),
        1 => ".{0,4}",
    ];
    proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

/// Any span of a text of `length` code points, from two numbers.
fn span(length: usize, (a, b): (usize, usize)) -> (usize, usize) {
    let start = a % length;
    (start, start + 1 + b % (length - start))
}

type Pair = (usize, usize);
type Pairs = Vec<Pair>;
type Parts = (String, Pairs, Pairs, Pairs, Pairs, String, [bool; 4]);

/// A record on any text with spans anywhere: crossing, nested, in the middle of words.
fn record() -> impl Strategy<Value = Record> {
    let pairs = |n| proptest::collection::vec((0_usize..500, 0_usize..40), 0..n);
    let odd = prop_oneof![Just("q|1 (a)-%".to_owned()), Just("é\n".to_owned()), ".{1,6}"];
    (
        text(),
        pairs(8),
        pairs(5),
        pairs(6),
        pairs(3),
        odd,
        any::<[bool; 4]>(),
    )
        .prop_map(build)
}

fn build((text, entities, quotes, sentences, other, id, yes): Parts) -> Record {
    let chars: Vec<char> = text.chars().collect();
    let passage = |pair| {
        let (start, end) = span(chars.len(), pair);
        let text = chars[start..end].iter().collect();
        Passage { start, end, text }
    };
    // Sorted, without what overlaps the one before.
    let row = |pairs: &[Pair]| {
        let mut row: Vec<Passage> = Vec::new();
        let mut all: Vec<Passage> = pairs
            .iter()
            .filter(|_| !chars.is_empty())
            .map(|p| passage(*p))
            .collect();
        all.sort_by_key(|p| p.start);
        for next in all {
            if row.last().is_none_or(|before| before.end <= next.start) {
                row.push(next);
            }
        }
        row
    };
    let bare = |p: &Passage| Range {
        start: p.start,
        end: p.end,
    };
    let found = row(&entities);
    let referents = found.iter().enumerate().step_by(2).map(|(i, p)| Referent {
        id: format!("r{i}{id}"),
        name: p.text.clone(),
        label: Label::ALL[i % 4],
        mentions: vec![format!("e{i}{id}")],
    });
    let referents: Vec<Referent> = referents.collect();
    let entity = |(i, p): (usize, &Passage)| Entity {
        id: format!("e{i}{id}"),
        start: p.start,
        end: p.end,
        text: p.text.clone(),
        label: Label::ALL[i % 4],
        score: 0.5,
        referent: (i % 2 == 0).then(|| format!("r{i}{id}")),
    };
    let mut said: Vec<Passage> = quotes
        .iter()
        .filter(|_| !chars.is_empty())
        .map(|p| passage(*p))
        .collect();
    said.sort_by_key(|p| p.start);
    let others: Vec<Passage> = other
        .iter()
        .filter(|_| !chars.is_empty())
        .map(|p| passage(*p))
        .collect();
    let quote = |(i, p): (usize, &Passage)| Quote {
        id: format!("q{i}{id}"),
        start: p.start,
        end: p.end,
        text: p.text.clone(),
        parts: vec![bare(p)],
        kind: if i % 2 == 0 { Kind::Direct } else { Kind::Mixed },
        speaker: others.get(i % 3).map(|m| Speaker {
            mention: m.clone(),
            form: [Form::Named, Form::Nominal, Form::Pronoun][i % 3],
            kind: [
                SpeakerType::Person,
                SpeakerType::Organisation,
                SpeakerType::Unnamed,
            ][i % 3],
            name: format!("<{}>", m.text),
            referent: referents.first().filter(|_| i % 2 == 0).map(|r| r.id.clone()),
        }),
        cue: others.get((i + 1) % 3).cloned(),
        rule: if yes[0] { "inquit-after".into() } else { id.clone() },
        score: 0.25,
        continues: (i > 0 && yes[0]).then(|| format!("q{}{id}", i - 1)),
        repeats: others
            .iter()
            .filter(|_| yes[1])
            .map(|p| Repeat {
                start: p.start,
                end: p.end,
                text: p.text.clone(),
                signature: None,
            })
            .collect(),
    };
    Record {
        schema: "guillemet/1".into(),
        source: yes[2].then(|| id.clone()),
        offsets: "codepoints".into(),
        language: "fr".into(),
        meta: serde_json::Map::from_iter([("title".to_owned(), id.as_str().into())]),
        sentences: row(&sentences).iter().map(bare).collect(),
        tokens: yes[3].then(|| row(&sentences).iter().map(bare).collect()),
        entities: found.iter().enumerate().map(entity).collect(),
        referents: referents.clone(),
        quotes: said.iter().enumerate().map(quote).collect(),
        corrections: Vec::new(),
        provenance: Provenance::default(),
        id,
        text,
    }
}

/// Fails where a file is not what its name says.
fn well_formed(name: &str, bytes: &[u8], format: Format) {
    if let Format::Parquet = format {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        let file = SerializedFileReader::new(file).unwrap();
        assert!(file.get_row_iter(None).unwrap().all(|row| row.is_ok()));
        return;
    }
    let text = std::str::from_utf8(bytes).unwrap();
    match format {
        Format::Jsonl | Format::Spacy => {
            for line in text.split_terminator('\n') {
                serde_json::from_str::<serde_json::Value>(line).unwrap();
            }
        }
        Format::LabelStudio | Format::WebAnnotation if name != "labels.xml" => {
            serde_json::from_str::<serde_json::Value>(text).unwrap();
        }
        Format::Tei | Format::Xmi | Format::LabelStudio => {
            let mut reader = quick_xml::Reader::from_str(text);
            reader.config_mut().check_comments = true;
            while !matches!(reader.read_event().unwrap(), Event::Eof) {}
            let legal = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..);
            assert!(text.chars().all(legal), "{text}");
        }
        Format::Csv => {
            let mut rows = csv::Reader::from_reader(text.as_bytes());
            assert!(rows.records().all(|row| row.unwrap().len() == 15));
        }
        Format::Conll => {
            for line in text.lines().filter(|l| !l.is_empty()) {
                assert_eq!(line.split(' ').count(), 2, "{line:?}");
            }
        }
        Format::Conllu => {
            for line in text.split('\n').filter(|l| !l.is_empty() && !l.starts_with("# ")) {
                let columns: Vec<_> = line.split('\t').collect();
                assert_eq!(columns.len(), 10, "{line:?}");
                assert!(
                    columns.iter().all(|c| !c.is_empty()) && columns[0].parse::<u32>().is_ok(),
                    "{line:?}"
                );
            }
        }
        Format::Brat if name.ends_with(".ann") => {
            for line in text.split_terminator('\n') {
                let start = line.chars().next().unwrap();
                assert!("TRA#*".contains(start) && line.contains('\t'), "{line:?}");
            }
        }
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(160))]

    #[test]
    fn any_record_is_written_in_every_format(records in proptest::collection::vec(record(), 1..4)) {
        for record in &records {
            prop_assert_eq!(check(record), Vec::<String>::new());
        }
        for format in Format::ALL {
            for split in [false, true] {
                let options = Options { split, ..Options::default() };
                // A page shows one document.
                let records = if format == Format::Html && !split { &records[..1] } else { &records[..] };
                let files = written(records, format, &options);
                prop_assert_eq!(&files, &written(records, format, &options));
                for (name, bytes) in &files {
                    well_formed(name, bytes, format);
                }
            }
        }
    }

    #[test]
    fn no_entity_is_lost(record in record()) {
        let one = std::slice::from_ref(&record);
        let conll = String::from_utf8(written(one, Format::Conll, &Options::default()).remove("").unwrap()).unwrap();
        let begun = conll.lines().filter(|l| l.contains(" B-")).count();
        let worded = record.entities.iter().filter(|e| e.text.chars().any(|c| !c.is_whitespace() && !matches!(c, '\u{1c}'..='\u{1f}')));
        prop_assert_eq!(begun, worded.count());
    }

    #[test]
    fn records_are_read_as_they_were_written(records in proptest::collection::vec(record(), 1..4)) {
        let once = written(&records, Format::Jsonl, &Options::default());
        let again: Vec<Record> = read(&once[""][..], "a.jsonl").map(Result::unwrap).collect();
        prop_assert_eq!(&again, &records);
        prop_assert_eq!(written(&again, Format::Jsonl, &Options::default()), once);
    }
}

#[test]
fn convert_writes_files_and_folders() {
    let here = folder(&[("a.txt", "« Oui », dit Marie.".as_bytes()), ("b/c.txt", b"Non.")]);
    tag(here.path(), &["a.txt", "b", "-o", "all.jsonl"], "");
    let convert = |args: &[&str]| ran(here.path(), &[&["convert", "all.jsonl"], args].concat(), "");
    let shown = convert(&["--to", "csv"]);
    assert!(
        shown.out.starts_with("document,quote,start,end,kind,")
            && shown.out.contains("a.txt,q1,0,7,direct,Marie")
    );
    for (args, files) in [
        (&["-o", "quotes.csv", "--bom"][..], &["quotes.csv"][..]),
        (&["-o", "corpus.tei"], &["corpus.tei"]),
        (
            &["--to", "label-studio", "-o", "tasks.json"],
            &["tasks.json", "tasks.labels.xml"],
        ),
        (
            &["--to", "brat", "-o", "brat"],
            &["brat/a.txt", "brat/a.ann", "brat/b/c.ann", "brat/annotation.conf"],
        ),
        (
            &["--to", "xmi", "-o", "cas"],
            &["cas/a.xmi", "cas/b/c.xmi", "cas/TypeSystem.xml"],
        ),
        (
            &["--to", "parquet", "-o", "tables"],
            &["tables/documents.parquet", "tables/quotes.parquet"],
        ),
        (
            &["--to", "jsonl", "--split", "-o", "split"],
            &["split/a.jsonl", "split/b/c.jsonl"],
        ),
    ] {
        let ran = convert(args);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{args:?}");
        for file in files {
            assert!(here.path().join(file).is_file(), "{args:?} {file}");
        }
    }
    assert!(
        fs::read(here.path().join("quotes.csv"))
            .unwrap()
            .starts_with("\u{feff}".as_bytes())
    );
}

#[test]
fn convert_reads_what_is_compressed() {
    let here = folder(&[]);
    let lines = tag(here.path(), &["--to", "jsonl"], "« Oui », dit Marie.").out;
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(lines.as_bytes()).unwrap();
    fs::write(here.path().join("a.jsonl.gz"), gzip.finish().unwrap()).unwrap();
    let zstd = zstd::encode_all(lines.as_bytes(), 1).unwrap();
    let read = |args: &[&str], input: &[u8]| {
        ran(
            here.path(),
            &[&["convert", "--to", "jsonl"], args].concat(),
            input,
        )
        .out
    };
    assert_eq!(read(&["a.jsonl.gz"], b""), lines);
    assert_eq!(read(&[], &zstd), lines);
}

#[test]
fn convert_says_what_is_wrong_and_goes_on() {
    let here = folder(&[("a.txt", b"Jean rit.")]);
    let good = tag(here.path(), &["a.txt"], "").out;
    let bad = good.replacen("\"end\":4", "\"end\":99", 1);
    let lines = format!("{good}\n{{\"id\":\"1\"}}\n{bad}{good}");
    let some = ran(here.path(), &["convert", "--to", "conll"], &lines);
    assert_eq!((some.code, some.out.matches("DOCSTART").count()), (1, 2));
    assert!(
        some.err
            .starts_with("guillemet: stdin:3: is no record of guillemet/1: missing field"),
        "{}",
        some.err
    );
    assert!(
        some.err.contains("guillemet: stdin:4: a.txt: entity"),
        "{}",
        some.err
    );
    assert!(
        some.err
            .ends_with("guillemet: 2 documents written, 2 could not be read, see above\n"),
        "{}",
        some.err
    );
    let strict = ran(here.path(), &["convert", "--strict", "-o", "x.conll"], &lines);
    assert_eq!(
        (
            strict.code,
            strict.err.lines().count(),
            here.path().join("x.conll").exists()
        ),
        (1, 1, false)
    );
    refused(
        &ran(
            here.path(),
            &["convert", "no.jsonl", "-o", "x.csv", "--strict"],
            "",
        ),
        "no.jsonl: cannot be read: No such file or directory (os error 2)",
    );
}

#[test]
fn convert_refuses_what_cannot_be() {
    let here = folder(&[("a.jsonl", b""), ("file", b"")]);
    for (args, line) in [
        (&["convert", "a.jsonl"][..], "no format: name one with --to"),
        (
            &["convert", "a.jsonl", "--to", "brat"],
            "name the folder after -o",
        ),
        (
            &["convert", "a.jsonl", "--to", "xmi", "-o", "file"],
            "file: is a file: ",
        ),
        (&["convert", "a.jsonl", "--to", "csv", "--split"], "--output"),
        (
            &["convert", "a.jsonl", "-o", "a.jsonl"],
            "a.jsonl: is input and output",
        ),
        (&["convert", "a.jsonl", "--to", "docx"], "possible values: jsonl"),
    ] {
        let ran = ran(here.path(), args, "");
        assert_eq!(ran.code, 2, "{args:?} {}", ran.err);
        assert!(ran.err.contains(line), "{args:?} {}", ran.err);
    }
    let empty = ran(here.path(), &["convert", "a.jsonl", "--to", "csv"], "");
    assert!(
        empty.err.contains("a.jsonl: is empty: it must hold records"),
        "{}",
        empty.err
    );
    assert_eq!(empty.code, 1);
}
