"""The encoder in float32: a BERT body as transformers stores it, without transformers. Needs torch and safetensors."""

import math

import torch
import torch.nn.functional as F
from safetensors.torch import load_file

HEADS = 12
EPSILON = 1e-12


def load(folder):
    return {name: t.float() for name, t in load_file(f"{folder}/model.safetensors").items()}


@torch.no_grad()
def hidden_states(weights, ids):
    """The 13 hidden states (embeddings, then each layer) of one window, each [pieces, width]."""
    norm = lambda x, name: F.layer_norm(x, x.shape[-1:], weights[name + ".weight"], weights[name + ".bias"], EPSILON)
    dense = lambda x, name: F.linear(x, weights[name + ".weight"], weights[name + ".bias"])
    e = "bert.embeddings."
    x = weights[e + "word_embeddings.weight"][torch.tensor(ids)]
    x = x + weights[e + "token_type_embeddings.weight"][0] + weights[e + "position_embeddings.weight"][: len(ids)]
    x = norm(x, e + "LayerNorm")
    states = [x]
    for layer in range(sum(k.endswith("intermediate.dense.bias") for k in weights)):
        p = f"bert.encoder.layer.{layer}."
        q, k, v = (dense(x, f"{p}attention.self.{n}").view(len(ids), HEADS, -1).transpose(0, 1) for n in ("query", "key", "value"))
        scores = (q @ k.transpose(1, 2)) / math.sqrt(q.shape[-1])
        context = (scores.softmax(-1) @ v).transpose(0, 1).reshape(len(ids), -1)
        x = norm(x + dense(context, p + "attention.output.dense"), p + "attention.output.LayerNorm")
        x = norm(x + dense(F.gelu(dense(x, p + "intermediate.dense")), p + "output.dense"), p + "output.LayerNorm")
        states.append(x)
    return states


@torch.no_grad()
def entity_logits(weights, states):
    return F.linear(states[-1], weights["classifier.weight"], weights["classifier.bias"])
