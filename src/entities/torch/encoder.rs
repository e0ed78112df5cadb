//! A model on its device: a batch of windows of piece numbers goes in, scores come out.

use std::fs;
use std::path::Path;

use tch::{Device, Kind, nn};

use super::batch::{Batch, unpad};
use super::bodies::Body;
use super::config::Config;
use super::device::{DeviceChoice, Precision, device_name};
use super::libtorch::{guarded, prepare};
use super::onnx;
use super::syntax::SyntaxHead;
use super::weights::Weights;
use crate::entities::shipped::Package;
use crate::entities::{Labels, TaggerError};

/// An encoder with its heads, on its device. It may be shared between threads and called by several at once.
pub struct Encoder {
    network: Network,
    config: Config,
    device: Device,
    device_reason: String,
    precision: Precision,
}

struct Network {
    body: Body,
    syntax: Option<SyntaxHead>,
}

// SAFETY: tch leaves its tensors without Sync because a shared reference lets code change them in place. A network is
// never changed once it is built: the forward pass only reads its weights, which libtorch allows to any number of
// threads.
#[allow(unsafe_code, reason = "tensors that are only read")]
unsafe impl Sync for Network {}

/// The scores of a batch of windows, each without padding.
#[derive(Clone, Debug, PartialEq)]
pub struct BatchScores {
    /// For each window, pieces × labels scores (logits), piece after piece.
    pub logits: Vec<Vec<f32>>,
    /// For each window, pieces × [`Encoder::syntax_width`] scores of the second head, where the model has one.
    pub syntax: Option<Vec<Vec<f32>>>,
}

impl Encoder {
    /// Loads a Hugging Face token-classification folder: config.json and model.safetensors (fp32, fp16 or bf16).
    ///
    /// # Errors
    /// A file that is missing or damaged, a body or an option that is not supported (see [`super::MODEL_TYPES`]),
    /// labels that are not BIO, weights that do not fit config.json, a device that is not there.
    pub fn load(folder: &Path, device: DeviceChoice, precision: Precision) -> Result<Self, TaggerError> {
        let path = folder.join("config.json");
        let text = fs::read_to_string(&path).map_err(|source| TaggerError::File {
            path: path.clone(),
            source,
        })?;
        let config = Config::parse(&path, &text)?;
        let weights = folder.join("model.safetensors");
        Self::build(config, || Weights::read(&weights), device, precision)
    }

    /// Loads a shipped model, or one laid out like it: the 8-bit weights of its ONNX file as floats.
    ///
    /// # Errors
    /// As [`Encoder::load`].
    pub fn of_package(
        package: &Package,
        device: DeviceChoice,
        precision: Precision,
    ) -> Result<Self, TaggerError> {
        let path = package.origin.join("config.json");
        let problem = |problem: &str| TaggerError::Model {
            path: path.clone(),
            problem: problem.into(),
        };
        let missing = "the engine torch needs it beside model.onnx: copy the model again";
        let config = package.config.as_deref().ok_or_else(|| problem(missing))?;
        let config = Config::parse(
            &path,
            std::str::from_utf8(config).map_err(|_| problem("not UTF-8"))?,
        )?;
        if config.labels != package.labels {
            return Err(problem("its id2label is not the list of labels in manifest.json"));
        }
        let weights = package.origin.join("model.onnx");
        let encoder = Self::build(config, || onnx::weights(&weights, package), device, precision)?;
        let (found, expected) = (
            encoder.syntax_width(),
            package.layout.as_ref().map_or(0, |l| l.width()),
        );
        if found != expected {
            return Err(TaggerError::Model {
                path: weights,
                problem: format!("its second head has {found} columns, manifest.json names {expected}"),
            });
        }
        Ok(encoder)
    }

    fn build<'a>(
        config: Config,
        weights: impl FnOnce() -> Result<Weights<'a>, TaggerError>,
        choice: DeviceChoice,
        precision: Precision,
    ) -> Result<Self, TaggerError> {
        prepare();
        let (device, device_reason) = choice.choose()?;
        config.check(precision)?;
        let kind = precision.kind();
        // What the checks did not foresee, rust-bert's constructors panic on; so may libtorch when memory runs out.
        let network = guarded(|| Network::new(&config, weights()?, device, kind))??;
        let encoder = Self {
            network,
            config,
            device,
            device_reason,
            precision,
        };
        // An operation that this device lacks for these floats shows itself here, not in the middle of a corpus.
        encoder.forward(&[&[0, 1, 0][..], &[0, 1]])?;
        Ok(encoder)
    }

    /// The labels, in the order of the scores.
    #[must_use]
    pub fn labels(&self) -> &Labels {
        &self.config.labels
    }

    /// How many scores the second head gives a piece; 0 where the model has no such head.
    #[must_use]
    pub fn syntax_width(&self) -> usize {
        self.network.syntax.as_ref().map_or(0, SyntaxHead::width)
    }

    /// The most pieces a window may have, the special ones included.
    #[must_use]
    pub fn max_pieces(&self) -> usize {
        self.config.max_pieces()
    }

    /// `cpu` or `cuda:N`.
    #[must_use]
    pub fn device(&self) -> String {
        device_name(self.device)
    }

    /// Why this device and not another.
    #[must_use]
    pub fn device_reason(&self) -> &str {
        &self.device_reason
    }

    /// The floats computed with.
    #[must_use]
    pub fn precision(&self) -> Precision {
        self.precision
    }

    /// What a user should know before a long run.
    #[must_use]
    pub fn note(&self) -> Option<String> {
        self.precision.note(self.device)
    }

    /// The scores of one batch of windows of piece numbers (special pieces included), on the calling thread. Padding
    /// and its mask are made here; a window's scores do not depend on its neighbours but for the last digits of float
    /// rounding.
    ///
    /// # Errors
    /// An empty or too long window, a piece outside the vocabulary, or what libtorch refuses.
    pub fn forward<W: AsRef<[i64]>>(&self, windows: &[W]) -> Result<BatchScores, TaggerError> {
        let windows: Vec<&[i64]> = windows.iter().map(AsRef::as_ref).collect();
        for (number, window) in windows.iter().enumerate() {
            self.check(window).map_err(|problem| TaggerError::Engine {
                engine: "torch",
                message: format!("window {number}: {problem}"),
            })?;
        }
        if windows.is_empty() {
            let syntax = self.network.syntax.as_ref().map(|_| Vec::new());
            return Ok(BatchScores {
                logits: Vec::new(),
                syntax,
            });
        }
        guarded(|| tch::no_grad(|| self.forward_unguarded(&windows)))?
    }

    /// Whether the model can take a window.
    fn check(&self, window: &[i64]) -> Result<(), String> {
        let (most, vocabulary) = (self.max_pieces(), self.config.vocab_size);
        match window.iter().find(|id| !(0..vocabulary).contains(id)) {
            _ if window.is_empty() => Err("it is empty".into()),
            _ if window.len() > most => {
                Err(format!("it has {} pieces, the model takes {most}", window.len()))
            }
            Some(id) => Err(format!("piece {id} is outside the vocabulary of {vocabulary}")),
            None => Ok(()),
        }
    }

    fn forward_unguarded(&self, windows: &[&[i64]]) -> Result<BatchScores, TaggerError> {
        let batch = Batch::new(windows, self.config.pad, self.device)?;
        let (logits, states) = self
            .network
            .body
            .forward(&batch, &self.config, self.precision.kind())?;
        let syntax = match &self.network.syntax {
            None => None,
            Some(head) => Some(unpad(&head.forward(&states, &batch.mask)?, windows)?),
        };
        Ok(BatchScores {
            logits: unpad(&logits, windows)?,
            syntax,
        })
    }
}

impl Network {
    fn new(
        config: &Config,
        mut weights: Weights<'_>,
        device: Device,
        kind: Kind,
    ) -> Result<Self, TaggerError> {
        let syntax = SyntaxHead::take(&mut weights, config, device, kind)?;
        if syntax.is_some() && config.rescaled() {
            let eps = config.eps;
            return Err(config.problem(format!("a syntax head needs layer_norm_eps 1e-12, it is {eps:e}")));
        }
        weights.check_tables(config)?;
        weights.fill_up_heads(config)?;
        let vs = nn::VarStore::new(Device::Cpu);
        let body = Body::new(&vs, config, syntax.is_some())?;
        weights.fill(&vs, config, device, kind)?;
        Ok(Self { body, syntax })
    }
}
