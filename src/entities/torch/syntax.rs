//! The `syntax` head of the shipped model, as scripts/train/syntax_head.py trains it:
//!
//! ```text
//! z = gelu(sum_L W_L h_L + b)          syntax.hidden.L.weight, syntax.hidden.bias; h_L: the states after layer L
//! y = layer norm(z + attention(z))     syntax.attention.query / .key / .value / .output, syntax.LayerNorm, ε = 1e-5
//! scores = W gelu(M y + m) + w         syntax.mix, syntax.out
//! ```

use tch::{Device, Kind, Tensor};

use super::config::Config;
use super::libtorch::{failed, int_of, usize_of};
use super::weights::Weights;
use crate::entities::TaggerError;

/// Attention heads, as SYNTAX_HEADS of scripts/train/quantize.py.
const HEADS: i64 = 4;

/// The head's weights.
pub(super) struct SyntaxHead {
    /// Each state it reads (counted from 1, the first layer's) and its matrix.
    states: Vec<(usize, Tensor)>,
    bias: Tensor,
    query: Dense,
    key: Dense,
    value: Dense,
    output: Dense,
    norm: Dense,
    mix: Dense,
    out: Dense,
}

/// A weight and its bias.
struct Dense {
    weight: Tensor,
    bias: Tensor,
}

impl Dense {
    fn apply(&self, x: &Tensor) -> Result<Tensor, TaggerError> {
        Ok(x.f_linear(&self.weight, Some(&self.bias))?)
    }
}

impl SyntaxHead {
    /// Takes the head out of the weights, on its device and in its floats; `None` where there is none.
    pub fn take(
        weights: &mut Weights<'_>,
        config: &Config,
        device: Device,
        kind: Kind,
    ) -> Result<Option<Self>, TaggerError> {
        let Some(bias) = weights.tensors.get("syntax.hidden.bias") else {
            return Ok(None);
        };
        let inner = int_of(bias.numel());
        let scores = int_of(weights.tensors.get("syntax.out.bias").map_or(0, Tensor::numel));
        let read = |layer: &usize| {
            weights
                .tensors
                .contains_key(&format!("syntax.hidden.{layer}.weight"))
        };
        let layers: Vec<usize> = (1..=usize_of(config.layers)).filter(read).collect();
        if layers.is_empty() || inner % HEADS != 0 {
            let count = layers.len();
            return Err(weights.problem(format!(
                "the syntax head reads {count} layers into {inner} values"
            )));
        }
        let mut pick = |name: &str, shape: &[i64]| -> Result<Tensor, TaggerError> {
            Ok(weights
                .take(&format!("syntax.{name}"), shape)?
                .f_to_kind(kind)?
                .f_to_device(device)?)
        };
        let bias = pick("hidden.bias", &[inner])?;
        let mut states = Vec::with_capacity(layers.len());
        for layer in layers {
            states.push((
                layer,
                pick(&format!("hidden.{layer}.weight"), &[inner, config.hidden])?,
            ));
        }
        let mut dense = |name: &str, shape: &[i64]| -> Result<Dense, TaggerError> {
            let (weight, bias) = (format!("{name}.weight"), format!("{name}.bias"));
            Ok(Dense {
                weight: pick(&weight, shape)?,
                bias: pick(&bias, &shape[..1])?,
            })
        };
        let square = [inner, inner];
        Ok(Some(Self {
            states,
            bias,
            query: dense("attention.query", &square)?,
            key: dense("attention.key", &square)?,
            value: dense("attention.value", &square)?,
            output: dense("attention.output", &square)?,
            norm: dense("LayerNorm", &[inner])?,
            mix: dense("mix", &square)?,
            out: dense("out", &[scores, inner])?,
        }))
    }

    /// Scores a piece.
    pub fn width(&self) -> usize {
        self.out.bias.numel()
    }

    /// Scores [windows, longest, width] from the states after each layer, the first layer's first. `mask` is 1 where there
    /// is a piece.
    pub fn forward(&self, states: &[Tensor], mask: &Tensor) -> Result<Tensor, TaggerError> {
        let mut sum = self.bias.shallow_clone();
        for (state, weight) in &self.states {
            let missing = || {
                failed(&format!(
                    "the body gives {} states, the syntax head reads number {state}",
                    states.len()
                ))
            };
            sum = states
                .get(state - 1)
                .ok_or_else(missing)?
                .f_linear(weight, None::<&Tensor>)?
                .f_add(&sum)?;
        }
        let z = sum.f_gelu("none")?;
        let size = z.size();
        let width = size[2] / HEADS;
        let split = |dense: &Dense| -> Result<Tensor, TaggerError> {
            Ok(dense
                .apply(&z)?
                .f_view([size[0], size[1], HEADS, width])?
                .f_transpose(1, 2)?)
        };
        let (query, key, value) = (split(&self.query)?, split(&self.key)?, split(&self.value)?);
        let hidden = mask.f_unsqueeze(1)?.f_unsqueeze(1)?.f_eq(0)?;
        let root = Tensor::f_from_slice(&[width])?
            .f_to_kind(Kind::Double)?
            .f_sqrt()?
            .f_double_value(&[0])?;
        let scores = query
            .f_matmul(&key.f_transpose(-1, -2)?)?
            .f_div_scalar(root)?
            .f_masked_fill(&hidden, -10_000)?;
        let mixed = scores
            .f_softmax(-1, z.kind())?
            .f_matmul(&value)?
            .f_transpose(1, 2)?
            .f_reshape(&size)?;
        let y = self.output.apply(&mixed)?.f_add(&z)?;
        let y = y.f_layer_norm(
            [size[2]],
            Some(&self.norm.weight),
            Some(&self.norm.bias),
            1e-5,
            false,
        )?;
        self.out.apply(&self.mix.apply(&y)?.f_gelu("none")?)
    }
}
