"""The encoder with its entity head, to train and to run: a BERT body under the names of transformers, without transformers.

`load` reads a folder (config.json and model.safetensors) or a model of ours (config.json and model.onnx: the int8 weights
read back); `save` writes a folder. Needs torch, safetensors, and onnx for the second.
"""

import json
import os

import torch
import torch.nn.functional as F
from safetensors.torch import load_file, save_file
from torch import nn

WORDS = "bert.embeddings.word_embeddings.weight"


class Block(nn.Module):
    """A module that is nothing but the names of its parts."""

    def __init__(self, /, **parts):
        super().__init__()
        for name, part in parts.items():
            setattr(self, name, part)


def attend(q, k, v, mask):
    """Scaled dot-product attention, step by step: on short windows and a CPU faster than the fused one of torch 2.4."""
    scores = q @ k.transpose(-1, -2) * q.shape[-1] ** -0.5
    if mask is not None:
        scores = scores + mask
    return scores.softmax(-1).to(v.dtype) @ v


def heads_of(config, layer):
    """The numbers of the attention heads that a layer has: all, but for those in `pruned_heads`, as transformers names it."""
    pruned = config.get("pruned_heads", {}).get(str(layer), [])
    return [head for head in range(config["num_attention_heads"]) if head not in pruned]


class Encoder(nn.Module):
    """The encoder; layers may lack heads."""

    def __init__(self, config):
        super().__init__()
        width, inner, epsilon = config["hidden_size"], config["intermediate_size"], config["layer_norm_eps"]
        self.config, self.head = config, width // config["num_attention_heads"]
        norm = lambda: nn.LayerNorm(width, eps=epsilon)
        layer = lambda looks: Block(
            attention=Block(
                self=Block(query=nn.Linear(width, looks), key=nn.Linear(width, looks), value=nn.Linear(width, looks)),
                output=Block(dense=nn.Linear(looks, width), LayerNorm=norm()),
            ),
            intermediate=Block(dense=nn.Linear(width, inner)),
            output=Block(dense=nn.Linear(inner, width), LayerNorm=norm()),
        )
        self.bert = Block(
            embeddings=Block(
                word_embeddings=nn.Embedding(config["vocab_size"], width),
                position_embeddings=nn.Embedding(config["max_position_embeddings"], width),
                token_type_embeddings=nn.Embedding(config["type_vocab_size"], width),
                LayerNorm=norm(),
            ),
            encoder=Block(layer=nn.ModuleList(layer(self.head * len(heads_of(config, number))) for number in range(config["num_hidden_layers"]))),
        )
        self.classifier = nn.Linear(width, len(config["id2label"]))
        self.dropout = config["hidden_dropout_prob"]

    def forward(self, ids, seen):
        """ids, seen [batch, pieces] -> the hidden states: embeddings, then each layer, each [batch, pieces, width]."""
        drop = lambda x: F.dropout(x, self.dropout, self.training)
        e = self.bert.embeddings
        x = e.word_embeddings(ids) + e.token_type_embeddings.weight[0] + e.position_embeddings.weight[: ids.shape[1]]
        x = drop(e.LayerNorm(x))
        mask = None if bool(seen.all()) else torch.zeros(seen.shape).masked_fill(~seen, -1e9)[:, None, None, :]
        states = [x]
        for layer in self.bert.encoder.layer:
            a = layer.attention
            split = lambda y: y.view(*y.shape[:2], -1, self.head).transpose(1, 2)
            q, k, v = split(a.self.query(x)), split(a.self.key(x)), split(a.self.value(x))
            context = attend(q, k, v, mask).transpose(1, 2).flatten(2)
            x = a.output.LayerNorm(x + drop(a.output.dense(context)))
            x = layer.output.LayerNorm(x + drop(layer.output.dense(F.gelu(layer.intermediate.dense(x)))))
            states.append(x)
        return states

    def logits(self, state):
        return self.classifier(F.dropout(state, self.dropout, self.training))


def read_onnx(path):
    """The float weights in a model of ours, under transformers' names (quantize.py lists what the file holds)."""
    import onnx
    from onnx import numpy_helper

    found = {t.name: numpy_helper.to_array(t) for t in onnx.load(path).graph.initializer}
    out = {}
    for name, value in found.items():
        if name.endswith(".weight.int8"):
            name = name.removesuffix(".int8")
            weight = value.astype("float32") * found[f"{name}.scale"]
            out[name] = weight if "embeddings" in name else weight.T
        elif name.startswith(("bert.", "classifier.", "syntax.")) and name.endswith((".weight", ".bias")):
            out[name] = value
    return {name: torch.tensor(value) for name, value in out.items()}


def weights_of(folder):
    path = os.path.join(folder, "model.safetensors")
    if os.path.exists(path):
        return {name: t.float() for name, t in load_file(path).items()}
    weights = read_onnx(os.path.join(folder, "model.onnx"))
    if WORDS not in weights:  # models/fast takes them from the model beside it
        weights[WORDS] = read_onnx(os.path.join(folder, os.pardir, "model.onnx"))[WORDS]
    return weights


def load(folder):
    with open(os.path.join(folder, "config.json"), encoding="utf-8") as f:
        model = Encoder(json.load(f))
    model.load_state_dict({name: t for name, t in weights_of(folder).items() if not name.startswith("syntax.")})
    return model


def save(weights, config, folder):
    os.makedirs(folder, exist_ok=True)
    tensors = {name: t.float().contiguous() for name, t in weights.items()}
    save_file(tensors, os.path.join(folder, "model.safetensors"), metadata={"format": "pt"})
    with open(os.path.join(folder, "config.json"), "w", encoding="utf-8") as f:
        json.dump(config, f, indent=1)
