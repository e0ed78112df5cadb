//! The engine `rten`: a shipped model in integers, on any processor, in pure Rust.
//!
//! Owns: the encoder's forward pass (`encoder`), its fused steps between two products (`rows`) and its weights; the
//! products themselves are those of the runtime rten (`rten-gemm`), which picks the processor's best instructions.
//! Running rten's own graph instead spent as long between the products as in them (README, "Speed").
//!
//! Every window runs alone and without padding, on one thread; the windows of a batch are shared among workers. So the
//! answer depends neither on the batch nor on the number of threads. Nor does it depend on the processor's integer
//! instructions: the weights have 7 bits, so that products cannot saturate where VNNI is missing (see
//! `scripts/train/quantize.py`).

mod attention;
mod dense;
mod encoder;
mod rows;
mod syntax;
mod weights;

use super::calibration::Calibration;
use super::labels::Labels;
use super::shipped::{Choice, Package};
use super::tagger::{Description, Scores, Tagger, TaggerError};
use super::windows::Window;
use crate::tokens::Pieces;
use crate::tokens::morphology::Layout;
use encoder::Encoder;
use rayon::ThreadPool;
use serde::Deserialize;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use weights::Weights;

/// Positions that the encoder knows, special pieces included.
const MAX_PIECES: usize = 510;

/// The engine.
pub struct Rten {
    encoder: Encoder,
    labels: Labels,
    calibration: Calibration,
    layout: Option<Layout>,
    pieces: Pieces,
    name: String,
    sha256: String,
    /// One pool of one thread each: a product never waits for another worker.
    workers: Vec<ThreadPool>,
}

/// What `config.json` says that the weights do not show.
#[derive(Deserialize)]
struct Config {
    num_attention_heads: usize,
    layer_norm_eps: f32,
}

impl Rten {
    /// Loads a package; `threads` workers, as many as the machine has processors if `None`.
    ///
    /// # Errors
    /// When there is no `config.json`, or the weights are no ONNX file with the tensors of `scripts/train/quantize.py`.
    pub fn new(package: Package, threads: Option<NonZeroUsize>) -> Result<Self, TaggerError> {
        let problem = |problem: String| TaggerError::Model {
            path: package.origin.clone(),
            problem: format!("not a model that the engine rten runs: {problem}"),
        };
        let config = package
            .config
            .as_deref()
            .ok_or_else(|| problem("config.json is missing".into()))?;
        let config: Config =
            serde_json::from_slice(config).map_err(|e| problem(format!("config.json: {e}")))?;
        let mut weights = package.tensors().map(Weights::new).map_err(problem)?;
        let encoder =
            Encoder::new(&mut weights, config.num_attention_heads, config.layer_norm_eps).map_err(problem)?;
        let columns = package.layout.as_ref().map_or(0, Layout::width);
        if encoder.labels() != package.labels.len() || (columns > 0 && encoder.columns() != columns) {
            return Err(problem(format!(
                "{} labels and {} columns of syntax, and the manifest names {} and {columns}",
                encoder.labels(),
                encoder.columns(),
                package.labels.len(),
            )));
        }
        let count = threads
            .or_else(|| std::thread::available_parallelism().ok())
            .map_or(1, NonZeroUsize::get);
        let worker = || rayon::ThreadPoolBuilder::new().num_threads(1).build();
        let workers = (0..count)
            .map(|_| worker())
            .collect::<Result<_, _>>()
            .map_err(|e| failed(format!("cannot start a thread: {e}")))?;
        Ok(Self {
            encoder,
            labels: package.labels,
            calibration: package.calibration,
            layout: package.layout,
            pieces: package.pieces,
            name: package.name,
            sha256: package.sha256,
            workers,
        })
    }

    /// The model of `choice`.
    ///
    /// # Errors
    /// When a file is missing, cut short, not the one that the manifest names, or no model.
    pub fn open(choice: Choice<'_>, threads: Option<NonZeroUsize>) -> Result<Self, TaggerError> {
        Self::new(Package::open(choice)?, threads)
    }

    /// Runs one window and keeps the rows of its words.
    fn run(&self, window: &Window) -> Result<Scores, TaggerError> {
        let logits = self.encoder.run(&window.ids, &window.heads).map_err(failed)?;
        Ok(Scores {
            entities: logits.entities,
            morphology: if self.layout.is_some() {
                logits.syntax
            } else {
                Vec::new()
            },
        })
    }
}

fn failed(message: String) -> TaggerError {
    TaggerError::Engine {
        engine: "rten",
        message,
    }
}

impl Tagger for Rten {
    fn description(&self) -> Description {
        Description {
            engine: "rten 0.27".into(),
            model: self.name.clone(),
            model_sha256: self.sha256.clone(),
            device: "cpu".into(),
            device_reason: "rten runs on the processor alone; a GPU needs --engine torch".into(),
            precision: "int8".into(),
            ..Description::default()
        }
    }

    fn labels(&self) -> &Labels {
        &self.labels
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
        MAX_PIECES
    }

    fn tag(&self, windows: &[Window]) -> Result<Vec<Scores>, TaggerError> {
        // Long windows first: the workers then end together.
        let mut order: Vec<usize> = (0..windows.len()).collect();
        order.sort_by_key(|&at| std::cmp::Reverse(windows[at].ids.len()));
        let next = AtomicUsize::new(0);
        let answers: Mutex<Vec<Option<Result<Scores, TaggerError>>>> =
            Mutex::new((0..windows.len()).map(|_| None).collect());
        std::thread::scope(|scope| {
            for worker in self.workers.iter().take(windows.len()) {
                let (order, next, answers) = (&order, &next, &answers);
                scope.spawn(move || {
                    worker.install(|| {
                        while let Some(&at) = order.get(next.fetch_add(1, Ordering::Relaxed)) {
                            let answer = self.run(&windows[at]);
                            answers.lock().unwrap_or_else(PoisonError::into_inner)[at] = Some(answer);
                        }
                    });
                });
            }
        });
        let answers = answers.into_inner().unwrap_or_else(PoisonError::into_inner);
        let missing = || Err(failed("a worker gave no answer".into()));
        answers.into_iter().map(|a| a.unwrap_or_else(missing)).collect()
    }
}
