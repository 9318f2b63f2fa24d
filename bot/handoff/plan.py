"""The clock: which steps are due, whom they tell, and when the next one is."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from bot.handoff.model import Receiver, Role, Roster, Telling
from bot.handoff.policy import HandoffPolicy, Step
from bot.handoff.routing import receivers

NIGHT = "out-of-hours"
_NOW_TRACKS = frozenset({"urgent", "allegation"})


@dataclass(frozen=True)
class Clock:
    """Where a case's clock stands.

    Attributes:
        track: its track of the policy.
        counted_from: its zero.
        step: steps done by day.
        night_at: when the out-of-hours desk was last told.
        not_told: ids of those who must not learn of the case.
    """

    track: str
    counted_from: dt.datetime
    step: int = 0
    night_at: dt.datetime | None = None
    not_told: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Plan:
    """What the clock does now.

    Attributes:
        clock: where it stands afterwards.
        tellings: the alerts to make, in order.
        due: when it acts next; None when it never does again.
        told: who is told, each once.
        nobody: whether a step was due and nobody could be told.
    """

    clock: Clock
    tellings: tuple[Telling, ...]
    due: dt.datetime | None
    told: tuple[Receiver, ...] = ()
    nobody: bool = False


def plan(clock: Clock, roster: Roster, policy: HandoffPolicy, now: dt.datetime) -> Plan:
    """What is due now.

    Args:
        clock: where the case stands.
        roster: who there is.
        policy: the council's.
        now: the time, aware.

    Returns:
        the alerts of every step that is due, each receiver told once, and when to look again.
    """
    told: dict[tuple[str, int], Receiver] = {}
    found_due = False
    after = clock
    while (due := day_due(after, policy)) is not None and due <= now:
        found_due = True
        for role in _step(policy.steps(clock.track), after.step).tell:
            _tell(told, receivers(role, roster, policy, now, clock.not_told, at_work=_urgent(clock.track)))
        after = replace(after, step=after.step + 1)
    night = night_due(after, roster, policy, now)
    if night is not None and night <= now:
        after = replace(after, night_at=now)
        found_due = True
        for role in _night_roles(roster):
            _tell(told, receivers(role, roster, policy, now, clock.not_told, at_work=True))
    why = "first" if clock.step == 0 and clock.night_at is None else "chased"
    tellings = tuple(Telling(r, route, why) for r in told.values() for route in r.routes)
    return Plan(after, tellings, next_due(after, roster, policy, now), tuple(told.values()), found_due and not told)


def next_due(clock: Clock, roster: Roster, policy: HandoffPolicy, now: dt.datetime) -> dt.datetime | None:
    """When the clock acts next."""
    return min(
        (d for d in (day_due(clock, policy), night_due(clock, roster, policy, now)) if d is not None), default=None
    )


def day_due(clock: Clock, policy: HandoffPolicy) -> dt.datetime | None:
    """When the next step in working time is due."""
    steps = policy.steps(clock.track)
    if clock.step < len(steps):
        return policy.hours.after(clock.counted_from, steps[clock.step].after)
    last = steps[-1]
    if last.again_every is None:
        return None
    return policy.hours.after(clock.counted_from, last.after + last.again_every * (clock.step - len(steps) + 1))


def night_due(clock: Clock, roster: Roster, policy: HandoffPolicy, now: dt.datetime) -> dt.datetime | None:
    """When those who are there out of hours are told: at once, and again, while the team is away; by day at closing."""
    if clock.track != "urgent" or not _night_roles(roster):
        return None
    if policy.hours.open_at(now):
        return policy.hours.closes(now)
    if clock.night_at is None:
        return now
    again = policy.steps(NIGHT)[0].again_every or 30
    return max(clock.night_at + dt.timedelta(minutes=again), clock.counted_from)


def _night_roles(roster: Roster) -> list[Role]:
    """Who may be there at night: an out-of-hours desk, and a duty desk that has hours of its own."""
    night, duty = roster.desks.get(Role.OUT_OF_HOURS), roster.desks.get(Role.DUTY)
    found = [Role.OUT_OF_HOURS] if night is not None and night.routes else []
    return [*found, Role.DUTY] if duty is not None and duty.routes and duty.hours is not None else found


def _tell(told: dict[tuple[str, int], Receiver], found: list[Receiver]) -> None:
    for receiver in found:
        told.setdefault((receiver.kind, receiver.id), receiver)


def _step(steps: tuple[Step, ...], number: int) -> Step:
    return steps[min(number, len(steps) - 1)]


def _urgent(track: str) -> bool:
    return track in _NOW_TRACKS
