//! A part of a corpus, for many machines that each tag one.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

/// Shard `number` of `of`: a run of neighbouring documents.
///
/// The shards of a corpus, one after the other, are the corpus: their outputs joined are the output of one run.
///
/// ```
/// use guillemet::run::Shard;
/// let shards: Vec<Shard> = ["1/3", "2/3", "3/3"].iter().map(|s| s.parse()).collect::<Result<_, _>>()?;
/// let ranges: Vec<_> = shards.iter().map(|s| s.range(10)).collect();
/// assert_eq!(ranges, [0..3, 3..6, 6..10]);
/// # Ok::<(), guillemet::run::shard::NoShard>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shard {
    number: u64,
    of: u64,
}

/// What is no shard.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a shard is K/N, as 3/16: its number, from 1 to N, and how many there are")]
pub struct NoShard;

impl Shard {
    /// The positions, from 0, that belong to it among `total` documents.
    #[must_use]
    pub fn range(self, total: u64) -> Range<u64> {
        let border = |number: u64| {
            let border = u128::from(total) * u128::from(number) / u128::from(self.of);
            u64::try_from(border).unwrap_or(total)
        };
        border(self.number - 1)..border(self.number)
    }
}

impl FromStr for Shard {
    type Err = NoShard;

    fn from_str(shard: &str) -> Result<Self, NoShard> {
        let (number, of) = shard.split_once('/').ok_or(NoShard)?;
        let (number, of) = (number.parse(), of.parse());
        match (number, of) {
            (Ok(number), Ok(of)) if (1..=of).contains(&number) => Ok(Self { number, of }),
            _ => Err(NoShard),
        }
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.number, self.of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_no_shard_is_refused() {
        for wrong in ["", "3", "0/3", "4/3", "1/0", "-1/3", "a/b", "1/2/3"] {
            assert!(wrong.parse::<Shard>().is_err(), "{wrong}");
        }
        assert_eq!("3/16".parse::<Shard>().unwrap().to_string(), "3/16");
    }

    proptest! {
        #[test]
        fn shards_follow_one_another(of in 1_u64..50, total: u64) {
            let mut next = 0;
            for number in 1..=of {
                let range = Shard { number, of }.range(total);
                prop_assert_eq!(range.start, next);
                next = range.end;
            }
            prop_assert_eq!(next, total);
        }
    }
}
