"""One program on one file of texts, timed from inside: what scripts/bench runs, once a measurement.

    python peers.py PEER TEXTS.jsonl THREADS
    python peers.py onnxruntime MODEL.onnx THREADS     # the model alone: one JSON object a shape of window

PEER is a key of PEERS. Prints one JSON object: seconds until it can begin, seconds to read all texts, and a count of what was found,
so that a program that did nothing is seen. Every program gets its texts at once and the batches that its manual advises.
"""

import json
import os
import sys
import time


def spacy_pipe(model, threads, texts, exclude, count):
    """Seconds to the first result, seconds for `texts`, and the sum of `count` over the documents, in `threads` processes."""
    import spacy

    begin = time.perf_counter()
    nlp = spacy.load(model, exclude=list(exclude))
    loaded = time.perf_counter() - begin

    def run(texts, batch):
        begin = time.perf_counter()
        found = sum(count(doc) for doc in nlp.pipe(texts, batch_size=batch, n_process=threads))
        return time.perf_counter() - begin, found

    # Every pipe starts its processes anew, a second or two, which a corpus pays once: they count to the start.
    started, _ = run(["Oui."] * threads, 1)
    seconds, found = run(texts, 64)
    return loaded + started, seconds - started, found


ENTITIES_ONLY = ("morphologizer", "parser", "attribute_ruler", "lemmatizer")


def entities(doc):
    return len(doc.ents)


def spacy_sm(threads, texts):
    """Entities with fr_core_news_sm."""
    return spacy_pipe("fr_core_news_sm", threads, texts, ENTITIES_ONLY, entities)


def spacy_md(threads, texts):
    """Entities with fr_core_news_md."""
    return spacy_pipe("fr_core_news_md", threads, texts, ENTITIES_ONLY, entities)


def spacy_textacy(threads, texts):
    """Entities and sentences with fr_core_news_md, quotations and speakers with textacy."""
    from textacy.extract import direct_quotations

    def quotations(doc):
        try:
            return len(doc.ents) + len(list(direct_quotations(doc)))
        except ValueError:
            return len(doc.ents)  # textacy refuses a text with an odd number of marks

    return spacy_pipe("fr_core_news_md", threads, texts, (), quotations)


def transformers_pipeline(threads, texts):
    """Entities with transformers' token-classification pipeline and the weights of `accurate` in float32 (FLOAT, a folder)."""
    import torch
    from transformers import BertForTokenClassification, PreTrainedTokenizerFast, pipeline

    torch.set_num_threads(threads)
    begin = time.perf_counter()
    folder = os.environ["FLOAT"]
    special = {"bos_token": "<s>", "eos_token": "</s>", "cls_token": "<s>", "sep_token": "</s>", "pad_token": "<pad>", "unk_token": "<unk>", "mask_token": "<mask>"}
    tokenizer = PreTrainedTokenizerFast(tokenizer_file=os.path.join(folder, "tokenizer.json"), model_max_length=512, **special)
    tagger = pipeline(
        "token-classification", BertForTokenClassification.from_pretrained(folder), tokenizer=tokenizer, aggregation_strategy="first", stride=64,
    )
    load = time.perf_counter() - begin
    begin = time.perf_counter()
    found = sum(len(found) for found in tagger(texts, batch_size=8))
    return load, time.perf_counter() - begin, found


PEERS = {
    "spacy-sm": spacy_sm,
    "spacy-md": spacy_md,
    "spacy-textacy": spacy_textacy,
    "transformers": transformers_pipeline,
}


def onnxruntime_alone(model, threads):
    """Pieces per second of ONNX Runtime on windows of one length, a batch at once."""
    import numpy as np
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    random = np.random.default_rng(1)
    for windows, pieces in ((32, 32), (16, 128)):
        ids = random.integers(4, 50_000, (windows, pieces))
        run = lambda: session.run(None, {"input_ids": ids, "attention_mask": np.ones_like(ids)})
        run()
        begin, times = time.perf_counter(), 0
        while time.perf_counter() - begin < 2:
            run()
            times += 1
        speed = times * windows * pieces / (time.perf_counter() - begin)
        print(json.dumps({"what": "ONNX Runtime, accurate", "windows": windows, "pieces": pieces, "pieces_per_second": round(speed)}))


def main():
    if sys.argv[1] == "onnxruntime":
        onnxruntime_alone(sys.argv[2], int(sys.argv[3]))
        return
    peer, path, threads = PEERS[sys.argv[1]], sys.argv[2], int(sys.argv[3])
    with open(path, encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    start, seconds, found = peer(threads, texts)
    print(json.dumps({"start": start, "seconds": seconds, "found": found}))


if __name__ == "__main__":
    main()
