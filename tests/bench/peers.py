"""One program on one file of texts, timed from inside: what scripts/bench runs, once a measurement.

    python peers.py PEER TEXTS.jsonl THREADS

PEER is a function below. Prints one JSON object: seconds to load, seconds to read all texts, and a count of what was found,
so that a program that did nothing is seen. Every program gets its texts at once and the batches that its manual advises.
"""

import json
import sys
import time


def spacy_pipe(model, threads, texts, exclude=()):
    import spacy

    begin = time.perf_counter()
    nlp = spacy.load(model, exclude=list(exclude))
    loaded = time.perf_counter()
    yield loaded - begin
    # Processes cost a start each: with one thread spaCy stays in its own.
    yield from nlp.pipe(texts, batch_size=64, n_process=threads)


ENTITIES_ONLY = ("morphologizer", "parser", "attribute_ruler", "lemmatizer")


def spacy_entities(model, threads, texts):
    found = spacy_pipe(model, threads, texts, ENTITIES_ONLY)
    load = next(found)
    return load, sum(len(doc.ents) for doc in found)


def spacy_sm(threads, texts):
    """Entities with fr_core_news_sm."""
    return spacy_entities("fr_core_news_sm", threads, texts)


def spacy_md(threads, texts):
    """Entities with fr_core_news_md."""
    return spacy_entities("fr_core_news_md", threads, texts)


def spacy_textacy(threads, texts):
    """Entities and sentences with fr_core_news_md, quotations and speakers with textacy."""
    from textacy.extract import direct_quotations

    docs = spacy_pipe("fr_core_news_md", threads, texts)
    load = next(docs)
    found = 0
    for doc in docs:
        try:
            found += len(doc.ents) + len(list(direct_quotations(doc)))
        except ValueError:
            found += len(doc.ents)  # textacy refuses a text with an odd number of marks
    return load, found


PEERS = {f.__name__.replace("_", "-"): f for f in (spacy_sm, spacy_md, spacy_textacy)}


def main():
    peer, path, threads = PEERS[sys.argv[1]], sys.argv[2], int(sys.argv[3])
    with open(path, encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    begin = time.perf_counter()
    load, found = peer(threads, texts)
    print(json.dumps({"load": load, "seconds": time.perf_counter() - begin - load, "found": found}))


if __name__ == "__main__":
    main()
