"""Lets the casework's clock tick while the bot runs."""

from __future__ import annotations

import asyncio

import structlog

from bot.casework.service import Casework

log = structlog.get_logger()
TICK_SECONDS = 5.0


async def run_clock(casework: Casework, every: float = TICK_SECONDS) -> None:
    """Looks every few seconds for what is due, until it is cancelled; whatever goes wrong, it goes on."""
    while True:
        try:
            await asyncio.to_thread(casework.tick)
        except Exception as error:  # the database can be locked or away for a while
            log.error("the clock of the cases cannot look, trying again", error=type(error).__name__)
        await asyncio.sleep(every)
