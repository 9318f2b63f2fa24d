"""Turns made by hand, for actions without Rasa."""

from __future__ import annotations

import datetime as dt
from typing import Any

from actions.turn import Found, Turn
from bot.content.loader import Content
from bot.content.model import Audience
from bot.conversation.reply import Choice, Reply

DAY = dt.date(2026, 11, 24)


def turn(content: Content, text: str = "", **given: Any) -> Turn:
    """A message of somebody of whom `council` and `age` are known; `found` as (answer, confidence) pairs."""
    audience = Audience(council=given.pop("council", None), age=given.pop("age", None))
    found = [Found(*pair) for pair in given.pop("found", ())]
    fields = {
        "intent": "menu", "learnt": {}, "state": {}, "button": {}, "verdict": "none", "topic": None, "ask": False,
        "channel": "web", "day": DAY,
    }  # fmt: skip
    return Turn(content=content, text=text, found=found, audience=audience, **{**fields, **given})


def press(made: Turn, choice: Choice, **more: Any) -> Turn:
    """The turn after somebody pressed a button under the reply to an earlier one."""
    button = {"intent": choice.intent, **choice.data}
    return turn(made.content, council=made.audience.council, age=made.audience.age, button=button, **more)


def buttons(reply: Reply) -> list[Choice]:
    """All the buttons of a reply."""
    return [button for part in reply.parts for button in part.buttons]
