from __future__ import annotations

from typing import Tuple

import numpy as np
import pytest

from common.calibration import AS_IT_IS
from engine.calibrating import calibration_of

ASKS = np.array([True, True, True, False])


def too_sure(number: int, share: float) -> Tuple[np.ndarray, np.ndarray]:
    """Examples whose first answer has 0.95 and is right in the given share, and as many with 0.55 at 0.6."""
    rng = np.random.default_rng(3)
    chances, truth = [], []
    for sure, right in ((0.95, share), (0.55, 0.6)):
        for _ in range(number):
            first = int(rng.integers(3))
            row = np.full(4, (1 - sure) / 3)
            row[first] = sure
            chances.append(row)
            truth.append(first if rng.random() < right else (first + 1) % 3)
    return np.array(chances), np.array(truth)


def test_calibration_says_how_often_it_was_right() -> None:
    learnt = calibration_of(*too_sure(2000, 0.8), ASKS)
    assert learnt.first(0.95) == pytest.approx(0.8, abs=0.03)
    assert learnt.first(0.55) == pytest.approx(0.6, abs=0.03)


def test_examples_of_no_answer_are_left_aside() -> None:
    chances, truth = too_sure(2000, 0.8)
    more = np.tile([0.99, 0.0, 0.0, 0.01], (3000, 1))
    learnt = calibration_of(np.vstack([chances, more]), np.concatenate([truth, np.full(3000, 3)]), ASKS)
    assert learnt == calibration_of(chances, truth, ASKS)


def test_too_few_examples_leave_the_confidence_as_it_is() -> None:
    assert calibration_of(*too_sure(50, 0.8), ASKS) == AS_IT_IS


def test_confidence_that_is_wrong_way_round_does_not_turn_the_order() -> None:
    assert calibration_of(*too_sure(1000, 0.2), ASKS) == AS_IT_IS
