"""Fetches updates from Telegram. One is confirmed only after it is stored, so a crash between brings it again."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any

import structlog
from telegram.error import RetryAfter, TelegramError

from bot.channels.telegram.api import Api, named, seconds_of
from bot.channels.telegram.intake import Intake
from bot.channels.telegram.pace import patience

log = structlog.get_logger()
_SUSPECT = 3
_FIRST, _LONGEST_WAIT = 0.5, 30.0


class Polling:
    """Asks for updates and has them taken, in order.

    Args:
        api: the connection.
        intake: takes the updates.
    """

    def __init__(self, api: Api, intake: Intake) -> None:
        self._api, self._intake = api, intake
        self._offset: int | None = None
        self._failures: Counter[int] = Counter()

    async def run(self) -> None:
        """Polls until cancelled."""
        tries = 0
        while True:
            try:
                batch = await self._api.raw_updates(self._offset)
            except TelegramError as error:
                log.warning("updates cannot be fetched", error=named(error))
                told = seconds_of(error) if isinstance(error, RetryAfter) else None
                await asyncio.sleep(patience(tries, _LONGEST_WAIT, _FIRST) if told is None else told)
                tries += 1
                continue
            tries = 0
            if not await self._take(batch):
                await asyncio.sleep(patience(max(self._failures.values(), default=1) - 1, _LONGEST_WAIT, _FIRST))

    async def _take(self, batch: list[dict[str, Any]]) -> bool:
        """Takes updates in order; returns False when one was not stored and has to be fetched again.

        One that has failed three times does not hold up the others. Once a later one is stored, storing works, so it
        is tried a last time and then passed over.
        """
        suspects: list[dict[str, Any]] = []
        for raw in batch:
            if await self._stored(raw):
                for suspect in suspects:
                    if not await self._stored(suspect):
                        log.error("an update was passed over", update=suspect["update_id"])
                suspects.clear()
                self._failures.clear()
                self._offset = int(raw["update_id"]) + 1
            elif self._failures[int(raw["update_id"])] < _SUSPECT:
                return False
            else:
                suspects.append(raw)
        return not suspects

    async def _stored(self, raw: dict[str, Any]) -> bool:
        try:
            await self._intake.take(raw)
        except Exception as error:
            self._failures[int(raw["update_id"])] += 1
            log.error("an update was not stored", update=raw["update_id"], error=named(error))
            return False
        return True
