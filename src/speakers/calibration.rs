//! How sure an attribution is.
//!
//! A rule's own score says how well the rule does on named speakers; the form of the mention then shifts it, because a
//! pronoun has still to find its antecedent, and a noun phrase may mean somebody named elsewhere: how sure that choice is
//! scales it. Shifts and scale were read off the gold of tests/quotes (`scripts/calibration` prints precision by score).

use super::{Form, Speaker};

/// The probability, 0 to 1, that the speaker is right, from a rule's `score` and the speaker it led to.
#[must_use]
pub fn calibrated(score: f32, speaker: Option<&Speaker>) -> f32 {
    let Some(speaker) = speaker else {
        return (score - 0.4).clamp(0.05, 0.98);
    };
    let shift = match speaker.form {
        Form::Named => 0.04,
        Form::Pronoun if speaker.referent.is_some() => -0.01,
        Form::Pronoun => -0.25,
        Form::Nominal => -0.03,
    };
    ((score + shift) * speaker.certainty.sqrt()).clamp(0.05, 0.98)
}
