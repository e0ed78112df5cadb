//! TEI files to documents.

use super::source::{line, position};
use super::{Source, TeiError};
use crate::input::decode::Decoder;
use crate::input::stream::{self, Bytes};
use crate::input::{Documents, InputError, Options, note_encoding};
use crate::pipeline::Input;
use crate::text::Span;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::iter;
use std::ops::Range;

/// The documents of `from`: one, or each element `TEI` of a `teiCorpus`.
pub(in crate::input) fn read(from: Bytes, place: &str, options: &Options) -> Documents {
    match documents(from, place, options) {
        Ok(documents) => Box::new(documents.into_iter()),
        Err(error) => Box::new(iter::once(Err(error))),
    }
}

fn documents(
    from: Bytes,
    place: &str,
    options: &Options,
) -> Result<Vec<Result<Input, InputError>>, InputError> {
    let bytes = stream::whole(from, options.max_document_bytes, place)?;
    let mut decoder = Decoder::new(options.encoding);
    let declared = declared_encoding(&bytes[..bytes.len().min(200)]).map(|at| {
        let label = String::from_utf8_lossy(&bytes[at.clone()]).into_owned();
        (at, label)
    });
    let label = declared.as_ref().map(|(_, label)| label.as_str());
    let mut xml = decoder.whole(bytes, label).map_err(|source| InputError::Decode {
        place: place.to_owned(),
        source,
    })?;
    // The XML travels on as UTF-8, and must not say otherwise.
    if let Some(at) = declared_encoding(xml.as_bytes().get(..200).unwrap_or(xml.as_bytes())) {
        xml.replace_range(at, "UTF-8");
    }
    let failed = |source| InputError::Tei {
        place: place.to_owned(),
        source,
    };
    let members = members(&xml).map_err(failed)?;
    let mut documents = Vec::new();
    let many = members.is_some();
    for (number, xml) in (1..).zip(members.unwrap_or_else(|| vec![xml])) {
        let id = if many {
            format!("{place}#{number}")
        } else {
            place.to_owned()
        };
        let document = Source::parse(&xml).map_err(|source| InputError::Tei {
            place: id.clone(),
            source,
        });
        documents.push(document.and_then(|source| input(&source, id)).map(|mut input| {
            note_encoding(&mut input, &decoder);
            input
        }));
    }
    Ok(documents)
}

fn input(source: &Source<'_>, id: String) -> Result<Input, InputError> {
    if source.text.trim().is_empty() {
        return Err(InputError::Empty { place: id });
    }
    let mut input = Input {
        id,
        text: source.text.clone(),
        ..Input::default()
    };
    for (name, value) in [
        ("title", source.title.as_deref()),
        ("author", source.author.as_deref()),
        ("date", source.date.as_deref()),
        ("tei", Some(source.xml)),
    ] {
        if let Some(value) = value {
            input.meta.insert(name.into(), value.into());
        }
    }
    Ok(input)
}

/// Where the XML declaration at the start of a file names an encoding.
fn declared_encoding(head: &[u8]) -> Option<Range<usize>> {
    let end = head.windows(2).position(|w| w == b"?>")?;
    let start = head.windows(5).position(|w| w == b"<?xml")?;
    let declaration = head.get(start..end)?;
    let name = declaration.windows(8).position(|w| w == b"encoding")? + start + 8;
    let quote = head[name..end].iter().position(|b| matches!(b, b'"' | b'\''))? + name;
    let length = head[quote + 1..end].iter().position(|b| *b == head[quote])?;
    Some(quote + 1..quote + 1 + length)
}

/// The documents of a `teiCorpus`, each with the namespaces of the corpus; none where the root is something else.
fn members(xml: &str) -> Result<Option<Vec<String>>, TeiError> {
    let mut reader = Reader::from_str(xml);
    let mut namespaces = String::new();
    let mut members = Vec::new();
    let mut depth = 0_usize;
    let mut before = 0;
    // The document under way: where it begins, how long its name is, how deep it stands.
    let mut member: Option<(usize, usize, usize)> = None;
    let mut root = true;
    loop {
        let event = reader.read_event().map_err(|error| TeiError::IllFormed {
            line: line(xml, position(reader.error_position())),
            problem: error.to_string(),
        })?;
        let after = position(reader.buffer_position());
        match event {
            Event::Start(tag) => {
                let name = tag.local_name().into_inner();
                if root && name != "teiCorpus" {
                    return Ok(None);
                }
                root = false;
                if name == "teiCorpus" && member.is_none() {
                    namespaces.push_str(&namespaces_of(&tag));
                } else if name == "TEI" && member.is_none() {
                    member = Some((before, tag.name().into_inner().len(), depth));
                }
                depth += 1;
            }
            Event::End(_) => {
                depth = depth.saturating_sub(1);
                if let Some((start, name, _)) = member.take_if(|(.., level)| *level == depth) {
                    let document = Span::new(start, after).of(xml);
                    let (head, rest) = document.split_at(1 + name);
                    let tag = &rest[..rest.find('>').unwrap_or(rest.len())];
                    let given = if tag.contains("xmlns") { "" } else { &namespaces };
                    members.push(format!("{head}{given}{rest}"));
                }
            }
            Event::Empty(_) if root => return Ok(None),
            Event::DocType(declaration) if declaration.contains("<!ENTITY") => {
                return Err(TeiError::Entities {
                    line: line(xml, before),
                });
            }
            Event::Eof if root => return Ok(None),
            Event::Eof if members.is_empty() || depth > 0 => {
                return Err(TeiError::IllFormed {
                    line: line(xml, xml.len()),
                    problem: "this teiCorpus holds no complete <TEI>: is the file complete?".into(),
                });
            }
            Event::Eof => return Ok(Some(members)),
            _ => {}
        }
        before = after;
    }
}

/// The namespace declarations of a tag, as they stand there.
fn namespaces_of(tag: &BytesStart<'_>) -> String {
    let declarations = tag.attributes().filter_map(|attribute| {
        let attribute = attribute.ok()?;
        let name = attribute.key.into_inner();
        let value: &str = &attribute.value;
        (name == "xmlns" || name.starts_with("xmlns:"))
            .then(|| format!(" {name}=\"{}\"", value.replace('"', "&quot;")))
    });
    declarations.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    fn all(xml: impl AsRef<[u8]>) -> Vec<Result<Input, InputError>> {
        let from = Box::new(Cursor::new(xml.as_ref().to_vec()));
        read(from, "a.xml", &Options::default()).collect()
    }

    #[test]
    fn a_document_carries_its_xml() {
        let xml = b"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<TEI><text><body><p>\xC9t\xE9</p></body></text></TEI>\n";
        let input = all(xml).remove(0).unwrap();
        assert_eq!((input.id.as_str(), input.text.as_str()), ("a.xml", "Été"));
        let kept = input.meta["tei"].as_str().unwrap();
        assert_eq!(
            kept,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<TEI><text><body><p>Été</p></body></text></TEI>\n"
        );
        assert_eq!(Source::parse(kept).unwrap().text, input.text);
        assert!(!input.meta.contains_key("encoding"), "it was declared");
    }

    #[test]
    fn a_corpus_gives_its_documents() {
        let tei = |text: &str| format!("<TEI xml:id='x'>\n<text><body><p>{text}</p></body></text></TEI>");
        let xml = format!(
            "<teiCorpus xmlns=\"http://www.tei-c.org/ns/1.0\"><teiHeader/>{}\n{}<TEI/></teiCorpus>",
            tei("Un"),
            tei("Deux")
        );
        let found = all(&xml);
        assert_eq!(found[1].as_ref().unwrap().id, "a.xml#2");
        assert_eq!(found[1].as_ref().unwrap().text, "Deux");
        let kept = found[0].as_ref().unwrap().meta["tei"].as_str().unwrap();
        assert!(
            kept.starts_with("<TEI xmlns=\"http://www.tei-c.org/ns/1.0\" xml:id='x'>"),
            "{kept}"
        );
        assert_eq!(found.len(), 2);

        let broken = format!("<teiCorpus>{}{}</teiCorpus>", "<TEI><text/></TEI>", tei("Deux"));
        let found = all(&broken);
        assert!(found[0].is_err());
        assert_eq!(found[1].as_ref().unwrap().text, "Deux");
    }

    #[test]
    fn a_cut_corpus_is_an_error() {
        let error = all("<teiCorpus><TEI><text>").remove(0).unwrap_err();
        assert!(matches!(error, InputError::Tei { .. }));
        assert_eq!(all("").remove(0).unwrap_err().to_string(), "a.xml");
    }
}
