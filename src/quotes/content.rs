//! What stands between the marks, as far as it tells speech from a name.

use crate::clauses::host::Host;
use crate::clauses::verbs::{self, Mood};
use crate::text::Span;
use crate::tokens::words::Kind;
use std::ops::Range;

/// What the words between two marks look like.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Content {
    /// The tokens between the marks.
    pub tokens: Range<usize>,
    /// Words and numbers among them.
    pub words: usize,
    /// Whether one of the first words is a conjugated verb with what a clause needs.
    pub clause: bool,
    /// Whether a conjugated verb occurs at all.
    pub finite: bool,
    /// `je`, `nous`, `vous`, `notre`…: somebody speaks.
    pub first_person: bool,
    /// Whether it begins with a capital.
    pub capital: bool,
    /// Share of words that begin with a capital, first word left out.
    pub capitals: f32,
    /// Whether it ends with `.`, `!`, `?` or `…`.
    pub full: bool,
    /// Whether it holds more than one sentence.
    pub sentences: usize,
    /// Whether it begins with a conjugated verb, which has its subject before the marks: `Paris « s'associe à la douleur »`.
    pub verb_first: bool,
    /// Whether it begins with an infinitive: `porte plainte pour « faire cesser les menaces »`.
    pub infinitive_first: bool,
    /// Whether it begins with a participle, which completes an auxiliary before the marks: `est « écarté du poste »`.
    pub participle_first: bool,
}

/// Reads the words of `inside`. `bare` is the document without masks, whose items are its tokens.
#[must_use]
pub fn content(bare: &Host<'_>, inside: Span) -> Content {
    let all = &bare.analysis.tokens;
    let from = all.partition_point(|t| t.span.start < inside.start);
    let to = from + all[from..].partition_point(|t| t.span.end <= inside.end);
    let words: Vec<usize> = (from..to).filter(|&t| all[t].kind != Kind::Mark).collect();
    let first_person = words.iter().any(|&t| {
        matches!(
            bare.lower_token(t),
            "je" | "j'"
                | "me"
                | "m'"
                | "moi"
                | "nous"
                | "notre"
                | "nos"
                | "mon"
                | "ma"
                | "mes"
                | "vous"
                | "votre"
                | "vos"
                | "-je"
                | "-nous"
                | "-vous"
                | "tu"
                | "toi"
        )
    });
    let capital_of = |t: usize| all[t].of(bare.text).starts_with(char::is_uppercase);
    let rest = words
        .iter()
        .skip(1)
        .filter(|&&t| all[t].of(bare.text).starts_with(char::is_alphabetic));
    let capitals = rest.clone().filter(|&&t| capital_of(t)).count();
    #[allow(clippy::cast_precision_loss, reason = "counts of words")]
    let capitals = capitals as f32 / rest.count().max(1) as f32;
    // Long quotations are clauses by length; looking at their beginning is enough.
    let look = from..to.min(from + 60);
    let groups = verbs::groups(bare, look);
    let finite: Vec<_> = groups.iter().filter(|g| g.mood == Mood::Finite).collect();
    let subordinate = |at: usize| {
        (from..at)
            .rev()
            .take(12)
            .take_while(|&i| bare.lower(i) != ",")
            .any(|i| {
                matches!(
                    bare.lower(i),
                    "qui" | "que" | "qu'" | "dont" | "où" | "lorsque" | "quand" | "si" | "s'"
                )
            })
    };
    // `« Tu tireras le dernier penalty »`: a pronoun that is only ever a subject has its verb behind it.
    let nominative = words
        .first()
        .is_some_and(|&t| matches!(bare.lower(t), "je" | "j'" | "tu" | "il" | "ils" | "on"));
    let clause = finite.iter().any(|g| !subordinate(g.items.start)) && words.len() > 1
        || nominative && words.len() > 2;
    let first = groups.first().filter(|g| words.first() == Some(&g.items.start));
    let tail = inside
        .of(bare.text)
        .trim_end_matches(['_', '*', ' ', '»', '"', '”', ']']);
    Content {
        tokens: from..to,
        words: words.len(),
        clause,
        finite: !finite.is_empty(),
        first_person,
        capital: words.first().is_some_and(|&t| capital_of(t)),
        capitals,
        full: tail.ends_with(['.', '!', '?', '…']),
        sentences: sentences(&bare.analysis.sentences, inside),
        verb_first: finite
            .first()
            .is_some_and(|g| words.first() == Some(&g.items.start)),
        infinitive_first: groups.first().is_some_and(|g| {
            g.mood == Mood::Infinitive && (from..g.items.start).all(|i| negates(bare.lower(i)))
        }),
        participle_first: first.is_some_and(|g| g.mood == Mood::PastParticiple),
    }
}

/// `ne pas`, `ne plus`: what stands before an infinitive.
fn negates(word: &str) -> bool {
    matches!(word, "ne" | "n'" | "pas" | "plus" | "jamais" | "rien")
}

/// How many of the `sentences` share words with `inside`.
fn sentences(sentences: &[Span], inside: Span) -> usize {
    let first = sentences.partition_point(|s| s.end <= inside.start);
    sentences[first..].partition_point(|s| s.start < inside.end)
}
