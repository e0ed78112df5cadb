//! Dense layers in integers: the products of the encoder and of its second head.

use super::rows::{Bytes, Floats, Norm, Product, ZERO};
use super::weights::{Quantized, Weights};
use rten_gemm::{GemmExecutor, GemmInputA, GemmInputB, GemmOptions, PackedBMatrix, QuantParams};
use rten_simd::SimdOp;
use rten_tensor::NdTensorView;

/// The products for this processor; they cannot be shared between threads, so each run makes its own.
#[derive(Default)]
pub(super) struct Kernels {
    integers: GemmExecutor<u8, i8, i32>,
}

impl Kernels {
    /// The integer product of `x` and the weights of `dense`, in `sums`.
    pub fn product<'a>(&self, x: &'a Bytes, dense: &'a Dense, sums: &'a mut Vec<i32>) -> Product<'a> {
        let rows = x.rows();
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
        let mut out = vec![0.0; x.rows() * dense.outputs()];
        Floats {
            product: self.product(x, dense, sums),
            out: &mut out,
        }
        .dispatch();
        out
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
