"""BANKING77 and CLINC150: how right the encoder, the kernel model and the gate are on text that nobody here wrote.

The parts and their settings are the product's own (engine/tests/test_public_benchmarks.py checks that), learning as
engine/answer_finder.py has them learn.

Read from a folder that holds `banking77_train.jsonl`, `banking77_test.jsonl` (PolyAI-LDN/task-specific-datasets) and
`clinc150.json` (clinc/oos-eval). Nothing of it is trained into the product.
"""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Dict, Iterator, List, Optional, Sequence, Tuple

import numpy as np

from common.text import normalise
from engine.answer_finder import asking, features_of, features_of_examples
from engine.encoder import Encoders, SentenceEncoder
from engine.kernel_model import KernelModel
from engine.scope_gate import ScopeGate

Labelled = List[Tuple[str, str]]
SHOTS: Tuple[int, ...] = (5, 10)
DRAWS = 3
TARGETS = {5: 80.5, 10: 86.5}  # percent that should be right, by examples an intent
WHOLE = 93.2
MISSPELT_LOSES = 9.0  # points at most
IN_SCOPE, REFUSED = 93.5, 0.8  # percent of questions in scope right while this share of the others is refused
_MISSPELT = 0.25  # share of the longer words
_LONG = 5  # letters


@dataclass(frozen=True)
class Result:
    """One figure: what was measured, the share in percent, and what it should reach, if anything is asked of it."""

    name: str
    percent: float
    target: Optional[float] = None


def reached(result: Result) -> bool:
    """Whether a figure, as it is printed, is at least its target."""
    return result.target is None or round(result.percent, 1) >= round(result.target, 1)


def read_lines(path: Path) -> Labelled:
    """The labelled texts of a .jsonl file."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [(row["text"], row["label"]) for row in rows]


def draw(rows: Labelled, shots: int, seed: int) -> Labelled:
    """So many examples of each label, drawn anew for each seed."""
    by_label: Dict[str, List[str]] = {}
    for text, label in rows:
        by_label.setdefault(label, []).append(text)
    chance = random.Random(seed)  # noqa: S311 - a draw for measuring
    return [(t, label) for label, texts in sorted(by_label.items()) for t in chance.sample(texts, shots)]


def misspell(text: str, seed: int) -> str:
    """The text with a quarter of its longer words misspelt: two letters swapped, or one lost or doubled."""
    chance = random.Random(f"{seed}{text}")  # noqa: S311
    words = text.split()
    for place, word in enumerate(words):
        if len(word) >= _LONG and chance.random() < _MISSPELT:
            at = chance.randrange(1, len(word) - 1)
            swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
            words[place] = chance.choice([swapped, word[:at] + word[at + 1 :], word[: at + 1] + word[at:]])
    return " ".join(words)


def misspelt(rows: Labelled, seed: int) -> Labelled:
    """The rows, their texts misspelt."""
    return [(misspell(text, seed), label) for text, label in rows]


def fitted(encoder: Encoders | SentenceEncoder, rows: Labelled) -> KernelModel:
    """The finder's model, learnt from rows."""
    texts = [text for text, _ in rows]
    labels = [label for _, label in rows]
    return KernelModel().fit([normalise(t) for t in texts], encoder.encode_messages(texts), labels)


def right(encoder: Encoders | SentenceEncoder, model: KernelModel, rows: Labelled) -> float:
    """The share of rows, in percent, whose likeliest class is the label."""
    texts = [text for text, _ in rows]
    best = model.scores([normalise(t) for t in texts], encoder.encode_messages(texts)).argmax(axis=1)
    return 100 * float(np.mean([model.classes[i] == label for i, (_, label) in zip(best, rows)]))


def banking(encoder: Encoders | SentenceEncoder, folder: Path, shots: Sequence[int] = SHOTS) -> Iterator[Result]:
    """BANKING77 with few examples of each intent (the mean of the draws), and whole; each as written and misspelt."""
    train, test = read_lines(folder / "banking77_train.jsonl"), read_lines(folder / "banking77_test.jsonl")
    for number in shots:
        models = [fitted(encoder, draw(train, number, seed)) for seed in range(DRAWS)]
        clean = float(np.mean([right(encoder, model, test) for model in models]))
        spoilt = float(np.mean([right(encoder, m, misspelt(test, seed)) for seed, m in enumerate(models)]))
        yield Result(f"BANKING77, {number} examples an intent", clean, TARGETS.get(number))
        yield Result(f"BANKING77, {number} examples an intent, misspelt", spoilt, clean - MISSPELT_LOSES)
    model = fitted(encoder, train)
    clean = right(encoder, model, test)
    yield Result("BANKING77, whole", clean, WHOLE)
    yield Result("BANKING77, whole, misspelt", right(encoder, model, misspelt(test, 0)), clean - MISSPELT_LOSES)


def clinc(encoder: Encoders | SentenceEncoder, folder: Path) -> Iterator[Result]:
    """CLINC150: in-scope questions answered right while most out-of-scope ones are refused, by the gate.

    The bound is where the wanted share of the test part's own out-of-scope questions is refused (a point of the curve),
    and, as one would have to choose it, where that share of the validation part's is.
    """
    data = json.loads((folder / "clinc150.json").read_text(encoding="utf-8"))
    rows = [(t, f"ask/{label}") for t, label in data["train"]] + [(t, "out_of_scope") for t, _ in data["oos_train"]]
    texts = [normalise(t) for t, _ in rows]
    vectors = encoder.encode_messages([t for t, _ in rows])
    model = KernelModel()
    left_out = model.left_out(texts, vectors, [label for _, label in rows])
    wanted = asking(model)[model.truth]
    gate = ScopeGate().fit(features_of_examples(model, texts, vectors, left_out), wanted)
    _, reserved = _asked(encoder, model, gate, data["oos_val"])
    hits, asked = _asked(encoder, model, gate, data["test"])
    _, outside = _asked(encoder, model, gate, data["oos_test"])
    for chosen_on, others, target in (("", outside, IN_SCOPE), (", bound from the validation part", reserved, None)):
        bound = float(np.quantile(others, REFUSED))
        refused = 100 * float((outside <= bound).mean())
        kept = 100 * float((hits & (asked > bound)).mean())
        yield Result(f"CLINC150, right in scope, {refused:.1f} % of the rest refused{chosen_on}", kept, target)


def _asked(
    encoder: Encoders | SentenceEncoder, model: KernelModel, gate: ScopeGate, rows: Labelled
) -> Tuple[np.ndarray, np.ndarray]:
    """Of each row, whether its likeliest answer is the label, and how likely it is in scope."""
    clean, vectors = [normalise(t) for t, _ in rows], encoder.encode_messages([t for t, _ in rows])
    scores = model.scores(clean, vectors)
    features = np.stack([features_of(model, *row) for row in zip(clean, vectors, scores)])
    best = np.where(asking(model), scores, -np.inf).argmax(axis=1)
    hits = np.array([model.classes[i] == f"ask/{label}" for i, (_, label) in zip(best, rows)])
    return hits, gate.chances(features)
