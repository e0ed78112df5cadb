//! Reads `verbs.txt`, whose head explains its columns, and indexes every verb by its forms and their other spellings.
//!
//! A line that cannot be read is an error with its number: nothing of the list is passed over.

use super::conjugation::{AUXILIARIES, irregular, regular_er, regular_ir};
use super::{Auxiliary, Class, Locution, Reading, Verbs};
use std::collections::HashMap;
use std::fmt;

/// The list, compiled in.
pub(super) const LIST: &str = include_str!("verbs.txt");

impl Verbs {
    pub(super) fn parse(list: &'static str) -> Result<Verbs, LineError> {
        let mut verbs = Verbs::default();
        for (index, line) in list.lines().enumerate() {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            verbs.add(line).map_err(|problem| LineError {
                line: index + 1,
                problem,
            })?;
        }
        for (lemma, parts) in AUXILIARIES {
            let forms = irregular(lemma, parts).map_err(|problem| LineError { line: 0, problem })?;
            for (form, reading) in forms {
                for form in spellings(form) {
                    push(&mut verbs.auxiliaries, form, Auxiliary { lemma, form: reading });
                }
            }
        }
        Ok(verbs)
    }

    fn add(&mut self, line: &'static str) -> Result<(), Problem> {
        let mut columns = line.split('\t');
        let lemma = columns.next().unwrap_or_default();
        let class = match columns.next() {
            Some("say") => Class::Say,
            Some("judge") => Class::Judge,
            Some("think") => Class::Think,
            Some("manner") => Class::Manner,
            Some("document") => Class::Document,
            _ => return Err(Problem::Class),
        };
        let parts = columns.next().unwrap_or_default();
        let preposition = columns.next().filter(|preposition| !preposition.is_empty());
        if self.lemmas.insert(lemma, (class, preposition)).is_some() {
            return Err(Problem::Twice);
        }

        let bare = ["s'en ", "s'", "se "]
            .iter()
            .find_map(|clitic| lemma.strip_prefix(clitic));
        let pronominal = bare.is_some();
        let bare = bare.unwrap_or(lemma);
        let (head, tail) = bare
            .split_once(' ')
            .map_or((bare, None), |(head, tail)| (head, Some(tail)));
        let forms = match parts {
            "" => regular_er(head)?,
            "iss" => regular_ir(head)?,
            _ => irregular(head, parts)?,
        };
        for (form, reading) in forms {
            let reading = Reading {
                lemma,
                class,
                form: reading,
                pronominal,
            };
            for form in spellings(form) {
                match tail {
                    None => push(&mut self.forms, form, reading),
                    Some(tail) => push(&mut self.locutions, form, Locution { reading, tail }),
                }
            }
        }
        Ok(())
    }
}

/// A line of `verbs.txt` that cannot be read.
#[derive(Debug)]
pub(super) struct LineError {
    line: usize,
    problem: Problem,
}

#[derive(Debug, PartialEq)]
pub(super) enum Problem {
    Class,
    Twice,
    Ending,
    Parts,
}

impl fmt::Display for LineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let problem = match self.problem {
            Problem::Class => "the second column is no class",
            Problem::Twice => "the lemma stands in the list already",
            Problem::Ending => "the lemma does not end as its parts say",
            Problem::Parts => "an irregular verb needs fourteen forms",
        };
        write!(f, "line {}: {problem}", self.line)
    }
}

fn push<T: PartialEq>(map: &mut HashMap<String, Vec<T>>, form: String, value: T) {
    let values = map.entry(form).or_default();
    if !values.contains(&value) {
        values.push(value);
    }
}

/// The form and the other ways to write it: without the circumflex of the 1990 spelling (`reconnait`), and without the
/// accent of a first letter that was a capital (`Evoquant`).
fn spellings(form: String) -> Vec<String> {
    let mut all = Vec::with_capacity(1);
    if form.contains("aît") {
        all.push(form.replace("aît", "ait"));
    }
    for (accented, plain) in [("é", "e"), ("ê", "e"), ("â", "a")] {
        if let Some(rest) = form.strip_prefix(accented) {
            all.push(format!("{plain}{rest}"));
        }
    }
    all.push(form);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_read() {
        let verbs = Verbs::parse(LIST).unwrap();
        assert!(verbs.lemmas().count() > 450);
        assert_eq!(verbs.class("dire"), Some(Class::Say));
        assert_eq!(verbs.class("marcher"), None);
        assert_eq!(verbs.preposition("appeler"), Some("à"));
        assert_eq!(verbs.preposition("accuser"), Some("de"));
        assert_eq!(verbs.preposition("dire"), None);
    }

    #[test]
    fn a_bad_line_is_named() {
        for (list, problem) in [
            ("dire\tsings", Problem::Class),
            ("dire\tsay", Problem::Ending),
            ("dire\tsay\tdit disent", Problem::Parts),
            ("crier\tsay\ncrier\tsay", Problem::Twice),
        ] {
            assert_eq!(Verbs::parse(list).unwrap_err().problem, problem, "{list}");
        }
        let error = Verbs::parse("# verbs\n\ndire").unwrap_err();
        assert_eq!(error.to_string(), "line 3: the second column is no class");
    }

    #[test]
    fn spellings_of_capitals_and_of_1990() {
        for (form, lemma) in [
            ("evoquant", "évoquer"),
            ("ecrit", "écrire"),
            ("reconnait", "reconnaître"),
            ("reconnaîtra", "reconnaître"),
        ] {
            let readings = Verbs::get().lookup(form);
            assert!(
                !readings.is_empty() && readings.iter().all(|r| r.lemma == lemma),
                "{form}"
            );
        }
    }
}
