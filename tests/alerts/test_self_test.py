"""Every route is tested once a day, without noise; a dead one is told to whoever can mend it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from alert_parts import Council, Mailbox, text_of

from bot.alerts import AlertDelivery
from bot.alerts.self_test import SelfTest
from bot.content.live import LiveContent
from bot.storage.people import People
from bot.storage.people_tables import AdviserRow, RouteRow
from bot.storage.route_tests import RouteTests
from bot.storage.store import Store
from bot.storage.tables import Alert

AMINA, KIM = "amina@council.example", "kim@council.example"


@pytest.fixture
def self_test(delivery: AlertDelivery, sqlite_store: Store, content: LiveContent, clock: Any) -> SelfTest:
    people = People(sqlite_store._engine)
    return SelfTest(
        RouteTests(sqlite_store._engine), delivery.carriers, lambda: content.content, clock,
        lambda council, day: people.roster(None, council, None, day),
    )  # fmt: skip


@pytest.fixture
def manager(council: Council) -> int:
    return council.adviser("Kim Ode", role="manager")


@pytest.fixture
def route(council: Council, manager: int) -> int:
    council.route("email", KIM, adviser_id=manager, working=True, tested=council.clock())
    return council.route("email", AMINA, adviser_id=council.adviser(manager_id=manager))


async def test_a_new_route_gets_one_message_and_is_then_tested_daily_in_silence(
    self_test: SelfTest, mailbox: Mailbox, council: Council, route: int, clock: Any
) -> None:
    assert await self_test.test_due() == {route: None}
    (mail,) = mailbox.mails
    assert mail["Subject"] == "Alerts of the care leavers' chat will come here"
    row = council.row(RouteRow, route)
    assert (row.working, row.tested, row.fault) == (True, clock(), None)
    assert await self_test.test_due() == {}
    clock.forward(hours=24, seconds=1)
    assert (await self_test.test_due())[route] is None
    assert len(mailbox.mails) == 1
    assert mailbox.asked.count(AMINA) == 2, "the mail server was asked"


async def test_a_dead_route_is_told_to_the_manager_once_a_day_by_name_of_the_adviser(
    self_test: SelfTest, delivery: AlertDelivery, mailbox: Mailbox, council: Council, route: int, clock: Any
) -> None:
    mailbox.unknown = {AMINA}
    for _ in range(2):
        found = await self_test.test_due(all_now=True)
        assert found[route] == "the mail server refuses the address (550)"
        await delivery.deliver()
    mails = [m for m in mailbox.to(KIM) if "look at something" in m["Subject"]]
    assert len(mails) == 1
    assert "- Amina Yusuf: e-mail (the mail server refuses the address (550))" in text_of(mails[0])
    assert (council.row(RouteRow, route).working, council.row(RouteRow, route).fault) == (False, found[route])
    clock.forward(hours=25)
    await self_test.test_due()
    await delivery.deliver()
    assert len([m for m in mailbox.to(KIM) if "look at something" in m["Subject"]]) == 2


async def test_a_warning_is_dropped_when_the_route_has_been_mended_meanwhile(
    self_test: SelfTest, delivery: AlertDelivery, mailbox: Mailbox, council: Council, route: int
) -> None:
    mailbox.unknown = {AMINA}
    await self_test.test_due()
    mailbox.unknown = set()
    await self_test.test_due(all_now=True)
    await delivery.deliver()
    assert mailbox.to(KIM) == []
    (warning,) = council.all(Alert)
    assert (warning.why, warning.state) == ("self-test", "dropped")


async def test_without_a_manager_the_duty_desk_is_warned_and_without_one_the_log(
    self_test: SelfTest, delivery: AlertDelivery, mailbox: Mailbox, council: Council, capsys: Any
) -> None:
    broken = council.route("email", AMINA, adviser_id=council.adviser())
    mailbox.unknown = {AMINA}
    await self_test.test_due()
    assert "nobody can be warned" in capsys.readouterr().out
    council.route("email", "team@council.example", desk_id=council.desk(), working=True, tested=council.clock())
    council.change(RouteRow, broken, tested=None)
    await self_test.test_due()
    await delivery.deliver()
    assert [mail["To"] for mail in mailbox.mails] == ["team@council.example"]


async def test_those_who_have_left_are_not_tested(
    self_test: SelfTest, council: Council, route: int, clock: Any
) -> None:
    council.change(AdviserRow, council.row(RouteRow, route).adviser_id, left=clock().date() - dt.timedelta(days=3))
    assert route not in await self_test.test_due()


@pytest.mark.parametrize(
    ("at", "always", "found"),
    [
        (dt.datetime(2026, 3, 2, 10, 15, tzinfo=dt.UTC), True, []),
        (dt.datetime(2026, 3, 2, 10, 15, tzinfo=dt.UTC), False, ["leicestershire"]),
        (dt.datetime(2026, 3, 1, 10, 15, tzinfo=dt.UTC), False, []),
        (dt.datetime(2026, 4, 3, 10, 15, tzinfo=dt.UTC), False, []),
    ],
)
async def test_nobody_on_duty_is_noticed_in_working_time_only(
    self_test: SelfTest, delivery: AlertDelivery, mailbox: Mailbox, council: Council, clock: Any, at: dt.datetime,
    always: bool, found: list[str],
) -> None:  # fmt: skip
    clock.now = at
    manager = council.adviser("Kim Ode", role="manager", works={"mon": ["13:00-17:00"]})
    council.route("email", KIM, adviser_id=manager)
    if always:
        council.route("email", "team@council.example", desk_id=council.desk())
    assert self_test.look_for_duty() == found
    assert self_test.look_for_duty() == found
    await delivery.deliver()
    assert len(mailbox.mails) == len(found), "warned once a day"
