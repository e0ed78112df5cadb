//! Quotations to their speakers.
//!
//! Owns: [`rules`] (the ordered list of rules, each with its name and its French example).
//! Refuses: names from inside the quotation, the addressee, and the topic.

pub mod calibration;
pub mod case;
pub mod exchange;
pub mod repeats;
pub mod resolve;
pub mod rules;

use crate::clauses::Host;
use crate::pipeline::Analysis;
use crate::quotes::content::{Content, content};
use crate::quotes::keep::keep;
use crate::quotes::{Kind, dialogue, marks, parts};
use crate::text::Span;
use case::{Case, Context, Decided, Finding, Mention};
use exchange::Turn;
use resolve::Resolver;
use rules::RULES;
use serde::{Deserialize, Serialize};

/// Form of the mention that the quotation is attached to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    /// It holds a name: `le ministre Jean Roy`, `l'OMS`.
    Named,
    /// A noun without a name: `un jeune Russe`, `la préfecture`.
    Nominal,
    /// `il`, `elle`, `ce dernier`.
    Pronoun,
}

/// What a speaker is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SpeakerType {
    /// A person named in the document.
    Person,
    /// An organisation, an institution, a country that acts, a medium.
    Organisation,
    /// A person or group that the document does not name.
    Unnamed,
}

/// Who said a quotation.
#[derive(Debug, Clone, PartialEq)]
pub struct Speaker {
    /// The mention responsible for the attribution.
    pub mention: Span,
    /// Its form.
    pub form: Form,
    /// What the speaker is.
    pub kind: SpeakerType,
    /// The fullest name in the document, or the head noun phrase.
    pub name: String,
    /// Index of the referent in the document's list.
    pub referent: Option<usize>,
}

/// A quotation with its attribution.
#[derive(Debug, Clone, PartialEq)]
pub struct Quotation {
    /// Where it stands, its marks included.
    pub span: Span,
    /// The spoken words alone.
    pub parts: Vec<Span>,
    /// Direct or mixed.
    pub kind: Kind,
    /// Who said it.
    pub speaker: Option<Speaker>,
    /// The verb or marker of attribution.
    pub cue: Option<Span>,
    /// Name of the rule that decided.
    pub rule: &'static str,
    /// How sure the attribution is, 0 to 1.
    pub score: f32,
    /// Pull-quotes that repeat it, each with the line that signs it.
    pub repeats: Vec<(Span, Option<Span>)>,
}

/// The quotations of a document with their speakers, in text order.
///
/// Every pair of marks is offered to the [`rules`] in turn; [`keep`] decides whether it is speech at all; what the
/// rules named is resolved to somebody; pull-quotes are tied to the words that they repeat.
#[must_use]
pub fn attribute(text: &str, analysis: &Analysis) -> Vec<Quotation> {
    let bare = Host::new(text, analysis, &[]);
    let pairs = marks::pairs(text, &analysis.paragraphs);
    let spoken = dialogue::spoken(&bare, &pairs);
    let pairs = marks::with_utterances(pairs, &spoken.utterances);
    if pairs.is_empty() {
        return Vec::new();
    }
    let host = Host::new(text, analysis, &pairs);
    let contents: Vec<Content> = pairs.iter().map(|p| content(&bare, p.inside(text))).collect();
    let context = Context::new(&host, &bare, &contents);
    let resolver = Resolver::new(&host);
    let mut decided: Vec<Decided> = Vec::new();
    let mut quotations: Vec<Quotation> = Vec::new();
    let mut inner: Vec<Quotation> = Vec::new();
    let mut turns: Vec<Turn> = Vec::new();
    for pair in 0..pairs.len() {
        let item = host.item_of[pair];
        let case = Case { context: &context, pair, item, sentence: host.sentence_index(item), before: &decided };
        if pairs[pair].depth > 0 {
            let outer = quotations.last().filter(|q| q.span.contains(pairs[pair].span));
            inner.extend(outer.and_then(|outer| nested(&case, &resolver, outer)));
            continue;
        }
        let utterance = pairs[pair].utterance.map(|u| &spoken.utterances[u]);
        let turn = utterance.is_none() && spoken.tale && dialogue::is_turn(&case);
        let answer = match utterance {
            Some(utterance) => Some(rules::dialogue::spoken(&case, utterance)),
            // A turn of its own paragraph does not go on with the one before.
            None => RULES.iter().filter(|rule| !turn || !rules::goes_on(rule.name)).find_map(|rule| (rule.find)(&case).map(|finding| (rule.name, finding))),
        };
        let told = utterance.is_some() || turn;
        let kind = if told { Some(Kind::Direct) } else { keep(&case, answer.as_ref().map(|(name, finding)| (*name, finding))) };
        let Some(kind) = kind else { continue };
        let (rule, finding) = answer.unwrap_or(("none", Finding::default()));
        let recent = quotations.iter().zip(&decided).rev().find_map(|(q, d)| q.speaker.as_ref().map(|s| (s, host.item_of[d.pair])));
        let speaker = match &finding.speaker {
            Some(Mention::Host(phrase)) => Some(resolver.resolve(&host, phrase, phrase.items.start, recent)),
            Some(Mention::Bare(phrase)) => Some(resolver.resolve(&bare, phrase, item, recent)),
            Some(Mention::Same(earlier)) => quotations[*earlier].speaker.clone(),
            None => None,
        };
        let speaker = match utterance {
            Some(utterance) => {
                let speaker = exchange::settle(&case, utterance, speaker, &turns, &quotations, &resolver);
                turns.push(Turn { quotation: quotations.len(), paragraph: utterance.paragraph });
                speaker
            }
            None => {
                let paragraph = host.sentence(item).paragraph;
                turns.extend(turn.then_some(Turn { quotation: quotations.len(), paragraph }));
                speaker
            }
        };
        quotations.push(Quotation {
            span: pairs[pair].span,
            parts: parts::parts(text, &pairs[pair], finding.inquit),
            kind,
            cue: finding.cue,
            rule,
            score: calibration::calibrated(finding.score, speaker.as_ref()),
            speaker,
            repeats: Vec::new(),
        });
        decided.push(Decided { pair, rule, finding });
    }
    exchange::alternate(&turns, &mut quotations);
    quotations.append(&mut inner);
    quotations.sort_by_key(|q| q.span.start);
    repeats::link(&bare, &resolver, &mut quotations);
    quotations
}

/// Somebody else's words inside the quotation `outer`, if they are told from its own.
fn nested(case: &Case<'_, '_>, resolver: &Resolver<'_>, outer: &Quotation) -> Option<Quotation> {
    let finding = rules::nested::nested(case)?;
    let Some(Mention::Bare(phrase)) = &finding.speaker else { return None };
    let bare = case.context.bare;
    let mut speaker = resolver.resolve(bare, phrase, case.item, None);
    // `il` in somebody's words is not the one who says them.
    if speaker.form == Form::Pronoun && outer.speaker.as_ref().is_some_and(|o| o.name == speaker.name) {
        let name = speaker.mention.of(bare.text).trim_start_matches("-t-").trim_start_matches('-').to_lowercase();
        speaker = Speaker { kind: SpeakerType::Unnamed, referent: None, name, ..speaker };
    }
    Some(Quotation {
        span: case.marks().span,
        parts: parts::parts(bare.text, case.marks(), None),
        kind: Kind::Direct,
        speaker: Some(speaker),
        cue: finding.cue,
        rule: "nested",
        score: finding.score,
        repeats: Vec::new(),
    })
}
