"""Makes the scores of entities mean what they say: the share of entities with that score that are right.

    python calibrate.py --model MODEL.onnx --tokenizer FOLDER/tokenizer.json --ner NER_FOLDER --out calibration.json

The curve from score to share is an isotonic regression (Zadrozny & Elkan 2002) over the held-out sets: the scores in groups,
smaller ones where fewer are right, neighbours joined until the shares rise and no two are near; between the groups it is a straight line.
calibration.json has the points for the manifest, whose curve every engine's scores go through, and the expected calibration
error in percent before and after it, the latter by cross-validation: every fold of the sentences by the curve of the others.
"""

import argparse
import json

import numpy as np
from tokenizers import Tokenizer

import evaluate
from score import calibrated, calibration_error

GROUPS = 8
FOLDS = 5
NEAR = 0.02  # groups nearer than this are one: a steep curve would make much of roundings


def curve(scores, right):
    """[[score, share], …] from 0 to 1, rising."""
    order = np.argsort(scores)
    scores, right = np.asarray(scores)[order], np.asarray(right, float)[order]
    doubt = np.sqrt(1 - scores)
    cuts = np.searchsorted(np.cumsum(doubt) / doubt.sum(), np.linspace(0, 1, GROUPS + 1)[1:-1])
    groups = []  # [mean score, share of right ones, how many]
    for some, good in zip(np.split(scores, cuts), np.split(right, cuts)):
        if len(some):
            groups.append([some.mean(), good.mean(), len(some)])
        while len(groups) > 1 and (groups[-2][1] >= groups[-1][1] or groups[-1][0] - groups[-2][0] < NEAR):
            (a, x, n), (b, y, m) = groups[-2:]
            groups[-2:] = [[(a * n + b * m) / (n + m), (x * n + y * m) / (n + m), n + m]]
    middle = [[round(float(a), 4), round(float(x), 4)] for a, x, _ in groups if 0 < a < 1]
    return [[0.0, 0.0], *middle, [1.0, 1.0]]


def cross_validated(found):
    """Expected calibration error in percent of sentences whose curve comes from the others."""
    scores, right = [], []
    for fold in range(FOLDS):
        points = curve(*evaluate.judged([f for i, f in enumerate(found) if i % FOLDS != fold]))
        some, good = evaluate.judged(found[fold::FOLDS])
        scores += list(calibrated(some, points))
        right += good
    return calibration_error(scores, right)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", required=True)
    parser.add_argument("--tokenizer", required=True)
    parser.add_argument("--ner", required=True)
    parser.add_argument("--out", required=True)
    args = parser.parse_args()
    tokenizer = Tokenizer.from_file(args.tokenizer)
    run, found = evaluate.runner(args.model), []
    for _, sentences in evaluate.held_out(args.ner):
        found += evaluate.logits_of(sentences, tokenizer, run)
    scores, right = evaluate.judged(found)
    errors = {"before": round(calibration_error(scores, right), 2), "after": round(cross_validated(found), 2)}
    with open(args.out, "w", encoding="utf-8") as f:
        json.dump({"calibration": curve(scores, right), "error": errors}, f)
    print(json.dumps(errors), flush=True)


if __name__ == "__main__":
    main()
