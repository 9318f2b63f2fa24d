"""The tables. Changes go through Alembic migrations (bot/storage/migrations)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, DateTime, ForeignKey, Index, String, Text, TypeDecorator, UniqueConstraint
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class UtcTime(TypeDecorator[dt.datetime]):
    """Aware times, kept in UTC; SQLite forgets the zone, so it is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """To UTC; a naive time is refused."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without its zone")
        return value.astimezone(dt.UTC)

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """From UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


class Base(DeclarativeBase):
    """The tables' common base."""

    type_annotation_map = {dt.datetime: UtcTime, dict[str, Any]: JSON, list[Any]: JSON}  # noqa: RUF012


class Conversation(Base):
    """One person in one channel. `state` is what the next message needs to know; `seq` the last number given.

    `safe_asked`: when “Are you safe right now?” was asked, until anything is answered.
    """

    __tablename__ = "conversations"
    __table_args__ = (UniqueConstraint("channel", "external_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(16))
    external_id: Mapped[str] = mapped_column(String(128))
    started: Mapped[dt.datetime]
    last: Mapped[dt.datetime] = mapped_column(index=True)
    noticed: Mapped[bool] = mapped_column(default=False)
    stopped: Mapped[bool] = mapped_column(default=False)
    seq: Mapped[int] = mapped_column(default=0)
    state: Mapped[dict[str, Any]] = mapped_column(default=dict)
    safe_asked: Mapped[dt.datetime | None] = mapped_column(index=True)


class Profile(Base):
    """What is known of a person: each value with how it was learnt (`said`, `given`) and when."""

    __tablename__ = "profiles"

    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True)
    council: Mapped[str | None] = mapped_column(String(64))
    council_how: Mapped[str | None] = mapped_column(String(16))
    lives_in: Mapped[str | None] = mapped_column(String(64))
    lives_in_how: Mapped[str | None] = mapped_column(String(16))
    age: Mapped[int | None]
    age_how: Mapped[str | None] = mapped_column(String(16))
    changed: Mapped[dt.datetime]


class Inbound(Base):
    """One message in: once for each channel and update. `state`: waiting, answered or failed.

    `missed` and `near`: whether it found an answer, and its nearest ones (bot/storage/unanswered.py).
    """

    __tablename__ = "inbound_messages"
    __table_args__ = (
        UniqueConstraint("channel", "update_id"),
        Index("ix_inbound_waiting", "state", "conversation_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    channel: Mapped[str] = mapped_column(String(16))
    update_id: Mapped[str] = mapped_column(String(128))
    seq: Mapped[int]
    kind: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Text)
    arrived: Mapped[dt.datetime]
    state: Mapped[str] = mapped_column(String(16), default="waiting")
    outcome: Mapped[str | None] = mapped_column(String(32))
    verdict: Mapped[str | None] = mapped_column(String(16))
    topic: Mapped[str | None] = mapped_column(String(48))
    told_waiting: Mapped[bool] = mapped_column(default=False)
    missed: Mapped[str | None] = mapped_column(String(16))
    near: Mapped[list[Any] | None]


class Outbound(Base):
    """One message out. `state`: waiting, sent or dead; the web chat reads them, Telegram is sent them.

    `signed`: the name of the adviser who wrote it; None for the bot's own.
    """

    __tablename__ = "outbound_messages"
    __table_args__ = (UniqueConstraint("conversation_id", "seq"), Index("ix_outbound_due", "state", "due"))

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    seq: Mapped[int]
    inbound_id: Mapped[int | None] = mapped_column(ForeignKey("inbound_messages.id", ondelete="CASCADE"), index=True)
    sender: Mapped[str] = mapped_column(String(16), default="bot")
    signed: Mapped[str | None] = mapped_column(String(80))
    markdown: Mapped[str] = mapped_column(Text)
    buttons: Mapped[list[Any]] = mapped_column(default=list)
    written: Mapped[dt.datetime]
    state: Mapped[str] = mapped_column(String(16), default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    due: Mapped[dt.datetime]


class ButtonRow(Base):
    """What a button stands for. The id is what the channel carries; nothing else is trusted."""

    __tablename__ = "buttons"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    label: Mapped[str] = mapped_column(String(80))
    intent: Mapped[str] = mapped_column(String(32))
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Handoff(Base):
    """A case for a human. One for each inbound message at most, so that two detectors make one case.

    `kind` and `state` are of bot/handoff/model.py, `track` names its steps in the policy. `due` is when the clock next
    acts, after `step` steps by day; `night_at` is when the out-of-hours desk was last told; `counted_from` is the
    clock's zero. `holder_id` has acknowledged it; `chat_with_id` has the conversation until `chat_until`. `not_told`
    holds the ids of advisers who must not learn of it. `contacted`: when somebody last tried to reach the person.
    `asked`: when the person was asked whether they got in touch. `safe_to_write`: yes, no or asked; None where it was
    not asked.
    """

    __tablename__ = "handoffs"

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int | None] = mapped_column(ForeignKey("conversations.id", ondelete="SET NULL"), index=True)
    inbound_id: Mapped[int | None] = mapped_column(ForeignKey("inbound_messages.id", ondelete="SET NULL"), unique=True)
    verdict: Mapped[str] = mapped_column(String(16))
    topic: Mapped[str | None] = mapped_column(String(48))
    council: Mapped[str | None] = mapped_column(String(64))
    age: Mapped[int | None]
    name: Mapped[str | None] = mapped_column(String(60))
    contact: Mapped[str | None] = mapped_column(String(200))
    raised: Mapped[dt.datetime]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id", ondelete="SET NULL"), index=True)
    kind: Mapped[str] = mapped_column(String(16), default="human")
    state: Mapped[str] = mapped_column(String(16), default="open", index=True)
    track: Mapped[str] = mapped_column(String(16), default="sensitive")
    step: Mapped[int] = mapped_column(default=0)
    night_at: Mapped[dt.datetime | None]
    due: Mapped[dt.datetime | None] = mapped_column(index=True)
    counted_from: Mapped[dt.datetime | None]
    not_told: Mapped[list[Any]] = mapped_column(default=list)
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("advisers.id", ondelete="SET NULL"))
    chat_with_id: Mapped[int | None] = mapped_column(ForeignKey("advisers.id", ondelete="SET NULL"))
    chat_until: Mapped[dt.datetime | None] = mapped_column(index=True)
    contacted: Mapped[dt.datetime | None]
    asked: Mapped[dt.datetime | None]
    safe_to_write: Mapped[str | None] = mapped_column(String(8))
    promise: Mapped[dict[str, Any] | None]
    closed: Mapped[dt.datetime | None]
    outcome: Mapped[str | None] = mapped_column(String(40))

    @property
    def kept_from(self) -> frozenset[int]:
        """The ids of `not_told`, as a set."""
        return frozenset(int(i) for i in self.not_told or ())


class Alert(Base):
    """One delivery of a handoff to one human or desk by one route, or of a suggestion to a participation officer.

    `state`: waiting, sent, dead (given up) or dropped (no longer true). `why`: first, again, chased ... (AlertWhy).
    `fault`: what went wrong last, or which process has it in flight. `key` is the same for the same delivery, so that
    it is made once.
    """

    __tablename__ = "alerts"

    id: Mapped[int] = mapped_column(primary_key=True)
    handoff_id: Mapped[int | None] = mapped_column(ForeignKey("handoffs.id", ondelete="CASCADE"))
    suggestion_id: Mapped[int | None] = mapped_column(ForeignKey("suggestions.id", ondelete="CASCADE"))
    route: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16), default="waiting", index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    due: Mapped[dt.datetime]
    adviser_id: Mapped[int | None] = mapped_column(ForeignKey("advisers.id", ondelete="CASCADE"))
    desk_id: Mapped[int | None] = mapped_column(ForeignKey("desks.id", ondelete="CASCADE"))
    route_id: Mapped[int | None] = mapped_column(ForeignKey("routes.id", ondelete="SET NULL"))
    why: Mapped[str] = mapped_column(String(24), default="first")
    key: Mapped[str | None] = mapped_column(String(120), unique=True)
    made: Mapped[dt.datetime | None]
    sent: Mapped[dt.datetime | None]
    fault: Mapped[str | None] = mapped_column(String(200))


class EditorRow(Base):
    """Somebody who keeps the content. A removed one stays, so that the history can name them."""

    __tablename__ = "editors"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    email: Mapped[str] = mapped_column(String(254), unique=True)
    added: Mapped[dt.datetime]
    removed: Mapped[dt.datetime | None]


class SignInLink(Base):
    """A link that signs an editor in, once. Only its digest is kept."""

    __tablename__ = "sign_in_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    editor_id: Mapped[int] = mapped_column(ForeignKey("editors.id", ondelete="CASCADE"), index=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    made: Mapped[dt.datetime]
    expires: Mapped[dt.datetime]
    ended: Mapped[dt.datetime | None]


class EditorSession(Base):
    """An editor at work in one browser. Only the digest of its cookie is kept."""

    __tablename__ = "editor_sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    editor_id: Mapped[int] = mapped_column(ForeignKey("editors.id", ondelete="CASCADE"), index=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    begun: Mapped[dt.datetime]
    expires: Mapped[dt.datetime]
    ended: Mapped[dt.datetime | None]


class ContentFile(Base):
    """The text of a content file as it was last seen; None when it is gone."""

    __tablename__ = "content_files"

    file: Mapped[str] = mapped_column(String(300), primary_key=True)
    text: Mapped[str | None] = mapped_column(Text)
    seen: Mapped[dt.datetime]


class ContentChange(Base):
    """One change of one content file: `before` is None for a new file, `after` for one that was removed.

    `how`: desk, command, back (an earlier change was undone) or hand (edited on the server). `refused` holds the faults
    for which it is not served.
    """

    __tablename__ = "content_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[dt.datetime]
    who: Mapped[str] = mapped_column(String(120))
    file: Mapped[str] = mapped_column(String(300), index=True)
    before: Mapped[str | None] = mapped_column(Text)
    after: Mapped[str | None] = mapped_column(Text)
    why: Mapped[str] = mapped_column(Text)
    how: Mapped[str] = mapped_column(String(16))
    refused: Mapped[str | None] = mapped_column(Text)
    undoes: Mapped[int | None]


class PaperRow(Base):
    """A letter or summary to print. Found by the hash of the token in its link; the token itself is not here."""

    __tablename__ = "papers"
    __table_args__ = (UniqueConstraint("token_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(16))
    title: Mapped[str] = mapped_column(String(120))
    markdown: Mapped[str] = mapped_column(Text)
    guide: Mapped[str] = mapped_column(Text, default="")
    created: Mapped[dt.datetime]


class Suggestion(Base):
    """What somebody said should change. `state`: new, answered or closed; `passed_on` when the council could read it.

    After “forget me” the words that were passed on stay, without the conversation and without the name.
    """

    __tablename__ = "suggestions"

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int | None] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    council: Mapped[str | None] = mapped_column(String(64))
    words: Mapped[str] = mapped_column(Text)
    name: Mapped[str | None] = mapped_column(String(60))
    may_answer: Mapped[bool]
    state: Mapped[str] = mapped_column(String(16), default="new")
    written: Mapped[dt.datetime]
    passed_on: Mapped[dt.datetime | None]
    answer: Mapped[str | None] = mapped_column(Text)
    answered_by: Mapped[str | None] = mapped_column(String(60))
    answered: Mapped[dt.datetime | None]


class TrainingRunRow(Base):
    """One training: in the background, or the one at the first start.

    `state`: waiting (asked for), running, approved, kept aside, failed or not checked. `against` is the model that it
    was compared with, `in_service` when its model last began to serve, `wanted` when a command asked to have it served.
    """

    __tablename__ = "training_runs"

    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(String(16), index=True)
    started: Mapped[dt.datetime]
    ended: Mapped[dt.datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    model: Mapped[str | None] = mapped_column(String(80))
    against: Mapped[str | None] = mapped_column(String(80))
    message: Mapped[str] = mapped_column(Text, default="")
    changed: Mapped[list[Any]] = mapped_column(default=list)
    before: Mapped[dict[str, Any]] = mapped_column(default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(default=dict)
    worse: Mapped[list[Any]] = mapped_column(default=list)
    examples: Mapped[list[Any]] = mapped_column(default=list)
    in_service: Mapped[dt.datetime | None]
    wanted: Mapped[dt.datetime | None]


class UnansweredRow(Base):
    """A message that found no answer, without personal data. It names no conversation; days only, no times.

    `plain` is its text for matching, `kind` why it is here, `count` in how many conversations it came.
    """

    __tablename__ = "unanswered"

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    plain: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(String(16))
    count: Mapped[int]
    near: Mapped[list[Any]] = mapped_column(default=list)
    first_day: Mapped[dt.date]
    last_day: Mapped[dt.date] = mapped_column(index=True)
    dropped: Mapped[bool] = mapped_column(default=False)
