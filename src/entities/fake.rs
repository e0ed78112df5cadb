//! A deterministic engine without a model, for tests and documentation.
//!
//! Its tokenizer cuts text into single characters; a word that begins with a capital is a person, unless it begins
//! with `L` (a place) or `O` (an organisation). Neighbouring words of one type make one entity.

use super::{Description, Labels, Scores, Tagger, TaggerError, Window};
use crate::tokens::Pieces;
use crate::tokens::morphology::Layout;

/// The engine; see the module's page.
#[derive(Debug)]
pub struct Fake {
    labels: Labels,
    pieces: Pieces,
}

/// Vocabulary: four special pieces, then `A` to `Z`.
const FIRST_CAPITAL: u32 = 4;

impl Default for Fake {
    fn default() -> Self {
        let names = ["O", "B-PER", "I-PER", "B-LOC", "I-LOC", "B-ORG", "I-ORG"];
        let mut vocabulary: serde_json::Map<String, serde_json::Value> = ["<s>", "<pad>", "</s>", "<unk>"]
            .iter()
            .zip(0..)
            .map(|(p, id)| ((*p).to_owned(), id.into()))
            .collect();
        vocabulary.extend(
            ('A'..='Z')
                .zip(FIRST_CAPITAL..)
                .map(|(c, id)| (c.to_string(), id.into())),
        );
        let tokenizer = serde_json::json!({
            "version": "1.0",
            "added_tokens": [],
            "pre_tokenizer": { "type": "Split", "pattern": { "Regex": "\\S" }, "behavior": "Isolated", "invert": false },
            "model": { "type": "WordLevel", "vocab": vocabulary, "unk_token": "<unk>" }
        });
        Self {
            labels: Labels::new(names.map(String::from).to_vec())
                .expect("the fake's labels are BIO, anything else is a bug"),
            pieces: Pieces::from_bytes(tokenizer.to_string().as_bytes())
                .expect("the fake's tokenizer is well formed, anything else is a bug"),
        }
    }
}

impl Tagger for Fake {
    fn description(&self) -> Description {
        Description {
            engine: "fake".into(),
            model: "fake".into(),
            model_sha256: String::new(),
            device: "cpu".into(),
            precision: "none".into(),
            ..Description::default()
        }
    }

    fn labels(&self) -> &Labels {
        &self.labels
    }

    fn layout(&self) -> Option<&Layout> {
        None
    }

    fn pieces(&self) -> &Pieces {
        &self.pieces
    }

    fn max_pieces(&self) -> usize {
        256
    }

    fn tag(&self, windows: &[Window]) -> Result<Vec<Scores>, TaggerError> {
        let column = |piece: u32| match piece
            .checked_sub(FIRST_CAPITAL)
            .and_then(|c| u8::try_from(c).ok())
        {
            Some(c) => match b'A' + c {
                b'L' => 3,
                b'O' => 5,
                _ => 1,
            },
            None => 0,
        };
        let score = |window: &Window| {
            let mut entities = vec![0.0; window.heads.len() * self.labels.len()];
            let mut before = 0;
            for (row, &head) in entities.chunks_exact_mut(self.labels.len()).zip(&window.heads) {
                let begin = column(window.ids[head as usize]);
                // The same type goes on: `I-` instead of `B-`.
                let goes_on = begin > 0 && (before == begin || before == begin + 1);
                before = begin + usize::from(goes_on);
                row[before] = 5.0;
            }
            Scores {
                entities,
                morphology: Vec::new(),
            }
        };
        Ok(windows.iter().map(score).collect())
    }
}
