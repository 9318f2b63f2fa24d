"""Who may sign in, and how: one-time links and sessions. Secrets are made here and kept as digests only."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import re
import secrets
from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

from bot.content.edits import one_line

LINK_LASTS = dt.timedelta(minutes=20)
SESSION_LASTS = dt.timedelta(hours=12)
LINKS_AN_HOUR = 5
_EMAIL = re.compile(r"[^@\s<>,;:\"()\\]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,180}[A-Za-z0-9])?")
_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")


class BadAccount(Exception):
    """The account cannot be made or used; the message is one sentence that says what to do."""


class Member(Protocol):
    """Somebody who may sign in."""

    @property
    def id(self) -> int:
        """Their row."""

    @property
    def name(self) -> str:
        """Their name."""


M = TypeVar("M", bound=Member)
M_co = TypeVar("M_co", bound=Member, covariant=True)


class MemberStore(Protocol[M_co]):
    """Where members, links and sessions are kept; bot/storage/sign_ins.py keeps the last two."""

    def find(self, email: str, now: dt.datetime) -> M_co | None:
        """The member with that address who may sign in now."""

    def make_link(
        self, member: int, digest: str, now: dt.datetime, expires: dt.datetime, *, most: int, within: dt.timedelta
    ) -> bool:
        """Keeps a link; False when `most` were made `within` that time already."""

    def link_holds(self, digest: str, now: dt.datetime) -> bool:
        """Whether a link would sign somebody in."""

    def use_link(self, digest: str, session_digest: str, now: dt.datetime, session_expires: dt.datetime) -> M_co | None:
        """Uses a link up and begins a session."""

    def member_of(self, session_digest: str, now: dt.datetime) -> M_co | None:
        """Whose session this is."""

    def end_session(self, session_digest: str, now: dt.datetime) -> None:
        """Signs a browser out."""


class Entrance(Generic[M]):
    """Lets members in.

    Args:
        store: the members' tables.
        clock: the time, aware.
        unknown: the sentence about an address that is no member's; `{email}` is filled in.
    """

    def __init__(self, store: MemberStore[M], clock: Callable[[], dt.datetime], unknown: str) -> None:
        self._members, self._clock, self._unknown = store, clock, unknown

    def new_link(self, email: str) -> str:
        """The secret of a new one-time link; raises BadAccount for an unknown address, or after too many links."""
        secret, now = secrets.token_urlsafe(32), self._clock()
        member = self._members.find(email_address(email), now)
        if member is None:
            raise BadAccount(self._unknown.format(email=email))
        made = self._members.make_link(
            member.id, digest(secret), now, now + LINK_LASTS, most=LINKS_AN_HOUR, within=dt.timedelta(hours=1)
        )
        if not made:
            raise BadAccount(f"{LINKS_AN_HOUR} links were made within the last hour. Use the newest, or wait an hour.")
        return secret

    def link_holds(self, secret: str) -> bool:
        """Whether a link would let somebody in; looking does not use it up."""
        return bool(_SECRET.fullmatch(secret)) and self._members.link_holds(digest(secret), self._clock())

    def enter(self, secret: str) -> tuple[M, str] | None:
        """Uses a link up; gives the member and the secret of the new session, or None when it does not hold."""
        if not _SECRET.fullmatch(secret):
            return None
        session, now = secrets.token_urlsafe(32), self._clock()
        member = self._members.use_link(digest(secret), digest(session), now, now + SESSION_LASTS)
        return (member, session) if member else None

    def member(self, session: str | None) -> M | None:
        """Whose session this is, or None."""
        if not session or not _SECRET.fullmatch(session):
            return None
        return self._members.member_of(digest(session), self._clock())

    def leave(self, session: str | None) -> None:
        """Ends a session: who kept its cookie can do nothing with it."""
        if session:
            self._members.end_session(digest(session), self._clock())


def email_address(email: str) -> str:
    """An address as it is kept; raises BadAccount when it is none."""
    address = email.strip().lower()
    if not _EMAIL.fullmatch(address):
        raise BadAccount(f"“{one_line(email)[:60]}” is not an e-mail address.")
    return address


def digest(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def form_token(session: str) -> str:
    """What every form of a session carries, so that no other site can send one."""
    return hmac.new(session.encode(), b"form", hashlib.sha256).hexdigest()


def is_form_token(session: str, token: str) -> bool:
    """Whether a form was made for this session."""
    return hmac.compare_digest(form_token(session).encode(), token.encode())
