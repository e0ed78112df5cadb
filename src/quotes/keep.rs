//! Speech, or a title, a nickname, a term, a scare quote?
//!
//! About a third of the quotation marks in news hold no speech. What decides: the noun before the marks (`le film « … »`),
//! what the words look like (a clause, a first person, a name), and whether a verb of speech governs them.

use super::Kind;
use super::charges::is_charge;
use super::terms;
use super::verbs::Class as Verb;
use crate::clauses::nouns::Class as Noun;
use crate::speakers::case::{Case, Finding, Mention};
use crate::text::{Span, entries};
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

/// Verbs of speech whose object is often a thing, no words.
const THINGS: &[&str] = &[
    "lancer",
    "publier",
    "développer",
    "opposer",
    "signer",
    "présenter",
    "poster",
    "dévoiler",
    "diffuser",
    "montrer",
    "créer",
    "assurer",
];

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

/// The longest cue of the list, in words.
const LONGEST_CUE: usize = 6;

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
            if (end - len..end).any(|i| host.label(i) == Some(crate::entities::Label::Per)) {
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
                "le" | "la" | "les" | "l'" | "un" | "une" | "des" | ":" | "de" | "d'" | "du" | "," | "("
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

/// Whether the words between the marks of `case` are a quotation, given what the rules found, and of which kind.
#[must_use]
pub fn keep(case: &Case<'_, '_>, finding: Option<(&'static str, &Finding)>) -> Option<Kind> {
    let content = case.content();
    if content.words == 0 || case.marks().depth > 0 || case.host().in_clutter(case.item) {
        return None;
    }
    if finding.is_some_and(|(_, f)| is_banner(case, f)) {
        return None;
    }
    let rule = finding.map_or("", |(name, _)| name);
    let found = finding.map(|(_, f)| f);
    let governed = found.is_some_and(|f| f.governed);
    let direct = is_direct(case, rule);
    let kind = if direct { Kind::Direct } else { Kind::Mixed };
    let clause = content.clause || content.full && content.words > 3;
    let attributed = matches!(
        rule,
        "inquit-after" | "inquit-inside" | "signature" | "interview" | "between"
    );
    // `inculpé pour « assassinat », a annoncé le parquet`: a charge that somebody is said to pronounce.
    let pronounced = rule == "inquit-after" && content.words > 3 && is_charge(case);
    if attributed && (clause || pronounced || !is_named(case, rule)) {
        return Some(kind);
    }
    if is_named(case, rule)
        || is_aside(case, rule, found.and_then(|f| f.cue))
        || terms::is_term(case, rule)
        || continues_named(case, rule)
    {
        return None;
    }
    // `on parle alors de « prise d'acte »`, `Le plan prévoit un « guichet unique »`: nobody's words.
    let nobody = found.is_some_and(|f| f.speaker.is_none()) && !rule.is_empty();
    let by_text = found
        .and_then(|f| f.speaker.as_ref())
        .is_some_and(|m| matches!(m, Mention::Host(p) if p.class == Some(Noun::Document)))
        && !reports(case, rule, found);
    if (nobody || by_text) && content.words <= 3 && !content.clause
        || nobody && rule == "verb-direct" && !content.clause
    {
        return None;
    }
    if governed {
        return is_speech_when_governed(case, rule, found).then_some(kind);
    }
    is_speech_alone(case, rule, found).then_some(kind)
}

/// `Marcel « Pépé » Guérande`, `Nolwenn Jégou, « gilet jaune » de la première heure,`: what a name is called besides.
fn is_nickname(case: &Case<'_, '_>) -> bool {
    let host = case.host();
    let content = case.content();
    let person = |i: usize| host.label(i) == Some(crate::entities::Label::Per);
    let before = case.item > case.range().start && person(case.item - 1);
    let inside = before && content.capital && host.is_word(case.item + 1) && host.is_capital(case.item + 1);
    let apposed = case.lead() == ","
        && case.item > case.range().start + 1
        && person(case.item - 2)
        && matches!(host.lower(case.item + 1), "de" | "d'" | "du");
    (inside || apposed) && content.words <= 3 && !content.clause && !content.full
}

/// `« … », rappelle le communiqué`, `L'article explique que l'entreprise aurait « réservé » deux salles`: a text that says so,
/// while `Le plan prévoit un « guichet unique »` names what it makes.
fn reports(case: &Case<'_, '_>, rule: &str, found: Option<&Finding>) -> bool {
    let cue = found.and_then(|f| f.cue);
    let (ahead, behind) = case.clauses();
    let judges = ahead.iter().chain(behind).any(|(g, _)| {
        g.class == Some(Verb::Judge) && cue.is_some_and(|c| c.contains(case.host().span(g.head)))
    });
    matches!(rule, "que" | "inquit-later") || judges
}

/// `soupçonné de « faux », « usage de faux » et « corruption »`, `les services « achats » et « ventes »`: what the first of a
/// series names, the others name.
fn continues_named(case: &Case<'_, '_>, rule: &str) -> bool {
    let host = case.host();
    let start = case.range().start;
    let mut first = case.item;
    while first >= start + 2
        && matches!(host.lower(first - 1), "," | "et" | "ou")
        && host.quote(first - 2).is_some()
    {
        first -= 2;
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

/// `« Fermez la serre », proclame une banderole`: nobody says so.
fn is_banner(case: &Case<'_, '_>, finding: &Finding) -> bool {
    const BANNERS: [&str; 10] = [
        "banderole",
        "banderoles",
        "pancarte",
        "pancartes",
        "panneau",
        "affiche",
        "affichette",
        "écriteau",
        "calicot",
        "graffiti",
    ];
    matches!(&finding.speaker, Some(Mention::Host(p)) if BANNERS.contains(&case.host().lower(p.head)))
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

fn shouted(rule: &str) -> bool {
    matches!(rule, "verb-direct" | "colon")
}

/// A title, a name, a term: by the cue before the marks, or because the words are capitals.
fn is_named(case: &Case<'_, '_>, rule: &str) -> bool {
    let content = case.content();
    let speech = content.first_person || content.clause && content.words > 6;
    if is_charge(case) {
        return !content.first_person;
    }
    if is_nickname(case) || content.capital && !content.full && says_what_it_is(case) {
        return true;
    }
    let announced = case.lead() == ":" && matches!(rule, "colon" | "interview");
    let cue = naming(case).filter(|(_, at)| !is_active(case, *at));
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
            if content.capital && at + 1 == case.item && !shouted(rule) =>
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
        && !shouted(rule)
        && (built_in && content.words <= 7 || content.capitals > 0.6 && content.words <= 6)
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
    let (ahead, _) = case.clauses();
    let content = case.content();
    let capital = content.capital && !content.clause;
    ahead.last().is_some_and(|(g, s)| {
        let composed = g.items.len() > 1 && !g.passive;
        // Somebody *says* it: `a dit « Jamais »`, while `a appelé « Jamais »` names.
        let said = case.lead() == ":" || composed && g.lemma == Some("dire");
        g.items.contains(&at)
            && g.speaks()
            && s.is_some()
            && g.mood == crate::clauses::verbs::Mood::Finite
            && (said || !capital && (composed || content.words > 3 || content.clause))
    })
}

/// Words in a parenthesis or behind a dash that nothing but their neighbourhood explains: translations, examples, links.
fn is_aside(case: &Case<'_, '_>, rule: &str, cue: Option<Span>) -> bool {
    let weak = !matches!(
        rule,
        "colon" | "que" | "according-to" | "according-to-after" | "verb-direct" | "floating" | "series"
    );
    let host = case.host();
    let open = (case.range().start..case.item)
        .rev()
        .take(40)
        .find(|&i| matches!(host.lower(i), "(" | ")"));
    // `(il déclarait ainsi, en 1963, « … »)`: who says it stands in the parenthesis too.
    let told = |open: usize| cue.is_some_and(|cue| cue.start > host.span(open).start);
    let open = open.filter(|&i| host.lower(i) == "(" && !told(i));
    (matches!(case.lead(), "(" | "[") || open.is_some()) && weak
        || matches!(case.lead(), "—" | "–" | "-" | "•")
            && matches!(rule, "" | "host-subject" | "floating-fragment")
}

/// Words that a verb of speech, `selon` or a noun governs: nearly always speech; names and single words less so.
fn is_speech_when_governed(case: &Case<'_, '_>, rule: &str, found: Option<&Finding>) -> bool {
    let content = case.content();
    let host = case.host();
    let short = content.words <= 3 && !content.finite && !content.full;
    let (ahead, _) = case.clauses();
    let object = ahead
        .last()
        .is_some_and(|(g, _)| g.items.end + 1 == case.item && g.speaks());
    let article = case.lead() == "des" && (object || host.pos(case.item - 1) == Pos::Det);
    let definite = matches!(
        case.lead(),
        "le" | "la" | "les" | "l'" | "du" | "des" | "au" | "aux" | "ces" | "cette" | "ce" | "cet"
    ) && !article;
    let indefinite = article
        || matches!(
            case.lead(),
            "un" | "une" | "son" | "sa" | "leur" | "ses" | "leurs" | "comme" | "de" | "d'"
        );
    // Words between the cue and the marks: `dénonce un « complot »` is near.
    let between = found.and_then(|f| f.cue).map_or(99, |cue| {
        let here = case.marks().span.start;
        // `dans un « camp », selon le Pentagone`: from the words to the source behind them.
        let behind = matches!(rule, "according-to" | "inquit-later") && cue.start >= case.marks().span.end;
        if here >= cue.end {
            host.text[cue.end..here].split_whitespace().count()
        } else if behind {
            host.text[case.marks().span.end..cue.start]
                .split_whitespace()
                .count()
        } else {
            99
        }
    });
    // `a lancé une « cagnotte »`, `développer son « pouvoir d'influence »`, `n'a opposé « aucune résistance »`: verbs that also
    // take things.
    // But `Il précise que le journal publiait « bien volontiers » ce texte`: another verb says it.
    let thing = ahead.last().is_some_and(|(g, _)| {
        g.lemma.is_some_and(|l| THINGS.contains(&l))
            && case.item <= g.items.end + 2
            && found
                .and_then(|f| f.cue)
                .is_none_or(|c| c.contains(host.span(g.head)))
    });
    let bare = !definite && !indefinite;
    let few = content.words <= 4 && !content.clause && !content.first_person && !content.infinitive_first;
    let titled = content.capital && bare;
    if thing && few && !titled && case.lead() != ":" {
        return false;
    }
    match rule {
        // `Ces « consultations citoyennes », selon Anne Ba, visent à`: the source is of the sentence, not of its subject.
        "according-to-after" if short && definite && case.item == case.range().start + 1 => false,
        // `les « gilets jaunes » affirment`, `il a évoqué la « taxe carbone »`: a term that everybody uses; but the object of
        // the verb itself is somebody's word: `condamne fermement ce « crime barbare »`.
        _ if !short || object && content.words > 1 && !content.capital => true,
        // `attaque le « modèle Uber »`: what bears a name is known by it.
        // `refuse de recevoir les « modérés »`: the object of another verb.
        "verb-before" if definite => {
            let taken = ahead
                .last()
                .is_some_and(|(g, _)| !g.speaks() && g.items.end + 1 == case.item);
            between <= 6 && !content.capital && content.capitals < 0.01 && !taken
        }
        "verb-before" if indefinite => between <= 7 || is_reason(case) && between <= 16,
        "que" if definite => between <= 16 && !content.capital,
        "according-to" | "inquit-later" | "passive" if definite => false,
        "according-to" | "inquit-later" if indefinite => {
            (content.words > 1 || matches!(case.lead(), "de" | "d'") || is_judgement(case)) && between <= 12
        }
        "series" => !definite,
        _ => true,
    }
}

/// `a dit avoir coupé le réseau pour des raisons de « sécurité »`: the reason that somebody gives.
fn is_reason(case: &Case<'_, '_>) -> bool {
    let host = case.host();
    let noun = case.item.saturating_sub(2);
    matches!(case.lead(), "de" | "d'")
        && noun >= case.range().start
        && matches!(
            host.lower(noun),
            "raison" | "raisons" | "motif" | "motifs" | "cause" | "prétexte" | "nom"
        )
}

/// `Pour elle, c'est une « honte »`, `il s'agit d'un « désastre »`: what somebody holds something to be.
fn is_judgement(case: &Case<'_, '_>) -> bool {
    let host = case.host();
    let before = |n: usize| case.item.checked_sub(n).map_or("", |i| host.lower(i));
    matches!(case.lead(), "un" | "une")
        && (matches!(before(2), "est" | "était" | "sera" | "serait" | "reste")
            || before(2) == "d'" && matches!(before(3), "agit" | "agissait" | "agirait"))
}

/// Words that nothing governs: only a clause, a first person or a long fragment is speech.
fn is_speech_alone(case: &Case<'_, '_>, rule: &str, found: Option<&Finding>) -> bool {
    let content = case.content();
    let long = content.words > 6 || content.words > 3 && content.finite;
    match rule {
        "verb-before" | "inquit-later" | "series" | "according-to" => {
            is_speech_when_governed(case, rule, found)
                && (content.words > 2 || found.is_some_and(|f| f.score > 0.6))
        }
        // Nobody is told: only where the words stand in a paragraph of text.
        "" | "nearby" => {
            let own = case.host().sentence(case.item);
            let alone = own.items.len() == 1 && is_whole_paragraph(case);
            // `Urgences fermées : « On nous demande de mourir aux heures ouvrables »`: in a headline nobody need be named.
            let announced = case.lead() == ":" && own.paragraph > 0;
            (content.clause && content.words > 4 || content.first_person)
                && case.stands_free()
                && !alone
                && !announced
        }
        "floating" | "floating-ahead" | "narrated" => content.clause || content.full || long,
        "floating-fragment" => content.words > 4 || content.finite && content.words > 2,
        _ => {
            content.clause && content.words > 4
                || content.first_person
                || content.words > 5
                || content.verb_first && content.words > 2
        }
    }
}

/// Whether the marks are all that their paragraph holds: a link, a heading, a pull-quote.
fn is_whole_paragraph(case: &Case<'_, '_>) -> bool {
    let host = case.host();
    let paragraph = host.analysis.paragraphs[host.sentence(case.item).paragraph];
    case.marks().span.len() + 4 >= paragraph.len()
}

/// Whether the words stand as a clause of their own.
fn is_direct(case: &Case<'_, '_>, rule: &str) -> bool {
    let content = case.content();
    let whole = content.clause || content.full || content.words > 8;
    match rule {
        "inquit-after" | "inquit-inside" | "signature" | "interview" => case.stands_free(),
        "colon" => true,
        "between" | "floating-ahead" | "narrated" => true,
        "floating" => whole,
        "according-to" | "according-to-after" => whole && case.stands_free(),
        "verb-before" | "verb-direct" => {
            content.capital
                && (content.clause || content.full || rule == "verb-direct")
                && !matches!(
                    case.lead(),
                    "un" | "une" | "le" | "la" | "les" | "de" | "d'" | "des" | "que" | "qu'"
                )
        }
        _ => whole && case.stands_free() && content.capital,
    }
}
