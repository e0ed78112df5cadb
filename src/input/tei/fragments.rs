//! Spans of the text back in the XML: where elements may stand, and the XML with them in it.

use super::source::{Item, Kind, Source};
use crate::text::Span;

/// An element to put into the XML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Insertion {
    /// What it is put around, in bytes of the XML: one of [`Source::fragments`].
    pub xml: Span,
    /// Its start tag, as XML.
    pub open: String,
    /// Its end tag, as XML.
    pub close: String,
}

impl Source<'_> {
    /// For each span of the text, the stretches of the XML that an element for it may be put around, in order.
    ///
    /// One stretch where the markup allows it; several where the span crosses a paragraph, or markup that is there
    /// already (`<hi>Jean Marie</hi> Curie` and `Marie Curie`), or an earlier span of the list: each stretch is well
    /// formed by itself, and any two of the answer are nested or apart. Where two are equal, that of the earlier span is
    /// the outer one. A stretch never holds a block (`p`, `head`, `l`…), and never white space alone; it holds what stands
    /// within (notes, page breaks).
    ///
    /// ```
    /// use guillemet::input::tei::Source;
    /// use guillemet::text::Span;
    /// let source = Source::parse("<TEI><text><body><p><hi>Jean Marie</hi> Curie</p></body></text></TEI>").unwrap();
    /// let marie = source.text.find("Marie").unwrap();
    /// let found = source.fragments(&[Span::new(marie, source.text.len())]);
    /// let xml: Vec<_> = found[0].iter().map(|f| f.of(source.xml)).collect();
    /// assert_eq!(xml, ["Marie", " Curie"]);
    /// ```
    #[must_use]
    pub fn fragments(&self, spans: &[Span]) -> Vec<Vec<Span>> {
        let mut parts: Vec<Span> = Vec::with_capacity(spans.len());
        let mut out = Vec::with_capacity(spans.len());
        for span in spans {
            let first = parts.len();
            let mut pending = vec![*span];
            while let Some(part) = pending.pop() {
                match parts[..first].iter().find_map(|earlier| crossing(*earlier, part)) {
                    Some(cut) => {
                        pending.push(Span::new(cut, part.end));
                        pending.push(Span::new(part.start, cut));
                    }
                    None => parts.push(part),
                }
            }
            let mut found = Vec::new();
            for part in &parts[first..] {
                self.cover(self.elements.len().checked_sub(1), *part, &mut found);
            }
            out.push(found);
        }
        out
    }

    /// The longest well-formed stretches of `element` that hold the text of `span` there and no other.
    fn cover(&self, element: Option<usize>, span: Span, out: &mut Vec<Span>) {
        let Some(element) = element.and_then(|index| self.elements.get(index)) else {
            return;
        };
        let first = element
            .items
            .partition_point(|item| self.text_of(*item).end <= span.start);
        // The stretch under way, in the text and in the XML.
        let mut under_way: Option<(Span, Span)> = None;
        let end = |under_way: &mut Option<(Span, Span)>, out: &mut Vec<Span>| {
            if let Some((text, xml)) = under_way.take()
                && !text.of(&self.text).trim().is_empty()
            {
                out.push(xml);
            }
        };
        for item in &element.items[first..] {
            let text = self.text_of(*item);
            if text.start >= span.end {
                break;
            }
            let xml = match *item {
                Item::Piece(index) => {
                    let piece = &self.pieces[index];
                    let before = span.start.saturating_sub(text.start);
                    let after = text.end.saturating_sub(span.end);
                    match piece.kind {
                        Kind::Run => Span::new(piece.xml.start + before, piece.xml.end - after),
                        Kind::Atom | Kind::Break => piece.xml,
                    }
                }
                Item::Element(index) => {
                    let inside = &self.elements[index];
                    if inside.closed || !span.contains(text) {
                        end(&mut under_way, out);
                        self.cover(Some(index), span, out);
                        continue;
                    }
                    inside.xml
                }
            };
            under_way = Some(match under_way {
                Some((before, from)) => (before.cover(text), from.cover(xml)),
                None => (text, xml),
            });
        }
        end(&mut under_way, out);
    }

    fn text_of(&self, item: Item) -> Span {
        match item {
            Item::Piece(index) => self.pieces[index].text,
            Item::Element(index) => self.elements[index].text,
        }
    }

    /// The XML with elements put in, which must be nested or apart, as [`Source::fragments`] gives them; of two around
    /// the same stretch, the earlier one of the list is the outer one. Every byte of the XML is kept.
    ///
    /// ```
    /// use guillemet::input::tei::{Insertion, Source};
    /// use guillemet::text::Span;
    /// let source = Source::parse("<TEI><text><body><p>Oui, <hi>Marie</hi> !</p></body></text></TEI>").unwrap();
    /// let marie = source.text.find("Marie").map(|at| Span::new(at, at + 5)).unwrap();
    /// let insertions: Vec<_> = source.fragments(&[marie])[0]
    ///     .iter()
    ///     .map(|xml| Insertion { xml: *xml, open: "<persName>".into(), close: "</persName>".into() })
    ///     .collect();
    /// assert!(source.with(&insertions).contains("<p>Oui, <persName><hi>Marie</hi></persName> !</p>"));
    /// ```
    #[must_use]
    pub fn with(&self, insertions: &[Insertion]) -> String {
        let mut order: Vec<&Insertion> = insertions.iter().collect();
        // The sort is stable: equal stretches keep their order, outer first.
        order.sort_by_key(|i| (i.xml.start, std::cmp::Reverse(i.xml.end)));
        let mut out = String::with_capacity(self.xml.len() + 64 * insertions.len());
        let mut at = 0;
        let mut open: Vec<&Insertion> = Vec::new();
        for insertion in order {
            self.end_until(insertion.xml.start, &mut open, &mut at, &mut out);
            self.copy_to(insertion.xml.start, &mut at, &mut out);
            self.tag(insertion.xml.start, &insertion.open, &mut out);
            open.push(insertion);
        }
        self.end_until(usize::MAX, &mut open, &mut at, &mut out);
        self.copy_to(self.xml.len(), &mut at, &mut out);
        out
    }

    /// The end tags of the open insertions that end at `until` or before.
    fn end_until(&self, until: usize, open: &mut Vec<&Insertion>, at: &mut usize, out: &mut String) {
        while let Some(insertion) = open.pop_if(|i| i.xml.end <= until) {
            self.copy_to(insertion.xml.end, at, out);
            self.tag(insertion.xml.end, &insertion.close, out);
        }
    }

    fn copy_to(&self, end: usize, at: &mut usize, out: &mut String) {
        out.push_str(self.xml.get(*at..end).unwrap_or_default());
        *at = end.max(*at);
    }

    /// A tag; a CDATA section around it ends before it and begins again after it.
    fn tag(&self, at: usize, tag: &str, out: &mut String) {
        let section = self.cdata.partition_point(|s| s.end < at);
        let inside = self.cdata.get(section).is_some_and(|s| s.start <= at);
        if inside {
            out.push_str("]]>");
        }
        out.push_str(tag);
        if inside {
            out.push_str("<![CDATA[");
        }
    }
}

/// Where `part` must be cut so that it lies in `earlier` or beside it: none where it does, or holds it.
fn crossing(earlier: Span, part: Span) -> Option<usize> {
    if !earlier.overlaps(part) || earlier.contains(part) || part.contains(earlier) {
        return None;
    }
    Some(if part.start < earlier.start {
        earlier.start
    } else {
        earlier.end
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tei(body: &str) -> String {
        format!("<TEI><text><body>{body}</body></text></TEI>")
    }

    /// The body with each of `words` in an element `a`, `b`…
    fn marked(body: &str, words: &[&str]) -> String {
        let xml = tei(body);
        let source = Source::parse(&xml).unwrap();
        let spans: Vec<Span> = words
            .iter()
            .map(|w| source.text.find(w).map(|at| Span::new(at, at + w.len())).unwrap())
            .collect();
        let insertions: Vec<Insertion> = source
            .fragments(&spans)
            .iter()
            .zip('a'..)
            .flat_map(|(found, name)| {
                found.iter().map(move |xml| Insertion {
                    xml: *xml,
                    open: format!("<{name}>"),
                    close: format!("</{name}>"),
                })
            })
            .collect();
        let out = source.with(&insertions);
        let again = Source::parse(&out).unwrap();
        assert_eq!(again.text, source.text, "our elements leave the text as it was");
        out.trim_start_matches("<TEI><text><body>")
            .trim_end_matches("</body></text></TEI>")
            .to_owned()
    }

    #[test]
    fn markup_that_is_there_is_kept_and_wrapped_whole() {
        assert_eq!(
            marked("<p>Avec <hi>Marie</hi><pb/> <w>Curie</w>.</p>", &["Marie Curie"]),
            "<p>Avec <a><hi>Marie</hi><pb/> <w>Curie</w></a>.</p>"
        );
        assert_eq!(
            marked(
                "<p><hi>Marie<note><p>Chimiste.</p></note> Curie</hi> rit</p>",
                &["Marie Curie"]
            ),
            "<p><a><hi>Marie<note><p>Chimiste.</p></note> Curie</hi></a> rit</p>"
        );
        assert_eq!(
            marked(
                "<p><choice><sic>Mari</sic><corr>Marie</corr></choice> rit</p>",
                &["Marie"]
            ),
            "<p><a><choice><sic>Mari</sic><corr>Marie</corr></choice></a> rit</p>"
        );
    }

    #[test]
    fn what_markup_crosses_is_written_in_parts() {
        assert_eq!(
            marked(
                "<p>« Oui.</p>\n <p>Non », <hi>dit Marie</hi> Curie</p>",
                &["« Oui.\n\nNon »", "Marie Curie"]
            ),
            "<p><a>« Oui.</a></p>\n <p><a>Non »</a>, <hi>dit <b>Marie</b></hi><b> Curie</b></p>"
        );
        assert_eq!(
            marked("<lg><l>Ô temps</l><l>suspends</l></lg>", &["Ô temps\nsuspends"]),
            "<lg><l><a>Ô temps</a></l><l><a>suspends</a></l></lg>"
        );
    }

    #[test]
    fn spans_that_cross_are_cut_at_the_earlier_one() {
        assert_eq!(
            marked("<p>un deux trois</p>", &["un deux", "deux trois", "deux"]),
            "<p><a>un <b><c>deux</c></b></a><b> trois</b></p>"
        );
        assert_eq!(
            marked("<p>un deux</p>", &["deux", "un deux"]),
            "<p><b>un <a>deux</a></b></p>"
        );
        assert_eq!(marked("<p>un</p>", &["un", "un"]), "<p><a><b>un</b></a></p>");
    }

    #[test]
    fn characters_written_otherwise_stay_so() {
        assert_eq!(
            marked(
                "<p>Jos&#233;\n   &amp; Zo&euml; <![CDATA[<Léa> dort]]></p>",
                &["José & Zoë", "Léa"]
            ),
            "<p><a>Jos&#233;\n   &amp; Zo&euml;</a> <![CDATA[<]]><b><![CDATA[Léa]]></b><![CDATA[> dort]]></p>"
        );
    }
}
