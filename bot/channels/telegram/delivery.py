"""Delivers what the desk has written: every message once, in order in each chat, through breaks of the network."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections import Counter
from collections.abc import Callable
from itertools import groupby
from typing import Protocol

import structlog
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError

from bot.channels.telegram.api import named, seconds_of
from bot.channels.telegram.courier import Courier
from bot.channels.telegram.pace import patience
from bot.channels.telegram.rendering import keyboard, messages
from bot.channels.telegram.runs import Run
from bot.conversation.ports import Shown

log = structlog.get_logger()
_LOOK_SECONDS = 1.0
_AT_ONCE = 500
_LONGEST_WAIT = 300.0
_GIVE_UP = dt.timedelta(hours=24)
_GRACE_SECONDS = 3.0
_STRANGE = 2

Due = tuple[int, str, Shown]


class Outbox(Protocol):
    """The messages that wait to be delivered (bot.storage.store.Store)."""

    def due_outbound(self, now: dt.datetime, limit: int = 50) -> list[Due]:
        """Messages to send now: (row id, chat id, message), in order of each chat."""
        ...

    def sent(self, outbound_id: int) -> None:
        """A message has reached Telegram."""
        ...

    def held_back(self, outbound_id: int, due: dt.datetime, *, dead: bool = False) -> None:
        """A message could not be delivered: try again at `due`, or never (`dead`)."""
        ...


class Delivery:
    """Sends what waits in the outbox until it is stopped.

    Args:
        outbox: where messages wait.
        courier: sends one message.
        clock: the time, aware.
    """

    def __init__(self, outbox: Outbox, courier: Courier, clock: Callable[[], dt.datetime]) -> None:
        self._outbox, self._courier, self._clock = outbox, courier, clock
        self._news = asyncio.Event()
        self._active: dict[str, asyncio.Task[None]] = {}
        self._tries: Counter[int] = Counter()
        self._reached: Counter[int] = Counter()  # how many pieces of a message Telegram has already
        self._stopping = False

    def wake(self) -> None:
        """Something waits to be delivered."""
        self._news.set()

    async def run(self) -> None:
        """Delivers until cancelled."""
        self._stopping = False
        while True:
            self._news.clear()
            try:
                await self._round()
            except Exception as error:  # the database can be locked or away for a while
                log.error("the outbox cannot be read", error=named(error))
            try:
                async with asyncio.timeout(_LOOK_SECONDS):
                    await self._news.wait()
            except TimeoutError:
                pass

    async def finish(self) -> None:
        """Lets messages on their way arrive, for three seconds; the others stay in the outbox."""
        self._stopping = True
        tasks = list(self._active.values())
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=_GRACE_SECONDS)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _round(self) -> None:
        busy = set(self._active)  # before reading: a chat that finishes meanwhile must not be sent the same again
        due = await asyncio.to_thread(self._outbox.due_outbound, self._clock(), _AT_ONCE)
        free = sorted((item for item in due if item[1] not in busy), key=lambda item: item[1])
        for chat, items in groupby(free, key=lambda item: item[1]):
            task = asyncio.create_task(self._chat(list(items)), name="telegram chat")
            self._active[chat] = task
            task.add_done_callback(lambda _, chat=chat: self._done(chat))  # type: ignore[misc]

    def _done(self, chat: str) -> None:
        self._active.pop(chat, None)
        self._news.set()

    async def _chat(self, items: list[Due]) -> None:
        for row, chat, shown in items:
            try:
                if self._stopping or not await self._deliver(row, chat, shown):
                    return
            except Exception as error:  # only the outbox itself fails here; the message is tried again
                log.error("the outbox cannot be written", message=row, error=named(error))
                await asyncio.sleep(_LOOK_SECONDS)
                return

    async def _deliver(self, row: int, chat: str, shown: Shown) -> bool:
        """Sends one message; returns whether the next one of the chat may follow."""
        try:
            pieces = messages(shown) or [[Run("…")]]
            for piece in pieces[self._reached[row] :]:
                last = self._reached[row] == len(pieces) - 1
                await self._courier.send(chat, piece, keyboard(shown.buttons) if last else None)
                self._reached[row] += 1
        except Exception as error:
            return await self._failed(row, shown, error)
        await asyncio.to_thread(self._outbox.sent, row)
        self._forget(row)
        return True

    async def _failed(self, row: int, shown: Shown, error: Exception) -> bool:
        now = self._clock()
        wait = wait_after(error, self._tries[row], now - shown.when)
        self._tries[row] += 1
        log.warning("a message was not delivered", message=row, error=named(error), again_in=wait)
        due = now if wait is None else now + dt.timedelta(seconds=wait)
        await asyncio.to_thread(lambda: self._outbox.held_back(row, due, dead=wait is None))
        if wait is None:
            self._forget(row)
        return wait is None

    def _forget(self, row: int) -> None:
        self._tries.pop(row, None)
        self._reached.pop(row, None)


def wait_after(error: Exception, tries: int, age: dt.timedelta) -> float | None:
    """Seconds until a message is tried again after an error; None when it never will be.

    Never again: the person has blocked the bot, the chat does not exist, the message is a day old, or it has failed
    three times for a reason that is no fault of Telegram's or the network's, so that it might have arrived each time.
    """
    if not isinstance(error, TelegramError) and tries >= _STRANGE:
        return None
    if isinstance(error, Forbidden | BadRequest | ChatMigrated) or age >= _GIVE_UP:
        return None
    if isinstance(error, RetryAfter):
        return seconds_of(error)
    return patience(tries, _LONGEST_WAIT)
