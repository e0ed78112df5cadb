//! The border between the program and the engines: windows of pieces in, scores out.

use super::calibration::Calibration;
use super::labels::Labels;
use super::windows::Window;
use crate::tokens::morphology::Layout;
use crate::tokens::pieces::{Pieces, PiecesError};
use std::path::PathBuf;

/// An engine with its model: turns windows of pieces into label scores.
///
/// The contract, tested for every engine: the answer for a window does not depend on the windows that stand beside
/// it (a batch of three equals three batches of one), and the answers come in the order of the windows.
pub trait Tagger: Send + Sync {
    /// What runs here, for provenance and for `guillemet models check`.
    fn description(&self) -> Description;

    /// The entity labels, in output order.
    fn labels(&self) -> &Labels;

    /// What its scores mean.
    fn calibration(&self) -> &Calibration {
        &UNCHANGED
    }

    /// The columns of the second head, for models that have one.
    fn layout(&self) -> Option<&Layout>;

    /// The tokenizer of the model.
    fn pieces(&self) -> &Pieces;

    /// The most pieces a window may hold, the special ones included.
    fn max_pieces(&self) -> usize;

    /// Scores the windows.
    ///
    /// # Errors
    /// When the runtime fails; a caller may go on with other windows.
    fn tag(&self, windows: &[Window]) -> Result<Vec<Scores>, TaggerError>;
}

/// For models whose scores nobody has measured.
static UNCHANGED: Calibration = Calibration::NONE;

/// The scores of one window: one row a word, in the order of [`Window::words`].
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Scores {
    /// Logits of the entity labels, `words × labels`.
    pub entities: Vec<f32>,
    /// Logits of the second head, `words × layout.width()`; empty for models without one.
    pub morphology: Vec<f32>,
}

/// What an engine is and runs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Description {
    /// `rten`, `torch`, `fake`, with the runtime's version: `rten 0.27`.
    pub engine: String,
    /// Name and version of the model: `guillemet-fr 0.1.0`, or the folder's name.
    pub model: String,
    /// SHA-256 of the weights, in hexadecimal.
    pub model_sha256: String,
    /// `cpu`, `cuda:0`.
    pub device: String,
    /// Why this device and not another, for people.
    pub device_reason: String,
    /// Number format of the computation: `int8`, `fp32`, `bf16`, `fp16`.
    pub precision: String,
    /// The library underneath and where it lies, where there is one: `libtorch 2.4.0+cpu in …`.
    pub library: Option<String>,
    /// What a user should know before a long run, in one line.
    pub note: Option<String>,
}

/// Why a model cannot be used or has failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TaggerError {
    /// A file of the model cannot be read.
    #[error("{path}: {source}", path = path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// A file of the model is not what it should be.
    #[error("{path}: {problem}", path = path.display())]
    Model {
        /// The file or folder.
        path: PathBuf,
        /// What is wrong and what to do.
        problem: String,
    },
    /// The device asked for cannot be used.
    #[error("the device {asked:?} cannot be used: {problem}")]
    Device {
        /// The device asked for.
        asked: String,
        /// Why not.
        problem: String,
    },
    /// The tokenizer cannot be used or has failed.
    #[error(transparent)]
    Pieces(#[from] PiecesError),
    /// The runtime failed on a window.
    #[error("the engine {engine} failed: {message}")]
    Engine {
        /// Which one.
        engine: &'static str,
        /// What it said.
        message: String,
    },
}
