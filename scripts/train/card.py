"""Puts the measured figures into the tables of CARD.md, between the comments `<!-- NAME -->` and `<!-- end -->`.

    python card.py --card ../../models/CARD.md --measures WORK/measures.jsonl --fast WORK/fast.jsonl [--recipe recipe.toml]

NAME is `entities`, `syntax`, `relations` (from the lines that evaluate.py printed of both models) or `data` (the sets of the
recipe).
"""

import argparse
import json
import os
import re
import tomllib

SYNTAX = ("upos", "gender", "number", "person", "verbform", "mood", "prontype", "deprel", "head")
RELATIONS = ("nsubj", "nsubj:pass", "obj", "obl", "obl:agent", "root", "appos", "ccomp", "acl:relcl", "finite")


def table(head, rows):
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def tables(measures, recipe):
    """`measures`: of each model by name, the lines of evaluate.py."""
    ner = [(model, m) for model, lines in measures.items() for m in lines if "f1" in m]
    ud = [(model, m) for model, lines in measures.items() for m in lines if "upos" in m]
    students = {shown: recipe[name] for shown, name in (("narrow", "narrow"), ("fast", "student")) if name in recipe}
    phases = {**recipe["phases"], **students}
    shares = lambda name: ", ".join(f"{phase}: {p['shares'][name]:g}" for phase, p in phases.items() if name in p["shares"])
    return {
        "entities": table(
            ["model", "set", "PER", "LOC", "ORG", "all", "expected calibration error"],
            [[model, m["set"], *(f"{m['f1'][k]:.1f}" for k in ("PER", "LOC", "ORG", "all")), f"{m['calibration']:.1f} %"] for model, m in ner],
        ),
        "syntax": table(["model", "set (words)", *SYNTAX], [[model, f"{m['set']} ({m['words']:,})", *(m[k] for k in SYNTAX)] for model, m in ud]),
        "relations": table(["model", "F1", *RELATIONS[:-1], "finite verbs"], [[model, m["set"], *(m[f"F1 {k}"] for k in RELATIONS)] for model, m in ud]),
        "data": table(
            ["corpus", "licence", "passes an epoch, by phase"],
            [[s["what"], s["licence"], shares(name)] for name, s in recipe["sets"].items()],
        ),
    }


def fill(card, found):
    for name, text in found.items():
        begin, end = f"<!-- {name} -->", "<!-- end -->"
        pattern = re.compile(re.escape(begin) + r".*?" + re.escape(end), re.DOTALL)
        if not pattern.search(card):
            raise ValueError(f"the card has no place {begin} … {end}")
        card = pattern.sub(lambda _: f"{begin}\n\n{text}\n\n{end}", card, count=1)
    return card


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--card", required=True)
    parser.add_argument("--measures", required=True)
    parser.add_argument("--fast", required=True, help="the measures of the small model")
    parser.add_argument("--recipe", default=os.path.join(os.path.dirname(os.path.abspath(__file__)), "recipe.toml"))
    args = parser.parse_args()
    measures = {}
    for model, path in (("accurate", args.measures), ("fast", args.fast)):
        with open(path, encoding="utf-8") as f:
            measures[model] = [json.loads(line) for line in f if line.startswith("{")]
    with open(args.recipe, "rb") as f, open(args.card, encoding="utf-8") as g:
        card = fill(g.read(), tables(measures, tomllib.load(f)))
    with open(args.card, "w", encoding="utf-8", newline="\n") as f:
        f.write(card)


if __name__ == "__main__":
    main()
