//! What a page says of itself: JSON-LD first, then its `meta` elements, then what it shows.

use dom_query::Document;
use serde_json::Value;

/// Title, author, date, address and site, each where the page has it.
pub(super) fn of(document: &Document) -> Vec<(&'static str, String)> {
    let linked = linked_data(document);
    let linked = |field: &str| linked.as_ref().and_then(|article| said(article.get(field)?));
    let facts = [
        ("title", linked("headline").or_else(|| title(document))),
        ("author", linked("author").or_else(|| author(document))),
        ("date", linked("datePublished").or_else(|| date(document))),
        (
            "url",
            url(document)
                .or_else(|| linked("url"))
                .or_else(|| linked("mainEntityOfPage")),
        ),
        (
            "site",
            first(document, &[("meta[property='og:site_name']", "content")]),
        ),
    ];
    facts
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .collect()
}

/// The first of `places` (a selector, and an attribute or, where that is empty, the text) that says something.
fn first(document: &Document, places: &[(&str, &str)]) -> Option<String> {
    places.iter().find_map(|(selector, attribute)| {
        let found = document.select(selector);
        found.nodes().iter().find_map(|node| {
            let value = match *attribute {
                "" => node.text(),
                attribute => node.attr(attribute)?,
            };
            tidy(&value)
        })
    })
}

/// `value` in one line, if there is anything in it.
fn tidy(value: &str) -> Option<String> {
    let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
    (!value.is_empty()).then_some(value)
}

fn title(document: &Document) -> Option<String> {
    let whole = first(document, &[("head title", "")]);
    let heading = first(document, &[("[itemprop='headline']", ""), ("h1", "")]);
    // A heading that the title does not repeat may be the name of the site.
    let repeated = heading.filter(|h| whole.as_ref().is_none_or(|w| w.contains(h.as_str())));
    first(document, &[("meta[property='og:title']", "content")])
        .or(repeated)
        .or(whole)
}

fn author(document: &Document) -> Option<String> {
    let named = first(
        document,
        &[
            ("meta[name='author']", "content"),
            ("meta[property='article:author']", "content"),
            ("meta[name='DC.creator']", "content"),
        ],
    );
    // Some pages give the address of a profile there.
    let named = named.filter(|name| !name.contains("://"));
    let shown = [
        "[itemprop='author'] [itemprop='name']",
        "[itemprop='author']",
        "[rel~='author']",
        ".p-author",
        ".author .fn",
        ".author",
        ".auteur",
        ".byline",
    ];
    named.or_else(|| {
        let found = shown
            .iter()
            .find_map(|selector| first(document, &[(selector, "")]))?;
        let name = without_introduction(&found);
        (name.len() < 100).then(|| name.to_owned())
    })
}

/// `Par Anne Petit` without `Par`.
fn without_introduction(name: &str) -> &str {
    let introductions = [
        "Propos recueillis par ",
        "Recueilli par ",
        "Publié par ",
        "Écrit par ",
        "Texte de ",
        "Texte ",
        "Par ",
        "par ",
    ];
    introductions
        .iter()
        .find_map(|i| name.strip_prefix(i))
        .unwrap_or(name)
}

fn date(document: &Document) -> Option<String> {
    first(
        document,
        &[
            ("meta[property='article:published_time']", "content"),
            ("meta[itemprop='datePublished']", "content"),
            ("[itemprop='datePublished']", "datetime"),
            ("meta[name='DC.date.issued']", "content"),
            ("meta[name='DC.date']", "content"),
            ("meta[name='date']", "content"),
            ("meta[name='pubdate']", "content"),
            (".dt-published", "datetime"),
            ("article time[datetime]", "datetime"),
            ("time[datetime]", "datetime"),
            (".published", "title"),
        ],
    )
}

fn url(document: &Document) -> Option<String> {
    first(
        document,
        &[
            ("link[rel='canonical']", "href"),
            ("meta[property='og:url']", "content"),
            ("meta[itemprop='url']", "content"),
        ],
    )
}

/// The article among the JSON-LD of a page.
fn linked_data(document: &Document) -> Option<Value> {
    let scripts = document.select("script[type='application/ld+json']");
    scripts.nodes().iter().find_map(|script| {
        let value = serde_json::from_str(&script.text()).ok()?;
        article(value)
    })
}

/// The first object whose type is an article, in a list or a graph of them.
fn article(value: Value) -> Option<Value> {
    let is_article = |kind: &Value| {
        kind.as_str()
            .is_some_and(|kind| kind.ends_with("Article") || kind.ends_with("Posting") || kind == "Report")
    };
    match value {
        Value::Array(values) => values.into_iter().find_map(article),
        Value::Object(mut fields) => {
            let found = match fields.get("@type") {
                Some(Value::Array(kinds)) => kinds.iter().any(is_article),
                Some(kind) => is_article(kind),
                None => false,
            };
            if found {
                return Some(Value::Object(fields));
            }
            fields.remove("@graph").and_then(article)
        }
        _ => None,
    }
}

/// A string, the name of a thing, or the names of many.
fn said(value: &Value) -> Option<String> {
    match value {
        Value::String(said) => tidy(said),
        Value::Object(fields) => said(fields.get("name")?),
        Value::Array(values) => {
            let names: Vec<String> = values.iter().filter_map(said).collect();
            (!names.is_empty()).then(|| names.join(", "))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(html: &str) -> String {
        let facts = of(&Document::from(html));
        facts
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect::<Vec<_>>()
            .join(" | ")
    }

    #[test]
    fn linked_data_is_believed_first() {
        let html = r#"<title>T - S</title><meta name="author" content="S"><script type="application/ld+json">
            {"@graph":[{"@type":"WebSite","name":"S"},{"@type":["NewsArticle"],"headline":" Un\n titre ","author":[{"name":"A. B."},"C."],
            "datePublished":"2020-01-02"}]}</script><script type="application/ld+json">{cassé</script>"#;
        assert_eq!(facts(html), "title=Un titre | author=A. B., C. | date=2020-01-02");
    }

    #[test]
    fn what_a_page_shows_is_read_last() {
        let html = r#"<title>Un titre - Le Journal</title><h1>Un titre</h1><p class="auteur">Par Anne Petit</p>
            <time datetime="2020-01-02">hier</time><link rel="canonical" href="https://a.example/b">"#;
        assert_eq!(
            facts(html),
            "title=Un titre | author=Anne Petit | date=2020-01-02 | url=https://a.example/b"
        );
        assert_eq!(
            facts("<title>Un titre</title><h1>Le Journal</h1>"),
            "title=Un titre"
        );
        assert_eq!(facts("<p>"), "");
    }
}
