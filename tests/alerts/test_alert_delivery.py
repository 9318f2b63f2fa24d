"""Alerts reach a real mail server: soon, without words or names, and again for as long as it takes."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from bot.alerts import AlertDelivery, alert_email
from bot.conversation.outcomes import Outcome
from bot.conversation.reply import HandoffRequest, Part, Reply
from bot.settings import BadSetting, Settings, load_settings
from bot.storage.outbox import DueAlert
from bot.storage.store import Store

WORDS = "rhubarb"


class Mailbox:
    """What the mail server does: keeps messages, or answers with `refuse`."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.envelopes: list[Envelope] = []
        self.refuse: str | None = None

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.refuse:
            return self.refuse
        self.envelopes.append(envelope)
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        return "250 OK"


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    box = Mailbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        box.port = probe.getsockname()[1]  # type: ignore[attr-defined]
    controller = Controller(box, hostname="127.0.0.1", port=box.port)  # type: ignore[attr-defined]
    controller.start()
    yield box
    controller.stop()


@pytest.fixture
def settings(mailbox: Any) -> Settings:
    return load_settings(
        _env_file=None, smtp_url=f"smtp://127.0.0.1:{mailbox.port}", alert_email="duty@council.example"
    )


@pytest.fixture
def delivery(sqlite_store: Store, settings: Settings, clock: Any) -> AlertDelivery:
    return AlertDelivery(sqlite_store, settings, clock)


def raise_handoff(store: Store, write: Any, clock: Any, verdict: Any = "urgent") -> int:
    """A handoff of a person who gave a name and a number, with an alert by e-mail."""
    work = store.next_work(store.receive(write(f"{WORDS} words")).conversation)
    assert work is not None
    request = HandoffRequest(topic="suicide-plan", verdict=verdict, name="Samira", contact="07700 900123")
    reply = Reply(
        outcome=Outcome.URGENT, verdict=verdict, parts=[Part(markdown=f"about {WORDS}")],
        profile={"council": "leicestershire", "age": 17}, handoff=request,
    )  # fmt: skip
    store.record_reply(work, reply, clock(), routes=("email",))
    return store.handoffs(1)[0].id


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body()
    assert body is not None
    return str(body.get_content())


async def test_an_urgent_handoff_arrives_at_once_when_the_bell_rings(
    delivery: AlertDelivery, mailbox: Mailbox, sqlite_store: Store, write: Any, clock: Any
) -> None:
    running = asyncio.create_task(delivery.run())
    await asyncio.sleep(0.1)
    case = raise_handoff(sqlite_store, write, clock)
    delivery.wake()
    async with asyncio.timeout(1.5):
        while not mailbox.mails:
            await asyncio.sleep(0.01)
    running.cancel()
    mail = mailbox.mails[0]
    assert mail["Subject"] == f"URGENT: case {case} in the care leavers' chat"
    assert mail["To"] == "duty@council.example"
    assert mailbox.envelopes[0].rcpt_tos == ["duty@council.example"]
    assert mail["Date"].datetime == clock()


async def test_the_mail_says_how_to_see_the_case_and_holds_no_words_or_name(
    delivery: AlertDelivery, mailbox: Mailbox, sqlite_store: Store, write: Any, clock: Any
) -> None:
    case = raise_handoff(sqlite_store, write, clock)
    await delivery.deliver()
    whole = mailbox.mails[0].as_string()
    for secret in (WORDS, "Samira", "07700", "sam", "17"):
        assert secret not in whole.replace("127.0.0.1", "")
    text = text_of(mailbox.mails[0])
    for told in (f"Case: {case}", "Topic: suicide-plan", "Council: leicestershire", "02 March 2026 10:15 UTC"):
        assert told in text
    assert f"offer handoffs show {case}" in text
    assert "sent again" not in text


async def test_an_alert_taken_by_the_server_is_not_sent_again(
    delivery: AlertDelivery, mailbox: Mailbox, sqlite_store: Store, write: Any, clock: Any
) -> None:
    raise_handoff(sqlite_store, write, clock)
    await delivery.deliver()
    clock.forward(days=1)
    await delivery.deliver()
    assert len(mailbox.mails) == 1


@pytest.mark.parametrize("answer", ["451 try later", "554 refused"])
async def test_a_refused_alert_is_kept_and_delivered_later_with_the_same_id(
    delivery: AlertDelivery, mailbox: Mailbox, sqlite_store: Store, settings: Settings, write: Any, clock: Any,
    answer: str,
) -> None:  # fmt: skip
    raise_handoff(sqlite_store, write, clock)
    first = sqlite_store.due_alerts(clock())[0]
    mailbox.refuse = answer
    await delivery.deliver()
    assert sqlite_store.due_alerts(clock()) == [], "not before the pause is over"
    clock.forward(seconds=2)
    mailbox.refuse = None
    await delivery.deliver()
    assert len(mailbox.mails) == 1
    assert mailbox.mails[0]["Message-ID"] == alert_email(first, "a@b", "c@d")["Message-ID"]
    assert "sent again" in text_of(mailbox.mails[0])
    assert sqlite_store.due_alerts(clock.forward(days=1)) == []


async def test_a_closed_mail_server_is_tried_for_ever_at_most_five_minutes_apart(
    sqlite_store: Store, write: Any, clock: Any
) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    closed = load_settings(_env_file=None, smtp_url=f"smtp://127.0.0.1:{port}", alert_email="duty@council.example")
    raise_handoff(sqlite_store, write, clock)
    delivery = AlertDelivery(sqlite_store, closed, clock)
    for _ in range(12):
        await delivery.deliver()
        clock.forward(minutes=5)
        assert len(sqlite_store.due_alerts(clock())) == 1


async def test_one_alert_that_cannot_be_written_does_not_hold_up_the_next(
    delivery: AlertDelivery, mailbox: Mailbox, sqlite_store: Store, write: Any, clock: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    raise_handoff(sqlite_store, write, clock)
    second = raise_handoff(sqlite_store, write, clock)
    send = delivery._send

    async def send_but_the_first(message: EmailMessage) -> None:
        if not mailbox.mails and f"case {second}" not in str(message["Subject"]):
            raise ValueError("an address that cannot be written")
        await send(message)

    monkeypatch.setattr(delivery, "_send", send_but_the_first)
    await delivery.deliver()
    assert [f"case {second}" in mail["Subject"] for mail in mailbox.mails] == [True]
    clock.forward(seconds=10)
    await delivery.deliver()
    assert len(mailbox.mails) == 2


async def test_delivery_goes_on_when_the_tables_cannot_be_read_for_a_moment(
    delivery: AlertDelivery, mailbox: Mailbox, sqlite_store: Store, write: Any, clock: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    raise_handoff(sqlite_store, write, clock)
    read, failed = sqlite_store.due_alerts, asyncio.Event()

    def read_the_second_time(now: Any) -> list[DueAlert]:
        if not failed.is_set():
            failed.set()
            raise OSError("disk")
        return read(now)

    monkeypatch.setattr(sqlite_store, "due_alerts", read_the_second_time)
    running = asyncio.create_task(delivery.run())
    await failed.wait()
    delivery.wake()
    async with asyncio.timeout(4):
        while not mailbox.mails:
            await asyncio.sleep(0.01)
    running.cancel()


async def test_a_handoff_that_is_not_urgent_does_not_cry_wolf(
    delivery: AlertDelivery, mailbox: Mailbox, sqlite_store: Store, write: Any, clock: Any
) -> None:
    case = raise_handoff(sqlite_store, write, clock, verdict="sensitive")
    await delivery.deliver()
    assert mailbox.mails[0]["Subject"] == f"Handoff: case {case} in the care leavers' chat"
    assert "needs a human" in text_of(mailbox.mails[0])


@pytest.mark.parametrize("address", ["rhubarb", "http://host", "smtp://", "127.0.0.1:25"])
def test_a_bad_mail_server_gives_one_plain_sentence(sqlite_store: Store, clock: Any, address: str) -> None:
    bad = load_settings(_env_file=None, smtp_url=address, alert_email="duty@council.example")
    with pytest.raises(BadSetting, match=r"^The setting OFFER_SMTP_URL must look like .*\.$"):
        AlertDelivery(sqlite_store, bad, clock)
