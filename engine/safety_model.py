"""The trained safety model: how likely a message is urgent or sensitive, and of which topic. It knows nothing of Rasa.

Method for the verdict: least squares on the Nystroem features of a kernel (Williams and Seeger, 2001), with the safety
examples and a sample of ordinary questions as landmarks. The kernel is that of engine/kernel_model.py, only flatter, so
that whole messages of the same shape count, not only their nearest example. The scores are estimates of probability.
Measured on tests/safety/held_back.jsonl it found 83 % of urgent messages where logistic regression on the same features
found 68 %, both raising 8 % of the harmless ones. The topic is found like an answer (engine/kernel_model.py).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, List, Sequence

import numpy as np
import scipy.linalg
from sklearn.feature_extraction.text import TfidfVectorizer

from engine.kernel_model import KernelModel

LEVELS = ("none", "sensitive", "urgent")
_CLAUSE = 0.3  # the weight of the gravest clause of a long message
_NO_TOPIC_BELOW = 0.25  # a message so harmless needs none, and most are


@dataclass(frozen=True)
class Scores:
    """The model's view of one message: two probabilities and the likeliest topic (None when it is harmless)."""

    urgent: float
    sensitive: float
    topic: str | None


@dataclass
class VerdictModel:
    """Probabilities of the three verdicts.

    Attributes:
        sharpness, letters: of the kernel, as in KernelModel.
        ridge: the regularisation.
        harmless_weight: weight of one harmless example; there are several times as many of them.
        questions: how many questions about the offer are landmarks beside the safety files (of which all are).
        harmless: how many questions about the offer are learnt from beside the safety files.
    """

    sharpness: float = 1.3
    letters: float = 0.8
    ridge: float = 0.05
    harmless_weight: float = 0.3
    questions: int = 500
    harmless: int = 3500

    def fit(
        self, texts: Sequence[str], vectors: np.ndarray, levels: Sequence[str], landmarks: Sequence[int]
    ) -> VerdictModel:
        """Learns; `landmarks` are the rows that stand for the rest."""
        self._spelling = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True, min_df=2, dtype=np.float32
        )
        spelt = self._spelling.fit_transform(texts)
        rows = np.asarray(landmarks)[: len(texts)]
        self._vectors, self._spelt = np.ascontiguousarray(vectors[rows]), spelt[rows].T.tocsr()
        kernel = self._kernel(spelt, vectors)
        root = scipy.linalg.cholesky(kernel[rows].astype(np.float64) + 1e-3 * np.eye(len(rows)), lower=True)
        root = root.astype(np.float32)
        features = scipy.linalg.solve_triangular(root, kernel.T, lower=True, check_finite=False).T
        truth = np.array([[float(level == name) for name in LEVELS] for level in levels], dtype=np.float32)
        weight = np.where(truth[:, 0] == 1, self.harmless_weight, 1.0)[:, None].astype(np.float32)
        self._mean = truth.mean(axis=0)
        normal = (features * weight).T @ features + self.ridge * np.eye(len(rows), dtype=np.float32)
        slopes = scipy.linalg.solve(normal, (features * weight).T @ (truth - self._mean), assume_a="pos")
        self._weights = scipy.linalg.solve_triangular(root, slopes, lower=True, trans="T").astype(np.float32)
        return self

    def probabilities(self, texts: Sequence[str], vectors: np.ndarray) -> np.ndarray:
        """The estimates for each text (rows), columns as in LEVELS, within 0 and 1."""
        kernel = self._kernel(self._spelling.transform(texts), np.asarray(vectors, dtype=np.float32))
        return np.clip(kernel @ self._weights + self._mean, 0.0, 1.0)

    def _kernel(self, spelt: Any, vectors: np.ndarray) -> np.ndarray:
        near = np.exp(self.sharpness * (vectors @ self._vectors.T - 1.0))
        return near * (1.0 + self.letters * (spelt @ self._spelt).toarray())


@dataclass
class SafetyModel:
    """A head for the verdict and one for the topic, on the same features."""

    verdicts: VerdictModel = field(default_factory=VerdictModel)
    topics: KernelModel = field(default_factory=KernelModel)

    def fit(self, texts: Sequence[str], vectors: np.ndarray, labels: Sequence[str]) -> SafetyModel:
        """Learns from examples labelled `urgent/<topic>`, `sensitive/<topic>`, `harmless/<kind>` or `none`.

        The last are questions about the offer: harmless too, but only a sample of them become landmarks.
        """
        levels = [label.split("/")[0] if label.split("/")[0] in LEVELS else "none" for label in labels]
        draw = np.random.RandomState(0)
        safety = [i for i, label in enumerate(labels) if label != "none"]
        others = [i for i, label in enumerate(labels) if label == "none"]
        kept = [*safety, *draw.permutation(others)[: self.verdicts.harmless].tolist()]
        landmarks = range(len(safety) + self.verdicts.questions)
        self.verdicts.fit([texts[i] for i in kept], vectors[kept], [levels[i] for i in kept], landmarks)
        rows: List[int] = [i for i, level in enumerate(levels) if level != "none"]
        self.topics.fit([texts[i] for i in rows], vectors[rows], [labels[i] for i in rows])
        return self

    def judge(self, texts: Sequence[str], vectors: np.ndarray) -> Scores:
        """Judges one message: the whole in the first row, its clauses below.

        A long message counts as grave as the weighted mean of the whole and of its gravest clause, so that one sentence
        in a long story is heard, while a single heavy word in it does not decide alone (docs/decisions/0021).
        """
        table = self.verdicts.probabilities(texts, vectors)
        alarm = table[:, 2] + 0.3 * table[:, 1]
        worst = int(np.argmax(alarm))
        urgent, care = float(table[0, 2]), float(1.0 - table[0, 0])
        if len(table) > 1:
            urgent = max(urgent, (1 - _CLAUSE) * urgent + _CLAUSE * float(table[1:, 2].max()))
            care = max(care, (1 - _CLAUSE) * care + _CLAUSE * float(1.0 - table[1:, 0].min()))
        if max(urgent, care) < _NO_TOPIC_BELOW:
            return Scores(urgent, max(0.0, care - urgent), None)
        likely = self.topics.probabilities(texts[worst : worst + 1], vectors[worst : worst + 1])[0]
        wanted = "urgent/" if urgent >= 0.5 * care else "sensitive/"
        order = [self.topics.classes[i] for i in np.argsort(-likely)]
        topic = next((name.split("/")[1] for name in order if name.startswith(wanted)), None)
        return Scores(urgent, max(0.0, care - urgent), topic)
