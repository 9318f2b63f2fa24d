"""The list of cases: what is urgent first, then what is due next; what is new appears by itself."""

from __future__ import annotations

from typing import Any

from starlette.responses import PlainTextResponse, Response

from bot.console.web import Visit


def cases(visit: Visit) -> Response:
    """The first page."""
    return visit.page("cases.html", **_listed(visit))


def listed(visit: Visit) -> Response:
    """The list alone, for a page that is open."""
    return visit.page("cases_list.html", **_listed(visit))


def version(visit: Visit) -> Response:
    """What changes whenever the list does."""
    return PlainTextResponse(visit.door.version(visit.me))


def ended(visit: Visit) -> Response:
    """The cases of the last two weeks that have ended."""
    return visit.page("ended.html", cases=visit.door.worklist(visit.me, ended=True))


def _listed(visit: Visit) -> dict[str, Any]:
    found = visit.door.worklist(visit.me)
    return {
        "urgent": [case for case in found if case.urgent],
        "others": [case for case in found if not case.urgent],
        "unheld": sum(case.holder_id is None for case in found),
        "duty": visit.staff.on_duty(visit.me),
        "dead_routes": visit.staff.dead_routes(visit.me),
        "too_few_routes": not visit.me.demo and visit.staff.too_few_routes(visit.me),
        "version": visit.door.version(visit.me),
    }
