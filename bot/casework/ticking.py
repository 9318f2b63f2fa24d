"""What the clock does: chases, cases of silence, chats that are over, and “Did they get in touch?”."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import structlog
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot.casework.acting import Acting
from bot.casework.base import LIVE, Work
from bot.conversation.reply import Choice
from bot.handoff.machine import clock_runs
from bot.handoff.model import CaseState, EventKind
from bot.handoff.working_time import by_day
from bot.storage.case_tables import HandoffEventRow
from bot.storage.tables import Conversation, Handoff, Profile

log = structlog.get_logger()
_UNSURE = "unclear-danger"
ASK_WITHIN = dt.timedelta(days=14)  # after a contact; later nobody is asked about it any more


class Ticking(Acting):
    """The clock. A case whose turn goes wrong does not hold up the others."""

    def tick(self) -> int:
        """Does everything that is due now; returns how many things were done."""
        now = self._clock()
        return (
            self._each(self._due(now), self._clock_of_case)
            + self._each(self._silent(now), self._silence)
            + self._each(self._over(now), self._chat_over)
            + self._each(self._to_ask(now), self._ask)
        )

    def _each(self, ids: list[int], turn: Callable[[Work, int], bool]) -> int:
        done = 0
        for one in ids:
            try:
                with self._work() as work:
                    done += turn(work, one)
            except Exception as error:  # the next look tries it again
                log.error("the clock could not do a step, trying again", id=one, error=type(error).__name__)
        return done

    def _due(self, now: dt.datetime) -> list[int]:
        with self._session() as session:
            query = select(Handoff.id).where(Handoff.state.in_(LIVE), Handoff.due <= now).order_by(Handoff.due)
            return list(session.scalars(query))

    def _clock_of_case(self, work: Work, case: int) -> bool:
        row = self._locked(work.session, case)
        if row is None or row.due is None or row.due > work.now:
            return False
        if not clock_runs(CaseState(row.state)):
            row.due = None
            return False
        self._run_clock(work, row)
        return True

    def _silent(self, now: dt.datetime) -> list[int]:
        shortest = min([self._policies().england, *self._policies().councils.values()], key=lambda p: p.silence).silence
        with self._session() as session:
            asked = Conversation.safe_asked <= now - dt.timedelta(minutes=shortest)
            return list(session.scalars(select(Conversation.id).where(asked)))

    def _silence(self, work: Work, conversation_id: int) -> bool:
        """“Are you safe right now?” was not answered: somebody is told, and nothing is sent to the phone."""
        conversation = work.session.get(Conversation, conversation_id, with_for_update=True)
        if conversation is None or conversation.safe_asked is None:
            return False
        profile = work.session.get(Profile, conversation_id)
        policy = self._policy((profile.council if profile else None) or self._council)
        if conversation.safe_asked > work.now - dt.timedelta(minutes=policy.silence):
            return False
        conversation.safe_asked = None
        topic = conversation.state.get("topic")
        known = topic if topic in self._content().topics else None
        self.raise_unsure(work, conversation, known or (_UNSURE if _UNSURE in self._content().topics else None))
        work.woken = True
        return True

    def _over(self, now: dt.datetime) -> list[int]:
        with self._session() as session:
            return list(session.scalars(select(Handoff.id).where(Handoff.chat_until <= now)))

    def _chat_over(self, work: Work, case: int) -> bool:
        """An adviser has gone quiet or has gone home: the bot takes the chat back and says so."""
        row = self._locked(work.session, case)
        if row is None or row.chat_until is None or row.chat_until > work.now:
            return False
        who = self._roster(work.session, row, work.now).staff.get(row.chat_with_id or 0)
        if row.state in LIVE:
            self._event(work, row, EventKind.CHAT_ENDED, "clock", adviser=row.chat_with_id)
        self._end_chat(row)
        self._write(work, row, "case_chat_over", name=who.name if who else self._phrases().adviser_name())
        return True

    def _to_ask(self, now: dt.datetime) -> list[int]:
        told_to_wait = select(HandoffEventRow.id).where(
            HandoffEventRow.handoff_id == Handoff.id, HandoffEventRow.kind == EventKind.NOT_YET.value,
            HandoffEventRow.at >= Handoff.asked,
        )  # fmt: skip
        with self._session() as session:
            query = select(Handoff.id).where(
                or_(Handoff.asked.is_(None), Handoff.state.in_(LIVE) & told_to_wait.exists()),
                Handoff.contacted.between(now - ASK_WITHIN, now - dt.timedelta(hours=1)),
                Handoff.conversation_id.is_not(None), Handoff.state != CaseState.CANCELLED.value,
                Handoff.chat_with_id.is_(None),
            )  # fmt: skip
            return list(session.scalars(query))

    def _ask(self, work: Work, case: int) -> bool:
        """Asks by day whether they got in touch, again after a “not yet”; not where an adviser has written here."""
        row = self._locked(work.session, case)
        if row is None or row.contacted is None:
            return False
        since = self._not_yet_said(work.session, row) if row.asked is not None else row.contacted
        after = dt.timedelta(hours=self._policy(row.council).ask_after)
        if since is None or by_day(since + after) > work.now:
            return False
        row.asked = work.now
        here = (HandoffEventRow.handoff_id == row.id, HandoffEventRow.kind == EventKind.REPLIED.value)
        if work.session.scalar(select(HandoffEventRow.id).where(*here).limit(1)) is not None:
            return False
        said = self._phrases()
        buttons = [
            Choice(label=said.choice(key), intent="in_touch", data={"case": str(row.id), "said": value})
            for key, value in (("in_touch_yes", "yes"), ("in_touch_not_yet", "not_yet"), ("in_touch_no", "no"))
            if value != "not_yet" or row.state in LIVE  # nobody is to wait for a case that has been closed
        ]
        if self._write(work, row, "case_in_touch", buttons):
            self._event(work, row, EventKind.ASKED, "clock")
            return True
        return False

    def _not_yet_said(self, session: Session, row: Handoff) -> dt.datetime | None:
        """When they last said “not yet” to the question, None where they have answered otherwise or not at all."""
        answers = (EventKind.NOT_YET.value, EventKind.CONFIRMED.value, EventKind.DENIED.value)
        last = session.scalar(
            select(HandoffEventRow)
            .where(HandoffEventRow.handoff_id == row.id, HandoffEventRow.kind.in_(answers))
            .where(HandoffEventRow.at >= row.asked)
            .order_by(HandoffEventRow.id.desc())
            .limit(1)
        )
        return last.at if last is not None and last.kind == EventKind.NOT_YET.value else None
