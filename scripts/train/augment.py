"""The variety of real text: the same sentence with other marks, capitals, accents and neighbours.

Every change works on tokens and gaps, so a label never leaves its word. `vary` is for both heads; `disturb` goes further and
is for the entity head alone (names swapped, surnames in capitals, text in lower case, handles and hashtags).
"""

import unicodedata

from french import Sentence, entities

QUOTES = [("«", " ", "»"), ("«", "\u00a0", "»"), ("«", "\u202f", "»"), ("«", "", "»"), ("“", "", "”"), ('"', "", '"')]
APOSTROPHES = "'’"
LEADS = ["RT @{0} :", "@{0}", "🔴", "▶", "→", "-", "•", "#{1}", "[{1}]", "({1})"]
TAILS = ["#{1}", "#{1} #{0}", "https://t.co/{0}", "@{0}", "🙏", "👏👏", "(màj)", "…"]
WORDS = ["actu", "direct", "vidéo", "info", "exclusif", "politique", "foot", "justice", "replay", "alerte", "économie", "culture"]
SWAPPED = {"PER": 0.7, "LOC": 0.4, "ORG": 0.4}  # share of the names of a sentence that are changed when any is
HANDLES = ["lea_m", "jdupuis", "redac44", "infos_ouest", "marie_p", "leprof", "clubdesamis", "y_b", "tribune7", "mairie_info"]


def bare(text):
    """Without accents: what old keyboards and headlines print."""
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c)).replace("œ", "oe").replace("Œ", "OE")


def each(sentence, change):
    """The sentence with every token changed."""
    return Sentence([change(t) or t for t in sentence.tokens], sentence.gaps, sentence.labels)


def marks(sentence, style):
    """Other quotation marks."""
    left, space, right = style
    tokens, gaps, opened = [], [], False
    glue = None
    for token, gap in zip(sentence.tokens, sentence.gaps):
        if glue is not None:
            gap, glue = glue, None
        if token in "«“" or (token == '"' and not opened):
            token, glue, opened = left, space, True
        elif token in '»”"':
            token, gap, opened = right, space if tokens else "", False
        tokens.append(token)
        gaps.append(gap)
    return Sentence(tokens, gaps, sentence.labels)


def vary(sentence, rng):
    """Other quotation marks and apostrophes; at times capitals without accents, all in capitals, or no accents at all."""
    sentence = marks(sentence, rng.choice(QUOTES))
    apostrophe = rng.choice(APOSTROPHES)
    sentence = each(sentence, lambda t: t.replace("'", apostrophe).replace("’", apostrophe))
    draw = rng.random()
    if draw < 0.02:
        sentence = each(sentence, str.upper)
        if rng.random() < 0.5:
            sentence = each(sentence, bare)
    elif draw < 0.10:
        sentence = each(sentence, lambda t: bare(t[0]) + t[1:] if t[0].isupper() else t)
    elif draw < 0.12:
        sentence = each(sentence, bare)
    return sentence


def surname_in_capitals(sentence, rng):
    """`Jean DUPONT`: the last word of every person."""
    tokens = list(sentence.tokens)
    for start, end, label in entities(sentence.labels):
        if label == "PER" and len(tokens[end - 1]) > 2:
            tokens[end - 1] = tokens[end - 1].upper()
    return Sentence(tokens, sentence.gaps, sentence.labels)


def swap_names(sentence, names, rng):
    """Some names under another of the same type and as many words (mention replacement, Dai & Adel 2020)."""
    tokens = list(sentence.tokens)
    for start, end, label in entities(sentence.labels):
        others = names.get((label, end - start))
        if not others or rng.random() >= SWAPPED.get(label, 0):
            continue
        old, new = tokens[start], rng.choice(others)
        # The word before would no longer fit: `l'` or `d'` wants a vowel, and `la` or `de` none.
        if start and elides(old) != elides(new[0]):
            continue
        tokens[start:end] = new
    return Sentence(tokens, sentence.gaps, sentence.labels)


def elides(word):
    return bare(word[0]).lower() in "aeiouhy"


def lower(sentence, rng):
    """In lower case, at times without punctuation: messages and automatic transcripts."""
    sentence = each(sentence, str.lower)
    if rng.random() < 0.5:
        keep = [i for i, t in enumerate(sentence.tokens) if any(c.isalnum() for c in t) or sentence.labels[i] != "O"]
        if keep:
            gaps = [sentence.gaps[i] if sentence.gaps[i] or not i or i - 1 in keep else " " for i in keep]
            sentence = Sentence([sentence.tokens[i] for i in keep], ["", *gaps[1:]], [sentence.labels[i] for i in keep])
    return sentence


def clutter(sentence, rng):
    """Handles, hashtags and signs around the sentence, none of them an entity."""
    fill = lambda pattern: pattern.format(rng.choice(HANDLES), rng.choice(WORDS))
    out = Sentence(list(sentence.tokens), list(sentence.gaps), list(sentence.labels))
    if rng.random() < 0.6:
        for token in reversed(fill(rng.choice(LEADS)).split(" ")):
            out.gaps[0] = " "
            out.tokens.insert(0, token)
            out.gaps.insert(0, "")
            out.labels.insert(0, "O")
    if rng.random() < 0.6:
        for token in fill(rng.choice(TAILS)).split(" "):
            out.tokens.append(token)
            out.gaps.append(" ")
            out.labels.append("O")
    return out


def disturb(sentence, rng, names):
    """One sentence as other genres would print it. `names`: those of the corpora by type and number of words."""
    if rng.random() < 0.15:
        sentence = swap_names(sentence, names, rng)
    draw = rng.random()
    if draw < 0.04:
        sentence = surname_in_capitals(sentence, rng)
    elif draw < 0.06:
        sentence = lower(sentence, rng)
    elif draw < 0.08:
        sentence = clutter(sentence, rng)
    elif draw < 0.11 and sentence.tokens[-1] in (".", "!", "?") and len(sentence.tokens) > 1:
        sentence = Sentence(sentence.tokens[:-1], sentence.gaps[:-1], sentence.labels[:-1])
    return vary(sentence, rng)
