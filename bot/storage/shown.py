"""A person's own message as it is shown: never a button's id or what is kept of a link code."""

from __future__ import annotations

from sqlalchemy.orm import Session

from bot.conversation.ports import LINK_SHOWN, Kind, Shown
from bot.storage.tables import ButtonRow, Inbound


def person_shown(session: Session, inbound: Inbound) -> Shown:
    """One message of a person: for a button its label, for a link code that it was one.

    Args:
        session: an open session.
        inbound: the message.
    """
    text = inbound.text
    if inbound.kind == Kind.LINK.value:
        text = LINK_SHOWN
    elif inbound.kind == Kind.BUTTON.value:
        row = session.get(ButtonRow, inbound.text)
        text = row.label if row and row.conversation_id == inbound.conversation_id else "(button)"
    return Shown(inbound.seq, "person", text, inbound.arrived, update_id=inbound.update_id)
