"""A council at work with its console: the office of tests/casework, its advisers' browsers without a browser."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import httpx
import pytest
from editors.conftest import fields_of
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.applications import Starlette
from web.serving import Server

from bot.console.app import console_routes
from bot.console.start import advisers_console
from bot.console.web import Console
from bot.content.live import LiveContent
from bot.settings import Settings
from bot.storage.people import People
from bot.storage.people_tables import AdviserRow, PersonRow
from bot.storage.store import Store
from common.safety import Rules
from tests.casework.conftest import AMINA, DEV, ELLEN, LEAD, ROBIN, SAM, Office, london
from tests.conftest import FakeClock, ScriptedRasa, Write

EMAILS = {AMINA: "amina@council.example", DEV: "dev@council.example", ROBIN: "robin@council.example",
          4: "jo@council.example", SAM: "sam@council.example", ELLEN: "ellen@other.example",
          LEAD: "lee@council.example"}  # fmt: skip
DANGER = "i want to kill myself"


def advisers_office(
    store: Store, content: LiveContent, rules: Rules, rasa: ScriptedRasa, clock: FakeClock
) -> Office:  # fmt: skip
    """The office, its advisers with e-mail addresses, on a Tuesday morning."""
    clock.now = london("2026-11-24T10:00")
    made = Office(store, content, rules, rasa, clock)
    with Session(made.engine) as session, session.begin():
        for row in session.scalars(select(AdviserRow)):
            row.email = EMAILS[row.id]
        born = dt.date(2009, 3, 1)
        session.add(
            PersonRow(council="leicestershire", reference="P2", first_name="Zahra", born=born, status="eligible",
                      adviser_id=SAM)
        )  # fmt: skip
        session.add(PersonRow(council="cambridgeshire", reference="P9", first_name="Leo", status="eligible",
                              adviser_id=ELLEN))  # fmt: skip
    return made


def console_of(office: Office) -> Console:
    """The console of an office."""
    made = advisers_console(
        Settings(port=8000, public_url=None), office.engine, office.cases, People(office.engine), office.content,
        lambda: office.content.content.handoff, office.clock,
    )  # fmt: skip
    made.secure = False
    return made


@pytest.fixture
def office(
    sqlite_store: Store, content: LiveContent, rules: Rules, rasa: ScriptedRasa, clock: FakeClock
) -> Office:  # fmt: skip
    return advisers_office(sqlite_store, content, rules, rasa, clock)


@pytest.fixture
def console(office: Office) -> Console:
    return console_of(office)


class Browser:
    """Keeps cookies and sends forms as a browser does."""

    def __init__(self, console: Console, url: str) -> None:
        self.console, self.url = console, url
        self.http = httpx.Client(base_url=url, timeout=20, trust_env=False, follow_redirects=True)
        self.others: list[Browser] = []

    def sign_in(self, who: int) -> Browser:
        done = self.send("/console/enter", secret=self.console.accounts.new_link(EMAILS[who]))
        assert done.status_code == 200, done.text
        return self

    def get(self, path: str) -> httpx.Response:
        return self.http.get(path)

    def send(self, path: str, **fields: str) -> httpx.Response:
        headers = {"Origin": self.url, "Sec-Fetch-Site": "same-origin"}
        return self.http.post(path, data=fields, headers=headers)

    def form(self, page: str, action: str) -> dict[str, str]:
        """The fields that a form of a page holds."""
        return fields_of(self.get(page).text, action)

    def do(self, page: str, action: str, **fields: str) -> httpx.Response:
        """Opens a page, fills in one of its forms and sends it."""
        return self.send(f"{page}/{action}", **{**self.form(page, f"{page}/{action}"), **fields})

    def new(self, who: int) -> Browser:
        """Another adviser's browser."""
        other = Browser(self.console, self.url).sign_in(who)
        self.others.append(other)
        return other

    def close(self) -> None:
        for browser in [self, *self.others]:
            browser.http.close()


@pytest.fixture
def browser(console: Console) -> Iterator[Browser]:
    """Nobody is signed in yet."""
    server = Server(Starlette(routes=console_routes(console))).start()
    console.address = server.url
    made = Browser(console, server.url)
    yield made
    made.close()
    server.stop()


@pytest.fixture
def amina(browser: Browser) -> Browser:
    """Amina is signed in."""
    return browser.sign_in(AMINA)


async def in_danger(office: Office, write: Write, words: str = DANGER) -> int:
    """Kai writes of danger; gives the number of the case."""
    await office.says(write, words)
    assert office.number_of_cases()
    return 1
