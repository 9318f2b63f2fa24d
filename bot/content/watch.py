"""Takes changed content files in while the bot runs."""

from __future__ import annotations

import asyncio

import structlog
from watchfiles import awatch

from bot.content.live import LiveContent

log = structlog.get_logger()


async def watch_content(live: LiveContent) -> None:
    """Reloads the content whenever a file in its folder changes; says in the log where a broken one is refused."""
    async for _ in awatch(live.folder, debounce=150, step=50, recursive=True):
        if await asyncio.to_thread(live.reload):
            log.info("content taken in")
        else:
            for fault in live.faults:
                log.error(
                    "content refused, the last good one stays", where=f"{fault.path}:{fault.line}", why=fault.problem
                )
