"""What a reply means for the person's cases: done in the transaction in which the reply is kept."""

from __future__ import annotations

import datetime as dt
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.conversation.outcomes import Outcome
from bot.conversation.reply import CaseAct, HandoffRequest, Reply
from bot.storage.tables import Conversation, Handoff, Inbound


class Cases(Protocol):
    """What the casework does within the transaction of a reply (bot.casework.Casework)."""

    def raise_case(
        self, session: Session, conversation: Conversation, inbound: Inbound, request: HandoffRequest, now: dt.datetime
    ) -> int:
        """Raises the case of a message once."""
        ...

    def person_acts(self, session: Session, conversation: Conversation, act: CaseAct, now: dt.datetime) -> None:
        """Does what the person said about their own case."""
        ...

    def message_to_adviser(
        self, session: Session, conversation: Conversation, inbound: Inbound, now: dt.datetime
    ) -> None:
        """Tells the adviser who has the chat that the person has written."""
        ...


def to_cases(
    session: Session, conversation: Conversation, inbound: Inbound, reply: Reply, now: dt.datetime, cases: Cases
) -> None:  # fmt: skip
    """What a reply means for the person's cases."""
    if reply.act is not None:
        cases.person_acts(session, conversation, reply.act, now)
    if reply.handoff is not None:
        cases.raise_case(session, conversation, inbound, reply.handoff, now)
    if reply.outcome is Outcome.WITH_A_HUMAN:
        cases.message_to_adviser(session, conversation, inbound, now)


def has_adviser(session: Session, conversation_id: int) -> bool:
    """Whether an adviser has the chat."""
    here = (Handoff.conversation_id == conversation_id, Handoff.chat_with_id.is_not(None))
    return session.scalar(select(Handoff.id).where(*here).limit(1)) is not None
