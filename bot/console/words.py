"""The console's words, and the closed lists of how a case can end and how somebody was reached (words.yml)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

from bot.casework.views import CaseEvent
from bot.handoff.alert import WITHOUT_CASE, AlertWhy
from bot.handoff.model import CaseState, EventKind
from common.front_matter import read_yaml


class ConsoleWords(BaseModel):
    """The words, by key. Every state, event and reason for an alert has some; keys of outcomes and ways are kept."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    outcomes: dict[str, str] = Field(min_length=2)
    ways: dict[str, str] = Field(min_length=2)
    states: dict[str, str]
    events: dict[str, str]
    whys: dict[str, str]
    routes: dict[str, str]
    not_written: dict[str, str]
    looks: dict[str, str]

    @model_validator(mode="after")
    def _whole(self) -> ConsoleWords:
        about_cases = set(AlertWhy) - WITHOUT_CASE
        for name, kinds, words in (
            ("states", CaseState, self.states), ("events", EventKind, self.events), ("whys", about_cases, self.whys)
        ):  # fmt: skip
            missing = {kind.value for kind in kinds} - set(words)
            if missing:
                raise ValueError(f"`{name}` lacks {', '.join(sorted(missing))}")
        long = [key for key in (*self.outcomes, *self.ways) if len(key) > 40]
        if long:
            raise ValueError(f"the key {long[0]} is longer than 40 letters")
        return self

    def event(self, event: CaseEvent) -> str:
        """An event as a sentence."""
        data: Mapping[str, Any] = event.data
        told = data.get("told") or []
        said = {
            "name": event.name or "Somebody who has left",
            "who": "Their message" if event.by == "person" else "The bot",
            "to": data.get("to") or "somebody else",
            "told": " and ".join(map(str, told)) or "the next one",
            "how": self.ways.get(str(data.get("how")), str(data.get("how") or "not said")),
            "outcome": self.outcomes.get(str(data.get("outcome")), str(data.get("outcome") or "not said")),
            "route": self.routes.get(str(data.get("route")), str(data.get("route"))),
            "why": self.whys.get(str(data.get("why")), str(data.get("why"))),
            "said": {"yes": "yes", "no": "no"}.get(str(data.get("said")), "nothing yet"),
            "topic": str(data.get("topic") or ""),
        }
        return self.events[event.kind.value].format_map(said)


@lru_cache(maxsize=1)
def console_words() -> ConsoleWords:
    """The words that come with the console."""
    return ConsoleWords.model_validate(read_yaml(Path(__file__).parent / "words.yml"))
