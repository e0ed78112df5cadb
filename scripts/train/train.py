"""Trains the encoder with its entity head: one phase of the recipe, one seed.

    python train.py --start FOLDER --phase a --seed 1 --data DATA --out FOLDER

At the end FOLDER has model.safetensors, config.json and tokenizer.json, the running average of the weights over the last steps.
It goes on from its last checkpoint when it is started again (loop.py). The log is FOLDER/log.jsonl. Seeds are independent
processes of one thread: on few cores that is faster than one process of several, and `average.py` joins them.

AdamW, layer-wise learning rates, label smoothing; the layers below `frozen` keep their weights.
"""

import argparse
import json
import os
import random
import shutil
import tomllib

import torch
import torch.nn.functional as F
from tokenizers import Tokenizer

import corpus
import encoder
import loop
from french import LABELS


def stack(group):
    """ids and where there are pieces, [windows, longest]; of the words, the row and column of their first pieces."""
    longest = max(len(w.ids) for w in group)
    ids, seen = torch.ones(len(group), longest, dtype=torch.long), torch.zeros(len(group), longest, dtype=torch.bool)
    rows, columns = [], []
    for i, w in enumerate(group):
        ids[i, : len(w.ids)] = torch.tensor(w.ids)
        seen[i, : len(w.ids)] = True
        rows += [i] * len(w.words)
        columns += [piece for piece, _ in w.words]
    return ids, seen, rows, columns


def train(start, out, phase, sets, entries, seed, say):
    torch.manual_seed(seed)
    tokenizer = Tokenizer.from_file(os.path.join(start, "tokenizer.json"))
    model = encoder.load(start).train()

    def groups_of(epoch):
        windows = corpus.epoch(sets, phase["shares"], entries, tokenizer, seed * 1000 + epoch)
        groups = corpus.batches(windows, phase["batch"], random.Random(seed * 1000 + epoch))
        say(epoch=epoch, windows=len(windows), pieces=sum(len(w.ids) for w in windows), batches=len(groups))
        return groups

    def loss_of(group):
        ids, seen, rows, columns = stack(group)
        labels = torch.tensor([LABELS.index(label) for w in group for _, label in w.words])
        with loop.half_precision():
            logits = model.logits(model(ids, seen)[-1][rows, columns])
        return F.cross_entropy(logits.float(), labels, label_smoothing=phase["smoothing"])

    loop.run(model, model.config["num_hidden_layers"], phase, out, groups_of, loss_of, say)
    encoder.save(model.state_dict(), model.config, out)
    shutil.copy(os.path.join(start, "tokenizer.json"), out)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--start", required=True, help="folder of the weights to begin with")
    parser.add_argument("--out", required=True)
    parser.add_argument("--phase", required=True, help="a phase of the recipe")
    parser.add_argument("--recipe", default=os.path.join(corpus.HERE, "recipe.toml"))
    parser.add_argument("--data", help="folder of the public data")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pieces", type=int, help="instead of the recipe's")
    args = parser.parse_args()
    with open(args.recipe, "rb") as f:
        recipe = tomllib.load(f)
    phase = {**loop.DEFAULTS, **recipe["phases"][args.phase]}
    if args.pieces:
        phase["pieces"] = args.pieces
    torch.set_num_threads(1)
    os.makedirs(args.out, exist_ok=True)
    log = open(os.path.join(args.out, "log.jsonl"), "a", encoding="utf-8")

    def say(**values):
        print(json.dumps(values), file=log, flush=True)

    say(start=args.start, phase=args.phase, seed=args.seed, **phase)
    sets = {name: corpus.read_set(recipe["sets"][name], args.data) for name in phase["shares"]}
    say(sets={name: [len(sentences), sum(len(s.tokens) for s in sentences)] for name, sentences in sets.items()})
    train(args.start, args.out, phase, sets, recipe["sets"], args.seed, say)


if __name__ == "__main__":
    main()
