"""Which checks are late: the day by which an answer, a layer or a fact was to be read again, and how long ago that was.

Pure dates: the day is passed in. What a person is told about it is in bot/content/overdue.py.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.content.model import Area, Fact
from bot.content.values import NoValue, value_on, write_value

_FIELD = re.compile(r"\{([a-z_0-9]+)\}")
FALLBACKS = ("U01", "U07")  # 999 and 111, which the words of `overdue_crisis` name
OVERDUE_DAYS = 180  # after so many days only the safe part is shown (OFFER_OVERDUE_DAYS)


@dataclass(frozen=True)
class Late:
    """A check that is late.

    Attributes:
        due: the day by which it was due.
        long: whether that is so long ago that only the safe part may be shown.
    """

    due: dt.date
    long: bool

    @property
    def month(self) -> str:
        """The month in words: “March 2027”."""
        return f"{self.due:%B %Y}"


def fact_due(fact: Fact, day: dt.date) -> dt.date | None:
    """The day by which the fact is to be checked; None when it has none, or was checked on that day or since."""
    done = fact.checked.on if fact.checked and fact.checked.on <= day else None
    if fact.check_by is None or (done is not None and done >= fact.check_by):
        return None
    return fact.check_by


def late(dues: Iterable[dt.date | None], day: dt.date, overdue_days: int) -> Late | None:
    """The earliest of the checks that are late on the day, or None when none is; the due day itself is in time."""
    passed = [due for due in dues if due is not None and due < day]
    if not passed:
        return None
    due = min(passed)
    return Late(due, (day - due).days > overdue_days)


def earliest(*found: Late | None) -> Late | None:
    """The one that was due first, or None when there is none."""
    return min((one for one in found if one), key=lambda one: one.due, default=None)


def is_crisis_line(fact: Fact) -> bool:
    """Whether a fact gives a number for urgent help: such a number is never hidden."""
    return fact.area is Area.URGENT and any(v.kind == "phone" for values in fact.values.values() for v in values)


def late_number(register: Mapping[str, Fact], shown: Iterable[Fact], day: dt.date) -> Late | None:
    """The earliest late check of a number for urgent help, or None; 999 and 111 need nothing to fall back on."""
    fallbacks = {number for name in FALLBACKS if name in register for number in phones(register[name], day)}
    return late(
        (fact_due(f, day) for f in shown if is_crisis_line(f) and not set(phones(f, day)) <= fallbacks),
        day,
        OVERDUE_DAYS,
    )


def phones(fact: Fact, day: dt.date) -> list[str]:
    """The telephone numbers of a fact on the day, each as `written` gives it."""
    return [written(fact, name, day) for name, values in fact.values.items() if values[0].kind == "phone"]


def written(fact: Fact, name: str, day: dt.date) -> str:
    """A value of a fact for the day; when it has ended, the last one known, since a number for help is never hidden."""
    try:
        return write_value(value_on(fact, name, day))
    except NoValue:
        values = fact.values.get(name)
        return write_value(values[-1]) if values else "…"


def claim_text(fact: Fact, day: dt.date) -> str:
    """The claim of a fact with its values for the day."""
    return _FIELD.sub(lambda match: written(fact, match.group(1), day), " ".join(fact.claim.split()))
