"""Who sees what: every page is walked with advisers who must not see it, and none of them leaks."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

import bot.console
from bot.console.app import CASE, HOURS, PAGES, PERSON
from bot.sign_in.web import HEADERS
from bot.storage.case_tables import AuditRow
from tests.casework.conftest import AMINA, DEV, ELLEN, LEAD, ROBIN, SAM, Office
from tests.conftest import Write

from .conftest import Browser, in_danger

KAI_WORDS = ("Kai", "kill myself", "P1")
GET, POST = "GET", "POST"
ACCUSES = "my personal adviser Amina touched me and hit me"
OWN = {"/hours", "/sign-out"}


def addresses(kind: str, number: int) -> list[tuple[str, str]]:
    """The method and address of every page about one thing."""
    return [
        (method, f"/console{path.replace('{number:int}', str(number))}")
        for path, (_, methods) in PAGES.items()
        if path.startswith(kind)
        for method in methods
    ]


def walk(browser: Browser, pages: list[tuple[str, str]]) -> dict[str, tuple[int, str]]:
    """What each page answers; forms carry a token that holds, and every field that any of them has."""
    token = browser.form("/console/", "/console/sign-out")["token"]
    fields = {
        "token": token, "text": "x", "words": "x", "note": "x", "how": "other", "to": f"adviser:{SAM}",
        "outcome": "spoke", "first": "2026-12-24", "last": "2026-12-24", "cover": str(SAM),
        "works": "Mon 9:00-10:00",
    }  # fmt: skip
    found = {}
    for method, address in pages:
        answer = browser.get(address) if method == GET else browser.send(address, **fields)
        found[f"{method} {address}"] = (answer.status_code, answer.text)
    return found


def changed(office: Office) -> list[str]:
    return [kind for kind in office.events() if kind not in ("raised", "delivered")]


@pytest.mark.parametrize("who", [ELLEN, SAM])
async def test_no_case_page_is_there_for_whoever_must_not_see_it(
    browser: Browser, office: Office, write: Write, who: int
) -> None:
    await in_danger(office, write)
    wrong = browser.sign_in(who)
    answers = walk(wrong, addresses(CASE, 1))
    assert len(answers) > 10
    assert {address: status for address, (status, _) in answers.items() if status != 404} == {}
    nothing = walk(wrong, [(GET, "/console/cases/99")])["GET /console/cases/99"][1]
    for address, (_, text) in answers.items():
        assert not [word for word in KAI_WORDS if word in text], address
        if address.startswith("GET"):
            assert text == nothing, address  # the same as for a case that does not exist
    assert changed(office) == []


async def test_allegation_is_hidden_from_who_is_named_who_they_work_with_and_their_manager(
    browser: Browser, office: Office, write: Write
) -> None:
    await office.says(write, ACCUSES)
    assert office.case().kind == "allegation"
    lead = browser.new(LEAD)
    assert "touched me" in lead.get("/console/cases/1").text
    before = browser.new(AMINA).get("/console/version").text
    for who in (AMINA, DEV, ROBIN, ELLEN):
        wrong = browser.new(who)
        answers = walk(wrong, addresses(CASE, 1))
        assert {status for status, _ in answers.values()} == {404}
        pages = ["/console/", "/console/list", "/console/ended", "/console/people"]
        pages += ["/console/workload", "/console/audit"] if who == ROBIN else []
        for page in pages:
            answer = wrong.get(page)
            assert answer.status_code == 200
            assert "llegation" not in answer.text
            assert "cases/1" not in answer.text
            assert "case 1" not in answer.text
    lead.do("/console/cases/1", "note", words="x")
    assert browser.new(AMINA).get("/console/version").text == before
    assert changed(office) == ["seen", "noted"]


@pytest.mark.parametrize("who", [ELLEN, DEV, SAM])
def test_no_page_of_a_person_is_there_for_whoever_has_nothing_to_do_with_them(browser: Browser, who: int) -> None:
    answers = walk(browser.sign_in(who), addresses(PERSON, 1))
    assert {status for status, _ in answers.values()} == {404}
    assert not [address for address, (_, text) in answers.items() if "Kai" in text]


def test_person_is_there_for_their_cover_only_while_the_adviser_is_away(browser: Browser, office: Office) -> None:
    dev = browser.sign_in(DEV)
    assert dev.get("/console/people/1").status_code == 404
    office.away(AMINA, "2026-11-24", "2026-11-27")
    assert "Kai" in dev.get("/console/people").text
    assert dev.get("/console/people/1").status_code == 200


@pytest.mark.parametrize(("who", "whose"), [(AMINA, DEV), (AMINA, ROBIN), (ROBIN, ELLEN), (ELLEN, AMINA)])
def test_hours_are_set_by_oneself_or_the_manager(browser: Browser, office: Office, who: int, whose: int) -> None:
    answers = walk(browser.sign_in(who), [p for p in addresses(HOURS, whose) if p[1] != "/console/hours"])
    assert len(answers) == 6
    assert {status for status, _ in answers.values()} == {404}


@pytest.mark.parametrize("page", ["/console/people/all", "/console/workload", "/console/audit"])
def test_pages_of_managers_are_not_there_for_others(amina: Browser, page: str) -> None:
    assert amina.get(page).status_code == 404
    assert amina.new(ROBIN).get(page).status_code == 200


async def test_stranger_sees_only_the_sign_in(browser: Browser, office: Office, write: Write) -> None:
    await in_danger(office, write)
    for path, (_, methods) in PAGES.items():
        address = f"/console{path.replace('{number:int}', '1')}"
        if GET in methods:
            answer = browser.get(address)
            assert answer.url.path == "/console/sign-in", address
        else:
            answer = browser.send(address, text="x")
            assert answer.status_code == 403, address
        assert not [word for word in KAI_WORDS if word in answer.text]
    assert changed(office) == []


async def test_form_without_its_token_or_of_another_site_changes_nothing(
    amina: Browser, office: Office, write: Write
) -> None:
    await in_danger(office, write)
    fields = {**amina.form("/console/cases/1", "/console/cases/1/note"), "words": "stolen"}
    for token in ("", "x", "0" * 64):
        assert amina.send("/console/cases/1/note", **{**fields, "token": token}).status_code == 403
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        assert amina.http.post("/console/cases/1/note", data=fields, headers=headers).status_code == 403
    assert "noted" not in office.events()


async def test_every_page_has_a_strict_policy_and_is_not_kept(amina: Browser, office: Office, write: Write) -> None:
    await in_danger(office, write)
    robin = amina.new(ROBIN)
    for path, (_, methods) in PAGES.items():
        if GET not in methods:
            continue
        page = robin.get(f"/console{path.replace('{number:int}', '1')}")
        assert page.status_code == 200, path
        assert page.headers["content-security-policy"] == HEADERS["Content-Security-Policy"]
        assert page.headers["cache-control"] == "no-store"
        assert " style=" not in page.text
        assert not re.search(r"\son\w+=", page.text)


async def test_every_look_at_a_person_leaves_a_row(amina: Browser, office: Office, write: Write) -> None:
    await in_danger(office, write)
    for page in ("/console/people", "/console/people/1", "/console/cases/1", "/console/cases/1/record.txt"):
        amina.get(page)
    amina.do("/console/people/1", "code")
    with Session(office.engine) as session:
        rows = list(session.scalars(select(AuditRow).order_by(AuditRow.id)))
    done = [row.what for row in rows]
    assert {"people", "person", "looked at the case", "export", "code"} <= set(done)
    assert {row.who for row in rows} == {"Amina"}
    robin = amina.new(ROBIN)
    page = robin.get("/console/audit").text
    assert "made a link code" in page
    assert "case 1, Kai" in page
    assert "who looked" not in amina.new(ELLEN).get("/console/").text.lower()


def test_pages_reach_people_and_cases_through_the_door_only() -> None:
    """No page imports the tables or the casework itself; only the door, and what puts it together, does."""
    folder = Path(bot.console.__file__).parent
    behind = ("bot.storage", "bot.casework.service", "sqlalchemy")
    for path in folder.glob("*_pages.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            assert not [n for n in names if n.startswith(behind)], path.name
