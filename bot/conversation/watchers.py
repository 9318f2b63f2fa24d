"""Tells those who watch a conversation what happens in it."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator

from bot.conversation.ports import EngineState, Event

Key = tuple[str, str]


class Watchers:
    """Queues of events by conversation (channel and external id)."""

    def __init__(self) -> None:
        self._queues: dict[Key, set[asyncio.Queue[Event | None]]] = defaultdict(set)

    def tell(self, channel: str, external_id: str, event: Event) -> None:
        """Tells those who watch this conversation."""
        for queue in self._queues.get((channel, external_id), ()):
            queue.put_nowait(event)

    def tell_all(self, state: EngineState) -> None:
        """Tells everybody that the engine's state has changed."""
        for queues in self._queues.values():
            for queue in queues:
                queue.put_nowait(Event("engine", engine=state))

    def close(self) -> None:
        """Ends every watch, as when the bot stops."""
        for queues in self._queues.values():
            for queue in queues:
                queue.put_nowait(None)

    def watch(self, channel: str, external_id: str) -> AsyncIterator[Event]:
        """The events of a conversation from this call on, not only from the first step of the iteration."""
        queue: asyncio.Queue[Event | None] = asyncio.Queue()
        self._queues[channel, external_id].add(queue)
        return self._events((channel, external_id), queue)

    async def _events(self, key: Key, queue: asyncio.Queue[Event | None]) -> AsyncIterator[Event]:
        try:
            while (event := await queue.get()) is not None:
                yield event
        finally:
            self._queues[key].discard(queue)
            if not self._queues[key]:
                del self._queues[key]
