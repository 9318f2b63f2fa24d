"""Who is told: the named adviser, or who stands in; never somebody who must not learn of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from bot.handoff.model import Desk, Receiver, Role, Roster, Staff
from bot.handoff.policy import HandoffPolicy
from bot.handoff.working_time import LONDON

_LEADS_UNTIL = 18  # at 16 and 17 the social worker may lead (Children Act 1989, Schedule 2, 19C; eligible children)
_DESKS = {
    Role.DUTY: Role.DUTY, Role.OUT_OF_HOURS: Role.OUT_OF_HOURS, Role.ALLEGATIONS: Role.ALLEGATIONS,
    Role.COMPLAINTS: Role.COMPLAINTS, Role.ADVOCACY: Role.ADVOCACY,
}  # fmt: skip
_MANAGES = frozenset({"manager", "team manager"})


def lead(roster: Roster) -> Staff | None:
    """Whose young person this is: at 16 and 17 the social worker where there is one, else the personal adviser."""
    if roster.age is not None and roster.age < _LEADS_UNTIL and roster.social_worker in roster.staff:
        return roster.staff[roster.social_worker or 0]
    return roster.staff.get(roster.adviser or 0) or roster.staff.get(roster.social_worker or 0)


def excluded(staff: Staff, roster: Roster, not_told: frozenset[int]) -> bool:
    """Whether somebody must not learn of a case: who is named in it, and everybody whom they manage."""
    seen: set[int] = set()
    one: Staff | None = staff
    while one is not None and one.id not in seen:
        if one.id in not_told:
            return True
        seen.add(one.id)
        one = roster.staff.get(one.manager or 0)
    return False


def available(staff: Staff, policy: HandoffPolicy, now: dt.datetime, *, at_work: bool) -> bool:
    """Whether somebody can be told: employed, not away, with a route; `at_work` asks for their hours too."""
    day = now.astimezone(LONDON).date()
    if not staff.employed(day) or staff.away(day) or not staff.routes:
        return False
    return not at_work or (staff.works or policy.hours).open_at(now)


def covers(staff: Staff | None, roster: Roster) -> Iterator[Staff]:
    """Who stands in for somebody, and who for them, each once."""
    seen = {staff.id} if staff else set()
    one = roster.staff.get(staff.cover or 0) if staff else None
    while one is not None and one.id not in seen:
        yield one
        seen.add(one.id)
        one = roster.staff.get(one.cover or 0)


def managers(staff: Staff | None, roster: Roster) -> Iterator[Staff]:
    """The manager of somebody, theirs, and then every other manager of the council."""
    seen = {staff.id} if staff else set()
    one = roster.staff.get(staff.manager or 0) if staff else None
    while one is not None and one.id not in seen:
        yield one
        seen.add(one.id)
        one = roster.staff.get(one.manager or 0)
    yield from (s for s in roster.staff.values() if s.role.lower() in _MANAGES and s.id not in seen)


def receivers(
    role: Role, roster: Roster, policy: HandoffPolicy, now: dt.datetime, not_told: frozenset[int] = frozenset(),
    *, at_work: bool = False,
) -> list[Receiver]:  # fmt: skip
    """Who is to be told in a role.

    Where the one asked for is away, has left, has no route or must not know, it goes on: from the adviser to who covers
    for them, to the duty desk, to the manager. An allegation goes to its own desk or a safeguarding lead only.

    Args:
        role: the role that a step of the policy names.
        roster: who there is.
        policy: the council's.
        now: the time, aware.
        not_told: ids of those who must not learn of the case.
        at_work: whether only those count who are at work now, as for something urgent.

    Returns:
        one receiver; or none, which means that nobody is there.
    """
    people = _people(role, roster)
    for staff in people:
        if available(staff, policy, now, at_work=at_work) and not excluded(staff, roster, not_told):
            return [Receiver("adviser", staff.id, staff.name, role, staff.routes)]
    if role in (Role.ADVISER, Role.COVER):
        return receivers(Role.DUTY, roster, policy, now, not_told, at_work=at_work)
    desk = roster.desks.get(_DESKS.get(role, role))
    if desk is not None and _desk_may(desk, roster, not_told) and (not at_work or _open(desk, policy, now)):
        return [Receiver("desk", desk.id, desk.name, role, desk.routes)]
    if role in (Role.DUTY, Role.COMPLAINTS):
        return receivers(Role.MANAGER, roster, policy, now, not_told, at_work=at_work)
    if role is Role.ALLEGATIONS:
        return _safeguarding_lead(roster, policy, now, not_told)
    return []


def _people(role: Role, roster: Roster) -> list[Staff]:
    first = lead(roster)
    if role is Role.ADVISER:
        return [*([first] if first else []), *covers(first, roster)]
    if role is Role.COVER:
        return list(covers(first, roster))
    return list(managers(first, roster)) if role is Role.MANAGER else []


def _desk_may(desk: Desk, roster: Roster, not_told: frozenset[int]) -> bool:
    """Whether a desk has a way to be told and is not read only by those who must not know."""
    members = [roster.staff[m] for m in desk.members if m in roster.staff]
    return bool(desk.routes) and not (members and all(excluded(m, roster, not_told) for m in members))


def _open(desk: Desk, policy: HandoffPolicy, now: dt.datetime) -> bool:
    return (desk.hours or policy.hours).open_at(now)


def _safeguarding_lead(
    roster: Roster, policy: HandoffPolicy, now: dt.datetime, not_told: frozenset[int]
) -> list[Receiver]:  # fmt: skip
    own = {roster.adviser, roster.social_worker}
    for staff in roster.staff.values():
        fits = staff.role.lower() == "safeguarding lead" and staff.id not in own
        if fits and available(staff, policy, now, at_work=False) and not excluded(staff, roster, not_told):
            return [Receiver("adviser", staff.id, staff.name, Role.ALLEGATIONS, staff.routes)]
    return []


def may_see(viewer: Staff, council: str | None, roster: Roster, not_told: frozenset[int]) -> bool:
    """Whether somebody may open a case of a council: their own council's, unless they must not learn of it."""
    return viewer.id in roster.staff and council == roster.council and not excluded(viewer, roster, not_told)
