"""What every part of the casework needs: the tables, the policy, who there is, and a way to tell the person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session, sessionmaker

from bot.content.loader import Content
from bot.content.phrases import Phrases
from bot.conversation.ports import ChannelName, Shown
from bot.conversation.reply import Choice, Part
from bot.handoff import machine
from bot.handoff.machine import follows
from bot.handoff.model import CaseKind, CaseState, EventKind, Receiver, Roster, Staff
from bot.handoff.plan import Clock, plan
from bot.handoff.policy import HandoffPolicies, HandoffPolicy
from bot.storage.alert_rows import alert_once
from bot.storage.case_tables import HandoffEventRow
from bot.storage.outgoing import is_unsafe, put_message
from bot.storage.people import People
from bot.storage.people_tables import PersonRow
from bot.storage.rosters import read_roster
from bot.storage.tables import Conversation, Handoff, Inbound

Tell = Callable[[ChannelName, str, Shown], None]
ShowWriting = Callable[[str, str, str], None]
LIVE = tuple(state.value for state in CaseState if state in machine.LIVE)


class Work:
    """One transaction, and what is told to the channels once it holds."""

    def __init__(self, session: Session, now: dt.datetime) -> None:
        self.session, self.now = session, now
        self.shown: list[tuple[ChannelName, str, Shown]] = []
        self.woken = False


class CaseBase:
    """The common ground of the casework.

    Args:
        engine: an open database.
        people: who belongs to whom.
        content: gives the content of now.
        policies: gives the handoff policies of now.
        clock: the time, aware.
        council: id of the council that runs this bot, taken for people who named none.
        tell: told of each message that was put into a conversation.
        wake: told when an alert or a message waits to leave.
        show_writing: shows a conversation (channel, external id) in words that somebody is writing, for some seconds.
    """

    def __init__(
        self, engine: Engine, people: People, *, content: Callable[[], Content],
        policies: Callable[[], HandoffPolicies], clock: Callable[[], dt.datetime], council: str | None = None,
        tell: Tell = lambda *_: None, wake: Callable[[], None] = lambda: None,
        show_writing: ShowWriting = lambda *_: None,
    ) -> None:  # fmt: skip
        self._session = sessionmaker(engine, expire_on_commit=False)
        self._people, self._content, self._policies = people, content, policies
        self._clock, self._council, self._tell, self._wake = clock, council, tell, wake
        self._show_writing, self._written = show_writing, dict[tuple[int, int], dt.datetime]()

    @contextmanager
    def _work(self) -> Iterator[Work]:
        """A transaction; the person's channel and the alert routes are told after it has ended well."""
        with self._session.begin() as session:
            work = Work(session, self._clock())
            yield work
        for channel, external_id, shown in work.shown:
            self._tell(channel, external_id, shown)
        if work.shown or work.woken:
            self._wake()

    def _policy(self, council: str | None) -> HandoffPolicy:
        return self._policies().of(council)

    def _phrases(self, roster: Roster | None = None) -> Phrases:
        return Phrases(self._content(), self._clock().date(), alerts=True)

    def _roster(self, session: Session, row: Handoff, now: dt.datetime) -> Roster:
        """Everybody who may be told of a case, as they are now."""
        if row.person_id is not None:
            person = session.get(PersonRow, row.person_id)
            return read_roster(session, person, row.council, row.age, now.date(), self._people.name_of)
        return self._people.roster(row.conversation_id, row.council, row.age, now.date(), session)

    def _locked(self, session: Session, case: int) -> Handoff | None:
        return session.scalar(select(Handoff).where(Handoff.id == case).with_for_update())

    def _event(
        self, work: Work, row: Handoff, kind: EventKind, by: str, *, adviser: int | None = None, key: str | None = None,
        **data: Any,
    ) -> bool:  # fmt: skip
        """Writes an event, and the state that follows; returns False for one that happened before (`key`)."""
        if key is not None:
            same = (HandoffEventRow.handoff_id == row.id, HandoffEventRow.key == key)
            if work.session.scalar(select(HandoffEventRow.id).where(*same)) is not None:
                return False
        row.state = follows(CaseState(row.state), kind).value
        work.session.add(
            HandoffEventRow(
                handoff_id=row.id, at=work.now, kind=kind.value, by=by, adviser_id=adviser, data=data, key=key
            )
        )
        return True

    def _run_clock(self, work: Work, row: Handoff, *, why: str | None = None) -> tuple[Receiver, ...]:
        """Does what the clock of a case has to do now: makes the alerts, writes the event, sets the next time."""
        roster, policy = self._roster(work.session, row, work.now), self._policy(row.council)
        ahead = plan(clock_of(row), roster, policy, work.now)
        for telling in ahead.tellings:
            self._alert(work, row, telling.receiver, why or telling.why, f"{row.step}.{ahead.clock.step}")
        if ahead.told and (row.step or row.night_at) and why is None:
            self._event(work, row, EventKind.CHASED, "clock", told=[r.name for r in ahead.told])
        if ahead.nobody:
            self._event(work, row, EventKind.NOBODY, "clock")
        row.step, row.night_at, row.due = ahead.clock.step, ahead.clock.night_at, ahead.due
        return ahead.told

    def _alert(self, work: Work, row: Handoff, receiver: Receiver, why: str, mark: str) -> None:
        """One alert for each route of a receiver; the same one is made once."""
        counted = row.counted_from or row.raised
        for route in receiver.routes:
            key = f"{row.id}:{receiver.kind}{receiver.id}:{route.id}:{why}:{mark}:{int(counted.timestamp())}"
            _, new = alert_once(work.session, key, route, receiver, why, work.now, row.id)
            work.woken = work.woken or new

    def _restart(self, row: Handoff, now: dt.datetime) -> None:
        row.counted_from, row.step, row.night_at, row.due = now, 0, None, now

    def _write(self, work: Work, row: Handoff, words: str, buttons: Sequence[Choice] = (), **fields: object) -> bool:
        """Writes to the person unprompted, where that is allowed; returns whether it was."""
        if self._may_not_write(work.session, row) is not None:
            return False
        self._put(work, row, Part(markdown=self._phrases().say(words, **fields), buttons=list(buttons)))
        return True

    def _put(self, work: Work, row: Handoff, part: Part, signed: str | None = None) -> None:
        conversation = work.session.get_one(Conversation, row.conversation_id, with_for_update=True)
        shown = put_message(work.session, conversation, part, work.now, signed=signed)
        channel: Any = conversation.channel
        work.shown.append((channel, conversation.external_id, shown))

    def _may_not_write(self, session: Session, row: Handoff) -> str | None:
        """Why nothing may be written to the person unprompted now; None when it may."""
        conversation = session.get(Conversation, row.conversation_id) if row.conversation_id else None
        if conversation is None:
            return "gone"
        if conversation.stopped:
            return "stopped"
        topic = self._content().topics.get(row.topic or "")
        private = topic is not None and getattr(topic, "private", False)
        if (private or row.safe_to_write is not None) and row.safe_to_write != "yes":
            return "not-safe"
        if is_unsafe(session, conversation.id, self._clock()):
            return "not-safe"
        if row.kind == CaseKind.UNSURE.value:
            later = (Inbound.conversation_id == conversation.id, Inbound.arrived > row.raised)
            if session.scalar(select(Inbound.id).where(*later).limit(1)) is None:
                return "silent"
        return None

    def _in_person(self, row: Handoff, staff: Staff) -> Receiver:
        """One of the staff as somebody to tell of a case, in the role that is told of it first."""
        role = self._policy(row.council).steps(row.track)[0].tell[0]
        return Receiver("adviser", staff.id, staff.name, role, staff.routes)


def clock_of(row: Handoff) -> Clock:
    """The clock of a case."""
    return Clock(row.track, row.counted_from or row.raised, row.step, row.night_at, row.kept_from)
