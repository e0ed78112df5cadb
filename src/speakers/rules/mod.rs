//! The ordered list of rules. The first that answers decides; its name stands in the output.
//!
//! To read a rule, read its French example first. To change one, change its family's file and the sentences in
//! `tests/rules/`.

mod according_to;
mod after;
mod before;
mod colon;
pub mod dialogue;
mod floating;
mod fragment;
mod inside;
pub mod nested;
mod on;
mod predicate;
mod signature;
mod told_next;

use super::case::{Case, Finding};
pub use according_to::document_author;
pub use after::cue;

/// One rule.
pub struct Rule {
    /// Its name, in the output's `rule`.
    pub name: &'static str,
    /// The French sentence it serves.
    pub example: &'static str,
    /// Answers, or leaves the case to the rules behind it.
    pub find: fn(&Case<'_, '_>) -> Option<Finding>,
}

/// Every rule, in the order in which they are asked.
pub const RULES: &[Rule] = &[
    Rule {
        name: "inquit-inside",
        example: "« Il faut agir, a dit Anne Ba. Et vite. »",
        find: inside::inquit_inside,
    },
    Rule {
        name: "inquit-after",
        example: "« Il faut agir », a dit hier Anne Ba.",
        find: after::inquit_after,
    },
    Rule {
        name: "according-to-after",
        example: "« Il faut agir », selon Anne Ba.",
        find: according_to::behind,
    },
    Rule {
        name: "signature",
        example: "« Il faut agir. » ¶ — Anne Ba, maire",
        find: signature::signature,
    },
    Rule {
        name: "interview",
        example: "Anne Ba : « Il faut agir. »",
        find: colon::label,
    },
    Rule {
        name: "colon",
        example: "Anne Ba a réagi : « Il faut agir. »",
        find: colon::colon,
    },
    Rule {
        name: "announced",
        example: "« On est à bout » : Anne Ba manifeste.",
        find: colon::announced,
    },
    Rule {
        name: "verb-direct",
        example: "Anne Ba a crié « Partez ! »",
        find: before::verb_direct,
    },
    Rule {
        name: "inquit-before",
        example: "À l'époque, rappelle Anne Ba, « il fallait agir ».",
        find: after::inquit_before,
    },
    Rule {
        name: "according-to",
        example: "Selon Anne Ba, « il faut agir ».",
        find: according_to::ahead,
    },
    Rule {
        name: "between",
        example: "« Il faut », dit Anne Ba, « agir ».",
        find: floating::between,
    },
    Rule {
        name: "gapped",
        example: "L'Élysée évoque « un report », Matignon « un abandon ».",
        find: floating::understood,
    },
    Rule {
        name: "word-used",
        example: "Anne Ba emploie le mot « absurde ».",
        find: predicate::word_used,
    },
    Rule {
        name: "passive",
        example: "Un projet qualifié d'« absurde » par Anne Ba.",
        find: fragment::passive,
    },
    Rule {
        name: "narrative",
        example: "Et Anne Ba d'ajouter que « le projet est absurde ».",
        find: before::narrative,
    },
    Rule {
        name: "que",
        example: "Anne Ba affirme que « le projet est absurde ».",
        find: before::que,
    },
    Rule {
        name: "speech-noun",
        example: "Anne Ba a redit sa volonté d'« aller vite ».",
        find: fragment::noun,
    },
    Rule {
        name: "own-verb",
        example: "Anne Ba « regrette vivement » ce choix.",
        find: predicate::own_verb,
    },
    Rule {
        name: "told-next",
        example: "Le quai sera refait afin de « relancer le port ». C'est ce qu'a annoncé Anne Ba.",
        find: told_next::told_next,
    },
    Rule {
        name: "verb-before",
        example: "Anne Ba dénonce un « projet absurde ».",
        find: before::verb_before,
    },
    Rule {
        name: "series",
        example: "Anne Ba le dit « absurde » et « dangereux ».",
        find: floating::series,
    },
    Rule {
        name: "feeling",
        example: "Anne Ba est « très inquiète ».",
        find: predicate::feeling,
    },
    Rule {
        name: "inquit-later",
        example: "Le projet est « absurde » pour la ville, juge Anne Ba.",
        find: after::inquit_later,
    },
    Rule {
        name: "floating-ahead",
        example: "« Il faut agir. » « Et vite », a dit Anne Ba.",
        find: floating::ahead,
    },
    Rule {
        name: "narrated",
        example: "Anne Ba n'a pas cédé. « Plus on crie, plus j'avance. »",
        find: floating::narrated,
    },
    Rule {
        name: "floating",
        example: "« Il faut agir », a dit Anne Ba. « Et vite. »",
        find: floating::floating,
    },
    Rule {
        name: "floating-fragment",
        example: "« Il faut agir », a dit Anne Ba. La cause serait « une double erreur ».",
        find: floating::fragment,
    },
    Rule {
        name: "host-subject",
        example: "Anne Ba part « pour ne pas faire d'histoires ».",
        find: fragment::host_subject,
    },
    Rule {
        name: "nearby",
        example: "« Il en reste deux à inscrire. » Anne Ba sourit.",
        find: floating::nearby,
    },
];

/// Whether a rule gives words without an attribution to a speaker of the words around them.
#[must_use]
pub fn goes_on(rule: &str) -> bool {
    rule.starts_with("floating") || matches!(rule, "between" | "series" | "host-subject" | "narrated")
}

/// The rules that are not asked in turn: what each is for, and its example.
pub const OTHERS: &[(&str, &str)] = &[
    ("nested", "« Un voisin a dit : “Partez !” », raconte Anne Ba."),
    ("alternation", "— Oui, dit Anne. ¶ — Non, dit Jean. ¶ — Mais si !"),
    (
        "echo",
        "« On est à bout » : la grève s'étend. ¶ « On est à bout, a dit Anne Ba. »",
    ),
    ("reopened", "Elle écrit : « Je pars. ¶ « J'ai servi vingt ans. »"),
    (
        "interview-turn",
        "Le Monde. – Que faire ? ¶ Anne Ba. – Il faut agir.",
    ),
];
