//! Verbs in *-ir*, *-issant*: `avertit`, `avertissent`.

use super::{Forms, finite, participles};
use crate::quotes::verbs::list::Problem;
use crate::quotes::verbs::{Form, Tense};

/// Conjugates a verb in *-ir*, *-issant*: `avertit`, `avertissent`.
pub(in crate::quotes::verbs) fn regular_ir(lemma: &str) -> Result<Forms, Problem> {
    let stem = lemma
        .strip_suffix('r')
        .filter(|stem| stem.ends_with('i'))
        .ok_or(Problem::Ending)?;
    let mut forms = Forms::new();
    finite(
        &mut forms,
        Tense::Present,
        format!("{stem}t"),
        format!("{stem}ssent"),
        format!("{stem}s"),
    );
    finite(
        &mut forms,
        Tense::Imperfect,
        format!("{stem}ssait"),
        format!("{stem}ssaient"),
        format!("{stem}ssais"),
    );
    finite(
        &mut forms,
        Tense::Past,
        format!("{stem}t"),
        format!("{stem}rent"),
        format!("{stem}s"),
    );
    finite(
        &mut forms,
        Tense::Future,
        format!("{stem}ra"),
        format!("{stem}ront"),
        format!("{stem}rai"),
    );
    finite(
        &mut forms,
        Tense::Conditional,
        format!("{stem}rait"),
        format!("{stem}raient"),
        format!("{stem}rais"),
    );
    finite(
        &mut forms,
        Tense::Subjunctive,
        format!("{stem}sse"),
        format!("{stem}ssent"),
        format!("{stem}sse"),
    );
    forms.push((lemma.to_owned(), Form::Infinitive));
    participles(&mut forms, stem, format!("{stem}ssant"));
    Ok(forms)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{has, third};
    use super::*;

    #[test]
    fn ir_with_iss() {
        for (form, expected) in [
            ("avertit", third(false, Tense::Present)),
            ("avertit", third(false, Tense::Past)),
            ("avertissent", third(true, Tense::Present)),
            ("avertissait", third(false, Tense::Imperfect)),
            ("avertirent", third(true, Tense::Past)),
            ("avertira", third(false, Tense::Future)),
            (
                "averties",
                Form::PastParticiple {
                    fem: true,
                    plural: true,
                },
            ),
            ("avertissant", Form::PresentParticiple),
            ("avertir", Form::Infinitive),
        ] {
            assert!(has(form, "avertir", expected), "{form} {expected:?}");
        }
    }
}
