"""Made-up people for a demonstration (demo.yml), checked by schema."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, model_validator

from bot.handoff.model import Role
from bot.people.hours_text import works_from
from bot.people.records import ROLES, STATUSES
from common.front_matter import read_yaml

FILE = Path(__file__).with_name("demo.yml")
Id = Annotated[str, Field(pattern=r"^[a-z]{2,20}$")]
DramaPhone = Annotated[str, Field(pattern=r"^01632 960\d{3}$")]  # Ofcom's numbers for drama: nobody has them


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Away(_Data):
    """Days away, counted from the day on which the data are loaded."""

    kind: Literal["leave", "sick"]
    since: int = Field(ge=0, le=60)
    until: int = Field(ge=0, le=60)


class DemoAdviser(_Data):
    """A made-up adviser; `manager` and `cover` are ids of this file."""

    id: Id
    name: str = Field(min_length=2, max_length=80)
    role: str
    photo: str | None = None
    phone: DramaPhone
    works: str
    manager: Id | None = None
    cover: Id | None = None
    away: Away | None = None

    @model_validator(mode="after")
    def _right(self) -> DemoAdviser:
        if self.role not in ROLES:
            raise ValueError(f"the role must be one of {', '.join(ROLES)}")
        works_from(self.works)
        return self


class DemoDesk(_Data):
    """A made-up desk and who reads it."""

    kind: Literal[Role.DUTY, Role.OUT_OF_HOURS, Role.ALLEGATIONS, Role.COMPLAINTS, Role.ADVOCACY]
    name: str = Field(min_length=2, max_length=120)
    phone: DramaPhone | None = None
    always: bool = False
    members: tuple[Id, ...]


class DemoPerson(_Data):
    """A made-up care leaver. `age` is what they are on the day of loading."""

    id: Id
    first_name: str = Field(min_length=1, max_length=60)
    age: int = Field(ge=16, le=24)
    status: str
    adviser: Id | None = None
    social_worker: Id | None = None

    @model_validator(mode="after")
    def _right(self) -> DemoPerson:
        if self.status not in STATUSES:
            raise ValueError(f"the status must be one of {', '.join(STATUSES)}")
        return self

    def born(self, day: dt.date) -> dt.date:
        """A birthday on 1 January that gives the age on a day."""
        return dt.date(day.year - self.age, 1, 1)


class DemoCouncil(_Data):
    """The made-up people of one council."""

    advisers: tuple[DemoAdviser, ...]
    desks: tuple[DemoDesk, ...]
    people: tuple[DemoPerson, ...]

    @model_validator(mode="after")
    def _everybody_is_there(self) -> DemoCouncil:
        ids = {adviser.id for adviser in self.advisers}
        named = {i for a in self.advisers for i in (a.manager, a.cover)}
        named |= {i for p in self.people for i in (p.adviser, p.social_worker)} | {
            m for d in self.desks for m in d.members
        }
        missing = sorted(i for i in named if i is not None and i not in ids)
        if missing:
            raise ValueError(f"“{missing[0]}” is named but is not among the advisers")
        return self


def read_demo(path: Path = FILE) -> dict[str, DemoCouncil]:
    """The made-up people by council; raises pydantic.ValidationError."""
    return TypeAdapter(dict[str, DemoCouncil]).validate_python(read_yaml(path))
