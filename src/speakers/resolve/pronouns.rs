//! Whom a pronoun stands for.

use super::{Actor, Resolver};
use crate::clauses::Phrase;
use crate::clauses::host::Host;
use crate::clauses::nouns::Class;
use crate::entities::Label;
use crate::speakers::{Form, Speaker, SpeakerType};
use crate::text::Span;
use crate::tokens::morphology::Number;

/// How many actors back a pronoun looks.
const MEMORY: usize = 40;

/// Words and quotations on either side of a pronoun that are beside it.
const BESIDE: usize = 12;

/// Whom a pronoun stands for.
#[derive(Debug, Clone)]
pub(super) enum Found {
    Referent(usize),
    Phrase(String, SpeakerType),
}

impl Resolver<'_> {
    /// Whom a pronoun stands for: somebody named before, or else the person named next.
    pub(super) fn stands_for(
        &self,
        source: &Host<'_>,
        phrase: &Phrase,
        item: usize,
        recent: Option<(&Speaker, usize)>,
    ) -> Option<Found> {
        let word = plain_pronoun(source.lower(phrase.head));
        if word == "on" {
            let place = crate::clauses::phrases::place_of_on(source, phrase.head)?;
            let name = super::plain(source.span_of(place.items.clone()).of(source.text));
            return Some(Found::Phrase(name, SpeakerType::Unnamed));
        }
        if matches!(word, "je" | "j'" | "nous" | "moi") {
            return None;
        }
        self.antecedent(source, phrase, item, recent).or_else(|| {
            let sentence = self.host.sentence_index(item.min(self.host.items.len() - 1));
            self.named_next(phrase, self.actors_before(item).len(), sentence)
        })
    }

    /// Somebody mentioned before: gender and number, recency, subjects first, the speaker of the quotation before.
    pub(super) fn antecedent(
        &self,
        source: &Host<'_>,
        phrase: &Phrase,
        item: usize,
        recent: Option<(&Speaker, usize)>,
    ) -> Option<Found> {
        let host = self.host;
        let word = plain_pronoun(source.lower(phrase.head));
        let plural = phrase.number == Some(Number::Plur);
        let last = word.ends_with("-ci") || source.lower(phrase.items.start).starts_with("ce");
        let sentence = host.sentence_index(item.min(host.items.len() - 1));
        let paragraph = host.sentences[sentence].paragraph;
        let before = self.actors_before(item);
        let beside = self.words_beside(item, sentence);
        let mut best: Option<(i32, Found, Option<usize>)> = None;
        let mut offer = |score: i32, found: Found, actor: Option<usize>| {
            if best.as_ref().is_none_or(|(s, ..)| score > *s) {
                best = Some((score, found, actor));
            }
        };
        if let Some((speaker, at)) = recent {
            let gender = speaker.referent.and_then(|r| self.genders[r]);
            let fits = gender.zip(phrase.gender).is_none_or(|(a, b)| a == b)
                && !plural
                && !speaker.name.contains(" et ");
            let here = host.sentence_index(at);
            let paragraphs = i32::try_from(paragraph - host.sentences[here].paragraph).unwrap_or(9);
            let sentences = i32::try_from(sentence - here).unwrap_or(99);
            if fits && !last && paragraphs <= 2 && speaker.kind != SpeakerType::Unnamed {
                let found = match speaker.referent {
                    Some(r) => Found::Referent(r),
                    None => Found::Phrase(speaker.name.clone(), speaker.kind),
                };
                let person = speaker.kind == SpeakerType::Person;
                let sure = if gender.is_some() { 2 } else { 0 };
                // Within a paragraph the speaker goes on: `ajoute-t-il`.
                // `comme prétendu par Michel Roy. « … », affirme-t-il`: an agent is not what the text is about.
                let agent = host.text[..speaker.mention.start].trim_end().ends_with(" par");
                let again = speaker.form == Form::Pronoun;
                let base = match (paragraphs, sentences) {
                    _ if agent => 12,
                    // `« … », ajoute-t-il. « … », insiste-t-il.`
                    (0, ..=1) if again => 26,
                    (0, ..=2) => 20,
                    _ => 16,
                };
                let told = speaker.referent.map_or(0, |r| self.told_of(r, &beside));
                offer(
                    base - sentences - 3 * paragraphs + sure - told - if person { 0 } else { 8 },
                    found,
                    None,
                );
            }
        }
        for (back_at, actor) in before.iter().rev().take(MEMORY).enumerate() {
            if actor.plural != plural || actor.gender.zip(phrase.gender).is_some_and(|(a, b)| a != b) {
                continue;
            }
            let label = actor.referent.map(|r| host.analysis.referents[r].label);
            let sentences = i32::try_from(sentence - actor.sentence).unwrap_or(99);
            let paragraphs =
                i32::try_from(paragraph - host.sentences[actor.sentence].paragraph).unwrap_or(99);
            let back = i32::try_from(back_at).unwrap_or(99);
            let mut score = 10 - 2 * sentences.min(8) - 2 * paragraphs.min(6) - back.min(10) / 3;
            score += if actor.subject && !last { 5 } else { 0 };
            // `Jean Roy dépose plainte : « … », écrit-il`: the subject of the clause that the colon ends.
            let until = actor.phrase.until;
            let announces = sentences == 0
                && actor.subject
                && until < item
                && item - until < 60
                && (until..item).any(|i| host.lower(i) == ":" && host.quote(i + 1).is_some());
            score += if announces { 6 } else { 0 };
            // `Jean Roy a salué les secours, il parle d'« un exploit »`: the subject of the clause before goes on.
            let goes_on = sentences == 0
                && actor.subject
                && actor.phrase.form == Form::Named
                && label == Some(Label::Per)
                && !opens_subordinate(host, actor.phrase.items.start);
            score += if goes_on && !announces { 4 } else { 0 };
            // `Anne Ba a annoncé qu'elle partirait si Jean Roy restait. Il…`: the subject of an earlier subordinate clause
            // is not what the text goes on about.
            let aside = sentences > 0 && actor.subject && opens_subordinate(host, actor.phrase.items.start);
            score -= if aside { 3 } else { 0 };
            score += match label {
                Some(Label::Per) => 4,
                Some(Label::Org) => -4,
                Some(_) => -7,
                None if actor.phrase.class == Some(Class::Body) => -5,
                None => 0,
            };
            score += if actor.gender.is_some() && actor.gender == phrase.gender {
                2
            } else {
                0
            };
            score -= if actor.phrase.preposition.is_some() && !actor.subject && !last {
                3
            } else {
                0
            };
            score += if last { 4 - 3 * back.min(3) } else { 0 };
            score += actor
                .referent
                .map_or(0, |r| self.topical(r) - self.told_of(r, &beside));
            let named = actor.phrase.form == Form::Named && label == Some(Label::Per) && sentences <= 1;
            let since = recent.filter(|(_, at)| named && host.sentence_index(*at) < actor.sentence);
            score += since.map_or(0, |(_, at)| self.takes_the_word(before, actor, sentence, at));
            if let Some(found) = actor.found(host) {
                offer(score, found, Some(before.len() - 1 - back_at));
            }
        }
        let (_, found, actor) = best.filter(|(score, ..)| *score > -4)?;
        // `L'élu isérois n'a rien retiré. « … », a-t-il poursuivi`: whom the noun picks up.
        let picked = actor
            .map(|at| &self.actors[at].phrase)
            .filter(|p| p.form == Form::Nominal && matches!(found, Found::Phrase(..)))
            .and_then(|p| self.picked_up(host, p, p.items.start, recent));
        Some(picked.map_or(found, Found::Referent))
    }

    /// The quotations beside the pronoun at `item`, which stands in `sentence`.
    fn words_beside(&self, item: usize, sentence: usize) -> Vec<Span> {
        let host = self.host;
        let own = &host.sentences[sentence].items;
        let near = own.start.max(item.saturating_sub(BESIDE))..own.end.min(item.saturating_add(BESIDE));
        near.filter_map(|i| host.quote(i))
            .map(|pair| host.pairs[pair].span)
            .collect()
    }

    /// `« La saisine ne concerne pas Jean Roy », insiste-t-il.`: what it counts against somebody that the words `beside` the
    /// pronoun name him.
    fn told_of(&self, referent: usize, beside: &[Span]) -> i32 {
        let (entities, referents) = (&self.host.analysis.entities, &self.host.analysis.referents);
        let mentions = &referents[referent].mentions;
        let named = beside.iter().any(|words| {
            let first = mentions.partition_point(|&m| entities[m].span.start < words.start);
            mentions
                .get(first)
                .is_some_and(|&m| words.contains(entities[m].span))
        });
        if named { 6 } else { 0 }
    }

    /// What it counts for that somebody is whom the text is about: named most often, and in its headline.
    fn topical(&self, referent: usize) -> i32 {
        let host = self.host;
        // One paragraph alone has no headline.
        let headline = match host.analysis.paragraphs.as_slice() {
            [headline, _, ..] => headline.end,
            _ => 0,
        };
        let first = host.analysis.referents[referent].mentions.first();
        let headed = first.is_some_and(|&m| host.analysis.entities[m].span.start < headline);
        let person = self.kind(referent) == SpeakerType::Person;
        let most =
            self.people.first() == Some(&referent) && host.analysis.referents[referent].mentions.len() > 1;
        match (person, most, headed) {
            (true, true, true) => 6,
            (true, true, false) | (true, false, true) => 3,
            _ => 0,
        }
    }

    /// What it counts for that somebody came into the text since the words at `last`, in this sentence or the one before.
    fn takes_the_word(&self, before: &[Actor], actor: &Actor, sentence: usize, last: usize) -> i32 {
        let host = self.host;
        // `« … », dit Luc Ba. Le manager, Jean Roy, est moins tendre. « … », ironise-t-il.`: who came after the last speaker.
        if actor.subject && !opens_subordinate(host, actor.phrase.items.start) {
            return 4;
        }
        // `Voilà qui laisse sceptique le gouverneur, Jean Roy. « … », dit-il.`: the paragraph has turned to somebody else.
        let paragraph = host.sentences[sentence].paragraph;
        let turned = actor.sentence + 1 == sentence
            && host.sentences[actor.sentence].paragraph == paragraph
            && host.sentence(last).paragraph < paragraph
            && actor.phrase.preposition.is_none();
        let alone = || {
            before
                .iter()
                .rev()
                .take(MEMORY)
                .take_while(|a| a.sentence >= actor.sentence)
                .all(|a| a.referent.is_none() || a.referent == actor.referent)
        };
        if turned && alone() { 7 } else { 0 }
    }

    /// `« Je suis née ici », dit-elle. À 83 ans, Paulette Grangier…`: the person named next, where nobody was before.
    fn named_next(&self, phrase: &Phrase, from: usize, sentence: usize) -> Option<Found> {
        let near = self.actors[from..]
            .iter()
            .take_while(|a| a.sentence <= sentence + 2);
        let person = |a: &&Actor| {
            a.referent.is_some_and(|r| self.kind(r) == SpeakerType::Person)
                && !a.plural
                && phrase.number != Some(Number::Plur)
        };
        let fits = |a: &&Actor| a.gender.zip(phrase.gender).is_none_or(|(a, b)| a == b);
        near.filter(person)
            .find(fits)
            .and_then(|a| a.referent)
            .map(Found::Referent)
    }
}

/// `Quand Jean Roy est arrivé, elle a dit`: whether a subordinate clause begins right before `item`.
fn opens_subordinate(host: &Host<'_>, item: usize) -> bool {
    item > 0
        && matches!(
            host.lower(item - 1),
            "que"
                | "qu'"
                | "quand"
                | "lorsque"
                | "lorsqu'"
                | "si"
                | "comme"
                | "puisque"
                | "puisqu'"
                | "où"
                | "dont"
                | "car"
        )
}

/// `-t-il` as `il`.
pub(super) fn plain_pronoun(word: &str) -> &str {
    word.trim_start_matches("-t-")
        .trim_start_matches("t-")
        .trim_start_matches('-')
}
