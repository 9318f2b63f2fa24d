"""Alerts reach a real mail server: soon, without words or names, in order, and again for as long as it takes."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from alert_parts import Council, Mailbox, free_port, text_of

from bot.alerts import AlertDelivery
from bot.handoff.alert import AlertWhy
from bot.settings import BadSetting, load_settings
from bot.storage.alert_outbox import AlertOutbox
from bot.storage.case_tables import HandoffEventRow
from bot.storage.people_tables import AdviserRow
from bot.storage.store import Store
from bot.storage.tables import Alert, Conversation, Inbound

AMINA = "amina@council.example"


@pytest.fixture
def route(council: Council) -> int:
    """Amina's e-mail."""
    return council.route("email", AMINA, adviser_id=council.adviser())


async def arrives(mailbox: Mailbox, count: int = 1, seconds: float = 3) -> None:
    async with asyncio.timeout(seconds):
        while len(mailbox.mails) < count:
            await asyncio.sleep(0.01)


async def test_an_urgent_alert_arrives_at_once_when_the_bell_rings(
    delivery: AlertDelivery, mailbox: Mailbox, council: Council, route: int, clock: Any
) -> None:
    running = asyncio.create_task(delivery.run())
    await asyncio.sleep(0.1)
    case = council.case()
    council.alert(case, route)
    await asyncio.to_thread(delivery.wake)
    await arrives(mailbox, seconds=1)
    running.cancel()
    (mail,) = mailbox.mails
    assert mail["Subject"] == f"URGENT: case {case} in the care leavers' chat"
    assert (mail["To"], mailbox.envelopes[0].rcpt_tos) == (AMINA, [AMINA])
    assert mail["Date"].datetime == clock()
    assert mail["Importance"] == "high"


async def test_an_alert_says_open_the_console_and_holds_no_words_name_or_topic(
    delivery: AlertDelivery, mailbox: Mailbox, council: Council, route: int
) -> None:
    case = council.case(name="Samira", contact="07700 900123", age=17)
    council.alert(case, route)
    await delivery.deliver()
    whole = mailbox.mails[0].as_string()
    for secret in ("Samira", "07700", "suicid", "attempt"):
        assert secret not in whole
    text = text_of(mailbox.mails[0])
    assert text.startswith("Urgent: open the console.")
    for told in (f"Case: {case}", "Leicestershire County Council", "Raised: 10:15", f"/console/cases/{case}"):
        assert told in text
    assert "sent again" not in text


def say(council: Council, words: str) -> int:
    """A conversation in which somebody wrote something; returns its id."""
    now = council.clock()
    conversation = council.put(Conversation(channel="web", external_id="sam", started=now, last=now, state={}))
    council.put(
        Inbound(conversation_id=conversation, channel="web", update_id="u", seq=1, kind="text", text=words, arrived=now)
    )
    return conversation


@pytest.mark.parametrize(("route_on", "council_on"), [(True, True), (True, False), (False, True), (False, False)])
async def test_words_go_only_where_the_council_and_the_route_allow_it(
    delivery: AlertDelivery, mailbox: Mailbox, council: Council, content: Any, monkeypatch: pytest.MonkeyPatch,
    route_on: bool, council_on: bool,
) -> None:  # fmt: skip
    policy = content.content.handoff.england.model_copy(update={"routes_show_words": council_on})
    monkeypatch.setattr(content.content, "handoff", content.content.handoff.model_copy(update={"england": policy}))
    route = council.route("email", AMINA, adviser_id=council.adviser(), shows_words=route_on)
    council.alert(council.case(name="Samira", conversation_id=say(council, "rhubarb {name} " * 80)), route)
    await delivery.deliver()
    text = text_of(mailbox.mails[0])
    shown = route_on and council_on
    assert ("Name: Samira" in text, "A plan or an attempt" in text, "rhubarb {name}" in text) == (shown,) * 3
    assert len(text) < 700, "the words are shortened"


async def test_an_alert_taken_by_the_server_is_noted_and_not_sent_again(
    delivery: AlertDelivery, mailbox: Mailbox, council: Council, route: int, clock: Any
) -> None:
    case = council.case()
    alert = council.alert(case, route)
    await delivery.deliver()
    clock.forward(days=1)
    await delivery.deliver()
    assert len(mailbox.mails) == 1
    row = council.row(Alert, alert)
    assert (row.state, row.attempts, row.sent) == ("sent", 1, clock() - dt.timedelta(days=1))
    (event,) = council.all(HandoffEventRow)
    assert (event.handoff_id, event.kind, event.data["route"]) == (case, "delivered", "email")


async def test_an_alert_on_the_console_is_delivered_by_being_there(delivery: AlertDelivery, council: Council) -> None:
    alert = council.alert(council.case(), council.route("console", adviser_id=council.adviser()))
    await delivery.deliver()
    assert council.row(Alert, alert).state == "sent"


def test_an_alert_on_the_console_that_comes_while_others_are_claimed_does_not_leave_as_they_do(
    postgresql_store: Store, clock: Any, content: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PostgreSQL shows it to the second query of the claim, when another transaction has just committed it."""
    council, outbox = Council(postgresql_store._engine, clock), AlertOutbox(postgresql_store._engine, lambda: content)
    case, route = council.case(), council.route("console", adviser_id=council.adviser())
    show, alerts = AlertOutbox._show_on_console, list[int]()

    def then_another_comes(self: AlertOutbox, session: Any, now: Any) -> None:
        show(self, session, now)
        if not alerts:
            alerts.append(council.alert(case, route))

    monkeypatch.setattr(AlertOutbox, "_show_on_console", then_another_comes)
    assert outbox.claim(clock()) == []
    assert council.row(Alert, alerts[0]).state == "waiting"
    assert outbox.claim(clock()) == []
    assert council.row(Alert, alerts[0]).state == "sent"


async def test_a_refused_alert_is_delivered_later_with_the_same_id_and_marked_as_a_repeat(
    delivery: AlertDelivery, mailbox: Mailbox, council: Council, route: int, clock: Any
) -> None:
    alert = council.alert(council.case(), route)
    mailbox.refuse = "451 try later"
    await delivery.deliver()
    mailbox.refuse = None
    await delivery.deliver()
    assert mailbox.mails == [], "not before the pause is over"
    assert council.row(Alert, alert).fault == "the mail server answered 451"
    clock.forward(seconds=2)
    await delivery.deliver()
    (mail,) = mailbox.mails
    assert mail["Message-ID"] == f"<alert-{alert}@care-leaver-offer>"
    assert "sent again" in text_of(mail)


async def test_a_mail_server_that_is_away_is_tried_for_ever_at_most_a_minute_apart(
    council: Council, sqlite_store: Store, make_delivery: Callable[..., AlertDelivery], clock: Any
) -> None:
    away = load_settings(_env_file=None, smtp_url=f"smtp://127.0.0.1:{free_port()}")
    route = council.route("email", AMINA, adviser_id=council.adviser())
    alert = council.alert(council.case(), route)
    delivery = make_delivery(sqlite_store._engine, settings=away)
    for tries in range(1, 13):
        await delivery.deliver()
        row = council.row(Alert, alert)
        assert (row.state, row.attempts) == ("waiting", tries)
        assert row.fault.startswith("the mail server cannot be reached")
        clock.forward(minutes=1)


async def test_alerts_of_one_route_keep_their_order_and_hold_up_no_other_route(
    delivery: AlertDelivery, mailbox: Mailbox, council: Council, route: int, clock: Any
) -> None:
    other = council.route("email", "dev@council.example", adviser_id=council.adviser("Dev Patel"))
    mailbox.unknown = {AMINA}
    cases = [council.case("sensitive") for _ in range(3)]
    council.alert(cases[0], route)
    await delivery.deliver()
    mailbox.unknown = set()
    council.alert(cases[1], route)
    council.alert(cases[2], other)
    await delivery.deliver()
    assert [mail["To"] for mail in mailbox.mails] == ["dev@council.example"], "the later one does not overtake"
    clock.forward(seconds=2)
    await delivery.deliver()
    numbers = [text_of(mail).split("Case: ")[1].split()[0] for mail in mailbox.to(AMINA)]
    assert numbers == [str(case) for case in cases[:2]]


async def test_one_alert_that_cannot_be_written_does_not_hold_up_the_next(
    delivery: AlertDelivery, mailbox: Mailbox, council: Council, route: int, clock: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    first, second = (council.alert(council.case(), route) for _ in range(2))
    carry = delivery.carriers["email"].carry

    async def carry_but_the_first(due: Any, written: Any) -> None:
        if due.id == first and not due.attempts:
            raise ValueError("words that cannot be written")
        await carry(due, written)

    monkeypatch.setattr(delivery.carriers["email"], "carry", carry_but_the_first)
    await delivery.deliver()
    assert [mail["Message-ID"] for mail in mailbox.mails] == [f"<alert-{second}@care-leaver-offer>"]
    clock.forward(seconds=10)
    await delivery.deliver()
    assert len(mailbox.mails) == 2


async def test_a_slow_route_holds_up_no_other(
    delivery: AlertDelivery, mailbox: Mailbox, council: Council, route: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(due: Any, written: Any) -> None:
        await asyncio.sleep(60)

    monkeypatch.setattr(delivery.carriers["webhook"], "carry", never)
    channel = council.route("webhook", "https://teams.example/hook", desk_id=council.desk())
    case = council.case()
    council.alert(case, channel)
    running = asyncio.create_task(delivery.run())
    await asyncio.sleep(0.3)
    council.alert(case, route)
    delivery.wake()
    await arrives(mailbox, seconds=1)
    running.cancel()


async def test_a_claimed_alert_is_left_to_its_process_until_the_lease_is_over_and_is_then_a_repeat(
    delivery: AlertDelivery, mailbox: Mailbox, council: Council, route: int, clock: Any
) -> None:
    council.alert(council.case(), route)
    (claimed,) = delivery._outbox.claim(clock())  # by a process that dies now
    assert claimed.attempts == 0
    await delivery.deliver()
    assert mailbox.mails == []
    clock.forward(seconds=21)
    await delivery.deliver()
    assert "sent again" in text_of(mailbox.mails[0])


def test_processes_that_claim_at_once_never_get_the_same_alert(store: Store, clock: Any, content: Any) -> None:
    from concurrent.futures import ThreadPoolExecutor

    council = Council(store._engine, clock)
    routes = [council.route("email", f"a{n}@council.example", adviser_id=council.adviser(f"A {n}")) for n in range(6)]
    case = council.case()
    alerts = [council.alert(case, route) for route in routes for _ in range(2)]
    outboxes = [AlertOutbox(store._engine, lambda: content.content.handoff) for _ in range(4)]
    with ThreadPoolExecutor(4) as threads:
        claimed = [due.id for found in threads.map(lambda outbox: outbox.claim(clock()), outboxes) for due in found]
    assert sorted(claimed) == alerts[::2], "the first of each route, each by one process"


async def test_delivery_goes_on_when_the_tables_cannot_be_read_or_written_for_a_moment(
    delivery: AlertDelivery, mailbox: Mailbox, council: Council, route: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    council.alert(council.case(), route)
    faults = {"claim": 1, "delivered": 2}
    for name in faults:
        whole = getattr(delivery._outbox, name)

        def failing(*given: Any, name: str = name, whole: Any = whole) -> Any:
            if faults[name]:
                faults[name] -= 1
                raise OSError("disk")
            return whole(*given)

        monkeypatch.setattr(delivery._outbox, name, failing)
    running = asyncio.create_task(delivery.run())
    async with asyncio.timeout(6):
        while council.all(Alert)[0].state != "sent":
            await asyncio.sleep(0.05)
    running.cancel()
    assert len(mailbox.mails) == 1, "what has been sent is noted later, and not sent again"


@pytest.mark.parametrize(
    ("why", "verdict", "fields", "leaves"),
    [
        (AlertWhy.CHASED, "urgent", {}, True),
        (AlertWhy.CHASED, "urgent", {"state": "in-contact"}, False),
        (AlertWhy.AGAIN, "urgent", {"state": "in-contact"}, False),
        (AlertWhy.FIRST, "urgent", {"state": "closed"}, True),
        (AlertWhy.REPEATED, "urgent", {"state": "taken"}, True),
        (AlertWhy.FIRST, "sensitive", {"state": "closed"}, False),
        (AlertWhy.FIRST, "sensitive", {"state": "cancelled"}, False),
        (AlertWhy.FIRST, "sensitive", {"state": "taken"}, True),
        (AlertWhy.DEAD_LETTER, "urgent", {"state": "closed"}, False),
    ],
)
async def test_what_is_no_longer_true_is_not_sent(
    delivery: AlertDelivery, mailbox: Mailbox, council: Council, route: int, why: AlertWhy, verdict: str,
    fields: dict[str, Any], leaves: bool,
) -> None:  # fmt: skip
    alert = council.alert(council.case(verdict, **fields), route, why=why.value)
    await delivery.deliver()
    assert (len(mailbox.mails) == 1) == leaves
    assert council.row(Alert, alert).state == ("sent" if leaves else "dropped")


@pytest.mark.parametrize(("minutes", "leaves"), [(-5, True), (5, False)])
async def test_a_chase_is_dropped_when_somebody_has_taken_the_case_since(
    delivery: AlertDelivery, mailbox: Mailbox, council: Council, route: int, clock: Any, minutes: int, leaves: bool
) -> None:
    case = council.case(state="taken")
    council.alert(case, route, why="chased")
    taken = clock() + dt.timedelta(minutes=minutes)
    council.put(HandoffEventRow(handoff_id=case, at=taken, kind="acknowledged", by="adviser", data={}))
    await delivery.deliver()
    assert [("no contact is recorded since 10:15" in text_of(mail)) for mail in mailbox.mails] == [True] * leaves


async def test_a_chase_says_since_when_nobody_has_opened_it_in_local_time_on_both_clock_changes(
    delivery: AlertDelivery, mailbox: Mailbox, council: Council, route: int, clock: Any
) -> None:
    for raised, said in [
        (dt.datetime(2026, 3, 29, 0, 59, tzinfo=dt.UTC), "since 00:59"),
        (dt.datetime(2026, 3, 29, 1, 1, tzinfo=dt.UTC), "since 02:01"),
        (dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC), "since 01:30"),
        (dt.datetime(2026, 10, 25, 1, 30, tzinfo=dt.UTC), "since 01:30"),
    ]:
        clock.now = raised
        case = council.case()
        clock.forward(minutes=15)
        council.alert(case, route, why="chased")
        await delivery.deliver()
        assert said in text_of(mailbox.mails[-1])
    council.alert(case, route, why="chased")
    clock.forward(days=1)
    await delivery.deliver()
    assert "since Sun 25 Oct, 01:30" in text_of(mailbox.mails[-1])


async def test_pauses_pass_in_real_time_through_both_clock_changes(
    delivery: AlertDelivery, mailbox: Mailbox, council: Council, route: int, clock: Any
) -> None:
    for night in (
        dt.datetime(2026, 3, 29, 0, 59, 59, tzinfo=dt.UTC),
        dt.datetime(2026, 10, 25, 0, 59, 59, tzinfo=dt.UTC),
    ):
        clock.now, mailbox.refuse = night, "451 try later"
        council.alert(council.case(), route)
        await delivery.deliver()
        clock.forward(seconds=2)
        mailbox.refuse = None
        before = len(mailbox.mails)
        await delivery.deliver()
        assert len(mailbox.mails) == before + 1


async def test_nothing_reaches_whoever_is_found_to_be_named_before_it_leaves(
    delivery: AlertDelivery, mailbox: Mailbox, council: Council
) -> None:
    named = council.adviser("Robin Vale", role="manager")
    below = council.adviser("Amina Yusuf", manager_id=named)
    case = council.case(kind="allegation", not_told=[named])
    alerts = [council.alert(case, council.route("email", f"{i}@council.example", adviser_id=i)) for i in (named, below)]
    await delivery.deliver()
    assert mailbox.mails == []
    assert {council.row(Alert, alert).state for alert in alerts} == {"dropped"}


async def test_an_email_route_without_an_address_leads_to_the_advisers_own(
    delivery: AlertDelivery, mailbox: Mailbox, council: Council
) -> None:
    adviser = council.adviser(email=AMINA)
    council.alert(council.case(), council.route("email", adviser_id=adviser))
    await delivery.deliver()
    assert mailbox.mails[0]["To"] == AMINA
    assert council.row(AdviserRow, adviser).email == AMINA


async def test_an_alert_that_names_no_route_goes_to_the_address_of_the_settings(
    delivery: AlertDelivery, mailbox: Mailbox, council: Council, clock: Any
) -> None:
    case = council.case("sensitive")
    council.put(Alert(handoff_id=case, route="email", due=clock()))
    await delivery.deliver()
    assert mailbox.mails[0]["To"] == "duty@council.example"
    assert mailbox.mails[0]["Subject"] == f"Case {case} in the care leavers' chat"
    assert mailbox.mails[0]["Importance"] is None


@pytest.mark.parametrize("address", ["rhubarb", "http://host", "smtp://", "127.0.0.1:25"])
def test_a_bad_mail_server_gives_one_plain_sentence(
    sqlite_store: Store, make_delivery: Callable[..., AlertDelivery], address: str
) -> None:
    bad = load_settings(_env_file=None, smtp_url=address, alert_email="duty@council.example")
    with pytest.raises(BadSetting, match=r"^The setting OFFER_SMTP_URL must look like .*\.$"):
        make_delivery(sqlite_store._engine, settings=bad)
