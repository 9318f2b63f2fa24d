"""An alert that does not arrive is told to others by another route; never to whoever must not know."""

from __future__ import annotations

from typing import Any

import pytest
from alert_parts import Council, Mailbox, text_of

from bot.alerts import AlertDelivery
from bot.storage.case_tables import HandoffEventRow
from bot.storage.tables import Alert

AMINA, DUTY = "amina@council.example", "team@council.example"


@pytest.fixture
def route(council: Council) -> int:
    """Amina's e-mail."""
    return council.route("email", AMINA, adviser_id=council.adviser())


def duty(council: Council, kind: str = "duty", address: str = DUTY) -> int:
    """A desk's e-mail."""
    return council.route("email", address, desk_id=council.desk(kind))


async def test_a_refused_address_is_told_to_the_duty_desk_at_once_and_tried_no_more(
    delivery: AlertDelivery, mailbox: Mailbox, council: Council, route: int, clock: Any
) -> None:
    duty(council)
    mailbox.unknown = {AMINA}
    case = council.case()
    alert = council.alert(case, route)
    await delivery.deliver()
    (mail,) = mailbox.mails
    assert mail["To"] == DUTY
    assert "did not arrive" in text_of(mail)
    assert f"Case: {case}" in text_of(mail)
    assert council.row(Alert, alert).state == "dead"
    (event,) = council.all(HandoffEventRow, HandoffEventRow.kind == "not-delivered")
    assert (event.handoff_id, event.data["others"], event.data["fault"]) == (
        case, 1, "the mail server refuses the address (550)"
    )  # fmt: skip
    clock.forward(days=2)
    await delivery.deliver()
    assert mailbox.asked.count(AMINA) == 1


@pytest.mark.parametrize(("verdict", "minutes"), [("urgent", 10), ("sensitive", 240)])
async def test_a_late_alert_is_told_to_the_duty_desk_once_while_it_is_still_tried(
    delivery: AlertDelivery, mailbox: Mailbox, council: Council, route: int, clock: Any,
    monkeypatch: pytest.MonkeyPatch, verdict: str, minutes: int,
) -> None:  # fmt: skip
    channel = council.route("webhook", "https://teams.example/hook", desk_id=council.desk())
    posted: list[int] = []

    async def post(due: Any, written: Any) -> None:
        posted.append(due.id)

    monkeypatch.setattr(delivery.carriers["webhook"], "carry", post)
    mailbox.refuse = "451 try later"
    alert = council.alert(council.case(verdict), route)
    for _ in range(minutes):
        assert posted == []
        await delivery.deliver()
        clock.forward(minutes=1)
    await delivery.deliver()
    await delivery.deliver()
    (letter,) = council.all(Alert, Alert.route_id == channel)
    assert (letter.why, letter.state, posted) == ("dead-letter", "sent", [letter.id])
    clock.forward(minutes=30)
    await delivery.deliver()
    assert len(posted) == 1
    mailbox.refuse = None
    clock.forward(minutes=2)
    await delivery.deliver()
    assert council.row(Alert, alert).state == "sent", "it arrives all the same"


async def test_where_nobody_else_can_be_told_it_is_tried_for_ever(
    delivery: AlertDelivery, mailbox: Mailbox, council: Council, route: int, clock: Any
) -> None:
    mailbox.unknown = {AMINA}
    alert = council.alert(council.case(), route)
    for _ in range(3):
        await delivery.deliver()
        clock.forward(days=1)
    assert council.row(Alert, alert).state == "waiting"
    mailbox.unknown = set()
    await delivery.deliver()
    assert len(mailbox.mails) == 1


async def test_two_broken_routes_do_not_tell_each_other_for_ever(
    delivery: AlertDelivery, mailbox: Mailbox, council: Council, clock: Any
) -> None:
    desk = council.desk()
    routes = [council.route("email", f"{n}@council.example", desk_id=desk) for n in range(2)]
    mailbox.unknown = {"0@council.example", "1@council.example"}
    case = council.case()
    for route in routes:
        council.alert(case, route)
    for _ in range(30):
        await delivery.deliver()
        clock.forward(minutes=1)
    assert len(council.all(Alert)) == 4, "one dead letter by each"
    clock.forward(days=1)
    mailbox.unknown = set()
    await delivery.deliver()
    assert {mail["To"] for mail in mailbox.mails} & {"0@council.example", "1@council.example"}


async def test_a_route_that_is_off_or_gone_or_has_no_address_is_told_elsewhere(
    delivery: AlertDelivery, mailbox: Mailbox, council: Council
) -> None:
    duty(council)
    adviser = council.adviser()
    case = council.case()
    for route in (
        council.route("telegram", "4711", adviser_id=adviser), council.route("email", adviser_id=adviser),
        council.route("webhook", "ftp://teams.example", adviser_id=adviser),
    ):  # fmt: skip
        council.alert(case, route)
    council.alert(case, council.route("email", AMINA, adviser_id=adviser), route_id=None)
    await delivery.deliver()
    assert [mail["To"] for mail in mailbox.mails] == [DUTY], "once for the case"
    faults = {row.fault for row in council.all(Alert, Alert.state == "dead")}
    assert "the route telegram is off" in faults
    assert "the route is gone, or has no address" in faults
    assert any("must begin with https://" in fault for fault in faults)


async def test_of_an_allegation_only_its_own_desk_learns(
    delivery: AlertDelivery, mailbox: Mailbox, council: Council
) -> None:
    duty(council)
    council.route("email", "manager@council.example", adviser_id=council.adviser("Robin Vale", role="manager"))
    desk = council.desk("allegations")
    broken = council.route("email", "lado@council.example", desk_id=desk)
    mailbox.unknown = {"lado@council.example"}
    alert = council.alert(council.case(kind="allegation"), broken)
    await delivery.deliver()
    assert mailbox.mails == []
    assert council.row(Alert, alert).state == "waiting"
    council.route("email", "lado2@council.example", desk_id=desk)
    council.change(Alert, alert, due=council.clock())
    await delivery.deliver()
    assert [mail["To"] for mail in mailbox.mails] == ["lado2@council.example"]


async def test_a_manager_is_told_where_there_is_no_desk_but_not_one_who_is_named(
    delivery: AlertDelivery, mailbox: Mailbox, council: Council, route: int
) -> None:
    named = council.adviser("Robin Vale", role="manager")
    council.route("email", "robin@council.example", adviser_id=named)
    council.route("email", "kim@council.example", adviser_id=council.adviser("Kim Ode", role="manager"))
    mailbox.unknown = {AMINA}
    council.alert(council.case(not_told=[named]), route)
    await delivery.deliver()
    assert [mail["To"] for mail in mailbox.mails] == ["kim@council.example"]
