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

pub mod input;
pub mod text;
pub mod sentences;
pub mod tokens;
pub mod entities;
pub mod clauses;
pub mod quotes;
pub mod speakers;
pub mod document;
pub mod pipeline;
pub mod writers;
pub mod run;
pub mod score;
