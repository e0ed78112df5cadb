//! The second head: part of speech, morphology and relation of each word.
//!
//! ```text
//! z = gelu(sum_L W_L h_L + b)                 h_L: the state after L layers
//! y = layer norm(z + attention(z))
//! syntax = W_out gelu(W_mix y + b_mix) + b_out
//! ```

use super::attention::{Attention, Rows};
use super::dense::{Dense, Kernels};
use super::rows::{AddNorm, Bytes, GeluBytes, GeluOf, Norm, Quantize};
use super::weights::Weights;
use rten_gemm::GemmExecutor;
use rten_simd::SimdOp;

/// Attention heads, as SYNTAX_HEADS of scripts/train/quantize.py.
const HEADS: usize = 4;
/// Epsilon of the layer norm.
const EPSILON: f32 = 1e-5;

/// The head's weights.
pub(super) struct Syntax {
    /// The layers whose states it reads (1: after the first), with their matrix.
    pub hidden: Vec<(usize, Dense)>,
    pub attention: Dense,
    pub output: Dense,
    norm: Norm,
    pub mix: Dense,
    pub out: Dense,
    pub width: usize,
}

impl Syntax {
    pub fn take(
        weights: &mut Weights,
        products: &GemmExecutor<u8, i8, i32>,
        layers: usize,
    ) -> Result<Self, String> {
        let (mut bias, _) = weights.floats("syntax.hidden.bias")?;
        let width = bias.len();
        if width == 0 || !width.is_multiple_of(HEADS) {
            return Err(format!("a syntax head of {width} values"));
        }
        let mut hidden = Vec::new();
        for layer in 1..=layers {
            let name = format!("syntax.hidden.{layer}");
            if weights.has(&format!("{name}.weight.int8")) {
                // The bias is added once, with the first matrix.
                let once = std::mem::replace(&mut bias, vec![0.0; width]);
                hidden.push((layer, Dense::new(products, weights.quantized(&name)?, once)?));
            }
        }
        if hidden.is_empty() {
            return Err("a syntax head that reads no layer".into());
        }
        Ok(Self {
            hidden,
            attention: Dense::three(weights, products, "syntax.attention")?,
            output: Dense::take(weights, products, "syntax.attention.output")?,
            norm: Norm::take(weights, "syntax.LayerNorm", width, EPSILON)?,
            mix: Dense::take(weights, products, "syntax.mix")?,
            out: Dense::take(weights, products, "syntax.out")?,
            width,
        })
    }

    /// The logits of the pieces `picked`, from the sum of its hidden layer.
    pub fn run(
        &self,
        kernels: &Kernels,
        attention: &mut Attention,
        mut z: Vec<f32>,
        picked: &[u32],
        sums: &mut Vec<i32>,
    ) -> Vec<f32> {
        let width = self.width;
        let mut bytes = Bytes::default();
        bytes.resize(z.len() / width, width);
        GeluOf {
            x: &mut z,
            width,
            out: &mut bytes,
        }
        .dispatch();
        let three = kernels.floats(&bytes, &self.attention, sums);
        let all = Rows {
            values: &three,
            stride: 3 * width,
        };
        let queries = all.pick(picked, width);
        let some = Rows {
            values: &queries,
            stride: width,
        };
        let mut context = vec![0.0; picked.len() * width];
        attention.attend(some, all, width, width / HEADS, &mut context);
        let mut picked_bytes = Bytes::default();
        picked_bytes.resize(picked.len(), width);
        Quantize {
            x: &context,
            width,
            out: &mut picked_bytes,
        }
        .dispatch();
        let residual = Rows {
            values: &z,
            stride: width,
        };
        let mut y = residual.pick(picked, width);
        let mut out = Bytes::default();
        out.resize(picked.len(), width);
        AddNorm {
            product: kernels.product(&picked_bytes, &self.output, sums),
            x: &mut y,
            norm: &self.norm,
            out: &mut out,
        }
        .dispatch();
        GeluBytes {
            product: kernels.product(&out, &self.mix, sums),
            out: &mut picked_bytes,
        }
        .dispatch();
        kernels.floats(&picked_bytes, &self.out, sums)
    }
}
