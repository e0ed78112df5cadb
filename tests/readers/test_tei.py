"""TEI P5: validated by xmllint with the schema of the TEI, and read by lxml."""

import re
import shutil
import subprocess

import pytest
from conftest import ROOT, guillemet, in_xml, mentions, spans
from lxml import etree

TEI = "{http://www.tei-c.org/ns/1.0}"
ID = "{http://www.w3.org/XML/1998/namespace}id"
SCHEMA = ROOT.parent / "shared/data/schemas/tei_all.rng"
LABELS = {"persName": "PER", "placeName": "LOC", "orgName": "ORG", "name": "MISC"}


def validate(*paths):
    if not SCHEMA.is_file():
        pytest.skip(f"no schema of TEI at {SCHEMA}: not validated")
    if not shutil.which("xmllint"):
        pytest.skip("no xmllint: not validated")
    ran = subprocess.run(["xmllint", "--noout", "--relaxng", SCHEMA, *paths], capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr[:4000]


def read(document):
    """The text of the body, and each of our elements with its place."""
    places, text = [], []

    def walk(element):
        start = sum(map(len, text))
        text.append(element.text or "")
        for child in element:
            walk(child)
            text.append(child.tail or "")
        places.append((element, start, sum(map(len, text))))

    walk(document.find(f"{TEI}text/{TEI}body"))
    return "".join(text), places


def whole(places, name):
    """The elements of one name, parts joined by following `next`: (first element, its spans). A part has the id of the
    first with its number; another id is a quotation that goes on from this one."""
    own = {e.get(ID): (e, s, t) for e, s, t in places if e.tag == TEI + name}
    first = lambda pointer: re.sub(r"\.\d+$", "", (pointer or "").removeprefix("#"))
    for key, (element, start, end) in own.items():
        if first(element.get("prev")) == first(key):
            continue
        parts, at = [(start, end)], element
        while first(at.get("next")) == key:
            part, start, end = own[at.get("next")[1:]]
            assert part.get("prev") == "#" + at.get(ID)
            parts.append((start, end))
            at = part
        yield key, element, parts


def covers(text, parts, start, end):
    """The parts are the span but for white space between paragraphs."""
    left = set(range(start, end)) - {i for s, e in parts for i in range(s, e)}
    return start <= parts[0][0] and parts[-1][1] <= end and all(text[i].isspace() for i in left)


def check(document, record):
    text, places = read(document)
    assert text == in_xml(record["text"])
    ids = {e.get(ID): e for e in document.iter() if e.get(ID)}
    for element in document.iter(etree.Element):
        for pointer in ["ref", "who", "ana", "next", "prev", "corresp"]:
            for target in (element.get(pointer) or "").split():
                assert target[1:] in ids, (pointer, target)
    names = {r["id"]: r["name"] for r in record["referents"]}
    found = [m for name in LABELS for m in whole(places, name)]
    found.sort(key=lambda m: int(m[0].rpartition("e")[2]))
    for (_, element, parts), entity in zip(found, record["entities"], strict=True):
        assert LABELS[etree.QName(element).localname] == entity["label"]
        assert covers(text, parts, entity["start"], entity["end"])
        if entity["referent"]:
            listed = ids[element.get("ref")[1:]]
            assert "".join(listed.itertext()) == in_xml(names[entity["referent"]])
    said = sorted(whole(places, "said"), key=lambda m: int(m[0].rpartition("q")[2]))
    for (_, element, parts), quote in zip(said, record["quotes"], strict=True):
        assert covers(text, parts, quote["start"], quote["end"])
        assert element.get("direct") == str(quote["kind"] == "direct").lower()
        assert ids[element.get("ana")[1:]].text == quote["rule"].replace("\r", "\n")
        assert (element.get("who") is None) == (quote["speaker"] is None)
        goes_on = quote.get("continues")
        assert (element.get("prev") or "").rpartition("q")[2] == (goes_on or "").rpartition("q")[2]
        if quote["speaker"]:
            name = names.get(quote["speaker"]["referent"], quote["speaker"]["name"])
            assert "".join(ids[element.get("who")[1:]].itertext()) == in_xml(name)
    speakers = [parts for _, e, parts in whole(places, "rs") if e.get("type") == "speaker"]
    expected = sorted(set(mentions(record)))
    assert len(speakers) == len(expected)
    for parts, (start, end) in zip(sorted(speakers), expected, strict=True):
        assert covers(text, parts, start, end)


def test_a_corpus_comes_back(convert, records):
    path = convert("tei", "corpus.xml")
    documents = etree.parse(path).getroot().findall(TEI + "TEI")
    for document, record in zip(documents, records, strict=True):
        check(document, record)
    ids = [e.get(ID) for e in etree.parse(path).iter() if e.get(ID)]
    assert len(ids) == len(set(ids))


def test_a_corpus_is_valid(convert):
    validate(convert("tei", "corpus.xml"))


def test_split_comes_back(convert, records):
    folder = convert("tei", "corpus", "--split")
    document = etree.parse(folder / "presse/été/article.xml").getroot()
    check(document, records[0])
    header = document.find(TEI + "teiHeader")
    assert header.findtext(f".//{TEI}title") == records[0]["meta"]["title"]
    assert len(list(folder.rglob("*.xml"))) == len(records)


def test_split_is_valid(convert):
    validate(*convert("tei", "corpus", "--split").rglob("*.xml"))


KEPT = """<?xml version="1.0" encoding="UTF-8"?>
<?xml-model href="x.rng"?>
<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:id="q1">
<teiHeader><fileDesc><titleStmt><title>Lettre</title></titleStmt><publicationStmt><p>Inédit.</p></publicationStmt>
<sourceDesc><p>Une lettre.</p></sourceDesc></fileDesc></teiHeader>
<text><body><div type="lettre"><head>À Lyon</head>
<p>« Je <hi rend="italic">pars</hi><pb n="2"/> demain, dit <persName ref="#x">Marie
 Curel</persName>.</p>
<p>« Et je reviens<note>Ou non.</note> ! »</p><!-- fin --></div></body></text></TEI>
"""


def test_markup_of_tei_is_kept(tmp_path):
    (tmp_path / "lettre.xml").write_text(KEPT, encoding="utf-8")
    made = guillemet("tag", "--engine", "fake", "-q", str(tmp_path / "lettre.xml"), "--to", "jsonl")
    guillemet("convert", "--to", "tei", "--split", "-o", str(tmp_path / "out"), text=made)
    (path,) = (tmp_path / "out").rglob("*.xml")
    assert '<?xml-model href="x.rng"?>' in path.read_text(encoding="utf-8")
    document = etree.parse(path).getroot()
    assert document.get(ID) == "q1"
    said = document.findall(f".//{TEI}said")
    assert said and all(said[0].get(ID) != "q1" for _ in said)
    # What was put in taken out again, the document is what it was.
    ours = ["said", "rs", "seg"]
    for element in document.findall(f".//{TEI}standOff"):
        element.tail = None
        element.getparent().remove(element)
    etree.strip_tags(document, *[TEI + name for name in ours])
    for element in list(document.iter(*[TEI + n for n in LABELS])):
        if element.get("cert"):
            element.tag = TEI + "ours"
    etree.strip_tags(document, TEI + "ours")
    before, after = (etree.tostring(d, method="c14n").split() for d in (etree.fromstring(KEPT.encode()), document))
    assert before == after
    validate(path)
