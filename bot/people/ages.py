"""A person's age on a day."""

from __future__ import annotations

import datetime as dt


def age_on(born: dt.date, day: dt.date) -> int:
    """Years since a birthday. Who was born on 29 February turns a year older on 1 March in years without that day."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
