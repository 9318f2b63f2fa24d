"""Learns the calibration of the finder's confidence (common/calibration.py) from its own examples, each left out."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from common.calibration import AS_IT_IS, Calibration, logit

ENOUGH = 200  # examples, and of them ...
_EACH = 20  # ... that many found and not found; with fewer the confidence stays as it is


def calibration_of(
    chances: np.ndarray[Any, Any], truth: np.ndarray[Any, Any], asks: np.ndarray[Any, Any]
) -> Calibration:
    """The calibration of the first answer.

    Args:
        chances: the probability of each class (columns) for each example (rows), had it not been learnt.
        truth: the column of each example's class.
        asks: whether each class is an answer; examples of other classes are left aside, as the gate keeps them away.

    Returns:
        the sigmoid that makes what was found and not found likeliest; AS_IT_IS when there is too little to learn from,
        or when the confidence says nothing (then it must not turn the order round).
    """
    rows = asks[truth]
    answers = np.where(asks, chances, -1.0)[rows]
    if len(answers) < ENOUGH:
        return AS_IT_IS
    found = answers.argmax(axis=1) == truth[rows]
    if min(found.sum(), (~found).sum()) < _EACH:
        return AS_IT_IS
    odds = np.array([[logit(float(c))] for c in answers.max(axis=1)])
    model = LogisticRegression(C=1e6).fit(odds, found)
    slope, offset = float(model.coef_[0, 0]), float(model.intercept_[0])
    return Calibration(slope, offset) if slope > 0 else AS_IT_IS
