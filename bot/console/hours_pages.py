"""When somebody works: their hours, leave and sickness, and who stands in."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.responses import Response

from bot.console.people_pages import qr
from bot.console.web import Visit, day_from
from bot.handoff.machine import NotPossible
from bot.handoff.working_time import BadHours
from bot.sign_in.web import go


def mine(visit: Visit) -> Response:
    """Their own page."""
    return go(f"/console/hours/{visit.me.id}")


def hours(visit: Visit) -> Response:
    """Somebody's page: their own, or one of their team's."""
    return _page(visit)


def team(visit: Visit) -> Response:
    """Whose pages they may open."""
    return visit.page("team.html", team=visit.staff.team(visit.me), policy=visit.staff.policy(visit.me))


def set_times(visit: Visit) -> Response:
    """Sets the working hours."""
    try:
        visit.staff.set_hours(visit.me, visit.number, visit.form.get("works", ""))
    except BadHours as refusal:
        return _page(visit, field="works", problem=str(refusal))
    return _back(visit, "hours")


def add_absence(visit: Visit) -> Response:
    """Notes days away."""
    kind = "sick" if visit.form.get("kind") == "sick" else "leave"
    try:
        first = day_from(visit.form.get("first", ""), "The first day")
        last = day_from(visit.form.get("last", ""), "The last day")
        if first is None:
            raise NotPossible("Choose the first day away.")
        if last is not None and last < first:
            raise NotPossible("The last day comes before the first one.")
        if last is None and kind == "leave":
            raise NotPossible("Choose the last day of the leave. Only sickness can be open-ended.")
    except NotPossible as refusal:
        return _page(visit, field="first", problem=str(refusal))
    visit.staff.add_absence(visit.me, visit.number, kind, first, last)
    return _back(visit, "away")


def remove_absence(visit: Visit) -> Response:
    """Takes days away back."""
    which = visit.form.get("absence", "")
    if which.isdecimal() and len(which) < 10:
        visit.staff.remove_absence(visit.me, visit.number, int(which))
    return _back(visit, "away")


def back(visit: Visit) -> Response:
    """Back at work today."""
    visit.staff.back(visit.me, visit.number)
    return _back(visit, "home")


def set_cover(visit: Visit) -> Response:
    """Says who stands in."""
    which = visit.form.get("cover", "")
    visit.staff.set_cover(visit.me, visit.number, int(which) if which.isdecimal() and len(which) < 10 else None)
    return _back(visit, "cover")


def telegram_code(visit: Visit) -> Response:
    """Shows a code with which they get their alerts on Telegram too."""
    return _page(visit, whom=visit.me.id, code=visit.staff.telegram_code(visit.me))


def _back(visit: Visit, done: str) -> Response:
    return go(f"/console/hours/{visit.number}", done=done)


def _page(
    visit: Visit, *, field: str = "", problem: str = "", whom: int | None = None, code: str = ""
) -> Response:  # fmt: skip
    name = visit.desk.telegram_name()
    link = f"https://t.me/{name}?{urlencode({'start': code})}" if name and code else ""
    return visit.page(
        "hours.html",
        422 if problem else 200,
        one=visit.staff.hours(visit.me, whom or visit.number),
        telegram=name,
        code=code,
        link=link,
        picture=qr(link) if link else "",
        policy=visit.staff.policy(visit.me),
        field=field,
        problem=problem,
        posted=visit.form,
        day=visit.door.day(),
    )
