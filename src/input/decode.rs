//! Bytes to text, without guessing in silence.
//!
//! UTF-8 is expected; a byte-order mark says UTF-8 or UTF-16 whatever was asked for, and is no part of the text.
//! Bytes that are not of the encoding are an error with their place, never U+FFFD.

use encoding_rs::{ISO_8859_15, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// The character encoding of input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Encoding {
    /// UTF-8, or what a byte-order mark says.
    #[default]
    Utf8,
    /// Windows-1252, also for files that call themselves ISO-8859-1 (as browsers do).
    Windows1252,
    /// ISO-8859-15 (Latin-9).
    Iso885915,
    /// UTF-16; without a byte-order mark the order in which the zero bytes stand decides.
    Utf16,
    /// UTF-8 if the bytes are that, else UTF-16 if every second byte is zero, else Windows-1252.
    Auto,
}

/// Why bytes are not text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeError {
    /// A byte is not UTF-8.
    #[error(
        "invalid UTF-8 at line {line}, byte {byte} (0x{value:02X}): give --encoding windows-1252, or --encoding auto to guess"
    )]
    Utf8 {
        /// Line of the byte, from 1.
        line: usize,
        /// Offset of the byte in the file, from 0.
        byte: usize,
        /// The byte.
        value: u8,
    },
    /// The bytes are not UTF-16.
    #[error("invalid UTF-16: the file is cut short or has another encoding: try --encoding auto")]
    Utf16,
    /// The file is not text at all.
    #[error("is {what}, not text: convert it to text first")]
    Binary {
        /// What it looks like.
        what: &'static str,
    },
}

pub(super) const UTF8_BOM: &[u8] = b"\xEF\xBB\xBF";
const UTF16_LE_BOM: &[u8] = b"\xFF\xFE";
const UTF16_BE_BOM: &[u8] = b"\xFE\xFF";

/// How binary files that people take for text begin.
const MAGIC: [(&[u8], &str); 5] = [
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a ZIP archive (or a DOCX, ODT or EPUB document)"),
    (b"\x1F\x8B", "a gzip archive"),
    (b"\x28\xB5\x2F\xFD", "a Zstandard archive"),
    (b"\xD0\xCF\x11\xE0", "an old Office document"),
];

/// The text of `bytes`, without its byte-order mark.
///
/// # Errors
/// When the bytes are not text of that encoding.
pub fn decode(bytes: Vec<u8>, encoding: Encoding) -> Result<String, DecodeError> {
    if let Some((_, what)) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Err(DecodeError::Binary { what });
    }
    if let Some(rest) = bytes.strip_prefix(UTF8_BOM) {
        return utf8(rest.to_vec(), UTF8_BOM.len());
    }
    if let Some(rest) = bytes.strip_prefix(UTF16_LE_BOM) {
        return utf16(rest, UTF_16LE);
    }
    if let Some(rest) = bytes.strip_prefix(UTF16_BE_BOM) {
        return utf16(rest, UTF_16BE);
    }
    match encoding {
        Encoding::Utf8 => utf8(bytes, 0),
        Encoding::Windows1252 => single_byte(&bytes, WINDOWS_1252),
        Encoding::Iso885915 => single_byte(&bytes, ISO_8859_15),
        Encoding::Utf16 => utf16(&bytes, order(&bytes).unwrap_or(UTF_16LE)),
        Encoding::Auto => guess(bytes),
    }
}

fn guess(bytes: Vec<u8>) -> Result<String, DecodeError> {
    if let Some(order) = order(&bytes) {
        return utf16(&bytes, order);
    }
    match String::from_utf8(bytes) {
        Ok(text) => without_nul(text),
        Err(error) => single_byte(error.as_bytes(), WINDOWS_1252),
    }
}

/// The byte order of UTF-16 without a mark: in French most code units have a zero byte, all on the same side.
fn order(bytes: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    let units = bytes.len() / 2;
    let zeros = |side: usize| bytes.iter().skip(side).step_by(2).filter(|b| **b == 0).count();
    let (first, second) = (zeros(0), zeros(1));
    if units > 0 && bytes.len().is_multiple_of(2) && second * 2 > units && first * 20 < units {
        Some(UTF_16LE)
    } else if units > 0 && bytes.len().is_multiple_of(2) && first * 2 > units && second * 20 < units {
        Some(UTF_16BE)
    } else {
        None
    }
}

fn utf8(bytes: Vec<u8>, skipped: usize) -> Result<String, DecodeError> {
    match String::from_utf8(bytes) {
        Ok(text) => without_nul(text),
        Err(error) if error.as_bytes().contains(&0) => Err(NUL),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let bytes = error.as_bytes();
            let line = 1 + bytes[..at].iter().filter(|b| **b == b'\n').count();
            Err(DecodeError::Utf8 {
                line,
                byte: at + skipped,
                value: bytes[at],
            })
        }
    }
}

fn single_byte(bytes: &[u8], encoding: &'static encoding_rs::Encoding) -> Result<String, DecodeError> {
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    without_nul(text.into_owned())
}

fn utf16(bytes: &[u8], encoding: &'static encoding_rs::Encoding) -> Result<String, DecodeError> {
    let text = encoding
        .decode_without_bom_handling_and_without_replacement(bytes)
        .ok_or(DecodeError::Utf16)?;
    without_nul(text.into_owned())
}

const NUL: DecodeError = DecodeError::Binary {
    what: "a binary file (it holds NUL bytes)",
};

fn without_nul(text: String) -> Result<String, DecodeError> {
    if text.contains('\0') { Err(NUL) } else { Ok(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16_bytes(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    #[test]
    fn marks_are_understood_and_left_out() {
        assert_eq!(
            decode(b"\xEF\xBB\xBF\xC3\xA9".to_vec(), Encoding::Utf8).unwrap(),
            "é"
        );
        assert_eq!(decode(b"\xFF\xFE\xE9\x00".to_vec(), Encoding::Utf8).unwrap(), "é");
        assert_eq!(decode(b"\xFE\xFF\x00\xE9".to_vec(), Encoding::Utf8).unwrap(), "é");
    }

    #[test]
    fn a_bad_byte_has_its_place() {
        let error = decode(b"un\nd\xE9j\xE0".to_vec(), Encoding::Utf8).unwrap_err();
        assert_eq!(
            error,
            DecodeError::Utf8 {
                line: 2,
                byte: 4,
                value: 0xE9
            }
        );
        let error = decode(b"\xEF\xBB\xBF\xE9".to_vec(), Encoding::Auto).unwrap_err();
        assert_eq!(
            error,
            DecodeError::Utf8 {
                line: 1,
                byte: 3,
                value: 0xE9
            }
        );
    }

    #[test]
    fn auto_tells_the_three_apart() {
        let text = "Déjà vu : « œuvre » à 3 €";
        let windows = WINDOWS_1252.encode(text).0.into_owned();
        assert_eq!(decode(windows, Encoding::Auto).unwrap(), text);
        assert_eq!(decode(utf16_bytes(text), Encoding::Auto).unwrap(), text);
        assert_eq!(decode(text.as_bytes().to_vec(), Encoding::Auto).unwrap(), text);
        assert_eq!(decode(utf16_bytes(text), Encoding::Utf16).unwrap(), text);
    }

    #[test]
    fn what_is_no_text_is_said() {
        for encoding in [Encoding::Utf8, Encoding::Auto, Encoding::Windows1252] {
            assert_eq!(decode(b"ab\x00\xFFcd".to_vec(), encoding).unwrap_err(), NUL);
        }
        let pdf = decode(b"%PDF-1.7 ...".to_vec(), Encoding::Auto).unwrap_err();
        assert_eq!(
            pdf.to_string(),
            "is a PDF file, not text: convert it to text first"
        );
        assert_eq!(
            decode(b"\xFF\xFE\xE9".to_vec(), Encoding::Utf8).unwrap_err(),
            DecodeError::Utf16
        );
    }
}
