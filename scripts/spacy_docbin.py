#!/usr/bin/env python3
"""spaCy JSON (guillemet --to spacy) to a DocBin, and a DocBin to spaCy JSON.

    scripts/spacy_docbin.py corpus.spacy.jsonl corpus.spacy
    scripts/spacy_docbin.py corpus.spacy corpus.spacy.jsonl

The direction is that of the names: a DocBin ends in .spacy. Needs `pip install spacy`, no model. A DocBin is held in
memory as a whole: cut a large corpus first (split -l 10000).
"""

import json
import sys
from pathlib import Path

import spacy
from spacy.tokens import Doc, DocBin

# What the record knows and spaCy has no place for stands in doc.user_data under this name.
NAME = "guillemet"


def docs(lines):
    vocab = spacy.blank("fr").vocab
    for line in lines:
        if line.strip():
            data = json.loads(line)
            doc = Doc(vocab).from_json(data)
            doc.user_data[NAME] = data.get(NAME)
            yield doc


def to_json(path, out):
    for doc in DocBin().from_disk(path).get_docs(spacy.blank("fr").vocab):
        data = doc.to_json()
        # spaCy leaves out what there is none of.
        data.setdefault("ents", [])
        data["spans"] = {
            group: [{"start": s.start_char, "end": s.end_char, "label": s.label_, "kb_id": s.kb_id_} for s in spans]
            for group, spans in doc.spans.items()
        }
        data[NAME] = doc.user_data.get(NAME)
        out.write(json.dumps(data, ensure_ascii=False) + "\n")


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    source, target = map(Path, sys.argv[1:])
    if source.suffix == ".spacy":
        with target.open("w", encoding="utf-8") as out:
            to_json(source, out)
    else:
        with source.open(encoding="utf-8") as lines:
            DocBin(store_user_data=True, docs=docs(lines)).to_disk(target)


if __name__ == "__main__":
    main()
