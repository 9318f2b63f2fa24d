"""A case as it is shown: to an adviser on the console, and to the person's side of the bot."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from bot.conversation.ports import Shown
from bot.handoff.model import CaseKind, CaseState, EventKind


class NotAllowed(Exception):
    """The adviser may not see the case, or there is none; nobody is told which."""


@dataclass(frozen=True)
class CaseView:
    """One case.

    Attributes:
        id, kind, state, verdict, topic, council, age, contact, raised: of the case.
        topic_name: the topic as an adviser reads it.
        name: the person's first name, or None.
        person: id of the linked person, or None.
        told: who was told so far, by name or as a desk, in order.
        due, due_to: when the clock tells the next one, and whom, while it runs.
        minutes_left: minutes on the clock until then.
        holder, chat_with: names, or None; the ids beside them.
        safe_to_write: yes, no, asked, or None where it was not asked.
        may_write: whether a reply in the chat may be sent now; `may_not_because` says why not.
        not_told: ids of the advisers who must not learn of it.
        asked: what the person was asked and has not answered (in_touch, safe_to_write), or None.
        promise: what the person was told (bot.handoff.outlook.Told as data), or None.
        outcome, closed: how and when it ended.
    """

    id: int
    kind: CaseKind
    state: CaseState
    verdict: str
    topic: str | None
    topic_name: str
    council: str | None
    name: str | None
    age: int | None
    contact: str | None
    raised: dt.datetime
    person: int | None = None
    told: tuple[str, ...] = ()
    due: dt.datetime | None = None
    due_to: str | None = None
    minutes_left: float | None = None
    holder: str | None = None
    holder_id: int | None = None
    chat_with: str | None = None
    chat_with_id: int | None = None
    safe_to_write: str | None = None
    may_write: bool = True
    may_not_because: str | None = None
    not_told: frozenset[int] = frozenset()
    asked: str | None = None
    promise: dict[str, Any] | None = None
    outcome: str | None = None
    closed: dt.datetime | None = None
    contacted: dt.datetime | None = None

    @property
    def urgent(self) -> bool:
        """Whether somebody may be in danger."""
        return self.verdict == "urgent" or self.kind in (CaseKind.DANGER, CaseKind.UNSURE, CaseKind.ALLEGATION)


@dataclass(frozen=True)
class CaseEvent:
    """One change of a case: `by` is bot, clock, person or adviser, `name` the adviser's."""

    at: dt.datetime
    kind: EventKind
    by: str
    name: str | None = None
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class CasePage:
    """A case with the conversation around it and everything that happened to it."""

    view: CaseView
    messages: tuple[Shown, ...]
    events: tuple[CaseEvent, ...]
