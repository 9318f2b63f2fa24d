"""The messages that wait to leave by a channel. Each method is one transaction."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from sqlalchemy import select, update
from sqlalchemy.orm import Session, sessionmaker

from bot.conversation.ports import Button, Shown
from bot.storage.tables import Conversation, Outbound


class Outbox:
    """The waiting rows, and what became of them.

    Args:
        session: makes sessions of an open database.
    """

    def __init__(self, session: sessionmaker[Session]) -> None:
        self._session = session

    def due_outbound(self, now: dt.datetime, limit: int = 50) -> list[tuple[int, str, Shown]]:
        """Messages that Telegram is still to be sent: (row id, chat id, message), in order of each conversation."""
        query = (
            select(Outbound, Conversation.external_id)
            .join(Conversation, Conversation.id == Outbound.conversation_id)
            .where(Outbound.state == "waiting", Conversation.channel == "telegram")
            .order_by(Outbound.id)
        )
        with self._session() as session:
            rows = session.execute(query).all()
        held: set[str] = set()
        due = []
        for row, chat in rows:
            if row.due > now:
                held.add(chat)  # a later message never overtakes one that is held back
            elif chat not in held:
                due.append((row.id, chat, as_shown(row)))
        return due[:limit]

    def sent(self, outbound_id: int) -> None:
        """A message has reached the channel."""
        with self._session.begin() as session:
            session.execute(update(Outbound).where(Outbound.id == outbound_id).values(state="sent"))

    def held_back(self, outbound_id: int, due: dt.datetime, *, dead: bool = False) -> None:
        """A message could not be delivered: try again at `due`, or never (`dead`)."""
        values: dict[str, Any] = {"due": due, "attempts": Outbound.attempts + 1}
        if dead:
            values["state"] = "dead"
        with self._session.begin() as session:
            session.execute(update(Outbound).where(Outbound.id == outbound_id).values(**values))


def as_shown(row: Outbound) -> Shown:
    """A row as the channels show it."""
    buttons = tuple(Button(b["id"], b["label"]) for b in row.buttons or ())
    sender: Literal["adviser", "bot"] = "adviser" if row.sender == "adviser" else "bot"
    return Shown(row.seq, sender, row.markdown, row.written, buttons, name=row.signed)
