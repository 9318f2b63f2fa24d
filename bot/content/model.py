"""The schema of the content files. Each class is one kind of record; pydantic checks it, strictly."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

FACT_ID = r"^[A-Z]\d{2}$"
SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"

FactId = Annotated[str, Field(pattern=FACT_ID)]
Slug = Annotated[str, Field(pattern=SLUG)]


class Area(StrEnum):
    """The areas of the offer: the nine of Cambridgeshire's, and four more."""

    URGENT = "urgent"
    ELIGIBILITY = "eligibility"
    HEALTH = "health"
    RELATIONSHIPS = "relationships"
    EDUCATION = "education"
    EMPLOYMENT = "employment"
    PARTICIPATION = "participation"
    SOCIETY = "society"
    ACCOMMODATION = "accommodation"
    FINANCES = "finances"
    RIGHTS = "rights"
    ASYLUM = "asylum"
    GLOSSARY = "glossary"


class AppliesBy(StrEnum):
    """What decides whether a fact or an answer holds for a person."""

    RESPONSIBLE = "responsible"  # the council that looked after them
    LIVED_IN = "lived_in"  # the council they live in now
    BOTH = "both"  # only where the two are one
    NATION = "nation"  # the nation they live in


Nation = Literal["england", "wales", "scotland", "northern ireland"]
UK: tuple[Nation, ...] = ("england", "wales", "scotland", "northern ireland")
Nations = Annotated[tuple[Nation, ...], Field(min_length=1), BeforeValidator(lambda v: UK if v == "uk" else v)]

# Who can tell what the register does not: the word in the file, and how an answer names them.
WHO_CAN_TELL: dict[str, tuple[str, ...]] = {
    "adviser": ("adviser",),
    "council": ("council", "virtual school"),
    "gp": ("gp", "doctor", "surgery"),
    "pharmacist": ("pharmacy", "pharmacist"),
    "nhs": ("nhs",),
    "health-visitor": ("health visitor", "midwife"),
    "advocate": ("advocate", "coram voice"),
    "solicitor": ("solicitor", "legal"),
    "ico": ("ico",),
    "gov-uk": ("gov.uk",),
    "college": ("college", "university", "send"),
    "charity": ("refugee education uk", "become", "citizens advice"),
    "seller": ("train company", "station", "railcard"),
}
OUTSIDE_THE_TEAM = frozenset(WHO_CAN_TELL) - {"adviser", "council"}
WhoCanTell = Literal[
    "adviser", "council", "gp", "pharmacist", "nhs", "health-visitor", "advocate", "solicitor", "ico", "gov-uk",
    "college", "charity", "seller",
]  # fmt: skip


class Record(BaseModel):
    """Common to every record: no unknown fields, nothing changed after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_enum_values=False)


class Value(Record):
    """An amount, date, age, number, web address or telephone number that answers take from the register.

    `value` is pounds for money, a whole percentage for percent, an ISO date for date; `start` and `end` are the
    first and last day on which it holds (open when absent).
    """

    kind: Literal["money", "number", "percent", "date", "phone", "web", "text"]
    value: Decimal | dt.date | str
    start: dt.date | None = None
    end: dt.date | None = None

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Value:
        if self.kind in ("money", "number", "percent") and not _is_number(str(self.value)):
            raise ValueError(f"“{self.value}” is not a plain number, such as 3000 or 338.58")
        if self.kind == "date" and not _is_day(str(self.value)):
            raise ValueError(f"“{self.value}” is not a day, such as 2026-04-01")
        if self.start and self.end and self.end < self.start:
            raise ValueError("its `end` is before its `start`")
        return self

    def holds_on(self, day: dt.date) -> bool:
        """Whether the value holds on that day."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


def _is_number(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False


def _is_day(text: str) -> bool:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True


class Checked(Record):
    """Who opened the source live, and when."""

    by: Annotated[str, Field(min_length=1)]
    on: dt.date


class Fact(Record):
    """One claim with its source. The ids are those of the facts file the project began with.

    `nations` are those where a fact of the place lived in holds; what the responsible council owes holds wherever the
    person lives. `ask_instead` says who can tell what a hidden fact would. `history` marks counts, inspections and
    figures kept for the record, which no answer need tell. `checked` is who opened the source live, and when.
    """

    id: FactId
    claim: Annotated[str, Field(min_length=15, max_length=400)]
    who: str
    area: Area
    applies_by: AppliesBy = AppliesBy.NATION
    nations: Nations = ("england",)
    council: Slug | None = None
    sources: list[str] = []
    dated: str
    confidence: Literal["V", "V2", "S", "G", "C"]
    flags: list[Literal["OLD", "RECHECK", "LOCAL", "GAP"]] = []
    show: bool = True
    why_hidden: str | None = None
    ask_instead: list[WhoCanTell] = []
    history: bool = False
    check_by: dt.date | None = None
    checked: Checked | None = None
    values: dict[str, list[Value]] = {}

    @model_validator(mode="before")
    @classmethod
    def _one_value_or_many(cls, data: object) -> object:
        if not isinstance(data, dict):
            return data
        values = data.get("values")
        if isinstance(values, dict):
            data = {**data, "values": {k: v if isinstance(v, list) else [v] for k, v in values.items()}}
        return data

    @model_validator(mode="after")
    def _hidden_facts_say_why(self) -> Fact:
        if not self.show and not self.why_hidden:
            raise ValueError("a fact with `show: false` must say `why_hidden`")
        if self.show and self.confidence == "G":
            raise ValueError("a fact of confidence G was never read in a source: set `show: false` and `why_hidden`")
        if self.show and not self.sources:
            raise ValueError("a fact that is shown must name at least one source")
        if self.show and self.ask_instead:
            raise ValueError("only a hidden fact has `ask_instead`: what is shown is told by the answer itself")
        return self


class Source(Record):
    """Where a fact was read: a page or document of a body that can be named."""

    title: str
    address: str | None = None
    dated: str | None = None


class Right(StrEnum):
    """Whether what an answer tells is a right in law, a council's extra, both, or plain information."""

    RIGHT = "right"
    EXTRA = "extra"
    BOTH = "both"
    INFORMATION = "information"


class AnswerFields(Record):
    """The front matter of an answer that stands by itself.

    `nations` are those where the whole answer holds for somebody who lives there (`uk` for all four); `gaps` are the
    hidden facts that it does not tell, and names who can.
    """

    id: Slug
    title: Annotated[str, Field(max_length=80)]
    choice: Annotated[str, Field(max_length=40)]
    area: Area
    who: str
    right: Right
    applies_by: AppliesBy = AppliesBy.NATION
    nations: Nations = ("england",)
    ask: list[Literal["council", "age"]] = []
    handoff: Literal["none", "offer"] = "none"
    topic: str | None = None
    owner: str
    review_by: dt.date
    related: list[Slug] = []
    interview: Slug | None = None
    team: bool = False
    facts: list[FactId]
    gaps: list[FactId] = []
    draft: bool = False
    questions: Annotated[list[str], Field(min_length=1)]


class LayerFields(Record):
    """The front matter of a council's layer: what it adds to, or puts in place of, a national answer."""

    extends: Slug
    mode: Literal["add", "replace"] = "add"
    right: Right | None = None
    owner: str
    review_by: dt.date
    facts: list[FactId]
    gaps: list[FactId] = []
    draft: bool = False
    questions: list[str] = []


class Place(Record):
    """A district or town inside a council, with the ways people write it."""

    name: str
    also: list[str] = []


class Council(Record):
    """A council that looks after children, with its districts, and the ways people write its name.

    `end` is the last day of a council that is replaced, `successor` the id of the one that takes its duties; without
    a successor (a council split in two) people are told to ask who took over.
    """

    id: Slug
    name: str
    full_name: str
    kind: Literal["county", "unitary", "city", "other"]
    nation: Nation = "england"
    layer: bool = False
    also: list[str] = []
    districts: dict[str, Place] = {}
    end: dt.date | None = None
    successor: Slug | None = None


class Audience(Record):
    """What is known about a person when an answer is chosen for them.

    Attributes:
        council: id of the council responsible for them, or None.
        lives_in: id of the council they live in, or None (then taken to be the responsible one).
        age: in whole years, or None.
    """

    council: str | None = None
    lives_in: str | None = None
    age: int | None = None


class SafetyWords(Record):
    """Fixed words about danger: `words` as in an answer, with parts for an age."""

    id: Slug
    words: str


class CouncilLines(SafetyWords):
    """Numbers of one council for when nobody of its team is there."""


class Topic(SafetyWords):
    """A safety topic: its verdict, who is told and how it is asked, and the fixed words.

    `private`: somebody who must not know may read the person's phone, so nothing is sent to it unprompted unless they
    have said that it is safe.
    """

    name: str
    verdict: Literal["urgent", "sensitive"]
    route: Literal["adviser", "allegations", "complaints", "person-chooses"]
    permission: Literal["told", "asked"]
    ask: bool = False
    private: bool = False
    facts: list[FactId] = []
