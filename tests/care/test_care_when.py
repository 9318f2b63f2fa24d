"""Moments and days in words, in London's time, also where the clocks change."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.care.when import day, when
from tests.care.conftest import london


@pytest.mark.parametrize(
    ("moment", "now", "words"),
    [
        ("2026-11-24T12:15", "2026-11-24T10:00", "12:15"),
        ("2026-11-25T09:05", "2026-11-24T23:59", "tomorrow 9:05"),
        ("2026-11-25T00:00", "2026-11-24T23:59", "tomorrow 0:00"),
        ("2026-11-30T09:00", "2026-11-27T16:58", "Monday 9:00"),
        ("2026-12-01T09:00", "2026-11-24T10:00", "Tuesday 1 December 9:00"),
        ("2027-01-04T09:00", "2026-12-24T16:30", "Monday 4 January 9:00"),
        ("2026-10-26T09:00", "2026-10-23T17:30", "Monday 9:00"),  # the clocks go back in between
        ("2026-03-29T09:00", "2026-03-28T22:00", "tomorrow 9:00"),  # and forward
    ],
)
def test_a_moment_is_told_as_people_say_it(moment: str, now: str, words: str) -> None:
    assert when(london(moment).astimezone(dt.UTC), london(now).astimezone(dt.UTC)) == words


def test_a_summer_moment_kept_in_utc_is_told_an_hour_later() -> None:
    assert when(dt.datetime(2026, 7, 1, 8, 0, tzinfo=dt.UTC), dt.datetime(2026, 7, 1, 7, 0, tzinfo=dt.UTC)) == "9:00"


@pytest.mark.parametrize(("ahead", "words"), [(0, "today"), (1, "tomorrow"), (6, "Monday"), (7, "Tuesday 1 December")])
def test_a_day_is_told_as_people_say_it(ahead: int, words: str) -> None:
    today = dt.date(2026, 11, 24)
    assert day(today + dt.timedelta(days=ahead), today) == words
