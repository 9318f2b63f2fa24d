"""The way in: one-time links, who is let in, and who is out at once."""

from __future__ import annotations

import asyncio
import datetime as dt
from email.message import EmailMessage

import pytest
from editors.conftest import fields_of
from sqlalchemy.orm import Session

from bot.console.start import first_console_links
from bot.console.web import Console
from bot.settings import Settings
from bot.sign_in.entrance import BadAccount
from bot.storage.people_tables import AdviserRow
from tests.casework.conftest import AMINA, Office
from tests.conftest import Write

from .conftest import DANGER, EMAILS, Browser, in_danger

AMINAS = EMAILS[AMINA]


def leaves(office: Office, day: dt.date) -> None:
    with Session(office.engine) as session, session.begin():
        session.get_one(AdviserRow, AMINA).left = day


def test_link_is_confirmed_with_a_tap_and_works_once(browser: Browser, console: Console) -> None:
    secret = console.accounts.new_link(AMINAS)
    for _ in range(2):  # a mail scanner opens it, and then the adviser
        assert "Press the button" in browser.get(f"/console/enter/{secret}").text
    done = browser.send("/console/enter", secret=secret)
    assert "Amina, Leicestershire" in done.text
    assert browser.send("/console/enter", secret=secret).status_code == 410


def test_who_has_left_is_out_at_once_and_gets_no_link(amina: Browser, office: Office, console: Console) -> None:
    waiting = console.accounts.new_link(AMINAS)
    leaves(office, dt.date(2026, 11, 25))
    assert amina.get("/console/").url.path == "/console/"  # the first day without her is tomorrow
    leaves(office, dt.date(2026, 11, 24))
    assert amina.get("/console/").url.path == "/console/sign-in"
    assert amina.get("/console/version").url.path == "/console/sign-in"
    assert amina.send("/console/enter", secret=waiting).status_code == 410
    with pytest.raises(BadAccount, match="Nobody on the list"):
        console.accounts.new_link(AMINAS)


def test_session_ends_after_twelve_hours_and_by_signing_out(amina: Browser, office: Office) -> None:
    other = amina.new(AMINA)
    stolen = other.http.cookies["offer-adviser"]
    other.send("/console/sign-out", token=other.form("/console/", "/console/sign-out")["token"])
    other.http.cookies["offer-adviser"] = stolen
    assert other.get("/console/").url.path == "/console/sign-in"
    office.clock.forward(hours=11, minutes=59)
    assert amina.get("/console/").url.path == "/console/"
    office.clock.forward(minutes=1)
    assert amina.get("/console/").url.path == "/console/sign-in"


def test_link_goes_to_advisers_only_and_the_page_is_the_same(browser: Browser, console: Console) -> None:
    sent: list[EmailMessage] = []

    async def send(message: EmailMessage) -> None:
        sent.append(message)

    console.send = send
    emails = (AMINAS.upper(), "nobody@x.example", "no address")
    assert len({browser.send("/console/sign-in", email=email).text for email in emails}) == 1
    for _ in range(100):
        if sent:
            break
        asyncio.run(asyncio.sleep(0.02))
    assert [message["Subject"] for message in sent] == ["Your link to the advisers' console"]
    link = next(word for word in sent[0].get_content().split() if word.startswith("http"))
    assert link.startswith(f"{browser.url}/console/enter/")
    assert "Amina" in browser.send("/console/enter", secret=link.rpartition("/")[2]).text


async def test_link_of_an_alert_leads_to_its_case_after_signing_in(
    browser: Browser, console: Console, office: Office, write: Write
) -> None:
    sent: list[EmailMessage] = []

    async def send(message: EmailMessage) -> None:
        sent.append(message)

    console.send = send
    await in_danger(office, write)
    page = browser.get("/console/cases/1")
    assert page.url.path == "/console/sign-in"
    browser.send("/console/sign-in", **{**fields_of(page.text, "/console/sign-in"), "email": AMINAS})
    for _ in range(100):
        if sent:
            break
        await asyncio.sleep(0.02)
    link = next(word for word in sent[0].get_content().split() if word.startswith("http"))
    confirming = browser.get(link.removeprefix(browser.url))
    done = browser.send("/console/enter", **fields_of(confirming.text, "/console/enter"))
    assert done.url.path == "/console/cases/1"
    assert DANGER in done.text
    late = browser.get(link.removeprefix(browser.url))
    assert late.status_code == 410
    assert "/console/sign-in?to=%2Fconsole%2Fcases%2F1" in late.text


@pytest.mark.parametrize(
    "to",
    [
        "https://evil.example/console/", "//evil.example/console", "/\\evil.example", "/console//evil.example",
        "/console/../editors", "/console/cases/1?done=x", "/console/%2e%2e/x", "/console/cases/1\nSet-Cookie: x",
        "/editors/", "/console", "/consolex/cases", "javascript:alert(1)", "/console/sign-in", "/console/cases/１",
    ],
)  # fmt: skip
def test_nobody_is_led_out_of_the_console_by_an_address(browser: Browser, console: Console, to: str) -> None:
    browser.http.follow_redirects = False
    shown = browser.http.get("/console/sign-in", params={"to": to}).text
    assert 'name="to"' not in shown
    done = browser.send("/console/enter", secret=console.accounts.new_link(AMINAS), to=to)
    assert done.status_code == 303
    assert done.headers["location"] == "/console/"


def test_asking_for_links_is_limited(browser: Browser, console: Console) -> None:
    async def send(message: EmailMessage) -> None:
        """Takes it."""

    console.send = send
    codes = [browser.send("/console/sign-in", email=f"x{n}@x.example").status_code for n in range(31)]
    assert codes == [200] * 30 + [429]


def test_an_editors_session_opens_nothing_here(browser: Browser) -> None:
    browser.http.cookies["offer-adviser"] = "x" * 43
    assert browser.get("/console/").url.path == "/console/sign-in"


def test_first_links_are_for_made_up_advisers_on_this_machine_only(office: Office) -> None:
    local = Settings(port=8000, host="127.0.0.1")
    assert first_console_links(local, office.engine, office.clock) == []  # a council's own people are there
    with Session(office.engine) as session, session.begin():
        for row in session.query(AdviserRow):
            row.demo = True
    given = first_console_links(local, office.engine, office.clock)
    assert [one.role for one, _ in given] == ["personal adviser", "duty worker", "team manager"]
    assert all(link.startswith("http://127.0.0.1:8000/console/enter/") for _, link in given)
    assert first_console_links(Settings(port=8000, host="0.0.0.0"), office.engine, office.clock) == []
    public = Settings(port=8000, public_url="https://chat.example")
    assert first_console_links(public, office.engine, office.clock) == []
