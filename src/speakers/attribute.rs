//! The stage itself: every pair of marks and every turn of dialogue is read in text order, with what was decided of those
//! before it.

use super::case::{Case, Context, Decided, Finding, Mention};
use super::exchange::{self, Turn};
use super::passages::passages;
use super::resolve::{Description, Resolver};
use super::rules::{self, RULES};
use super::{Form, Quotation, Speaker, SpeakerType, calibration, repeats};
use crate::clauses::Host;
use crate::pipeline::Analysis;
use crate::quotes::content::{Content, content};
use crate::quotes::dialogue::{self, Spoken, Utterance};
use crate::quotes::keep::keep;
use crate::quotes::marks::Pair;
use crate::quotes::{Kind, marks, parts};
use crate::text::Span;

/// Quotations back that a pronoun looks for the last speaker.
const MEMORY: usize = 50;

/// The quotations of a document with their speakers, in text order.
///
/// Every pair of marks is offered to the [`rules`] in turn; [`keep`] decides whether it is speech at all; what the
/// rules named is resolved to somebody; pull-quotes are tied to the words that they repeat.
#[must_use]
pub fn attribute(text: &str, analysis: &Analysis) -> Vec<Quotation> {
    read(text, analysis, false).0
}

/// The descriptions that were resolved on the way, in any order, to fit the choice between people to gold.
#[must_use]
pub fn descriptions(text: &str, analysis: &Analysis) -> Vec<Description> {
    read(text, analysis, true).1
}

fn read(text: &str, analysis: &Analysis, record: bool) -> (Vec<Quotation>, Vec<Description>) {
    let bare = Host::new(text, analysis);
    let pairs = marks::pairs(text, &analysis.paragraphs);
    let spoken = dialogue::spoken(&bare, &pairs);
    let pairs = marks::with_utterances(pairs, &spoken.utterances);
    if pairs.is_empty() {
        return Default::default();
    }
    let host = bare.masked(&pairs);
    let contents: Vec<Content> = pairs.iter().map(|p| content(&bare, p.inside(text))).collect();
    let context = Context::new(&host, &bare, &contents);
    let resolver = Resolver::new(&context);
    let mut reader = Reader {
        resolver: if record { resolver.recording() } else { resolver },
        context: &context,
        spoken: &spoken,
        found: Vec::new(),
        inner: Vec::new(),
        decided: Vec::new(),
        turns: Vec::new(),
        headed: Vec::new(),
    };
    (0..pairs.len()).for_each(|pair| reader.read(pair));
    let Reader {
        resolver,
        mut found,
        inner,
        decided,
        turns,
        headed,
        ..
    } = reader;
    exchange::alternate(&turns, &mut found);
    let mut found: Vec<Quotation> = found
        .into_iter()
        .zip(&decided)
        .flat_map(|(quotation, of)| passages(text, quotation, reopened(&pairs[of.pair])))
        .collect();
    found.extend(inner);
    found.sort_by_key(|q| q.span.start);
    repeats::link(&bare, &resolver, &mut found, headed);
    (found, resolver.recorded())
}

/// The marks that open a pair again; an utterance has none, only what is not spoken in it.
fn reopened(pair: &Pair) -> &[Span] {
    if pair.utterance.is_some() {
        &[]
    } else {
        &pair.reopened
    }
}

/// What was found so far.
struct Reader<'c, 'a> {
    context: &'c Context<'a>,
    resolver: Resolver<'a>,
    spoken: &'c Spoken,
    /// Outermost quotations, one for each of `decided`.
    found: Vec<Quotation>,
    /// Speech inside speech.
    inner: Vec<Quotation>,
    decided: Vec<Decided>,
    /// Turns of dialogue among `found`.
    turns: Vec<Turn>,
    /// Words between marks in the headline that nothing there makes speech.
    headed: Vec<Quotation>,
}

impl Reader<'_, '_> {
    /// Reads one pair of marks.
    fn read(&mut self, pair: usize) {
        let host = self.context.host;
        let item = host.item_of[pair];
        let case = Case {
            context: self.context,
            pair,
            item,
            sentence: host.sentence_index(item),
            before: &self.decided,
        };
        let marks = case.marks();
        if marks.depth > 0 {
            let outer = self.found.last().filter(|q| q.span.contains(marks.span));
            self.inner
                .extend(outer.and_then(|outer| nested(&case, &self.resolver, outer)));
            return;
        }
        let utterance = marks.utterance.map(|u| &self.spoken.utterances[u]);
        let turn = utterance.is_none() && self.spoken.tale && dialogue::is_turn(&case);
        let Some((rule, finding, kind)) = decide(&case, utterance, turn) else {
            self.headed.extend(headed(&case));
            return;
        };
        let mut speaker = self.speaker(&finding, item);
        if let Some(utterance) = utterance {
            speaker = exchange::settle(
                &case,
                utterance,
                speaker,
                &self.turns,
                &self.found,
                &self.resolver,
            );
            self.turns.push(Turn {
                quotation: self.found.len(),
                paragraph: utterance.paragraph,
            });
        } else if turn {
            self.turns.push(Turn {
                quotation: self.found.len(),
                paragraph: host.sentence(item).paragraph,
            });
        }
        // `« Nous avons tenu, raconte la jeune femme.`, never closed: the words end where the inquit begins.
        let span = match finding.inquit {
            Some(inquit)
                if marks.close.is_none()
                    && utterance.is_none()
                    && inquit.end >= marks.inside(host.text).end =>
            {
                Span::new(marks.span.start, inquit.start).trim(host.text)
            }
            _ => marks.span,
        };
        self.found.push(Quotation {
            span,
            parts: parts::parts(host.text, marks, finding.inquit),
            kind,
            cue: finding.cue,
            rule,
            score: calibration::calibrated(finding.score, speaker.as_ref()),
            speaker,
            continues: None,
            repeats: Vec::new(),
        });
        self.decided.push(Decided { pair, rule, finding });
    }

    /// Whom the finding's mention stands for.
    fn speaker(&self, finding: &Finding, item: usize) -> Option<Speaker> {
        let (host, bare) = (self.context.host, self.context.bare);
        let last = self.found.iter().zip(&self.decided).rev().take(MEMORY);
        let recent = last
            .filter_map(|(q, d)| Some((q.speaker.as_ref()?, host.item_of[d.pair])))
            .next();
        match finding.speaker.as_ref()? {
            Mention::Host(phrase) => Some(self.resolver.resolve(host, phrase, phrase.items.start, recent)),
            Mention::Bare(phrase) => Some(self.resolver.resolve(bare, phrase, item, recent)),
            Mention::Same(earlier) => self.found[*earlier].speaker.clone(),
        }
    }
}

/// The rule that answers, its answer, and the kind of quotation; nothing where the marks hold no speech.
///
/// `turn`: whether the marks hold a turn of a tale's dialogue, a paragraph of its own, which does not go on with the one
/// before.
fn decide(
    case: &Case<'_, '_>,
    utterance: Option<&Utterance>,
    turn: bool,
) -> Option<(&'static str, Finding, Kind)> {
    if let Some(utterance) = utterance {
        let (rule, finding) = rules::dialogue::spoken(case, utterance);
        return Some((rule, finding, Kind::Direct));
    }
    let answer = RULES
        .iter()
        .filter(|rule| !turn || !rules::goes_on(rule.name))
        .find_map(|rule| (rule.find)(case).map(|finding| (rule.name, finding)));
    let kind = if turn {
        Kind::Direct
    } else {
        keep(case, answer.as_ref().map(|(name, finding)| (*name, finding)))?
    };
    let (rule, finding) = answer.unwrap_or(("none", Finding::default()));
    Some((rule, finding, kind))
}

/// `Estuaire : le braconnier n'avait « plus que ça pour vivre »`: a fragment in the headline, which is a quotation if one below
/// says the same words. Titles begin with a capital.
fn headed(case: &Case<'_, '_>) -> Option<Quotation> {
    let (host, marks) = (case.host(), case.marks());
    let fragment = host.opens_in(case.item) == 0 && !case.content().capital && marks.utterance.is_none();
    fragment.then(|| Quotation {
        span: marks.span,
        parts: parts::parts(host.text, marks, None),
        kind: Kind::Mixed,
        speaker: None,
        cue: None,
        rule: "none",
        score: 0.0,
        continues: None,
        repeats: Vec::new(),
    })
}

/// Somebody else's words inside the quotation `outer`, if they are told from its own.
fn nested(case: &Case<'_, '_>, resolver: &Resolver<'_>, outer: &Quotation) -> Option<Quotation> {
    let finding = rules::nested::nested(case)?;
    let Some(Mention::Bare(phrase)) = &finding.speaker else {
        return None;
    };
    let bare = case.context.bare;
    let mut speaker = resolver.resolve(bare, phrase, case.item, None);
    // `il` in somebody's words is not the one who says them.
    if speaker.form == Form::Pronoun && outer.speaker.as_ref().is_some_and(|o| o.name == speaker.name) {
        let name = speaker
            .mention
            .of(bare.text)
            .trim_start_matches("-t-")
            .trim_start_matches('-')
            .to_lowercase();
        speaker = Speaker {
            kind: SpeakerType::Unnamed,
            referent: None,
            name,
            ..speaker
        };
    }
    Some(Quotation {
        span: case.marks().span,
        parts: parts::parts(bare.text, case.marks(), None),
        kind: Kind::Direct,
        speaker: Some(speaker),
        cue: finding.cue,
        rule: "nested",
        score: finding.score,
        continues: None,
        repeats: Vec::new(),
    })
}
