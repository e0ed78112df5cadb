//! The shipped encoder in integers: embeddings, layers of attention and feed-forward, two heads.
//!
//! One window at a time, without padding, on one thread. A dense layer multiplies u8 by i8 into i32 (`rten-gemm`, the
//! weights packed once when the model is loaded); everything between two products is one pass over the rows (`rows`).
//! Attention is computed in floats. The heads are computed for the first piece of each word alone, which is all that
//! anybody reads, and so is the last layer unless the second head wants its states. `scripts/train/quantize.py` holds
//! the same computation as an ONNX graph, and `tests/encoder.rs` compares the two.

use super::attention::{Attention, Rows};
use super::dense::{Dense, Kernels};
use super::rows::{Add, AddNorm, Bytes, Floats, GeluBytes, Norm, NormOf, Product, Quantize};
use super::syntax::Syntax;
use super::weights::Weights;
use rten_gemm::GemmExecutor;
use rten_simd::SimdOp;

/// The model.
pub(super) struct Encoder {
    embeddings: Embeddings,
    layers: Vec<Layer>,
    /// Values of one attention head.
    head: usize,
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
    /// The model of `weights`. A head of attention has the `heads`-th part of the width; a layer may have fewer of them.
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
            head: width / heads,
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
            let looks = layer.output.inputs().next_multiple_of(self.head);
            sizes.extend([
                (&layer.attention, width, 3 * looks),
                (&layer.output, looks, width),
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
        let mut state = State::of(self.embeddings.look_up(ids)?, &self.embeddings.norm, width);
        let mut room = Room::default();
        let mut hidden = self.syntax.as_ref().map(|s| vec![0.0; count * s.width]);
        let read_by_syntax = |layer: usize| {
            let heads = self.syntax.iter().flat_map(|syntax| &syntax.hidden);
            heads.filter_map(move |(after, dense)| (*after == layer).then_some(dense))
        };
        let depth = self.layers.len();
        // Nobody reads the last states of the other pieces, unless the second head does.
        let short = read_by_syntax(depth).next().is_none();
        for (number, layer) in (1..).zip(&self.layers) {
            let rows = (short && number == depth).then_some(picked);
            layer.run(&kernels, self.head, rows, &mut state, &mut room);
            for (dense, hidden) in read_by_syntax(number).zip(&mut hidden) {
                Add {
                    product: kernels.product(&state.bytes, dense, &mut room.sums),
                    out: hidden,
                }
                .dispatch();
            }
        }
        if !short {
            state.bytes = state.bytes.pick(picked, width);
        }
        let syntax = self.syntax.as_ref().zip(hidden);
        Ok(Logits {
            entities: kernels.floats(&state.bytes, &self.classifier, &mut room.sums),
            syntax: syntax.map_or_else(Vec::new, |(syntax, hidden)| {
                syntax.run(&kernels, &mut room.attention, hidden, picked, &mut room.sums)
            }),
        })
    }
}

/// The states of the pieces between two layers, as floats and as bytes.
struct State {
    x: Vec<f32>,
    bytes: Bytes,
    width: usize,
}

impl State {
    fn of(mut x: Vec<f32>, norm: &Norm, width: usize) -> Self {
        let mut bytes = Bytes::default();
        bytes.resize(x.len() / width, width);
        NormOf {
            x: &mut x,
            norm,
            out: &mut bytes,
        }
        .dispatch();
        Self { x, bytes, width }
    }

    /// Adds what a part of a layer made of the states, and normalises.
    fn add(&mut self, product: Product<'_>, norm: &Norm) {
        AddNorm {
            product,
            x: &mut self.x,
            norm,
            out: &mut self.bytes,
        }
        .dispatch();
    }

    /// Keeps the rows `picked` alone.
    fn keep(&mut self, picked: &[u32]) {
        let rows = Rows {
            values: &self.x,
            stride: self.width,
        };
        self.x = rows.pick(picked, self.width);
        self.bytes.resize(picked.len(), self.width);
    }
}

/// Memory that every layer of a window uses again.
#[derive(Default)]
struct Room {
    attention: Attention,
    sums: Vec<i32>,
    three: Vec<f32>,
    context: Vec<f32>,
    context_bytes: Bytes,
    inner_bytes: Bytes,
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

    /// The states after this layer: of all pieces, or of those in `picked` alone, which still look at all the others.
    fn run(
        &self,
        kernels: &Kernels,
        head: usize,
        picked: Option<&[u32]>,
        state: &mut State,
        room: &mut Room,
    ) {
        let looks = self.output.inputs();
        room.three.resize(state.bytes.rows() * 3 * looks, 0.0);
        Floats {
            product: kernels.product(&state.bytes, &self.attention, &mut room.sums),
            out: &mut room.three,
        }
        .dispatch();
        let all = Rows {
            values: &room.three,
            stride: 3 * looks,
        };
        let some = picked.map(|picked| all.pick(picked, looks));
        let queries = some.as_ref().map_or(all, |values| Rows {
            values,
            stride: looks,
        });
        if let Some(picked) = picked {
            state.keep(picked);
        }
        room.context.resize(queries.count() * looks, 0.0);
        room.context_bytes.resize(queries.count(), looks);
        room.attention
            .attend(queries, all, looks, head, &mut room.context);
        Quantize {
            x: &room.context,
            width: looks,
            out: &mut room.context_bytes,
        }
        .dispatch();
        state.add(
            kernels.product(&room.context_bytes, &self.output, &mut room.sums),
            &self.attention_norm,
        );
        room.inner_bytes.resize(queries.count(), self.inner.outputs());
        GeluBytes {
            product: kernels.product(&state.bytes, &self.inner, &mut room.sums),
            out: &mut room.inner_bytes,
        }
        .dispatch();
        state.add(
            kernels.product(&room.inner_bytes, &self.outer, &mut room.sums),
            &self.norm,
        );
    }
}
