"""What a manager looks after: who has how much, what nobody has, and who has looked at what."""

from __future__ import annotations

from starlette.responses import Response

from bot.console.web import Visit

_LINES = 100


def workload(visit: Visit) -> Response:
    """Who has how much, and the cases without anybody."""
    loads, unheld = visit.staff.workload(visit.me)
    dead = visit.staff.dead_routes(visit.me)
    return visit.page("workload.html", loads=loads, unheld=unheld, dead_routes=dead)


def audit(visit: Visit) -> Response:
    """Who has looked at what, the newest first."""
    before = visit.query.get("before", "")
    start = int(before) if before.isdecimal() and len(before) < 12 else None
    lines = visit.door.audit(visit.me, _LINES, start)
    return visit.page("audit.html", lines=lines, more=lines[-1].id if len(lines) >= _LINES // 2 else None)
