"""CoNLL, read by seqeval; CoNLL-U, read by conllu."""

import re

import conllu
from conftest import joined, mentions, spans
from seqeval.metrics.sequence_labeling import get_entities
from seqeval.scheme import IOB2, Entities


def documents(path):
    """Each document as sentences of (token, tag)."""
    lines = path.read_text(encoding="utf-8").split("\n")
    found = []
    for line in lines:
        if line == "-DOCSTART- O":
            found.append([[]])
        elif line == "":
            found[-1].append([])
        else:
            token, tag = line.split(" ")
            found[-1][-1].append((token, tag))
    return [[s for s in sentences if s] for sentences in found]


def test_seqeval_finds_every_entity(convert, records):
    read = documents(convert("conll", "corpus.conll"))
    assert len(read) == len(records)
    for sentences, record in zip(read, records, strict=True):
        assert joined("".join(t for s in sentences for t, _ in s)) == joined(record["text"])
        tags = [[tag for _, tag in s] for s in sentences]
        # Strict IOB2 and the lenient reading find the same.
        strict = [(e.sent_id, e.start, e.end, e.tag) for s in Entities(tags, IOB2).entities for e in s]
        found = []
        for number, (sentence, own) in enumerate(zip(sentences, tags, strict=True)):
            for label, first, last in get_entities(own):
                assert (number, first, last + 1, label) in strict
                found.append(("".join(t for t, _ in sentence[first : last + 1]), label))
        assert len(strict) == len(found)
        assert found == [(joined(e["text"]), e["label"]) for e in record["entities"]]


def test_split_is_a_file_a_document(convert, records):
    folder = convert("conll", "corpus", "--split")
    files = [p for p in folder.rglob("*") if p.is_file()]
    assert len(files) == len(records)
    assert (folder / "presse/été/article.conll").is_file()
    assert all(folder.resolve() in p.resolve().parents for p in files)


SPACE = {"\\s": " ", "\\n": "\n", "\\r": "\r", "\\t": "\t"}


def space(escaped):
    return re.sub(r"\\u([0-9A-F]{4})|\\.", lambda m: chr(int(m[1], 16)) if m[1] else SPACE[m[0]], escaped)


def marked(brackets, opened, start, end):
    """Reads one attribute of one word: what it closes, with its place."""
    for whole, opening, closing in re.findall(r"\(([^()]+)\)|\(([^()]+)|([^()]+)\)", brackets):
        if whole:
            yield start, end, whole
        elif opening:
            opened.append((start, opening))
        else:
            at = next(i for i in reversed(range(len(opened))) if opened[i][1].split("-")[0] == closing)
            begun, mark = opened.pop(at)
            yield begun, end, mark


def test_conllu_gives_text_and_spans_again(convert, records):
    path = convert("conllu", "corpus.conllu")
    read = []
    with path.open(encoding="utf-8", newline="") as file:
        for sentence in conllu.parse_incr(file):
            if "newdoc id" in sentence.metadata:
                read.append([])
            read[-1].append(sentence)
    worded = [r for r in records if r["text"].strip()]
    assert len(read) == len(worded)
    for sentences, record in zip(read, worded, strict=True):
        text, found, opened = "", {}, {}
        for sentence in sentences:
            line = ""
            for token in sentence:
                misc = token["misc"] or {}
                text += space(misc.get("SpacesBefore", ""))
                start = len(text)
                text += token["form"]
                for layer in ["Cue", "Entity", "Quote", "Speaker"]:
                    if layer in misc:
                        stack = opened.setdefault(layer, [])
                        found.setdefault(layer, []).extend(marked(misc[layer], stack, start, len(text)))
                after = "" if misc.get("SpaceAfter") == "No" else space(misc.get("SpacesAfter", "\\s"))
                text += after
                line += token["form"] + (" " if after else "")
            assert sentence.metadata["text"] == line.rstrip(" ")
        assert not any(opened.values())
        shown = "".join("\ufffd" if c < " " and not c.isspace() or c == "\x7f" else c for c in record["text"])
        # After the last word nothing is known where the text ends with it.
        assert text.rstrip(" ") == shown.rstrip(" ")
        place = sorted(found.get("Entity", []))
        assert [(s, e, m.split("-")[1]) for s, e, m in place] == spans(record)
        assert sorted((s, e) for s, e, _ in found.get("Quote", [])) == sorted(
            (q["start"], q["end"]) for q in record["quotes"]
        )
        # A clitic is a part of its word: a mention lies within the words that are marked.
        speakers = {m: (s, e) for s, e, m in found.get("Speaker", [])}
        for quote in record["quotes"]:
            if quote["speaker"]:
                start, end = speakers[quote["id"]]
                mention = quote["speaker"]["mention"]
                assert start <= mention["start"] and mention["end"] <= end
        assert len(speakers) == len(mentions(record))
