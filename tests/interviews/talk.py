"""Talks to the real actions as Rasa would: what was kept goes with each message, the reply changes what is kept."""

from __future__ import annotations

import asyncio
import datetime as dt
import re
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.interview import ActionAskInterview
from bot.content.loader import Content
from bot.conversation.reply import Choice, Reply
from bot.interviews.listening import expected
from bot.interviews.progress import from_state

TODAY = "2026-11-24"
_PLACES = {"leics": "leicestershire", "ely": "cambridgeshire/east-cambridgeshire", "cardiff": "wales"}
_AGE = re.compile(r"\bim (\d\d)\b")


class Talk:
    """One person in one conversation; `state` and `profile` are what the bot keeps of them."""

    def __init__(self, content: Content, **profile: Any) -> None:
        self.content = content
        self.state: dict[str, Any] = {}
        self.profile: dict[str, Any] = {"council": None, "lives_in": None, "age": None, **profile}
        self.replies: list[Reply | None] = []
        self.events: list[dict[str, Any]] = []

    def start(self, interview: str, **data: str) -> Reply:
        """Presses the button that starts an interview."""
        return self.press(Choice(label="start", intent="interview", data={"interview": interview, **data}))

    def say(self, text: str, intent: str = "interview_reply", **safety: Any) -> Reply:
        """Types something that Rasa took for a reply, or for another intent."""
        return self._sure(self.send(text, intent, None, ActionAskInterview(), safety))

    def press(self, choice: Choice) -> Reply:
        """Presses a button."""
        button = {"intent": choice.intent, **choice.data}
        return self._sure(self.send("", choice.intent, button, ActionAskInterview(), {}))

    def tap(self, label: str) -> Reply:
        """Presses the latest button that begins with a label."""
        shown = [b for r in reversed(self.replies) if r for p in reversed(r.parts) for b in p.buttons]
        return self.press(next(b for b in shown if b.label.startswith(label)))

    def fit(self, text: str) -> str | None:
        """What Rasa is told of a text, before it is asked."""
        told = expected(self.content, self.state, text, dt.date.fromisoformat(TODAY))
        return told["fit"] if told else None

    @property
    def at(self) -> str | None:
        progress = from_state(self.state)
        return progress.at if progress else None

    @property
    def answers(self) -> dict[str, str]:
        progress = from_state(self.state)
        return dict(progress.answers) if progress else {}

    @property
    def left(self) -> bool:
        """Whether the last action left the form."""
        return {"event": "active_loop", "timestamp": None, "name": None} in self.events

    def send(
        self, text: str, intent: str, button: dict[str, str] | None, action: Action, safety: dict[str, Any]
    ) -> Reply | None:
        """One message to one action."""
        metadata = {"profile": self.profile, "state": self.state, "button": button, "channel": "web", "today": TODAY}
        message = {
            "text": text, "intent": {"name": intent.split("/")[0], "full": intent}, "entities": _entities(text),
            "metadata": metadata, "safety": safety,
        }  # fmt: skip
        tracker = Tracker("c1", {}, message, [], False, None, {}, "action_listen")
        dispatcher = CollectingDispatcher()
        self.events = asyncio.run(action.run(dispatcher, tracker, {}))
        reply = Reply.model_validate(dispatcher.messages[0]["custom"]["reply"]) if dispatcher.messages else None
        self.replies.append(reply)
        if reply:
            self.state = {k: v for k, v in {**self.state, **reply.state}.items() if v is not None}
            self.profile |= reply.profile
        return reply

    def _sure(self, reply: Reply | None) -> Reply:
        assert reply is not None, "the action said nothing"
        return reply


def text_of(reply: Reply | None) -> str:
    """All that a reply says."""
    return "\n".join(p.markdown for p in reply.parts) if reply else ""


def labels(reply: Reply) -> list[str]:
    """The labels of all its buttons."""
    return [b.label for p in reply.parts for b in p.buttons]


def _entities(text: str) -> list[dict[str, Any]]:
    found = [
        {"entity": "place", "value": value, "start": text.find(name), "end": text.find(name) + len(name)}
        for name, value in _PLACES.items()
        if name in text.split()
    ]
    return found + [
        {"entity": "age", "value": int(m.group(1)), "start": m.start(), "end": m.end()} for m in _AGE.finditer(text)
    ]
