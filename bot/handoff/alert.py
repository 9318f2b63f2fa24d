"""What an alert is made of when it leaves: why, about which case, by which route. Plain data."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from bot.handoff.model import CaseKind, CaseState


class AlertWhy(StrEnum):
    """Why somebody is alerted."""

    FIRST = "first"
    AGAIN = "again"  # the same step of the clock once more
    CHASED = "chased"  # the clock: nobody has opened it, or nobody has tried to reach the person
    REPEATED = "repeated-danger"  # another message of danger in the same conversation
    MESSAGE = "message"  # the person wrote to the adviser who has the chat
    PASSED_ON = "passed-on"
    REOPENED = "reopened"
    CHANGED = "changed"  # the case came to them with the person
    DEAD_LETTER = "dead-letter"  # an alert of the case did not arrive elsewhere
    SELF_TEST = "self-test"  # a route of somebody does not work
    NOBODY_ON_DUTY = "nobody-on-duty"

    @classmethod
    def read(cls, value: str) -> AlertWhy:
        """The reason that a row names; FIRST for one that is not known here, so that it is told all the same."""
        try:
            return cls(value.strip().lower().replace(" ", "-").replace("_", "-"))
        except ValueError:
            return cls.FIRST


WITHOUT_CASE = frozenset({AlertWhy.SELF_TEST, AlertWhy.NOBODY_ON_DUTY})


@dataclass(frozen=True)
class CaseTold:
    """What an alert may tell of a case.

    Attributes:
        id, verdict, kind, state, council, raised: of the case.
        topic, name, words: only for routes that may show them; `words` is the message that raised it, or the last one.
        council_name: as people say it.
        taken: when somebody last said that they have it.
    """

    id: int
    verdict: str
    kind: CaseKind
    state: CaseState
    raised: dt.datetime
    council: str | None = None
    topic: str | None = None
    name: str | None = None
    words: str | None = None
    taken: dt.datetime | None = None

    @property
    def urgent(self) -> bool:
        """Whether somebody may be in danger."""
        return self.verdict == "urgent" or self.kind in (CaseKind.DANGER, CaseKind.UNSURE, CaseKind.ALLEGATION)


@dataclass(frozen=True)
class DueAlert:
    """An alert that has been claimed for delivery.

    Attributes:
        id: of its row.
        route: console, email, telegram or webhook.
        address: where to; empty when the route is gone or has none.
        shows_words: whether the route may show names and words (the council's policy is asked besides).
        buttons: whether one adviser alone reads the route, so that a button says who pressed it.
        attempts: tries before this one.
        why: the reason.
        made: when the alert was made.
        case: None for what concerns no case.
        trouble: for what concerns no case, the lines of what is wrong.
        lane: alerts of the same lane leave in the order of their ids.
    """

    id: int
    route: str
    address: str
    why: AlertWhy
    made: dt.datetime
    lane: str
    shows_words: bool = False
    buttons: bool = False
    attempts: int = 0
    case: CaseTold | None = None
    trouble: tuple[str, ...] = ()


class NotTaken(Exception):
    """A route did not take an alert.

    Args:
        fault: what was wrong, short, without words of a person, secrets or addresses.
        refused: whether the route says that it never will, so that another route is told at once.
        wait: seconds that the route asks to wait, or None.
    """

    def __init__(self, fault: str, *, refused: bool = False, wait: float | None = None) -> None:
        super().__init__(fault)
        self.fault, self.refused, self.wait = fault[:200], refused, wait
