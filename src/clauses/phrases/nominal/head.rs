//! The nucleus of a phrase: its adjectives, numbers and nouns, and which of them is the head (`l'[ancien] président`, `un
//! jeune [Russe]`).
//!
//! Owns what the list of nouns does not say of a word: that it is a participle that serves as an adjective (`le suspect
//! interpellé`) or as a noun (`le mis en cause`), or a noun that counts others (`une trentaine de manifestants`).

use super::Reader;
use crate::clauses::host::Host;
use crate::clauses::nouns::{self, Class};
use crate::clauses::phrases::determiners::is_determiner;
use crate::clauses::verbs::{is_finite_before_words, is_participle_before_words};
use crate::tokens::Pos;
use crate::tokens::morphology::VerbForm;

impl Reader<'_, '_> {
    /// One noun, adjective, number, name or title of the phrase itself.
    pub(super) fn core(&mut self) -> bool {
        if self.at >= self.end {
            return false;
        }
        if let Some((at, entity)) = self.host.entity(self.at) {
            return self.entity(at, entity.tokens.end);
        }
        let word = self.word(0);
        if nouns::title_gender(word).is_some()
            && self.host.entity(self.at + 1).is_some()
            && self.at + 1 < self.end
        {
            self.gender = nouns::title_gender(word).flatten().or(self.gender);
            self.at += 1;
            return true;
        }
        if self.accused() {
            return true;
        }
        let known = nouns::noun(word);
        let morphology = self.host.morphology(self.at);
        let takes = match morphology.pos {
            Pos::Noun | Pos::Propn | Pos::Num => true,
            Pos::Adj => !matches!(word, "tel" | "telle"),
            Pos::Verb => {
                morphology.form == Some(VerbForm::Part)
                    && self.head.is_some()
                    && !self.complement
                    && adjective_like(word)
            }
            Pos::Adv => {
                matches!(self.host.pos(self.at + 1), Pos::Adj)
                    && self.at + 1 < self.end
                    && !matches!(word, "pas" | "non")
            }
            Pos::X => known.is_some() || self.host.is_capital(self.at) && self.host.is_word(self.at),
            _ => {
                known.is_some()
                    && (self.head.is_none() && self.at > self.start)
                    && !matches!(morphology.pos, Pos::Aux)
            }
        };
        // A quotation after its noun is not part of the phrase, nor is any mark, nor a verb that the head took for a noun.
        if self.head.is_some()
            && (is_finite_before_words(self.host, self.at) || is_participle_before_words(self.host, self.at))
        {
            return false;
        }
        if !takes || !self.host.is_word(self.at) || word.starts_with('-') {
            return false;
        }
        let noun = matches!(morphology.pos, Pos::Noun | Pos::Propn)
            || is_quantity(word) && word.ends_with("aine")
            // `l'expression employée par la ville` is no employee.
            || known.is_some()
                && morphology.pos != Pos::Adj
                && (self.head.is_none() || morphology.form != Some(VerbForm::Part));
        if !self.complement && self.name.is_none() {
            // `un jeune Russe`, `l'ancien président`: the noun is the head, not the adjective before it.
            let better = match self.head {
                None => {
                    noun || matches!(morphology.pos, Pos::Adj)
                        && self.at > self.start
                        && is_determiner(self.host.lower(self.start))
                        && !self.noun_ahead()
                }
                Some(head) => {
                    noun && nouns::noun(self.host.lower(head)).is_none_or(|n| n.class == Class::Demonym)
                        && known.is_some_and(|n| n.class != Class::Demonym)
                        && head + 1 == self.at
                }
            };
            if better {
                self.head = Some(self.at);
                self.gender = known.and_then(|n| n.gender).or(self.gender).or(morphology.gender);
                self.number = self.number.or(known.and_then(|n| n.number)).or(morphology.number);
            }
        }
        self.at += 1;
        true
    }

    /// `le mis en cause`, `les mis en examen`: a participle with its complement that has become a noun.
    fn accused(&mut self) -> bool {
        let noun = self.head.is_none()
            && self.at > self.start
            && is_accused(self.host, self.at)
            && self.at + 2 < self.end;
        if noun {
            self.head = Some(self.at);
            self.at += 3;
        }
        noun
    }

    fn noun_ahead(&self) -> bool {
        self.at + 1 < self.end && matches!(self.host.pos(self.at + 1), Pos::Noun | Pos::Propn | Pos::Adj)
    }
}

/// Whether `mis en cause` or `mis en examen` stands at `at`.
pub(super) fn is_accused(host: &Host<'_>, at: usize) -> bool {
    matches!(host.lower(at), "mis" | "mise" | "mises")
        && host.lower(at + 1) == "en"
        && matches!(host.lower(at + 2), "cause" | "examen")
}

/// Nouns that count: `une trentaine de manifestants`, `des milliers de fidèles`.
#[must_use]
pub fn is_quantity(word: &str) -> bool {
    let stem = word.trim_end_matches('s');
    stem.ends_with("aine")
        || matches!(
            stem,
            "millier"
                | "million"
                | "milliard"
                | "majorité"
                | "moitié"
                | "tier"
                | "partie"
                | "ensemble"
                | "nombre"
                | "poignée"
                | "multitude"
                | "minorité"
        )
}

/// Past participles and the like that stand in a phrase as adjectives: `le suspect interpellé`.
fn adjective_like(word: &str) -> bool {
    word.ends_with('é')
        || word.ends_with("és")
        || word.ends_with("ée")
        || word.ends_with("ées")
        || word.ends_with('i')
        || word.ends_with('u')
}
