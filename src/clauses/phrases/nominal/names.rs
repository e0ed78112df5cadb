//! Names inside a phrase, and which one is the phrase's own: the person in `le député LR Éric Ciotti`, nobody in `la mère
//! de Jean Roy`.
//!
//! Refuses names behind a comma, which are for [`super::apposition`], and the second name of a pair, which is for
//! [`super::complements`].

use super::Reader;
use crate::clauses::nouns::{self, Class};
use crate::clauses::phrases::determiners::is_determiner;
use crate::clauses::phrases::prepositions::is_preposition;
use crate::entities::Label;

impl<'h> Reader<'h, '_> {
    /// A name: the phrase's own before any complement (`le maire Jean Roy`), else part of the complement.
    pub(super) fn entity(&mut self, entity: usize, token_end: usize) -> bool {
        let start = self.at;
        let label = self.host.analysis.entities[entity].label;
        let person = label == Label::Per;
        // `à France Info Jacques Roy`, `pour sa part Jean Roy`: a person only joins a phrase that can denote one.
        if person
            && self.head.is_some()
            && !self.denotes_person()
            && (!self.complement || !is_preposition(self.before(start)) && !is_determiner(self.before(start)))
        {
            return false;
        }
        while self.at < self.end && self.host.token(self.at).is_some_and(|t| t < token_end) {
            self.at += 1;
        }
        let own = self.name.map(|n| self.host.analysis.entities[n].label);
        // `l'[association] [Toits pour tous]`: a common noun that the model takes for a name is completed by the name.
        let common = self.name.is_some_and(|n| {
            let first = &self.host.analysis.entities[n];
            first.label == label
                && !person
                && first.span.of(self.host.text).chars().all(|c| !c.is_uppercase())
        });
        if common && !self.complement {
            self.name = Some(entity);
        } else if self.complement && person && own.is_none_or(|l| l != Label::Per) && self.names_role(start) {
            // `le ministre de la défense Sergueï Choïgou`: the name stands bare after the whole role.
            self.name = Some(entity);
        } else if !self.complement && (self.name.is_none() || person && own != Some(Label::Per)) {
            // `le député LR Éric Ciotti`: the person is the name, the party is not.
            self.name = Some(entity);
            if self.head.is_none() {
                self.head = Some(start);
            }
        }
        self.at > start
    }

    fn before(&self, at: usize) -> &'h str {
        if at > self.start {
            self.host.lower(at - 1)
        } else {
            ""
        }
    }

    /// Whether the head can be somebody: a noun of a person, one that no list knows, or a title.
    fn denotes_person(&self) -> bool {
        let Some(head) = self.head else { return true };
        // `tempête derrière son guichet Anne Ba`: what stands behind such a preposition is a place.
        // `tonne au téléphone Luc Roy`
        let place = self.start > 0
            && matches!(
                self.host.lower(self.start - 1),
                "derrière"
                    | "devant"
                    | "dans"
                    | "sur"
                    | "sous"
                    | "vers"
                    | "depuis"
                    | "pendant"
                    | "durant"
                    | "entre"
                    | "au"
            )
            && nouns::noun(self.host.lower(head)).is_none();
        if place {
            return false;
        }
        if let Some(label) = self.host.label(head) {
            return label == Label::Per;
        }
        match nouns::noun(self.host.lower(head)) {
            Some(noun) => matches!(noun.class, Class::Person | Class::Demonym),
            None => {
                self.definite
                    && !matches!(
                        self.host.lower(head),
                        "part" | "tour" | "côté" | "avis" | "journée" | "soir" | "matin"
                            // `regrettait à l'issue du match Luc Roy`, `a dit à la barre Anne Ba`
                            | "issue" | "sortie" | "occasion" | "lendemain" | "veille" | "fin" | "début" | "terme"
                            | "cours" | "arrivée" | "micro" | "antenne" | "barre" | "tribune"
                    )
                    && !nouns::is_time(self.host.lower(head))
            }
        }
    }

    /// Whether a person's name at `at` names the role before it: no preposition or determiner stands directly before.
    fn names_role(&self, at: usize) -> bool {
        let before = self.host.lower(at - 1);
        let title = nouns::title_gender(before).is_some();
        let before = if title && at >= 2 {
            self.host.lower(at - 2)
        } else {
            before
        };
        !is_preposition(before)
            && !is_determiner(before)
            && !matches!(before, "et" | "ou")
            && self
                .head
                .and_then(|h| nouns::noun(self.host.lower(h)))
                .is_some_and(|n| n.class == Class::Person)
    }
}
