"""What advisers do with a case, and what the person answers about it. Doing the same twice does it once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.casework.base import LIVE, Work, clock_of
from bot.casework.raising import Raising
from bot.casework.seeing import may_open
from bot.casework.views import NotAllowed
from bot.conversation.reply import CaseAct, Choice, Part
from bot.handoff.alert import AlertWhy
from bot.handoff.machine import NotPossible
from bot.handoff.model import CaseKind, CaseState, EventKind, Receiver, Role, Roster, Staff
from bot.handoff.plan import next_due
from bot.handoff.routing import excluded, receivers
from bot.storage.case_tables import AuditRow
from bot.storage.people_tables import AdviserRow
from bot.storage.tables import Conversation, Handoff

_NOT_WRITTEN = {
    "gone": "This chat is deleted, so nothing can be written here. Use the other ways to reach them.",
    "stopped": "The person has stopped the bot, so nothing can be written here. Use the other ways to reach them.",
    "not-safe": "They have not said that it is safe to write to them here: somebody may read their phone. "
    "Reach them in another way.",
    "silent": "They did not answer whether they are safe, so nothing is sent to their phone. Reach them otherwise.",
}
LONGEST_REPLY = 3000


class Acting(Raising):
    """The acts. `by` is the id of an adviser; NotAllowed and NotPossible say no."""

    def seen(self, case: int, by: int) -> None:
        """An adviser has opened the case; the person is told once for each of them."""

        def act(work: Work, row: Handoff, who: Staff) -> None:
            if row.state not in (CaseState.OPEN.value, CaseState.TAKEN.value, CaseState.IN_CONTACT.value):
                return
            if self._event(work, row, EventKind.SEEN, "adviser", adviser=by, key=f"seen:{by}") and not row.holder_id:
                self._write(work, row, "case_seen", name=who.name)

        self._act(case, by, "opened the case", act)

    def acknowledge(self, case: int, by: int) -> None:
        """“I have it.” The clock runs on until somebody has tried to reach the person."""

        def act(work: Work, row: Handoff, who: Staff) -> None:
            if row.holder_id == by and row.state != CaseState.OPEN.value:
                return
            self._event(work, row, EventKind.ACKNOWLEDGED, "adviser", adviser=by)
            row.holder_id = by
            self._write(work, row, "case_taken", name=who.name)

        self._act(case, by, "took the case", act)

    def contact_attempted(self, case: int, by: int, how: str, note: str = "") -> None:
        """They have tried to reach the person, `how`: the clock stops."""

        def act(work: Work, row: Handoff, who: Staff) -> None:
            self._event(work, row, EventKind.CONTACT_ATTEMPTED, "adviser", adviser=by, how=how[:40], note=note[:2000])
            self._reached(row, by, work.now)
            row.asked = None

        self._act(case, by, "noted a contact", act)

    def reply(self, case: int, by: int, text: str, key: str | None = None) -> None:
        """Writes to the person in the chat, under the adviser's name; they have the chat from then on.

        `key` is the same for the same reply, such as the form it was written in: it is then sent once, also when a
        crash came between sending and confirming.
        """
        text = text.strip()
        if not text:
            raise NotPossible("There is nothing to send: write a few words first.")
        if len(text) > LONGEST_REPLY:
            raise NotPossible(f"That is too long for one message: write up to {LONGEST_REPLY:,} characters.")

        def act(work: Work, row: Handoff, who: Staff) -> None:
            why = self._may_not_write(work.session, row)
            if why is not None:
                raise NotPossible(_NOT_WRITTEN[why])
            if row.chat_with_id not in (None, by):
                raise NotPossible("A colleague is writing with them now. Ask them, or let them hand back first.")
            first = row.chat_with_id is None
            if not self._event(work, row, EventKind.REPLIED, "adviser", adviser=by, key=key):
                return
            self._reached(row, by, work.now)
            row.chat_with_id, row.chat_until = by, self._chat_until(row, who, work.now)
            if first:
                back = Choice(label=self._phrases().choice("bot_back"), intent="bot_back")
                self._write(work, row, "case_chat", [back], name=who.name)
            self._put(work, row, Part(markdown=text), signed=who.name)

        self._act(case, by, "wrote to the person", act)

    def note(self, case: int, by: int, text: str) -> None:
        """Keeps a note, for colleagues only."""
        if not text.strip():
            raise NotPossible("There is nothing to keep: write a few words first.")
        self._act(case, by, "wrote a note", lambda work, row, who: void(
            self._event(work, row, EventKind.NOTED, "adviser", adviser=by, note=text.strip()[:4000])
        ))  # fmt: skip

    def pass_on(self, case: int, by: int, to: int | Role, why: str = "") -> str:
        """Passes the case on to a colleague (their id) or a desk (its role); returns who has it now, by name."""
        passed: list[str] = []

        def act(work: Work, row: Handoff, who: Staff) -> None:
            receiver = self._passed_to(work, row, to, by)
            self._event(
                work, row, EventKind.PASSED_ON, "adviser", adviser=by, to=receiver.name,
                to_id=receiver.id if receiver.kind == "adviser" else None, note=why[:1000],
            )  # fmt: skip
            row.holder_id = None
            self._end_chat(row)
            self._count_from(work, row)
            self._alert(work, row, receiver, AlertWhy.PASSED_ON.value, "to")
            self._write(work, row, "case_passed_on", name=who.name, to=receiver.name)
            passed.append(receiver.name)

        self._act(case, by, "passed the case on", act)
        return passed[0]

    def hand_back(self, case: int, by: int) -> None:
        """Gives the chat back to the bot, and says so."""

        def act(work: Work, row: Handoff, who: Staff) -> None:
            if row.chat_with_id is None:
                return
            self._event(work, row, EventKind.HANDED_BACK, "adviser", adviser=by)
            self._end_chat(row)
            self._write(work, row, "case_handed_back", name=who.name)

        self._act(case, by, "handed the chat back", act)

    def close(self, case: int, by: int, outcome: str, note: str = "") -> None:
        """Closes the case. Not while nobody has tried to reach the person and no reason is given."""

        def act(work: Work, row: Handoff, who: Staff) -> None:
            if row.state == CaseState.CLOSED.value:
                return
            if row.contacted is None and not note.strip():
                raise NotPossible("Nobody has noted a contact with them yet. Write in the note why you close it.")
            self._event(
                work, row, EventKind.CLOSED, "adviser", adviser=by, outcome=outcome[:40], note=note.strip()[:2000]
            )
            row.closed, row.outcome, row.due = work.now, outcome[:40], None
            if row.chat_with_id is not None:
                self._end_chat(row)
                self._write(work, row, "case_handed_back", name=who.name)

        self._act(case, by, "closed the case", act)

    def reopen(self, case: int, by: int, why: str = "") -> None:
        """Opens a case again; its clock starts anew."""

        def act(work: Work, row: Handoff, who: Staff) -> None:
            if row.state not in (CaseState.CLOSED.value, CaseState.CANCELLED.value):
                return
            self._event(work, row, EventKind.REOPENED, "adviser", adviser=by, note=why[:1000])
            self._open_again(work, row)

        self._act(case, by, "reopened the case", act)

    def person_acts(self, session: Session, conversation: Conversation, act: CaseAct, now: dt.datetime) -> None:
        """Does what the person said about their own case, in the transaction of the message that says it."""
        row = self._locked(session, act.case)
        if row is None or row.conversation_id != conversation.id:
            return
        work = Work(session, now)
        acts: dict[str, Callable[[Work, Handoff], None]] = {
            "cancel": self._cancelled,
            "in_touch": self._in_touch,
            "not_yet": self._not_yet,
            "not_in_touch": self._not_in_touch,
            "safe_to_write": lambda w, r: self._safe_said(w, r, "yes"),
            "not_safe_to_write": lambda w, r: self._safe_said(w, r, "no"),
            "bot_back": self._bot_back,
            "contact": lambda w, r: self._reach_said(w, r, act),
        }
        acts[act.kind](work, row)

    def adviser_changed(self, person_id: int, old: int | None, new: int | None, session: Session) -> None:
        """Moves the open cases of a person whose adviser has changed; in the caller's transaction."""
        work = Work(session, self._clock())
        query = select(Handoff).where(Handoff.person_id == person_id, Handoff.closed.is_(None)).with_for_update()
        for row in session.scalars(query):
            if row.state in (CaseState.CLOSED.value, CaseState.CANCELLED.value):
                continue
            self._event(work, row, EventKind.ADVISER_CHANGED, "clock", old=old, new=new)
            if row.holder_id == old:
                row.holder_id = None
            roster = self._roster(session, row, work.now)
            found = receivers(Role.ADVISER, roster, self._policy(row.council), work.now, row.kept_from)
            if row.kind != CaseKind.ALLEGATION.value:
                for receiver in found:
                    self._alert(work, row, receiver, AlertWhy.CHANGED.value, f"{old}>{new}")

    def _act(self, case: int, by: int, what: str, act: Callable[[Work, Handoff, Staff], None]) -> None:
        with self._work() as work:
            row, who, _ = self._mine(work.session, case, by, work.now)
            act(work, row, who)
            work.session.add(
                AuditRow(
                    at=work.now, adviser_id=by, who=who.name, what=what, person_id=row.person_id, handoff_id=row.id
                )
            )

    def _mine(self, session: Session, case: int, by: int, now: dt.datetime) -> tuple[Handoff, Staff, Roster]:
        """A case that this adviser may act on, locked; raises NotAllowed."""
        row = self._locked(session, case)
        adviser = session.get(AdviserRow, by)
        if row is None or adviser is None:
            raise NotAllowed
        roster = self._roster(session, row, now)
        who = roster.staff.get(by)
        if who is None or not may_open(session, row, adviser, roster, now.date()):
            raise NotAllowed
        return row, who, roster

    def _passed_to(self, work: Work, row: Handoff, to: int | Role, by: int) -> Receiver:
        roster = self._roster(work.session, row, work.now)
        if isinstance(to, Role):
            found = receivers(to, roster, self._policy(row.council), work.now, row.kept_from)
            if not found or (row.kind == CaseKind.ALLEGATION.value and to is not Role.ALLEGATIONS):
                raise NotPossible("This cannot be passed on there: nobody can be reached by it.")
            return found[0]
        staff = roster.staff.get(to)
        if staff is None or to == by or not staff.employed(work.now.date()) or excluded(staff, roster, row.kept_from):
            raise NotPossible("This cannot be passed on to them. Choose somebody else.")
        if not staff.routes:
            raise NotPossible(f"{staff.name} has no way to be alerted yet. Choose somebody else, or the duty desk.")
        return self._in_person(row, staff)

    def _count_from(self, work: Work, row: Handoff) -> None:
        """Starts the clock anew after its first step: somebody has just been told."""
        self._restart(row, work.now)
        row.step = 1
        row.due = next_due(
            clock_of(row), self._roster(work.session, row, work.now), self._policy(row.council), work.now
        )

    def _reached(self, row: Handoff, by: int, now: dt.datetime) -> None:
        row.contacted, row.due = now, None
        row.holder_id = row.holder_id or by

    def _chat_until(self, row: Handoff, who: Staff, now: dt.datetime) -> dt.datetime:
        """When the bot takes the chat back: when the adviser has been quiet for long, or their hours end."""
        policy = self._policy(row.council)
        week = who.works or policy.hours
        quiet = now + dt.timedelta(minutes=policy.chat_back_after)
        ends = week.closes(now)
        return min(quiet, ends) if ends is not None else quiet

    def _end_chat(self, row: Handoff) -> None:
        row.chat_with_id, row.chat_until = None, None

    def _open_again(self, work: Work, row: Handoff, why: str = AlertWhy.REOPENED.value) -> None:
        row.closed = row.outcome = row.contacted = row.asked = None
        self._restart(row, work.now)
        self._run_clock(work, row, why=why)

    def _cancelled(self, work: Work, row: Handoff) -> None:
        urgent = row.verdict == "urgent" or row.kind in (CaseKind.DANGER, CaseKind.UNSURE, CaseKind.ALLEGATION)
        ended = row.state in (CaseState.CLOSED.value, CaseState.CANCELLED.value)
        if urgent or ended:  # what is urgent cannot be taken back, and the person was told so
            return
        self._event(work, row, EventKind.CANCELLED, "person")
        row.due, row.closed = None, work.now
        self._end_chat(row)

    def _in_touch(self, work: Work, row: Handoff) -> None:
        self._event(work, row, EventKind.CONFIRMED, "person")

    def _not_yet(self, work: Work, row: Handoff) -> None:
        """Nothing changes but that it is known; they are asked again (Ticking). A closed case is opened again."""
        if row.state not in LIVE:
            return self._not_in_touch(work, row)
        if row.asked is not None:
            self._event(work, row, EventKind.NOT_YET, "person", key=f"not-yet:{int(row.asked.timestamp())}")

    def _not_in_touch(self, work: Work, row: Handoff) -> None:
        if row.state == CaseState.CANCELLED.value or row.asked is None:
            return
        self._event(work, row, EventKind.DENIED, "person")
        row.holder_id = None
        self._open_again(work, row)

    def _safe_said(self, work: Work, row: Handoff, said: str) -> None:
        """What they say holds for every open case in which it was asked: it is one phone."""
        asked = (Handoff.conversation_id == row.conversation_id, Handoff.state.in_(LIVE))
        others = work.session.scalars(select(Handoff).where(*asked, Handoff.safe_to_write.is_not(None)))
        for one in {each.id: each for each in (row, *others)}.values():
            if one.safe_to_write != said:
                self._event(work, one, EventKind.SAFE_TO_WRITE, "person", said=said)
                one.safe_to_write = said

    def _reach_said(self, work: Work, row: Handoff, act: CaseAct) -> None:
        """Keeps who they are and how to reach them; whoever has the case is told that they have written."""
        known = (row.name, row.contact)
        if act.name:
            row.name = act.name[:60]
        if act.contact:
            row.contact = act.contact[:200]
        if (row.name, row.contact) == known or row.state not in LIVE:
            return
        self._event(work, row, EventKind.CONTACT_GIVEN, "person")
        for receiver in self._again(work, row) if row.chat_with_id is None else ():  # else the message itself is told
            self._alert(work, row, receiver, AlertWhy.MESSAGE.value, f"reach{int(work.now.timestamp())}")

    def _bot_back(self, work: Work, row: Handoff) -> None:
        if row.chat_with_id is not None:
            self._event(work, row, EventKind.CHAT_ENDED, "person")
            self._end_chat(row)


def void(_: object) -> None:
    """Throws a result away."""
