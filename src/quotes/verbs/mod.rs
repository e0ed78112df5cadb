//! The verbs that introduce or accompany reported words, in every form a newspaper uses.
//!
//! This module owns the list `verbs.txt` (`list` reads it) and its `conjugation`: the third person of the simple tenses, the first person
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

mod conjugation;
mod list;

use std::collections::HashMap;
use std::sync::LazyLock;

static VERBS: LazyLock<Verbs> = LazyLock::new(|| {
    Verbs::parse(list::LIST).expect("verbs.txt is compiled in and a test reads it: a bad line is a bug")
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
}

#[cfg(test)]
mod tests {
    use super::*;

    fn third(plural: bool, tense: Tense) -> Form {
        Form::Finite {
            plural,
            person: 3,
            tense,
        }
    }

    fn lemmas(form: &str) -> Vec<&'static str> {
        let mut lemmas: Vec<_> = Verbs::get()
            .lookup(form)
            .iter()
            .map(|reading| reading.lemma)
            .collect();
        lemmas.dedup();
        lemmas
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
