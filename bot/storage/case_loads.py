"""The people of a council as the console lists them: whose they are, whose chats are linked."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Engine, func, or_, select, update
from sqlalchemy.orm import sessionmaker

from bot.storage.links import end_links
from bot.storage.people import Person, as_person
from bot.storage.people_tables import LinkCode, LinkRow, PersonRow
from bot.storage.tables import Conversation


@dataclass(frozen=True)
class Linked:
    """A chat that is linked to a person; who wrote in it is not said."""

    conversation: int
    channel: str
    since: dt.datetime


class CaseLoads:
    """Reads people. Whether somebody may is asked elsewhere (bot/console/door.py).

    Args:
        engine: an open database.
    """

    def __init__(self, engine: Engine) -> None:
        self._session = sessionmaker(engine, expire_on_commit=False)

    def persons(self, council: str, advisers: frozenset[int] | None = None) -> list[Person]:
        """The people of a council by first name; with `advisers`, only those who are theirs."""
        query = select(PersonRow).where(PersonRow.council == council, PersonRow.gone.is_(False))
        if advisers is not None:
            query = query.where(or_(PersonRow.adviser_id.in_(advisers), PersonRow.social_worker_id.in_(advisers)))
        with self._session() as session:
            return [as_person(row) for row in session.scalars(query.order_by(PersonRow.first_name, PersonRow.id))]

    def person(self, council: str, number: int) -> Person | None:
        """One person of a council, unless gone."""
        with self._session() as session:
            row = session.get(PersonRow, number)
            return as_person(row) if row and row.council == council and not row.gone else None

    def linked(self, persons: list[int]) -> dict[int, list[Linked]]:
        """The chats that are linked now, by person."""
        query = (
            select(LinkRow, Conversation.channel)
            .join(Conversation, Conversation.id == LinkRow.conversation_id)
            .where(LinkRow.person_id.in_(persons), LinkRow.ended.is_(None))
            .order_by(LinkRow.id)
        )
        found: dict[int, list[Linked]] = {}
        with self._session() as session:
            for row, channel in session.execute(query):
                found.setdefault(row.person_id, []).append(Linked(row.conversation_id, channel, row.made))
        return found

    def code_until(self, person: int, now: dt.datetime) -> dt.datetime | None:
        """Until when a code of theirs, not used yet, holds; None when there is none."""
        holds = (LinkCode.person_id == person, LinkCode.used.is_(None), LinkCode.expires > now)
        with self._session() as session:
            return session.scalar(select(func.max(LinkCode.expires)).where(*holds))

    def unlink(self, person: int, now: dt.datetime) -> int:
        """Takes every link of a person back, and the codes that nobody has used; returns how many chats it were."""
        with self._session.begin() as session:
            mine = (LinkRow.person_id == person, LinkRow.ended.is_(None))
            chats = set(session.scalars(select(LinkRow.conversation_id).where(*mine)))
            for chat in chats:
                end_links(session, chat, now)
            unused = (LinkCode.person_id == person, LinkCode.used.is_(None), LinkCode.expires > now)
            session.execute(update(LinkCode).where(*unused).values(expires=now))
            return len(chats)
