"""The texts, and records that no text gives: whatever a format could trip over. All of it is invented."""

import unicodedata

NARROW, NBSP = "\u202f", "\u00a0"

ARTICLE = (
    "Réunion à L’Étang 🎉 : la fête est finie\r\n\r\n"
    f"«{NARROW}Nous n’irons plus au bois{NARROW}», a déclaré Marie Curel, la maire d’Orval. 👩‍👩‍👧 Elle était là.\r\n\r\n"
    f"Paul Dutour, lui, conteste : «{NBSP}C’est faux. Personne n’a vu ce “grand projet”, pas même Lise 😀.\r\n\r\n"
    f"«{NBSP}Et personne ne le verra.{NBSP}»\r\n\r\n"
    # The French tradition: the closing mark opens each paragraph, and the quotation is one.
    f"Lise Armand raconte : «{NBSP}Le bal durait trois jours.\r\n\r\n»{NBSP}On dansait jusqu’au matin.{NBSP}»\r\n\r\n"
    + unicodedata.normalize("NFD", "« L’été sera long », a répété Hélène Béart à Léognan.")
    + "\r\n\r\n« On verra bien. »\r\n"
)

TEXTS = [
    {
        "id": "presse/été/article.txt",
        "text": ARTICLE,
        "title": "La fête <est> finie & bien finie",
        "author": "Zoé Lenoir",
        "date": "2021-06-01",
        "tags": ["fête", "l'« eau »"],
    },
    {
        "id": "https://exemple.fr/a?b=1&c=«é»#f",
        "text": 'Selon Marc <b>Gras</b> & Cie, "tout va bien" | a=b;c ]]> <script>alert("Non")</script>\n\t"Oui", dit Anne.',
    },
    {"id": "../..//x\t|y(z)-w", "text": f" \x01Jean\x02 Roy\x0b dit{NBSP}: « Du pain\x1c et\x85 du\u2028 vin. »\r \t Fin \n\n"},
    {"id": "CON", "text": "Rien."},
    {"id": "con", "text": "rien"},
    {"id": "x" * 400, "text": "Il pleut. " * 40 + "« Il pleut », dit Basile. " + "\U0001F600" * 30 + " Lyon."},
]


def record(text, entities=(), referents=(), quotes=(), sentences=(), id="main"):
    """A record with the words filled in; spans are (start, end), or words of the text."""

    def span(of):
        if isinstance(of, str):
            start = text.index(of)
            return {"start": start, "end": start + len(of)}
        return {"start": of[0], "end": of[1]}

    def passage(of):
        at = span(of)
        return {**at, "text": text[at["start"] : at["end"]]}

    named = {m: r["id"] for r in referents for m in r["mentions"]}
    found = []
    for number, (of, label) in enumerate(entities, 1):
        key = f"e{number}"
        found.append({"id": key, **passage(of), "label": label, "score": 0.5, "referent": named.get(key)})
    said = []
    for number, quote in enumerate(quotes, 1):
        whole = passage(quote["of"])
        speaker = quote.get("speaker")
        if speaker:
            speaker = {**speaker, "mention": passage(speaker["mention"])}
            speaker.setdefault("referent", None)
        repeats = [{**passage(r), "signature": None} for r in quote.get("repeats", [])]
        said.append(
            {
                "id": f"q{number}",
                **whole,
                "parts": [{"start": whole["start"], "end": whole["end"]}],
                "kind": quote.get("kind", "direct"),
                "speaker": speaker,
                "cue": passage(quote["cue"]) if "cue" in quote else None,
                "rule": quote.get("rule", "inquit-after"),
                "score": 0.25,
                # Left out where there are none, as the program does.
                **({"repeats": repeats} if repeats else {}),
            }
        )
    return {
        "schema": "guillemet/1",
        "id": id,
        "source": None,
        "offsets": "codepoints",
        "language": "fr",
        "text": text,
        "meta": {},
        "sentences": [span(s) for s in sentences],
        "entities": found,
        "referents": list(referents),
        "quotes": said,
        "provenance": {"version": "0.1.0", "model": "by hand", "model_sha256": "", "engine": "none"},
    }


def by_hand():
    """Spans that cross, nest, begin inside words and go over paragraphs; speakers of every kind."""
    crossing = "Le comte « de Brie\n\nNord », dit-il 😀 à Jean-Loup Rivet. Le club l'a redit : « de Brie ».\n\nLa maire se tait."
    return [
        record(
            crossing,
            entities=[("comte « de", "PER"), ("Brie\n\nNord", "LOC"), ("Loup Ri", "PER"), ("club", "ORG"), ("maire", "MISC")],
            referents=[
                {"id": "r1", "name": "le <comte> & « co »", "label": "PER", "mentions": ["e1", "e3"]},
                {"id": "r2", "name": "Brie", "label": "LOC", "mentions": ["e2"]},
                {"id": "r3", "name": "club", "label": "ORG", "mentions": ["e4"]},
                {"id": "r4", "name": "Maire", "label": "MISC", "mentions": ["e5"]},
            ],
            quotes=[
                {
                    "of": "« de Brie\n\nNord »",
                    "speaker": {"mention": "il", "form": "pronoun", "type": "person", "name": "comte", "referent": "r1"},
                    "cue": "dit-",
                    "repeats": ["La maire se tait."],
                },
                {
                    "of": "de Brie\n\nNord »",
                    "kind": "mixed",
                    "speaker": {"mention": "il", "form": "pronoun", "type": "person", "name": "comte", "referent": "r1"},
                },
                {
                    "of": "« de Brie »",
                    "speaker": {"mention": "Le club", "form": "nominal", "type": "organisation", "name": "Le club"},
                    "cue": "a redit",
                    "rule": "règle\tn°2|é",
                },
            ],
            id="croisé",
        ),
        record(
            "Le maire « de Lyon » a dit « oui ».",
            entities=[("maire « de Lyon » a", "PER")],
            quotes=[
                {
                    "of": "« de Lyon »",
                    "kind": "mixed",
                    "speaker": {"mention": "Le maire « de Lyon »", "form": "nominal", "type": "unnamed", "name": "Le maire"},
                },
                {
                    "of": "« oui »",
                    "speaker": {"mention": "Le maire « de Lyon »", "form": "nominal", "type": "unnamed", "name": "Le maire"},
                    "cue": "a dit",
                },
            ],
            sentences=["Le maire « de", "Lyon » a dit « oui »."],
            id="dedans",
        ),
        record("Dehors : « Assez ! »", quotes=[{"of": "« Assez ! »"}], id="personne"),
        record("", id="vide"),
        record("\n \u00a0 \r\n", id="blanc"),
    ]
