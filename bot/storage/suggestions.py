"""What people say should change: kept, passed on once, answered, forgotten.

`keep_suggestion`, `forget_suggestions` and `purge_suggestions` run inside the transaction of the caller. A suggestion
is `passed_on` as soon as somebody at the council could read its words; until then it belongs to the person alone, and
“forget me” deletes it. Purging a conversation takes its suggestions with it (ON DELETE CASCADE).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import Enum
from typing import cast

from sqlalchemy import Engine, delete, select, update
from sqlalchemy.orm import Session, sessionmaker

from bot.conversation.news import Unasked
from bot.conversation.ports import ChannelName
from bot.conversation.reply import SuggestionRequest
from bot.storage.outbox import as_shown
from bot.storage.outgoing import is_unsafe
from bot.storage.tables import Alert, Conversation, Outbound, Suggestion

NEW, ANSWERED, CLOSED = "new", "answered", "closed"  # the states of a suggestion
_OFFICER_ROUTE = "officer"


class Sent(Enum):
    """What became of an answer."""

    SENT = "sent"
    UNKNOWN = "there is no such suggestion"
    NOT_WANTED = "the person did not want to be answered in the chat"
    FORGOTTEN = "the person had their chat deleted"
    STOPPED = "the person stopped the bot"
    CLOSED = "the suggestion is closed"
    NOT_SAFE = "the person has not said that it is safe to write to them here"


@dataclass(frozen=True)
class DueLetter:
    """An e-mail to a participation officer that waits: the alert it is, and its suggestion."""

    alert: int
    attempts: int
    suggestion: Suggestion


def keep_suggestion(session: Session, conversation_id: int, asked: SuggestionRequest, now: dt.datetime) -> None:
    """Keeps a suggestion, and an e-mail to be sent when the person was told that somebody will read it."""
    row = Suggestion(
        conversation_id=conversation_id,
        council=asked.council,
        words=asked.words.replace("\x00", ""),
        name=asked.name,
        may_answer=asked.may_answer,
        written=now,
    )
    session.add(row)
    session.flush()
    if asked.tell:
        session.add(Alert(suggestion_id=row.id, route=_OFFICER_ROUTE, due=now))


def forget_suggestions(session: Session, conversation_id: int) -> int:
    """Deletes what was not passed on yet, and takes the name and the way back from what was.

    Returns:
        how many were passed on, so that the council keeps their words.
    """
    mine = Suggestion.conversation_id == conversation_id
    session.execute(delete(Suggestion).where(mine, Suggestion.passed_on.is_(None)))
    kept = list(session.scalars(select(Suggestion.id).where(mine)))
    values = {"conversation_id": None, "name": None, "may_answer": False}
    session.execute(update(Suggestion).where(Suggestion.id.in_(kept)).values(**values))
    return len(kept)


def purge_suggestions(session: Session, before: dt.datetime) -> None:
    """Deletes what was written before a time and belongs to no conversation any more."""
    session.execute(delete(Suggestion).where(Suggestion.conversation_id.is_(None), Suggestion.written < before))


class Suggestions:
    """Reads and changes suggestions. Each method is one transaction; times are passed in.

    Args:
        engine: an open database (bot.storage.database.open_database).
    """

    def __init__(self, engine: Engine) -> None:
        self._session = sessionmaker(engine, expire_on_commit=False)

    def all(self, limit: int) -> list[Suggestion]:
        """The newest, the newest first."""
        with self._session() as session:
            return list(session.scalars(select(Suggestion).order_by(Suggestion.id.desc()).limit(limit)))

    def peek(self, number: int) -> Suggestion | None:
        """One suggestion, without showing it to anybody."""
        with self._session() as session:
            return session.get(Suggestion, number)

    def read(self, number: int, now: dt.datetime) -> Suggestion | None:
        """One suggestion, to be read by the council: it is passed on from now on."""
        with self._session.begin() as session:
            row = session.get(Suggestion, number, with_for_update=True)
            if row is not None and row.passed_on is None:
                row.passed_on = now
            return row

    def answer(self, number: int, words: str, officer: str, markdown: str, now: dt.datetime) -> Sent:
        """Puts an answer into the person's chat, and says whether that was possible.

        Args:
            number: the suggestion.
            words: the answer, as it was written.
            officer: whose answer it is.
            markdown: the whole message as the person reads it.
            now: the time.
        """
        with self._session.begin() as session:
            row = session.get(Suggestion, number, with_for_update=True)
            if row is None:
                return Sent.UNKNOWN
            if row.conversation_id is None:
                return Sent.FORGOTTEN
            conversation = session.get_one(Conversation, row.conversation_id, with_for_update=True)
            refused = _refusal(row, conversation)
            if refused is None and is_unsafe(session, conversation.id, now):
                refused = Sent.NOT_SAFE
            if refused:
                return refused
            conversation.seq += 1
            session.add(
                Outbound(
                    conversation_id=conversation.id,
                    seq=conversation.seq,
                    sender="adviser",
                    markdown=markdown,
                    buttons=[],
                    written=now,
                    due=now,
                    state="waiting" if conversation.channel == "telegram" else "sent",
                )
            )
            row.state, row.answer, row.answered_by, row.answered = ANSWERED, words, officer[:60], now
            row.passed_on = row.passed_on or now
            return Sent.SENT

    def close(self, number: int) -> bool:
        """Closes a suggestion; returns whether there is such a one."""
        with self._session.begin() as session:
            row = session.get(Suggestion, number, with_for_update=True)
            if row is None:
                return False
            row.state = CLOSED
            return True

    def unasked(self, limit: int = 50) -> list[Unasked]:
        """The newest messages that answer none of the person's own, such as answers to suggestions."""
        query = (
            select(Outbound, Conversation)
            .join(Conversation, Conversation.id == Outbound.conversation_id)
            .where(Outbound.inbound_id.is_(None))
            .order_by(Outbound.id.desc())
            .limit(limit)
        )
        with self._session() as session:
            return [
                Unasked(row.id, cast(ChannelName, where.channel), where.external_id, as_shown(row))
                for row, where in session.execute(query)
            ]

    def due_letters(self, now: dt.datetime) -> list[DueLetter]:
        """E-mails to participation officers that are to be sent now, the oldest first."""
        query = (
            select(Alert, Suggestion)
            .join(Suggestion, Suggestion.id == Alert.suggestion_id)
            .where(Alert.state == "waiting", Alert.due <= now)
            .order_by(Alert.id)
        )
        with self._session() as session:
            return [DueLetter(alert.id, alert.attempts, row) for alert, row in session.execute(query)]

    def letter_sent(self, letter: DueLetter, now: dt.datetime, *, with_words: bool) -> None:
        """The mail server has taken an e-mail; with the words in it the suggestion is passed on."""
        with self._session.begin() as session:
            session.execute(update(Alert).where(Alert.id == letter.alert).values(state="sent"))
            unread = (Suggestion.id == letter.suggestion.id, Suggestion.passed_on.is_(None))
            if with_words:
                session.execute(update(Suggestion).where(*unread).values(passed_on=now))

    def letter_held_back(self, letter: DueLetter, due: dt.datetime) -> None:
        """An e-mail could not be delivered: try again at `due`, for as long as it takes."""
        values = {"due": due, "attempts": Alert.attempts + 1}
        with self._session.begin() as session:
            session.execute(update(Alert).where(Alert.id == letter.alert).values(**values))


def _refusal(row: Suggestion, conversation: Conversation) -> Sent | None:
    if row.state == CLOSED:
        return Sent.CLOSED
    if not row.may_answer:
        return Sent.NOT_WANTED
    return Sent.STOPPED if conversation.stopped else None
