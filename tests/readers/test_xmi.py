"""UIMA CAS XMI, read by dkpro-cassis, which gives offsets in code points again."""

import cassis
from conftest import in_xml, spans

CORE = "de.tudarmstadt.ukp.dkpro.core.api."


def test_cassis_reads_every_annotation(convert, records):
    folder = convert("xmi", "corpus")
    with (folder / "TypeSystem.xml").open("rb") as file:
        types = cassis.load_typesystem(file)
    read = {}
    for path in folder.rglob("*.xmi"):
        with path.open("rb") as file:
            cas = cassis.load_cas_from_xmi(file, typesystem=types, lenient=False)
        (about,) = cas.select(CORE + "metadata.type.DocumentMetaData")
        read[about.documentId] = cas
    assert len(read) == len(records)
    for record in records:
        cas = read[in_xml(record["id"])]
        text = in_xml(record["text"])
        assert (cas.sofa_string or "") == text
        named = cas.select(CORE + "ner.type.NamedEntity")
        assert sorted((n.begin, n.end, n.value) for n in named) == spans(record)
        referents = [e["referent"] for e in record["entities"]]
        assert [n.identifier for n in sorted(named, key=lambda n: n.begin)] == referents
        quotes = {q.quoteId: q for q in cas.select("guillemet.Quote")}
        assert len(quotes) == len(record["quotes"])
        for quote in record["quotes"]:
            own = quotes[quote["id"]]
            assert (own.begin, own.end, own.kind) == (quote["start"], quote["end"], quote["kind"])
            assert float(own.score) == quote["score"]
            assert own.rule == quote["rule"]
            assert (own.speaker is None) == (quote["speaker"] is None)
            if quote["speaker"]:
                mention = quote["speaker"]["mention"]
                assert (own.speaker.begin, own.speaker.end) == (mention["start"], mention["end"])
                assert own.speaker.speakerType == quote["speaker"]["type"]
                assert own.speaker.name == in_xml(quote["speaker"]["name"])
            if quote["cue"]:
                assert own.cue.get_covered_text() == in_xml(quote["cue"]["text"])
        tokens = cas.select(CORE + "segmentation.type.Token")
        words = in_xml("".join(c for c in record["text"] if not c.isspace()))
        assert "".join(t.get_covered_text() for t in tokens) == words
        # And cassis writes it again.
        assert cas.to_xmi()
