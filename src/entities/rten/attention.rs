//! Attention in floats: what each piece takes from the others.

use super::rows::largest_magnitude;
use rten_gemm::{GemmExecutor, GemmInputA, GemmInputB, GemmOptions};
use rten_simd::functional::simd_map;
use rten_simd::ops::{BitOps, IntOps, NumOps};
use rten_simd::{Isa, Simd, SimdOp};
use rten_tensor::NdTensorView;
use std::f32::consts::LOG2_E;

/// The float products, and memory that every head uses again.
#[derive(Default)]
pub(super) struct Attention {
    floats: GemmExecutor<f32>,
    scores: Vec<f32>,
    sums: Vec<f32>,
    mixed: Vec<f32>,
}

impl Attention {
    /// Scaled dot-product attention (Vaswani et al. 2017): `softmax(q kᵀ / sqrt(size)) v` for each head of `size` values.
    ///
    /// `queries` begin each of their rows with `width` values, one head behind the other; keys and values follow the queries in
    /// the rows of `all`. `out` gets `width` values a query.
    pub fn attend(&mut self, queries: Rows<'_>, all: Rows<'_>, width: usize, size: usize, out: &mut [f32]) {
        let (rows, count) = (queries.count(), all.count());
        #[allow(clippy::cast_precision_loss, reason = "a head has some dozen values")]
        let alpha = LOG2_E / (size as f32).sqrt();
        self.scores.resize(rows * count, 0.0);
        self.sums.resize(rows, 0.0);
        self.mixed.resize(rows * size, 0.0);
        for first in (0..width).step_by(size) {
            let query = queries.view(first, [rows, size], false);
            let key = all.view(width + first, [size, count], true);
            let value = all.view(2 * width + first, [count, size], false);
            let options = GemmOptions {
                alpha,
                ..GemmOptions::default()
            };
            self.floats
                .gemm(
                    &mut self.scores,
                    GemmInputA::Unpacked(query),
                    GemmInputB::Unpacked(key),
                    options,
                )
                .expect("queries and keys of one size do not fit, which is a bug");
            Powers {
                scores: &mut self.scores,
                sums: &mut self.sums,
            }
            .dispatch();
            let weights = NdTensorView::from_data([rows, count], self.scores.as_slice());
            self.floats
                .gemm(
                    &mut self.mixed,
                    GemmInputA::Unpacked(weights),
                    GemmInputB::Unpacked(value),
                    GemmOptions::default(),
                )
                .expect("weights and values of one count do not fit, which is a bug");
            let rows = self.mixed.chunks_exact(size).zip(&self.sums);
            for (out, (mixed, sum)) in out.chunks_exact_mut(width).zip(rows) {
                let share = 1.0 / sum;
                for (out, mixed) in out[first..first + size].iter_mut().zip(mixed) {
                    *out = mixed * share;
                }
            }
        }
    }
}

/// Rows of floats, one every `stride`.
#[derive(Clone, Copy)]
pub(super) struct Rows<'a> {
    pub values: &'a [f32],
    pub stride: usize,
}

impl<'a> Rows<'a> {
    pub fn count(self) -> usize {
        self.values.len() / self.stride
    }

    /// The rows `picked`, `width` values of each, one behind the other.
    pub fn pick(self, picked: &[u32], width: usize) -> Vec<f32> {
        let mut out = Vec::with_capacity(picked.len() * width);
        for &row in picked {
            out.extend_from_slice(&self.values[row as usize * self.stride..][..width]);
        }
        out
    }

    /// The columns from `first` on as a matrix of `shape`, rows and columns exchanged if `turned`.
    fn view(self, first: usize, shape: [usize; 2], turned: bool) -> NdTensorView<'a, f32, 2> {
        let strides = if turned {
            [1, self.stride]
        } else {
            [self.stride, 1]
        };
        NdTensorView::from_data_with_strides(shape, &self.values[first..], strides)
            .expect("a head that lies outside its rows is a bug")
    }
}

/// Scores up to this, either way, are raised as they are: 2 to the 64th and its inverse, and sums of some hundred of them
/// times a value, are all within a float.
const SAFE: f32 = 64.0;
/// The smallest power of two that is a normal float.
const LEAST: f32 = -126.0;
/// Added to a number and taken off again, it leaves the nearest integer, which then stands in the lowest bits of the sum.
const ROUND: f32 = 12_582_912.0;
/// Coefficients of the polynomial nearest to 2 to the power of r in [-0.5, 0.5], off by 8e-8 of it at most (Remez exchange).
const POLYNOMIAL: [f32; 6] = [
    1.000_000_1,
    0.693_146_97,
    0.240_221_2,
    0.055_507_13,
    0.009_675_541,
    0.001_327_647_2,
];

/// Two to the power of each score, and their sum in each row: the softmax but for the division, which is done once for each
/// value of the result instead. Rows with scores that a float cannot hold the power of are moved so that their largest is 0.
struct Powers<'a> {
    /// `sums.len()` rows.
    scores: &'a mut [f32],
    sums: &'a mut [f32],
}

impl SimdOp for Powers<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, isa: I) {
        let count = self.scores.len() / self.sums.len().max(1);
        let far = largest_magnitude(isa, self.scores) > SAFE;
        for (row, sum) in self.scores.chunks_exact_mut(count.max(1)).zip(self.sums) {
            if far {
                let largest = row.iter().copied().fold(f32::MIN, f32::max);
                for x in &mut *row {
                    *x = (*x - largest).max(LEAST);
                }
            }
            *sum = powers(isa, row);
        }
    }
}

/// Two to the power of each number of one row, and their sum; the numbers are between -126 and 127.
#[inline(always)]
fn powers<I: Isa>(isa: I, row: &mut [f32]) -> f32 {
    let floats = isa.f32();
    let whole = row.len() - row.len() % floats.len();
    let (body, tail) = row.split_at_mut(whole);
    let mut sum = floats.zero();
    simd_map(
        floats,
        body,
        #[inline(always)]
        |x| {
            let y = power(isa, x);
            sum = floats.add(sum, y);
            y
        },
    );
    let mask = floats.first_n_mask(tail.len());
    simd_map(
        floats,
        tail,
        #[inline(always)]
        |x| {
            let y = power(isa, x);
            // The last register is filled up with zeros, whose powers do not count.
            sum = floats.add(sum, floats.select(y, floats.zero(), mask));
            y
        },
    );
    floats.sum(sum)
}

/// Two to the power of each number of a register: that of the nearest integer, times that of the rest.
#[inline(always)]
fn power<I: Isa>(isa: I, x: I::F32) -> I::F32 {
    let (floats, ints) = (isa.f32(), isa.i32());
    let round = floats.splat(ROUND);
    let shifted = floats.add(x, round);
    let rest = floats.sub(x, floats.sub(shifted, round));
    let mut y = floats.splat(POLYNOMIAL[5]);
    for c in POLYNOMIAL[..5].iter().rev() {
        y = floats.mul_add(y, rest, floats.splat(*c));
    }
    let exponent = ints.shift_left::<23>(shifted.reinterpret_cast());
    ints.add(y.reinterpret_cast(), exponent).reinterpret_cast()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn softmax(row: &[f32]) -> Vec<f64> {
        let largest = row.iter().copied().fold(f32::MIN, f32::max);
        let powers: Vec<f64> = row.iter().map(|x| f64::from(x - largest).exp2()).collect();
        let sum: f64 = powers.iter().sum();
        powers.into_iter().map(|p| p / sum).collect()
    }

    #[test]
    fn rows_of_any_length_and_any_size_of_scores_become_shares() {
        for count in [1_u16, 7, 16, 33, 200] {
            for scale in [0.01, 1.0, 30.0, 5_000.0] {
                let scores: Vec<f32> = (0..3 * count)
                    .map(|n| (f32::from(n * 37 % 101) / 50.0 - 1.0) * scale)
                    .collect();
                let (mut found, mut sums) = (scores.clone(), [0.0; 3]);
                Powers {
                    scores: &mut found,
                    sums: &mut sums,
                }
                .dispatch();
                let count = usize::from(count);
                for (row, (found, sum)) in scores
                    .chunks_exact(count)
                    .zip(found.chunks_exact(count).zip(sums))
                {
                    for (expected, found) in softmax(row).into_iter().zip(found) {
                        let found = f64::from(found / sum);
                        assert!((expected - found).abs() < 1e-6, "{found} is not {expected}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_head_mixes_the_values_by_its_scores() {
        // Two pieces, two heads of two values: the first head looks at the piece whose key it meets, the second at both.
        let all = [
            [9.0, 0.0, 0.0, 0.0, 9.0, 0.0, 1.0, 1.0, 1.0, 2.0, 3.0, 4.0],
            [0.0, 9.0, 0.0, 0.0, 0.0, 9.0, 1.0, 1.0, 5.0, 6.0, 7.0, 8.0],
        ]
        .concat();
        let rows = Rows {
            values: &all,
            stride: 12,
        };
        let mut out = [0.0; 8];
        Attention::default().attend(rows, rows, 4, 2, &mut out);
        for (found, expected) in out.into_iter().zip([1.0, 2.0, 5.0, 6.0, 5.0, 6.0, 5.0, 6.0]) {
            assert!((found - expected).abs() < 1e-4, "{out:?}");
        }
    }
}
