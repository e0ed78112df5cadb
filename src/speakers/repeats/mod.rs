//! Pull-quotes: the words of a quotation set again elsewhere on the page, with or without marks.
//!
//! ```text
//! Je ne reverrai sans doute jamais mon village
//! Jeune Érythréen en attente à Calais
//! ```
//!
//! A line or paragraph that is nothing but words of a quotation is no quotation of its own: it becomes one of that
//! quotation's `repeats`, with the line under it that signs it. It may stand before the quotation (a heading) or behind
//! it. Spaces, case, accents, marks and markdown underscores make no difference, and `[…]` may stand for words left out.
//!
//! Owns: [`link`], and in `echo` the headlines that repeat a quotation below. Refuses: to look for quotations; what no quotation says is no pull-quote.
//!
//! Every quotation puts its runs of three words into a table; a line looks its own runs up there and is then compared
//! word by word with the best place found, within a fixed distance. So the work grows with the length of the page only.

mod echo;

use super::resolve::Resolver;
use super::{Form, Quotation, Speaker};
use crate::clauses::Host;
use crate::clauses::phrases::phrase_at;
use crate::entities::names::fold;
use crate::text::Span;
use crate::tokens::words::Kind;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;

/// The fewest words of a pull-quote.
const FEWEST: usize = 4;
/// The most words of a line that is compared at all: no layout pulls out more.
const MOST: usize = 160;
/// Words in a run of the table.
const RUN: usize = 3;
/// Places kept for each run: in a page of ten thousand equal quotations the first ones will do.
const PLACES: usize = 6;
/// Places that a line is compared with.
const TRIES: usize = 3;

/// One word: a number for its letters, and its token.
#[derive(Debug, Clone, Copy)]
struct Word {
    key: u64,
    token: usize,
}

/// The words of one quotation.
struct Words {
    words: Vec<Word>,
    /// Where its sentences end, in words.
    ends: Vec<usize>,
}

/// A line that repeats a quotation.
struct Repeat {
    of: usize,
    words: Span,
    signature: Option<Signature>,
    /// The quotation that the line was taken for so far.
    instead: Option<usize>,
}

/// The line that names the speaker of a pull-quote.
struct Signature {
    span: Span,
    speaker: Option<Speaker>,
}

/// Ties every pull-quote to its quotation, and takes those that were read as quotations off the list. `headed`: words between
/// marks in the headline, in text order; those that a quotation below says are quotations too.
pub fn link(
    bare: &Host<'_>,
    resolver: &Resolver<'_>,
    quotations: &mut Vec<Quotation>,
    headed: Vec<Quotation>,
) {
    if quotations.is_empty() {
        return;
    }
    let index = Index::new(bare, quotations);
    let mut found: Vec<Repeat> = Vec::new();
    let mut gone = vec![false; quotations.len()];
    for unit in &index.units {
        if let Some(repeat) = index.repeat(unit, &gone, quotations, resolver) {
            if let Some(own) = repeat.instead {
                gone[own] = true;
            }
            found.push(repeat);
        }
    }
    for Repeat {
        of,
        words,
        signature,
        instead,
    } in found
    {
        let own = instead.and_then(|q| {
            quotations[q]
                .speaker
                .clone()
                .filter(|_| quotations[q].rule == "signature")
        });
        let quotation = &mut quotations[of];
        if quotation.speaker.is_none()
            && let Some(speaker) = own.or_else(|| signature.as_ref().and_then(|s| s.speaker.clone()))
        {
            quotation.speaker = Some(speaker);
            quotation.rule = "signature";
            quotation.score = quotation.score.max(0.8);
        }
        quotation.repeats.push((words, signature.map(|s| s.span)));
    }
    let said = index.echo(quotations, &gone, headed);
    let mut gone = gone.into_iter();
    quotations.retain(|_| !gone.next().unwrap_or(false));
    if !said.is_empty() {
        quotations.extend(said);
        quotations.sort_by_key(|q| q.span.start);
    }
}

/// A line or paragraph that could be a pull-quote.
#[derive(Debug, Clone)]
struct Unit {
    /// Where it stands.
    span: Span,
    /// Its tokens.
    tokens: Range<usize>,
    /// The quotation that it holds, if it holds nothing else.
    own: Option<usize>,
}

/// The words of a page, ready to be compared.
struct Index<'h, 'a> {
    bare: &'h Host<'a>,
    keys: Vec<u64>,
    quoted: Vec<Words>,
    /// Whether a quotation stands alone on its line without an attribution.
    weak: Vec<bool>,
    places: HashMap<[u64; RUN], Vec<(usize, usize)>>,
    units: Vec<Unit>,
}

impl<'h, 'a> Index<'h, 'a> {
    fn new(bare: &'h Host<'a>, quotations: &[Quotation]) -> Self {
        let tokens = &bare.analysis.tokens;
        let keys = tokens
            .iter()
            .map(|t| {
                if t.kind == Kind::Mark {
                    0
                } else {
                    key(t.of(bare.text))
                }
            })
            .collect();
        let mut index = Self {
            bare,
            keys,
            quoted: Vec::new(),
            weak: vec![false; quotations.len()],
            places: HashMap::new(),
            units: Vec::new(),
        };
        index.units = index.units(quotations);
        for unit in &index.units {
            if let Some(own) = unit.own {
                index.weak[own] = true;
            }
        }
        index.quoted = quotations.iter().map(|q| index.words_of(q)).collect();
        // What is attributed comes first: a line repeats the quotation, not another pull-quote.
        for weak in [false, true] {
            for (at, words) in index
                .quoted
                .iter()
                .enumerate()
                .filter(|(at, _)| index.weak[*at] == weak)
            {
                for (place, run) in words.words.windows(RUN).enumerate() {
                    let places = index
                        .places
                        .entry([run[0].key, run[1].key, run[2].key])
                        .or_default();
                    if places.len() < PLACES {
                        places.push((at, place));
                    }
                }
            }
        }
        index
    }

    fn words_in(&self, tokens: Range<usize>) -> impl Iterator<Item = Word> {
        tokens.filter(|&t| self.keys[t] != 0).map(|token| Word {
            key: self.keys[token],
            token,
        })
    }

    fn words_of(&self, quotation: &Quotation) -> Words {
        let mut words = Vec::new();
        let mut ends = Vec::new();
        for part in &quotation.parts {
            for token in tokens_of(self.bare, *part) {
                if self.keys[token] != 0 {
                    words.push(Word {
                        key: self.keys[token],
                        token,
                    });
                } else if self.bare.lower_token(token).starts_with(['.', '!', '?', '…']) {
                    ends.push(words.len());
                }
            }
        }
        ends.push(words.len());
        ends.dedup();
        Words { words, ends }
    }

    /// Every paragraph, and every line of a paragraph of several, that is short enough and holds no attributed quotation.
    fn units(&self, quotations: &[Quotation]) -> Vec<Unit> {
        let text = self.bare.text;
        let mut out = Vec::new();
        let mut next = 0;
        for paragraph in &self.bare.analysis.paragraphs {
            while quotations
                .get(next)
                .is_some_and(|q| q.span.end <= paragraph.start)
            {
                next += 1;
            }
            let mut add = |span: Span, next: usize| {
                let tokens = tokens_of(self.bare, span);
                let words = self.words_in(tokens.clone()).take(MOST + 1).count();
                if !(FEWEST..=MOST).contains(&words) {
                    return false;
                }
                let held: Vec<usize> = (next..quotations.len())
                    .take_while(|&q| quotations[q].span.start < span.end)
                    .filter(|&q| quotations[q].span.end > span.start)
                    .take(2)
                    .collect();
                let own = match held.as_slice() {
                    [] => None,
                    [one] if stands_alone(text, span, &quotations[*one]) => Some(*one),
                    _ => return false,
                };
                out.push(Unit { span, tokens, own });
                own.is_some()
            };
            if !add(*paragraph, next) && paragraph.of(text).contains('\n') {
                for line in lines(text, *paragraph) {
                    add(line, next);
                }
            }
        }
        out
    }

    /// The quotation that the words of `unit` repeat, if they do.
    fn repeat(
        &self,
        unit: &Unit,
        gone: &[bool],
        quotations: &[Quotation],
        resolver: &Resolver<'_>,
    ) -> Option<Repeat> {
        let text = self.bare.text;
        // `… la ville fermait avec elle — Dolorès Wattrelos`: the signature may stand on the same line.
        let dash = unit
            .tokens
            .clone()
            .rev()
            .take(16)
            .find(|&t| matches!(self.bare.lower_token(t), "—" | "–"));
        let dash = dash.filter(|&t| t > unit.tokens.start + FEWEST && t + 1 < unit.tokens.end);
        for (tokens, signed) in [
            Some((unit.tokens.clone(), None)),
            dash.map(|t| (unit.tokens.start..t, Some(t + 1..unit.tokens.end))),
        ]
        .into_iter()
        .flatten()
        {
            let words: Vec<Word> = self.words_in(tokens.clone()).collect();
            if words.len() < FEWEST {
                continue;
            }
            let omission = tokens
                .clone()
                .any(|t| matches!(self.bare.lower_token(t), "…" | "..." | "[" | "("));
            let fits = |of: usize| {
                let apart = !quotations[of].span.overlaps(unit.span);
                // Of two lines that nobody signs, the first is the quotation.
                apart && !gone[of] && (!self.weak[of] || quotations[of].span.start < unit.span.start)
            };
            let Some(of) = self
                .candidates(&words)
                .into_iter()
                .find(|&(of, start)| fits(of) && self.says(of, start, &words, omission))
                .map(|c| c.0)
            else {
                continue;
            };
            let signature = match signed {
                Some(line) => self.signature(line, true, true, &quotations[of], resolver),
                None => self.line_under(unit.span).and_then(|(line, touches)| {
                    let tokens = tokens_of(self.bare, line);
                    let dash = tokens
                        .clone()
                        .next()
                        .is_some_and(|t| matches!(self.bare.lower_token(t), "—" | "–" | "-" | "--"));
                    self.signature(
                        tokens.start + usize::from(dash)..tokens.end,
                        dash,
                        touches,
                        &quotations[of],
                        resolver,
                    )
                }),
            };
            let end = tokens
                .end
                .checked_sub(1)
                .map_or(unit.span.end, |t| self.bare.analysis.tokens[t].span.end);
            let words = Span::new(unit.span.start, end.max(unit.span.start)).trim(text);
            return Some(Repeat {
                of,
                words,
                signature,
                instead: unit.own,
            });
        }
        None
    }

    /// The places in the quotation, from about `start` on, where `words` stand in their order.
    fn matched(&self, of: usize, start: usize, words: &[Word], omission: bool) -> Vec<usize> {
        let quoted = &self.quoted[of].words;
        let (near, far) = (3, 30);
        let mut at = start;
        let mut matched = Vec::new();
        for (number, word) in words.iter().enumerate() {
            let cut = omission && number > 0 && word.token > words[number - 1].token + 1;
            let reach = if cut { far } else { near };
            let found = (at..(at + reach).min(quoted.len())).find(|&i| quoted[i].key == word.key);
            if let Some(found) = found {
                matched.push(found);
                at = found + 1;
            }
        }
        matched
    }

    /// The quotations, with the place of the first word, that share most runs of words with `words`.
    fn candidates(&self, words: &[Word]) -> Vec<(usize, usize)> {
        let mut votes: HashMap<usize, (usize, usize)> = HashMap::new();
        for (at, run) in words.windows(RUN).enumerate() {
            for &(quotation, place) in self
                .places
                .get(&[run[0].key, run[1].key, run[2].key])
                .into_iter()
                .flatten()
            {
                votes.entry(quotation).or_insert((0, place.saturating_sub(at))).0 += 1;
            }
        }
        let mut all: Vec<(usize, usize, usize)> = votes
            .into_iter()
            .map(|(quotation, (count, start))| (count, quotation, start))
            .collect();
        // Most shared runs first, attributed quotations before others, then text order.
        all.sort_by_key(|&(count, quotation, _)| (std::cmp::Reverse(count), self.weak[quotation], quotation));
        all.into_iter()
            .take(TRIES)
            .map(|(_, quotation, start)| (quotation, start))
            .collect()
    }

    /// Whether `words` are words of the quotation from about the place `start` on, and at least most of one sentence.
    fn says(&self, of: usize, start: usize, words: &[Word], omission: bool) -> bool {
        let quoted = &self.quoted[of];
        let matched = self.matched(of, start, words, omission);
        if matched.len() < FEWEST || matched.len() * 10 < words.len() * 9 {
            return false;
        }
        let share = if omission { 6 } else { 8 };
        let whole = |from: usize, to: usize| {
            let inside = matched.partition_point(|&m| m < to) - matched.partition_point(|&m| m < from);
            to - from >= RUN && inside * 10 >= (to - from) * share
        };
        let first = quoted.ends.partition_point(|&e| e <= matched[0]);
        let mut from = if first == 0 { 0 } else { quoted.ends[first - 1] };
        let sentence = quoted.ends[first..]
            .iter()
            .take(MOST)
            .any(|&end| whole(std::mem::replace(&mut from, end), end));
        sentence || matched.len() >= 8 && matched.len() * 20 >= words.len() * 19
    }

    /// The line under `above`, and whether no blank line stands between.
    fn line_under(&self, above: Span) -> Option<(Span, bool)> {
        let text = self.bare.text;
        let rest = &text[above.end..];
        let skipped = rest.len() - rest.trim_start().len();
        let gap = &rest[..skipped];
        let breaks = gap.matches('\n').count().max(gap.matches('\r').count());
        let start = above.end + skipped;
        let end = start + text[start..].find(['\n', '\r']).unwrap_or(text.len() - start);
        let line = Span::new(start, end).trim(text);
        (breaks > 0 && breaks <= 2 && !line.is_empty() && line.len() < 200).then_some((line, breaks == 1))
    }

    /// Whether a line names the speaker: `Jeune Russe fuyant la mobilisation`, `— Armelle Vasconi, directrice`.
    fn signature(
        &self,
        line: Range<usize>,
        dash: bool,
        touches: bool,
        quotation: &Quotation,
        resolver: &Resolver<'_>,
    ) -> Option<Signature> {
        let bare = self.bare;
        if line.is_empty()
            || line.len() > 20
            || matches!(bare.lower_token(line.end - 1), "." | "!" | "?" | ":" | "…")
        {
            return None;
        }
        let span = bare.span_of(line.clone());
        let said = quotation.speaker.as_ref();
        let known = said.is_some_and(|s| {
            let name: Vec<u64> = s
                .name
                .split([' ', '-', '\'', '’'])
                .filter(|w| w.chars().count() > 2)
                .map(key)
                .collect();
            line.clone().any(|t| name.contains(&self.keys[t]))
        });
        let phrase = phrase_at(bare, line.start, line.end)
            .filter(|p| p.preposition.is_none() && p.form != Form::Pronoun && p.may_speak(bare));
        let named = phrase.as_ref().is_some_and(|p| p.form == Form::Named);
        if !(known && (touches || dash) || phrase.is_some() && (touches || dash || named)) {
            return None;
        }
        let speaker = phrase.map(|p| resolver.resolve(bare, &p, usize::MAX, None));
        Some(Signature { span, speaker })
    }
}

/// Whether `quotation` is all that the line holds, and nothing but its place or its signature says whose it is.
fn stands_alone(text: &str, line: Span, quotation: &Quotation) -> bool {
    let weak = matches!(
        quotation.rule,
        "none" | "floating" | "floating-ahead" | "narrated" | "signature"
    );
    let before = &text[line.start.min(quotation.span.start)..quotation.span.start];
    let after = &text[quotation.span.end.min(line.end)..line.end];
    let bare = |rest: &str| !rest.contains(char::is_alphanumeric);
    weak && line.contains(quotation.span) && bare(before) && (bare(after) || quotation.rule == "signature")
}

/// The tokens inside `span`; those of a bare document are its items.
fn tokens_of(bare: &Host<'_>, span: Span) -> Range<usize> {
    let all = &bare.analysis.tokens;
    let from = all.partition_point(|t| t.span.start < span.start);
    from..from + all[from..].partition_point(|t| t.span.end <= span.end)
}

/// A number for the letters of a word, never 0; case, accents and the form of an apostrophe make no difference.
fn key(word: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    fold(word).hash(&mut hasher);
    hasher.finish().max(1)
}

/// The lines of a paragraph that hold something, trimmed.
fn lines(text: &str, paragraph: Span) -> Vec<Span> {
    let mut start = paragraph.start;
    let mut out = Vec::new();
    for piece in paragraph.of(text).split_inclusive(['\n', '\r']) {
        let line = Span::new(start, start + piece.len()).trim(text);
        start += piece.len();
        if !line.is_empty() {
            out.push(line);
        }
    }
    out
}
