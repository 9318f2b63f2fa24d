"""Takes changed content files in while the bot runs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import structlog
from watchfiles import awatch

from bot.content.live import LiveContent

log = structlog.get_logger()


async def watch_content(live: LiveContent, notice: Callable[[], object] = lambda: None) -> None:
    """Reloads the content whenever a file in its folder changes; says in the log where a broken one is refused.

    Args:
        live: the content that is served.
        notice: called after each reload, to keep what was changed; may take its time.
    """
    async for _ in awatch(live.folder, debounce=150, step=50, recursive=True):
        if await asyncio.to_thread(live.reload):
            log.info("content taken in")
        else:
            for fault in live.faults:
                log.error(
                    "content refused, the last good one stays", where=f"{fault.path}:{fault.line}", why=fault.problem
                )
        try:
            await asyncio.to_thread(notice)
        except Exception as error:  # the history can wait for the next look; the content cannot
            log.error("a change of the content could not be kept", error=type(error).__name__)
