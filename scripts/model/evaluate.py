"""Measures a model file: strict entity F1, float32 against the file, and the syntax head, every window alone.

    python evaluate.py --model ../../models/model.onnx --syntax syntax.json --weights FOLDER --ner NER_FOLDER --ud UD_FOLDER

Prints one JSON object a line. Texts are built as French prints them, cut to windows of at most 4 sentences, 256 pieces.
"""

import argparse
import json
import os

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

import syntax_head
from french import LABELS, read_conll, read_conllu, strict_f1, windows


def session(path, threads=2):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


def run(model, ids, output):
    ids = np.array([ids], np.int64)
    return model.run([output], {"input_ids": ids, "attention_mask": np.ones_like(ids)})[0][0]


def tag(found, logits_of):
    """Pairs (gold tags, predicted tags) of each sentence, and the logits of each window."""
    pairs, all_logits = [], []
    for window in found:
        logits = logits_of(window.ids)
        all_logits.append(logits)
        tags = logits.argmax(-1)
        cuts = [0, *window.ends]
        for a, b in zip(cuts, cuts[1:]):
            words = window.words[a:b]
            pairs.append(([label for _, label in words], [LABELS[tags[piece]] for piece, _ in words]))
    return pairs, all_logits


def show(**values):
    print(json.dumps(values, ensure_ascii=False), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", required=True)
    parser.add_argument("--syntax", help="the labels that syntax_head.py wrote")
    parser.add_argument("--weights", required=True, help="folder of the float weights and tokenizer.json")
    parser.add_argument("--ner")
    parser.add_argument("--ud")
    parser.add_argument("--no-float", action="store_true", help="measure the file alone")
    args = parser.parse_args()
    model, tokenizer = session(args.model), Tokenizer.from_file(f"{args.weights}/tokenizer.json")
    rounded = lambda f1: {k: round(v, 2) for k, v in f1.items()}
    for name in ("winer-fr-clean.dev", "sequoia.dev") if args.ner else ():
        found = windows(read_conll(os.path.join(args.ner, f"{name}.conll")), tokenizer)
        pairs, ours = tag(found, lambda ids: run(model, ids, "logits"))
        show(set=name, weights="int8", pieces=sum(len(w.ids) for w in found), f1=rounded(strict_f1(pairs)))
        if not args.no_float:
            import encoder

            weights = encoder.load(args.weights)
            pairs, floats = tag(found, lambda ids: encoder.entity_logits(weights, encoder.hidden_states(weights, ids)).numpy())
            flips = sum(int((a.argmax(-1) != b.argmax(-1)).sum()) for a, b in zip(ours, floats))
            show(set=name, weights="float32", f1=rounded(strict_f1(pairs)), pieces_labelled_otherwise=flips)
    if args.ud:
        for segment in json.load(open(args.syntax, encoding="utf-8")):
            syntax_head.SEGMENTS[segment["name"]] = segment["labels"]
        for name in syntax_head.HELD_OUT:
            logits, labels = [], []
            for window in windows(read_conllu(os.path.join(args.ud, f"fr_{name}.conllu")), tokenizer):
                logits.append(run(model, window.ids, "syntax")[[piece for piece, _ in window.words]])
                cuts = [0, *window.ends]
                labels += syntax_head.annotate([[label for _, label in window.words[a:b]] for a, b in zip(cuts, cuts[1:])])
            show(set=name, words=len(labels), **syntax_head.report(np.concatenate(logits), labels))


if __name__ == "__main__":
    main()
