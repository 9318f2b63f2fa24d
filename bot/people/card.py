"""What a linked person may know of their adviser: name, role, hours, how to reach them, and who stands in."""

from __future__ import annotations

import datetime as dt

from pydantic import BaseModel, ConfigDict

from bot.handoff.model import Roster, Staff
from bot.handoff.policy import HandoffPolicy
from bot.handoff.routing import available, covers, lead
from bot.handoff.working_time import LONDON
from bot.people.hours_text import hours_in_words


class AdviserCard(BaseModel):
    """Whose young person somebody is.

    Attributes:
        name, role, phone, email: of the adviser; `name` None when the record names nobody who works there now.
        photo: whether there is a photo of them on the team's page.
        hours: when they work, in words; `own_hours` whether these are theirs or the team's.
        at_work: whether they are at work now; `next_at_work` the next day on which they are, or None when not known.
        away: whether they are on leave or sick today (the person is not told which); `back`: the first day back.
        cover, cover_phone: who stands in while they are away.
        council: id of the council.
        team_phone: the duty desk's number.
        demo: whether these people are made up.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str | None = None
    role: str | None = None
    phone: str | None = None
    email: str | None = None
    photo: bool = False
    hours: str | None = None
    own_hours: bool = False
    at_work: bool = False
    next_at_work: dt.date | None = None
    away: bool = False
    back: dt.date | None = None
    cover: str | None = None
    cover_phone: str | None = None
    council: str = ""
    team_phone: str | None = None
    demo: bool = False


def card_of(roster: Roster, policy: HandoffPolicy, now: dt.datetime) -> AdviserCard | None:
    """The card for a linked person now; None for somebody who is not linked."""
    if roster.person is None or roster.council is None:
        return None
    day = now.astimezone(LONDON).date()
    duty = next((desk for role, desk in roster.desks.items() if role == "duty"), None)
    card = AdviserCard(council=roster.council, team_phone=duty.phone if duty else None, demo=roster.demo)
    first = lead(roster)
    if first is None or not first.employed(day):
        cover = _stands_in(first, roster, policy, now)
        return card.model_copy(update=_cover(cover))
    week = first.works or policy.hours
    back = back_on(first, day)
    away = first.away(day)
    start = dt.datetime.combine(back, dt.time(), LONDON) if away and back else now
    opens = None if away and back is None else week.next_opening(start)
    cover = _stands_in(first, roster, policy, now) if away else None
    return card.model_copy(
        update={
            "name": first.name,
            "role": first.role,
            "phone": first.phone,
            "email": None if roster.demo else first.email,
            "photo": bool(first.photo),
            "hours": hours_in_words(week) or None,
            "own_hours": first.works is not None,
            "at_work": not away and week.open_at(now),
            "next_at_work": opens.astimezone(LONDON).date() if opens else None,
            "away": away,
            "back": back,
            **_cover(cover),
        }
    )


def _cover(cover: Staff | None) -> dict[str, str | None]:
    return {"cover": cover.name if cover else None, "cover_phone": cover.phone if cover else None}


def back_on(staff: Staff, day: dt.date) -> dt.date | None:
    """The first day after the days away, stretches that follow each other taken as one; None when not known."""
    back = day
    while (absence := next((a for a in staff.absences if a.holds(back)), None)) is not None:
        if absence.last is None:
            return None
        back = absence.last + dt.timedelta(days=1)
    return back if back != day else None


def _stands_in(staff: Staff | None, roster: Roster, policy: HandoffPolicy, now: dt.datetime) -> Staff | None:
    return next((s for s in covers(staff, roster) if available(s, policy, now, at_work=False)), None)
