"""CSV, read by Python and pandas; Parquet, read by DuckDB, pyarrow and Hugging Face datasets."""

import csv
import json

import datasets
import duckdb
import pandas
import pyarrow.parquet
import pytest
from conftest import spans


def quotes(records):
    return [(r, q) for r in records for q in r["quotes"]]


@pytest.mark.parametrize("bom", [False, True])
def test_csv_has_a_row_a_quotation(convert, records, bom):
    path = convert("csv", "quotes.csv", *(["--bom"] if bom else []))
    assert path.read_bytes().startswith(b"\xef\xbb\xbf") == bom
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, strict=True))
    for row, (record, quote) in zip(rows, quotes(records), strict=True):
        assert row["document"] == record["id"]
        assert record["text"][int(row["start"]) : int(row["end"])] == quote["text"] == row["text"]
        speaker = quote["speaker"] or {"name": "", "type": "", "form": "", "mention": {"text": ""}}
        assert (row["name"], row["type"], row["form"]) == (speaker["name"], speaker["type"], speaker["form"])
        assert row["speaker"] == speaker["mention"]["text"]
        assert (row["rule"], float(row["score"])) == (quote["rule"], quote["score"])
    frame = pandas.read_csv(path, keep_default_na=False, encoding="utf-8-sig")
    assert list(frame["text"]) == [q["text"] for _, q in quotes(records)]


@pytest.fixture(scope="module")
def tables(convert):
    return convert("parquet", "tables")


def test_duckdb_joins_the_tables(tables, records):
    database = duckdb.connect()
    said = database.execute(
        f"""SELECT d.text, q.start, q."end", q.text, q.name, q.speaker_start, q.cue, q.score, q.part_starts
            FROM '{tables}/quotes.parquet' q JOIN '{tables}/documents.parquet' d ON q.document = d.id"""
    ).fetchall()
    expected = sorted((q["text"], q["start"]) for _, q in quotes(records))
    assert sorted((row[3], row[1]) for row in said) == expected
    for text, start, end, words, *_ in said:
        assert text[start:end] == words
    nobody = database.execute(f"SELECT count(*) FROM '{tables}/quotes.parquet' WHERE name IS NULL").fetchone()
    assert nobody == (sum(q["speaker"] is None for _, q in quotes(records)),)


def test_pyarrow_reads_what_was_written(tables, records):
    documents = pyarrow.parquet.read_table(tables / "documents.parquet").to_pylist()
    for row, record in zip(documents, records, strict=True):
        assert (row["id"], row["text"], row["source"]) == (record["id"], record["text"], record["source"])
        assert json.loads(row["meta"]) == record["meta"]
        sentences = list(zip(row["sentence_starts"], row["sentence_ends"], strict=True))
        assert sentences == [(s["start"], s["end"]) for s in record["sentences"]]
    entities = pyarrow.parquet.read_table(tables / "entities.parquet").to_pylist()
    assert [(e["start"], e["end"], e["label"]) for e in entities] == [s for r in records for s in spans(r)]
    for row, (_, quote) in zip(
        pyarrow.parquet.read_table(tables / "quotes.parquet").to_pylist(), quotes(records), strict=True
    ):
        parts = [{"start": s, "end": e} for s, e in zip(row["part_starts"], row["part_ends"], strict=True)]
        assert parts == quote["parts"]
        assert row["continues"] == quote.get("continues")
        assert row["score"] == quote["score"] and row["cue"] == (quote["cue"] and quote["cue"]["text"])


def test_datasets_loads_the_quotations(tables, records, tmp_path):
    loaded = datasets.load_dataset(
        "parquet", data_files=str(tables / "quotes.parquet"), split="train", cache_dir=str(tmp_path)
    )
    assert loaded["text"][:] == [q["text"] for _, q in quotes(records)]
    assert loaded.features["start"].dtype == "int64"
