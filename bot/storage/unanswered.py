"""Messages that found no answer, for the editors: counted, without personal data and without a link to anybody.

`note_message`, `forget_unanswered` and `purge_unanswered` run inside the transaction of the caller. What is kept here
names no conversation and no time of day. The other way round, a message in the person's own chat knows that it was
counted (`missed`), so that “forget me” can take it out again; that mark goes when the chat is deleted.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from rapidfuzz import fuzz, process
from sqlalchemy import Engine, delete, func, select
from sqlalchemy.orm import Session, sessionmaker

from bot.conversation.outcomes import Outcome
from bot.conversation.ports import Kind
from bot.conversation.reply import Reply
from bot.interviews.progress import waits
from bot.storage.tables import ButtonRow, Inbound, UnansweredRow
from bot.unanswered.personal import without_personal_data
from common.text import normalise

ALIKE = 90  # of 100: two texts that are as alike as this, whatever the order of their words, count together
MOST = 2000  # texts kept at once; when there are more, the oldest that was asked once makes room
NEAREST = 3
_BACK = 5  # messages: how far back “that's not what I meant” looks for what it is about
_FORM = frozenset({"handoff_name", "handoff_contact"})
_QUESTIONS = frozenset({"ask", "harmless", "out_of_scope"})
_CORRECTIONS = frozenset({"not_that", "more_choices"})


class Missed(StrEnum):
    """Why a message was kept."""

    NO_ANSWER = "no answer"
    CHOICES = "choices"
    OUT_OF_SCOPE = "out of scope"
    CORRECTED = "corrected"
    OTHER_CHOSEN = "other chosen"


_KINDS = {
    Outcome.NO_ANSWER: Missed.NO_ANSWER,
    Outcome.CHOICES_OFFERED: Missed.CHOICES,
    Outcome.OUT_OF_SCOPE: Missed.OUT_OF_SCOPE,
}
_ANSWERED, _HEDGED = "answered", "hedged"  # not missed yet: the next message may say that it was
_COUNTED = frozenset(Missed)


@dataclass(frozen=True)
class Unanswered:
    """A message that found no answer, or nearly equal ones of several chats.

    Attributes:
        id: its number.
        text: as it was first written, in small letters, without personal data.
        kind: why it is here.
        count: in how many chats it came.
        near: ids of the nearest answers, best first.
        first_day, last_day: when it came.
    """

    id: int
    text: str
    kind: Missed
    count: int
    near: tuple[str, ...]
    first_day: dt.date
    last_day: dt.date


def note_message(session: Session, own: Inbound, state: Mapping[str, Any], reply: Reply, now: dt.datetime) -> None:
    """Notes whether a message, or the one before it that it corrects, found no answer.

    Args:
        session: the caller's transaction.
        own: the message, with its verdict.
        state: what the conversation knew when it came.
        reply: the reply to it.
        now: the time.
    """
    if reply.verdict != "none" or waits(state) or _FORM & set(state.get("asked") or ()):
        return
    if own.kind == Kind.BUTTON.value:
        _pressed(session, own, now)
    elif reply.intent in _CORRECTIONS:
        _corrected(session, own, now)
    elif own.kind == Kind.TEXT.value:
        _asked(session, own, reply, now)


def _asked(session: Session, own: Inbound, reply: Reply, now: dt.datetime) -> None:
    """A message in words: counted when it found no answer, remembered when it may prove to be the wrong one."""
    kind = _KINDS.get(Outcome(reply.outcome))
    if reply.intent not in _QUESTIONS and (kind is None or reply.intent != "inform"):
        return
    own.near = [answer.id for answer in reply.answers[:NEAREST]]
    if kind is not None:
        _count(session, own, kind, own.near, now)
    elif reply.shown:
        own.missed = _HEDGED if reply.hedged else _ANSWERED


def _corrected(session: Session, own: Inbound, now: dt.datetime) -> None:
    question = _question_before(session, own)
    if question is not None and question.missed not in _COUNTED:
        _count(session, question, Missed.CORRECTED, question.near or [], now)


def _pressed(session: Session, own: Inbound, now: dt.datetime) -> None:
    """A button: “None of these”, or one of the answers that were offered."""
    button = session.get(ButtonRow, own.text)
    if button is None or button.conversation_id != own.conversation_id:
        return
    if button.intent in _CORRECTIONS:
        _corrected(session, own, now)
    elif button.intent == "choose" and set(button.data) == {"answer"}:
        _chosen(session, own, str(button.data["answer"]), now)


def _chosen(session: Session, own: Inbound, answer: str, now: dt.datetime) -> None:
    question = _question_before(session, own)
    if question is None or answer not in (near := question.near or []):
        return
    if question.missed == Missed.CHOICES:  # it was found after all
        _take_back(session, question)
        question.missed = _ANSWERED
    elif question.missed == _HEDGED and answer != near[0]:
        _count(session, question, Missed.OTHER_CHOSEN, [answer, *(n for n in near if n != answer)], now)


def _question_before(session: Session, own: Inbound) -> Inbound | None:
    """The question that the last reply was about; None when something sensitive came since."""
    query = (
        select(Inbound)
        .where(Inbound.conversation_id == own.conversation_id, Inbound.id < own.id, Inbound.kind == Kind.TEXT.value)
        .order_by(Inbound.id.desc())
        .limit(_BACK)
    )
    for earlier in session.scalars(query):
        if earlier.verdict != "none":
            return None
        if earlier.missed:
            return earlier
    return None


def _count(session: Session, own: Inbound, kind: Missed, near: Sequence[str], now: dt.datetime) -> None:
    """Counts a message, once for each conversation; drops it when it cannot be kept without personal data."""
    own.missed = None
    text = without_personal_data(own.text)
    if text is None or not (plain := normalise(text)) or _came_before(session, own, plain):
        return
    row = _like(session, plain)
    if row is None:
        _make_room(session)
        day = now.date()
        row = UnansweredRow(text=text, plain=plain, kind=kind, count=0, near=[], first_day=day, last_day=day)
        session.add(row)
    row.count += 1
    row.kind, row.near, row.last_day = kind.value, list(near), now.date()
    own.missed = kind.value
    session.flush()


def _came_before(session: Session, own: Inbound, plain: str) -> bool:
    """Whether this conversation was counted for nearly the same already."""
    query = select(Inbound.text).where(
        Inbound.conversation_id == own.conversation_id, Inbound.id != own.id, Inbound.missed.in_(list(_COUNTED))
    )
    texts = (without_personal_data(text) for text in session.scalars(query))
    return any(fuzz.token_sort_ratio(plain, normalise(text)) >= ALIKE for text in texts if text)


def _like(session: Session, plain: str) -> UnansweredRow | None:
    kept = {row.id: row.plain for row in session.execute(select(UnansweredRow.id, UnansweredRow.plain))}
    found = process.extractOne(plain, kept, scorer=fuzz.token_sort_ratio, score_cutoff=ALIKE)
    return session.get(UnansweredRow, found[2], with_for_update=True) if found else None


def _make_room(session: Session) -> None:
    if (session.scalar(select(func.count()).select_from(UnansweredRow)) or 0) < MOST:
        return
    oldest = select(UnansweredRow).order_by(UnansweredRow.count, UnansweredRow.last_day, UnansweredRow.id).limit(1)
    session.delete(session.scalars(oldest).one())


def _take_back(session: Session, own: Inbound) -> None:
    text = without_personal_data(own.text)
    row = _like(session, normalise(text)) if text else None
    own.missed = None
    if row is None:
        return
    row.count -= 1
    if row.count < 1:
        session.delete(row)
    session.flush()


def forget_unanswered(session: Session, conversation_id: int) -> None:
    """Takes out what a conversation was counted for; to be called before its messages are deleted."""
    counted = Inbound.missed.in_(list(_COUNTED))
    for own in session.scalars(select(Inbound).where(Inbound.conversation_id == conversation_id, counted)).all():
        _take_back(session, own)


def purge_unanswered(session: Session, before: dt.datetime) -> None:
    """Deletes what was last asked before a day."""
    session.execute(delete(UnansweredRow).where(UnansweredRow.last_day < before.date()))


class UnansweredQueue:
    """The queue as editors use it. Each method is one transaction.

    Args:
        engine: an open database (bot.storage.database.open_database).
    """

    def __init__(self, engine: Engine) -> None:
        self.engine, self._session = engine, sessionmaker(engine, expire_on_commit=False)

    def all(self) -> list[Unanswered]:
        """Everything that was not dropped, the most asked first, then the newest."""
        query = (
            select(UnansweredRow)
            .where(UnansweredRow.dropped.is_(False))
            .order_by(UnansweredRow.count.desc(), UnansweredRow.last_day.desc(), UnansweredRow.id.desc())
        )
        with self._session() as session:
            return [_message(row) for row in session.scalars(query)]

    def one(self, number: int) -> Unanswered | None:
        """One message, unless it was dropped."""
        with self._session() as session:
            row = session.get(UnansweredRow, number)
            return _message(row) if row and not row.dropped else None

    def drop(self, number: int) -> bool:
        """Drops a message: it does not come back when it is asked again. Returns whether there was such a one."""
        with self._session.begin() as session:
            row = session.get(UnansweredRow, number, with_for_update=True)
            if row is None or row.dropped:
                return False
            row.dropped = True
            return True

    def done(self, number: int) -> None:
        """Takes out a message that has become an example question."""
        with self._session.begin() as session:
            session.execute(delete(UnansweredRow).where(UnansweredRow.id == number))


def _message(row: UnansweredRow) -> Unanswered:
    near = tuple(str(answer) for answer in row.near)
    return Unanswered(row.id, row.text, Missed(row.kind), row.count, near, row.first_day, row.last_day)
