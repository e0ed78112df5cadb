//! What the elements of TEI P5 are to a reader of running text.

/// What an element is to the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Holds the text of a document, or of one part of a collection.
    Body,
    /// Stands apart from what is before and after it, by this many line breaks.
    Block(usize),
    /// A line break of the source, a space in the text.
    Line,
    /// Part of the running text.
    Inline,
    /// Something beside the running text, left out with all it holds.
    Skipped,
    /// A field of the header that is kept.
    Header,
}

/// The role of the element `name` inside the element `parent` (local names).
pub(super) fn role(name: &str, parent: &str) -> Role {
    match (name, parent) {
        ("body", _) => Role::Body,
        ("title" | "author", "titleStmt") | ("date", "publicationStmt" | "imprint" | "bibl") => Role::Header,
        ("sic" | "orig" | "abbr", "choice") => Role::Skipped,
        ("lb", _) => Role::Line,
        ("l", _) => Role::Block(1),
        _ if SKIPPED.contains(&name) => Role::Skipped,
        _ if BLOCKS.contains(&name) => Role::Block(2),
        _ => Role::Inline,
    }
}

/// Stand beside the running text, or say something about it.
const SKIPPED: [&str; 17] = [
    "catDesc",
    "certainty",
    "del",
    "desc",
    "encodingDesc",
    "figDesc",
    "fw",
    "gap",
    "index",
    "metamark",
    "note",
    "noteGrp",
    "rdg",
    "rdgGrp",
    "revisionDesc",
    "standOff",
    "surplus",
];

/// Stand apart: divisions, paragraphs and what has a paragraph's place.
const BLOCKS: [&str; 50] = [
    "ab",
    "address",
    "addrLine",
    "argument",
    "byline",
    "camera",
    "caption",
    "castItem",
    "castList",
    "cell",
    "closer",
    "dateline",
    "div",
    "div1",
    "div2",
    "div3",
    "div4",
    "div5",
    "div6",
    "div7",
    "docAuthor",
    "docTitle",
    "epigraph",
    "figure",
    "floatingText",
    "formula",
    "head",
    "imprimatur",
    "item",
    "lg",
    "list",
    "listBibl",
    "opener",
    "p",
    "postscript",
    "row",
    "salute",
    "set",
    "signed",
    "sound",
    "sp",
    "speaker",
    "stage",
    "table",
    "titlePage",
    "titlePart",
    "trailer",
    "u",
    "view",
    "writing",
];
