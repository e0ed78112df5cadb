//! What stands before the text: the header, and where it ends in XML that is kept.

use crate::document::Record;
use crate::writers::xml::content;
use quick_xml::Reader;
use quick_xml::events::Event;
use std::fmt::Write as _;

/// The start of a corpus.
pub(super) const CORPUS: &str = "<teiCorpus xmlns=\"http://www.tei-c.org/ns/1.0\">
<teiHeader><fileDesc><titleStmt><title>Corpus</title></titleStmt><publicationStmt><p>Written by guillemet.</p></publicationStmt><sourceDesc><p>See the header of each document.</p></sourceDesc></fileDesc></teiHeader>
";

/// The header of a document that had none.
pub(super) fn header(record: &Record) -> String {
    let field = |name: &str| {
        record
            .meta
            .get(name)
            .and_then(|v| v.as_str())
            .filter(|v| !v.trim().is_empty())
    };
    let mut out = String::from("<teiHeader>\n<fileDesc><titleStmt>");
    let _ = write!(
        out,
        "<title>{}</title>",
        content(field("title").unwrap_or(&record.id))
    );
    if let Some(author) = field("author") {
        let _ = write!(out, "<author>{}</author>", content(author));
    }
    out.push_str("</titleStmt><publicationStmt><p>Names and quotations marked by guillemet.</p></publicationStmt><sourceDesc><bibl>");
    let _ = write!(out, "<idno type=\"id\">{}</idno>", content(&record.id));
    if let Some(source) = &record.source {
        let _ = write!(out, "<idno type=\"path\">{}</idno>", content(source));
    }
    if let Some(date) = field("date") {
        let _ = write!(out, "<date>{}</date>", content(date));
    }
    let made = &record.provenance;
    let version = if is_version(&made.version) {
        &made.version
    } else {
        "0"
    };
    let _ = write!(
        out,
        "</bibl></sourceDesc></fileDesc>\n<encodingDesc><appInfo><application ident=\"guillemet\" version=\"{version}\"><label>guillemet</label><p>{}</p></application></appInfo></encodingDesc>\n",
        content(&format!("{} {} {}", made.model, made.model_sha256, made.engine))
    );
    out.push_str("<profileDesc><langUsage><language ident=\"fr\">français</language></langUsage></profileDesc>\n</teiHeader>\n");
    out
}

/// Whether TEI takes it for the number of a version.
fn is_version(version: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit());
    version.split('.').all(digits) && version.split('.').count() <= 4
}

/// Where things stand in TEI that is kept.
pub(super) struct Place<'x> {
    /// Just after the XML declaration.
    pub after_declaration: usize,
    /// Where the root begins.
    pub root: usize,
    /// Just after the header.
    pub after_header: usize,
    /// What the names of its elements begin with: nothing, or `tei:`.
    pub namespace: &'x str,
}

impl<'x> Place<'x> {
    /// None where there is no header.
    pub fn of(xml: &'x str) -> Option<Self> {
        let mut reader = Reader::from_str(xml);
        let (mut root, mut before, mut after_declaration) = (None, 0, 0);
        loop {
            let event = reader.read_event().ok()?;
            let after = usize::try_from(reader.buffer_position()).ok()?;
            match event {
                Event::Decl(_) => after_declaration = after,
                Event::Start(_) if root.is_none() => {
                    let name = xml.get(before + 1..after)?;
                    let namespace = name.split_once("TEI").map(|(prefix, _)| prefix)?;
                    root = Some((before, namespace));
                }
                Event::End(tag) if tag.local_name().as_ref() == "teiHeader" => {
                    let (root, namespace) = root?;
                    return Some(Self {
                        after_declaration,
                        root,
                        after_header: after,
                        namespace,
                    });
                }
                Event::Eof => return None,
                _ => {}
            }
            before = after;
        }
    }
}
