"""How sure the bot must be: when it answers, when it hedges, when it offers choices, when it says it does not know.

The numbers were set on the held-back questions in tests/questions (see docs/understanding.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

SURE = 0.90  # so sure that it is not said to be a guess
CLEAR = 0.70  # or this sure, and ...
LEAD = 0.60  # ... this far ahead of the next
HEDGE = 0.03  # said to be a guess, with two others beside it
SOME = 0.01  # choices only
PERHAPS = 0.0006  # beneath “I cannot help with that”, in case it was a question after all
CHOICES = 3
CERTAIN = 0.99  # under this, the next answers are offered beneath a sure one too, ...
BESIDE = 0.0005  # ... those that are at least this likely


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
    if confidences[0] >= SURE or (confidences[0] >= CLEAR and lead >= LEAD):
        return Sureness.ANSWER
    if confidences[0] >= HEDGE:
        return Sureness.HEDGE
    return Sureness.CHOICES


def perhaps(confidences: Sequence[float]) -> int:
    """How many answers to offer beneath a reply that is no answer, given the confidences, best first; 0 for none."""
    return CHOICES if confidences and confidences[0] >= PERHAPS else 0


def beside(confidences: Sequence[float]) -> int:
    """How many of the next answers to offer beneath a sure one, given the confidences, best first."""
    if confidences[0] >= CERTAIN:
        return 0
    return sum(c >= BESIDE for c in confidences[1:CHOICES])
