"""The trained safety model: how likely a message is urgent or sensitive, and of which topic. Without Rasa."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from engine.linear_model import LinearModel


@dataclass(frozen=True)
class Scores:
    """The model's view of one message: two probabilities and the likeliest topic (None when it is harmless)."""

    urgent: float
    sensitive: float
    topic: str | None


@dataclass
class SafetyModel:
    """A head for the verdict and one for the topic, on the same features."""

    verdicts: LinearModel = field(
        default_factory=lambda: LinearModel(strength=10.0, sparse_strength=10.0, sparse_weight=0.4, balanced=True)
    )
    topics: LinearModel = field(default_factory=lambda: LinearModel(strength=20.0, sparse_weight=0.4))

    def fit(self, texts: Sequence[str], vectors: np.ndarray[Any, Any], labels: Sequence[str]) -> SafetyModel:
        """Learns from examples labelled `urgent/<topic>`, `sensitive/<topic>` or `none`."""
        self.verdicts.fit(texts, vectors, [label.split("/")[0] for label in labels])
        rows = [i for i, label in enumerate(labels) if "/" in label]
        self.topics.fit([texts[i] for i in rows], vectors[rows], [labels[i] for i in rows])
        return self

    def judge(self, texts: Sequence[str], vectors: np.ndarray[Any, Any]) -> Scores:
        """Judges one message: the whole first, then its clauses; the most alarming part counts."""
        table = self.verdicts.probabilities(texts, vectors)
        column = {name: i for i, name in enumerate(self.verdicts.classes)}
        urgent = table[:, column["urgent"]]
        sensitive = table[:, column["sensitive"]]
        worst = int(np.argmax(urgent + 0.5 * sensitive))
        likely = self.topics.probabilities(texts[worst : worst + 1], vectors[worst : worst + 1])[0]
        wanted = "urgent/" if urgent.max() >= sensitive.max() else "sensitive/"
        order = [self.topics.classes[i] for i in np.argsort(-likely)]
        topic = next((name.split("/")[1] for name in order if name.startswith(wanted)), None)
        return Scores(float(urgent.max()), float(sensitive.max()), topic)
