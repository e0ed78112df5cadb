//! A document with its quotations masked: what the rules read.

use super::nouns;
use crate::entities::{Entity, Label};
use crate::pipeline::Analysis;
use crate::quotes::clutter::clutter;
use crate::quotes::marks::Pair;
use crate::text::Span;
use crate::tokens::morphology::VerbForm;
use crate::tokens::words::Kind;
use crate::tokens::{Morphology, Pos};
use std::ops::Range;
use std::sync::Arc;

/// A word or mark outside quotations, or a whole quotation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Item {
    /// Index of a token.
    Word(usize),
    /// Index of an outermost pair of marks.
    Quote(usize),
}

/// One sentence of the host text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// Its items.
    pub items: Range<usize>,
    /// The paragraph it ends in; [`Host::opens_in`] tells where its words begin.
    pub paragraph: usize,
}

/// A document with its quotations masked.
#[derive(Debug)]
pub struct Host<'a> {
    /// The text.
    pub text: &'a str,
    /// What the stages before found.
    pub analysis: &'a Analysis,
    /// The pairs of marks.
    pub pairs: &'a [Pair],
    /// Items in text order.
    pub items: Vec<Item>,
    /// Sentences over the items.
    pub sentences: Vec<Sentence>,
    /// For each pair, its item; for a pair inside another, the item of the outer one.
    pub item_of: Vec<usize>,
    /// For each item, its sentence.
    sentence_of: Vec<usize>,
    /// What is so whatever is masked.
    known: Arc<Known>,
}

/// What the masked and the bare document share.
#[derive(Debug)]
struct Known {
    /// For each paragraph, whether it is clutter around the article.
    clutter: Vec<bool>,
    /// For each token, its entity.
    entity_of: Vec<Option<usize>>,
    /// Of each token, the letters in lower case, with straight apostrophes, one behind the other.
    lower: String,
    /// For each token, where its letters end.
    ends: Vec<usize>,
}

impl Known {
    fn new(text: &str, analysis: &Analysis) -> Self {
        let mut entity_of = vec![None; analysis.tokens.len()];
        let names = analysis.entities.iter().enumerate();
        for (at, entity) in names.filter(|(_, e)| !is_common(text, analysis, e)) {
            entity_of[entity.tokens.clone()].fill(Some(at));
        }
        let (mut lower, mut ends) = (String::with_capacity(text.len()), Vec::new());
        let of = |token: usize| analysis.tokens.get(token).map_or("", |t| t.of(text));
        for tokens in &analysis.sentence_tokens {
            for token in tokens.clone() {
                // `A l'annonce du verdict, …`: a capital À without its accent, but not `A-t-il`.
                if token == tokens.start && of(token) == "A" && !of(token + 1).starts_with('-') {
                    lower.push('à');
                } else {
                    lower.push_str(&of(token).to_lowercase().replace(['’', 'ʼ'], "'"));
                }
                ends.push(lower.len());
            }
        }
        Self {
            clutter: clutter(text, &analysis.paragraphs),
            entity_of,
            lower,
            ends,
        }
    }
}

impl<'a> Host<'a> {
    /// The document with nothing masked.
    #[must_use]
    pub fn new(text: &'a str, analysis: &'a Analysis) -> Self {
        Self::with(text, analysis, &[], Arc::new(Known::new(text, analysis)))
    }

    /// The same document with the outermost of `pairs` masked.
    #[must_use]
    pub fn masked(&self, pairs: &'a [Pair]) -> Self {
        Self::with(self.text, self.analysis, pairs, Arc::clone(&self.known))
    }

    fn with(text: &'a str, analysis: &'a Analysis, pairs: &'a [Pair], known: Arc<Known>) -> Self {
        let (items, item_of) = mask(analysis, pairs);
        let mut host = Self {
            text,
            analysis,
            pairs,
            items,
            sentences: Vec::new(),
            item_of,
            sentence_of: Vec::new(),
            known,
        };
        host.sentences = host.split();
        host.sentence_of = vec![0; host.items.len()];
        for (at, sentence) in host.sentences.iter().enumerate() {
            host.sentence_of[sentence.items.clone()].fill(at);
        }
        host
    }

    /// The token of the item, if it is a word or mark.
    #[must_use]
    pub fn token(&self, item: usize) -> Option<usize> {
        match self.items.get(item) {
            Some(Item::Word(token)) => Some(*token),
            _ => None,
        }
    }

    /// The pair of the item, if it is a quotation.
    #[must_use]
    pub fn quote(&self, item: usize) -> Option<usize> {
        match self.items.get(item) {
            Some(Item::Quote(pair)) => Some(*pair),
            _ => None,
        }
    }

    /// Lower-case letters of the item with straight apostrophes; empty for a quotation or outside.
    #[must_use]
    pub fn lower(&self, item: usize) -> &str {
        self.token(item).map_or("", |t| self.lower_token(t))
    }

    /// The same for a token.
    #[must_use]
    pub fn lower_token(&self, token: usize) -> &str {
        let Some(&end) = self.known.ends.get(token) else {
            return "";
        };
        let start = token.checked_sub(1).map_or(0, |before| self.known.ends[before]);
        &self.known.lower[start..end]
    }

    /// The letters of the item as they stand.
    #[must_use]
    pub fn word(&self, item: usize) -> &'a str {
        self.token(item)
            .map_or("", |t| self.analysis.tokens[t].of(self.text))
    }

    /// Where the item stands.
    #[must_use]
    pub fn span(&self, item: usize) -> Span {
        match self.items[item] {
            Item::Word(token) => self.analysis.tokens[token].span,
            Item::Quote(pair) => self.pairs[pair].span,
        }
    }

    /// Where the items stand; an empty range has an empty span.
    #[must_use]
    pub fn span_of(&self, items: Range<usize>) -> Span {
        if items.is_empty() {
            return Span::default();
        }
        self.span(items.start).cover(self.span(items.end - 1))
    }

    /// What the second head says of the item.
    #[must_use]
    pub fn morphology(&self, item: usize) -> Morphology {
        self.token(item)
            .map_or_else(Morphology::default, |t| self.analysis.morphology[t])
    }

    /// Part of speech of the item.
    #[must_use]
    pub fn pos(&self, item: usize) -> Pos {
        self.morphology(item).pos
    }

    /// The entity that the item is part of.
    #[must_use]
    pub fn entity(&self, item: usize) -> Option<(usize, &'a Entity)> {
        let at = self.token(item).and_then(|t| self.known.entity_of[t])?;
        Some((at, &self.analysis.entities[at]))
    }

    /// Label of the entity that the item is part of.
    #[must_use]
    pub fn label(&self, item: usize) -> Option<Label> {
        self.entity(item).map(|(_, e)| e.label)
    }

    /// Whether the item is a word (no mark, no quotation).
    #[must_use]
    pub fn is_word(&self, item: usize) -> bool {
        self.token(item)
            .is_some_and(|t| self.analysis.tokens[t].kind != Kind::Mark)
    }

    /// Whether the item begins with a capital.
    #[must_use]
    pub fn is_capital(&self, item: usize) -> bool {
        self.word(item).starts_with(char::is_uppercase)
    }

    /// Index of the sentence that the item stands in.
    #[must_use]
    pub fn sentence_index(&self, item: usize) -> usize {
        self.sentence_of[item]
    }

    /// The sentence that the item stands in.
    #[must_use]
    pub fn sentence(&self, item: usize) -> &Sentence {
        &self.sentences[self.sentence_of[item]]
    }

    /// The paragraph that the item begins in. Words between marks may reach over several; their sentence then counts to the
    /// last one, as what follows them does.
    #[must_use]
    pub fn opens_in(&self, item: usize) -> usize {
        let paragraphs = &self.analysis.paragraphs;
        let start = self.span(item).start;
        paragraphs.partition_point(|p| p.start <= start).saturating_sub(1)
    }

    /// Whether the item stands in clutter: links to other articles, credits, buttons.
    #[must_use]
    pub fn in_clutter(&self, item: usize) -> bool {
        self.known
            .clutter
            .get(self.sentence(item).paragraph)
            .copied()
            .unwrap_or(false)
    }

    /// The sentences: a new one after `.`, `!`, `?`, `…` before a capital or a quotation, and after a quotation that
    /// closes a sentence of its own: `« Je pars. » Il sort.`
    fn split(&self) -> Vec<Sentence> {
        let paragraphs = &self.analysis.paragraphs;
        let mut out = Vec::new();
        let mut start = 0;
        let mut paragraph = 0;
        for item in 0..self.items.len() {
            let here = self.span(item).start;
            let mut next = paragraph;
            while next + 1 < paragraphs.len() && paragraphs[next + 1].start <= here {
                next += 1;
            }
            if item > start && (next != paragraph || self.ends(start, item - 1)) {
                out.push(Sentence {
                    items: start..item,
                    paragraph,
                });
                start = item;
            }
            // A quotation over several paragraphs: what follows it stands in its last one.
            let end = self.span(item).end;
            while next + 1 < paragraphs.len() && paragraphs[next + 1].start < end {
                next += 1;
            }
            paragraph = next;
        }
        if start < self.items.len() {
            out.push(Sentence {
                items: start..self.items.len(),
                paragraph,
            });
        }
        out
    }

    /// Whether a sentence that begins at `start` ends with `item`, which is not the last one.
    fn ends(&self, start: usize, item: usize) -> bool {
        let next = item + 1;
        let anew = self.quote(next).is_some()
            || self.is_capital(next)
            || self.word(next).starts_with(['—', '–', '•']);
        match self.items[item] {
            Item::Word(_) => {
                let stop = matches!(self.word(item).chars().next(), Some('.' | '!' | '?' | '…'));
                let word = self.word(next);
                // `au vol. Le pilote a dit`: a full stop that the splitter of sentences took for one.
                if self.word(item).len() > 1 && self.word(item).ends_with('.') && anew {
                    let end = self.span(item).end;
                    return self
                        .analysis
                        .sentences
                        .binary_search_by_key(&end, |s| s.end)
                        .is_ok();
                }
                stop && self.word(item).chars().all(|c| ".!?…".contains(c))
                    && (anew || word.starts_with(char::is_numeric) || word.starts_with(['(', '[']))
            }
            Item::Quote(pair) => {
                let inside = self.pairs[pair]
                    .inside(self.text)
                    .of(self.text)
                    // `« Elle disait : “Partez.” » A Paris, …`
                    .trim_end_matches(['_', '*', ' ', '\u{a0}', '\u{202f}', '”', '"', '»', '’', '›']);
                let full = inside.ends_with(['.', '!', '?', '…']);
                let whole = item == start || matches!(self.lower(item - 1), ":" | "," | "-" | "–" | "—");
                // `« Je pars. » « Et toi ? »`, `« Je pars. » Il sort.` but not `« Non ! » Jean l'a dit` inside a clause.
                // `Il ajoute que « c'est fini. » L'évêque a prié.`: a full stop inside, and a capital.
                let stopped = inside.ends_with('.')
                    && inside.split_whitespace().nth(3).is_some()
                    && self.is_capital(next);
                full && whole && anew || stopped
            }
        }
    }
}

/// The items of a document, and for each pair the item that holds it. Linear in tokens and pairs.
fn mask(analysis: &Analysis, pairs: &[Pair]) -> (Vec<Item>, Vec<usize>) {
    let mut items = Vec::with_capacity(analysis.tokens.len());
    let mut item_of = Vec::with_capacity(pairs.len());
    let mut token = 0;
    let mut last_end = 0;
    for (at, pair) in pairs.iter().enumerate() {
        if pair.span.start >= last_end {
            while token < analysis.tokens.len() && analysis.tokens[token].span.end <= pair.span.start {
                items.push(Item::Word(token));
                token += 1;
            }
            items.push(Item::Quote(at));
            while token < analysis.tokens.len() && analysis.tokens[token].span.start < pair.span.end {
                token += 1;
            }
            last_end = pair.span.end;
        }
        item_of.push(items.len() - 1);
    }
    items.extend((token..analysis.tokens.len()).map(Item::Word));
    (items, item_of)
}

/// Whether what the model takes for a person or an organisation is a common word: `le Monténégrin`, `l'entraîneur breton`,
/// `Piqué, l'édile a répliqué`.
fn is_common(text: &str, analysis: &Analysis, entity: &Entity) -> bool {
    let token = entity.tokens.start;
    let letters = entity.span.of(text);
    // `que l'entraîneur [breton jure] avoir…`: no person's name is all in lower case, unless the whole text is.
    if entity.label == Label::Per
        && !letters.contains(char::is_uppercase)
        && text.starts_with(char::is_uppercase)
    {
        return true;
    }
    // `l'élu [du Lamentin]`: a place behind its preposition.
    let first = analysis.tokens[token].of(text);
    let before = token.checked_sub(1).map(|t| analysis.tokens[t].of(text));
    let noun = |w: &str| nouns::noun(&w.to_lowercase()).is_some_and(|n| n.class == nouns::Class::Person);
    if entity.label == Label::Per && matches!(first, "du" | "des") && before.is_some_and(noun) {
        return true;
    }
    if entity.tokens.len() != 1 || !matches!(entity.label, Label::Per | Label::Org) {
        return false;
    }
    let people = nouns::noun(&first.to_lowercase()).is_some_and(|n| n.class == nouns::Class::Demonym);
    let article =
        before.is_some_and(|w| matches!(w.to_lowercase().as_str(), "le" | "l'" | "l’" | "un" | "une"));
    let opens = analysis
        .sentence_tokens
        .binary_search_by_key(&token, |s| s.start)
        .is_ok();
    let comma = analysis.tokens.get(token + 1).is_some_and(|t| t.of(text) == ",");
    let participle = analysis.morphology[token].form == Some(VerbForm::Part);
    people && (article || first.starts_with(char::is_lowercase)) || opens && comma && participle
}
