"""Puts a council's files into the tables: only what differs, in one transaction; the same file again does nothing."""

from __future__ import annotations

import datetime as dt
from typing import Protocol

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.people.changes import Changes
from bot.people.records import AdviserRecord, PersonRecord
from bot.storage.links import take_over_record
from bot.storage.people_tables import AdviserRow, LinkRow, PersonRow, RouteRow, TeamRow


class AdviserChanged(Protocol):
    """What is done with open cases when a person gets another adviser (Casework.adviser_changed)."""

    def __call__(self, person_id: int, old: int | None, new: int | None, session: Session) -> None:
        """Moves the person's open cases, with a note, in the given transaction."""


def advisers_of(session: Session, council: str) -> dict[str, AdviserRecord]:
    """The advisers of a council as records, by reference; made-up ones are left out."""
    rows = list(session.scalars(select(AdviserRow).where(AdviserRow.council == council, AdviserRow.demo.is_(False))))
    references = {row.id: row.reference for row in rows}
    teams = {row.id: row.name for row in session.scalars(select(TeamRow).where(TeamRow.council == council))}
    return {
        row.reference: AdviserRecord(
            row.reference, row.name, row.role, teams.get(row.team_id or 0), row.email, row.phone, row.works,
            references.get(row.manager_id or 0), references.get(row.cover_id or 0), row.left,
        )
        for row in rows
    }  # fmt: skip


def people_of(session: Session, council: str) -> dict[str, PersonRecord]:
    """The people of a council who are not gone, as records, by reference; made-up ones are left out."""
    own = select(AdviserRow).where(AdviserRow.council == council)
    references = {row.id: row.reference for row in session.scalars(own)}
    there = (PersonRow.council == council, PersonRow.demo.is_(False), PersonRow.gone.is_(False))
    return {
        row.reference: PersonRecord(
            row.reference, row.first_name, row.born, row.status, references.get(row.adviser_id or 0),
            references.get(row.social_worker_id or 0),
        )
        for row in session.scalars(select(PersonRow).where(*there))
    }  # fmt: skip


def apply_advisers(session: Session, council: str, changes: Changes[AdviserRecord]) -> None:
    """Adds and changes advisers. A new one gets the console as a route, and their e-mail address where there is one."""
    records = [*changes.added, *(change.after for change in changes.changed)]
    for record in changes.added:
        row = AdviserRow(council=council, reference=record.reference, name=record.name, role=record.role)
        session.add(row)
        session.flush()
        session.add(RouteRow(adviser_id=row.id, kind="console"))
    rows = {
        row.reference: row
        for row in session.scalars(select(AdviserRow).where(AdviserRow.council == council, AdviserRow.demo.is_(False)))
    }
    for record in records:
        row = rows[record.reference]
        _follow_address(session, row, record.email)
        row.name, row.role, row.email, row.phone = record.name, record.role, record.email, record.phone
        row.works, row.left = record.works, record.left
        row.team_id = _team(session, council, record.team)
        row.manager_id = rows[record.manager].id if record.manager in rows else None
        row.cover_id = rows[record.cover].id if record.cover in rows else None
    session.flush()


def apply_people(
    session: Session, council: str, changes: Changes[PersonRecord], now: dt.datetime, moved: AdviserChanged | None
) -> None:
    """Adds and changes people; open cases follow a change of adviser, and linked chats the record."""
    own = (AdviserRow.council == council, AdviserRow.demo.is_(False))
    advisers = {row.reference: row.id for row in session.scalars(select(AdviserRow).where(*own))}
    rows = {row.reference: row for row in session.scalars(select(PersonRow).where(PersonRow.council == council))}
    for record in [*changes.added, *(change.after for change in changes.changed)]:
        row = rows.get(record.reference)
        if row is None:
            row = PersonRow(council=council, reference=record.reference)
            session.add(row)
        before = row.adviser_id
        row.first_name, row.born, row.status, row.gone = record.first_name, record.born, record.status, False
        row.adviser_id = advisers.get(record.adviser or "")
        row.social_worker_id = advisers.get(record.social_worker or "")
        session.flush()
        if before != row.adviser_id and record.reference in rows and moved is not None:
            moved(row.id, before, row.adviser_id, session)
        for conversation in session.scalars(_chats(row.id)):
            take_over_record(session, conversation, row, now)
    if changes.gone:
        for record in changes.missing:
            _gone(session, rows[record.reference], now)


def _gone(session: Session, row: PersonRow, now: dt.datetime) -> None:
    """Marks a person as gone. Their chats are no longer linked, but open cases stay until a human closes them."""
    row.gone = True
    session.execute(update(LinkRow).where(LinkRow.person_id == row.id, LinkRow.ended.is_(None)).values(ended=now))


def _follow_address(session: Session, row: AdviserRow, email: str | None) -> None:
    """The e-mail route follows a changed address; one that was set to another address by hand stays."""
    if row.email == email:
        return
    same = (RouteRow.adviser_id == row.id, RouteRow.kind == "email")
    route = session.scalar(select(RouteRow).where(*same, RouteRow.address == row.email)) if row.email else None
    if route is not None and email:
        route.address, route.working, route.tested, route.fault = email, None, None, None
    elif route is not None:
        session.delete(route)
    elif email and session.scalar(select(RouteRow.id).where(*same)) is None:
        session.add(RouteRow(adviser_id=row.id, kind="email", address=email))


def _team(session: Session, council: str, name: str | None) -> int | None:
    if not name:
        return None
    row = session.scalar(select(TeamRow).where(TeamRow.council == council, TeamRow.name == name))
    if row is None:
        row = TeamRow(council=council, name=name)
        session.add(row)
        session.flush()
    return row.id


def _chats(person_id: int):  # type: ignore[no-untyped-def]
    return select(LinkRow.conversation_id).where(LinkRow.person_id == person_id, LinkRow.ended.is_(None))
