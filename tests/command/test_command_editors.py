"""`offer editors` and `offer content`: accounts, links, the history and the way back, from the command line."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from content.tiny_offer import HOME, Offer

from bot import cli
from bot.commands.editors import _now
from bot.content.live import LiveContent
from bot.content.publishing import Publisher
from bot.editors.accounts import DEMO_EMAIL, Accounts
from bot.editors.start import address_of, editors_desk, first_link, is_loopback
from bot.settings import Settings
from bot.storage.database import open_database
from bot.storage.editors import EditorStore
from bot.storage.history import ContentHistory

Run = Callable[..., tuple[int, str, str]]
ANN = "ann@council.example"


@pytest.fixture
def url(tmp_path: Path, sqlite_tables: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    shutil.copyfile(sqlite_tables, tmp_path / "offer.db")
    monkeypatch.setenv("OFFER_DATABASE_URL", f"sqlite:///{tmp_path}/offer.db")
    return f"sqlite:///{tmp_path}/offer.db"


@pytest.fixture
def offer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Offer:
    made = Offer(tmp_path / "offer_content").build()
    monkeypatch.setenv("OFFER_CONTENT", str(made.folder))
    return made


@pytest.fixture
def run(url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the command in this process; gives its exit code, output and errors."""

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["offer", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return run


@pytest.fixture
def publisher(url: str, offer: Offer) -> Publisher:
    """The running bot's, which sees what the command does."""
    made = Publisher(LiveContent(offer.folder), ContentHistory(open_database(url)), _now)
    made.notice()
    return made


def test_editor_is_added_listed_given_a_link_and_removed(run: Run, url: str) -> None:
    assert run("editors", "list")[1] == "There are no editors.\n"
    assert run("editors", "add", "Ann Bell", ANN.upper())[0] == 0
    assert run("editors", "list")[1] == f"Ann Bell <{ANN}>\n"
    code, out, _ = run("editors", "link", ANN)
    assert (code, out.startswith("http://127.0.0.1:8000/editors/enter/")) == (0, True)
    accounts = Accounts(EditorStore(open_database(url)), _now)
    assert accounts.link_holds(out.strip().rpartition("/")[2])
    assert run("editors", "remove", ANN)[0] == 0
    assert not accounts.link_holds(out.strip().rpartition("/")[2])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["editors", "link", ANN], "There is no editor"),
        (["editors", "remove", ANN], "There is no editor"),
        (["editors", "add", "Ann", "nobody"], "is not an e-mail address"),
        (["editors", "add", "", ANN], "Give the editor's name"),
        (["content", "show", "7"], "There is no change 7"),
    ],
)
def test_wrong_use_is_one_sentence(run: Run, arguments: list[str], said: str) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert said in err
    assert "Traceback" not in err


def test_change_is_listed_shown_and_undone(run: Run, offer: Offer, publisher: Publisher) -> None:
    before = offer.read(HOME)
    offer.edit(HOME, "It is not always cash.", "By hand.")
    publisher.live.reload()
    publisher.notice()
    out = run("content", "history", HOME)[1]
    assert f"{HOME} (changed) by hand, on the server" in out
    assert "+By hand." in run("content", "show", "1")[1]
    code, out, err = run("content", "back", "1", "--by", "Ann Bell")
    assert (code, err) == (0, "")
    assert "Change 1 is undone, by change 2." in out
    assert offer.read(HOME) == before
    assert publisher.notice() == []  # the running bot does not take it for a change by hand
    assert publisher.history.changes()[0].made.who == "Ann Bell"


def test_going_back_over_a_later_change_says_how(run: Run, offer: Offer, publisher: Publisher) -> None:
    before = offer.read(HOME)
    for old, new in (("It is not always cash.", "One."), ("One.", "Two.")):
        offer.edit(HOME, old, new)
        publisher.notice()
    code, _, err = run("content", "back", "1")
    assert code == 2
    assert "offer content back 1 --force" in err
    assert "Two." in offer.read(HOME)
    assert run("content", "back", "1", "--force")[0] == 0
    assert offer.read(HOME) == before


def test_nothing_yet_and_no_such_change(run: Run, offer: Offer, publisher: Publisher) -> None:
    assert run("content", "history")[1] == "Nothing was changed since the history began.\n"
    assert "There is no change 9." in run("content", "back", "9")[2]


@pytest.mark.parametrize(
    ("changed", "address", "secure", "is_given"),
    [
        ({}, "http://127.0.0.1:8000", False, True),
        ({"host": "0.0.0.0"}, "http://0.0.0.0:8000", True, False),
        ({"port": 0}, None, False, False),
        ({"public_url": "https://chat.example/"}, "https://chat.example", True, False),
        ({"host": "::1"}, "http://[::1]:8000", False, True),
        ({"host": "localhost"}, "http://localhost:8000", False, True),
    ],
)
def test_demonstration_link_is_given_on_loopback_only(
    url: str, offer: Offer, changed: dict[str, object], address: str | None, secure: bool, is_given: bool
) -> None:
    settings = Settings(_env_file=None, database_url=url, content=offer.folder, **changed)  # type: ignore[call-arg]
    database = open_database(url)
    desk = editors_desk(settings, database, LiveContent(offer.folder), _now)
    assert (address_of(settings), desk.secure, desk.send) == (address, secure, None)
    link = first_link(settings, desk.accounts)
    assert bool(link) is is_given
    if link:
        assert link.startswith(f"{address}/editors/enter/")
        assert first_link(settings, desk.accounts)  # again, as long as nobody else may edit
        desk.accounts.add("Ann Bell", ANN)
        assert first_link(settings, desk.accounts) is None
        assert [editor.email for editor in desk.accounts.store.editors()] == [ANN, DEMO_EMAIL]


def test_mail_is_sent_when_a_server_was_set(url: str, offer: Offer) -> None:
    settings = Settings(_env_file=None, database_url=url, smtp_url="smtp://127.0.0.1:2525")  # type: ignore[call-arg]
    assert editors_desk(settings, open_database(url), LiveContent(offer.folder), _now).send


def test_name_of_a_machine_is_not_loopback() -> None:
    assert not is_loopback("chat.example")
