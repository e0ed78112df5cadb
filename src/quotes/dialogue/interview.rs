//! Interviews: answers behind labels, without quotation marks.
//!
//! ```text
//! Le Monde. – Pourquoi avoir quitté l'Opéra ?
//! Ariane Castelnau. – Parce que je n'y dansais plus, j'y pointais.
//! ```
//!
//! A label is a name, initials, `Question`, `Réponse`, `Q.` or `R.` at the start of a paragraph, with a colon or a dash
//! behind it. Two labels at least must alternate, so that a box of facts (`Lieu : Paris`) is none; one will do where it
//! is the initials of somebody whom the page names. The voice that only asks is the medium's, and is no quotation. An
//! answer goes on over the paragraphs up to the next label.

use super::turn::person;
use super::{Utterance, Voice};
use crate::clauses::Host;
use crate::clauses::phrases::{Phrase, phrase_at};
use crate::clauses::verbs::{Mood, groups};
use crate::entities::Label as EntityLabel;
use crate::entities::names::fold;
use crate::text::Span;
use std::collections::HashMap;

/// The most labels of one page: a list of results has more.
const MOST_VOICES: usize = 12;

/// A paragraph that begins with a label.
struct Labelled {
    paragraph: usize,
    label: Span,
    /// The words behind the label.
    words: Span,
}

/// What the paragraphs of one label have in common.
#[derive(Debug, Default, Clone)]
struct Voices {
    count: usize,
    asks: usize,
    sentences: usize,
    role: Role,
    guest: Option<Phrase>,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Role {
    /// `Question`, `Q`, a medium.
    Asks,
    /// `Réponse`, `R`.
    Answers,
    /// A person's name.
    Person,
    /// Initials of somebody whom the page names.
    Initials,
    #[default]
    Unknown,
}

/// The answers of an interview, in order; none where the page is no interview.
#[must_use]
pub fn answers(bare: &Host<'_>) -> Vec<Utterance> {
    let text = bare.text;
    let labelled: Vec<Labelled> = (0..bare.analysis.paragraphs.len())
        .filter_map(|p| labelled(text, bare.analysis.paragraphs[p], p))
        .collect();
    if labelled.is_empty() {
        return Vec::new();
    }
    let names = People::new(bare);
    let mut voices: HashMap<String, Voices> = HashMap::new();
    for one in &labelled {
        if voices.len() > MOST_VOICES {
            return Vec::new();
        }
        let own = voices
            .entry(key(one.label.of(text)))
            .or_insert_with(|| names.voices(bare, one.label));
        let words = one.words.of(text).trim_end_matches(['*', '_', ' ']);
        own.count += 1;
        own.asks += usize::from(words.ends_with('?'));
        own.sentences += usize::from(is_sentence(bare, one.words));
    }
    if !is_interview(&voices) {
        return Vec::new();
    }
    let asking = asking(&voices);
    let mut out = Vec::new();
    for (at, one) in labelled.iter().enumerate() {
        let own = &voices[&key(one.label.of(text))];
        if asking.contains(&key(one.label.of(text)))
            || own.role == Role::Unknown && own.sentences == 0 && own.asks == 0
        {
            continue;
        }
        let (span, cuts) = extent(bare, one, labelled.get(at + 1).map(|next| next.paragraph));
        let mention = (own.role != Role::Answers).then_some(one.label);
        out.push(Utterance {
            span,
            open: Span::new(span.start, span.start),
            cuts,
            voice: Voice::Label {
                mention,
                guest: own.guest.clone(),
            },
            paragraph: one.paragraph,
        });
    }
    out
}

/// One form of a label.
fn key(label: &str) -> String {
    fold(label).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Whether the labels are those of an interview or a debate.
fn is_interview(voices: &HashMap<String, Voices>) -> bool {
    let asks = voices
        .values()
        .any(|v| v.role == Role::Asks || v.asks * 2 > v.count && v.count > 0);
    let answers = voices
        .values()
        .any(|v| matches!(v.role, Role::Answers | Role::Person | Role::Initials) && v.asks * 2 <= v.count);
    let people = voices
        .values()
        .filter(|v| matches!(v.role, Role::Person | Role::Initials) && v.sentences * 2 >= v.count)
        .count();
    let initials = voices
        .values()
        .any(|v| v.role == Role::Initials && v.sentences * 2 >= v.count);
    asks && answers && voices.len() > 1
        || people > 1 && people * 2 > voices.len()
        || initials && voices.len() < 3
}

/// The labels of those who ask: the medium, or the one of two people who asks nearly always.
fn asking(voices: &HashMap<String, Voices>) -> Vec<String> {
    let somebody_answers = voices
        .values()
        .any(|v| v.role != Role::Asks && v.asks * 2 <= v.count);
    let asks = |v: &Voices| {
        v.role == Role::Asks || somebody_answers && v.role != Role::Answers && v.asks * 2 > v.count
    };
    voices
        .iter()
        .filter(|(_, v)| asks(v))
        .map(|(k, _)| k.clone())
        .collect()
}

/// The label of a paragraph, if it has one.
fn labelled(text: &str, paragraph: Span, number: usize) -> Option<Labelled> {
    let all = paragraph.of(text);
    let start = all.len() - all.trim_start_matches(['*', '_', ' ']).len();
    let rest = &all[start..];
    let look: usize = rest.char_indices().nth(60).map_or(rest.len(), |(at, _)| at);
    let head = &rest[..look];
    let spaces = [' ', '\u{a0}', '\u{202f}', '\t'];
    let colon = head.find(':').map(|at| (at, 1));
    let dash = ["–", "—", "-"]
        .iter()
        .filter_map(|d| {
            head.find(&format!(" {d} "))
                .or_else(|| head.find(&format!("\u{a0}{d} ")))
                .map(|at| (at, at_dash(head, at, d)))
        })
        .min();
    let letter = ["Q.", "R."]
        .iter()
        .find(|l| head.strip_prefix(**l).is_some_and(|r| r.starts_with(spaces)))
        .map(|_| (1, 1));
    let (end, separator) = letter.or(match (colon, dash) {
        (Some(c), Some(d)) => Some(if c.0 < d.0 { c } else { d }),
        (c, d) => c.or(d),
    })?;
    let label = head[..end].trim_end_matches(['.', '*', '_', ' ', '\u{a0}', '\u{202f}', ',']);
    // The full stop of initials is theirs: `D. L.`
    let label = if is_initial(label) && head[label.len()..].starts_with('.') && letter.is_none() {
        &head[..=label.len()]
    } else {
        label
    };
    let from = end + separator;
    let words = rest[from..].trim_start_matches(['*', '_']).trim_start();
    let begin = paragraph.start + start;
    let words = Span::new(begin + rest.len() - words.len(), paragraph.end);
    let words = Span::new(
        words.start,
        words.start + words.of(text).trim_end_matches(['*', '_', ' ']).len(),
    );
    let marks = words.of(text).starts_with(['«', '“', '"', '„', '‹', '/']);
    (is_label(label) && !marks && words.of(text).contains(char::is_alphabetic)).then(|| Labelled {
        paragraph: number,
        label: Span::new(begin, begin + label.len()),
        words,
    })
}

/// Length of a dash with the spaces around it, from the space before it.
fn at_dash(head: &str, at: usize, dash: &str) -> usize {
    let space = head[at..].chars().next().map_or(1, char::len_utf8);
    space + dash.len() + 1
}

fn is_initial(label: &str) -> bool {
    label
        .rsplit(['.', ' ', '-'])
        .next()
        .is_some_and(|last| last.chars().count() == 1)
        && label.contains('.')
}

/// Words with capitals and the particles of names, six at most.
fn is_label(label: &str) -> bool {
    let words: Vec<&str> = label.split([' ', '\u{a0}']).filter(|w| !w.is_empty()).collect();
    let particle = |w: &str| {
        matches!(
            w,
            "de" | "du"
                | "des"
                | "la"
                | "le"
                | "les"
                | "van"
                | "von"
                | "et"
                | "ben"
                | "el"
                | "al"
                | "di"
                | "da"
                | "d'"
                | "l'"
        ) || w.starts_with("d'")
            || w.starts_with("d’")
    };
    (1..=6).contains(&words.len())
        && words[0].starts_with(char::is_uppercase)
        && words
            .iter()
            .all(|w| w.starts_with(char::is_uppercase) || particle(w))
        && !label.contains(['(', ')', '«', '»', '"', '?', '!', ',', ';', '/', '='])
}

/// Whether the words begin with something that has a conjugated verb and end as a sentence does.
fn is_sentence(bare: &Host<'_>, words: Span) -> bool {
    let all = &bare.analysis.tokens;
    let from = all.partition_point(|t| t.span.start < words.start);
    let to = from + all[from..].partition_point(|t| t.span.end <= words.end);
    let finite = groups(bare, from..to.min(from + 40))
        .iter()
        .any(|g| g.mood == Mood::Finite);
    finite && words.of(bare.text).ends_with(['.', '!', '?', '…', '»'])
}

/// The people whom the page names, by initials and by last name.
struct People {
    /// Initials, last word, token of the name.
    all: Vec<(String, String, usize)>,
    /// The first one named: the guest whom `Réponse :` stands for.
    first: Option<usize>,
}

impl People {
    fn new(bare: &Host<'_>) -> Self {
        let people = bare
            .analysis
            .entities
            .iter()
            .filter(|e| e.label == EntityLabel::Per);
        let all: Vec<(String, String, usize)> = people
            .map(|e| {
                let name = fold(e.span.of(bare.text));
                let words: Vec<&str> = name.split([' ', '-']).filter(|w| !w.is_empty()).collect();
                let initials: String = words.iter().filter_map(|w| w.chars().next()).collect();
                (
                    initials,
                    words.last().copied().unwrap_or_default().to_owned(),
                    e.tokens.start,
                )
            })
            .collect();
        let first = all
            .iter()
            .find(|(initials, ..)| initials.len() > 1)
            .or_else(|| all.first())
            .map(|p| p.2);
        Self { all, first }
    }

    /// What a label stands for.
    fn voices(&self, bare: &Host<'_>, label: Span) -> Voices {
        let words = label.of(bare.text);
        let folded = key(words);
        let role = |role, guest| Voices {
            role,
            guest,
            ..Voices::default()
        };
        match folded.as_str() {
            "question" | "questions" | "q" => return role(Role::Asks, None),
            "reponse" | "reponses" | "r" => {
                return role(Role::Answers, self.first.and_then(|t| whole(bare, t)));
            }
            _ => {}
        }
        let tokens = &bare.analysis.tokens;
        let start = tokens.partition_point(|t| t.span.start < label.start);
        if let Some((_, entity)) = bare.entity(start).filter(|(_, e)| e.span.start <= label.start) {
            return match entity.label {
                EntityLabel::Per => role(Role::Person, phrase_at(bare, start, entity.tokens.end)),
                _ => role(Role::Asks, None),
            };
        }
        let short = folded.chars().count() <= 4
            && words
                .chars()
                .filter(|c| c.is_alphabetic())
                .all(char::is_uppercase);
        let initials = self
            .all
            .iter()
            .find(|(initials, ..)| short && *initials == folded && folded.len() > 1);
        if let Some((_, _, token)) = initials {
            return role(Role::Initials, phrase_at(bare, *token, bare.items.len()));
        }
        let last = fold(words.rsplit([' ', '-']).next().unwrap_or_default());
        let named = self
            .all
            .iter()
            .find(|(_, name, _)| *name == last && !last.is_empty());
        named.map_or_else(Voices::default, |(_, _, token)| {
            role(Role::Person, phrase_at(bare, *token, bare.items.len()))
        })
    }
}

/// The phrase around a name: `le climatologue Hervé Santerre`.
fn whole(bare: &Host<'_>, name: usize) -> Option<Phrase> {
    let entity = bare.entity(name)?.0;
    let from = bare.sentence(name).items.start.max(name.saturating_sub(8));
    (from..=name)
        .filter_map(|at| phrase_at(bare, at, bare.sentence(name).items.end))
        .find(|p| p.name == Some(entity))
}

/// From the first word of the answer to its last, and the line breaks in between.
fn extent(bare: &Host<'_>, one: &Labelled, next: Option<usize>) -> (Span, Vec<Span>) {
    let text = bare.text;
    let paragraphs = &bare.analysis.paragraphs;
    let mut end = one.words.end;
    let mut cuts = Vec::new();
    for paragraph in &paragraphs[one.paragraph + 1..next.unwrap_or(paragraphs.len())] {
        let words = paragraph.of(text).trim_end_matches(['*', '_', ' ']);
        let all = &bare.analysis.tokens;
        let from = all.partition_point(|t| t.span.start < paragraph.start);
        let to = from + all[from..].partition_point(|t| t.span.end <= paragraph.end);
        let addressed = (from..to).any(|t| person(bare.lower_token(t)) == 2);
        let own = (from..to).any(|t| person(bare.lower_token(t)) == 1);
        // A question in bold without a label, a heading, or, behind the last label, what is nobody's answer any more.
        if words.ends_with('?') && addressed
            || !words.ends_with(['.', '!', '?', '…', '»', '"', '”', ':', ';', ')'])
            || next.is_none() && !own
        {
            break;
        }
        cuts.push(Span::new(end, paragraph.start));
        end = paragraph.end;
    }
    (Span::new(one.words.start, end), cuts)
}
