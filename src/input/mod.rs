//! Bytes to documents.
//!
//! Owns: [`walk`] (paths and folders to files), [`decode`] (bytes to text), and one file per input format: [`plain`]
//! and [`jsonl`]. [`documents`] joins them.
//! Refuses: to change the text once it is decoded (CRLF stays), to guess in silence, and to stop at one bad file: every
//! document that cannot be read is an [`InputError`] in its place, and the others follow.
//!
//! ```
//! use guillemet::input::{Options, Place, documents};
//! let here = Place::Path("no/such/file.txt".into());
//! let mut all = documents(vec![here], Options::default());
//! let error = all.next().and_then(Result::err).map(|e| e.to_string());
//! assert_eq!(error.as_deref(), Some("no/such/file.txt: no such file or folder: check the path"));
//! ```

pub mod decode;
mod error;
mod ids;
pub mod jsonl;
pub mod plain;
pub mod tei;
pub mod walk;

pub use decode::Encoding;
pub use error::InputError;
pub use walk::{Format, Place};

use crate::pipeline::Input;
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::iter;
use std::path::Path;

/// How input is read.
#[derive(Debug, Clone)]
pub struct Options {
    /// Its format; `None` lets the file name decide, and for standard input the first character.
    pub format: Option<Format>,
    /// Its character encoding.
    pub encoding: Encoding,
    /// The JSON field that holds the text.
    pub text_field: String,
    /// The JSON field that holds the id.
    pub id_field: String,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            format: None,
            encoding: Encoding::Utf8,
            text_field: "text".into(),
            id_field: "id".into(),
        }
    }
}

/// Documents, or why one could not be read, in order.
pub type Documents = Box<dyn Iterator<Item = Result<Input, InputError>> + Send>;

/// Every document of `places`, in their order, read as they are asked for; ids are made unique (see `ids`).
#[must_use]
pub fn documents(places: Vec<Place>, options: Options) -> Documents {
    let wanted = options.format;
    let mut ids = ids::Ids::default();
    let files = places
        .into_iter()
        .flat_map(move |place| walk::files(place, wanted));
    let inputs = files.flat_map(move |file| match file {
        Ok(place) => open(&place, &options),
        Err(error) => Box::new(iter::once(Err(error))),
    });
    Box::new(inputs.map(move |input| input.map(|input| ids.unique(input))))
}

/// The documents of one file, or of standard input.
fn open(place: &Place, options: &Options) -> Documents {
    match place {
        Place::Stdin => {
            let mut stdin = BufReader::new(io::stdin());
            let format = options.format.unwrap_or_else(|| sniff(&mut stdin));
            read(stdin, None, format, options)
        }
        Place::Path(path) => match File::open(path) {
            Ok(file) => {
                let format = options
                    .format
                    .or_else(|| Format::of(path))
                    .unwrap_or(Format::Text);
                read(BufReader::new(file), Some(path), format, options)
            }
            Err(source) => Box::new(iter::once(Err(InputError::io(path, source)))),
        },
    }
}

fn read(
    from: impl BufRead + Send + 'static,
    path: Option<&Path>,
    format: Format,
    options: &Options,
) -> Documents {
    match format {
        Format::Text => Box::new(iter::once(plain::read(from, path, options.encoding))),
        Format::Jsonl => jsonl::read(from, path, options),
    }
}

/// JSON Lines if the first character that is no space is `{`, text otherwise.
fn sniff(input: &mut impl BufRead) -> Format {
    // A read error shows again, and is reported, when the text itself is read.
    let start = input.fill_buf().unwrap_or_default();
    let start = start.strip_prefix(decode::UTF8_BOM).unwrap_or(start);
    match start.iter().find(|b| !b.is_ascii_whitespace()) {
        Some(b'{') => Format::Jsonl,
        _ => Format::Text,
    }
}

/// What error lines and ids call standard input.
const STDIN: &str = "stdin";

/// What error lines and ids call a file, or standard input.
fn name(path: Option<&Path>) -> String {
    path.map_or_else(|| STDIN.into(), |path| walk::tidy(path).display().to_string())
}
