//! Dense layers in integers and attention in floats: the products of the encoder and of its second head.

use super::rows::{Bytes, Floats, Norm, Product, ZERO};
use super::weights::{Quantized, Weights};
use rten_gemm::{GemmExecutor, GemmInputA, GemmInputB, GemmOptions, PackedBMatrix, QuantParams};
use rten_simd::SimdOp;
use rten_tensor::NdTensorView;
use rten_vecmath::Softmax;

/// The products for this processor; they cannot be shared between threads, so each run makes its own.
#[derive(Default)]
pub(super) struct Kernels {
    pub integers: GemmExecutor<u8, i8, i32>,
    floats: GemmExecutor<f32>,
}

impl Kernels {
    /// The integer product of `x` and the weights of `dense`, in `sums`.
    pub fn product<'a>(&self, x: &'a Bytes, dense: &'a Dense, sums: &'a mut Vec<i32>) -> Product<'a> {
        let rows = x.largest.len();
        sums.resize(rows * dense.outputs(), 0);
        let view = NdTensorView::from_data([rows, dense.packed.rows()], x.values.as_slice());
        let zeros = vec![ZERO; rows];
        let options = GemmOptions {
            a_quant: Some(QuantParams { zero_point: &zeros }),
            ..GemmOptions::default()
        };
        self.integers
            .gemm(
                sums,
                GemmInputA::Unpacked(view),
                GemmInputB::Packed(&dense.packed),
                options,
            )
            .expect("matrices that were checked do not fit, which is a bug");
        Product {
            sums,
            largest: &x.largest,
            columns: &dense.columns,
            bias: &dense.bias,
        }
    }

    /// A dense layer, as floats.
    pub fn floats(&self, x: &Bytes, dense: &Dense, sums: &mut Vec<i32>) -> Vec<f32> {
        let mut out = vec![0.0; x.largest.len() * dense.outputs()];
        Floats {
            product: self.product(x, dense, sums),
            out: &mut out,
        }
        .dispatch();
        out
    }

    /// Scaled dot-product attention (Vaswani et al. 2017): `softmax(q kᵀ / sqrt(size)) v` for each head.
    ///
    /// `queries` begin each of their rows; keys and values follow the queries in the rows of `all`.
    pub fn attend(&self, queries: Rows<'_>, all: Rows<'_>, width: usize, heads: usize, out: &mut [f32]) {
        let (rows, count) = (queries.count(), all.count());
        let size = width / heads;
        #[allow(clippy::cast_precision_loss, reason = "a head has some dozen values")]
        let alpha = 1.0 / (size as f32).sqrt();
        let mut shares = vec![0.0; rows * count];
        let mut mixed = vec![0.0; rows * size];
        for first in (0..width).step_by(size) {
            let query = queries.view(first, [rows, size], false);
            let key = all.view(width + first, [size, count], true);
            let value = all.view(2 * width + first, [count, size], false);
            let scaled = GemmOptions {
                alpha,
                ..GemmOptions::default()
            };
            self.floats
                .gemm(
                    &mut shares,
                    GemmInputA::Unpacked(query),
                    GemmInputB::Unpacked(key),
                    scaled,
                )
                .expect("queries and keys of one size do not fit, which is a bug");
            for row in shares.chunks_exact_mut(count) {
                Softmax::new_mut(row).dispatch();
            }
            let weights = NdTensorView::from_data([rows, count], shares.as_slice());
            self.floats
                .gemm(
                    &mut mixed,
                    GemmInputA::Unpacked(weights),
                    GemmInputB::Unpacked(value),
                    GemmOptions::default(),
                )
                .expect("shares and values of one count do not fit, which is a bug");
            for (out, mixed) in out.chunks_exact_mut(width).zip(mixed.chunks_exact(size)) {
                out[first..first + size].copy_from_slice(mixed);
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

    pub fn row(self, at: usize, width: usize) -> &'a [f32] {
        &self.values[at * self.stride..][..width]
    }

    /// The rows `picked`, `width` values of each, one behind the other.
    pub fn pick(self, picked: &[u32], width: usize) -> Vec<f32> {
        let row = |at: &u32| self.row(*at as usize, width);
        picked.iter().flat_map(row).copied().collect()
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

/// A dense layer, its weights packed for this processor.
pub(super) struct Dense {
    packed: PackedBMatrix<i8>,
    columns: Vec<f32>,
    bias: Vec<f32>,
}

impl Dense {
    pub fn new(
        products: &GemmExecutor<u8, i8, i32>,
        weights: Quantized,
        bias: Vec<f32>,
    ) -> Result<Self, String> {
        if bias.len() != weights.outputs {
            return Err(format!(
                "{} biases for a matrix of {} columns",
                bias.len(),
                weights.outputs
            ));
        }
        let view = NdTensorView::from_data([weights.inputs, weights.outputs], weights.values.as_slice());
        Ok(Self {
            packed: products.prepack_b(view),
            columns: weights.scales.iter().map(|scale| scale / 127.0).collect(),
            bias,
        })
    }

    pub fn take(
        weights: &mut Weights,
        products: &GemmExecutor<u8, i8, i32>,
        name: &str,
    ) -> Result<Self, String> {
        let matrix = weights.quantized(name)?;
        let bias = weights.vector(&format!("{name}.bias"), matrix.outputs)?;
        Self::new(products, matrix, bias)
    }

    /// `NAME.query`, `NAME.key` and `NAME.value` side by side, so that one product computes the three.
    pub fn three(
        weights: &mut Weights,
        products: &GemmExecutor<u8, i8, i32>,
        name: &str,
    ) -> Result<Self, String> {
        let (mut parts, mut bias) = (Vec::new(), Vec::new());
        for part in ["query", "key", "value"] {
            let matrix = weights.quantized(&format!("{name}.{part}"))?;
            bias.extend(weights.vector(&format!("{name}.{part}.bias"), matrix.outputs)?);
            parts.push(matrix);
        }
        let (inputs, width) = (parts[0].inputs, parts[0].outputs);
        if width == 0 || parts.iter().any(|p| p.inputs != inputs || p.outputs != width) {
            return Err(format!("query, key and value of {name} differ in size"));
        }
        let mut values = Vec::with_capacity(3 * inputs * width);
        for row in 0..inputs {
            for part in &parts {
                values.extend_from_slice(&part.values[row * width..(row + 1) * width]);
            }
        }
        let all = Quantized {
            inputs,
            outputs: 3 * width,
            values,
            scales: parts.into_iter().flat_map(|p| p.scales).collect(),
        };
        Self::new(products, all, bias)
    }

    pub fn inputs(&self) -> usize {
        self.packed.rows()
    }

    pub fn outputs(&self) -> usize {
        self.columns.len()
    }
}

impl Norm {
    pub fn take(weights: &mut Weights, name: &str, width: usize, epsilon: f32) -> Result<Self, String> {
        Ok(Self {
            gain: weights.vector(&format!("{name}.weight"), width)?,
            shift: weights.vector(&format!("{name}.bias"), width)?,
            epsilon,
        })
    }
}
