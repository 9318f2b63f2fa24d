"""Takes updates in: to the desk what people sent, to Telegram the small courtesies that follow from it."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable, Coroutine
from typing import Any

import structlog
from telegram import Update
from telegram.constants import ChatAction
from telegram.error import TelegramError

from bot.channels.telegram.advisers import AdviserDesk
from bot.channels.telegram.api import Api, named
from bot.channels.telegram.courier import Courier
from bot.channels.telegram.pace import Seldom
from bot.channels.telegram.reading import Reading, read, read_raw
from bot.channels.telegram.runs import Run
from bot.channels.telegram.words import GROUP
from bot.conversation.ports import Desk, Incoming, Refused

log = structlog.get_logger()
_REFUSAL_SECONDS = 60
_TYPING_SECONDS = 4  # Telegram shows “typing” for five


class Intake:
    """Takes one update after the other.

    Args:
        desk: is given what people sent.
        api: acknowledges buttons and shows “typing”.
        courier: says what the desk does not say itself: refusals, and that the bot does not work in groups.
        clock: the time, aware.
        advisers: takes what comes from advisers' own chats, before it could be a young person's; None takes nothing.
    """

    def __init__(
        self, desk: Desk, api: Api, courier: Courier, clock: Callable[[], dt.datetime],
        advisers: AdviserDesk | None = None,
    ) -> None:  # fmt: skip
        self._desk, self._api, self._courier, self._clock = desk, api, courier, clock
        self._advisers = advisers
        self._refusals, self._typing = Seldom(_REFUSAL_SECONDS), Seldom(_TYPING_SECONDS)
        self._groups = Seldom(float("inf"))
        self._chores: set[asyncio.Task[None]] = set()

    async def take(self, raw: dict[str, Any]) -> None:
        """Takes an update; returns when the desk has stored it, and raises what the desk raises when it could not."""
        if self._advisers is not None and await self._advisers.take(raw):
            return
        now = self._clock()
        reading = self._read(raw, now)
        for incoming in reading.messages:
            await self._receive(incoming, now)
        if reading.callback is not None:
            self._later(self._api.answer_callback_query(reading.callback))
        if reading.group is not None and self._groups.allows(reading.group, now.timestamp()):
            self._later(self._courier.send(reading.group, [Run(GROUP)]))

    def show_typing(self, chat: str) -> None:
        """Shows “typing”, which Telegram takes away after five seconds; no sooner again than that."""
        if self._typing.allows(chat, self._clock().timestamp()):
            self._later(self._api.send_chat_action(int(chat), ChatAction.TYPING))

    async def close(self) -> None:
        """Ends what was still to be sent by the way."""
        for chore in list(self._chores):
            chore.cancel()
        await asyncio.gather(*self._chores, return_exceptions=True)

    def _read(self, raw: dict[str, Any], now: dt.datetime) -> Reading:
        try:
            update = Update.de_json(raw, self._api)
            return read(update, now)
        except Exception as error:  # a shape that the library does not know must not stop the others
            log.error("an update cannot be read", update=raw.get("update_id"), error=named(error))
            return read_raw(raw, now)

    async def _receive(self, incoming: Incoming, now: dt.datetime) -> None:
        chat = incoming.external_id
        try:
            receipt = await self._desk.receive(incoming)
        except Refused as refused:
            log.info("a message was refused", status=refused.status)
            if self._refusals.allows(chat, now.timestamp()):
                self._later(self._courier.send(chat, [Run(refused.words)]))
            return
        if receipt.new and not receipt.to_adviser:
            self.show_typing(chat)

    def _later(self, work: Coroutine[Any, Any, Any]) -> None:
        chore = asyncio.create_task(_quietly(work), name="telegram chore")
        self._chores.add(chore)
        chore.add_done_callback(self._chores.discard)


async def _quietly(work: Coroutine[Any, Any, Any]) -> None:
    try:
        await work
    except TelegramError as error:
        log.info("a courtesy was not delivered", error=named(error))
