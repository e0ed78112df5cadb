//! Named, not said: titles of works, events, nicknames, charges, terms.
//!
//! What decides is the cue before the marks (`naming.txt`: `le film « … »`, `surnommé « … »`), or the words themselves: a capital in
//! the middle of the sentence and no clause.

use super::charges::is_charge;
use super::terms;
use crate::clauses::verbs::{Group, Mood};
use crate::entities::Label;
use crate::speakers::case::Case;
use crate::text::entries;
use crate::tokens::Pos;
use std::collections::HashMap;
use std::sync::LazyLock;

/// What a cue before the marks makes of the words between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Naming {
    Work,
    Event,
    Name,
    Charge,
    Term,
}

static NAMING: LazyLock<HashMap<&'static str, Naming>> = LazyLock::new(|| {
    entries(include_str!("naming.txt"))
        .filter_map(|line| line.split_once('\t'))
        .map(|(cue, kind)| {
            let naming = match kind.trim() {
                "work" => Naming::Work,
                "event" => Naming::Event,
                "charge" => Naming::Charge,
                "term" => Naming::Term,
                _ => Naming::Name,
            };
            (cue.trim(), naming)
        })
        .collect()
});

/// Cues behind which anything is a word or a name.
const WORDS: &[&str] = &[
    "mot",
    "mots",
    "terme",
    "termes",
    "expression",
    "slogan",
    "nom",
    "surnom",
    "titre",
    "formule",
    "devise",
    "mention",
    "sobriquet",
    "qualificatif",
    "label",
    "cri",
    "pseudonyme",
    "pseudo",
    "nommé",
    "surnommé",
];

/// Verbs that are said of words and of works: what looks like a title behind them is one.
const PERFORMED: &[&str] = &[
    "lire",
    "relire",
    "écrire",
    "réécrire",
    "réciter",
    "chanter",
    "entonner",
    "fredonner",
    "publier",
    "signer",
    "présenter",
    "dévoiler",
    "diffuser",
    "commenter",
];

/// The longest cue of the list, in words.
const LONGEST_CUE: usize = 6;

/// A title, a name, a term: by the cue before the marks, or because the words are capitals.
pub(super) fn is_named(case: &Case<'_, '_>, rule: &str) -> bool {
    let content = case.content();
    let speech = content.first_person || content.clause && content.words > 6;
    if is_charge(case) {
        return !content.first_person;
    }
    if is_nickname(case) || !content.clause && !content.full && says_what_it_is(case) || is_slogan(case) {
        return true;
    }
    if rule == "verb-direct" && is_performed(case) {
        return true;
    }
    // `raconte à « l'Obs » une salariée`: a name, and nothing else.
    if is_only_a_name(case) {
        return true;
    }
    let announced = case.lead() == ":" && matches!(rule, "colon" | "interview");
    let cue = naming(case).filter(|(naming, at)| !is_active(case, *at) && !is_homograph(case, *naming, *at));
    let weak = matches!(
        rule,
        "" | "host-subject"
            | "floating-fragment"
            | "floating"
            | "narrated"
            | "series"
            | "verb-before"
            | "inquit-later"
    );
    // `pour avoir effacé son slogan « … »`: whose words they are stands before them.
    // `désigné « Cuisinier du siècle » par un guide`: a title is awarded, not said.
    if content.capital && !content.clause && !content.full && terms::is_awarded(case) {
        return true;
    }
    let owned = rule == "speech-noun" && matches!(cue, Some((Naming::Name, at)) if at + 1 == case.item);
    // `les frais révélés par l'hebdomadaire « Le Grand Carreau »`: the agent is named, nothing is said.
    let agent = rule == "passive" && content.capital && !content.clause;
    if agent && matches!(cue, Some((Naming::Work | Naming::Name, at)) if at + 1 == case.item) {
        return true;
    }
    if owned || matches!(rule, "passive" | "word-used" | "own-verb" | "feeling") {
        return false;
    }
    // `une thèse intitulée « … »`: whatever it looks like.
    let lead = case.lead();
    if ["intitulé", "baptisé", "rebaptisé", "surnommé", "dénommé", "titré"]
        .iter()
        .any(|w| lead.starts_with(w))
    {
        return true;
    }
    // `a qualifié le projet de « désastre annoncé »`: *projet* names nothing here.
    if matches!(rule, "verb-before" | "passive") && is_called(case) {
        return false;
    }
    // `Pas question de « céder au chantage »`: what one does is no name.
    let done = content.infinitive_first && !content.capital;
    // `dénonce un arrêt « idéologique »`: an adjective that somebody gives to it.
    // A cue such as *mot* names whatever follows; a noun such as *groupe* only what looks like a name.
    let word = matches!(cue, Some((Naming::Name, at)) if WORDS.contains(&case.host().lower(at)));
    let predicative = !word && is_predicative(case);
    let said_of_it = rule == "verb-before" && predicative;
    if weak
        && case.lead() != ":"
        && !(done || said_of_it)
        && (matches!(cue, Some((Naming::Work, _)))
            || matches!(cue, Some((Naming::Name, at)) if at + 2 >= case.item))
    {
        // `regrettait sur son blog « vingt minutes de brume en trop »`: where it was said is no name of it.
        let place = cue.is_some_and(|(_, at)| {
            at > 1
                && matches!(
                    case.host().lower(at),
                    "blog" | "site" | "compte" | "page" | "réseau"
                )
                && matches!(case.host().lower(at - 2), "sur" | "dans")
        });
        if rule == "verb-before" && place && !word && !content.capital {
            return false;
        }
        let titled =
            content.capital && !content.clause && matches!(cue, Some((_, at)) if at + 1 == case.item);
        return !matches!(cue, Some((Naming::Name, _))) || content.words <= 6 || titled;
    }
    // `Elle promet des baisses d'impôt « massives »`, `une campagne de « pression maximale »`, `affirme que le projet « avance »`:
    // a name has a capital or is a noun.
    let governed = matches!(rule, "que" | "verb-before" | "according-to");
    let described = terms::is_adjective(case)
        || predicative
        || content.verb_first
        || rule == "que" && matches!(lead, "de" | "d'");
    match cue {
        Some((Naming::Event | Naming::Name, _)) if governed && described && !content.capital => return false,
        // `a sa théorie : « C'est quelqu'un qui s'ennuie. »` but `sous une pancarte : « … »`
        Some((Naming::Work | Naming::Name | Naming::Event, _))
            if announced && (content.clause || content.full) =>
        {
            return false;
        }
        Some((Naming::Work | Naming::Name | Naming::Event, _)) if case.lead() == ":" => return true,
        // A title begins with a capital: `une pièce « fermée à clé »` is none.
        Some((Naming::Work, _)) if !content.capital && !rule.is_empty() => return false,
        // `un quartier « méconnaissable », d'après le capitaine`: no capital, and somebody says it.
        Some((Naming::Name, _)) if rule == "according-to-after" && !content.capital => return false,
        // `la pétition « Pour une baisse des prix ! »`: right behind the noun, whatever it looks like.
        Some((Naming::Work | Naming::Event, at))
            if content.capital && at + 1 == case.item && !shouted(case, rule) =>
        {
            return true;
        }
        Some((Naming::Work | Naming::Name | Naming::Event, _)) => {
            return !speech && (content.words <= 4 || content.capital);
        }
        // `a porté plainte pour « faire cesser les menaces »`: an aim.
        Some((Naming::Charge, _)) => return !content.first_person && !content.infinitive_first,
        Some((Naming::Term, _)) => return content.words < 8,
        None => {}
    }
    // `l'arrêt « Charles Cros »`, `lors de « L'Émission politique »`: a capital in the middle of the sentence, no clause.
    let built_in = !case.stands_free() && !matches!(case.lead(), "que" | "qu'" | "");
    let title = content.capital && !content.clause && !content.full;
    title
        && !shouted(case, rule)
        && (built_in && content.words <= 7 || content.capitals > 0.6 && content.words <= 6)
}

/// `soupçonné de « faux », « usage de faux » et « corruption »`, `les services « achats » et « ventes »`: what the first of a
/// series names, the others name.
pub(super) fn continues_named(case: &Case<'_, '_>, rule: &str) -> bool {
    let host = case.host();
    let start = case.range().start;
    let mut first = case.item;
    // `coupable de « crimes » et de « pillages »`: the preposition may stand again.
    let joint =
        |first: usize| first - usize::from(first > start && matches!(host.lower(first - 1), "de" | "d'"));
    while joint(first) >= start + 2
        && matches!(host.lower(joint(first) - 1), "," | "et" | "ou")
        && host.quote(joint(first) - 2).is_some()
    {
        first = joint(first) - 2;
    }
    let dropped = |pair: usize| !case.before.iter().any(|d| d.pair == pair);
    let Some(pair) = host.quote(first).filter(|&p| first < case.item && dropped(p)) else {
        return false;
    };
    let series = Case {
        context: case.context,
        pair,
        item: first,
        sentence: case.sentence,
        before: case.before,
    };
    !case.content().clause && !case.content().first_person && is_named(&series, rule)
}

/// The naming cue right before the marks, if any: `le film «`, `surnommé le «`.
fn naming(case: &Case<'_, '_>) -> Option<(Naming, usize)> {
    let host = case.host();
    let start = case.range().start;
    let mut end = case.item;
    // Up to two determiners, prepositions or commas between cue and marks: `baptisé l'« … »`, `intitulé : « … »`
    for _ in 0..3 {
        // `avait parlé au journal d'une « coïncidence »`: what has an indefinite article is no title.
        let article = (end..case.item).any(|i| matches!(host.lower(i), "un" | "une"));
        let titles = |n: &&Naming| !article || !matches!(n, Naming::Work | Naming::Event);
        for len in (1..=LONGEST_CUE.min(end - start)).rev() {
            // `Marguerite Salles, « une grande dame »`: a surname is no cue.
            if (end - len..end).any(|i| host.label(i) == Some(Label::Per)) {
                continue;
            }
            let words: Vec<&str> = (end - len..end).map(|i| host.lower(i)).collect();
            let cue = words.join(" ").replace("' ", "'");
            if let Some(naming) = NAMING
                .get(cue.as_str())
                .or_else(|| singular(&cue).filter(|_| len == 1))
                .filter(titles)
            {
                return Some((*naming, end - len));
            }
        }
        if end <= start
            || !matches!(
                host.lower(end - 1),
                "le" | "la"
                    | "les"
                    | "l'"
                    | "un"
                    | "une"
                    | "des"
                    | ":"
                    | "de"
                    | "d'"
                    | "du"
                    | ","
                    | "("
                    | "même"
            )
        {
            return None;
        }
        end -= 1;
    }
    None
}

/// `films` for `film`, `surnommée` for `surnommé`: one-word cues in other forms.
fn singular(word: &str) -> Option<&'static Naming> {
    // `les parties` are no `parti`.
    if matches!(word, "partie" | "parties") {
        return None;
    }
    ["s", "e", "es", "x"]
        .iter()
        .filter_map(|end| word.strip_suffix(end))
        .find_map(|stem| NAMING.get(stem))
}

/// `Marcel « Pépé » Guérande`, `Nolwenn Jégou, « gilet jaune » de la première heure,`: what a name is called besides.
fn is_nickname(case: &Case<'_, '_>) -> bool {
    let host = case.host();
    let content = case.content();
    let person = |i: usize| host.label(i) == Some(Label::Per);
    let before = case.item > case.range().start && person(case.item - 1);
    let inside = before && content.capital && host.is_word(case.item + 1) && host.is_capital(case.item + 1);
    let apposed = case.lead() == ","
        && case.item > case.range().start + 1
        && person(case.item - 2)
        && matches!(host.lower(case.item + 1), "de" | "d'" | "du");
    (inside || apposed) && content.words <= 3 && !content.clause && !content.full
}

/// `publie « Puits à sec », une enquête menée auprès de mille ménages`: a work, by the noun behind a comma.
fn says_what_it_is(case: &Case<'_, '_>) -> bool {
    let host = case.host();
    let at = case.item + 1;
    if host.lower(at) != ","
        || !matches!(
            host.lower(at + 1),
            "un" | "une" | "son" | "sa" | "le" | "la" | "l'"
        )
    {
        return false;
    }
    let noun = |i: usize| {
        let word = host.lower(i);
        matches!(NAMING.get(word), Some(Naming::Work))
            || matches!(word, "étude" | "enquête" | "rapport" | "sondage")
    };
    noun(at + 2) || noun(at + 3) && host.pos(at + 2) == Pos::Adj
}

/// `Elle a lu « Madame Bovary »`, `a chanté « La Mer »`, but not `a écrit « Mort aux vaches » sur le mur`.
fn is_performed(case: &Case<'_, '_>) -> bool {
    let (ahead, _) = case.clauses();
    let content = case.content();
    let first = case.context.bare.pos(content.tokens.start);
    let performed = ahead
        .last()
        .and_then(|(g, _)| g.lemma)
        .is_some_and(|l| PERFORMED.contains(&l));
    let titled = content.capital && !content.finite && !content.full && content.words <= 7;
    performed
        && titled
        && !case.lead().is_empty()
        && matches!(first, Pos::Det | Pos::Noun | Pos::Propn | Pos::Adp | Pos::Num)
        && case.host().lower(case.item + 1) != "sur"
}

/// `a qualifié le projet de « désastre annoncé »`, `traite le maire d'« Attila »`: the complement of a verb that says what
/// something is.
fn is_called(case: &Case<'_, '_>) -> bool {
    let (ahead, _) = case.clauses();
    matches!(case.lead(), "de" | "d'")
        && ahead
            .last()
            .and_then(|(g, _)| g.lemma)
            .is_some_and(|l| matches!(l, "qualifier" | "traiter" | "taxer"))
}

/// `« L'or ne se boit pas » : le slogan, peint sur les murs, a fait le tour du pays.`
fn is_slogan(case: &Case<'_, '_>) -> bool {
    let host = case.host();
    let at = case.item + 1;
    host.lower(at) == ":"
        && matches!(host.lower(at + 1), "le" | "la" | "ce" | "cette" | "un" | "une")
        && matches!(
            host.lower(at + 2),
            "slogan" | "devise" | "titre" | "refrain" | "inscription"
        )
}

/// Whether the words stand where only speech has a capital: behind the verb itself or a colon, not as in `a montré dans « Les
/// Fenaisons »`.
fn shouted(case: &Case<'_, '_>, rule: &str) -> bool {
    let inside = matches!(
        case.lead(),
        "dans" | "de" | "d'" | "par" | "pour" | "avec" | "sur" | "à"
    );
    rule == "colon" || rule == "verb-direct" && !inside
}

/// `un arrêt « idéologique »`, `suivre le dossier « au jour le jour »`, `un groupe « qui s'écoute »`: what is said of the noun before.
fn is_predicative(case: &Case<'_, '_>) -> bool {
    let bare = case.context.bare;
    let first = case.content().tokens.start;
    let lead = case.lead();
    let noun = case.item > 0 && matches!(case.host().pos(case.item - 1), Pos::Noun | Pos::Adj | Pos::Propn);
    let says = matches!(
        bare.pos(first),
        Pos::Adp | Pos::Pron | Pos::Adv | Pos::Cconj | Pos::Sconj | Pos::Adj | Pos::Verb | Pos::Aux
    );
    noun && says && !case.content().capital && !lead.is_empty()
}

/// Whether the cue at `at` is an active verb of speech there: `a appelé « les manifestants à la retenue »`, `se dit
/// « confiant »`, `a dit : « Oui, bien sûr »`, not `appelé « la Baraque »`.
fn is_active(case: &Case<'_, '_>, at: usize) -> bool {
    let content = case.content();
    let capital = content.capital && !content.clause;
    verb_at(case, at).is_some_and(|g| {
        let composed = g.items.len() > 1 && !g.passive;
        // Somebody *says* it: `a dit « Jamais »`, while `a appelé « Jamais »` names.
        let said = case.lead() == ":" || composed && g.lemma == Some("dire");
        g.speaks()
            // `que les habitués appellent « le bal des essorés »` names; `appelle « les habitués à la retenue »` says.
            && (g.lemma != Some("appeler") || composed || case.says(&["à"]))
            // `Anne Ba dit « regretter la situation »`
            && (said || !capital && (composed || content.words > 3 || content.clause || content.infinitive_first))
    })
}

/// `Ce dépôt marque « un nouveau chapitre »`: the verb, while `la marque « Un Nouveau Chapitre »` names.
fn is_homograph(case: &Case<'_, '_>, naming: Naming, at: usize) -> bool {
    naming == Naming::Event && !case.content().capital && verb_at(case, at).is_some()
}

/// The conjugated verb, the last before the marks, that the item at `at` belongs to, if it has a subject.
fn verb_at<'c>(case: &Case<'c, '_>, at: usize) -> Option<&'c Group> {
    let (ahead, _) = case.clauses();
    let (group, subject) = ahead.last()?;
    let finite = group.mood == Mood::Finite && subject.is_some();
    (finite && group.items.contains(&at)).then_some(group)
}

/// Whether the marks hold the name of a body or a place behind a preposition, with its article or without.
fn is_only_a_name(case: &Case<'_, '_>) -> bool {
    let bare = case.context.bare;
    let tokens = case.content().tokens.clone();
    let from = tokens
        .clone()
        .find(|&t| bare.pos(t) != Pos::Det)
        .unwrap_or(tokens.start);
    let first = bare.entity(from).map(|(entity, _)| entity);
    let whole =
        first.is_some() && (from..tokens.end).all(|t| bare.entity(t).map(|(entity, _)| entity) == first);
    let kind = matches!(bare.label(from), Some(Label::Org | Label::Loc));
    whole && kind && matches!(case.lead(), "à" | "au" | "dans" | "par" | "sur" | "avec" | "chez")
}
