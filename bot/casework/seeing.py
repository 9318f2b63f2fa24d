"""Which cases an adviser may open: the one rule for the worklist, the case page and every act."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot.handoff.model import CaseKind, Roster
from bot.handoff.routing import covers, excluded
from bot.storage.case_tables import HandoffEventRow
from bot.storage.people_tables import AdviserRow, DeskMember
from bot.storage.tables import Alert, Handoff

_TOLD_ONLY = frozenset({CaseKind.ALLEGATION.value, CaseKind.COMPLAINT.value})
_ALL = frozenset({"manager", "team manager", "duty worker", "safeguarding lead"})


def may_open(session: Session, row: Handoff, adviser: AdviserRow, roster: Roster, day: dt.date) -> bool:
    """Whether an adviser may open a case.

    Their council's only; never when they are named in it or are managed by who is. An allegation or a complaint is open
    to those who were told of it alone. Any other case: to who was told or has it, whose young person it is, who covers
    for them, and to managers and duty workers.

    Args:
        session: an open session.
        row: the case.
        adviser: who wants to open it.
        roster: who there is for the case's person.
        day: today.
    """
    staff = roster.staff.get(adviser.id)
    if staff is None or adviser.council != row.council or not staff.employed(day):
        return False
    if excluded(staff, roster, row.kept_from):
        return False
    if adviser.id in (row.holder_id, row.chat_with_id) or was_told(session, row, adviser.id):
        return True
    if row.kind in _TOLD_ONLY:
        return False
    own = {roster.adviser, roster.social_worker}
    standing_in = {c.id for i in own if i in roster.staff for c in covers(roster.staff[i or 0], roster)}
    return adviser.role.lower() in _ALL or adviser.id in own | standing_in


def was_told(session: Session, row: Handoff, adviser: int) -> bool:
    """Whether an adviser, or a desk that they read, was alerted of a case, or it was passed on to them."""
    desks = select(DeskMember.desk_id).where(DeskMember.adviser_id == adviser)
    alerted = select(Alert.id).where(
        Alert.handoff_id == row.id, or_(Alert.adviser_id == adviser, Alert.desk_id.in_(desks))
    )
    if session.scalar(alerted.limit(1)) is not None:
        return True
    acted = (HandoffEventRow.handoff_id == row.id, HandoffEventRow.adviser_id == adviser)
    return session.scalar(select(HandoffEventRow.id).where(*acted).limit(1)) is not None
