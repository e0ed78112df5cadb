"""Decoding and measuring: the best sequence of labels that BIO allows, strict entity F1, calibration of the scores."""

import numpy as np

from french import LABELS, entities

KINDS = ("PER", "LOC", "ORG")
ALLOWED = np.array([[to[0] != "I" or before[1:] == to[1:] and before != "O" for to in LABELS] for before in LABELS])
FIRST = np.array([name[0] != "I" for name in LABELS])


def log_softmax(logits):
    x = np.asarray(logits, np.float64)
    x = x - x.max(-1, keepdims=True)
    return x - np.log(np.exp(x).sum(-1, keepdims=True))


def viterbi(rows):
    """The best allowed columns for rows of log-probabilities [words, labels], as the program decodes a sentence."""
    if not len(rows):
        return []
    best, back = np.where(FIRST, rows[0], -np.inf), []
    for row in rows[1:]:
        steps = np.where(ALLOWED, best[:, None], -np.inf)
        back.append(steps.argmax(0))
        best = steps.max(0) + row
    path = [int(best.argmax())]
    for pointers in reversed(back):
        path.append(int(pointers[path[-1]]))
    return path[::-1]


def scored_entities(rows):
    """(start, end, label, score) of a sentence; the score is the geometric mean of the words' probabilities."""
    path = viterbi(rows)
    return [
        (start, end, label, float(np.exp(np.mean([rows[i][path[i]] for i in range(start, end)]))))
        for start, end, label in entities([LABELS[i] for i in path])
    ]


def strict_f1(pairs, kinds=KINDS):
    """F1 by label and over all, in percent, from pairs (gold tags, predicted tags)."""
    counts = {kind: [0, 0, 0] for kind in kinds}
    for gold, predicted in pairs:
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


def calibrated(scores, points):
    """Scores along the curve of a manifest, as the program reads it; without points they stay as they are."""
    return np.interp(scores, *zip(*points)) if points else np.asarray(scores)


def calibration_error(scores, right, bins=10):
    """Expected calibration error, in percent: the distance between score and share of right ones, over bins of equal width."""
    scores, right = np.asarray(scores), np.asarray(right, float)
    which = np.minimum((scores * bins).astype(int), bins - 1)
    error = sum(abs(scores[which == b].mean() - right[which == b].mean()) * (which == b).sum() for b in set(which))
    return 100 * error / max(len(scores), 1)
