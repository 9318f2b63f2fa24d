"""Keeping advisers, desks and routes by hand (`offer people ...`). Each method is one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, delete, func, select
from sqlalchemy.orm import Session, sessionmaker

from bot.storage.case_tables import AuditRow
from bot.storage.demo_people import remove_demo
from bot.storage.people_tables import AdviserRow, DeskMember, DeskRow, LinkRow, PersonRow, RouteRow


class NotThere(LookupError):
    """Nobody has that reference; the message says what to do."""


@dataclass(frozen=True)
class Listed:
    """One adviser in the list: how many people and routes they have."""

    row: AdviserRow
    people: int
    routes: int


class Keeping:
    """Reads and changes the people of councils for their business support.

    Args:
        engine: an open database.
    """

    def __init__(self, engine: Engine) -> None:
        self._session = sessionmaker(engine, expire_on_commit=False)

    def councils(self) -> list[str]:
        """The councils that have anybody in the tables."""
        with self._session() as session:
            found = {*session.scalars(select(AdviserRow.council)), *session.scalars(select(PersonRow.council))}
            return sorted(found)

    def advisers(self, council: str) -> list[Listed]:
        """The advisers of a council, by name."""
        with self._session() as session:
            rows = session.scalars(select(AdviserRow).where(AdviserRow.council == council).order_by(AdviserRow.name))
            return [Listed(row, _people_of(session, row.id), _routes_of(session, row.id)) for row in rows]

    def people(self, council: str) -> list[tuple[PersonRow, bool]]:
        """The people of a council who are not gone, each with whether a chat is linked to them."""
        linked = select(LinkRow.person_id).where(LinkRow.ended.is_(None))
        with self._session() as session:
            ids = set(session.scalars(linked))
            there = (PersonRow.council == council, PersonRow.gone.is_(False))
            rows = session.scalars(select(PersonRow).where(*there).order_by(PersonRow.reference))
            return [(row, row.id in ids) for row in rows]

    def adviser(self, council: str, reference: str) -> AdviserRow:
        """The adviser with that reference. Raises NotThere."""
        with self._session() as session:
            return _adviser(session, council, reference)

    def unlink(self, person_id: int, now: dt.datetime) -> int:
        """Ends the links of a person's chats, as after a lost phone; returns how many there were."""
        from bot.storage.links import end_links

        with self._session.begin() as session:
            mine = (LinkRow.person_id == person_id, LinkRow.ended.is_(None))
            chats = list(session.scalars(select(LinkRow.conversation_id).where(*mine)))
            return sum(end_links(session, chat, now) for chat in chats)

    def set_cover(self, council: str, reference: str, cover: str | None) -> None:
        """Says who stands in for an adviser; None for nobody. Raises NotThere."""
        with self._session.begin() as session:
            row = _adviser(session, council, reference)
            other = _adviser(session, council, cover) if cover else None
            if other is not None and other.id == row.id:
                raise NotThere("Nobody can stand in for themselves. Name somebody else.")
            row.cover_id = other.id if other else None

    def set_left(self, council: str, reference: str, day: dt.date) -> int:
        """Says from which day an adviser no longer works there; returns how many people they still have."""
        with self._session.begin() as session:
            row = _adviser(session, council, reference)
            row.left = day
            return _people_of(session, row.id)

    def set_desk(
        self, council: str, kind: str, *, name: str | None, phone: str | None, hours: dict[str, Any] | None,
        members: Sequence[str] | None,
    ) -> DeskRow:  # fmt: skip
        """Makes or changes a desk; what is None stays as it is. A new one gets the console. Raises NotThere."""
        with self._session.begin() as session:
            remove_demo(session)
            row = session.scalar(select(DeskRow).where(DeskRow.council == council, DeskRow.kind == kind))
            if row is None:
                row = DeskRow(council=council, kind=kind, name=name or f"the {kind} desk")
                session.add(row)
                session.flush()
                session.add(RouteRow(desk_id=row.id, kind="console"))
            row.name, row.phone, row.hours = name or row.name, phone or row.phone, hours or row.hours
            if members is not None:
                ids = [_adviser(session, council, reference).id for reference in members]
                session.execute(delete(DeskMember).where(DeskMember.desk_id == row.id))
                session.add_all([DeskMember(desk_id=row.id, adviser_id=i) for i in dict.fromkeys(ids)])
            return row

    def desks(self, council: str) -> list[DeskRow]:
        """The desks of a council."""
        with self._session() as session:
            return list(session.scalars(select(DeskRow).where(DeskRow.council == council).order_by(DeskRow.kind)))

    def routes(self, council: str, who: str) -> list[RouteRow]:
        """The routes of an adviser (by reference) or a desk (by kind). Raises NotThere."""
        with self._session() as session:
            return list(session.scalars(select(RouteRow).where(*_whose(session, council, who)).order_by(RouteRow.id)))

    def add_route(self, council: str, who: str, kind: str, address: str, *, shows_words: bool) -> None:
        """Adds a route, once. Raises NotThere."""
        with self._session.begin() as session:
            whose = _whose(session, council, who)
            same = select(RouteRow).where(*whose, RouteRow.kind == kind, RouteRow.address == address)
            row = session.scalar(same)
            if row is None:
                owner = {"adviser_id": None, "desk_id": None} | _owner(session, council, who)
                row = RouteRow(kind=kind, address=address, **owner)
                session.add(row)
            row.shows_words = shows_words

    def remove_route(self, number: int) -> bool:
        """Takes a route away; returns whether it was there."""
        with self._session.begin() as session:
            row = session.get(RouteRow, number)
            if row is None:
                return False
            session.delete(row)
            return True

    def note(self, what: str, person_id: int | None, now: dt.datetime) -> None:
        """Keeps in the audit that the command line looked at, or changed, what belongs to a person."""
        with self._session.begin() as session:
            session.add(AuditRow(at=now, who="offer people", what=what, person_id=person_id))


def _adviser(session: Session, council: str, reference: str) -> AdviserRow:
    row = session.scalar(select(AdviserRow).where(AdviserRow.council == council, AdviserRow.reference == reference))
    if row is None:
        raise NotThere(f"{council} has no adviser with the reference {reference}. See: offer people list")
    return row


def _owner(session: Session, council: str, who: str) -> dict[str, int]:
    desk = session.scalar(select(DeskRow).where(DeskRow.council == council, DeskRow.kind == who))
    return {"desk_id": desk.id} if desk else {"adviser_id": _adviser(session, council, who).id}


def _whose(session: Session, council: str, who: str) -> tuple[Any, ...]:
    owner = _owner(session, council, who)
    return tuple(getattr(RouteRow, name) == value for name, value in owner.items())


def _people_of(session: Session, adviser: int) -> int:
    query = select(func.count(PersonRow.id)).where(PersonRow.adviser_id == adviser, PersonRow.gone.is_(False))
    return session.scalar(query) or 0


def _routes_of(session: Session, adviser: int) -> int:
    return session.scalar(select(func.count(RouteRow.id)).where(RouteRow.adviser_id == adviser)) or 0
