"""Imports: shown first, done once, cases follow a change of adviser, nobody is gone without being told so."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from bot.commands.people_files import advisers_into, people_into
from bot.people.demo import read_demo
from bot.settings import BadSetting
from bot.storage.demo_people import keep_demo
from bot.storage.people_tables import AdviserRow, LinkRow, PersonRow, RouteRow, TeamRow
from bot.storage.tables import Conversation, Profile

NOW = dt.datetime(2026, 3, 2, 10, 15, tzinfo=dt.UTC)
DAY = NOW.date()
ADVISERS = """reference,name,role,team,email,works,manager,cover,left
A1,Robin Vale,team manager,North,robin@council.example,,,,
A2,Amina Yusuf,personal adviser,North,amina@council.example,Mon-Thu 9-17,A1,A3,
A3,Dev Marsh,personal adviser,South,,,A1,A2,
"""
PEOPLE = """reference,first name,dob,status,adviser,sw
P1,Sam,03/03/2008,eligible,A2,A1
P2,Kai,01/05/2004,former relevant,A3,
"""
Moved = list[tuple[int, int | None, int | None]]


def advisers(engine: Engine, text: str = ADVISERS, *, apply: bool = True) -> str:
    return "\n".join(advisers_into(engine, "kent", text.encode(), DAY, apply=apply))


def people(
    engine: Engine, text: str = PEOPLE, *, apply: bool = True, full: bool = False, moved: Moved | None = None
) -> str:
    def move(person: int, old: int | None, new: int | None, session: Session) -> None:
        assert session.in_transaction()
        if moved is not None:
            moved.append((person, old, new))

    return "\n".join(people_into(engine, "kent", text.encode(), NOW, apply=apply, full=full, moved=move))


def ids(engine: Engine) -> dict[str, int]:
    with Session(engine) as session:
        rows = [*session.scalars(select(AdviserRow)), *session.scalars(select(PersonRow))]
        return {row.reference: row.id for row in rows}


def test_without_apply_it_shows_everything_and_changes_nothing(engine: Engine) -> None:
    shown = advisers(engine, apply=False)
    assert "Advisers: 3 new, 0 changed, 0 the same, 0 not in the file.\n  + A1 Robin Vale, team manager" in shown
    assert shown.endswith("Nothing was changed. To do it, add --apply.")
    assert ids(engine) == {}


def test_both_files_are_put_in(engine: Engine) -> None:
    advisers(engine)
    assert "P1 (eligible; adviser Amina Yusuf)" in people(engine)
    of = ids(engine)
    with Session(engine) as session:
        amina = session.scalars(select(AdviserRow).where(AdviserRow.reference == "A2")).one()
        sam = session.scalars(select(PersonRow).where(PersonRow.reference == "P1")).one()
        assert (amina.manager_id, amina.cover_id, amina.works and amina.works["mon"]) == (
            of["A1"],
            of["A3"],
            ["09:00-17:00"],
        )
        assert session.get_one(TeamRow, amina.team_id).name == "North"
        assert (sam.adviser_id, sam.social_worker_id, sam.born) == (of["A2"], of["A1"], dt.date(2008, 3, 3))
        routes = select(RouteRow.kind).where(RouteRow.adviser_id == amina.id).order_by(RouteRow.id)
        assert list(session.scalars(routes)) == ["console", "email"]


def test_the_same_file_again_changes_nothing(engine: Engine) -> None:
    advisers(engine)
    people(engine)
    moved: Moved = []
    assert "Advisers: 0 new, 0 changed, 3 the same" in advisers(engine)
    assert "People: 0 new, 0 changed, 2 the same" in people(engine, moved=moved)
    assert moved == []


def test_a_change_of_adviser_moves_their_open_cases(engine: Engine) -> None:
    advisers(engine)
    people(engine)
    moved: Moved = []
    shown = people(engine, PEOPLE.replace("eligible,A2", "eligible,A3"), moved=moved)
    of = ids(engine)
    assert "1 with another adviser" in shown
    assert "~ P1: adviser Amina Yusuf → Dev Marsh" in shown
    assert moved == [(of["P1"], of["A2"], of["A3"])]


def test_names_and_birthdays_are_not_shown(engine: Engine) -> None:
    advisers(engine)
    people(engine)
    shown = people(engine, PEOPLE.replace("Sam", "Samira").replace("03/03/2008", "04/03/2008"))
    assert "~ P1: date of birth, first name" in shown
    assert "Samira" not in shown


def test_a_column_that_is_not_in_the_file_stays_as_it_is(engine: Engine) -> None:
    advisers(engine)
    advisers(engine, "reference,name,role\nA2,Amina Khan,PA\n")
    with Session(engine) as session:
        amina = session.scalars(select(AdviserRow).where(AdviserRow.reference == "A2")).one()
        assert (amina.name, amina.email, amina.works) == ("Amina Khan", "amina@council.example", amina.works)
        assert amina.works
        assert amina.cover_id


def test_whoever_is_missing_is_gone_only_from_a_full_file(engine: Engine) -> None:
    advisers(engine)
    people(engine)
    short = "\n".join(PEOPLE.splitlines()[:2]) + "\n"
    assert "- P2 is not in this file (with --full it is marked as gone)" in people(engine, short)
    assert "- P2 will be marked as gone" in people(engine, short, full=True)
    with Session(engine) as session:
        assert [r.gone for r in session.scalars(select(PersonRow).order_by(PersonRow.reference))] == [False, True]
    assert "P2" in people(engine)  # and comes back when the list has them again
    with Session(engine) as session:
        assert not any(row.gone for row in session.scalars(select(PersonRow)))


def test_a_full_file_that_holds_nobody_is_refused(engine: Engine) -> None:
    advisers(engine)
    people(engine)
    with pytest.raises(BadSetting, match="everybody would be gone"):
        people(engine, PEOPLE.splitlines()[0] + "\n", full=True)


def test_an_adviser_who_left_and_still_has_people_is_a_loud_warning(engine: Engine) -> None:
    advisers(engine)
    people(engine)
    left = ADVISERS.replace("Mon-Thu 9-17,A1,A3,", "Mon-Thu 9-17,A1,A3,01/03/2026")
    assert "! Amina Yusuf left on 01/03/2026 AND STILL HAS 1 PEOPLE. Give them another adviser." in advisers(
        engine, left
    )
    assert "! P1 still belongs to Amina Yusuf, who left on 01/03/2026" in people(engine)


def test_a_changed_address_changes_its_route_and_only_it(engine: Engine) -> None:
    advisers(engine)
    with Session(engine) as session, session.begin():
        robin = session.scalars(select(AdviserRow).where(AdviserRow.reference == "A1")).one()
        session.add(RouteRow(adviser_id=robin.id, kind="email", address="manager@council.example"))
    advisers(
        engine,
        ADVISERS.replace("robin@", "r.vale@").replace(
            "Dev Marsh,personal adviser,South,", "Dev Marsh,PA,South,dev@council.example"
        ),
    )
    with Session(engine) as session:
        addresses = set(session.scalars(select(RouteRow.address).where(RouteRow.kind == "email")))
    assert addresses == {
        "r.vale@council.example",
        "manager@council.example",
        "amina@council.example",
        "dev@council.example",
    }


def test_a_file_with_faults_changes_nothing_and_names_them_all(engine: Engine) -> None:
    advisers(engine)
    with pytest.raises(BadSetting) as caught:
        people(engine, PEOPLE.replace("03/03/2008", "soon").replace("A3", "A9"))
    assert "The file has 2 faults, so nothing was changed:\n  row 2, date of birth" in str(caught.value)
    assert "P1" not in ids(engine)


def test_a_linked_chat_follows_the_record(engine: Engine) -> None:
    advisers(engine)
    people(engine)
    with Session(engine) as session, session.begin():
        session.add(Conversation(id=1, channel="web", external_id="sam", started=NOW, last=NOW, state={}))
        session.flush()
        sam = session.scalars(select(PersonRow).where(PersonRow.reference == "P1")).one()
        session.add(LinkRow(person_id=sam.id, conversation_id=1, made=NOW))
    people(engine, PEOPLE.replace("03/03/2008", "03/03/2006"))
    with Session(engine) as session:
        profile = session.get_one(Profile, 1)
        assert (profile.council, profile.age, profile.age_how) == ("kent", 19, "record")


def test_made_up_people_go_when_the_first_real_ones_come(engine: Engine) -> None:
    keep_demo(engine, read_demo(), DAY, wanted=True)
    advisers(engine)
    with Session(engine) as session:
        assert not list(session.scalars(select(AdviserRow).where(AdviserRow.demo.is_(True))))
        assert not list(session.scalars(select(PersonRow)))
