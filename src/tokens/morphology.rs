//! What a word is in its sentence: part of speech, gender, number, person, verb form, relation.
//!
//! The names are those of Universal Dependencies (<https://universaldependencies.org>). The values come from the
//! second head of the shipped encoder ([`Layout::read`]).

/// Parts of speech, as in Universal Dependencies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[allow(missing_docs, reason = "the names are the standard's own")]
pub enum Pos {
    Adj,
    Adp,
    Adv,
    Aux,
    Cconj,
    Det,
    Intj,
    Noun,
    Num,
    Part,
    Pron,
    Propn,
    Punct,
    Sconj,
    Sym,
    Verb,
    #[default]
    X,
}

/// Grammatical gender.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Gender {
    /// Masculine.
    Masc,
    /// Feminine.
    Fem,
}

/// Grammatical number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Number {
    /// Singular.
    Sing,
    /// Plural.
    Plur,
}

/// Form of a verb.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum VerbForm {
    /// Conjugated: `dit`, `a`, `viendra`.
    Fin,
    /// Infinitive: `dire`.
    Inf,
    /// Participle, past or present: `dit`, `disant`.
    Part,
}

/// The relation of a word to its head, reduced to those that the rules ask about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Relation {
    /// Subject of a verb, active or passive.
    Subject,
    /// Object of a verb.
    Object,
    /// Oblique: a complement or adjunct with a preposition.
    Oblique,
    /// Complement of a noun: `le maire [de Lyon]`.
    NounComplement,
    /// Apposition or parts of a name.
    Apposition,
    /// Head of the sentence.
    Root,
    /// Verb of a relative clause.
    RelativeClause,
    /// Anything else.
    #[default]
    Other,
}

/// Everything the second head says of one word. Where the head is unsure, its most probable answer stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Morphology {
    /// Part of speech.
    pub pos: Pos,
    /// Gender, where the word shows one.
    pub gender: Option<Gender>,
    /// Number, where the word shows one.
    pub number: Option<Number>,
    /// 1, 2, 3, or 0 where the word shows none.
    pub person: u8,
    /// Verb form, for verbs and auxiliaries.
    pub form: Option<VerbForm>,
    /// Relation to the head.
    pub relation: Relation,
}

/// How the output vector of the second head is cut: one segment a feature, one column a label.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Layout {
    /// The segments, in output order.
    pub segments: Vec<Segment>,
}

/// One feature of the second head and its labels, in output order.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Segment {
    /// `upos`, `gender`, `number`, `person`, `verbform`, `deprel`…
    pub name: String,
    /// One label a column.
    pub labels: Vec<String>,
}

impl Layout {
    /// Columns of one word's output.
    #[must_use]
    pub fn width(&self) -> usize {
        self.segments.iter().map(|s| s.labels.len()).sum()
    }

    /// Reads one word's output, `width()` scores: the best label of each segment. Unknown segments are skipped.
    #[must_use]
    pub fn read(&self, scores: &[f32]) -> Morphology {
        let mut word = Morphology::default();
        let mut rest = scores;
        for segment in &self.segments {
            let (here, after) = rest.split_at(segment.labels.len().min(rest.len()));
            rest = after;
            if here.is_empty() {
                break;
            }
            let top = here.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            let best = here.iter().rposition(|&score| score >= top).unwrap_or(0);
            if let Some(label) = segment.labels.get(best) {
                word.set(&segment.name, label);
            }
        }
        word
    }
}

impl Morphology {
    fn set(&mut self, feature: &str, label: &str) {
        match feature {
            "upos" => self.pos = pos(label),
            "gender" => {
                self.gender = match label {
                    "Masc" => Some(Gender::Masc),
                    "Fem" => Some(Gender::Fem),
                    _ => None,
                }
            }
            "number" => {
                self.number = match label {
                    "Sing" => Some(Number::Sing),
                    "Plur" => Some(Number::Plur),
                    _ => None,
                }
            }
            "person" => self.person = label.parse().unwrap_or(0),
            "verbform" => {
                self.form = match label {
                    "Fin" => Some(VerbForm::Fin),
                    "Inf" => Some(VerbForm::Inf),
                    "Part" | "Ger" => Some(VerbForm::Part),
                    _ => None,
                }
            }
            "deprel" => self.relation = relation(label),
            _ => {}
        }
    }

    /// Whether it is a conjugated verb or auxiliary.
    #[must_use]
    pub fn is_finite(&self) -> bool {
        matches!(self.pos, Pos::Verb | Pos::Aux) && self.form == Some(VerbForm::Fin)
    }
}

fn pos(label: &str) -> Pos {
    match label {
        "ADJ" => Pos::Adj,
        "ADP" => Pos::Adp,
        "ADV" => Pos::Adv,
        "AUX" => Pos::Aux,
        "CCONJ" => Pos::Cconj,
        "DET" => Pos::Det,
        "INTJ" => Pos::Intj,
        "NOUN" => Pos::Noun,
        "NUM" => Pos::Num,
        "PART" => Pos::Part,
        "PRON" => Pos::Pron,
        "PROPN" => Pos::Propn,
        "PUNCT" => Pos::Punct,
        "SCONJ" => Pos::Sconj,
        "SYM" => Pos::Sym,
        "VERB" => Pos::Verb,
        _ => Pos::X,
    }
}

fn relation(label: &str) -> Relation {
    match label {
        "nsubj" | "nsubj:pass" => Relation::Subject,
        "obj" => Relation::Object,
        "obl" | "iobj" => Relation::Oblique,
        "nmod" => Relation::NounComplement,
        "appos" | "flat" => Relation::Apposition,
        "root" => Relation::Root,
        "acl:relcl" => Relation::RelativeClause,
        _ => Relation::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_best_label_of_each_segment() {
        let segment = |name: &str, labels: &[&str]| Segment {
            name: name.into(),
            labels: labels.iter().map(ToString::to_string).collect(),
        };
        let layout = Layout {
            segments: vec![
                segment("upos", &["NOUN", "VERB"]),
                segment("new", &["a"]),
                segment("verbform", &["none", "Fin"]),
            ],
        };
        assert_eq!(layout.width(), 5);
        let word = layout.read(&[0.1, 2.0, 9.0, -1.0, 0.5]);
        assert!(word.is_finite());
        assert_eq!(layout.read(&[]), Morphology::default());
    }
}
