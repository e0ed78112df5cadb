//! Who bears a role: `le maire` after `le maire de Lyon, Jean Roy`.

use super::Resolver;
use super::actors::Actor;
use crate::clauses::Phrase;
use crate::clauses::host::Host;
use crate::clauses::nouns::{self, Class};
use crate::speakers::{Form, Speaker, SpeakerType};
use crate::text::entries;
use crate::tokens::morphology::{Gender, Number};
use std::collections::HashSet;
use std::sync::LazyLock;

/// A role with the person who bears it.
#[derive(Debug, Clone)]
pub(super) struct Role {
    /// The words that tell one bearer from another.
    pub words: HashSet<String>,
    /// Who bears it.
    pub referent: usize,
    /// Where it stands.
    pub item: usize,
    /// `le maire`, not `un maire`.
    pub definite: bool,
}

/// Bearers of one role that are weighed before and behind a mention.
const ROLES: usize = 100;

/// Actors on either side of a mention among which its sentence is read.
const AROUND: usize = 40;

/// Roles that several people bear at once.
const MANY: [&str; 8] = [
    "candidat",
    "député",
    "sénateur",
    "conseiller",
    "avocat",
    "élu",
    "membre",
    "porte-parole",
];

static RELATIONS: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| entries(include_str!("relations.txt")).collect());

/// Offices of which a text speaks without saying who holds them.
pub(super) const COURT: [&str; 11] = [
    "procureur",
    "avocat général",
    "juge",
    "avocat",
    "préfet",
    "policier",
    "gendarme",
    "commissaire",
    "expert",
    "magistrat",
    "enquêteur",
];

/// Offices of which one person seldom holds two.
const FUNCTIONS: [&str; 12] = [
    "maire",
    "ministre",
    "premier ministre",
    "président",
    "député",
    "sénateur",
    "directeur",
    "porte-parole",
    "gouverneur",
    "secrétaire",
    "entraîneur",
    "chancelier",
];

/// Words that tell nobody apart.
const SMALL: [&str; 12] = [
    "les", "des", "une", "aux", "dans", "pour", "sur", "cet", "cette", "ces", "son", "ses",
];

impl Resolver<'_> {
    /// Remembers who bears the role that `phrase` names.
    pub(super) fn role(&mut self, phrase: &Phrase, referent: usize) {
        if let Some(office) = office(self.host, phrase) {
            let words = self.words(self.host, phrase);
            self.bears(office, phrase, referent, words);
        }
    }

    /// Remembers an office with its bearer.
    pub(super) fn bears(
        &mut self,
        office: &'static str,
        phrase: &Phrase,
        referent: usize,
        words: HashSet<String>,
    ) {
        let role = Role {
            words,
            referent,
            item: phrase.items.start,
            definite: phrase.definite,
        };
        self.roles.entry(office).or_default().push(role);
        self.holds(referent, office);
    }

    /// Remembers an office of a person, once.
    pub(super) fn holds(&mut self, referent: usize, office: &'static str) {
        let held = self.known_role.entry(referent).or_default();
        if !held.contains(&office) {
            held.push(office);
        }
    }

    /// The office that a title before the name gives: `Me Sahraoui` is an advocate.
    pub(super) fn title(&self, phrase: &Phrase) -> Option<&'static str> {
        let title = phrase
            .items
            .clone()
            .take_while(|&i| self.host.entity(i).is_none())
            .last()?;
        Some(match self.host.lower(title) {
            "me" | "me." | "maître" => "avocat",
            "mgr" | "mgr." => "évêque",
            "dr" | "dr." | "docteur" => "médecin",
            "pr" | "pr." | "professeur" => "professeur",
            _ => return None,
        })
    }

    /// The words of a phrase that tell one bearer of a role from another: the office itself and names of the bearer are
    /// left out.
    pub(super) fn words(&self, source: &Host<'_>, phrase: &Phrase) -> HashSet<String> {
        // Complements with other prepositions than *de* say what happens, not who it is: `la ministre aux mareyeurs`.
        let end = (phrase.head + 1..phrase.items.end)
            .find(|&i| matches!(source.lower(i), "à" | "au" | "aux" | "en" | "pour" | "sur"))
            .unwrap_or(phrase.items.end);
        let synonyms: &[&str] = match office(source, phrase) {
            // The address says no more than the office.
            Some("président" | "premier ministre" | "ministre")
                if matches!(source.lower(phrase.head), "locataire" | "hôte" | "patron") =>
            {
                return HashSet::new();
            }
            Some("président") => &["chef", "etat", "president", "presidente"],
            Some("premier ministre") => &["chef", "gouvernement", "premier", "premiere", "ministre"],
            _ => &[],
        };
        (phrase.items.start..end)
            .filter(|&i| i != phrase.head && source.entity(i).is_none_or(|(e, _)| Some(e) != phrase.name))
            .map(|i| crate::entities::names::fold(source.lower(i)))
            .filter(|w| {
                w.chars().count() > 2 && !SMALL.contains(&w.as_str()) && !synonyms.contains(&w.as_str())
            })
            .collect()
    }

    /// The person whose role a definite phrase names: `le maire` after `le maire de Lyon, Jean Roy`.
    pub(super) fn bearer(
        &self,
        source: &Host<'_>,
        phrase: &Phrase,
        item: usize,
        recent: Option<(&Speaker, usize)>,
    ) -> Option<usize> {
        if !phrase.definite || phrase.number == Some(Number::Plur) {
            return None;
        }
        let office = office(source, phrase)?;
        if ["intéressé", "concerné"]
            .iter()
            .any(|w| source.lower(phrase.head).starts_with(w))
        {
            return self.concerned(phrase, item, recent);
        }
        let words = self.words(source, phrase);
        let roles = self.near_roles(office, item);
        let here = roles.partition_point(|r| r.item <= item);
        let sole = roles.iter().all(|r| r.referent == roles[0].referent);
        // `le candidat de Debout la France` is not whoever is called a candidate: many are at once.
        let shared = MANY.contains(&office);
        let fits = |role: &&Role| {
            // Both say more than the noun, and nothing of it is the same: two people of one profession.
            let (own, other) = (!words.is_empty(), !role.words.is_empty());
            let common = words.intersection(&role.words).count();
            self.agrees(role.referent, phrase)
                && (!own || !other && sole && !shared || common > 0 && (!shared || common == words.len()))
        };
        let before = roles[..here]
            .iter()
            .filter(fits)
            .max_by_key(|r| (words.intersection(&r.words).count(), r.item));
        let found = before
            .or_else(|| roles[here..].iter().find(fits))
            .map(|r| r.referent);
        // `Le maire, Luc Ba, s'est tu. Son fils parle d'un « soulagement »`: nobody is his own son.
        if is_relation(source, phrase) {
            return found.or_else(|| self.synonym(phrase, item, office, &words));
        }
        let spoken = recent.map_or(0, |(_, at)| at);
        let near = self.described(source, phrase, item);
        found
            .or_else(|| self.synonym(phrase, item, office, &words))
            .or_else(|| self.spoke_before(source, phrase, item, office))
            .or_else(|| near.filter(|(_, at)| *at > spoken).map(|(r, _)| r))
            .or_else(|| self.epithet(source, phrase, item, recent))
            .or_else(|| near.map(|(r, _)| r))
            .or_else(|| self.protagonist(source, phrase, item))
            .or_else(|| self.bare_synonym(phrase, item, office, &words))
            .or_else(|| self.named_behind(phrase, item, office))
    }

    /// `« … », analyse Luc Ba. Le directeur du comptoir dit l'avoir vu venir.`: a definite role that opens the sentence is whoever
    /// spoke in the one before, of whom no role is known, unless it is set against him: `Le maire, lui, …`
    fn spoke_before(&self, source: &Host<'_>, phrase: &Phrase, item: usize, office: &str) -> Option<usize> {
        let host = self.host;
        if !std::ptr::eq(source, host) || COURT.contains(&office) || item != phrase.items.start {
            return None;
        }
        let here = host.sentence_index(item);
        let first = host.sentences[here].items.start;
        let contrasts = (phrase.until..phrase.until + 5).any(|i| {
            matches!(
                host.lower(i),
                "lui" | "elle" | "côté" | "part" | "aussi" | "également" | "quant"
            )
        });
        if item > first + 1 || contrasts {
            return None;
        }
        let spoke = self
            .actors_of(here.checked_sub(1)?)
            .iter()
            .rfind(|a| a.speaks && a.phrase.form == Form::Named && !a.plural)?;
        let person = |&r: &usize| {
            self.kind(r) == SpeakerType::Person
                && self.offices(r).is_empty()
                && self.agrees(r, phrase)
                && self.apart(r, item)
        };
        spoke.referent.filter(person)
    }

    /// The bearers of an office around `item`, in text order.
    pub(super) fn near_roles(&self, office: &str, item: usize) -> &[Role] {
        let all = self.roles.get(office).map_or(&[][..], Vec::as_slice);
        let here = all.partition_point(|r| r.item <= item);
        &all[here.saturating_sub(ROLES)..all.len().min(here + ROLES)]
    }

    /// Whether the office of `phrase` is not that of `referent`: nobody becomes the prosecutor by being named before, and the
    /// mayor is no minister.
    fn holds_another(&self, source: &Host<'_>, phrase: &Phrase, referent: usize) -> bool {
        !is_demonstrative(source, phrase)
            && office(source, phrase).is_some_and(|office| self.holds_other_than(office, referent))
    }

    /// Whether a person holds another office than `office`, which few hold beside it.
    pub(super) fn holds_other_than(&self, office: &str, referent: usize) -> bool {
        let own = self.offices(referent);
        !own.contains(&office)
            && (COURT.contains(&office) || FUNCTIONS.contains(&office) && own.iter().any(|o| is_function(o)))
    }

    /// `l'intéressé`, `le charretier`, `la quadragénaire`: a definite noun alone, which the document has not introduced as
    /// somebody else (`un charretier`), is whoever spoke last, if gender agrees and the words are near.
    fn epithet(
        &self,
        source: &Host<'_>,
        phrase: &Phrase,
        item: usize,
        recent: Option<(&Speaker, usize)>,
    ) -> Option<usize> {
        let (speaker, at) = recent?;
        let host = self.host;
        let item = item.min(host.items.len() - 1);
        let paragraphs = host
            .sentence(item)
            .paragraph
            .abs_diff(host.sentence(at).paragraph);
        let referent = speaker
            .referent
            .filter(|&r| self.kind(r) == SpeakerType::Person)?;
        // `Le coach de l'AS`, right behind words of somebody of whom no role is known.
        let close = paragraphs == 0
            && host.sentence_index(item).abs_diff(host.sentence_index(at)) <= 1
            && self.is_at_most(referent, office(source, phrase).unwrap_or_default());
        let opens = std::ptr::eq(source, host) && item == host.sentence(item).items.start;
        let most = match (close, opens) {
            (true, true) => 7,
            (true, false) => 5,
            _ => 3,
        };
        if paragraphs > 2
            || length(source, phrase) > most
                && !is_demonstrative(source, phrase)
                && !is_compound(source, phrase)
        {
            return None;
        }
        let introduced = self.is_introduced(source.lower(phrase.head), item);
        // `Le maire, lui, parle d'un « retournement »`: set against whoever spoke.
        let against = std::ptr::eq(source, host)
            && matches!(host.lower(phrase.until + 1), "lui" | "elle")
            && host.lower(phrase.until) == ",";
        if introduced || against || self.holds_another(source, phrase, referent) {
            return None;
        }
        self.agrees(referent, phrase).then_some(referent)
    }

    /// `Tiphaine Rosmadec a doublé le cap. « … », se souvient la navigatrice.`: a definite noun alone for the person named
    /// last, if that was in the same paragraph, at most two sentences before, and the noun was not introduced otherwise.
    fn described(&self, source: &Host<'_>, phrase: &Phrase, item: usize) -> Option<(usize, usize)> {
        let host = self.host;
        let item = item.min(host.items.len() - 1);
        let here = host.sentence_index(item);
        let word = source.lower(phrase.head);
        let long =
            length(source, phrase) > 3 && !is_demonstrative(source, phrase) && !is_compound(source, phrase);
        let most = if is_former(source, phrase) { 8 } else { 5 };
        if long && (length(source, phrase) > most || !self.one_just_named(here, office(source, phrase))) {
            return None;
        }
        let near = self.actors_before(item).iter().rev().take_while(|a| {
            here - a.sentence <= 2 && host.sentences[a.sentence].paragraph == host.sentences[here].paragraph
        });
        let mut found: Option<(&Actor, usize)> = None;
        for actor in near {
            if actor.referent.is_none() && host.lower(actor.phrase.head) == word {
                return None;
            }
            let person = actor
                .referent
                .filter(|&r| self.kind(r) == SpeakerType::Person && !actor.plural);
            let fits = person.filter(|&r| {
                self.agrees(r, phrase)
                    && !self.holds_another(source, phrase, r)
                    && (actor.subject || actor.phrase.preposition.is_none_or(|p| host.lower(p) == "par"))
            });
            // `Jean Roy a reçu Luc Ba. Le ministre a salué « … »`: in one sentence the subject comes before the object.
            let comes_first = found.is_none_or(|(last, _)| {
                let object = !last.subject && last.phrase.preposition.is_none();
                object && actor.subject && last.sentence == actor.sentence
            });
            if let Some(referent) = fits.filter(|_| comes_first) {
                found = Some((actor, referent));
            }
        }
        found.map(|(actor, referent)| (referent, actor.phrase.items.start))
    }

    /// `La formule a fait bondir Luc Roy. « … », s'emporte l'élu du Lamentin.`: whether the sentence before names one person alone, of
    /// whom no role is known.
    fn one_just_named(&self, sentence: usize, office: Option<&str>) -> bool {
        let Some(last) = sentence.checked_sub(1) else {
            return false;
        };
        let before = self.actors_of(last).iter().take(ROLES);
        let people: HashSet<usize> = before.filter_map(|a| a.referent).collect();
        // `Luc Fabre, candidat du Parti agraire, a renoncé. Le candidat du Mouvement citoyen…`: two of one office.
        let said = |r: usize| {
            office
                .and_then(|o| self.roles.get(o))
                .is_some_and(|all| all.iter().any(|role| role.referent == r))
        };
        let unknown = |r: &usize| {
            let own = self.is_at_most(*r, office.unwrap_or_default()) && !said(*r);
            self.kind(*r) == SpeakerType::Person && own
        };
        people.len() == 1 && people.iter().all(unknown) && office.is_none_or(|o| !COURT.contains(&o))
    }

    /// Whether the sentence of `item` does not name that person as somebody else: `L'entraîneuse a dit à Manon Girault`.
    pub(super) fn apart(&self, referent: usize, item: usize) -> bool {
        !self.named_beside(item).any(|r| r == referent)
    }

    /// Whom the sentence of `item` names, near it.
    pub(super) fn named_beside(&self, item: usize) -> impl Iterator<Item = usize> {
        let sentence = self.host.sentence_index(item.min(self.host.items.len() - 1));
        let here = self.actors_before(item).len();
        let (before, behind) = self.actors.split_at(here);
        let around = before.iter().rev().take(AROUND).chain(behind.iter().take(AROUND));
        around
            .filter(move |a| a.sentence == sentence && a.phrase.form == Form::Named)
            .filter_map(|a| a.referent)
    }

    /// `le président`, `la maire` in an article about one person: whoever it names far more often than anybody else, if the
    /// noun is an office (a suspect or a driver may well stay unnamed).
    fn protagonist(&self, source: &Host<'_>, phrase: &Phrase, item: usize) -> Option<usize> {
        const OFFICES: [&str; 10] = [
            "président",
            "ministre",
            "premier ministre",
            "candidat",
            "roi",
            "pape",
            "chancelier",
            "pdg",
            "gouverneur",
            "dirigeant",
        ];
        let office = office(source, phrase).filter(|o| OFFICES.contains(o))?;
        let held = self.roles.get(office).is_some_and(|r| !r.is_empty());
        let bare = !phrase.items.clone().any(|i| source.entity(i).is_some())
            && self.words(source, phrase).len() <= 1;
        let mentions = |r: usize| self.host.analysis.referents[r].mentions.len();
        // `la candidate`, where the document names one woman.
        let women = || {
            self.people
                .iter()
                .filter(|&&r| self.genders[r] == Some(Gender::Fem))
        };
        if !held && phrase.gender == Some(Gender::Fem) && women().count() == 1 {
            return women().next().copied().filter(|&r| self.apart(r, item));
        }
        let mut fitting = self.people.iter().filter(|&&r| self.agrees(r, phrase));
        let first = *fitting.next()?;
        let second = fitting.next().map_or(0, |&r| mentions(r));
        (bare && !held && mentions(first) >= 2 && mentions(first) >= 2 * second && self.apart(first, item))
            .then_some(first)
    }
}

/// Places that stand for a French ministry.
fn is_ministry(words: &str) -> bool {
    [
        "beauvau", "bercy", "orsay", "vendôme", "brienne", "grenelle", "ségur",
    ]
    .iter()
    .any(|place| words.contains(place))
}

/// Offices of which one person seldom holds two, and those of a court.
pub(super) fn is_function(office: &str) -> bool {
    FUNCTIONS.contains(&office) || COURT.contains(&office)
}

/// `son supérieur`, `leur mère`: somebody by what he is to another, who was just there and is not meant.
pub(super) fn is_relation(host: &Host<'_>, phrase: &Phrase) -> bool {
    let possessive = ["son", "sa", "leur", "mon", "ma", "notre"].contains(&host.lower(phrase.items.start));
    let word = host.lower(phrase.head);
    let known = |noun: &str| RELATIONS.contains(noun);
    // `son associée` is a participle to the lexicon.
    possessive && (known(word.trim_end_matches('e')) || nouns::noun(word).is_some_and(|n| known(n.lemma)))
}

/// `cette femme de 45 ans`: somebody who was just there, whatever follows the noun.
pub(super) fn is_demonstrative(host: &Host<'_>, phrase: &Phrase) -> bool {
    matches!(host.lower(phrase.items.start), "ce" | "cet" | "cette") && phrase.items.len() <= 7
}

/// Items of a phrase that say who it is: `le Premier ministre japonais` says no more than `le Premier ministre`.
fn length(host: &Host<'_>, phrase: &Phrase) -> usize {
    let from_there =
        |&i: &usize| i > phrase.head && nouns::noun(host.lower(i)).is_some_and(|n| n.class == Class::Demonym);
    let first = usize::from(matches!(
        host.lower(phrase.items.start + 1),
        "premier" | "première"
    ));
    phrase.items.len() - phrase.items.clone().filter(from_there).count() - first.min(phrase.items.len())
}

/// `l'ancien chauffeur routier`: what somebody was is said of somebody known.
pub(super) fn is_former(source: &Host<'_>, phrase: &Phrase) -> bool {
    (phrase.items.start..phrase.head)
        .any(|i| matches!(source.lower(i), "ancien" | "ancienne" | "ex" | "futur" | "future"))
}

/// `l'homme d'affaires`, `la femme politique`: two nouns that say as little as one.
fn is_compound(host: &Host<'_>, phrase: &Phrase) -> bool {
    let plain = phrase.items.clone().all(|i| host.entity(i).is_none());
    matches!(host.lower(phrase.head), "homme" | "femme" | "chef" | "gens")
        && matches!(host.lower(phrase.head + 1), "de" | "d'")
        && phrase.items.len() == 4
        && plain
}

/// The office that a phrase names, one word for its synonyms: `le chef de l'État` is the president, `le chef du
/// gouvernement` the prime minister, who is no other minister.
pub(super) fn office(host: &Host<'_>, phrase: &Phrase) -> Option<&'static str> {
    let noun = nouns::noun(host.lower(phrase.head)).filter(|n| n.class == Class::Person)?;
    let words = host
        .span_of(phrase.items.clone())
        .of(host.text)
        .to_lowercase()
        .replace('’', "'");
    Some(match noun.lemma {
        "chef" if words.contains("de l'état") || words.contains("de l' état") => "président",
        "chef" if words.contains("gouvernement") => "premier ministre",
        "ministre" if words.contains("premier ministre") || words.contains("première ministre") => {
            "premier ministre"
        }
        // `le locataire de l'Élysée`, `l'hôte de Matignon`, `le patron de Bercy`
        "locataire" | "hôte" if words.contains("élysée") || words.contains("maison") => "président",
        "locataire" | "hôte" if words.contains("matignon") => "premier ministre",
        "locataire" | "hôte" | "patron" if is_ministry(&words) => "ministre",
        "président" if words.contains("vice") => "vice-président",
        "avocat" if words.contains("général") => "avocat général",
        "magistrat" if words.contains("premier magistrat") || words.contains("première magistrate") => {
            "maire"
        }
        lemma => lemma,
    })
}
