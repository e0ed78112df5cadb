//! Who is mentioned outside quotations, in text order: names, roles, groups, and the pronouns that go on about them.

use super::pronouns::Found;
use super::roles::office;
use super::{Resolver, plain};
use crate::clauses::Phrase;
use crate::clauses::host::Host;
use crate::clauses::impersonal::is_expletive;
use crate::clauses::nouns::Class;
use crate::clauses::phrases::phrase_at;
use crate::entities::Label;
use crate::speakers::case::Clause;
use crate::speakers::{Form, SpeakerType};
use crate::tokens::morphology::{Gender, Number, Relation};
use std::collections::HashSet;

/// Somebody mentioned outside quotations.
#[derive(Debug, Clone)]
pub(super) struct Actor {
    pub phrase: Phrase,
    pub referent: Option<usize>,
    /// Whom a pronoun stands for that is no referent of the document: `les voisins`.
    pub described: Option<Found>,
    pub gender: Option<Gender>,
    pub plural: bool,
    pub subject: bool,
    /// Whether it is the subject of a verb of speech.
    pub speaks: bool,
    pub sentence: usize,
}

impl Actor {
    /// Whom a pronoun that stands for this actor names.
    pub fn found(&self, host: &Host<'_>) -> Option<Found> {
        match (self.referent, &self.described) {
            (Some(referent), _) if self.phrase.also.is_empty() => Some(Found::Referent(referent)),
            (_, Some(found)) => Some(found.clone()),
            _ if self.phrase.form == Form::Pronoun => None,
            _ => {
                let name = plain(host.span_of(self.phrase.items.clone()).of(host.text));
                let kind = if self.phrase.class == Some(Class::Body) {
                    SpeakerType::Organisation
                } else {
                    SpeakerType::Unnamed
                };
                Some(Found::Phrase(name, kind))
            }
        }
    }
}

impl Resolver<'_> {
    /// Reads the actors of one sentence, and the roles that it gives to names.
    pub(super) fn read(&mut self, sentence: usize, clauses: &[Clause]) {
        let host = self.host;
        let range = host.sentences[sentence].items.clone();
        let heads = |of: fn(&Clause) -> bool| -> HashSet<usize> {
            let clauses = clauses.iter().filter(|c| of(c));
            clauses.filter_map(|(_, s)| s.as_ref().map(|s| s.head)).collect()
        };
        let (subjects, speakers) = (heads(|_| true), heads(|(g, _)| g.speaks()));
        let first = self.actors.len();
        let mut last_named: Option<(usize, usize)> = None;
        let mut presented: Option<Phrase> = None;
        let mut at = range.start;
        while at < range.end {
            let Some(phrase) = phrase_at(host, at, range.end).filter(|p| !p.items.is_empty()) else {
                at += 1;
                continue;
            };
            at = phrase.until;
            let referent = phrase.name.and_then(|n| self.owner[n]);
            let person = phrase.label(host) == Some(Label::Per);
            if person {
                if let (Some(referent), Some(nominal)) = (
                    referent,
                    presented
                        .take()
                        .filter(|n| self.presents(n.until, phrase.items.start)),
                ) {
                    self.role(&nominal, referent);
                }
                // `Le Belge Luc Roy`, `la maire Anne Ba`
                if let (Some(referent), Some(Class::Person | Class::Demonym)) = (referent, phrase.class) {
                    self.role(&phrase, referent);
                    if phrase.number != Some(Number::Plur) {
                        self.genders[referent] = self.genders[referent].or(phrase.gender);
                    }
                }
                if let (Some(referent), Some(office)) = (referent, self.title(&phrase)) {
                    self.bears(office, &phrase, referent, HashSet::new());
                }
                if let (Some(referent), Some(age)) = (referent, age_behind(host, phrase.until)) {
                    self.ages.insert(referent, age);
                }
                last_named = referent.map(|r| (r, phrase.until));
            } else if let (Some((referent, end)), Some(Class::Person)) = (last_named, phrase.class) {
                // `Jean Roy, premier adjoint au maire,`: an apposition right behind the name.
                let start = phrase.preposition.unwrap_or(phrase.items.start);
                if start == end + 1
                    && host.lower(end) == ","
                    && phrase.number != Some(Number::Plur)
                    && phrase.name.is_none()
                    && phrase.preposition.is_none()
                {
                    self.role(&phrase, referent);
                    if !phrase.definite {
                        self.genders[referent] = self.genders[referent].or(phrase.gender);
                    }
                    continue;
                }
            }
            presented = Some(phrase.clone())
                .filter(|p| p.class == Some(Class::Person) && p.name.is_none() && p.preposition.is_none());
            let inner = self.inner(&phrase, sentence);
            for actor in &inner {
                // `par la voix de Me Anne Ba`
                let titled = matches!(
                    host.lower(actor.phrase.items.start.saturating_sub(1)),
                    "me" | "me." | "maître"
                );
                if let Some(referent) = actor.referent.filter(|_| titled) {
                    self.bears("avocat", &actor.phrase, referent, HashSet::new());
                }
            }
            if phrase.form == Form::Pronoun {
                self.pronoun_actor(phrase, clauses, sentence);
            } else {
                self.actor(phrase, referent, person, &subjects, sentence);
            }
            self.actors.extend(inner);
        }
        for actor in &mut self.actors[first..] {
            actor.speaks = actor.subject && speakers.contains(&actor.phrase.head);
        }
    }

    /// `Le héros du jour s'appelle [Mamadou Keïta]`, `La lauréate est [Anne Ba]`: the verb between says who it is.
    fn presents(&self, from: usize, to: usize) -> bool {
        to > from
            && to - from <= 3
            && (from..to).any(|i| {
                matches!(
                    self.host.lower(i),
                    "est" | "était" | "appelle" | "appelait" | "nomme" | "sera"
                )
            })
    }

    fn actor(
        &mut self,
        phrase: Phrase,
        referent: Option<usize>,
        person: bool,
        subjects: &HashSet<usize>,
        sentence: usize,
    ) {
        if matches!(
            self.host.lower(phrase.items.start),
            "chaque" | "aucun" | "aucune" | "tout" | "toute"
        ) {
            return;
        }
        let known = person
            || phrase.name.is_some()
            || matches!(phrase.class, Some(Class::Person | Class::Body | Class::Demonym));
        // `en tant que président`, `élu maire`: a singular without a determiner says what somebody is, not who.
        let predicate = phrase.form == Form::Nominal
            && phrase.items.start == phrase.head
            && phrase
                .preposition
                .is_none_or(|p| !self.host.lower(p).ends_with(['u', 'x', 's']))
            && phrase.number != Some(Number::Plur);
        if !known || predicate {
            return;
        }
        // `Pour Michel Sapin, …`, `Selon elle, …` at the head of a sentence is as good as a subject.
        let source = phrase.preposition.is_some_and(|p| {
            matches!(self.host.lower(p), "pour" | "selon" | "après")
                && p <= self.host.sentences[sentence].items.start + 1
        });
        let subject = source
            || phrase.preposition.is_none()
                && (subjects.contains(&phrase.head)
                    || self.host.morphology(phrase.head).relation == Relation::Subject);
        let gender = referent
            .filter(|_| person)
            .map_or(phrase.gender, |r| self.genders[r]);
        let plural = phrase.number == Some(Number::Plur) || !phrase.also.is_empty();
        self.actors.push(Actor {
            phrase,
            referent,
            described: None,
            gender,
            plural,
            subject,
            speaks: false,
            sentence,
        });
    }

    /// `Il a ensuite prêté serment`: a pronoun before its verb goes on about somebody; [`Resolver::settle`] finds whom.
    fn pronoun_actor(&mut self, phrase: Phrase, clauses: &[Clause], sentence: usize) {
        let word = self.host.lower(phrase.items.start);
        let third = matches!(word, "il" | "elle" | "ils" | "elles") || word.starts_with("ce");
        let governed = clauses
            .iter()
            .find(|(_, s)| s.as_ref().is_some_and(|s| s.head == phrase.head));
        let acts = governed.is_some_and(|(verb, _)| !is_expletive(self.host, verb, &phrase));
        if !third || !acts {
            return;
        }
        self.actors.push(Actor {
            referent: None,
            described: None,
            gender: phrase.gender,
            plural: phrase.number == Some(Number::Plur),
            subject: true,
            speaks: false,
            sentence,
            phrase,
        });
    }

    /// The people named inside a phrase: `la vidéo de [Jean Roy]`, `Anne Ba et [Jean Roy]`.
    fn inner(&self, phrase: &Phrase, sentence: usize) -> Vec<Actor> {
        let host = self.host;
        let mut out: Vec<Actor> = Vec::new();
        for item in phrase.items.clone() {
            let Some((at, entity)) = host.entity(item).filter(|(_, e)| e.label == Label::Per) else {
                continue;
            };
            let own = phrase.name == Some(at);
            let begins = host.token(item) == Some(entity.tokens.start);
            if own || !begins {
                continue;
            }
            let Some(mut name) = phrase_at(host, item, phrase.items.end) else {
                continue;
            };
            name.preposition = Some(item.saturating_sub(1));
            let referent = self.owner[at];
            out.push(Actor {
                gender: referent.and_then(|r| self.genders[r]),
                referent,
                described: None,
                plural: false,
                subject: false,
                speaks: false,
                sentence,
                phrase: name,
            });
        }
        out
    }

    /// Gives every role and pronoun among the actors its referent, in text order, so that a chain of pronouns keeps its
    /// subject: `Anne Ba est élue. Elle a remercié… Elle a promis…`
    pub(super) fn settle(&mut self) {
        let host = self.host;
        for at in 0..self.actors.len() {
            let actor = &self.actors[at];
            let start = actor.phrase.items.start;
            if actor.referent.is_some() {
                continue;
            }
            let (referent, described) = match actor.phrase.form {
                Form::Pronoun => match self.antecedent(host, &actor.phrase, start, None) {
                    Some(Found::Referent(referent)) => (Some(referent), None),
                    described => (None, described),
                },
                _ => (self.bearer(host, &actor.phrase, start, None), None),
            };
            if referent.is_none() && actor.phrase.form == Form::Nominal {
                let word = host.lower(actor.phrase.head).to_owned();
                self.introduced.entry(word).or_insert(start);
            }
            // `Jean Roy a reçu Luc Ba. Le président a salué…`: he is no other minister from here on.
            if let (Some(referent), Form::Nominal) = (referent, actor.phrase.form)
                && let Some(office) = office(host, &actor.phrase)
            {
                self.holds(referent, office);
            }
            let gender = referent.and_then(|r| self.genders[r]);
            let actor = &mut self.actors[at];
            actor.referent = referent;
            actor.described = described;
            actor.gender = gender.or(actor.gender);
        }
    }
}

/// `Ruth Lind, 59 ans,`: the years behind a name.
fn age_behind(host: &Host<'_>, until: usize) -> Option<u32> {
    let number = if matches!(host.lower(until), "," | "(") {
        until + 1
    } else {
        until
    };
    host.lower(number)
        .parse()
        .ok()
        .filter(|_| host.lower(number + 1) == "ans")
}
