//! One word as a verb: which form it is here.
//!
//! The second head of the model says whether a word is a verb, the list of [`crate::quotes::verbs`] which forms it can be,
//! and endings decide where both are wrong.

use super::Mood;
use super::homographs::{is_finite_before_words, is_participle_before_words};
use crate::clauses::host::Host;
use crate::quotes::verbs::{Class, Form, Verbs};
use crate::tokens::Pos;
use crate::tokens::morphology::{Number, VerbForm};

/// What one word is as a verb.
#[derive(Debug, Clone, Copy)]
pub(super) struct VerbWord {
    pub(super) mood: Mood,
    pub(super) class: Option<Class>,
    pub(super) lemma: Option<&'static str>,
    pub(super) plural: Option<bool>,
    pub(super) person: u8,
    pub(super) participle: bool,
    pub(super) participle_class: Option<Class>,
    pub(super) participle_lemma: Option<&'static str>,
}

impl VerbWord {
    /// The same word read as a conjugated form, where the list has one.
    pub(super) fn conjugated(self, host: &Host<'_>, at: usize) -> Self {
        let finite = Verbs::get()
            .lookup(host.lower(at))
            .iter()
            .find(|r| matches!(r.form, Form::Finite { .. }));
        match finite.map(|r| (r, r.form)) {
            Some((reading, Form::Finite { plural, person, .. })) => Self {
                mood: Mood::Finite,
                class: Some(reading.class),
                lemma: Some(reading.lemma),
                plural: Some(plural),
                person,
                ..self
            },
            _ => self,
        }
    }
}

/// The word as a verb, if it is one here: the second head says whether, the list which.
pub(super) fn word_at(host: &Host<'_>, at: usize) -> Option<VerbWord> {
    if !host.is_word(at) || host.entity(at).is_some() && !matches!(host.pos(at), Pos::Verb | Pos::Aux) {
        return None;
    }
    let form = host.lower(at);
    let readings = Verbs::get().lookup(form);
    let auxiliary = Verbs::get()
        .auxiliary(form)
        .iter()
        .find(|a| matches!(a.form, Form::Finite { .. }));
    let morphology = host.morphology(at);
    let verbal = matches!(morphology.pos, Pos::Verb | Pos::Aux);
    let unknown = morphology.pos == Pos::X;
    if !verbal && !(unknown && (!readings.is_empty() || auxiliary.is_some())) {
        // The head takes some verbs for nouns or adjectives; a finite form that can be nothing else stays one.
        // `a tenu à tempérer`, whatever the head makes of a rare infinitive.
        let led = at > 0
            && matches!(host.lower(at - 1), "à" | "de" | "d'" | "pour")
            && readings.iter().any(|r| r.form == Form::Infinitive);
        // `Dénonçant « une dérive », le maire est parti`: with a capital the head takes it for a name.
        let announces = host.is_capital(at)
            && host.quote(at + 1).is_some()
            && readings.iter().any(|r| r.form == Form::PresentParticiple);
        let sure = led
            || announces
            || is_participle_before_words(host, at)
            || is_finite_before_words(host, at) && at > 0
            || auxiliary.is_some() && !matches!(form, "as" | "est" | "été")
            || matches!(morphology.pos, Pos::Adj | Pos::Noun | Pos::Propn)
                && readings.iter().any(|r| only_finite(form, r.form));
        if !sure {
            return None;
        }
    }
    let finite = readings.iter().find(|r| matches!(r.form, Form::Finite { .. }));
    let past = readings
        .iter()
        .find(|r| matches!(r.form, Form::PastParticiple { .. }));
    let by_list = readings
        .first()
        .map(|r| r.form)
        .or_else(|| auxiliary.map(|a| a.form));
    let listed = finite.is_some() || auxiliary.is_some();
    let mood = match (morphology.form, by_list) {
        // Endings know better than the head: `un décalage causé par`, `l'association regroupant`.
        _ if !listed && ["é", "ée", "és", "ées"].iter().any(|e| form.ends_with(e)) => {
            Mood::PastParticiple
        }
        _ if !listed && form.ends_with("ant") => Mood::PresentParticiple,
        // `Anne Ba dit avoir « vieilli »`: what leads to an infinitive is conjugated.
        (Some(VerbForm::Part), _) if finite.is_some() && leads_to_infinitive(host, at) => Mood::Finite,
        (Some(VerbForm::Fin), _) if finite.is_some() || auxiliary.is_some() || readings.is_empty() => {
            Mood::Finite
        }
        (Some(VerbForm::Inf), _) => Mood::Infinitive,
        (Some(VerbForm::Part), _) if form.ends_with("ant") => Mood::PresentParticiple,
        (Some(VerbForm::Part), _) if past.is_some() || readings.is_empty() => Mood::PastParticiple,
        (_, Some(Form::Finite { .. })) => Mood::Finite,
        (_, Some(Form::Infinitive)) => Mood::Infinitive,
        (_, Some(Form::PresentParticiple)) => Mood::PresentParticiple,
        (_, Some(Form::PastParticiple { .. })) => Mood::PastParticiple,
        _ if auxiliary.is_some() => Mood::Finite,
        _ => return None,
    };
    let reading = readings.iter().find(|r| mood_of(r.form) == mood);
    let (plural, person) = match reading.map(|r| r.form).or_else(|| auxiliary.map(|a| a.form)) {
        Some(Form::Finite { plural, person, .. }) => (Some(plural), person),
        _ => (morphology.number.map(|n| n == Number::Plur), morphology.person),
    };
    let participle = past.is_some() || mood == Mood::PastParticiple;
    Some(VerbWord {
        mood,
        class: reading.map(|r| r.class),
        lemma: reading.map(|r| r.lemma),
        plural,
        person,
        participle,
        participle_class: past.map(|r| r.class),
        participle_lemma: past.map(|r| r.lemma),
    })
}

/// Whether *avoir* or *être* stands right behind a word, a negation between: `dit n'avoir`, `dit ne pas être`.
fn leads_to_infinitive(host: &Host<'_>, at: usize) -> bool {
    let next = (at + 1..at + 4).find(|&i| {
        !matches!(
            host.lower(i),
            "ne" | "n'" | "pas" | "plus" | "s'" | "l'" | "en" | "y"
        )
    });
    next.is_some_and(|i| matches!(host.lower(i), "avoir" | "être"))
}

fn mood_of(form: Form) -> Mood {
    match form {
        Form::Finite { .. } => Mood::Finite,
        Form::Infinitive => Mood::Infinitive,
        Form::PresentParticiple => Mood::PresentParticiple,
        Form::PastParticiple { .. } => Mood::PastParticiple,
    }
}

/// Endings that only a conjugated verb has: `martèlera`, `soulignaient`, `fustigèrent`.
fn only_finite(word: &str, form: Form) -> bool {
    matches!(form, Form::Finite { .. })
        && ["aient", "èrent", "irent", "erait", "eront", "eraient"]
            .iter()
            .any(|e| word.ends_with(e))
}
