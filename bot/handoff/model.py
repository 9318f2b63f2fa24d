"""The words of a handoff: its kinds, states and events, who can be told, and what is known of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from bot.handoff.working_time import Week


class CaseKind(StrEnum):
    """Why a human is needed."""

    DANGER = "danger"
    UNSURE = "unsure"  # “Are you safe right now?” was not answered
    SENSITIVE = "sensitive"
    HUMAN = "human"  # the person wants to speak to somebody
    COME_BACK = "come-back"  # wants to have an adviser again
    COMPLAINT = "complaint"
    ALLEGATION = "allegation"
    NO_CONTACT = "no-contact"  # nobody got in touch


class CaseState(StrEnum):
    """Where a case stands."""

    OPEN = "open"  # nobody has taken it
    TAKEN = "taken"  # somebody has it; the clock still runs
    IN_CONTACT = "in-contact"  # somebody has tried to reach the person; the clock has stopped
    CLOSED = "closed"
    CANCELLED = "cancelled"  # by the person


class EventKind(StrEnum):
    """What can happen to a case. Every change is one of these."""

    RAISED = "raised"
    JOINED = "joined"  # another message of the same danger
    DELIVERED = "delivered"
    NOT_DELIVERED = "not-delivered"
    SEEN = "seen"
    ACKNOWLEDGED = "acknowledged"
    CONTACT_ATTEMPTED = "contact-attempted"
    REPLIED = "replied"
    NOTED = "noted"
    PASSED_ON = "passed-on"
    CHASED = "chased"  # the clock told somebody
    NOBODY = "nobody"  # the clock found nobody to tell
    HANDED_BACK = "handed-back"
    CHAT_ENDED = "chat-ended"  # by the clock
    ASKED = "asked"  # the person: did they get in touch, or may we write to you here
    CONFIRMED = "confirmed"  # the person says they got in touch
    NOT_YET = "not-yet"  # the person says not yet, and that they can wait
    DENIED = "denied"  # the person says they did not
    SAFE_TO_WRITE = "safe-to-write"
    CONTACT_GIVEN = "contact-given"  # the person says who they are, or how to reach them
    ADVISER_CHANGED = "adviser-changed"
    CANCELLED = "cancelled"
    CLOSED = "closed"
    REOPENED = "reopened"


class Role(StrEnum):
    """Who a step of the clock tells."""

    ADVISER = "adviser"  # who leads: at 16 and 17 the social worker where there is one
    COVER = "cover"
    DUTY = "duty"
    MANAGER = "manager"
    OUT_OF_HOURS = "out-of-hours"
    ALLEGATIONS = "allegations"
    COMPLAINTS = "complaints"
    ADVOCACY = "advocacy"


ReceiverKind = Literal["adviser", "desk"]
RouteKind = Literal["console", "email", "telegram", "webhook"]


@dataclass(frozen=True)
class Route:
    """A way to alert somebody. `working`: what the last self-test found, None before it."""

    id: int
    kind: RouteKind
    address: str = ""
    shows_words: bool = False
    working: bool | None = None


@dataclass(frozen=True)
class Absence:
    """Days away, both included; `last` None while the end is not known."""

    first: dt.date
    last: dt.date | None
    kind: Literal["leave", "sick"] = "leave"

    def holds(self, day: dt.date) -> bool:
        """Whether they are away on a day."""
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True)
class Staff:
    """Somebody at the council. `works` None means the council's hours; `left` is the first day without them."""

    id: int
    name: str
    role: str
    works: Week | None = None
    absences: tuple[Absence, ...] = ()
    cover: int | None = None
    manager: int | None = None
    left: dt.date | None = None
    routes: tuple[Route, ...] = ()
    phone: str | None = None
    photo: str | None = None
    email: str | None = None

    def employed(self, day: dt.date) -> bool:
        """Whether they still work there."""
        return self.left is None or day < self.left

    def away(self, day: dt.date) -> bool:
        """Whether they are on leave or sick."""
        return any(absence.holds(day) for absence in self.absences)


@dataclass(frozen=True)
class Desk:
    """A shared inbox. `hours` None means the council's."""

    id: int
    kind: Role
    name: str
    hours: Week | None = None
    phone: str | None = None
    routes: tuple[Route, ...] = ()
    members: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Roster:
    """Everybody who may be told about one person, as they are now.

    Attributes:
        council: id of the responsible council, or None when it is not known.
        council_name: as people say it.
        staff: by id.
        desks: by what they are for.
        adviser, social_worker: ids of the person's own.
        age: the person's age, or None.
        first_name: of a linked person.
        person: id of the linked person.
        demo: whether this is made-up data.
    """

    council: str | None
    council_name: str
    staff: Mapping[int, Staff] = field(default_factory=dict)
    desks: Mapping[Role, Desk] = field(default_factory=dict)
    adviser: int | None = None
    social_worker: int | None = None
    age: int | None = None
    first_name: str | None = None
    person: int | None = None
    demo: bool = False


@dataclass(frozen=True)
class Receiver:
    """Somebody or some desk to tell, in which role, by which routes."""

    kind: ReceiverKind
    id: int
    name: str
    role: Role
    routes: tuple[Route, ...]


@dataclass(frozen=True)
class Telling:
    """One alert to make."""

    receiver: Receiver
    route: Route
    why: str
