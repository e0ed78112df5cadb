//! The engine `rten`: an int8 ONNX model in a pure-Rust runtime.
//!
//! Every window runs alone and without padding, on one thread; the windows of a batch are shared among workers. So the
//! answer depends neither on the batch nor on the number of threads. Nor does it depend on the processor's integer
//! instructions: the weights have 7 bits, so that products cannot saturate where VNNI is missing (see
//! `scripts/train/quantize.py`).

use super::labels::Labels;
use super::shipped::Package;
use super::tagger::{Description, Scores, Tagger, TaggerError};
use super::windows::Window;
use crate::tokens::Pieces;
use crate::tokens::morphology::Layout;
use rten::{Model, ModelOptions, NodeId, RunOptions, ThreadPool};
use rten_tensor::NdTensor;
use rten_tensor::prelude::*;
use std::borrow::Cow;
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Positions that the encoder knows, special pieces included.
const MAX_PIECES: usize = 510;

/// The engine.
pub struct Rten {
    model: Model,
    inputs: [NodeId; 2],
    outputs: Vec<NodeId>,
    labels: Labels,
    layout: Option<Layout>,
    pieces: Pieces,
    name: String,
    sha256: String,
    workers: Vec<RunOptions>,
}

impl Rten {
    /// Loads a package; `threads` workers, as many as the machine has processors if `None`.
    ///
    /// # Errors
    /// When the weights are no ONNX file of the expected inputs and outputs.
    pub fn new(package: Package, threads: Option<NonZeroUsize>) -> Result<Self, TaggerError> {
        let problem = |problem: String| TaggerError::Model {
            path: package.origin.clone(),
            problem,
        };
        let mut options = ModelOptions::with_all_ops();
        options.prepack_weights(true);
        let model = match package.weights {
            Cow::Borrowed(bytes) => options.load_static_slice(bytes),
            Cow::Owned(ref bytes) => options.load(bytes.clone()),
        }
        .map_err(|e| problem(format!("not a model that rten can run: {e}")))?;
        let node = |name: &str| {
            model
                .find_node(name)
                .ok_or_else(|| problem(format!("the model has no `{name}`")))
        };
        let inputs = [node("input_ids")?, node("attention_mask")?];
        let mut outputs = vec![node("logits")?];
        if package.layout.is_some() {
            outputs.push(node("syntax")?);
        }
        let count = threads
            .or_else(|| std::thread::available_parallelism().ok())
            .map_or(1, NonZeroUsize::get);
        let one = || RunOptions::default().with_thread_pool(Some(Arc::new(ThreadPool::with_num_threads(1))));
        Ok(Self {
            model,
            inputs,
            outputs,
            labels: package.labels,
            layout: package.layout,
            pieces: package.pieces,
            name: package.name,
            sha256: package.sha256,
            workers: (0..count).map(|_| one()).collect(),
        })
    }

    /// The model of a folder laid out like `models/`, the shipped one without it.
    ///
    /// # Errors
    /// When a file is missing, cut short, not the one that the manifest names, or no model.
    pub fn open(folder: Option<&Path>, threads: Option<NonZeroUsize>) -> Result<Self, TaggerError> {
        Self::new(folder.map_or_else(Package::shipped, Package::open)?, threads)
    }

    /// Runs one window and keeps the rows of its words.
    fn run(&self, window: &Window, options: &RunOptions) -> Result<Scores, TaggerError> {
        let failed = |message: String| TaggerError::Engine {
            engine: "rten",
            message,
        };
        let len = window.ids.len();
        let ids = window
            .ids
            .iter()
            .map(|&id| i32::try_from(id))
            .collect::<Result<Vec<i32>, _>>()
            .map_err(|e| failed(e.to_string()))?;
        let ids = NdTensor::from_data([1, len], ids);
        let mask = NdTensor::from_data([1, len], vec![1_i32; len]);
        let inputs = vec![
            (self.inputs[0], ids.view().into()),
            (self.inputs[1], mask.view().into()),
        ];
        let outputs = self
            .model
            .run(inputs, &self.outputs, Some(options.clone()))
            .map_err(|e| failed(e.to_string()))?;
        let mut scores = Scores::default();
        for (output, rows) in outputs
            .into_iter()
            .zip([&mut scores.entities, &mut scores.morphology])
        {
            let tensor: NdTensor<f32, 3> = output
                .try_into()
                .map_err(|_| failed("an output is no matrix of numbers".into()))?;
            *rows = gather(&tensor, &window.heads);
        }
        Ok(scores)
    }
}

/// The rows `heads` of the only window of `tensor`, one behind the other.
fn gather(tensor: &NdTensor<f32, 3>, heads: &[u32]) -> Vec<f32> {
    let width = rten_tensor::Layout::size(tensor, 2);
    let mut out = Vec::with_capacity(heads.len() * width);
    for &head in heads {
        out.extend((0..width).map(|column| tensor[[0, head as usize, column]]));
    }
    out
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
            for options in self.workers.iter().take(windows.len()) {
                let (order, next, answers) = (&order, &next, &answers);
                scope.spawn(move || {
                    while let Some(&at) = order.get(next.fetch_add(1, Ordering::Relaxed)) {
                        let answer = self.run(&windows[at], options);
                        answers.lock().unwrap_or_else(PoisonError::into_inner)[at] = Some(answer);
                    }
                });
            }
        });
        let answers = answers.into_inner().unwrap_or_else(PoisonError::into_inner);
        let missing = || {
            Err(TaggerError::Engine {
                engine: "rten",
                message: "a worker gave no answer".into(),
            })
        };
        answers.into_iter().map(|a| a.unwrap_or_else(missing)).collect()
    }
}
