//! The laws of reading: no input panics, what is read is free of NUL, and every text comes back from every format.

#![allow(clippy::unwrap_used, reason = "a test that fails may panic")]

#[path = "fuzz/drive.rs"]
mod drive;

use drive::{FORMATS, drive, seeds};
use guillemet::input::tei::{Insertion, Source};
use guillemet::input::{Encoding, Format, Options, documents_of};
use guillemet::text::Span;
use proptest::prelude::*;
use std::time::{Duration, Instant};

/// The texts of a file.
fn texts(bytes: Vec<u8>, format: Format) -> Vec<String> {
    documents_of(bytes, "x", Some(format), &Options::default())
        .map(|d| d.unwrap().text)
        .collect()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// Text that is no blank and holds no NUL.
fn text() -> impl Strategy<Value = String> {
    "[a-zéèàçœ’«»“” ,.\"\t\r\n;|&<\u{a0}\u{202f}😀]{0,40}[a-zé😀]"
}

/// TEI bodies of blocks and inline elements.
fn tei() -> impl Strategy<Value = String> {
    let inline = prop_oneof![
        4 => "[a-zé ]{1,8}".prop_map(|t| t),
        1 => Just("<lb/>".to_owned()),
        1 => Just("&#233;&amp;".to_owned()),
        1 => Just("\n  ".to_owned()),
        1 => Just("<note><p>non</p></note>".to_owned()),
        1 => Just("<![CDATA[a <b> c]]>".to_owned()),
    ]
    .prop_recursive(3, 12, 4, |inner| {
        proptest::collection::vec(inner, 1..4).prop_map(|items| format!("<hi>{}</hi>", items.concat()))
    });
    let block =
        proptest::collection::vec(inline, 0..6).prop_map(|items| format!("<p>{}</p>", items.concat()));
    proptest::collection::vec(block, 1..4)
        .prop_map(|blocks| format!("<TEI><text><body>{}</body></text></TEI>", blocks.join("\n")))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        drive(&bytes);
    }

    #[test]
    fn no_damage_panics(seed in any::<prop::sample::Index>(), at in any::<prop::sample::Index>(), length in 0_usize..40, byte in any::<u8>()) {
        let seeds = seeds();
        let mut bytes = seeds[seed.index(seeds.len())].clone();
        let at = at.index(bytes.len());
        let end = (at + length).min(bytes.len());
        bytes[at..end].fill(byte);
        drive(&bytes);
        drive(&bytes[..at]);
    }

    #[test]
    fn every_text_comes_back(text in text()) {
        let jsonl = serde_json::json!({ "text": text }).to_string();
        prop_assert_eq!(texts(jsonl.into_bytes(), Format::Jsonl), [text.as_str()]);
        let quoted = format!("id,text\n1,\"{}\"\n", text.replace('"', "\"\""));
        prop_assert_eq!(texts(quoted.into_bytes(), Format::Csv), [text.as_str()]);
        prop_assert_eq!(texts(text.clone().into_bytes(), Format::Text), [text.as_str()]);
        let utf16 = text.encode_utf16().flat_map(u16::to_le_bytes);
        let marked: Vec<u8> = b"\xFF\xFE".iter().copied().chain(utf16).collect();
        prop_assert_eq!(texts(marked, Format::Text), [text.as_str()]);
        // White space in XML is one space.
        let tei = format!("<TEI><text><body><p>{}</p></body></text></TEI>", escaped(&text));
        let plain = text.split([' ', '\t', '\r', '\n']).filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ");
        prop_assert_eq!(texts(tei.into_bytes(), Format::Tei), [plain]);
    }

    #[test]
    fn french_comes_back_from_its_encodings(words in proptest::collection::vec("(l'été|où|hôtel|déjà|Évêque|« Ça va \\? »|cœur|à|maïs|bruit|chez|mois)", 1..12)) {
        let text = words.join(" ");
        for encoding in [encoding_rs::WINDOWS_1252, encoding_rs::MACINTOSH, encoding_rs::ISO_8859_15] {
            let bytes = encoding.encode(&text).0.into_owned();
            prop_assert_eq!(guillemet::input::decode::decode(bytes, Encoding::Auto).unwrap(), text.as_str(), "{}", encoding.name());
        }
    }

    #[test]
    fn tei_pieces_tile_the_text_and_elements_leave_it_as_it_is(xml in tei(), spans in proptest::collection::vec((0_usize..60, 1_usize..20), 0..6)) {
        let source = Source::parse(&xml).unwrap();
        let mut at = 0;
        for piece in &source.pieces {
            prop_assert_eq!(piece.text.start, at);
            at = piece.text.end;
            if piece.kind == guillemet::input::tei::Kind::Run {
                prop_assert_eq!(piece.text.of(&source.text), piece.xml.of(&xml));
            }
        }
        prop_assert_eq!(at, source.text.len());
        let border = |n: usize| source.text.char_indices().map(|(i, _)| i).nth(n).unwrap_or(source.text.len());
        let spans: Vec<Span> = spans.iter().map(|(start, length)| Span::new(border(*start), border(start + length))).collect();
        let fragments = source.fragments(&spans);
        let insertions: Vec<Insertion> = fragments
            .iter()
            .flatten()
            .map(|xml| Insertion { xml: *xml, open: "<seg>".into(), close: "</seg>".into() })
            .collect();
        let marked = source.with(&insertions);
        let again = Source::parse(&marked).unwrap();
        prop_assert_eq!(&again.text, &source.text);
        let joined = |xml: &str| xml.replace("]]><![CDATA[", "");
        prop_assert_eq!(joined(&marked.replace("<seg>", "").replace("</seg>", "")), joined(&xml));
        for (span, fragments) in spans.iter().zip(&fragments) {
            let covered: String = fragments.iter().map(|f| f.of(&xml)).collect();
            prop_assert_eq!(covered.trim().is_empty(), span.of(&source.text).trim().is_empty());
        }
    }
}

/// The fuzzer's function on changed seeds, for a bounded time: GUILLEMET_FUZZ_SECONDS, or a few seconds.
#[test]
fn a_few_seconds_of_fuzzing() {
    let seconds = std::env::var("GUILLEMET_FUZZ_SECONDS")
        .ok()
        .and_then(|s| s.parse().ok())
        .unwrap_or(5);
    let seeds = seeds();
    let begun = Instant::now();
    let mut state: u64 = std::env::var("GUILLEMET_FUZZ_SEED")
        .ok()
        .and_then(|s| s.parse().ok())
        .unwrap_or(1);
    // xorshift, so that a failure can be repeated from its seed
    let mut random = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % u64::try_from(below.max(1)).unwrap()).unwrap()
    };
    let mut rounds = 0;
    while begun.elapsed() < Duration::from_secs(seconds) {
        let mut bytes = seeds[random(seeds.len())].clone();
        for _ in 0..=random(8) {
            let at = random(bytes.len());
            match random(5) {
                0 => bytes[at] = u8::try_from(random(256)).unwrap(),
                1 => bytes[at] ^= 1 << random(8),
                2 => bytes.truncate(at.max(1)),
                3 => {
                    let other = &seeds[random(seeds.len())];
                    let from = random(other.len());
                    let part = other[from..(from + random(64)).min(other.len())].to_vec();
                    bytes.splice(at..at, part);
                }
                _ => {
                    let part = bytes[at..(at + random(64)).min(bytes.len())].to_vec();
                    bytes.splice(at..at, part);
                }
            }
        }
        drive(&bytes);
        rounds += 1;
    }
    eprintln!("{rounds} inputs, each through {} readers", FORMATS.len() + 1);
    assert!(rounds > 0);
}
