//! DeBERTa v2 and v3 (He et al. 2021, <https://arxiv.org/abs/2006.03654> and <https://arxiv.org/abs/2111.09543>): the body of
//! CamemBERTa and mDeBERTa, as transformers computes it.
//!
//! rust-bert has this body but looks the content-to-position scores up without the shift by half the table, divides
//! position scores by the scale instead of its root, and rounds the logarithm of its buckets; hence this one.

use serde_json::Value;
use tch::{Device, Kind, Tensor, nn};

use super::config::{Config, activation};
use super::libtorch::int_of;
use crate::entities::TaggerError;

/// An encoder and its token classifier.
pub(super) struct DebertaV2 {
    words: nn::Embedding,
    positions: Option<nn::Embedding>,
    types: Option<nn::Embedding>,
    project: Option<nn::Linear>,
    norm: nn::LayerNorm,
    layers: Vec<Layer>,
    relative: Option<Relative>,
    convolution: Option<Convolution>,
    classifier: nn::Linear,
    activation: rust_bert::Activation,
    all_states: bool,
    heads: i64,
}

/// The table of relative positions, shared by all layers, and how distances are numbered in it.
struct Relative {
    table: nn::Embedding,
    norm: Option<nn::LayerNorm>,
    /// Half the table: the row of distance 0.
    span: i64,
    /// Distances beyond half of this share logarithmic buckets; none: each has its own.
    buckets: Option<i64>,
    max_distance: i64,
    content_to_position: bool,
    position_to_content: bool,
}

struct Layer {
    query: nn::Linear,
    key: nn::Linear,
    value: nn::Linear,
    position_key: Option<nn::Linear>,
    position_query: Option<nn::Linear>,
    attention_out: nn::Linear,
    attention_norm: nn::LayerNorm,
    inner: nn::Linear,
    out: nn::Linear,
    norm: nn::LayerNorm,
}

struct Convolution {
    convolution: nn::Conv1D,
    norm: nn::LayerNorm,
    activation: rust_bert::Activation,
}

impl DebertaV2 {
    pub fn new(root: &nn::Path<'_>, config: &Config, all_states: bool) -> Result<Self, TaggerError> {
        let number =
            |key: &str, default: i64| config.json.get(key).and_then(Value::as_i64).unwrap_or(default);
        let flag =
            |key: &str, default: bool| config.json.get(key).and_then(Value::as_bool).unwrap_or(default);
        let names = |key: &str| -> Vec<String> {
            match config.json.get(key) {
                Some(Value::String(text)) => text
                    .to_lowercase()
                    .split('|')
                    .map(|s| s.trim().to_owned())
                    .filter(|s| !s.is_empty() && s != "none")
                    .collect(),
                Some(Value::Array(list)) => list
                    .iter()
                    .filter_map(Value::as_str)
                    .map(str::to_lowercase)
                    .collect(),
                _ => Vec::new(),
            }
        };
        let hidden = config.hidden;
        if number("attention_head_size", hidden / config.heads) != hidden / config.heads {
            return Err(config.problem(
                "attention_head_size other than hidden_size / num_attention_heads is not supported"
                    .to_owned(),
            ));
        }
        let kinds = names("pos_att_type");
        if let Some(kind) = kinds.iter().find(|kind| !matches!(kind.as_str(), "c2p" | "p2c")) {
            return Err(config.problem(format!(
                "pos_att_type {kind:?} is not supported, only c2p and p2c"
            )));
        }
        let norms = names("norm_rel_ebd");
        if let Some(kind) = norms.iter().find(|kind| kind.as_str() != "layer_norm") {
            return Err(config.problem(format!("norm_rel_ebd {kind:?} is not supported, only layer_norm")));
        }
        let norm = |path: nn::Path<'_>, width: i64| {
            nn::layer_norm(
                path,
                vec![width],
                nn::LayerNormConfig {
                    eps: config.eps,
                    ..Default::default()
                },
            )
        };
        let dense =
            |path: nn::Path<'_>, from: i64, to: i64| nn::linear(path, from, to, nn::LinearConfig::default());
        let table = |path: nn::Path<'_>, rows: i64, width: i64| {
            nn::embedding(path, rows, width, nn::EmbeddingConfig::default())
        };

        let body = root / "deberta";
        let e = &body / "embeddings";
        let encoder = &body / "encoder";
        let kernel = number("conv_kernel_size", 0);
        let convolution = if kernel > 0 {
            let name = config
                .json
                .get("conv_act")
                .and_then(Value::as_str)
                .unwrap_or("tanh");
            let activation = activation(name)
                .ok_or_else(|| config.problem(format!("conv_act {name:?} is not supported")))?;
            let groups = number("conv_groups", 1);
            if kernel % 2 == 0 || groups < 1 || hidden % groups != 0 {
                return Err(config.problem(format!(
                    "conv_kernel_size {kernel} with conv_groups {groups} is not supported"
                )));
            }
            let shape = nn::ConvConfig {
                padding: (kernel - 1) / 2,
                groups,
                ..Default::default()
            };
            Some(Convolution {
                convolution: nn::conv1d(&encoder / "conv" / "conv", hidden, hidden, kernel, shape),
                norm: norm(&encoder / "conv" / "LayerNorm", hidden),
                activation,
            })
        } else {
            None
        };
        let relative = if flag("relative_attention", false) {
            let max_distance = Some(number("max_relative_positions", -1))
                .filter(|n| *n >= 1)
                .unwrap_or(config.positions);
            let buckets = Some(number("position_buckets", -1)).filter(|n| *n > 0);
            if let Some(buckets) = buckets.filter(|n| *n < 4 || max_distance <= n / 2 + 1) {
                return Err(config.problem(format!(
                    "position_buckets {buckets} with max_relative_positions {max_distance} is not supported"
                )));
            }
            let span = buckets.unwrap_or(max_distance);
            Some(Relative {
                table: table(&encoder / "rel_embeddings", 2 * span, hidden),
                norm: (!norms.is_empty()).then(|| norm(&encoder / "LayerNorm", hidden)),
                span,
                buckets,
                max_distance,
                content_to_position: kinds.iter().any(|k| k == "c2p"),
                position_to_content: kinds.iter().any(|k| k == "p2c"),
            })
        } else if kinds.is_empty() {
            None
        } else {
            return Err(config.problem("pos_att_type without relative_attention is not supported".to_owned()));
        };
        let own = relative.as_ref().filter(|_| !flag("share_att_key", false));
        let layers = (0..config.layers).map(|number| {
            let p = &encoder / "layer" / number;
            let a = &p / "attention" / "self";
            Layer {
                query: dense(&a / "query_proj", hidden, hidden),
                key: dense(&a / "key_proj", hidden, hidden),
                value: dense(&a / "value_proj", hidden, hidden),
                position_key: own
                    .filter(|r| r.content_to_position)
                    .map(|_| dense(&a / "pos_key_proj", hidden, hidden)),
                position_query: own
                    .filter(|r| r.position_to_content)
                    .map(|_| dense(&a / "pos_query_proj", hidden, hidden)),
                attention_out: dense(&p / "attention" / "output" / "dense", hidden, hidden),
                attention_norm: norm(&p / "attention" / "output" / "LayerNorm", hidden),
                inner: dense(&p / "intermediate" / "dense", hidden, config.inner),
                out: dense(&p / "output" / "dense", config.inner, hidden),
                norm: norm(&p / "output" / "LayerNorm", hidden),
            }
        });
        let no_bias = nn::LinearConfig {
            bias: false,
            ..Default::default()
        };
        Ok(Self {
            words: table(&e / "word_embeddings", config.vocab_size, config.embedding),
            positions: flag("position_biased_input", true)
                .then(|| table(&e / "position_embeddings", config.positions, config.embedding)),
            types: (config.types > 0)
                .then(|| table(&e / "token_type_embeddings", config.types, config.embedding)),
            project: (config.embedding != hidden)
                .then(|| nn::linear(&e / "embed_proj", config.embedding, hidden, no_bias)),
            norm: norm(&e / "LayerNorm", hidden),
            layers: layers.collect(),
            relative,
            convolution,
            classifier: dense(root / "classifier", hidden, int_of(config.labels.len())),
            activation: config.activation,
            all_states,
            heads: config.heads,
        })
    }

    /// Scores [windows, longest, labels], and the states after each layer where they were asked for.
    pub fn forward(
        &self,
        ids: &Tensor,
        mask: &Tensor,
        positions: &Tensor,
    ) -> Result<(Tensor, Option<Vec<Tensor>>), TaggerError> {
        let mut x = ids.apply(&self.words);
        if let Some(table) = &self.positions {
            x += positions.apply(table);
        }
        if let Some(table) = &self.types {
            x += ids.f_zeros_like()?.apply(table);
        }
        if let Some(project) = &self.project {
            x = x.apply(project);
        }
        let shown = mask.f_unsqueeze(-1)?.f_to_kind(x.kind())?;
        let embedded = x.apply(&self.norm) * &shown;
        // A score is masked where the piece that looks or the piece looked at is padding.
        let pairs = mask.f_unsqueeze(1)?.f_unsqueeze(2)? * mask.f_unsqueeze(1)?.f_unsqueeze(-1)?;
        let hidden = pairs.f_eq(0)?;
        let relative = match &self.relative {
            Some(relative) => Some(relative.prepare(mask.size()[1], mask.device())?),
            None => None,
        };
        let mut states = self.all_states.then(Vec::new);
        let mut x = embedded.shallow_clone();
        for (number, layer) in self.layers.iter().enumerate() {
            x = layer.forward(&x, &hidden, relative.as_ref(), self.heads, self.activation)?;
            if let (0, Some(convolution)) = (number, &self.convolution) {
                x = convolution.forward(&embedded, &x, mask, &shown)?;
            }
            if let Some(states) = &mut states {
                states.push(x.shallow_clone());
            }
        }
        Ok((x.apply(&self.classifier), states))
    }
}

/// What every layer needs of the relative positions of one batch.
struct Prepared<'a> {
    relative: &'a Relative,
    /// [2 * span, hidden], normalised.
    rows: Tensor,
    /// Row of the distance from query to key, [longest, longest].
    content_to_position: Tensor,
    /// Row of the distance from key to query.
    position_to_content: Tensor,
}

impl Relative {
    fn prepare(&self, length: i64, device: Device) -> Result<Prepared<'_>, TaggerError> {
        let rows = match &self.norm {
            Some(norm) => self.table.ws.apply(norm),
            None => self.table.ws.shallow_clone(),
        };
        let at = Tensor::f_arange(length, (Kind::Int64, Device::Cpu))?;
        let mut distance = at.f_unsqueeze(-1)?.f_sub(&at.f_unsqueeze(0)?)?;
        if let Some(buckets) = self.buckets {
            distance = bucketed(&distance, buckets, self.max_distance)?;
        }
        let distance = distance.f_to_device(device)?;
        let top = 2 * self.span - 1;
        Ok(Prepared {
            relative: self,
            rows,
            content_to_position: distance.f_add_scalar(self.span)?.f_clamp(0, top)?,
            position_to_content: distance.f_neg()?.f_add_scalar(self.span)?.f_clamp(0, top)?,
        })
    }
}

/// Distances up to half the buckets as they are, longer ones on a logarithmic scale; in 32-bit floats, as transformers.
fn bucketed(distance: &Tensor, buckets: i64, max_distance: i64) -> Result<Tensor, TaggerError> {
    let mid = buckets / 2;
    let size = distance.f_abs()?;
    let near = size.f_lt(mid)?;
    let size = size.f_masked_fill(&near, mid - 1)?;
    let floats =
        |n: i64, d: i64| -> Result<Tensor, TaggerError> { Ok(Tensor::f_from_slice(&[n])?.f_div_scalar(d)?) };
    let log = size.f_div_scalar(mid)?.f_log()? / floats(max_distance - 1, mid)?.f_log()?;
    let far = (log * (mid - 1)).f_ceil()?.f_add_scalar(mid)? * distance.f_sign()?;
    Ok(distance.f_where_self(&size.f_le(mid)?, &far.f_to_kind(Kind::Int64)?)?)
}

impl Layer {
    fn forward(
        &self,
        x: &Tensor,
        hidden: &Tensor,
        relative: Option<&Prepared<'_>>,
        heads: i64,
        activation: rust_bert::Activation,
    ) -> Result<Tensor, TaggerError> {
        let width = x.size()[2];
        let split = |y: Tensor| -> Result<Tensor, TaggerError> {
            let size = y.size();
            Ok(y.f_view([size[0], size[1], heads, width / heads])?
                .f_transpose(1, 2)?)
        };
        let (query, key, value) = (
            split(x.apply(&self.query))?,
            split(x.apply(&self.key))?,
            split(x.apply(&self.value))?,
        );
        let parts = match relative {
            Some(r) => {
                1 + i64::from(r.relative.content_to_position) + i64::from(r.relative.position_to_content)
            }
            None => 1,
        };
        let scale = as_float(width / heads * parts).sqrt();
        let mut scores = query.f_matmul(&key.f_transpose(-1, -2)?)?;
        if let Some(prepared) = relative {
            let rows = prepared.rows.f_unsqueeze(0)?;
            let full = scores.size();
            if prepared.relative.content_to_position {
                let keys = split(rows.apply(self.position_key.as_ref().unwrap_or(&self.key)))?;
                let by_row = query.f_matmul(&keys.f_transpose(-1, -2)?)?;
                scores += by_row.f_gather(-1, &prepared.content_to_position.f_expand(&full, true)?, false)?;
            }
            if prepared.relative.position_to_content {
                let queries = split(rows.apply(self.position_query.as_ref().unwrap_or(&self.query)))?;
                let by_row = key.f_matmul(&queries.f_transpose(-1, -2)?)?;
                let picked =
                    by_row.f_gather(-1, &prepared.position_to_content.f_expand(&full, true)?, false)?;
                scores += picked.f_transpose(-1, -2)?;
            }
        }
        let scores = scores.f_div_scalar(scale)?.f_masked_fill(hidden, -10_000)?;
        let mixed = scores.f_softmax(-1, scores.kind())?.f_matmul(&value)?;
        let size = x.size();
        let mixed = mixed
            .f_transpose(1, 2)?
            .f_contiguous()?
            .f_view([size[0], size[1], width])?;
        let x = (mixed.apply(&self.attention_out) + x).apply(&self.attention_norm);
        let inner = activation.get_function().get_fn()(&x.apply(&self.inner));
        Ok((inner.apply(&self.out) + &x).apply(&self.norm))
    }
}

impl Convolution {
    /// Added to what the first layer gives, from what was fed to it.
    fn forward(
        &self,
        embedded: &Tensor,
        x: &Tensor,
        mask: &Tensor,
        shown: &Tensor,
    ) -> Result<Tensor, TaggerError> {
        let y = embedded
            .f_transpose(1, 2)?
            .apply(&self.convolution)
            .f_transpose(1, 2)?;
        let y = y.f_masked_fill(&mask.f_unsqueeze(-1)?.f_eq(0)?, 0)?;
        let y = self.activation.get_function().get_fn()(&y);
        Ok((x + y).apply(&self.norm) * shown)
    }
}

/// A width or a count as a float; all are far below 2^53.
#[allow(clippy::cast_precision_loss)]
fn as_float(n: i64) -> f64 {
    n as f64
}
