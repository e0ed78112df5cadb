"""Web Annotation: the selectors find their words, and every IRI is one."""

import json
import re

from conftest import spans

# RFC 3986, a reference: no space, no bracket, no letter beyond ASCII, every % followed by two digits.
REFERENCE = re.compile(r"(?:[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=]|%[0-9A-F]{2})+")


def select(text, target):
    position, quote = target["selector"]
    assert (position["type"], quote["type"]) == ("TextPositionSelector", "TextQuoteSelector")
    start, end = position["start"], position["end"]
    assert text[start:end] == quote["exact"]
    assert text[:start].endswith(quote["prefix"]) and text[end:].startswith(quote["suffix"])
    return start, end


def test_selectors_find_their_words(convert, records):
    page = json.loads(convert("web-annotation", "corpus.jsonld").read_text(encoding="utf-8"))
    assert page["@context"] == "http://www.w3.org/ns/anno.jsonld" and page["type"] == "AnnotationPage"
    items = iter(page["items"])
    seen = set()
    for record in records:
        text = record["text"]
        for start, end, label in spans(record):
            item = next(items)
            assert select(text, item["target"]) == (start, end)
            assert item["body"][0]["value"] == label
        for quote in record["quotes"]:
            item = next(items)
            assert select(text, item["target"]) == (quote["start"], quote["end"])
            assert item["body"][0]["value"] == quote["kind"]
            places = {b["label"]: select(text, b) for b in item["body"] if b["type"] == "SpecificResource"}
            if quote["speaker"]:
                mention = quote["speaker"]["mention"]
                assert places["speaker"] == (mention["start"], mention["end"])
                assert item["body"][1]["value"] == quote["speaker"]["name"]
            assert ("cue" in places) == (quote["cue"] is not None)
    assert next(items, None) is None
    for item in page["items"]:
        assert item["type"] == "Annotation"
        assert REFERENCE.fullmatch(item["id"]) and REFERENCE.fullmatch(item["target"]["source"])
        assert item["id"] not in seen
        seen.add(item["id"])
