//! One turn of a dialogue: where the spoken words end, and what the narrator says between them.
//!
//! ```text
//! — Sapristi ! s'exclama le notaire, vous m'avez fait une belle peur.
//! — Posez cela, ordonna Fulbert. Il referma la porte derrière lui et tira le verrou.
//! ```
//!
//! An inquit is a verb in lower case behind a comma or behind `?`, `!`, `…`, with its subject behind it. What follows the
//! inquit is speech again if it speaks to somebody (*vous*, a question, an exclamation) or stands in the present, and
//! narration if it stands in the tenses of a tale.

use super::Voice;
use crate::clauses::nouns::Class;
use crate::clauses::phrases::phrases;
use crate::clauses::subjects::{pronoun, subject_after};
use crate::clauses::verbs::{Group, Mood, group_at, is_clitic};
use crate::clauses::{Host, Phrase};
use crate::quotes::verbs::{Form, Tense, Verbs};
use crate::speakers::Form as MentionForm;
use crate::speakers::rules::cue;
use crate::text::Span;
use crate::tokens::Pos;
use crate::tokens::morphology::{Number, VerbForm};
use std::ops::Range;

/// Spoken words behind one dash.
#[derive(Debug, Clone, PartialEq)]
pub struct Speech {
    /// From the dash to the last spoken word.
    pub span: Span,
    /// The dash.
    pub open: Span,
    /// The narrator's words inside.
    pub cuts: Vec<Span>,
    /// Who says it.
    pub voice: Voice,
}

/// Who tells the story.
#[derive(Debug, Clone, Copy)]
pub struct Narrator {
    /// Whether the narrator says *je*.
    first_person: bool,
}

impl Narrator {
    /// Counts *je* in the paragraphs that begin with no dash.
    #[must_use]
    pub fn of(bare: &Host<'_>, dashes: &[Option<usize>]) -> Self {
        let (mut own, mut all, mut paragraph) = (0_usize, 0_usize, 0);
        let paragraphs = &bare.analysis.paragraphs;
        for (at, token) in bare.analysis.tokens.iter().enumerate() {
            while paragraph + 1 < paragraphs.len() && paragraphs[paragraph + 1].start <= token.span.start {
                paragraph += 1;
            }
            if dashes.get(paragraph).is_some_and(Option::is_none) {
                all += 1;
                own += usize::from(matches!(bare.lower_token(at), "je" | "j'" | "-je"));
            }
        }
        Self {
            first_person: own * 150 > all,
        }
    }
}

/// Reads the turns of one paragraph: the one that `open` begins, and those behind further dashes at the start of a
/// sentence.
#[must_use]
pub fn read(bare: &Host<'_>, open: Span, tokens: Range<usize>, narrator: &Narrator) -> Vec<Speech> {
    let mut out = Vec::new();
    let mut start = tokens.start;
    let mut dash = open;
    for at in tokens.start + 1..=tokens.end {
        let last = at == tokens.end;
        if !last && !opens_turn(bare, at, tokens.end) {
            continue;
        }
        out.extend(read_one(bare, dash, start..at, narrator));
        if !last {
            dash = bare.span(at);
            start = at + 1;
        }
    }
    out
}

/// `Il vient. — Non !`: a dash between sentences.
pub(super) fn opens_turn(bare: &Host<'_>, at: usize, end: usize) -> bool {
    matches!(bare.lower(at), "—" | "–" | "--" | "―")
        && ends_sentence(bare.lower(at - 1))
        && at + 1 < end
        && bare.is_capital(at + 1)
}

fn ends_sentence(word: &str) -> bool {
    matches!(word, "." | "!" | "?" | "…" | "..." | "....")
}

/// An inquit with its place.
pub(super) struct Inquit {
    /// The comma or the verb.
    start: usize,
    /// Behind the subject and the verb.
    end: usize,
    subject: Phrase,
    /// The verb.
    pub(super) group: Group,
}

impl Inquit {
    /// Whether its subject is a pronoun behind its verb: `dit-il`.
    pub(super) fn inverted(&self) -> bool {
        self.group.inverted.is_some()
    }
}

fn read_one(bare: &Host<'_>, open: Span, tokens: Range<usize>, narrator: &Narrator) -> Option<Speech> {
    let mut voice = Voice::Silent;
    let mut cuts: Vec<Span> = Vec::new();
    let mut from = tokens.start;
    let mut end = tokens.end;
    while let Some(inquit) = find_inquit(bare, from..tokens.end) {
        let resumed = resumes(bare, &inquit, tokens.end, narrator);
        if voice == Voice::Silent {
            voice = Voice::Inquit {
                cue: cue(bare, &inquit.group),
                subject: inquit.subject,
                inside: resumed.is_some(),
            };
        }
        match resumed {
            Some(resumed) => {
                cuts.push(Span::new(
                    bare.span(inquit.start).start,
                    bare.span(resumed - 1).end,
                ));
                from = resumed;
            }
            None => {
                end = inquit.start;
                break;
            }
        }
    }
    while end > tokens.start && matches!(bare.lower(end - 1), "," | "—" | "–") {
        end -= 1;
    }
    if !(tokens.start..end).any(|t| bare.is_word(t)) {
        return None;
    }
    Some(Speech {
        span: Span::new(open.start, bare.span(end - 1).end),
        open,
        cuts,
        voice,
    })
}

/// The first inquit of the tokens.
fn find_inquit(bare: &Host<'_>, tokens: Range<usize>) -> Option<Inquit> {
    (tokens.start + 1..tokens.end).find_map(|at| inquit_at(bare, at, tokens.end))
}

/// How much of a sentence is looked at, in words: enough to tell speech from narration.
const SENTENCE: usize = 80;

/// How far an inquit reaches, in words.
const REACH: usize = 24;

pub(super) fn inquit_at(bare: &Host<'_>, at: usize, end: usize) -> Option<Inquit> {
    let lead = bare.lower(at - 1);
    let dash = matches!(lead, "—" | "–");
    if !(matches!(lead, "," | ";" | "»" | "”") || dash || ends_sentence(lead))
        || bare.is_capital(at)
        || !bare.is_word(at)
    {
        return None;
    }
    let end = end.min(at + REACH);
    let group = group_at(bare, at, end).filter(|g| speaks(bare, g))?;
    let known = group.class.is_some() && !group.passive || is_faire(bare.lower(group.head));
    let start = if lead == "," || dash { at - 1 } else { at };
    let subject = match group.inverted {
        Some(clitic) => {
            let past = tells(bare, group.head) >= 2;
            // `Et Jean, le sait-il ?` asks; `, demande-t-il, …` does not.
            let asks = lead == "," && bare.lower(group.items.end) == "?";
            pronoun(bare, clitic).filter(|_| (known || past) && !asks && !is_addressed(bare.lower(clitic)))?
        }
        None => noun_subject(bare, &group, known, end)?,
    };
    let from = group.items.end.max(subject.until.max(subject.items.end));
    Some(Inquit {
        start,
        end: from,
        subject,
        group,
    })
}

/// `dit` may be read as a participle: what stands behind it shows that it is none.
fn speaks(bare: &Host<'_>, group: &Group) -> bool {
    let finite = |word: &str| {
        Verbs::get()
            .lookup(word)
            .iter()
            .any(|r| matches!(r.form, Form::Finite { .. }))
    };
    match group.mood {
        Mood::Finite => true,
        Mood::PastParticiple => finite(bare.lower(group.head)) || is_faire(bare.lower(group.head)),
        _ => false,
    }
}

/// `fit-il`, `fait Jean`: *faire* says something in dialogue only.
fn is_faire(word: &str) -> bool {
    matches!(word, "fit" | "fis" | "firent" | "fait" | "faisait")
}

fn is_addressed(clitic: &str) -> bool {
    matches!(
        clitic.trim_start_matches("-t-").trim_start_matches('-'),
        "tu" | "vous" | "nous" | "ce"
    )
}

fn noun_subject(bare: &Host<'_>, group: &Group, known: bool, end: usize) -> Option<Phrase> {
    let stop = (group.items.end..end)
        .find(|&i| ends_sentence(bare.lower(i)) || matches!(bare.lower(i), ";" | ":"))
        .unwrap_or(end);
    if let first @ ("une" | "un" | "l'" | "les" | "quelqu'un" | "chacun") = bare.lower(group.items.end)
        && let Some(one) = one_of_them(bare, group.items.end, first).filter(|_| known)
    {
        return Some(one);
    }
    // `Avance, avance, Annette !` calls somebody.
    if bare.lower(group.items.end) == "," && tells(bare, group.head) < 1 {
        return None;
    }
    let found = subject_after(bare, group, stop)
        .filter(|s| s.form != MentionForm::Pronoun && s.preposition.is_none());
    // `annonça d'une voix que personne ne lui connaissait la petite Ursule`
    let far = || {
        phrases(bare, group.items.end..stop).into_iter().rev().find(|p| {
            p.preposition.is_none() && p.form == MentionForm::Named && p.may_speak(bare) && p.until == stop
        })
    };
    let subject = match found {
        Some(subject) => subject,
        None if known => far()?,
        None => return None,
    };
    let near = subject.items.start <= group.items.end + if known { 12 } else { 0 };
    let touches = subject.items.start <= group.items.end + 1;
    let agrees = !matches!((group.plural, subject.number), (Some(true), Some(Number::Sing)))
        || !subject.also.is_empty();
    let closed = matches!(
        bare.lower(subject.until),
        "" | "," | "." | ";" | ":" | "!" | "?" | "…" | "..."
    );
    let fits = if known {
        subject.may_speak(bare) || touches && subject.definite
    } else {
        subject.may_speak(bare) && closed && tells(bare, group.head) > 0
    };
    (near && agrees && fits).then_some(subject)
}

/// `l'un`, `l'autre`, `une autre`, `les autres`, `quelqu'un`, `chacun`
fn one_of_them(bare: &Host<'_>, at: usize, first: &str) -> Option<Phrase> {
    let next = bare.lower(at + 1);
    let last = match (first, next) {
        ("quelqu'un" | "chacun", _) => at,
        ("l'" | "les", "un" | "une" | "autre" | "autres" | "uns" | "unes") | ("un" | "une", "autre") => {
            at + 1
        }
        _ => return None,
    };
    let number = if first == "les" {
        Number::Plur
    } else {
        Number::Sing
    };
    Some(Phrase {
        items: at..last + 1,
        until: last + 1,
        head: last,
        form: MentionForm::Nominal,
        name: None,
        also: Vec::new(),
        class: Some(Class::Person),
        gender: None,
        number: Some(number),
        preposition: None,
        time: false,
        definite: false,
    })
}

/// Where speech goes on behind the inquit, if it does.
fn resumes(bare: &Host<'_>, inquit: &Inquit, end: usize, narrator: &Narrator) -> Option<usize> {
    let mut at = inquit.end;
    loop {
        let mark =
            (at..end).find(|&i| matches!(bare.lower(i), "," | ";" | ":") || ends_sentence(bare.lower(i)))?;
        let next = mark + 1;
        if next >= end {
            return None;
        }
        let limit = end.min(next + SENTENCE);
        let stop = (next..limit)
            .find(|&i| ends_sentence(bare.lower(i)))
            .map_or(limit, |s| s + 1);
        // `…, dit-il en se levant ; … Partons ! Il` and `… » dit-il`: marks after marks are one border.
        if !bare.is_word(next) && !matches!(bare.lower(next), "«" | "“" | "—" | "–") {
            at = next;
            continue;
        }
        let speech = match bare.lower(mark) {
            "," => is_speech_behind_comma(bare, next..stop, narrator),
            ":" => true,
            // `… , lui dit-elle … Où alliez-vous ?` but `, dit-il … en riant.`
            _ if !bare.is_capital(next) && bare.lower(mark) != ";" => {
                is_speech_behind_comma(bare, next..stop, narrator)
            }
            _ => score(bare, next..stop, narrator) <= 0,
        };
        if speech {
            return Some(next);
        }
        at = if bare.lower(mark) == "," {
            next
        } else {
            stop.saturating_sub(1).max(next)
        };
    }
}

/// Behind `, dit-il,` stand adjuncts and what else the narrator adds, or speech.
fn is_speech_behind_comma(bare: &Host<'_>, range: Range<usize>, narrator: &Narrator) -> bool {
    let chunk = range.start..range.clone().find(|&i| bare.lower(i) == ",").unwrap_or(range.end);
    let first = bare.lower(
        range.start + usize::from(bare.lower(range.start) == "et" && bare.lower(range.start + 1) == "en"),
    );
    let gerund = first == "en"
        && (range.start..range.end.min(range.start + 4)).any(|i| bare.lower(i).ends_with("ant"))
        || first == "tout" && bare.lower(range.start + 1) == "en";
    let relative = matches!(
        first,
        "qui" | "dont" | "tandis" | "pendant" | "sans" | "d'" | "avec" | "lorsque" | "puis" | "après" | "dès"
    );
    let participle = first.ends_with("ant") && bare.pos(range.start) == Pos::Verb;
    if gerund || participle {
        return false;
    }
    let own = score(bare, chunk.clone(), narrator);
    if relative {
        return own < -3;
    }
    let verb = chunk.clone().any(|i| is_finite(bare, i));
    let ends = range.end.checked_sub(1).map_or("", |i| bare.lower(i));
    match own {
        ..0 => true,
        0 => verb || matches!(ends, "!" | "?") && chunk.end == range.end,
        _ => false,
    }
}

/// 1 or 2 for words of the first and second person, 0 for others.
#[must_use]
pub fn person(word: &str) -> u8 {
    match word {
        "je" | "j'" | "-je" | "me" | "m'" | "moi" | "-moi" | "mon" | "ma" | "mes" | "nous" | "-nous"
        | "notre" | "nos" => 1,
        "tu" | "-tu" | "te" | "t'" | "toi" | "-toi" | "ton" | "ta" | "tes" | "vous" | "-vous" | "votre"
        | "vos" => 2,
        _ => 0,
    }
}

/// [`person`] of an item: `d'un ton convaincu` has no *ton* of that kind.
#[must_use]
pub fn spoken_person(bare: &Host<'_>, at: usize) -> u8 {
    if matches!(bare.pos(at), Pos::Noun | Pos::Propn | Pos::Adj) {
        0
    } else {
        person(bare.lower(at))
    }
}

/// More than 0 for narration, less for speech.
fn score(bare: &Host<'_>, range: Range<usize>, narrator: &Narrator) -> i32 {
    let mut score = 0;
    for at in range.clone() {
        let word = bare.lower(at);
        score += match spoken_person(bare, at) {
            1 if !narrator.first_person => -4,
            2 => -4,
            _ => 0,
        };
        score += tells(bare, at);
        score -= if matches!(word, "!" | "?") { 2 } else { 0 };
    }
    let third = matches!(bare.lower(range.start), "il" | "elle" | "ils" | "elles");
    score + i32::from(third)
}

fn is_finite(bare: &Host<'_>, at: usize) -> bool {
    matches!(bare.pos(at), Pos::Verb | Pos::Aux) && bare.morphology(at).form == Some(VerbForm::Fin)
        || bare.pos(at) == Pos::X
            && Verbs::get()
                .lookup(bare.lower(at))
                .first()
                .is_some_and(|r| matches!(r.form, Form::Finite { .. }))
}

/// How much a verb form is of a tale: 3 for the passé simple, 1 for the imperfect, -1 for the present; 0 for no verb.
pub(super) fn tells(bare: &Host<'_>, at: usize) -> i32 {
    let word = bare.lower(at);
    let verbal = matches!(bare.pos(at), Pos::Verb | Pos::Aux | Pos::X);
    if !verbal || bare.morphology(at).form.is_some_and(|f| f != VerbForm::Fin) || is_clitic(word) {
        return 0;
    }
    let readings = Verbs::get()
        .lookup(word)
        .iter()
        .map(|r| r.form)
        .chain(Verbs::get().auxiliary(word).iter().map(|a| a.form));
    let tenses: Vec<Tense> = readings
        .filter_map(|form| match form {
            Form::Finite { tense, .. } => Some(tense),
            _ => None,
        })
        .collect();
    if !tenses.is_empty() {
        return match (tenses.contains(&Tense::Past), tenses.contains(&Tense::Present)) {
            (true, true) => 1,
            (true, false) => 3,
            (false, true) => -1,
            _ if tenses.contains(&Tense::Imperfect) => 1,
            _ => -1,
        };
    }
    if bare.pos(at) == Pos::X {
        return 0;
    }
    let ends = |list: &[&str]| list.iter().any(|e| word.ends_with(e));
    match () {
        () if ends(&["èrent", "irent", "urent", "inrent"]) => 3,
        () if ends(&["rait", "raient", "ra", "ront", "rai"]) => 0,
        () if ends(&["ait", "aient", "ais"]) => 1,
        () if ends(&["a"]) && word.len() > 2 && word != "va" => 3,
        () if ends(&["ons", "ez"]) => -3,
        () if ends(&["it", "ut", "int", "ai"]) => 1,
        // `parle`, `mécontent`: a present, or no verb at all.
        () => 0,
    }
}
