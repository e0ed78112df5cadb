"""Teaches a smaller model, the student, what a larger one knows: one round of the recipe, one seed.

    python distil.py lesson --teacher MODEL --data DATA --seed 1 --out LESSON.pt
    python distil.py train --teacher MODEL --round 0 --lessons LESSON.pt … --seed 1 --out FOLDER [--start FOLDER]
    … --student narrow      # the accurate model, from the one that the phases of the recipe made; else the fast one

MODEL is a folder as models/. A lesson is one pass over the text of the student, varied as the training text of the teacher is:
every window with the teacher's entity scores, syntax scores and last state at the first piece of each word. Text without
labels may be part of it (guillemet's own records of any French text): the teacher has an answer for every word.

The student has the word embeddings of the teacher, which stay as they are, and begins with some of its layers (`layers` of the
recipe), or with an earlier student, which a round may make narrower (`heads`, `inner`). It learns all three answers at once:

    loss = KL(teacher, student) of the entity labels + the mean KL of the segments of the syntax head + the distance of the states

after Sanh et al. 2019 (DistilBERT) and Jiao et al. 2020 (TinyBERT). FOLDER gets model.safetensors (the encoder and both heads),
config.json and tokenizer.json.
"""

import argparse
import json
import os
import random
import shutil
import tomllib
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from tokenizers import Tokenizer

import corpus
import encoder
import loop
import syntax_head
from train import stack

BATCH = 2048  # pieces, with the filling, that the teacher reads at once


@dataclass
class Taught:
    """A window and what the teacher says of its words: [words, labels], [words, columns], [words, width], float16."""

    ids: list
    words: list
    entities: np.ndarray
    syntax: np.ndarray
    states: np.ndarray


def teach(teacher, windows, depth):
    """The windows with the answers of the teacher, an ONNX file with `depth` layers."""
    import onnx
    import onnxruntime

    model = onnx.load(teacher)
    last = f"bert.encoder.layer.{depth - 1}.output.LayerNorm.out"
    model.graph.output.append(onnx.helper.make_tensor_value_info(last, 1, ["batch", "seq", None]))
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    out = []
    groups = corpus.batches(windows, BATCH, random.Random(0))
    for number, group in enumerate(groups):
        if number % 100 == 0:
            print(f"lesson: batch {number} of {len(groups)}", flush=True)
        ids, seen, _, _ = stack(group)
        found = session.run(["logits", "syntax", last], {"input_ids": ids.numpy(), "attention_mask": seen.long().numpy()})
        for row, window in enumerate(group):
            first = [piece for piece, _ in window.words]
            out.append(Taught(window.ids, window.words, *(f[row][first].astype(np.float16) for f in found)))
    return out


class Student(torch.nn.Module):
    """The encoder with both heads."""

    def __init__(self, config, reads, hidden, columns):
        super().__init__()
        syntax_head.LAYERS, syntax_head.HIDDEN = reads, hidden
        self.encoder = encoder.Encoder(config)
        self.syntax = syntax_head.make_head(len(reads) * config["hidden_size"], columns)
        self.reads = reads

    def forward(self, ids, seen, rows, columns):
        """(entity logits, syntax logits, last states) of the words."""
        states = self.encoder(ids, seen)
        syntax = self.syntax(torch.cat([states[layer] for layer in self.reads], -1), seen)
        last = states[-1][rows, columns]
        return self.encoder.logits(last), syntax[rows, columns], last


def copied(weights, layers):
    """The teacher's weights without the layers that the student does not take."""
    of = {layer: i for i, layer in enumerate(layers)}
    out = {}
    for name, tensor in weights.items():
        if name.startswith("bert.encoder.layer."):
            layer, rest = name.removeprefix("bert.encoder.layer.").split(".", 1)
            if int(layer) in of:
                out[f"bert.encoder.layer.{of[int(layer)]}.{rest}"] = tensor
        elif not name.startswith("syntax."):
            out[name] = tensor
    return out


def narrow(student, heads, inner, groups):
    """Cuts every layer down to its `heads` busiest attention heads and its `inner` busiest feed-forward neurons; what the others
    gave becomes their mean.

    A neuron counts for its mean activation over `groups` times the length of what it adds to the state, after Sun et al. 2024
    (Wanda); a head for the sum of the values that it mixes."""
    config, size, layers = student.encoder.config, student.encoder.head, student.encoder.bert.encoder.layer
    with torch.no_grad():
        seen = inputs_of([dense for layer in layers for dense in (layer.attention.output.dense, layer.output.dense)], student, groups)
        for number, layer in enumerate(layers):
            attention, mixed, active = layer.attention, seen[layer.attention.output.dense], seen[layer.output.dense]
            kept = importance(mixed, attention.output.dense).view(-1, size).sum(1).topk(heads).indices.sort().values
            values = torch.cat([torch.arange(size * head, size * (head + 1)) for head in kept.tolist()])
            for part in ("query", "key", "value"):
                setattr(attention.self, part, rows_of(getattr(attention.self, part), values))
            attention.output.dense = columns_of(attention.output.dense, values, mixed.mean(0))
            there = encoder.heads_of(config, number)
            left = {there[head] for head in kept.tolist()}
            config.setdefault("pruned_heads", {})[str(number)] = [head for head in range(config["num_attention_heads"]) if head not in left]

            neurons = importance(active, layer.output.dense).topk(inner).indices.sort().values
            layer.intermediate.dense = rows_of(layer.intermediate.dense, neurons)
            layer.output.dense = columns_of(layer.output.dense, neurons, active.mean(0))
    config["intermediate_size"] = inner


def inputs_of(denses, student, groups):
    """What each of the dense layers is given while the student reads `groups`, [rows, inputs]."""
    seen = {dense: [] for dense in denses}
    hooks = [dense.register_forward_pre_hook(lambda dense, inputs: seen[dense].append(inputs[0].flatten(0, -2))) for dense in denses]
    for group in groups:
        student(*stack(group))
    for hook in hooks:
        hook.remove()
    return {dense: torch.cat(inputs) for dense, inputs in seen.items()}


def importance(inputs, dense):
    """How much each input of a dense layer adds to what comes out of it."""
    return inputs.abs().mean(0) * dense.weight.norm(dim=0)


def rows_of(dense, kept):
    """The layer with some of its outputs."""
    out = torch.nn.Linear(dense.in_features, len(kept))
    out.load_state_dict({"weight": dense.weight[kept], "bias": dense.bias[kept]})
    return out


def columns_of(dense, kept, mean):
    """The layer with some of its inputs, the others always at their mean."""
    left = torch.ones(dense.in_features, dtype=torch.bool)
    left[kept] = False
    out = torch.nn.Linear(len(kept), dense.out_features)
    out.load_state_dict({"weight": dense.weight[:, kept], "bias": dense.bias + dense.weight[:, left] @ mean[left]})
    return out


def divergence(student, taught):
    """KL(taught, student), the mean over the words."""
    return F.kl_div(F.log_softmax(student, -1), F.log_softmax(taught, -1), log_target=True, reduction="batchmean")


def train(args, phase, say):
    torch.manual_seed(0)  # seeds begin with the same second head, so that they can be averaged
    torch.set_num_threads(1)
    with open(os.path.join(args.teacher, "config.json"), encoding="utf-8") as f:
        config = json.load(f)
    with open(os.path.join(args.teacher, "manifest.json"), encoding="utf-8") as f:
        sizes = [len(segment["labels"]) for segment in json.load(f)["syntax"]]
    config["num_hidden_layers"] = len(phase["layers"])
    if args.start:
        with open(os.path.join(args.start, "config.json"), encoding="utf-8") as f:
            config = json.load(f)
    student = Student(config, phase["reads"], phase["hidden"], sum(sizes))
    if args.start:
        weights = {**encoder.weights_of(args.start), encoder.WORDS: encoder.weights_of(args.teacher)[encoder.WORDS]}
        student.encoder.load_state_dict({name: t for name, t in weights.items() if not name.startswith("syntax.")})
        syntax_head.begin_with(student.syntax, weights)
    else:
        student.encoder.load_state_dict(copied(encoder.weights_of(args.teacher), phase["layers"]))
    torch.manual_seed(args.seed)
    student.encoder.bert.embeddings.word_embeddings.weight.requires_grad = False
    student.encoder.dropout = phase["dropout"]

    def groups_of(epoch):
        path = args.lessons[(args.seed + epoch) % len(args.lessons)]
        windows = torch.load(path, weights_only=False)
        say(epoch=epoch, lesson=path, windows=len(windows), pieces=sum(len(w.ids) for w in windows))
        random.Random(args.seed * 1000 + epoch).shuffle(windows)
        return corpus.batches(windows, phase["batch"], random.Random(args.seed * 1000 + epoch))

    if (phase["heads"], phase["inner"]) != (len(encoder.heads_of(config, 0)), config["intermediate_size"]):
        narrow(student.eval(), phase["heads"], phase["inner"], groups_of(0)[:20])

    def loss_of(group):
        ids, seen, rows, columns = stack(group)
        together = lambda part: torch.from_numpy(np.concatenate([getattr(w, part) for w in group])).float()
        with loop.half_precision():
            entities, syntax, states = student(ids, seen, rows, columns)
        segments = [divergence(s, t) for s, t in zip(syntax.float().split(sizes, 1), together("syntax").split(sizes, 1))]
        return (
            divergence(entities.float(), together("entities"))
            + phase["syntax"] * sum(segments) / len(segments)
            + phase["states"] * F.mse_loss(states.float(), together("states"))
        )

    loop.run(student.train(), len(phase["layers"]), phase, args.out, groups_of, loss_of, say)
    syntax = {name: torch.from_numpy(value) for name, value in syntax_head.export(student.syntax).items()}
    encoder.save({**student.encoder.state_dict(), **syntax}, config, args.out)
    shutil.copy(os.path.join(args.teacher, "tokenizer.json"), args.out)


def lesson(args, recipe, phase):
    with open(os.path.join(args.teacher, "config.json"), encoding="utf-8") as f:
        depth = json.load(f)["num_hidden_layers"]
    sets = {name: corpus.read_set(recipe["sets"][name], args.data) for name in phase["shares"]}
    tokenizer = Tokenizer.from_file(os.path.join(args.teacher, "tokenizer.json"))
    windows = corpus.epoch(sets, phase["shares"], recipe["sets"], tokenizer, args.seed, quiet=phase["quiet"])
    torch.save(teach(os.path.join(args.teacher, "model.onnx"), windows, depth), args.out + ".new")
    os.replace(args.out + ".new", args.out)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["lesson", "train"])
    parser.add_argument("--teacher", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--recipe", default=os.path.join(corpus.HERE, "recipe.toml"))
    parser.add_argument("--student", default="student", help="the part of the recipe: student, or narrow")
    parser.add_argument("--round", type=int, default=0, help="which of its rounds, from 0")
    parser.add_argument("--data", help="folder of the public data")
    parser.add_argument("--lessons", nargs="+", default=[])
    parser.add_argument("--start", help="an earlier student to go on from")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pieces", type=int, help="instead of the recipe's")
    args = parser.parse_args()
    with open(args.recipe, "rb") as f:
        recipe = tomllib.load(f)
    student = recipe[args.student]
    phase = {**loop.DEFAULTS, **student, **student["rounds"][args.round]}
    if args.pieces:
        phase["pieces"] = args.pieces
    if args.what == "lesson":
        lesson(args, recipe, phase)
        return
    os.makedirs(args.out, exist_ok=True)
    log = open(os.path.join(args.out, "log.jsonl"), "a", encoding="utf-8")

    def say(**values):
        print(json.dumps(values), file=log, flush=True)

    say(teacher=args.teacher, round=args.round, seed=args.seed, **phase)
    train(args, phase, say)


if __name__ == "__main__":
    main()
