#!/usr/bin/env python3
"""Makes tests/checkpoints/: small token-classification checkpoints with random weights, and what transformers computes
with them. The test tests/checkpoints.rs (feature `torch`) compares the engine with these to 1e-4.

    python3 -m venv .venv && .venv/bin/pip install torch==2.4.0 transformers==4.46.3 numpy==1.26.4 safetensors
    .venv/bin/python scripts/reference_checkpoints.py [FOLDER]

The folder is committed (0.9 MB): the tests need no Python. Run this again only to add a case. The weights come from
a seeded generator of NumPy, not from torch's initialisation, and are ten times larger than a fresh model's, so that every
part of a body shows in the scores; LayerNorms are random too. They are stored as float16 (`bert` as float32 and `roberta`
as bfloat16, so that each is read once) and the reference is computed with the stored values in float32.

FOLDER/NAME/ holds config.json, model.safetensors and reference.json: the windows (piece numbers, of different lengths,
which the reference pads to a batch) and the scores of their pieces, [window][piece * label].
"""

import json
import pathlib
import sys
import zlib

import numpy as np
import torch
import transformers as t

LABELS = ["O", "B-PER", "I-PER", "B-LOC", "I-LOC", "B-ORG", "I-ORG", "B-MISC", "I-MISC"]
VOCABULARY, WIDTH, INNER, HEADS = 97, 32, 48, 4
LENGTHS = [11, 5, 23]

NAMES = dict(
    vocab_size=VOCABULARY,
    num_labels=len(LABELS),
    id2label=dict(enumerate(LABELS)),
    label2id={label: number for number, label in enumerate(LABELS)},
)
COMMON = dict(
    NAMES, hidden_size=WIDTH, intermediate_size=INNER, num_hidden_layers=2, num_attention_heads=HEADS, max_position_embeddings=40
)
ROBERTA = dict(COMMON, max_position_embeddings=42, type_vocab_size=1, layer_norm_eps=1e-5, pad_token_id=1, bos_token_id=0, eos_token_id=2)
DISTIL = dict(NAMES, dim=WIDTH, hidden_dim=INNER, n_layers=2, n_heads=HEADS, max_position_embeddings=40)
ELECTRA = dict(COMMON, embedding_size=16)
# As microsoft/deberta-v3-base and mdeberta-v3-base.
DEBERTA_V3 = dict(
    COMMON, type_vocab_size=0, relative_attention=True, max_relative_positions=-1, position_buckets=8, norm_rel_ebd="layer_norm",
    share_att_key=True, pos_att_type=["p2c", "c2p"], position_biased_input=False, layer_norm_eps=1e-7,
)
# As microsoft/deberta-v2-xlarge: a convolution beside the first layer.
DEBERTA_V2 = dict(DEBERTA_V3, conv_kernel_size=3, conv_act="gelu", conv_groups=1)

CASES = {
    "bert": (t.BertConfig, t.BertForTokenClassification, COMMON),
    "bert-gelu-new": (t.BertConfig, t.BertForTokenClassification, dict(COMMON, hidden_act="gelu_new")),
    "bert-relu-eps": (t.BertConfig, t.BertForTokenClassification, dict(COMMON, hidden_act="relu", layer_norm_eps=1e-5, pad_token_id=1)),
    "bert-pruned": (t.BertConfig, t.BertForTokenClassification, dict(COMMON, pruned_heads={0: [1], 1: [0, 2, 3]})),
    "roberta": (t.RobertaConfig, t.RobertaForTokenClassification, ROBERTA),
    "camembert": (t.CamembertConfig, t.CamembertForTokenClassification, ROBERTA),
    "xlm-roberta": (t.XLMRobertaConfig, t.XLMRobertaForTokenClassification, ROBERTA),
    "xlm-roberta-pad": (t.XLMRobertaConfig, t.XLMRobertaForTokenClassification, dict(ROBERTA, pad_token_id=3, max_position_embeddings=44)),
    "distilbert": (t.DistilBertConfig, t.DistilBertForTokenClassification, DISTIL),
    "distilbert-sinus": (t.DistilBertConfig, t.DistilBertForTokenClassification, dict(DISTIL, sinusoidal_pos_embds=True, activation="relu")),
    "electra": (t.ElectraConfig, t.ElectraForTokenClassification, ELECTRA),
    "electra-wide-eps": (t.ElectraConfig, t.ElectraForTokenClassification, dict(COMMON, embedding_size=WIDTH, layer_norm_eps=1e-5)),
    "electra-eps": (t.ElectraConfig, t.ElectraForTokenClassification, dict(ELECTRA, layer_norm_eps=1e-5)),
    "deberta-v2": (t.DebertaV2Config, t.DebertaV2ForTokenClassification, DEBERTA_V2),
    "deberta-v3": (t.DebertaV2Config, t.DebertaV2ForTokenClassification, DEBERTA_V3),
    "deberta-v2-own-keys": (
        t.DebertaV2Config, t.DebertaV2ForTokenClassification,
        dict(DEBERTA_V3, share_att_key=False, norm_rel_ebd="none", position_buckets=-1, max_relative_positions=12, type_vocab_size=2, position_biased_input=True),
    ),
    "deberta-v2-p2c": (t.DebertaV2Config, t.DebertaV2ForTokenClassification, dict(DEBERTA_V3, pos_att_type=["p2c"], embedding_size=WIDTH)),
    "deberta-v2-plain": (
        t.DebertaV2Config, t.DebertaV2ForTokenClassification,
        dict(COMMON, relative_attention=False, pos_att_type=None, position_biased_input=True, layer_norm_eps=1e-7),
    ),
}


STORED = {"bert": torch.float32, "roberta": torch.bfloat16}  # the others: float16


def randomise(model, generator, stored):
    """Weights that leave no part of the body without effect, and that `stored` holds exactly."""
    with torch.no_grad():
        for name, parameter in sorted(model.named_parameters()):
            value = generator.standard_normal(parameter.shape).astype(np.float32)
            norm = "LayerNorm" in name or "layer_norm" in name
            if norm and name.endswith("weight"):
                value = 1 + 0.3 * value
            elif "embeddings" in name and not norm:
                # As small as trained tables are (XLM-R: 0.03): where the epsilon of the LayerNorm shows.
                value = 0.03 * value
            else:
                value = 0.2 * value
            parameter.copy_(torch.from_numpy(value).to(stored))


def make(folder, name, config_class, model_class, options):
    generator = np.random.default_rng(zlib.crc32(name.encode()))
    config = config_class(**options)
    model = model_class(config).eval()
    stored = STORED.get(name, torch.float16)
    randomise(model, generator, stored)
    pad = config.pad_token_id
    windows = [[int(i) for i in generator.integers(5, VOCABULARY, size=length)] for length in LENGTHS]
    longest = max(LENGTHS)
    ids = torch.tensor([window + [pad] * (longest - len(window)) for window in windows])
    mask = torch.tensor([[1] * len(window) + [0] * (longest - len(window)) for window in windows])
    with torch.no_grad():
        output = model(input_ids=ids, attention_mask=mask)
    logits = [output.logits[row, : len(window)].reshape(-1).tolist() for row, window in enumerate(windows)]
    target = folder / name
    model.to(stored).save_pretrained(target, safe_serialization=True)
    (target / "model.safetensors").chmod(0o644)
    rounded = [[round(value, 6) for value in row] for row in logits]
    reference = {"transformers": t.__version__, "windows": windows, "logits": rounded}
    (target / "reference.json").write_text(json.dumps(reference, separators=(",", ":")) + "\n", encoding="utf-8")
    spread = float(output.logits.std())
    print(f"{name}: {sum(p.stat().st_size for p in target.iterdir()) >> 10} KB, scores spread {spread:.2f}")


def main():
    repository = pathlib.Path(__file__).resolve().parent.parent
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else repository / "tests" / "checkpoints"
    for name, case in CASES.items():
        make(folder, name, *case)


if __name__ == "__main__":
    main()
