//! Text to HTML that shows it as text, wherever it stands.

/// `text` as HTML, in an element or between the quotes of an attribute.
#[must_use]
pub fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // A parser may drop it, and what follows would stand elsewhere.
            '\0' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

/// JSON that can stand inside `<script>`: nothing in it ends the element, opens a comment or breaks a line.
///
/// The characters can only stand inside strings, where JSON may write them as `\u…`.
#[must_use]
pub fn json(json: &str) -> String {
    let mut out = String::with_capacity(json.len() + json.len() / 16);
    for c in json.chars() {
        match c {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_the_text_is_markup() {
        let hostile = "<script>alert(1)</script>\"onmouseover='x' & </textarea> ]]> <!-- \0";
        assert_eq!(
            html(hostile),
            "&lt;script&gt;alert(1)&lt;/script&gt;&quot;onmouseover=&#39;x&#39; &amp; &lt;/textarea&gt; ]]&gt; &lt;!-- \u{fffd}"
        );
        let text = format!("{hostile}\u{2028}\u{2029}");
        let written = json(&serde_json::to_string(&text).unwrap());
        assert!(
            !written.contains(['<', '>', '&', '\u{2028}', '\u{2029}', '\0']),
            "{written}"
        );
        assert_eq!(serde_json::from_str::<String>(&written).unwrap(), text);
    }
}
