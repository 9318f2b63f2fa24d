"""What an adviser does in their own Telegram chat: taking a case, passing it on, answering, linking the chat.

It is looked at before anything else, so that an adviser's chat never becomes a young person's conversation.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import structlog
from telegram import InlineKeyboardMarkup
from telegram.error import TelegramError

from bot.casework.views import NotAllowed
from bot.channels.telegram.alerts import HAVE, PASS, PREFIX, TO, pass_keyboard
from bot.channels.telegram.api import Api, named
from bot.channels.telegram.courier import Courier
from bot.channels.telegram.pace import Bucket
from bot.channels.telegram.runs import Run
from bot.content.alert_words import TelegramWords
from bot.handoff.machine import NotPossible
from bot.handoff.model import Role
from bot.storage.adviser_chats import PREFIX as CODE_PREFIX
from bot.storage.adviser_chats import AdviserChat

log = structlog.get_logger()
_LINK = re.compile(rf"/start\s+({CODE_PREFIX}\S+)\s*", re.IGNORECASE)
_PRESS = re.compile(rf"{PREFIX}:(\d{{1,12}}):({HAVE}|{PASS}|{TO}:(?:cover|duty|manager))")
_HOUR, _WRONG_CODES = 3600.0, 5
_REMEMBERED = 10_000


class Chats(Protocol):
    """Which chat belongs to which adviser (bot.storage.adviser_chats.AdviserChats)."""

    def use_code(self, chat: str, code: str, now: dt.datetime) -> AdviserChat | None:
        """Links a chat; None for a code that does not work."""
        ...

    def adviser_of(self, chat: str, now: dt.datetime) -> AdviserChat | None:
        """The adviser of a chat."""
        ...

    def unlink(self, chat: str, now: dt.datetime) -> None:
        """Ends the link."""
        ...


class Cases(Protocol):
    """What an adviser can do with a case from here; raises NotPossible or NotAllowed (bot.casework)."""

    def acknowledge(self, case: int, by: int) -> object:
        """“I have it”."""
        ...

    def pass_on(self, case: int, by: int, to: int | Role, why: str) -> object:
        """Passes it on."""
        ...

    def reply(self, case: int, by: int, text: str, key: str | None = None) -> object:
        """Answers the young person, under the adviser's name."""
        ...


@dataclass(frozen=True)
class AdviserWork:
    """What the chats of advisers need.

    Attributes:
        chats: which chat belongs to whom.
        cases: acts on cases.
        words: what is said; None where the content has none.
        may_reply: whether a council lets words go by other routes than the console.
        console: the address of a case, or of the console.
        clock: the time, aware.
    """

    chats: Chats
    cases: Cases
    words: Callable[[], TelegramWords | None]
    may_reply: Callable[[str], bool]
    console: Callable[[int | None], str]
    clock: Callable[[], dt.datetime]


@dataclass(frozen=True)
class FromChat:
    """An update of a private chat, as far as it matters here. `case` is that of the alert it replies to."""

    chat: str
    text: str | None = None
    press: str | None = None
    query: str | None = None
    case: int | None = None
    message: int | None = None


def read_private(raw: Mapping[str, Any]) -> FromChat | None:
    """What an update says, or None for one that is not of a human in a private chat or has another form."""
    try:
        query = raw.get("callback_query")
        message = query["message"] if query else raw["message"]
        sender = query["from"] if query else message["from"]
        if message["chat"]["type"] != "private" or sender.get("is_bot"):
            return None
        chat = str(int(message["chat"]["id"]))
        if query:
            return FromChat(chat, press=str(query.get("data") or ""), query=str(query["id"]))
        text = message.get("text")
        return FromChat(
            chat,
            text if isinstance(text, str) else None,
            case=_replied_to(message.get("reply_to_message")),
            message=message.get("message_id"),
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def _replied_to(alert: Any) -> int | None:
    """The case of an alert: its buttons name it, and only the bot can have put them there."""
    if not isinstance(alert, dict) or not (alert.get("from") or {}).get("is_bot"):
        return None
    for row in (alert.get("reply_markup") or {}).get("inline_keyboard") or ():
        for button in row:
            if match := _PRESS.fullmatch(str(button.get("callback_data") or "")):
                return int(match[1])
    return None


class AdviserDesk:
    """Takes what advisers send.

    Args:
        work: what it acts on.
        api: acknowledges buttons.
        courier: answers.
    """

    def __init__(self, work: AdviserWork, api: Api, courier: Courier) -> None:
        self._work, self._api, self._courier = work, api, courier
        self._tries: dict[str, Bucket] = {}

    async def take(self, raw: Mapping[str, Any]) -> bool:
        """Takes an update if it is an adviser's; returns whether it was. Raises what the tables raise."""
        sent = read_private(raw)
        words = self._work.words()
        if sent is None or words is None:
            return False
        if sent.text and (match := _LINK.fullmatch(sent.text)):
            await self._link(sent.chat, match[1], words)
            return True
        adviser = await asyncio.to_thread(self._work.chats.adviser_of, sent.chat, self._work.clock())
        if adviser is None:
            return False
        if sent.query is not None:
            await self._quietly(self._api.answer_callback_query(sent.query))
        said, keyboard = await self._answer(sent, adviser, words)
        await self._say(sent.chat, said, keyboard)
        return True

    async def _link(self, chat: str, code: str, words: TelegramWords) -> None:
        now = self._work.clock()
        if len(self._tries) >= _REMEMBERED:
            self._tries.clear()
        bucket = self._tries.setdefault(chat, Bucket(_HOUR / _WRONG_CODES, _WRONG_CODES))
        if bucket.reserve(now.timestamp()) > 0:
            await self._say(chat, words.link_too_many)
            return
        adviser = await asyncio.to_thread(self._work.chats.use_code, chat, code, now)
        log.info("an adviser's chat", linked=adviser is not None)
        await self._say(chat, words.linked.format(adviser=adviser.name) if adviser else words.link_wrong)

    async def _answer(
        self, sent: FromChat, adviser: AdviserChat, words: TelegramWords
    ) -> tuple[str, InlineKeyboardMarkup | None]:
        """What is done about something sent, and what is said."""
        if sent.text in ("/unlink", "/stop"):
            await asyncio.to_thread(self._work.chats.unlink, sent.chat, self._work.clock())
            return words.unlinked, None
        press = _PRESS.fullmatch(sent.press or "")
        if press is not None:
            case, act = int(press[1]), press[2]
            if act == PASS:
                return words.pass_whom.format(case=case, address=self._work.console(case)), pass_keyboard(words, case)
            return await self._act(case, adviser, words, act), None
        if sent.query is None and sent.case is not None:
            return await self._reply(sent, sent.case, adviser, words), None
        return words.how.format(adviser=adviser.name, address=self._work.console(None)), None

    async def _act(self, case: int, adviser: AdviserChat, words: TelegramWords, act: str) -> str:
        cases, by = self._work.cases, adviser.adviser
        if act == HAVE:
            return await self._done(lambda: cases.acknowledge(case, by), words.taken, case, words)
        role = Role(act.partition(":")[2])
        return await self._done(
            lambda: cases.pass_on(case, by, role, "Passed on in Telegram"), words.passed, case, words
        )

    async def _reply(self, sent: FromChat, case: int, adviser: AdviserChat, words: TelegramWords) -> str:
        places = {"case": case, "address": self._work.console(case)}
        if not (adviser.shows_words and self._work.may_reply(adviser.council)):
            return words.reply_off.format(**places)
        text = (sent.text or "").strip()
        if not text:
            return words.not_text.format(**places)
        key = f"telegram:{sent.chat}:{sent.message}" if sent.message is not None else None
        cases = self._work.cases
        return await self._done(lambda: cases.reply(case, adviser.adviser, text, key), words.sent, case, words)

    async def _done(self, act: Callable[[], object], said: str, case: int, words: TelegramWords) -> str:
        """Acts on a case, and returns what to say: that it was done, or why not."""
        places = {"case": case, "address": self._work.console(case)}
        try:
            await asyncio.to_thread(act)
        except NotPossible as reason:
            return words.not_possible.format(reason=reason)
        except NotAllowed:
            return words.not_yours.format(**places)
        except Exception as error:
            log.error("an adviser's act failed", case=case, error=type(error).__name__)
            return words.failed.format(**places)
        return said.format(**places)

    async def _say(self, chat: str, text: str, keyboard: InlineKeyboardMarkup | None = None) -> None:
        await self._quietly(self._courier.send(chat, [Run(text)], keyboard))

    async def _quietly(self, work: Any) -> None:
        try:
            await work
        except TelegramError as error:
            log.info("an adviser was not answered", error=named(error))
