"""How often each area of the content is read again: `upkeep.yml`, data that a council may change."""

from __future__ import annotations

import calendar
import datetime as dt
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.content.marks import Marks
from bot.content.model import Area
from common.front_matter import UnreadableFile, read_yaml

FILE = "upkeep.yml"
_DEFAULT = "default"
Months = Annotated[int, Field(ge=1, le=60)]


class BadPeriods(Exception):
    """The file cannot be used; the message says where and how to put it right.

    Args:
        line: the line, counted from 1.
        problem: what is wrong, one sentence.
        fix: how to put it right, one sentence.
    """

    def __init__(self, line: int, problem: str, fix: str) -> None:
        super().__init__(f"{FILE}:{line}: {problem} {fix}")
        self.line, self.problem, self.fix = line, problem, fix


class Periods(BaseModel):
    """Months between two checks by area; `default` is for the areas that are not named."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    months: dict[str, Months] = {_DEFAULT: 12}

    def of(self, area: Area) -> int:
        """The months between two checks in an area."""
        return self.months.get(area.value, self.months[_DEFAULT])


def read_periods(folder: Path) -> Periods:
    """The periods of a content folder, twelve months when it has none; raises BadPeriods."""
    try:
        data: Any = read_yaml(folder / FILE)
    except FileNotFoundError:
        return Periods()
    except UnreadableFile as fault:
        raise BadPeriods(fault.line, fault.problem, "Look at colons and indents on and above this line.") from None
    known = [_DEFAULT, *(area.value for area in Area)]
    marks = Marks(folder / FILE, data, 1)
    months = data.get("months") if isinstance(data, dict) else None
    if not isinstance(months, dict) or _DEFAULT not in months:
        raise BadPeriods(1, "There is no `default` under `months`.", "Write `months:` and below it `  default: 12`.")
    for name in months:
        if name not in known:
            line = marks.line("months", name)
            raise BadPeriods(line, f"“{name}” is not an area.", f"Write one of: {', '.join(known)}.")
    try:
        return Periods.model_validate({"months": dict(months), **{k: v for k, v in data.items() if k != "months"}})
    except ValidationError as error:
        where = error.errors()[0]["loc"]
        fix = "Write a whole number of months, 1 to 60." if where[0] == "months" else "Take it out."
        raise BadPeriods(marks.line(*where), f"“{where[-1]}” cannot be used.", fix) from None


def months_later(day: dt.date, months: int) -> dt.date:
    """The same day so many months later; the last of the month when that month is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
