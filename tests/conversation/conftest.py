"""A desk with a real store and the real content; only Rasa is played."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.content.phrases import Phrases
from bot.conversation.answering import Answering, Rasa
from bot.conversation.desk import ConversationDesk
from bot.conversation.ports import EngineState, Incoming, Shown


class Talk:
    """A desk, and the conversation seen from a person's side."""

    def __init__(self, parts: dict[str, Any], *, alerts: bool = True, flood_limit: int = 100, **answering: Any) -> None:
        self._parts, self._options = parts, {"alerts": alerts, "flood_limit": flood_limit, **answering}
        self.state: EngineState = "ready"
        self.rasa: Rasa = answering.pop("rasa", parts["rasa"])
        self.store, self.clock, self.write = parts["store"], parts["clock"], parts["write"]
        self.rung = 0
        shared = {"store": self.store, "content": parts["content"], "clock": self.clock}
        self.answering = Answering(
            **shared,
            rasa=self.rasa,
            engine_state=lambda: self.state,
            rules=parts["rules"],
            alerts=alerts,
            **answering,
        )
        self.desk = ConversationDesk(
            **shared,
            answering=self.answering,
            engine_state=lambda: self.state,
            flood_limit=flood_limit,
            alert_routes=("email",) if alerts else (),
            on_outbound=self._ring,
        )
        self.phrases: Phrases = self.answering.phrases()

    def _ring(self) -> None:
        self.rung += 1

    def again(self) -> Talk:
        """Another desk on the same tables, as after a restart."""
        return Talk(self._parts, **self._options)

    async def say(self, words: str | Incoming, **fields: Any) -> list[str]:
        """Sends one message and returns the texts that came for it."""
        incoming = words if isinstance(words, Incoming) else self.write(words, **fields)
        before = await self.shown(incoming.external_id)
        await self.desk.receive(incoming)
        await self.desk.idle()
        new = await self.desk.history("web", incoming.external_id, before[-1].seq if before else 0)
        return [s.markdown for s in new if s.sender == "bot"]

    async def shown(self, who: str = "sam") -> list[Shown]:
        return await self.desk.history("web", who)

    async def heard(self, who: str = "sam") -> list[str]:
        """Everything the person was told, but for the notice."""
        notice = self.phrases.say("notice")
        return [s.markdown for s in await self.shown(who) if s.sender == "bot" and s.markdown != notice]

    def turn(self, state: EngineState) -> None:
        """Rasa's state changes."""
        self.state = state
        self.desk.engine_changed(state)


@pytest.fixture
def talk_parts(sqlite_store: Any, content: Any, rules: Any, rasa: Any, clock: Any, write: Any) -> dict[str, Any]:
    return {"store": sqlite_store, "content": content, "rules": rules, "rasa": rasa, "clock": clock, "write": write}


@pytest.fixture
async def talk(talk_parts: dict[str, Any]) -> AsyncIterator[Talk]:
    talk = Talk(talk_parts)
    yield talk
    await talk.desk.close()


@pytest.fixture
async def make_talk(talk_parts: dict[str, Any]) -> AsyncIterator[Any]:
    """Makes desks with other options, and closes them."""
    made: list[Talk] = []

    def make(**options: Any) -> Talk:
        made.append(Talk(talk_parts, **options))
        return made[-1]

    yield make
    for talk in made:
        await talk.desk.close()
