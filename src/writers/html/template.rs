//! The frames of the pages: HTML files with places to fill.
//!
//! `{{name}}` is a value, already HTML. `{{t:key}}` is a text of the interface, and `{{a:key}}` the attribute
//! `aria-label` with one; both are French here, and the page's script puts in the reader's language (`words.json`).

use super::escape;
use std::collections::HashMap;
use std::sync::LazyLock;

/// The texts of the interface, French and English; see `ui.js` for how they are used.
pub const WORDS: &str = include_str!("words.json");

static FRENCH: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    let words: HashMap<String, (serde_json::Value, serde_json::Value)> =
        serde_json::from_str(WORDS).expect("words.json lists pairs, or it is a bug");
    let french = |(key, (french, _)): (String, (serde_json::Value, _))| {
        let text = french.as_str().map(str::to_owned);
        text.map(|text| (key, text))
    };
    words.into_iter().filter_map(french).collect()
});

/// `template` with its places filled, in one pass: what a value holds is never filled again.
#[must_use]
pub fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(template.len() + values.iter().map(|(_, v)| v.len()).sum::<usize>());
    let mut rest = template;
    while let Some((before, (name, after))) = rest
        .split_once("{{")
        .and_then(|(before, place)| Some((before, place.split_once("}}")?)))
    {
        out.push_str(before);
        match name.split_once(':') {
            Some(("t", key)) => {
                out.push_str(&format!(
                    "<span data-t=\"{key}\">{}</span>",
                    escape::html(french(key))
                ));
            }
            Some((_, key)) => {
                let text = escape::html(french(key));
                out.push_str(&format!("aria-label=\"{text}\" data-label=\"{key}\""));
            }
            None => {
                let value = values.iter().find(|(n, _)| *n == name);
                out.push_str(
                    value
                        .expect("every place of a template is filled, or it is a bug")
                        .1,
                );
            }
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// A text of the interface in French.
fn french(key: &str) -> &'static str {
    FRENCH
        .get(key)
        .expect("words.json has every text, or it is a bug")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_not_filled_again() {
        let filled = fill("<p>{{a}}{{b}}</p>", &[("a", "{{b}}"), ("b", "1")]);
        assert_eq!(filled, "<p>{{b}}1</p>");
    }

    #[test]
    fn every_text_is_there_in_both_languages() {
        let words: HashMap<String, (serde_json::Value, serde_json::Value)> =
            serde_json::from_str(WORDS).unwrap();
        for (key, (french, english)) in words {
            for side in [french, english] {
                let forms = match &side {
                    serde_json::Value::Array(forms) => forms.len(),
                    other => usize::from(other.as_str().is_some_and(|t| !t.is_empty())) * 2,
                };
                assert_eq!(forms, 2, "{key}");
            }
        }
    }
}
