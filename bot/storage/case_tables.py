"""The tables around a handoff: its events, who may look, and who has looked."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.tables import Base


class HandoffEventRow(Base):
    """One change of a handoff (bot/handoff/model.py: EventKind), by whom, with what. `key` makes it happen once."""

    __tablename__ = "handoff_events"
    __table_args__ = (UniqueConstraint("handoff_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    handoff_id: Mapped[int] = mapped_column(ForeignKey("handoffs.id", ondelete="CASCADE"), index=True)
    at: Mapped[dt.datetime]
    kind: Mapped[str] = mapped_column(String(24))
    by: Mapped[str] = mapped_column(String(16))
    adviser_id: Mapped[int | None] = mapped_column(ForeignKey("advisers.id", ondelete="SET NULL"))
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    key: Mapped[str | None] = mapped_column(String(80))


class ConsoleLink(Base):
    """A link that signs an adviser in, once. Only its digest is kept."""

    __tablename__ = "console_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    adviser_id: Mapped[int] = mapped_column(ForeignKey("advisers.id", ondelete="CASCADE"), index=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    made: Mapped[dt.datetime]
    expires: Mapped[dt.datetime]
    ended: Mapped[dt.datetime | None]


class ConsoleSession(Base):
    """An adviser at work in one browser. Only the digest of its cookie is kept."""

    __tablename__ = "console_sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    adviser_id: Mapped[int] = mapped_column(ForeignKey("advisers.id", ondelete="CASCADE"), index=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    begun: Mapped[dt.datetime]
    expires: Mapped[dt.datetime]
    ended: Mapped[dt.datetime | None]


class AuditRow(Base):
    """One look at, or change of, what belongs to a person: by whom, what, about whom. Never holds words."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[dt.datetime] = mapped_column(index=True)
    adviser_id: Mapped[int | None] = mapped_column(ForeignKey("advisers.id", ondelete="SET NULL"))
    who: Mapped[str] = mapped_column(String(80))
    what: Mapped[str] = mapped_column(String(40))
    person_id: Mapped[int | None]
    handoff_id: Mapped[int | None]
