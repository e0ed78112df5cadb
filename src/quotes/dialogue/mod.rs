//! Speech without quotation marks: the turns of a dialogue behind their dashes, the answers of an interview behind
//! their labels.
//!
//! ```text
//! — Où est la clef ? demanda Sidonie.
//! — Sous la troisième marche, répondit Anatole.
//! ```
//!
//! Owns: which paragraphs are `turns` (and not items of a list), where the spoken words end and what of the narrator's
//! stands between them ([`turn`]), and which paragraphs are answers ([`interview`]). Refuses: dashes in the middle of a
//! sentence, which are the author's own.
//!
//! Detection is automatic. A dash opens a turn only where the page shows that people talk: a verb of speech behind its
//! subject (`dit-il`), a sentence before that announces speech, guillemets that open before the first dash, or several
//! turns with questions and with *je* or *vous* in them. Items that end with `;` or with nothing are a list.

pub mod interview;
pub mod turn;

use super::marks::Pair;
use crate::clauses::{Host, Phrase};
use crate::quotes::verbs::{Form, Verbs};
use crate::speakers::case::Case;
use crate::text::{Span, paragraphs::leading_dash};
use std::collections::HashSet;
use std::ops::Range;
use turn::{Narrator, Speech};

/// Words that somebody says, without quotation marks of their own.
#[derive(Debug, Clone, PartialEq)]
pub struct Utterance {
    /// From the dash (or the opening mark, or the first word) to the last spoken word.
    pub span: Span,
    /// The dash or mark that opens it; empty for an answer.
    pub open: Span,
    /// What is not spoken inside it: inquits, narration, line breaks between paragraphs of an answer.
    pub cuts: Vec<Span>,
    /// Who says it, as far as its own paragraph tells.
    pub voice: Voice,
    /// The paragraph that it begins in.
    pub paragraph: usize,
}

/// What names the speaker of an [`Utterance`].
#[derive(Debug, Clone, PartialEq)]
pub enum Voice {
    /// `, dit-elle`
    Inquit {
        /// Who says it: a phrase of the bare document.
        subject: Phrase,
        /// The verb.
        cue: Span,
        /// Whether speech goes on behind it.
        inside: bool,
    },
    /// `Anne Ba :`, with the guest whom a label as `Réponse :` or initials stand for.
    Label {
        /// The label, where it names somebody.
        mention: Option<Span>,
        /// The phrase that names the guest.
        guest: Option<Phrase>,
    },
    /// Nothing.
    Silent,
}

/// A paragraph behind a dash.
struct Candidate {
    paragraph: usize,
    speech: Vec<Speech>,
    /// An inquit, an announcement or an opening mark.
    strong: bool,
    /// A question, an exclamation, *je*, *vous*.
    lively: bool,
    question: bool,
    list: bool,
    hyphen: bool,
}

/// What a document holds of speech without marks.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Spoken {
    /// The utterances, in order: the answers of an interview, or else the turns of its dialogues.
    pub utterances: Vec<Utterance>,
    /// Whether people talk in it as they do in a tale: then marks that hold a whole paragraph are speech, too.
    pub tale: bool,
}

/// Reads a document.
#[must_use]
pub fn spoken(bare: &Host<'_>, pairs: &[Pair]) -> Spoken {
    let answers = interview::answers(bare);
    if !answers.is_empty() {
        return Spoken {
            utterances: answers,
            tale: false,
        };
    }
    let turns = turns(bare, pairs);
    let tale = !turns.is_empty() || is_tale(bare, pairs);
    let mut utterances = turns;
    if tale {
        utterances.extend(dashes_inside(bare, pairs));
        utterances.sort_by_key(|u| u.span.start);
    }
    Spoken { utterances, tale }
}

/// How many inquits in the passé simple make a tale.
const TALE: usize = 3;

/// `« Je pars », répondit-il.`: a tale tells in the passé simple who speaks.
fn is_tale(bare: &Host<'_>, pairs: &[Pair]) -> bool {
    let all = &bare.analysis.tokens;
    let told = |pair: &&Pair| {
        let mut at = all.partition_point(|t| t.span.start < pair.span.end);
        at += usize::from(bare.lower_token(at) == ",");
        at > 0
            && turn::inquit_at(bare, at, all.len())
                .is_some_and(|i| i.inverted() && turn::tells(bare, i.group.head) >= 1)
    };
    pairs.iter().filter(told).take(TALE).count() == TALE
}

/// `« Oh ! vous l'avez volée. Où ça ? — Dans la cathédrale. »`: turns inside one pair of marks.
fn dashes_inside(bare: &Host<'_>, pairs: &[Pair]) -> Vec<Utterance> {
    let narrator = Narrator::of(bare, &vec![None; bare.analysis.paragraphs.len()]);
    let mut out = Vec::new();
    for pair in pairs.iter().filter(|p| p.depth == 0 && p.reopened.is_empty()) {
        let Some(close) = pair.close else { continue };
        let all = &bare.analysis.tokens;
        let from = all.partition_point(|t| t.span.start < pair.open.end);
        let to = from + all[from..].partition_point(|t| t.span.end <= close.start);
        if !(from + 1..to).any(|at| turn::opens_turn(bare, at, to)) {
            continue;
        }
        let paragraph = bare
            .analysis
            .paragraphs
            .partition_point(|p| p.end <= pair.span.start);
        let speech = turn::read(bare, pair.open, from..to, &narrator);
        out.extend(speech.into_iter().map(|s| Utterance {
            span: s.span,
            open: s.open,
            cuts: s.cuts,
            voice: s.voice,
            paragraph,
        }));
    }
    out
}

/// The turns of a document behind dashes, in order.
fn turns(bare: &Host<'_>, pairs: &[Pair]) -> Vec<Utterance> {
    let text = bare.text;
    let paragraphs = &bare.analysis.paragraphs;
    let dashes: Vec<Option<usize>> = paragraphs.iter().map(|p| leading_dash(p.of(text))).collect();
    if dashes.iter().all(Option::is_none) {
        return Vec::new();
    }
    let closes: HashSet<usize> = pairs.iter().filter_map(|p| p.close).map(|c| c.start).collect();
    let narrator = Narrator::of(bare, &dashes);
    let mut runs: Vec<Vec<Candidate>> = Vec::new();
    let mut last = None;
    for (at, dash) in dashes.iter().enumerate() {
        let Some(dash) = *dash else { continue };
        let start = paragraphs[at].start;
        let open = Span::new(start, start + dash);
        if begins_with_mark(text, open.end) || covered(pairs, start) {
            last = Some(at);
            continue;
        }
        let opener = unclosed(pairs, paragraphs, at);
        let mut candidate = read(bare, at, open, &closes, &narrator);
        candidate.strong |= opener.is_some() || announced(bare, at) && candidate.lively;
        if last != Some(at.wrapping_sub(1)) || runs.is_empty() {
            runs.push(Vec::new());
        }
        last = Some(at);
        let run = runs
            .last_mut()
            .expect("a run was pushed if there was none, anything else is a bug");
        if let Some(opener) = opener {
            let mut first = read(bare, at - 1, opener, &closes, &narrator);
            first.strong = true;
            run.push(first);
        }
        run.push(candidate);
    }
    if !is_dialogue(&runs) {
        return Vec::new();
    }
    runs.into_iter()
        .filter(|run| is_spoken(run))
        .flatten()
        .filter(|c| !c.list || c.strong)
        .flat_map(uttered)
        .collect()
}

/// Whether the page holds dialogue at all.
fn is_dialogue(runs: &[Vec<Candidate>]) -> bool {
    let all = || runs.iter().flatten();
    let (count, lively) = (all().count(), all().filter(|c| c.lively).count());
    all().any(|c| c.strong)
        || count >= 3
            && lively * 2 >= count
            && all().any(|c| c.question)
            && !all().any(|c| c.hyphen || c.list)
}

/// Whether the run is speech rather than a list.
fn is_spoken(run: &[Candidate]) -> bool {
    let lists = run.iter().filter(|c| c.list).count();
    let hyphens = run.iter().all(|c| c.hyphen && !c.strong && !c.lively);
    !hyphens && (lists * 2 <= run.len() || run.iter().any(|c| c.strong))
}

fn read(
    bare: &Host<'_>,
    paragraph: usize,
    open: Span,
    closes: &HashSet<usize>,
    narrator: &Narrator,
) -> Candidate {
    let tokens = spoken_tokens(
        bare,
        Span::new(open.end, bare.analysis.paragraphs[paragraph].end),
        closes,
    );
    let speech = turn::read(bare, open, tokens.clone(), narrator);
    let end = tokens
        .end
        .checked_sub(1)
        .filter(|e| *e >= tokens.start)
        .map_or("", |e| bare.lower(e));
    let question = tokens.clone().any(|t| bare.lower(t) == "?");
    let lively = question
        || tokens
            .clone()
            .any(|t| bare.lower(t) == "!" || turn::spoken_person(bare, t) > 0);
    let inquit = speech.iter().any(|s| s.voice != Voice::Silent);
    let full = end.starts_with(['.', '!', '?', '…', '»', '”', '"', ':', '–', '—', '-', ')']);
    let lower = tokens
        .clone()
        .next()
        .is_some_and(|t| bare.word(t).starts_with(char::is_lowercase));
    let list = !inquit && (!full || lower && !lively || matches!(end, ";" | ","));
    let hyphen = open.of(bare.text) == "-";
    Candidate {
        paragraph,
        speech,
        strong: inquit,
        lively,
        question,
        list,
        hyphen,
    }
}

/// The tokens of a turn; a closing mark at its end that closes the whole dialogue is none of its words.
fn spoken_tokens(bare: &Host<'_>, span: Span, closes: &HashSet<usize>) -> Range<usize> {
    let all = &bare.analysis.tokens;
    let from = all.partition_point(|t| t.span.start < span.start);
    let mut to = from + all[from..].partition_point(|t| t.span.end <= span.end);
    while to > from
        && matches!(bare.lower_token(to - 1), "»" | "”" | "\"")
        && !closes.contains(&all[to - 1].span.start)
    {
        to -= 1;
    }
    from..to
}

fn uttered(candidate: Candidate) -> impl Iterator<Item = Utterance> {
    let paragraph = candidate.paragraph;
    candidate.speech.into_iter().map(move |s| Utterance {
        span: s.span,
        open: s.open,
        cuts: s.cuts,
        voice: s.voice,
        paragraph,
    })
}

/// `— « Adieu »`: the marks say more than the dash.
fn begins_with_mark(text: &str, at: usize) -> bool {
    text[at..].trim_start().starts_with(['«', '“', '"', '„', '‹'])
}

/// Whether a closed pair of marks holds the byte.
fn covered(pairs: &[Pair], at: usize) -> bool {
    let before = pairs.partition_point(|p| p.span.start <= at);
    pairs[..before].iter().rev().take(4).any(|p| p.span.end > at)
}

/// `« Avez-vous fait bonne route ? ¶ — Détestable. »`: the mark, never closed, that opens the dialogue before its dash.
fn unclosed(pairs: &[Pair], paragraphs: &[Span], at: usize) -> Option<Span> {
    let before = paragraphs.get(at.checked_sub(1)?)?;
    let upto = pairs.partition_point(|p| p.span.start < before.end);
    let pair = pairs[..upto].last().filter(|p| {
        p.close.is_none() && p.depth == 0 && p.span.end == before.end && p.span.start >= before.start
    })?;
    pair.reopened.is_empty().then_some(pair.open)
}

/// Whether the paragraph before `at` ends with a colon and a verb of speech before it: `Mathurin cracha et dit :`
fn announced(bare: &Host<'_>, at: usize) -> bool {
    let Some(before) = at.checked_sub(1).map(|p| bare.analysis.paragraphs[p]) else {
        return false;
    };
    let all = &bare.analysis.tokens;
    let end = all.partition_point(|t| t.span.end <= before.end);
    let spoken = |t: usize| {
        Verbs::get()
            .lookup(bare.lower_token(t))
            .iter()
            .any(|r| matches!(r.form, Form::Finite { .. } | Form::PresentParticiple))
    };
    end > 0 && bare.lower_token(end - 1) == ":" && (end.saturating_sub(16)..end - 1).any(spoken)
}

/// `« Suivez-moi. »` or `— « Suivez-moi. »` as a whole paragraph of a tale.
#[must_use]
pub fn is_turn(case: &Case<'_, '_>) -> bool {
    let host = case.host();
    let paragraph = host.analysis.paragraphs[host.sentence(case.item).paragraph];
    let content = case.content();
    let before = &host.text[paragraph.start.min(case.marks().span.start)..case.marks().span.start];
    let talks = content.clause || content.full || content.first_person;
    content.words > 0
        && talks
        && !before.contains(char::is_alphanumeric)
        && case.marks().close.is_some_and(|c| c.end + 3 >= paragraph.end)
}
