//! The model that ships with the program.

/// Its tokenizer, inside the binary.
pub const TOKENIZER: &[u8] = include_bytes!("../../models/tokenizer.json");
