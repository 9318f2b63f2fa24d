"""The one place where an alert to somebody's route is made. Runs inside the transaction of the caller."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.handoff.model import Receiver, Route
from bot.storage.people_tables import RouteRow
from bot.storage.tables import Alert


def alert_once(
    session: Session, key: str, route: Route | RouteRow, to: Receiver | RouteRow, why: str, now: dt.datetime,
    case: int | None = None,
) -> tuple[Alert, bool]:  # fmt: skip
    """The alert of a key, which is made unless it is there.

    Args:
        session: the transaction.
        key: what makes it the same delivery.
        route: by which it goes.
        to: whose route it is: who is told, or the route's own row.
        why: the reason (bot.handoff.alert.AlertWhy).
        now: the time.
        case: the case; None for a trouble that concerns none.

    Returns:
        the alert, and whether it was made now.
    """
    known = session.scalar(select(Alert).where(Alert.key == key))
    if known is not None:
        return known, False
    if isinstance(to, Receiver):
        adviser, desk = (to.id, None) if to.kind == "adviser" else (None, to.id)
    else:
        adviser, desk = to.adviser_id, to.desk_id
    made = Alert(
        handoff_id=case, route=route.kind, route_id=route.id, adviser_id=adviser, desk_id=desk, state="waiting",
        why=why, key=key, made=now, due=now,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made, True
