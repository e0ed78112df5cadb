"""Writes manifest.json: the files of the model with their sizes and SHA-256, and the labels of both outputs.

    python manifest.py --models ../../models --syntax syntax.json --version 0.2.0 [--calibration calibration.json]
"""

import argparse
import hashlib
import json
import os

FILES = ["model.onnx", "config.json", "tokenizer.json"]


def describe(path):
    with open(path, "rb") as f:
        data = f.read()
    return {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}


def read(path):
    with open(path, encoding="utf-8") as f:
        return json.load(f)


def write(folder, name, version, segments, **more):
    """`segments`: name and labels of each part of the second output. `more`: recorded as it is."""
    config = read(os.path.join(folder, "config.json"))
    manifest = {
        "name": name,
        "version": version,
        "files": {file: describe(path) for file in FILES if os.path.exists(path := os.path.join(folder, file))},
        "labels": [config["id2label"][str(i)] for i in range(len(config["id2label"]))],
        **more,
        "syntax": segments,
    }
    with open(os.path.join(folder, "manifest.json"), "w", encoding="utf-8", newline="\n") as f:
        json.dump(manifest, f, ensure_ascii=False, indent=1)
        f.write("\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", required=True)
    parser.add_argument("--syntax", required=True)
    parser.add_argument("--name", default="guillemet-fr")
    parser.add_argument("--version", required=True)
    parser.add_argument("--embeddings", help="the model.onnx whose word embeddings and tokenizer the model takes: recorded")
    parser.add_argument("--calibration", help="calibration.json of calibrate.py")
    args = parser.parse_args()
    more = {"calibration": read(args.calibration)["calibration"]} if args.calibration else {}
    if args.embeddings:
        more["embeddings"] = describe(args.embeddings)["sha256"]
    write(args.models, args.name, args.version, read(args.syntax), **more)


if __name__ == "__main__":
    main()
