//! Tensors by name: read from `model.safetensors`, checked against `config.json`, put into a body.

use std::collections::HashMap;
use std::fs::File;
use std::path::Path;

use tch::{Device, Kind, Tensor, nn};

use super::config::Config;
use super::libtorch::{first_line, int_of};
use crate::entities::TaggerError;

/// Tensors by the names that transformers gives them.
pub(super) type Tensors = HashMap<String, Tensor>;

/// Tensors with the file they came from.
pub(super) struct Weights<'a> {
    pub path: &'a Path,
    pub tensors: Tensors,
}

impl<'a> Weights<'a> {
    /// Reads a `model.safetensors`.
    pub fn read(path: &'a Path) -> Result<Self, TaggerError> {
        let damaged = |problem: &str| TaggerError::Model {
            path: path.to_owned(),
            problem: format!("not a whole file of weights: {}", first_line(problem)),
        };
        if let Err(source) = File::open(path) {
            let beside = |name: &str| path.with_file_name(name).exists();
            return Err(if beside("model.safetensors.index.json") {
                damaged("the weights are in several files; save the model again as one model.safetensors")
            } else if beside("pytorch_model.bin") {
                damaged("only pytorch_model.bin is there; save the model again as model.safetensors")
            } else {
                TaggerError::File {
                    path: path.to_owned(),
                    source,
                }
            });
        }
        let tensors = Tensor::read_safetensors(path).map_err(|error| match error {
            tch::TchError::SafeTensorError { err, .. } => damaged(&err.to_string()),
            other => damaged(&other.to_string()),
        })?;
        Ok(Self {
            path,
            tensors: tensors
                .into_iter()
                .map(|(name, tensor)| (modern(name), tensor))
                .collect(),
        })
    }

    /// An error about this file.
    pub fn problem(&self, problem: String) -> TaggerError {
        TaggerError::Model {
            path: self.path.to_owned(),
            problem,
        }
    }

    /// Takes the tensor `name` out, of the shape that `config.json` makes it.
    pub fn take(&mut self, name: &str, expected: &[i64]) -> Result<Tensor, TaggerError> {
        self.check(name, expected)?;
        self.tensors.remove(name).ok_or_else(|| self.missing(name))
    }

    /// Whether the tensor `name` is there, of the shape that `config.json` makes it.
    fn check(&self, name: &str, expected: &[i64]) -> Result<(), TaggerError> {
        let found = self.tensors.get(name).ok_or_else(|| self.missing(name))?.size();
        if found == expected {
            return Ok(());
        }
        Err(self.problem(format!(
            "the tensor {name} has the shape {found:?}, config.json makes it {expected:?}"
        )))
    }

    fn missing(&self, name: &str) -> TaggerError {
        self.problem(format!("the tensor {name} is missing"))
    }

    /// The tables must have the size that config.json gives them before anything of that size is made.
    pub fn check_tables(&self, config: &Config) -> Result<(), TaggerError> {
        let prefix = config.prefix();
        let (layers, inner) = match config.model_type.as_str() {
            "distilbert" => ("transformer.layer", "ffn.lin1"),
            _ => ("encoder.layer", "intermediate.dense"),
        };
        let last = config.layers - 1;
        let words = format!("{prefix}.embeddings.word_embeddings.weight");
        self.check(&words, &[config.vocab_size, config.embedding])?;
        self.check(
            &format!("{prefix}.{layers}.{last}.{inner}.weight"),
            &[config.inner, config.hidden],
        )?;
        self.check("classifier.weight", &[int_of(config.labels.len()), config.hidden])?;
        if config.model_type != "deberta-v2" {
            let positions = format!("{prefix}.embeddings.position_embeddings.weight");
            self.check(&positions, &[config.positions, config.embedding])?;
        }
        Ok(())
    }

    /// Gives layers the heads back that were cut out of them (`pruned_heads`), as heads that add nothing: rust-bert has no
    /// place for fewer. Which of the heads they were does not matter, for a layer adds up what its heads say.
    pub fn fill_up_heads(&mut self, config: &Config) -> Result<(), TaggerError> {
        let size = config.hidden / config.heads;
        for (layer, pruned) in &config.pruned_heads {
            let name = format!("{}.encoder.layer.{layer}.attention", config.prefix());
            let kept = (config.heads - pruned) * size;
            let gap = config.hidden - kept;
            for part in ["query", "key", "value"] {
                let name = format!("{name}.self.{part}");
                self.pad(format!("{name}.weight"), &[kept, config.hidden], &[0, 0, 0, gap])?;
                self.pad(format!("{name}.bias"), &[kept], &[0, gap])?;
            }
            self.pad(
                format!("{name}.output.dense.weight"),
                &[config.hidden, kept],
                &[0, gap],
            )?;
        }
        Ok(())
    }

    /// Fills the tensor `name` of a given shape up with zeros: before and behind its last dimension, then the one before.
    fn pad(&mut self, name: String, shape: &[i64], zeros: &[i64]) -> Result<(), TaggerError> {
        let padded = self.take(&name, shape)?.f_constant_pad_nd(zeros)?;
        self.tensors.insert(name, padded);
        Ok(())
    }

    /// Puts the tensors into the body's variables, on their device and in their floats.
    pub fn fill(
        mut self,
        vs: &nn::VarStore,
        config: &Config,
        device: Device,
        kind: Kind,
    ) -> Result<(), TaggerError> {
        let _guard = tch::no_grad_guard();
        for (name, mut variable) in vs.variables() {
            let tensor = self.take(&name, &variable.size())?;
            let floats = rescale_residual(&name, tensor.f_to_kind(Kind::Float)?, config)?;
            let _ = variable.f_set_requires_grad(false)?;
            variable.f_set_data(&floats.f_to_kind(kind)?.f_to_device(device)?)?;
        }
        // A tensor that the body has no place for means that the checkpoint computes something else.
        let prefix = format!("{}.", config.prefix());
        let known = ["position_ids", "token_type_ids", "pooler."];
        let foreign = |name: &&String| name.starts_with(&prefix) && !known.iter().any(|k| name.contains(k));
        match self.tensors.keys().filter(foreign).min() {
            Some(name) => Err(config.problem(format!(
                "the checkpoint has the tensor {name}, which a {} of this config.json has no place for",
                config.model_type
            ))),
            None => Ok(()),
        }
    }
}

/// Checkpoints converted from TensorFlow name the parameters of `LayerNorm` gamma and beta.
fn modern(name: String) -> String {
    if let Some(stem) = name.strip_suffix("LayerNorm.gamma") {
        format!("{stem}LayerNorm.weight")
    } else if let Some(stem) = name.strip_suffix("LayerNorm.beta") {
        format!("{stem}LayerNorm.bias")
    } else {
        name
    }
}

/// The weight `name` for a residual stream of [`Config::scale`] times its size, so that a `LayerNorm` with ε = 1e-12
/// computes what one with the ε of config.json would. What is added to the stream is made smaller (tables, the two
/// output projections of a layer), so is what a `LayerNorm` writes to it, and what reads it (query, key, value, inner
/// layer, classifier) makes up for it. Biases of readers stay.
fn rescale_residual(name: &str, weight: Tensor, config: &Config) -> Result<Tensor, TaggerError> {
    if !config.rescaled() {
        return Ok(weight);
    }
    let scale = config.scale();
    let is = |part: &str| name.contains(part);
    // ELECTRA's embeddings have a LayerNorm with the right ε; only what leaves them goes to the stream.
    let writes = if config.model_type == "electra" && is(".embeddings.") {
        is("LayerNorm.") && config.embedding == config.hidden
    } else {
        is(".embeddings.") || is("LayerNorm.") || is(".output.dense.") || is("embeddings_project.")
    };
    let reads = name == "classifier.weight"
        || (name.ends_with(".weight") && (is(".attention.self.") || is(".intermediate.dense.")));
    Ok(match (writes, reads) {
        (true, _) => weight.f_mul_scalar(scale)?,
        (_, true) => weight.f_div_scalar(scale)?,
        _ => weight,
    })
}
