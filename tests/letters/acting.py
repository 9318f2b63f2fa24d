"""Runs one custom action on one message, as Rasa's action server does, and reads the reply it sends back."""

from __future__ import annotations

import asyncio
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.base import TurnAction
from bot.conversation.reply import Reply, merge

DAY = "2026-11-24"


def act(
    action: TurnAction, *, text: str = "", intent: str = "", button: dict[str, str] | None = None,
    state: dict[str, Any] | None = None, **profile: Any,
) -> Reply:  # fmt: skip
    """The reply to one message; `profile` is what is known of the person."""
    metadata = {
        "profile": {"council": None, "lives_in": None, "age": None, **profile}, "state": state or {},
        "button": button, "today": DAY, "channel": "web",
    }  # fmt: skip
    entities = [
        {"entity": "age", "value": int(word), "start": 0, "end": len(word)} for word in text.split() if word.isdecimal()
    ]
    message = {"text": text, "intent": {"name": intent}, "metadata": metadata, "entities": entities}
    tracker = Tracker("sam", {}, message, [], False, None, {}, None)
    dispatcher = CollectingDispatcher()
    asyncio.run(action.run(dispatcher, tracker, {}))
    return merge([Reply.model_validate(m["custom"]["reply"]) for m in dispatcher.messages])
