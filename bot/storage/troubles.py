"""What is wrong with the alert routes, as those read it who are to mend it; and the alerts that tell them.

Runs inside the transaction of the caller. The lines hold names of staff, never of a young person, and no addresses.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot.handoff.alert import AlertWhy
from bot.storage.alert_rows import alert_once
from bot.storage.people_tables import AdviserRow, DeskRow, RouteRow
from bot.storage.tables import Alert

_NAMES = {"email": "e-mail", "telegram": "Telegram", "webhook": "the Teams or Slack channel", "console": "the console"}


def troubles_for(session: Session, alert: Alert, why: AlertWhy) -> tuple[str, ...]:
    """What an alert without a case has to tell now; nothing when it has been mended since."""
    if why is AlertWhy.SELF_TEST:
        return tuple(_dead_routes(session, alert))
    if why is AlertWhy.NOBODY_ON_DUTY:
        council = (alert.key or "").split(":")[1:2]
        return (f"At {council[0]}: no duty desk and no manager can be told now.",) if council else ()
    return ()


def _dead_routes(session: Session, alert: Alert) -> list[str]:
    """The routes that do not work, of those whom the receiver answers for."""
    query = (
        select(RouteRow, AdviserRow, DeskRow)
        .outerjoin(AdviserRow, AdviserRow.id == RouteRow.adviser_id)
        .outerjoin(DeskRow, DeskRow.id == RouteRow.desk_id)
        .where(RouteRow.working.is_(False))
        .order_by(RouteRow.id)
    )
    council = _council_of(session, alert)
    lines = []
    for route, adviser, desk in session.execute(query):
        if council is None or council in ("*", (adviser or desk).council):
            who = adviser.name if adviser else desk.name
            lines.append(f"{who}: {_NAMES.get(route.kind, route.kind)} ({route.fault or 'not known why'})")
    return lines


def _council_of(session: Session, alert: Alert) -> str | None:
    if alert.adviser_id is not None:
        adviser = session.get(AdviserRow, alert.adviser_id)
        return adviser.council if adviser else None
    desk = session.get(DeskRow, alert.desk_id) if alert.desk_id else None
    return desk.council if desk else None


def warn(session: Session, council: str, why: AlertWhy, key: str, now: dt.datetime, manager: int | None = None) -> int:
    """Makes alerts about a trouble, once for each key: to a manager, else to all managers, else to the duty desk.

    Args:
        session: an open transaction.
        council: whose trouble it is.
        why: SELF_TEST or NOBODY_ON_DUTY.
        key: what makes it the same trouble; the route is added.
        now: the time.
        manager: id of the adviser's own manager, if they have one.

    Returns:
        how many alerts wait or were made before; 0 when there is nobody to warn.
    """
    made = 0
    for route in _who_mends(session, council, manager, now.date()):
        alert_once(session, f"{key}:{route.id}", route, route, why.value, now)
        made += 1
    return made


def _who_mends(session: Session, council: str, manager: int | None, day: dt.date) -> list[RouteRow]:
    works = or_(AdviserRow.left.is_(None), AdviserRow.left > day)
    managers = select(AdviserRow.id).where(AdviserRow.council == council, works, AdviserRow.role.ilike("%manager%"))
    desks = select(DeskRow.id).where(DeskRow.council.in_([council, "*"]), DeskRow.kind == "duty")
    for where in (RouteRow.adviser_id == manager, RouteRow.adviser_id.in_(managers), RouteRow.desk_id.in_(desks)):
        fits = (where, RouteRow.kind != "console", or_(RouteRow.working.is_(None), RouteRow.working.is_(True)))
        if found := list(session.scalars(select(RouteRow).where(*fits).order_by(RouteRow.id))):
            return found
    return []
