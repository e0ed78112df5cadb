//! One TEI document: its text, and where each stretch of that text stands in the XML.

use super::TeiError;
use super::elements::{Role, role};
use crate::text::Span;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, escape};

/// Elements may be nested this deep; real documents stay below fifty.
const DEEPEST: usize = 500;

/// A TEI document with its text and the map from that text to its XML.
///
/// The same XML always gives the same source, so a writer that finds the XML in `meta.tei` parses it again.
#[derive(Debug)]
pub struct Source<'x> {
    /// The XML, whole.
    pub xml: &'x str,
    /// The text of its bodies: white space collapsed as XML readers do, blocks (`p`, `head`, `div`…) parted by a blank
    /// line, verses (`l`) by a line break. What is not running text is left out: notes, running heads, the other
    /// readings of an apparatus, the uncorrected half of a `choice`.
    pub text: String,
    /// Where each stretch of `text` comes from, in text order, without a gap.
    pub pieces: Vec<Piece>,
    /// The title in the header.
    pub title: Option<String>,
    /// The author in the header.
    pub author: Option<String>,
    /// The date of the source, or of the publication.
    pub date: Option<String>,
    /// Elements that hold text, each after those in it; the last is the root.
    pub(super) elements: Vec<Element>,
    /// The contents of CDATA sections, in XML bytes.
    pub(super) cdata: Vec<Span>,
}

/// A stretch of the text and its place in the XML.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// Where it stands in the text.
    pub text: Span,
    /// Where it stands in the XML; empty for a [`Kind::Break`].
    pub xml: Span,
    /// How the two belong together.
    pub kind: Kind,
}

/// How a stretch of text and its XML belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The same bytes: offsets inside map one to one.
    Run,
    /// One character written otherwise: `&amp;`, `&#233;`, white space with line breaks, `<lb/>`. Indivisible.
    Atom,
    /// A line break between two blocks, which the XML does not hold.
    Break,
}

/// An element that holds text.
#[derive(Debug)]
pub(super) struct Element {
    /// From its start tag to its end tag, both included.
    pub(super) xml: Span,
    /// The text it holds.
    pub(super) text: Span,
    /// Whether no element of ours may be put around it: a block, or something that holds one.
    pub(super) closed: bool,
    /// What it holds, in order.
    pub(super) items: Vec<Item>,
}

/// What an element holds.
#[derive(Debug, Clone, Copy)]
pub(super) enum Item {
    /// An index into [`Source::pieces`].
    Piece(usize),
    /// An index into [`Source::elements`].
    Element(usize),
}

impl<'x> Source<'x> {
    /// Reads one document: the element `TEI` with whatever stands before and after it.
    ///
    /// ```
    /// use guillemet::input::tei::Source;
    /// let xml = "<TEI><text><body><p>Marie\n  &amp; <hi>Jean</hi></p><p>Oui.</p></body></text></TEI>";
    /// assert_eq!(Source::parse(xml).unwrap().text, "Marie & Jean\n\nOui.");
    /// ```
    ///
    /// # Errors
    /// When the XML is not well formed, is no TEI, declares entities, or refers to unknown ones.
    pub fn parse(xml: &'x str) -> Result<Self, TeiError> {
        let mut reader = Reader::from_str(xml);
        let mut parser = Parser::new(xml);
        let mut before = 0;
        loop {
            let event = reader
                .read_event()
                .map_err(|error| parser.ill_formed(reader.error_position(), &error))?;
            let after = position(reader.buffer_position());
            let here = Span::new(before, after);
            match event {
                Event::Start(tag) => parser.open(&tag, here)?,
                Event::End(_) => parser.close(here),
                Event::Empty(tag) => {
                    parser.open(&tag, here)?;
                    parser.close(here);
                }
                Event::Text(_) => parser.run(here),
                Event::CData(_) => parser.cdata(here),
                Event::GeneralRef(reference) => parser.reference(&reference, here)?,
                Event::DocType(declaration) if declaration.contains("<!ENTITY") => {
                    return Err(TeiError::Entities {
                        line: parser.line(before),
                    });
                }
                Event::Eof => break,
                Event::DocType(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            }
            before = after;
        }
        parser.finish()
    }
}

/// A reader's position as an offset: it lies in a string, so it fits.
pub(super) fn position(offset: u64) -> usize {
    usize::try_from(offset).unwrap_or(usize::MAX)
}

/// An element that is open.
struct Open {
    name: String,
    role: Role,
    element: Element,
}

struct Parser<'x> {
    source: Source<'x>,
    open: Vec<Open>,
    /// How many open elements stand outside the text: from the first of them on, everything is passed over.
    skipping: usize,
    /// Inside `body`.
    body: usize,
    /// Line breaks due before the next text.
    due: usize,
    /// Whether the root was seen, and is TEI.
    tei: bool,
    bodies: bool,
    /// What the header's element under way says.
    said: String,
}

impl<'x> Parser<'x> {
    fn new(xml: &'x str) -> Self {
        let source = Source {
            xml,
            text: String::new(),
            pieces: Vec::new(),
            title: None,
            author: None,
            date: None,
            elements: Vec::new(),
            cdata: Vec::new(),
        };
        Self {
            source,
            open: Vec::new(),
            skipping: 0,
            body: 0,
            due: 0,
            tei: false,
            bodies: false,
            said: String::new(),
        }
    }

    /// The line of a byte of the XML, from 1.
    fn line(&self, at: usize) -> usize {
        line(self.source.xml, at)
    }

    fn ill_formed(&self, at: u64, error: &quick_xml::Error) -> TeiError {
        TeiError::IllFormed {
            line: self.line(position(at)),
            problem: error.to_string(),
        }
    }

    fn open(&mut self, tag: &BytesStart<'_>, here: Span) -> Result<(), TeiError> {
        let name = tag.local_name().into_inner().to_owned();
        if self.open.len() >= DEEPEST {
            return Err(TeiError::Deep {
                line: self.line(here.start),
                limit: DEEPEST,
            });
        }
        if self.open.is_empty() {
            if self.tei {
                return Err(TeiError::IllFormed {
                    line: self.line(here.start),
                    problem: "there is a second root element".into(),
                });
            }
            if !matches!(name.as_str(), "TEI" | "TEI.2") {
                return Err(TeiError::NotTei { root: name });
            }
            self.tei = true;
        }
        let parent = self.open.last().map_or("", |o| o.name.as_str());
        let role = role(&name, parent);
        match role {
            _ if self.skipping > 0 => self.skipping += 1,
            Role::Skipped => self.skipping = 1,
            Role::Body => {
                self.body += 1;
                self.bodies = true;
                self.block(2);
            }
            Role::Block(lines) => self.block(lines),
            Role::Line if self.body > 0 && !unbroken(tag) => self.space(here),
            Role::Line | Role::Inline | Role::Header => {}
        }
        if role == Role::Header {
            self.said.clear();
            if name == "date" && self.source.date.is_none() {
                self.source.date = attribute(tag, "when");
            }
        }
        self.open.push(Open {
            name,
            role,
            element: Element {
                xml: here,
                text: Span::default(),
                closed: matches!(role, Role::Block(_) | Role::Body),
                items: Vec::new(),
            },
        });
        Ok(())
    }

    fn close(&mut self, here: Span) {
        // The reader has checked that the names agree.
        let Some(Open {
            name,
            role,
            mut element,
        }) = self.open.pop()
        else {
            return;
        };
        element.xml.end = here.end;
        if self.skipping > 0 {
            self.skipping -= 1;
            return;
        }
        match role {
            Role::Body => {
                self.body -= 1;
                self.block(2);
            }
            Role::Block(lines) => self.block(lines),
            Role::Header => self.header(&name),
            _ => {}
        }
        if let Some(parent) = self.open.last_mut() {
            parent.element.closed |= element.closed;
            if !element.items.is_empty() {
                parent
                    .element
                    .items
                    .push(Item::Element(self.source.elements.len()));
                self.source.elements.push(element);
            }
        } else {
            self.source.elements.push(element);
        }
    }

    /// A block begins or ends: what follows begins after `lines` line breaks.
    fn block(&mut self, lines: usize) {
        self.due = self.due.max(lines);
    }

    fn header(&mut self, name: &str) {
        let said = self.said.split_whitespace().collect::<Vec<_>>().join(" ");
        let place = match name {
            "title" => &mut self.source.title,
            "author" => &mut self.source.author,
            _ => &mut self.source.date,
        };
        if place.is_none() && !said.is_empty() {
            *place = Some(said);
        }
    }

    fn reading(&self) -> bool {
        self.body > 0 && self.skipping == 0
    }

    /// Character data.
    fn run(&mut self, here: Span) {
        let data = here.of(self.source.xml);
        if !self.reading() {
            self.say(data);
            return;
        }
        let preserved = |c: char| matches!(c, ' ' | '\t' | '\r' | '\n');
        let mut at = here.start;
        while at < here.end {
            let rest = &self.source.xml[at..here.end];
            let blank = rest.len() - rest.trim_start_matches(preserved).len();
            if blank > 0 {
                self.space(Span::new(at, at + blank));
                at += blank;
            } else {
                let word = rest.find(preserved).unwrap_or(rest.len());
                self.add(Span::new(at, at + word), None);
                at += word;
            }
        }
    }

    fn cdata(&mut self, here: Span) {
        let inside = Span::new(here.start + "<![CDATA[".len(), here.end - "]]>".len());
        if self.reading() {
            self.source.cdata.push(inside);
        }
        self.run(inside);
    }

    /// White space: one space, unless one is there or a block begins.
    fn space(&mut self, here: Span) {
        if self.reading() && self.due == 0 && !self.source.text.is_empty() && !self.source.text.ends_with(' ')
        {
            self.add(here, Some(' '));
        }
    }

    fn reference(&mut self, reference: &BytesRef<'_>, here: Span) -> Result<(), TeiError> {
        let name: &str = reference;
        let character = if reference.is_char_ref() {
            reference.resolve_char_ref().ok().flatten()
        } else {
            let known = escape::resolve_xml_entity(name).or_else(|| escape::resolve_html5_entity(name));
            let mut characters = known.unwrap_or_default().chars();
            characters.next().filter(|_| characters.next().is_none())
        };
        match character {
            Some(c) if self.reading() => {
                if c.is_ascii_whitespace() {
                    self.space(here);
                } else {
                    self.add(here, Some(c));
                }
                Ok(())
            }
            Some(c) => {
                self.say(c.encode_utf8(&mut [0; 4]));
                Ok(())
            }
            None => Err(TeiError::Unknown {
                line: self.line(here.start),
                name: name.to_owned(),
            }),
        }
    }

    fn say(&mut self, data: &str) {
        if self.skipping == 0 && self.open.iter().any(|o| o.role == Role::Header) {
            self.said.push_str(data);
        }
    }

    /// Adds the characters at `xml`, or one `character` that stands for them.
    fn add(&mut self, xml: Span, character: Option<char>) {
        self.breaks(xml.start);
        let source = &mut self.source;
        let start = source.text.len();
        match character {
            Some(c) => source.text.push(c),
            None => source.text.push_str(xml.of(source.xml)),
        }
        let text = Span::new(start, source.text.len());
        let kind = match text.of(&source.text) == xml.of(source.xml) {
            true => Kind::Run,
            false => Kind::Atom,
        };
        let Some(parent) = self.open.last_mut().map(|o| &mut o.element) else {
            return;
        };
        // A run that goes on stays one piece.
        if let (Kind::Run, Some(Item::Piece(last))) = (kind, parent.items.last())
            && let Some(before) = source.pieces.get_mut(*last)
            && (before.kind, before.xml.end, before.text.end) == (Kind::Run, xml.start, text.start)
        {
            before.xml.end = xml.end;
            before.text.end = text.end;
            return;
        }
        parent.items.push(Item::Piece(source.pieces.len()));
        source.pieces.push(Piece { text, xml, kind });
    }

    /// The line breaks that are due, in place of a space before them.
    fn breaks(&mut self, at: usize) {
        let due = std::mem::take(&mut self.due);
        if due == 0 || self.source.text.is_empty() {
            return;
        }
        self.drop_space();
        let start = self.source.text.len();
        self.source.text.extend(std::iter::repeat_n('\n', due));
        self.source.pieces.push(Piece {
            text: Span::new(start, start + due),
            xml: Span::new(at, at),
            kind: Kind::Break,
        });
    }
    /// Takes back a space that turns out to stand before a line break.
    fn drop_space(&mut self) {
        let source = &mut self.source;
        let Some(last) = source.pieces.last_mut().filter(|_| source.text.ends_with(' ')) else {
            return;
        };
        source.text.pop();
        last.text.end -= 1;
        if last.kind == Kind::Run {
            last.xml.end -= 1;
        }
    }

    fn finish(mut self) -> Result<Source<'x>, TeiError> {
        if let Some(open) = self.open.last() {
            return Err(TeiError::IllFormed {
                line: self.line(self.source.xml.len()),
                problem: format!("the file ends inside <{}>: is it complete?", open.name),
            });
        }
        if !self.tei {
            return Err(TeiError::NotXml);
        }
        if !self.bodies {
            return Err(TeiError::NoBody);
        }
        self.drop_space();
        let source = &mut self.source;
        // Spaces taken back have left pieces without text.
        let mut left = 0;
        let places: Vec<Option<usize>> = source
            .pieces
            .iter()
            .map(|piece| (!piece.text.is_empty()).then(|| (left, left += 1).0))
            .collect();
        source.pieces.retain(|piece| !piece.text.is_empty());
        for index in 0..source.elements.len() {
            let (inner, rest) = source.elements.split_at_mut(index);
            let element = &mut rest[0];
            element.items.retain_mut(|item| match item {
                Item::Piece(piece) => places[*piece].map(|place| *piece = place).is_some(),
                Item::Element(inside) => !inner[*inside].items.is_empty(),
            });
            let text = |item: &Item| match item {
                Item::Piece(piece) => source.pieces[*piece].text,
                Item::Element(inside) => inner[*inside].text,
            };
            if let (Some(first), Some(last)) = (element.items.first(), element.items.last()) {
                element.text = text(first).cover(text(last));
            }
        }
        Ok(self.source)
    }
}

/// Whether `<lb break="no"/>` stands inside a word.
fn unbroken(tag: &BytesStart<'_>) -> bool {
    attribute(tag, "break").as_deref() == Some("no")
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = tag.try_get_attribute(name).ok()??;
    Some(
        attribute
            .normalized_value(quick_xml::XmlVersion::Implicit1_0)
            .ok()?
            .into_owned(),
    )
}

/// The line of the byte `at` of `xml`, from 1.
pub(super) fn line(xml: &str, at: usize) -> usize {
    let before = xml.as_bytes().get(..at).unwrap_or(xml.as_bytes());
    1 + before.iter().filter(|b| **b == b'\n').count()
}
