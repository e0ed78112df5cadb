//! The record: what every reader, writer and scorer exchanges.
//!
//! Owns: [`record`] (schema `guillemet/1`, spans in code points), [`build`](mod@build) (an [`crate::pipeline::Analysis`] to a
//! record) and [`check`](mod@check) (every invariant that a consumer may rely on).
//! Refuses: to compute anything about the text; it only names and numbers what the stages found.

pub mod build;
pub mod check;
pub mod record;

pub use build::build;
pub use record::Record;
