"""Reads cases: for the console, each look through one door with a row in the audit; and for the person's side."""

from __future__ import annotations

import dataclasses
import datetime as dt

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot.care.case import OpenCase
from bot.casework.base import LIVE
from bot.casework.seeing import may_open
from bot.casework.ticking import ASK_WITHIN, Ticking
from bot.casework.views import CaseEvent, CasePage, CaseView, NotAllowed
from bot.conversation.outcomes import Outcome
from bot.conversation.ports import Shown
from bot.handoff.model import CaseKind, CaseState, EventKind, Roster
from bot.handoff.outlook import Outlook, outlook
from bot.handoff.working_time import by_day
from bot.storage.case_tables import AuditRow, HandoffEventRow
from bot.storage.outbox import as_shown
from bot.storage.people_tables import AdviserRow
from bot.storage.shown import person_shown
from bot.storage.tables import Handoff, Inbound, Outbound

_BEFORE, _AFTER = 6, 4  # messages around the one that raised it; what follows in a chat with an adviser is shown whole
_ENDED_DAYS = 14


class Reading(Ticking):
    """What may be seen, by whom."""

    def worklist(self, adviser_id: int, *, ended: bool = False) -> list[CaseView]:
        """The live cases that an adviser may open: urgent first, then by the time left.

        Args:
            adviser_id: who looks.
            ended: give those that ended within two weeks instead, the newest first.
        """
        now = self._clock()
        with self._session() as session:
            adviser = session.get(AdviserRow, adviser_id)
            if adviser is None:
                return []
            query = select(Handoff).where(Handoff.council == adviser.council)
            if ended:
                newest = or_(Handoff.closed.is_(None), Handoff.closed >= now - dt.timedelta(days=_ENDED_DAYS))
                query = query.where(Handoff.state.not_in(LIVE), newest)
            else:
                query = query.where(Handoff.state.in_(LIVE))
            found = []
            for row in session.scalars(query):
                roster = self._roster(session, row, now)
                if may_open(session, row, adviser, roster, now.date()):
                    found.append(self._view(session, row, roster, now))
        if ended:
            return sorted(found, key=lambda view: view.closed or view.raised, reverse=True)
        farthest = dt.datetime.max.replace(tzinfo=dt.UTC)
        return sorted(found, key=lambda view: (not view.urgent, view.due or farthest, view.raised))

    def case(self, case_id: int, adviser_id: int) -> CasePage:
        """A case with the conversation around it; raises NotAllowed. Writes a row of the audit."""
        now = self._clock()
        with self._session.begin() as session:
            row, who, roster = self._mine(session, case_id, adviser_id, now)
            session.add(
                AuditRow(at=now, adviser_id=adviser_id, who=who.name, what="looked at the case",
                         person_id=row.person_id, handoff_id=row.id)
            )  # fmt: skip
            view = self._view(session, row, roster, now)
            return CasePage(view, tuple(self._around(session, row)), tuple(self._events(session, row, roster)))

    def may_open(self, case_id: int, adviser_id: int) -> bool:
        """Whether an adviser may open a case; asking leaves no row in the audit."""
        now = self._clock()
        with self._session() as session:
            row, adviser = session.get(Handoff, case_id), session.get(AdviserRow, adviser_id)
            if row is None or adviser is None:
                return False
            return may_open(session, row, adviser, self._roster(session, row, now), now.date())

    def open_case(self, conversation_id: int) -> OpenCase | None:
        """The case that a conversation is about now: the one of a chat, else the newest live one or unanswered one."""
        with self._session() as session:
            rows = session.scalars(
                select(Handoff).where(Handoff.conversation_id == conversation_id).order_by(Handoff.id.desc()).limit(10)
            ).all()
            live = [r for r in rows if r.state in LIVE]
            asked = [r for r in rows if self._asked(session, r)]
            row = next((r for r in live if r.chat_with_id), None) or next(iter(asked), None) or next(iter(live), None)
            return self._open(session, row) if row is not None else None

    def outlook(self, conversation_id: int | None, council: str | None, age: int | None) -> Outlook:
        """What may be said to a person now about who is there for them."""
        now = self._clock()
        with self._session() as session:
            roster = self._people.roster(conversation_id, council or self._council, age, now.date(), session)
            return outlook(roster, self._policy(roster.council), now)

    def roster(self, conversation_id: int | None, council: str | None, age: int | None) -> Roster:
        """Everybody who may be told about a person now."""
        return self._people.roster(conversation_id, council or self._council, age, self._clock().date())

    def _open(self, session: Session, row: Handoff) -> OpenCase:
        now = self._clock()
        roster = self._roster(session, row, now)
        due, due_to = self.next_told(row, roster, now)
        holder, chat = roster.staff.get(row.holder_id or 0), roster.staff.get(row.chat_with_id or 0)
        return OpenCase(
            id=row.id, kind=CaseKind(row.kind), state=CaseState(row.state), verdict=row.verdict,  # type: ignore[arg-type]
            topic=row.topic, name=row.name, contact=row.contact, raised=row.raised,
            told=self.told_so_far(session, row, roster),
            holder=holder.name if holder else None, due=due, due_to=due_to, chat_with=chat.name if chat else None,
            asked=self._asked(session, row), ask_again=self._ask_again(row, now),  # type: ignore[arg-type]
            safe_to_write=row.safe_to_write,  # type: ignore[arg-type]
        )  # fmt: skip

    def _ask_again(self, row: Handoff, now: dt.datetime) -> dt.datetime | None:
        """When the person is asked again whether somebody got in touch, if they say “not yet” now."""
        again = by_day(now + dt.timedelta(hours=self._policy(row.council).ask_after))
        return again if row.contacted is not None and again <= row.contacted + ASK_WITHIN else None

    def _asked(self, session: Session, row: Handoff) -> str | None:
        """What the person was asked about a case and has not answered."""
        if row.state in LIVE and row.safe_to_write == "asked":
            return "safe_to_write"
        if row.asked is None:
            return None
        answers = (EventKind.CONFIRMED.value, EventKind.DENIED.value)
        later = session.scalar(
            select(HandoffEventRow.id)
            .where(HandoffEventRow.handoff_id == row.id, HandoffEventRow.kind.in_(answers))
            .where(HandoffEventRow.at >= row.asked)
            .limit(1)
        )
        asked = session.scalar(
            select(HandoffEventRow.id)
            .where(HandoffEventRow.handoff_id == row.id, HandoffEventRow.kind == EventKind.ASKED.value)
            .limit(1)
        )
        return "in_touch" if asked is not None and later is None else None

    def _view(self, session: Session, row: Handoff, roster: Roster, now: dt.datetime) -> CaseView:
        topic = self._content().topics.get(row.topic or "")
        due, due_to = self.next_told(row, roster, now)
        holder, chat = roster.staff.get(row.holder_id or 0), roster.staff.get(row.chat_with_id or 0)
        why_not = self._may_not_write(session, row)
        return CaseView(
            id=row.id, kind=CaseKind(row.kind), state=CaseState(row.state), verdict=row.verdict, topic=row.topic,
            topic_name=topic.name if topic else _KIND_NAMES[CaseKind(row.kind)], council=row.council,
            name=row.name or roster.first_name, age=roster.age if roster.age is not None else row.age,
            contact=row.contact, raised=row.raised, person=row.person_id,
            told=self.told_so_far(session, row, roster), due=due, due_to=due_to,
            minutes_left=(due - now).total_seconds() / 60 if due else None,
            holder=holder.name if holder else None, holder_id=row.holder_id, chat_with=chat.name if chat else None,
            chat_with_id=row.chat_with_id, safe_to_write=row.safe_to_write, may_write=why_not is None,
            may_not_because=why_not, not_told=row.kept_from,
            asked=self._asked(session, row), promise=row.promise, outcome=row.outcome, closed=row.closed,
            contacted=row.contacted,
        )  # fmt: skip

    def _around(self, session: Session, row: Handoff) -> list[Shown]:
        """The messages around the one that raised the case, and what was written with an adviser since."""
        if row.conversation_id is None:
            return []
        inbound = session.get(Inbound, row.inbound_id) if row.inbound_id else None
        middle = inbound.seq if inbound else self._seq_at(session, row)
        joined = session.scalars(
            select(HandoffEventRow.key).where(
                HandoffEventRow.handoff_id == row.id, HandoffEventRow.kind == EventKind.JOINED.value
            )
        )
        wanted = {middle, *self._seqs(session, [int(k.split(":")[1]) for k in joined if k and k.startswith("in:")])}
        said = (Inbound.conversation_id == row.conversation_id, Inbound.outcome == Outcome.WITH_A_HUMAN.value)
        with_human = set(session.scalars(select(Inbound.seq).where(*said)))
        shown = self._shown(session, row.conversation_id)
        return [
            m
            for m in shown
            if m.sender == "adviser"
            or m.seq in with_human
            or any(seq - _BEFORE <= m.seq <= seq + _AFTER for seq in wanted)
        ]

    def _seq_at(self, session: Session, row: Handoff) -> int:
        earlier = (Inbound.conversation_id == row.conversation_id, Inbound.arrived <= row.raised)
        return session.scalar(select(Inbound.seq).where(*earlier).order_by(Inbound.seq.desc()).limit(1)) or 0

    def _seqs(self, session: Session, inbound: list[int]) -> set[int]:
        return set(session.scalars(select(Inbound.seq).where(Inbound.id.in_(inbound))))

    def _shown(self, session: Session, conversation: int) -> list[Shown]:
        mine = session.scalars(select(Inbound).where(Inbound.conversation_id == conversation)).all()
        theirs = session.scalars(select(Outbound).where(Outbound.conversation_id == conversation)).all()
        rows = [as_shown(o) for o in theirs]
        for inbound in mine:
            said = person_shown(session, inbound)
            rows.append(said if said.markdown else dataclasses.replace(said, markdown=f"({inbound.kind})"))
        return sorted(rows, key=lambda m: m.seq)

    def _events(self, session: Session, row: Handoff, roster: Roster) -> list[CaseEvent]:
        rows = session.scalars(
            select(HandoffEventRow).where(HandoffEventRow.handoff_id == row.id).order_by(HandoffEventRow.id)
        )
        return [
            CaseEvent(e.at, EventKind(e.kind), e.by, staff.name if staff else None, dict(e.data or {}))
            for e in rows
            for staff in [roster.staff.get(e.adviser_id or 0)]
        ]


_KIND_NAMES = {
    CaseKind.DANGER: "Danger",
    CaseKind.UNSURE: "Did not answer “Are you safe right now?”",
    CaseKind.SENSITIVE: "Something sensitive",
    CaseKind.HUMAN: "Wants to speak to somebody",
    CaseKind.COME_BACK: "Wants to have an adviser again",
    CaseKind.COMPLAINT: "A complaint",
    CaseKind.ALLEGATION: "An allegation about staff",
    CaseKind.NO_CONTACT: "Nobody got in touch",
}
__all__ = ["NotAllowed", "Reading"]
