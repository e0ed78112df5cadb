//! Headlines that say the words of a quotation below, which tells whose they are.
//!
//! ```text
//! « Je voulais lui faire peur » : dix-huit mois ferme
//! ```

use super::{Index, RUN, Word};
use crate::speakers::{Quotation, Speaker, SpeakerType};

/// Below this score an attribution in a headline is a guess.
const WEAK: f32 = 0.7;

impl Index<'_, '_> {
    /// Gives the quotations of the headline the speakers of those below that say the same; answers with those of `headed`, words
    /// between marks in the headline, that are quotations for it.
    pub(super) fn echo(
        &self,
        quotations: &mut [Quotation],
        gone: &[bool],
        headed: Vec<Quotation>,
    ) -> Vec<Quotation> {
        for (of, from) in self.echoes(quotations, gone) {
            let (speaker, score) = (quotations[from].speaker.clone(), quotations[from].score);
            echo(&mut quotations[of], speaker, score);
        }
        let said = headed.into_iter().filter_map(|mut quotation| {
            let from = &quotations[self.said_below(&self.words_of(&quotation).words, quotations)?];
            echo(&mut quotation, from.speaker.clone(), from.score);
            Some(quotation)
        });
        said.collect()
    }

    /// `« Je voulais lui faire peur » : dix-huit mois ferme`: quotations of the headline to which nothing there gives a speaker, each
    /// with the quotation below that says the same words.
    fn echoes(&self, quotations: &[Quotation], gone: &[bool]) -> Vec<(usize, usize)> {
        let headline = self.headline();
        if quotations.last().is_none_or(|q| q.span.start <= headline) {
            return Vec::new();
        }
        // `Près de Saumur, le sol s'ouvre : « On a entendu la colline »`: what a headline calls by no name is no better known.
        let named = |s: &Speaker| s.kind == SpeakerType::Person;
        let unknown = |q: &Quotation| q.score < WEAK || !q.speaker.as_ref().is_some_and(named);
        let headed = quotations
            .iter()
            .take_while(|q| q.span.end <= headline)
            .enumerate()
            .filter(|(at, q)| unknown(q) && !gone[*at]);
        headed
            .filter_map(|(at, _)| Some((at, self.said_below(&self.quoted[at].words, quotations)?)))
            .collect()
    }

    /// Where the headline ends.
    fn headline(&self) -> usize {
        self.bare.analysis.paragraphs.first().map_or(0, |p| p.end)
    }

    /// The attributed quotation below the headline that says the same `words`.
    fn said_below(&self, words: &[Word], quotations: &[Quotation]) -> Option<usize> {
        let headline = self.headline();
        self.candidates(words)
            .into_iter()
            .filter(|(of, _)| quotations[*of].span.start > headline && quotations[*of].speaker.is_some())
            .find(|&(of, start)| self.holds(of, start, words))
            .map(|(of, _)| of)
    }

    /// Whether most of `words` stand in the quotation from about the place `start` on.
    fn holds(&self, of: usize, start: usize, words: &[Word]) -> bool {
        let matched = self.matched(of, start, words, false).len();
        matched >= RUN && matched * 10 >= words.len() * 8
    }
}

/// Makes `quotation` the echo of one that `speaker` said.
fn echo(quotation: &mut Quotation, speaker: Option<Speaker>, score: f32) {
    quotation.speaker = speaker;
    quotation.score = score;
    quotation.rule = "echo";
}
