"""A case as the person's side sees it: what was passed on, who has it, and what the bot does next by itself."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import BaseModel, ConfigDict

from bot.handoff.model import CaseKind, CaseState

_NOT_TAKEN_BACK = frozenset({CaseKind.DANGER, CaseKind.UNSURE, CaseKind.ALLEGATION})


class OpenCase(BaseModel):
    """The open case of a conversation.

    Attributes:
        id, kind, state: of the case.
        verdict: of the message that raised it.
        topic: its safety topic, or None.
        name, contact: what was passed on of the person.
        raised: when.
        told: who was told so far, by name or as a desk.
        holder: who has opened it, or None.
        due, due_to: when the bot tells the next one, and whom, unless somebody has tried to reach the person by then.
        chat_with: who has the conversation now, or None.
        asked: what the person was asked about it and has not answered yet.
        ask_again: when they are asked again whether somebody got in touch, if they say “not yet” now.
        safe_to_write: their answer to “Is it safe to write to you here?”; None where it was not asked.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: int
    kind: CaseKind = CaseKind.HUMAN
    state: CaseState = CaseState.OPEN
    verdict: Literal["none", "sensitive", "urgent"] = "none"
    topic: str | None = None
    name: str | None = None
    contact: str | None = None
    raised: dt.datetime | None = None
    told: tuple[str, ...] = ()
    holder: str | None = None
    due: dt.datetime | None = None
    due_to: str | None = None
    chat_with: str | None = None
    asked: Literal["in_touch", "safe_to_write"] | None = None
    ask_again: dt.datetime | None = None
    safe_to_write: Literal["yes", "no", "asked"] | None = None

    @property
    def may_be_taken_back(self) -> bool:
        """Whether the person may cancel it: not where somebody may be in danger."""
        return self.verdict != "urgent" and self.kind not in _NOT_TAKEN_BACK
