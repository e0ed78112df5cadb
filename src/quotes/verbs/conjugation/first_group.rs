//! Verbs in *-er*, nearly all of those that report words, with their changes of spelling: `menaça`, `jugeait`,
//! `rappelle`, `répète`, `emploie`. Where two spellings live side by side (`essaie`, `essaye`) both are made.

use super::{Forms, finite, participles};
use crate::quotes::verbs::list::Problem;
use crate::quotes::verbs::{Form, Tense};

/// Conjugates a verb in *-er*, with its changes of spelling: `menaça`, `jugeait`, `rappelle`, `répète`, `emploie`.
pub(in crate::quotes::verbs) fn regular_er(lemma: &str) -> Result<Forms, Problem> {
    let stem = lemma.strip_suffix("er").ok_or(Problem::Ending)?;
    // Before a and o, c and g keep their sound: menaça, jugeait.
    let hard = if let Some(rest) = stem.strip_suffix('c') {
        format!("{rest}ç")
    } else if stem.ends_with('g') {
        format!("{stem}e")
    } else {
        stem.to_owned()
    };
    let mute = mute_stems(stem);
    // A future keeps é in the traditional spelling (répétera) and opens it in that of 1990 (répètera).
    let mut future = mute.clone();
    if mute.iter().all(|mute| mute != stem) && opens_acute(stem).is_some() {
        future.push(stem.to_owned());
    }

    let mut forms = Forms::new();
    for mute in &mute {
        finite(
            &mut forms,
            Tense::Present,
            format!("{mute}e"),
            format!("{mute}ent"),
            format!("{mute}e"),
        );
    }
    finite(
        &mut forms,
        Tense::Imperfect,
        format!("{hard}ait"),
        format!("{hard}aient"),
        format!("{hard}ais"),
    );
    finite(
        &mut forms,
        Tense::Past,
        format!("{hard}a"),
        format!("{stem}èrent"),
        format!("{hard}ai"),
    );
    for future in &future {
        finite(
            &mut forms,
            Tense::Future,
            format!("{future}era"),
            format!("{future}eront"),
            format!("{future}erai"),
        );
        finite(
            &mut forms,
            Tense::Conditional,
            format!("{future}erait"),
            format!("{future}eraient"),
            format!("{future}erais"),
        );
    }
    for mute in &mute {
        finite(
            &mut forms,
            Tense::Subjunctive,
            format!("{mute}e"),
            format!("{mute}ent"),
            format!("{mute}e"),
        );
    }
    forms.push((lemma.to_owned(), Form::Infinitive));
    participles(&mut forms, &format!("{stem}é"), format!("{hard}ant"));
    Ok(forms)
}

/// Verbs in *-eler* and *-eter* that never double their consonant. Of the others both spellings are read, as the reform
/// of 1990 allows, except the families of `appeler` and `jeter`, which always double it.
const NEVER_DOUBLED: [&str; 8] = [
    "martel",
    "halet",
    "achet",
    "model",
    "gel",
    "cisel",
    "démantel",
    "écartel",
];

/// The stem of a verb in *-er* before a mute *e*; two where two spellings live side by side (`essaie`, `essaye`).
fn mute_stems(stem: &str) -> Vec<String> {
    if let Some(rest) = stem.strip_suffix('y') {
        return match rest.chars().next_back() {
            Some('o' | 'u') => vec![format!("{rest}i")],
            Some('a') => vec![format!("{rest}i"), stem.to_owned()],
            _ => vec![stem.to_owned()],
        };
    }
    if let Some(open) = opens_acute(stem) {
        return vec![open];
    }
    let mut back = stem.char_indices().rev();
    let (Some((_, last)), Some((at, 'e'))) = (back.next(), back.next()) else {
        return vec![stem.to_owned()];
    };
    // The e of tweeter is no e that opens, and x and w are no single consonants.
    let after_vowel = back
        .next()
        .is_none_or(|(_, before)| "aeiouéè".contains(before) && !stem[..at].ends_with("qu"));
    if after_vowel || "aeiouyéèêxw".contains(last) {
        return vec![stem.to_owned()];
    }
    let open = format!("{}è{last}", &stem[..at]);
    let doubled = format!("{stem}{last}");
    if !matches!(last, 'l' | 't') || NEVER_DOUBLED.iter().any(|family| stem.ends_with(family)) {
        vec![open]
    } else if stem.ends_with("appel") || stem.ends_with("jet") {
        vec![doubled]
    } else {
        vec![doubled, open]
    }
}

/// `répèt` for `répét`, `allègu` for `allégu`: the stem with its last é open, if é is its last vowel and a consonant
/// follows.
fn opens_acute(stem: &str) -> Option<String> {
    // The u of gu and qu is no vowel here.
    let sounded = match stem.strip_suffix('u') {
        Some(rest) if rest.ends_with(['g', 'q']) => rest,
        _ => stem,
    };
    let (at, vowel) = sounded
        .char_indices()
        .rev()
        .find(|&(_, c)| "aeiouyéèêàâîïôû".contains(c))?;
    let rest = &stem[at + vowel.len_utf8()..];
    (vowel == 'é' && !rest.is_empty()).then(|| format!("{}è{rest}", &stem[..at]))
}

#[cfg(test)]
mod tests {
    use super::super::testing::third;
    use super::*;

    #[test]
    fn spelling_changes_of_er() {
        let present = third(false, Tense::Present);
        let presents = third(true, Tense::Present);
        let imperfect = third(false, Tense::Imperfect);
        let past = third(false, Tense::Past);
        let future = third(false, Tense::Future);
        for (form, lemma, expected) in [
            ("menace", "menacer", present),
            ("menacent", "menacer", presents),
            ("menaça", "menacer", past),
            ("menacèrent", "menacer", third(true, Tense::Past)),
            ("menaçant", "menacer", Form::PresentParticiple),
            ("juge", "juger", present),
            ("jugeait", "juger", imperfect),
            ("jugea", "juger", past),
            ("jugèrent", "juger", third(true, Tense::Past)),
            ("rappelle", "rappeler", present),
            ("rappelait", "rappeler", imperfect),
            ("rappellera", "rappeler", future),
            (
                "rappelé",
                "rappeler",
                Form::PastParticiple {
                    fem: false,
                    plural: false,
                },
            ),
            ("rejette", "rejeter", present),
            ("martèle", "marteler", present),
            ("martelait", "marteler", imperfect),
            ("précise", "préciser", present),
            ("précisera", "préciser", future),
            ("répète", "répéter", present),
            ("répètent", "répéter", presents),
            ("répétait", "répéter", imperfect),
            ("répétera", "répéter", future),
            ("répètera", "répéter", future),
            ("célèbre", "célébrer", present),
            ("allègue", "alléguer", present),
            ("alléguait", "alléguer", imperfect),
            ("protège", "protéger", present),
            ("assène", "assener", present),
            ("assène", "asséner", present),
            ("égrène", "égrener", present),
            ("tweete", "tweeter", present),
            ("bégaie", "bégayer", present),
            ("bégaye", "bégayer", present),
            ("étaie", "étayer", present),
            ("appuie", "appuyer", present),
            ("appuiera", "appuyer", future),
            ("essaie", "essayer", present),
            ("emploie", "employer", present),
            ("emploiera", "employer", future),
            ("employait", "employer", imperfect),
            ("crée", "créer", present),
            ("critique", "critiquer", present),
            ("évoquèrent", "évoquer", third(true, Tense::Past)),
            ("étiquette", "étiqueter", present),
            ("étiquète", "étiqueter", present),
        ] {
            let forms = regular_er(lemma).unwrap();
            assert!(
                forms.contains(&(form.to_owned(), expected)),
                "{form} is not among {forms:?}"
            );
        }
        for (form, lemma) in [
            ("rappele", "rappeler"),
            ("menaca", "menacer"),
            ("jugait", "juger"),
            ("martelle", "marteler"),
            ("tweette", "tweeter"),
            ("tweète", "tweeter"),
            ("répéte", "répéter"),
            ("employe", "employer"),
        ] {
            assert!(
                regular_er(lemma).unwrap().iter().all(|(other, _)| other != form),
                "{form}"
            );
        }
    }
}
