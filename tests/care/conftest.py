"""Councils as data: who is there, at which hour, and what a person of some age is told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from bot.content.live import LiveContent
from bot.content.model import Audience
from bot.content.phrases import Phrases
from bot.handoff.model import Absence, Desk, Role, Roster, Route, Staff
from bot.handoff.outlook import outlook
from bot.handoff.working_time import LONDON, Week

CONSOLE = (Route(1, "console"),)
AMINA, DEV, ROBIN = 1, 2, 3
TUESDAY = dt.datetime(2026, 11, 24, 10, 0, tzinfo=LONDON)


def london(text: str) -> dt.datetime:
    """A moment by the clock on the wall in London."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=LONDON)


def made_roster(
    *, leave: tuple[Absence, ...] = (), cover_away: tuple[Absence, ...] = (), night: str | None = None,
    phone: str | None = None, **fields: Any,
) -> Roster:  # fmt: skip
    """Leicestershire with Amina, Dev who covers, Robin who manages, and two desks; `night` staffs one by night."""
    staff = {
        AMINA: Staff(AMINA, "Amina", "personal adviser", None, leave, cover=DEV, manager=ROBIN, routes=CONSOLE),
        DEV: Staff(DEV, "Dev", "personal adviser", None, cover_away, manager=ROBIN, routes=CONSOLE),
        ROBIN: Staff(ROBIN, "Robin", "team manager", routes=CONSOLE),
    }
    desks = {
        Role.DUTY: Desk(1, Role.DUTY, "Duty desk", phone=phone, routes=CONSOLE),
        Role.ALLEGATIONS: Desk(2, Role.ALLEGATIONS, "Allegations desk", routes=CONSOLE),
    }
    if night is not None:
        always = Week(always=True)
        desks[Role.OUT_OF_HOURS] = Desk(3, Role.OUT_OF_HOURS, "Emergency duty team", always, night, CONSOLE)
    known = {
        "council": "leicestershire", "council_name": "Leicestershire", "staff": staff, "desks": desks, "adviser": AMINA,
        "age": 19, "first_name": "Kai", "person": 1,
    }  # fmt: skip
    return Roster(**{**known, **fields})


NOBODY = Roster(None, "")

Say = Callable[..., Phrases]


@pytest.fixture
def phrases_for(content: LiveContent) -> Say:
    """The fixed texts for a person of a roster at a moment, as the bot makes them."""

    def make(roster: Roster, now: dt.datetime = TUESDAY, **fields: Any) -> Phrases:
        assert content.content.handoff
        there = outlook(roster, content.content.handoff.of(roster.council), now)
        name = there.adviser if there.linked else None
        return Phrases(content.content, now.date(), name, there.reaches_somebody, outlook=there, now=now, **fields)

    return make


def audience_of(roster: Roster) -> Audience:
    """What is known of the person of a roster."""
    return Audience(council=roster.council, age=roster.age)
