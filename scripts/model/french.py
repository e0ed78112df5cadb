"""Corpora as French prints them: what the other scripts of this folder share.

Reads CoNLL (one `token TAG` a line) and CoNLL-U files, builds the printed text of each sentence and the character span
of each word, joins sentences to windows, and aligns words with the sub-word pieces of tokenizer.json: a word's label is
that of the first piece that overlaps it. Needs numpy and tokenizers only.
"""

import random
import re
from dataclasses import dataclass, field

LABELS = ["O", "B-PER", "I-PER", "B-LOC", "I-LOC", "B-ORG", "I-ORG", "B-MISC", "I-MISC"]
MAX_SENTENCES = 4
MAX_PIECES = 256


@dataclass
class Sentence:
    text: str
    spans: list  # (start, end) of each word, in characters of `text`
    labels: list  # one label (str or dict) a word


@dataclass
class Window:
    text: str
    ids: list
    words: list  # (index of the first piece, label) of each word, in order
    ends: list = field(default_factory=list)  # index in `words` after the last word of each sentence


# --- CoNLL -------------------------------------------------------------------------------------------------------------


def print_tokens(tokens):
    """The text that French prints for these tokens, and the span of each.

    >>> print_tokens(["L'", "homme", ",", "dit", "-il", ":", "«", "oui", "»", "."])[0]
    "L'homme, dit-il : « oui »."
    """
    text, spans, glue, straight = "", [], True, False
    for token in tokens:
        space = not glue
        if token in {",", ".", ")", "]", "...", "…", "”"} or re.match(r"-(t-)?(je|tu|il|elle|on|nous|vous|ils|elles|ce|là|ci)$", token):
            space = False
        if token == "%" or token in {";", ":", "!", "?", "»"}:
            space = not text.endswith("(")
        glue = token.endswith(("'", "’")) and len(token) > 1 or token in {"(", "[", "“"}
        if token == '"':
            space = not straight and space
            straight = not straight
            glue = straight
        if space and text:
            text += " "
        spans.append((len(text), len(text) + len(token)))
        text += token
    return text, spans


def read_conll(path):
    """Sentences of a `token TAG` file."""
    sentences, tokens, tags = [], [], []
    for line in [*open(path, encoding="utf-8"), ""]:
        line = line.rstrip("\n")
        if line.strip() and not line.startswith("-DOCSTART-"):
            columns = line.split("\t") if "\t" in line else line.split()
            tokens.append(columns[0].replace("_", " ") if columns[0] != "_" else "_")
            tags.append(columns[-1])
        elif tokens:
            text, spans = print_tokens(tokens)
            sentences.append(Sentence(text, spans, tags))
            tokens, tags = [], []
    return sentences


# --- CoNLL-U -----------------------------------------------------------------------------------------------------------


def read_conllu(path):
    """Sentences of a treebank. A multiword token (du, auquel) is one word: the preposition, with the features of the
    determiner; or the pronoun. Each label is a dict: upos, feats, deprel, head (index of a word, -1 for the root)."""
    sentences = []
    for block in open(path, encoding="utf-8").read().split("\n\n"):
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
        spans, labels, at = [], [], 0
        for form, upos, feats, head, deprel in words:
            start = text.find(form, at)
            if start < 0 or text[at:start].strip():
                break
            at = start + len(form)
            spans.append((start, at))
            labels.append({"form": form, "upos": upos, "feats": feats, "deprel": deprel, "head": of_row[head]})
        if len(spans) == len(words):
            sentences.append(Sentence(text, spans, labels))
    return sentences


# --- the marks of real text --------------------------------------------------------------------------------------------

QUOTES = [("« ", " »"), ("«\u00a0", "\u00a0»"), ("«\u202f", "\u202f»"), ("«", "»"), ("“", "”"), ('"', '"')]
MARK = re.compile(r'«\s*|\s*»|“|”|"')


def vary(sentence, rng):
    """The same sentence with other quotation marks and apostrophes, at times in capitals."""
    left, right = rng.choice(QUOTES)
    apostrophe = rng.choice("'’")
    capitals = rng.random() < 0.02
    edits, opened = [], False
    for match in MARK.finditer(sentence.text):
        mark = match.group().strip()
        opens = mark in "«“" or (mark == '"' and not opened)
        opened = opens
        edits.append((match.start(), match.end(), left if opens else right))
    text, where, at = [], [], 0
    for start, end, new in [*edits, (len(sentence.text), len(sentence.text), "")]:
        where.extend(range(len(text), len(text) + start - at))
        text.extend(sentence.text[at:start])
        shift = len(new) - len(new.lstrip())
        where.extend([len(text) + shift] * (end - start))
        text.extend(new)
        at = end
    where.append(len(text))
    text = "".join(text).replace("'", apostrophe).replace("’", apostrophe)
    if capitals and len(text.upper()) == len(text):
        text = text.upper()
    spans = []
    for start, end in sentence.spans:
        form = sentence.text[start:end]
        a = where[start]
        spans.append((a, a + 1) if MARK.fullmatch(form) else (a, where[end - 1] + 1))
    return Sentence(text, spans, sentence.labels)


# --- windows -----------------------------------------------------------------------------------------------------------


def windows(sentences, tokenizer, rng=None):
    """Cuts the sentences to windows of at most 4 sentences and 256 pieces (`rng`: of 1 to 4 sentences, at random).
    A sentence that is too long alone is a window of its own, cut at 510 pieces."""
    out, at = [], 0
    while at < len(sentences):
        count = rng.randint(1, MAX_SENTENCES) if rng else MAX_SENTENCES
        while True:
            group = sentences[at : at + count]
            text = " ".join(s.text for s in group)
            encoded = tokenizer.encode(text)
            if len(encoded.ids) <= MAX_PIECES or len(group) == 1:
                break
            count = len(group) - 1
        window, base = Window(text, encoded.ids[:511], []), 0
        if len(encoded.ids) > 511:
            window.ids.append(encoded.ids[-1])
        piece, offsets = 1, encoded.offsets
        for sentence in group:
            for (start, end), label in zip(sentence.spans, sentence.labels):
                while piece < len(offsets) - 2 and offsets[piece][1] <= base + start:
                    piece += 1
                if piece < len(window.ids) - 1:
                    window.words.append((piece, label))
            window.ends.append(len(window.words))
            base += len(sentence.text) + 1
        out.append(window)
        at += len(group)
    return out


# --- strict F1 ---------------------------------------------------------------------------------------------------------


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


def strict_f1(sentences, kinds=("PER", "LOC", "ORG")):
    """F1 by label and over all, in percent, from pairs (gold tags, predicted tags)."""
    counts = {kind: [0, 0, 0] for kind in kinds}
    for gold, predicted in sentences:
        g = {e for e in entities(gold) if e[2] in counts}
        p = {e for e in entities(predicted) if e[2] in counts}
        for e in g:
            counts[e[2]][0] += 1
        for e in p:
            counts[e[2]][1] += 1
        for e in g & p:
            counts[e[2]][2] += 1
    f1 = lambda g, p, c: 200.0 * c / max(g + p, 1)
    result = {kind: f1(*c) for kind, c in counts.items()}
    result["all"] = f1(*[sum(c[i] for c in counts.values()) for i in range(3)])
    return result


def seeded(seed):
    return random.Random(seed)
