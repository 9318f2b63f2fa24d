"""Working time: weeks of opening hours in England, bank holidays left out, counted in minutes.

Hours are local (Europe/London), results are in UTC, so that both clock changes come out right. Bank holidays come from
the library `holidays` (England).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import holidays

LONDON = ZoneInfo("Europe/London")
_DAY_BEGINS, _DAY_ENDS = 9, 20
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_FARTHEST = 366  # days that are looked through for the next opening

Spans = tuple[tuple[dt.time, dt.time], ...]


class BadHours(ValueError):
    """Hours that cannot be read; the message is one sentence that says what to write."""


@dataclass(frozen=True)
class Week:
    """Opening hours for each weekday from Monday. `always`: day and night, bank holidays too.

    Attributes:
        days: seven tuples of (from, until), each within one day.
        holidays: whether bank holidays are worked.
    """

    days: tuple[Spans, ...] = ((),) * 7
    always: bool = False
    holidays: bool = False

    def open_at(self, moment: dt.datetime) -> bool:
        """Whether it is open at an aware moment."""
        return any(start <= moment < end for start, end in self._of(moment.astimezone(LONDON).date()))

    def next_opening(self, moment: dt.datetime) -> dt.datetime | None:
        """The moment itself when it is open then, or the next opening; None when it opens in no day of a year."""
        return next((max(start, moment) for start, _ in self.spans(moment)), None)

    def closes(self, moment: dt.datetime) -> dt.datetime | None:
        """When the stretch that is open at a moment ends; None when it is closed then, or never closes."""
        if self.always:
            return None
        return next((end for start, end in self._of(moment.astimezone(LONDON).date()) if start <= moment < end), None)

    def after(self, moment: dt.datetime, minutes: float) -> dt.datetime | None:
        """The moment at which so many working minutes have passed; None when it never opens."""
        left = dt.timedelta(minutes=minutes)
        for start, end in self.spans(moment):
            begin = max(start, moment)
            if left < end - begin or (left == dt.timedelta(0) and begin < end):
                return begin + left
            left -= end - begin
        return None

    def minutes(self, start: dt.datetime, end: dt.datetime) -> float:
        """The working minutes between two moments."""
        total = dt.timedelta(0)
        for opened, closed in self.spans(start):
            if opened >= end:
                break
            total += max(min(closed, end) - max(opened, start), dt.timedelta(0))
        return total / dt.timedelta(minutes=1)

    def spans(self, moment: dt.datetime) -> Iterator[tuple[dt.datetime, dt.datetime]]:
        """The open stretches that end after a moment, in order, in UTC."""
        first = moment.astimezone(LONDON).date()
        for ahead in range(_FARTHEST):
            yield from (span for span in self._of(first + dt.timedelta(days=ahead)) if span[1] > moment)

    def _of(self, day: dt.date) -> list[tuple[dt.datetime, dt.datetime]]:
        if self.always:
            return [(_utc(day, dt.time()), _utc(day + dt.timedelta(days=1), dt.time()))]
        if is_bank_holiday(day) and not self.holidays:
            return []
        return [(_utc(day, start), _utc(day, end)) for start, end in self.days[day.weekday()]]


def _utc(day: dt.date, time: dt.time) -> dt.datetime:
    return dt.datetime.combine(day, time, LONDON).astimezone(dt.UTC)


@lru_cache(maxsize=16)
def _holidays_of(year: int) -> frozenset[dt.date]:
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


def is_bank_holiday(day: dt.date) -> bool:
    """Whether a day is a bank holiday in England."""
    return day in _holidays_of(day.year)


def week_from(data: Mapping[str, object]) -> Week:
    """Opening hours from data: `{mon: ["09:00-17:00"], ...}`, `{always: true}`; days left out are closed.

    Raises:
        BadHours: with a sentence that says what is wrong.
    """
    unknown = sorted(set(data) - {*DAYS, "always", "holidays"})
    if unknown:
        raise BadHours(f"“{unknown[0]}” is not a day: write mon, tue, wed, thu, fri, sat or sun.")
    if data.get("always"):
        return Week(always=True)
    return Week(tuple(_spans(day, data.get(day) or ()) for day in DAYS), holidays=bool(data.get("holidays")))


def _spans(day: str, value: object) -> Spans:
    texts = [value] if isinstance(value, str) else value
    if not isinstance(texts, list | tuple):
        raise BadHours(f"The hours of {day} must be a list such as [09:00-17:00].")
    spans = sorted(_span(day, str(text)) for text in texts)
    if any(a[1] > b[0] for a, b in pairwise(spans)):
        raise BadHours(f"The hours of {day} overlap.")
    return tuple(spans)


def _span(day: str, text: str) -> tuple[dt.time, dt.time]:
    start, dash, end = text.replace("–", "-").partition("-")
    try:
        span = dt.time.fromisoformat(start.strip()), dt.time.fromisoformat(end.strip())
    except ValueError:
        raise BadHours(f"The hours of {day}, “{text}”, must look like 09:00-17:00.") from None
    if not dash or span[0] >= span[1]:
        raise BadHours(f"The hours of {day}, “{text}”, must begin before they end.")
    return span


def by_day(at: dt.datetime) -> dt.datetime:
    """The moment itself between nine and twenty o'clock in England, else the next nine o'clock: nobody is woken up."""
    local = at.astimezone(LONDON)
    if _DAY_BEGINS <= local.hour < _DAY_ENDS:
        return at
    day = local.date() + dt.timedelta(days=local.hour >= _DAY_ENDS)
    return dt.datetime.combine(day, dt.time(_DAY_BEGINS), LONDON).astimezone(dt.UTC)
