"""How the console says times, promises and what is left, in words. No input or output."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import Any

from markupsafe import Markup, escape

from bot.casework.views import CaseView
from bot.channels.web.rendering import message_html
from bot.conversation.ports import Shown
from bot.handoff.model import CaseState, Staff
from bot.handoff.working_time import LONDON, Week
from bot.people.hours_text import hours_in_words

_STANDING = {CaseState.IN_CONTACT: "In contact: the clock has stopped", CaseState.CLOSED: "Closed",
             CaseState.CANCELLED: "Cancelled by the person"}  # fmt: skip


def clock_time(at: dt.datetime) -> str:
    """The time of day in England: 10:15."""
    return f"{at.astimezone(LONDON):%H:%M}"


def when(at: dt.datetime, now: dt.datetime) -> str:
    """A moment as people say it: “today 10:15”, “yesterday 10:15”, “Tue 24 Nov 10:15”."""
    local, today = at.astimezone(LONDON), now.astimezone(LONDON).date()
    days = (local.date() - today).days
    near = {0: "today", -1: "yesterday", 1: "tomorrow"}.get(days)
    year = f" {local:%Y}" if abs(days) > 300 else ""
    return f"{near or f'{local:%a} {local.day} {local:%b}{year}'} {local:%H:%M}"


def left(view: CaseView, now: dt.datetime) -> str:
    """How long until the clock tells the next one, and whom."""
    if view.due is None:
        return _STANDING.get(view.state, "Nobody else will be told: there is nobody")
    to = f" tells {view.due_to}" if view.due_to else " looks for somebody to tell"
    minutes = int((view.due - now).total_seconds() // 60)
    if minutes < 1:
        return f"Due now: the clock{to}"
    if minutes < 90:
        return f"{minutes} min left, then the clock{to}"
    due = when(view.due, now)
    return f"{due[0].upper()}{due[1:]} the clock{to}"


def promised(promise: Mapping[str, Any] | None, now: dt.datetime) -> list[str]:
    """What the person was told at the start, from the promise kept with the case (bot.handoff.outlook.Told)."""
    if not promise:
        return []
    names = list(promise.get("names") or ())
    lines = [f"That the bot told {_and(names)}." if names else "That nobody could be told at once."]
    if not names and promise.get("opens"):
        lines.append(f"That nobody will read it until {when(_at(promise['opens']), now)}.")
    if promise.get("chase_at") and promise.get("chase_to"):
        by = when(_at(promise["chase_at"]), now)
        lines.append(f"That if nobody has tried to reach them by then ({by}), the bot tells {promise['chase_to']}.")
    return lines


def hours_of(staff: Staff, usual: Week) -> str:
    """Somebody's hours in words."""
    return hours_in_words(staff.works) if staff.works else f"{hours_in_words(usual)} (the council's hours)"


def away_words(kind: str, first: dt.date, last: dt.date | None) -> str:
    """An absence in words."""
    what = "Sick" if kind == "sick" else "On leave"
    if last == first:
        return f"{what} on {_day(first)}"
    return (
        f"{what} from {_day(first)} until {_day(last)}" if last else f"{what} since {_day(first)}, until further notice"
    )


def html_of(shown: Shown) -> Markup:
    """A message as it was shown; the rendering lets nothing unsafe through."""
    return Markup(message_html(shown))  # noqa: S704


def reach(contact: str) -> Markup:
    """How to reach somebody; a telephone number can be rung with a tap."""
    number = re.sub(r"[\s()-]", "", contact)
    if re.fullmatch(r"\+?\d{9,15}", number):
        return Markup('<a href="tel:{}">{}</a>').format(number, contact)
    return escape(contact)


def plain_of(shown: Shown) -> str:
    """A message on one line of a plain text."""
    return " ".join(shown.markdown.split())


def _day(day: dt.date | None) -> str:
    return f"{day:%a} {day.day} {day:%B}" if day else ""


def _at(text: object) -> dt.datetime:
    return dt.datetime.fromisoformat(str(text))


def _and(names: list[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]


FILTERS: dict[str, Callable[..., Any]] = {
    "clock": clock_time, "when": when, "left": left, "promised": promised, "hours_of": hours_of,
    "away_words": away_words, "html_of": html_of, "plain_of": plain_of, "reach": reach,
}  # fmt: skip
