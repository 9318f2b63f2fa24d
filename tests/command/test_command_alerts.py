"""`offer alerts`: what waits, whether routes work, and codes for advisers' Telegram chats."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy.orm import Session
from typer.testing import CliRunner

from bot.cli import app
from bot.settings import BadSetting
from bot.storage.adviser_chats import AdviserChats
from bot.storage.people_tables import AdviserRow, RouteRow
from bot.storage.store import Store
from bot.storage.tables import Alert, Handoff

NOW = dt.datetime(2026, 3, 2, 10, 15, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _these_tables(monkeypatch: pytest.MonkeyPatch, sqlite_store: Store, sqlite_url: str, tmp_path: Path) -> None:
    monkeypatch.setenv("OFFER_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("OFFER_SMTP_URL", "smtp://127.0.0.1:9")
    monkeypatch.chdir(tmp_path)  # away from a developer's .env
    with Session(sqlite_store._engine) as session, session.begin():
        session.add(
            AdviserRow(council="rutland", reference="A1", name="Amina", role="adviser", email="Amina@x.example")
        )


def offer(*words: str) -> str:
    return CliRunner().invoke(app, ["alerts", *words], catch_exceptions=False).output


def test_what_waits_is_listed_without_names_and_words(sqlite_store: Store) -> None:
    assert offer("list") == "No alert waits, and none was given up.\n"
    with Session(sqlite_store._engine) as session, session.begin():
        session.add(Handoff(verdict="urgent", name="Samira", raised=NOW, track="urgent"))
        session.flush()
        session.add(Alert(handoff_id=1, route="email", due=NOW, state="dead", attempts=3, fault="refused (550)"))
        session.add(Alert(handoff_id=1, route="email", due=NOW, state="sent"))
    (line,) = offer("list").splitlines()
    assert line.split() == ["1", "case", "1", "dead", "email", "first", "tries", "3", "refused", "(550)"]


def test_all_routes_are_tested_now_and_what_is_wrong_is_said(sqlite_store: Store) -> None:
    assert offer("test") == "There are no routes by e-mail, Teams or Slack.\n"
    with Session(sqlite_store._engine) as session, session.begin():
        session.add(RouteRow(adviser_id=1, kind="email"))
    assert "the mail server cannot be reached" in offer("test")
    with Session(sqlite_store._engine) as session:
        assert session.get_one(RouteRow, 1).working is False


def test_a_code_links_the_chat_of_the_adviser_with_that_address(sqlite_store: Store) -> None:
    said = offer("telegram-code", "amina@X.example")
    assert said.startswith("Amina sends this to the bot in Telegram, within 24 hours:")
    code = said.split("/start ")[1].strip()
    linked = AdviserChats(sqlite_store._engine).use_code("4711", code, dt.datetime.now(dt.UTC))
    assert linked
    assert linked.name == "Amina"


def test_an_unknown_address_is_said_to_be_none() -> None:
    with pytest.raises(BadSetting, match=r"^Nobody who works here has the address dev@x\.example\."):
        offer("telegram-code", "dev@x.example")
