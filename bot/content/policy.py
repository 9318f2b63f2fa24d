"""How sure the bot must be: when it answers, when it hedges, when it offers choices, when it says it does not know.

The numbers were set on the held-back questions in tests/questions (see docs/understanding.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

SURE = 0.50
LEAD = 0.20
HEDGE = 0.10
SOME = 0.015
CHOICES = 3


class Sureness(Enum):
    """What to do with a ranking."""

    ANSWER = "answer"
    HEDGE = "hedge"
    CHOICES = "choices"
    NONE = "none"


def sureness(confidences: Sequence[float]) -> Sureness:
    """What to do with a ranking, given the confidences, best first."""
    if not confidences or confidences[0] < SOME:
        return Sureness.NONE
    lead = confidences[0] - (confidences[1] if len(confidences) > 1 else 0.0)
    if confidences[0] >= SURE or (confidences[0] >= 2.5 * HEDGE and lead >= LEAD):
        return Sureness.ANSWER
    if confidences[0] >= HEDGE:
        return Sureness.HEDGE
    return Sureness.CHOICES
