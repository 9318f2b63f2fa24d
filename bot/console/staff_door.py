"""The door to the staff of a council: who is at work, hours, leave and cover, and what a manager looks after."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from bot.casework.views import CaseView
from bot.console.door import Door, NotHere
from bot.console.words import console_words
from bot.handoff.model import Role, Staff
from bot.handoff.policy import HandoffPolicies, HandoffPolicy
from bot.people.hours_text import works_from
from bot.storage.adviser_chats import AdviserChats
from bot.storage.console import Adviser, ConsoleStore
from bot.storage.working_hours import Away, WorkingHours

_DUTY = "duty worker"
_ROUTES_WANTED = 2


@dataclass(frozen=True)
class Duty:
    """Who is there now.

    Attributes:
        here: who is at work on the duty desk now, by name.
        opens: when somebody next is, if nobody is there now; None when not known.
        phone, out_of_hours: the desks' numbers, or None.
    """

    here: tuple[str, ...]
    opens: dt.datetime | None
    phone: str | None
    out_of_hours: str | None


@dataclass(frozen=True)
class Hours:
    """One member of staff, with what can be set about when they work."""

    staff: Staff
    away: tuple[Away, ...]
    covers: tuple[Staff, ...]
    cover: str | None
    mine: bool


@dataclass(frozen=True)
class Load:
    """What one adviser has: people, live cases, urgent ones among them, cases taken, and whether they are away."""

    staff: Staff
    people: int
    cases: int
    urgent: int
    away: bool
    cover: str | None


class StaffDoor:
    """Lets an adviser see and change what concerns their own work, and a manager their team's.

    Args:
        door: the door to cases and people.
        store: the staff and the audit.
        hours: where hours and absences are kept.
        policies: gives the councils' policies, for the hours of those who have none of their own.
        chats: the advisers' own chats on Telegram.
        clock: the time, aware.
    """

    def __init__(
        self, door: Door, store: ConsoleStore, hours: WorkingHours, policies: Callable[[], HandoffPolicies],
        chats: AdviserChats, clock: Callable[[], dt.datetime],
    ) -> None:  # fmt: skip
        self._door, self._store, self._hours, self._policies = door, store, hours, policies
        self._chats, self._clock = chats, clock

    def policy(self, me: Adviser) -> HandoffPolicy:
        """What their council has set."""
        return self._policies().of(me.council)

    def on_duty(self, me: Adviser) -> Duty:
        """Who is on the duty desk now, and if nobody is, when somebody next is."""
        now, day = self._clock(), self._door.day()
        desks, staff = self._store.desks(me.council), self._store.staff(me.council)
        duty, night = desks.get(Role.DUTY), desks.get(Role.OUT_OF_HOURS)
        members = duty.members if duty else frozenset[int]()
        on_desk = [
            s for s in staff.values()
            if (s.id in members or s.role.lower() == _DUTY) and s.employed(day) and not s.away(day)
        ]  # fmt: skip
        usual = self.policy(me).hours
        here = tuple(s.name for s in on_desk if (s.works or usual).open_at(now))
        opens = [at for s in on_desk if (at := (s.works or usual).next_opening(now)) is not None]
        return Duty(
            here, min(opens, default=None) if not here else None, duty.phone if duty else None,
            night.phone if night else None,
        )  # fmt: skip

    def dead_routes(self, me: Adviser) -> list[str]:
        """Ways to alert somebody that do not work: their own, and for a manager all of their council's."""
        staff, desks = self._store.staff(me.council), list(self._store.desks(me.council).values())
        whole = self._door.manages_council(me)
        theirs = [i for i in staff if whole or i == me.id or staff[i].manager == me.id]
        shared = [d.id for d in desks if whole or me.id in d.members]
        names = {d.id: d.name for d in desks}
        lines = []
        for adviser, desk, kind, fault in self._store.dead_routes(theirs, shared):
            who = staff[adviser].name if adviser in staff else names.get(desk or 0, "A desk")
            lines.append(f"{who}: {console_words().routes.get(kind, kind)} ({fault or 'no answer'})")
        return lines

    def too_few_routes(self, me: Adviser) -> bool:
        """Whether there are fewer than two ways to alert them."""
        own = self._store.staff(me.council).get(me.id)
        return own is None or len(own.routes) < _ROUTES_WANTED

    def team(self, me: Adviser) -> list[Staff]:
        """Whose hours they may set besides their own: who they manage; all of the council for its managers."""
        staff, day = self._store.staff(me.council), self._door.day()
        if self._door.manages_council(me):
            chosen = [s for s in staff.values() if s.id != me.id]
        else:
            chosen = [s for s in staff.values() if s.manager == me.id]
        return sorted((s for s in chosen if s.employed(day)), key=lambda s: s.name)

    def hours(self, me: Adviser, whom: int) -> Hours:
        """When somebody works; raises NotHere unless it is their own, or of their team."""
        staff = self._one(me, whom)
        everybody, day = self._store.staff(me.council), self._door.day()
        covers = tuple(
            sorted((s for s in everybody.values() if s.id != whom and s.employed(day)), key=lambda s: s.name)
        )
        cover = everybody.get(staff.cover or 0)
        away = tuple(self._hours.absences(whom, day))
        return Hours(staff, away, covers, cover.name if cover else None, whom == me.id)

    def set_hours(self, me: Adviser, whom: int, text: str) -> None:
        """Sets working hours from words; nothing means the council's. Raises NotHere, BadHours."""
        self._one(me, whom)
        self._hours.set_works(whom, works_from(text))
        self._store.looked(me, "hours", self._clock())

    def add_absence(self, me: Adviser, whom: int, kind: str, first: dt.date, last: dt.date | None) -> None:
        """Notes days away. Raises NotHere."""
        self._one(me, whom)
        self._hours.add_absence(whom, kind, first, last)
        self._store.looked(me, "away", self._clock())

    def remove_absence(self, me: Adviser, whom: int, absence: int) -> None:
        """Takes days away back. Raises NotHere."""
        self._one(me, whom)
        self._hours.remove_absence(whom, absence)
        self._store.looked(me, "away", self._clock())

    def back(self, me: Adviser, whom: int) -> None:
        """Somebody who was away is back today. Raises NotHere."""
        self._one(me, whom)
        self._hours.back(whom, self._door.day())
        self._store.looked(me, "away", self._clock())

    def set_cover(self, me: Adviser, whom: int, cover: int | None) -> None:
        """Says who stands in for somebody. Raises NotHere, also for a cover of another council."""
        self._one(me, whom)
        if cover is not None and (cover == whom or cover not in {s.id for s in self.hours(me, whom).covers}):
            raise NotHere
        self._hours.set_cover(whom, cover)
        self._store.looked(me, "cover", self._clock())

    def telegram_code(self, me: Adviser) -> str:
        """A code with which they get their own alerts on Telegram too: `/start CODE`, once, within a day."""
        self._store.looked(me, "telegram", self._clock())
        return self._chats.new_code(me.id, self._clock())

    def workload(self, me: Adviser) -> tuple[list[Load], list[CaseView]]:
        """What everybody at the council has, and the cases that nobody has; for managers only."""
        if not self._door.manages_council(me):
            raise NotHere
        staff, day, cases = self._store.staff(me.council), self._door.day(), self._door.worklist(me)
        people = [one.person for one in self._door.everybody(me)]
        loads = []
        for one in sorted((s for s in staff.values() if s.employed(day)), key=lambda s: s.name):
            held = [c for c in cases if one.id in (c.holder_id, c.chat_with_id)]
            cover = staff.get(one.cover or 0)
            loads.append(
                Load(
                    one, sum(one.id in (p.adviser, p.social_worker) for p in people), len(held),
                    sum(c.urgent for c in held), one.away(day), cover.name if cover else None,
                )
            )  # fmt: skip
        self._store.looked(me, "workload", self._clock())
        return loads, [case for case in cases if case.holder_id is None]

    def _one(self, me: Adviser, whom: int) -> Staff:
        staff = self._store.staff(me.council)
        allowed = {me.id, *(s.id for s in self.team(me))}
        if whom not in staff or whom not in allowed:
            raise NotHere
        return staff[whom]
