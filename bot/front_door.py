"""The desk that people meet while the bot is still starting: the page is up at once, and messages wait at the door."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from bot.conversation.ports import ChannelName, Desk, EngineState, Event, Incoming, Receipt, Refused, Shown

_PATIENCE = 25.0  # seconds; the web chat keeps a refused message and sends it again by itself
_LATER = "I am still waking up. Please try again in a moment. If you are in danger, ring 999."


class FrontDoor:
    """A Desk that passes everything on to the real one, as soon as there is one."""

    def __init__(self) -> None:
        self._desk: Desk | None = None
        self._opened = asyncio.Event()

    def open(self, desk: Desk) -> None:
        """Lets everybody through to the real desk."""
        self._desk = desk
        self._opened.set()

    def engine_state(self) -> EngineState:
        """Waking, until the real desk knows better."""
        return self._desk.engine_state() if self._desk else "waking"

    async def receive(self, incoming: Incoming) -> Receipt:
        """Waits for the real desk; raises Refused (503) when it takes too long, so that the message is sent again."""
        return await (await self._real()).receive(incoming)

    async def history(self, channel: ChannelName, external_id: str, after: int = 0) -> list[Shown]:
        """The history, once there is a desk; before that nothing can have been said."""
        return await self._desk.history(channel, external_id, after) if self._desk else []

    def watch(self, channel: ChannelName, external_id: str) -> AsyncIterator[Event]:
        """The events, once there is a desk."""
        return self._desk.watch(channel, external_id) if self._desk else self._watch_later(channel, external_id)

    async def _watch_later(self, channel: ChannelName, external_id: str) -> AsyncIterator[Event]:
        yield Event("engine", engine="waking")
        await self._opened.wait()
        desk = await self._real()
        events = desk.watch(channel, external_id)
        for shown in await desk.history(channel, external_id):
            yield Event("message", message=shown)
        yield Event("engine", engine=desk.engine_state())
        async for event in events:
            yield event

    async def _real(self) -> Desk:
        try:
            await asyncio.wait_for(self._opened.wait(), _PATIENCE)
        except TimeoutError:
            raise Refused(503, _LATER) from None
        assert self._desk is not None
        return self._desk
