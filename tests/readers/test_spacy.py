"""spaCy: from JSON to a Doc, to a DocBin, and back."""

import json
import subprocess
import sys

import spacy
from conftest import ROOT, mentions, spans, trimmed
from spacy.tokens import Doc

SCRIPT = ROOT / "scripts/spacy_docbin.py"


def own(doc, group):
    return [(s.start_char, s.end_char, s.label_, s.kb_id_) for s in doc.spans[group]]


def test_no_span_is_dropped(convert, records):
    nlp = spacy.blank("fr")
    path = convert("spacy", "corpus.spacy.jsonl")
    lines = path.read_text(encoding="utf-8").removesuffix("\n").split("\n")
    for line, record in zip(lines, records, strict=True):
        data = json.loads(line)
        doc = Doc(nlp.vocab).from_json(data, validate=True)
        text = record["text"]
        assert doc.text == text
        expected = [(*trimmed(text, s, e), label) for s, e, label in spans(record)]
        assert [(e.start_char, e.end_char, e.label_) for e in doc.ents] == expected
        referents = [e["referent"] or "" for e in record["entities"]]
        assert own(doc, "entities") == [(*e, r) for e, r in zip(expected, referents, strict=True)]
        quotes = [(*trimmed(text, q["start"], q["end"]), q["kind"], q["id"]) for q in record["quotes"]]
        assert own(doc, "quotes") == quotes
        assert [s[:2] for s in own(doc, "speakers")] == [trimmed(text, *m) for m in mentions(record)]
        assert [s[:2] for s in own(doc, "cues")] == [trimmed(text, *m) for m in mentions(record, "cue")]
        assert data["guillemet"] == {key: record[key] for key in ["id", "meta", "quotes", "referents"]}
        assert sum(1 for _ in doc.sents) >= min(1, len(doc))


def test_docbin_and_back(convert, records, tmp_path):
    path = convert("spacy", "corpus.spacy.jsonl")
    binary, again = tmp_path / "corpus.spacy", tmp_path / "again.jsonl"
    subprocess.run([sys.executable, SCRIPT, path, binary], check=True)
    subprocess.run([sys.executable, SCRIPT, binary, again], check=True)
    for before, after in zip(path.open(encoding="utf-8"), again.open(encoding="utf-8"), strict=True):
        before, after = json.loads(before), json.loads(after)
        for key in ["text", "ents", "spans", "guillemet"]:
            assert before.get(key) == after.get(key), key
        assert [(t["start"], t["end"]) for t in before["tokens"]] == [(t["start"], t["end"]) for t in after["tokens"]]
