"""BANKING77 and CLINC150: how right the encoder, the kernel model and the gate are on text that nobody here wrote.

Read from a folder that holds `banking77_train.jsonl`, `banking77_test.jsonl` (PolyAI-LDN/task-specific-datasets) and
`clinc150.json` (clinc/oos-eval). Nothing of it is trained into the product.
"""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Dict, Iterator, List, Sequence, Tuple

import numpy as np

from common.text import normalise
from engine.answer_finder import features_of, features_of_examples
from engine.encoder import SentenceEncoder
from engine.kernel_model import KernelModel
from engine.scope_gate import ScopeGate

Labelled = List[Tuple[str, str]]
SHOTS: Tuple[int, ...] = (5, 10)
DRAWS = 3
_MISSPELT = 0.25  # share of the longer words
_LONG = 5  # letters


@dataclass(frozen=True)
class Result:
    """One figure: what was measured, and the share in percent."""

    name: str
    percent: float


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


def fitted(encoder: SentenceEncoder, rows: Labelled) -> KernelModel:
    """The finder's model, learnt from rows."""
    texts = [normalise(text) for text, _ in rows]
    return KernelModel().fit(texts, encoder.encode(texts), [label for _, label in rows])


def right(encoder: SentenceEncoder, model: KernelModel, texts: Sequence[str], labels: Sequence[str]) -> float:
    """The share of texts, in percent, whose likeliest class is the label."""
    clean = [normalise(text) for text in texts]
    best = model.scores(clean, encoder.encode(clean)).argmax(axis=1)
    return 100 * float(np.mean([model.classes[i] == label for i, label in zip(best, labels)]))


def banking(encoder: SentenceEncoder, folder: Path) -> Iterator[Result]:
    """BANKING77 with few examples of each intent, whole, and misspelt."""
    train, test = read_lines(folder / "banking77_train.jsonl"), read_lines(folder / "banking77_test.jsonl")
    texts, labels = [t for t, _ in test], [label for _, label in test]
    for shots in SHOTS:
        clean, spoilt = [], []
        for seed in range(DRAWS):
            model = fitted(encoder, draw(train, shots, seed))
            clean.append(right(encoder, model, texts, labels))
            spoilt.append(right(encoder, model, [misspell(t, seed) for t in texts], labels))
        yield Result(f"BANKING77, {shots} examples an intent", float(np.mean(clean)))
        yield Result(f"BANKING77, {shots} examples an intent, misspelt", float(np.mean(spoilt)))
    yield Result("BANKING77, whole", right(encoder, fitted(encoder, train), texts, labels))


def clinc(encoder: SentenceEncoder, folder: Path) -> Iterator[Result]:
    """CLINC150: in-scope questions answered right while most out-of-scope ones are refused, by the gate."""
    data = json.loads((folder / "clinc150.json").read_text(encoding="utf-8"))
    rows = [(t, f"ask/{label}") for t, label in data["train"]] + [(t, "out_of_scope") for t, _ in data["oos_train"]]
    texts = [normalise(t) for t, _ in rows]
    vectors = encoder.encode(texts)
    model = KernelModel()
    left_out = model.left_out(texts, vectors, [label for _, label in rows])
    wanted = np.array([label.startswith("ask/") for _, label in rows])
    gate = ScopeGate().fit(features_of_examples(model, texts, vectors, left_out), wanted)
    chances = {}
    for part in ("test", "oos_test"):
        clean = [normalise(t) for t, _ in data[part]]
        vectors = encoder.encode(clean)
        scores = model.scores(clean, vectors)
        features = np.stack([features_of(model, *row) for row in zip(clean, vectors, scores)])
        chances[part] = (scores, gate.chances(features))
    scores, asked = chances["test"]
    asks = np.array([name.startswith("ask/") for name in model.classes])
    best = np.where(asks, scores, -np.inf).argmax(axis=1)
    hits = np.array([model.classes[i] == f"ask/{label}" for i, (_, label) in zip(best, data["test"])])
    for share in (0.8, 0.9):
        bound = float(np.quantile(chances["oos_test"][1], share))
        kept = 100 * float((hits & (asked > bound)).mean())
        yield Result(f"CLINC150, in scope and right while {share:.0%} of the rest is refused", kept)
