"""A person who talks to the bot: says something, presses a button, reads what comes back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from bot.ask import Clock, own_bot
from bot.conversation.ports import Incoming, Kind, Shown
from bot.conversation.reply import Reply
from bot.run import Bot, now
from bot.storage.store import Work

_UPDATES, _PEOPLE = count(1), count(1)


@dataclass(frozen=True)
class Heard:
    """What came back on one message; `reply` is None when the message has to wait."""

    messages: list[Shown]
    reply: Reply | None

    @property
    def outcome(self) -> str:
        return self.reply.outcome.value if self.reply else "waiting"

    @property
    def text(self) -> str:
        return "\n".join(m.markdown for m in self.messages)

    @property
    def buttons(self) -> list[str]:
        return [b.label for m in self.messages for b in m.buttons]

    @property
    def facts(self) -> list[str]:
        return self.reply.facts if self.reply else []

    @property
    def shown(self) -> list[str]:
        return self.reply.shown if self.reply else []


class Running:
    """A running bot, with the replies it made and what each was made from."""

    def __init__(self, bot: Bot, model: Path) -> None:
        self.bot, self.model = bot, model
        self.replies: dict[str, Reply] = {}
        self.works: dict[str, Work] = {}
        answer = bot.answering.reply

        async def kept(work: Work) -> Reply:
            reply = await answer(work)
            self.works[work.external_id], self.replies[work.external_id] = work, reply
            return reply

        bot.answering.reply = kept  # type: ignore[method-assign]

    def person(self) -> Person:
        """Somebody new."""
        return Person(self, f"person-{next(_PEOPLE)}")


class Person:
    """One person, in one conversation."""

    def __init__(self, running: Running, name: str) -> None:
        self.running, self.name = running, name
        self._desk = running.bot.desk

    async def say(self, text: str, kind: Kind = Kind.TEXT) -> Heard:
        """Sends one message and waits for what comes back."""
        last = await self._last()
        self.running.replies.pop(self.name, None)
        events = self._desk.watch("ask", self.name)
        update = f"update-{next(_UPDATES)}"
        await self._desk.receive(Incoming("ask", self.name, update, kind, text, self.running.bot.clock()))
        async with asyncio.timeout(60):
            async for event in events:
                if event.kind == "typing" and not event.typing:
                    break
        return await self._heard(last)

    async def press(self, label: str) -> Heard:
        """Presses the latest button that begins with a label."""
        buttons = [b for m in await self.history() for b in m.buttons]
        button = next(b for b in reversed(buttons) if b.label.lower().startswith(label.lower()))
        return await self.say(button.id, Kind.BUTTON)

    async def later(self, after: int, seconds: float) -> Heard:
        """Waits until the reply to a waiting message has come."""
        async with asyncio.timeout(seconds):
            while self.name not in self.running.replies:
                await asyncio.sleep(0.1)
        await self._desk.idle()
        return await self._heard(after)

    async def history(self) -> list[Shown]:
        return await self._desk.history("ask", self.name)

    async def _last(self) -> int:
        seen = await self.history()
        return seen[-1].seq if seen else 0

    async def _heard(self, last: int) -> Heard:
        shown = await self._desk.history("ask", self.name, last)
        return Heard([m for m in shown if m.sender == "bot"], self.running.replies.get(self.name))


@asynccontextmanager
async def running_bot(model: Path, content: Path, clock: Clock = now) -> AsyncIterator[Running]:
    async with own_bot(model, content, clock) as bot:
        yield Running(bot, model)
