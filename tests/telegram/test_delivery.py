"""Nothing is lost, nothing is said twice: breaks of the network, limits, crashes, blocks."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from pathlib import Path

import pytest
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter
from telegram_bot import Bot, Parts, now
from telegram_emulator import Emulator, Phone, until

from bot.channels.telegram.api import Api
from bot.channels.telegram.delivery import wait_after
from bot.conversation.ports import Incoming, Kind
from bot.conversation.reply import Part
from bot.settings import BadSetting

pytestmark = pytest.mark.telegram
YOUNG, OLD = dt.timedelta(seconds=5), dt.timedelta(hours=25)


def question(number: int) -> str:
    return f"You asked: <b>question {number}</b>"


async def test_while_telegram_is_away_messages_wait_and_arrive_once_in_order(bot: Bot, phone: Phone) -> None:
    phone.sends("question 0")
    await until(lambda: len(phone.got()) == 2)
    phone.network(up=False)
    chat = str(phone.chat)
    for number in (1, 2, 3):
        await bot.desk.receive(_incoming(chat, number))
    await bot.desk.idle()
    await until(lambda: len(phone.calls("sendMessage")) > 2)
    assert len(bot.waiting()) == 3
    phone.network(up=True)
    await until(lambda: len(phone.got()) == 5)
    assert phone.texts()[1:] == [question(number) for number in range(4)]
    await until(lambda: bot.waiting() == [])


async def test_what_is_sent_while_the_bot_cannot_reach_telegram_is_answered_later(bot: Bot, phone: Phone) -> None:
    await until(lambda: phone.calls("getUpdates"))
    phone.network(up=False)
    phone.sends("question 1")
    await until(lambda: len(phone.calls("getUpdates")) > 1)
    phone.network(up=True)
    await until(lambda: question(1) in phone.texts())
    assert bot.rasa.asked == ["question 1"]


async def test_an_update_that_was_not_stored_comes_again(
    bot: Bot, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, faults = bot.store.receive, [OSError("disk"), OSError("disk")]

    def failing(incoming: object) -> object:
        if faults:
            raise faults.pop()
        return whole(incoming)

    monkeypatch.setattr(bot.store, "receive", failing)
    phone.sends("question 1")
    phone.sends("question 2")
    await until(lambda: not faults and question(2) in phone.texts(), 15)
    assert phone.texts()[1:] == [question(1), question(2)]


async def test_one_update_that_can_never_be_stored_does_not_stop_the_others(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[int] = []

    async def take(raw: dict[str, int]) -> None:
        if raw["update_id"] == 1:
            raise ValueError
        taken.append(raw["update_id"])

    polling = bot.channel._polling
    monkeypatch.setattr(polling._intake, "take", take)
    batch = [{"update_id": 1}, {"update_id": 2}]
    assert [await polling._take(batch) for _ in range(3)] == [False, False, True]
    assert (taken, polling._offset) == ([2], 3)


async def test_after_a_crash_before_the_confirmation_the_same_update_is_answered_once(
    tmp_path: Path, parts: Parts, emulator: Emulator, token: str, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot = Bot(tmp_path, parts, emulator.url, token)
    whole = Api.raw_updates

    async def crashing(api: Api, offset: int | None) -> list[dict[str, object]]:
        """Fetches, but never comes to confirm."""
        return await whole(api, offset) if offset is None else await asyncio.sleep(60, [])

    with monkeypatch.context() as patched:
        patched.setattr(Api, "raw_updates", crashing)
        await bot.channel.start()
        phone.sends("question 1")
        await until(lambda: question(1) in phone.texts())
        await bot.channel.stop()
    assert len(phone.pending()) == 1
    bot.channel = bot.open_channel()  # a new process knows no offset, so it is given the same again
    await bot.channel.start()
    await until(lambda: phone.pending() == [])
    phone.sends("question 2")
    await until(lambda: question(2) in phone.texts())
    assert phone.texts()[1:] == [question(1), question(2)]
    await bot.close()


async def test_updates_are_confirmed_once_they_are_stored(bot: Bot, phone: Phone) -> None:
    phone.sends("question 1")
    await until(lambda: phone.pending() == [])
    stored = await bot.desk.history("telegram", str(phone.chat))
    assert stored[0].markdown == "question 1"


async def test_messages_left_in_the_outbox_are_sent_after_a_restart(bot: Bot, phone: Phone) -> None:
    await bot.channel.stop()
    await bot.desk.receive(_incoming(str(phone.chat), 1))
    await bot.desk.idle()
    assert phone.texts() == []
    await bot.channel.start()
    await until(lambda: len(phone.got()) == 2)
    assert phone.texts()[1] == question(1)


async def test_the_wait_that_telegram_asks_for_is_kept(bot: Bot, phone: Phone) -> None:
    phone.fails("sendMessage", 429, description="Too Many Requests: retry after 1", retry_after=1)
    phone.sends("question 1")
    await until(lambda: len(phone.got()) == 2)
    first, second = (call["at"] for call in phone.calls("sendMessage")[:2])
    assert second - first >= 1
    assert phone.texts()[1] == question(1)


async def test_a_person_who_blocked_the_bot_is_not_tried_again(bot: Bot, phone: Phone) -> None:
    phone.fails("sendMessage", 403, times=2, description="Forbidden: bot was blocked by the user")
    phone.sends("question 1")
    await until(lambda: len(phone.calls("sendMessage")) == 2 and bot.waiting() == [])
    phone.sends("question 2")
    await until(lambda: phone.texts() == [question(2)])


async def test_a_message_whose_form_is_refused_is_sent_as_bare_words(bot: Bot, phone: Phone) -> None:
    phone.sends("question 0")
    await until(lambda: len(phone.got()) == 2)
    phone.fails("sendMessage", 400, description="Bad Request: can't parse entities: unsupported tag")
    phone.sends("question 1")
    await until(lambda: len(phone.got()) == 3)
    assert phone.texts()[2] == "You asked: question 1"


async def test_a_split_message_goes_on_where_the_network_broke(bot: Bot, phone: Phone) -> None:
    bot.rasa.replies["all"] = [Part(markdown="\n\n".join(f"{n} " + "word " * 700 for n in range(3)))]
    phone.sends("all")
    await until(lambda: len(phone.got()) >= 2)
    phone.fails("sendMessage", 502)
    await until(lambda: len(phone.got()) == 4)
    assert [text[0] for text in phone.texts()[1:]] == ["0", "1", "2"]


async def test_one_chat_that_waits_does_not_hold_up_another(bot: Bot, phone: Phone, emulator: Emulator) -> None:
    other = Phone(emulator.url, bot.token, chat=5)
    phone.fails("sendMessage", 429, description="Too Many Requests", retry_after=5)
    phone.sends("question 1")
    await until(lambda: phone.calls("sendMessage"))
    other.sends("question 2")
    await until(lambda: len(other.got()) == 2, 3)
    assert phone.got() == []
    other.close()


async def test_the_log_holds_no_token_and_no_words(
    bot: Bot, phone: Phone, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        phone.fails("sendMessage", 401, description="Unauthorized")
        phone.sends("my name is Kai Secretname")
        phone.sends(poll="a shape for Kai Secretname")
        await until(lambda: len(phone.got()) >= 3)
    logged = caplog.text + "".join(capfd.readouterr())
    assert "was not delivered" in logged
    assert bot.token not in logged
    assert "SECRET-TOKEN" not in logged
    assert "Secretname" not in logged
    assert str(phone.chat) not in logged


async def test_a_refused_token_is_said_in_one_sentence(
    tmp_path: Path, parts: Parts, phone: Phone, emulator: Emulator, token: str, capfd: pytest.CaptureFixture[str]
) -> None:
    phone.fails("getMe", 401, description="Unauthorized")
    bot = Bot(tmp_path, parts, emulator.url, token)
    await bot.channel.start()
    await until(lambda: phone.calls("getMe"))
    await asyncio.sleep(0.1)
    await bot.close()
    assert "Telegram does not accept the token in OFFER_TELEGRAM_TOKEN" in "".join(capfd.readouterr())


@pytest.mark.parametrize("setting", [{"token": "my token"}, {"secret": "with spaces in it"}])
def test_a_setting_that_cannot_be_one_is_refused(tmp_path: Path, parts: Parts, setting: dict[str, str]) -> None:
    with pytest.raises(BadSetting, match=r"The setting OFFER_TELEGRAM_(TOKEN|SECRET) "):
        Bot(tmp_path, parts, "http://127.0.0.1:1", **{"token": "1:a", **setting})


async def test_a_failing_command_menu_stops_nothing(
    tmp_path: Path, parts: Parts, phone: Phone, emulator: Emulator, token: str
) -> None:
    phone.fails("setMyCommands", 400, description="Bad Request")
    bot = Bot(tmp_path, parts, emulator.url, token)
    await bot.channel.start()
    phone.sends("question 1")
    await until(lambda: question(1) in phone.texts())
    await bot.close()


@pytest.mark.parametrize(
    ("error", "tries", "age", "wait"),
    [
        (NetworkError("x"), 0, YOUNG, 2.0),
        (NetworkError("x"), 3, YOUNG, 16.0),
        (NetworkError("x"), 99, YOUNG, 300.0),
        (NetworkError("x"), 0, OLD, None),
        (Forbidden("x"), 0, YOUNG, None),
        (BadRequest("x"), 0, YOUNG, None),
        (ValueError("x"), 1, YOUNG, 4.0),
        (ValueError("x"), 2, YOUNG, None),
        (RetryAfter(40), 5, YOUNG, 40.0),
    ],
)
def test_how_long_a_failed_message_waits(error: Exception, tries: int, age: dt.timedelta, wait: float | None) -> None:
    assert wait_after(error, tries, age) == wait


def _incoming(chat: str, number: int) -> Incoming:
    return Incoming("telegram", chat, f"x{number}", Kind.TEXT, f"question {number}", now())
