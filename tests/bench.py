"""`make bench`: how fast the whole path is, in one run: ours, and the same model with Rasa's stock parts.

A message goes through the web API, our database, Rasa and the custom action, and is done when its reply comes over the
event stream. Trust the ratios; single times depend on the machine.
"""

from __future__ import annotations

import asyncio
import json
import os
import platform
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import psutil

from bot.cli import CONTENT, _model
from bot.front_door import FrontDoor
from bot.logs import log_to_stderr
from bot.rasa.supervisor import free_port
from bot.run import Bot, now
from bot.settings import load_settings
from bot.web_app import WebServer

QUESTIONS = (
    "do i have to pay council tax",
    "how much is the setting up money",
    "who is my personal adviser",
    "can i stay with my foster carer after 18",
    "how do i get my care records",
    "im moving into my first flat and i have no bed no cooker nothing, who helps with that",
    "is there money for college",
    "hi",
)


class Client:
    """One person in the web chat, with the event stream open."""

    def __init__(self, http: httpx.AsyncClient, token: str) -> None:
        self._http, self._token = http, token
        self._done: asyncio.Queue[float] = asyncio.Queue()
        self._reader: asyncio.Task[None] | None = None

    @classmethod
    async def open(cls, http: httpx.AsyncClient) -> Client:
        """Opens a conversation and its stream."""
        answer = await http.post("/api/conversations")
        client = cls(http, answer.json()["conversation"])
        opened = asyncio.Event()
        client._reader = asyncio.create_task(client._read(opened))
        await opened.wait()
        return client

    async def say(self, text: str) -> float:
        """Sends a message; returns the seconds until its reply came."""
        body = {"conversation": self._token, "id": str(uuid.uuid4()), "text": text}
        started = time.perf_counter()
        answer = await self._http.post("/api/messages", json=body)
        answer.raise_for_status()
        return await self._done.get() - started

    async def close(self) -> None:
        """Closes the stream."""
        if self._reader:
            self._reader.cancel()
            await asyncio.gather(self._reader, return_exceptions=True)

    async def _read(self, opened: asyncio.Event) -> None:
        params = {"conversation": self._token, "after": 0}
        async with self._http.stream("GET", "/api/stream", params=params, timeout=None) as stream:
            opened.set()
            kind = ""
            async for line in stream.aiter_lines():
                if line.startswith("event:"):
                    kind = line[6:].strip()
                elif line.startswith("data:") and kind == "typing" and not json.loads(line[5:]).get("on", True):
                    self._done.put_nowait(time.perf_counter())


@asynccontextmanager
async def running(model: Path, options: tuple[str, ...]) -> AsyncIterator[tuple[Bot, httpx.AsyncClient, float]]:
    """A bot with its web chat and its Rasa, ready; and the seconds until the page was up."""
    with tempfile.TemporaryDirectory(prefix="offer-bench-") as folder:
        os.environ["OFFER_STOCK_TRACKER"] = f"{folder}/tracker.db"
        port = free_port()
        settings = load_settings(
            _env_file=None, port=port, database_url=f"sqlite:///{folder}/offer.db", flood_limit=1_000_000,
            telegram_token=None, alert_email=None,
        )  # fmt: skip
        started = time.perf_counter()
        door = FrontDoor()
        web = WebServer(settings, door, now)
        await web.start()
        limits = httpx.Limits(max_connections=100)
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=60, limits=limits) as http:
            (await http.get("/")).raise_for_status()
            page = time.perf_counter() - started
            bot = Bot(settings, model, rasa_options=options)
            await bot.start()
            door.open(bot.desk)
            assert await bot.rasa.wait_ready(180), "Rasa did not get ready"
            try:
                yield bot, http, page
            finally:
                await bot.stop()
                await web.stop()


async def one_client(http: httpx.AsyncClient, messages: int) -> list[float]:
    """Seconds of each message of one client, a new conversation every 10 messages."""
    times = []
    for start in range(0, messages, 10):
        client = await Client.open(http)
        times += [await client.say(QUESTIONS[(start + i) % len(QUESTIONS)]) for i in range(10)]
        await client.close()
    return times


async def many_clients(http: httpx.AsyncClient, clients: int, messages: int) -> float:
    """Messages a second with several clients at once."""
    opened = [await Client.open(http) for _ in range(clients)]

    async def talk(client: Client) -> None:
        for i in range(messages):
            await client.say(QUESTIONS[i % len(QUESTIONS)])

    started = time.perf_counter()
    await asyncio.gather(*map(talk, opened))
    seconds = time.perf_counter() - started
    await asyncio.gather(*(c.close() for c in opened))
    return clients * messages / seconds


async def growth(http: httpx.AsyncClient, turns: int) -> float:
    """Time at the end of a long conversation divided by the time at its start (medians)."""
    client = await Client.open(http)
    times = [await client.say(QUESTIONS[i % 5]) for i in range(turns)]
    await client.close()
    return statistics.median(times[-10:]) / statistics.median(times[2:12])


def megabytes(bot: Bot) -> float:
    """Resident memory of both processes."""
    pids = [os.getpid(), *([bot.rasa.pid] if bot.rasa.pid else [])]
    return sum(psutil.Process(p).memory_info().rss for p in pids) / 1e6


def percentile(times: Sequence[float], share: float) -> float:
    """A percentile in milliseconds."""
    return sorted(times)[min(len(times) - 1, int(share * len(times)))] * 1000


async def measure(model: Path, options: tuple[str, ...], messages: int, turns: int) -> dict[str, float]:
    """All figures of one set-up."""
    async with running(model, options) as (bot, http, page):
        await one_client(http, 20)  # warm up
        times = await one_client(http, messages)
        return {
            "p50 ms": percentile(times, 0.5),
            "p95 ms": percentile(times, 0.95),
            "messages/s, 1 client": len(times) / sum(times),
            "messages/s, 16 clients": await many_clients(http, 16, max(10, messages // 16)),
            f"turn {turns} / turn 5": await growth(http, turns),
            "page up s": page,
            "memory MB": megabytes(bot),
        }


def main() -> None:
    """Measures and prints the table."""
    log_to_stderr("error")
    model = _model(CONTENT)
    ours = asyncio.run(measure(model, (), 300, 500))
    stock = asyncio.run(measure(model, ("--stock",), 150, 60))
    out = sys.stdout.write
    cpu = next(
        (x.split(":")[1].strip() for x in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in x), ""
    )
    out(f"Machine: {os.cpu_count()} cores, {cpu}, Python {platform.python_version()}, {platform.system()}\n")
    out(f"{'':<26}{'ours':>10}{'stock Rasa':>12}\n")
    theirs = [*stock.values()]
    for (name, value), other in zip(ours.items(), theirs, strict=True):
        label = name if "turn" not in name else f"{name} (stock: turn 60)"
        out(f"{label:<34}{value:>8.2f}{other:>12.2f}\n")
    ratio = stock["p50 ms"] / ours["p50 ms"]
    out(f"Ours is {ratio:.2f} times as fast as stock (p50, the same run; stock checks the schema at every message\n")
    out("and keeps the tracker in SQL).\n")


if __name__ == "__main__":
    main()
