//! The bodies: one encoder with its classifier, of rust-bert or our own.

use std::collections::HashMap;

use rust_bert::RustBertError;
use rust_bert::bert::{BertConfig, BertForTokenClassification};
use rust_bert::distilbert::{DistilBertConfig, DistilBertForTokenClassification};
use rust_bert::electra::{ElectraConfig, ElectraForTokenClassification};
use rust_bert::roberta::RobertaForTokenClassification;
use tch::{Kind, Tensor, nn};

use super::batch::Batch;
use super::config::Config;
use super::deberta_v2::DebertaV2;
use super::libtorch::{failed, first_line};
use crate::entities::TaggerError;

/// An encoder with its token classifier.
pub(super) enum Body {
    Bert(BertForTokenClassification),
    Roberta(RobertaForTokenClassification),
    DistilBert(DistilBertForTokenClassification),
    Electra(ElectraForTokenClassification),
    DebertaV2(Box<DebertaV2>),
}

impl Body {
    /// The body with random weights, its variables in `vs` under the names that transformers gives them.
    pub fn new(vs: &nn::VarStore, config: &Config, all_states: bool) -> Result<Self, TaggerError> {
        let root = vs.root();
        let refused = |error: RustBertError| config.problem(first_line(&error.to_string()));
        Ok(match config.model_type.as_str() {
            "bert" => Self::Bert(
                BertForTokenClassification::new(&root, &bert(config, all_states)).map_err(refused)?,
            ),
            "roberta" | "camembert" | "xlm-roberta" => Self::Roberta(
                RobertaForTokenClassification::new(&root, &bert(config, all_states)).map_err(refused)?,
            ),
            "distilbert" => {
                let config = distilbert(config, all_states);
                Self::DistilBert(DistilBertForTokenClassification::new(&root, &config).map_err(refused)?)
            }
            "electra" => {
                let config = electra(config, all_states);
                Self::Electra(ElectraForTokenClassification::new(&root, &config).map_err(refused)?)
            }
            "deberta-v2" => Self::DebertaV2(Box::new(DebertaV2::new(&root, config, all_states)?)),
            other => return Err(config.problem(format!("model_type {other:?} is not supported"))),
        })
    }

    /// Scores `[windows, longest, labels]`, and the hidden states after each layer where they were asked for.
    pub fn forward(
        &self,
        batch: &Batch,
        config: &Config,
        kind: Kind,
    ) -> Result<(Tensor, Vec<Tensor>), TaggerError> {
        let (ids, mask) = (Some(&batch.ids), Some(&batch.mask));
        let after_pad = config.positions_from_pad;
        let positions = Some(if after_pad {
            &batch.positions_after_pad
        } else {
            &batch.positions
        });
        let (logits, states) = match self {
            Self::Bert(model) => {
                let output = model.forward_t(ids, mask, None, positions, None, false);
                (output.logits, output.all_hidden_states)
            }
            Self::Roberta(model) => {
                let output = model.forward_t(ids, mask, None, positions, None, false);
                (output.logits, output.all_hidden_states)
            }
            Self::DistilBert(model) => {
                let output = model
                    .forward_t(ids, mask, None, false)
                    .map_err(|e| failed(&e.to_string()))?;
                (output.logits, output.all_hidden_states)
            }
            Self::Electra(model) => {
                // Three dimensions make rust-bert add it to the scores as it is: 0 for a piece, -10,000 for padding.
                let hidden = batch
                    .mask
                    .f_sub_scalar(1)?
                    .f_mul_scalar(10_000)?
                    .f_to_kind(kind)?
                    .f_unsqueeze(1)?;
                let output = model.forward_t(ids, Some(&hidden), None, positions, None, false);
                (output.logits, output.all_hidden_states)
            }
            Self::DebertaV2(model) => model.forward(&batch.ids, &batch.mask, &batch.positions)?,
        };
        Ok((logits, states.unwrap_or_default()))
    }
}

fn id2label(config: &Config) -> Option<HashMap<i64, String>> {
    Some((0_i64..).zip(config.labels.names().iter().cloned()).collect())
}

fn bert(config: &Config, all_states: bool) -> BertConfig {
    BertConfig {
        hidden_act: config.activation,
        hidden_size: config.hidden,
        intermediate_size: config.inner,
        max_position_embeddings: config.positions,
        num_attention_heads: config.heads,
        num_hidden_layers: config.layers,
        type_vocab_size: config.types,
        vocab_size: config.vocab_size,
        output_hidden_states: Some(all_states),
        id2label: id2label(config),
        ..BertConfig::default()
    }
}

fn distilbert(config: &Config, all_states: bool) -> DistilBertConfig {
    DistilBertConfig {
        activation: config.activation,
        dim: config.hidden,
        hidden_dim: config.inner,
        max_position_embeddings: config.positions,
        n_heads: config.heads,
        n_layers: config.layers,
        vocab_size: config.vocab_size,
        output_hidden_states: Some(all_states),
        id2label: id2label(config),
        // A checkpoint stores its positions, learned or sinusoidal.
        sinusoidal_pos_embds: false,
        ..DistilBertConfig::default()
    }
}

fn electra(config: &Config, all_states: bool) -> ElectraConfig {
    ElectraConfig {
        hidden_act: config.activation,
        embedding_size: config.embedding,
        hidden_size: config.hidden,
        intermediate_size: config.inner,
        layer_norm_eps: Some(config.eps),
        max_position_embeddings: config.positions,
        num_attention_heads: config.heads,
        num_hidden_layers: config.layers,
        type_vocab_size: config.types,
        vocab_size: config.vocab_size,
        pad_token_id: config.pad,
        output_hidden_states: Some(all_states),
        id2label: id2label(config),
        ..ElectraConfig::default()
    }
}
