//! Lists of paths: one a line, or each ended by a NUL character, as `find -print0` writes them.

use super::InputError;
use super::lines::{self, Line};
use super::stream::Bytes;
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::iter;
use std::path::PathBuf;

/// The most bytes of a path.
const LONGEST: u64 = 1 << 16;

type Paths = Box<dyn Iterator<Item = Result<PathBuf, InputError>> + Send>;

/// The paths of the list `from` (`None` is standard input), read as they are asked for; blank ones are passed over.
pub(super) fn paths(from: Option<PathBuf>, nul: bool) -> Paths {
    let name = from
        .as_ref()
        .map_or_else(|| "stdin".into(), |path| path.display().to_string());
    let mut bytes: Bytes = match &from {
        None => Box::new(BufReader::new(io::stdin())),
        Some(path) => match File::open(path) {
            Ok(file) => Box::new(BufReader::new(file)),
            Err(error) => return Box::new(iter::once(Err(InputError::io(path, error)))),
        },
    };
    let mut number = 0;
    let mut ended = false;
    Box::new(iter::from_fn(move || {
        while !ended {
            number += 1;
            let path = match next(&mut bytes, nul) {
                Ok(Some(path)) => path,
                Ok(None) => break,
                Err(source) => {
                    ended = true;
                    return Some(Err(InputError::reading(&name, source)));
                }
            };
            if path.is_empty() {
                continue;
            }
            return Some(path_of(path).ok_or_else(|| InputError::Line {
                place: name.clone(),
                line: number,
                problem: "is no path: this list needs one path a line, or --null".into(),
            }));
        }
        ended = true;
        None
    }))
}

/// The bytes of the next path.
fn next(bytes: &mut Bytes, nul: bool) -> io::Result<Option<Vec<u8>>> {
    if nul {
        let mut path = Vec::new();
        let count = bytes.read_until(0, &mut path)?;
        path.pop_if(|last| *last == 0);
        return Ok((count > 0).then_some(path));
    }
    Ok(lines::next(bytes, LONGEST)?.map(|line| match line {
        Line::Whole(mut line) => {
            line.pop_if(|last| *last == b'\n');
            line.pop_if(|last| *last == b'\r');
            line
        }
        // No path, as the NUL says.
        Line::TooLong(_) => vec![0],
    }))
}

#[cfg(unix)]
fn path_of(bytes: Vec<u8>) -> Option<PathBuf> {
    use std::os::unix::ffi::OsStringExt;
    (!bytes.contains(&0)).then(|| PathBuf::from(std::ffi::OsString::from_vec(bytes)))
}

#[cfg(not(unix))]
fn path_of(bytes: Vec<u8>) -> Option<PathBuf> {
    (!bytes.contains(&0)).then_some(())?;
    String::from_utf8(bytes).ok().map(PathBuf::from)
}
