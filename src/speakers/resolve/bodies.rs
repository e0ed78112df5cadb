//! A body under a common noun: `Amnesty International a publié un rapport. L'ONG y dénonce « … »`, `Le pays dénonce « … »`.

use super::Resolver;
use super::actors::Actor;
use crate::clauses::Phrase;
use crate::clauses::host::Host;
use crate::clauses::nouns::{self, Class};
use crate::entities::Label;
use crate::speakers::{Form, Speaker, SpeakerType};
use crate::text::entries;
use crate::tokens::Pos;
use crate::tokens::morphology::Number;
use std::collections::HashMap;
use std::sync::LazyLock;

/// Paragraphs back in which the name of a body is looked for.
const PARAGRAPHS: usize = 1;

/// Words back in which a body without a name is looked for.
const WORDS: usize = 150;

/// What can be called by a noun: an organisation, or a place that acts.
static CALLED: LazyLock<HashMap<&'static str, Label>> = LazyLock::new(|| {
    entries(include_str!("bodies.txt"))
        .filter_map(|line| line.split_once('\t'))
        .map(|(noun, label)| {
            let place = label.trim() == "place";
            (noun.trim(), if place { Label::Loc } else { Label::Org })
        })
        .collect()
});

impl Resolver<'_> {
    /// The body that a definite noun without a complement takes up again: the last speaker, if it is a body, or else the one
    /// named last, subjects first; nobody where the noun has brought in a body of its own (`une ONG`).
    pub(super) fn body(
        &self,
        source: &Host<'_>,
        phrase: &Phrase,
        item: usize,
        recent: Option<(&Speaker, usize)>,
    ) -> Option<usize> {
        let host = self.host;
        let word = source.lower(phrase.head);
        let label = *CALLED.get(word)?;
        let item = item.min(host.items.len() - 1);
        let paragraph = host.sentence(item).paragraph;
        let own = self.is_introduced(word, item);
        if !is_bare(source, phrase) || own || is_new(host, word, item) {
            return None;
        }
        let fits = |referent: usize| host.analysis.referents[referent].label == label;
        let near = |at: usize| host.sentence(at).paragraph + PARAGRAPHS >= paragraph;
        let spoke = recent
            .filter(|(_, at)| near(*at))
            .and_then(|(speaker, _)| {
                speaker
                    .referent
                    .filter(|_| speaker.kind == SpeakerType::Organisation)
            })
            .filter(|&r| fits(r));
        let named = || {
            self.actors_before(item)
                .iter()
                .rev()
                .take_while(|a| host.sentences[a.sentence].paragraph + PARAGRAPHS >= paragraph)
                .filter(|a| {
                    a.referent.is_some_and(fits) && a.phrase.form == Form::Named && is_called(host, a, word)
                })
                .max_by_key(|a| (a.subject, a.sentence, a.phrase.items.start))
                .and_then(|a| a.referent)
        };
        spoke.or_else(named)
    }
}

/// `la plainte d'une ONG`: whether the noun stands shortly before with an indefinite article.
fn is_new(host: &Host<'_>, word: &str, item: usize) -> bool {
    (item.saturating_sub(WORDS)..item)
        .any(|i| host.lower(i) == word && i > 0 && matches!(host.lower(i - 1), "un" | "une"))
}

/// `le club`, `le club lorrain`, `cette ONG`: a determiner, the noun, and adjectives.
fn is_bare(host: &Host<'_>, phrase: &Phrase) -> bool {
    let adjectives =
        (phrase.head + 1..phrase.items.end).all(|i| host.pos(i) == Pos::Adj && host.entity(i).is_none());
    phrase.definite
        && phrase.number != Some(Number::Plur)
        && phrase.name.is_none()
        && phrase.head == phrase.items.start + 1
        && adjectives
        && !matches!(host.lower(phrase.items.start), "son" | "sa" | "leur")
}

/// `Le groupe Lumo` is no `syndicat`: the noun beside the name, if there is one, is the same or says as little.
fn is_called(host: &Host<'_>, actor: &Actor, word: &str) -> bool {
    let head = host.lower(actor.phrase.head);
    let noun =
        nouns::noun(head).filter(|n| n.class == Class::Body && host.entity(actor.phrase.head).is_none());
    noun.is_none() || head == word || CALLED.contains_key(head) && (is_general(word) || is_general(head))
}

/// Nouns that fit any organisation.
fn is_general(word: &str) -> bool {
    matches!(
        word,
        "organisation" | "groupe" | "entreprise" | "société" | "institution" | "structure" | "organisme"
    )
}
