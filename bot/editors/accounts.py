"""The editors: who may change the content, and how they sign in (bot/sign_in)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from bot.content.edits import one_line
from bot.sign_in.entrance import (
    LINK_LASTS,
    LINKS_AN_HOUR,
    SESSION_LASTS,
    BadAccount,
    Entrance,
    digest,
    email_address,
    form_token,
    is_form_token,
)
from bot.storage.editors import Editor, EditorStore

__all__ = [
    "DEMO_EMAIL", "DEMO_NAME", "LINKS_AN_HOUR", "LINK_LASTS", "SESSION_LASTS", "Accounts", "BadAccount", "digest",
    "form_token", "is_form_token",
]  # fmt: skip
DEMO_EMAIL, DEMO_NAME = "demo@localhost", "Demo editor"


class Accounts(Entrance[Editor]):
    """Lets editors in.

    Args:
        store: the editors' tables.
        clock: the time, aware.
    """

    def __init__(self, store: EditorStore, clock: Callable[[], dt.datetime]) -> None:
        super().__init__(store, clock, 'There is no editor {email}. Add one: offer editors add "NAME" EMAIL')
        self.store = store

    def add(self, name: str, email: str) -> Editor:
        """Adds an editor, or changes the name of one; raises BadAccount."""
        name = one_line(name)
        if not name or len(name) > 80:
            raise BadAccount("Give the editor's name, with up to 80 characters: the history shows it.")
        return self.store.add(name, email_address(email), self._clock())

    def remove(self, email: str) -> bool:
        """Takes an editor's way in, at once in every browser; returns whether there was such an editor."""
        return self.store.remove(email_address(email), self._clock())

    def editor(self, session: str | None) -> Editor | None:
        """Whose session this is, or None."""
        return self.member(session)
