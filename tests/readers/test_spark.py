"""scripts/spark_tag.py on a cluster of two executors: the answers are those of one machine, also when an executor dies."""

import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import time

import pyarrow
import pyarrow.parquet
import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = ROOT / "target" / "release" / "guillemet"
TEXT = "« Oui, {} », dit Jean Dupont 😀 à Lyon.\r\nMarie Olivier n’est pas là : « Non. »"


@pytest.fixture(scope="session", autouse=True)
def java():
    if shutil.which("java") is None:
        install = ["apt-get", "install", "--yes", "--no-install-recommends", "default-jre-headless"]
        done = shutil.which("apt-get") and subprocess.run(install, capture_output=True).returncode == 0
        if not done:
            pytest.skip("no Java here, and none can be installed")


def documents(count):
    return [{"id": f"d{i}", "date": "2020-01-02", "n": i / 8, "tags": ["a", None], "text": TEXT.format(i)} for i in range(count)]


def bare(value):
    """Without what is null, which Parquet has a place for and JSON leaves out."""
    if isinstance(value, dict):
        return {k: bare(v) for k, v in value.items() if v is not None}
    if isinstance(value, list):
        return [bare(v) for v in value]
    return value


def one_machine(lines):
    """The records of a run without Spark, by id, and how many lines have none."""
    command = [PROGRAM, "tag", "-", "--from", "jsonl", "--to", "jsonl", "--engine", "fake", "--tokens"]
    answers = subprocess.run(command, input=lines, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True).stdout
    answers = [json.loads(line) for line in answers.decode().splitlines()]
    records = [bare(a) for a in answers if "error" not in a]
    for record in records:
        del record["schema"], record["offsets"]
    return {r["id"]: r for r in records}, len(answers) - len(records)


def rows(folder):
    """The records in the Parquet files of a folder, by id, and the causes of the rows without one."""
    rows = pyarrow.parquet.read_table(folder).to_pylist()
    records = [bare(row) for row in rows if row["error"] is None]
    for record in records:
        record["meta"] = bare(json.loads(record["meta"]))
    by_id = {r["id"]: r for r in records}
    assert len(by_id) == len(records), "a document is there twice"
    return by_id, [row["error"] for row in rows if row["error"] is not None]


def spark(master, log, *arguments):
    """The script, running."""
    settings = f"--master {master} --conf spark.ui.enabled=false --conf spark.executor.memory=512m --driver-memory 1g"
    environment = dict(
        os.environ,
        PYSPARK_SUBMIT_ARGS=f"{settings} pyspark-shell",
        PYSPARK_PYTHON=sys.executable,
        SPARK_LOCAL_IP="127.0.0.1",
    )
    command = [sys.executable, ROOT / "scripts" / "spark_tag.py", *arguments, "--", "--engine", "fake", "--tokens"]
    return subprocess.Popen(command, env=environment, stderr=log)


def processes():
    """Every process: its id, its parent's, its command line."""
    for folder in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            yield int(folder.name), parent, (folder / "cmdline").read_bytes().decode(errors="replace")
        except OSError:
            continue  # it has ended


def busy_executor(script):
    """An executor of `script` in which a filter runs."""
    parents, executors, filters = {}, set(), []
    for process, parent, command in processes():
        parents[process] = parent
        if "CoarseGrainedExecutorBackend" in command:
            executors.add(process)
        if "slow-guillemet" in command:
            filters.append(process)

    def above(process):
        while process in parents:
            yield process
            process = parents[process]

    for one in filters:
        line = list(above(one))
        if script in line:
            return next((p for p in line if p in executors), None)
    return None


@pytest.mark.skipif(not pathlib.Path("/proc").exists(), reason="executors are found in /proc")
def test_a_killed_executor_loses_nothing(tmp_path):
    lines = b"".join(json.dumps(d, ensure_ascii=False).encode() + b"\n" for d in documents(400))
    lines += b'{"id":"cut short","text":\n' + b'{"id":"damaged","text":"\xc3\xa9t\xc3\xa9 \xc3\xa0 \xe9"}\n'
    (tmp_path / "in.jsonl").write_bytes(lines)
    # A filter that is slow to begin gives the time to kill what runs it.
    slow = tmp_path / "slow-guillemet"
    slow.write_text(f'#!/bin/sh\nsleep 3\nexec "{PROGRAM}" "$@"\n')
    slow.chmod(0o755)
    with open(tmp_path / "log", "wb") as log:
        script = spark(
            "local-cluster[2,1,1024]", log,
            tmp_path / "in.jsonl", tmp_path / "out.parquet", "--partitions", "6", "--guillemet", slow,
        )  # fmt: skip
        victim = None
        while victim is None and script.poll() is None:
            time.sleep(0.1)
            victim = busy_executor(script.pid)
        assert victim, (tmp_path / "log").read_text()
        os.kill(victim, signal.SIGKILL)
        code = script.wait()
    said = (tmp_path / "log").read_text()
    assert code == 1, said
    assert "Lost executor" in said and "400 documents tagged, 2 could not be" in said, said
    records, errors = rows(tmp_path / "out.parquet")
    assert (records, len(errors)) == one_machine(lines)
    assert any("cut short" in e for e in errors) and any("invalid UTF-8" in e for e in errors)


def test_parquet_gives_what_json_lines_give(tmp_path):
    all = documents(60)
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(all), tmp_path / "in.parquet")
    with open(tmp_path / "log", "wb") as log:
        script = spark("local[2]", log, tmp_path / "in.parquet", tmp_path / "out", "--guillemet", PROGRAM)
        assert script.wait() == 0, (tmp_path / "log").read_text()
    lines = b"".join(json.dumps(d).encode() + b"\n" for d in all)
    records, errors = rows(tmp_path / "out")
    assert (records, len(errors)) == one_machine(lines)
