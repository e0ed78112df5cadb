"""Sentences joined to windows, and words aligned with the sub-word pieces of tokenizer.json: a word's label is that of the
first piece that overlaps it. Needs tokenizers."""

from dataclasses import dataclass, field

MAX_SENTENCES = 4
MAX_PIECES = 256
LONGEST = 512


@dataclass
class Window:
    text: str
    ids: list
    words: list  # (index of the first piece, label) of each word, in order
    ends: list = field(default_factory=list)  # index in `words` after the last word of each sentence

    def by_sentence(self, values):
        """`values`, one a word, cut at the ends of the sentences."""
        cuts = [0, *self.ends]
        return [values[a:b] for a, b in zip(cuts, cuts[1:])]


def windows(sentences, tokenizer, rng=None):
    """Cuts the sentences to windows of at most 4 sentences and 256 pieces (`rng`: of 1 to 4 sentences, at random).
    A sentence that is too long alone is a window of its own, cut at 512 pieces."""
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
        window, base = Window(text, encoded.ids[: LONGEST - 1], []), 0
        if len(encoded.ids) >= LONGEST:
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
