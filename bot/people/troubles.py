"""What is missing so that somebody is always told: routes, cover, desks, people whose adviser has left."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from bot.handoff.model import Role, Roster, Staff
from bot.handoff.policy import HandoffPolicy
from bot.handoff.routing import available
from bot.handoff.working_time import LONDON

_NEEDED = (Role.DUTY, Role.ALLEGATIONS, Role.OUT_OF_HOURS, Role.COMPLAINTS, Role.ADVOCACY)
_WHAT_IF = {
    Role.DUTY: "who has no adviser, or whose adviser is away, reaches nobody but the manager",
    Role.ALLEGATIONS: "an accusation against staff reaches a safeguarding lead or nobody",
    Role.OUT_OF_HOURS: "at night people are told that nobody reads it before the morning",
    Role.COMPLAINTS: "complaints go to the manager",
    Role.ADVOCACY: "an advocate cannot be told",
}
_HAVE_PEOPLE = frozenset({"personal adviser", "senior personal adviser", "social worker"})


def troubles(roster: Roster, people_of: Mapping[int, int], day: dt.date) -> list[str]:
    """What a council should put right, the worst first, a sentence each.

    Args:
        roster: everybody at the council.
        people_of: how many people each adviser has, by id.
        day: today.
    """
    found = [
        f"{staff.name} left on {staff.left:%d/%m/%Y} and still has {people_of[staff.id]} people. Give them to others."
        for staff in roster.staff.values()
        if not staff.employed(day) and people_of.get(staff.id)
    ]
    there = [staff for staff in roster.staff.values() if staff.employed(day)]
    found += [f"No desk for {kind.value}: {_WHAT_IF[kind]}." for kind in _NEEDED if kind not in roster.desks]
    found += [f"{desk.name} has no route." for desk in roster.desks.values() if not desk.routes]
    for staff in there:
        found += _of(staff, roster, people_of.get(staff.id, 0), day)
    return found


def _of(staff: Staff, roster: Roster, people: int, day: dt.date) -> list[str]:
    found = []
    if len(staff.routes) < 2:
        found.append(
            f"{staff.name} has {len(staff.routes) or 'no'} route{'' if len(staff.routes) == 1 else 's'}, and needs two."
        )
    found += [f"{staff.name}'s route by {route.kind} is dead." for route in staff.routes if route.working is False]
    if people or staff.role in _HAVE_PEOPLE:
        cover = roster.staff.get(staff.cover or 0)
        if cover is None or not cover.employed(day):
            found.append(f"{staff.name} has no cover{f', for {people} people' if people else ''}.")
        elif staff.away(day) and cover.away(day):
            found.append(f"{staff.name} and their cover {cover.name} are both away.")
    if staff.role in _HAVE_PEOPLE and roster.staff.get(staff.manager or 0) is None:
        found.append(f"{staff.name} has no manager.")
    return found


def on_duty(roster: Roster, policy: HandoffPolicy, now: dt.datetime) -> list[str]:
    """Who would be reached now: desks that are open, and advisers at work or away, a line each."""
    day = now.astimezone(LONDON).date()
    lines = []
    for desk in roster.desks.values():
        is_open = (desk.hours or policy.hours).open_at(now)
        lines.append(f"{desk.name}: {'open' if is_open else 'closed'} now")
    for staff in roster.staff.values():
        if staff.employed(day):
            state = (
                "away"
                if staff.away(day)
                else "at work"
                if available(staff, policy, now, at_work=True)
                else "not at work"
            )
            lines.append(f"{staff.name} ({staff.role}): {state} now")
    return lines
