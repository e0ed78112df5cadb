//! The bytes of one file: decompressed, their beginning looked at, never more of them in memory than one document.

use super::format::{Format, HEAD};
use super::{InputError, decode};
use encoding_rs::DecoderResult;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Bytes to read.
pub type Bytes = Box<dyn BufRead + Send>;

const GZIP: &[u8] = b"\x1F\x8B";
const ZSTD: &[u8] = b"\x28\xB5\x2F\xFD";

/// The bytes of `raw`, decompressed if they begin as gzip or Zstandard do.
///
/// # Errors
/// When the first bytes cannot be read.
pub fn decompressed(raw: impl Read + Send + 'static) -> io::Result<Bytes> {
    // One byte tells a text from an archive, and a reader of a slow pipe should not wait for more.
    let begun = |head: &[u8]| {
        let open = |magic: &[u8]| !head.is_empty() && magic.len() > head.len() && magic.starts_with(head);
        !head.is_empty() && !open(GZIP) && !open(ZSTD)
    };
    let (head, raw) = peek(raw, begun)?;
    if head.starts_with(GZIP) {
        let reader = flate2::bufread::MultiGzDecoder::new(raw);
        return Ok(Box::new(BufReader::new(reader)));
    }
    if head.starts_with(ZSTD) {
        let reader = zstd::stream::read::Decoder::with_buffer(raw)?;
        return Ok(Box::new(BufReader::new(reader)));
    }
    Ok(raw)
}

/// The format of `bytes` by how they begin, and the same bytes.
pub(super) fn sniffed(bytes: Bytes) -> io::Result<(Format, Bytes)> {
    let (head, bytes) = peek(bytes, Format::told)?;
    Ok((Format::sniff(&head), bytes))
}

/// The first bytes of `from`, up to where `enough` of them are there, and all of them again.
fn peek(
    mut from: impl Read + Send + 'static,
    enough: impl Fn(&[u8]) -> bool,
) -> io::Result<(Vec<u8>, Bytes)> {
    let mut head = Vec::new();
    let mut buffer = [0; HEAD];
    while !enough(&head) && head.len() < HEAD {
        match from.read(&mut buffer) {
            Ok(0) => break,
            Ok(count) => head.extend_from_slice(&buffer[..count]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    let again = Cursor::new(head.clone()).chain(from);
    Ok((head, Box::new(BufReader::with_capacity(1 << 16, again))))
}

/// The whole of `from`, which may not be longer than `limit`.
pub(super) fn whole(from: impl Read, limit: u64, place: &str) -> Result<Vec<u8>, InputError> {
    let mut bytes = Vec::new();
    from.take(limit.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(|source| InputError::reading(place, source))?;
    if u64::try_from(bytes.len()).is_ok_and(|length| length > limit) {
        return Err(InputError::TooLong {
            place: place.to_owned(),
            line: None,
            limit,
        });
    }
    Ok(bytes)
}

/// `from` in an encoding that contains ASCII, so that lines and rows can be told: UTF-16 becomes UTF-8, and a mark is
/// left out. The second value is the length of that mark.
pub(super) fn ascii_compatible(from: Bytes, encoding: decode::Encoding) -> io::Result<(Bytes, usize)> {
    // A mark has three bytes; UTF-16 without a mark shows in the zero bytes of the first few characters.
    let told = |head: &[u8]| head.iter().any(|b| b.is_ascii() && *b != 0) && head.len() >= 4;
    let (head, mut bytes) = peek(from, told)?;
    if head.starts_with(decode::UTF8_BOM) {
        bytes.read_exact(&mut [0; decode::UTF8_BOM.len()])?;
        return Ok((bytes, decode::UTF8_BOM.len()));
    }
    let even = &head[..head.len() & !1];
    match decode::unicode(even, encoding) {
        Some((order, mark)) => {
            bytes.read_exact(&mut [0; 2][..mark])?;
            let transcoded = Transcoded {
                from: bytes,
                decoder: order.new_decoder_without_bom_handling(),
                out: vec![0; 1 << 14],
                ready: 0..0,
                ended: false,
            };
            Ok((Box::new(BufReader::new(transcoded)), 0))
        }
        None => Ok((bytes, 0)),
    }
}

/// A stream of another encoding, as UTF-8.
struct Transcoded {
    from: Bytes,
    decoder: encoding_rs::Decoder,
    out: Vec<u8>,
    ready: std::ops::Range<usize>,
    ended: bool,
}

impl Read for Transcoded {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.ready.is_empty() && !self.ended {
            let input = self.from.fill_buf()?;
            let last = input.is_empty();
            let (result, read, written) =
                self.decoder
                    .decode_to_utf8_without_replacement(input, &mut self.out, last);
            self.from.consume(read);
            self.ready = 0..written;
            match result {
                DecoderResult::Malformed(..) => {
                    self.ended = true;
                    return Err(io::Error::new(
                        io::ErrorKind::InvalidData,
                        decode::DecodeError::Utf16,
                    ));
                }
                DecoderResult::InputEmpty => self.ended = last,
                DecoderResult::OutputFull => {}
            }
        }
        let count = buffer.len().min(self.ready.len());
        buffer[..count].copy_from_slice(&self.out[self.ready.start..self.ready.start + count]);
        self.ready.start += count;
        Ok(count)
    }
}

/// A reader that fails once more than a limit has been read since it was last told that a document is complete.
pub(super) struct Bounded<R> {
    from: R,
    limit: u64,
    since: Arc<AtomicU64>,
}

/// Tells a [`Bounded`] reader that a document is complete.
#[derive(Debug, Clone)]
pub(super) struct Complete(Arc<AtomicU64>);

/// What a [`Bounded`] reader fails with.
#[derive(Debug, thiserror::Error)]
#[error("the document is too long")]
pub(super) struct Overlong;

impl<R: Read> Bounded<R> {
    pub(super) fn new(from: R, limit: u64) -> (Self, Complete) {
        let since = Arc::new(AtomicU64::new(0));
        let complete = Complete(Arc::clone(&since));
        (Self { from, limit, since }, complete)
    }
}

impl Complete {
    pub(super) fn document(&self) {
        self.0.store(0, Ordering::Relaxed);
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.since.load(Ordering::Relaxed) > self.limit {
            return Err(io::Error::other(Overlong));
        }
        let count = self.from.read(buffer)?;
        self.since
            .fetch_add(u64::try_from(count).unwrap_or(u64::MAX), Ordering::Relaxed);
        Ok(count)
    }
}
