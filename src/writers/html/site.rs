//! A corpus as a folder that opens in a browser: `index.html`, a page for each document, and what they share.
//!
//! ```text
//! index.html             the front page: search, speakers, plots, tables
//! documents/NAME.html    one page a document, named after its id
//! assets/                style and scripts of the pages
//! ```

use super::{DOCUMENT_STYLE, Frame, SCRIPT, STYLE, about, document, escape, template, words};
use crate::document::Record;
use crate::entities::Label;
use crate::speakers::SpeakerType;
use crate::writers::{Destination, FolderWriter, Names};
use serde::Serialize;
use std::collections::HashMap;
use std::io::{self, Write};

/// Scripts and styles of the folder alone; `file:` is what `'self'` is called where no server stands behind it.
const POLICY: &str = "default-src 'none'; script-src 'self' file:; style-src 'self' file:; base-uri 'none'; form-action 'none'";

/// The writer.
#[derive(Debug, Default)]
pub struct Site {
    names: Names,
    /// The page that waits for the name of the next.
    waiting: Option<(Record, String)>,
    /// The name of the page before that.
    before: Option<String>,
    corpus: Corpus,
}

/// The data of the front page: lists of the same length for each field, and places in other lists instead of names.
#[derive(Debug, Default, Serialize)]
struct Corpus {
    documents: Vec<Document>,
    speakers: Table<SpeakerType>,
    quotes: Quotes,
    names: Table<Label>,
    /// Document, name, number of mentions: one after the other.
    mentions: Vec<usize>,
}

#[derive(Debug, Serialize)]
struct Document {
    id: String,
    title: String,
    date: Option<String>,
    page: String,
    key: String,
}

/// One entry a quotation in every list.
#[derive(Debug, Default, Serialize)]
struct Quotes {
    document: Vec<usize>,
    /// Its number in the document, from 0.
    number: Vec<usize>,
    /// A place in `speakers`, or null.
    speaker: Vec<Option<usize>>,
    text: Vec<String>,
    words: Vec<usize>,
    score: Vec<f64>,
}

/// Different names, each with what it is.
#[derive(Debug, Serialize)]
#[serde(transparent)]
struct Table<K> {
    all: Vec<(String, K)>,
    #[serde(skip)]
    places: HashMap<(String, K), usize>,
}

impl<K> Default for Table<K> {
    fn default() -> Self {
        Self {
            all: Vec::new(),
            places: HashMap::new(),
        }
    }
}

impl<K: Copy + Eq + std::hash::Hash> Table<K> {
    fn place(&mut self, name: &str, kind: K) -> usize {
        let next = self.all.len();
        let place = *self.places.entry((name.to_owned(), kind)).or_insert(next);
        if place == next {
            self.all.push((name.to_owned(), kind));
        }
        place
    }
}

impl Corpus {
    fn add(&mut self, record: &Record, page: &str) {
        let document = self.documents.len();
        self.documents.push(Document {
            id: record.id.clone(),
            title: about::title(record),
            date: about::date(record).map(str::to_owned),
            page: page.to_owned(),
            key: about::key(record),
        });
        for (number, quote) in record.quotes.iter().enumerate() {
            let speaker = quote
                .speaker
                .as_ref()
                .map(|s| self.speakers.place(&s.name, s.kind));
            self.quotes.document.push(document);
            self.quotes.number.push(number);
            self.quotes.speaker.push(speaker);
            self.quotes.text.push(quote.text.clone());
            self.quotes.words.push(about::words(record, quote));
            self.quotes.score.push(quote.score);
        }
        for referent in &record.referents {
            let name = self.names.place(&referent.name, referent.label);
            self.mentions.extend([document, name, referent.mentions.len()]);
        }
    }
}

impl Site {
    /// Writes the page that waits, now that its neighbours are known.
    fn page(&mut self, next: Option<&str>, to: &mut dyn Destination) -> io::Result<()> {
        let Some((record, name)) = self.waiting.take() else {
            return Ok(());
        };
        let up = "../".repeat(name.matches('/').count());
        let link = |name: Option<&str>, rel: &str, key: &str| {
            let name = name.map(escape::html);
            name.map(|n| {
                template::fill(
                    &format!("<a rel=\"{rel}\" href=\"{up}{n}\">{{{{t:{key}}}}}</a>"),
                    &[],
                )
            })
            .unwrap_or_default()
        };
        let way = [
            link(Some("index.html"), "up", "corpus"),
            link(self.before.as_deref(), "prev", "previous"),
            link(next, "next", "next"),
        ]
        .concat();
        let frame = Frame {
            policy: POLICY,
            style: &format!("<link rel=\"stylesheet\" href=\"{up}assets/document.css\">"),
            script: &format!("<script src=\"{up}assets/document.js\"></script>"),
            way: &way,
        };
        write(to, &name, &document(&record, &frame))?;
        self.before = Some(name);
        Ok(())
    }
}

impl FolderWriter for Site {
    fn write(&mut self, record: &Record, to: &mut dyn Destination) -> io::Result<()> {
        let name = format!("documents/{}.html", self.names.name(&record.id));
        self.page(Some(&name), to)?;
        self.corpus.add(record, &name);
        self.waiting = Some((record.clone(), name));
        Ok(())
    }

    fn end(&mut self, to: &mut dyn Destination) -> io::Result<()> {
        self.page(None, to)?;
        write(to, "assets/document.css", &format!("{STYLE}{DOCUMENT_STYLE}"))?;
        write(to, "assets/document.js", &SCRIPT)?;
        write(
            to,
            "assets/corpus.css",
            &format!("{STYLE}{}", include_str!("corpus.css")),
        )?;
        let words = words();
        let script = [
            words.as_str(),
            include_str!("ui.js"),
            include_str!("plots.js"),
            include_str!("tables.js"),
            include_str!("corpus.js"),
        ];
        write(to, "assets/corpus.js", &script.concat())?;
        let data = serde_json::to_string(&self.corpus)?;
        let values = [("policy", POLICY), ("data", &escape::json(&data))];
        write(
            to,
            "index.html",
            &template::fill(include_str!("corpus.html"), &values),
        )
    }
}

/// One whole file.
fn write(to: &mut dyn Destination, name: &str, content: &str) -> io::Result<()> {
    let mut out = to.file(name)?;
    out.write_all(content.as_bytes())?;
    out.finish()
}
