//! What speaks for or against somebody as the antecedent of a pronoun, and what each sign counts for.

use crate::text::entries;
use std::sync::LazyLock;

/// The signs and their names, in one order.
macro_rules! signs {
    ($($sign:ident $name:literal),* $(,)?) => {
        #[derive(Debug, Clone, Copy)]
        pub(super) enum Sign { $($sign),* }
        const NAMES: &[&str] = &[$($name),*];
        const _: () = assert!(NAMES.len() <= 64, "a bit each");
    };
}

signs! {
    // Who it is.
    Person "person", Organisation "organisation", Place "place",
    Unnamed "unnamed", Body "unnamed: body", Somebody "unnamed: somebody", Definite "unnamed: definite",
    UnnamedSubject "unnamed: subject", NoPersonNoGender "no person, gender unknown",
    SameGender "same gender", NoGender "gender unknown",
    MostNamed "most named", Headed "in the headline", Main "most named, in the headline",
    // Where the latest mention stands.
    SameSentence "same sentence", SentenceBefore "sentence before", TwoBefore "two sentences before", LongBefore "long before",
    SameParagraph "same paragraph", FarParagraph "paragraphs between",
    Latest "latest", Second "second", ManySince "many since",
    Prepositional "behind a preposition",
    // How it is mentioned.
    Named "by name", ByPronoun "by pronoun", ByNoun "by noun",
    Subject "subject", SubjectHere "subject in the sentence", SubjectBefore "subject in the sentence before",
    NamedSubjectBefore "named subject in the sentence before", Opens "opens the sentence before",
    Speaks "speaks near", Announces "announces", GoesOn "subject of the clause before", Aside "in a subordinate clause",
    TakesTheWord "takes the word", TakesItHere "takes the word in the sentence", Turned "paragraph turns to it",
    // Whoever spoke last.
    Spoke "spoke last", SpokeAgent "spoke last, behind par", SpokeAgain "spoke last, by pronoun", SpokeOrganisation "spoke last, no person",
    SpokeBeside "spoke last, in the sentence or before", SpokeParagraph "spoke last, in the paragraph", SpokeFar "spoke last, paragraphs between",
    // What the pronoun is.
    TakenUp "taken up by celui-ci", TakenUpLatest "taken up by celui-ci, latest", TakenUpSubject "taken up by celui-ci, subject",
    InquitGoesOn "inquit: subject of the clause before", InquitSubject "inquit: subject in the sentence before", InquitSpoke "inquit: spoke last in the paragraph",
    ToldOf "named in the words beside",
}

/// The signs that are there, a bit each.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Signs(u64);

impl Signs {
    pub(super) fn of(signs: &[(bool, Sign)]) -> Self {
        let there = signs.iter().filter(|(is, _)| *is);
        Self(there.fold(0, |bits, (_, sign)| bits | 1 << *sign as u64))
    }

    /// These and those.
    pub(super) const fn and(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }

    pub(super) fn names(self) -> impl Iterator<Item = &'static str> {
        self.places().map(|at| NAMES[at])
    }

    /// The sum of their weights.
    pub(super) fn weigh(self) -> f32 {
        self.places().map(|at| WEIGHTS[at]).sum()
    }

    fn places(self) -> impl Iterator<Item = usize> {
        (0..NAMES.len()).filter(move |at| self.0 >> at & 1 == 1)
    }
}

static WEIGHTS: LazyLock<Vec<f32>> = LazyLock::new(|| {
    let mut weights = vec![0.0; NAMES.len()];
    for line in entries(include_str!("antecedents.tsv")) {
        let (name, weight) = line
            .split_once('\t')
            .expect("a sign and its weight, else it is a bug");
        let at = NAMES
            .iter()
            .position(|n| *n == name)
            .expect("a sign of the list, else it is a bug");
        weights[at] = weight
            .trim()
            .parse()
            .expect("a weight is a number, else it is a bug");
    }
    weights
});
