"""The alerts that wait to leave: claimed by one process at a time, in order, and what became of each.

A claim is a lease in the row itself: `due` moves on by the lease and `attempts` counts up before the try, so a process
that dies in between leaves an alert that is tried again, as a repeat, when the lease is over. Each method is one
transaction; times are passed in.
"""

from __future__ import annotations

import datetime as dt
import os
import socket
from collections.abc import Callable, Collection
from typing import Any

from sqlalchemy import Engine, Select, func, select, text
from sqlalchemy.orm import Session, sessionmaker

from bot.handoff.alert import AlertWhy, CaseTold, DueAlert
from bot.handoff.alert_schedule import is_given_up, is_late, still_needed
from bot.handoff.model import CaseKind, CaseState, EventKind
from bot.handoff.policy import HandoffPolicies
from bot.storage.case_tables import HandoffEventRow
from bot.storage.dead_letters import tell_others
from bot.storage.people_tables import AdviserRow, PersonRow, RouteRow
from bot.storage.tables import Alert, Handoff, Inbound
from bot.storage.troubles import troubles_for

LEASE = dt.timedelta(seconds=20)
CONSOLE = "console"
OWN_FAULT = "this alert cannot be written"
_ONE_CLAIMER = 0x0FFE12  # PostgreSQL's advisory lock: whoever claims sees every row, so that none is overtaken
_PLAIN = "email:"
_IN_FLIGHT = "in flight:"


class AlertOutbox:
    """The waiting alerts of handoffs and of troubles.

    Args:
        engine: an open database.
        policies: gives the councils' policies, for whom to tell when an alert does not arrive.
        lease: how long a claim holds; longer than any try takes.
    """

    def __init__(self, engine: Engine, policies: Callable[[], HandoffPolicies], lease: dt.timedelta = LEASE) -> None:
        self._session = sessionmaker(engine, expire_on_commit=False)
        self._policies, self._lease = policies, lease
        self._claimant = f"{_IN_FLIGHT} {socket.gethostname()[:100]} {os.getpid()}"

    def recover(self, now: dt.datetime) -> int:
        """Ends the claims of processes of this machine that have died, so that a restart need not wait for the lease.

        To be called once, before the first claim. Returns how many alerts are tried again at once.
        """
        with self._session.begin() as session:
            held = [a for a in session.scalars(_waiting().where(Alert.due > now)) if self._is_dead(a.fault or "")]
            for alert in held:
                alert.due = now
            return len(held)

    def _is_dead(self, claimant: str) -> bool:
        """Whether a claim is of a process on this machine that is no more, or of an earlier one with our own number."""
        mine, _, number = self._claimant.rpartition(" ")
        theirs, _, other = claimant.rpartition(" ")
        return theirs == mine and (other == number or not _alive(int(other)))

    def claim(self, now: dt.datetime, busy: Collection[str] = (), plain_address: str | None = None) -> list[DueAlert]:
        """Takes the first alert of each lane that is due.

        Alerts on the console count as delivered here, for their rows are what it shows; those that are no longer true
        are dropped.

        Args:
            now: the time.
            busy: lanes in which this process is at work.
            plain_address: where an e-mail goes that names no route; None leaves such alerts waiting.

        Returns:
            the alerts, the oldest first; they are this process's until the lease is over.
        """
        with self._session.begin() as session:
            if session.get_bind().dialect.name == "postgresql":
                session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ONE_CLAIMER})
            self._show_on_console(session, now)
            found, seen = [], set(busy)
            # A console's that was committed since is shown by the next claim; it never leaves as the others do.
            for alert in session.scalars(_waiting().where(Alert.route != CONSOLE)):
                lane = lane_of(alert)
                if lane in seen or (lane == _PLAIN and plain_address is None):
                    continue
                if alert.due > now:
                    if alert.fault != OWN_FAULT:  # what cannot be written does not hold up what can
                        seen.add(lane)
                    continue
                due = self._claimed(session, alert, lane, plain_address, now)
                if due is not None:
                    seen.add(lane)
                    found.append(due)
            return found

    def delivered(self, alert_id: int, now: dt.datetime) -> None:
        """The route has taken an alert."""
        with self._session.begin() as session:
            alert = session.get(Alert, alert_id)
            if alert is not None and alert.state != "sent":
                _sent(session, alert, now)

    def failed(self, due: DueAlert, now: dt.datetime, again: dt.datetime, fault: str, *, refused: bool = False) -> bool:
        """A try failed: the alert waits until `again`, and others are told when it is late or refused.

        Args:
            due: the alert.
            now: the time.
            again: when it is tried again.
            fault: what was wrong.
            refused: whether the route says that it never will take it.

        Returns:
            whether the alert is given up: others were told, and it is tried no more.
        """
        with self._session.begin() as session:
            alert = session.get(Alert, due.id)
            if alert is None or alert.state != "waiting":
                return False
            alert.due, alert.fault = again, fault
            over = refused or is_given_up(due.made, now)
            if not over and not is_late(due.case, due.made, now):
                return False
            told = tell_others(session, alert, now, self._policies()) if due.case is not None else int(over)
            if over and told:
                alert.state = "dead"
            if due.case is not None:
                data = {"route": alert.route, "fault": fault, "others": told}
                _event(session, alert, EventKind.NOT_DELIVERED, now, data)
            return alert.state == "dead"

    def waiting(self) -> int:
        """How many alerts wait, those held back included."""
        with self._session() as session:
            return len(list(session.scalars(_waiting())))

    def _claimed(
        self, session: Session, alert: Alert, lane: str, plain_address: str | None, now: dt.datetime
    ) -> DueAlert | None:
        """An alert made ready to leave; None when it is dropped."""
        route = session.get(RouteRow, alert.route_id) if alert.route_id else None
        case, made, why = _case_of(session, alert), alert.made or alert.due, AlertWhy.read(alert.why)
        trouble = troubles_for(session, alert, why) if case is None else ()
        if not still_needed(why, made, case) or _excluded(session, alert) or (case is None and not trouble):
            alert.state = "dropped"
            return None
        tries = alert.attempts
        alert.due, alert.attempts, alert.fault = now + self._lease, tries + 1, self._claimant
        return DueAlert(
            id=alert.id,
            route=alert.route,
            address=_address(session, route) if route else (plain_address or "" if lane == _PLAIN else ""),
            why=why,
            made=made,
            lane=lane,
            shows_words=bool(route and route.shows_words),
            buttons=alert.adviser_id is not None,
            attempts=tries,
            case=case,
            trouble=trouble,
        )

    def _show_on_console(self, session: Session, now: dt.datetime) -> None:
        for alert in session.scalars(_waiting().where(Alert.route == CONSOLE, Alert.due <= now)):
            _sent(session, alert, now)
        session.flush()


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def lane_of(alert: Alert) -> str:
    """The lane of an alert: its route, or all e-mails that name no route."""
    return f"{alert.route}:{alert.route_id or ''}" if alert.route_id or _is_plain(alert) else f"gone:{alert.id}"


def _address(session: Session, route: RouteRow) -> str:
    """Where a route leads; an e-mail route without an address of its own leads to the adviser's."""
    if route.address or route.kind != "email" or route.adviser_id is None:
        return route.address
    adviser = session.get(AdviserRow, route.adviser_id)
    return (adviser.email if adviser else None) or ""


def _is_plain(alert: Alert) -> bool:
    return alert.route == "email" and alert.adviser_id is None and alert.desk_id is None


def _waiting() -> Select[Alert]:
    return select(Alert).where(Alert.state == "waiting", Alert.suggestion_id.is_(None)).order_by(Alert.id)


def _case_of(session: Session, alert: Alert) -> CaseTold | None:
    row = session.get(Handoff, alert.handoff_id) if alert.handoff_id else None
    if row is None:
        return None
    person = session.get(PersonRow, row.person_id) if row.person_id else None
    taken = session.scalar(
        select(func.max(HandoffEventRow.at)).where(
            HandoffEventRow.handoff_id == row.id, HandoffEventRow.kind == EventKind.ACKNOWLEDGED.value
        )
    )
    return CaseTold(
        id=row.id,
        verdict=row.verdict,
        kind=CaseKind(row.kind),
        state=CaseState(row.state),
        raised=row.raised,
        council=row.council,
        topic=row.topic,
        name=row.name or (person.first_name if person else None),
        words=_last_words(session, row),
        taken=taken,
    )


def _last_words(session: Session, row: Handoff) -> str | None:
    """What the person wrote last, as far as it is words; never a button's id."""
    if row.conversation_id is None:
        return None
    query = (
        select(Inbound.text)
        .where(Inbound.conversation_id == row.conversation_id, Inbound.kind == "text", Inbound.text != "")
        .order_by(Inbound.id.desc())
        .limit(1)
    )
    return session.scalar(query)


def _excluded(session: Session, alert: Alert) -> bool:
    """Whether the receiver must not learn of the case by now: who is named, or is managed by them."""
    row = session.get(Handoff, alert.handoff_id) if alert.handoff_id else None
    never = row.kept_from if row else frozenset[int]()
    one, seen = alert.adviser_id, set[int]()
    while never and one is not None and one not in seen:
        if one in never:
            return True
        seen.add(one)
        adviser = session.get(AdviserRow, one)
        one = adviser.manager_id if adviser else None
    return False


def _sent(session: Session, alert: Alert, now: dt.datetime) -> None:
    alert.state, alert.sent, alert.fault = "sent", now, None
    _event(session, alert, EventKind.DELIVERED, now, {"route": alert.route, "why": alert.why})


def _event(session: Session, alert: Alert, kind: EventKind, now: dt.datetime, data: dict[str, Any]) -> None:
    """Notes on the case what became of an alert, once."""
    if alert.handoff_id is None:
        return
    key = f"{kind.value}-{alert.id}"
    same = (HandoffEventRow.handoff_id == alert.handoff_id, HandoffEventRow.key == key)
    if session.scalar(select(HandoffEventRow.id).where(*same)) is None:
        data = {**data, "alert": alert.id, "adviser": alert.adviser_id, "desk": alert.desk_id}
        session.add(HandoffEventRow(handoff_id=alert.handoff_id, at=now, kind=kind.value, by="bot", data=data, key=key))
