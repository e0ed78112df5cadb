"""Builds models/model.onnx: the encoder and its two heads, weights in 7-bit integers.

    python quantize.py --weights FOLDER --out encoder.onnx                                # without the syntax head
    python syntax_head.py --encoder encoder.onnx … --out syntax.safetensors
    python quantize.py --weights FOLDER --syntax syntax.safetensors --out ../../models/model.onnx
    python evaluate.py … && python manifest.py …

FOLDER holds model.safetensors and config.json as transformers' BertForTokenClassification writes them.

The graph. Inputs `input_ids` and `attention_mask`, int64 [batch, seq]; outputs `logits` [batch, seq, 9] and `syntax`
[batch, seq, K], float32. Standard operators of opset 20 only. A dense layer is

    m = max |x| of each row; u8 = QuantizeLinear(x / m, 1/127, 128)
    y = Mul(Cast(MatMulInteger(u8, int8, 128, 0)), scale / 127) * m + bias

where the runtime fuses the Cast and the first Mul. LayerNorm, softmax, GELU and attention scores are float32.

Why a scale for each row (piece). A few channels of this encoder reach 20 to 65 where the mean is 0.1 to 0.5. In a simulation
on 2,656 pieces of sequoia.dev, one scale for the whole tensor, as DynamicQuantizeLinear has it, diverged from float32 by
0.0073 nats a piece and a scale for each row by 0.0002. It also makes padding and neighbours in a batch without effect.

Why 7 bits. Without VNNI, x86 processors multiply u8 by i8 with `vpmaddubsw`, which adds two products in 16 bits and
saturates. Two products of at most 255 x 64 make 32,640 < 32,767: with weights in -64..64 nothing can saturate, and the
integer products are the same on every processor. The float32 parts (GELU, softmax, sums) may still differ in the last digit
between runtimes and processors, and a rounding may then fall the other way. The word embeddings are only looked up and use
the full 8 bits.

Names of the initializers, for whoever reads the weights back (transformers' names, N = 0..11):

    NAME.weight.int8   int8   [in, out], transposed against transformers
    NAME.weight.scale  float  [out]; weight[o, i] = int8[i, o] * scale[o]
    NAME.bias          float  [out]
  for NAME in bert.encoder.layer.N.attention.self.query / .key / .value, .attention.output.dense, .intermediate.dense,
  .output.dense; classifier; syntax.hidden.L (no bias of their own: syntax.hidden.bias), syntax.attention.query / .key /
  .value / .output, syntax.mix, syntax.out;

    bert.embeddings.word_embeddings.weight.int8   int8  [vocabulary, 384]
    bert.embeddings.word_embeddings.weight.scale  float [vocabulary, 1]: weight[v, i] = int8[v, i] * scale[v, 0]

    float, as in transformers: bert.embeddings.position_embeddings.weight, bert.embeddings.token_type_embeddings.weight,
    each LayerNorm.weight and LayerNorm.bias, syntax.LayerNorm.*.
"""

import argparse
import json

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import load_file

WEIGHT_LIMIT = 64  # see "Why 7 bits"
SYNTAX_HEADS = 4  # as syntax_head.py trains it


def quantize_columns(weight, limit):
    """int8 [in, out] and scale [out] of a float [in, out], the clipping of each column chosen by squared error."""
    best_error = np.full(weight.shape[1], np.inf)
    top = np.maximum(np.abs(weight).max(axis=0), 1e-12)
    best = np.zeros_like(weight, dtype=np.int8), top / limit
    for share in np.linspace(0.8, 1.0, 21):
        scale = top * share / limit
        q = np.clip(np.rint(weight / scale), -limit, limit)
        error = ((q * scale - weight) ** 2).sum(axis=0)
        better = error < best_error
        best_error[better] = error[better]
        best[0][:, better] = q[:, better]
        best[1][better] = scale[better]
    return best[0], best[1].astype(np.float32)


class Graph:
    """Collects the nodes and initializers of one ONNX graph."""

    def __init__(self):
        self.nodes, self.initializers, self.known = [], [], set()

    def constant(self, name, value):
        if name not in self.known:
            self.known.add(name)
            self.initializers.append(numpy_helper.from_array(np.array(value, order="C"), name))
        return name

    def op(self, kind, inputs, name, **attributes):
        self.nodes.append(helper.make_node(kind, inputs, [name], name=name, **attributes))
        return name

    def quantized(self, x):
        """The quantised form of a value, computed once: (u8, scale of each row, zero point)."""
        u8, scale, zero = f"{x}.u8", f"{x}.row_max", self.constant("zero.uint8", np.array(128, np.uint8))
        if u8 not in self.known:
            self.known.add(u8)
            size = self.op("Abs", [x], f"{x}.abs")
            largest = self.op("ReduceMax", [size, self.constant("last_axis", np.array([-1], np.int64))], f"{x}.largest", keepdims=1)
            self.op("Max", [largest, self.constant("tiny", np.array([1e-9], np.float32))], scale)
            unit = self.op("Div", [x, scale], f"{x}.unit")
            self.op("QuantizeLinear", [unit, self.constant("step", np.array(1 / 127, np.float32)), zero], u8)
        return u8, scale, zero

    def matmul(self, x, name, weight):
        """x [.., in] times weight [in, out], without bias."""
        q, scale = quantize_columns(weight, WEIGHT_LIMIT)
        u8, row_max, u8_zero = self.quantized(x)
        self.constant(f"{name}.weight.int8", q)
        self.constant(f"{name}.weight.scale", scale)
        zero = self.constant("zero.int8", np.zeros((), np.int8))
        columns = self.op("Mul", ["step", f"{name}.weight.scale"], f"{name}.columns")
        product = self.op("MatMulInteger", [u8, f"{name}.weight.int8", u8_zero, zero], f"{name}.int32")
        cast = self.op("Cast", [product], f"{name}.cast", to=TensorProto.FLOAT)
        return self.op("Mul", [self.op("Mul", [cast, columns], f"{name}.units"), row_max], f"{name}.product")

    def dense(self, x, name, weight, bias):
        return self.op("Add", [self.matmul(x, name, weight), self.constant(f"{name}.bias", bias)], f"{name}.out")

    def layer_norm(self, x, name, weights, epsilon=1e-12):
        gain = self.constant(f"{name}.weight", weights[f"{name}.weight"])
        shift = self.constant(f"{name}.bias", weights[f"{name}.bias"])
        return self.op("LayerNormalization", [x, gain, shift], f"{name}.out", axis=-1, epsilon=epsilon)


def build(weights, config, syntax):
    """The model, from the encoder's weights and those of the syntax head (None: without)."""
    g = Graph()
    w = {name: value.astype(np.float32) for name, value in {**weights, **(syntax or {})}.items()}
    head = config["hidden_size"] // config["num_attention_heads"]
    i64 = lambda name, value: g.constant(name, np.array(value, np.int64))
    dense = lambda x, name: g.dense(x, name, w[f"{name}.weight"].T, w[f"{name}.bias"])

    e = "bert.embeddings."
    table = w[e + "word_embeddings.weight"]
    scale = np.maximum(np.abs(table).max(axis=1, keepdims=True), 1e-12) / 127
    g.constant(e + "word_embeddings.weight.int8", np.clip(np.rint(table / scale), -127, 127).astype(np.int8))
    g.constant(e + "word_embeddings.weight.scale", scale.astype(np.float32))
    rows = g.op("Gather", [e + "word_embeddings.weight.int8", "input_ids"], "words.int8")
    rows = g.op("Cast", [rows], "words.cast", to=TensorProto.FLOAT)
    row_scale = g.op("Gather", [e + "word_embeddings.weight.scale", "input_ids"], "words.scale")
    words = g.op("Mul", [rows, row_scale], "words")
    g.constant(e + "position_embeddings.weight", w[e + "position_embeddings.weight"])
    g.constant(e + "token_type_embeddings.weight", w[e + "token_type_embeddings.weight"])
    kind = g.op("Gather", [e + "token_type_embeddings.weight", i64("zero", 0)], "token_type")
    places = g.op("Add", [e + "position_embeddings.weight", kind], "places")
    length = g.op("Shape", ["input_ids"], "length", start=1, end=2)
    places = g.op("Slice", [places, i64("first", [0]), length, i64("first_axis", [0])], "places.window")
    x = g.layer_norm(g.op("Add", [words, places], "embeddings"), e + "LayerNorm", w)

    seen = g.op("Cast", ["attention_mask"], "mask.float", to=TensorProto.FLOAT)
    hidden = g.op("Sub", [g.constant("one", np.array(1, np.float32)), seen], "mask.hidden")
    hidden = g.op("Mul", [hidden, g.constant("far", np.array(-1e30, np.float32))], "mask.far")
    mask = g.op("Unsqueeze", [hidden, i64("mask_axes", [1, 2])], "mask")

    def attend(x, name, heads):
        """Self-attention, before the output projection: NAME.query, NAME.key, NAME.value."""
        width = w[f"{name}.query.bias"].shape[0]
        shape = i64(f"heads.{heads}.{width}", [0, 0, heads, width // heads])
        split = lambda part: g.op("Reshape", [dense(x, f"{name}.{part}"), shape], f"{name}.{part}.heads")
        turn = lambda part, perm: g.op("Transpose", [split(part)], f"{name}.{part}.turned", perm=perm)
        q, k, v = turn("query", [0, 2, 1, 3]), turn("key", [0, 2, 3, 1]), turn("value", [0, 2, 1, 3])
        scale = g.constant(f"head_scale.{heads}.{width}", np.array((width // heads) ** -0.5, np.float32))
        scores = g.op("Mul", [g.op("MatMul", [q, k], f"{name}.dots"), scale], f"{name}.scores")
        shares = g.op("Softmax", [g.op("Add", [scores, mask], f"{name}.masked")], f"{name}.shares", axis=-1)
        mixed = g.op("Transpose", [g.op("MatMul", [shares, v], f"{name}.mixed")], f"{name}.merged", perm=[0, 2, 1, 3])
        return g.op("Reshape", [mixed, i64(f"merge.{width}", [0, 0, width])], f"{name}.context")

    states = [x]
    for layer in range(config["num_hidden_layers"]):
        p = f"bert.encoder.layer.{layer}."
        heads = w[p + "attention.self.query.bias"].shape[0] // head  # fewer where some are pruned
        y = dense(attend(x, p + "attention.self", heads), p + "attention.output.dense")
        x = g.layer_norm(g.op("Add", [y, x], p + "attention.sum"), p + "attention.output.LayerNorm", w)
        y = dense(g.op("Gelu", [dense(x, p + "intermediate.dense")], p + "gelu"), p + "output.dense")
        x = g.layer_norm(g.op("Add", [y, x], p + "sum"), p + "output.LayerNorm", w)
        states.append(x)
    g.op("Identity", [dense(x, "classifier")], "logits")
    outputs = [("logits", len(config["id2label"]))]
    if syntax:
        layers = sorted(int(name.split(".")[2]) for name in syntax if name.startswith("syntax.hidden.") and name.endswith(".weight"))
        total = None
        for layer in layers:
            y = g.matmul(states[layer], f"syntax.hidden.{layer}", w[f"syntax.hidden.{layer}.weight"].T)
            total = y if total is None else g.op("Add", [total, y], f"syntax.hidden.{layer}.sum")
        total = g.op("Add", [total, g.constant("syntax.hidden.bias", w["syntax.hidden.bias"])], "syntax.hidden")
        z = g.op("Gelu", [total], "syntax.z")
        y = dense(attend(z, "syntax.attention", SYNTAX_HEADS), "syntax.attention.output")
        y = g.layer_norm(g.op("Add", [y, z], "syntax.sum"), "syntax.LayerNorm", w, epsilon=1e-5)
        y = dense(g.op("Gelu", [dense(y, "syntax.mix")], "syntax.gelu"), "syntax.out")
        g.op("Identity", [y], "syntax")
        outputs.append(("syntax", w["syntax.out.bias"].shape[0]))

    info = lambda name, kind, shape: helper.make_tensor_value_info(name, kind, shape)
    graph = helper.make_graph(
        g.nodes, "guillemet-fr",
        [info("input_ids", TensorProto.INT64, ["batch", "seq"]), info("attention_mask", TensorProto.INT64, ["batch", "seq"])],
        [info(name, TensorProto.FLOAT, ["batch", "seq", k]) for name, k in outputs],
        g.initializers,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=9, producer_name="guillemet")
    return model


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weights", required=True)
    parser.add_argument("--syntax", help="the second head, where it is not among the weights")
    parser.add_argument("--without-embeddings", action="store_true", help="leave the word embeddings out: the file takes those of another")
    parser.add_argument("--out", required=True)
    args = parser.parse_args()
    config = json.load(open(f"{args.weights}/config.json", encoding="utf-8"))
    weights = load_file(f"{args.weights}/model.safetensors")
    syntax = load_file(args.syntax) if args.syntax else {name: w for name, w in weights.items() if name.startswith("syntax.")}
    model = build(weights, config, syntax or None)
    if args.without_embeddings:
        kept = [tensor for tensor in model.graph.initializer if "word_embeddings" not in tensor.name]
        del model.graph.initializer[:]
        model.graph.initializer.extend(kept)
    onnx.save(model, args.out)


if __name__ == "__main__":
    main()
