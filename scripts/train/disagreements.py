"""Lists where a model is sure and the labels of a corpus say otherwise, to correct the corpus by reading.

    python disagreements.py --model FOLDER --set winer --data DATA [--sure 0.9] > LIST.txt

FOLDER is a run of train.py, or models/: best one that has not learnt the sentences by heart (a fold, an early phase). Each
disagreement is the sentence with both answers, `[gold|LABEL]` and `{model|LABEL score}`, and under it the lines of a
corrections file (corpus.py) that would take the model's side. Keep those that data/ner/GUIDE.md backs.
"""

import argparse
import math
import os
import tomllib

import corpus
import evaluate
from french import LABELS, entities
from score import log_softmax, scored_entities
from tokenizers import Tokenizer


def shown(sentence, gold, found):
    """The text of the sentence with the entities of one side only marked."""
    spans, text, at = sentence.spans, sentence.text, 0
    marks = [(spans[a][0], spans[b - 1][1], f"[{{}}|{label}]") for a, b, label in gold]
    marks += [(spans[a][0], spans[b - 1][1], f"{{{{{{}}|{label} {score:.2f}}}}}") for a, b, label, score in found]
    out = ""
    for start, end, form in sorted(marks):
        if start >= at:
            out += text[at:start] + form.format(text[start:end])
        else:  # the two overlap
            out += " " + form.format(text[start:end])
        at = max(at, end)
    return out + text[at:]


def corrections(name, number, gold, found):
    """Lines that replace the labels of one side by those of the other."""
    for start, end, _ in gold:
        if not any(a < end and b > start for a, b, *_ in found):
            yield f"{name}\t{number}\t{start}\t{end}\tO"
    for start, end, label, _ in found:
        yield f"{name}\t{number}\t{start}\t{end}\t{label}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", required=True)
    parser.add_argument("--set", required=True, help="a set of the recipe")
    parser.add_argument("--data", help="folder of the public data")
    parser.add_argument("--recipe", default=os.path.join(corpus.HERE, "recipe.toml"))
    parser.add_argument("--sure", type=float, default=0.9, help="least score of what the model finds, or says is nothing")
    args = parser.parse_args()
    with open(args.recipe, "rb") as f:
        entry = tomllib.load(f)["sets"][args.set]
    sentences = corpus.read_set(entry, args.data)
    tokenizer = Tokenizer.from_file(os.path.join(args.model, "tokenizer.json"))
    logits = evaluate.logits_of(sentences, tokenizer, evaluate.runner(weights if os.path.exists(weights := os.path.join(args.model, "model.onnx")) else args.model))
    name = os.path.basename(entry["file"])
    for number, (sentence, (labels, rows)) in enumerate(zip(sentences, logits)):
        rows = log_softmax(rows)
        gold, found = set(entities(labels)), scored_entities(rows)
        new = [f for f in found if f[:3] not in gold and f[3] >= args.sure]
        # Where the model finds nothing, it must be as sure of that.
        nothing = lambda start, end: min(rows[i][LABELS.index("O")] for i in range(start, end)) >= math.log(args.sure)
        missed = [
            (start, end, label)
            for start, end, label in sorted(gold - {f[:3] for f in found})
            if nothing(start, end) or any(a < end and b > start for a, b, *_ in new)
        ]
        if missed or new:
            print(f"# {number}: {shown(sentence, missed, new)}")
            print("\n".join(corrections(name, number, missed, new)) + "\n")


if __name__ == "__main__":
    main()
