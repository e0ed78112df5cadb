//! What the nouns of attribution denote: people, bodies that speak, documents through which somebody speaks, times.
//!
//! The lists are text files beside this one; each says its own format.

use crate::tokens::morphology::{Gender, Number};
use std::collections::HashMap;
use std::sync::LazyLock;

/// What a noun denotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Class {
    /// Somebody: `maire`, `témoin`, `mère`.
    Person,
    /// A body that speaks: `gouvernement`, `préfecture`.
    Body,
    /// A text or channel: `communiqué`, `lettre`.
    Document,
    /// A people: `Russe`, `Lyonnais`.
    Demonym,
}

/// One reading of a noun form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Noun {
    /// What it denotes.
    pub class: Class,
    /// The form in the first column of its line: one for all forms of a noun.
    pub lemma: &'static str,
    /// Gender; `None` for nouns of both (`ministre`).
    pub gender: Option<Gender>,
    /// Number; `None` for forms of both (`Français`).
    pub number: Option<Number>,
}

static NOUNS: LazyLock<HashMap<&'static str, Noun>> = LazyLock::new(|| {
    let mut nouns = HashMap::new();
    read(&mut nouns, include_str!("people.txt"), Class::Person);
    read(&mut nouns, include_str!("bodies.txt"), Class::Body);
    read(&mut nouns, include_str!("documents.txt"), Class::Document);
    read(&mut nouns, include_str!("demonyms.txt"), Class::Demonym);
    nouns
});

/// Forms in the spelling of 1990, which drops the circumflex of *i* and *u*, with those of the lists: `entraineur`, `maitre`.
static REFORMED: LazyLock<HashMap<String, &'static str>> = LazyLock::new(|| {
    let plain = |form: &str| form.replace('î', "i").replace('û', "u");
    let old = NOUNS.keys().filter(|form| form.contains(['î', 'û']));
    old.map(|form| (plain(form), *form)).collect()
});

/// The reading of a lower-case form; a person before a body before a document where a form is several.
#[must_use]
pub fn noun(form: &str) -> Option<Noun> {
    NOUNS
        .get(form)
        .or_else(|| REFORMED.get(form).and_then(|old| NOUNS.get(old)))
        .copied()
        .or_else(|| {
            // `ex-ministre`, `vice-présidente`, `co-auteur`, `sous-préfet` are what their noun is.
            let (prefix, rest) = form.split_once('-')?;
            matches!(
                prefix,
                "ex" | "vice" | "co" | "sous" | "non" | "franco" | "anti" | "pro"
            )
            .then(|| NOUNS.get(rest).copied())?
        })
}

/// Lines of people and demonyms have four forms (masculine and feminine, singular and plural; `-` for none); those of
/// bodies and documents have a singular, a gender and a plural.
fn read(nouns: &mut HashMap<&'static str, Noun>, list: &'static str, class: Class) {
    use Gender::{Fem, Masc};
    use Number::{Plur, Sing};
    for line in list
        .lines()
        .filter(|l| !l.starts_with('#') && !l.trim().is_empty())
    {
        let columns: Vec<&'static str> = line.split('\t').map(str::trim).collect();
        let lemma = *columns.iter().find(|c| **c != "-").unwrap_or(&"");
        let forms: Vec<(&'static str, Option<Gender>, Number)> = match (class, columns.as_slice()) {
            (Class::Person | Class::Demonym, [ms, fs, mp, fp, ..]) => {
                vec![
                    (ms, Some(Masc), Sing),
                    (fs, Some(Fem), Sing),
                    (mp, Some(Masc), Plur),
                    (fp, Some(Fem), Plur),
                ]
            }
            (_, [singular, gender, rest @ ..]) => {
                let gender = Some(if *gender == "f" { Fem } else { Masc });
                let plural = rest.first().copied().unwrap_or("-");
                vec![(singular, gender, Sing), (plural, gender, Plur)]
            }
            _ => Vec::new(),
        };
        for (form, gender, number) in forms
            .into_iter()
            .filter(|(form, ..)| !form.is_empty() && *form != "-")
        {
            nouns
                .entry(form)
                .and_modify(|known: &mut Noun| {
                    if known.class == class {
                        known.gender = known.gender.filter(|g| Some(*g) == gender);
                        known.number = known.number.filter(|n| *n == number);
                    }
                })
                .or_insert(Noun {
                    class,
                    lemma,
                    gender,
                    number: Some(number),
                });
        }
    }
}

/// Nouns of time, which stand before a verb without being its subject: `Ce mardi, le maire a dit`.
const TIMES: &[&str] = &[
    "lundi",
    "mardi",
    "mercredi",
    "jeudi",
    "vendredi",
    "samedi",
    "dimanche",
    "matin",
    "matinée",
    "midi",
    "après-midi",
    "soir",
    "soirée",
    "nuit",
    "jour",
    "journée",
    "semaine",
    "week-end",
    "mois",
    "trimestre",
    "semestre",
    "an",
    "année",
    "siècle",
    "heure",
    "heures",
    "minute",
    "minutes",
    "seconde",
    "secondes",
    "fois",
    "moment",
    "instant",
    "veille",
    "lendemain",
    "surlendemain",
    "hier",
    "aujourd'hui",
    "demain",
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
    "printemps",
    "été",
    "automne",
    "hiver",
    "ans",
    "jours",
    "semaines",
    "années",
    "jeudis",
    "dimanches",
    "temps",
    "1er",
    "noël",
    "pâques",
    "début",
    "fin",
];

/// Whether a lower-case noun is one of time.
#[must_use]
pub fn is_time(form: &str) -> bool {
    TIMES.contains(&form)
}

/// Titles before a name, which belong to its phrase: `M. Roy`, `Me Ba`.
#[must_use]
pub fn title_gender(form: &str) -> Option<Option<Gender>> {
    Some(match form {
        "m." | "mm." | "mr" | "mr." | "monsieur" | "messieurs" | "sir" | "mgr" | "mgr." | "père"
        | "frère" | "don" | "cheikh" | "sheikh" | "imam" => Some(Gender::Masc),
        "mme" | "mme." | "mmes" | "mlle" | "mlle." | "madame" | "mesdames" | "mademoiselle" | "sœur"
        | "lady" | "doña" | "dona" => Some(Gender::Fem),
        "dr" | "dr." | "pr" | "pr." | "me" | "me." | "docteur" | "professeur" | "maître" => None,
        _ => return None,
    })
}
