//! What stands behind the head and still belongs to the phrase: complements with a preposition (`adjointe à la culture`),
//! coordinations (`Jean Roy et Anne Ba`) and parentheses (`Anne Ba (EELV)`).
//!
//! Refuses relative clauses, and the complements that a verb may as well govern (`a dit [le maire] à la presse`).

use super::Reader;
use crate::clauses::nouns::{self, Class};
use crate::clauses::phrases::determiners::is_determiner;
use crate::clauses::phrases::prepositions::is_preposition;
use crate::entities::Label;
use crate::tokens::Pos;
use crate::tokens::morphology::Number;

impl Reader<'_, '_> {
    /// `de Lyon`, `du comité`, `à la mairie`, `chargé de…`: complements stay in the phrase.
    pub(super) fn complement(&mut self) -> bool {
        if self.head.is_none() || self.at + 1 >= self.end {
            return false;
        }
        // `le ministre par intérim, Jean Roy`
        if self.word(0) == "par" && self.word(1) == "intérim" {
            self.at += 2;
            return true;
        }
        let always = matches!(self.word(0), "de" | "d'" | "du" | "des");
        // Roles govern other prepositions too: `adjointe à la culture`, `ministre en charge de`, `candidat aux…`.
        let role = self
            .head
            .and_then(|h| nouns::noun(self.host.lower(h)))
            .is_some_and(|n| matches!(n.class, Class::Person | Class::Body));
        let close = self.name.is_none()
            && role
            && !self.complement
            && matches!(self.word(0), "à" | "au" | "aux" | "en" | "auprès" | "chez")
            && self
                .host
                .entity(self.at + 1)
                .is_none_or(|(_, e)| e.label != Label::Per)
            && !nouns::is_time(self.word(1))
            && !nouns::is_time(self.word(2));
        if !always && (!close || self.name.is_some()) {
            return false;
        }
        let mark = self.at;
        self.at += 1;
        while self.at < self.end
            && self.host.entity(self.at).is_none()
            && (is_preposition(self.word(0)) || is_determiner(self.word(0)))
        {
            self.at += 1;
        }
        let (complement, name) = (self.complement, self.name);
        self.complement = true;
        if self.core() {
            return true;
        }
        self.complement = complement;
        self.name = name;
        self.at = mark;
        false
    }

    /// `Jean Roy et Anne Ba`, `ministre de la transition écologique et solidaire`.
    pub(super) fn coordination(&mut self) -> bool {
        if !matches!(self.word(0), "et" | "ou" | "&") || self.at + 1 >= self.end || self.head.is_none() {
            return false;
        }
        let next = self.at + 1;
        if let (Some(_), Some((entity, also))) = (self.name, self.host.entity(next)) {
            let own = self.name.map(|n| self.host.analysis.entities[n].label);
            if own == Some(also.label) && !self.complement {
                self.also.push(entity);
                self.number = Some(Number::Plur);
                self.at = next;
                let (complement, end) = (self.complement, also.tokens.end);
                self.complement = true;
                self.entity(entity, end);
                self.complement = complement;
                return true;
            }
            return false;
        }
        // `le journaliste et animateur Pierre Roy`, `l'ancien maire et actuel premier adjoint, Pierre Roy`: two roles of one person.
        let person = |i: usize| nouns::noun(self.host.lower(i)).is_some_and(|n| n.class == Class::Person);
        let adjective = |i: &usize| self.host.pos(*i) == Pos::Adj && self.host.entity(*i).is_none();
        let role = next + (next..self.end.min(next + 2)).take_while(adjective).count();
        let role = if person(next) { next } else { role };
        if self.name.is_none()
            && self.number != Some(Number::Plur)
            && self.definite
            && self.head.is_some_and(person)
            && role < self.end
            && person(role)
            && self.host.entity(role).is_none()
        {
            self.at = role;
            return self.core();
        }
        // Inside a complement only, without a determiner of its own.
        let plain = matches!(self.host.pos(next), Pos::Adj | Pos::Noun) && self.host.entity(next).is_none();
        let contracted = matches!(self.host.lower(next), "de" | "du" | "des" | "d'") && self.complement;
        if self.name.is_none() && self.complement && (plain || contracted) {
            self.at = next;
            if plain { self.core() } else { self.complement() }
        } else {
            false
        }
    }

    /// `Pascal Julien (EELV)`, `le maire (DVG) de Vieurne`: a short parenthesis after a name, if the phrase or the clause goes on behind it.
    pub(super) fn parenthesis(&mut self) -> bool {
        if self.word(0) != "(" || self.head.is_none() {
            return false;
        }
        let close = (self.at + 1..(self.at + 8).min(self.end)).find(|&i| self.host.lower(i) == ")");
        let Some(next) = close.map(|close| close + 1) else {
            return false;
        };
        // Only where the phrase goes on behind it: `Pascal Julien (EELV) et Yves Pozzo`.
        let listed = matches!(self.host.lower(next), "et" | "ou")
            && next + 1 < self.end
            && self.host.entity(next + 1).is_some();
        // `le maire (DVG) Alain Poupart`
        let named = self.name.is_none()
            && !self.complement
            && next < self.end
            && self.host.label(next) == Some(Label::Per);
        // `Le maire (DVG) de Vieurne, Alain Poupart,`: the party of a role before its place.
        let placed = self.name.is_none() && matches!(self.host.lower(next), "de" | "d'" | "du" | "des");
        let goes_on = listed || named || placed;
        if goes_on {
            self.at = next;
        }
        goes_on
    }

    /// The item behind a parenthesis that closes the phrase.
    pub(super) fn until(&self) -> usize {
        if self.word(0) != "(" {
            return self.at;
        }
        (self.at + 1..(self.at + 8).min(self.end))
            .find(|&i| self.host.lower(i) == ")")
            .map_or(self.at, |close| close + 1)
    }
}
