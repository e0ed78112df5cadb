//! The engine `torch`: rust-bert's encoders on libtorch, on the CPU or a CUDA device, in fp32, bf16 or fp16.
//!
//! It runs two kinds of model: a Hugging Face token-classification folder (config.json, tokenizer.json,
//! model.safetensors), and the shipped ONNX file or a folder laid out like `models/`, whose 8-bit weights are turned
//! back into floats. [`Torch`] cuts windows into batches and gives their scores back in order; [`Encoder`] owns the
//! forward pass of one batch. libtorch is named in this folder and nowhere else.
//!
//! rust-bert is used for what it computes as transformers does. Where it does not, either what is fed to it makes up
//! for that exactly, or the model is refused with a line that says why. Its differences, found by reading and by
//! `tests/checkpoints.rs`:
//!
//! * The `LayerNorm` of its BERT encoder has ε = 1e-12 whatever config.json says, and RoBERTa, CamemBERT and XLM-R want
//!   1e-5. LayerNorm(x, ε) = LayerNorm(c·x, c²·ε), so the residual stream is carried at c = √(1e-12 / ε) of its size:
//!   see `weights::rescale_residual`. In fp16 those values would be too small to be exact: refused.
//! * RoBERTa's padding index is fixed at 1: positions are counted here, with the padding index of config.json.
//! * ELECTRA adds the mask to the scores as it comes (0 or 1), so that padding is seen: it is given an additive mask.
//! * DeBERTa v2 looks up the content-to-position scores without the shift by half a table and divides by the scale
//!   instead of its root. Nothing can make up for a lost sign: the body in `deberta_v2` replaces it.
//! * DeBERTa (first version) bounds distances by the number of heads instead of the length: refused.
//!
//! ```no_run
//! use guillemet::entities::shipped::Choice;
//! use guillemet::entities::{Tagger, torch};
//!
//! let tagger = torch::open(Choice::Folder("camembert-ner".as_ref()), "auto", "fp32", None)?;
//! println!("{} on {}", tagger.description().model, tagger.description().device);
//! # Ok::<(), guillemet::entities::TaggerError>(())
//! ```

mod batch;
mod bodies;
mod config;
mod deberta_v2;
mod device;
mod encoder;
mod libtorch;
mod onnx;
mod syntax;
mod weights;

pub use device::{DeviceChoice, Precision};
pub use encoder::{BatchScores, Encoder};
pub use libtorch::{LIBTORCH_VERSION, loaded_libtorch};

use std::fs::{self, File};
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use super::shipped::{Choice, Package};
use super::{Calibration, Description, Labels, Scores, Tagger, TaggerError, Window};
use crate::tokens::Pieces;
use crate::tokens::morphology::Layout;

/// What `model_type` of a config.json may be.
pub const MODEL_TYPES: [&str; 7] = [
    "bert",
    "roberta",
    "camembert",
    "xlm-roberta",
    "distilbert",
    "electra",
    "deberta-v2",
];

/// Padded pieces in a batch on the CPU: every window runs alone, so that its scores are the same to the last bit
/// whatever stands beside it and however many threads there are. Batches of 512 pieces would save a sixth of the time
/// (50 articles, fp32: 13.4 s of CPU against 15.8 s), larger ones less, since they leave the caches.
const BATCH_ON_CPU: usize = 1;

/// Padded pieces in a batch on a CUDA device, which small batches leave idle. Scores then depend on the batch in their
/// last digits.
const BATCH_ON_CUDA: usize = 64 * 256;

/// The model of `choice` as a [`Tagger`]. `device` is `auto`, `cpu`, `cuda` or `cuda:N`;
/// `precision` is `fp32`, `bf16` or `fp16`; `threads` share the windows on the CPU, one for each processor if `None`.
///
/// # Errors
/// When there is no such device or number format, or as [`Torch::open`].
pub fn open(
    choice: Choice<'_>,
    device: &str,
    precision: &str,
    threads: Option<NonZeroUsize>,
) -> Result<Box<dyn Tagger>, TaggerError> {
    Ok(Box::new(Torch::open(
        choice,
        device.parse()?,
        precision.parse()?,
        threads,
    )?))
}

/// The engine with its model.
pub struct Torch {
    encoder: Encoder,
    calibration: Calibration,
    layout: Option<Layout>,
    pieces: Pieces,
    name: String,
    sha256: String,
    threads: usize,
}

impl Torch {
    /// The model of `choice`.
    ///
    /// # Errors
    /// A folder or file that is missing, damaged or not the one that its manifest names; a body or an option that is
    /// not supported; labels that are not BIO; a device that is not there.
    pub fn open(
        choice: Choice<'_>,
        device: DeviceChoice,
        precision: Precision,
        threads: Option<NonZeroUsize>,
    ) -> Result<Self, TaggerError> {
        let threads = threads
            .or_else(|| std::thread::available_parallelism().ok())
            .map_or(1, NonZeroUsize::get);
        let package = match choice {
            Choice::Folder(folder) if !folder.join("manifest.json").exists() => {
                return Self::hugging_face(folder, device, precision, threads);
            }
            _ => Package::open(choice)?,
        };
        let encoder = Encoder::of_package(&package, device, precision)?;
        let Package {
            calibration,
            layout,
            pieces,
            name,
            sha256,
            ..
        } = package;
        Ok(Self {
            encoder,
            calibration,
            layout,
            pieces,
            name,
            sha256,
            threads,
        })
    }

    fn hugging_face(
        folder: &Path,
        device: DeviceChoice,
        precision: Precision,
        threads: usize,
    ) -> Result<Self, TaggerError> {
        if !folder.is_dir() {
            let problem =
                "no such folder: name one that holds config.json, tokenizer.json and model.safetensors"
                    .into();
            return Err(TaggerError::Model {
                path: folder.to_owned(),
                problem,
            });
        }
        let encoder = Encoder::load(folder, device, precision)?;
        let path = folder.join("tokenizer.json");
        let tokenizer = fs::read(&path).map_err(|source| TaggerError::File {
            path: path.clone(),
            source,
        })?;
        let pieces = Pieces::from_bytes(&tokenizer).map_err(|e| TaggerError::Model {
            path,
            problem: e.to_string(),
        })?;
        let weights = folder.join("model.safetensors");
        let sha256 = sha256_of(&weights).map_err(|source| TaggerError::File {
            path: weights,
            source,
        })?;
        let name = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
        let name = name
            .file_name()
            .map_or_else(|| "model".into(), |n| n.to_string_lossy().into_owned());
        Ok(Self {
            encoder,
            calibration: Calibration::NONE,
            layout: None,
            pieces,
            name,
            sha256,
            threads,
        })
    }

    /// Pads `windows[at]` for each `at` into one batch and keeps the rows of their words.
    fn score(&self, windows: &[Window], batch: &[usize]) -> Result<Vec<Scores>, TaggerError> {
        let ids: Vec<Vec<i64>> = batch
            .iter()
            .map(|&at| windows[at].ids.iter().map(|&id| i64::from(id)).collect())
            .collect();
        let scores = self.encoder.forward(&ids)?;
        let widths = (self.encoder.labels().len(), self.encoder.syntax_width());
        let mut out = Vec::with_capacity(batch.len());
        for (number, &at) in batch.iter().enumerate() {
            let heads = &windows[at].heads;
            let entities = gather(&scores.logits[number], heads, widths.0);
            let syntax = scores.syntax.as_ref().filter(|_| self.layout.is_some());
            let morphology = syntax.map_or_else(Vec::new, |s| gather(&s[number], heads, widths.1));
            out.push(Scores { entities, morphology });
        }
        Ok(out)
    }
}

/// The rows `heads` of `scores`, each of `width` columns.
fn gather(scores: &[f32], heads: &[u32], width: usize) -> Vec<f32> {
    heads
        .iter()
        .flat_map(|&head| &scores[head as usize * width..][..width])
        .copied()
        .collect()
}

/// SHA-256 of a file, read in pieces.
fn sha256_of(path: &Path) -> std::io::Result<String> {
    use sha2::Digest;
    let mut hasher = sha2::Sha256::new();
    std::io::copy(&mut File::open(path)?, &mut hasher)?;
    Ok(hasher.finalize().iter().map(|b| format!("{b:02x}")).collect())
}

/// Cuts `windows` into batches of at most `budget` padded pieces, at least one window each; the longest come first.
fn batches(windows: &[Window], budget: usize) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..windows.len()).collect();
    order.sort_by_key(|&at| std::cmp::Reverse(windows[at].ids.len()));
    let mut out: Vec<Vec<usize>> = Vec::new();
    let mut longest = 0;
    for at in order {
        match out.last_mut() {
            Some(batch) if (batch.len() + 1) * longest <= budget => batch.push(at),
            _ => {
                longest = windows[at].ids.len();
                out.push(vec![at]);
            }
        }
    }
    out
}

impl Tagger for Torch {
    fn description(&self) -> Description {
        let (home, version) = loaded_libtorch();
        let place = home.map_or_else(String::new, |home| format!(" in {}", home.display()));
        Description {
            engine: format!("torch {LIBTORCH_VERSION}"),
            model: self.name.clone(),
            model_sha256: self.sha256.clone(),
            device: self.encoder.device(),
            device_reason: self.encoder.device_reason().to_owned(),
            precision: self.encoder.precision().to_string(),
            library: Some(format!("libtorch {version}{place}")),
            note: self.encoder.note(),
        }
    }

    fn labels(&self) -> &Labels {
        self.encoder.labels()
    }

    fn calibration(&self) -> &Calibration {
        &self.calibration
    }

    fn layout(&self) -> Option<&Layout> {
        self.layout.as_ref()
    }

    fn pieces(&self) -> &Pieces {
        &self.pieces
    }

    fn max_pieces(&self) -> usize {
        self.encoder.max_pieces()
    }

    fn tag(&self, windows: &[Window]) -> Result<Vec<Scores>, TaggerError> {
        let on_cpu = self.encoder.device() == "cpu";
        let batches = batches(windows, if on_cpu { BATCH_ON_CPU } else { BATCH_ON_CUDA });
        let workers = if on_cpu {
            self.threads.min(batches.len())
        } else {
            1
        };
        let next = AtomicUsize::new(0);
        let answers: Mutex<Vec<Option<Scores>>> = Mutex::new(vec![None; windows.len()]);
        let work = || -> Result<(), TaggerError> {
            while let Some(batch) = batches.get(next.fetch_add(1, Ordering::Relaxed)) {
                let scores = self.score(windows, batch)?;
                let mut answers = answers.lock().unwrap_or_else(PoisonError::into_inner);
                for (&at, scores) in batch.iter().zip(scores) {
                    answers[at] = Some(scores);
                }
            }
            Ok(())
        };
        std::thread::scope(|scope| {
            let others: Vec<_> = (1..workers).map(|_| scope.spawn(work)).collect();
            let mut result = work();
            for other in others {
                let lost = |_| Err(libtorch::failed("a worker was lost"));
                result = result.and(other.join().unwrap_or_else(lost));
            }
            result
        })?;
        let answers = answers.into_inner().unwrap_or_else(PoisonError::into_inner);
        answers
            .into_iter()
            .map(|a| a.ok_or_else(|| libtorch::failed("a window got no answer")))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batches_keep_to_their_budget() {
        let window = |len: usize| Window {
            ids: vec![0; len],
            heads: vec![0],
            words: 0..1,
        };
        let windows = [5, 100, 7, 90, 5000, 50].map(window);
        assert_eq!(batches(&windows, 200), [vec![4], vec![1, 3], vec![5, 2, 0]]);
        assert_eq!(batches(&windows, 1), [[4], [1], [3], [5], [2], [0]]);
        assert!(batches(&[], 200).is_empty());
    }
}
