"""Sign-in links and sessions, of editors and of advisers alike. Each method is one transaction; times are passed in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session, sessionmaker

from bot.storage.case_tables import ConsoleLink, ConsoleSession
from bot.storage.tables import EditorSession, SignInLink

_KEPT_AFTER_END = dt.timedelta(days=30)
M = TypeVar("M")


class SignIns(Generic[M]):
    """Reads and writes one kind of link and one kind of session. Secrets are given as digests; they themselves are kept
    nowhere.

    Args:
        session: makes the transactions.
        members: the table of those who sign in.
        links, sessions: the two tables.
        owner: the column of both that names the member.
        entering: the member of a row, or None when they may not come in at a moment (any more).
    """

    def __init__(
        self, session: sessionmaker[Session], members: type[Any], links: type[SignInLink | ConsoleLink],
        sessions: type[EditorSession | ConsoleSession], owner: str, entering: Callable[[Any, dt.datetime], M | None],
    ) -> None:  # fmt: skip
        self._session, self._members, self._entering = session, members, entering
        self._links, self._sessions, self._owner = links, sessions, owner

    def make_link(
        self, member: int, digest: str, now: dt.datetime, expires: dt.datetime, *, most: int, within: dt.timedelta
    ) -> bool:
        """Keeps a sign-in link; returns False when the member was given `most` links `within` that time already."""
        links = self._links
        with self._session.begin() as session:
            session.get_one(self._members, member, with_for_update=True)  # two requests at once are counted one by one
            for table in (links, self._sessions):
                session.execute(delete(table).where(table.expires < now - _KEPT_AFTER_END))
            lately = select(func.count(links.id)).where(self._of(links) == member, links.made > now - within)
            if (session.scalar(lately) or 0) >= most:
                return False
            session.add(links(**{self._owner: member}, digest=digest, made=now, expires=expires))
            return True

    def link_holds(self, digest: str, now: dt.datetime) -> bool:
        """Whether the link would sign somebody in now; does not use it up."""
        return self._member_behind(self._links, digest, now) is not None

    def use_link(self, digest: str, session_digest: str, now: dt.datetime, session_expires: dt.datetime) -> M | None:
        """Uses a link up and begins a session; None when the link is unknown, used or too old."""
        links = self._links
        holds = (links.digest == digest, links.ended.is_(None), links.expires > now)
        with self._session.begin() as session:
            used = session.execute(update(links).where(*holds).values(ended=now).returning(self._of(links)))
            number = used.scalar_one_or_none()
            row = session.get(self._members, number) if number is not None else None
            member = self._entering(row, now) if row is not None else None
            if member is None:
                return None
            begun = {self._owner: number, "digest": session_digest, "begun": now, "expires": session_expires}
            session.add(self._sessions(**begun))
            return member

    def member_of(self, session_digest: str, now: dt.datetime) -> M | None:
        """Whose session this is, or None when it has ended."""
        return self._member_behind(self._sessions, session_digest, now)

    def end_session(self, session_digest: str, now: dt.datetime) -> None:
        """Signs a browser out."""
        with self._session.begin() as session:
            session.execute(update(self._sessions).where(self._sessions.digest == session_digest).values(ended=now))

    def end_all(self, session: Session, member: int) -> None:
        """Takes every link and session of a member away, within a transaction."""
        for table in (self._links, self._sessions):
            session.execute(delete(table).where(self._of(table) == member))

    def _of(self, table: type[Any]) -> Any:
        return getattr(table, self._owner)

    def _member_behind(self, table: type[Any], digest: str, now: dt.datetime) -> M | None:
        query = (
            select(self._members)
            .join(table, self._of(table) == self._members.id)
            .where(table.digest == digest, table.ended.is_(None), table.expires > now)
        )
        with self._session() as session:
            row = session.scalar(query)
            return self._entering(row, now) if row is not None else None
