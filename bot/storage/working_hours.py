"""The hours, the absences and the cover of somebody at a council. Each method is one transaction."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, delete, or_, select
from sqlalchemy.orm import sessionmaker

from bot.storage.people_tables import AbsenceRow, AdviserRow


@dataclass(frozen=True)
class Away:
    """A stretch of days away; `last` None while the end is not known."""

    id: int
    kind: str
    first: dt.date
    last: dt.date | None


class WorkingHours:
    """Reads and writes when somebody works. Whether they may is asked elsewhere (bot/console/door.py).

    Args:
        engine: an open database.
    """

    def __init__(self, engine: Engine) -> None:
        self._session = sessionmaker(engine, expire_on_commit=False)

    def absences(self, adviser: int, day: dt.date) -> list[Away]:
        """The absences that have not ended before a day, soonest first."""
        lasting = or_(AbsenceRow.last.is_(None), AbsenceRow.last >= day)
        query = select(AbsenceRow).where(AbsenceRow.adviser_id == adviser, lasting).order_by(AbsenceRow.first)
        with self._session() as session:
            return [Away(row.id, row.kind, row.first, row.last) for row in session.scalars(query)]

    def add_absence(self, adviser: int, kind: str, first: dt.date, last: dt.date | None) -> None:
        """Adds an absence, once: the same one again changes nothing."""
        with self._session.begin() as session:
            session.get_one(AdviserRow, adviser, with_for_update=True)
            end = AbsenceRow.last.is_(None) if last is None else AbsenceRow.last == last
            same = select(AbsenceRow.id).where(
                AbsenceRow.adviser_id == adviser, AbsenceRow.kind == kind, AbsenceRow.first == first, end
            )
            if session.scalar(same) is None:
                session.add(AbsenceRow(adviser_id=adviser, kind=kind, first=first, last=last))

    def remove_absence(self, adviser: int, absence: int) -> None:
        """Takes an absence away."""
        with self._session.begin() as session:
            session.execute(delete(AbsenceRow).where(AbsenceRow.id == absence, AbsenceRow.adviser_id == adviser))

    def back(self, adviser: int, day: dt.date) -> None:
        """Ends the absences of a day: what began earlier ended the day before, what begins that day goes."""
        with self._session.begin() as session:
            lasting = or_(AbsenceRow.last.is_(None), AbsenceRow.last >= day)
            query = select(AbsenceRow).where(AbsenceRow.adviser_id == adviser, AbsenceRow.first <= day, lasting)
            for row in session.scalars(query):
                if row.first == day:
                    session.delete(row)
                else:
                    row.last = day - dt.timedelta(days=1)

    def set_works(self, adviser: int, works: dict[str, Any] | None) -> None:
        """Sets somebody's hours; None means the council's."""
        with self._session.begin() as session:
            session.get_one(AdviserRow, adviser).works = works

    def set_cover(self, adviser: int, cover: int | None) -> None:
        """Says who stands in for somebody."""
        with self._session.begin() as session:
            session.get_one(AdviserRow, adviser).cover_id = cover
