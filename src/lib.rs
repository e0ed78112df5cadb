//! guillemet reads French text, finds people, places and organisations, and says who said what.
//!
//! The pipeline, in the order of the modules; [`pipeline`] joins them and is the file to read first:
//!
//! * [`input`]: bytes to text
//! * [`text`]: one immutable text and its coordinates
//! * [`sentences`], [`tokens`]: French sentences, words, and the pieces of a model
//! * [`entities`]: the transformer, its windows and labels, and one id per referent
//! * [`quotes`], [`speakers`]: quotation marks to quotations, quotations to speakers
//! * [`document`], [`writers`]: the record and its formats
//! * [`run`], [`score`]: a whole corpus, and how good the answer is

pub mod clauses;
pub mod document;
pub mod entities;
pub mod input;
pub mod pipeline;
pub mod quotes;
pub mod run;
pub mod score;
pub mod sentences;
#[cfg(feature = "serve")]
pub mod serve;
pub mod speakers;
pub mod text;
pub mod tokens;
pub mod writers;
