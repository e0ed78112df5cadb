//! Bytes to text.
//!
//! A byte-order mark says UTF-8 or UTF-16 whatever was asked for, and is no part of the text. Without one, bytes that are
//! valid UTF-8 are that; others are guessed (see `guess`), and the record says so in `meta.encoding`.
//! Refuses: U+FFFD in place of a byte that is not of the encoding (that is an error with its place), and to guess at a
//! text that is UTF-8 but for a damaged byte.

use super::guess;
use encoding_rs::{ISO_8859_15, MACINTOSH, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// The character encoding of input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Encoding {
    /// UTF-8 if the bytes are that, else what the document declares, else UTF-16 if every second byte is zero, else what
    /// French would be in.
    #[default]
    Auto,
    /// UTF-8, or what a byte-order mark says.
    Utf8,
    /// Windows-1252, also for files that call themselves ISO-8859-1 (as browsers do).
    Windows1252,
    /// ISO-8859-15 (Latin-9).
    Iso885915,
    /// Mac Roman.
    MacRoman,
    /// UTF-16; without a byte-order mark the order in which the zero bytes stand decides.
    Utf16,
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
    /// A byte is not UTF-8, in a text that otherwise is.
    #[error(
        "invalid UTF-8 at line {line}, byte {byte} (0x{value:02X}), in a text that is UTF-8 elsewhere: is the file damaged?"
    )]
    Damaged {
        /// Line of the byte, from 1.
        line: usize,
        /// Offset of the byte in the file, from 0.
        byte: usize,
        /// The byte.
        value: u8,
    },
    /// The text is neither UTF-8 nor plausible in another encoding.
    #[error(
        "not UTF-8 at line {line}, byte {byte} (0x{value:02X}), and no encoding of French fits: name it with --encoding"
    )]
    Unknown {
        /// Line of the first byte that is not UTF-8, from 1.
        line: usize,
        /// Its offset in the file, from 0.
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

impl DecodeError {
    /// The same error, of a record at `line` whose first byte is the byte `before` of the file.
    pub(super) fn at(mut self, first: usize, before: usize) -> Self {
        if let Self::Utf8 { line, byte, .. }
        | Self::Damaged { line, byte, .. }
        | Self::Unknown { line, byte, .. } = &mut self
        {
            *line += first - 1;
            *byte += before;
        }
        self
    }
}

pub(super) const UTF8_BOM: &[u8] = b"\xEF\xBB\xBF";
const UTF16_LE_BOM: &[u8] = b"\xFF\xFE";
const UTF16_BE_BOM: &[u8] = b"\xFE\xFF";

/// How binary files that people take for text begin.
const MAGIC: [(&[u8], &str); 6] = [
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a ZIP archive (or a DOCX, ODT or EPUB document)"),
    (b"\x1F\x8B", "a gzip archive"),
    (b"\x28\xB5\x2F\xFD", "a Zstandard archive"),
    (b"\xD0\xCF\x11\xE0", "an old Office document"),
    (b"PAR1", "a Parquet file"),
];

/// The text of `bytes`, without its byte-order mark.
///
/// # Errors
/// When the bytes are not text of that encoding.
pub fn decode(bytes: Vec<u8>, encoding: Encoding) -> Result<String, DecodeError> {
    Decoder::new(encoding).whole(bytes, None)
}

/// Decodes the records of one file, one after the other: what it has learnt of the file serves for the next.
#[derive(Debug, Clone)]
pub struct Decoder {
    encoding: Encoding,
    /// UTF-8 beyond ASCII was met.
    utf8: bool,
    guessed: Option<&'static encoding_rs::Encoding>,
}

impl Decoder {
    /// A decoder for a file of that encoding.
    #[must_use]
    pub fn new(encoding: Encoding) -> Self {
        Self {
            encoding,
            utf8: false,
            guessed: None,
        }
    }

    /// The encoding, where it had to be guessed.
    #[must_use]
    pub fn guessed(&self) -> Option<&'static str> {
        self.guessed.map(encoding_rs::Encoding::name)
    }

    /// The text of a whole file that declares the encoding `label`.
    ///
    /// # Errors
    /// When the bytes are not text of that encoding.
    pub fn whole(&mut self, bytes: Vec<u8>, label: Option<&str>) -> Result<String, DecodeError> {
        if let Some((_, what)) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)) {
            return Err(DecodeError::Binary { what });
        }
        if let Some(rest) = bytes.strip_prefix(UTF8_BOM) {
            return utf8(rest.to_vec()).map_err(|e| e.at(1, UTF8_BOM.len()));
        }
        if let Some((order, mark)) = unicode(&bytes, self.encoding) {
            return utf16(&bytes[mark..], order);
        }
        if self.encoding == Encoding::Auto
            && let Some(declared) = label.and_then(|l| encoding_rs::Encoding::for_label(l.as_bytes()))
            && declared.is_ascii_compatible()
            && str::from_utf8(&bytes).is_err()
            && let Some(text) = declared.decode_without_bom_handling_and_without_replacement(&bytes)
        {
            return without_nul(text.into_owned());
        }
        self.record(bytes)
    }

    /// The text of one record, in an encoding that contains ASCII.
    ///
    /// # Errors
    /// When the bytes are not text of that encoding; places count from the record's own start.
    pub fn record(&mut self, bytes: Vec<u8>) -> Result<String, DecodeError> {
        match self.encoding {
            Encoding::Utf8 | Encoding::Utf16 => utf8(bytes),
            Encoding::Windows1252 => single_byte(&bytes, WINDOWS_1252),
            Encoding::Iso885915 => single_byte(&bytes, ISO_8859_15),
            Encoding::MacRoman => single_byte(&bytes, MACINTOSH),
            Encoding::Auto => self.guess(bytes),
        }
    }

    fn guess(&mut self, bytes: Vec<u8>) -> Result<String, DecodeError> {
        let bytes = match String::from_utf8(bytes) {
            Ok(text) => {
                self.utf8 |= !text.is_ascii();
                return without_nul(text);
            }
            Err(error) => error.into_bytes(),
        };
        if bytes.contains(&0) {
            return Err(NUL);
        }
        let (line, byte, value) = first_invalid(&bytes);
        if self.utf8 || mostly_utf8(&bytes) {
            return Err(DecodeError::Damaged { line, byte, value });
        }
        let encoding = self
            .guessed
            .or_else(|| guess::guess(&bytes))
            .ok_or(DecodeError::Unknown { line, byte, value })?;
        self.guessed = Some(encoding);
        encoding
            .decode_without_bom_handling_and_without_replacement(&bytes)
            .map(std::borrow::Cow::into_owned)
            .ok_or(DecodeError::Unknown { line, byte, value })
    }
}

/// Whether bytes that begin so are UTF-16, in which order, and how long the mark that says so is.
pub(super) fn unicode(head: &[u8], encoding: Encoding) -> Option<(&'static encoding_rs::Encoding, usize)> {
    if head.starts_with(UTF16_LE_BOM) {
        return Some((UTF_16LE, UTF16_LE_BOM.len()));
    }
    if head.starts_with(UTF16_BE_BOM) {
        return Some((UTF_16BE, UTF16_BE_BOM.len()));
    }
    let order = match encoding {
        Encoding::Utf16 => order(head).or(Some(UTF_16LE)),
        Encoding::Auto => order(head),
        _ => None,
    };
    order.map(|order| (order, 0))
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

/// Line, offset and value of the first byte that is not UTF-8.
fn first_invalid(bytes: &[u8]) -> (usize, usize, u8) {
    let at = str::from_utf8(bytes).map_or_else(|error| error.valid_up_to(), str::len);
    let line = 1 + bytes[..at].iter().filter(|b| **b == b'\n').count();
    (line, at, bytes.get(at).copied().unwrap_or_default())
}

/// Whether most of what is not ASCII is UTF-8: no other encoding looks so by chance.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut valid, mut invalid) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        valid += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        invalid += usize::from(!chunk.invalid().is_empty());
    }
    valid > 2 * invalid
}

fn utf8(bytes: Vec<u8>) -> Result<String, DecodeError> {
    match String::from_utf8(bytes) {
        Ok(text) => without_nul(text),
        Err(error) if error.as_bytes().contains(&0) => Err(NUL),
        Err(error) => {
            let (line, byte, value) = first_invalid(error.as_bytes());
            Err(DecodeError::Utf8 { line, byte, value })
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

pub(super) const NUL: DecodeError = DecodeError::Binary {
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
        for encoding in [Encoding::Utf8, Encoding::Auto, Encoding::Windows1252] {
            for bytes in [
                &b"\xEF\xBB\xBF\xC3\xA9"[..],
                b"\xFF\xFE\xE9\x00",
                b"\xFE\xFF\x00\xE9",
            ] {
                assert_eq!(decode(bytes.to_vec(), encoding).unwrap(), "é");
            }
        }
    }

    #[test]
    fn a_bad_byte_has_its_place() {
        let error = decode(b"un\nd\xE9j\xE0".to_vec(), Encoding::Utf8).unwrap_err();
        let (line, byte, value) = (2, 4, 0xE9);
        assert_eq!(error, DecodeError::Utf8 { line, byte, value });
        let error = decode(b"\xEF\xBB\xBF\xE9".to_vec(), Encoding::Auto).unwrap_err();
        let (line, byte) = (1, 3);
        assert_eq!(error, DecodeError::Utf8 { line, byte, value });
    }

    #[test]
    fn auto_tells_the_encodings_apart() {
        let text = "Déjà vu : « œuvre » à 3 €";
        let windows = WINDOWS_1252.encode(text).0.into_owned();
        let latin9 = ISO_8859_15.encode(text).0.into_owned();
        assert_eq!(decode(windows, Encoding::Auto).unwrap(), text);
        assert_eq!(decode(latin9, Encoding::Auto).unwrap(), text);
        assert_eq!(decode(utf16_bytes(text), Encoding::Auto).unwrap(), text);
        assert_eq!(decode(text.as_bytes().to_vec(), Encoding::Auto).unwrap(), text);
        assert_eq!(decode(utf16_bytes(text), Encoding::Utf16).unwrap(), text);
    }

    #[test]
    fn a_declared_encoding_is_believed_unless_it_is_utf8() {
        let mut decoder = Decoder::new(Encoding::Auto);
        let polish = b"\xB3\xF3d\xBC";
        assert_eq!(
            decoder.whole(polish.to_vec(), Some("iso-8859-2")).unwrap(),
            "łódź"
        );
        let utf8 = "é".as_bytes().to_vec();
        assert_eq!(decoder.whole(utf8, Some("iso-8859-1")).unwrap(), "é");
        assert_eq!(decoder.guessed(), None);
    }

    #[test]
    fn a_damaged_text_is_not_guessed_at() {
        let mut bytes = "Déjà vu à l'été. ".repeat(3).into_bytes();
        bytes.push(0xE9);
        let error = decode(bytes, Encoding::Auto).unwrap_err();
        assert!(
            matches!(
                error,
                DecodeError::Damaged {
                    line: 1,
                    value: 0xE9,
                    ..
                }
            ),
            "{error}"
        );

        let mut decoder = Decoder::new(Encoding::Auto);
        decoder.record("été".into()).unwrap();
        let error = decoder.record(b"\xE9t\xE9".to_vec()).unwrap_err();
        assert!(matches!(error, DecodeError::Damaged { .. }));
    }

    #[test]
    fn what_a_file_is_in_is_learnt_once() {
        let mut decoder = Decoder::new(Encoding::Auto);
        assert_eq!(decoder.record(b"a".to_vec()).unwrap(), "a");
        assert_eq!(decoder.record(b"d\x8Ej\x88".to_vec()).unwrap(), "déjà");
        assert_eq!(decoder.guessed(), Some("macintosh"));
        assert_eq!(decoder.record(b"\xC9".to_vec()).unwrap(), "…");
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
        let noise = decode(b"\x01\x90\x81\x07".to_vec(), Encoding::Auto).unwrap_err();
        assert!(matches!(noise, DecodeError::Unknown { byte: 1, .. }), "{noise}");
    }
}
