//! One input through every reader: what the fuzz target, the property tests and CI share.

#![allow(dead_code, reason = "the fuzz target needs no seeds")]

use guillemet::input::{Format, Options, documents_of};

pub const FORMATS: [Format; 7] = [
    Format::Text,
    Format::Html,
    Format::Jsonl,
    Format::Csv,
    Format::Tsv,
    Format::Tei,
    Format::Parquet,
];

/// Reads `bytes` as every format, and as what they look like. Panics where a promise of the readers is broken.
pub fn drive(bytes: &[u8]) {
    let options = Options {
        max_document_bytes: 1 << 20,
        ..Options::default()
    };
    for format in FORMATS.into_iter().map(Some).chain([None]) {
        for document in documents_of(bytes.to_vec(), "x", format, &options) {
            match document {
                Ok(input) => {
                    assert!(!input.text.contains('\0'), "{format:?} gives NUL");
                    assert!(!input.id.is_empty(), "{format:?} gives no id");
                }
                Err(error) => assert!(!error.to_string().contains('\n'), "{format:?}: {error}"),
            }
        }
    }
}

/// Files to begin with, of every format.
pub fn seeds() -> Vec<Vec<u8>> {
    let cases = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases");
    let read = |name: &str| std::fs::read(format!("{cases}/{name}")).expect("a case of the repository");
    let jsonl = b"{\"id\":\"1\",\"text\":\"\xC2\xAB Oui \xC2\xBB, dit Marie.\",\"n\":[1,{\"a\":null}]}\n{\"text\":\"Non.\"}\n";
    let tei = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><teiCorpus xmlns=\"u\"><TEI><teiHeader><fileDesc><titleStmt><title>T</title></titleStmt>\
        </fileDesc></teiHeader><text><body><head>Titre</head><p>Un <hi>mot</hi> &amp; <![CDATA[<deux>]]>&#233;<note>n</note></p></body></text></TEI></teiCorpus>";
    let csv = "id;text;date\n1;\"« Oui »,\n\"\"dit\"\" Marie\";2020\n2;Non;\n";
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut gz, jsonl).expect("memory");
    vec![
        jsonl.to_vec(),
        tei.into(),
        csv.into(),
        csv.replace(';', "\t").into(),
        encoding_rs::WINDOWS_1252.encode(csv).0.into_owned(),
        csv.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        gz.finish().expect("memory"),
        zstd::stream::encode_all(&jsonl[..], 1).expect("memory"),
        read("html/02-blog.html"),
        read("html/13-personnel.html"),
        read("theatre.txt"),
        read("formats/two.parquet"),
    ]
}
