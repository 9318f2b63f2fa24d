"""A young person and an adviser, each with a phone: the alert arrives, is taken, answered and passed on in Telegram."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import statistics
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session as Tables
from telegram_bot import Bot, Parts, now
from telegram_emulator import Emulator, Phone, until

from bot.alerts import AlertDelivery
from bot.casework import Casework
from bot.channels.telegram.advisers import AdviserWork, FromChat, read_private
from bot.channels.telegram.pace import Seldom
from bot.handoff.model import CaseState
from bot.settings import load_settings
from bot.storage.adviser_chats import AdviserChats
from bot.storage.alert_outbox import AlertOutbox
from bot.storage.case_tables import AuditRow, HandoffEventRow
from bot.storage.people import People
from bot.storage.people_tables import AdviserRow, DeskRow, LinkRow, PersonRow, RouteRow
from bot.storage.tables import Alert, Conversation, Handoff, Inbound, Outbound

pytestmark = pytest.mark.telegram
ADVISER, STRANGER = 4712, 4713


class Council:
    """A bot with a person who is linked to their adviser, Amina; her console is at an address that is public."""

    def __init__(self, bot: Bot, parts: Parts, *, may_reply: bool = True) -> None:
        self.bot, self.engine = bot, bot.store._engine
        content, always = parts.content, {"always": True}
        self.settings = load_settings(_env_file=None, public_url="https://offer.council.example")
        self.cases = Casework(
            self.engine, People(self.engine), content=lambda: content.content,
            policies=lambda: content.content.handoff, clock=now, council="leicestershire",
            wake=lambda: self.wake(), show_writing=lambda _, who, words: self.bot.channel.show_typing(who),
        )  # fmt: skip
        self.chats = AdviserChats(self.engine)
        bot._channel["advisers"] = AdviserWork(
            chats=self.chats,
            cases=self.cases,
            words=lambda: content.content.alerts and content.content.alerts.telegram,
            may_reply=lambda _: may_reply,
            console=lambda case: f"https://offer.council.example/console/cases/{case}",
            clock=now,
        )  # fmt: skip
        bot.channel = bot.open_channel()
        outbox = AlertOutbox(self.engine, lambda: content.content.handoff)
        carrier = bot.channel.alerts(lambda: content.content.alerts and content.content.alerts.telegram)
        self.delivery = AlertDelivery(outbox, self.settings, now, lambda: content.content, telegram=carrier)
        bot.desk._cases = self.cases
        self.adviser, self.colleague = (
            self.put(AdviserRow(council="leicestershire", reference=name, name=name, role="adviser", works=always))
            for name in ("Amina", "Dev")
        )
        self.put(RouteRow(adviser_id=self.colleague, kind="console"))
        self.desk = self.put(DeskRow(council="leicestershire", kind="duty", name="Duty", hours=always))
        self.put(RouteRow(desk_id=self.desk, kind="console"))

    def wake(self) -> None:
        self.bot.channel.wake()
        self.delivery.wake()

    def put(self, row: Any) -> int:
        with Tables(self.engine) as tables, tables.begin():
            tables.add(row)
            tables.flush()
            return int(row.id)

    def change(self, table: Any, where: Any, **values: Any) -> None:
        with Tables(self.engine) as tables, tables.begin():
            for row in tables.scalars(select(table).where(where)):
                for name, value in values.items():
                    setattr(row, name, value)

    def all(self, table: Any, *where: Any) -> list[Any]:
        with Tables(self.engine) as tables:
            return list(tables.scalars(select(table).where(*where).order_by(table.id)))

    def case_of(self, chat: int, verdict: str = "urgent") -> int:
        """A case of the person who writes from a chat, told to Amina by every route of hers."""
        (talk,) = self.all(Conversation, Conversation.external_id == str(chat))
        person = self.put(
            PersonRow(council="leicestershire", reference=f"P{chat}", first_name="Kai", born=None,
                      status="former relevant", adviser_id=self.adviser)
        )  # fmt: skip
        self.put(LinkRow(person_id=person, conversation_id=talk.id, made=now()))
        (inbound,) = self.all(Inbound, Inbound.conversation_id == talk.id)[:1]
        case = self.put(
            Handoff(conversation_id=talk.id, inbound_id=inbound.id, verdict=verdict, kind="danger", topic="missing",
                    council="leicestershire", person_id=person, raised=now(), name="Kai", track="urgent")
        )  # fmt: skip
        self.alert(case)
        return case

    def alert(self, case: int, **fields: Any) -> None:
        for route in self.all(RouteRow, RouteRow.adviser_id == self.adviser):
            given = {"key": f"{case}-{route.id}-{len(self.all(Alert))}", "made": now(), "due": now(), **fields}
            self.put(Alert(handoff_id=case, route=route.kind, route_id=route.id, adviser_id=self.adviser, **given))
        self.wake()


@pytest.fixture
async def council(tmp_path: Path, parts: Parts, emulator: Emulator, token: str) -> AsyncIterator[Council]:
    bot = Bot(tmp_path, parts, emulator.url, token)
    council = Council(bot, parts)
    await bot.channel.start()
    delivering = asyncio.create_task(council.delivery.run())
    yield council
    delivering.cancel()
    await asyncio.gather(delivering, return_exceptions=True)
    await bot.close()


@pytest.fixture
def amina(emulator: Emulator, token: str) -> Iterator[Phone]:
    phone = Phone(emulator.url, token, ADVISER)
    yield phone
    phone.close()


async def linked(council: Council, amina: Phone) -> None:
    amina.sends(f"/start {council.chats.new_code(council.adviser, now())}")
    await until(lambda: "Done, Amina. Alerts will come here." in (amina.texts() or [""])[-1])


async def wrote(council: Council, phone: Phone) -> int:
    """The person writes, is answered, and has a case."""
    phone.sends("hello")
    await until(lambda: phone.texts())
    return council.case_of(phone.chat)


async def said(phone: Phone, words: str) -> dict[str, Any]:
    """The message that holds some words, when it has come."""
    found: dict[str, Any] = await until(lambda: next((m for m in phone.got() if words in m["text"]), None))
    return found


def buttons(message: dict[str, Any]) -> list[dict[str, str]]:
    markup = message["reply_markup"]
    markup = json.loads(markup) if isinstance(markup, str) else markup
    return [button for row in markup["inline_keyboard"] for button in row]


def answering(message: dict[str, Any]) -> dict[str, Any]:
    """A message as Telegram shows it in the one that replies to it."""
    rows = [buttons(message)]
    return {
        "message_id": 7, "date": int(time.time()), "text": message["text"],
        "from": {"id": 666, "is_bot": True, "first_name": "Offer"},
        "chat": {"id": ADVISER, "type": "private"}, "reply_markup": {"inline_keyboard": rows},
    }  # fmt: skip


async def test_an_alert_comes_to_the_advisers_chat_and_a_tap_takes_the_case(
    council: Council, amina: Phone, phone: Phone
) -> None:
    await linked(council, amina)
    case = await wrote(council, phone)
    alert = await said(amina, "Urgent: open the console.")
    assert "Kai" not in alert["text"]
    assert [b.get("text") for b in buttons(alert)] == ["I have it", "Pass on", "Open the console"]
    assert buttons(alert)[2]["url"] == f"https://offer.council.example/console/cases/{case}"
    amina.presses(buttons(alert)[0]["callback_data"])
    await said(amina, f"You have case {case}.")
    (row,) = council.all(Handoff)
    assert (row.state, row.holder_id) == (CaseState.TAKEN, council.adviser)
    assert amina.calls("answerCallbackQuery")
    assert council.all(Conversation, Conversation.external_id == str(ADVISER)) == [], "no young person's conversation"


async def test_an_adviser_who_writes_on_the_console_is_seen_typing_by_the_person(
    council: Council, phone: Phone
) -> None:
    case = await wrote(council, phone)
    await asyncio.to_thread(council.cases.reply, case, council.adviser, "Hi Kai")
    await said(phone, "Hi Kai")
    before = len(phone.calls("sendChatAction"))
    council.bot.channel._intake._typing = Seldom(4)  # as if the person's own message were longer ago
    phone.sends("are you there")
    await until(lambda: len(council.all(Inbound)) == 2)
    await council.bot.desk.idle()
    texts = phone.texts()
    assert len(phone.calls("sendChatAction")) == before  # nobody writes now
    assert council.cases.writing(case, council.adviser)
    await until(lambda: len(phone.calls("sendChatAction")) == before + 1)
    assert phone.texts() == texts


async def test_a_case_is_passed_to_the_duty_desk_with_two_taps(council: Council, amina: Phone, phone: Phone) -> None:
    await linked(council, amina)
    case = await wrote(council, phone)
    alert = await said(amina, "Urgent: open the console.")
    amina.presses(buttons(alert)[1]["callback_data"])
    choices = await said(amina, f"Whom shall I give case {case} to?")
    assert [b["text"] for b in buttons(choices)] == ["To my cover", "To the duty desk", "To my manager"]
    amina.presses(buttons(choices)[1]["callback_data"])
    await said(amina, f"Case {case} is passed on.")
    (event,) = council.all(HandoffEventRow, HandoffEventRow.kind == "passed-on")
    assert (event.adviser_id, event.data["to"]) == (council.adviser, "Duty")


async def test_a_reply_to_the_alert_reaches_the_person_under_the_advisers_name_where_it_is_switched_on(
    council: Council, amina: Phone, phone: Phone
) -> None:
    await linked(council, amina)
    council.change(RouteRow, RouteRow.kind == "telegram", shows_words=True)
    case = await wrote(council, phone)
    alert = await said(amina, "Urgent: open the console.")
    amina.sends("I am ringing you now, Amina", reply_to_message=answering(alert))
    await said(amina, f"Sent to the young person in case {case}")
    await said(phone, "I am ringing you now, Amina")
    (row,) = council.all(Outbound, Outbound.signed.is_not(None))
    assert (row.signed, row.markdown) == ("Amina", "I am ringing you now, Amina")
    amina.sends(photo=[], reply_to_message=answering(alert))
    await said(amina, "only words can be")


async def test_where_replying_is_not_switched_on_nothing_is_sent_and_that_is_said(
    council: Council, amina: Phone, phone: Phone
) -> None:
    await linked(council, amina)
    await wrote(council, phone)
    alert = await said(amina, "Urgent: open the console.")
    amina.sends("rhubarb", reply_to_message=answering(alert))
    await said(amina, "Nothing was sent. Answering from here is not switched on")
    assert not any("rhubarb" in text for text in phone.texts())


async def test_a_code_works_once_and_a_wrong_one_is_refused_and_soon_not_tried(
    council: Council, amina: Phone, emulator: Emulator, token: str
) -> None:
    code = council.chats.new_code(council.adviser, now())
    amina.sends(f"/start {code.upper().replace('ADV-', 'adv-')}")
    await said(amina, "Done, Amina")
    other = Phone(emulator.url, token, STRANGER)
    for _ in range(6):
        other.sends(f"/start {code}")
    await said(other, "This code does not work.")
    await said(other, "too many wrong codes")
    assert council.chats.adviser_of(str(STRANGER), now()) is None
    other.close()
    assert [row.what for row in council.all(AuditRow)] == ["telegram chat linked"]


def test_a_code_ends_after_a_day_and_with_the_adviser(council: Council) -> None:
    code = council.chats.new_code(council.adviser, now())
    assert council.chats.use_code("1", code, now() + dt.timedelta(hours=24)) is None
    assert council.chats.use_code("1", code, now()) is not None
    council.change(AdviserRow, AdviserRow.id == council.adviser, left=now().date())
    assert council.chats.adviser_of("1", now()) is None
    assert council.chats.use_code("1", council.chats.new_code(council.adviser, now()), now()) is None


async def test_unlinked_a_chat_is_anybodys_again(council: Council, amina: Phone) -> None:
    await linked(council, amina)
    amina.sends("what is this")
    await said(amina, "This chat is for your alerts, Amina.")
    amina.sends("/unlink")
    await said(amina, "Alerts will not come here any more.")
    assert council.all(RouteRow, RouteRow.kind == "telegram") == []
    amina.sends("hello")
    await until(lambda: council.all(Conversation, Conversation.external_id == str(ADVISER)))


async def test_a_stranger_cannot_press_an_advisers_button(council: Council, amina: Phone, phone: Phone) -> None:
    await linked(council, amina)
    case = await wrote(council, phone)
    phone.presses(f"case:{case}:have")
    await until(lambda: len(council.all(Inbound)) == 2)
    (row,) = council.all(Handoff)
    assert (row.state, row.holder_id) == (CaseState.OPEN, None)


async def test_an_adviser_who_must_not_see_a_case_learns_nothing_of_it(
    council: Council, amina: Phone, phone: Phone
) -> None:
    await linked(council, amina)
    case = await wrote(council, phone)
    council.change(Handoff, Handoff.id == case, not_told=[council.adviser])
    for act in ("have", "to:duty"):
        amina.presses(f"case:{case}:{act}")
    amina.presses("case:999:have")
    await until(lambda: len([t for t in amina.texts() if "is not one you can open" in t]) == 3)


async def test_an_ended_case_gives_the_reason_in_a_sentence(council: Council, amina: Phone, phone: Phone) -> None:
    await linked(council, amina)
    case = await wrote(council, phone)
    council.change(Handoff, Handoff.id == case, state="closed")
    amina.presses(f"case:{case}:have")
    await said(amina, "That was not possible: This case has ended. Reopen it first.")


async def test_an_hour_without_telegram_loses_no_alert_and_repeats_none_silently(
    council: Council, amina: Phone, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    await linked(council, amina)
    case = await wrote(council, phone)
    await said(amina, "Urgent: open the console.")
    clock = [now() + dt.timedelta(minutes=1)]
    monkeypatch.setattr(council.delivery, "_clock", lambda: clock[0])
    amina.network(up=False)
    for _ in range(3):
        council.alert(case, why="repeated-danger")
    end = clock[0] + dt.timedelta(hours=1)
    while clock[0] < end:
        tries = sum(alert.attempts for alert in council.all(Alert))
        council.delivery.wake()
        await until(lambda tries=tries: sum(a.attempts for a in council.all(Alert)) > tries)  # type: ignore[misc]
        await until(lambda: not council.delivery._active)
        clock[0] += dt.timedelta(minutes=5)
    amina.network(up=True)
    council.delivery.wake()
    await until(lambda: all(alert.state == "sent" for alert in council.all(Alert)), 15)
    again = [text for text in amina.texts() if "has written of danger once more" in text]
    assert ["sent again" in text for text in again] == [True, False, False], "once each; only the tried one is a repeat"


async def test_an_adviser_who_blocks_the_bot_is_told_of_to_the_duty_desk(
    council: Council, amina: Phone, phone: Phone
) -> None:
    await linked(council, amina)
    other = council.put(RouteRow(desk_id=council.desk, kind="telegram", address=str(STRANGER)))
    phone.sends("hello")
    await until(lambda: phone.texts())
    amina.fails("sendMessage", 403, description="Forbidden: bot was blocked by the user")
    case = council.case_of(phone.chat)
    await until(lambda: council.all(Alert, Alert.route_id == other, Alert.state == "sent"), 20)
    (dead,) = council.all(Alert, Alert.state == "dead")
    assert (dead.handoff_id, dead.fault) == (case, "Telegram refuses the chat (Forbidden)")


async def test_an_urgent_message_is_handed_to_telegram_within_a_second(
    council: Council, amina: Phone, phone: Phone
) -> None:
    """From the message's arrival in the table to Telegram being called, 95 times in 100."""
    await linked(council, amina)
    took = []
    for number in range(20):
        fields = {"verdict": "urgent", "kind": "danger", "council": "leicestershire", "track": "urgent"}
        case = council.put(Handoff(**fields, raised=now()))
        before, begun = len(amina.calls("sendMessage")), time.time()
        council.alert(case)
        await until(lambda before=before: len(amina.calls("sendMessage")) > before)  # type: ignore[misc]
        took.append(amina.calls("sendMessage")[-1]["at"] - begun)
        await asyncio.sleep(0.3 if number % 3 else 1.1)  # at the pace that Telegram allows to one chat
    assert statistics.quantiles(took, n=20)[18] <= 1.0, took


@pytest.mark.parametrize(
    "raw",
    [
        {},
        {"message": {"chat": {"id": 1, "type": "group"}, "from": {"id": 1}, "text": "/start adv-x"}},
        {"message": {"chat": {"id": 1, "type": "private"}, "from": {"id": 1, "is_bot": True}, "text": "x"}},
        {"message": {"chat": {"id": "x", "type": "private"}, "from": {"id": 1}, "text": "x"}},
        {"callback_query": {"id": "1", "from": {"id": 1}, "data": "case:1:have"}},
        {"message": "x"},
    ],
)
def test_only_what_a_human_sends_in_a_private_chat_is_an_advisers(raw: dict[str, Any]) -> None:
    assert read_private(raw) is None


def test_only_a_message_of_the_bot_itself_names_a_case() -> None:
    forged = {"from": {"is_bot": False}, "reply_markup": {"inline_keyboard": [[{"callback_data": "case:3:have"}]]}}
    message = {"chat": {"id": 1, "type": "private"}, "from": {"id": 1}, "text": "x", "reply_to_message": forged}
    raw: dict[str, Any] = {"message": message}
    assert read_private(raw) == FromChat("1", "x")
    message["reply_to_message"] = {**forged, "from": {"is_bot": True}}
    assert read_private(raw) == FromChat("1", "x", case=3)
