"""Tests of these scripts: `scripts/train/run test`. They train a tiny encoder on sentences of our own, in about a minute."""

import argparse
import contextlib
import doctest
import glob
import io
import json
import os
import random
import sys
import tempfile
import unittest
from types import SimpleNamespace
from unittest import mock

import numpy as np
import torch
from tokenizers import Tokenizer

import augment
import base
import calibrate
import card
import corpus
import distil
import encoder
import evaluate
import fine_tune
import french
import loop
import manifest
import quantize
import score
import syntax_head
import train
from windows import windows

MODELS = os.path.join(corpus.HERE, "../../models")
TOKENIZER = Tokenizer.from_file(os.path.join(MODELS, "tokenizer.json"))
OWN = [s for path in sorted(glob.glob(os.path.join(corpus.HERE, "sentences/*.txt"))) for s in french.read_marked(path)]
TINY = {
    "vocab_size": TOKENIZER.get_vocab_size(), "hidden_size": 24, "num_hidden_layers": 12, "num_attention_heads": 4,
    "intermediate_size": 48, "max_position_embeddings": 512, "type_vocab_size": 2, "layer_norm_eps": 1e-12,
    "hidden_dropout_prob": 0.1, "id2label": {str(i): label for i, label in enumerate(french.LABELS)},
}


def tiny_model(folder, syntax=False):
    """A folder as fine_tune.py begins with: a random encoder, its tokenizer, and a random second head."""
    torch.manual_seed(1)
    model = encoder.Encoder(TINY)
    encoder.save(model.state_dict(), TINY, folder)
    head, segments = {}, []
    if syntax:
        segments = [{"name": "upos", "labels": syntax_head.UPOS}]
        head = {name: torch.tensor(value) for name, value in syntax_head.export(syntax_head.make_head(4 * 24, len(syntax_head.UPOS))).items()}
    with open(os.path.join(MODELS, "tokenizer.json"), "rb") as f, open(os.path.join(folder, "tokenizer.json"), "wb") as g:
        g.write(f.read())
    quantize_to(folder, model.state_dict(), head)
    manifest.write(folder, "tiny", "1", segments)
    return head


def quantize_to(folder, weights, head):
    arrays = lambda tensors: {name: t.detach().numpy() for name, t in tensors.items()}
    quantize.onnx.save(quantize.build(arrays(weights), TINY, arrays(head) or None), os.path.join(folder, "model.onnx"))


def quiet(**_):
    pass


class Text(unittest.TestCase):
    def test_examples_of_the_documentation(self):
        self.assertEqual(doctest.testmod(french).failed, 0)

    def test_marked_sentences_records_and_conll_say_the_same(self):
        marked = "« Non », a dit l'[Office des eaux|ORG] à [Anne d'Arvor|PER]."
        with tempfile.TemporaryDirectory() as folder:
            path = lambda name: os.path.join(folder, name)
            with open(path("a.txt"), "w", encoding="utf-8") as f:
                f.write(f"# comment\n{marked}\n")
            (sentence,) = french.read_marked(path("a.txt"))
            spans = [(sentence.spans[a][0], sentence.spans[b - 1][1], label) for a, b, label in french.entities(sentence.labels)]
            record = {"text": sentence.text, "entities": [{"start": a, "end": b, "label": label} for a, b, label in spans]}
            with open(path("a.jsonl"), "w", encoding="utf-8") as f:
                f.write(json.dumps(record))
            with open(path("a.conll"), "w", encoding="utf-8") as f:
                f.write("-DOCSTART- O\n\n" + "".join(f"{t}\t{tag}\n" for t, tag in zip(sentence.tokens, sentence.labels)))
            self.assertEqual([sentence.text[a:b] for a, b, _ in spans], ["Office des eaux", "Anne d'Arvor"])
            self.assertEqual(corpus.read(path("a.jsonl")), [sentence])
            self.assertEqual(corpus.read(path("a.conll")), [sentence])

    def test_broken_files_say_where(self):
        for name, text, wanted in (("a.txt", "[Jean|HUMAN] dort.", "line 1"), ("a.jsonl", '{"text": "x"}', "line 1"), ("a.txt", "Un [Jean|PER dort] |LOC] là.", "brackets")):
            with tempfile.TemporaryDirectory() as folder, open(os.path.join(folder, name), "w+", encoding="utf-8") as f:
                f.write(text)
                f.flush()
                with self.assertRaisesRegex(ValueError, wanted):
                    corpus.read(f.name)

    def test_corrections_replace_what_they_overlap(self):
        sentence = french.Sentence(["Le", "lac", "Noir", "dort"], ["", " ", " ", " "], ["O", "O", "B-PER", "O"])
        with tempfile.NamedTemporaryFile("w", suffix=".tsv") as f:
            f.write("# why\nx.conll\t0\t1\t3\tLOC\n")
            f.flush()
            french.correct([sentence], f.name)
            self.assertEqual(sentence.labels, ["O", "B-LOC", "I-LOC", "O"])
            f.write("x.conll\t0\t3\t5\tLOC\n")
            f.flush()
            with self.assertRaisesRegex(ValueError, "line 3"):
                french.correct([sentence], f.name)

    def test_no_change_moves_a_label(self):
        names = corpus.names_of(OWN)
        for seed, sentence in enumerate(OWN):
            changed = augment.disturb(sentence, random.Random(seed), names)
            self.assertEqual(len(changed.tokens), len(changed.labels))
            self.assertEqual([e[2] for e in french.entities(changed.labels)], [e[2] for e in french.entities(sentence.labels)])
            for (start, end), token in zip(changed.spans, changed.tokens):
                self.assertEqual(changed.text[start:end], token)

    def test_a_word_has_its_own_piece(self):
        for window in windows(OWN[:40], TOKENIZER):
            self.assertLessEqual(len(window.ids), 256)
            pieces = [piece for piece, _ in window.words]
            self.assertEqual(pieces, sorted(pieces))
            self.assertEqual(window.ends[-1], len(window.words))
        (window,) = windows([french.from_text("L'OMS loue Brest.", [(2, 5, "ORG"), (11, 16, "LOC")])], TOKENIZER)
        found = [TOKENIZER.id_to_token(window.ids[piece]) for piece, label in window.words if label != "O"]
        self.assertEqual([piece.lstrip("▁")[:1] for piece in found], ["O", "B"])


class Scores(unittest.TestCase):
    def test_decoding_obeys_bio(self):
        rng = np.random.default_rng(1)
        for _ in range(200):
            rows = score.log_softmax(rng.normal(size=(6, 9)) * 3)
            path = [french.LABELS[i] for i in score.viterbi(rows)]
            for before, tag in zip(["O", *path], path):
                self.assertFalse(tag[0] == "I" and before[1:] != tag[1:], path)

    def test_strict_f1(self):
        pairs = [(["B-PER", "I-PER", "O", "B-LOC"], ["B-PER", "O", "O", "B-LOC"])]
        self.assertEqual(score.strict_f1(pairs)["all"], 50.0)

    def test_a_curve_mends_overconfidence(self):
        rng = np.random.default_rng(1)
        found = []
        for _ in range(400):
            right = rng.random() < 0.7
            rows = np.zeros((1, 9))
            rows[0, 1 if right else 3] = 6.0  # always sure, right in seven of ten
            found.append((["B-PER"], rows))
        before = score.calibration_error(*evaluate.judged(found))
        points = calibrate.curve(*evaluate.judged(found))
        self.assertEqual(points, sorted(points))
        self.assertEqual([points[0], points[-1]], [[0.0, 0.0], [1.0, 1.0]])
        self.assertLess(score.calibration_error(*evaluate.judged(found, points)), before / 5)
        self.assertLess(calibrate.cross_validated(found), before / 2)

    def test_the_card_takes_the_figures(self):
        text = "a\n<!-- entities -->\nold\n<!-- end -->\nb\n"
        measures = [{"set": "x.dev", "f1": {"PER": 1, "LOC": 2, "ORG": 3, "all": 2.04}, "calibration": 1.5}]
        found = card.tables({"fast": measures}, {"phases": {}, "sets": {}})
        filled = card.fill(text, {"entities": found["entities"]})
        self.assertIn("| fast | x.dev | 1.0 | 2.0 | 3.0 | 2.0 | 1.5 % |", filled)
        self.assertNotIn("old", filled)
        with self.assertRaisesRegex(ValueError, "no place"):
            card.fill("nothing", found)


class Weights(unittest.TestCase):
    def test_blocks_of_four_bits(self):
        block = np.float16(0.5).tobytes() + bytes([0x8F] + [0x88] * 15)  # weight 0: 15 - 8, weight 16: 8 - 8
        found = base.matrix(block * 2, 0, 1, 64)
        self.assertEqual(found[0, 0], 3.5)
        self.assertEqual(found[0, 32], 3.5)
        self.assertEqual(np.count_nonzero(found), 2)

    def test_the_shipped_weights_survive_reading_and_writing(self):
        weights = encoder.weights_of(MODELS)
        name = "bert.encoder.layer.3.output.dense"
        values, scale = quantize.quantize_columns(weights[f"{name}.weight"].T.numpy(), quantize.WEIGHT_LIMIT)
        np.testing.assert_allclose(values * scale, weights[f"{name}.weight"].T, rtol=1e-5, atol=1e-7)

    def test_the_file_computes_what_the_encoder_does(self):
        with tempfile.TemporaryDirectory() as folder:
            tiny_model(folder, syntax=True)
            ids = TOKENIZER.encode("Le préfet de Guéret, Ali Sand, se tait.").ids
            exact = evaluate.float_runner(folder)(ids)
            ours = evaluate.runner(os.path.join(folder, "model.onnx"))(ids)
            self.assertLess(np.abs(exact - ours).max(), 0.1 * exact.std())
            os.remove(os.path.join(folder, "model.safetensors"))
            np.testing.assert_allclose(evaluate.float_runner(folder)(ids), exact, atol=0.1 * exact.std())


class Training(unittest.TestCase):
    def phase(self, **changes):
        return {**loop.DEFAULTS, "batch": 256, "rate": 5e-3, "pieces": 3000, "shares": {"own": 1.0}, "average": 0.5, **changes}

    def train(self, start, out, phase, sentences):
        said = []
        os.makedirs(out, exist_ok=True)
        train.train(start, out, phase, {"own": sentences}, {"own": {"mixed": True}}, 1, lambda **values: said.append(values))
        return said

    def test_it_learns_and_goes_on_from_a_checkpoint(self):
        with tempfile.TemporaryDirectory() as folder:
            start, whole, cut = (os.path.join(folder, name) for name in ("start", "whole", "cut"))
            tiny_model(start)
            sentences = OWN[:60]

            def loss_of(model):
                group = windows(sentences, TOKENIZER)
                ids, seen, rows, columns = train.stack(group)
                labels = torch.tensor([french.LABELS.index(label) for w in group for _, label in w.words])
                with torch.no_grad():
                    return torch.nn.functional.cross_entropy(model.eval().logits(model(ids, seen)[-1][rows, columns]), labels).item()

            self.train(start, whole, self.phase(), sentences)
            self.assertLess(loss_of(encoder.load(whole)), loss_of(encoder.load(start)) - 0.5)
            # Cut short after every step, it ends where the uncut run ends.
            with mock.patch.object(loop, "SAVE_EVERY", -1):
                calls = iter(range(1000))
                with mock.patch.object(train.F, "cross_entropy", side_effect=self.stops_at(4, calls, train.F.cross_entropy)):
                    with self.assertRaises(KeyboardInterrupt):
                        self.train(start, cut, self.phase(), sentences)
            said = self.train(start, cut, self.phase(), sentences)
            self.assertEqual(said[0]["resumed"]["step"], 4)
            one, other = encoder.weights_of(whole), encoder.weights_of(cut)
            for name in one:
                torch.testing.assert_close(one[name], other[name], rtol=1e-4, atol=1e-5)

    @staticmethod
    def stops_at(last, calls, real):
        def loss(*arguments, **named):
            if next(calls) == last:
                raise KeyboardInterrupt
            return real(*arguments, **named)

        return loss

    def test_frozen_layers_keep_their_weights(self):
        with tempfile.TemporaryDirectory() as folder:
            start, out = os.path.join(folder, "start"), os.path.join(folder, "out")
            tiny_model(start)
            self.train(start, out, self.phase(frozen=7, pieces=600), OWN[:20])
            one, other = encoder.weights_of(start), encoder.weights_of(out)
            same = {name for name in one if torch.equal(one[name], other[name])}
            self.assertIn("bert.encoder.layer.6.output.dense.weight", same)
            self.assertIn("bert.embeddings.word_embeddings.weight", same)
            self.assertNotIn("bert.encoder.layer.7.output.dense.weight", same)

    def test_text_of_your_own_becomes_a_model(self):
        with tempfile.TemporaryDirectory() as folder:
            start, out, text = (os.path.join(folder, name) for name in ("start", "out", "mine.txt"))
            head = tiny_model(start, syntax=True)
            with open(os.path.join(corpus.HERE, "sentences", "sport.txt"), encoding="utf-8") as f, open(text, "w", encoding="utf-8") as g:
                g.writelines(f.readlines()[:30])
            printed = io.StringIO()
            with mock.patch.object(sys, "argv", ["fine_tune.py", text, "--out", out, "--model", start, "--passes", "1"]), contextlib.redirect_stdout(printed):
                fine_tune.main()
            lines = [json.loads(line) for line in printed.getvalue().splitlines() if line.startswith("{")]
            self.assertTrue(any("before" in line for line in lines) and any("after" in line for line in lines))
            self.assertEqual(sorted(os.listdir(out)), ["config.json", "manifest.json", "model.onnx", "tokenizer.json"])
            found = encoder.weights_of(out)
            torch.testing.assert_close(found["syntax.mix.weight"], head["syntax.mix.weight"], rtol=0.1, atol=0.01)
            for file, entry in manifest.read(os.path.join(out, "manifest.json"))["files"].items():
                self.assertEqual(entry, manifest.describe(os.path.join(out, file)))


class Distillation(unittest.TestCase):
    def test_the_student_learns_all_three_answers(self):
        with tempfile.TemporaryDirectory() as folder, mock.patch.multiple(syntax_head, LAYERS=[2, 5, 7, 12], HIDDEN=256):
            teacher, out = os.path.join(folder, "teacher"), os.path.join(folder, "out")
            tiny_model(teacher, syntax=True)
            lesson = os.path.join(folder, "lesson.pt")
            taught = distil.teach(os.path.join(teacher, "model.onnx"), windows(OWN[:40], TOKENIZER), 12)
            torch.save(taught, lesson)
            self.assertEqual(taught[0].states.shape, (len(taught[0].words), 24))
            args = argparse.Namespace(teacher=teacher, lessons=[lesson], seed=1, start=None, out=out)
            phase = {**loop.DEFAULTS, "batch": 256, "rate": 5e-3, "pieces": 4000, "frozen": 0, "layers": [0, 11], "reads": [1, 2], "heads": 4, "inner": 48, "hidden": 16, "dropout": 0.1, "syntax": 1.0, "states": 1.0}
            os.makedirs(out)
            said = []
            distil.train(args, phase, lambda **values: said.append(values))
            with open(os.path.join(out, "config.json"), encoding="utf-8") as f:
                self.assertEqual(json.load(f)["num_hidden_layers"], 2)
            # A second run goes on from the first, and has less left to learn.
            again = argparse.Namespace(**{**vars(args), "start": out, "out": os.path.join(folder, "again")})
            os.makedirs(again.out)
            distil.train(again, phase, lambda **values: said.append(values))
            losses = [line["loss"] for line in said if "loss" in line]
            self.assertLess(losses[-1], losses[0] - 0.05)

    @mock.patch.multiple(syntax_head, LAYERS=[1, 2], HIDDEN=16)
    @mock.patch.multiple(syntax_head, LAYERS=[1, 2], HIDDEN=16)
    def test_heads_and_neurons_that_say_nothing_are_not_missed(self):
        config = {**TINY, "num_hidden_layers": 2, "hidden_dropout_prob": 0.0}
        torch.manual_seed(0)
        student = distil.Student(config, [1, 2], 16, 5).eval()
        first, second = student.encoder.bert.encoder.layer
        for layer in (first, second):
            layer.output.dense.weight.data[:, ::2] = 0.0
        for layer, silent in ((first, [0, 2]), (second, [1, 3])):
            for head in silent:
                layer.attention.output.dense.weight.data[:, 6 * head : 6 * (head + 1)] = 0.0
        group = [SimpleNamespace(ids=[0, 7, 9, 2], words=[(1, "O"), (2, "O")]), SimpleNamespace(ids=[0, 3, 2], words=[(1, "O")])]
        before = student(*distil.stack(group))
        distil.narrow(student, 2, 24, [group])
        after = student(*distil.stack(group))
        self.assertEqual(first.intermediate.dense.out_features, 24)
        self.assertEqual(config["pruned_heads"], {"0": [0, 2], "1": [1, 3]})
        for one, other in zip(before, after):
            torch.testing.assert_close(one, other, atol=1e-5, rtol=1e-4)

        # What is narrow is kept so, and heads keep their numbers when more of them go.
        with tempfile.TemporaryDirectory() as folder:
            encoder.save(student.encoder.state_dict(), config, folder)
            again = encoder.load(folder).eval()
        ids, seen, _, _ = distil.stack(group)
        torch.testing.assert_close(again(ids, seen)[-1], student.encoder(ids, seen)[-1])
        distil.narrow(student, 1, 24, [group])
        self.assertTrue({0, 2} < set(config["pruned_heads"]["0"]) and {1, 3} < set(config["pruned_heads"]["1"]))


class Syntax(unittest.TestCase):
    def test_a_head_goes_on_where_an_earlier_one_ended(self):
        head = syntax_head.make_head(4 * 24, 17).eval()
        head.mean.normal_()
        head.spread.uniform_(0.5, 2.0)
        again = syntax_head.make_head(4 * 24, 17).eval()
        syntax_head.begin_with(again, {name: torch.tensor(value) for name, value in syntax_head.export(head).items()})
        x, seen = torch.randn(2, 5, 96), torch.ones(2, 5, dtype=torch.bool)
        torch.testing.assert_close(head(x, seen), again(x, seen), rtol=1e-4, atol=1e-4)


if __name__ == "__main__":
    unittest.main()
