"""Fine-tunes the shipped model on text of your own, into a folder that `guillemet tag --model FOLDER` runs.

    scripts/train/run fine-tune FILE … --out FOLDER [--dev FILE] [--passes 4]

A FILE is CoNLL (`token TAG` a line, BIO, a blank line between sentences), guillemet records (.jsonl: `text` and `entities` with
`start`, `end`, `label`; what `guillemet tag` writes, corrected by hand), or marked sentences (.txt: `[Jean Dupont|PER] parle.`).
Labels are PER, LOC, ORG and MISC. Without --dev every tenth sentence is kept out to measure the model before and after.

It begins with models/ (or --model FOLDER), keeps the lower seven layers, and keeps the second head, which reads them, as it
is. Two hundred sentences are a beginning, two thousand are plenty. If the result is worse on the sentences kept out, the
program says so: use fewer passes, or correct the labels.
"""

import argparse
import json
import os
import shutil
import sys

import onnx
from tokenizers import Tokenizer

import corpus
import encoder
import evaluate
import loop
import manifest
import quantize
import train

PHASE = {**loop.DEFAULTS, "batch": 512, "rate": 8e-5, "end_rate": 0.0, "frozen": 7, "average": 0.9}


def split(sentences):
    """(to train on, to measure with): every tenth sentence is measured."""
    return [s for i, s in enumerate(sentences) if i % 10 != 9], sentences[9::10]


def measure(path, tokenizer, sentences):
    return {k: round(v, 1) for k, v in evaluate.f1(evaluate.logits_of(sentences, tokenizer, evaluate.runner(path))).items()}


def read(paths):
    out = []
    for path in paths:
        found = corpus.read(path)
        if not found:
            raise ValueError(f"{path}: no sentence in it: give CoNLL, .jsonl records or .txt with [name|LABEL]")
        out += found
    return out


def pack(weights, syntax, start, out, name):
    """The folder that guillemet runs: model.onnx, config.json, tokenizer.json, manifest.json."""
    with open(os.path.join(start, "config.json"), encoding="utf-8") as f:
        config = json.load(f)
    arrays = lambda tensors: {key: t.numpy() for key, t in tensors.items()}
    onnx.save(quantize.build(arrays(weights), config, arrays(syntax) or None), os.path.join(out, "model.onnx"))
    for file in ("config.json", "tokenizer.json"):
        shutil.copy(os.path.join(start, file), out)
    with open(os.path.join(start, "manifest.json"), encoding="utf-8") as f:
        segments = json.load(f)["syntax"]
    manifest.write(out, name, "1", segments)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", metavar="FILE")
    parser.add_argument("--out", required=True, help="the new model's folder")
    parser.add_argument("--dev", help="a file to measure with, instead of every tenth sentence")
    parser.add_argument("--model", default=os.path.join(corpus.HERE, "../../models"), help="the model to begin with")
    parser.add_argument("--name", default="my-model", help="what the records will call it")
    parser.add_argument("--passes", type=float, default=4, help="over the text")
    parser.add_argument("--rate", type=float, default=PHASE["rate"])
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    try:
        ours = read(args.files)
        ours, kept_out = (ours, read([args.dev])) if args.dev else split(ours)
    except (OSError, ValueError) as error:
        sys.exit(f"fine-tune: {error}")
    if not kept_out:
        sys.exit("fine-tune: fewer than ten sentences: mark some more, or measure with --dev FILE")
    os.makedirs(args.out, exist_ok=True)
    work = os.path.join(args.out, "training")  # the checkpoint and the log
    os.makedirs(work, exist_ok=True)
    tokenizer = Tokenizer.from_file(os.path.join(args.model, "tokenizer.json"))
    pieces = sum(len(w.ids) for w in corpus.windows(ours, tokenizer))
    say = lambda **values: print(json.dumps(values), flush=True)
    say(sentences=len(ours), pieces=pieces, kept_out=len(kept_out))
    say(before=measure(os.path.join(args.model, "model.onnx"), tokenizer, kept_out))
    phase = {**PHASE, "rate": args.rate, "pieces": int(pieces * args.passes), "shares": {"ours": 1.0}}
    train.train(args.model, work, phase, {"ours": ours}, {"ours": {"mixed": True}}, args.seed, say)
    syntax = {name: t for name, t in encoder.read_onnx(os.path.join(args.model, "model.onnx")).items() if name.startswith("syntax.")}
    pack(encoder.weights_of(work), syntax, args.model, args.out, args.name)
    say(after=measure(os.path.join(args.out, "model.onnx"), tokenizer, kept_out))
    shutil.rmtree(work)
    print(f"next: guillemet tag --model {args.out} FILE")


if __name__ == "__main__":
    main()
