"""Trains the encoder with its entity head: one phase of the recipe, one seed.

    python train.py --start FOLDER --phase a --seed 1 --data DATA --out FOLDER

Writes FOLDER/state.pt every few minutes and goes on from it when it is started again; at the end FOLDER/model.safetensors,
config.json and tokenizer.json, the running average of the weights over the last steps. A file FOLDER/stop ends the phase
early. The log is FOLDER/log.jsonl. Seeds are independent processes of one thread: on few cores that is faster than one
process of several, and `average.py` joins them.

AdamW, layer-wise learning rates, label smoothing; the layers below `frozen` keep their weights.
"""

import argparse
import json
import os
import random
import shutil
import time
import tomllib

import torch
import torch.nn.functional as F
from tokenizers import Tokenizer

import corpus
import encoder
from french import LABELS

SAVE_EVERY = 240  # seconds
DEFAULTS = {
    "pieces": 200_000,  # seen by this seed in the phase
    "batch": 1024,  # pieces, with the filling
    "rate": 1e-4,
    "rate_decay": 0.9,  # from each layer to the one below
    "end_rate": 0.0,  # share of the rate left at the end
    "warmup": 0.05,
    "frozen": 0,
    "smoothing": 0.05,
    "weight_decay": 0.01,
    "average": 0.98,
}


def stack(group):
    """ids and where there are pieces, [windows, longest]; labels, flat, and where they are."""
    longest = max(len(w.ids) for w in group)
    ids, seen = torch.ones(len(group), longest, dtype=torch.long), torch.zeros(len(group), longest, dtype=torch.bool)
    rows, columns, labels = [], [], []
    for i, w in enumerate(group):
        ids[i, : len(w.ids)] = torch.tensor(w.ids)
        seen[i, : len(w.ids)] = True
        for piece, label in w.words:
            rows.append(i)
            columns.append(piece)
            labels.append(LABELS.index(label))
    return ids, seen, rows, columns, torch.tensor(labels)


def parameter_groups(model, phase):
    """Parameters to train with their learning rates; the others stop taking gradients."""
    groups, depth = [], len(model.bert.encoder.layer)
    for name, parameter in model.named_parameters():
        layer = depth if name.startswith("classifier") else int(name.split(".")[3]) if ".layer." in name else -1
        if phase["frozen"] and layer < phase["frozen"]:
            parameter.requires_grad = False
            continue
        decay = 0.0 if parameter.ndim < 2 else phase["weight_decay"]
        groups.append({"params": [parameter], "scale": phase["rate_decay"] ** (depth - layer), "weight_decay": decay})
    return groups


def rate_at(progress, phase):
    if progress < phase["warmup"]:
        return progress / phase["warmup"]
    rest = (1 - progress) / (1 - phase["warmup"])
    return phase["end_rate"] + (1 - phase["end_rate"]) * max(rest, 0)


def train(start, out, phase, sets, entries, seed, say):
    torch.manual_seed(seed)
    tokenizer = Tokenizer.from_file(os.path.join(start, "tokenizer.json"))
    model = encoder.load(start).train()
    optimizer = torch.optim.AdamW(parameter_groups(model, phase), lr=phase["rate"], betas=(0.9, 0.98))
    moving = [p for p in model.parameters() if p.requires_grad]
    average = [p.detach().clone() for p in moving]
    at = {"step": 0, "pieces": 0, "epoch": 0, "group": 0, "seconds": 0.0}
    state = os.path.join(out, "state.pt")
    if os.path.exists(state):
        saved = torch.load(state, weights_only=True)
        at, average = saved["at"], saved["average"]
        model.load_state_dict(saved["model"])
        optimizer.load_state_dict(saved["optimizer"])
        torch.set_rng_state(saved["random"])
        say(resumed=dict(at))

    def save():
        torch.save(
            {"at": at, "average": average, "model": model.state_dict(), "optimizer": optimizer.state_dict(), "random": torch.get_rng_state()},
            state + ".new",
        )
        os.replace(state + ".new", state)

    began = saved_at = time.time()
    before, loss_sum = at["seconds"], 0.0
    stop = os.path.join(out, "stop")
    while at["pieces"] < phase["pieces"] and not os.path.exists(stop):
        windows = corpus.epoch(sets, phase["shares"], entries, tokenizer, seed * 1000 + at["epoch"])
        groups = corpus.batches(windows, phase["batch"], random.Random(seed * 1000 + at["epoch"]))
        say(epoch=at["epoch"], windows=len(windows), pieces=sum(len(w.ids) for w in windows), batches=len(groups))
        for group in groups[at["group"] :]:
            ids, seen, rows, columns, labels = stack(group)
            for g in optimizer.param_groups:
                g["lr"] = phase["rate"] * g["scale"] * rate_at(at["pieces"] / phase["pieces"], phase)
            logits = model.logits(model(ids, seen)[-1][rows, columns])
            loss = F.cross_entropy(logits, labels, label_smoothing=phase["smoothing"])
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(moving, 1.0)
            optimizer.step()
            at["step"] += 1
            at["group"] += 1
            at["pieces"] += sum(len(w.ids) for w in group)
            torch._foreach_lerp_(average, [p.detach() for p in moving], 1 - min(phase["average"], at["step"] / (at["step"] + 9)))
            loss_sum += loss.item()
            at["seconds"] = before + time.time() - began
            if at["step"] % 20 == 0:
                say(step=at["step"], pieces=at["pieces"], loss=round(loss_sum / 20, 4), seconds=round(at["seconds"]), speed=round(at["pieces"] / at["seconds"]))
                loss_sum = 0.0
            if time.time() - saved_at > SAVE_EVERY:
                save()
                saved_at = time.time()
            if at["pieces"] >= phase["pieces"] or os.path.exists(stop):
                break
        else:
            at["epoch"], at["group"] = at["epoch"] + 1, 0
    save()
    with torch.no_grad():
        for p, a in zip(moving, average):
            p.copy_(a)
    encoder.save(model.state_dict(), model.config, out)
    shutil.copy(os.path.join(start, "tokenizer.json"), out)
    say(done=at)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--start", required=True, help="folder of the weights to begin with")
    parser.add_argument("--out", required=True)
    parser.add_argument("--phase", required=True, help="a phase of the recipe")
    parser.add_argument("--recipe", default=os.path.join(corpus.HERE, "recipe.toml"))
    parser.add_argument("--data", help="folder of the public data")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pieces", type=int, help="instead of the recipe's")
    args = parser.parse_args()
    with open(args.recipe, "rb") as f:
        recipe = tomllib.load(f)
    phase = {**DEFAULTS, **recipe["phases"][args.phase]}
    if args.pieces:
        phase["pieces"] = args.pieces
    torch.set_num_threads(1)
    os.makedirs(args.out, exist_ok=True)
    log = open(os.path.join(args.out, "log.jsonl"), "a", encoding="utf-8")

    def say(**values):
        print(json.dumps(values), file=log, flush=True)

    say(start=args.start, phase=args.phase, seed=args.seed, **phase)
    sets = {name: corpus.read_set(recipe["sets"][name], args.data) for name in phase["shares"]}
    say(sets={name: [len(sentences), sum(len(s.tokens) for s in sentences)] for name, sentences in sets.items()})
    train(args.start, args.out, phase, sets, recipe["sets"], args.seed, say)


if __name__ == "__main__":
    main()
