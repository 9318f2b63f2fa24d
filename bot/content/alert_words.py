"""The words of alerts to staff, from `offer_content/safety/alerts.yml`, checked so that none can leak or break."""

from __future__ import annotations

from collections.abc import Iterator
from string import Formatter
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, field_validator, model_validator

from bot.handoff.alert import WITHOUT_CASE, AlertWhy

_TAKEN = "chased_taken"
_REASONS = frozenset({why.value for why in AlertWhy} - {why.value for why in WITHOUT_CASE}) | {_TAKEN}


def _fields(template: str) -> Iterator[str]:
    try:
        yield from (name for _, name, _, _ in Formatter().parse(template) if name is not None)
    except ValueError:
        raise ValueError(f"“{template.strip()}” has a brace that is not closed") from None


def _with(*allowed: str, needs: tuple[str, ...] = ()) -> AfterValidator:
    """Checks that a text holds only the names allowed in it, and those that it needs."""

    def check(template: str) -> str:
        found = set(_fields(template))
        if wrong := sorted(found - set(allowed)):
            raise ValueError(f"{{{wrong[0]}}} cannot stand here; allowed are {', '.join(allowed) or 'none'}")
        if missing := [name for name in needs if name not in found]:
            raise ValueError(f"the text must hold {{{missing[0]}}}")
        return template.strip()

    return AfterValidator(check)


Fixed = Annotated[str, _with()]
OfCase = Annotated[str, _with("case", "address")]
Line = Annotated[str, _with("raised")]


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Subjects(_Data):
    """The subject of an e-mail."""

    urgent: Annotated[str, _with("case", needs=("case",))]
    other: Annotated[str, _with("case", needs=("case",))]
    trouble: Fixed


class Reason(_Data):
    """The first line for one reason."""

    urgent: Line
    other: Line


class Welcome(_Data):
    """The first test of a new route."""

    subject: Fixed
    text: Fixed


class TelegramWords(_Data):
    """What an adviser reads in their own Telegram chat."""

    have: Fixed
    pass_on: Fixed
    open: Fixed
    pass_to_cover: Fixed
    pass_to_duty: Fixed
    pass_to_manager: Fixed
    pass_whom: OfCase
    taken: OfCase
    passed: OfCase
    sent: OfCase
    reply_off: OfCase
    not_text: OfCase
    not_yours: OfCase
    not_possible: Annotated[str, _with("reason", needs=("reason",))]
    failed: OfCase
    how: Annotated[str, _with("adviser", "address", needs=("address",))]
    linked: Annotated[str, _with("adviser")]
    link_wrong: Fixed
    link_too_many: Fixed
    unlinked: Fixed


class AlertWords(_Data):
    """All of the file. Names and words of a person can stand in `with_words` only."""

    subject: Subjects
    why: dict[str, Reason]
    body: Annotated[str, _with("line", "case", "council", "raised", "address", needs=("line", "case", "address"))]
    with_words: Annotated[str, _with("name", "topic", "words")]
    repeat: Fixed
    trouble: dict[str, Annotated[str, _with("count", "lines", "address", needs=("lines",))]]
    welcome: Welcome
    daily: Fixed
    telegram: TelegramWords

    @field_validator("why")
    @classmethod
    def _every_reason(cls, value: dict[str, Reason]) -> dict[str, Reason]:
        _complete(set(value), _REASONS)
        return value

    @model_validator(mode="after")
    def _every_trouble(self) -> AlertWords:
        _complete(set(self.trouble), {why.value for why in WITHOUT_CASE})
        return self

    def line(self, why: AlertWhy, *, urgent: bool, taken: bool) -> str:
        """The first line of an alert; of a chase one of two, by whether somebody has taken the case."""
        reason = self.why[_TAKEN if why is AlertWhy.CHASED and taken else why.value]
        return reason.urgent if urgent else reason.other


def _complete(found: set[str], wanted: frozenset[str] | set[str]) -> None:
    if missing := sorted(wanted - found):
        raise ValueError(f"the texts of `{missing[0]}` are missing")
    if unknown := sorted(found - wanted):
        raise ValueError(f"`{unknown[0]}` is not a reason that there is")
