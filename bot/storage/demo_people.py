"""Puts made-up people into the tables and takes them out again; every row of theirs is marked as demo."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from sqlalchemy import Engine, delete, or_, select
from sqlalchemy.orm import Session

from bot.handoff.model import Role
from bot.people.demo import DemoAdviser, DemoCouncil
from bot.people.hours_text import works_from
from bot.storage.people_tables import AbsenceRow, AdviserRow, DeskMember, DeskRow, LinkRow, PersonRow, RouteRow
from bot.storage.rosters import EVERY_COUNCIL


def keep_demo(engine: Engine, councils: Mapping[str, DemoCouncil], day: dt.date, *, wanted: bool) -> bool:
    """Sees that made-up people are there when they are wanted and no council has its own, and else that they are not.

    Args:
        engine: an open database.
        councils: the made-up people.
        day: today, from which days away and ages are counted.
        wanted: whether this is a demonstration.

    Returns:
        whether they are there now.
    """
    with Session(engine) as session, session.begin():
        if not wanted or has_real_people(session):
            remove_demo(session)
            return False
        for council, demo in councils.items():
            _load(session, council, demo, day)
        return True


def has_real_people(session: Session) -> bool:
    """Whether any council has put its own advisers, people or desks in."""
    own_desk = select(DeskRow.id).where(DeskRow.demo.is_(False), DeskRow.council != EVERY_COUNCIL)
    own = (own_desk, *(select(table.id).where(table.demo.is_(False)) for table in (AdviserRow, PersonRow)))
    return any(session.scalar(query.limit(1)) is not None for query in own)


def remove_demo(session: Session) -> int:
    """Takes every made-up person, adviser and desk out, with what hangs on them; returns how many there were."""
    people, advisers, desks = (
        list(session.scalars(select(table.id).where(table.demo.is_(True))))
        for table in (PersonRow, AdviserRow, DeskRow)
    )
    session.execute(delete(LinkRow).where(LinkRow.person_id.in_(people)))
    session.execute(delete(PersonRow).where(PersonRow.id.in_(people)))
    session.execute(delete(RouteRow).where(or_(RouteRow.adviser_id.in_(advisers), RouteRow.desk_id.in_(desks))))
    session.execute(delete(DeskRow).where(DeskRow.id.in_(desks)))
    session.execute(delete(AdviserRow).where(AdviserRow.id.in_(advisers)))
    return len(people) + len(advisers) + len(desks)


def _load(session: Session, council: str, demo: DemoCouncil, day: dt.date) -> None:
    """Makes what is missing. What a demonstration changed (leave, routes) stays, but for days away that are over."""
    rows = {adviser.id: _adviser(session, council, adviser, day) for adviser in demo.advisers}
    for adviser in demo.advisers:
        rows[adviser.id].manager_id = rows[adviser.manager].id if adviser.manager else None
        rows[adviser.id].cover_id = rows[adviser.cover].id if adviser.cover else None
    for person in demo.people:
        row = session.scalar(_same(PersonRow, council, person.id))
        if row is None:
            row = PersonRow(council=council, reference=f"demo-{person.id}", demo=True)
            session.add(row)
        row.first_name, row.born, row.status = person.first_name, person.born(day), person.status
        row.adviser_id = rows[person.adviser].id if person.adviser else None
        row.social_worker_id = rows[person.social_worker].id if person.social_worker else None
    for desk in demo.desks:
        found = session.scalar(select(DeskRow).where(DeskRow.council == council, DeskRow.kind == desk.kind))
        if found is None:
            hours = {"always": True} if desk.always else None
            found = DeskRow(
                council=council, kind=desk.kind.value, name=desk.name, phone=desk.phone, hours=hours, demo=True
            )
            session.add(found)
            session.flush()
            session.add(RouteRow(desk_id=found.id, kind="console", shows_words=True))
            session.add_all([DeskMember(desk_id=found.id, adviser_id=rows[member].id) for member in desk.members])
    session.flush()


def _adviser(session: Session, council: str, adviser: DemoAdviser, day: dt.date) -> AdviserRow:
    row: AdviserRow | None = session.scalar(_same(AdviserRow, council, adviser.id))
    if row is None:
        row = AdviserRow(
            council=council, reference=f"demo-{adviser.id}", name=adviser.name, role=adviser.role, demo=True,
            email=f"{adviser.id}@{council}.example", phone=adviser.phone, photo=adviser.photo,
            works=works_from(adviser.works),
        )  # fmt: skip
        session.add(row)
        session.flush()
        session.add(RouteRow(adviser_id=row.id, kind="console", shows_words=True))
    session.execute(delete(AbsenceRow).where(AbsenceRow.adviser_id == row.id, AbsenceRow.last < day))
    away = session.scalar(select(AbsenceRow.id).where(AbsenceRow.adviser_id == row.id).limit(1))
    if adviser.away and away is None:
        first, last = day - dt.timedelta(days=adviser.away.since), day + dt.timedelta(days=adviser.away.until)
        session.add(AbsenceRow(adviser_id=row.id, kind=adviser.away.kind, first=first, last=last))
    return row


def _same(table, council: str, reference: str):  # type: ignore[no-untyped-def]
    return select(table).where(table.council == council, table.reference == f"demo-{reference}", table.demo.is_(True))


def keep_settings_desk(engine: Engine, email: str | None) -> None:
    """Sees that the duty desk of the settings (OFFER_ALERT_EMAIL) serves every council that has none of its own."""
    with Session(engine) as session, session.begin():
        same = (DeskRow.council == EVERY_COUNCIL, DeskRow.kind == Role.DUTY.value)
        row = session.scalar(select(DeskRow).where(*same))
        if email is None:
            if row is not None:
                session.delete(row)
            return
        if row is None:
            row = DeskRow(council=EVERY_COUNCIL, kind=Role.DUTY.value, name="the duty desk")
            session.add(row)
            session.flush()
        routes = list(session.scalars(select(RouteRow).where(RouteRow.desk_id == row.id)))
        if "console" not in {route.kind for route in routes}:
            session.add(RouteRow(desk_id=row.id, kind="console"))
        by_email = [route for route in routes if route.kind == "email"]
        for old in by_email[1:]:
            session.delete(old)
        if not by_email:
            session.add(RouteRow(desk_id=row.id, kind="email", address=email))
        elif by_email[0].address != email:
            by_email[0].address, by_email[0].working, by_email[0].tested = email, None, None
