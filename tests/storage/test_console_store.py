"""The console's tables, on both kinds of database."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from bot.storage.case_loads import CaseLoads
from bot.storage.case_tables import HandoffEventRow
from bot.storage.console import Adviser, ConsoleStore
from bot.storage.people import People
from bot.storage.people_tables import AdviserRow, LinkRow, PersonRow, RouteRow
from bot.storage.store import Store
from bot.storage.tables import Conversation, Handoff
from bot.storage.working_hours import WorkingHours

NOW = dt.datetime(2026, 11, 24, 10, tzinfo=dt.UTC)
DAY = NOW.date()
EMAIL = "amina@council.example"


@pytest.fixture
def council(store: Store) -> Store:
    with Session(store._engine) as session, session.begin():
        for number, council in ((1, "leicestershire"), (2, "cambridgeshire")):
            session.add(AdviserRow(id=number, council=council, reference="A", name=f"A{number}", role="duty worker"))
        session.flush()
        session.get_one(AdviserRow, 1).email = EMAIL
        session.add(RouteRow(adviser_id=1, kind="email", address=EMAIL, working=False, fault="refused"))
        session.add(PersonRow(id=1, council="leicestershire", reference="P", first_name="Kai", status="eligible",
                              adviser_id=1))  # fmt: skip
        session.add(Conversation(id=1, channel="web", external_id="kai", started=NOW, last=NOW, seq=3))
        session.flush()
        session.add(LinkRow(person_id=1, conversation_id=1, made=NOW))
        session.add(Handoff(id=1, conversation_id=1, verdict="urgent", council="leicestershire", raised=NOW,
                            kind="allegation", not_told=[7]))  # fmt: skip
    return store


def amina(store: ConsoleStore) -> Adviser:
    found = store.find(EMAIL.upper(), NOW)
    assert found
    return found


def test_adviser_is_found_by_address_until_they_leave(council: Store) -> None:
    store = ConsoleStore(council._engine)
    assert (amina(store).name, amina(store).council) == ("A1", "leicestershire")
    with Session(council._engine) as session, session.begin():
        session.get_one(AdviserRow, 1).left = DAY
    assert store.find(EMAIL, NOW) is None
    assert store.find(EMAIL, NOW - dt.timedelta(days=1))


def test_real_record_is_taken_before_a_made_up_one(council: Store) -> None:
    with Session(council._engine) as session, session.begin():
        session.add(
            AdviserRow(id=3, council="x", reference="D", name="Demo", role="duty worker", email=EMAIL, demo=True)
        )
    assert amina(ConsoleStore(council._engine)).name == "A1"


def test_audit_is_the_councils_own(council: Store) -> None:
    store = ConsoleStore(council._engine)
    store.looked(amina(store), "person", NOW, person=1)
    store.looked(amina(store), "export", NOW, case=1)
    lines = store.audit("leicestershire", 10)
    assert [(line.what, line.case, line.first_name) for line in lines] == [("export", 1, None), ("person", None, "Kai")]
    assert store.audit("cambridgeshire", 10) == []
    assert [line.what for line in store.audit("leicestershire", 10, before=lines[0].id)] == ["person"]


def test_version_changes_with_the_councils_cases_only(council: Store) -> None:
    store = ConsoleStore(council._engine)
    own, other, case = store.version("leicestershire"), store.version("cambridgeshire"), store.version_of(1)
    with Session(council._engine) as session, session.begin():
        session.add(HandoffEventRow(handoff_id=1, at=NOW, kind="seen", by="adviser"))
    assert store.version("leicestershire") != own
    assert store.version("cambridgeshire") == other
    assert store.version_of(1) != case
    case = store.version_of(1)
    with Session(council._engine) as session, session.begin():
        session.get_one(Conversation, 1).seq = 4
    assert store.version_of(1) != case


def test_dead_routes_are_those_asked_for(council: Store) -> None:
    store = ConsoleStore(council._engine)
    assert store.dead_routes([1], []) == [(1, None, "email", "refused")]
    assert store.dead_routes([2], [1]) == []


def test_links_and_waiting_codes_are_taken_back_together(council: Store) -> None:
    loads, people = CaseLoads(council._engine), People(council._engine)
    people.new_code(1, "A1", NOW)
    assert [one.channel for one in loads.linked([1])[1]] == ["web"]
    assert loads.code_until(1, NOW) == NOW + dt.timedelta(days=14)
    assert loads.unlink(1, NOW) == 1
    assert loads.linked([1]) == {}
    assert loads.code_until(1, NOW) is None
    assert loads.person("cambridgeshire", 1) is None


def test_absence_is_kept_once_and_ended_by_being_back(council: Store) -> None:
    hours = WorkingHours(council._engine)
    for _ in range(2):
        hours.add_absence(1, "sick", DAY, None)
    hours.add_absence(1, "leave", DAY - dt.timedelta(days=2), DAY + dt.timedelta(days=2))
    assert len(hours.absences(1, DAY)) == 2
    hours.back(1, DAY)
    assert hours.absences(1, DAY) == []
    assert [away.last for away in hours.absences(1, DAY - dt.timedelta(days=2))] == [DAY - dt.timedelta(days=1)]
