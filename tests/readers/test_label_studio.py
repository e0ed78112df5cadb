"""Label Studio: its SDK checks the tasks against the labelling configuration that comes with them."""

import json

from conftest import spans
from label_studio_sdk.label_interface import LabelInterface

NAMES = {"PER", "LOC", "ORG", "MISC"}


def test_the_sdk_takes_every_task(convert, records):
    path = convert("label-studio", "tasks.json")
    tasks = json.loads(path.read_text(encoding="utf-8"))
    interface = LabelInterface((path.parent / "tasks.labels.xml").read_text(encoding="utf-8"))
    interface.validate()
    for task, record in zip(tasks, records, strict=True):
        assert task["data"]["text"] == record["text"] and task["data"]["id"] == record["id"]
        (prediction,) = task["predictions"]
        assert not interface.validate_prediction(prediction, return_errors=True)
        regions, relations = {}, []
        for result in prediction["result"]:
            if result["type"] == "relation":
                relations.append((result["from_id"], result["to_id"], result["labels"][0]))
                continue
            value = result["value"]
            # Label Studio counts code points, as Python does.
            assert record["text"][value["start"] : value["end"]] == value["text"]
            assert result["id"] not in regions
            regions[result["id"]] = (value["start"], value["end"], value["labels"][0])
        assert [r for r in regions.values() if r[2] in NAMES] == spans(record)
        assert [r for r in regions.values() if r[2] in ("direct", "mixed")] == spans(record, "quotes")
        for quote in record["quotes"]:
            for role, passage in [("speaker", quote["speaker"] and quote["speaker"]["mention"]), ("cue", quote["cue"])]:
                to = [t for f, t, r in relations if f == quote["id"] and r == role]
                assert len(to) == (passage is not None)
                if passage:
                    assert regions[to[0]] == (passage["start"], passage["end"], role)
