//! Conjugation: from a lemma to its forms, each with what it is.
//!
//! French grammar sorts its verbs into three groups, and each has a file: [`first_group`] in *-er*, [`second_group`] in
//! *-ir*, *-issant*, and [`third_group`], the irregular ones, whose forms the list spells out. Made are the forms that
//! stand beside reported words, as [`super`] lists them.

mod first_group;
mod second_group;
mod third_group;

pub(super) use first_group::regular_er;
pub(super) use second_group::regular_ir;
pub(super) use third_group::{AUXILIARIES, irregular};

use super::{Form, Tense};

/// Forms of a verb, each with what it is.
pub(super) type Forms = Vec<(String, Form)>;

fn finite(forms: &mut Forms, tense: Tense, singular: String, plural: String, first: String) {
    forms.push((
        singular,
        Form::Finite {
            plural: false,
            person: 3,
            tense,
        },
    ));
    forms.push((
        plural,
        Form::Finite {
            plural: true,
            person: 3,
            tense,
        },
    ));
    forms.push((
        first,
        Form::Finite {
            plural: false,
            person: 1,
            tense,
        },
    ));
}

fn participles(forms: &mut Forms, past: &str, present: String) {
    let masculine_plural = if past.ends_with('s') {
        past.to_owned()
    } else {
        format!("{past}s")
    };
    forms.push((
        past.to_owned(),
        Form::PastParticiple {
            fem: false,
            plural: false,
        },
    ));
    forms.push((
        format!("{past}e"),
        Form::PastParticiple {
            fem: true,
            plural: false,
        },
    ));
    forms.push((
        masculine_plural,
        Form::PastParticiple {
            fem: false,
            plural: true,
        },
    ));
    forms.push((
        format!("{past}es"),
        Form::PastParticiple {
            fem: true,
            plural: true,
        },
    ));
    forms.push((present, Form::PresentParticiple));
}

#[cfg(test)]
mod testing {
    //! What the tests of the three groups ask.

    use crate::quotes::verbs::{Form, Tense, Verbs};

    pub(super) fn third(plural: bool, tense: Tense) -> Form {
        Form::Finite {
            plural,
            person: 3,
            tense,
        }
    }

    pub(super) fn has(form: &str, lemma: &str, expected: Form) -> bool {
        Verbs::get()
            .lookup(form)
            .iter()
            .any(|reading| reading.lemma == lemma && reading.form == expected)
    }
}
