"""Puts a message into a conversation. Runs inside the transaction of the caller."""

from __future__ import annotations

import datetime as dt
import secrets

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot.conversation.ports import Shown
from bot.conversation.reply import Part
from bot.storage.outbox import as_shown
from bot.storage.tables import ButtonRow, Conversation, Handoff, Outbound

UNSAFE_FOR = dt.timedelta(days=30)  # after the case has ended


def next_number(conversation: Conversation) -> int:
    """The next number of a conversation."""
    conversation.seq += 1
    return conversation.seq


def is_unsafe(session: Session, conversation_id: int, now: dt.datetime) -> bool:
    """Whether nothing may be written to a conversation unasked: “Is it safe to write to you here?” has no yes.

    The newest case in which it was asked counts, for whatever is written: somebody else may hold the phone. A case that
    ended long ago does not count, or nobody could ever write there again.
    """
    lately = or_(Handoff.closed.is_(None), Handoff.closed > now - UNSAFE_FOR)
    asked = (Handoff.conversation_id == conversation_id, Handoff.safe_to_write.is_not(None), lately)
    last = session.scalar(select(Handoff.safe_to_write).where(*asked).order_by(Handoff.id.desc()).limit(1))
    return last not in (None, "yes")


def put_message(
    session: Session, conversation: Conversation, part: Part, now: dt.datetime, *, inbound_id: int | None = None,
    signed: str | None = None,
) -> Shown:  # fmt: skip
    """Puts a message at the end of a conversation, to be delivered by its channel.

    Args:
        session: the caller's transaction; it should hold the conversation for update.
        conversation: where.
        part: the text and buttons.
        now: the time, aware.
        inbound_id: the message that it answers, or None when nobody asked.
        signed: the name of the adviser who wrote it; None for the bot's own.
    """
    buttons = []
    for choice in part.buttons:
        button_id = secrets.token_urlsafe(12)
        fields = {"label": choice.label, "intent": choice.intent, "data": choice.data}
        session.add(ButtonRow(id=button_id, conversation_id=conversation.id, **fields))
        buttons.append({"id": button_id, "label": choice.label})
    row = Outbound(
        conversation_id=conversation.id,
        seq=next_number(conversation),
        inbound_id=inbound_id,
        sender="adviser" if signed else "bot",
        signed=signed,
        markdown=part.markdown,
        buttons=buttons,
        written=now,
        due=now,
        state="waiting" if conversation.channel == "telegram" else "sent",
    )
    session.add(row)
    return as_shown(row)
