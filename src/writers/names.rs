//! File names from document ids.
//!
//! An id may be a path, an address, or anything at all: `../x`, `CON`, `a\0b`, a thousand letters. The name made of it
//! has folders where the id has them, only characters that every file system takes, and stays inside the folder.
//! Different ids get different names, also where a file system does not tell `A` from `a`.

use sha2::{Digest, Sha256};
use std::collections::HashSet;
use unicode_normalization::UnicodeNormalization;

/// Names given so far.
#[derive(Debug, Default)]
pub struct Names {
    /// The start of a digest is kept instead of the name: a corpus may hold millions.
    taken: HashSet<u64>,
}

/// Bytes of one part of a path; file systems take 255, and extensions and temporary names come on top.
const LONGEST: usize = 120;

/// Parts of a path that are folders.
const DEEPEST: usize = 16;

/// What input files end in: a document `a.txt` is written to `a.xml`, not `a.txt.xml`.
const KNOWN: [&str; 10] = [
    ".gz", ".zst", ".txt", ".text", ".md", ".html", ".htm", ".xml", ".tei", ".json",
];

/// Names that Windows keeps for itself.
const RESERVED: [&str; 6] = ["con", "prn", "aux", "nul", "com", "lpt"];

impl Names {
    /// The name of the document `id`, without extension, its folders parted by `/`.
    pub fn name(&mut self, id: &str) -> String {
        let name = plain(id);
        if self.taken.insert(key(&name)) {
            return name;
        }
        let digest = Sha256::digest(id.as_bytes());
        let own = format!(
            "{name}-{:02x}{:02x}{:02x}{:02x}",
            digest[0], digest[1], digest[2], digest[3]
        );
        let mut other = own.clone();
        let mut number = 2_u64;
        while !self.taken.insert(key(&other)) {
            other = format!("{own}-{number}");
            number += 1;
        }
        other
    }
}

/// What two names have in common that a file system could take for one.
fn key(name: &str) -> u64 {
    let folded: String = name.to_lowercase().nfc().collect();
    let digest = Sha256::digest(folded.as_bytes());
    digest[..8]
        .iter()
        .fold(0, |key, byte| key << 8 | u64::from(*byte))
}

/// `id` as a relative path of harmless parts.
fn plain(id: &str) -> String {
    let mut end = id;
    for _ in 0..2 {
        let known = KNOWN.iter().find_map(|known| {
            let at = end.len().checked_sub(known.len())?;
            let matches = end.is_char_boundary(at) && end[at..].eq_ignore_ascii_case(known);
            matches.then(|| &end[..at])
        });
        end = known.unwrap_or(end);
    }
    let mut parts: Vec<String> = end
        .split(['/', '\\'])
        .filter(|part| !part.is_empty() && part.chars().any(|c| c != '.'))
        .map(part)
        .collect();
    let file = parts.pop().unwrap_or_else(|| "document".into());
    let skip = parts.len().saturating_sub(DEEPEST);
    // No folder has a full stop, every file has one: so none is in the way of the other.
    let folders = parts.iter().skip(skip).map(|f| f.replace('.', "_"));
    folders.chain([file]).collect::<Vec<_>>().join("/")
}

/// One part of a path in characters that are allowed everywhere.
fn part(text: &str) -> String {
    let harmless = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '\u{300}'..='\u{36f}');
    let mut name: String = text.nfc().map(|c| if harmless(c) { c } else { '_' }).collect();
    if name.starts_with(['.', '-']) {
        name.insert(0, '_');
    }
    let stem = name.split('.').next().unwrap_or_default().to_lowercase();
    if RESERVED.contains(&stem.trim_end_matches(|c: char| c.is_ascii_digit())) {
        name.insert(0, '_');
    }
    if name.len() > LONGEST {
        name.truncate(name.floor_char_boundary(LONGEST));
    }
    name.trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn all(ids: &[&str]) -> Vec<String> {
        let mut names = Names::default();
        ids.iter().map(|id| names.name(id)).collect()
    }

    #[test]
    fn paths_stay_paths_and_stay_inside() {
        assert_eq!(all(&["a/b/c.txt"]), ["a/b/c"]);
        assert_eq!(all(&["a.b/c.txt.gz"]), ["a_b/c"]);
        assert_eq!(all(&["../../etc/passwd"]), ["etc/passwd"]);
        assert_eq!(all(&["/abs/./é?.html"]), ["abs/é_"]);
        assert_eq!(all(&["..", "news.jsonl#3"]), ["document", "news.jsonl_3"]);
        assert_eq!(
            all(&["aux", "Com1.x", ".git/config"]),
            ["_aux", "_Com1.x", "__git/config"]
        );
    }

    #[test]
    fn names_that_a_file_system_mixes_up_differ() {
        let names = all(&[
            "Été",
            "été",
            "E\u{301}te\u{301}",
            "a.txt",
            "a.md",
            "a?",
            "a*",
            "a*",
        ]);
        let keys: HashSet<u64> = names.iter().map(|n| key(n)).collect();
        assert_eq!(keys.len(), names.len(), "{names:?}");
        assert_eq!(names[3], "a");
    }

    proptest! {
        #[test]
        fn any_id_is_a_name(ids in proptest::collection::vec("[.\\\\/a-zA\u{0}é😀 :]{0,12}|.{0,300}", 1..8)) {
            let mut names = Names::default();
            let mut seen = HashSet::new();
            for id in ids {
                let name = names.name(&id);
                for part in name.split('/') {
                    prop_assert!(!part.is_empty() && part.len() < 160, "{name}");
                    prop_assert!(!part.starts_with('.') && !part.contains(['\0', '\\', ':']), "{name}");
                }
                prop_assert!(seen.insert(name.to_lowercase()), "{name}");
            }
        }
    }
}
