"""Advisers' own Telegram chats: linked with a one-time code, known again by the chat, ended by the adviser.

A chat is a route of kind telegram whose address is its id. Codes are kept as digests only, among the advisers' one-time
links; the digest is of another text than a link's, so neither can be used for the other. Times are passed in.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass

from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session, sessionmaker

from bot.storage.case_tables import AuditRow, ConsoleLink
from bot.storage.people_tables import AdviserRow, RouteRow

PREFIX = "adv-"
VALID = dt.timedelta(hours=24)
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # without letters that look alike
_LETTERS = 16  # of 31: 79 bits


@dataclass(frozen=True)
class AdviserChat:
    """The adviser behind a chat, and whether names and words may go by it."""

    adviser: int
    name: str
    council: str
    shows_words: bool


class AdviserChats:
    """Which chat belongs to which adviser. Each method is one transaction.

    Args:
        engine: an open database.
    """

    def __init__(self, engine: Engine) -> None:
        self._session = sessionmaker(engine, expire_on_commit=False)

    def new_code(self, adviser: int, now: dt.datetime) -> str:
        """A code with which an adviser links their chat (`/start adv-...`): once, within a day."""
        code = PREFIX + "".join(secrets.choice(_ALPHABET) for _ in range(_LETTERS))
        with self._session.begin() as session:
            session.add(ConsoleLink(adviser_id=adviser, digest=_digest(code), made=now, expires=now + VALID))
        return code

    def use_code(self, chat: str, code: str, now: dt.datetime) -> AdviserChat | None:
        """Links a chat to the adviser of a code; None for a code that is wrong, used or too old.

        The chat then belongs to nobody else, and takes the place of an earlier chat of the same adviser.
        """
        with self._session.begin() as session:
            link = session.scalar(select(ConsoleLink).where(ConsoleLink.digest == _digest(code)).with_for_update())
            if link is None or link.ended is not None or link.expires <= now:
                return None
            adviser = session.get(AdviserRow, link.adviser_id)
            if adviser is None or _gone(adviser, now):
                return None
            link.ended = now
            session.execute(delete(RouteRow).where(RouteRow.kind == "telegram", RouteRow.address == chat))
            route = self._route(session, adviser.id)
            route.address, route.working, route.tested, route.fault = chat, None, None, None
            _audit(session, adviser, "telegram chat linked", now)
            return AdviserChat(adviser.id, adviser.name, adviser.council, route.shows_words)

    def adviser_of(self, chat: str, now: dt.datetime) -> AdviserChat | None:
        """The adviser to whom a chat belongs, or None; one who has left is none."""
        query = (
            select(AdviserRow, RouteRow)
            .join(RouteRow, RouteRow.adviser_id == AdviserRow.id)
            .where(RouteRow.kind == "telegram", RouteRow.address == chat)
        )
        with self._session() as session:
            found = session.execute(query).first()
        if found is None or _gone(found[0], now):
            return None
        adviser, route = found
        return AdviserChat(adviser.id, adviser.name, adviser.council, route.shows_words)

    def unlink(self, chat: str, now: dt.datetime) -> None:
        """Ends the link of a chat."""
        with self._session.begin() as session:
            for route in session.scalars(select(RouteRow).where(RouteRow.kind == "telegram", RouteRow.address == chat)):
                adviser = session.get(AdviserRow, route.adviser_id) if route.adviser_id else None
                if adviser is not None:
                    _audit(session, adviser, "telegram chat unlinked", now)
                    session.delete(route)

    def _route(self, session: Session, adviser: int) -> RouteRow:
        mine = (RouteRow.adviser_id == adviser, RouteRow.kind == "telegram")
        route = session.scalar(select(RouteRow).where(*mine).order_by(RouteRow.id))
        if route is None:
            route = RouteRow(adviser_id=adviser, kind="telegram", shows_words=False)
            session.add(route)
        return route


def _gone(adviser: AdviserRow, now: dt.datetime) -> bool:
    return adviser.left is not None and adviser.left <= now.date()


def _digest(code: str) -> str:
    return hashlib.sha256(f"telegram:{code.strip().lower()}".encode()).hexdigest()


def _audit(session: Session, adviser: AdviserRow, what: str, now: dt.datetime) -> None:
    session.add(AuditRow(at=now, adviser_id=adviser.id, who=adviser.name, what=what))
