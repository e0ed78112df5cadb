//! Parquet: a folder with three tables, `documents.parquet`, `entities.parquet` and `quotes.parquet`, joined by the
//! document's id.
//!
//! ```text
//! documents  id source language text meta sentence_starts sentence_ends version model model_sha256 engine
//! entities   document id start end text label score referent name
//! quotes     document id start end text kind part_starts part_ends speaker speaker_start speaker_end name type form
//!            referent cue cue_start cue_end rule score continues
//! ```
//!
//! Offsets count code points. `meta` is JSON. What is null in the record is null here. Rows are handed on in groups of
//! bounded size, so that a corpus of any length takes the same memory. Compressed with Zstandard.

use super::view::View;
use super::{Destination, FolderWriter, Output};
use crate::document::Record;
use crate::document::record::{Passage, Range};
use parquet::basic::{Compression, ZstdLevel};
use parquet::column::writer::ColumnWriter;
use parquet::data_type::ByteArray;
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use std::io;
use std::sync::Arc;

/// The writer.
#[derive(Default)]
pub struct Parquet {
    tables: Option<[Table; 3]>,
}

const DOCUMENTS: &str = "message documents {
    REQUIRED BYTE_ARRAY id (STRING);
    OPTIONAL BYTE_ARRAY source (STRING);
    REQUIRED BYTE_ARRAY language (STRING);
    REQUIRED BYTE_ARRAY text (STRING);
    REQUIRED BYTE_ARRAY meta (STRING);
    REQUIRED group sentence_starts (LIST) { REPEATED group list { REQUIRED INT64 element; } }
    REQUIRED group sentence_ends (LIST) { REPEATED group list { REQUIRED INT64 element; } }
    REQUIRED BYTE_ARRAY version (STRING);
    REQUIRED BYTE_ARRAY model (STRING);
    REQUIRED BYTE_ARRAY model_sha256 (STRING);
    REQUIRED BYTE_ARRAY engine (STRING);
}";

const ENTITIES: &str = "message entities {
    REQUIRED BYTE_ARRAY document (STRING);
    REQUIRED BYTE_ARRAY id (STRING);
    REQUIRED INT64 start;
    REQUIRED INT64 end;
    REQUIRED BYTE_ARRAY text (STRING);
    REQUIRED BYTE_ARRAY label (STRING);
    REQUIRED DOUBLE score;
    OPTIONAL BYTE_ARRAY referent (STRING);
    OPTIONAL BYTE_ARRAY name (STRING);
}";

const QUOTES: &str = "message quotes {
    REQUIRED BYTE_ARRAY document (STRING);
    REQUIRED BYTE_ARRAY id (STRING);
    REQUIRED INT64 start;
    REQUIRED INT64 end;
    REQUIRED BYTE_ARRAY text (STRING);
    REQUIRED BYTE_ARRAY kind (STRING);
    REQUIRED group part_starts (LIST) { REPEATED group list { REQUIRED INT64 element; } }
    REQUIRED group part_ends (LIST) { REPEATED group list { REQUIRED INT64 element; } }
    OPTIONAL BYTE_ARRAY speaker (STRING);
    OPTIONAL INT64 speaker_start;
    OPTIONAL INT64 speaker_end;
    OPTIONAL BYTE_ARRAY name (STRING);
    OPTIONAL BYTE_ARRAY type (STRING);
    OPTIONAL BYTE_ARRAY form (STRING);
    OPTIONAL BYTE_ARRAY referent (STRING);
    OPTIONAL BYTE_ARRAY cue (STRING);
    OPTIONAL INT64 cue_start;
    OPTIONAL INT64 cue_end;
    REQUIRED BYTE_ARRAY rule (STRING);
    REQUIRED DOUBLE score;
    OPTIONAL BYTE_ARRAY continues (STRING);
}";

/// Rows after which a group is handed on.
const ROWS: usize = 50_000;

/// Bytes of text after which a group is handed on; one document may be longer.
const BYTES: usize = 16 << 20;

impl FolderWriter for Parquet {
    fn write(&mut self, record: &Record, to: &mut dyn Destination) -> io::Result<()> {
        let [documents, entities, quotes] = self.tables(to)?;
        let view = View::new(record);
        let made = &record.provenance;
        let meta = serde_json::to_string(&record.meta)?;
        documents.row([
            text(&record.id),
            some(record.source.as_deref()),
            text(&record.language),
            text(&record.text),
            text(&meta),
            Cell::List(record.sentences.iter().map(|s| s.start).collect()),
            Cell::List(record.sentences.iter().map(|s| s.end).collect()),
            text(&made.version),
            text(&made.model),
            text(&made.model_sha256),
            text(&made.engine),
        ])?;
        for entity in &record.entities {
            entities.row([
                text(&record.id),
                text(&entity.id),
                Cell::Whole(Some(entity.start)),
                Cell::Whole(Some(entity.end)),
                text(&entity.text),
                text(entity.label.name()),
                Cell::Real(entity.score),
                some(entity.referent.as_deref()),
                some(entity.referent.as_ref().and_then(|r| view.name_of(r))),
            ])?;
        }
        for quote in &record.quotes {
            let speaker = quote.speaker.as_ref();
            let mention = speaker.map(|s| &s.mention);
            let parts = |end: fn(&Range) -> usize| Cell::List(quote.parts.iter().map(end).collect());
            quotes.row([
                text(&record.id),
                text(&quote.id),
                Cell::Whole(Some(quote.start)),
                Cell::Whole(Some(quote.end)),
                text(&quote.text),
                text(quote.kind.name()),
                parts(|p| p.start),
                parts(|p| p.end),
                some(mention.map(|m| m.text.as_str())),
                start(mention),
                end(mention),
                some(speaker.map(|s| s.name.as_str())),
                some(speaker.map(|s| s.kind.name())),
                some(speaker.map(|s| s.form.name())),
                some(speaker.and_then(|s| s.referent.as_deref())),
                some(quote.cue.as_ref().map(|c| c.text.as_str())),
                start(quote.cue.as_ref()),
                end(quote.cue.as_ref()),
                text(&quote.rule),
                Cell::Real(quote.score),
                some(quote.continues.as_deref()),
            ])?;
        }
        Ok(())
    }

    fn end(&mut self, to: &mut dyn Destination) -> io::Result<()> {
        self.tables(to)?;
        self.tables.take().into_iter().flatten().try_for_each(Table::end)
    }
}

impl Parquet {
    fn tables(&mut self, to: &mut dyn Destination) -> io::Result<&mut [Table; 3]> {
        if self.tables.is_none() {
            self.tables = Some([
                Table::new(DOCUMENTS, to.file("documents.parquet")?)?,
                Table::new(ENTITIES, to.file("entities.parquet")?)?,
                Table::new(QUOTES, to.file("quotes.parquet")?)?,
            ]);
        }
        Ok(self.tables.as_mut().expect("the tables were just made"))
    }
}

/// A value of a row.
enum Cell<'r> {
    Text(Option<&'r str>),
    Whole(Option<usize>),
    Real(f64),
    List(Vec<usize>),
}

fn text(value: &str) -> Cell<'_> {
    Cell::Text(Some(value))
}

fn some(value: Option<&str>) -> Cell<'_> {
    Cell::Text(value)
}

fn start(passage: Option<&Passage>) -> Cell<'_> {
    Cell::Whole(passage.map(|p| p.start))
}

fn end(passage: Option<&Passage>) -> Cell<'_> {
    Cell::Whole(passage.map(|p| p.end))
}

/// The values of one column that wait for their group: values, and for each row whether it has one (definition
/// levels) and, in lists, whether it goes on with the row before (repetition levels).
enum Column {
    Text(Vec<ByteArray>, Vec<i16>),
    Whole(Vec<i64>, Vec<i16>),
    Real(Vec<f64>),
    List(Vec<i64>, Vec<i16>, Vec<i16>),
}

/// A file of rows.
struct Table {
    out: SerializedFileWriter<Box<dyn Output>>,
    columns: Vec<Column>,
    rows: usize,
    bytes: usize,
}

impl Table {
    fn new(schema: &str, out: Box<dyn Output>) -> io::Result<Self> {
        let schema = Arc::new(parse_message_type(schema).map_err(failed)?);
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_created_by(concat!("guillemet ", env!("CARGO_PKG_VERSION")).into())
            .build();
        Ok(Self {
            out: SerializedFileWriter::new(out, schema, Arc::new(properties)).map_err(failed)?,
            columns: Vec::new(),
            rows: 0,
            bytes: 0,
        })
    }

    fn row<const N: usize>(&mut self, row: [Cell<'_>; N]) -> io::Result<()> {
        if self.columns.is_empty() {
            self.columns = row.iter().map(Column::of).collect();
        }
        for (column, cell) in self.columns.iter_mut().zip(row) {
            self.bytes += column.add(cell);
        }
        self.rows += 1;
        if self.rows >= ROWS || self.bytes >= BYTES {
            self.group()?;
        }
        Ok(())
    }

    /// Hands on the rows that wait.
    fn group(&mut self) -> io::Result<()> {
        if self.rows > 0 {
            let columns = std::mem::take(&mut self.columns);
            write_group(&mut self.out, &columns).map_err(failed)?;
            (self.rows, self.bytes) = (0, 0);
        }
        Ok(())
    }

    fn end(mut self) -> io::Result<()> {
        self.group()?;
        self.out.into_inner().map_err(failed)?.finish()
    }
}

fn write_group(
    out: &mut SerializedFileWriter<Box<dyn Output>>,
    columns: &[Column],
) -> Result<(), ParquetError> {
    let mut group = out.next_row_group()?;
    let mut columns = columns.iter();
    while let Some(mut writer) = group.next_column()? {
        match (columns.next(), writer.untyped()) {
            (Some(Column::Text(values, defined)), ColumnWriter::ByteArrayColumnWriter(out)) => {
                out.write_batch(values, Some(defined), None)?;
            }
            (Some(Column::Whole(values, defined)), ColumnWriter::Int64ColumnWriter(out)) => {
                out.write_batch(values, Some(defined), None)?;
            }
            (Some(Column::Real(values)), ColumnWriter::DoubleColumnWriter(out)) => {
                out.write_batch(values, None, None)?;
            }
            (Some(Column::List(values, defined, repeated)), ColumnWriter::Int64ColumnWriter(out)) => {
                out.write_batch(values, Some(defined), Some(repeated))?;
            }
            _ => {
                return Err(ParquetError::General(
                    "a row that is not of its table: this is a bug".into(),
                ));
            }
        }
        writer.close()?;
    }
    group.close()?;
    Ok(())
}

impl Column {
    fn of(cell: &Cell<'_>) -> Self {
        match cell {
            Cell::Text(_) => Self::Text(Vec::new(), Vec::new()),
            Cell::Whole(_) => Self::Whole(Vec::new(), Vec::new()),
            Cell::Real(_) => Self::Real(Vec::new()),
            Cell::List(_) => Self::List(Vec::new(), Vec::new(), Vec::new()),
        }
    }

    /// Adds a value; the bytes that it takes.
    fn add(&mut self, cell: Cell<'_>) -> usize {
        match (self, cell) {
            (Self::Text(values, defined), Cell::Text(text)) => {
                defined.push(i16::from(text.is_some()));
                values.extend(text.map(ByteArray::from));
                text.map_or(0, str::len)
            }
            (Self::Whole(values, defined), Cell::Whole(number)) => {
                defined.push(i16::from(number.is_some()));
                values.extend(number.map(whole));
                8
            }
            (Self::Real(values), Cell::Real(number)) => {
                values.push(number);
                8
            }
            (Self::List(values, defined, repeated), Cell::List(list)) => {
                let levels = list.len().max(1);
                defined.resize(defined.len() + levels, i16::from(!list.is_empty()));
                repeated.push(0);
                repeated.resize(repeated.len() + levels - 1, 1);
                values.extend(list.iter().map(|n| whole(*n)));
                8 * list.len()
            }
            // A group with a missing value is refused when it is written.
            _ => 0,
        }
    }
}

/// An offset into a text; no text is longer than `i64` counts.
fn whole(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn failed(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(source) => match source.downcast::<io::Error>() {
            Ok(io) => *io,
            Err(other) => io::Error::other(other),
        },
        other => io::Error::other(other),
    }
}
