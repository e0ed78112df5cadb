//! The record: what every reader, writer and scorer exchanges.
//!
//! Owns: [`record`] (schema `guillemet/1`, spans in code points), [`build`](mod@build) (an [`crate::pipeline::Analysis`] to a
//! record), [`check`](mod@check) (every invariant that a consumer may rely on), [`corrections`] (what a reader changed),
//! [`failure`] (a document without a record) and [`read`](mod@read) (JSON Lines to checked records).
//! Refuses: to compute anything about the text; it only names and numbers what the stages found.

pub mod build;
pub mod check;
pub mod corrections;
pub mod failure;
pub mod read;
pub mod record;

pub use build::build;
pub use failure::{Answer, Failure};
pub use record::Record;
