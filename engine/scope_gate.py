"""Decides whether a message asks for an answer at all, or is talk or outside the offer. It knows nothing of Rasa.

One threshold on the finder's probability confuses a question that many answers fit a little with one that none fits.
So a second classifier (gradient-boosted trees) reads the finder's scores as features. It learns from the scores that
the finder gives its own examples when each is left out, which are as honest as those of new messages. The threshold is
the one at which the wanted share of real questions, out of fold, would be turned away.
"""

from __future__ import annotations

from typing import Any, Mapping, Sequence

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.model_selection import StratifiedKFold, cross_val_predict

Matrix = np.ndarray
_NEAREST = 3
_SMALLEST = 1e-6
_FOLDS = 5
_ENOUGH = 100  # examples of the rarer kind; with fewer the trees learn nothing
_PLAIN = float(np.log(0.6))  # then an answer must be that much likelier than everything else


class ScopeGate:
    """Tells questions about the offer from everything else.

    Args:
        turned_away: share of real questions that may be turned away, from 0 to 1.
        instead: the same by what a message would be taken for instead (an intent), where that is not turned_away: to be
            told that it is outside the offer, with the nearest answers beside it, costs less than a wrong turn.
    """

    def __init__(self, turned_away: float = 0.03, instead: Mapping[str, float] | None = None) -> None:
        self.turned_away, self.instead, self.threshold, self.learnt = turned_away, dict(instead or {}), 0.5, False
        self._thresholds: dict[str, float] = {}
        self._trees = HistGradientBoostingClassifier(
            max_iter=150, learning_rate=0.06, max_leaf_nodes=8, l2_regularization=1.0, random_state=0
        )

    def fit(self, features: Matrix, asks: Sequence[bool]) -> ScopeGate:
        """Learns from the features of the examples (rows) and whether each asks for an answer; returns itself."""
        truth = np.asarray(asks, dtype=bool)
        self.learnt = min(truth.sum(), (~truth).sum()) >= _ENOUGH
        if self.learnt:
            folds = StratifiedKFold(_FOLDS, shuffle=True, random_state=0)  # examples come sorted by their answer
            chances = cross_val_predict(self._trees, features, truth, cv=folds, method="predict_proba")[:, 1]
            self.threshold = float(np.quantile(chances[truth], self.turned_away))
            self._thresholds = {name: float(np.quantile(chances[truth], share)) for name, share in self.instead.items()}
            self._trees.fit(features, truth)
        return self

    def threshold_for(self, instead: str = "") -> float:
        """How likely a question must be before it is taken for one and not for the intent `instead`."""
        return self._thresholds.get(instead, self.threshold)

    def asks(self, features: Matrix, instead: str = "") -> Any:
        """Whether each row of features is a question about the offer, and not what it would be `instead` (bools)."""
        if not self.learnt:
            return features[:, 0] + _PLAIN >= features[:, 1]
        return self.chances(features) >= self.threshold_for(instead)

    def chances(self, features: Matrix) -> Matrix:
        """How likely each row of features is a question about the offer."""
        return self._trees.predict_proba(features)[:, 1]


def scope_features(scores: Matrix, chances: Matrix, near: Matrix, asks: Matrix, rows: Matrix, words: int) -> Matrix:
    """The features of one message.

    Args:
        scores: the finder's score of each class.
        chances: its probability of each class.
        near: the cosine of the message and each example.
        asks: whether each class is an answer.
        rows: whether each example belongs to an answer.
        words: how many words the message has.

    Returns:
        float32, shape (14,).
    """
    answers, others = np.sort(chances[asks])[::-1], scores[~asks]
    best = np.sort(scores[asks])[::-1]
    asked = float(answers.sum())
    return np.array(
        [
            *np.log(np.array([asked, max(1.0 - asked, 0.0), answers[0], answers[1:2].sum()]) + _SMALLEST),
            best[0], best[1:2].sum(), *_two(others), best.sum(), others.sum(),
            answers.std(), _nearest(near[rows]), _nearest(near[~rows]), np.log1p(words),
        ],
        dtype=np.float32,
    )  # fmt: skip


def _two(scores: Matrix) -> list[float]:
    highest = np.sort(scores)[::-1]
    return [float(highest[:1].sum()), float(highest[1:2].sum())]


def _nearest(near: Matrix) -> float:
    """The mean cosine of the nearest few."""
    if near.size <= _NEAREST:
        return float(near.mean()) if near.size else 0.0
    return float(np.partition(near, -_NEAREST)[-_NEAREST:].mean())
