"""Raises a case within the transaction of the message that leads to it; repeated danger joins the open one."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.casework.base import LIVE, CaseBase, Work, clock_of
from bot.conversation.reply import HandoffRequest
from bot.handoff.about import left_out
from bot.handoff.alert import AlertWhy
from bot.handoff.model import CaseKind, CaseState, EventKind, Receiver, Roster
from bot.handoff.outlook import told_by
from bot.handoff.plan import next_due
from bot.handoff.policy import track_of
from bot.handoff.routing import receivers
from bot.storage.tables import Alert, Conversation, Handoff, Inbound, Profile

_DANGER = frozenset({CaseKind.DANGER, CaseKind.UNSURE})


class Raising(CaseBase):
    """Raising, joining, and the messages of a person whose adviser has the chat."""

    def raise_case(
        self, session: Session, conversation: Conversation, inbound: Inbound, request: HandoffRequest, now: dt.datetime
    ) -> int:  # fmt: skip
        """Raises the case of a message, once, or lets it join the open one of the same kind.

        Args:
            session: the transaction in which the message's reply is kept: all of it holds, or nothing.
            conversation, inbound: where it was said.
            request: what is needed.
            now: the time, aware.

        Returns:
            the case's id.
        """
        known = session.scalar(select(Handoff.id).where(Handoff.inbound_id == inbound.id))
        if known is not None:
            return known
        work = Work(session, now)
        kind = self._kind(request)
        live = self._live_case(session, conversation.id, kind)
        if live is not None:
            self._join(work, live, inbound, request)
            return live.id
        return self._new(work, conversation, inbound, request, kind).id

    def raise_unsure(self, work: Work, conversation: Conversation, topic: str | None) -> int:
        """Raises the case of a question “Are you safe right now?” that was not answered."""
        live = self._live_case(work.session, conversation.id, CaseKind.UNSURE)
        if live is not None:
            return live.id
        request = HandoffRequest(topic=topic, verdict="urgent", kind=CaseKind.UNSURE)
        return self._new(work, conversation, None, request, CaseKind.UNSURE).id

    def message_to_adviser(
        self, session: Session, conversation: Conversation, inbound: Inbound, now: dt.datetime
    ) -> None:  # fmt: skip
        """Tells the adviser who has the chat that the person has written."""
        row = session.scalar(
            select(Handoff)
            .where(Handoff.conversation_id == conversation.id, Handoff.chat_with_id.is_not(None))
            .order_by(Handoff.id.desc())
            .limit(1)
            .with_for_update()
        )
        if row is None or row.chat_with_id is None:
            return
        work = Work(session, now)
        adviser = self._roster(session, row, now).staff.get(row.chat_with_id)
        if adviser is not None:
            self._alert(work, row, self._in_person(row, adviser), AlertWhy.MESSAGE.value, f"in{inbound.id}")

    def _kind(self, request: HandoffRequest) -> CaseKind:
        topic = self._content().topics.get(request.topic or "")
        if topic is not None and topic.route == "allegations":
            return CaseKind.ALLEGATION
        if topic is not None and topic.route == "complaints" and request.kind is None:
            return CaseKind.COMPLAINT
        return request.case_kind

    def _live_case(self, session: Session, conversation: int, kind: CaseKind) -> Handoff | None:
        kinds = _DANGER if kind in _DANGER else {kind}
        return session.scalar(
            select(Handoff)
            .where(Handoff.conversation_id == conversation, Handoff.state.in_(LIVE))
            .where(Handoff.kind.in_([k.value for k in kinds]))
            .order_by(Handoff.id.desc())
            .limit(1)
            .with_for_update()
        )

    def _join(self, work: Work, row: Handoff, inbound: Inbound, request: HandoffRequest) -> None:
        """Another message of the same: those who were told are told again, and the clock starts anew."""
        topic = request.topic if request.topic != row.topic else None
        if not self._event(work, row, EventKind.JOINED, "person", key=f"in:{inbound.id}", topic=topic):
            return
        row.topic, row.name = row.topic or request.topic, row.name or request.name
        if row.council is None:  # they have said it since
            profile = work.session.get(Profile, inbound.conversation_id)
            row.council = profile.council if profile else None
        row.contact, row.verdict = row.contact or request.contact, max(row.verdict, request.verdict)
        again = self._again(work, row)
        self._restart(row, work.now)
        for receiver in again:
            self._alert(work, row, receiver, AlertWhy.REPEATED.value, f"in{inbound.id}")
        self._run_clock(work, row, why=AlertWhy.REPEATED.value)

    def _again(self, work: Work, row: Handoff) -> list[Receiver]:
        """Whoever has taken the case is told too, whatever the clock says."""
        roster = self._roster(work.session, row, work.now)
        holder = roster.staff.get(row.chat_with_id or row.holder_id or 0)
        return [self._in_person(row, holder)] if holder else []

    def _new(
        self, work: Work, conversation: Conversation, inbound: Inbound | None, request: HandoffRequest, kind: CaseKind
    ) -> Handoff:  # fmt: skip
        session, now = work.session, work.now
        profile = session.get(Profile, conversation.id)
        council = (profile.council if profile else None) or self._council
        roster = self._people.roster(conversation.id, council, profile.age if profile else None, now.date(), session)
        row = Handoff(
            conversation_id=conversation.id,
            inbound_id=inbound.id if inbound else None,
            person_id=roster.person,
            verdict=request.verdict,
            topic=request.topic,
            council=roster.council or council,
            age=roster.age,
            name=request.name or roster.first_name,
            contact=request.contact,
            raised=now,
            counted_from=now,
            kind=kind.value,
            state=CaseState.OPEN.value,
            track=track_of(kind, request.verdict, request.route),
            step=0,
            safe_to_write=self._first_safe(session, conversation.id, request.topic),
            not_told=sorted(left_out(inbound.text if inbound else "", roster, request.about))
            if kind is CaseKind.ALLEGATION
            else [],
        )
        session.add(row)
        session.flush()
        self._event(work, row, EventKind.RAISED, "person" if inbound else "clock", topic=request.topic)
        row.promise = self._promise(row, roster, now)
        self._run_clock(work, row)
        return row

    def _first_safe(self, session: Session, conversation: int, topic: str | None) -> str | None:
        """What they have said of writing here in another open case: it is not asked twice."""
        found = self._content().topics.get(topic or "")
        if found is None or not found.private:
            return None
        answered = (Handoff.conversation_id == conversation, Handoff.state.in_(LIVE))
        said = select(Handoff.safe_to_write).where(*answered, Handoff.safe_to_write.in_(("yes", "no")))
        return session.scalar(said.order_by(Handoff.id.desc()).limit(1)) or "asked"

    def _promise(self, row: Handoff, roster: Roster, now: dt.datetime) -> dict[str, object]:
        """What the person is told will happen: the bot's own acts."""
        told = told_by(clock_of(row), roster, self._policy(row.council), now)
        return dict(told.model_dump(mode="json"))

    def told_so_far(self, session: Session, row: Handoff, roster: Roster) -> tuple[str, ...]:
        """Who was told of a case, by name or as a desk, in order."""
        names: dict[str, None] = {}
        for alert in session.scalars(select(Alert).where(Alert.handoff_id == row.id).order_by(Alert.id)):
            desk = next((d.name for d in roster.desks.values() if d.id == alert.desk_id), None)
            staff = roster.staff.get(alert.adviser_id or 0)
            if desk or staff:
                names[desk or (staff.name if staff else "")] = None
        return tuple(names)

    def next_told(self, row: Handoff, roster: Roster, now: dt.datetime) -> tuple[dt.datetime | None, str | None]:
        """When the clock of a case tells the next one, and whom; Nones once it has stopped."""
        if row.state not in (CaseState.OPEN.value, CaseState.TAKEN.value):
            return None, None
        policy, clock = self._policy(row.council), clock_of(row)
        due = row.due or next_due(clock, roster, policy, now)
        steps = policy.steps(row.track)
        roles = steps[min(row.step, len(steps) - 1)].tell
        found = [r for role in roles for r in receivers(role, roster, policy, max(due or now, now), clock.not_told)]
        return due, found[0].name if found else None
