"""Trains the syntax head: parts of speech, morphology and relations, read off the frozen encoder.

    python quantize.py --weights FOLDER --out encoder.onnx
    python syntax_head.py --encoder encoder.onnx --tokenizer FOLDER/tokenizer.json --ud UD_FOLDER --out syntax.safetensors
    … --start ../../models      # goes on from the head of a model of ours

UD_FOLDER holds fr_sequoia-noannodis-{train,dev,test}.conllu, fr_gsd-{dev,test}.conllu and fr_pud.conllu. The encoder is
the quantised one, so that the head learns from what it will see. A word is its first piece. The text is varied as real
text varies: six styles of quotation marks, both apostrophes, capitals, windows of one to four sentences.

The head takes the states after the layers in LAYERS, lets the pieces of the window look at each other once, and ends in
one softmax for each segment of the output:

    z = gelu(sum_L W_L h_L + b)                          syntax.hidden.L.weight [HIDDEN, 384], syntax.hidden.bias
    y = layer norm(z + attention(z))                     syntax.attention.query / key / value / output, syntax.LayerNorm
    output = W_out gelu(W_mix y + b) + b                 syntax.mix, syntax.out.weight [K, HIDDEN]

SEGMENTS lists the segments in output order; `syntax.json`, written beside the weights, holds them with their labels.
`head` places the governor as parsing-as-labelling does: `+1:VERB` is the first verb to the right, `-2:NOUN` the second
noun to the left; it is a hint, not a tree.
"""

import argparse
import collections
import json
import os
import random
import time

import numpy as np

from augment import vary
from french import read_conllu
from windows import windows

TRAIN = ["sequoia-noannodis-train", "gsd-dev", "pud"]
HELD_OUT = ["gsd-test", "sequoia-noannodis-dev", "sequoia-noannodis-test"]
LAYERS = [2, 5, 7, 12]
HIDDEN = 256
HEADS = 4

UPOS = ["ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM", "PART", "PRON", "PROPN", "PUNCT", "SCONJ", "SYM", "VERB", "X"]
DEPREL = [
    "acl", "acl:relcl", "advcl", "advmod", "amod", "appos", "aux", "aux:pass", "case", "cc", "ccomp", "conj", "cop", "dep",
    "det", "expl", "expl:subj", "fixed", "flat", "iobj", "mark", "nmod", "nsubj", "nsubj:pass", "nummod", "obj", "obl",
    "obl:agent", "parataxis", "punct", "root", "vocative", "xcomp",
]
SEGMENTS = {
    "upos": UPOS,
    "gender": ["none", "Masc", "Fem"],
    "number": ["none", "Sing", "Plur"],
    "person": ["none", "1", "2", "3"],
    "verbform": ["none", "Fin", "Inf", "Part"],
    "mood": ["none", "Pres", "Past", "Imp", "Fut", "Cnd", "Sub", "Cmd"],
    "prontype": ["none", "Prs", "Poss", "Refl", "Def", "Indef", "Dem", "Ind", "Int", "Rel", "Neg"],
    "deprel": DEPREL,
    "head": None,  # filled from the training data: far, root and the 46 most frequent places
}
PARTS = {f"attention.{n}": n for n in ("query", "key", "value", "output")} | {"LayerNorm": "norm", "mix": "mix", "out": "out"}
MORPHOLOGY = ("gender", "number", "person", "verbform", "mood", "prontype")


def morphology(feats):
    """The labels of the segments of MORPHOLOGY. `mood`: the tense of the indicative and of participles (Imp: imparfait),
    Cnd conditional, Sub subjunctive, Cmd imperative."""
    mood = {"Cnd": "Cnd", "Sub": "Sub", "Imp": "Cmd"}.get(feats.get("Mood"), feats.get("Tense", "none"))
    kind = feats.get("PronType", "none")
    if feats.get("Poss") == "Yes":
        kind = "Poss"
    elif feats.get("Reflex") == "Yes":
        kind = "Refl"
    elif kind == "Art":
        kind = {"Def": "Def"}.get(feats.get("Definite"), "Indef")
    found = feats.get("Gender"), feats.get("Number"), feats.get("Person"), feats.get("VerbForm"), mood, kind
    return {s: v if v in SEGMENTS[s] else "none" for s, v in zip(MORPHOLOGY, found)}


def relation(deprel):
    if deprel in DEPREL:
        return deprel
    short = deprel.split(":")[0]
    return short if short in DEPREL else "dep"


def places(words):
    """Where the governor of each word is: `root`, or its direction, rank and part of speech."""
    out = []
    for i, word in enumerate(words):
        head = word["head"]
        if head < 0 or head == i:
            out.append("root")
            continue
        step, upos = (1, words[head]["upos"]) if head > i else (-1, words[head]["upos"])
        rank = sum(words[j]["upos"] == upos for j in range(i + step, head + step, step))
        out.append(f"{'+' if step > 0 else '-'}{rank}:{upos}")
    return out


def annotate(sentences):
    """One dict of labels a word."""
    out = []
    for words in sentences:
        for word, place in zip(words, places(words)):
            out.append({"form": word["form"].lower(), "upos": word["upos"], "deprel": relation(word["deprel"]), "head": place, **morphology(word["feats"])})
    return out


def extract(encoder, tokenizer, folder, names, seed):
    """Windows of some treebanks: their states [pieces, layers * width], and of their words the pieces, the labels and
    the treebank. Seed 0: the text as it is."""
    import onnx
    import onnxruntime

    model = onnx.load(encoder)
    outputs = [f"bert.encoder.layer.{l - 1}.output.LayerNorm.out" for l in LAYERS]
    model.graph.output.extend(onnx.helper.make_tensor_value_info(o, 1, ["batch", "seq", None]) for o in outputs)
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    rng, out = random.Random(seed), []
    for name in names:
        read = read_conllu(os.path.join(folder, f"fr_{name}.conllu"))
        if seed:
            read = [vary(s, rng) for s in read]
        for window in windows(read, tokenizer, rng if seed else None):
            ids = np.array([window.ids], np.int64)
            found = session.run(outputs, {"input_ids": ids, "attention_mask": np.ones_like(ids)})
            states = np.concatenate([f[0] for f in found], 1).astype(np.float16)
            words = window.by_sentence([label for _, label in window.words])
            out.append((states, [piece for piece, _ in window.words], annotate(words), name))
    return out


def targets(found):
    """Label indices [words, segments], -1 where the corpora disagree: PUD gives gender and number to forms that the
    other two leave without."""
    index = {s: {label: i for i, label in enumerate(names)} for s, names in SEGMENTS.items()}
    seen = collections.defaultdict(collections.Counter)
    pairs = [(label, source) for _, _, labels, source in found for label in labels]
    for label, source in pairs:
        if source != "pud":
            for s in MORPHOLOGY:
                seen[s, label["form"], label["upos"]][label[s]] += 1
    out = np.zeros((len(pairs), len(SEGMENTS)), np.int64)
    for row, (label, source) in enumerate(pairs):
        for column, s in enumerate(SEGMENTS):
            value = index[s].get(label[s], 0)
            if s in MORPHOLOGY and source == "pud":
                known = seen[s, label["form"], label["upos"]]
                if label[s] not in known if sum(known.values()) >= 3 else label["upos"] == "PROPN":
                    value = -1
            out[row, column] = value
    return out


def make_head(width, outputs):
    import torch
    from torch import nn

    class Head(nn.Module):
        def __init__(self):
            super().__init__()
            self.register_buffer("mean", torch.zeros(width))
            self.register_buffer("spread", torch.ones(width))
            self.hidden, self.mix, self.out = nn.Linear(width, HIDDEN), nn.Linear(HIDDEN, HIDDEN), nn.Linear(HIDDEN, outputs)
            self.query, self.key, self.value, self.output = (nn.Linear(HIDDEN, HIDDEN) for _ in range(4))
            self.norm, self.drop = nn.LayerNorm(HIDDEN), nn.Dropout(0.15)

        def forward(self, x, seen):
            """x [batch, pieces, width], seen [batch, pieces] -> [batch, pieces, outputs]"""
            x = self.drop((x - self.mean) / self.spread)
            z = self.drop(nn.functional.gelu(self.hidden(x)))
            heads = lambda y: y.view(*y.shape[:2], HEADS, -1).transpose(1, 2)
            q, k, v = (heads(layer(z)) for layer in (self.query, self.key, self.value))
            mixed = nn.functional.scaled_dot_product_attention(q, k, v, attn_mask=seen[:, None, None, :])
            y = self.norm(z + self.drop(self.output(mixed.transpose(1, 2).flatten(2))))
            return self.out(self.drop(nn.functional.gelu(self.mix(y))))

    return Head()


def stack(batch):
    """States of some windows, padded, and where there are pieces."""
    import torch

    longest = max(len(states) for states, *_ in batch)
    x, seen = torch.zeros(len(batch), longest, batch[0][0].shape[1]), torch.zeros(len(batch), longest, dtype=torch.bool)
    for i, (states, *_) in enumerate(batch):
        x[i, : len(states)] = torch.from_numpy(states).float()
        seen[i, : len(states)] = True
    return x, seen


def begin_with(head, weights):
    """Puts the weights of an earlier head, as `export` names them, into this one."""
    import torch

    width = [weights[f"syntax.hidden.{layer}.weight"] for layer in LAYERS]
    head.hidden.weight.data = torch.cat(width, 1).contiguous()
    head.hidden.bias.data = weights["syntax.hidden.bias"].clone()
    for name, attribute in PARTS.items():
        for part in ("weight", "bias"):
            getattr(getattr(head, attribute), part).data = weights[f"syntax.{name}.{part}"].clone().contiguous()


def train(found, epochs, rate, start=None, seed=1):
    import torch

    torch.manual_seed(seed)
    sizes = [len(names) for names in SEGMENTS.values()]
    wanted, at, windows_ = torch.from_numpy(targets(found)), 0, []
    for window in found:
        windows_.append((*window, wanted[at : at + len(window[1])]))
        at += len(window[1])
    head = make_head(found[0][0].shape[1], sum(sizes))
    if start:
        begin_with(head, start)
    else:
        some = np.concatenate([w[0][1:-1] for w in found[:400]]).astype(np.float32)
        head.mean.copy_(torch.from_numpy(some.mean(0)))
        head.spread.copy_(torch.from_numpy(some.std(0) + 1e-4))
    random = np.random.default_rng(seed)

    def batches():
        order = sorted(range(len(windows_)), key=lambda i: len(windows_[i][0]) + random.uniform(0, 24))
        groups = [order[i : i + 16] for i in range(0, len(order), 16)]
        random.shuffle(groups)
        return groups

    optimizer = torch.optim.AdamW(head.parameters(), lr=rate, weight_decay=0.05)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, total_steps=epochs * len(batches()) + 1, pct_start=0.1)
    for epoch in range(epochs):
        total, began, groups = 0.0, time.time(), batches()
        for group in groups:
            batch = [windows_[i] for i in group]
            logits = head(*stack(batch))
            logits = torch.cat([logits[i][w[1]] for i, w in enumerate(batch)])
            y = torch.cat([w[4] for w in batch])
            loss = sum(torch.nn.functional.cross_entropy(p, y[:, i], ignore_index=-1) for i, p in enumerate(logits.split(sizes, 1)))
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(head.parameters(), 5.0)
            optimizer.step()
            schedule.step()
            total += loss.item()
        print(f"epoch {epoch}: loss {total / len(groups):.3f}, {time.time() - began:.0f} s", flush=True)
    return head.eval()


def export(head):
    """The weights under the names of this module's essay; the standardisation of the states is folded in."""
    width = head.hidden.weight.shape[1] // len(LAYERS)
    weight = (head.hidden.weight / head.spread).detach()
    out = {"syntax.hidden.bias": head.hidden.bias.detach() - weight @ head.mean}
    for i, layer in enumerate(LAYERS):
        out[f"syntax.hidden.{layer}.weight"] = weight[:, i * width : (i + 1) * width]
    for name, attribute in PARTS.items():
        for part in ("weight", "bias"):
            out[f"syntax.{name}.{part}"] = getattr(getattr(head, attribute), part).detach()
    return {name: np.ascontiguousarray(value.numpy(), np.float32) for name, value in out.items()}


def report(logits, labels):
    """Accuracy of each segment, F1 of the relations that the rules use and of finite verbs, in percent."""
    out, begin, said = {}, 0, {}
    for s, names in SEGMENTS.items():
        said[s] = [names[i] for i in logits[:, begin : begin + len(names)].argmax(1)]
        begin += len(names)
        if s == "head":
            known = set(names)
            out[s] = np.mean([p == (l[s] if l[s] in known else "far") for p, l in zip(said[s], labels)]) * 100
        else:
            out[s] = np.mean([p == l[s] for p, l in zip(said[s], labels)]) * 100
    def f1(gold, predicted):
        both = sum(g and p for g, p in zip(gold, predicted))
        return 200 * both / max(sum(gold) + sum(predicted), 1)
    for r in ("nsubj", "nsubj:pass", "obj", "obl", "obl:agent", "root", "appos", "ccomp", "acl:relcl", "parataxis"):
        out[f"F1 {r}"] = f1([l["deprel"] == r for l in labels], [p == r for p in said["deprel"]])
    out["F1 finite"] = f1([l["verbform"] == "Fin" for l in labels], [p == "Fin" for p in said["verbform"]])
    return {k: round(float(v), 1) for k, v in out.items()}


def main():
    import torch
    from safetensors.numpy import save_file
    from tokenizers import Tokenizer

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--encoder", required=True)
    parser.add_argument("--tokenizer", required=True)
    parser.add_argument("--ud", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--passes", type=int, default=6, help="differently varied copies of the training text")
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--start", help="folder of a model of ours whose head to go on from: model.onnx, manifest.json")
    parser.add_argument("--no-report", action="store_true", help="do not measure the head on the held-out treebanks")
    args = parser.parse_args()
    tokenizer = Tokenizer.from_file(args.tokenizer)
    read = lambda names, seed: extract(args.encoder, tokenizer, args.ud, names, seed)
    found = [window for seed in range(1, args.passes + 1) for window in read(TRAIN, seed)]
    print(f"{len(found)} windows, {sum(len(w[1]) for w in found)} words", flush=True)
    start = None
    if args.start:
        import encoder

        start = {name: t for name, t in encoder.weights_of(args.start).items() if name.startswith("syntax.")}
        with open(os.path.join(args.start, "manifest.json"), encoding="utf-8") as f:
            SEGMENTS.update({segment["name"]: segment["labels"] for segment in json.load(f)["syntax"]})
    else:
        counts = collections.Counter(label["head"] for w in found for label in w[2] if label["head"] != "root")
        SEGMENTS["head"] = ["far", "root", *(name for name, _ in counts.most_common(46))]
    head = train(found, args.epochs, args.rate, start)
    save_file(export(head), args.out)
    with open(os.path.splitext(args.out)[0] + ".json", "w", encoding="utf-8") as f:
        json.dump([{"name": s, "labels": names} for s, names in SEGMENTS.items()], f, ensure_ascii=False, indent=1)
    for name in () if args.no_report else HELD_OUT:
        logits, labels = [], []
        with torch.no_grad():
            for window in read([name], 0):
                logits.append(head(*stack([window]))[0][window[1]].numpy())
                labels += window[2]
        print(name, len(labels), json.dumps(report(np.concatenate(logits), labels)), flush=True)


if __name__ == "__main__":
    main()
