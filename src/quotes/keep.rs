//! Speech, or a title, a nickname, a term, a scare quote?
//!
//! About a third of the quotation marks in news hold no speech. What decides: whether something names them (`named`:
//! `le film « … »`), what the words look like (a clause, a first person), and whether a verb of speech governs them.

use super::Kind;
use super::charges::is_charge;
use super::named::{continues_named, is_named};
use super::terms;
use super::verbs::Class as Verb;
use crate::clauses::nouns::Class as Noun;
use crate::speakers::case::{Case, Finding, Mention};
use crate::text::Span;
use crate::tokens::Pos;

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

/// What a text does when it judges something in its own words.
const DESCRIBES: &[&str] = &[
    "décrire",
    "dénoncer",
    "déplorer",
    "fustiger",
    "pointer",
    "épingler",
    "critiquer",
    "regretter",
];

/// Whether the words between the marks of `case` are a quotation, given what the rules found, and of which kind.
#[must_use]
pub fn keep(case: &Case<'_, '_>, finding: Option<(&'static str, &Finding)>) -> Option<Kind> {
    let content = case.content();
    if content.words == 0 || case.marks().depth > 0 || case.host().in_clutter(case.item) {
        return None;
    }
    if finding.is_some_and(|(_, f)| is_banner(case, f) || f.speaker.is_none() && is_on_something(case)) {
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
    // `Sur les bancs d'en face, on fulmine : « Amnésie totale ! »`
    let called = rule == "colon" && content.full && content.capital;
    // `À Saint-Just, on accuse Rochelonge de « faire cavalier seul »`
    let doing = governed && content.infinitive_first;
    if (nobody || by_text) && content.words <= 3 && !content.clause && !called && !doing
        || nobody && rule == "verb-direct" && !content.clause
    {
        return None;
    }
    if governed {
        return is_speech_when_governed(case, rule, found).then_some(kind);
    }
    is_speech_alone(case, rule, found).then_some(kind)
}

/// `« … », rappelle le communiqué`, `L'article explique que l'entreprise aurait « réservé » deux salles`: a text that says so,
/// while `Le plan prévoit un « guichet unique »` names what it makes.
fn reports(case: &Case<'_, '_>, rule: &str, found: Option<&Finding>) -> bool {
    let cue = found.and_then(|f| f.cue);
    let (ahead, behind) = case.clauses();
    let judges = ahead.iter().chain(behind).any(|(g, _)| {
        // `Le rapport décrit une administration « débordée »`
        let judges = g.class == Some(Verb::Judge) || g.lemma.is_some_and(|l| DESCRIBES.contains(&l));
        judges && cue.is_some_and(|c| c.contains(case.host().span(g.head)))
    });
    matches!(rule, "que" | "inquit-later") || judges
}

/// `« Fermez la serre », proclame une banderole`, `derrière une banderole « Fermez la serre »`: nobody says so.
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
    BANNERS.contains(&case.lead())
        || matches!(&finding.speaker, Some(Mention::Host(p)) if BANNERS.contains(&case.host().lower(p.head)))
}

/// `des cartons sur lesquels on pouvait lire « Rendez-nous la cloche »`: nobody says so either.
fn is_on_something(case: &Case<'_, '_>) -> bool {
    let host = case.host();
    (case.range().start + 1..case.item).rev().take(12).any(|i| {
        matches!(host.lower(i), "lequel" | "laquelle" | "lesquels" | "lesquelles")
            && host.lower(i - 1) == "sur"
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
    let cue = found
        .and_then(|f| f.cue)
        .map(|cue| same_cue(case, cue).unwrap_or(cue));
    let between = cue.map_or(99, |cue| {
        let here = case.marks().span.start;
        // `dans un « camp », selon le Pentagone`: from the words to the source behind them.
        let behind = matches!(rule, "according-to" | "inquit-later") && cue.start >= case.marks().span.end;
        if here >= cue.end {
            // `dénonce, par la voix d'Anne Ba, un « pillage »`: what two commas shut off does not count.
            let between = &host.text[cue.end..here];
            let aside = between
                .trim_start()
                .strip_prefix(',')
                .and_then(|aside| aside.split_once(','));
            aside.map_or(between, |(_, rest)| rest).split_whitespace().count()
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
    if thing && few && !titled && !matches!(case.lead(), ":" | "que" | "qu'") {
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
        // `réclame un moratoire de six mois et l'ouverture de « négociations loyales »`: several words further off.
        "verb-before" if indefinite => {
            let joined = matches!(case.lead(), "de" | "d'") && content.words > 1 && between <= 12;
            between <= 7 || joined || is_reason(case) && between <= 16
        }
        "que" if definite => between <= 16 && !content.capital,
        "according-to" | "inquit-later" | "passive" if definite => false,
        "according-to" | "inquit-later" if indefinite => {
            (content.words > 1 || matches!(case.lead(), "de" | "d'") || is_judgement(case)) && between <= 12
        }
        "series" => !definite,
        _ => true,
    }
}

/// `parle d'une « avance », puis d'un « prêt »`: the words before that have the same `cue`, which bring it nearer.
fn same_cue(case: &Case<'_, '_>, cue: Span) -> Option<Span> {
    let host = case.host();
    let last = &case.before[case.last_in(case.sentence)?];
    let before = host.span(host.item_of[last.pair]);
    (last.finding.cue == Some(cue) && before.start >= cue.end).then_some(before)
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

/// `Pour elle, c'est une « honte »`, `Ce sont des « voyous », dit le maire`, `il s'agit d'un « désastre »`: what somebody holds
/// something to be.
fn is_judgement(case: &Case<'_, '_>) -> bool {
    let host = case.host();
    let before = |n: usize| case.item.checked_sub(n).map_or("", |i| host.lower(i));
    matches!(case.lead(), "un" | "une" | "des")
        && (matches!(
            before(2),
            "est"
                | "était"
                | "sera"
                | "serait"
                | "reste"
                | "sont"
                | "étaient"
                | "seront"
                | "seraient"
                | "restent"
        ) || before(2) == "d'" && matches!(before(3), "agit" | "agissait" | "agirait"))
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
            // `Le curé a longtemps hésité. ¶ « Ils sont entrés par le jardin. Ils avaient la clef. »`: sentences of somebody who was
            // there before, no link and no heading.
            let told = rule == "nearby" && content.full && content.clause;
            let alone = own.items.len() == 1 && is_whole_paragraph(case) && !told;
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
    paragraph.contains(case.marks().span) && case.marks().span.len() + 4 >= paragraph.len()
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
