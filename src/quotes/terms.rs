//! Short words in marks that nobody is said to speak, whatever verb of speech stands before them: they are in an adjunct,
//! the agent of a passive, an apposition of the journalist's, or the name of a camp.

use crate::speakers::case::Case;
use crate::tokens::Pos;

/// The longest term, in words.
const LONGEST: usize = 5;

/// Whether the words are a term of the journalist's by where they stand in their clause.
#[must_use]
pub fn is_term(case: &Case<'_, '_>, rule: &str) -> bool {
    let loose = matches!(
        rule,
        "verb-before" | "verb-direct" | "inquit-later" | "series" | "floating-fragment" | "host-subject"
    );
    let content = case.content();
    let speech = content.finite || content.first_person || content.full;
    is_repeated(case, rule)
        || loose && !speech && (is_camp(case) || in_adjunct(case) || is_agent(case) || is_apposed(case))
}

/// `élue « Femme de l'année »`, `sacré meilleur « Espoir » du festival`: the title that a participle right before it awards.
#[must_use]
pub fn is_awarded(case: &Case<'_, '_>) -> bool {
    const AWARDS: [&str; 8] = [
        "désigné",
        "élu",
        "sacré",
        "proclamé",
        "couronné",
        "consacré",
        "promu",
        "labellisé",
    ];
    let host = case.host();
    let from = case.range().start.max(case.item.saturating_sub(2));
    (from..case.item).any(|i| {
        let stem = host.lower(i).trim_end_matches('s').trim_end_matches('e');
        AWARDS.contains(&stem) && host.pos(i) != Pos::Noun
    })
}

/// How far around a term its repetitions are looked for, in bytes.
const NEIGHBOURHOOD: usize = 4000;

/// `a répondu aux « gilets jaunes »`, where the text calls them so all along: a name for everybody, nobody's words.
fn is_repeated(case: &Case<'_, '_>, rule: &str) -> bool {
    let text = case.host().text;
    let marks = case.marks();
    let words = marks.inside(text).of(text).trim();
    let content = case.content();
    let loose = matches!(
        rule,
        "que"
            | "verb-before"
            | "inquit-later"
            | "series"
            | "according-to"
            | "floating-fragment"
            | "host-subject"
    );
    let term = content.words > 1 && content.words <= 3 && !content.finite && !content.first_person;
    let definite = matches!(
        case.lead(),
        "le" | "la" | "les" | "l'" | "du" | "des" | "au" | "aux"
    );
    if !loose || !term || !definite {
        return false;
    }
    let from = text.floor_char_boundary(marks.span.start.saturating_sub(NEIGHBOURHOOD));
    let to = text.floor_char_boundary((marks.span.end + NEIGHBOURHOOD).min(text.len()));
    text[from..to].matches(words).count() > 2
}

/// The first item of the determiner and adjectives before the marks, if a determiner stands there: `des récentes «`.
fn opening(case: &Case<'_, '_>) -> Option<usize> {
    let host = case.host();
    let first = (case.range().start..case.item)
        .rev()
        .take_while(|&i| matches!(host.pos(i), Pos::Adj | Pos::Det) || is_determiner(host.lower(i)))
        .last()?;
    is_determiner(host.lower(first)).then_some(first)
}

/// Determiners that know what they speak of, contracted ones included.
fn is_determiner(word: &str) -> bool {
    matches!(
        word,
        "le" | "la"
            | "les"
            | "l'"
            | "du"
            | "des"
            | "au"
            | "aux"
            | "ce"
            | "cet"
            | "cette"
            | "ces"
            | "son"
            | "sa"
            | "ses"
            | "leur"
            | "leurs"
    )
}

/// `Le parti soutient le « oui » au référendum`: one side of a vote.
fn is_camp(case: &Case<'_, '_>) -> bool {
    let bare = case.context.bare;
    let mut words = case.content().tokens.clone().filter(|&t| bare.is_word(t));
    case.content().words == 1
        && matches!(case.lead(), "le" | "du" | "au" | "les" | "des")
        && words.any(|t| matches!(bare.lower(t), "oui" | "non" | "ni-ni"))
}

/// `L'institut compte dans son « halo » un million de personnes`, `Elle les a défendus lors des récents « troubles »`: when
/// and where, which no verb of speech takes as its object.
fn in_adjunct(case: &Case<'_, '_>) -> bool {
    let host = case.host();
    let lead = opening(case).and_then(|first| first.checked_sub(1));
    case.content().words <= LONGEST
        && lead.is_some_and(|at| {
            matches!(
                host.lower(at),
                "dans"
                    | "lors"
                    | "pendant"
                    | "durant"
                    | "chez"
                    | "depuis"
                    | "vers"
                    | "parmi"
                    | "avant"
                    | "après"
            )
        })
}

/// `Un texte signé par des « citoyens de bonne volonté » réclame…`: who did it, in the words of the journalist.
fn is_agent(case: &Case<'_, '_>) -> bool {
    let host = case.host();
    let Some(by) = opening(case).and_then(|first| first.checked_sub(1)) else {
        return false;
    };
    host.lower(by) == "par" && by > case.range().start && matches!(host.pos(by - 1), Pos::Verb | Pos::Adj)
}

/// `Elle s'engage auprès des enfants, ses « poussins »`: what the journalist adds to a noun.
fn is_apposed(case: &Case<'_, '_>) -> bool {
    let host = case.host();
    let own = matches!(case.lead(), "son" | "sa" | "ses" | "leur" | "leurs");
    case.content().words <= 3
        && own
        && case.item >= case.range().start + 3
        && host.lower(case.item - 2) == ","
        && host.quote(case.item - 3).is_none()
}

/// Whether the words are one adjective: `des baisses d'impôt « massives »`.
#[must_use]
pub fn is_adjective(case: &Case<'_, '_>) -> bool {
    let bare = case.context.bare;
    let mut words = case.content().tokens.clone().filter(|&t| bare.is_word(t));
    // `a jugé la réforme « dangereuse et populiste »`
    let few = case.content().words == 1 || case.content().words == 3;
    few && words.clone().any(|t| bare.lower(t) != "et")
        && words.all(|t| {
            matches!(bare.pos(t), Pos::Adj | Pos::Verb)
                || case.content().words == 3 && matches!(bare.lower(t), "et" | "mais" | "ou")
        })
}
