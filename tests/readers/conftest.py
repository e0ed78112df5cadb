"""Records of the invented corpus, written by the program in the format under test."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from corpus import TEXTS, by_hand

ROOT = Path(__file__).parents[2]
PROGRAM = os.environ.get("GUILLEMET", ROOT / "target/release/guillemet")


def guillemet(*args, text=None):
    ran = subprocess.run([PROGRAM, *args], input=text, capture_output=True, encoding="utf-8")
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


@pytest.fixture(scope="session")
def corpus(tmp_path_factory):
    """A file of records: each text tagged, some with their tokens listed, and those made by hand."""
    lines = "".join(json.dumps(t) + "\n" for t in TEXTS)
    tag = ["tag", "--engine", "fake", "--from", "jsonl", "--to", "jsonl", "-q", "-"]
    out = guillemet(*tag, text=lines)
    listed = guillemet(*tag, "--tokens", text=json.dumps(TEXTS[0] | {"id": "mots"}) + "\n")
    path = tmp_path_factory.mktemp("corpus") / "corpus.jsonl"
    made = "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in by_hand())
    path.write_text(out + listed + made, encoding="utf-8", newline="")
    guillemet("check", str(path))
    return path


@pytest.fixture(scope="session")
def records(corpus):
    records = [json.loads(line) for line in corpus.read_text(encoding="utf-8").split("\n") if line]
    # The corpus must hold what the formats are tested with.
    assert sum(len(r["quotes"]) for r in records) >= 10
    assert any(q["speaker"] is None for r in records for q in r["quotes"])
    assert any(len(q["text"].split("\r\n\r\n")) > 1 for r in records for q in r["quotes"])
    assert any(q.get("continues") for r in records for q in r["quotes"])
    return records


@pytest.fixture(scope="session")
def convert(corpus, tmp_path_factory):
    """`convert(format, name, flags…)`: the path of what was written."""

    def write(form, name, *flags):
        path = tmp_path_factory.mktemp(form) / name
        guillemet("convert", str(corpus), "--to", form, "-o", str(path), *flags)
        return path

    return write


def spans(record, kind="entities"):
    """Start, end and label (or kind) of what a record holds, in its order."""
    key = {"entities": "label", "quotes": "kind"}[kind]
    return [(x["start"], x["end"], x[key]) for x in record[kind]]


def mentions(record, of="speaker"):
    """Start and end of the mention (or cue) of each quotation that has one."""
    found = [q["speaker"]["mention"] if of == "speaker" else q["cue"] for q in record["quotes"] if q[of]]
    return [(m["start"], m["end"]) for m in found]


def in_xml(text):
    """What XML 1.0 makes of a text."""

    def legal(c):
        o = ord(c)
        return c in "\t\n\r" or 0x20 <= o <= 0xD7FF or 0xE000 <= o <= 0xFFFD or o >= 0x10000

    return "".join(c if legal(c) else "\ufffd" for c in text)


def joined(text):
    """A text without any white space, and with control characters as formats of lines write them."""
    return "".join("\ufffd" if ord(c) < 32 or 0x7F <= ord(c) < 0xA0 else c for c in text if not c.isspace())


def trimmed(text, start, end):
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end
