//! The page: see who said what, in any browser, with nothing from the network.
//!
//! Owns: [`page`] (one document as one self-contained file), [`site::Site`] (a corpus as a folder: a front page, and a
//! page for each document), the texts of the interface in French and English (`words.json`), and the style and scripts
//! of the pages, which stand beside this file as they are.
//! Refuses: to trust the text. It is escaped wherever it stands ([`escape`]), data reaches the scripts as JSON, the
//! scripts make elements and text but never HTML, and a content security policy runs no other script than ours.
//!
//! ```
//! use guillemet::entities::fake::Fake;
//! use guillemet::pipeline::{Input, Pipeline};
//! let pipeline = Pipeline::new(Box::new(Fake::default()), None);
//! let input = Input { id: "1".into(), text: "« 1 < 2 », dit Marie.".into(), ..Input::default() };
//! for record in pipeline.annotate(vec![input]) {
//!     let page = guillemet::writers::html::page(&record?);
//!     assert!(page.starts_with("<!doctype html>") && page.contains("« 1 &lt; 2 »"));
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod about;
pub mod escape;
mod marks;
pub mod site;
mod template;

use super::Writer;
use crate::document::Record;
use crate::speakers::rules::{OTHERS, RULES};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use std::io::{self, Write};
use std::sync::LazyLock;

/// The style of every page.
const STYLE: &str = include_str!("style.css");
/// The style of a document's page.
const DOCUMENT_STYLE: &str = include_str!("document.css");

/// Everything that a document's page runs.
static SCRIPT: LazyLock<String> = LazyLock::new(|| {
    [
        words().as_str(),
        include_str!("ui.js"),
        include_str!("corrections.js"),
        include_str!("panel.js"),
        include_str!("document.js"),
    ]
    .concat()
});

/// The texts of the interface as the first line of a script.
fn words() -> String {
    let words: Value = serde_json::from_str(template::WORDS).expect("words.json is JSON, or it is a bug");
    format!("const WORDS = {words};\n")
}

/// Writes one document as one page; a corpus is a folder, see [`site::Site`].
#[derive(Debug, Clone, Copy, Default)]
pub struct Page {
    written: bool,
}

impl Writer for Page {
    fn write(&mut self, record: &Record, out: &mut dyn Write) -> io::Result<()> {
        if self.written {
            return Err(io::Error::other(
                "a page shows one document: for several, name a folder after -o (without .html), which gets a page for each",
            ));
        }
        self.written = true;
        out.write_all(page(record).as_bytes())
    }
}

/// The self-contained page of `record`.
#[must_use]
pub fn page(record: &Record) -> String {
    alone(record, "")
}

/// The same for a server, with a way back to its start page.
#[cfg(feature = "serve")]
#[must_use]
pub fn served(record: &Record) -> String {
    alone(
        record,
        &template::fill("<a rel=\"up\" href=\"/\">{{t:new_text}}</a>", &[]),
    )
}

/// The start page of a server: a place to paste a text into.
#[cfg(feature = "serve")]
#[must_use]
pub fn start() -> String {
    let style = format!("{STYLE}{}", include_str!("start.css"));
    let script = format!("{}{}{}", words(), include_str!("ui.js"), include_str!("start.js"));
    let policy = policy(&style, &script, "'self'");
    let values = [
        ("policy", policy.as_str()),
        ("style", &style),
        ("script", &script),
    ];
    template::fill(include_str!("start.html"), &values)
}

/// A page that holds all it needs, with links to elsewhere in `way`.
fn alone(record: &Record, way: &str) -> String {
    let style = format!("{STYLE}{DOCUMENT_STYLE}");
    let frame = Frame {
        policy: &policy(&style, &SCRIPT, "'none'"),
        style: &format!("<style>{style}</style>"),
        script: &format!("<script>{}</script>", *SCRIPT),
        way,
    };
    document(record, &frame)
}

/// The content security policy of a page that holds its style and its script, and sends forms to `form`.
fn policy(style: &str, script: &str, form: &str) -> String {
    format!(
        "default-src 'none'; script-src '{}'; style-src '{}'; base-uri 'none'; form-action {form}",
        fingerprint(script),
        fingerprint(style)
    )
}

/// What pages of one kind have in common.
struct Frame<'f> {
    /// Content security policy.
    policy: &'f str,
    /// The element of the style.
    style: &'f str,
    /// The element of the script.
    script: &'f str,
    /// Links to the front page and to the neighbours, as HTML.
    way: &'f str,
}

/// The page of one document in `frame`.
fn document(record: &Record, frame: &Frame<'_>) -> String {
    let (headline, body) = marks::text(record);
    let title = about::title(record);
    let headline = headline.unwrap_or_else(|| escape::html(&title));
    let mut facts: Vec<String> = ["author", "byline", "publisher", "medium"]
        .iter()
        .filter_map(|key| record.meta.get(*key)?.as_str())
        .map(escape::html)
        .collect();
    if let Some(date) = about::date(record) {
        facts.push(format!("<time datetime=\"{date}\">{date}</time>"));
    }
    facts.push(escape::html(&record.id));
    let provenance = &record.provenance;
    let made = format!(
        "guillemet {} · {} · {}",
        provenance.version, provenance.model, provenance.engine
    );
    template::fill(
        include_str!("document.html"),
        &[
            ("policy", frame.policy),
            ("title", &escape::html(&title)),
            ("style", frame.style),
            ("script", frame.script),
            ("way", frame.way),
            ("headline", &headline),
            ("facts", &facts.join(" · ")),
            ("text", &body),
            ("made", &escape::html(&made)),
            ("data", &escape::json(&data(record).to_string())),
        ],
    )
}

/// What the script of a document's page works on. `meta` comes as the text of its JSON: JavaScript would change large
/// numbers in it.
fn data(record: &Record) -> Value {
    let words: Vec<usize> = record.quotes.iter().map(|q| about::words(record, q)).collect();
    let examples: Map<String, Value> = RULES
        .iter()
        .map(|rule| (rule.name, rule.example))
        .chain(OTHERS.iter().copied())
        .filter(|(name, _)| record.quotes.iter().any(|q| q.rule == *name))
        .map(|(name, example)| (name.to_owned(), example.into()))
        .collect();
    let bare = Record {
        meta: Map::new(),
        ..record.clone()
    };
    json!({
        "record": bare,
        "meta": Value::Object(record.meta.clone()).to_string(),
        "words": words,
        "examples": examples,
        "key": about::key(record),
    })
}

/// The name of `content` in a content security policy.
fn fingerprint(content: &str) -> String {
    format!(
        "sha256-{}",
        BASE64_STANDARD.encode(Sha256::digest(content.as_bytes()))
    )
}
