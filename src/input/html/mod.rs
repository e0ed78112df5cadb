//! Web pages: the article, without what stands around it; its title, author, date, address and site go to `meta`.
//!
//! `dom_smoothie` finds the article, as the reader view of a browser does. Before it looks, `clutter` takes out what names
//! itself as something else (share buttons, captions, offers, comments), and `facts` reads what the page says of itself.
//! The text has one paragraph a line, a blank line between two.
//! Refuses: pages nested a thousand elements deep.

mod clutter;
mod facts;

use super::decode::Decoder;
use super::stream::{self, Bytes};
use super::{InputError, Options, note_encoding};
use crate::pipeline::Input;
use dom_query::{Document, NodeRef};
use dom_smoothie::{Config, Readability, TextMode};

/// Elements may be nested this deep; browsers themselves stop at 512.
const DEEPEST: usize = 1000;

/// Reads `from` to its end as one page, called after its place.
pub(super) fn read(from: Bytes, place: &str, options: &Options) -> Result<Input, InputError> {
    let bytes = stream::whole(from, options.max_document_bytes, place)?;
    let mut decoder = Decoder::new(options.encoding);
    let label = declared_encoding(&bytes[..bytes.len().min(2048)]);
    let html = decoder
        .whole(bytes, label.as_deref())
        .map_err(|source| InputError::Decode {
            place: place.to_owned(),
            source,
        })?;
    let problem = |problem: String| InputError::File {
        place: place.to_owned(),
        problem,
    };
    let page = page(&html).ok_or_else(|| {
        problem(format!(
            "elements are nested more than {DEEPEST} deep: is this a page?"
        ))
    })?;
    if page.text.is_empty() {
        return Err(InputError::Empty {
            place: place.to_owned(),
        });
    }
    let mut input = Input {
        id: place.to_owned(),
        text: page.text,
        ..Input::default()
    };
    for (name, value) in page.facts {
        input.meta.insert(name.into(), value.into());
    }
    note_encoding(&mut input, &decoder);
    Ok(input)
}

/// What is kept of a page.
#[derive(Debug, Default)]
struct Page {
    text: String,
    facts: Vec<(&'static str, String)>,
}

/// The article of a page; none where it is nested too deep.
fn page(html: &str) -> Option<Page> {
    // The parser looks through all open elements at each new one: a page of endless nesting is not given to it.
    if open_at_most(html) > DEEPEST {
        return None;
    }
    let document = Document::from(html);
    if depth(&document) > DEEPEST {
        return None;
    }
    let facts = facts::of(&document);
    clutter::remove(&document);
    let all = document
        .body()
        .map(|body| lines(&body.formatted_text()))
        .unwrap_or_default();
    let config = Config {
        text_mode: TextMode::Formatted,
        ..Config::default()
    };
    let article = Readability::with_document(document, None, Some(config)).and_then(|mut r| r.parse());
    let text = article
        .map(|article| lines(&article.text_content))
        .unwrap_or_default();
    let title = facts
        .iter()
        .find(|(name, _)| *name == "title")
        .map(|(_, title)| title.as_str());
    Some(Page {
        text: without_title(if text.is_empty() { all } else { text }, title),
        facts,
    })
}

/// The lines of a text that are not blank, trimmed, a blank line between two.
fn lines(text: &str) -> String {
    let lines = text
        .lines()
        .map(|line| line.trim_matches([' ', '\t', '\r', '\n']));
    lines
        .filter(|line| !line.trim().is_empty())
        .collect::<Vec<_>>()
        .join("\n\n")
}

/// The text without a first line that is the title again.
fn without_title(text: String, title: Option<&str>) -> String {
    match text.split_once("\n\n") {
        Some((first, rest)) if Some(first) == title => rest.to_owned(),
        _ => text,
    }
}

/// The depth of the tree, without recursion.
fn depth(document: &Document) -> usize {
    let mut deepest = 0;
    let mut open: Vec<(NodeRef<'_>, usize)> = vec![(document.root(), 0)];
    while let Some((node, level)) = open.pop() {
        deepest = deepest.max(level);
        if level > DEEPEST {
            break;
        }
        open.extend(node.children_it(false).map(|child| (child, level + 1)));
    }
    deepest
}

/// Elements that end by themselves, or that the parser does not look through.
const LOOSE: [&str; 43] = [
    "a", "area", "b", "base", "big", "body", "br", "code", "col", "dd", "dt", "em", "embed", "font", "head",
    "hr", "html", "i", "img", "input", "li", "link", "meta", "nobr", "option", "p", "param", "s", "small",
    "source", "span", "strike", "strong", "tbody", "td", "tfoot", "th", "thead", "tr", "track", "tt", "u",
    "wbr",
];

/// The most elements that may be open at once, by the tags alone.
fn open_at_most(html: &str) -> usize {
    let (mut open, mut most) = (0_usize, 0);
    for tag in html.split('<').skip(1) {
        let (closes, tag) = match tag.strip_prefix('/') {
            Some(tag) => (true, tag),
            None => (false, tag),
        };
        let end = tag
            .find(|c: char| !c.is_ascii_alphanumeric())
            .unwrap_or(tag.len());
        let name = tag[..end].to_ascii_lowercase();
        if name.is_empty() || LOOSE.contains(&name.as_str()) {
            continue;
        }
        open = if closes { open.saturating_sub(1) } else { open + 1 };
        most = most.max(open);
    }
    most
}

/// The encoding that a page names in its first `meta` elements.
fn declared_encoding(head: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let (_, after) = head.split_once("charset=")?;
    let after = after.trim_start_matches(['"', '\'', ' ']);
    let end = after.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_'))?;
    Some(after[..end].to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_encoding_is_where_pages_say_it() {
        for head in [
            "<meta charset=iso-8859-1>",
            "<META HTTP-EQUIV=Content-Type CONTENT=\"text/html; charset=ISO-8859-1\">",
            "<meta charset='iso-8859-1' />",
        ] {
            assert_eq!(declared_encoding(head.as_bytes()).as_deref(), Some("iso-8859-1"));
        }
        assert_eq!(declared_encoding(b"<p>charset"), None);
    }

    #[test]
    fn endless_nesting_is_seen_before_it_is_parsed() {
        assert_eq!(
            open_at_most("<p><p><br><DIV><div></div><ul><li><li></ul></div>"),
            2
        );
        assert!(page(&"<div>".repeat(2000)).is_none());
        assert!(page(&"<b>".repeat(2000)).is_none());
        assert!(page(&"<p>Un.".repeat(2000)).is_some());
    }

    #[test]
    fn a_page_without_an_article_gives_its_text() {
        assert_eq!(
            page("<p>« Oui », dit Marie.").unwrap().text,
            "« Oui », dit Marie."
        );
        assert_eq!(page("").unwrap().text, "");
        assert_eq!(page("<script>x</script>").unwrap().text, "");
    }
}
