"""The stream of a conversation: first what was said, then what is said now, with neither loss nor repetition."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator, Mapping

from sse_starlette import ServerSentEvent

from bot.channels.web.errors import ApiError, log_failure
from bot.channels.web.rendering import message_html
from bot.conversation.ports import Desk, Event, Shown

PING_SECONDS = 15
_MOST = 2**53  # the highest number a browser counts exactly


def read_after(query: str | None, last_event_id: str | None) -> int:
    """The number after which a client wants the messages: the higher of what it asked and what it saw last."""
    asked = _number(query or "0")
    if asked is None:
        raise ApiError("wrong_field", "“after” has to be the number of a message")
    return max(asked, _number(last_event_id or "0") or 0)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 17 and int(text) < _MOST else None


async def events(desk: Desk, person: str, after: int) -> AsyncGenerator[ServerSentEvent, None]:
    """The messages above `after`, then the engine's state, then all that happens, until it is closed.

    It listens before it reads the history, and takes what it missed from the history whenever a number is
    skipped, so that it does not matter in which order the desk stores and tells.
    """
    live: asyncio.Queue[Event | None] = asyncio.Queue()
    pump = asyncio.create_task(_pump(desk.watch("web", person), live))
    try:
        await asyncio.sleep(0)  # the pump is listening now
        for shown in await desk.history("web", person, after):
            after = max(after, shown.seq)
            yield message_event(shown)
        yield _event("engine", {"state": desk.engine_state()})
        while (event := await live.get()) is not None:
            if event.message is None:
                yield _state_event(event)
                continue
            for shown in await _news(desk, person, event.message, after):
                after = max(after, shown.seq)
                yield message_event(shown)
    except Exception as error:
        log_failure("the stream of a conversation", error)  # it ends; the client comes back for the rest
    finally:
        pump.cancel()


async def _pump(source: AsyncIterator[Event], live: asyncio.Queue[Event | None]) -> None:
    try:
        async for event in source:
            live.put_nowait(event)
    except Exception as error:
        log_failure("watching a conversation", error)
    finally:
        live.put_nowait(None)
        if isinstance(source, AsyncGenerator):
            await source.aclose()


async def _news(desk: Desk, person: str, message: Shown, after: int) -> list[Shown]:
    if message.seq == 0 or message.seq == after + 1:
        return [message]
    if message.seq <= after:
        return []
    missed = await desk.history("web", person, after)
    return missed if any(shown.seq == message.seq for shown in missed) else [*missed, message]


def message_event(shown: Shown) -> ServerSentEvent:
    """A message as the element takes it."""
    data = {
        "seq": shown.seq,
        "sender": shown.sender,
        "html": message_html(shown),
        "buttons": [{"id": button.id, "label": button.label} for button in shown.buttons],
        "when": shown.when.isoformat(),
        "update_id": shown.update_id,
        "name": shown.name,
    }
    return _event("message", data, str(shown.seq) if shown.seq else None)


def _state_event(event: Event) -> ServerSentEvent:
    if event.kind == "typing":
        return _event("typing", {"on": event.typing})
    if event.kind == "writing":
        return _event("writing", {"words": event.words})
    return _event("engine", {"state": event.engine})


def ping() -> ServerSentEvent:
    """A sign of life that a script can see (a comment it cannot), so that a dead connection is noticed."""
    return _event("ping", {})


def _event(name: str, data: Mapping[str, object], number: str | None = None) -> ServerSentEvent:
    return ServerSentEvent(json.dumps(data, ensure_ascii=False), event=name, id=number)
