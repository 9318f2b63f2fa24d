"""A desk over the small content folder, and a browser's memory for cookies without a browser."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from content.tiny_offer import REAL, Offer
from starlette.applications import Starlette
from web.serving import Server

from bot.content.live import LiveContent
from bot.content.publishing import Publisher
from bot.editors.accounts import Accounts
from bot.editors.app import editor_routes
from bot.editors.web import EditorsDesk
from bot.storage.editors import EditorStore
from bot.storage.history import ContentHistory
from bot.storage.store import Store

ANN = "ann@council.example"


@pytest.fixture
def offer(tmp_path: Path) -> Offer:
    made = Offer(tmp_path / "offer_content").build()
    style = made.folder / "words" / "style.yml"
    if not style.exists():
        shutil.copyfile(REAL / "words" / "style.yml", style)
    return made


@pytest.fixture
def editors(store: Store) -> EditorStore:
    """Runs on both kinds of database."""
    return EditorStore(store._engine)


@pytest.fixture
def history(store: Store) -> ContentHistory:
    """Runs on both kinds of database."""
    return ContentHistory(store._engine)


@pytest.fixture
def publisher(offer: Offer, sqlite_store: Store, clock: Any) -> Publisher:
    live = LiveContent(offer.folder, lambda: clock().date())
    made = Publisher(live, ContentHistory(sqlite_store._engine), clock)
    made.notice()
    return made


@pytest.fixture
def desk(publisher: Publisher, sqlite_store: Store, clock: Any) -> EditorsDesk:
    accounts = Accounts(EditorStore(sqlite_store._engine), clock)
    accounts.add("Ann Bell", ANN)
    return EditorsDesk(accounts=accounts, publisher=publisher, clock=clock, secure=False)


class Browser:
    """Keeps cookies and sends forms as a browser does."""

    def __init__(self, desk: EditorsDesk, url: str) -> None:
        self.desk, self.url = desk, url
        self.http = httpx.Client(base_url=url, timeout=20, trust_env=False, follow_redirects=True)
        self.others: list[Browser] = []

    def sign_in(self, email: str = ANN) -> Browser:
        done = self.send("/editors/enter", secret=self.desk.accounts.new_link(email))
        assert done.status_code == 200, done.text
        return self

    def get(self, path: str) -> httpx.Response:
        return self.http.get(path)

    def send(self, path: str, **fields: str) -> httpx.Response:
        headers = {"Origin": self.url, "Sec-Fetch-Site": "same-origin"}
        return self.http.post(path, data=fields, headers=headers)

    def form(self, path: str, action: str | None = None) -> dict[str, str]:
        """The fields that a form of a page holds."""
        return fields_of(self.get(path).text, action or path.split("?")[0])

    def publish(self, path: str, **fields: str) -> httpx.Response:
        """Opens a page's form, changes some fields and publishes."""
        action = path.split("?")[0]
        return self.send(action, **{**self.form(path), "why": "a test", **fields, "do": "publish"})

    def new(self) -> Browser:
        """Another browser, of nobody yet."""
        other = Browser(self.desk, self.url)
        self.others.append(other)
        return other

    def close(self) -> None:
        for browser in [self, *self.others]:
            browser.http.close()


def fields_of(page: str, action: str) -> dict[str, str]:
    """The fields of the form with that action, as a browser would send them."""
    from html import unescape

    form = next(f for f in re.findall(r"<form.*?</form>", page, re.DOTALL) if f'action="{action}"' in f)
    fields = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and ('type="checkbox"' not in tag or " checked" in tag):
            fields[name.group(1)] = unescape(value.group(1)) if value else ""
    for name, text in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
        fields[name] = unescape(text).removeprefix("\n")
    for name, options in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        fields[name] = unescape(chosen.group(1)) if chosen else ""
    return fields


@pytest.fixture
def browser(desk: EditorsDesk) -> Iterator[Browser]:
    """Nobody is signed in yet."""
    server = Server(Starlette(routes=editor_routes(desk))).start()
    made = Browser(desk, server.url)
    yield made
    made.close()
    server.stop()


@pytest.fixture
def ann(browser: Browser) -> Browser:
    """Ann Bell is signed in."""
    return browser.sign_in()
