"""Writes models/manifest.json: the files of the model with their sizes and SHA-256, and the labels of both outputs.

    python manifest.py --models ../../models --syntax syntax.json --version 0.1.0
"""

import argparse
import hashlib
import json
import os

FILES = ["model.onnx", "config.json", "tokenizer.json"]


def describe(path):
    data = open(path, "rb").read()
    return {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", required=True)
    parser.add_argument("--syntax", required=True)
    parser.add_argument("--version", required=True)
    args = parser.parse_args()
    config = json.load(open(os.path.join(args.models, "config.json"), encoding="utf-8"))
    labels = [config["id2label"][str(i)] for i in range(len(config["id2label"]))]
    manifest = {
        "name": "guillemet-fr",
        "version": args.version,
        "files": {name: describe(os.path.join(args.models, name)) for name in FILES},
        "labels": labels,
        "syntax": json.load(open(args.syntax, encoding="utf-8")),
    }
    with open(os.path.join(args.models, "manifest.json"), "w", encoding="utf-8", newline="\n") as f:
        json.dump(manifest, f, ensure_ascii=False, indent=1)
        f.write("\n")


if __name__ == "__main__":
    main()
