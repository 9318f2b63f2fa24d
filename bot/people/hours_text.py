"""Working hours in words: read from `Mon-Thu 9:00-17:00, Fri 9:00-12:30`, and said to a person."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from bot.handoff.working_time import DAYS, BadHours, Spans, Week, week_from

_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_DAY = r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*"
_TIME = r"\d{1,2}(?:[:.]\d{2})?\s*(?:am|pm)?"
_ENTRY = re.compile(
    rf"(?P<days>{_DAY}(?:\s*(?:-|–|to|,|and|&|/)\s*{_DAY})*)\s*:?\s*(?P<start>{_TIME})\s*(?:-|–|to)\s*(?P<end>{_TIME})"
)
_HOW = "Write it like: Mon-Thu 09:00-17:00, Fri 09:00-12:30."


def works_from(text: str) -> dict[str, Any] | None:
    """Working hours as they are kept, from what a council writes; None for an empty text.

    Raises:
        BadHours: with a sentence that says what to write. Hours are never guessed: days without times are refused.
    """
    plain = text.strip().lower()
    if not plain:
        return None
    works: dict[str, list[str]] = {}
    rest = plain
    for match in _ENTRY.finditer(plain):
        span = f"{_clock(match['start'])}-{_clock(match['end'])}"
        for day in _days(match["days"]):
            works.setdefault(day, []).append(span)
        rest = rest.replace(match.group(), "", 1)
    if not works or re.sub(r"[\s,;.&+]|\band\b", "", rest):
        raise BadHours(f"“{text.strip()}” cannot be read. {_HOW}")
    try:
        week_from(works)
    except BadHours:
        raise BadHours(f"“{text.strip()}” does not fit: hours overlap, or end before they begin. {_HOW}") from None
    return works


def hours_in_words(week: Week) -> str:
    """Hours as a person reads them: `Monday to Thursday 9:00 to 17:00, Friday 9:00 to 12:30`."""
    if week.always:
        return "day and night"
    runs: list[tuple[int, int, Spans]] = []
    for day, spans in enumerate(week.days):
        if runs and spans and runs[-1][2] == spans and runs[-1][1] == day - 1:
            runs[-1] = (runs[-1][0], day, spans)
        elif spans:
            runs.append((day, day, spans))
    return ", ".join(f"{_run(first, last)} {' and '.join(_said(s) for s in spans)}" for first, last, spans in runs)


def _run(first: int, last: int) -> str:
    if first == last:
        return _NAMES[first]
    return f"{_NAMES[first]} {'and' if last == first + 1 else 'to'} {_NAMES[last]}"


def _said(span: tuple[dt.time, dt.time]) -> str:
    return " to ".join(f"{time.hour}:{time.minute:02}" for time in span)


def _days(text: str) -> list[str]:
    """The days of `mon-thu`, `mon, wed and fri`."""
    found: list[str] = []
    for part in re.split(r"\s*(?:,|and|&|/)\s*", text):
        ends = [DAYS.index(name[:3]) for name in re.findall(_DAY, part)]
        if len(ends) == 2 and ends[0] > ends[1]:
            raise BadHours(f"The days “{part}” run backwards. {_HOW}")
        found += DAYS[ends[0] : ends[-1] + 1]
    return found


def _clock(text: str) -> str:
    """`9`, `9.30`, `9:00` and `5pm` as 09:00 ..."""
    match = re.fullmatch(r"(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?", text.strip())
    if match is None:
        raise BadHours(f"“{text}” is no time. {_HOW}")
    hour, half = int(match[1]), match[3]
    if half and not 1 <= hour <= 12:
        raise BadHours(f"“{text}” is no time. {_HOW}")
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    return f"{hour:02}:{match[2] or '00'}"
