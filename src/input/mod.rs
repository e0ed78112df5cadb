//! Bytes to documents.
//!
//! Owns: [`walk`] (paths, folders, patterns and lists to files), `stream` (their bytes, decompressed), [`decode`] (bytes to
//! text), and one file per input format. [`documents`] joins them.
//! Refuses: to change the text once it is decoded (CRLF stays), to hold more than one document in memory, and to stop at
//! one bad file: every document that cannot be read is an [`InputError`] in its place, and the others follow.
//!
//! ```
//! use guillemet::input::{Options, Place, documents};
//! let here = Place::Path("no/such/file.txt".into());
//! let mut all = documents(vec![here], Options::default());
//! let error = all.next().and_then(Result::err).map(|e| e.to_string());
//! assert_eq!(error.as_deref(), Some("no/such/file.txt: no such file or folder: check the path"));
//! ```

mod csv;
pub mod decode;
mod error;
mod fields;
mod format;
mod guess;
pub mod html;
mod ids;
pub mod jsonl;
mod lines;
mod list;
mod parquet;
mod plain;
mod stream;
pub mod tei;
pub mod walk;

pub use decode::Encoding;
pub use error::InputError;
pub use format::Format;
pub use stream::{Bytes, decompressed};
pub use walk::{Place, files};

use crate::pipeline::Input;
use std::fs::File;
use std::io::{self, Read};
use std::iter;
use std::path::Path;

/// How input is read.
#[derive(Debug, Clone)]
pub struct Options {
    /// Its format; `None` lets the file name decide, and where that says nothing the first bytes.
    pub format: Option<Format>,
    /// Its character encoding.
    pub encoding: Encoding,
    /// The field or column that holds the text.
    pub text_field: String,
    /// The field or column that holds the id.
    pub id_field: String,
    /// What stands between the fields of CSV; `None` looks at its header.
    pub delimiter: Option<u8>,
    /// The most bytes of one document, decompressed and as they are in the file.
    pub max_document_bytes: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            format: None,
            encoding: Encoding::Auto,
            text_field: "text".into(),
            id_field: "id".into(),
            delimiter: None,
            max_document_bytes: 64 << 20,
        }
    }
}

/// Documents, or why one could not be read, in order.
pub type Documents = Box<dyn Iterator<Item = Result<Input, InputError>> + Send>;

/// Every document of `places`, in their order, read as they are asked for; ids are made unique (see `ids`).
#[must_use]
pub fn documents(places: Vec<Place>, options: Options) -> Documents {
    let mut ids = ids::Ids::default();
    let files = walk::files(places, options.format);
    let inputs = files.flat_map(move |file| match file {
        Ok(place) => open(&place, &options),
        Err(error) => Box::new(iter::once(Err(error))),
    });
    Box::new(inputs.map(move |input| input.map(|input| ids.unique(input))))
}

/// The documents of one file, or of standard input.
fn open(place: &Place, options: &Options) -> Documents {
    match place {
        // `files` has read the lists: one is never met here.
        Place::Stdin | Place::List { .. } => read(io::stdin(), STDIN.into(), options.format, options),
        Place::Path(path) => {
            let file = match File::open(path) {
                Ok(file) => file,
                Err(source) => return Box::new(iter::once(Err(InputError::io(path, source)))),
            };
            let place = name(path);
            let source = place.clone();
            let documents = file_documents(file, path, place, options);
            Box::new(documents.map(move |document| {
                document.map(|mut input| {
                    input.source.get_or_insert_with(|| source.clone());
                    input
                })
            }))
        }
    }
}

fn file_documents(mut file: File, path: &Path, place: String, options: &Options) -> Documents {
    let format = options.format.or_else(|| Format::of(path));
    // A Parquet file is read where it lies, unless something is wrapped around it.
    let seekable = file.metadata().is_ok_and(|about| about.is_file());
    if seekable && format.is_none_or(|f| f == Format::Parquet) && begins(&mut file, b"PAR1") {
        return parquet::read(file, place, options);
    }
    read(file, place, format, options)
}

/// Whether a file begins so; it is read from its start afterwards.
fn begins(file: &mut File, magic: &[u8; 4]) -> bool {
    use std::io::Seek;
    let mut head = [0; 4];
    let read = file.read_exact(&mut head).is_ok();
    file.rewind().is_ok() && read && head == *magic
}

/// The documents of a stream, of its own format where none is said.
fn read(
    from: impl Read + Send + 'static,
    place: String,
    format: Option<Format>,
    options: &Options,
) -> Documents {
    let opened = stream::decompressed(from).and_then(|bytes| match format {
        Some(format) => Ok((format, bytes)),
        None => stream::sniffed(bytes),
    });
    match opened {
        Ok((format, bytes)) => read_format(bytes, place, format, options),
        Err(source) => Box::new(iter::once(Err(InputError::reading(&place, source)))),
    }
}

fn read_format(bytes: Bytes, place: String, format: Format, options: &Options) -> Documents {
    match format {
        Format::Text => Box::new(iter::once(plain::read(bytes, &place, options))),
        Format::Html => Box::new(iter::once(html::read(bytes, &place, options))),
        Format::Jsonl => jsonl::read(bytes, place, options),
        Format::Csv => csv::read(bytes, place, None, options),
        Format::Tsv => csv::read(bytes, place, Some(b'\t'), options),
        Format::Tei => tei::read(bytes, &place, options),
        Format::Parquet => parquet::read_stream(bytes, place, options),
    }
}

/// The documents of bytes in memory, called after `place`: what tests and fuzzers drive.
#[must_use]
pub fn documents_of(bytes: Vec<u8>, place: &str, format: Option<Format>, options: &Options) -> Documents {
    read(io::Cursor::new(bytes), place.to_owned(), format, options)
}

/// Keeps the encoding that was guessed, where the document has no field of that name.
fn note_encoding(input: &mut Input, decoder: &decode::Decoder) {
    if let Some(guessed) = decoder.guessed() {
        input.meta.entry("encoding").or_insert_with(|| guessed.into());
    }
}

/// What error lines and ids call standard input.
const STDIN: &str = "stdin";

/// What error lines and ids call a file.
fn name(path: &Path) -> String {
    walk::tidy(path).display().to_string()
}
