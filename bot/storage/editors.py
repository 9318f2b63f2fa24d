"""The editors, their sign-in links and their sessions. Each method is one transaction; times are passed in."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Engine, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import sessionmaker

from bot.storage.sign_ins import SignIns
from bot.storage.tables import EditorRow, EditorSession, SignInLink


@dataclass(frozen=True)
class Editor:
    """Somebody who keeps the content."""

    id: int
    name: str
    email: str


class EditorStore(SignIns[Editor]):
    """Reads and writes the editors' tables; their links and sessions as all are kept (bot/storage/sign_ins.py).

    Args:
        engine: an open database (bot.storage.database.open_database).
    """

    def __init__(self, engine: Engine) -> None:
        session = sessionmaker(engine, expire_on_commit=False)
        super().__init__(session, EditorRow, SignInLink, EditorSession, "editor_id", _entering)

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

    def find(self, email: str, now: dt.datetime | None = None) -> Editor | None:
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
            self.end_all(session, row.id)
            return True


def _editor(row: EditorRow) -> Editor:
    return Editor(row.id, row.name, row.email)


def _entering(row: EditorRow, _: dt.datetime) -> Editor | None:
    return _editor(row) if row.removed is None else None
