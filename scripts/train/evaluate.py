"""Measures a model: strict entity F1 and calibration on the development sets, and the syntax head, every window alone.

    python evaluate.py --model FOLDER_OR_ONNX --tokenizer FOLDER/tokenizer.json --ner NER_FOLDER [--ud UD_FOLDER --syntax syntax.json] [--calibration calibration.json]

A folder with model.safetensors is run in float32, an ONNX file as it is. Prints one JSON object a line. Texts are built as
French prints them, cut to windows of at most 4 sentences and 256 pieces; entities are decoded as the program does.
"""

import argparse
import json
import os

import numpy as np
from tokenizers import Tokenizer

from french import LABELS, entities, read_conll, read_conllu, read_marked
from score import KINDS, calibrated, calibration_error, log_softmax, scored_entities, strict_f1, viterbi
from windows import windows

SETS = ("winer-fr-clean.dev", "sequoia.dev")
OWN = os.path.join(os.path.dirname(os.path.abspath(__file__)), "held_out")


def held_out(ner):
    """(name, sentences) of the sets that nothing was trained on: two corpora and texts of our own in many genres."""
    own = lambda name: read_marked(os.path.join(OWN, f"{name}.txt"))
    return [*((name, read_conll(os.path.join(ner, f"{name}.conll"))) for name in SETS), ("own held-out", own("own")), ("own genres", own("genres"))]


def onnx_runner(path, output="logits", threads=2):
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])

    def run(ids):
        ids = np.array([ids], np.int64)
        return session.run([output], {"input_ids": ids, "attention_mask": np.ones_like(ids)})[0][0]

    return run


def module_runner(model):
    import torch

    model.eval()

    @torch.no_grad()
    def run(ids):
        ids = torch.tensor([ids])
        return model.logits(model(ids, torch.ones_like(ids, dtype=torch.bool))[-1])[0].numpy()

    return run


def float_runner(folder):
    import encoder

    return module_runner(encoder.load(folder))


def runner(path):
    return onnx_runner(path) if path.endswith(".onnx") else float_runner(path)


def logits_of(sentences, tokenizer, run):
    """(gold tags, logits [words, labels]) of each sentence."""
    out = []
    for window in windows(sentences, tokenizer):
        logits = run(window.ids)[[piece for piece, _ in window.words]]
        out += zip(window.by_sentence([label for _, label in window.words]), window.by_sentence(logits))
    return out


def f1(found, kinds=KINDS):
    return strict_f1([(gold, [LABELS[i] for i in viterbi(log_softmax(rows))]) for gold, rows in found], kinds)


def judged(found, points=()):
    """Scores of the entities found, along the curve of `points`, and whether each is right."""
    scores, right = [], []
    for gold, rows in found:
        true = set(entities(gold))
        for start, end, label, score in scored_entities(log_softmax(rows)):
            if label in KINDS:
                scores.append(score)
                right.append((start, end, label) in true)
    return calibrated(scores, points), right


def show(**values):
    print(json.dumps(values, ensure_ascii=False), flush=True)


def main():
    import syntax_head

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", required=True)
    parser.add_argument("--tokenizer", required=True)
    parser.add_argument("--ner", help="folder of the development sets")
    parser.add_argument("--ud", help="folder of the treebanks; the model must be an ONNX file")
    parser.add_argument("--calibration", help="calibration.json of calibrate.py: the error is that of its curve")
    parser.add_argument("--syntax", help="the labels that syntax_head.py wrote")
    args = parser.parse_args()
    tokenizer = Tokenizer.from_file(args.tokenizer)
    run = runner(args.model) if args.ner else None
    points = json.load(open(args.calibration, encoding="utf-8"))["calibration"] if args.calibration else []
    for name, sentences in held_out(args.ner) if args.ner else ():
        found = logits_of(sentences, tokenizer, run)
        show(set=name, f1={k: round(v, 2) for k, v in f1(found).items()}, calibration=round(calibration_error(*judged(found, points)), 2))
    if args.ud:
        run = onnx_runner(args.model, "syntax")
        for segment in json.load(open(args.syntax, encoding="utf-8")):
            syntax_head.SEGMENTS[segment["name"]] = segment["labels"]
        for name in syntax_head.HELD_OUT:
            logits, labels = [], []
            for window in windows(read_conllu(os.path.join(args.ud, f"fr_{name}.conllu")), tokenizer):
                logits.append(run(window.ids)[[piece for piece, _ in window.words]])
                labels += syntax_head.annotate(window.by_sentence([label for _, label in window.words]))
            show(set=name, words=len(labels), **syntax_head.report(np.concatenate(logits), labels))


if __name__ == "__main__":
    main()
