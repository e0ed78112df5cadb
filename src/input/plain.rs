//! Plain text: one file, one document.

use super::decode::Decoder;
use super::stream::{self, Bytes};
use super::{InputError, Options, note_encoding};
use crate::pipeline::Input;

/// Reads `from` to its end as one document, called after its place.
pub(super) fn read(from: Bytes, place: &str, options: &Options) -> Result<Input, InputError> {
    let bytes = stream::whole(from, options.max_document_bytes, place)?;
    let mut decoder = Decoder::new(options.encoding);
    let text = decoder.whole(bytes, None).map_err(|source| InputError::Decode {
        place: place.to_owned(),
        source,
    })?;
    if text.trim().is_empty() {
        return Err(InputError::Empty {
            place: place.to_owned(),
        });
    }
    let mut input = Input {
        id: place.to_owned(),
        text,
        ..Input::default()
    };
    note_encoding(&mut input, &decoder);
    Ok(input)
}
