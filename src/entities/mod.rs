//! Tokens to entities: people, places, organisations, and other names.
//!
//! Owns: the engines behind [`Tagger`] (one file each), [`windows`] (any length of text, never cut inside a word),
//! [`labels`] (BIO), [`decode`] (word scores to entities, and to morphology), [`calibration`] (what a score means) and [`names`] (one id per
//! referent).
//! Refuses: to show a tensor library above [`Tagger`], and to truncate.
//!
//! ```
//! use guillemet::entities::{fake::Fake, Tagger};
//! assert_eq!(Fake::default().labels().names()[1], "B-PER");
//! ```

pub mod agree;
pub mod calibration;
pub mod decode;
pub mod edges;
pub mod fake;
pub mod labels;
pub mod names;
#[cfg(any(feature = "rten", feature = "torch"))]
pub mod onnx;
#[cfg(feature = "rten")]
pub mod rten;
pub mod shipped;
pub mod tagger;
#[cfg(feature = "torch")]
pub mod torch;
pub mod windows;

pub use calibration::Calibration;
pub use decode::Entity;
pub use labels::{Label, Labels};
pub use tagger::{Description, Scores, Tagger, TaggerError};
pub use windows::Window;
