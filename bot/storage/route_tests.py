"""What the daily test of the alert routes reads and writes. Each method is one transaction; times are passed in."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Engine, or_, select
from sqlalchemy.orm import Session, sessionmaker

from bot.handoff.alert import AlertWhy
from bot.handoff.working_time import LONDON
from bot.storage.people_tables import AdviserRow, DeskRow, RouteRow
from bot.storage.troubles import warn


@dataclass(frozen=True)
class RouteToTest:
    """A route whose test is due; `fresh` when it was never tested. `council` is that of whoever is alerted by it."""

    id: int
    kind: str
    address: str
    council: str
    fresh: bool


class RouteTests:
    """The routes and what their tests found.

    Args:
        engine: an open database.
    """

    def __init__(self, engine: Engine) -> None:
        self._session = sessionmaker(engine, expire_on_commit=False)

    def due(self, before: dt.datetime) -> list[RouteToTest]:
        """The routes last tested before a time, or never; those of people who have left are left out."""
        query = (
            select(RouteRow, AdviserRow, DeskRow)
            .outerjoin(AdviserRow, AdviserRow.id == RouteRow.adviser_id)
            .outerjoin(DeskRow, DeskRow.id == RouteRow.desk_id)
            .where(RouteRow.kind != "console", or_(RouteRow.tested.is_(None), RouteRow.tested < before))
            .order_by(RouteRow.id)
        )
        with self._session() as session:
            return [
                RouteToTest(route.id, route.kind, route.address or own or "", owner.council, route.tested is None)
                for route, adviser, desk in session.execute(query)
                for owner, own in [(adviser, adviser.email) if adviser else (desk, None)]
                if owner is not None and not (adviser and adviser.left and adviser.left <= before.date())
            ]

    def found(self, route_id: int, fault: str | None, now: dt.datetime) -> bool:
        """Keeps what a test found, and warns who is to mend it, once a day for each route.

        Returns:
            whether somebody could be warned, or nobody had to be.
        """
        with self._session.begin() as session:
            route = session.get(RouteRow, route_id)
            if route is None:
                return True
            route.working, route.tested, route.fault = fault is None, now, fault
            session.flush()
            return fault is None or self._warned(session, route, now)

    def nobody_on_duty(self, council: str, now: dt.datetime) -> bool:
        """Warns that nobody can be told of an urgent case, once a day; returns whether there is somebody to warn."""
        with self._session.begin() as session:
            key = f"nobody:{council}:{_day(now)}"
            return warn(session, council, AlertWhy.NOBODY_ON_DUTY, key, now) > 0

    def councils(self) -> list[str]:
        """The councils that have staff here."""
        with self._session() as session:
            rows = session.scalars(select(AdviserRow.council).where(AdviserRow.left.is_(None)).distinct())
            return sorted(rows)

    def _warned(self, session: Session, route: RouteRow, now: dt.datetime) -> bool:
        adviser = session.get(AdviserRow, route.adviser_id) if route.adviser_id else None
        desk = session.get(DeskRow, route.desk_id) if route.desk_id else None
        council = (adviser or desk).council if adviser or desk else ""  # type: ignore[union-attr]
        key = f"self-test:{route.id}:{_day(now)}"
        return warn(session, council, AlertWhy.SELF_TEST, key, now, adviser.manager_id if adviser else None) > 0


def _day(now: dt.datetime) -> str:
    return f"{now.astimezone(LONDON):%Y-%m-%d}"
