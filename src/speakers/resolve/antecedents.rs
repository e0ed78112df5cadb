//! Whom a pronoun takes up: somebody mentioned before, or whoever spoke last.
//!
//! Everybody who agrees with it in gender and number is weighed by a log-linear model (a softmax over the candidates; Denis and
//! Baldridge 2008, *Specialized models and ranking for coreference resolution*): the signs of `signs.rs` are there or not, and
//! `antecedents.tsv` says what each counts for. `scripts/choice` fits the weights to gold.

use super::choice::Description;
use super::pronouns::{Found, plain_pronoun};
use super::signs::{Sign, Signs};
use super::{Actor, Resolver};
use crate::clauses::Phrase;
use crate::clauses::host::Host;
use crate::clauses::nouns::Class;
use crate::entities::Label;
use crate::speakers::{Form, Speaker, SpeakerType};
use crate::text::Span;
use crate::tokens::morphology::{Gender, Number};

/// How many actors back a pronoun looks.
const MEMORY: usize = 40;

/// Words and quotations on either side of a pronoun that are beside it.
const BESIDE: usize = 12;

/// Items between a subject and the pronoun behind the words that it announces.
const ANNOUNCED: usize = 60;

/// Somebody whom the pronoun may stand for.
struct Candidate {
    found: Found,
    signs: Signs,
    /// The latest mention among the actors.
    actor: Option<usize>,
}

/// The pronoun, and where it stands.
struct Asked<'p> {
    phrase: &'p Phrase,
    item: usize,
    sentence: usize,
    paragraph: usize,
    plural: bool,
    /// `celui-ci`, `ce dernier`: the one mentioned last.
    last: bool,
    /// `dit-il`.
    inquit: bool,
    /// The quotations beside it.
    beside: Vec<Span>,
}

impl Resolver<'_> {
    /// Somebody mentioned before: the likeliest of all who agree with the pronoun.
    pub(super) fn antecedent(
        &self,
        source: &Host<'_>,
        phrase: &Phrase,
        item: usize,
        recent: Option<(&Speaker, usize)>,
    ) -> Option<Found> {
        let asked = self.asked_by(source, phrase, item);
        let candidates = self.antecedents(&asked, recent);
        if let Some(record) = &self.asked {
            record
                .borrow_mut()
                .push(self.weighed(source.span_of(phrase.items.clone()), &candidates));
        }
        // The first of equals.
        let best = candidates
            .into_iter()
            .rev()
            .max_by(|a, b| a.signs.weigh().total_cmp(&b.signs.weigh()))?;
        // `L'élu isérois n'a rien retiré. « … », a-t-il poursuivi`: whom the noun picks up.
        let host = self.host;
        let picked = best
            .actor
            .map(|at| &self.actors[at].phrase)
            .filter(|p| p.form == Form::Nominal && matches!(best.found, Found::Phrase(..)))
            .and_then(|p| self.picked_up(host, p, p.items.start, recent));
        Some(picked.map_or(best.found, Found::Referent))
    }

    fn asked_by<'p>(&self, source: &Host<'_>, phrase: &'p Phrase, item: usize) -> Asked<'p> {
        let host = self.host;
        let word = source.lower(phrase.head);
        let sentence = host.sentence_index(item.min(host.items.len() - 1));
        Asked {
            phrase,
            item,
            sentence,
            paragraph: host.sentences[sentence].paragraph,
            plural: phrase.number == Some(Number::Plur),
            last: plain_pronoun(word).ends_with("-ci")
                || source.lower(phrase.items.start).starts_with("ce")
                || matches!(word, "lequel" | "laquelle" | "lesquels" | "lesquelles"),
            inquit: word.starts_with('-'),
            beside: self.words_beside(item, sentence),
        }
    }

    /// Everybody whom the pronoun may stand for, each once.
    fn antecedents(&self, asked: &Asked<'_>, recent: Option<(&Speaker, usize)>) -> Vec<Candidate> {
        let mut out: Vec<Candidate> = Vec::new();
        let mut offer = |found: Found, signs: Signs, latest: Signs, actor: Option<usize>| {
            match out.iter_mut().find(|c| c.found == found) {
                Some(known) => {
                    // What is said of the latest mention is said once.
                    let new = if known.actor.is_none() {
                        signs.and(latest)
                    } else {
                        signs
                    };
                    known.signs = known.signs.and(new);
                    known.actor = known.actor.or(actor);
                }
                None => out.push(Candidate {
                    found,
                    signs: signs.and(latest),
                    actor,
                }),
            }
        };
        if let Some((found, signs)) = recent.and_then(|recent| self.spoke_last(asked, recent)) {
            offer(found, signs, Signs::default(), None);
        }
        let before = self.actors_before(asked.item);
        let agree = |a: &Actor| {
            a.plural == asked.plural && a.gender.zip(asked.phrase.gender).is_none_or(|(a, b)| a == b)
        };
        let near = before
            .iter()
            .enumerate()
            .rev()
            .take(MEMORY)
            .filter(|(_, a)| agree(a));
        for (back, (at, actor)) in near.enumerate() {
            if let Some(found) = actor.found(self.host) {
                let signs = self.mentioned(asked, actor, before, recent);
                offer(found, signs, self.latest(asked, actor, back), Some(at));
            }
        }
        out
    }

    /// Whoever spoke last, if it may be him.
    fn spoke_last(&self, asked: &Asked<'_>, (speaker, at): (&Speaker, usize)) -> Option<(Found, Signs)> {
        let host = self.host;
        let gender = speaker.referent.and_then(|r| self.genders[r]);
        let here = host.sentence_index(at);
        let paragraphs = asked.paragraph.checked_sub(host.sentences[here].paragraph)?;
        let sentences = asked.sentence.saturating_sub(here);
        let fits = gender.zip(asked.phrase.gender).is_none_or(|(a, b)| a == b)
            && !asked.plural
            && !asked.last
            && !speaker.name.contains(" et ")
            && speaker.kind != SpeakerType::Unnamed;
        if !fits || paragraphs > 2 {
            return None;
        }
        let found = match speaker.referent {
            Some(r) => Found::Referent(r),
            None => Found::Phrase(speaker.name.clone(), speaker.kind),
        };
        let person = speaker.kind == SpeakerType::Person;
        // `comme prétendu par Michel Roy. « … », affirme-t-il`: an agent is not what the text is about.
        let agent = host.text[..speaker.mention.start].trim_end().ends_with(" par");
        let signs = Signs::of(&[
            (agent, Sign::SpokeAgent),
            (!agent, Sign::Spoke),
            (!agent && !person, Sign::SpokeOrganisation),
            // `« … », ajoute-t-il. « … », insiste-t-il.`
            (
                !agent && paragraphs == 0 && sentences <= 1 && speaker.form == Form::Pronoun,
                Sign::SpokeAgain,
            ),
            (!agent && sentences <= 1, Sign::SpokeBeside),
            (!agent && paragraphs == 0, Sign::SpokeParagraph),
            (!agent && paragraphs == 0 && asked.inquit, Sign::InquitSpoke),
            (!agent && paragraphs > 1, Sign::SpokeFar),
            (
                speaker.referent.is_some_and(|r| self.told_of(r, &asked.beside)),
                Sign::ToldOf,
            ),
        ]);
        let is = self.is(asked, person.then_some(Label::Per), speaker.referent, gender);
        Some((found, signs.and(is)))
    }

    /// Who a candidate is.
    fn is(
        &self,
        asked: &Asked<'_>,
        label: Option<Label>,
        referent: Option<usize>,
        gender: Option<Gender>,
    ) -> Signs {
        let (most, headed) = referent.map_or((false, false), |r| self.topical(r));
        Signs::of(&[
            (label == Some(Label::Per), Sign::Person),
            (label == Some(Label::Org), Sign::Organisation),
            (matches!(label, Some(Label::Loc | Label::Misc)), Sign::Place),
            (
                gender.is_some() && gender == asked.phrase.gender,
                Sign::SameGender,
            ),
            (gender.is_none(), Sign::NoGender),
            (
                gender.is_none() && label.is_some_and(|l| l != Label::Per),
                Sign::NoPersonNoGender,
            ),
            (most, Sign::MostNamed),
            (headed, Sign::Headed),
            (most && headed, Sign::Main),
        ])
    }

    /// How one mention of a candidate stands in the text.
    fn mentioned(
        &self,
        asked: &Asked<'_>,
        actor: &Actor,
        before: &[Actor],
        recent: Option<(&Speaker, usize)>,
    ) -> Signs {
        let host = self.host;
        let label = actor.referent.map(|r| host.analysis.referents[r].label);
        let (form, start) = (actor.phrase.form, actor.phrase.items.start);
        let sentences = asked.sentence.saturating_sub(actor.sentence);
        let within = asked.paragraph == host.sentences[actor.sentence].paragraph;
        let unnamed = actor.referent.is_none();
        let person = form == Form::Named && label == Some(Label::Per);
        let subordinate = opens_subordinate(host, start);
        // `Anne Ba a annoncé qu'elle partirait si Jean Roy restait. Il…`: the subject of an earlier subordinate clause is not
        // what the text goes on about.
        let aside = sentences > 0 && actor.subject && subordinate;
        let subject = actor.subject && !aside;
        let subject_before = subject && sentences == 1;
        // `Jean Roy dépose plainte : « … », écrit-il`: the subject of the clause that the colon ends.
        let (until, item) = (actor.phrase.until, asked.item);
        let announces = sentences == 0
            && actor.subject
            && until < item
            && item - until < ANNOUNCED
            && (until..item).any(|i| host.lower(i) == ":" && host.quote(i + 1).is_some());
        let since =
            recent.filter(|(_, at)| person && sentences <= 1 && host.sentence_index(*at) < actor.sentence);
        let turn = since.map_or(Turn::Not, |(_, at)| {
            self.takes_the_word(before, actor, asked.sentence, at)
        });
        let goes_on = sentences == 0 && actor.subject && person && !subordinate && !announces;
        let signs = Signs::of(&[
            (unnamed, Sign::Unnamed),
            (unnamed && actor.phrase.class == Some(Class::Body), Sign::Body),
            (
                unnamed && actor.phrase.class == Some(Class::Person),
                Sign::Somebody,
            ),
            (unnamed && actor.phrase.definite, Sign::Definite),
            (unnamed && subject, Sign::UnnamedSubject),
            (form == Form::Named, Sign::Named),
            (form == Form::Pronoun, Sign::ByPronoun),
            (form == Form::Nominal && !unnamed, Sign::ByNoun),
            (subject, Sign::Subject),
            (subject && sentences == 0, Sign::SubjectHere),
            (subject_before && within, Sign::SubjectBefore),
            (subject_before && person, Sign::NamedSubjectBefore),
            (
                subject_before && within && start <= host.sentences[actor.sentence].items.start + 1,
                Sign::Opens,
            ),
            (subject_before && within && asked.inquit, Sign::InquitSubject),
            (actor.speaks && !aside && sentences <= 1 && within, Sign::Speaks),
            (announces, Sign::Announces),
            // `Jean Roy a salué les secours, il parle d'« un exploit »`: the subject of the clause before goes on.
            (goes_on && !asked.inquit, Sign::GoesOn),
            (goes_on && asked.inquit, Sign::InquitGoesOn),
            (aside, Sign::Aside),
            (turn == Turn::Takes, Sign::TakesTheWord),
            (turn == Turn::Takes && sentences == 0, Sign::TakesItHere),
            (turn == Turn::Turned, Sign::Turned),
            (asked.last, Sign::TakenUp),
            (asked.last && actor.subject, Sign::TakenUpSubject),
            (
                actor.referent.is_some_and(|r| self.told_of(r, &asked.beside)),
                Sign::ToldOf,
            ),
        ]);
        signs.and(self.is(asked, label, actor.referent, actor.gender))
    }

    /// Where the latest mention of a candidate stands, `back` of those who agree.
    fn latest(&self, asked: &Asked<'_>, actor: &Actor, back: usize) -> Signs {
        let sentences = asked.sentence.saturating_sub(actor.sentence);
        let paragraphs = asked
            .paragraph
            .saturating_sub(self.host.sentences[actor.sentence].paragraph);
        Signs::of(&[
            (sentences == 0, Sign::SameSentence),
            (sentences == 1, Sign::SentenceBefore),
            (sentences == 2, Sign::TwoBefore),
            (sentences > 4, Sign::LongBefore),
            (paragraphs == 0, Sign::SameParagraph),
            (paragraphs > 1, Sign::FarParagraph),
            (back == 0, Sign::Latest),
            (back == 1, Sign::Second),
            (back > 5, Sign::ManySince),
            (back == 0 && asked.last, Sign::TakenUpLatest),
            (
                actor.phrase.preposition.is_some() && !actor.subject,
                Sign::Prepositional,
            ),
        ])
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

    /// `« La saisine ne concerne pas Jean Roy », insiste-t-il.`: whether the words `beside` the pronoun name somebody.
    fn told_of(&self, referent: usize, beside: &[Span]) -> bool {
        let (entities, referents) = (&self.host.analysis.entities, &self.host.analysis.referents);
        let mentions = &referents[referent].mentions;
        beside.iter().any(|words| {
            let first = mentions.partition_point(|&m| entities[m].span.start < words.start);
            mentions
                .get(first)
                .is_some_and(|&m| words.contains(entities[m].span))
        })
    }

    /// Whether somebody is the person whom the text names most often, and one whom its headline names.
    fn topical(&self, referent: usize) -> (bool, bool) {
        let host = self.host;
        if self.kind(referent) != SpeakerType::Person {
            return (false, false);
        }
        // One paragraph alone has no headline.
        let headline = match host.analysis.paragraphs.as_slice() {
            [headline, _, ..] => headline.end,
            _ => 0,
        };
        let mentions = &host.analysis.referents[referent].mentions;
        let headed = mentions
            .first()
            .is_some_and(|&m| host.analysis.entities[m].span.start < headline);
        (
            self.people.first() == Some(&referent) && mentions.len() > 1,
            headed,
        )
    }

    /// Whether somebody came into the text since the words at `last`, in this sentence or the one before.
    fn takes_the_word(&self, before: &[Actor], actor: &Actor, sentence: usize, last: usize) -> Turn {
        let host = self.host;
        // `« … », dit Luc Ba. Le manager, Jean Roy, est moins tendre. « … », ironise-t-il.`: who came after the last speaker.
        if actor.subject && !opens_subordinate(host, actor.phrase.items.start) {
            return Turn::Takes;
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
        if turned && alone() {
            Turn::Turned
        } else {
            Turn::Not
        }
    }

    /// The candidates, to fit the weights to gold.
    fn weighed(&self, mention: Span, candidates: &[Candidate]) -> Description {
        let name = |found: &Found| match found {
            Found::Referent(r) => self.name(*r),
            Found::Phrase(name, _) => name.clone(),
        };
        let signs = |c: &Candidate| c.signs.names().map(|name| (name, 1.0)).collect();
        Description {
            mention,
            pronoun: true,
            people: candidates.iter().map(|c| (name(&c.found), signs(c))).collect(),
            nobody: Vec::new(),
        }
    }
}

/// How somebody came into the text since the last words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    Not,
    Takes,
    Turned,
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
