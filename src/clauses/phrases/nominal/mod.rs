//! Phrases with a noun or a name, read from left to right: `les deux adjoints au maire de Lyon, Guy Roy et Anne Ba`.
//!
//! A [`Reader`] stands before the phrase, steps over its determiners and then takes in, as long as one of them fits, a
//! word of the nucleus ([`head`]), a name ([`names`]) or what stands behind it ([`complements`]); at last a name behind a
//! comma ([`apposition`]). This file owns the state of that reading and what becomes of it, a [`Phrase`].

mod apposition;
mod complements;
mod head;
mod names;

pub(super) use apposition::apposed;
pub use head::is_quantity;

use super::Phrase;
use super::determiners::{is_article, is_determiner};
use crate::clauses::host::Host;
use crate::clauses::nouns::{self, Class};
use crate::entities::Label;
use crate::speakers::Form;
use crate::tokens::Pos;
use crate::tokens::morphology::{Gender, Number};
use head::is_accused;

/// Reads one phrase that is no pronoun.
pub(super) struct Reader<'h, 'a> {
    host: &'h Host<'a>,
    start: usize,
    end: usize,
    at: usize,
    head: Option<usize>,
    /// Whether a complement has begun: names from here on are not the phrase's own.
    complement: bool,
    name: Option<usize>,
    also: Vec<usize>,
    pub(super) definite: bool,
    gender: Option<Gender>,
    number: Option<Number>,
}

impl<'h, 'a> Reader<'h, 'a> {
    pub(super) fn new(host: &'h Host<'a>, start: usize, end: usize) -> Self {
        Self {
            host,
            start,
            end,
            at: start,
            head: None,
            complement: false,
            name: None,
            also: Vec::new(),
            definite: false,
            gender: None,
            number: None,
        }
    }

    fn word(&self, ahead: usize) -> &'h str {
        if self.at + ahead < self.end {
            self.host.lower(self.at + ahead)
        } else {
            ""
        }
    }

    pub(super) fn read(&mut self) {
        self.determiners();
        while self.core() || self.complement() || self.coordination() || self.parenthesis() {}
        self.apposed_name();
    }

    /// `le`, `une`, `tous les`, `plusieurs`, `les deux`.
    fn determiners(&mut self) {
        use {
            Gender::{Fem, Masc},
            Number::{Plur, Sing},
        };
        while self.at < self.end
            && self.host.entity(self.at).is_none()
            && (is_determiner(self.word(0)) || is_article(self.host, self.at))
        {
            let (gender, number) = match self.word(0) {
                "le" | "un" | "ce" | "cet" => (Some(Masc), Some(Sing)),
                "la" | "une" | "cette" | "ma" | "sa" => (Some(Fem), Some(Sing)),
                "l'" | "mon" | "son" | "leur" | "notre" | "votre" => (None, Some(Sing)),
                "les" | "ces" | "des" | "ses" | "nos" | "leurs" | "plusieurs" | "quelques" | "deux"
                | "trois" => (None, Some(Plur)),
                "certains" => (Some(Masc), Some(Plur)),
                "certaines" => (Some(Fem), Some(Plur)),
                _ => (None, None),
            };
            self.gender = gender.or(self.gender);
            self.number = number.or(self.number);
            self.definite |= matches!(
                self.word(0),
                "le" | "la"
                    | "les"
                    | "l'"
                    | "ce"
                    | "cet"
                    | "cette"
                    | "ces"
                    | "son"
                    | "sa"
                    | "ses"
                    | "leur"
                    | "leurs"
            );
            self.at += 1;
        }
    }

    pub(super) fn finish(self) -> Option<Phrase> {
        let head = self.head?;
        let known = nouns::noun(self.host.lower(head)).filter(|_| self.host.entity(head).is_none());
        let accused = is_accused(self.host, head);
        // `une trentaine de manifestants`: what is counted speaks.
        let counted = (head + 1..self.at)
            .filter(|_| known.is_none() && is_quantity(self.host.lower(head)))
            .find_map(|i| nouns::noun(self.host.lower(i)));
        let known = known.or(counted);
        let first = self.host.entity(head).is_none();
        let time = first && nouns::is_time(self.host.lower(head))
            || (self.start..self.at).any(|i| self.host.pos(i) == Pos::Num)
                && (self.start..self.at).any(|i| nouns::is_time(self.host.lower(i)))
                && self.name.is_none()
                && known.is_none();
        // One person is one, whatever the second head thinks of the name's form.
        let person = self
            .name
            .is_some_and(|n| self.host.analysis.entities[n].label == Label::Per);
        let number = if person {
            Some(if self.also.is_empty() {
                Number::Sing
            } else {
                Number::Plur
            })
        } else {
            self.number
        };
        Some(Phrase {
            items: self.start..self.at,
            until: self.until(),
            head,
            form: if self.name.is_some() {
                Form::Named
            } else {
                Form::Nominal
            },
            name: self.name,
            also: self.also,
            class: if accused {
                Some(Class::Person)
            } else {
                known.map(|n| n.class)
            },
            gender: self.gender,
            number,
            preposition: None,
            time,
            definite: self.definite,
        })
    }
}
