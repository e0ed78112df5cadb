//! What stands between two integer products, row by row, each row read once while it is in the nearest cache.
//!
//! A value is quantised with one scale a row, so that no row's answer depends on its neighbours:
//!
//! ```text
//! largest = max |x|            u8 = round(127 x / largest) + 128
//! y = product * columns * largest + bias            columns: the weights' scales / 127
//! ```
//!
//! Written once with `rten-simd` and run with the widest registers that the processor has.

use rten_simd::ops::{BitOps, FloatOps, NarrowSaturate, NumOps, ToFloat};
use rten_simd::{Isa, Simd, SimdOp, SimdUnaryOp};
use rten_vecmath::Gelu;

/// What 0.0 becomes.
pub(super) const ZERO: u8 = 128;
/// Smallest `largest`: a row of zeros divides by it.
const TINY: f32 = 1e-9;

/// Rows of u8 with the largest magnitude of each.
#[derive(Debug, Default)]
pub(super) struct Bytes {
    pub values: Vec<u8>,
    pub largest: Vec<f32>,
}

impl Bytes {
    pub fn resize(&mut self, rows: usize, width: usize) {
        self.values.resize(rows * width, ZERO);
        self.largest.resize(rows, 0.0);
    }

    pub fn rows(&self) -> usize {
        self.largest.len()
    }

    /// The rows `picked` of this, of `width` bytes each.
    pub fn pick(&self, picked: &[u32], width: usize) -> Self {
        let mut out = Self::default();
        for &row in picked {
            let row = row as usize;
            out.values
                .extend_from_slice(&self.values[row * width..(row + 1) * width]);
            out.largest.push(self.largest[row]);
        }
        out
    }
}

/// An integer product with what turns it into floats.
#[derive(Clone, Copy)]
pub(super) struct Product<'a> {
    /// `rows × columns.len()`.
    pub sums: &'a [i32],
    /// The largest magnitude of each row that went in.
    pub largest: &'a [f32],
    /// The scale of each column.
    pub columns: &'a [f32],
    /// The bias of each column.
    pub bias: &'a [f32],
}

impl Product<'_> {
    /// One row as floats: `out = f(row, what out holds)`, a register at a time; `f` must be inlined.
    #[inline(always)]
    fn row<I: Isa>(&self, isa: I, at: usize, out: &mut [f32], f: impl Fn(I::F32, I::F32) -> I::F32) {
        let (floats, ints) = (isa.f32(), isa.i32());
        let width = self.columns.len();
        let sums = &self.sums[at * width..(at + 1) * width];
        let largest = floats.splat(self.largest[at]);
        let step = floats.len();
        let whole = width - width % step;
        let mut column = 0;
        while column < whole {
            let sum = ints.to_float(ints.load(&sums[column..column + step]));
            let scale = floats.mul(floats.load(&self.columns[column..column + step]), largest);
            let bias = floats.load(&self.bias[column..column + step]);
            let place = &mut out[column..column + step];
            let y = f(floats.mul_add(sum, scale, bias), floats.load(place));
            floats.store(y, place);
            column += step;
        }
        if column < width {
            // The last columns, in a register padded with zeros.
            let (sum, _) = ints.load_pad(&sums[column..]);
            let (scale, _) = floats.load_pad(&self.columns[column..]);
            let (bias, _) = floats.load_pad(&self.bias[column..]);
            let (held, _) = floats.load_pad(&out[column..width]);
            let y = floats.mul_add(ints.to_float(sum), floats.mul(scale, largest), bias);
            let y = f(y, held).to_array();
            out[column..width].copy_from_slice(&y.as_ref()[..width - column]);
        }
    }
}

/// Floats of a product: `out = product`.
pub(super) struct Floats<'a> {
    pub product: Product<'a>,
    pub out: &'a mut [f32],
}

impl SimdOp for Floats<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, isa: I) {
        let width = self.product.columns.len();
        for (at, out) in self.out.chunks_exact_mut(width).enumerate() {
            self.product.row(
                isa,
                at,
                out,
                #[inline(always)]
                |y, _| y,
            );
        }
    }
}

/// Floats of a product added up: `out += product`.
pub(super) struct Add<'a> {
    pub product: Product<'a>,
    pub out: &'a mut [f32],
}

impl SimdOp for Add<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, isa: I) {
        let floats = isa.f32();
        let width = self.product.columns.len();
        for (at, out) in self.out.chunks_exact_mut(width).enumerate() {
            self.product.row(
                isa,
                at,
                out,
                #[inline(always)]
                |y, held| floats.add(y, held),
            );
        }
    }
}

/// GELU of a product, quantised: `out = quantised(gelu(product))`.
pub(super) struct GeluBytes<'a> {
    pub product: Product<'a>,
    pub out: &'a mut Bytes,
}

impl SimdOp for GeluBytes<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, isa: I) {
        let width = self.product.columns.len();
        let mut row = vec![0.0; width];
        let out = self.out.values.chunks_exact_mut(width);
        for (at, (bytes, largest)) in out.zip(&mut self.out.largest).enumerate() {
            self.product.row(
                isa,
                at,
                &mut row,
                #[inline(always)]
                |y, _| Gelu {}.eval(isa, y),
            );
            *largest = quantize(isa, &row, bytes);
        }
    }
}

/// GELU in place, then quantised: `x = gelu(x)`, `out = quantised(x)`.
pub(super) struct GeluOf<'a> {
    pub x: &'a mut [f32],
    pub width: usize,
    pub out: &'a mut Bytes,
}

impl SimdOp for GeluOf<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, isa: I) {
        let floats = isa.f32();
        let rows = self.x.chunks_exact_mut(self.width);
        let out = self.out.values.chunks_exact_mut(self.width);
        for ((row, bytes), largest) in rows.zip(out).zip(&mut self.out.largest) {
            rten_simd::functional::simd_map(
                floats,
                &mut *row,
                #[inline(always)]
                |x| Gelu {}.eval(isa, x),
            );
            *largest = quantize(isa, row, bytes);
        }
    }
}

/// The end of a sub-layer: `x = layer norm(x + product)`, `out = quantised(x)`.
pub(super) struct AddNorm<'a> {
    pub product: Product<'a>,
    pub x: &'a mut [f32],
    pub norm: &'a Norm,
    pub out: &'a mut Bytes,
}

impl SimdOp for AddNorm<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, isa: I) {
        let floats = isa.f32();
        let width = self.product.columns.len();
        let rows = self.x.chunks_exact_mut(width);
        let out = self.out.values.chunks_exact_mut(width);
        for (at, ((row, bytes), largest)) in rows.zip(out).zip(&mut self.out.largest).enumerate() {
            self.product.row(
                isa,
                at,
                row,
                #[inline(always)]
                |y, held| floats.add(y, held),
            );
            self.norm.apply(isa, row);
            *largest = quantize(isa, row, bytes);
        }
    }
}

/// `x = layer norm(x)`, `out = quantised(x)`.
pub(super) struct NormOf<'a> {
    pub x: &'a mut [f32],
    pub norm: &'a Norm,
    pub out: &'a mut Bytes,
}

impl SimdOp for NormOf<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, isa: I) {
        let width = self.norm.gain.len();
        let rows = self.x.chunks_exact_mut(width);
        let out = self.out.values.chunks_exact_mut(width);
        for ((row, bytes), largest) in rows.zip(out).zip(&mut self.out.largest) {
            self.norm.apply(isa, row);
            *largest = quantize(isa, row, bytes);
        }
    }
}

/// `out = quantised(x)`.
pub(super) struct Quantize<'a> {
    pub x: &'a [f32],
    pub width: usize,
    pub out: &'a mut Bytes,
}

impl SimdOp for Quantize<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, isa: I) {
        let rows = self.x.chunks_exact(self.width);
        let out = self.out.values.chunks_exact_mut(self.width);
        for ((row, bytes), largest) in rows.zip(out).zip(&mut self.out.largest) {
            *largest = quantize(isa, row, bytes);
        }
    }
}

/// Layer normalisation: `(x - mean) / sqrt(variance + epsilon) * gain + shift`.
pub(super) struct Norm {
    pub gain: Vec<f32>,
    pub shift: Vec<f32>,
    pub epsilon: f32,
}

impl Norm {
    #[inline(always)]
    fn apply<I: Isa>(&self, isa: I, row: &mut [f32]) {
        let floats = isa.f32();
        #[allow(clippy::cast_precision_loss, reason = "a row has some hundred numbers")]
        let share = 1.0 / row.len() as f32;
        let step = floats.len();
        let whole = row.len() - row.len() % step;
        let (body, tail) = row.split_at(whole);
        let mut sum = floats.zero();
        for x in body.chunks_exact(step) {
            sum = floats.add(sum, floats.load(x));
        }
        let mean = (floats.sum(sum) + tail.iter().sum::<f32>()) * share;
        let centre = floats.splat(mean);
        let mut squares = floats.zero();
        for x in body.chunks_exact(step) {
            let off = floats.sub(floats.load(x), centre);
            squares = floats.mul_add(off, off, squares);
        }
        let rest: f32 = tail.iter().map(|x| (x - mean) * (x - mean)).sum();
        let scale = 1.0 / ((floats.sum(squares) + rest) * share + self.epsilon).sqrt();
        let factor = floats.splat(scale);
        let (body, tail) = row.split_at_mut(whole);
        for (at, x) in body.chunks_exact_mut(step).enumerate() {
            let range = at * step..(at + 1) * step;
            let unit = floats.mul(floats.sub(floats.load(x), centre), factor);
            let gain = floats.load(&self.gain[range.clone()]);
            let y = floats.mul_add(unit, gain, floats.load(&self.shift[range]));
            floats.store(y, x);
        }
        for (x, (gain, shift)) in tail
            .iter_mut()
            .zip(self.gain[whole..].iter().zip(&self.shift[whole..]))
        {
            *x = (*x - mean) * scale * gain + shift;
        }
    }
}

/// The largest magnitude of some numbers.
#[inline(always)]
pub(super) fn largest_magnitude<I: Isa>(isa: I, numbers: &[f32]) -> f32 {
    let floats = isa.f32();
    let mut most = floats.zero();
    let registers = numbers.chunks_exact(floats.len());
    let rest = registers
        .remainder()
        .iter()
        .fold(0.0, |most: f32, x| most.max(x.abs()));
    for x in registers {
        most = floats.max(most, floats.abs(floats.load(x)));
    }
    largest_of::<I>(most).max(rest)
}

/// The largest number of a register, by halves: one by one takes longer than the whole row.
#[inline(always)]
fn largest_of<I: Isa>(register: I::F32) -> f32 {
    let mut numbers = register.to_array();
    let mut count = numbers.as_ref().len();
    while count > 1 {
        count /= 2;
        for at in 0..count {
            let (low, high) = (numbers[at], numbers[at + count]);
            numbers[at] = if high > low { high } else { low };
        }
    }
    numbers[0]
}

/// Quantises one row and answers with its largest magnitude.
#[inline(always)]
fn quantize<I: Isa>(isa: I, row: &[f32], out: &mut [u8]) -> f32 {
    let (floats, ints, halves, bytes) = (isa.f32(), isa.i32(), isa.i16(), isa.u8());
    let step = floats.len();
    let largest = largest_magnitude(isa, row).max(TINY);
    let scale = 127.0 / largest;
    let (factor, zero) = (floats.splat(scale), ints.splat(i32::from(ZERO)));
    let whole = row.len() - row.len() % (4 * step);
    let mut at = 0;
    while at < whole {
        // Four registers of floats are one of bytes.
        macro_rules! int {
            ($n:literal) => {{
                let x = floats.load(&row[at + $n * step..]);
                ints.add(floats.to_int_round(floats.mul(x, factor)), zero)
            }};
        }
        let low = ints.narrow_saturate(int!(0), int!(1));
        let high = ints.narrow_saturate(int!(2), int!(3));
        bytes.store(halves.narrow_saturate(low, high), &mut out[at..at + 4 * step]);
        at += 4 * step;
    }
    for (x, out) in row[whole..].iter().zip(&mut out[whole..]) {
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "from 1 to 255"
        )]
        let byte = ((x * scale).round_ties_even() + f32::from(ZERO)) as u8;
        *out = byte;
    }
    largest
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers between -1 and 1 that look random, the same every time.
    fn numbers(count: usize) -> Vec<f32> {
        let mut state = 1_u32;
        (0..count)
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                f32::from((state >> 16) as i16) / 32_768.0
            })
            .collect()
    }

    #[test]
    fn rows_of_any_width_are_quantised_and_come_back() {
        for width in [1, 9, 64, 100, 384] {
            let x = numbers(3 * width);
            let mut out = Bytes::default();
            out.resize(3, width);
            Quantize {
                x: &x,
                width,
                out: &mut out,
            }
            .dispatch();
            for (at, (&x, &byte)) in x.iter().zip(&out.values).enumerate() {
                let largest = out.largest[at / width];
                let back = (f32::from(byte) - f32::from(ZERO)) / 127.0 * largest;
                assert!((back - x).abs() <= largest / 253.0, "{x} came back as {back}");
            }
        }
    }

    #[test]
    fn a_row_of_zeros_stays_one() {
        let mut out = Bytes::default();
        out.resize(1, 70);
        Quantize {
            x: &[0.0; 70],
            width: 70,
            out: &mut out,
        }
        .dispatch();
        assert!(out.values.iter().all(|&b| b == ZERO));
    }

    #[test]
    fn a_sub_layer_ends_as_written() {
        for width in [12_u16, 64, 100] {
            let (share, width) = (1.0 / f64::from(width), usize::from(width));
            let (columns, bias, before) = (numbers(width), numbers(width), numbers(2 * width));
            let sums: Vec<i32> = (0..).map(|n| n * 37 % 1000 - 500).take(2 * width).collect();
            let norm = Norm {
                gain: numbers(width),
                shift: vec![0.25; width],
                epsilon: 1e-5,
            };
            let mut x = before.clone();
            let mut out = Bytes::default();
            out.resize(2, width);
            let largest = [0.01, 0.02];
            AddNorm {
                product: Product {
                    sums: &sums,
                    largest: &largest,
                    columns: &columns,
                    bias: &bias,
                },
                x: &mut x,
                norm: &norm,
                out: &mut out,
            }
            .dispatch();
            for row in 0..2 {
                let y: Vec<f64> = (0..width)
                    .map(|c| {
                        let at = row * width + c;
                        let product = f64::from(sums[at]) * f64::from(columns[c]) * f64::from(largest[row]);
                        product + f64::from(bias[c]) + f64::from(before[at])
                    })
                    .collect();
                let mean = y.iter().sum::<f64>() * share;
                let variance = y.iter().map(|y| (y - mean).powi(2)).sum::<f64>() * share;
                for c in 0..width {
                    let unit = (y[c] - mean) / (variance + 1e-5).sqrt();
                    let expected = unit * f64::from(norm.gain[c]) + 0.25;
                    assert!((expected - f64::from(x[row * width + c])).abs() < 1e-4);
                }
            }
        }
    }
}
