"""Asks Rasa about one message as it would be asked for a person, and explains what became of it (bot/explain.py)."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, Protocol

from bot.content.loader import Content
from bot.conversation.reading import Readable, for_rasa, readable
from bot.conversation.reply import Reply
from bot.explain import Passage, Reading, explain

LONGEST = 2000


class CannotExplain(Exception):
    """There is nothing to explain; the message is one sentence."""


class Explaining(Protocol):
    """What is asked (bot.rasa.client.RasaClient)."""

    async def explain(self, sender: str, text: str, metadata: dict[str, Any]) -> tuple[Reply, dict[str, Any]]:
        """The reply to a message, and what the model made of it; raises RasaGone or RasaFailed."""
        ...

    async def forget(self, sender: str) -> None:
        """Drops a conversation."""
        ...


async def explained(
    rasa: Explaining, content: Content, text: str, day: dt.date, council: str | None = None, age: int | None = None
) -> list[Passage]:
    """The explanation of a message, taken as the first one of a conversation that nobody else sees.

    Args:
        rasa: asked for it.
        content: the answers.
        text: the message.
        day: decides which amounts hold.
        council: id of the council, when it is known.
        age: the age, when it is known.

    Raises CannotExplain, RasaGone and RasaFailed.
    """
    if readable(text) is not Readable.YES or len(text) > LONGEST:
        raise CannotExplain("Write a message of some words, as a young person would.")
    if council is not None and council not in content.councils:
        raise CannotExplain(f"There is no council “{council}” in places.yml.")
    sender = f"explain-{uuid.uuid4().hex}"
    metadata = {
        "explain": True,
        "channel": "explain",
        "today": day.isoformat(),
        "profile": {"council": council, "lives_in": None, "age": age},
        "state": {},
    }
    try:
        reply, reading = await rasa.explain(sender, for_rasa(text), metadata)
    finally:
        await rasa.forget(sender)
    return explain(Reading.model_validate({**reading, "text": text}), reply, content)
