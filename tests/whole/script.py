"""Conversations as data: what somebody says, and what a good human would answer (tests/conversations/*.yml).

A turn says something (`say`) or presses the latest button that begins so (`press`), perhaps some time `after` the last
one, and tells what to `expect`. Nothing in these files is ever trained on, and nobody tunes to them: when a turn goes
wrong, what is wrong in general is put right, or the turn stays wrong.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, model_validator

from common.front_matter import read_yaml

FOLDER = Path(__file__).parents[1] / "conversations"
_UNTOLD = ("choices offered", "failed", "unreadable")  # outcomes in which no answer was told, whatever was offered
_PROFILE = ("council", "lives_in", "age")


def _listed(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


Names = Annotated[list[str], BeforeValidator(_listed)]


class Strict(BaseModel):
    """No unknown fields: a misspelt expectation would expect nothing."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Expected(Strict):
    """What a good human would do. In each list one of those named is enough; what is left out is not looked at.

    Attributes:
        outcome, outcome_not: how the message ends, or must not end.
        first: the answer that is told first.
        shown: an answer told or offered.
        shown_all: answers that are all told or offered.
        shown_some: whether any answer is told or offered.
        picks: the answer told is the one offered in this place in the last reply that offered several.
        facts: a claim that can be read.
        verdict: the safety verdict.
        alarm: whether danger is noticed: urgent, or “Are you safe right now?”.
        safe_check: whether it is asked “Are you safe right now?”.
        knows: what is known of the person afterwards, each of it.
        asks, asks_not: what the bot asks, or must not ask: council, age, handoff_name, handoff_contact, interview.
        says: words in the texts; says_not: none of them is there.
        buttons: how a button begins, or that it holds this.
    """

    outcome: Names = []
    outcome_not: Names = []
    first: Names = []
    shown: Names = []
    shown_all: Names = []
    shown_some: bool | None = None
    picks: int | None = None
    facts: Names = []
    verdict: Names = []
    alarm: bool | None = None
    safe_check: bool | None = None
    knows: dict[str, str | int] = {}
    asks: Names = []
    asks_not: Names = []
    says: Names = []
    says_not: Names = []
    buttons: Names = []

    @model_validator(mode="after")
    def _expects_something(self) -> Expected:
        if not self.model_fields_set:
            raise ValueError("a turn must expect something")
        if set(self.knows) - set(_PROFILE):
            raise ValueError(f"knows may name {', '.join(_PROFILE)} only")
        return self


class After(Strict):
    """A gap in the conversation."""

    days: int = 0
    hours: int = 0


class Turn(Strict):
    """One message."""

    say: str | None = None
    press: str | None = None
    after: After = After()
    expect: Expected

    @model_validator(mode="after")
    def _one_of_both(self) -> Turn:
        if (self.say is None) == (self.press is None):
            raise ValueError("a turn says something or presses a button")
        return self

    @property
    def words(self) -> str:
        """As it is printed."""
        return self.say if self.say is not None else f"[{self.press}]"


class Conversation(Strict):
    """One person's conversation; `known` is what the bot knows of them before it begins."""

    id: str
    kind: str
    known: dict[str, str | int] = {}
    turns: list[Turn]


class Happened(BaseModel):
    """What came back on one turn, as far as it is judged."""

    outcome: str = "no reply"
    shown: Sequence[str] = ()
    facts: Sequence[str] = ()
    verdict: str = "none"
    safe_check: bool = False
    knows: Mapping[str, Any] = {}
    asks: Sequence[str] = ()
    text: str = ""
    buttons: Sequence[str] = ()
    offered_before: Sequence[str] = ()


@dataclass(frozen=True)
class Judged:
    """One turn, and what was wrong with what came; right when nothing was."""

    conversation: Conversation
    turn: Turn
    happened: Happened
    wrong: list[str] = field(default_factory=list)


def read_conversations(folder: Path = FOLDER) -> list[Conversation]:
    """The conversations of a folder, in order of the files; raises pydantic's ValidationError on a bad one."""
    found = [Conversation.model_validate(c) for path in sorted(folder.glob("*.yml")) for c in read_yaml(path)]
    ids = [c.id for c in found]
    if len(set(ids)) != len(ids):
        raise ValueError(f"Conversations must have different ids: {sorted(i for i in ids if ids.count(i) > 1)}")
    return found


def judge(expected: Expected, happened: Happened) -> list[str]:
    """What is wrong with what came, in words; empty when it is as expected."""
    checks = {
        "outcome": not expected.outcome or happened.outcome in expected.outcome,
        "outcome_not": happened.outcome not in expected.outcome_not,
        "first": not expected.first or _told(happened) in expected.first,
        "shown": not expected.shown or bool(set(expected.shown) & set(happened.shown)),
        "shown_all": set(expected.shown_all) <= set(happened.shown),
        "shown_some": expected.shown_some is None or bool(happened.shown) is expected.shown_some,
        "picks": expected.picks is None or _picked(expected.picks, happened),
        "facts": not expected.facts or bool(set(expected.facts) & set(happened.facts)),
        "verdict": not expected.verdict or happened.verdict in expected.verdict,
        "alarm": expected.alarm is None or (happened.outcome == "urgent" or happened.safe_check) is expected.alarm,
        "safe_check": expected.safe_check is None or happened.safe_check is expected.safe_check,
        "knows": all(happened.knows.get(key) == value for key, value in expected.knows.items()),
        "asks": not expected.asks or bool(set(expected.asks) & set(happened.asks)),
        "asks_not": not set(expected.asks_not) & set(happened.asks),
        "says": not expected.says or _holds(happened.text, expected.says),
        "says_not": not _holds(happened.text, expected.says_not),
        "buttons": not expected.buttons or any(_holds(label, expected.buttons) for label in happened.buttons),
    }
    return [f"{name}: {getattr(expected, name)}" for name, right in checks.items() if not right]


def _told(happened: Happened) -> str | None:
    return happened.shown[0] if happened.shown and happened.outcome not in _UNTOLD else None


def _picked(place: int, happened: Happened) -> bool:
    offered = happened.offered_before
    return len(offered) >= place and _told(happened) == offered[place - 1]


def _holds(text: str, words: Sequence[str]) -> bool:
    plain = text.lower().replace("’", "'")
    return any(word.lower() in plain for word in words)
