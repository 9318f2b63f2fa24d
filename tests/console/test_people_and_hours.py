"""People and their link codes; hours, leave and cover; what a manager sees."""

from __future__ import annotations

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.console.web import Console
from bot.people.link_code import LinkOutcome
from bot.storage.adviser_chats import AdviserChats
from bot.storage.people import People
from bot.storage.people_tables import AbsenceRow, AdviserRow, RouteRow
from bot.storage.tables import Conversation
from tests.casework.conftest import AMINA, DEV, ROBIN, SAM, Office
from tests.conftest import Write

from .conftest import Browser, in_danger

CODE = re.compile(r"[A-Z]{4}(?:-[A-Z]{4}){3}")


def code_on(page: str) -> str:
    found = CODE.search(page)
    assert found
    return found.group()


def test_own_people_are_listed_with_their_chats(amina: Browser) -> None:
    page = amina.get("/console/people").text
    assert "Kai" in page
    assert "Chat linked" in page
    assert "Zahra" not in page


def test_code_links_a_chat_and_a_new_one_ends_the_old(browser: Browser, office: Office) -> None:
    sam, people = browser.sign_in(SAM), People(office.engine)
    first = code_on(sam.do("/console/people/2", "code").text)
    page = sam.do("/console/people/2", "code").text
    assert "<svg" in page
    assert f"{browser.url}/?code={code_on(page)}" in page
    with Session(office.engine) as session, session.begin():
        session.add(
            Conversation(id=2, channel="telegram", external_id="z", started=office.clock(), last=office.clock())
        )
    assert people.use_code(2, first, office.clock()).outcome is LinkOutcome.EXPIRED
    assert people.use_code(2, code_on(page), office.clock()).outcome is LinkOutcome.LINKED
    page = sam.get("/console/people/2").text
    assert "Telegram, linked today 10:00" in page
    assert not CODE.search(page)  # it was shown once


def test_telegram_link_is_shown_where_the_bot_is_known(browser: Browser, console: Console) -> None:
    console.telegram_name = lambda: "offer_test_bot"
    page = browser.sign_in(SAM).do("/console/people/2", "code").text
    assert f"https://t.me/offer_test_bot?start={code_on(page)}" in page
    assert page.count("<svg") == 2


def test_lost_phone_is_unlinked(amina: Browser, office: Office) -> None:
    assert "No chat is linked any more" in amina.do("/console/people/1", "unlink").text
    assert People(office.engine).person_of(1) is None


def test_hours_are_set_in_words_and_what_cannot_be_read_is_given_back(amina: Browser, office: Office) -> None:
    page = f"/console/hours/{AMINA}"
    assert "the council" in amina.get("/console/hours").text
    wrong = amina.do(page, "times", works="whenever")
    assert wrong.status_code == 422
    assert "“whenever” cannot be read" in wrong.text
    assert 'value="whenever"' in wrong.text
    done = amina.do(page, "times", works="Mon-Thu 9:00-17:00, Fri 9:00-12:30")
    assert "Monday to Thursday 9:00 to 17:00, Friday 9:00 to 12:30" in done.text
    again = amina.do(page, "times")  # sent as it stands in the form
    assert again.status_code == 200
    assert "Monday to Thursday 9:00 to 17:00, Friday 9:00 to 12:30" in again.text
    amina.do(page, "times", works="")
    with Session(office.engine) as session:
        assert session.get_one(AdviserRow, AMINA).works is None


def test_leave_is_noted_once_and_back_ends_it(amina: Browser, office: Office) -> None:
    page = f"/console/hours/{AMINA}"
    for _ in range(2):
        done = amina.do(page, "away", kind="leave", first="2026-11-23", last="2026-11-30")
    assert "On leave from Mon 23 November until Mon 30 November" in done.text
    assert "Alerts go to Dev" in done.text
    amina.do(page, "back")
    with Session(office.engine) as session:
        rows = [(row.first.day, row.last.day if row.last else None) for row in session.scalars(select(AbsenceRow))]
    assert rows == [(23, 23)]


def test_leave_that_makes_no_sense_is_told(amina: Browser, office: Office) -> None:
    page = f"/console/hours/{AMINA}"
    for fields, said in (
        ({"kind": "leave", "first": "2026-12-02", "last": "2026-12-01"}, "comes before the first"),
        ({"kind": "leave", "first": "2026-12-02", "last": ""}, "Choose the last day"),
        ({"kind": "sick", "first": "soon", "last": ""}, "is not a day"),
        ({"kind": "sick", "first": "", "last": ""}, "Choose the first day"),
    ):
        done = amina.do(page, "away", **fields)
        assert (done.status_code, said in done.text) == (422, True)
    assert amina.do(page, "away", kind="sick", first="2026-11-24", last="").status_code == 200
    assert "Sick since Tue 24 November, until further notice" in amina.get(page).text


def test_manager_sets_who_stands_in_for_the_team(browser: Browser, office: Office) -> None:
    robin = browser.sign_in(ROBIN)
    assert "Amina" in robin.get("/console/team").text
    assert "Who stands in is kept" in robin.do(f"/console/hours/{SAM}", "cover", cover=str(AMINA)).text
    with Session(office.engine) as session:
        assert session.get_one(AdviserRow, SAM).cover_id == AMINA


async def test_workload_counts_and_shows_what_nobody_has(browser: Browser, office: Office, write: Write) -> None:
    await in_danger(office, write)
    robin = browser.sign_in(ROBIN)
    page = robin.get("/console/workload").text
    assert "Nobody has this yet" in page
    browser.new(AMINA).do("/console/cases/1", "take")
    page = robin.get("/console/workload").text
    assert "None: somebody has each of them" in page
    row = next(row for row in page.split("<tr>") if ">Amina<" in row)
    assert re.findall(r"<td>(\d)</td>", row) == ["1", "1", "1"]


def test_who_is_on_duty_is_said_in_and_out_of_hours(amina: Browser, office: Office) -> None:
    assert "On duty now: Jo." in amina.get("/console/").text
    office.clock.forward(hours=8)
    assert "Nobody is on duty now; somebody is from tomorrow 09:00." in amina.get("/console/").text


def test_alerts_that_do_not_arrive_are_shown_to_whom_they_concern(browser: Browser, office: Office) -> None:
    with Session(office.engine) as session, session.begin():
        route = session.scalars(select(RouteRow).where(RouteRow.adviser_id == DEV, RouteRow.kind == "email")).one()
        route.working, route.fault = False, "the server refused it"
    for who, told in ((DEV, True), (ROBIN, True), (AMINA, False)):
        page = browser.new(who).get("/console/").text
        assert ("Dev: e-mail (the server refused it)" in page) is told


def test_adviser_gets_a_code_for_their_own_telegram(amina: Browser, office: Office, console: Console) -> None:
    assert "Telegram" not in amina.get(f"/console/hours/{AMINA}").text
    console.telegram_name = lambda: "offer_test_bot"
    fields = amina.form(f"/console/hours/{AMINA}", "/console/hours/telegram")
    page = amina.send("/console/hours/telegram", **fields).text
    code = re.search(r"offer_test_bot\?start=(adv-[\w-]+)", page)
    assert code
    linked = AdviserChats(office.engine).use_code("777", code.group(1), office.clock())
    assert linked
    assert linked.adviser == AMINA
    other = amina.new(ROBIN)
    assert "/console/hours/telegram" not in other.get(f"/console/hours/{AMINA}").text  # nobody gets another's alerts
