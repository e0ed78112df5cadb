//! How sure an attribution is.
//!
//! A rule's own score says how well the rule does on named speakers; the form of the mention then shifts it, because a
//! pronoun has still to find its antecedent and a nominal phrase may stand for somebody named elsewhere. The shifts were
//! read off the development set (`scripts/calibration` prints precision by score again).

use super::{Form, Speaker};

/// The probability, 0 to 1, that the speaker is right, from a rule's `score` and the speaker it led to.
#[must_use]
pub fn calibrated(score: f32, speaker: Option<&Speaker>) -> f32 {
    let shift = match speaker.map(|s| s.form) {
        Some(Form::Named) => 0.04,
        Some(Form::Pronoun) if speaker.is_some_and(|s| s.referent.is_some()) => -0.01,
        Some(Form::Pronoun) => -0.25,
        Some(Form::Nominal) if speaker.is_some_and(|s| s.referent.is_some()) => -0.08,
        Some(Form::Nominal) => -0.1,
        None => -0.4,
    };
    (score + shift).clamp(0.05, 0.98)
}
