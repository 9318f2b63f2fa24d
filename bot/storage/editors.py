"""The editors, their sign-in links and their sessions. Each method is one transaction; times are passed in."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Engine, delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import sessionmaker

from bot.storage.tables import EditorRow, EditorSession, SignInLink

_KEPT_AFTER_END = dt.timedelta(days=30)


@dataclass(frozen=True)
class Editor:
    """Somebody who keeps the content."""

    id: int
    name: str
    email: str


class EditorStore:
    """Reads and writes the editors' tables. Secrets are given as digests; they themselves are kept nowhere.

    Args:
        engine: an open database (bot.storage.database.open_database).
    """

    def __init__(self, engine: Engine) -> None:
        self._session = sessionmaker(engine, expire_on_commit=False)

    def add(self, name: str, email: str, now: dt.datetime) -> Editor:
        """Adds an editor, or takes a removed one back under this name."""
        try:
            return self._add(name, email, now)
        except IntegrityError:  # added at the same moment
            return self._add(name, email, now)

    def _add(self, name: str, email: str, now: dt.datetime) -> Editor:
        with self._session.begin() as session:
            row = session.scalar(select(EditorRow).where(EditorRow.email == email))
            if row is None:
                row = EditorRow(name=name, email=email, added=now)
                session.add(row)
            row.name, row.removed = name, None
            session.flush()
            return _editor(row)

    def editors(self) -> list[Editor]:
        """The editors who may sign in, by name."""
        query = select(EditorRow).where(EditorRow.removed.is_(None)).order_by(EditorRow.name, EditorRow.id)
        with self._session() as session:
            return [_editor(row) for row in session.scalars(query)]

    def find(self, email: str) -> Editor | None:
        """The editor with that address, unless removed."""
        query = select(EditorRow).where(EditorRow.email == email, EditorRow.removed.is_(None))
        with self._session() as session:
            row = session.scalar(query)
            return _editor(row) if row else None

    def remove(self, email: str, now: dt.datetime) -> bool:
        """Takes an editor's way in, with all links and sessions; returns whether there was such an editor."""
        with self._session.begin() as session:
            row = session.scalar(select(EditorRow).where(EditorRow.email == email, EditorRow.removed.is_(None)))
            if row is None:
                return False
            row.removed = now
            for table in (SignInLink, EditorSession):
                session.execute(delete(table).where(table.editor_id == row.id))
            return True

    def make_link(
        self, editor_id: int, digest: str, now: dt.datetime, expires: dt.datetime, *, most: int, within: dt.timedelta
    ) -> bool:
        """Keeps a sign-in link; returns False when the editor was given `most` links `within` that time already."""
        with self._session.begin() as session:
            session.get_one(EditorRow, editor_id, with_for_update=True)  # two requests at once are counted one by one
            session.execute(delete(SignInLink).where(SignInLink.expires < now - _KEPT_AFTER_END))
            session.execute(delete(EditorSession).where(EditorSession.expires < now - _KEPT_AFTER_END))
            lately = select(func.count(SignInLink.id)).where(
                SignInLink.editor_id == editor_id, SignInLink.made > now - within
            )
            if (session.scalar(lately) or 0) >= most:
                return False
            session.add(SignInLink(editor_id=editor_id, digest=digest, made=now, expires=expires))
            return True

    def link_holds(self, digest: str, now: dt.datetime) -> bool:
        """Whether the link would sign somebody in now; does not use it up."""
        query = (
            select(SignInLink.id)
            .join(EditorRow, EditorRow.id == SignInLink.editor_id)
            .where(SignInLink.digest == digest, SignInLink.ended.is_(None), SignInLink.expires > now)
            .where(EditorRow.removed.is_(None))
        )
        with self._session() as session:
            return session.scalar(query) is not None

    def use_link(
        self, digest: str, session_digest: str, now: dt.datetime, session_expires: dt.datetime
    ) -> Editor | None:
        """Uses a link up and begins a session; None when the link is unknown, used or too old."""
        holds = (SignInLink.digest == digest, SignInLink.ended.is_(None), SignInLink.expires > now)
        with self._session.begin() as session:
            used = session.execute(update(SignInLink).where(*holds).values(ended=now).returning(SignInLink.editor_id))
            editor_id = used.scalar_one_or_none()
            editor = session.get(EditorRow, editor_id) if editor_id is not None else None
            if editor is None or editor.removed is not None:
                return None
            session.add(EditorSession(editor_id=editor.id, digest=session_digest, begun=now, expires=session_expires))
            return _editor(editor)

    def editor_of(self, session_digest: str, now: dt.datetime) -> Editor | None:
        """The editor whose session this is, or None when it has ended."""
        query = (
            select(EditorRow)
            .join(EditorSession, EditorSession.editor_id == EditorRow.id)
            .where(EditorSession.digest == session_digest, EditorSession.ended.is_(None), EditorSession.expires > now)
            .where(EditorRow.removed.is_(None))
        )
        with self._session() as session:
            row = session.scalar(query)
            return _editor(row) if row else None

    def end_session(self, session_digest: str, now: dt.datetime) -> None:
        """Signs a browser out."""
        with self._session.begin() as session:
            session.execute(update(EditorSession).where(EditorSession.digest == session_digest).values(ended=now))


def _editor(row: EditorRow) -> Editor:
    return Editor(row.id, row.name, row.email)
