"""What may be said to a person, truthfully, about who is told now and what the bot does next."""

from __future__ import annotations

import datetime as dt

from pydantic import BaseModel, ConfigDict

from bot.handoff.model import Role, Roster, Staff
from bot.handoff.plan import Clock, plan
from bot.handoff.policy import HandoffPolicy
from bot.handoff.routing import available, covers, lead, receivers
from bot.handoff.working_time import LONDON

_FARTHEST = 60  # acts of the clock that are looked through


class Told(BaseModel):
    """Who would be told of a case raised now, and what the bot does next by itself.

    Attributes:
        names: who is told at once, by name or as a desk, in order.
        opens: if nobody is told at once: when somebody next is, or None when nobody ever is.
        chase_at, chase_to: when the bot tells the next one, and whom, unless somebody has acted by then.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    names: tuple[str, ...] = ()
    opens: dt.datetime | None = None
    chase_at: dt.datetime | None = None
    chase_to: str | None = None


class Outlook(BaseModel):
    """Who is there for a person now.

    Attributes:
        council_name: as people say it; “the council” where it is not known.
        linked: whether the person is linked to the council's list.
        first_name: of a linked person.
        adviser: who leads, by name, or None.
        adviser_role: their role, such as “personal adviser”.
        away: whether they are away today; `back`: their first day back, when it is known.
        cover: who stands in while they are away, or None.
        urgent, sensitive, allegation: what a case of that kind would lead to.
        nobody: whether nobody at all is connected for this person's council.
        can_complain, can_have_advocate: whether there is somebody for it.
        duty_phone, out_of_hours_phone: numbers of the council's desks, or None.
        response_time: what the council itself promises, or None.
        demo: whether the people are made up.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    council_name: str = "the council"
    linked: bool = False
    first_name: str | None = None
    adviser: str | None = None
    adviser_role: str | None = None
    away: bool = False
    back: dt.date | None = None
    cover: str | None = None
    urgent: Told = Told()
    sensitive: Told = Told()
    allegation: Told = Told()
    nobody: bool = True
    can_complain: bool = False
    can_have_advocate: bool = False
    duty_phone: str | None = None
    out_of_hours_phone: str | None = None
    response_time: str | None = None
    demo: bool = False

    @property
    def reaches_somebody(self) -> bool:
        """Whether what is passed on reaches a real person."""
        return not self.nobody and not self.demo


def outlook(roster: Roster, policy: HandoffPolicy, now: dt.datetime) -> Outlook:
    """What may be said now.

    Args:
        roster: who there is for this person.
        policy: the council's.
        now: the time, aware.
    """
    first = lead(roster)
    day = now.astimezone(LONDON).date()
    duty, night = roster.desks.get(Role.DUTY), roster.desks.get(Role.OUT_OF_HOURS)
    return Outlook(
        council_name=roster.council_name,
        linked=roster.person is not None,
        first_name=roster.first_name,
        adviser=first.name if first and first.employed(day) else None,
        adviser_role=first.role if first and first.employed(day) else None,
        away=bool(first and first.away(day)),
        back=_back(first, day),
        cover=_cover(first, roster, policy, now),
        urgent=_told("urgent", roster, policy, now),
        sensitive=_told("sensitive", roster, policy, now),
        allegation=_told("allegation", roster, policy, now),
        nobody=not any(s.routes for s in roster.staff.values()) and not any(d.routes for d in roster.desks.values()),
        can_complain=bool(receivers(Role.COMPLAINTS, roster, policy, now)),
        can_have_advocate=bool(receivers(Role.ADVOCACY, roster, policy, now)),
        duty_phone=duty.phone if duty else None,
        out_of_hours_phone=night.phone if night else None,
        response_time=policy.response_time,
        demo=roster.demo,
    )


def told_by(clock: Clock, roster: Roster, policy: HandoffPolicy, now: dt.datetime) -> Told:
    """Who is told by a case's clock now, and what follows."""
    at_once = plan(clock, roster, policy, now)
    opens = None
    if not at_once.told:
        opens = _first_told(at_once.clock, roster, policy, now)
    chase_at, chase_to = _chase(at_once.clock, roster, policy, now, {r.name for r in at_once.told})
    return Told(names=tuple(r.name for r in at_once.told), opens=opens, chase_at=chase_at, chase_to=chase_to)


def _told(track: str, roster: Roster, policy: HandoffPolicy, now: dt.datetime) -> Told:
    not_told = (
        frozenset(i for i in (roster.adviser, roster.social_worker) if i) if track == "allegation" else frozenset()
    )
    return told_by(Clock(track, now, not_told=not_told), roster, policy, now)


def _first_told(clock: Clock, roster: Roster, policy: HandoffPolicy, now: dt.datetime) -> dt.datetime | None:
    """The first later moment at which the clock tells somebody; None when it does not within its next steps."""
    at = now
    for _ in range(_FARTHEST):
        following = plan(clock, roster, policy, at)
        if following.told and at > now:
            return at
        if following.due is None or following.due <= at:
            return None
        clock, at = following.clock, following.due
    return None


def _chase(
    clock: Clock, roster: Roster, policy: HandoffPolicy, now: dt.datetime, names: set[str]
) -> tuple[dt.datetime | None, str | None]:  # fmt: skip
    """The bot's own next act that tells somebody else."""
    at = now
    for _ in range(_FARTHEST):
        following = plan(clock, roster, policy, at)
        new = [r.name for r in following.told if r.name not in names]
        if new and at > now:
            return at, new[0]
        if following.due is None or following.due <= at:
            return None, None
        clock, at = following.clock, following.due
    return None, None


def _back(staff: Staff | None, day: dt.date) -> dt.date | None:
    ends = [a.last for a in staff.absences if a.holds(day)] if staff else []
    if not ends or any(end is None for end in ends):
        return None
    return max(end for end in ends if end) + dt.timedelta(days=1)


def _cover(staff: Staff | None, roster: Roster, policy: HandoffPolicy, now: dt.datetime) -> str | None:
    return next((s.name for s in covers(staff, roster) if available(s, policy, now, at_work=False)), None)
