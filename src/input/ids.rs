//! Ids that occur once in a run.
//!
//! The id of a text file is its path as given (`corpus/a.txt`), of a line or row its id field, or `file#line` without
//! one, of standard input `stdin`. An id met again gets `#2`, `#3`…, so that no record of an output hides another.

use crate::pipeline::Input;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

/// The ids given so far, as fingerprints: a corpus of ten million documents has its ids in some 200 MB. Two ids of the same
/// fingerprint cost one of them a number it does not need.
#[derive(Debug, Default)]
pub(super) struct Ids {
    seen: HashMap<u64, u32>,
}

impl Ids {
    /// `input` with an id that no document before it has.
    pub(super) fn unique(&mut self, mut input: Input) -> Input {
        while let Some(count) = self.seen.get_mut(&fingerprint(&input.id)) {
            *count += 1;
            input.id = format!("{}#{count}", input.id);
        }
        self.seen.insert(fingerprint(&input.id), 1);
        input
    }
}

/// The same for the same id in every run.
fn fingerprint(id: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    id.hash(&mut hasher);
    hasher.finish()
}
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repeated_id_is_numbered() {
        let mut ids = Ids::default();
        let mut next = |id: &str| {
            ids.unique(Input {
                id: id.into(),
                ..Input::default()
            })
            .id
        };
        assert_eq!(
            [next("a"), next("a"), next("b"), next("a"), next("a#2")],
            ["a", "a#2", "b", "a#3", "a#2#2"]
        );
    }
}
