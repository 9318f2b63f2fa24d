"""Tests every alert route once a day, and warns where one is dead or nobody is on duty in working time.

A new route gets one message that says what it is for. After that nobody notices the test: the mail server is asked
whether it takes the address, Telegram shows “typing” in the chat; only a Teams or Slack channel, which cannot be tested
in silence, gets a line a day.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable, Mapping

import structlog

from bot.alerts.carriers import Carrier
from bot.content.loader import Content
from bot.handoff.alert import NotTaken
from bot.handoff.model import Role, Roster
from bot.handoff.routing import receivers
from bot.storage.route_tests import RouteTests, RouteToTest

log = structlog.get_logger()
EVERY = dt.timedelta(hours=24)
_LOOK_SECONDS = 60.0

RosterOf = Callable[[str, dt.date], Roster]


class SelfTest:
    """The daily test.

    Args:
        tests: the routes, and what was found.
        carriers: the kinds of routes (AlertDelivery.carriers).
        content: gives the live content: the texts, and the councils' hours.
        clock: the time, aware.
        roster_of: gives who there is at a council on a day.
        wake: told when a warning waits to leave.
    """

    def __init__(
        self, tests: RouteTests, carriers: Mapping[str, Carrier], content: Callable[[], Content],
        clock: Callable[[], dt.datetime], roster_of: RosterOf, wake: Callable[[], None] = lambda: None,
    ) -> None:  # fmt: skip
        self._tests, self._carriers, self._content, self._clock = tests, carriers, content, clock
        self._roster_of, self._wake = roster_of, wake

    async def run(self) -> None:
        """Tests for ever: a new route within a minute, every other once a day."""
        while True:
            try:
                await self.test_due()
                await asyncio.to_thread(self.look_for_duty)
            except Exception as error:  # the database can be locked or away for a while
                log.error("the routes cannot be tested, trying again", error=type(error).__name__)
            await asyncio.sleep(_LOOK_SECONDS)

    async def test_due(
        self, *, all_now: bool = False, kinds: frozenset[str] | None = None
    ) -> dict[int, str | None]:  # fmt: skip
        """Tests the routes whose test is due, or all; returns what is wrong with each, None where nothing is."""
        now = self._clock()
        due = await asyncio.to_thread(self._tests.due, now + EVERY if all_now else now - EVERY)
        found: dict[int, str | None] = {}
        for route in (route for route in due if kinds is None or route.kind in kinds):
            fault = found[route.id] = await self._fault_of(route)
            warned = await asyncio.to_thread(self._tests.found, route.id, fault, now)
            if fault is not None:
                log.warning("an alert route does not work", route=route.id, kind=route.kind, fault=fault)
                self._wake()
            if not warned:
                log.error("an alert route does not work, and nobody can be warned", route=route.id)
        return found

    def look_for_duty(self) -> list[str]:
        """The councils where nobody can be told of an urgent case in working time; they are warned, once a day."""
        now, policies = self._clock(), self._content().handoff
        found = []
        for council in self._tests.councils():
            policy = policies.of(council)
            if not policy.hours.open_at(now):
                continue
            roster = self._roster_of(council, now.date())
            if not receivers(Role.DUTY, roster, policy, now, at_work=True):
                found.append(council)
                warned = self._tests.nobody_on_duty(council, now)
                log.error("nobody is on duty in working time", council=council, warned=warned)
                self._wake()
        return found

    async def _fault_of(self, route: RouteToTest) -> str | None:
        carrier, words = self._carriers.get(route.kind), self._content().alerts
        if carrier is None:
            return f"the route {route.kind} is off"
        if not route.address:
            return "the route has no address"
        said = None
        if words is not None:
            said = words.welcome.text if route.fresh else words.daily if route.kind == "webhook" else None
        try:
            await carrier.test(route.address, said, words.welcome.subject if words else "")
        except NotTaken as fault:
            return fault.fault
        except Exception as error:
            log.error("a route cannot be tested", route=route.id, error=type(error).__name__)
            return "the route cannot be tested"
        return None
