"""The training text of a recipe: which sets, with which corrections, how often each, cut to windows and varied.

`recipe.toml` lists the sets of each phase:

    [sets.sequoia]
    file = "ner/sequoia.train.conll"         # under DATA, or under this folder for sentences of our own
    corrections = "sequoia.train.tsv"        # under corrections/
    licence = "LGPL-LR"

    [phases.a]
    shares = { sequoia = 2.0, romans = 0.05 }   # passes over the set in one epoch
"""

import collections
import glob
import os
import random

from augment import disturb
from french import correct, entities, read_conll, read_marked, read_records, read_texts
from windows import windows

SMALL = ("de", "du", "des", "la", "le", "les", "d'", "l'", "d’", "l’", "et", "-")  # words in lower case inside a name
HERE = os.path.dirname(os.path.abspath(__file__))


def read(path, labelled=True):
    """Sentences of any file this project reads, by its ending."""
    if not labelled:
        return read_texts(path)
    if path.endswith((".jsonl", ".ndjson")):
        return read_records(path)
    return read_marked(path) if path.endswith(".txt") else read_conll(path)


def read_set(entry, data):
    """Sentences of one set of the recipe. `file` may be a pattern, or a list of them."""
    patterns = [entry["file"]] if isinstance(entry["file"], str) else entry["file"]
    out = []
    for base in (HERE, data or HERE):
        for path in sorted(path for pattern in patterns for path in glob.glob(os.path.join(base, pattern))):
            sentences = read(path, entry.get("labelled", True))
            if "corrections" in entry:
                correct(sentences, os.path.join(HERE, "corrections", entry["corrections"]))
            out += sentences
        if out:
            return out
    raise FileNotFoundError(f"{entry['file']}: neither under {HERE} nor under {data}: give the folder of the data")


def names_of(sentences):
    """Names by (type, number of words)."""
    names = collections.defaultdict(set)
    for s in sentences:
        for start, end, label in entities(s.labels):
            words = tuple(s.tokens[start:end])
            if end - start <= 4 and all(t[0].isupper() or t in SMALL for t in words) and words[0][0].isupper():
                names[label, end - start].add(words)
    return {key: sorted(found) for key, found in names.items()}


def epoch(sets, shares, entry_of, tokenizer, seed, quiet=0.3):
    """Windows of one epoch, in random order. Sets of unconnected sentences (`mixed`) are shuffled first and kept whole; of the
    others' windows without any entity a part `quiet` is kept."""
    rng = random.Random(seed)
    names = names_of([s for sentences in sets.values() for s in sentences])
    out = []
    for name, share in shares.items():
        while share > 0:
            sentences = list(sets[name])
            if entry_of[name].get("mixed"):
                rng.shuffle(sentences)
            if share < 1:  # a part, in stretches that belong together
                blocks = [sentences[i : i + 16] for i in range(0, len(sentences), 16)]
                sentences = [s for block in rng.sample(blocks, max(1, round(share * len(blocks)))) for s in block]
            found = windows([disturb(s, rng, names) for s in sentences], tokenizer, rng)
            keep = 1.0 if entry_of[name].get("mixed") else quiet
            found = [w for w in found if w.words and (any(label != "O" for _, label in w.words) or rng.random() < keep)]
            out += found
            share -= 1
    rng.shuffle(out)
    return out


def batches(found, budget, rng):
    """Windows grouped by like length, at most `budget` pieces a group with the filling, in random order."""
    out = []
    for first in range(0, len(found), 256):
        pool = sorted(found[first : first + 256], key=lambda w: len(w.ids))
        groups, group = [], []
        for window in pool:
            if group and len(window.ids) * (len(group) + 1) > budget:
                groups.append(group)
                group = []
            group.append(window)
        groups.append(group)
        rng.shuffle(groups)
        out += groups
    return out
