//! What the score of an entity means: the share of entities with that score that are right.
//!
//! A model's own probabilities say too much (between a half and nine tenths) and too little (label smoothing keeps them below
//! 0.97). A curve through a few points puts that right; `scripts/train/calibrate.py` finds them on text that the model was not
//! trained on, by isotonic regression (Zadrozny & Elkan 2002). It rises everywhere, so the order of the scores stays.

use serde::Deserialize;

/// The curve of a model, in its manifest as `[[score, share], …]`; without points a score stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(try_from = "Vec<[f32; 2]>")]
pub struct Calibration {
    points: Vec<[f32; 2]>,
}

impl TryFrom<Vec<[f32; 2]>> for Calibration {
    type Error = String;

    fn try_from(points: Vec<[f32; 2]>) -> Result<Self, String> {
        let inside = points.iter().flatten().all(|x| (0.0..=1.0).contains(x));
        let rises = |(a, b): (&[f32; 2], &[f32; 2])| a[0] < b[0] && a[1] <= b[1];
        if inside && points.iter().zip(points.iter().skip(1)).all(rises) {
            Ok(Self { points })
        } else {
            Err("calibration: the points must lie between 0 and 1 and rise".into())
        }
    }
}

impl Calibration {
    /// Scores stay as they are.
    pub const NONE: Self = Self { points: Vec::new() };

    /// The share of right ones among entities with `score`, both 0 to 1: along the straight line between the two nearest points.
    #[must_use]
    pub fn apply(&self, score: f32) -> f32 {
        let behind = self.points.partition_point(|[x, _]| *x <= score);
        let before = behind.checked_sub(1).map(|at| self.points[at]);
        match (before, self.points.get(behind).copied()) {
            (Some([x0, y0]), Some([x1, y1])) => y0 + (y1 - y0) * (score - x0) / (x1 - x0),
            (Some([_, y]), None) | (None, Some([_, y])) => y,
            (None, None) => score,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_follow_the_curve_and_keep_their_order() {
        let curve: Calibration =
            serde_json::from_str("[[0.0, 0.0], [0.5, 0.25], [0.96, 0.99], [1.0, 1.0]]").unwrap();
        let close = |a: f32, b: f32| assert!((a - b).abs() < 1e-6, "{a} instead of {b}");
        close(curve.apply(0.0), 0.0);
        close(curve.apply(0.25), 0.125);
        close(curve.apply(0.96), 0.99);
        close(curve.apply(1.0), 1.0);
        close(Calibration::default().apply(0.7), 0.7);
        let all: Vec<f32> = (0..=100_u8).map(|i| curve.apply(f32::from(i) / 100.0)).collect();
        assert!(all.is_sorted());
    }

    #[test]
    fn a_curve_that_falls_is_refused() {
        for bad in [
            "[[0.5, 0.5], [0.4, 0.6]]",
            "[[0.1, 0.5], [0.4, 0.2]]",
            "[[0.1, 1.5]]",
        ] {
            assert!(serde_json::from_str::<Calibration>(bad).is_err(), "{bad}");
        }
    }
}
