//! The shipped encoder in integers: embeddings, layers of attention and feed-forward, two heads.
//!
//! One window at a time, without padding, on one thread. A dense layer multiplies u8 by i8 into i32 (`rten-gemm`, the
//! weights packed once when the model is loaded); everything between two products is one pass over the rows (`rows`).
//! Attention is computed in floats. The heads are computed for the first piece of each word alone, which is all that
//! anybody reads. `scripts/train/quantize.py` holds the same computation as an ONNX graph, and `tests/encoder.rs`
//! compares the two.

use super::dense::{Dense, Kernels, Rows};
use super::rows::{Add, AddNorm, Bytes, Floats, GeluBytes, Norm, NormOf, Quantize};
use super::syntax::Syntax;
use super::weights::Weights;
use rten_gemm::GemmExecutor;
use rten_simd::SimdOp;

/// The model.
pub(super) struct Encoder {
    embeddings: Embeddings,
    layers: Vec<Layer>,
    heads: usize,
    classifier: Dense,
    syntax: Option<Syntax>,
}

struct Embeddings {
    words: Vec<i8>,
    scales: Vec<f32>,
    /// Position and token type, added.
    places: Vec<f32>,
    norm: Norm,
    width: usize,
}

struct Layer {
    /// Query, key and value side by side.
    attention: Dense,
    output: Dense,
    attention_norm: Norm,
    inner: Dense,
    outer: Dense,
    norm: Norm,
}

/// Logits of the words of one window, one row a word.
#[derive(Debug, Default)]
pub(super) struct Logits {
    pub entities: Vec<f32>,
    pub syntax: Vec<f32>,
}

impl Encoder {
    /// The model of `weights`, with `heads` attention heads in the encoder.
    ///
    /// # Errors
    /// One line on what does not fit.
    pub fn new(weights: &mut Weights, heads: usize, epsilon: f32) -> Result<Self, String> {
        let products = GemmExecutor::default();
        let embeddings = Embeddings::take(weights, epsilon)?;
        let width = embeddings.width;
        if heads == 0 || !width.is_multiple_of(heads) {
            return Err(format!("{heads} attention heads do not divide {width} values"));
        }
        let mut layers = Vec::new();
        loop {
            let name = format!("bert.encoder.layer.{}", layers.len());
            if !weights.has(&format!("{name}.output.dense.bias")) {
                break;
            }
            layers.push(Layer::take(weights, &products, &name, epsilon)?);
        }
        if layers.is_empty() {
            return Err("it has no layers".into());
        }
        let classifier = Dense::take(weights, &products, "classifier")?;
        let syntax = weights
            .has("syntax.hidden.bias")
            .then(|| Syntax::take(weights, &products, layers.len()))
            .transpose()?;
        let encoder = Self {
            embeddings,
            layers,
            heads,
            classifier,
            syntax,
        };
        encoder.check()?;
        Ok(encoder)
    }

    /// The matrices must fit one behind the other.
    fn check(&self) -> Result<(), String> {
        let width = self.embeddings.width;
        let mut sizes = vec![(&self.classifier, width, self.classifier.outputs())];
        for layer in &self.layers {
            let inner = layer.inner.outputs();
            sizes.extend([
                (&layer.attention, width, 3 * width),
                (&layer.output, width, width),
                (&layer.inner, width, inner),
                (&layer.outer, inner, width),
            ]);
        }
        if let Some(syntax) = &self.syntax {
            let own = syntax.width;
            sizes.extend(syntax.hidden.iter().map(|(_, dense)| (dense, width, own)));
            sizes.extend([
                (&syntax.attention, own, 3 * own),
                (&syntax.output, own, own),
                (&syntax.mix, own, own),
                (&syntax.out, own, syntax.out.outputs()),
            ]);
        }
        match sizes
            .iter()
            .find(|(dense, inputs, outputs)| dense.inputs() != *inputs || dense.outputs() != *outputs)
        {
            None => Ok(()),
            Some((dense, inputs, outputs)) => Err(format!(
                "a matrix of {inputs} by {outputs} is expected and one of {} by {} is there",
                dense.inputs(),
                dense.outputs()
            )),
        }
    }

    /// Entity labels.
    pub fn labels(&self) -> usize {
        self.classifier.outputs()
    }

    /// Columns of the second head.
    pub fn columns(&self) -> usize {
        self.syntax.as_ref().map_or(0, |s| s.out.outputs())
    }

    /// The logits of the pieces `picked` of a window.
    ///
    /// # Errors
    /// When a piece is not in the vocabulary, or there are more than the encoder has positions for.
    pub fn run(&self, ids: &[u32], picked: &[u32]) -> Result<Logits, String> {
        let (count, width) = (ids.len(), self.embeddings.width);
        let kernels = Kernels::default();
        let mut sums = Vec::new();
        let mut bytes = Bytes::default();
        bytes.resize(count, width);
        let mut x = self.embeddings.look_up(ids)?;
        NormOf {
            x: &mut x,
            norm: &self.embeddings.norm,
            out: &mut bytes,
        }
        .dispatch();
        let mut context = vec![0.0; count * width];
        let mut context_bytes = Bytes::default();
        context_bytes.resize(count, width);
        let mut inner_bytes = Bytes::default();
        let mut three = vec![0.0; count * 3 * width];
        let mut hidden = self.syntax.as_ref().map(|s| vec![0.0; count * s.width]);
        for (number, layer) in self.layers.iter().enumerate() {
            let product = kernels.product(&bytes, &layer.attention, &mut sums);
            Floats {
                product,
                out: &mut three,
            }
            .dispatch();
            let all = Rows {
                values: &three,
                stride: 3 * width,
            };
            kernels.attend(all, all, width, self.heads, &mut context);
            Quantize {
                x: &context,
                width,
                out: &mut context_bytes,
            }
            .dispatch();
            AddNorm {
                product: kernels.product(&context_bytes, &layer.output, &mut sums),
                x: &mut x,
                norm: &layer.attention_norm,
                out: &mut bytes,
            }
            .dispatch();
            inner_bytes.resize(count, layer.inner.outputs());
            GeluBytes {
                product: kernels.product(&bytes, &layer.inner, &mut sums),
                out: &mut inner_bytes,
            }
            .dispatch();
            AddNorm {
                product: kernels.product(&inner_bytes, &layer.outer, &mut sums),
                x: &mut x,
                norm: &layer.norm,
                out: &mut bytes,
            }
            .dispatch();
            if let (Some(syntax), Some(hidden)) = (&self.syntax, &mut hidden) {
                for (_, dense) in syntax.hidden.iter().filter(|(after, _)| *after == number + 1) {
                    Add {
                        product: kernels.product(&bytes, dense, &mut sums),
                        out: hidden,
                    }
                    .dispatch();
                }
            }
        }
        let words = bytes.pick(picked, width);
        let syntax = self.syntax.as_ref().zip(hidden);
        Ok(Logits {
            entities: kernels.floats(&words, &self.classifier, &mut sums),
            syntax: syntax.map_or_else(Vec::new, |(syntax, hidden)| {
                syntax.run(&kernels, hidden, picked, &mut sums)
            }),
        })
    }
}

impl Embeddings {
    fn take(weights: &mut Weights, epsilon: f32) -> Result<Self, String> {
        let name = "bert.embeddings";
        let (words, count, width) = weights.bytes(&format!("{name}.word_embeddings.weight.int8"))?;
        let scales = weights.vector(&format!("{name}.word_embeddings.weight.scale"), count)?;
        let (mut places, place_width) = weights.floats(&format!("{name}.position_embeddings.weight"))?;
        let (kinds, kind_width) = weights.floats(&format!("{name}.token_type_embeddings.weight"))?;
        if place_width != width || kind_width != width {
            return Err(format!(
                "embeddings of {width}, {place_width} and {kind_width} values do not add"
            ));
        }
        for place in places.chunks_exact_mut(width) {
            for (place, kind) in place.iter_mut().zip(&kinds) {
                *place += kind;
            }
        }
        Ok(Self {
            words,
            scales,
            places,
            norm: Norm::take(weights, &format!("{name}.LayerNorm"), width, epsilon)?,
            width,
        })
    }

    /// The sum of word, position and type of each piece.
    fn look_up(&self, ids: &[u32]) -> Result<Vec<f32>, String> {
        let width = self.width;
        if ids.len() * width > self.places.len() {
            let room = self.places.len() / width;
            return Err(format!(
                "{} pieces, and the encoder has {room} positions",
                ids.len()
            ));
        }
        let mut out = Vec::with_capacity(ids.len() * width);
        for (&id, place) in ids.iter().zip(self.places.chunks_exact(width)) {
            let id = id as usize;
            let scale = self
                .scales
                .get(id)
                .ok_or_else(|| format!("the piece {id} is not in the vocabulary"))?;
            let word = &self.words[id * width..(id + 1) * width];
            out.extend(word.iter().zip(place).map(|(&w, p)| f32::from(w) * scale + p));
        }
        Ok(out)
    }
}

impl Layer {
    fn take(
        weights: &mut Weights,
        products: &GemmExecutor<u8, i8, i32>,
        name: &str,
        epsilon: f32,
    ) -> Result<Self, String> {
        let attention = Dense::three(weights, products, &format!("{name}.attention.self"))?;
        let output = Dense::take(weights, products, &format!("{name}.attention.output.dense"))?;
        let width = output.outputs();
        Ok(Self {
            attention,
            output,
            attention_norm: Norm::take(
                weights,
                &format!("{name}.attention.output.LayerNorm"),
                width,
                epsilon,
            )?,
            inner: Dense::take(weights, products, &format!("{name}.intermediate.dense"))?,
            outer: Dense::take(weights, products, &format!("{name}.output.dense"))?,
            norm: Norm::take(weights, &format!("{name}.output.LayerNorm"), width, epsilon)?,
        })
    }
}
