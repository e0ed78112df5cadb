//! Compound tenses and the passive: an auxiliary and its participle, with what may stand between them (`a, quant à lui,
//! pesté`, `avait été dit`).

use super::Group;
use super::forms::word_at;
use crate::clauses::host::Host;
use crate::quotes::verbs::{Form, Verbs};
use crate::tokens::Pos;

/// Verbs that *être* conjugates without making a passive.
const WITH_ETRE: [&str; 14] = [
    "allé",
    "venu",
    "revenu",
    "devenu",
    "parti",
    "sorti",
    "entré",
    "resté",
    "né",
    "mort",
    "intervenu",
    "convenu",
    "parvenu",
    "monté",
];

impl Group {
    /// An auxiliary takes its participle, adverbs and asides between them skipped: `a, quant à lui, pesté`.
    pub(super) fn compose(&mut self, host: &Host<'_>, end: usize) {
        let auxiliary = Verbs::get().auxiliary(host.lower(self.head)).first();
        let Some(auxiliary) = auxiliary else { return };
        let etre = auxiliary.lemma == "être";
        let mut at = self.items.end;
        let mut been = false;
        let first = self.items.end;
        while at < end && at < first + 18 {
            let word = host.lower(at);
            if word == "été" && !been {
                been = true;
                at += 1;
                continue;
            }
            // `s'est pour sa part réjouie`: behind *s'est* a participle is one, whatever the head takes it for.
            let participle = Verbs::get()
                .lookup(word)
                .iter()
                .find(|r| matches!(r.form, Form::PastParticiple { .. }));
            if let Some(reading) = participle.filter(|_| self.reflexive) {
                self.head = at;
                self.class = Some(reading.class);
                self.lemma = Some(reading.lemma);
                self.items.end = at + 1;
                self.invert(host, end);
                return;
            }
            if let Some(verb) =
                word_at(host, at).filter(|v| v.participle && !matches!(host.pos(at), Pos::Noun | Pos::Propn))
            {
                self.head = at;
                self.class = verb.participle_class;
                self.lemma = verb.participle_lemma;
                // `Ils ont été sortis`: behind *été* any participle is passive.
                let active = WITH_ETRE.iter().any(|v| word.starts_with(v));
                self.passive = !self.reflexive && (been || etre && !active);
                self.items.end = at + 1;
                self.invert(host, end);
                return;
            }
            // `avait, dans un communiqué, déclaré`: whatever stands between two commas.
            if host.lower(at) == ","
                && let Some(close) = (at + 1..end.min(at + 14)).find(|&i| host.lower(i) == ",")
                && word_at(host, close + 1).is_some_and(|v| v.participle)
            {
                at = close + 1;
                continue;
            }
            if !skips(host, at) {
                break;
            }
            at += 1;
        }
        if been {
            self.items.end = self.items.end.max(at);
        }
        self.class = None;
        self.lemma = None;
    }
}

/// What may stand between an auxiliary and its participle: adverbs, `quant à lui`, `de son côté`, commas.
fn skips(host: &Host<'_>, at: usize) -> bool {
    let word = host.lower(at);
    matches!(
        (word, host.lower(at + 1)),
        ("la", "suite" | "fois" | "veille" | "foulée") | ("un", "temps") | ("le", "lendemain" | "même")
    ) || matches!(host.pos(at), Pos::Adv | Pos::Adp | Pos::Pron) && host.entity(at).is_none()
        || matches!(
            word,
            "," | "pour"
                | "quant"
                | "à"
                | "lui"
                | "elle"
                | "eux"
                | "elles"
                | "de"
                | "son"
                | "côté"
                | "leur"
                | "par"
                | "ailleurs"
                | "pas"
                | "plus"
                | "jamais"
                | "en"
                | "effet"
                | "tout"
                | "même"
                | "sa"
                | "part"
                | "ce"
                | "mardi"
                | "lundi"
                | "mercredi"
                | "jeudi"
                | "vendredi"
                | "samedi"
                | "dimanche"
                | "matin"
                | "soir"
                | "suite"
                | "outre"
                | "d'"
                | "abord"
                | "revanche"
                | "au"
                | "contraire"
                | "nouveau"
                | "retour"
                | "tour"
                | "foulée"
                | "bien"
                | "ensuite"
                | "enfin"
        )
}
