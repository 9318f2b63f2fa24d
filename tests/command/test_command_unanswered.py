"""`offer unanswered`: the list, adding a message to an answer, dropping it."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from content.tiny_offer import TAX, Offer

from bot import cli
from bot.storage.database import open_database
from bot.storage.store import Store
from bot.storage.tables import UnansweredRow

Run = Callable[..., tuple[int, str, str]]
DAY = dt.date(2026, 3, 1)


@pytest.fixture
def offer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Offer:
    made = Offer(tmp_path / "offer_content").build()
    monkeypatch.setenv("OFFER_CONTENT", str(made.folder))
    return made


@pytest.fixture
def put(tmp_path: Path, sqlite_tables: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    shutil.copyfile(sqlite_tables, tmp_path / "offer.db")
    url = f"sqlite:///{tmp_path}/offer.db"
    monkeypatch.setenv("OFFER_DATABASE_URL", url)

    def put(text: str, count: int = 3) -> None:
        store = Store(open_database(url))
        fields = {"kind": "no answer", "near": ["council-tax"], "first_day": DAY, "last_day": DAY}
        with store._session.begin() as session:
            session.add(UnansweredRow(text=text, plain=text, count=count, **fields))
        store.close()

    return put


@pytest.fixture
def run(put: Any, offer: Offer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the command in this process; gives its exit code, output and errors."""

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["offer", "unanswered", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return run


def test_list_says_what_was_asked_how_often_and_what_was_near(run: Run, put: Any) -> None:
    assert run("list")[1] == "There is nothing that was asked without an answer.\n"
    put("can i keep my zebra")
    put("what of my xylophone", count=1)
    _, out, _ = run("list")
    first, near, held = out.splitlines()
    assert first.split() == ["1", "2026-03-01", "3", "chats", *["can", "i", "keep", "my", "zebra", "(no", "answer)"]]
    assert near.strip() == "nearest: council-tax"
    assert held.startswith("1 more is kept back until 3 chats")
    assert "xylophone" not in out


def test_list_for_a_program(run: Run, put: Any) -> None:
    put("can i keep my zebra")
    assert json.loads(run("list", "--json")[1]) == {
        "messages": [
            {
                "number": 1, "text": "can i keep my zebra", "why": "no answer", "chats": 3, "nearest": ["council-tax"],
                "first_day": "2026-03-01", "last_day": "2026-03-01",
            }
        ],
        "held": 0,
    }  # fmt: skip


def test_message_is_added_to_an_answer(run: Run, put: Any, offer: Offer) -> None:
    put("will they tax my caravan")
    code, out, _ = run("add", "1", "council-tax", "--by", "Ann Bell")
    assert (code, "offer content back 1" in out) == (0, True)
    assert "  - will they tax my caravan\n" in (offer.folder / TAX).read_text(encoding="utf-8")
    code, _, err = run("add", "1", "council-tax")
    assert (code, err) == (2, "There is no message 1. All of them: offer unanswered list\n")


def test_message_is_added_in_other_words(run: Run, put: Any, offer: Offer) -> None:
    put("will they tax [name]")
    assert run("add", "1", "council-tax", "--as", "is there a tax on caravans")[0] == 0
    assert "  - is there a tax on caravans\n" in (offer.folder / TAX).read_text(encoding="utf-8")


def test_what_the_check_refuses_is_told_and_nothing_changes(run: Run, put: Any, offer: Offer) -> None:
    before = (offer.folder / TAX).read_text(encoding="utf-8")
    other = offer.content().answers["first-home"].fields.questions[0]
    put(other)
    code, _, err = run("add", "1", "council-tax")
    assert (code, err.startswith("Nothing was changed.")) == (2, True)
    assert run("add", "1", "tax-of-the-council")[2].startswith("There is no answer “tax-of-the-council”.")
    assert (offer.folder / TAX).read_text(encoding="utf-8") == before


def test_message_is_dropped(run: Run, put: Any) -> None:
    put("can i keep my zebra")
    assert run("drop", "1")[1] == "Message 1 is dropped.\n"
    assert run("drop", "1")[0] == 2
    assert run("list")[1] == "There is nothing that was asked without an answer.\n"
