"""Sentences as French prints them: what the other scripts of this folder share.

A sentence is its tokens, the gap before each (white space or nothing) and a label for each. Read from CoNLL (`token TAG` a
line), from CoNLL-U, from sentences of our own (`[Jean Dupont|PER] a dit non.`) and from guillemet records (JSON Lines).
Needs nothing but Python.
"""

import json
import re
from dataclasses import dataclass

LABELS = ["O", "B-PER", "I-PER", "B-LOC", "I-LOC", "B-ORG", "I-ORG", "B-MISC", "I-MISC"]


@dataclass
class Sentence:
    tokens: list
    gaps: list  # what stands before each token; the first is ""
    labels: list  # one label (str or dict) a token

    @property
    def text(self):
        return "".join(gap + token for gap, token in zip(self.gaps, self.tokens))

    @property
    def spans(self):
        """(start, end) of each token, in characters of `text`."""
        out, at = [], 0
        for gap, token in zip(self.gaps, self.tokens):
            out.append((at + len(gap), at + len(gap) + len(token)))
            at += len(gap) + len(token)
        return out


def entities(tags):
    """(start, end, label) of each entity of a sentence of BIO tags; an I- that continues nothing begins one."""
    out, start, label = [], None, None
    for i, tag in enumerate([*tags, "O"]):
        kind = tag[2:]
        if start is not None and (tag[0] != "I" or kind != label):
            out.append((start, i, label))
            start = None
        if tag[0] != "O" and start is None:
            start, label = i, kind
    return out


def tags(count, spans):
    """BIO tags of `count` tokens from (start, end, label) in tokens."""
    out = ["O"] * count
    for start, end, label in spans:
        for i in range(start, end):
            out[i] = ("B-" if i == start else "I-") + label
    return out


def lines(path):
    with open(path, encoding="utf-8") as f:
        return f.read().split("\n")


# --- CoNLL -------------------------------------------------------------------------------------------------------------


def print_tokens(tokens):
    """The gap that French prints before each of these tokens.

    >>> gaps = print_tokens(["L'", "homme", ",", "dit", "-il", ":", "«", "oui", "»", "."])
    >>> Sentence(["L'", "homme", ",", "dit", "-il", ":", "«", "oui", "»", "."], gaps, []).text
    "L'homme, dit-il : « oui »."
    """
    gaps, glue, straight, before = [], True, False, ""
    for token in tokens:
        space = not glue
        if token in {",", ".", ")", "]", "...", "…", "”"} or re.match(r"-(t-)?(je|tu|il|elle|on|nous|vous|ils|elles|ce|là|ci)$", token):
            space = False
        if token == "%" or token in {";", ":", "!", "?", "»"}:
            space = not before.endswith("(")
        glue = token.endswith(("'", "’")) and len(token) > 1 or token in {"(", "[", "“"}
        if token == '"':
            space = not straight and space
            straight = not straight
            glue = straight
        gaps.append(" " if space and gaps else "")
        before = token
    return gaps


def read_conll(path):
    """Sentences of a `token TAG` file."""
    sentences, tokens, labels = [], [], []
    for line in [*lines(path), ""]:
        if line.strip() and not line.startswith("-DOCSTART-"):
            columns = line.split("\t") if "\t" in line else line.split()
            tokens.append(columns[0].replace("_", " ") if columns[0] != "_" else "_")
            labels.append(columns[-1])
        elif tokens:
            sentences.append(Sentence(tokens, print_tokens(tokens), labels))
            tokens, labels = [], []
    return sentences


def correct(sentences, path):
    """Applies a file of corrections, which holds no text: `file<TAB>sentence<TAB>first token<TAB>one past the last<TAB>label
    or O`, counted from 0. What overlaps a corrected stretch loses its label first."""
    for number, line in enumerate(lines(path), 1):
        if line.strip() and not line.startswith("#"):
            try:
                _, at, start, end, label = line.split("\t")
                sentence, start, end = sentences[int(at)], int(start), int(end)
            except (ValueError, IndexError) as error:
                raise ValueError(f"{path}: line {number}: {error}") from error
            if not 0 <= start < end <= len(sentence.tokens) or label not in ("O", *(name[2:] for name in LABELS[1::2])):
                raise ValueError(f"{path}: line {number}: no such tokens or label")
            found = [e for e in entities(sentence.labels) if e[1] <= start or e[0] >= end]
            if label != "O":
                found.append((start, end, label))
            sentence.labels = tags(len(sentence.tokens), found)
    return sentences


# --- text --------------------------------------------------------------------------------------------------------------

ELIDED = r"(?:[ldjmtscn]|qu|jusqu|lorsqu|puisqu|quoiqu)['’](?=\w|\s|[«“\"])"
WORD = re.compile(
    r"(?:https?://|www\.)[^\s«»\"“”<>]*[^\s«»\"“”<>.,;:!?)…]|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|[@#]\w+|"
    + ELIDED
    + r"|-(?:t-)?(?:ils?|elles?|on|je|tu|nous|ce)\b|(?:[A-ZÉ]\.)(?:-?[A-ZÉ]\.)*|(?:MM?|Mgr|Me|Dr|St|etc)\.(?=\s)"
    + r"|\d+(?:[.,]\d+)*\w*|\w(?:[\w&]|['’](?=\w)|-(?!(?:t-)?(?:ils?|elles?|on|je|tu|nous|ce)\b)(?=\w))*|\.{2,}|[^\w\s]",
    re.IGNORECASE,
)


def cut(text):
    """The words of `text` with their spans, about as the program cuts them.

    >>> [word for word, _ in cut("Qu'a-t-il dit à l'OMS aujourd'hui, M. D'Ormesson ?")]
    ["Qu'", 'a', '-t-il', 'dit', 'à', "l'", 'OMS', "aujourd'hui", ',', 'M.', "D'", 'Ormesson', '?']
    """
    return [(match.group(), match.span()) for match in WORD.finditer(text)]


def from_text(text, spans):
    """A sentence from its text and entities (start, end, label) in characters. A word cut by an entity is split."""
    edges = sorted({edge for start, end, _ in spans for edge in (start, end)})
    words = []
    for _, (start, end) in cut(text):
        for edge in [*(e for e in edges if start < e < end), end]:
            words.append((start, edge))
            start = edge
    tokens, gaps, labels, at, previous = [], [], [], 0, None
    for start, end in words:
        tokens.append(text[start:end])
        gaps.append(text[at:start])
        inside = next((span for span in spans if span[0] <= start and end <= span[1]), None)
        labels.append("O" if inside is None else ("I-" if inside is previous else "B-") + inside[2])
        previous, at = inside, end
    return Sentence(tokens, gaps, labels)


MARKED = re.compile(r"\[([^\[\]|]+)\|([A-Z]+)\]")


def read_marked(path):
    """Sentences of our own: one a line, entities as `[Jean Dupont|PER]`, `#` begins a comment.

    Returns lists of one sentence each, because neighbouring lines do not belong together.
    """
    out = []
    for number, line in enumerate(lines(path), 1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        text, spans, at = "", [], 0
        for match in MARKED.finditer(line):
            text += line[at : match.start()]
            if f"B-{match[2]}" not in LABELS:
                raise ValueError(f"{path}: line {number}: no such label: {match[2]}")
            spans.append((len(text), len(text) + len(match[1]), match[2]))
            text += match[1]
            at = match.end()
        text += line[at:]
        if re.search(r"\|[A-Z]+\]", text):
            raise ValueError(f"{path}: line {number}: brackets do not pair")
        out.append(from_text(text, spans))
    return out


def read_records(path):
    """Sentences of guillemet records (JSON Lines): `text`, `entities`, and `sentences` where there are any, else lines."""
    out = []
    for number, line in enumerate(lines(path), 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
            text, found = record["text"], [(e["start"], e["end"], e["label"]) for e in record["entities"]]
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(f"{path}: line {number}: not a record with text and entities ({error!r})") from error
        for _, _, label in found:
            if f"B-{label}" not in LABELS:
                raise ValueError(f"{path}: line {number}: no such label: {label}")
        stretches = [(s["start"], s["end"]) for s in record.get("sentences") or ()]
        stretches = stretches or [match.span() for match in re.finditer(r"[^\n]+", text)]
        for start, end in stretches:
            inside = [(max(a, start) - start, min(b, end) - start, label) for a, b, label in found if a < end and b > start]
            sentence = from_text(text[start:end].rstrip(), inside)
            if sentence.tokens:
                sentence.gaps[0] = ""
                out.append(sentence)
    return out


SENTENCE = re.compile(r"[^\n]+?(?:[.!?…]+[»”\"]?(?=\s+[A-ZÀ-Ý«“\"])|(?=\n)|$)")


def read_texts(path):
    """Sentences without labels: of a treebank (.conllu), or of JSON Lines with a field `text`, cut at line ends and after full
    stops, roughly."""
    if path.endswith(".conllu"):
        return [Sentence(s.tokens, s.gaps, ["O"] * len(s.tokens)) for s in read_conllu(path)]
    out = []
    for line in lines(path):
        if line.strip():
            for match in SENTENCE.finditer(json.loads(line)["text"]):
                sentence = from_text(match.group().strip(), [])
                if sentence.tokens:
                    sentence.gaps[0] = ""
                    out.append(sentence)
    return out


# --- CoNLL-U -----------------------------------------------------------------------------------------------------------


def read_conllu(path):
    """Sentences of a treebank. A multiword token (du, auquel) is one word: the preposition, with the features of the
    determiner; or the pronoun. Each label is a dict: upos, feats, deprel, head (index of a word, -1 for the root)."""
    sentences = []
    for block in "\n".join(lines(path)).split("\n\n"):
        text, rows, multi = None, [], []
        for line in block.split("\n"):
            if line.startswith("# text ="):
                text = line.split("=", 1)[1].strip()
            elif line and line[0] != "#":
                columns = line.split("\t")
                if "-" in columns[0]:
                    first, last = map(int, columns[0].split("-"))
                    multi.append((first, last, columns[1]))
                elif "." not in columns[0]:
                    feats = dict(f.split("=") for f in columns[5].split("|")) if columns[5] != "_" else {}
                    rows.append((int(columns[0]), columns[1], columns[3], feats, int(columns[6]), columns[7]))
        if not rows:
            continue
        inside = {i: m for m in multi for i in range(m[0], m[1] + 1)}
        words, of_row = [], {0: -1}
        for row in rows:
            group = inside.get(row[0])
            if group and row[0] > group[0]:
                of_row[row[0]] = len(words) - 1
                word = words[-1]
                if row[2] == "PRON":
                    word[1:] = row[2:]
                else:
                    word[2] = row[3]
            else:
                of_row[row[0]] = len(words)
                words.append([group[2] if group else row[1], *row[2:]])
        gaps, labels, at = [], [], 0
        for form, upos, feats, head, deprel in words:
            start = text.find(form, at)
            if start < 0 or text[at:start].strip():
                break
            gaps.append(text[at:start])
            at = start + len(form)
            labels.append({"form": form, "upos": upos, "feats": feats, "deprel": deprel, "head": of_row[head]})
        if len(gaps) == len(words):
            sentences.append(Sentence([word[0] for word in words], gaps, labels))
    return sentences
