"""Who keeps each answer, and when it must be looked at again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from bot.content.checks.material import Material, counted
from bot.content.faults import Fault
from bot.content.lateness import OVERDUE_DAYS
from bot.content.loader import Layer
from bot.content.periods import FILE, BadPeriods, read_periods

SOON, LONG_OVERDUE = 30, OVERDUE_DAYS


def owner(material: Material) -> Iterator[Fault]:
    """Each answer and layer has an owner, a person or a role with a name."""
    for holder in [*material.holders(), *material.content.letters.values()]:
        name = holder.fields.owner.strip(" .-?")
        if not name or name.casefold() in ("tbc", "tbd", "todo", "none", "nobody", "n/a", "na", "unknown", "someone"):
            problem = "Nobody owns this answer." if not name else f"“{holder.fields.owner}” is no owner."
            fix = "Write who keeps it up to date, such as `owner: housing editor`."
            yield material.fault(holder.marks.path, holder.marks.line("owner"), problem, fix)


def review(material: Material) -> Iterator[Fault]:
    """The next review lies ahead; a month before it is near, half a year after it the answer is cut short."""
    for holder in [*material.holders(), *material.content.letters.values()]:
        due, line = holder.fields.review_by, holder.marks.line("review_by")
        left = (due - material.today).days
        done = f"{holder.council}/{holder.fields.extends}" if isinstance(holder, Layer) else holder.id
        fix = f'Read its sources again, mend what has changed, then run: offer review done {done} --by "NAME".'
        if left < -LONG_OVERDUE:
            problem = f"The review was due on {_day(due)}, more than {LONG_OVERDUE} days ago."
            yield material.fault(holder.marks.path, line, problem, fix)
        elif left < 0:
            problem = f"The review was due on {_day(due)}, {counted(-left, 'day', 'days')} ago."
            yield material.fault(holder.marks.path, line, problem, fix, "warning")
        elif left <= SOON:
            when = "today" if left == 0 else f"on {_day(due)}, in {counted(left, 'day', 'days')}"
            yield material.fault(holder.marks.path, line, f"The review is due {when}.", fix, "warning")


def periods(material: Material) -> Iterator[Fault]:
    """How often the content is read again can be read itself."""
    try:
        read_periods(material.content.folder)
    except BadPeriods as bad:
        yield material.fault(material.content.folder / FILE, bad.line, bad.problem, bad.fix)


def _day(day: dt.date) -> str:
    return f"{day.day} {day:%B %Y}"
