"""Averages the weights of several runs, and looks for the best mixture with the weights they began from.

    python average.py --start FOLDER --runs FOLDER FOLDER … --out FOLDER [--ner NER_FOLDER]

With --ner the shares 1, 0.75 and 0.5 of the runs against the start are measured on the development sets, and the best mean of
strict F1 is kept; without, the runs alone. FOLDER/mixture.json says what was measured.
"""

import argparse
import json
import os
import shutil

import torch
from tokenizers import Tokenizer

import encoder
import evaluate

SHARES = (1.0, 0.75, 0.5)


def mean(runs):
    """The mean of several sets of weights."""
    return {name: torch.stack([run[name] for run in runs]).mean(0) for name in runs[0]}


def between(start, end, share):
    """What `start` lacks (a second head) is taken from `end`."""
    return {name: start[name] + share * (t - start[name]) if name in start and start[name].shape == t.shape else t for name, t in end.items()}


def measure(weights, config, tokenizer, ner):
    model = encoder.Encoder(config)
    model.load_state_dict(weights)
    run = evaluate.module_runner(model)
    found = {}
    for name, sentences in evaluate.held_out(ner):
        found[name] = evaluate.f1(evaluate.logits_of(sentences, tokenizer, run))
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--start", required=True)
    parser.add_argument("--runs", required=True, nargs="+")
    parser.add_argument("--out", required=True)
    parser.add_argument("--ner", help="folder of the development sets")
    args = parser.parse_args()
    with open(os.path.join(args.runs[0], "config.json"), encoding="utf-8") as f:
        config = json.load(f)
    start = {name: t for name, t in encoder.weights_of(args.start).items() if not name.startswith("syntax.")}
    end = mean([encoder.weights_of(run) for run in args.runs])
    measured, best = [], (-1.0, 1.0)
    tokenizer = Tokenizer.from_file(os.path.join(args.start, "tokenizer.json"))
    for share in SHARES if args.ner else ():
        found = measure(between(start, end, share), config, tokenizer, args.ner)
        score = sum(f1["all"] for f1 in found.values()) / len(found)
        measured.append({"share": share, "mean": round(score, 2), **found})
        print(json.dumps(measured[-1]), flush=True)
        best = max(best, (score, share))
    encoder.save(between(start, end, best[1]), config, args.out)
    shutil.copy(os.path.join(args.start, "tokenizer.json"), args.out)
    with open(os.path.join(args.out, "mixture.json"), "w", encoding="utf-8") as f:
        json.dump({"share": best[1], "measured": measured}, f, indent=1)


if __name__ == "__main__":
    main()
