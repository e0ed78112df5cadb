//! One id per referent: which entities name the same person, place or organisation.
//!
//! `Tokayev`, `M. Tokayev`, `Kassym-Jomart Tokayev` and the spelling `Tokaïev` are one; a different first name, or
//! `M.` against `Mme`, keeps two people apart. An acronym in brackets names what stands before it: `l'Organisation
//! mondiale de la santé (OMS)`. The longest name wins; every look-up is by a folded key, so a document with many names
//! stays linear.

use super::{Entity, Label};
use crate::text::entries;
use std::collections::HashMap;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Somebody or something that one or more entities name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Referent {
    /// The fullest name in the document.
    pub name: String,
    /// What it is.
    pub label: Label,
    /// Indices of the entities that name it, in text order.
    pub mentions: Vec<usize>,
    /// `f` or `m`, where a title or the first name shows it.
    pub gender: Option<char>,
}

/// First names with `m`, `f`, or `e` for both.
static FIRST_NAMES: LazyLock<HashMap<String, char>> = LazyLock::new(|| {
    entries(include_str!("first_names.txt"))
        .filter_map(|line| line.split_once('\t'))
        .map(|(name, gender)| (fold(name), gender.chars().next().unwrap_or('e')))
        .collect()
});

/// Letters without accents or case: `Choïgou` is `choigou`.
#[must_use]
pub fn fold(name: &str) -> String {
    name.nfd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .map(|c| if c == '’' { '\'' } else { c })
        .collect()
}

/// Folded further, so that the usual transcriptions of one foreign name meet: `Tokayev`, `Tokaïev`; `Zelensky`,
/// `Zelenskyy`; `Chalamov`, `Shalamov`.
pub(super) fn sound(word: &str) -> String {
    let mut out = fold(word)
        .replace("sch", "ch")
        .replace("sh", "ch")
        .replace("kh", "k")
        .replace("ff", "v");
    if out.len() > 4 {
        out = out
            .replace("ou", "u")
            .replace("yi", "i")
            .replace(['y', 'j'], "i")
            .replace('w', "v");
        if let Some(stem) = out.strip_suffix('f') {
            out = format!("{stem}v");
        }
        out = out.trim_end_matches('i').to_owned();
    }
    let mut before = ' ';
    out.chars()
        .filter(|&c| std::mem::replace(&mut before, c) != c)
        .collect()
}

/// A person's name, taken apart.
struct Name {
    words: Vec<String>,
    title: Option<char>,
    gender: Option<char>,
}

/// Words that belong to a title, not to a name.
fn title(word: &str) -> Option<char> {
    match word {
        "m." | "m" | "mr" | "monsieur" | "mm." => Some('m'),
        "mme" | "mme." | "mlle" | "madame" | "mademoiselle" => Some('f'),
        _ => None,
    }
}

impl Name {
    fn new(text: &str, entity: &Entity) -> Self {
        let mut words: Vec<String> = entity.span.of(text).split_whitespace().map(fold).collect();
        let own = words.first().and_then(|w| title(w));
        if own.is_some() && words.len() > 1 {
            words.remove(0);
        }
        let before = text[..entity.span.start]
            .trim_end()
            .rsplit(|c: char| c.is_whitespace() || c == '\'' || c == '’')
            .next();
        let title = own.or_else(|| before.and_then(|w| title(&fold(w))));
        let first = words.first().filter(|_| words.len() > 1);
        let known = first.and_then(|w| gender_of(w));
        Self {
            gender: title.or(known),
            title,
            words,
        }
    }

    fn last(&self) -> String {
        self.words.last().map(|w| sound(w)).unwrap_or_default()
    }
}

/// Gender of a folded first name; compounds by their first part (`jean-luc`).
#[must_use]
pub fn gender_of(first: &str) -> Option<char> {
    FIRST_NAMES
        .get(first)
        .or_else(|| FIRST_NAMES.get(first.split('-').next()?))
        .copied()
        .filter(|g| *g != 'e')
}

/// A person under construction.
struct Person {
    words: Vec<String>,
    best: usize,
    title: Option<char>,
    gender: Option<char>,
    mentions: Vec<usize>,
}

impl Person {
    /// Whether `name`, which shares its last word, can name this person: no other first name, no other title.
    fn accepts(&self, name: &Name) -> bool {
        if self.title.zip(name.title).is_some_and(|(a, b)| a != b)
            || self.gender.zip(name.gender).is_some_and(|(a, b)| a != b)
        {
            return false;
        }
        let firsts = |words: &[String]| words[..words.len().saturating_sub(1)].to_vec();
        let (own, other) = (firsts(&self.words), firsts(&name.words));
        own.is_empty()
            || other.is_empty()
            || own[0] == other[0]
            || initial(&own[0], &other[0])
            || sound(&own[0]) == sound(&other[0])
            || own.contains(&other[0])
            || other.contains(&own[0])
    }
}

/// `b.` and `barack`
fn initial(a: &str, b: &str) -> bool {
    let is = |short: &str, long: &str| short.ends_with('.') && short.chars().next() == long.chars().next();
    is(a, b) || is(b, a)
}

/// The referents of a document's `entities`, in order of first mention.
#[must_use]
pub fn referents(text: &str, entities: &[Entity]) -> Vec<Referent> {
    let mut out = persons(text, entities);
    out.extend(others(text, entities));
    out.sort_by_key(|r| r.mentions.first().copied());
    out
}

fn persons(text: &str, entities: &[Entity]) -> Vec<Referent> {
    let mut names: Vec<(usize, Name)> = entities
        .iter()
        .enumerate()
        .filter(|(_, e)| e.label == Label::Per)
        .map(|(at, e)| (at, Name::new(text, e)))
        .collect();
    // Full names first, so that a lone surname finds its bearer wherever it stands.
    names.sort_by_key(|(at, name)| (name.words.len() < 2, *at));
    let mut people: Vec<Person> = Vec::new();
    let mut by_last: HashMap<String, Vec<usize>> = HashMap::new();
    let mut by_first: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, name) in names {
        let last = name.last();
        let of_last = by_last
            .get(&last)
            .into_iter()
            .flatten()
            .copied()
            .filter(|&p| people[p].accepts(&name));
        // The bearer named nearest before a lone surname, or else the first one of the document.
        let bearer = of_last.min_by_key(|&p| {
            people[p]
                .mentions
                .iter()
                .map(|&m| if m <= at { at - m } else { 100_000 + m })
                .min()
        });
        let single = name.words.len() == 1;
        let by_given = || {
            by_first
                .get(&fold(name.words.first()?))
                .filter(|p| p.len() == 1)
                .map(|p| p[0])
        };
        match bearer.or_else(|| by_given().filter(|_| single)) {
            Some(person) => {
                let person = &mut people[person];
                person.mentions.push(at);
                person.title = person.title.or(name.title);
                person.gender = person.gender.or(name.gender);
                if name.words.len() > person.words.len() {
                    person.words = name.words;
                    person.best = at;
                }
            }
            None => {
                by_last.entry(last).or_default().push(people.len());
                if !single {
                    by_first
                        .entry(name.words[0].clone())
                        .or_default()
                        .push(people.len());
                }
                people.push(Person {
                    best: at,
                    title: name.title,
                    gender: name.gender,
                    words: name.words,
                    mentions: vec![at],
                });
            }
        }
    }
    people
        .into_iter()
        .map(|mut p| {
            p.mentions.sort_unstable();
            Referent {
                name: spaced(entities[p.best].span.of(text)),
                label: Label::Per,
                mentions: p.mentions,
                gender: p.gender,
            }
        })
        .collect()
}

/// A name in one line.
fn spaced(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Places, organisations and other names: the same letters, or an acronym with its expansion.
fn others(text: &str, entities: &[Entity]) -> Vec<Referent> {
    let mut out: Vec<Referent> = Vec::new();
    let mut by_key: HashMap<(Label, String), usize> = HashMap::new();
    for (at, entity) in entities.iter().enumerate().filter(|(_, e)| e.label != Label::Per) {
        let name = spaced(entity.span.of(text));
        let key = (entity.label, fold(&name));
        let expansion = at
            .checked_sub(1)
            .filter(|&b| expands(text, &entities[b], entity))
            .and_then(|b| {
                by_key
                    .get(&(entities[b].label, fold(&spaced(entities[b].span.of(text)))))
                    .copied()
            });
        let known = by_key.get(&key).copied().or(expansion);
        if let Some(referent) = known {
            out[referent].mentions.push(at);
            by_key.insert(key, referent);
        } else {
            by_key.insert(key, out.len());
            out.push(Referent {
                name,
                label: entity.label,
                mentions: vec![at],
                gender: None,
            });
        }
    }
    join_acronyms(out)
}

/// `SNTV` and `Syndicat national des transporteurs de vin` are one, whichever comes first, if no second name fits.
fn join_acronyms(referents: Vec<Referent>) -> Vec<Referent> {
    let mut by_initials: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, referent) in referents
        .iter()
        .enumerate()
        .filter(|(_, r)| r.label == Label::Org && r.name.contains(' '))
    {
        by_initials.entry(initials(&referent.name)).or_default().push(at);
    }
    let mut merged: Vec<Option<Vec<usize>>> = vec![None; referents.len()];
    let mut gone = vec![false; referents.len()];
    for (at, referent) in referents
        .iter()
        .enumerate()
        .filter(|(_, r)| r.label == Label::Org)
    {
        let letters = referent.name.replace('.', "");
        let acronym = (2..=8).contains(&letters.chars().count()) && letters.chars().all(char::is_uppercase);
        if let Some([full]) = by_initials
            .get(&fold(&letters))
            .filter(|_| acronym)
            .map(Vec::as_slice)
        {
            merged[*full].get_or_insert_default().extend(&referent.mentions);
            gone[at] = true;
        }
    }
    let kept = referents
        .into_iter()
        .zip(merged)
        .zip(gone)
        .filter(|(_, gone)| !gone);
    kept.map(|((mut referent, more), _)| {
        referent.mentions.extend(more.into_iter().flatten());
        referent.mentions.sort_unstable();
        referent
    })
    .collect()
}

/// First letters of the words that an acronym takes: `smtv` for `Syndicat des marins et travailleurs de Vannes`.
fn initials(name: &str) -> String {
    let small = [
        "de", "des", "du", "la", "le", "les", "et", "pour", "a", "au", "aux", "en", "sur", "the", "of", "d",
        "l",
    ];
    fold(name)
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty() && !small.contains(w))
        .filter_map(|w| w.chars().next())
        .collect()
}

/// `Organisation mondiale de la santé (OMS)`: the second stands in brackets behind the first and is made of capitals.
fn expands(text: &str, long: &Entity, short: &Entity) -> bool {
    let between = text.get(long.span.end..short.span.start).unwrap_or_default();
    let word = short.span.of(text);
    long.label == short.label
        && between.trim() == "("
        && word.chars().filter(|c| c.is_uppercase()).count() * 2 >= word.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Span;

    fn names(text: &str, marked: &[(&str, Label)]) -> Vec<(String, usize)> {
        let mut from = 0;
        let entities: Vec<Entity> = marked
            .iter()
            .map(|(name, label)| {
                let start = from + text[from..].find(name).unwrap();
                from = start + name.len();
                Entity {
                    span: Span::new(start, from),
                    tokens: 0..0,
                    label: *label,
                    score: 1.0,
                }
            })
            .collect();
        referents(text, &entities)
            .into_iter()
            .map(|r| (r.name, r.mentions.len()))
            .collect()
    }

    #[test]
    fn one_person_under_four_strings() {
        let text = "Kassym-Jomart Tokayev, M. Tokayev, Tokaïev, Tokayev";
        let per = ["Kassym-Jomart Tokayev", "Tokayev", "Tokaïev", "Tokayev"].map(|n| (n, Label::Per));
        assert_eq!(names(text, &per), [("Kassym-Jomart Tokayev".to_owned(), 4)]);
    }

    #[test]
    fn first_names_and_titles_keep_apart() {
        let text = "Jean Roy, Anne Roy, M. Roy, Mme Roy";
        let found = names(
            text,
            &["Jean Roy", "Anne Roy", "Roy", "Roy"].map(|n| (n, Label::Per)),
        );
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].1, 2);
    }

    #[test]
    fn acronyms() {
        let text = "L'Organisation mondiale de la santé (OMS) dit. L'OMS ajoute.";
        let found = names(
            text,
            &["Organisation mondiale de la santé", "OMS", "OMS"].map(|n| (n, Label::Org)),
        );
        assert_eq!(found, [("Organisation mondiale de la santé".to_owned(), 3)]);
    }
}
