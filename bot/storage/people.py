"""The one door to people, their advisers and desks. Each method is one transaction; times are passed in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session, sessionmaker

from bot.handoff.model import Roster, Staff
from bot.people.link_code import LinkResult, digest_of, new_code
from bot.storage.links import end_links, keep_code, use_code
from bot.storage.people_tables import AdviserRow, PersonRow
from bot.storage.rosters import linked_person, read_roster, read_staff


def plain_name(council: str) -> str:
    """A council's name from its id, where the content is not at hand: `north-east` is North East."""
    return " ".join(part.capitalize() for part in council.split("-"))


@dataclass(frozen=True)
class Person:
    """A care leaver of a council's list."""

    id: int
    council: str
    reference: str
    first_name: str
    born: dt.date | None
    status: str
    adviser: int | None
    social_worker: int | None
    demo: bool


class People:
    """Reads and writes who belongs to whom.

    Args:
        engine: an open database (bot.storage.database.open_database).
        name_of: gives a council's name, as people say it, for its id.
    """

    def __init__(self, engine: Engine, name_of: Callable[[str], str] = plain_name) -> None:
        self._session = sessionmaker(engine, expire_on_commit=False)
        self.name_of = name_of

    def roster(
        self,
        conversation_id: int | None,
        council: str | None,
        age: int | None,
        day: dt.date,
        session: Session | None = None,
    ) -> Roster:
        """Everybody who may be told about a person.

        Args:
            conversation_id: the conversation; None for nobody's.
            council: the council that was said; that of a linked person's record wins.
            age: the age that was said; the record's wins.
            day: today.
            session: the transaction to read in; None reads in one of its own.

        Returns:
            the roster; its desks are the council's, and for kinds that it has not, those that serve every council.
        """
        with self._reading(session) as reading:
            person = linked_person(reading, conversation_id) if conversation_id is not None else None
            return read_roster(reading, person, council, age, day, self.name_of)

    def person_of(self, conversation_id: int) -> Person | None:
        """The person to whom a conversation is linked, or None."""
        with self._session() as session:
            row = linked_person(session, conversation_id)
            return as_person(row) if row else None

    def adviser(self, adviser_id: int) -> Staff | None:
        """Somebody who works, or worked, at a council."""
        with self._session() as session:
            return read_staff(session, None, [adviser_id]).get(adviser_id)

    def council_of(self, adviser_id: int) -> str | None:
        """The council at which they work."""
        with self._session() as session:
            row = session.get(AdviserRow, adviser_id)
            return row.council if row else None

    def person(self, council: str | None, reference: str) -> list[Person]:
        """The people with that reference, at a council or, without one, at any."""
        query = select(PersonRow).where(PersonRow.reference == reference, PersonRow.gone.is_(False))
        query = query.where(PersonRow.council == council) if council else query
        with self._session() as session:
            return [as_person(row) for row in session.scalars(query.order_by(PersonRow.council))]

    def demo_person(self) -> Person | None:
        """The first made-up person, or None where there are none."""
        query = (
            select(PersonRow).where(PersonRow.demo.is_(True), PersonRow.adviser_id.is_not(None)).order_by(PersonRow.id)
        )
        with self._session() as session:
            row = session.scalar(query.limit(1))
            return as_person(row) if row else None

    def person_by_id(self, person_id: int) -> Person | None:
        """One person."""
        with self._session() as session:
            row = session.get(PersonRow, person_id)
            return as_person(row) if row else None

    def new_code(self, person_id: int, by: str, now: dt.datetime) -> str:
        """A new code that links one chat to a person, once; older ones that nobody used end.

        Args:
            person_id: whose code it is.
            by: who made it, for the record.
            now: the time.

        Returns:
            the code, to be shown now: only its digest is kept.
        """
        code = new_code()
        with self._session.begin() as session:
            keep_code(session, person_id, digest_of(code), by, now)
        return code

    def use_code(self, conversation_id: int, code: str, now: dt.datetime, *, change: bool = False) -> LinkResult:
        """Links a conversation by a code; `change` when they agreed that a link to somebody else is changed."""
        return self.use_digest(conversation_id, digest_of(code), now, change=change)

    def use_digest(self, conversation_id: int, digest: str, now: dt.datetime, *, change: bool = False) -> LinkResult:
        """The same, by the digest of the code."""
        with self._session.begin() as session:
            return use_code(session, conversation_id, digest, now, change=change)

    def end_link(self, conversation_id: int, now: dt.datetime) -> bool:
        """Takes a conversation's link back; returns whether there was one."""
        with self._session.begin() as session:
            return end_links(session, conversation_id, now)

    @contextmanager
    def _reading(self, session: Session | None) -> Iterator[Session]:
        if session is not None:
            yield session
            return
        with self._session() as own:
            yield own


def as_person(row: PersonRow) -> Person:
    """A row of the persons as plain data."""
    return Person(
        row.id, row.council, row.reference, row.first_name, row.born, row.status, row.adviser_id, row.social_worker_id,
        row.demo,
    )  # fmt: skip
