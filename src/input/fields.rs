//! Named fields to a document: which one is the text, which one the id; the others are kept.

use super::Options;
use crate::pipeline::Input;
use serde_json::{Map, Value};

/// The document whose fields are `fields`; without an id it is called `otherwise`.
///
/// # Errors
/// What is wrong with the text field, and what to do.
pub(super) fn document(
    mut fields: Map<String, Value>,
    options: &Options,
    otherwise: impl FnOnce() -> String,
) -> Result<Input, String> {
    let Options {
        text_field, id_field, ..
    } = options;
    let text = match fields.remove(text_field) {
        Some(Value::String(text)) => text,
        Some(Value::Null) => {
            return Err(format!(
                "the field `{text_field}` is null: there is no text to read"
            ));
        }
        Some(_) => {
            return Err(format!(
                "the field `{text_field}` is not a string: name the right one with --text-field"
            ));
        }
        None => {
            return Err(format!(
                "has no field `{text_field}`: name the right one with --text-field"
            ));
        }
    };
    let id = match fields.remove(id_field) {
        Some(Value::String(id)) if !id.is_empty() => id,
        Some(Value::Number(id)) => id.to_string(),
        _ => otherwise(),
    };
    Ok(Input {
        id,
        source: None,
        text,
        meta: fields,
    })
}

/// Names of columns, at most a dozen, for an error line.
pub(super) fn listed<'n>(names: impl Iterator<Item = &'n str>) -> String {
    let mut names: Vec<&str> = names.take(13).collect();
    if names.len() == 13 {
        names[12] = "…";
    }
    names.join(", ").replace(char::is_control, " ")
}
