//! Plain text: one file, one document.

use super::decode::{self, Encoding};
use super::{InputError, name};
use crate::pipeline::Input;
use std::io::Read;
use std::path::Path;

/// Reads `from` to its end as one document, called after `path` (`stdin` without one).
///
/// # Errors
/// When the bytes cannot be read, are not text, or are none.
pub fn read(mut from: impl Read, path: Option<&Path>, encoding: Encoding) -> Result<Input, InputError> {
    let place = name(path);
    let mut bytes = Vec::new();
    if let Err(source) = from.read_to_end(&mut bytes) {
        return Err(InputError::Io { place, source });
    }
    let text = match decode::decode(bytes, encoding) {
        Ok(text) => text,
        Err(source) => return Err(InputError::Decode { place, source }),
    };
    if text.trim().is_empty() {
        return Err(InputError::Empty { place });
    }
    Ok(Input {
        source: path.map(|_| place.clone()),
        id: place,
        text,
        ..Input::default()
    })
}
