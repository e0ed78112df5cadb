//! Shares in per cent, rounded as the reference scorers round.

use serde::{Serialize, Serializer};
use std::fmt;

/// A share in per cent; `None` where there is nothing to divide by, which is shown as `0`.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Percent(pub Option<f64>);

impl Percent {
    /// `share` (0 to 1) as per cent with `digits` decimals.
    #[must_use]
    pub fn of(share: f64, digits: usize) -> Self {
        Self(Some(rounded(100.0 * share, digits)))
    }

    /// `part` of `whole`, in per cent with one decimal; of nothing it is 0.0.
    #[must_use]
    pub fn part(part: usize, whole: usize) -> Self {
        Self(Some(rounded(ratio(100 * part, whole.max(1)), 1)))
    }
}

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(value) => f.pad(&format!("{value:?}")),
            None => f.pad("0"),
        }
    }
}

impl Serialize for Percent {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Some(value) => to.serialize_f64(value),
            None => to.serialize_u64(0),
        }
    }
}

/// Precision, recall and F1 of `right` out of `predicted` and of `gold`, in per cent.
#[must_use]
pub fn precision_recall_f1(right: usize, gold: usize, predicted: usize, digits: usize) -> [Percent; 3] {
    let share = |whole: usize| (whole > 0).then(|| ratio(right, whole));
    let (precision, recall) = (share(predicted), share(gold));
    let (p, r) = (precision.unwrap_or(0.0), recall.unwrap_or(0.0));
    let f1 = (p + r > 0.0).then(|| 2.0 * p * r / (p + r));
    [precision, recall, f1].map(|share| share.map_or(Percent(None), |share| Percent::of(share, digits)))
}

/// `value` with `digits` decimals: the nearest decimal of the exact binary value, half to even.
fn rounded(value: f64, digits: usize) -> f64 {
    format!("{value:.digits$}").parse().unwrap_or(value)
}

#[expect(
    clippy::cast_precision_loss,
    reason = "counts of quotations are far below 2^52"
)]
pub(super) fn ratio(part: usize, whole: usize) -> f64 {
    part as f64 / whole as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_half_to_even() {
        for (share, digits, shown) in [
            (0.0025, 1, "0.2"),
            (0.0625, 1, "6.2"),
            (0.1875, 1, "18.8"),
            (0.00125, 2, "0.12"),
            (2.0 / 3.0, 2, "66.67"),
        ] {
            assert_eq!(Percent::of(share, digits).to_string(), shown);
        }
    }

    #[test]
    fn nothing_is_zero_without_a_point() {
        assert_eq!(
            serde_json::to_string(&precision_recall_f1(0, 3, 0, 1)).unwrap(),
            "[0,0.0,0]"
        );
        assert_eq!(
            serde_json::to_string(&precision_recall_f1(1, 2, 4, 1)).unwrap(),
            "[25.0,50.0,33.3]"
        );
        assert_eq!(serde_json::to_string(&Percent::part(0, 0)).unwrap(), "0.0");
    }
}
