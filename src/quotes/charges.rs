//! What somebody is charged with, which nobody says: `mis en examen pour « association de malfaiteurs »`.

use crate::speakers::case::Case;

/// `mis en examen mardi soir pour « association de malfaiteurs »`: what somebody is charged with.
#[must_use]
pub(super) fn is_charge(case: &Case<'_, '_>) -> bool {
    let host = case.host();
    let from = case.range().start.max(case.item.saturating_sub(12));
    let charged = |i: usize| {
        matches!(
            host.lower(i),
            "examen"
                | "inculpé"
                | "inculpée"
                | "inculpés"
                | "poursuivi"
                | "poursuivie"
                | "poursuivis"
                | "condamné"
                | "condamnée"
                | "condamnés"
                | "soupçonné"
                | "soupçonnée"
                | "soupçonnés"
                | "écroué"
                | "écroués"
                | "enquête"
                | "information"
                | "plainte"
                | "jugé"
                | "jugée"
                | "jugés"
                | "interpellé"
                | "interpellés"
                | "garde"
                | "mandat"
                | "arrêté"
                | "détention"
                | "procès"
                | "poursuites"
                | "sanctionné"
                | "sanctionnée"
                | "licencié"
                | "licenciée"
                | "relaxé"
                | "relaxée"
                | "déféré"
                | "déférés"
                | "verbalisé"
                | "arrestation"
                | "condamnation"
                | "comparaissait"
                | "comparaissaient"
                | "comparaît"
                | "comparaître"
                | "comparu"
                | "vérification"
                | "convoqué"
                | "convoquée"
                | "convoqués"
                | "convoquées"
        ) || host.lower(i) == "parquet" && i > 0 && host.lower(i - 1) == "au"
    };
    let first = case.item;
    let before = |i: usize| host.lower(first.saturating_sub(i));
    // `L'accusé répond de « crimes contre l'humanité »`
    let answers = matches!(before(1), "de" | "d'") && before(2).starts_with("répond");
    if answers && !case.content().clause && !case.content().infinitive_first {
        return true;
    }
    let lead = first > from && matches!(before(1), "pour" | "d'" | "de" | "chefs" | "chef")
        || matches!(before(1), "un" | "une" | "des" | "les") && before(2) == "pour"
        // `comparaissait pour exercice illégal de la médecine et « tromperie »`
        || before(1) == "et" && (from..first).any(|i| host.lower(i).starts_with("compar"));
    // `a porté plainte pour « faire cesser les menaces »`: what she wants, not what somebody did.
    let aim = case.content().infinitive_first;
    lead && !aim
        && (from..first).any(charged)
        && (from..case.item).any(|i| {
            matches!(
                host.lower(i),
                "pour" | "chef" | "chefs" | "soupçonné" | "soupçonnée" | "soupçonnés"
            )
        })
        && !(from..case.item).any(|i| host.quote(i).is_some() && matches!(host.lower(i + 1), ","))
}
