"""The tables of people: who may be told, and who belongs to whom. See bot/storage/people.py."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.tables import Base


class TeamRow(Base):
    """A leaving care team of a council."""

    __tablename__ = "teams"
    __table_args__ = (UniqueConstraint("council", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    council: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(120))


class AdviserRow(Base):
    """Somebody at a council who may be told: personal adviser, social worker, duty worker, manager, safeguarding lead.

    `works` holds hours for weekdays (bot/handoff/working_time.py); None means the council's. `reference` is the id in
    the council's own case system. `left` is the first day on which they no longer work there.
    """

    __tablename__ = "advisers"
    __table_args__ = (UniqueConstraint("council", "reference"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    council: Mapped[str] = mapped_column(String(64), index=True)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id", ondelete="SET NULL"))
    reference: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(80))
    role: Mapped[str] = mapped_column(String(24))
    email: Mapped[str | None] = mapped_column(String(254), index=True)
    phone: Mapped[str | None] = mapped_column(String(40))
    photo: Mapped[str | None] = mapped_column(String(200))
    works: Mapped[dict[str, Any] | None]
    cover_id: Mapped[int | None] = mapped_column(ForeignKey("advisers.id", ondelete="SET NULL"))
    manager_id: Mapped[int | None] = mapped_column(ForeignKey("advisers.id", ondelete="SET NULL"))
    left: Mapped[dt.date | None]
    demo: Mapped[bool] = mapped_column(default=False)


class AbsenceRow(Base):
    """Days on which an adviser does not work: `leave` or `sick`. `last` is the last day away; None when not known."""

    __tablename__ = "absences"

    id: Mapped[int] = mapped_column(primary_key=True)
    adviser_id: Mapped[int] = mapped_column(ForeignKey("advisers.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    first: Mapped[dt.date]
    last: Mapped[dt.date | None]


class DeskRow(Base):
    """A shared inbox of a council: duty, out-of-hours, allegations, complaints or advocacy.

    `council` is `*` for the one of the settings, which serves every council that has none. `hours` are as in advisers;
    None means the council's; `{"always": true}` day and night.
    """

    __tablename__ = "desks"
    __table_args__ = (UniqueConstraint("council", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    council: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(String(120))
    phone: Mapped[str | None] = mapped_column(String(40))
    hours: Mapped[dict[str, Any] | None]
    demo: Mapped[bool] = mapped_column(default=False)


class DeskMember(Base):
    """Who reads a desk's cases on the console."""

    __tablename__ = "desk_members"

    desk_id: Mapped[int] = mapped_column(ForeignKey("desks.id", ondelete="CASCADE"), primary_key=True)
    adviser_id: Mapped[int] = mapped_column(ForeignKey("advisers.id", ondelete="CASCADE"), primary_key=True)


class RouteRow(Base):
    """A way by which an adviser or a desk is alerted: console, email, telegram or webhook.

    `shows_words`: whether names and words may go by it (the console always shows them). `working` is what the last
    self-test found; None before the first.
    """

    __tablename__ = "routes"

    id: Mapped[int] = mapped_column(primary_key=True)
    adviser_id: Mapped[int | None] = mapped_column(ForeignKey("advisers.id", ondelete="CASCADE"), index=True)
    desk_id: Mapped[int | None] = mapped_column(ForeignKey("desks.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    address: Mapped[str] = mapped_column(String(400), default="")
    shows_words: Mapped[bool] = mapped_column(default=False)
    working: Mapped[bool | None]
    tested: Mapped[dt.datetime | None]
    fault: Mapped[str | None] = mapped_column(String(200))


class PersonRow(Base):
    """A care leaver of a council's list. `status`: eligible, relevant, former relevant, qualifying or lapsed."""

    __tablename__ = "persons"
    __table_args__ = (UniqueConstraint("council", "reference"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    council: Mapped[str] = mapped_column(String(64))
    reference: Mapped[str] = mapped_column(String(64))
    first_name: Mapped[str] = mapped_column(String(60))
    born: Mapped[dt.date | None]
    status: Mapped[str] = mapped_column(String(24))
    adviser_id: Mapped[int | None] = mapped_column(ForeignKey("advisers.id", ondelete="SET NULL"), index=True)
    social_worker_id: Mapped[int | None] = mapped_column(ForeignKey("advisers.id", ondelete="SET NULL"), index=True)
    gone: Mapped[bool] = mapped_column(default=False)
    demo: Mapped[bool] = mapped_column(default=False)


class LinkRow(Base):
    """A conversation that belongs to a person of the list. `ended` when it was taken back."""

    __tablename__ = "links"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id", ondelete="CASCADE"), index=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    made: Mapped[dt.datetime]
    ended: Mapped[dt.datetime | None]


class LinkCode(Base):
    """A one-time code that links a conversation to a person. Only its digest is kept."""

    __tablename__ = "link_codes"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id", ondelete="CASCADE"), index=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    made: Mapped[dt.datetime]
    made_by: Mapped[str] = mapped_column(String(80), default="")
    expires: Mapped[dt.datetime]
    used: Mapped[dt.datetime | None]


class LinkTry(Base):
    """A wrong code that somebody typed, so that nobody can try many."""

    __tablename__ = "link_tries"

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    at: Mapped[dt.datetime] = mapped_column(index=True)
