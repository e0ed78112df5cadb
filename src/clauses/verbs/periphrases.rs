//! Verbs whose sense is in the words beside them: a periphrasis leads to an infinitive (`tient à préciser`, `vient
//! d'annoncer`), a locution has a second word (`fait savoir`), a pronominal verb its *se* (`s'exclame`).

use super::forms::word_at;
use super::{Group, Mood, is_clitic};
use crate::clauses::host::Host;
use crate::quotes::verbs::{Class, Verbs};
use crate::tokens::Pos;

impl Group {
    /// A verb that leads to the infinitive of another: `a tenu à préciser`, `veut rappeler`, `vient d'annoncer`.
    pub(super) fn chain(&mut self, host: &Host<'_>, end: usize) {
        let mut at = self.items.end;
        if self.lemma.is_some_and(|l| l.starts_with("tenir")) {
            self.class = None;
        }
        if self.class.is_some_and(|c| c != Class::Manner) && !matches!(host.lower(at), "à" | "vouloir")
            || self.passive
        {
            return;
        }
        let limit = end.min(at + 5);
        while at < limit
            && (matches!(host.pos(at), Pos::Adv)
                || matches!(
                    host.lower(at),
                    "pas" | "plus" | "à" | "de" | "d'" | "par" | "ensuite"
                )
                || is_clitic(host.lower(at)))
        {
            at += 1;
        }
        let Some(verb) = word_at(host, at).filter(|_| at < limit) else {
            return;
        };
        // `appelle à dénoncer` keeps its own verb, `tient à dénoncer` takes the infinitive's.
        if verb.mood == Mood::Infinitive && verb.class.is_some() && self.class.is_none() {
            self.head = at;
            self.class = verb.class;
            self.lemma = verb.lemma;
            self.items.end = at + 1;
        }
    }

    /// `fait savoir`, `laisse entendre`: the words of a locution follow, an adverb may stand between.
    pub(super) fn locution(&mut self, host: &Host<'_>, end: usize) {
        for locution in Verbs::get().locutions(host.lower(self.head)) {
            let mut at = self.head + 1;
            if at < end && matches!(host.pos(at), Pos::Adv) && !locution.tail.starts_with(host.lower(at)) {
                at += 1;
            }
            let words: Vec<&str> = locution.tail.split(' ').collect();
            let fits = words
                .iter()
                .enumerate()
                .all(|(n, w)| at + n < end && host.lower(at + n) == *w);
            if fits && (!locution.reading.pronominal || self.reflexive) {
                self.class = Some(locution.reading.class);
                self.lemma = Some(locution.reading.lemma);
                self.items.end = self.items.end.max(at + words.len());
                return;
            }
        }
    }

    /// A pronominal verb needs its *se*: `s'exclame` but not `exclame`; others lose their sense with it only seldom.
    pub(super) fn pronominal(&mut self, host: &Host<'_>) {
        let form = host.lower(self.head).to_owned();
        let readings = Verbs::get().lookup(&form);
        if self.class.is_some()
            && self
                .lemma
                .is_some_and(|l| l.starts_with("s'") || l.starts_with("se "))
            && !self.reflexive
        {
            let other = readings.iter().find(|r| !r.pronominal);
            self.class = other.map(|r| r.class);
            self.lemma = other.map(|r| r.lemma);
        } else if self.reflexive {
            if let Some(own) = readings.iter().find(|r| r.pronominal) {
                self.class = Some(own.class);
                self.lemma = Some(own.lemma);
            } else if self.lemma.is_some_and(|l| {
                matches!(
                    l,
                    "trouver"
                        | "voir"
                        | "tenir"
                        | "appeler"
                        | "sentir"
                        | "poser"
                        | "lancer"
                        | "partager"
                        | "annoncer"
                )
            }) {
                // `il se trouvait à Lyon`, `elle s'appelle Anne`, `l'hiver s'annonce, selon elle, « rude »`: another verb.
                self.class = None;
                self.lemma = None;
            }
        }
    }
}
