//! The verbs that introduce or accompany reported words, in every form a newspaper uses.
//!
//! This module owns the list `verbs.txt` and its conjugation: the third person of the simple tenses, the first person
//! singular (`dis-je`, `ai-je répondu`), the infinitive and the two participles. It also knows the forms of *avoir* and
//! *être*, because `a déclaré` is an auxiliary and a participle. It refuses to look at a sentence: whether `dit` is a
//! present, a past or the participle of `l'homme dit « le Gros »`, and whether a pronominal reading has its `se`, is for
//! the rules, which see the words around it. It knows no *nous*, *vous*, *tu* and no imperative: nobody is quoted in them.
//!
//! A verb that the list lacks still gets its speaker, since inversion after a closing mark says more than a list. The list
//! is what tells a verb of speech from the other verbs *before* the words.
//!
//! ```
//! use guillemet::quotes::verbs::{Class, Form, Tense, Verbs};
//!
//! let reading = Verbs::get().lookup("martèlera")[0];
//! assert_eq!(reading.lemma, "marteler");
//! assert_eq!(reading.class, Class::Say);
//! assert_eq!(reading.form, Form::Finite { plural: false, person: 3, tense: Tense::Future });
//! ```

use std::collections::HashMap;
use std::fmt;
use std::sync::LazyLock;

/// The list, compiled in.
const LIST: &str = include_str!("verbs.txt");

static VERBS: LazyLock<Verbs> = LazyLock::new(|| {
    Verbs::parse(LIST).expect("verbs.txt is compiled in and a test reads it: a bad line is a bug")
});

/// What a verb does with the words it reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// `dire`, `affirmer`: takes `« words »` as an object, or *que*.
    Say,
    /// `dénoncer`, `qualifier`: takes a noun phrase, an adjective or an infinitive that holds a fragment.
    Judge,
    /// `penser`, `s'inquiéter`: the words are a thought or a feeling.
    Think,
    /// `sourire`, `s'emporter`, `conclure`: how the words are said, or where they stand in the conversation.
    Manner,
    /// `stipuler`, `titrer`: mostly said of a text.
    Document,
}

/// Tense of a finite form; composed tenses are an [`Auxiliary`] and a participle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tense {
    /// `dit`, `disent`
    Present,
    /// `disait`
    Imperfect,
    /// Passé simple: `dit`, `dirent`.
    Past,
    /// `dira`
    Future,
    /// `dirait`
    Conditional,
    /// Present subjunctive: `dise`.
    Subjunctive,
}

/// Which form of the verb a word is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// A form with a subject: `affirment` is plural, person 3.
    Finite {
        /// Third person plural; the first person is singular only.
        plural: bool,
        /// 1 or 3.
        person: u8,
        /// Tense.
        tense: Tense,
    },
    /// `dire`
    Infinitive,
    /// `dit`, `dites`
    PastParticiple {
        /// Feminine.
        fem: bool,
        /// Plural.
        plural: bool,
    },
    /// `disant`, which is also the gerund.
    PresentParticiple,
}

/// One reading of a word as a form of a verb of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Reading {
    /// The lemma as in `verbs.txt`: `affirmer`, `s'exclamer`.
    pub lemma: &'static str,
    /// What the verb does with the words.
    pub class: Class,
    /// The form.
    pub form: Form,
    /// True for `s'exclamer`: the reading holds only with *se* or *me* before the verb.
    pub pronominal: bool,
}

/// A verb of several words, found by its first: `fait savoir`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Locution {
    /// The reading; its lemma is the whole locution, `faire savoir`.
    pub reading: Reading,
    /// The words that must follow, separated by single spaces: `savoir`. An adverb may come between (`fait bien savoir`).
    pub tail: &'static str,
}

/// A form of *avoir* or *être*: `a`, `aurait`, `ayant`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Auxiliary {
    /// `avoir` or `être`.
    pub lemma: &'static str,
    /// The form.
    pub form: Form,
}

/// The verbs of the list, indexed by form.
#[derive(Debug, Default)]
pub struct Verbs {
    forms: HashMap<String, Vec<Reading>>,
    locutions: HashMap<String, Vec<Locution>>,
    auxiliaries: HashMap<String, Vec<Auxiliary>>,
    lemmas: HashMap<&'static str, (Class, Option<&'static str>)>,
}

impl Verbs {
    /// The list of this crate, conjugated at the first call.
    #[must_use]
    pub fn get() -> &'static Verbs {
        &VERBS
    }

    /// The readings of a lower-case word whose apostrophes are `'`, without clitics (`déclaré`, not `a-t-il déclaré`);
    /// empty when it is no form of a verb of the list. Readings of one verb go from the present on, third person first.
    ///
    /// A first letter without its accent is understood (`evoque`), as capitals often lose it: `Evoquant un « risque »`.
    #[must_use]
    pub fn lookup(&self, form: &str) -> &[Reading] {
        self.forms.get(form).map_or(&[], Vec::as_slice)
    }

    /// The locutions that a word may begin: `fait` gives `faire savoir`, `faire valoir` and the others.
    #[must_use]
    pub fn locutions(&self, form: &str) -> &[Locution] {
        self.locutions.get(form).map_or(&[], Vec::as_slice)
    }

    /// The readings of a lower-case word as a form of *avoir* or *être*.
    #[must_use]
    pub fn auxiliary(&self, form: &str) -> &[Auxiliary] {
        self.auxiliaries.get(form).map_or(&[], Vec::as_slice)
    }

    /// The class of a lemma, or `None` when the list lacks it.
    #[must_use]
    pub fn class(&self, lemma: &str) -> Option<Class> {
        self.lemmas.get(lemma).map(|&(class, _)| class)
    }

    /// The preposition that leads to the complement of a lemma: `à` for `appeler`, `de` for `accuser`.
    #[must_use]
    pub fn preposition(&self, lemma: &str) -> Option<&'static str> {
        self.lemmas.get(lemma).and_then(|&(_, preposition)| preposition)
    }

    /// Every lemma, in no order.
    pub fn lemmas(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.lemmas.keys().copied()
    }

    fn parse(list: &'static str) -> Result<Verbs, LineError> {
        let mut verbs = Verbs::default();
        for (index, line) in list.lines().enumerate() {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            verbs.add(line).map_err(|problem| LineError {
                line: index + 1,
                problem,
            })?;
        }
        for (lemma, parts) in AUXILIARIES {
            let forms = irregular(lemma, parts).map_err(|problem| LineError { line: 0, problem })?;
            for (form, reading) in forms {
                for form in spellings(form) {
                    push(&mut verbs.auxiliaries, form, Auxiliary { lemma, form: reading });
                }
            }
        }
        Ok(verbs)
    }

    fn add(&mut self, line: &'static str) -> Result<(), Problem> {
        let mut columns = line.split('\t');
        let lemma = columns.next().unwrap_or_default();
        let class = match columns.next() {
            Some("say") => Class::Say,
            Some("judge") => Class::Judge,
            Some("think") => Class::Think,
            Some("manner") => Class::Manner,
            Some("document") => Class::Document,
            _ => return Err(Problem::Class),
        };
        let parts = columns.next().unwrap_or_default();
        let preposition = columns.next().filter(|preposition| !preposition.is_empty());
        if self.lemmas.insert(lemma, (class, preposition)).is_some() {
            return Err(Problem::Twice);
        }

        let bare = ["s'en ", "s'", "se "]
            .iter()
            .find_map(|clitic| lemma.strip_prefix(clitic));
        let pronominal = bare.is_some();
        let bare = bare.unwrap_or(lemma);
        let (head, tail) = bare
            .split_once(' ')
            .map_or((bare, None), |(head, tail)| (head, Some(tail)));
        let forms = match parts {
            "" => regular_er(head)?,
            "iss" => regular_ir(head)?,
            _ => irregular(head, parts)?,
        };
        for (form, reading) in forms {
            let reading = Reading {
                lemma,
                class,
                form: reading,
                pronominal,
            };
            for form in spellings(form) {
                match tail {
                    None => push(&mut self.forms, form, reading),
                    Some(tail) => push(&mut self.locutions, form, Locution { reading, tail }),
                }
            }
        }
        Ok(())
    }
}

/// A line of `verbs.txt` that cannot be read.
#[derive(Debug)]
struct LineError {
    line: usize,
    problem: Problem,
}

#[derive(Debug, PartialEq)]
enum Problem {
    Class,
    Twice,
    Ending,
    Parts,
}

impl fmt::Display for LineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let problem = match self.problem {
            Problem::Class => "the second column is no class",
            Problem::Twice => "the lemma stands in the list already",
            Problem::Ending => "the lemma does not end as its parts say",
            Problem::Parts => "an irregular verb needs fourteen forms",
        };
        write!(f, "line {}: {problem}", self.line)
    }
}

/// Forms of a verb, each with what it is.
type Forms = Vec<(String, Form)>;

fn push<T: PartialEq>(map: &mut HashMap<String, Vec<T>>, form: String, value: T) {
    let values = map.entry(form).or_default();
    if !values.contains(&value) {
        values.push(value);
    }
}

/// The form and the other ways to write it: without the circumflex of the 1990 spelling (`reconnait`), and without the
/// accent of a first letter that was a capital (`Evoquant`).
fn spellings(form: String) -> Vec<String> {
    let mut all = Vec::with_capacity(1);
    if form.contains("aît") {
        all.push(form.replace("aît", "ait"));
    }
    for (accented, plain) in [("é", "e"), ("ê", "e"), ("â", "a")] {
        if let Some(rest) = form.strip_prefix(accented) {
            all.push(format!("{plain}{rest}"));
        }
    }
    all.push(form);
    all
}

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

/// Conjugates a verb in *-er*, with its changes of spelling: `menaça`, `jugeait`, `rappelle`, `répète`, `emploie`.
fn regular_er(lemma: &str) -> Result<Forms, Problem> {
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

/// Conjugates a verb in *-ir*, *-issant*: `avertit`, `avertissent`.
fn regular_ir(lemma: &str) -> Result<Forms, Problem> {
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

/// Reads the fourteen forms of an irregular verb and derives the first person from the third.
fn irregular(lemma: &str, parts: &str) -> Result<Forms, Problem> {
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

/// The forms of the auxiliaries, in the order of `verbs.txt`.
const AUXILIARIES: [(&str, &str); 2] = [
    (
        "avoir",
        "a ont avait avaient eut eurent aura auront aurait auraient ait aient eu ayant",
    ),
    (
        "être",
        "est sont était étaient fut furent sera seront serait seraient soit soient été étant",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn lemmas(form: &str) -> Vec<&'static str> {
        let mut lemmas: Vec<_> = Verbs::get()
            .lookup(form)
            .iter()
            .map(|reading| reading.lemma)
            .collect();
        lemmas.dedup();
        lemmas
    }

    fn third(plural: bool, tense: Tense) -> Form {
        Form::Finite {
            plural,
            person: 3,
            tense,
        }
    }

    fn has(form: &str, lemma: &str, expected: Form) -> bool {
        Verbs::get()
            .lookup(form)
            .iter()
            .any(|reading| reading.lemma == lemma && reading.form == expected)
    }

    #[test]
    fn the_list_is_read() {
        let verbs = Verbs::parse(LIST).unwrap();
        assert!(verbs.lemmas().count() > 450);
        assert_eq!(verbs.class("dire"), Some(Class::Say));
        assert_eq!(verbs.class("marcher"), None);
        assert_eq!(verbs.preposition("appeler"), Some("à"));
        assert_eq!(verbs.preposition("accuser"), Some("de"));
        assert_eq!(verbs.preposition("dire"), None);
    }

    #[test]
    fn a_bad_line_is_named() {
        for (list, problem) in [
            ("dire\tsings", Problem::Class),
            ("dire\tsay", Problem::Ending),
            ("dire\tsay\tdit disent", Problem::Parts),
            ("crier\tsay\ncrier\tsay", Problem::Twice),
        ] {
            assert_eq!(Verbs::parse(list).unwrap_err().problem, problem, "{list}");
        }
        let error = Verbs::parse("# verbs\n\ndire").unwrap_err();
        assert_eq!(error.to_string(), "line 3: the second column is no class");
    }

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

    #[test]
    fn pronominal_verbs_are_found_by_their_bare_form() {
        let readings = Verbs::get().lookup("exclame");
        assert!(
            readings
                .iter()
                .all(|reading| reading.pronominal && reading.lemma == "s'exclamer")
        );
        assert!(!readings.is_empty());
        assert_eq!(lemmas("dit"), ["dire", "se dire"]);
        assert_eq!(lemmas("réjouissent"), ["se réjouir"]);
        assert_eq!(lemmas("affirme"), ["affirmer", "s'affirmer"]);
    }

    #[test]
    fn locutions_are_found_by_their_first_word() {
        let tails = |form| {
            Verbs::get()
                .locutions(form)
                .iter()
                .map(|locution| locution.tail)
                .collect::<Vec<_>>()
        };
        assert!(tails("fait").contains(&"savoir"));
        assert!(tails("faisait").contains(&"valoir"));
        assert!(tails("laissé").contains(&"entendre"));
        let takes_on = Verbs::get()
            .locutions("prend")
            .iter()
            .find(|l| l.reading.lemma == "s'en prendre à")
            .unwrap();
        assert!(takes_on.reading.pronominal && takes_on.tail == "à");
        assert!(!lemmas("fait").contains(&"faire savoir"));
    }

    #[test]
    fn spellings_of_capitals_and_of_1990() {
        assert_eq!(lemmas("evoquant"), ["évoquer"]);
        assert_eq!(lemmas("ecrit"), ["écrire"]);
        assert_eq!(lemmas("reconnait"), ["reconnaître"]);
        assert_eq!(lemmas("reconnaîtra"), ["reconnaître"]);
    }

    #[test]
    fn auxiliaries() {
        let avoir = Verbs::get().auxiliary("a");
        assert_eq!(
            avoir,
            [Auxiliary {
                lemma: "avoir",
                form: third(false, Tense::Present)
            }]
        );
        let first = Form::Finite {
            plural: false,
            person: 1,
            tense: Tense::Present,
        };
        assert_eq!(
            Verbs::get().auxiliary("ai"),
            [Auxiliary {
                lemma: "avoir",
                form: first
            }]
        );
        assert_eq!(Verbs::get().auxiliary("suis")[0].lemma, "être");
        assert_eq!(
            Verbs::get().auxiliary("auraient")[0].form,
            third(true, Tense::Conditional)
        );
        assert_eq!(Verbs::get().auxiliary("ayant")[0].form, Form::PresentParticiple);
        for word in ["dit", "as", "es", "ess"] {
            assert!(Verbs::get().auxiliary(word).is_empty(), "{word}");
        }
    }

    #[test]
    fn a_word_that_is_no_form_has_no_reading() {
        for word in ["", "maison", "Dit", "a", "être", "été", "dites-moi", "«"] {
            assert!(Verbs::get().lookup(word).is_empty(), "{word}");
        }
    }
}
