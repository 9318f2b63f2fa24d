"""The parts of the chaos: a bot that is killed, people who write on, and a mail server that remembers everything."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import re
import resource
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import httpx
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session as Tables

from bot.storage.database import open_database
from bot.storage.people_tables import DeskRow, RouteRow
from bot.storage.tables import Alert, Handoff, Inbound

ROOT = Path(__file__).resolve().parents[2]
DANGER = "i am going to kill myself tonight"
REPEAT = "sent again"
DESK = ("duty@council.example", "second@council.example")


SENDERS = 3


@dataclass(frozen=True)
class Mail:
    """An e-mail that was handed over: to whom, for which alert and case, and whether it says that it is a repeat."""

    to: str
    alert: int
    case: int
    repeat: bool


class Post:
    """A mail server that keeps what it was handed, in order. `hit` is called before it says that it has."""

    def __init__(self) -> None:
        self.mails: list[Mail] = []
        self.hit: Any = None
        self.refuse: str | None = None
        self._port = free_port()
        self.address = f"smtp://127.0.0.1:{self._port}"

    def __enter__(self) -> Post:
        self.open()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def open(self) -> None:
        self._controller = Controller(self, hostname="127.0.0.1", port=self._port)
        self._controller.start()

    def close(self) -> None:
        self._controller.stop()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.refuse:
            return self.refuse
        mail: Any = message_from_bytes(envelope.content or b"", policy=policy.default)  # type: ignore[arg-type]
        text = mail.get_body().get_content()
        alert = re.fullmatch(r"<alert-(\d+)@.*>", mail["Message-ID"] or "")
        if alert is not None:
            case = re.search(r"Case: (\d+)", text)
            assert case
            self.mails.append(Mail(envelope.rcpt_tos[0], int(alert[1]), int(case[1]), REPEAT in text))
        if self.hit is not None:
            self.hit()
        return "250 OK"


class Offer:
    """The bot in a process of its own, which can be killed and started again on the same tables."""

    def __init__(self, folder: Path, database: str, post: Post, **settings: str) -> None:
        self.port, self._folder = free_port(), folder
        shutil.copytree(ROOT / "offer_content", folder / "content")  # as it is now, also when somebody edits it
        policy = folder / "content" / "safety" / "handoff.yml"  # the team works day and night, whenever the test runs
        policy.write_text(re.sub(r"  hours:\n(    .*\n)+", "  hours: {always: true}\n", policy.read_text(), count=1))
        self.url = f"http://127.0.0.1:{self.port}"
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("OFFER_")},
            "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1",
            "OFFER_PORT": str(self.port), "OFFER_DATABASE_URL": database, "OFFER_SMTP_URL": post.address,
            "OFFER_COUNCIL": "leicestershire", "OFFER_BACKGROUND_TRAINING": "false", "OFFER_FLOOD_LIMIT": "100000",
            "OFFER_DEMO": "false", "OFFER_CONTENT": str(folder / "content"), **settings,
        }  # fmt: skip
        self.log = folder / "bot.log"
        self.process: int | None = None
        self._ending = threading.Lock()
        with self.log.open("ab") as log:
            self._mother = subprocess.Popen(
                [sys.executable, "-m", "tests.chaos.offer_without_rasa"],
                cwd=folder, env=self._environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True,
            )  # fmt: skip

    def start(self) -> None:
        assert self._mother.stdin
        assert self._mother.stdout
        self._mother.stdin.write("start\n")
        self._mother.stdin.flush()
        number = self._mother.stdout.readline()
        assert number, f"the bot cannot be started:\n{self.log.read_text()[-3000:]}"
        self.process = int(number)

    def disk_full(self, full: bool) -> None:
        """Lets the process write no file any further, as on a full disk, or again."""
        assert self.process
        _, hard = resource.prlimit(self.process, resource.RLIMIT_FSIZE)
        resource.prlimit(self.process, resource.RLIMIT_FSIZE, (1 if full else hard, hard))

    def kill(self) -> None:
        """Ends the bot at once, in whatever it does."""
        with self._ending, contextlib.suppress(ProcessLookupError):
            process, self.process = self.process, None
            while process is not None:  # until it is gone
                os.kill(process, signal.SIGKILL)
                time.sleep(0.005)

    def close(self) -> None:
        """Ends everything."""
        self.kill()
        self._mother.communicate(timeout=10)


async def all_sent(database: str, seconds: float) -> None:
    """Waits until every message is answered and every alert has left."""
    engine, end = open_database(database), time.monotonic() + seconds
    waiting = select(Inbound.id).where(Inbound.state == "waiting").limit(1)
    unsent = select(Alert.id).where(Alert.state != "sent").limit(1)
    while True:
        with Tables(engine) as tables:
            if tables.scalar(waiting) is None and tables.scalar(unsent) is None:
                break
        assert time.monotonic() < end, "something still waits"
        await asyncio.sleep(0.3)
    engine.dispose()


def check(database: str, people: People, post: Post) -> str:
    """Every accepted message has one case, told to both addresses, in order; what came twice says that it is a repeat.

    Returns:
        what happened, in figures.
    """
    engine = open_database(database)
    with Tables(engine) as tables:
        inbound = {row.update_id: row.id for row in tables.scalars(select(Inbound))}
        cases = Counter(tables.scalars(select(Handoff.inbound_id)))
        alerts = {row.id: row.handoff_id for row in tables.scalars(select(Alert).where(Alert.route == "email"))}
        case_ids = set(tables.scalars(select(Handoff.id)))
    engine.dispose()
    assert people.accepted
    assert set(people.accepted) <= set(inbound), "accepted, so kept"
    assert all(cases[inbound[update]] == 1 for update in people.accepted), "one case for each message"
    for address in DESK:
        seen: list[int] = []
        for mail in (mail for mail in post.mails if mail.to == address):
            assert mail.alert not in seen or mail.repeat, "a second one says that it is a repeat"
            if mail.alert not in seen:
                seen.append(mail.alert)
        assert seen == sorted(seen), "in order"
        assert {alerts[alert] for alert in seen} == case_ids, "each case is told"
    repeats = len(post.mails) - len({(mail.to, mail.alert) for mail in post.mails})
    return f"{len(people.accepted)} messages, {len(post.mails)} e-mails, {repeats} of them marked repeats"


@dataclass
class People:
    """People who each write once that they are in danger, and try again until the bot has said that it has it."""

    url: str
    accepted: list[str] = field(default_factory=list)
    stop: bool = False

    async def gets_through(self, seconds: float = 30) -> None:
        """Waits until one more message has been taken."""
        before, end = len(self.accepted), time.monotonic() + seconds
        while len(self.accepted) == before:
            if time.monotonic() > end:
                raise AssertionError("the bot does not take messages")
            await asyncio.sleep(0.02)

    async def write(self, pause: float) -> None:
        """One after the other, until told to stop; the last one still gets through."""
        async with httpx.AsyncClient(base_url=self.url, trust_env=False, timeout=5) as client:
            while not self.stop:
                update = str(uuid.uuid4())
                await self._through(client, update)
                self.accepted.append(update)
                await asyncio.sleep(pause)

    async def _through(self, client: httpx.AsyncClient, update: str) -> None:
        message = {"conversation": secrets.token_urlsafe(32), "id": update, "text": DANGER}
        while True:
            with contextlib.suppress(httpx.HTTPError):
                if (await client.post("/api/messages", json=message)).status_code == 202:
                    return
            await asyncio.sleep(0.05)


async def killed_under_load(
    folder: Path, database: str, kills: int, kill: Callable[[Offer, Post, People, random.Random], Awaitable[None]]
) -> People:
    """Lets people write to a bot all the time while `kill` does so many kills, and checks that nothing is lost.

    Returns:
        the people, for what was accepted of them.
    """
    seed = int(os.environ.get("OFFER_CHAOS_SEED", time.time()))
    print(f"seed {seed}")
    engine = open_database(database)
    duty_desk(engine)
    engine.dispose()
    with Post() as post:
        offer = Offer(folder, database, post)
        people = People(offer.url)
        await asyncio.to_thread(offer.start)
        writing = [asyncio.create_task(people.write(0.05)) for _ in range(SENDERS)]
        try:
            await kill(offer, post, people, random.Random(seed))
            people.stop = True
            await asyncio.gather(*writing)
            await all_sent(database, 60 + kills)
        finally:
            await asyncio.to_thread(offer.close)
    print(f"{kills} kills, {check(database, people, post)}")
    return people


def duty_desk(engine: Engine) -> None:
    """A duty desk that is there day and night, with two e-mail addresses and the console."""
    with Tables(engine) as tables, tables.begin():
        desk = DeskRow(council="leicestershire", kind="duty", name="The duty desk", hours={"always": True})
        tables.add(desk)
        tables.flush()
        day = {"working": True}
        tables.add(RouteRow(desk_id=desk.id, kind="console", **day))
        tables.add_all(RouteRow(desk_id=desk.id, kind="email", address=address, **day) for address in DESK)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
