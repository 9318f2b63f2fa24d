"""Who works on the advisers' console: their sign-in, what they looked at, and whether something is new.

Each method is one transaction; times are passed in.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, func, or_, select
from sqlalchemy.orm import sessionmaker

from bot.handoff.model import Desk, Role, Staff
from bot.handoff.working_time import LONDON
from bot.storage.case_tables import AuditRow, ConsoleLink, ConsoleSession, HandoffEventRow
from bot.storage.people_tables import AdviserRow, PersonRow, RouteRow
from bot.storage.rosters import read_desks, read_staff
from bot.storage.sign_ins import SignIns
from bot.storage.tables import Conversation, Handoff


@dataclass(frozen=True)
class Adviser:
    """Somebody who is signed in to the console."""

    id: int
    name: str
    email: str
    council: str
    role: str
    demo: bool = False


@dataclass(frozen=True)
class Looked:
    """A line of the audit: who did what when, about which case or person."""

    id: int
    at: dt.datetime
    who: str
    what: str
    case: int | None
    person: int | None
    first_name: str | None


class ConsoleStore(SignIns[Adviser]):
    """Advisers' links and sessions, as all are kept (bot/storage/sign_ins.py), their council, and the audit.

    Args:
        engine: an open database (bot.storage.database.open_database).
    """

    def __init__(self, engine: Engine) -> None:
        session = sessionmaker(engine, expire_on_commit=False)
        super().__init__(session, AdviserRow, ConsoleLink, ConsoleSession, "adviser_id", _entering)

    def find(self, email: str, now: dt.datetime) -> Adviser | None:
        """Who has that address and works at a council now; of several records the newest that is not made up."""
        query = select(AdviserRow).where(func.lower(AdviserRow.email) == email.lower())
        with self._session() as session:
            rows = session.scalars(query.order_by(AdviserRow.demo, AdviserRow.id.desc()))
            return next((found for row in rows if (found := _entering(row, now))), None)

    def demo_advisers(self, now: dt.datetime) -> list[Adviser]:
        """The made-up advisers who can be signed in."""
        query = select(AdviserRow).where(AdviserRow.demo.is_(True), AdviserRow.email.is_not(None))
        with self._session() as session:
            return [found for row in session.scalars(query.order_by(AdviserRow.id)) if (found := _entering(row, now))]

    def has_real_advisers(self) -> bool:
        """Whether anybody on the list is not made up."""
        with self._session() as session:
            return session.scalar(select(AdviserRow.id).where(AdviserRow.demo.is_(False)).limit(1)) is not None

    def staff(self, council: str) -> dict[int, Staff]:
        """Everybody at a council, by id."""
        with self._session() as session:
            return read_staff(session, council)

    def desks(self, council: str) -> dict[Role, Desk]:
        """The desks that serve a council."""
        with self._session() as session:
            return {kind: desk for kind, (desk, _) in read_desks(session, council).items()}

    def dead_routes(self, advisers: list[int], desks: list[int]) -> list[tuple[int | None, int | None, str, str]]:
        """Routes that the last self-test found dead: adviser, desk, kind and fault."""
        to = or_(RouteRow.adviser_id.in_(advisers), RouteRow.desk_id.in_(desks))
        query = select(RouteRow).where(RouteRow.working.is_(False), to).order_by(RouteRow.id)
        with self._session() as session:
            return [(r.adviser_id, r.desk_id, r.kind, r.fault or "") for r in session.scalars(query)]

    def looked(
        self, by: Adviser, what: str, now: dt.datetime, *, person: int | None = None, case: int | None = None
    ) -> None:
        """Writes a line of the audit. `what` never holds words or names."""
        with self._session.begin() as session:
            session.add(
                AuditRow(at=now, adviser_id=by.id, who=by.name, what=what[:40], person_id=person, handoff_id=case)
            )

    def audit(self, council: str, limit: int, before: int | None = None) -> list[Looked]:
        """The newest lines of a council's audit, before a line of it."""
        query = (
            select(AuditRow, PersonRow.first_name)
            .outerjoin(AdviserRow, AdviserRow.id == AuditRow.adviser_id)
            .outerjoin(PersonRow, PersonRow.id == AuditRow.person_id)
            .outerjoin(Handoff, Handoff.id == AuditRow.handoff_id)
            .where(or_(AdviserRow.council == council, PersonRow.council == council, Handoff.council == council))
            .order_by(AuditRow.id.desc())
            .limit(limit)
        )
        if before is not None:
            query = query.where(AuditRow.id < before)
        with self._session() as session:
            return [_looked(*found) for found in session.execute(query)]

    def version(self, council: str) -> str:
        """Changes whenever a case of the council, or of no council, changes."""
        mine = or_(Handoff.council == council, Handoff.council.is_(None))
        events = select(func.max(HandoffEventRow.id)).join(Handoff, Handoff.id == HandoffEventRow.handoff_id)
        cases = select(func.max(Handoff.id)).where(mine)
        with self._session() as session:
            return f"{session.scalar(cases) or 0}-{session.scalar(events.where(mine)) or 0}"

    def version_of(self, case: int) -> str:
        """Changes whenever a case or its conversation changes."""
        event = select(func.max(HandoffEventRow.id)).where(HandoffEventRow.handoff_id == case)
        seq = select(Conversation.seq).join(Handoff, Handoff.conversation_id == Conversation.id)
        with self._session() as session:
            return f"{session.scalar(event) or 0}-{session.scalar(seq.where(Handoff.id == case)) or 0}"


def _entering(row: Any, now: dt.datetime) -> Adviser | None:
    """Somebody who has left cannot come in, nor stay, from their first day away."""
    if row.left is not None and row.left <= now.astimezone(LONDON).date():
        return None
    return Adviser(row.id, row.name, row.email or "", row.council, row.role, row.demo)


def _looked(row: AuditRow, name: str | None) -> Looked:
    return Looked(row.id, row.at, row.who, row.what, row.handoff_id, row.person_id, name)
