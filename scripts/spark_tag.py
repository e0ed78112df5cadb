#!/usr/bin/env python3
"""Tags a corpus on a Spark cluster: Parquet or JSON Lines in, Parquet out, one document a row.

    spark-submit scripts/spark_tag.py news.parquet tagged.parquet --text-field body --id-field url
    spark-submit --conf spark.task.cpus=4 scripts/spark_tag.py 's3a://bucket/news/*.jsonl' s3a://bucket/tagged
    python3 scripts/spark_tag.py in.jsonl out.parquet -- --tokens       (PySpark from PyPI, this machine alone)

Every task runs `guillemet tag - --from jsonl --to jsonl`, one line in and one line out, on `spark.task.cpus` threads;
the program must be on the PATH of every executor (or --guillemet /path/to/it). What follows -- is handed to it.

The rows are the records of guillemet/1: id, source, language, text, sentences, tokens (with --tokens), entities,
referents, quotes and provenance, as nested columns, and meta as JSON text. A document that cannot be tagged is a row with
its cause in the column `error`, null elsewhere. A task that is lost with its executor is done again by another, and only
whole tasks are written, so that nothing is lost and nothing is there twice. Every document needs an id of its own.

Exit code: 0 all fine, 1 some documents could not be tagged (they are counted), 2 wrong usage.
"""

import argparse
import subprocess
import sys
import threading

SPAN = "STRUCT<start: INT, end: INT>"
PASSAGE = "STRUCT<start: INT, end: INT, text: STRING>"
RECORD = f"""
    id STRING, source STRING, language STRING, text STRING, meta STRING,
    sentences ARRAY<{SPAN}>, tokens ARRAY<{SPAN}>,
    entities ARRAY<STRUCT<id: STRING, start: INT, end: INT, text: STRING, label: STRING, score: DOUBLE, referent: STRING>>,
    referents ARRAY<STRUCT<id: STRING, name: STRING, label: STRING, mentions: ARRAY<STRING>>>,
    quotes ARRAY<STRUCT<id: STRING, start: INT, end: INT, text: STRING, parts: ARRAY<{SPAN}>, kind: STRING,
        speaker: STRUCT<mention: {PASSAGE}, form: STRING, type: STRING, name: STRING, referent: STRING>,
        cue: {PASSAGE}, rule: STRING, score: DOUBLE, continues: STRING,
        repeats: ARRAY<STRUCT<start: INT, end: INT, text: STRING, signature: {PASSAGE}>>>>,
    provenance STRUCT<version: STRING, model: STRING, model_sha256: STRING, engine: STRING>,
    error STRING
"""


def tag(command):
    """A function from the lines of a partition to their answers, in order."""

    def answers(rows):
        filter = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        fed = []

        def feed():
            count = 0
            try:
                for (line,) in rows:
                    filter.stdin.write(bytes(line).rstrip(b"\n") + b"\n")
                    count += 1
                filter.stdin.close()
                fed.append(count)
            except BrokenPipeError:
                pass  # the filter has ended; its exit code says why
            except Exception:
                filter.kill()  # the input failed: the task must fail too
                raise

        feeder = threading.Thread(target=feed, daemon=True)
        feeder.start()
        answered = 0
        try:
            for answer in filter.stdout:
                answered += 1
                yield (answer.decode("utf-8"),)
            code = filter.wait()
            feeder.join()
        finally:
            filter.kill()
        if code != 0 or fed != [answered]:
            raise RuntimeError(f"{' '.join(command)}: ended with exit code {code} after {answered} answers")

    return answers


def lines(spark, path, format):
    """The documents as JSON lines, in bytes: what is no UTF-8 is for guillemet to say."""
    from pyspark.sql.functions import col, length, struct, to_json, trim

    if format == "parquet":
        documents = spark.read.parquet(path)
        return documents.select(to_json(struct(*documents.columns)).cast("binary").alias("line"))
    documents = spark.read.text(path, lineSep="\n").where(length(trim(col("value"))) > 0)
    return documents.select(col("value").cast("binary").alias("line"))


def main():
    about, _, _ = __doc__.partition("\n\n")
    parser = argparse.ArgumentParser(
        usage="spark_tag.py INPUT OUTPUT [OPTIONS] [-- OPTIONS OF GUILLEMET TAG]", description=about, epilog=__doc__[len(about) :], formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("input", help="file, folder or pattern, on any file system that Spark reads")
    parser.add_argument("output", help="folder of Parquet files to write; must not exist")
    parser.add_argument("--from", dest="format", choices=["parquet", "jsonl"], help="default: by the name of the input")
    parser.add_argument("--text-field", default="text", help="field that holds the text")
    parser.add_argument("--id-field", default="id", help="field that holds the id; other fields are kept in meta")
    parser.add_argument("--partitions", type=int, help="tasks to cut the corpus into; default: as Spark reads it")
    parser.add_argument("--guillemet", default="guillemet", help="the program on the executors")
    ours, options = sys.argv[1:], []
    if "--" in ours:
        border = ours.index("--")
        ours, options = ours[:border], ours[border + 1 :]
    flags = parser.parse_args(ours)

    from pyspark.sql import SparkSession
    from pyspark.sql.functions import col, count, from_json

    spark = SparkSession.builder.appName("guillemet").getOrCreate()
    name = flags.input.rstrip("/*").lower()
    format = flags.format or ("parquet" if name.endswith((".parquet", ".pq")) else "jsonl")
    command = [flags.guillemet, "tag", "-", "--from", "jsonl", "--to", "jsonl", "--quiet"]
    command += ["--text-field", flags.text_field, "--id-field", flags.id_field]
    command += ["--threads", spark.conf.get("spark.task.cpus", "1"), *options]

    documents = lines(spark, flags.input, format)
    if flags.partitions:
        documents = documents.repartition(flags.partitions)
    answers = spark.createDataFrame(documents.rdd.mapPartitions(tag(command)), "answer STRING")
    tagged = answers.select(from_json(col("answer"), RECORD, {"mode": "FAILFAST"}).alias("record")).select("record.*")
    tagged.write.parquet(flags.output)

    written = spark.read.parquet(flags.output).select(count("*"), count("error")).first()
    spark.stop()
    print(f"spark_tag: {written[0] - written[1]} documents tagged, {written[1]} could not be", file=sys.stderr)
    return 1 if written[1] else 0


if __name__ == "__main__":
    sys.exit(main())
