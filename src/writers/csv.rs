//! CSV: one quotation a row, for a spreadsheet.
//!
//! ```text
//! document,quote,start,end,kind,speaker,name,type,form,referent,cue,rule,score,text,continues
//! a.txt,q1,0,7,direct,Marie,Marie,person,named,r1,dit,inquit-after,0.98,« Oui »,
//! ```
//!
//! `speaker` is the mention in the text, `name` the fullest name in the document; both are empty where nobody can be
//! told. `continues` is the quotation whose marks this one opens again. Offsets count code points. UTF-8, comma, RFC 4180; a byte-order mark on request, because some spreadsheets
//! take UTF-8 for something else without it. NUL, which most readers of CSV refuse, becomes U+FFFD.

use super::Writer;
use super::view::REPLACEMENT;
use crate::document::Record;
use std::borrow::Cow;
use std::io::{self, Write};

/// The writer.
#[derive(Debug, Clone, Copy, Default)]
pub struct Csv {
    /// Whether a byte-order mark comes first.
    pub bom: bool,
}

const COLUMNS: [&str; 15] = [
    "document",
    "quote",
    "start",
    "end",
    "kind",
    "speaker",
    "name",
    "type",
    "form",
    "referent",
    "cue",
    "rule",
    "score",
    "text",
    "continues",
];

impl Writer for Csv {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        if self.bom {
            out.write_all("\u{feff}".as_bytes())?;
        }
        rows(out, |rows| rows.write_record(COLUMNS))
    }

    fn write(&mut self, record: &Record, out: &mut dyn Write) -> io::Result<()> {
        rows(out, |rows| {
            for quote in &record.quotes {
                let speaker = quote.speaker.as_ref();
                let referent = speaker.and_then(|s| s.referent.as_deref());
                let (start, end) = (quote.start.to_string(), quote.end.to_string());
                let score = quote.score.to_string();
                let row: [&str; 15] = [
                    &record.id,
                    &quote.id,
                    &start,
                    &end,
                    quote.kind.name(),
                    speaker.map_or("", |s| &s.mention.text),
                    speaker.map_or("", |s| &s.name),
                    speaker.map_or("", |s| s.kind.name()),
                    speaker.map_or("", |s| s.form.name()),
                    referent.unwrap_or_default(),
                    quote.cue.as_ref().map_or("", |c| &c.text),
                    &quote.rule,
                    &score,
                    &quote.text,
                    quote.continues.as_deref().unwrap_or_default(),
                ];
                rows.write_record(row.map(|field| whole(field).into_owned()))?;
            }
            Ok(())
        })
    }
}

type Rows<'o> = csv::Writer<&'o mut dyn Write>;

fn rows(out: &mut dyn Write, write: impl FnOnce(&mut Rows<'_>) -> csv::Result<()>) -> io::Result<()> {
    let mut rows = csv::Writer::from_writer(out);
    write(&mut rows).map_err(io::Error::from)?;
    rows.flush()
}

fn whole(field: &str) -> Cow<'_, str> {
    if field.contains('\0') {
        Cow::Owned(field.replace('\0', REPLACEMENT.encode_utf8(&mut [0; 4])))
    } else {
        Cow::Borrowed(field)
    }
}
