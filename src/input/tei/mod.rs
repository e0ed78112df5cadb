//! TEI P5: the text of a document's bodies, and the way back into its XML.
//!
//! Owns: [`Source`], the map from the text to the XML, with [`Source::fragments`] and [`Source::with`] to put elements
//! around spans of the text; nothing of the markup that is there is changed or lost. The XML of a document travels in
//! `meta.tei` of its record, so that the format TEI can be written back with our elements in it.
//! Refuses: entities that the file declares itself (an entity may grow without end), elements nested 500 deep.

mod elements;
mod fragments;
mod read;
mod source;

pub use fragments::Insertion;
pub(super) use read::read;
pub use source::{Kind, Piece, Source};

/// Why XML is no TEI document that can be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TeiError {
    /// There is no element at all.
    #[error("is not XML: name its format with --from")]
    NotXml,
    /// The XML is not well formed.
    #[error("line {line}: the XML is not well formed: {problem}")]
    IllFormed {
        /// The line, from 1.
        line: usize,
        /// What the parser says.
        problem: String,
    },
    /// The root is another element.
    #[error("is XML but not TEI (its root is <{root}>): convert it to TEI or to text first")]
    NotTei {
        /// The name of the root.
        root: String,
    },
    /// There is no `body`.
    #[error("has no <body>: there is no text to read")]
    NoBody,
    /// The file declares entities.
    #[error(
        "line {line}: declares entities, which are not expanded here: expand them first (xmllint --noent)"
    )]
    Entities {
        /// The line, from 1.
        line: usize,
    },
    /// A reference to an entity that is neither XML's nor HTML's.
    #[error("line {line}: the entity &{name}; is not known: write the character itself")]
    Unknown {
        /// The line, from 1.
        line: usize,
        /// Its name.
        name: String,
    },
    /// Elements are nested too deep.
    #[error("line {line}: elements are nested more than {limit} deep: is this a text?")]
    Deep {
        /// The line, from 1.
        line: usize,
        /// The limit.
        limit: usize,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(body: &str) -> String {
        Source::parse(&format!("<TEI><text><body>{body}</body></text></TEI>"))
            .unwrap()
            .text
    }

    fn error(xml: &str) -> String {
        Source::parse(xml).unwrap_err().to_string()
    }

    #[test]
    fn blocks_stand_apart_and_white_space_is_one_space() {
        assert_eq!(
            text(
                "\n <head>Titre </head>\n <div><p> Un\r\n\t<hi> mot </hi>\n . </p><lg><l>a</l>\n<l>b</l></lg></div> "
            ),
            "Titre\n\nUn mot .\n\na\nb"
        );
        assert_eq!(
            text("<p>pro<lb break='no'/>gramme<lb/>suite<lb/> fin</p>"),
            "programme suite fin"
        );
        assert_eq!(text("<p>«\u{a0}Oui\u{202f}»</p>"), "«\u{a0}Oui\u{202f}»");
    }

    #[test]
    fn what_stands_beside_the_text_is_left_out() {
        assert_eq!(
            text(
                "<fw>12</fw><p>Un<note>Voir <hi>p.</hi> 3.</note> <choice><orig>tems</orig><reg>temps</reg></choice>.</p>"
            ),
            "Un temps."
        );
    }

    #[test]
    fn the_header_gives_title_author_and_date() {
        let xml = "<?xml version='1.0'?><TEI xmlns='http://www.tei-c.org/ns/1.0'><teiHeader><fileDesc><titleStmt><title>Le
            <hi>canal</hi></title><title>Suite</title><author>Z. Q&amp;R</author></titleStmt><publicationStmt>
            <date when='1899-01-02'>janvier</date></publicationStmt></fileDesc></teiHeader>
            <text><front><p>Avant.</p></front><body><p>Texte.</p></body></text></TEI>";
        let source = Source::parse(xml).unwrap();
        assert_eq!(source.text, "Texte.");
        assert_eq!(
            (
                source.title.as_deref(),
                source.author.as_deref(),
                source.date.as_deref()
            ),
            (Some("Le canal"), Some("Z. Q&R"), Some("1899-01-02"))
        );
    }

    #[test]
    fn what_is_no_tei_is_said() {
        assert_eq!(error(""), "is not XML: name its format with --from");
        assert_eq!(error("Bonjour."), "is not XML: name its format with --from");
        assert_eq!(
            error("<html/>"),
            "is XML but not TEI (its root is <html>): convert it to TEI or to text first"
        );
        assert_eq!(
            error("<TEI><text/></TEI>"),
            "has no <body>: there is no text to read"
        );
        assert!(
            error("<TEI>\n<text><body>")
                .starts_with("line 2: the XML is not well formed: the file ends inside <body>")
        );
        assert!(error("<TEI>\n<a></b></TEI>").starts_with("line 2: the XML is not well formed: "));
        assert!(error("<TEI/><TEI/>").contains("second root"));
        assert!(error("<TEI><text><body>\n&truc;").starts_with("line 2: the entity &truc; is not known"));
    }

    #[test]
    fn bombs_are_refused() {
        let bomb = "<!DOCTYPE TEI [\n<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;'>]><TEI><text><body>&b;</body></text></TEI>";
        assert!(error(bomb).starts_with("line 1: declares entities"));
        let deep = format!("<TEI>{}", "<div>".repeat(100_000));
        assert!(error(&deep).contains("nested more than 500 deep"));
    }
}
