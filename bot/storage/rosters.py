"""Reads who may be told about one person from the tables, as the plain data of bot/handoff/model.py."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any, cast

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot.handoff.model import Absence, Desk, Role, Roster, Route, RouteKind, Staff
from bot.handoff.working_time import BadHours, Week, week_from
from bot.people.ages import age_on
from bot.storage.people_tables import AbsenceRow, AdviserRow, DeskMember, DeskRow, LinkRow, PersonRow, RouteRow

EVERY_COUNCIL = "*"  # the desk of the settings serves every council that has none


def linked_person(session: Session, conversation_id: int) -> PersonRow | None:
    """The person of the list to whom a conversation belongs now, or None."""
    query = (
        select(PersonRow)
        .join(LinkRow, LinkRow.person_id == PersonRow.id)
        .where(LinkRow.conversation_id == conversation_id, LinkRow.ended.is_(None))
        .order_by(LinkRow.id.desc())
        .limit(1)
    )
    return session.scalar(query)


def read_roster(
    session: Session, person: PersonRow | None, council: str | None, age: int | None, day: dt.date,
    name_of: Callable[[str], str],
) -> Roster:  # fmt: skip
    """Everybody who may be told about a person.

    Args:
        session: an open session.
        person: the linked person, or None.
        council: the council that was said, for somebody who is not linked.
        age: the age that was said; the record's wins.
        day: today, for the age.
        name_of: gives a council's name for its id.

    Returns:
        the roster. A council's own desks win over those of every council; without a council there are only these.
    """
    where = person.council if person else council
    staff = read_staff(session, where, [i for i in (_own(person, "adviser_id"), _own(person, "social_worker_id")) if i])
    desks = read_desks(session, where)
    born = person.born if person else None
    return Roster(
        council=where,
        council_name=name_of(where) if where else "",
        staff=staff,
        desks={kind: desk for kind, (desk, _) in desks.items()},
        adviser=_own(person, "adviser_id"),
        social_worker=_own(person, "social_worker_id"),
        age=age_on(born, day) if born else age,
        first_name=person.first_name if person else None,
        person=person.id if person else None,
        demo=person.demo if person else any(demo for _, demo in desks.values()),
    )


def read_staff(session: Session, council: str | None, also: Iterable[int] = ()) -> dict[int, Staff]:
    """The people who work at a council, and those with the ids in `also`, by id. Those who left are among them."""
    ids = list(also)
    if council is None and not ids:
        return {}
    query = select(AdviserRow).where(or_(AdviserRow.council == council, AdviserRow.id.in_(ids))).order_by(AdviserRow.id)
    rows = list(session.scalars(query))
    absences = _absences(session, [row.id for row in rows])
    routes = read_routes(session, advisers=[row.id for row in rows])
    return {row.id: as_staff(row, absences.get(row.id, ()), routes.get(row.id, ())) for row in rows}


def as_staff(row: AdviserRow, absences: tuple[Absence, ...], routes: tuple[Route, ...]) -> Staff:
    """A row of the advisers as the handoff knows it."""
    return Staff(
        id=row.id,
        name=row.name,
        role=row.role,
        works=week_of(row.works),
        absences=absences,
        cover=row.cover_id,
        manager=row.manager_id,
        left=row.left,
        routes=routes,
        phone=row.phone,
        photo=row.photo,
        email=row.email,
    )


def read_desks(session: Session, council: str | None) -> dict[Role, tuple[Desk, bool]]:
    """The desks that serve a council, each with whether it is made up; a council's own win over those of every one."""
    query = select(DeskRow).where(DeskRow.council.in_([EVERY_COUNCIL, *([council] if council else [])]))
    rows = sorted(session.scalars(query), key=lambda row: row.council != EVERY_COUNCIL)
    chosen = {row.kind: row for row in rows}
    routes = read_routes(session, desks=[row.id for row in chosen.values()])
    members: dict[int, set[int]] = defaultdict(set)
    for member in session.scalars(select(DeskMember).where(DeskMember.desk_id.in_([r.id for r in chosen.values()]))):
        members[member.desk_id].add(member.adviser_id)
    return {
        Role(row.kind): (as_desk(row, routes.get(row.id, ()), frozenset(members[row.id])), row.demo)
        for row in chosen.values()
    }


def as_desk(row: DeskRow, routes: tuple[Route, ...], members: frozenset[int]) -> Desk:
    """A row of the desks as the handoff knows it."""
    return Desk(row.id, Role(row.kind), row.name, week_of(row.hours), row.phone, routes, members)


def read_routes(
    session: Session, *, advisers: Iterable[int] = (), desks: Iterable[int] = ()
) -> dict[int, tuple[Route, ...]]:
    """The routes of advisers, or of desks, by the id of who they lead to."""
    of_adviser, of_desk = list(advisers), list(desks)
    query = select(RouteRow).where(or_(RouteRow.adviser_id.in_(of_adviser), RouteRow.desk_id.in_(of_desk)))
    found: dict[int, list[Route]] = defaultdict(list)
    for row in session.scalars(query.order_by(RouteRow.id)):
        to = row.adviser_id if of_adviser else row.desk_id
        kind = cast(RouteKind, row.kind)
        found[cast(int, to)].append(Route(row.id, kind, row.address, row.shows_words, row.working))
    return {to: tuple(routes) for to, routes in found.items()}


def week_of(works: Mapping[str, Any] | None) -> Week | None:
    """Hours as they are kept. None, the council's, also for what cannot be read: raising a case must never fail."""
    try:
        return week_from(works) if works else None
    except BadHours:
        return None


def _absences(session: Session, ids: list[int]) -> dict[int, tuple[Absence, ...]]:
    found: dict[int, list[Absence]] = defaultdict(list)
    for row in session.scalars(select(AbsenceRow).where(AbsenceRow.adviser_id.in_(ids)).order_by(AbsenceRow.first)):
        found[row.adviser_id].append(Absence(row.first, row.last, "sick" if row.kind == "sick" else "leave"))
    return {adviser: tuple(absences) for adviser, absences in found.items()}


def _own(person: PersonRow | None, field: str) -> int | None:
    return cast("int | None", getattr(person, field)) if person else None
