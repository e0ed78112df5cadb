"""The training loop that train.py and distil.py share: AdamW with a rate that falls, checkpoints, a running average.

`run` calls `groups_of(epoch)` for the batches of an epoch, each a list of windows with `ids`, and `loss_of(group)` for the
loss of one. It writes OUT/state.pt every few minutes and goes on from it when it is started again; a file OUT/stop ends the
phase early. On return the module holds the running average of its weights.
"""

import os
import time

import torch

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


def half_precision():
    """Products in bfloat16 where the processor multiplies it, weights in float32: nearly twice as fast."""
    return torch.autocast("cpu", torch.bfloat16, enabled=torch.ops.mkldnn._is_mkldnn_bf16_supported())


def parameter_groups(module, depth, phase):
    """Parameters to train with their learning rates; the embeddings and layers below `frozen` stop taking gradients. What is
    neither embedding nor layer is a head, with the full rate."""
    groups = []
    for name, parameter in module.named_parameters():
        if not parameter.requires_grad:
            continue
        layer = int(name.split(".layer.")[1].split(".")[0]) if ".layer." in name else -1 if "embeddings" in name else depth
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


def run(module, depth, phase, out, groups_of, loss_of, say):
    optimizer = torch.optim.AdamW(parameter_groups(module, depth, phase), lr=phase["rate"], betas=(0.9, 0.98), fused=True)
    moving = [p for p in module.parameters() if p.requires_grad]
    average = [p.detach().clone() for p in moving]
    at = {"step": 0, "pieces": 0, "epoch": 0, "group": 0, "seconds": 0.0}
    state, stop = os.path.join(out, "state.pt"), os.path.join(out, "stop")
    if os.path.exists(state):
        saved = torch.load(state, weights_only=True)
        at, average = saved["at"], saved["average"]
        module.load_state_dict(saved["model"])
        optimizer.load_state_dict(saved["optimizer"])
        torch.set_rng_state(saved["random"])
        say(resumed=dict(at))

    def save():
        torch.save(
            {"at": at, "average": average, "model": module.state_dict(), "optimizer": optimizer.state_dict(), "random": torch.get_rng_state()},
            state + ".new",
        )
        os.replace(state + ".new", state)

    began = saved_at = time.time()
    before, loss_sum = at["seconds"], 0.0
    done = lambda: at["pieces"] >= phase["pieces"] or os.path.exists(stop)
    while not done():
        groups = groups_of(at["epoch"])
        for group in groups[at["group"] :]:
            for g in optimizer.param_groups:
                g["lr"] = phase["rate"] * g["scale"] * rate_at(at["pieces"] / phase["pieces"], phase)
            loss = loss_of(group)
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
            if done():
                break
        else:
            at["epoch"], at["group"] = at["epoch"] + 1, 0
    save()
    with torch.no_grad():
        for p, a in zip(moving, average):
            p.copy_(a)
    say(done=at)
