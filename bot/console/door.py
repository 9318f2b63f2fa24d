"""The one door of the console: every page reads and changes what belongs to a person through it, and in no other way.

It keeps the council boundaries and what an allegation excludes. Each look or change leaves a row in the audit; those of
cases are written by bot/casework, with the look itself.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from bot.casework import Casework
from bot.casework.views import CasePage, CaseView, NotAllowed
from bot.handoff.model import CaseKind, Role, Roster, Staff
from bot.handoff.routing import excluded
from bot.handoff.working_time import LONDON
from bot.storage.case_loads import CaseLoads, Linked
from bot.storage.console import Adviser, ConsoleStore, Looked
from bot.storage.people import People, Person

MANAGERS = frozenset({"manager", "team manager", "safeguarding lead"})
_DUTY = "duty worker"
_REMEMBERED = 500  # forms that were sent, so that a second tap does nothing
T = TypeVar("T")


class NotHere(Exception):
    """There is no such thing, or it is not for this adviser; nobody is told which."""


class Overtaken(Exception):
    """A colleague was quicker; the message says who, and what they did."""


@dataclass(frozen=True)
class Theirs:
    """A person as a list shows them: why this adviser sees them, and whether their chat is linked."""

    person: Person
    adviser: str | None
    linked: tuple[Linked, ...]
    case: CaseView | None


class Door:
    """Lets an adviser see and do what is theirs.

    Args:
        casework: the cases.
        people: the council's list.
        loads: whose people are whose.
        store: the staff and the audit.
        clock: the time, aware.
    """

    def __init__(
        self, casework: Casework, people: People, loads: CaseLoads, store: ConsoleStore,
        clock: Callable[[], dt.datetime],
    ) -> None:  # fmt: skip
        self._casework, self._people, self._loads, self._store, self._clock = casework, people, loads, store, clock
        self._one_at_a_time, self._sent = threading.Lock(), OrderedDict[str, None]()
        self._versions: dict[int, tuple[str, str]] = {}

    def worklist(self, me: Adviser, *, ended: bool = False) -> list[CaseView]:
        """The cases that are theirs to open, urgent ones first; with `ended`, those of the last two weeks."""
        return self._casework.worklist(me.id, ended=ended)

    def case(self, me: Adviser, number: int) -> CasePage:
        """A case, with the conversation around it; raises NotHere."""
        return self._allowed(lambda: self._casework.case(number, me.id))

    def open(self, me: Adviser, number: int) -> CasePage:
        """The same for somebody who opens its page: the person is told that it was opened."""
        self._allowed(lambda: self._casework.seen(number, me.id))
        return self.case(me, number)

    def exported(self, me: Adviser, number: int) -> CasePage:
        """The same for the council's own record."""
        page = self.case(me, number)
        self._store.looked(me, "export", self._clock(), person=page.view.person, case=number)
        return page

    def version(self, me: Adviser) -> str:
        """Changes whenever their worklist does, and at no other time: nobody learns of a case that is not theirs."""
        rough = self._store.version(me.council)
        known = self._versions.get(me.id)
        if known is None or known[0] != rough:
            views = [replace(view, minutes_left=None) for view in self.worklist(me)]
            known = (rough, hashlib.sha256(repr(views).encode()).hexdigest()[:16])
            self._versions[me.id] = known
        return known[1]

    def version_of(self, me: Adviser, number: int) -> str:
        """Changes whenever a case or its chat does; raises NotHere."""
        if not self.may_open(me, number):
            raise NotHere
        return self._store.version_of(number)

    def may_open(self, me: Adviser, number: int) -> bool:
        """Whether a case is theirs to open; no look that the audit counts."""
        return self._casework.may_open(number, me.id)

    def take(self, me: Adviser, number: int, shown_holder: int | None) -> None:
        """“I have it.” Raises Overtaken when a colleague took it since the page was opened."""
        with self._one_at_a_time:
            view = self.case(me, number).view
            if view.holder_id not in (None, me.id, shown_holder):
                raise Overtaken(f"{view.holder} took this case a moment before you, so it is theirs now.")
            self._allowed(lambda: self._casework.acknowledge(number, me.id))

    def once(self, me: Adviser, key: str, act: Callable[[Casework, int], T]) -> T | None:
        """Does something with a case, once for each form that was opened: a second tap does nothing.

        Raises NotHere, or bot.handoff.machine.NotPossible with a sentence.
        """
        mark = f"{me.id}:{key}"
        with self._one_at_a_time:
            if key and mark in self._sent:
                return None
            done = self._allowed(lambda: act(self._casework, me.id))
            self._sent[mark] = None
            while len(self._sent) > _REMEMBERED:
                self._sent.popitem(last=False)
            return done

    def writing(self, me: Adviser, number: int) -> None:
        """They are typing a reply: the person is shown that they write, where a reply could be sent; raises NotHere."""
        self._allowed(lambda: self._casework.writing(number, me.id))

    def colleagues(self, me: Adviser, view: CaseView) -> list[Staff]:
        """To whom a case can be passed on: who works there, may know of it and can be alerted."""
        day, roster = self.day(), Roster(me.council, "", staff=self._store.staff(me.council))
        able = [one for one in roster.staff.values() if one.id != me.id and one.employed(day) and one.routes]
        free = [one for one in able if not excluded(one, roster, view.not_told)]
        return sorted(free, key=lambda one: (one.away(day), one.name))

    def desks(self, me: Adviser, view: CaseView) -> list[tuple[Role, str]]:
        """The desks to which a case can be passed on; an allegation only to its own."""
        found = sorted((kind, desk.name) for kind, desk in self._store.desks(me.council).items() if desk.routes)
        only = {Role.ALLEGATIONS} if view.kind is CaseKind.ALLEGATION else set(Role) - {Role.OUT_OF_HOURS}
        return [(kind, name) for kind, name in found if kind in only]

    def persons(self, me: Adviser) -> tuple[list[Theirs], list[Theirs]]:
        """Their own people, and those of colleagues for whom they stand in today."""
        staff = self._store.staff(me.council)
        covered = self._covered(me, staff)
        own = self._theirs(me, self._loads.persons(me.council, frozenset({me.id})), staff)
        others = self._theirs(me, self._loads.persons(me.council, covered), staff) if covered else []
        self._store.looked(me, "people", self._clock())
        seen = {one.person.id for one in own}
        return own, [one for one in others if one.person.id not in seen]

    def everybody(self, me: Adviser) -> list[Theirs]:
        """All people of the council, for its managers and duty workers; raises NotHere for others."""
        if not (self.manages_council(me) or me.role.lower() == _DUTY):
            raise NotHere
        self._store.looked(me, "people", self._clock())
        return self._theirs(me, self._loads.persons(me.council), self._store.staff(me.council))

    def person(self, me: Adviser, number: int) -> Theirs:
        """One person, if they are theirs, a colleague's for whom they stand in, or their council's to look after."""
        found = self._person(me, number)
        self._store.looked(me, "person", self._clock(), person=number)
        return self._theirs(me, [found], self._store.staff(me.council))[0]

    def code_until(self, me: Adviser, number: int) -> dt.datetime | None:
        """Until when a code that nobody has used yet holds."""
        self._person(me, number)
        return self._loads.code_until(number, self._clock())

    def new_code(self, me: Adviser, number: int) -> str:
        """A new link code for a person; an older one ends."""
        self._person(me, number)
        self._store.looked(me, "code", self._clock(), person=number)
        return self._people.new_code(number, me.name, self._clock())

    def unlink(self, me: Adviser, number: int) -> int:
        """Takes the links of a person's chats back; returns how many it were."""
        self._person(me, number)
        self._store.looked(me, "unlink", self._clock(), person=number)
        return self._loads.unlink(number, self._clock())

    def audit(self, me: Adviser, limit: int, before: int | None = None) -> list[Looked]:
        """Who looked at what at their council, but for cases that they must not learn of; for managers only."""
        if not self.manages_council(me):
            raise NotHere
        lines = self._store.audit(me.council, limit, before)
        open_to = {line.case: self.may_open(me, line.case) for line in lines if line.case is not None}
        self._store.looked(me, "audit", self._clock())
        return [line for line in lines if line.case is None or open_to[line.case]]

    def manages_council(self, me: Adviser) -> bool:
        """Whether they look after their whole council's cases."""
        return me.role.lower() in MANAGERS

    def day(self) -> dt.date:
        """Today in England."""
        return self._clock().astimezone(LONDON).date()

    def _person(self, me: Adviser, number: int) -> Person:
        found = self._loads.person(me.council, number)
        if found is None:
            raise NotHere
        own = {found.adviser, found.social_worker}
        if self.manages_council(me) or me.role.lower() == _DUTY or me.id in own:
            return found
        staff = self._store.staff(me.council)
        if own & self._covered(me, staff) or self._manages_one(me, own, staff):
            return found
        raise NotHere

    def _theirs(self, me: Adviser, persons: list[Person], staff: dict[int, Staff]) -> list[Theirs]:
        linked = self._loads.linked([one.id for one in persons])
        cases = {view.person: view for view in reversed(self.worklist(me)) if view.person is not None}
        names = {i: one.name for i, one in staff.items()}
        return [
            Theirs(one, names.get(one.adviser or 0), tuple(linked.get(one.id, ())), cases.get(one.id))
            for one in persons
        ]

    def _covered(self, me: Adviser, staff: dict[int, Staff]) -> frozenset[int]:
        """The colleagues who are away today and for whom this adviser stands in."""
        day = self.day()
        return frozenset(
            one.id for one in staff.values() if one.cover == me.id and (one.away(day) or not one.employed(day))
        )

    def _manages_one(self, me: Adviser, whose: set[int | None], staff: dict[int, Staff]) -> bool:
        return any(one.manager == me.id for i, one in staff.items() if i in whose)

    def _allowed(self, act: Callable[[], T]) -> T:
        try:
            return act()
        except NotAllowed:
            raise NotHere from None
