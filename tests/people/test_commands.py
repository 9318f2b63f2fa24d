"""`offer people ...` from the outside: the whole way of a council's business support officer."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from bot.cli import main
from bot.commands.inviting import invitation, telegram_link
from bot.people.link_code import code_in
from bot.settings import Settings

ADVISERS = """reference,name,role,email,works,manager,cover
A1,Robin Vale,team manager,robin@council.example,,,A2
A2,Amina Yusuf,personal adviser,amina@council.example,Mon-Thu 9-17,A1,
"""
PEOPLE = "reference,first name,dob,status,adviser\nP1,Sam,03/03/2008,eligible,A2\n"
CODE = "BCDF-GHJK-MNPQ-RSTV"


class Command:
    """Runs `offer people` and gives what it said; a refusal is what it wrote to the error stream."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._patch, self._said = monkeypatch, capsys

    def __call__(self, *words: str) -> str:
        self._patch.setattr(sys, "argv", ["offer", "people", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        out, wrong = self._said.readouterr()
        return out if ended.value.code == 0 else wrong


@pytest.fixture
def offer(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, sqlite_url: str
) -> Command:
    monkeypatch.setenv("OFFER_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("OFFER_PUBLIC_URL", "https://bot.example")
    monkeypatch.delenv("OFFER_COUNCIL", raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "advisers.csv").write_text(ADVISERS, "utf-8")
    (tmp_path / "people.csv").write_text(PEOPLE, "utf-8")
    return Command(monkeypatch, capsys)


@pytest.fixture
def kent(offer: Command) -> Command:
    offer("import", "advisers", "advisers.csv", "--council", "kent", "--apply")
    offer("import", "people", "people.csv", "--council", "kent", "--apply")
    return offer


def test_an_import_shows_first_and_needs_a_council(offer: Command) -> None:
    assert "Which council? Add --council" in offer("import", "advisers", "advisers.csv")
    assert "There is no council “rhubarb”" in offer("import", "advisers", "advisers.csv", "--council", "rhubarb")
    assert "To do it, add --apply." in offer("import", "advisers", "advisers.csv", "--council", "kent")
    assert "The file nothing.csv cannot be read" in offer("import", "advisers", "nothing.csv", "--council", "kent")


def test_the_list_shows_who_is_there_without_young_peoples_names(kent: Command) -> None:
    listed = kent("list")
    assert "A2  Amina Yusuf, personal adviser: 1 people, 2 routes" in listed
    assert "P1  eligible" in listed
    assert "Sam" not in listed
    assert "adviser: Amina Yusuf" in kent("show", "P1")
    assert "Nobody has the reference P9" in kent("show", "P9")


def test_a_link_code_comes_with_its_link_and_a_picture(kent: Command) -> None:
    said = kent("link-code", "P1")
    code = said.split("The code: ")[1].split()[0]
    assert code_in(code) is not None
    assert f"https://bot.example/?code={code}" in said
    assert "▄" in said


def test_with_telegram_its_deep_link_is_there_too() -> None:
    said = "\n".join(invitation(CODE, Settings(public_url=None), "offer_bot"))
    assert telegram_link(CODE, "offer_bot") == "https://t.me/offer_bot?start=BCDFGHJKMNPQRSTV"
    assert "https://t.me/offer_bot?start=BCDFGHJKMNPQRSTV" in said
    assert "works on this machine only" in said


def test_leave_and_cover_are_kept_and_a_missing_cover_is_told(kent: Command) -> None:
    said = kent("adviser", "leave", "A2", "24/12/2026", "02/01/2027")
    assert "Amina Yusuf is away from 24/12/2026 to 02/01/2027.\n! Nobody stands in for Amina Yusuf." in said
    assert "A1 stands in for A2." in kent("adviser", "cover", "A2", "A1")
    assert "Nobody can stand in for themselves" in kent("adviser", "cover", "A2", "A2")
    assert "The last day is before the first one." in kent("adviser", "leave", "A2", "02/01/2027", "24/12/2026")
    assert "until they are back" in kent("adviser", "sick", "A2")
    assert "Amina Yusuf is back." in kent("adviser", "back", "A2")
    assert "kent has no adviser with the reference A9" in kent("adviser", "sick", "A9")


def test_somebody_who_leaves_and_still_has_people_is_told_loudly(kent: Command) -> None:
    assert "! 1 PEOPLE STILL BELONG TO A2" in kent("adviser", "left", "A2", "01/12/2026")


def test_desks_and_routes_are_set(kent: Command) -> None:
    assert "is kent's desk for duty" in kent("desk", "set", "duty", "--council", "kent", "--member", "A1")
    assert "duty is told by email duty@kent.example." in kent("route", "add", "duty", "email", "duty@kent.example")
    listed = kent("route", "list", "duty")
    assert "email duty@kent.example: not tested yet" in listed
    number = listed.splitlines()[-1].split()[0]
    assert f"Route {number} is gone." in kent("route", "remove", number)
    assert f"There is no route {number}" in kent("route", "remove", number)
    assert "begins with https://" in kent("route", "add", "A2", "webhook", "http://elsewhere.example")
    assert "is no e-mail address" in kent("route", "add", "A2", "email", "amina")


def test_the_check_names_what_is_missing(kent: Command) -> None:
    said = kent("check")
    assert "! No desk for duty" in said
    assert "! No desk for allegations" in said
    assert "! Amina Yusuf has no cover, for 1 people." in said
    kent("adviser", "cover", "A2", "A1")
    for kind in ("duty", "out-of-hours", "allegations", "complaints", "advocacy"):
        kent("desk", "set", kind, "--council", "kent")
    assert "kent: in order" in kent("check")


def test_a_code_made_by_hand_can_be_taken_back(kent: Command) -> None:
    assert "0 chats of P1 are no longer linked." in kent("unlink", "P1")
