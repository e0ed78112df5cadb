//! The labels of a model: BIO tags over a set of entity types.

use std::fmt;
use std::str::FromStr;

/// What an entity is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Label {
    /// A person.
    Per,
    /// A place, also a country that acts.
    Loc,
    /// An organisation, media and parties included.
    Org,
    /// Another name: a work, an event, a product.
    Misc,
}

impl Label {
    /// Every label, in the order in which tables show them.
    pub const ALL: [Self; 4] = [Self::Per, Self::Loc, Self::Org, Self::Misc];

    /// Its name in every format: `PER`, `LOC`, `ORG`, `MISC`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Per => "PER",
            Self::Loc => "LOC",
            Self::Org => "ORG",
            Self::Misc => "MISC",
        }
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Label {
    type Err = LabelsError;

    /// Reads the names that models use: `PER`, `PERSON`, `LOC`, `GPE`, `ORG`, `MISC`… in any case.
    fn from_str(name: &str) -> Result<Self, LabelsError> {
        match name.to_ascii_uppercase().as_str() {
            "PER" | "PERS" | "PERSON" | "PERSONNE" => Ok(Self::Per),
            "LOC" | "LOCATION" | "GPE" | "LIEU" | "PLACE" => Ok(Self::Loc),
            "ORG" | "ORGANIZATION" | "ORGANISATION" | "CORPORATION" | "GROUP" => Ok(Self::Org),
            "MISC" | "OTHER" | "PRODUCT" | "EVENT" | "WORK" | "CREATIVE-WORK" | "DATE" => Ok(Self::Misc),
            _ => Err(LabelsError::Unknown(name.to_owned())),
        }
    }
}

/// The part of an entity that a word is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tag {
    /// No entity.
    Outside,
    /// First word of one.
    Begin(Label),
    /// Further word of one.
    Inside(Label),
}

/// Why a model's labels cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LabelsError {
    /// The type after `B-` or `I-` is none that the program knows.
    #[error("the entity type `{0}` is none of PER, LOC, ORG, MISC")]
    Unknown(String),
    /// A label is neither `O` nor `B-…` / `I-…`.
    #[error("the label `{0}` is not BIO: a model must answer O, B-TYPE and I-TYPE")]
    NotBio(String),
    /// There is no `O`, or no entity label at all.
    #[error("the labels {0:?} make no BIO set: `O` and at least one entity type are needed")]
    Incomplete(Vec<String>),
}

/// A model's labels, in output order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labels {
    names: Vec<String>,
    tags: Vec<Tag>,
    /// Whether entities may begin with `I-` (IO models and IOB1 models write no `B-` there).
    lenient: bool,
}

impl Labels {
    /// Reads label names in output order. Models that only have `I-TYPE` (or bare types) are read as IO.
    ///
    /// # Errors
    /// When the labels are not BIO over types that the program knows.
    pub fn new(names: Vec<String>) -> Result<Self, LabelsError> {
        let tags = names.iter().map(|n| tag(n)).collect::<Result<Vec<_>, _>>()?;
        let begins = tags.iter().any(|t| matches!(t, Tag::Begin(_)));
        if !tags.contains(&Tag::Outside) || tags.iter().all(|t| *t == Tag::Outside) {
            return Err(LabelsError::Incomplete(names));
        }
        Ok(Self {
            lenient: !begins || names.iter().any(|n| !n.contains('-') && n != "O"),
            names,
            tags,
        })
    }

    /// The names, in output order.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The tags, in output order.
    #[must_use]
    pub fn tags(&self) -> &[Tag] {
        &self.tags
    }

    /// Number of labels: columns of the engine's output.
    #[must_use]
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Never, for labels made by [`Labels::new`].
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// Whether the label in column `next` may follow the one in column `before` (`None`: a window begins).
    #[must_use]
    pub fn may_follow(&self, before: Option<usize>, next: usize) -> bool {
        match self.tags[next] {
            Tag::Inside(label) if !self.lenient => matches!(
                before.map(|b| self.tags[b]),
                Some(Tag::Begin(l) | Tag::Inside(l)) if l == label
            ),
            _ => true,
        }
    }
}

fn tag(name: &str) -> Result<Tag, LabelsError> {
    if name == "O" {
        return Ok(Tag::Outside);
    }
    match name.split_once(['-', '_']) {
        Some(("B" | "b", kind)) => Ok(Tag::Begin(kind.parse()?)),
        Some(("I" | "i", kind)) => Ok(Tag::Inside(kind.parse()?)),
        _ => name
            .parse()
            .map(Tag::Inside)
            .map_err(|_| LabelsError::NotBio(name.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(names: &[&str]) -> Result<Labels, LabelsError> {
        Labels::new(names.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn bio_is_constrained_and_io_is_not() {
        let bio = labels(&["O", "B-PER", "I-PER", "B-LOC", "I-LOC"]).unwrap();
        assert!(!bio.may_follow(None, 2) && !bio.may_follow(Some(3), 2) && bio.may_follow(Some(1), 2));
        assert!(labels(&["O", "I-PER"]).unwrap().may_follow(None, 1));
        assert!(labels(&["O", "PER", "LOC"]).unwrap().may_follow(None, 1));
    }

    #[test]
    fn odd_labels_are_refused_by_name() {
        assert_eq!(
            labels(&["O", "LABEL_1"]),
            Err(LabelsError::NotBio("LABEL_1".into()))
        );
        assert_eq!(labels(&["O", "B-GENE"]), Err(LabelsError::Unknown("GENE".into())));
        assert!(matches!(labels(&["O"]), Err(LabelsError::Incomplete(_))));
        assert!(matches!(labels(&["B-PER"]), Err(LabelsError::Incomplete(_))));
    }
}
