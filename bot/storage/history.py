"""The history of the content: who changed which file, when, how and why. Each method is one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, cast

from sqlalchemy import Engine, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import sessionmaker

from bot.storage.tables import ContentChange, ContentFile

How = Literal["desk", "command", "back", "hand"]


@dataclass(frozen=True)
class Made:
    """How a change came about.

    Attributes:
        who: the editor's name, or the words for somebody on the server.
        why: the editor's own words, or what is known of it.
        how: by which way.
        undoes: the change that this one takes back.
        refused: the faults for which it is not served, or None.
    """

    who: str
    why: str
    how: How
    undoes: int | None = None
    refused: str | None = None


@dataclass(frozen=True)
class Change:
    """One change of one file; `before` is None for a new file, `after` for a removed one."""

    id: int
    at: dt.datetime
    file: str
    before: str | None
    after: str | None
    made: Made


class ContentHistory:
    """Reads and writes the history.

    Args:
        engine: an open database (bot.storage.database.open_database).
    """

    def __init__(self, engine: Engine) -> None:
        self._session = sessionmaker(engine, expire_on_commit=False)

    def seen(self) -> dict[str, str]:
        """The text of every content file as it was last seen; empty before the first look."""
        with self._session() as session:
            rows = session.execute(select(ContentFile.file, ContentFile.text).where(ContentFile.text.is_not(None)))
            return {file: text for file, text in rows if text is not None}

    def begin(self, texts: Mapping[str, str], now: dt.datetime) -> None:
        """Takes the files as they are for where the history begins; does nothing when it has begun."""
        with self._session.begin() as session:
            if session.scalar(select(ContentFile.file).limit(1)) is None:
                session.add_all(ContentFile(file=file, text=text, seen=now) for file, text in texts.items())

    def record(
        self, file: str, after: str | None, made: Made, now: dt.datetime, act: Callable[[], None] = lambda: None
    ) -> int | None:
        """Keeps a change.

        Args:
            file: the file, relative to the content folder, with slashes.
            after: its new text, or None when it is gone.
            made: who, why and how.
            now: the time.
            act: does the change itself; when it raises, nothing is kept. While it runs nobody else can record a
                change of this file, so that a change is recorded once, by whoever made it.

        Returns:
            the number of the change, or None when the file was last seen with that very text.
        """
        try:
            return self._record(file, after, made, now, act)
        except IntegrityError:  # another process saw this new file at the same moment
            return self._record(file, after, made, now, act)

    def _record(
        self, file: str, after: str | None, made: Made, now: dt.datetime, act: Callable[[], None]
    ) -> int | None:
        with self._session.begin() as session:
            row = session.get(ContentFile, file, with_for_update=True)
            if row is None:
                row = ContentFile(file=file, text=None, seen=now)
                session.add(row)
                session.flush()
            before = row.text
            if before == after:
                act()
                return None
            row.text, row.seen = after, now
            change = ContentChange(at=now, file=file, before=before, after=after, **_columns(made))
            session.add(change)
            session.flush()
            act()
            return change.id

    def settle(self, changes: Iterable[int], refused: str | None) -> None:
        """Says of changes whether they are served (None), or why not."""
        with self._session.begin() as session:
            query = update(ContentChange).where(ContentChange.id.in_(list(changes)))
            session.execute(query.values(refused=refused))

    def change(self, number: int) -> Change | None:
        """One change by its number."""
        with self._session() as session:
            row = session.get(ContentChange, number)
            return _change(row) if row else None

    def changes(self, file: str | None = None, *, limit: int = 50, before: int | None = None) -> list[Change]:
        """The newest changes first, of one file or of all; `before` leaves out that number and the newer ones."""
        query = select(ContentChange).order_by(ContentChange.id.desc()).limit(limit)
        if file is not None:
            query = query.where(ContentChange.file == file)
        if before is not None:
            query = query.where(ContentChange.id < before)
        with self._session() as session:
            return [_change(row) for row in session.scalars(query)]

    def later(self, change: Change) -> list[Change]:
        """The changes of the same file that came after one, the newest first."""
        query = (
            select(ContentChange)
            .where(ContentChange.file == change.file, ContentChange.id > change.id)
            .order_by(ContentChange.id.desc())
        )
        with self._session() as session:
            return [_change(row) for row in session.scalars(query)]


def _columns(made: Made) -> dict[str, str | int | None]:
    return {"who": made.who, "why": made.why, "how": made.how, "undoes": made.undoes, "refused": made.refused}


def _change(row: ContentChange) -> Change:
    made = Made(row.who, row.why, cast(How, row.how), row.undoes, row.refused)
    return Change(row.id, row.at, row.file, row.before, row.after, made)
