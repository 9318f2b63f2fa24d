"""Made-up people: marked, in order by the schema, there only while no council has put its own in."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from pydantic import ValidationError
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from bot.content.live import LiveContent
from bot.handoff.model import Role
from bot.handoff.outlook import outlook
from bot.people.demo import FILE, read_demo
from bot.storage.demo_people import keep_demo, keep_settings_desk
from bot.storage.people import People
from bot.storage.people_tables import AbsenceRow, AdviserRow, DeskMember, DeskRow, LinkRow, PersonRow, RouteRow
from bot.storage.tables import Conversation

DAY = dt.date(2026, 3, 4)  # a Wednesday
NOON = dt.datetime(2026, 3, 4, 12, tzinfo=dt.UTC)
TABLES = (AdviserRow, PersonRow, DeskRow, RouteRow, AbsenceRow, DeskMember)


def rows(engine: Engine) -> list[int]:
    with Session(engine) as session:
        return [len(session.scalars(select(table)).all()) for table in TABLES]


def test_the_demo_team_is_that_of_the_content_and_every_row_is_marked(engine: Engine, content: LiveContent) -> None:
    assert keep_demo(engine, read_demo(), DAY, wanted=True)
    with Session(engine) as session:
        for table in (AdviserRow, PersonRow, DeskRow):
            assert session.scalars(select(table)).all()
            assert not session.scalars(select(table).where(table.demo.is_(False))).all()
        for row in session.scalars(select(AdviserRow).where(AdviserRow.photo.is_not(None))):
            team = content.content.council_teams[row.council]
            assert (row.name, row.photo) in {(m.name, m.photo) for m in team.people}


def test_loading_again_changes_nothing_but_the_days_away(engine: Engine) -> None:
    keep_demo(engine, read_demo(), DAY, wanted=True)
    before = rows(engine)
    keep_demo(engine, read_demo(), DAY + dt.timedelta(days=30), wanted=True)
    assert rows(engine) == before
    with Session(engine) as session:
        assert session.scalars(select(AbsenceRow)).one().last == dt.date(2026, 4, 8)


def test_somebody_is_on_leave_and_covered_and_an_urgent_case_reaches_people(
    engine: Engine, content: LiveContent
) -> None:
    keep_demo(engine, read_demo(), DAY, wanted=True)
    with Session(engine) as session:
        session.add(Conversation(id=1, channel="web", external_id="z", started=NOON, last=NOON, state={}))
        session.flush()
        zahra = session.scalars(select(PersonRow).where(PersonRow.first_name == "Zahra")).one()
        session.add(LinkRow(person_id=zahra.id, conversation_id=1, made=NOON))
        session.commit()
    roster = People(engine).roster(1, None, None, DAY)
    policies = content.content.handoff
    assert policies is not None
    policy = policies.of(roster.council)
    seen = outlook(roster, policy, NOON)
    assert (seen.adviser, seen.away, seen.cover, seen.demo) == ("Dev Marsh", True, "Amina Yusuf", True)
    assert seen.urgent.names == ("Amina Yusuf", "Leicestershire's duty desk")
    night = outlook(roster, policy, NOON + dt.timedelta(hours=12))
    assert night.urgent.names == ("Leicestershire's out-of-hours desk",)


@pytest.mark.parametrize("own", [
    AdviserRow(council="kent", reference="A1", name="Ann", role="personal adviser"),
    PersonRow(council="kent", reference="P1", first_name="Kim", status="lapsed"),
    DeskRow(council="kent", kind="duty", name="Kent's duty desk"),
], ids=["an adviser", "a person", "a desk"])  # fmt: skip
def test_as_soon_as_a_council_has_its_own_the_made_up_ones_go(engine: Engine, own: AdviserRow) -> None:
    keep_demo(engine, read_demo(), DAY, wanted=True)
    with Session(engine) as session:
        session.merge(own)
        session.commit()
    assert not keep_demo(engine, read_demo(), DAY, wanted=True)
    assert sum(rows(engine)) == 1


def test_where_it_is_not_wanted_nobody_is_made_up(engine: Engine) -> None:
    keep_demo(engine, read_demo(), DAY, wanted=True)
    assert not keep_demo(engine, read_demo(), DAY, wanted=False)
    assert rows(engine) == [0] * len(TABLES)


def test_the_duty_desk_of_the_settings_serves_every_council(engine: Engine) -> None:
    keep_settings_desk(engine, "duty@council.example")
    keep_settings_desk(engine, "new@council.example")
    desk = People(engine).roster(None, "kent", None, DAY).desks[Role.DUTY]
    assert [(r.kind, r.address) for r in desk.routes] == [("console", ""), ("email", "new@council.example")]
    assert keep_demo(engine, read_demo(), DAY, wanted=True)  # it is no council's own
    keep_settings_desk(engine, None)
    assert Role.DUTY not in People(engine).roster(None, "kent", None, DAY).desks


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("manager: robin", "manager: nobody", "“nobody” is named but is not among the advisers"),
        ("role: duty worker", "role: wizard", "the role must be one of"),
        ("01632 960104", "0116 496 0001", "should match pattern"),
        ("status: lapsed", "status: gone", "the status must be one of"),
    ],
)
def test_a_mistake_in_the_made_up_people_is_refused(tmp_path: Path, old: str, new: str, says: str) -> None:
    path = tmp_path / "demo.yml"
    path.write_text(FILE.read_text("utf-8").replace(old, new), "utf-8")
    with pytest.raises(ValidationError, match=says):
        read_demo(path)
