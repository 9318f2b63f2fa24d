"""What a council sets about handoffs (offer_content/safety/handoff.yml): hours, who is told when, and what else."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator, model_validator

from bot.handoff.model import CaseKind, Role
from bot.handoff.working_time import BadHours, Week, week_from

TRACKS = ("urgent", "sensitive", "duty", "allegation", "complaint", "advocacy", "out-of-hours")
_AT_ONCE = frozenset({"urgent", "allegation", "out-of-hours"})


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class Step(_Data):
    """One step of the clock.

    Attributes:
        after: minutes since the case was raised: working minutes, or minutes on the clock for `out-of-hours`.
        tell: who is told then; all of them at the same time.
        again_every: for a last step: minutes after which it is repeated, until somebody has tried to reach the person.
    """

    after: int = Field(ge=0, le=100_000)
    tell: tuple[Role, ...] = Field(min_length=1)
    again_every: int | None = Field(None, ge=5)


class HandoffPolicy(_Data):
    """The policy of one council.

    Attributes:
        hours: when the leaving care team works; the clock counts only then.
        tracks: the steps of each kind of case.
        routes_show_words: whether names and words may go by other routes than the console, where a route allows it.
        chat_back_after: working minutes without a word of the adviser after which the bot takes the chat back.
        ask_after: hours after a contact attempt until the person is asked whether they got in touch.
        silence: minutes without an answer to “Are you safe right now?” after which somebody is told.
        response_time: what the council itself promises, in its own words (“within two hours”), or None.
    """

    hours: Week
    tracks: dict[str, tuple[Step, ...]]
    routes_show_words: bool = False
    chat_back_after: int = Field(60, ge=5)
    ask_after: int = Field(24, ge=1)
    silence: int = Field(10, ge=2, le=60)
    response_time: str | None = Field(None, max_length=60)

    @field_validator("hours", mode="before")
    @classmethod
    def _hours(cls, value: object) -> object:
        if isinstance(value, Week):
            return value
        if not isinstance(value, dict):
            raise ValueError("the hours must be days with times, such as mon: [09:00-17:00]")
        try:
            return week_from({str(k): v for k, v in value.items()})
        except BadHours as bad:
            raise ValueError(str(bad)) from None

    @field_validator("tracks")
    @classmethod
    def _tracks(cls, value: dict[str, tuple[Step, ...]], info: ValidationInfo) -> dict[str, tuple[Step, ...]]:
        for name in TRACKS:
            if not value.get(name):
                raise ValueError(f"the track `{name}` is missing: without it nobody would be told")
        for name, steps in value.items():
            if name not in TRACKS:
                raise ValueError(f"`{name}` is no track; they are {', '.join(TRACKS)}")
            _check(name, steps)
        return value

    @model_validator(mode="after")
    def _opens(self) -> HandoffPolicy:
        if not self.hours.always and not any(self.hours.days):
            raise ValueError("the hours are empty, so nobody would ever be told")
        return self

    def steps(self, track: str) -> tuple[Step, ...]:
        """The steps of a track."""
        return self.tracks[track]


def _check(name: str, steps: tuple[Step, ...]) -> None:
    """Urgent cannot be switched off by accident: the first step is at once, and the last is repeated."""
    if any(a.after >= b.after for a, b in pairwise(steps)):
        raise ValueError(f"the steps of `{name}` must follow each other: every `after` greater than the one before")
    if steps[0].after != 0:
        raise ValueError(f"the first step of `{name}` must be `after: 0`")
    if any(step.again_every for step in steps[:-1]):
        raise ValueError(f"only the last step of `{name}` can have `again_every`")
    if name in _AT_ONCE and steps[-1].again_every is None:
        raise ValueError(f"the last step of `{name}` needs `again_every`: nobody may be left waiting")
    allowed = {"allegation": {Role.ALLEGATIONS}, "out-of-hours": {Role.OUT_OF_HOURS}}.get(name)
    if allowed and any(set(step.tell) - allowed for step in steps):
        raise ValueError(f"the track `{name}` may tell nobody but {', '.join(allowed)}")
    if name == "out-of-hours" and len(steps) > 1:
        raise ValueError("the track `out-of-hours` has one step, which is repeated")
    if name == "urgent" and Role.DUTY not in steps[0].tell:
        raise ValueError("the first step of `urgent` must tell the duty desk too")


class HandoffPolicies(_Data):
    """The policies of all councils.

    Attributes:
        england: the defaults, whole.
        councils: for each council what it has put in their place; tracks are replaced one by one.
    """

    england: HandoffPolicy
    councils: dict[str, HandoffPolicy] = {}

    @model_validator(mode="before")
    @classmethod
    def _filled(cls, data: Any) -> Any:
        """Fills what a council has not set from the defaults."""
        if not isinstance(data, dict) or not isinstance(data.get("england"), dict):
            return data
        england: dict[str, Any] = data["england"]
        councils: dict[str, Any] = data.get("councils") or {}
        if not all(isinstance(own, dict) for own in councils.values()):
            return data
        tracks = england.get("tracks") or {}
        filled = {
            council: {**england, **own, "tracks": {**tracks, **(own.get("tracks") or {})}}
            for council, own in councils.items()
        }
        return {**data, "councils": filled}

    def of(self, council: str | None) -> HandoffPolicy:
        """The policy of a council; England's for one that has set nothing."""
        return self.councils.get(council or "", self.england)


def track_of(kind: CaseKind, verdict: str, route: str | None) -> str:
    """The track of a case.

    Args:
        kind: why a human is needed.
        verdict: of the message.
        route: what the person chose where they may choose (adviser, duty, complaints, advocacy), or None.
    """
    if kind is CaseKind.ALLEGATION:
        return "allegation"
    if route in ("complaints", "advocacy"):
        return "complaint" if route == "complaints" else "advocacy"
    if kind is CaseKind.COMPLAINT:
        return "complaint"
    if kind in (CaseKind.DANGER, CaseKind.UNSURE) or verdict == "urgent":
        return "urgent"
    if kind is CaseKind.COME_BACK or route == "duty":
        return "duty"
    return "sensitive"
