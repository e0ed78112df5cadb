"""Puts the measured figures into the tables of CARD.md, between the comments `<!-- NAME -->` and `<!-- end -->`.

    python card.py --card ../../models/CARD.md --measures WORK/measures.jsonl [--recipe recipe.toml]

NAME is `entities`, `syntax`, `relations` (from the lines that evaluate.py printed) or `data` (the sets of the recipe).
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
    ner = [m for m in measures if "f1" in m]
    ud = [m for m in measures if "upos" in m]
    shares = lambda name: ", ".join(f"{p['shares'][name]:g}" for p in recipe["phases"].values() if name in p["shares"])
    return {
        "entities": table(
            ["dev set", "PER", "LOC", "ORG", "all", "expected calibration error"],
            [[m["set"], *(f"{m['f1'][k]:.1f}" for k in ("PER", "LOC", "ORG", "all")), f"{m['calibration']:.1f} %"] for m in ner],
        ),
        "syntax": table(["set (words)", *SYNTAX], [[f"{m['set']} ({m['words']:,})", *(m[k] for k in SYNTAX)] for m in ud]),
        "relations": table(["F1", *RELATIONS[:-1], "finite verbs"], [[m["set"], *(m[f"F1 {k}"] for k in RELATIONS)] for m in ud]),
        "data": table(
            ["corpus", "licence", "passes an epoch in the phases " + ", ".join(recipe["phases"])],
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
    parser.add_argument("--recipe", default=os.path.join(os.path.dirname(os.path.abspath(__file__)), "recipe.toml"))
    args = parser.parse_args()
    with open(args.measures, encoding="utf-8") as f:
        measures = [json.loads(line) for line in f if line.startswith("{")]
    with open(args.recipe, "rb") as f, open(args.card, encoding="utf-8") as g:
        card = fill(g.read(), tables(measures, tomllib.load(f)))
    with open(args.card, "w", encoding="utf-8", newline="\n") as f:
        f.write(card)


if __name__ == "__main__":
    main()
