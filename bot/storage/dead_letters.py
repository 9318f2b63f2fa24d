"""An alert that does not arrive is told to others, by another route. Runs inside the transaction of the caller."""

from __future__ import annotations

import datetime as dt

import structlog
from sqlalchemy.orm import Session

from bot.handoff.alert import AlertWhy
from bot.handoff.model import CaseKind, Receiver, Role, Roster, Route
from bot.handoff.policy import HandoffPolicies
from bot.handoff.routing import receivers
from bot.handoff.working_time import LONDON
from bot.storage.alert_rows import alert_once
from bot.storage.people_tables import PersonRow
from bot.storage.rosters import read_roster
from bot.storage.tables import Alert, Handoff

log = structlog.get_logger()
_USUALLY = (Role.DUTY, Role.OUT_OF_HOURS, Role.MANAGER)
_OF_KIND = {CaseKind.ALLEGATION: (Role.ALLEGATIONS,), CaseKind.COMPLAINT: (Role.COMPLAINTS,)}


def tell_others(session: Session, alert: Alert, now: dt.datetime, policies: HandoffPolicies) -> int:
    """Makes alerts to the duty desk, and to others where it has no other route; of an allegation only to its own desk.

    A route is told of the same case at most once a day, so that two broken routes do not tell each other for ever.

    Returns:
        how many alerts by other routes have been made or were made before and are not dead.
    """
    case = session.get(Handoff, alert.handoff_id) if alert.handoff_id else None
    if case is None:
        return 0
    person = session.get(PersonRow, case.person_id) if case.person_id else None
    roster = read_roster(session, person, case.council, case.age, now.date(), lambda council: council)
    told = 0
    for receiver, route in _others(alert, case, roster, policies, now):
        key = f"dead:{case.id}:{route.id}:{now.astimezone(LONDON):%Y-%m-%d}"
        known, _ = alert_once(session, key, route, receiver, AlertWhy.DEAD_LETTER.value, now, case.id)
        told += known.state != "dead"
    if not told:
        log.error("an alert does not arrive, and nobody else can be told", alert=alert.id, handoff=case.id)
    return told


def _others(
    alert: Alert, case: Handoff, roster: Roster, policies: HandoffPolicies, now: dt.datetime
) -> list[tuple[Receiver, Route]]:
    """Who is told by which route: those of the first role that has another one."""
    for role in _OF_KIND.get(CaseKind(case.kind), _USUALLY):
        found = [
            (receiver, route)
            for receiver in receivers(role, roster, policies.of(case.council), now, case.kept_from)
            for route in receiver.routes
            if route.id != alert.route_id and route.working is not False
        ]
        if any(route.kind != "console" for _, route in found):
            return found
    return []
