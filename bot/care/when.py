"""A moment in words, as somebody at another moment would say it, in local time (Europe/London)."""

from __future__ import annotations

import datetime as dt

from bot.handoff.working_time import LONDON

_A_WEEK = 7  # days within which the weekday alone says which day is meant


def when(moment: dt.datetime, now: dt.datetime) -> str:
    """A moment in words: “12:15”, “tomorrow 9:40”, “Monday 9:00”, “Monday 4 January 9:00”.

    Args:
        moment: aware.
        now: the time at which it is said, aware.
    """
    local, here = moment.astimezone(LONDON), now.astimezone(LONDON)
    clock = f"{local.hour}:{local.minute:02d}"
    days = (local.date() - here.date()).days
    if days == 0:
        return clock
    if days == 1:
        return f"tomorrow {clock}"
    if 1 < days < _A_WEEK:
        return f"{local:%A} {clock}"
    return f"{local:%A} {local.day} {local:%B} {clock}"


def day(date: dt.date, today: dt.date) -> str:
    """A day in words: “today”, “tomorrow”, “Monday”, “Monday 4 January”."""
    days = (date - today).days
    if days in (0, 1):
        return ("today", "tomorrow")[days]
    if 1 < days < _A_WEEK:
        return f"{date:%A}"
    return f"{date:%A} {date.day} {date:%B}"
