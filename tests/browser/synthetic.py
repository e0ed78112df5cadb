"""Records of a corpus that nobody wrote, for measuring: `synthetic.py N > records.jsonl`. The same N gives the same records."""

import json
import random
import sys

FIRST = ["Anne", "Paul", "Marie", "Karim", "Lucie", "Hugo", "Inès", "Marc"]
LAST = [a + b for a in ("Bar", "Del", "Fon", "Gui", "Lam", "Mor", "Per", "Sor") for b in ("ais", "ette", "ier", "ot", "ville")]
PLACES = ["Lyon", "Brest", "Nantes", "Dijon", "Metz", "Pau", "Sète", "Albi", "Lens", "Caen", "Nice", "Dax"]
VERBS = ["tenir", "partir", "voir", "agir", "attendre", "reprendre"]


def record(number):
    """One document with eight quotations."""
    chance = random.Random(number)
    text, sentences, entities, quotes, referents = "", [], [], [], {}

    def name(words, label):
        nonlocal text
        referent = referents.setdefault(words, {"id": f"r{len(referents) + 1}", "name": words, "label": label, "mentions": []})
        start = len(text)
        text += words
        entity = {"id": f"e{len(entities) + 1}", "start": start, "end": len(text), "text": words, "label": label,
                  "score": 0.99, "referent": referent["id"]}
        entities.append(entity)
        referent["mentions"].append(entity["id"])
        return entity

    for _ in range(8):
        start = len(text)
        words = f"il faut {chance.choice(VERBS)} avant l'étape {chance.randrange(500)}, et vite"
        text += f"« {words} »"
        end = len(text)
        text += ", "
        cue = {"start": len(text), "end": len(text) + 5, "text": "a dit"}
        text += "a dit "
        speaker = None
        if chance.random() < 0.7:
            entity = name(f"{chance.choice(FIRST)} {chance.choice(LAST)}", "PER")
            speaker = {"mention": {k: entity[k] for k in ("start", "end", "text")}, "form": "named", "type": "person",
                       "name": entity["text"], "referent": entity["referent"]}
        else:
            mention = {"start": len(text), "end": len(text) + 9, "text": "un voisin"}
            text += "un voisin"
            speaker = {"mention": mention, "form": "nominal", "type": "unnamed", "name": "un voisin", "referent": None}
        text += " à "
        name(chance.choice(PLACES), "LOC")
        text += "."
        sentences.append({"start": start, "end": len(text)})
        text += "\n\n"
        quotes.append({"id": f"q{len(quotes) + 1}", "start": start, "end": end, "text": f"« {words} »",
                       "parts": [{"start": start + 2, "end": end - 2}], "kind": "direct", "speaker": speaker, "cue": cue,
                       "rule": "inquit-after", "score": round(chance.uniform(0.5, 1), 2)})
    return {"schema": "guillemet/1", "id": f"{number:05}", "source": None, "offsets": "codepoints", "language": "fr", "text": text,
            "meta": {"title": f"Article {number}", "date": f"{2015 + number % 10}-{1 + number % 12:02}-01"},
            "sentences": sentences, "entities": entities, "referents": list(referents.values()), "quotes": quotes,
            "provenance": {"version": "0", "model": "none", "model_sha256": "", "engine": "none"}}


def write(count, out):
    """Writes `count` records, one a line."""
    for number in range(count):
        out.write(json.dumps(record(number), ensure_ascii=False) + "\n")


if __name__ == "__main__":
    write(int(sys.argv[1]), sys.stdout)
