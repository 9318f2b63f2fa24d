"""`offer ask`: questions through the whole way, with a bot and a Rasa of its own and a throwaway database.

Input and output lines are described in docs/ask.md; they are the stable interface by which the product is measured.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TextIO

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.conversation.ports import Event, Incoming, Kind
from bot.conversation.reply import Reply
from bot.run import Bot, now
from bot.settings import load_settings
from bot.storage.store import Work

Clock = Callable[[], dt.datetime]
READY_WITHIN = 180.0
_FLOOD = 1_000_000


class Line(BaseModel):
    """One line of input."""

    model_config = ConfigDict(extra="ignore")

    id: str
    text: str
    council: str | None = None
    age: int | None = None
    conversation: str | None = None


class BadLine(Exception):
    """A line of input that cannot be read; the message says which and why."""


def read_lines(source: Iterable[str]) -> list[Line]:
    """Reads the input lines; raises BadLine with the number of the first bad one."""
    lines = []
    for number, raw in enumerate(source, start=1):
        if not raw.strip():
            continue
        try:
            data = json.loads(raw)
        except json.JSONDecodeError as error:
            raise BadLine(f"Line {number} cannot be read: it is not JSON ({error.msg}).") from None
        if not isinstance(data, dict):
            raise BadLine(f"Line {number} cannot be read: it must be an object with an id and a text.")
        try:
            lines.append(Line.model_validate({**data, "id": str(data.get("id", number))}))
        except ValidationError as error:
            first = error.errors()[0]
            field = ".".join(map(str, first["loc"]))
            raise BadLine(f"Line {number} cannot be read: {field}: {first['msg'].lower()}.") from None
    return lines


class Asker:
    """Asks a running bot, one message after the other."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._replies: dict[int, Reply] = {}
        self._count = 0
        answer = bot.answering.reply

        async def kept(work: Work) -> Reply:
            reply = await answer(work)
            self._replies[work.inbound] = reply
            return reply

        bot.answering.reply = kept  # type: ignore[method-assign]

    async def ask(self, line: Line) -> dict[str, Any]:
        """The output line for one input line."""
        bot, who = self._bot, line.conversation or f"alone-{self._count}"
        given = {k: v for k, v in (("council", line.council), ("age", line.age)) if v is not None}
        if given:
            await asyncio.to_thread(bot.store.set_profile, "ask", who, given, bot.clock(), "given")
        self._count += 1
        seen = await bot.desk.history("ask", who)
        last = seen[-1].seq if seen else 0
        started = time.perf_counter()
        events = bot.desk.watch("ask", who)
        incoming = Incoming("ask", who, f"ask-{self._count}", Kind.TEXT, line.text, bot.clock())
        await bot.desk.receive(incoming)
        await self._until_answered(events)
        elapsed = (time.perf_counter() - started) * 1000
        reply = next(iter(self._replies.values()), None)
        self._replies.clear()
        shown = await bot.desk.history("ask", who, last)
        texts = [s.markdown for s in shown if s.sender != "person"]
        return output_line(line.id, reply, texts, elapsed)

    async def _until_answered(self, events: AsyncIterator[Event]) -> None:
        """Waits until typing stops: the reply is then kept."""
        async for event in events:
            if event.kind == "typing" and not event.typing:
                return


def output_line(line_id: str, reply: Reply | None, texts: list[str], milliseconds: float) -> dict[str, Any]:
    """One output line, with the fields in their documented order."""
    reply = reply or Reply(outcome="failed")  # type: ignore[arg-type]
    return {
        "id": line_id,
        "outcome": reply.outcome.value,
        "verdict": reply.verdict,
        "safe_check": reply.safe_check,
        "topic": reply.topic,
        "answers": [a.model_dump() for a in reply.answers],
        "shown": reply.shown,
        "hedged": reply.hedged,
        "facts": reply.facts,
        "reply": texts,
        "ms": round(milliseconds, 1),
    }


def clock_as_at(day: dt.date | None, clock: Clock = now) -> Clock:
    """A clock on which it is that day, at the present time of day, and goes on; the present one for None."""
    if day is None:
        return clock
    shift = day - clock().date()
    return lambda: clock() + shift


@asynccontextmanager
async def own_bot(model: Path, content: Path, clock: Clock = now, **settings: Any) -> AsyncIterator[Bot]:
    """A bot and a Rasa on free ports with a throwaway database, ready to answer; nothing is sent to anybody."""
    with tempfile.TemporaryDirectory(prefix="offer-ask-") as folder:
        chosen = load_settings(
            _env_file=None,
            database_url=f"sqlite:///{folder}/ask.db",
            content=content,
            port=0,
            rasa_port=0,
            actions_port=0,
            telegram_token=None,
            alert_email=None,
            flood_limit=_FLOOD,
            **settings,
        )
        bot = Bot(chosen, model, clock=clock)
        await bot.start(channels=False)
        try:
            if not await bot.rasa.wait_ready(READY_WITHIN):
                raise TimeoutError(f"Rasa was not ready after {READY_WITHIN:.0f} seconds.")
            yield bot
        finally:
            await bot.stop()


async def ask_all(model: Path, content: Path, lines: list[Line], out: TextIO, clock: Clock = now) -> None:
    """Answers every line, in order, writing each output line as it comes."""
    async with own_bot(model, content, clock) as bot:
        asker = Asker(bot)
        for line in lines:
            out.write(json.dumps(await asker.ask(line), ensure_ascii=False) + "\n")
            out.flush()


async def ask_once(model: Path, content: Path, line: Line, clock: Clock = now) -> dict[str, Any]:
    """The output line for one question, and the labels of its buttons under `buttons`."""
    async with own_bot(model, content, clock) as bot:
        answer = await Asker(bot).ask(line)
        shown = await bot.desk.history("ask", line.conversation or "alone-0")
        answer["messages"] = [(s.markdown, [b.label for b in s.buttons]) for s in shown if s.sender != "person"]
        return answer
