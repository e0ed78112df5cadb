//! What a rule sees: one quotation in its sentence.

use crate::clauses::host::Host;
use crate::clauses::subjects::clauses;
use crate::clauses::{Group, Phrase, phrases};
use crate::quotes::content::Content;
use crate::quotes::marks::Pair;
use crate::text::Span;
use std::cell::OnceCell;
use std::ops::Range;

/// A verb group with its subject, if one was found.
pub type Clause = (Group, Option<Phrase>);

/// A document under the eyes of the rules.
pub struct Context<'a> {
    /// The document with its quotations masked.
    pub host: &'a Host<'a>,
    /// The document without masks: its items are its tokens.
    pub bare: &'a Host<'a>,
    /// What stands between each pair of marks.
    pub contents: &'a [Content],
    /// The clauses of each sentence of the host, read once, when first asked for.
    clauses: Vec<OnceCell<Vec<Clause>>>,
    /// The phrases of each sentence of the host.
    phrases: Vec<OnceCell<Vec<Phrase>>>,
}

impl<'a> Context<'a> {
    /// A context over the masked and the bare document.
    #[must_use]
    pub fn new(host: &'a Host<'a>, bare: &'a Host<'a>, contents: &'a [Content]) -> Self {
        let cells = host.sentences.len();
        Self {
            host,
            bare,
            contents,
            clauses: vec![OnceCell::new(); cells],
            phrases: vec![OnceCell::new(); cells],
        }
    }

    /// The clauses of a sentence.
    #[must_use]
    pub fn clauses(&self, sentence: usize) -> &[Clause] {
        self.clauses[sentence].get_or_init(|| clauses(self.host, self.host.sentences[sentence].items.clone()))
    }

    /// The phrases of a sentence.
    #[must_use]
    pub fn phrases(&self, sentence: usize) -> &[Phrase] {
        self.phrases[sentence]
            .get_or_init(|| phrases::phrases(self.host, self.host.sentences[sentence].items.clone()))
    }
}

/// One quotation in its sentence.
pub struct Case<'c, 'a> {
    /// The document.
    pub context: &'c Context<'a>,
    /// Index of the pair of marks.
    pub pair: usize,
    /// Its item in the host.
    pub item: usize,
    /// Index of its sentence.
    pub sentence: usize,
    /// What was decided of the quotations before it, in order.
    pub before: &'c [Decided],
}

/// How far from a quotation a rule looks in its sentence, in items: enough for any clause a reader can follow, and it
/// keeps a sentence of a hundred thousand words linear.
const REACH: usize = 120;

impl<'c, 'a> Case<'c, 'a> {
    /// The masked document.
    #[must_use]
    pub fn host(&self) -> &'c Host<'a> {
        self.context.host
    }

    /// Its marks.
    #[must_use]
    pub fn marks(&self) -> &'c Pair {
        &self.context.host.pairs[self.pair]
    }

    /// What stands between its marks.
    #[must_use]
    pub fn content(&self) -> &'c Content {
        &self.context.contents[self.pair]
    }

    /// The items of its sentence, as far as rules look.
    #[must_use]
    pub fn range(&self) -> Range<usize> {
        let items = &self.host().sentences[self.sentence].items;
        items.start.max(self.item.saturating_sub(REACH))..items.end.min(self.item + REACH)
    }

    /// The clauses of its sentence within reach, those before it and those behind it.
    #[must_use]
    pub fn clauses(&self) -> (&'c [Clause], &'c [Clause]) {
        let range = self.range();
        let all = self.context.clauses(self.sentence);
        let from = all.partition_point(|(g, _)| g.items.start < range.start);
        let to = all.partition_point(|(g, _)| g.items.start < range.end);
        let middle = from + all[from..to].partition_point(|(g, _)| g.items.start < self.item);
        (&all[from..middle], &all[middle..to])
    }

    /// The item before the quotation, or nothing at the start of the sentence.
    #[must_use]
    pub fn lead(&self) -> &'c str {
        if self.item > self.range().start {
            self.host().lower(self.item - 1)
        } else {
            ""
        }
    }

    /// Whoever spoke in the decision `at`: a chain of quotations that go on is as long as one step.
    #[must_use]
    pub fn same(&self, at: usize) -> Mention {
        Mention::Same(self.first_of(at))
    }

    /// The decision whose speaker goes on in the decision `at`; itself where it has its own.
    #[must_use]
    pub fn first_of(&self, at: usize) -> usize {
        match self.before[at].finding.speaker {
            Some(Mention::Same(first)) => first,
            _ => at,
        }
    }

    /// The last decision, where its words stand in `sentence`.
    #[must_use]
    pub fn last_in(&self, sentence: usize) -> Option<usize> {
        let last = self.before.len().checked_sub(1)?;
        let item = self.host().item_of[self.before[last].pair];
        (self.host().sentence_index(item) == sentence).then_some(last)
    }

    /// Whether one of `words`, in lower case, stands between the marks.
    #[must_use]
    pub fn says(&self, words: &[&str]) -> bool {
        let mut tokens = self.content().tokens.clone();
        tokens.any(|t| words.contains(&self.context.bare.lower(t)))
    }

    /// Whether the words are a sentence of their own: nothing before them in their sentence but a colon, a comma, or
    /// an adjunct.
    #[must_use]
    pub fn stands_free(&self) -> bool {
        let lead = self.lead();
        lead.is_empty() && self.item == self.range().start
            || matches!(lead, ":" | "," | "." | "-" | "–" | "—" | ";")
    }
}

/// A rule's answer.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Finding {
    /// The phrase that speaks; `None` if the rule knows that nobody is told.
    pub speaker: Option<Mention>,
    /// The verb or marker.
    pub cue: Option<Span>,
    /// How sure the rule is, 0 to 1.
    pub score: f32,
    /// An inquit inside the marks, to be cut out of the spoken words.
    pub inquit: Option<Span>,
    /// Whether the words are built into a sentence by a verb of speech, `que` or a noun: they are speech whatever
    /// they look like.
    pub governed: bool,
}

/// A phrase that speaks, or a speaker that was found before.
#[derive(Debug, Clone, PartialEq)]
pub enum Mention {
    /// A phrase of the host text.
    Host(Phrase),
    /// A phrase of the bare text: an inquit inside the marks.
    Bare(Phrase),
    /// The speaker of an earlier quotation, by its place in the list of decisions.
    Same(usize),
}

/// What was decided of one quotation.
#[derive(Debug, Clone, PartialEq)]
pub struct Decided {
    /// Its pair of marks.
    pub pair: usize,
    /// Name of the rule.
    pub rule: &'static str,
    /// The rule's answer.
    pub finding: Finding,
}
