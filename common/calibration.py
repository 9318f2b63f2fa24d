"""Turns the finder's confidence into how often it is right, so that 0.8 means 8 times in 10.

The finder's probabilities rank the answers, and the policy's thresholds are set on them; but they are too low where
they are low, and too high where they are high. Platt's way (“Probabilistic outputs for support vector machines”, 1999)
puts a sigmoid over them: monotone, with two numbers, learnt in engine/calibrating.py from the scores that the finder
gives its own examples when each is left out.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

_SMALLEST = 1e-6


def logit(share: float) -> float:
    """The logarithm of the odds; a share of 0 or 1 is taken for nearly so."""
    inside = min(max(share, _SMALLEST), 1.0 - _SMALLEST)
    return math.log(inside / (1.0 - inside))


@dataclass(frozen=True)
class Calibration:
    """The sigmoid: the logit of the calibrated share is `slope` times that of the confidence, plus `offset`."""

    slope: float = 1.0
    offset: float = 0.0

    def first(self, confidence: float) -> float:
        """How often a first answer with this confidence is right."""
        return 1.0 / (1.0 + math.exp(-(self.slope * logit(confidence) + self.offset)))

    def ranking(self, confidences: Sequence[float]) -> list[float]:
        """How likely each of a ranking is right, given the confidences, best first; the order stays.

        The first gets its calibrated share, the others what is left of 1, as they had it among themselves.
        """
        if not confidences:
            return []
        first = self.first(confidences[0])
        left = (1.0 - first) / max(1.0 - confidences[0], _SMALLEST)
        return [round(first, 4), *(round(min(c * left, first), 4) for c in confidences[1:])]


AS_IT_IS = Calibration()
