"""Makes the scores mean what they say: divides the logits by one temperature.

    python calibrate.py --weights FOLDER --ner NER_FOLDER

The temperature with the least expected calibration error of entity scores over the development sets goes into the classifier
itself (weights and bias are divided by it), so that every engine decodes with it and needs to know nothing.
FOLDER/temperature.json keeps it for the manifest. Run it once; a second run finds 1.
"""

import argparse
import json
import os

import numpy as np
from tokenizers import Tokenizer

import encoder
import evaluate
from score import calibration_error


def best_temperature(found):
    """(temperature, error in percent) with the least error over all sets together."""
    def error(temperature):
        return calibration_error(*evaluate.judged(found, temperature))

    candidates = np.round(np.arange(0.6, 2.55, 0.05), 2)
    errors = [error(t) for t in candidates]
    at = int(np.argmin(errors))
    return float(candidates[at]), errors[at]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weights", required=True)
    parser.add_argument("--ner", required=True)
    args = parser.parse_args()
    tokenizer = Tokenizer.from_file(os.path.join(args.weights, "tokenizer.json"))
    run, found = evaluate.float_runner(args.weights), []
    for _, sentences in evaluate.held_out(args.ner):
        found += evaluate.logits_of(sentences, tokenizer, run)
    before = calibration_error(*evaluate.judged(found))
    temperature, after = best_temperature(found)
    weights = encoder.weights_of(args.weights)
    for part in ("classifier.weight", "classifier.bias"):
        weights[part] = weights[part] / temperature
    with open(os.path.join(args.weights, "config.json"), encoding="utf-8") as f:
        encoder.save(weights, json.load(f), args.weights)
    path = os.path.join(args.weights, "temperature.json")
    known = 1.0
    if os.path.exists(path):
        with open(path, encoding="utf-8") as f:
            known = json.load(f)["temperature"]
    with open(path, "w", encoding="utf-8") as f:
        json.dump({"temperature": round(known * temperature, 4)}, f)
    print(json.dumps({"temperature": temperature, "error before": round(before, 2), "after": round(after, 2)}), flush=True)


if __name__ == "__main__":
    main()
