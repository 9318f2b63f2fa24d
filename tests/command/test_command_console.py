"""`offer console link`: a way in where no e-mail is set up."""

from __future__ import annotations

import datetime as dt
import shutil
import sys
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from bot import cli
from bot.console.start import advisers_entrance
from bot.storage.database import open_database
from bot.storage.people_tables import AdviserRow


def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    monkeypatch.setattr(sys, "argv", ["offer", *arguments])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    said = capsys.readouterr()
    return int(ended.value.code or 0), said.out, said.err


def test_link_lets_an_adviser_in_and_a_stranger_is_told_what_to_do(
    tmp_path: Path, sqlite_tables: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copyfile(sqlite_tables, tmp_path / "offer.db")
    url = f"sqlite:///{tmp_path}/offer.db"
    monkeypatch.setenv("OFFER_DATABASE_URL", url)
    engine = open_database(url)
    with Session(engine) as session, session.begin():
        session.add(
            AdviserRow(council="leicestershire", reference="A1", name="Amina", role="duty worker", email="a@b.example")
        )
    code, out, _ = run(monkeypatch, capsys, "console", "link", "A@B.example")
    assert (code, out.startswith("http://127.0.0.1:8000/console/enter/")) == (0, True)
    entered = advisers_entrance(engine, lambda: dt.datetime.now(dt.UTC)).enter(out.strip().rpartition("/")[2])
    assert entered
    assert entered[0].name == "Amina"
    code, out, err = run(monkeypatch, capsys, "console", "link", "x@b.example")
    assert (code, out) == (2, "")
    assert "Nobody on the list of advisers has the address x@b.example" in err
    engine.dispose()
