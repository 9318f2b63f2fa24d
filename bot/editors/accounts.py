"""Who may sign in, and how: one-time links and sessions. Secrets are made here and kept as digests only."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import re
import secrets
from collections.abc import Callable

from bot.content.edits import one_line
from bot.storage.editors import Editor, EditorStore

LINK_LASTS = dt.timedelta(minutes=20)
SESSION_LASTS = dt.timedelta(hours=12)
LINKS_AN_HOUR = 5
DEMO_EMAIL, DEMO_NAME = "demo@localhost", "Demo editor"
_EMAIL = re.compile(r"[^@\s<>,;:\"()\\]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,180}[A-Za-z0-9])?")
_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")


class BadAccount(Exception):
    """The account cannot be made or used; the message is one sentence that says what to do."""


class Accounts:
    """Lets editors in.

    Args:
        store: the editors' tables.
        clock: the time, aware.
    """

    def __init__(self, store: EditorStore, clock: Callable[[], dt.datetime]) -> None:
        self.store, self._clock = store, clock

    def add(self, name: str, email: str) -> Editor:
        """Adds an editor, or changes the name of one; raises BadAccount."""
        name = one_line(name)
        if not name or len(name) > 80:
            raise BadAccount("Give the editor's name, with up to 80 characters: the history shows it.")
        return self.store.add(name, _address(email), self._clock())

    def remove(self, email: str) -> bool:
        """Takes an editor's way in, at once in every browser; returns whether there was such an editor."""
        return self.store.remove(_address(email), self._clock())

    def new_link(self, email: str) -> str:
        """The secret of a new one-time link; raises BadAccount for an unknown editor, or after too many links."""
        editor = self.store.find(_address(email))
        if editor is None:
            raise BadAccount(f'There is no editor {email}. Add one: offer editors add "NAME" EMAIL')
        secret, now = secrets.token_urlsafe(32), self._clock()
        made = self.store.make_link(
            editor.id, digest(secret), now, now + LINK_LASTS, most=LINKS_AN_HOUR, within=dt.timedelta(hours=1)
        )
        if not made:
            raise BadAccount(f"{LINKS_AN_HOUR} links were made within the last hour. Use the newest, or wait an hour.")
        return secret

    def link_holds(self, secret: str) -> bool:
        """Whether a link would let somebody in; looking does not use it up."""
        return bool(_SECRET.fullmatch(secret)) and self.store.link_holds(digest(secret), self._clock())

    def enter(self, secret: str) -> tuple[Editor, str] | None:
        """Uses a link up; gives the editor and the secret of the new session, or None when it does not hold."""
        if not _SECRET.fullmatch(secret):
            return None
        session, now = secrets.token_urlsafe(32), self._clock()
        editor = self.store.use_link(digest(secret), digest(session), now, now + SESSION_LASTS)
        return (editor, session) if editor else None

    def editor(self, session: str | None) -> Editor | None:
        """Whose session this is, or None."""
        if not session or not _SECRET.fullmatch(session):
            return None
        return self.store.editor_of(digest(session), self._clock())

    def leave(self, session: str | None) -> None:
        """Ends a session: who kept its cookie can do nothing with it."""
        if session:
            self.store.end_session(digest(session), self._clock())


def _address(email: str) -> str:
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
