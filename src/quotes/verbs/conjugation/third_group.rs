//! Irregular verbs: the list gives the third persons and the participles (`dit disent disait …`), the first person is
//! derived. *Avoir* and *être* are among them; their forms stand here, as they report no words.

use super::{Forms, finite, participles};
use crate::quotes::verbs::list::Problem;
use crate::quotes::verbs::{Form, Tense};

/// The forms of the auxiliaries, in the order of `verbs.txt`.
pub(in crate::quotes::verbs) const AUXILIARIES: [(&str, &str); 2] = [
    (
        "avoir",
        "a ont avait avaient eut eurent aura auront aurait auraient ait aient eu ayant",
    ),
    (
        "être",
        "est sont était étaient fut furent sera seront serait seraient soit soient été étant",
    ),
];

/// Reads the fourteen forms of an irregular verb and derives the first person from the third.
pub(in crate::quotes::verbs) fn irregular(lemma: &str, parts: &str) -> Result<Forms, Problem> {
    let parts: Vec<&str> = parts.split(' ').collect();
    let &[
        pres,
        pres_pl,
        imp,
        imp_pl,
        past,
        past_pl,
        fut,
        fut_pl,
        cond,
        cond_pl,
        subj,
        subj_pl,
        participle,
        present,
    ] = parts.as_slice()
    else {
        return Err(Problem::Parts);
    };
    let mut forms = Forms::new();
    finite(
        &mut forms,
        Tense::Present,
        pres.to_owned(),
        pres_pl.to_owned(),
        first_present(pres),
    );
    finite(
        &mut forms,
        Tense::Imperfect,
        imp.to_owned(),
        imp_pl.to_owned(),
        first(imp),
    );
    finite(
        &mut forms,
        Tense::Past,
        past.to_owned(),
        past_pl.to_owned(),
        first(past),
    );
    finite(
        &mut forms,
        Tense::Future,
        fut.to_owned(),
        fut_pl.to_owned(),
        first(fut),
    );
    finite(
        &mut forms,
        Tense::Conditional,
        cond.to_owned(),
        cond_pl.to_owned(),
        first(cond),
    );
    finite(
        &mut forms,
        Tense::Subjunctive,
        subj.to_owned(),
        subj_pl.to_owned(),
        first_subjunctive(subj),
    );
    forms.push((lemma.to_owned(), Form::Infinitive));
    participles(&mut forms, participle, present.to_owned());
    Ok(forms)
}

/// `disais` for `disait`, `dis` for `dit`, `dirai` for `dira`.
fn first(third: &str) -> String {
    match third.strip_suffix('t') {
        Some(rest) => format!("{rest}s"),
        None => format!("{third}i"),
    }
}

/// `dis` for `dit`, `mets` for `met`, `réponds` for `répond`, `reconnais` for `reconnaît`; `découvre` stays.
fn first_present(third: &str) -> String {
    match third {
        "a" => return "ai".to_owned(),
        "est" => return "suis".to_owned(),
        "veut" => return "veux".to_owned(),
        _ => {}
    }
    if third.ends_with('e') {
        third.to_owned()
    } else if let Some(rest) = third.strip_suffix("ît") {
        format!("{rest}is")
    } else if third.ends_with("et") || third.ends_with("at") {
        format!("{third}s")
    } else if let Some(rest) = third.strip_suffix('t') {
        format!("{rest}s")
    } else {
        format!("{third}s")
    }
}

/// `dise` as in the third person, but `aie` and `sois`.
fn first_subjunctive(third: &str) -> String {
    match third {
        "ait" => "aie".to_owned(),
        "soit" => "sois".to_owned(),
        _ => third.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{has, third};
    use super::*;

    #[test]
    fn irregular_verbs_and_the_first_person() {
        assert!(has("dit", "dire", third(false, Tense::Present)));
        assert!(has("dit", "dire", third(false, Tense::Past)));
        assert!(has(
            "dit",
            "dire",
            Form::PastParticiple {
                fem: false,
                plural: false
            }
        ));
        assert!(has("dise", "dire", third(false, Tense::Subjunctive)));
        assert!(has(
            "admises",
            "admettre",
            Form::PastParticiple {
                fem: true,
                plural: true
            }
        ));
        let first = |tense| Form::Finite {
            plural: false,
            person: 1,
            tense,
        };
        for (form, lemma, tense) in [
            ("dis", "dire", Tense::Present),
            ("dis", "dire", Tense::Past),
            ("disais", "dire", Tense::Imperfect),
            ("dirai", "dire", Tense::Future),
            ("réponds", "répondre", Tense::Present),
            ("admets", "admettre", Tense::Present),
            ("reconnais", "reconnaître", Tense::Present),
            ("soutiens", "soutenir", Tense::Present),
            ("soutins", "soutenir", Tense::Past),
            ("veux", "vouloir", Tense::Present),
            ("découvre", "découvrir", Tense::Present),
            ("crie", "crier", Tense::Present),
            ("criai", "crier", Tense::Past),
            ("lançais", "lancer", Tense::Imperfect),
        ] {
            assert!(has(form, lemma, first(tense)), "{form} {tense:?}");
        }
    }
}
