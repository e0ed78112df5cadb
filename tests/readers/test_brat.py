"""brat: a strict parser of its stand-off format, after the description of the format by its authors."""

import re

from conftest import mentions, spans

WORD = r"[A-Za-z][A-Za-z0-9_-]*"
BOUND = re.compile(rf"(T\d+)\t({WORD}) (\d+ \d+(?:;\d+ \d+)*)\t(.*)")
RELATION = re.compile(rf"(R\d+)\t({WORD}) Arg1:(T\d+) Arg2:(T\d+)")
EQUIV = re.compile(r"\*\tEquiv (T\d+(?: T\d+)+)")
ATTRIBUTE = re.compile(rf"(A\d+)\t({WORD}) (T\d+) ({WORD})")
NOTE = re.compile(r"(#\d+)\tAnnotatorNotes (T\d+)\t(.+)")


def configuration(folder):
    """The sections of annotation.conf: types, relations with their ends, attributes with their values."""
    sections, name = {}, None
    for line in (folder / "annotation.conf").read_text(encoding="utf-8").split("\n"):
        if line.startswith("["):
            name = line.strip("[]")
            sections[name] = []
        elif line:
            sections[name].append(line.split("\t"))
    assert set(sections) == {"entities", "relations", "events", "attributes"}
    types = {row[0] for row in sections["entities"]}
    ends = {
        row[0]: [set(re.search(rf"Arg{n}:([^,]*)", row[1])[1].split("|")) for n in (1, 2)]
        for row in sections["relations"]
        if row[0] not in ("Equiv", "<OVERLAP>")
    }
    values = {}
    for name, arguments in sections["attributes"]:
        of, among = re.fullmatch(r"Arg:(\S+), Value:(\S+)", arguments).groups()
        values[name] = (of, among.split("|"))
    return types, ends, values


def parse(folder, name):
    """Every line of an `.ann` has to be of the grammar and of the configuration."""
    types, ends, values = configuration(folder)
    raw = (folder / f"{name}.txt").read_bytes()
    assert b"\r" not in raw
    text = raw.decode("utf-8")
    bounds, relations, equivalent, attributes, notes, seen = {}, [], [], {}, {}, set()
    lines = (folder / f"{name}.ann").read_bytes().decode("utf-8").split("\n")
    assert lines.pop() == ""
    for line in lines:
        if m := BOUND.fullmatch(line):
            key, kind, places, words = m.groups()
            parts = [tuple(map(int, p.split())) for p in places.split(";")]
            assert kind in types
            assert all(s < e <= len(text) for s, e in parts)
            assert all(a[1] <= b[0] for a, b in zip(parts, parts[1:]))
            assert words == " ".join(text[s:e] for s, e in parts)
            assert "\n" not in words and "\t" not in words
            bounds[key] = (kind, parts)
        elif m := RELATION.fullmatch(line):
            key, kind, first, second = m.groups()
            assert bounds[first][0] in ends[kind][0] and bounds[second][0] in ends[kind][1]
            relations.append((kind, first, second))
        elif m := EQUIV.fullmatch(line):
            key = line
            group = m[1].split(" ")
            assert all(k in bounds for k in group)
            equivalent.append(group)
        elif m := ATTRIBUTE.fullmatch(line):
            key, name, of, value = m.groups()
            assert bounds[of][0] == values[name][0] and value in values[name][1]
            attributes[of, name] = value
        elif m := NOTE.fullmatch(line):
            key, of, note = m.groups()
            assert of in bounds
            notes[of] = note
        else:
            raise AssertionError(f"no line of brat: {line!r}")
        assert key not in seen
        seen.add(key)
    return text, bounds, relations, equivalent, attributes, notes


def shown(text):
    """The text in brat, and where each code point of the record is in it."""
    out, at = [], []
    for i, c in enumerate(text):
        at.append(len(out))
        if c == "\r" and text[i + 1 : i + 2] == "\n":
            continue
        control = ord(c) < 32 or 0x7F <= ord(c) < 0xA0
        out.append("\n" if c in "\r\n" else " " if c == "\t" else "\ufffd" if control else c)
    return "".join(out), at + [len(out)]


def test_every_span_and_speaker_comes_back(convert, records):
    folder = convert("brat", "corpus")
    listed = (folder / "documents.tsv").read_text(encoding="utf-8").removesuffix("\n").split("\n")
    assert len(listed) == len(records)
    for line, record in zip(listed, records, strict=True):
        name, _ = line.split("\t")
        text, bounds, relations, equivalent, attributes, notes = parse(folder, name)
        expected, at = shown(record["text"])
        assert text == expected

        def covers(bound, start, end):
            """The fragments are the span without its line breaks and the space at them."""
            parts = bound[1]
            left = set(range(at[start], at[end])) - {i for s, e in parts for i in range(s, e)}
            return at[start] <= parts[0][0] and parts[-1][1] <= at[end] and all(text[i].isspace() for i in left)

        kinds = {"PER", "LOC", "ORG", "MISC"}
        entities = [b for b in bounds.values() if b[0] in kinds]
        for bound, (start, end, label) in zip(entities, spans(record), strict=True):
            assert bound[0] == label and covers(bound, start, end)
        quotes = [(k, b) for k, b in bounds.items() if b[0] in ("direct", "mixed")]
        for (key, bound), quote in zip(quotes, record["quotes"], strict=True):
            assert bound[0] == quote["kind"] and covers(bound, quote["start"], quote["end"])
            said = [second for kind, first, second in relations if kind == "Said-by" and first == key]
            assert len(said) == (quote["speaker"] is not None)
            if said:
                mention = quote["speaker"]["mention"]
                assert covers(bounds[said[0]], mention["start"], mention["end"])
                assert attributes[said[0], "Form"] == quote["speaker"]["form"]
                assert attributes[said[0], "Type"] == quote["speaker"]["type"]
                assert " ".join(quote["speaker"]["name"].split()) in notes[key]
        assert len({b[1][0] for b in bounds.values() if b[0] == "speaker"}) == len(set(mentions(record)))
        assert len(equivalent) == sum(len(r["mentions"]) > 1 for r in record["referents"])
