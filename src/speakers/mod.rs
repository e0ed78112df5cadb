//! Quotations to their speakers.
//!
//! Owns: [`attribute`](mod@attribute) (the stage), [`rules`] (the ordered list of rules, each with its name and its French
//! example), [`resolve`] (from a mention to somebody), [`exchange`] (who speaks next in a dialogue), `passages` (marks
//! opened again), [`repeats`] (pull-quotes) and [`calibration`] (how sure it is).
//! Refuses: names from inside the quotation, the addressee, and the topic.

pub mod attribute;
pub mod calibration;
pub mod case;
pub mod exchange;
mod passages;
pub mod repeats;
pub mod resolve;
pub mod rules;

pub use attribute::{attribute, descriptions};
pub use resolve::Description;

use crate::quotes::Kind;
use crate::text::Span;
use serde::{Deserialize, Serialize};

/// Form of the mention that the quotation is attached to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    /// It holds a name: `le ministre Jean Roy`, `l'OMS`.
    Named,
    /// A noun without a name: `un jeune Russe`, `la préfecture`.
    Nominal,
    /// `il`, `elle`, `ce dernier`.
    Pronoun,
}

impl Form {
    /// Its name in every format: `named`, `nominal`, `pronoun`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Named => "named",
            Self::Nominal => "nominal",
            Self::Pronoun => "pronoun",
        }
    }
}

/// What a speaker is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SpeakerType {
    /// A person named in the document.
    Person,
    /// An organisation, an institution, a country that acts, a medium.
    Organisation,
    /// A person or group that the document does not name.
    Unnamed,
}

impl SpeakerType {
    /// Its name in every format: `person`, `organisation`, `unnamed`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Organisation => "organisation",
            Self::Unnamed => "unnamed",
        }
    }
}

/// Who said a quotation.
#[derive(Debug, Clone, PartialEq)]
pub struct Speaker {
    /// The mention responsible for the attribution.
    pub mention: Span,
    /// Its form.
    pub form: Form,
    /// What the speaker is.
    pub kind: SpeakerType,
    /// The fullest name in the document, or the head noun phrase.
    pub name: String,
    /// Index of the referent in the document's list.
    pub referent: Option<usize>,
    /// Probability, 0 to 1, that the mention means this speaker; 1 where it names him.
    pub certainty: f32,
}

/// A quotation with its attribution.
#[derive(Debug, Clone, PartialEq)]
pub struct Quotation {
    /// Where it stands, its marks included.
    pub span: Span,
    /// The spoken words alone.
    pub parts: Vec<Span>,
    /// Direct or mixed.
    pub kind: Kind,
    /// Who said it.
    pub speaker: Option<Speaker>,
    /// The verb or marker of attribution.
    pub cue: Option<Span>,
    /// Name of the rule that decided.
    pub rule: &'static str,
    /// How sure the attribution is, 0 to 1.
    pub score: f32,
    /// The quotation that it goes on from, where its marks only open that one again.
    pub continues: Option<Span>,
    /// Pull-quotes that repeat it, each with the line that signs it.
    pub repeats: Vec<(Span, Option<Span>)>,
}
