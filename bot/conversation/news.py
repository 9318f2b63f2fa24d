"""Tells the open web chats of messages that were put into a conversation by another process, such as the command line.

The web chat's stream tells only what this process says by itself; Telegram's courier reads the tables anyway.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import structlog

from bot.conversation.ports import ChannelName, Shown

log = structlog.get_logger()
LOOK_SECONDS = 2.0


@dataclass(frozen=True)
class Unasked:
    """A message that answers none of the person's own: its row, and where it belongs."""

    row: int
    channel: ChannelName
    external_id: str
    shown: Shown


class Tell(Protocol):
    """What is told of a message (bot.conversation.desk.ConversationDesk.tell)."""

    def __call__(self, channel: ChannelName, external_id: str, shown: Shown) -> None:
        """Tells those who watch the conversation."""
        ...


class News:
    """Looks for new messages that nobody asked for.

    Args:
        unasked: gives the newest of them, in any order.
        tell: is told of each new one, once.
    """

    def __init__(self, unasked: Callable[[], Sequence[Unasked]], tell: Tell) -> None:
        self._unasked, self._tell = unasked, tell
        self._known: set[int] | None = None

    async def look(self) -> None:
        """Tells what has come since the last look; the first look only notes what is there."""
        found = await asyncio.to_thread(self._unasked)
        for message in found if self._known is not None else ():
            if message.row not in (self._known or ()):
                self._tell(message.channel, message.external_id, message.shown)
        self._known = {message.row for message in found}

    async def run(self) -> None:
        """Looks every two seconds, until it is cancelled."""
        while True:
            try:
                await self.look()
            except Exception as error:  # the database can be locked or away for a while
                log.error("news cannot be read, trying again", error=type(error).__name__)
            await asyncio.sleep(LOOK_SECONDS)
