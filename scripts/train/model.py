"""Builds the two models that ship, from public data to models/: every step in order, each kept in a work folder.

    scripts/train/run model DATA [--start FOLDER] [--work FOLDER] [--out models] [--pieces N]

DATA holds ner/ and ud/ with the files that recipe.toml and syntax_head.py name. Without --start the encoder is fetched and
trained from multilingual-e5-small, in the phase `base` of recipe.toml and those that follow; with it the phases after `base` go
on from those weights. A phase begins with the mean of the phases in its `from` (`start`: what `base` left), or with the one before. A step whose result is in the work folder is not done again, and one that was cut short goes on from its
last checkpoint: run the same command again. --pieces makes every phase that short, to try the way.

    WORK/start                    the encoder to begin with          base.py
    WORK/PHASE/SEED, WORK/PHASE   the runs of a phase, their mean    train.py, average.py
    WORK/encoder                  the mean of phases                 average.py
    WORK/encoder.onnx             quantised, for the second head     quantize.py
    WORK/syntax.safetensors       the second head                    syntax_head.py
    WORK/full                     the model that teaches the two     quantize.py, manifest.py
    WORK/lessons, WORK/narrow     the accurate one, and what its     distil.py, average.py, calibrate.py
                                  scores mean
    OUT                           model.onnx, config.json, tokenizer.json, manifest.json
    WORK/measures.jsonl           what it does on the held-out sets  evaluate.py
    WORK/student                  the small one                      distil.py, average.py, calibrate.py
    OUT/fast                      model.onnx without embeddings, config.json, manifest.json
    WORK/fast.jsonl               what it does on the held-out sets
"""

import argparse
import os
import shutil
import subprocess
import sys
import tomllib

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))


def script(name, *arguments, **popen):
    """Starts one script of this folder."""
    command = [sys.executable, os.path.join(HERE, f"{name}.py"), *map(str, arguments)]
    print("+", " ".join([f"{name}.py", *map(str, arguments)]), flush=True)
    return subprocess.Popen(command, **popen)


def do(name, *arguments, **popen):
    finish([script(name, *arguments, **popen)])


def finish(running):
    codes = [process.wait() for process in running]
    if any(codes):
        sys.exit(f"model: {' '.join(running[codes.index(max(codes))].args[1:])}: failed; run the same command again to go on")


def whole(path):
    """Whether a step has left its result."""
    return os.path.exists(path)


def train_phase(phase, start, args, recipe):
    """The mean of the seeds of a phase, all trained at once."""
    out = os.path.join(args.work, phase)
    if not whole(os.path.join(out, "model.safetensors")):
        seeds = recipe["phases"][phase]["seeds"]
        runs = {seed: os.path.join(out, str(seed)) for seed in seeds}
        length = ["--pieces", args.pieces] if args.pieces else []
        todo = {seed: run for seed, run in runs.items() if not whole(os.path.join(run, "model.safetensors"))}
        finish([script("train", "--start", start, "--phase", phase, "--recipe", args.recipe, "--data", args.data, "--seed", seed, "--out", run, *length) for seed, run in todo.items()])
        do("average", "--start", start, "--runs", *runs.values(), "--out", out)
    return out


def begin(phase, settings, before, done, args):
    """The folder of the weights that a phase begins with."""
    runs = [done[name] for name in settings.get("from", [])]
    if len(runs) < 2:
        return runs[0] if runs else before
    out = os.path.join(args.work, f"{phase}-start")
    if not whole(os.path.join(out, "model.safetensors")):
        do("average", "--start", done["start"], "--runs", *runs, "--out", out)
    return out


def narrow(args, recipe, syntax, ner, ud):
    """The accurate model, from lessons of the full one to OUT."""
    student = taught("narrow", os.path.join(args.work, "full"), args, recipe)
    do("quantize", "--weights", student, "--out", os.path.join(student, "model.onnx"))
    os.makedirs(args.out, exist_ok=True)
    for file in ("model.onnx", "config.json", "tokenizer.json"):
        shutil.copy(os.path.join(student, file), args.out)
    describe(student, args.out, "measures.jsonl", args, syntax, ner, ud)


def teach(args, recipe, syntax, ner, ud):
    """The small model, from lessons of the full one to OUT/fast."""
    student = taught("student", None, args, recipe)
    fast = os.path.join(args.out, "fast")
    os.makedirs(fast, exist_ok=True)
    do("quantize", "--weights", student, "--out", os.path.join(student, "model.onnx"))
    do("quantize", "--weights", student, "--without-embeddings", "--out", os.path.join(fast, "model.onnx"))
    shutil.copy(os.path.join(student, "config.json"), fast)
    describe(student, fast, "fast.jsonl", args, syntax, ner, ud, "--name", "guillemet-fr-fast", "--embeddings", os.path.join(args.out, "model.onnx"))


def describe(student, out, measures, args, syntax, ner, ud, *more):
    """What the scores of a student mean, its manifest in `out` (`more`: of manifest.py), and what it does on the held-out sets."""
    calibration = os.path.join(student, "calibration.json")
    measured = ["--model", os.path.join(student, "model.onnx"), "--tokenizer", os.path.join(student, "tokenizer.json"), "--ner", ner]
    do("calibrate", *measured, "--out", calibration)
    do("manifest", "--models", out, "--syntax", syntax, "--version", args.version, "--calibration", calibration, *more)
    with open(os.path.join(args.work, measures), "w", encoding="utf-8") as found:
        do("evaluate", *measured, "--ud", ud, "--syntax", syntax, "--calibration", calibration, stdout=found)


def taught(name, student, args, recipe):
    """The folder of the student `name` of the recipe after all its rounds."""
    common = ["--teacher", os.path.join(args.work, "full"), "--recipe", args.recipe, "--student", name]
    for number, settings in enumerate(recipe[name]["rounds"]):
        student = round_of_student(name, number, student, common, args, {**recipe[name], **settings})
    return student


def lessons_of(number, common, args, settings):
    """The lessons of one round; rounds of the same seeds share them."""
    folder = os.path.join(args.work, "lessons")
    os.makedirs(folder, exist_ok=True)
    lessons = {seed: os.path.join(folder, f"{seed}.pt") for seed in settings["lessons"]}
    for seed, lesson in lessons.items():
        if not whole(lesson):
            do("distil", "lesson", *common, "--round", number, "--data", args.data, "--seed", seed, "--out", lesson)
    return lessons.values()


def round_of_student(name, number, start, common, args, settings):
    """The mean of the seeds of one round, all trained at once."""
    out = os.path.join(args.work, name, str(number))
    if not whole(os.path.join(out, "model.safetensors")):
        common = [*common, "--lessons", *lessons_of(number, common, args, settings)]
        runs = {seed: os.path.join(out, f"seed-{seed}") for seed in settings["seeds"]}
        more = [*(["--start", start] if start else []), *(["--pieces", args.pieces] if args.pieces else [])]
        todo = {seed: run for seed, run in runs.items() if not whole(os.path.join(run, "model.safetensors"))}
        finish([script("distil", "train", *common, "--round", number, "--seed", seed, "--out", run, *more) for seed, run in todo.items()])
        # A round that makes the model narrower has nothing of the shape of what it began with.
        do("average", "--start", next(iter(runs.values())), "--runs", *runs.values(), "--out", out)
    return out


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", metavar="DATA")
    parser.add_argument("--start", help="folder of weights to go on from: config.json, model.safetensors, tokenizer.json")
    parser.add_argument("--work", default=os.path.join(ROOT, ".venv", "work"))
    parser.add_argument("--out", default=os.path.join(ROOT, "models"))
    parser.add_argument("--recipe", default=os.path.join(HERE, "recipe.toml"))
    parser.add_argument("--version", default="0.4.0")
    parser.add_argument("--pieces", type=int, help="train every phase on so many pieces only, and the second head on one pass")
    args = parser.parse_args()
    with open(args.recipe, "rb") as f:
        recipe = tomllib.load(f)
    at = lambda *names: os.path.join(args.work, *names)
    ner, ud = os.path.join(args.data, "ner"), os.path.join(args.data, "ud")
    for folder in (ner, ud):
        if not os.path.isdir(folder):
            sys.exit(f"model: {folder}: no such folder: DATA must hold ner/ and ud/")
    os.makedirs(args.work, exist_ok=True)

    start = args.start
    if start is None:
        start = at("start")
        if not whole(os.path.join(start, "tokenizer.json")):
            do("base", "--out", start)
        start = train_phase("base", start, args, recipe)
    done = {"start": start}
    for phase, settings in recipe["phases"].items():
        if phase != "base":
            done[phase] = start = train_phase(phase, begin(phase, settings, start, done, args), args, recipe)

    if not whole(at("encoder", "model.safetensors")):
        do("average", "--start", start, "--runs", *(at(phase) for phase in recipe["model"]["mean"]), "--out", at("encoder"))
    if not whole(at("syntax.json")):
        do("quantize", "--weights", at("encoder"), "--out", at("encoder.onnx"))
        short = ["--passes", 1, "--epochs", 1, "--no-report"] if args.pieces else []
        # Going on from weights, the head goes on too.
        old = ["--start", args.out] if args.start and whole(os.path.join(args.out, "model.onnx")) else []
        do("syntax_head", "--encoder", at("encoder.onnx"), "--tokenizer", at("encoder", "tokenizer.json"), "--ud", ud, "--out", at("syntax.safetensors"), *old, *short)
    os.makedirs(at("full"), exist_ok=True)
    do("quantize", "--weights", at("encoder"), "--syntax", at("syntax.safetensors"), "--out", at("full", "model.onnx"))
    for file in ("config.json", "tokenizer.json"):
        shutil.copy(at("encoder", file), at("full"))
    do("manifest", "--models", at("full"), "--syntax", at("syntax.json"), "--version", args.version)
    narrow(args, recipe, at("syntax.json"), ner, ud)
    teach(args, recipe, at("syntax.json"), ner, ud)
    if whole(os.path.join(args.out, "CARD.md")):
        do("card", "--card", os.path.join(args.out, "CARD.md"), "--measures", at("measures.jsonl"), "--fast", at("fast.jsonl"), "--recipe", args.recipe)


if __name__ == "__main__":
    main()
