//! What stands around an article and says so in its markup.

use dom_query::{Document, NodeRef};

/// Elements that hold no text of an article.
const ELEMENTS: &str =
    "nav, form, button, select, figcaption, noscript, script, style, iframe, svg, template, dialog";

/// Words of `class` and `id` that name something beside the article.
const WORDS: [&str; 56] = [
    "abonnez",
    "ad",
    "ads",
    "advert",
    "advertisement",
    "breadcrumb",
    "caption",
    "captions",
    "comment",
    "commentaire",
    "commentaires",
    "comments",
    "cookie",
    "cookies",
    "credit",
    "credits",
    "embed",
    "footnotes",
    "forum",
    "legende",
    "lirea",
    "newsletter",
    "notes",
    "outils",
    "pagination",
    "partage",
    "partager",
    "paywall",
    "player",
    "pub",
    "publicite",
    "promo",
    "promoted",
    "reactions",
    "recommandations",
    "related",
    "relatedposts",
    "relatifs",
    "reseaux",
    "share",
    "sharedaddy",
    "sharing",
    "sidebar",
    "skip",
    "social",
    "sponsor",
    "sponsored",
    "suggestions",
    "tags",
    "teads",
    "toolbar",
    "tools",
    "webmentions",
    "widget",
    "wp-caption-text",
    "yarpp",
];

/// Words that name a line about the article: taken out where it is no more than a line.
const LINES: [&str; 21] = [
    "auteur",
    "author",
    "badge",
    "byline",
    "chapeau-rubrique",
    "date",
    "dateline",
    "datetime",
    "hcard",
    "infos",
    "kicker",
    "meta",
    "posted",
    "published",
    "readingtime",
    "rubrique",
    "signature",
    "surtitre",
    "time",
    "timestamp",
    "vcard",
];

/// The length of a line about an article, in bytes.
const LINE: usize = 160;

/// Takes out of the page what is no part of an article.
pub(super) fn remove(document: &Document) {
    document.select(ELEMENTS).remove();
    let Some(body) = document.body() else {
        return;
    };
    let all = body.text().len();
    for node in document.select("body [class], body [id]").nodes() {
        let names = ["class", "id"].map(|name| node.attr(name).unwrap_or_default().to_lowercase());
        let named = |list: &[&str]| {
            names
                .iter()
                .flat_map(|names| names.split(|c: char| !c.is_alphanumeric()))
                .any(|word| list.contains(&word))
        };
        let (clutter, line) = (named(&WORDS), named(&LINES));
        if !clutter && !line || holds_the_article(node) {
            continue;
        }
        let length = node.text().trim().len();
        if clutter && length * 3 < all || line && length < LINE {
            node.remove_from_parent();
        }
    }
}

/// Whether an element is, by what it is or holds, more than clutter: a name may be misleading (`post tag-mer`).
fn holds_the_article(node: &NodeRef<'_>) -> bool {
    let name = node.node_name().unwrap_or_default();
    matches!(&*name, "article" | "main" | "body" | "h1")
        || !node.find(&["h1"]).is_empty()
        || !node.find(&["article"]).is_empty()
}
