//! Pages of documents and corpora, on the stand-in engine: what is in the files. What a browser makes of them is tested in
//! tests/browser.

#![allow(clippy::unwrap_used, reason = "a test that fails may panic")]

mod common;

use common::{folder, ran};
use guillemet::document::Record;
use guillemet::entities::fake::Fake;
use guillemet::pipeline::{Input, Pipeline};
use guillemet::writers::destination::Memory;
use guillemet::writers::{Format, Options, html, write_corpus};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const HOSTILE: &str = "</script><script>alert(1)</script> \"onmouseover=alert(1) ' </textarea> ]]> <!-- \u{2028} &amp; {{data}}";

fn records(documents: &[(&str, &str, Value)]) -> Vec<Record> {
    let input = |(id, text, meta): &(&str, &str, Value)| Input {
        id: (*id).into(),
        text: (*text).into(),
        meta: meta.as_object().unwrap().clone(),
        ..Input::default()
    };
    let inputs = documents.iter().map(input).collect();
    let pipeline = Pipeline::new(Box::new(Fake::default()), None);
    pipeline
        .annotate(inputs)
        .into_iter()
        .map(Result::unwrap)
        .collect()
}

/// The files of a corpus.
fn site(documents: &[(&str, &str, Value)]) -> BTreeMap<String, String> {
    let options = Options {
        split: true,
        ..Options::default()
    };
    let mut out = Memory::default();
    let records = records(documents).into_iter().map(Ok::<_, std::io::Error>);
    write_corpus(records, Format::Html, &options, &mut out).unwrap();
    let text = |(name, bytes)| (name, String::from_utf8(bytes).unwrap());
    out.files().into_iter().map(text).collect()
}

/// The data that a page's scripts read.
fn data(page: &str) -> Value {
    let (_, rest) = page
        .split_once("<script type=\"application/json\" id=\"data\">")
        .unwrap();
    serde_json::from_str(rest.split_once("</script>").unwrap().0).unwrap()
}

#[test]
fn a_page_needs_nothing_else() {
    let page = html::page(&records(&[("a", "« Il faut agir », dit Jean Dupont.", json!({}))])[0]);
    assert_eq!(page.matches("<script").count(), 2, "the data and the script");
    for elsewhere in ["src=", "<link", "http://", "https://", "url(", "@import", "eval("] {
        // The name of SVG is an address that nobody visits.
        let page = page.replace("http://www.w3.org/2000/svg", "");
        assert!(!page.contains(elsewhere), "{elsewhere}");
    }
    assert!(page.contains("default-src 'none'; script-src 'sha256-"));
}

#[test]
fn nothing_of_the_text_is_markup_anywhere() {
    let text = format!("{HOSTILE}\n\n« {HOSTILE} », dit {HOSTILE} Jean.\n\nFin.");
    let meta = json!({"title": HOSTILE, "author": HOSTILE, "date": "2024-01-01", HOSTILE: HOSTILE});
    let documents = [(HOSTILE, text.as_str(), meta)];
    let page = html::page(&records(&documents)[0]);
    let mut pages = site(&documents);
    pages.insert("page".into(), page);
    for (name, page) in pages.iter().filter(|(name, _)| !name.starts_with("assets")) {
        assert_eq!(
            page.matches("<script").count(),
            2,
            "{name}: the data and the script"
        );
        assert_eq!(page.matches("</script").count(), 2, "{name}");
        assert!(
            !page.contains("</textarea") && !page.contains("]]>") && !page.contains("<!--"),
            "{name}"
        );
        // In the data a quotation mark is that of a JSON string.
        let (before, rest) = page.split_once("id=\"data\">").unwrap();
        let markup = format!("{before}{}", rest.split_once("</script>").unwrap().1);
        assert!(!markup.contains("\"onmouseover"), "{name}");
    }
    assert_eq!(data(&pages["page"])["record"]["text"], text);
    assert_eq!(data(&pages["index.html"])["documents"][0]["id"], HOSTILE);
}

#[test]
fn numbers_of_meta_stay_as_they_were() {
    let page = html::page(&records(&[("a", "Oui.", json!({"tweet": 9_223_372_036_854_775_807_u64}))])[0]);
    assert_eq!(data(&page)["meta"], "{\"tweet\":9223372036854775807}");
}

#[test]
fn a_corpus_has_a_front_page_and_neighbours() {
    let said = "« Il faut agir », dit Jean Dupont à Lyon.";
    let files = site(&[
        (
            "2024/a.txt",
            said,
            json!({"title": "Un", "date": "2024-03-05T10:00"}),
        ),
        ("b", "Rien.", json!({"date": "hier"})),
        ("index", said, json!({})),
    ]);
    let pages: Vec<_> = files.keys().map(String::as_str).collect();
    assert_eq!(
        pages,
        [
            "assets/corpus.css",
            "assets/corpus.js",
            "assets/document.css",
            "assets/document.js",
            "documents/2024/a.html",
            "documents/b.html",
            "documents/index.html",
            "index.html"
        ]
    );
    let middle = &files["documents/b.html"];
    for link in [
        "../index.html",
        "../documents/2024/a.html",
        "../documents/index.html",
        "../assets/document.js",
    ] {
        assert!(middle.contains(&format!("\"{link}\"")), "{link}");
    }
    assert!(files["documents/2024/a.html"].contains("\"../../assets/document.css\""));
    assert!(!files["documents/2024/a.html"].contains("rel=\"prev\""));
    assert!(!files["documents/index.html"].contains("rel=\"next\""));

    let data = data(&files["index.html"]);
    assert_eq!(data["documents"][0]["title"], "Un");
    assert_eq!(data["documents"][0]["date"], "2024-03-05");
    assert_eq!(data["documents"][1]["date"], Value::Null);
    assert_eq!(data["speakers"], json!([["Jean Dupont", "person"]]));
    assert_eq!(data["quotes"]["document"], json!([0, 2]));
    assert_eq!(data["quotes"]["words"], json!([3, 3]));
    assert_eq!(data["quotes"]["text"][0], "« Il faut agir »");
    let (names, mentions) = (&data["names"], data["mentions"].as_array().unwrap());
    let named: Vec<_> = mentions
        .chunks(3)
        .map(|m| {
            json!([
                m[0],
                names[usize::try_from(m[1].as_u64().unwrap()).unwrap()][0],
                m[2]
            ])
        })
        .collect();
    for (document, name) in [(0, "Jean Dupont"), (0, "Lyon"), (2, "Lyon")] {
        assert!(named.contains(&json!([document, name, 1])), "{named:?}");
    }
}

#[test]
fn a_page_shows_one_document() {
    let two = records(&[("a", "Oui.", json!({})), ("b", "Non.", json!({}))]);
    let two = two.into_iter().map(Ok::<_, std::io::Error>);
    let mut out = Memory::default();
    let error = write_corpus(two, Format::Html, &Options::default(), &mut out).unwrap_err();
    assert!(
        format!("{error:?}").contains("a page shows one document"),
        "{error:?}"
    );
    assert!(out.files().is_empty());
}

const SAID: &str = "« Il faut agir », dit Jean Dupont à Lyon. « On part demain », dit Marie Curie.";

#[test]
fn corrections_are_merged_checked_and_gold() {
    let here = folder(&[]);
    let tagged = ran(here.path(), &["tag", "--engine", "fake", "--from", "text"], SAID).out;
    let record: Value = serde_json::from_str(&tagged).unwrap();
    let quotes = record["quotes"].as_array().unwrap();
    assert_eq!(quotes.len(), 2, "{tagged}");
    let about = |place: usize, what: &str| {
        let quote = &quotes[place];
        json!({"what": what, "start": quote["start"], "end": quote["end"], "text": quote["text"]})
    };
    let mut speaker = about(0, "speaker");
    speaker["speaker"] = quotes[1]["speaker"].clone();
    let made = json!({"id": record["id"], "corrections": [speaker, about(1, "not-quotation")]});
    let far = json!({"what": "label", "start": 900, "end": 901, "text": "a", "label": null});
    let other = json!({"id": "elsewhere", "corrections": [far]});
    let write = |name: &str, text: &str| std::fs::write(here.path().join(name), text).unwrap();
    write("a.jsonl", &tagged);
    write("made.jsonl", &made.to_string());
    write(
        "other.jsonl",
        &format!("{other}\n{}\n", json!({"id": record["id"], "corrections": [far]})),
    );
    write("broken.jsonl", "{\"id\":1}");
    let merge = |files: &[&str]| {
        let flags: Vec<&str> = files.iter().flat_map(|f| ["--corrections", *f]).collect();
        let before = ["convert", "a.jsonl", "--to", "jsonl"];
        ran(here.path(), &[&before[..], &flags].concat(), "")
    };
    let merged = merge(&["made.jsonl"]);
    assert_eq!((merged.code, merged.err.as_str()), (0, ""));
    write("gold.jsonl", &merged.out);
    let gold: Value = serde_json::from_str(&merged.out).unwrap();
    assert_eq!(gold["quotes"].as_array().unwrap().len(), 1);
    assert_eq!(gold["quotes"][0]["speaker"]["name"], "Marie Curie");
    assert_eq!(
        ran(here.path(), &["check", "gold.jsonl"], "").out,
        "1 records, 0 problems\n"
    );
    let again = ran(
        here.path(),
        &[
            "convert",
            "gold.jsonl",
            "--to",
            "jsonl",
            "--corrections",
            "gold.jsonl",
        ],
        "",
    );
    assert_eq!(again.out, merged.out, "what is made is passed over");
    let score = ran(
        here.path(),
        &["score", "quotes", "gold.jsonl", "a.jsonl", "--json"],
        "",
    );
    let score: Value = serde_json::from_str(&score.out).unwrap();
    assert_eq!(score["gold"], 1);
    assert_eq!(
        score["false_quote_rate"].as_f64(),
        Some(100.0),
        "the other marks are no quotation: {score}"
    );

    let other = merge(&["other.jsonl"]);
    assert_eq!(other.code, 1);
    assert_eq!(other.out, tagged);
    assert!(
        other
            .err
            .contains("a correction cannot be made: there is no entity `a` at 900..901"),
        "{}",
        other.err
    );
    assert!(
        other.err.contains("elsewhere: is not among the records"),
        "{}",
        other.err
    );
    assert_eq!(merge(&["broken.jsonl"]).code, 1);
    assert_eq!(merge(&["missing.jsonl"]).code, 2);
}

#[test]
fn a_name_that_ends_in_html_is_a_page_and_any_other_a_folder() {
    let here = folder(&[("a.txt", SAID.as_bytes()), ("b.txt", b"Rien.")]);
    let tag = |args: &[&str]| ran(here.path(), &[&["tag", "--engine", "fake"], args].concat(), "");
    assert_eq!(tag(&["a.txt", "-o", "a.html"]).code, 0);
    assert!(here.path().join("a.html").is_file());
    assert_eq!(tag(&["a.txt", "b.txt", "--to", "html", "-o", "site"]).code, 0);
    assert!(
        here.path().join("site/index.html").is_file() && here.path().join("site/documents/b.html").is_file()
    );
    let two = tag(&["a.txt", "b.txt", "-o", "two.html"]);
    assert_eq!(two.code, 1);
    assert!(two.err.contains("a page shows one document"), "{}", two.err);
    assert!(!here.path().join("two.html").exists());
    assert!(tag(&["a.txt", "--to", "html"]).out.starts_with("<!doctype html>"));
}
