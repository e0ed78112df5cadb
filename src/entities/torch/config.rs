//! `config.json`: what the forward pass needs of it, and every option that would be computed wrongly, refused.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use rust_bert::Activation;
use serde_json::Value;

use super::libtorch::{int_of, usize_of};
use super::{MODEL_TYPES, Precision};
use crate::entities::{Labels, TaggerError};

/// The ε that rust-bert's BERT encoder gives to every `LayerNorm`.
const RUST_BERT_EPS: f64 = 1e-12;

/// What the forward pass needs of a config.json.
#[derive(Clone, Debug)]
pub(super) struct Config {
    /// The file, for messages.
    pub path: PathBuf,
    pub model_type: String,
    pub labels: Labels,
    pub hidden: i64,
    pub embedding: i64,
    pub inner: i64,
    pub heads: i64,
    /// How many heads each layer lacks; layers that lack none need not be there.
    pub pruned_heads: HashMap<i64, i64>,
    pub layers: i64,
    pub positions: i64,
    pub types: i64,
    pub vocab_size: i64,
    pub pad: i64,
    pub eps: f64,
    pub activation: Activation,
    /// RoBERTa's way: the first piece has the position `pad` + 1.
    pub positions_from_pad: bool,
    pub json: Value,
}

impl Config {
    /// Reads the text of the file `path`.
    pub fn parse(path: &Path, text: &str) -> Result<Self, TaggerError> {
        let problem = |problem: String| TaggerError::Model {
            path: path.to_owned(),
            problem,
        };
        let json: Value =
            serde_json::from_str(text).map_err(|error| problem(format!("not JSON: {error}")))?;
        if !json.is_object() {
            return Err(problem("not a JSON object".into()));
        }
        let model_type = json.get("model_type").and_then(Value::as_str);
        let model_type = model_type
            .ok_or_else(|| problem("it has no model_type".into()))?
            .to_owned();
        if !MODEL_TYPES.contains(&model_type.as_str()) {
            let why = match model_type.as_str() {
                "deberta" => {
                    " (rust-bert bounds its distances by the number of heads, so its answers would be wrong)"
                }
                _ => "",
            };
            let supported = MODEL_TYPES.join(", ");
            return Err(problem(format!(
                "model_type {model_type:?} is not supported{why}; supported: {supported}"
            )));
        }
        let number = |key: &str, default: Option<i64>| match json.get(key).filter(|v| !v.is_null()) {
            Some(value) => value
                .as_i64()
                .filter(|n| (0..1 << 31).contains(n))
                .ok_or_else(|| problem(format!("{key} is {value}, not a number that a model could have"))),
            None => default.ok_or_else(|| problem(format!("it has no {key}"))),
        };
        let distil = model_type == "distilbert";
        let electra = model_type == "electra";
        let roberta = matches!(model_type.as_str(), "roberta" | "camembert" | "xlm-roberta");
        let untyped = distil || model_type == "deberta-v2";
        let named = |key: &'static str, of_distil: &'static str| if distil { of_distil } else { key };
        let hidden = number(named("hidden_size", "dim"), None)?;
        Ok(Self {
            labels: labels(&json, path)?,
            hidden,
            embedding: number("embedding_size", Some(if electra { 128 } else { hidden }))?,
            inner: number(named("intermediate_size", "hidden_dim"), None)?,
            heads: number(named("num_attention_heads", "n_heads"), None)?,
            pruned_heads: pruned_heads(&json).map_err(problem)?,
            layers: number(named("num_hidden_layers", "n_layers"), None)?,
            positions: number("max_position_embeddings", Some(512))?,
            types: number("type_vocab_size", Some(if untyped { 0 } else { 2 }))?,
            vocab_size: number("vocab_size", None)?,
            pad: number("pad_token_id", Some(i64::from(roberta)))?,
            eps: eps(&json, &model_type, path)?,
            activation: hidden_activation(&json, named("hidden_act", "activation"), path)?,
            positions_from_pad: roberta,
            path: path.to_owned(),
            model_type,
            json,
        })
    }

    /// An error about this file.
    pub fn problem(&self, problem: String) -> TaggerError {
        TaggerError::Model {
            path: self.path.clone(),
            problem,
        }
    }

    /// Options that would make rust-bert panic or compute something else.
    pub fn check(&self, precision: Precision) -> Result<(), TaggerError> {
        for (name, value) in [
            ("hidden size", self.hidden),
            ("inner size", self.inner),
            ("number of heads", self.heads),
            ("number of layers", self.layers),
            ("vocab_size", self.vocab_size),
            ("max_position_embeddings", self.positions),
        ] {
            if value < 1 {
                return Err(self.problem(format!("the {name} is {value}")));
            }
        }
        let (hidden, heads, pad) = (self.hidden, self.heads, self.pad);
        if hidden % heads != 0 {
            return Err(self.problem(format!(
                "the hidden size {hidden} is not a multiple of the {heads} heads"
            )));
        }
        if let Some((layer, pruned)) = self.pruned_heads.iter().find(|(_, pruned)| **pruned >= heads) {
            return Err(self.problem(format!(
                "pruned_heads takes {pruned} of the {heads} heads of layer {layer}"
            )));
        }
        if !self.pruned_heads.is_empty() && matches!(self.model_type.as_str(), "distilbert" | "deberta-v2") {
            let model_type = &self.model_type;
            return Err(self.problem(format!("pruned_heads is not supported for {model_type}")));
        }
        if pad >= self.vocab_size {
            let size = self.vocab_size;
            return Err(self.problem(format!("pad_token_id {pad} is outside the vocabulary of {size}")));
        }
        if self.max_pieces() < 3 {
            let positions = self.positions;
            return Err(self.problem(format!(
                "max_position_embeddings {positions} leaves no room for text"
            )));
        }
        let kind = self.json.get("position_embedding_type").and_then(Value::as_str);
        if let Some(kind) = kind.filter(|kind| *kind != "absolute") {
            return Err(self.problem(format!(
                "position_embedding_type {kind:?} is not supported, only \"absolute\""
            )));
        }
        for key in ["is_decoder", "add_cross_attention"] {
            if self.json.get(key).and_then(Value::as_bool).unwrap_or(false) {
                return Err(self.problem(format!("{key} is set: only encoders are supported")));
            }
        }
        if self.rescaled() && precision == Precision::Fp16 {
            let eps = self.eps;
            return Err(self.problem(format!(
                "fp16 is not exact for layer_norm_eps {eps:e}: rust-bert computes with 1e-12; use bf16 or fp32"
            )));
        }
        Ok(())
    }

    /// The name under which transformers keeps the body's tensors.
    pub fn prefix(&self) -> &'static str {
        match self.model_type.as_str() {
            "bert" => "bert",
            "distilbert" => "distilbert",
            "electra" => "electra",
            "deberta-v2" => "deberta",
            _ => "roberta",
        }
    }

    /// The most pieces a window may have.
    pub fn max_pieces(&self) -> usize {
        let taken = if self.positions_from_pad { self.pad + 1 } else { 0 };
        usize_of((self.positions - taken).max(0))
    }

    /// Whether rust-bert's own ε is another than the model's.
    pub fn rescaled(&self) -> bool {
        let fixed = !matches!(self.model_type.as_str(), "distilbert" | "deberta-v2");
        fixed && (RUST_BERT_EPS / self.eps - 1.0).abs() > 1e-3
    }

    /// The size at which the residual stream is carried: √(1e-12 / ε), 1 where rust-bert's own ε is meant.
    pub fn scale(&self) -> f64 {
        if self.rescaled() {
            (RUST_BERT_EPS / self.eps).sqrt()
        } else {
            1.0
        }
    }
}

/// How many heads `pruned_heads` cuts out of each layer: `{"2": [0, 5]}` is two of the third.
fn pruned_heads(json: &Value) -> Result<HashMap<i64, i64>, String> {
    let Some(table) = json.get("pruned_heads").filter(|v| !v.is_null()) else {
        return Ok(HashMap::new());
    };
    let lists = table.as_object().into_iter().flatten();
    let counts: Option<HashMap<i64, i64>> = lists
        .map(|(layer, heads)| Some((layer.parse().ok()?, int_of(heads.as_array()?.len()))))
        .collect();
    counts
        .filter(|_| table.is_object())
        .ok_or_else(|| format!("pruned_heads is {table}, not a list of heads for each layer"))
}

/// The ε of every `LayerNorm`.
fn eps(json: &Value, model_type: &str, path: &Path) -> Result<f64, TaggerError> {
    let value = json.get("layer_norm_eps").filter(|v| !v.is_null());
    match (model_type, value) {
        ("distilbert", _) => Ok(1e-12),
        (_, Some(value)) => {
            value
                .as_f64()
                .filter(|e| *e > 0.0 && *e < 1.0)
                .ok_or_else(|| TaggerError::Model {
                    path: path.to_owned(),
                    problem: format!("layer_norm_eps is {value}"),
                })
        }
        ("deberta-v2", None) => Ok(1e-7),
        _ => Ok(1e-12),
    }
}

/// The activation that `key` names, GELU without it.
fn hidden_activation(json: &Value, key: &str, path: &Path) -> Result<Activation, TaggerError> {
    let name = json.get(key).and_then(Value::as_str).unwrap_or("gelu");
    activation(name).ok_or_else(|| TaggerError::Model {
        path: path.to_owned(),
        problem: format!(
            "{key} {name:?} is not supported; supported: gelu, gelu_new, relu, silu, mish, tanh"
        ),
    })
}

/// rust-bert's name of an activation that transformers names so; the approximations of GELU by tanh are one function.
pub(super) fn activation(name: &str) -> Option<Activation> {
    Some(match name {
        "gelu" | "gelu_python" => Activation::gelu,
        "gelu_new" | "gelu_fast" | "gelu_pytorch_tanh" | "gelu_accurate" => Activation::gelu_new,
        "relu" => Activation::relu,
        "silu" | "swish" => Activation::swish,
        "mish" => Activation::mish,
        "tanh" => Activation::tanh,
        "linear" => Activation::identity,
        _ => return None,
    })
}

/// `id2label`, which must be BIO.
fn labels(json: &Value, path: &Path) -> Result<Labels, TaggerError> {
    let problem = |problem: String| TaggerError::Model {
        path: path.to_owned(),
        problem,
    };
    let table = json
        .get("id2label")
        .and_then(Value::as_object)
        .filter(|table| !table.is_empty());
    let table =
        table.ok_or_else(|| problem("it has no id2label: not a token-classification model".into()))?;
    let label = |number: usize| {
        let label = table
            .get(&number.to_string())
            .and_then(Value::as_str)
            .map(str::to_owned);
        let count = table.len();
        label.ok_or_else(|| {
            problem(format!(
                "id2label has {count} labels but none with the number {number}"
            ))
        })
    };
    let names = (0..table.len()).map(label).collect::<Result<Vec<_>, _>>()?;
    Labels::new(names).map_err(|e| problem(e.to_string()))
}
