"""Who may be told about a person, read from the tables."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.handoff.model import Role
from bot.people.ages import age_on
from bot.storage.people import People
from bot.storage.people_tables import AdviserRow, LinkRow

DAY = dt.date(2026, 3, 2)


def test_a_linked_persons_roster_is_that_of_the_record(people: People, linked: Session) -> None:
    roster = people.roster(1, "cambridgeshire", 25, DAY)
    assert (roster.council, roster.council_name, roster.age) == ("leicestershire", "Leicestershire", 17)
    assert (roster.adviser, roster.social_worker, roster.first_name, roster.person) == (2, 4, "Sam", 1)
    assert sorted(roster.staff) == [1, 2, 3, 4]


def test_an_adviser_comes_with_hours_leave_cover_manager_and_routes(people: People, linked: Session) -> None:
    amina = people.roster(1, None, None, DAY).staff[2]
    assert (amina.cover, amina.manager, amina.phone) == (3, 1, "0116 496 0001")
    assert amina.away(dt.date(2026, 3, 6))
    assert not amina.away(dt.date(2026, 3, 7))
    assert [(r.kind, r.address) for r in amina.routes] == [("console", ""), ("email", "amina@council.example")]
    assert amina.works is not None
    assert amina.works.open_at(dt.datetime(2026, 3, 2, 10, tzinfo=dt.UTC))
    assert not amina.works.open_at(dt.datetime(2026, 3, 4, 10, tzinfo=dt.UTC))


def test_somebody_not_linked_gets_the_council_that_was_said(people: People, council: Session) -> None:
    roster = people.roster(2, "leicestershire", 19, DAY)
    assert (roster.council, roster.age, roster.adviser, roster.person) == ("leicestershire", 19, None, None)
    assert roster.desks[Role.DUTY].name == "Leicestershire's duty desk"
    assert roster.desks[Role.DUTY].members == {1}
    assert [r.address for r in roster.desks[Role.DUTY].routes] == ["d@council.example"]


def test_what_a_council_has_not_comes_from_the_desks_of_every_council(people: People, council: Session) -> None:
    assert people.roster(2, "leicestershire", 19, DAY).desks[Role.COMPLAINTS].id == 2
    assert people.roster(2, "kent", 19, DAY).desks[Role.DUTY].id == 1


@pytest.mark.parametrize("conversation", [None, 2, 999])
def test_without_a_council_only_the_desks_of_every_council_are_there(
    people: People, council: Session, conversation: int | None
) -> None:
    roster = people.roster(conversation, None, None, DAY)
    assert (roster.council, roster.council_name, dict(roster.staff)) == (None, "", {})
    assert {kind: desk.id for kind, desk in roster.desks.items()} == {Role.DUTY: 1, Role.COMPLAINTS: 2}


def test_a_link_that_was_taken_back_counts_no_more(people: People, linked: Session) -> None:
    linked.scalars(select(LinkRow)).one().ended = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
    linked.commit()
    assert people.person_of(1) is None
    assert people.roster(1, None, None, DAY).person is None


def test_hours_that_cannot_be_read_are_the_councils(people: People, linked: Session) -> None:
    linked.get_one(AdviserRow, 2).works = {"mon": ["nine to five"]}
    linked.commit()
    assert people.roster(1, None, None, DAY).staff[2].works is None


def test_a_roster_can_be_read_inside_a_transaction_that_writes(people: People, linked: Session) -> None:
    linked.get_one(AdviserRow, 2).name = "Amina Khan"
    linked.flush()
    assert people.roster(1, None, None, DAY, linked).staff[2].name == "Amina Khan"


def test_people_and_advisers_can_be_asked_for(people: People, linked: Session) -> None:
    person, adviser = people.person_of(1), people.adviser(3)
    assert person is not None
    assert person.reference == "P1"
    assert adviser is not None
    assert adviser.name == "Dev Marsh"
    assert people.council_of(5) == "cambridgeshire"
    assert people.adviser(77) is None
    assert people.council_of(77) is None


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (dt.date(2008, 3, 3), dt.date(2026, 3, 2), 17),
        (dt.date(2008, 3, 3), dt.date(2026, 3, 3), 18),
        (dt.date(2008, 2, 29), dt.date(2026, 2, 28), 17),
        (dt.date(2008, 2, 29), dt.date(2026, 3, 1), 18),
    ],
)
def test_an_age_turns_on_the_birthday(born: dt.date, day: dt.date, age: int) -> None:
    assert age_on(born, day) == age
