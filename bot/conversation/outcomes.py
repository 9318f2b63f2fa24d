"""How a message can end: a closed list, in the order in which one wins over another."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Outcome(StrEnum):
    """How a message ended. The order of the members is the order of precedence."""

    FAILED = "failed"
    UNREADABLE = "unreadable"
    URGENT = "urgent"
    WITH_A_HUMAN = "with a human"
    HANDED_OFF = "handed off"
    HANDOFF_OFFERED = "handoff offered"
    ASKED_FOR_DETAIL = "asked for detail"
    CHOICES_OFFERED = "choices offered"
    ANSWERED = "answered"
    NO_ANSWER = "no answer"
    OUT_OF_SCOPE = "out of scope"
    SMALL_TALK = "small talk"


_ORDER = {outcome: place for place, outcome in enumerate(Outcome)}


def foremost(outcomes: Iterable[Outcome]) -> Outcome:
    """The outcome that counts when several fit; FAILED when there is none."""
    return min(outcomes, key=_ORDER.__getitem__, default=Outcome.FAILED)
