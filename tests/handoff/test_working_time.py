"""Working time: opening hours, bank holidays and both clock changes."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.handoff.working_time import BadHours, Week, by_day, is_bank_holiday, week_from

OFFICE = week_from({day: ["09:00-12:30", "13:00-17:00"] for day in ("mon", "tue", "wed", "thu", "fri")})
LONDON = ZoneInfo("Europe/London")


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=LONDON)


@pytest.mark.parametrize(
    ("start", "minutes", "end"),
    [
        ("2026-11-24T10:00", 15, "2026-11-24T10:15"),
        ("2026-11-24T12:20", 15, "2026-11-24T13:05"),
        ("2026-11-24T16:58", 15, "2026-11-25T09:13"),
        ("2026-11-27T16:58", 15, "2026-11-30T09:13"),
        ("2026-11-28T23:00", 0, "2026-11-30T09:00"),
        ("2026-12-24T16:59", 2, "2026-12-29T09:01"),  # Christmas Day, Boxing Day on a Saturday, its substitute
        ("2026-08-28T16:58", 3, "2026-09-01T09:01"),  # the summer bank holiday
        ("2026-03-27T16:59", 2, "2026-03-30T09:01"),  # the clocks go forward
        ("2026-10-23T16:59", 2, "2026-10-26T09:01"),  # the clocks go back
    ],
)
def test_minutes_are_counted_in_opening_hours_only(start: str, minutes: int, end: str) -> None:
    assert OFFICE.after(at(start), minutes) == at(end)


@given(st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2027, 12, 31)), st.integers(0, 3000))  # noqa: DTZ001
def test_the_minutes_between_are_those_that_were_added(naive: dt.datetime, minutes: int) -> None:
    start = naive.replace(tzinfo=dt.UTC)
    end = OFFICE.after(start, minutes)
    assert end is not None
    assert OFFICE.open_at(end)
    assert OFFICE.minutes(start, end) == pytest.approx(minutes)


def test_what_is_always_open_never_closes() -> None:
    week = week_from({"always": True})
    assert week.open_at(at("2026-12-25T03:00"))
    assert week.closes(at("2026-12-25T03:00")) is None
    night = dt.datetime(2026, 10, 24, 22, 30, tzinfo=dt.UTC)  # the clocks go back while it is open
    assert week.after(night, 300) == night + dt.timedelta(hours=5)


def test_a_week_without_hours_never_opens() -> None:
    assert Week().after(at("2026-11-24T10:00"), 1) is None
    assert Week().next_opening(at("2026-11-24T10:00")) is None


def test_england_s_bank_holidays_are_known_and_scotland_s_are_not() -> None:
    assert is_bank_holiday(dt.date(2026, 8, 31))
    assert not is_bank_holiday(dt.date(2026, 8, 3))
    assert not is_bank_holiday(dt.date(2026, 1, 2))


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"monday": ["09:00-17:00"]}, "is not a day"),
        ({"mon": ["9 to 5"]}, "must look like 09:00-17:00"),
        ({"mon": ["17:00-09:00"]}, "begin before they end"),
        ({"mon": ["09:00-12:00", "11:00-17:00"]}, "overlap"),
        ({"mon": 9}, "must be a list"),
    ],
)
def test_wrong_hours_say_what_to_write(data: dict[str, object], says: str) -> None:
    with pytest.raises(BadHours, match=says):
        week_from(data)


@pytest.mark.parametrize(
    ("at", "asked"),
    [
        ("2026-11-24T09:00", "2026-11-24T09:00"), ("2026-11-24T19:59", "2026-11-24T19:59"),
        ("2026-11-24T20:00", "2026-11-25T09:00"), ("2026-11-24T03:10", "2026-11-24T09:00"),
        ("2026-03-28T23:00", "2026-03-29T09:00"), ("2026-10-24T23:00", "2026-10-25T09:00"),  # both clock changes
    ],
)  # fmt: skip
def test_nobody_is_written_to_in_the_night(at: str, asked: str) -> None:
    london = ZoneInfo("Europe/London")
    moment, expected = (dt.datetime.fromisoformat(text).replace(tzinfo=london) for text in (at, asked))
    assert by_day(moment).astimezone(london) == expected
