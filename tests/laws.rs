//! The laws, on any input: no panic, every record passes its check, and neither batch nor order change an answer.

#![allow(clippy::unwrap_used, reason = "a test that fails may panic")]

use guillemet::document::{Record, check::check};
use guillemet::entities::fake::Fake;
use guillemet::input::{Encoding, decode::decode};
use guillemet::pipeline::{Input, Pipeline};
use guillemet::run::{self, Ended, Limits};
use guillemet::writers::destination::Memory;
use guillemet::writers::{Corpus, Format, Options, Writer, conll::Conll, jsonl::Jsonl, pretty::Pretty};
use proptest::prelude::*;
use std::sync::{Arc, LazyLock};

const ESCAPE: char = '\u{1b}';

static PIPELINE: LazyLock<Pipeline> =
    LazyLock::new(|| Pipeline::new(Box::new(Fake::default()), None).with_tokens(true));

fn input(id: usize, text: &str) -> Input {
    Input {
        id: id.to_string(),
        text: text.into(),
        ..Input::default()
    }
}

fn record(text: &str) -> Record {
    PIPELINE.annotate(vec![input(0, text)]).remove(0).unwrap()
}

fn written(writer: &mut dyn Writer, records: &[Record]) -> String {
    let mut out = Vec::new();
    writer.begin(&mut out).unwrap();
    records.iter().for_each(|r| writer.write(r, &mut out).unwrap());
    writer.end(&mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// Text made of what the rules look at, in any order, and of anything at all.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        6 => proptest::sample::select(vec![
            "« ", " »", "«\u{a0}", "\u{202f}»", "\"", "“", "”", "‹", "›", "„", "'", "’", "— ", "- ", " : ", ", ", ". ", " ! ", "…",
            "(", ")", "[1]", "[…]", "_", "\n", "\n\n", "\r\n", " ", "\t", "a déclaré", "dit-il", "a-t-elle affirmé", "selon",
            "D'après", "Pour", "que", "qu'", "de", "Marie Curie", "M. Tokayev", "Mme Durand", "Le Monde", "Lyon", "l'OMS",
            "le ministre", "Il", "elle", "ce dernier", "Un jeune homme", "la vie est belle", "nous irons", "aujourd'hui",
            "10 000", "J.-P.", "etc.", "http://a.fr/b?c=d", "😀", "e\u{301}", "Œ", "\u{0}", "\u{feff}",
        ]).prop_map(str::to_owned),
        2 => "\\PC{0,8}",
        1 => ".{0,4}",
    ];
    proptest::collection::vec((piece, prop_oneof![Just(" "), Just("")]), 0..60)
        .prop_map(|pieces| pieces.into_iter().flat_map(|(a, b)| [a, b.to_owned()]).collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn every_record_keeps_its_promises(text in text()) {
        let record = record(&text);
        prop_assert_eq!(check(&record), Vec::<String>::new());
        prop_assert_eq!(&record.text, &text);
        let sliced = |start: usize, end: usize| text.chars().skip(start).take(end - start).collect::<String>();
        for entity in &record.entities {
            prop_assert_eq!(&sliced(entity.start, entity.end), &entity.text);
        }
        for tokens in record.tokens.iter().flatten().collect::<Vec<_>>().windows(2) {
            prop_assert!(tokens[0].end <= tokens[1].start);
        }
        for sentences in record.sentences.windows(2) {
            prop_assert!(sentences[0].end <= sentences[1].start);
        }
        for token in record.tokens.iter().flatten() {
            prop_assert!(record.sentences.iter().any(|s| s.start <= token.start && token.end <= s.end));
        }
    }

    #[test]
    fn a_batch_is_its_documents(texts in proptest::collection::vec(text(), 1..5)) {
        let inputs = || texts.iter().enumerate().map(|(i, t)| input(i, t));
        let together: Vec<Record> = PIPELINE.annotate(inputs().collect()).into_iter().map(Result::unwrap).collect();
        let alone: Vec<Record> = inputs().map(|i| PIPELINE.annotate(vec![i]).remove(0).unwrap()).collect();
        prop_assert_eq!(&together, &alone);
        let documents = Box::new(inputs().map(Ok).collect::<Vec<_>>().into_iter());
        let limits = Limits { documents: 2, ..Limits::default() };
        let mut out = Memory::default();
        let mut corpus = Corpus::begin(Format::Jsonl, &Options::default(), &mut out).unwrap();
        let (report, ended) =
            run::run(documents, 0, &PIPELINE, &mut corpus, limits, &Arc::default(), &mut |_| {}).unwrap();
        prop_assert_eq!((report.documents, report.failed), (u64::try_from(texts.len()).unwrap(), 0));
        prop_assert_eq!((ended, corpus.end().unwrap()), (Ended::Complete, texts.len()));
        let expected = written(&mut Jsonl, &alone).into_bytes();
        prop_assert_eq!(out.files().remove(""), Some(expected));
    }

    #[test]
    fn what_is_written_is_read_again(text in text()) {
        let once = written(&mut Jsonl, &[record(&text)]);
        let again: Record = serde_json::from_str(&once).unwrap();
        prop_assert_eq!(written(&mut Jsonl, &[again]), once);
    }

    #[test]
    fn no_entity_is_lost_in_conll(text in text()) {
        let record = record(&text);
        let shown = written(&mut Conll, std::slice::from_ref(&record));
        let begun = shown.lines().filter(|l| l.rsplit(' ').next().is_some_and(|t| t.starts_with("B-"))).count();
        prop_assert_eq!(begun, record.entities.len());
        let without_tokens = Record { tokens: None, ..record };
        prop_assert_eq!(written(&mut Conll, &[without_tokens]), shown);
    }

    #[test]
    fn pretty_shows_every_word(text in text(), width in 0_usize..120, colour in any::<bool>()) {
        let record = record(&text);
        let shown = written(&mut Pretty::new(width, colour), std::slice::from_ref(&record));
        prop_assert!(!shown.chars().any(|c| c.is_control() && c != '\n' && c != ESCAPE));
        prop_assert!(colour || !shown.contains(ESCAPE));
    }

    #[test]
    fn bytes_are_text_or_an_error(bytes in proptest::collection::vec(any::<u8>(), 0..64)) {
        for encoding in [Encoding::Utf8, Encoding::Windows1252, Encoding::Iso885915, Encoding::MacRoman, Encoding::Utf16, Encoding::Auto] {
            if let Ok(text) = decode(bytes.clone(), encoding) {
                prop_assert!(!text.contains('\0'));
            }
        }
    }
}

#[test]
fn a_sentence_of_thousands_of_words_survives() {
    let text = "Jean et Lise ".repeat(3000);
    let record = record(&text);
    assert_eq!(check(&record), Vec::<String>::new());
    assert_eq!(record.tokens.map(|t| t.len()), Some(9000));
    assert_eq!(record.entities.len(), 6000);
}

/// The seconds that a page of `count` quotations takes, the quicker of two readings.
fn seconds(count: usize) -> f64 {
    let names = ["Jeanne Morvan", "Karim Ould Ali", "la préfète", "un voisin"];
    let mut text = String::new();
    for at in 0..count {
        let name = names[at % names.len()];
        text += &format!("« Nous partons demain matin », a dit {name}. ");
        if at % 7 == 6 {
            text += "\n\nElle a ajouté : « Rien n'est joué. » ";
        }
    }
    // One quotation whose marks are opened again as often.
    text += "\n\nElle raconte : ";
    text += &"« Nous partons demain matin. ".repeat(count);
    let reading = || {
        let begun = std::time::Instant::now();
        assert!(PIPELINE.analyse(&text).unwrap().quotations.len() >= 2 * count);
        begun.elapsed().as_secs_f64()
    };
    reading().min(reading())
}

/// A page with 10,000 quotations takes a moment, and four times the length no more than some four times as long.
#[test]
fn a_page_of_quotations_is_read_in_a_time_that_grows_with_its_length() {
    let (short, long) = (seconds(2_500), seconds(10_000));
    println!("2,500 quotations {short:.2} s, 10,000 quotations {long:.2} s");
    assert!(
        long < 12.0 * short,
        "2,500 quotations take {short:.2} s, 10,000 take {long:.2} s"
    );
    assert!(long < 10.0, "10,000 quotations take {long:.2} s");
}
