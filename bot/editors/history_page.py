"""Who changed what, when and why; and the way back."""

from __future__ import annotations

from starlette.responses import Response

from bot.content.folder import NotAContentFile
from bot.content.publishing import CannotGoBack, ChangeRefused
from bot.editors.changing import compare, findings, link_to
from bot.editors.web import Kindly, Visit, go

_PAGE = 30


def history(visit: Visit) -> Response:
    """The newest changes, of all files or of one."""
    file = visit.query.get("file") or None
    before = visit.query.get("before", "")
    start = int(before) if before.isascii() and before.isdigit() and len(before) < 10 else None
    changes = visit.desk.publisher.history.changes(file, limit=_PAGE + 1, before=start)
    more = changes[_PAGE - 1].id if len(changes) > _PAGE else None
    return visit.page("history.html", changes=changes[:_PAGE], file=file, more=more)


def change(visit: Visit) -> Response:
    """One change, line by line."""
    publisher = visit.desk.publisher
    found = publisher.history.change(_number(visit))
    if found is None:
        raise Kindly(404, "There is no such change", "Look for it in the history.")
    try:
        now = publisher.folder.read(found.file)
    except NotAContentFile:
        now = None
    return visit.page(
        "change.html",
        change=found,
        later=list(reversed(publisher.history.later(found))),
        lines=compare(found.before or "", found.after or ""),
        is_now=now == found.after,
        was_now=now == found.before,
        link=link_to(found.file),
    )


def back(visit: Visit) -> Response:
    """Undoes a change, or goes back to how it left the file."""
    publisher, number = visit.desk.publisher, _number(visit)
    to_after = visit.form.get("to") == "after"
    try:
        made = publisher.back(number, visit.name, after=to_after, force="later_too" in visit.form)
    except CannotGoBack as refusal:
        raise Kindly(409, "This file was changed again since", f"{refusal} If you want that, tick the box.") from None
    except ChangeRefused as refusal:
        found = findings(publisher.trials.now(), refusal.faults)
        raise Kindly(
            409, "Going back would break something", f"{found[0].where}: {found[0].problem} {found[0].fix}"
        ) from None
    return go(f"/editors/history/{made}" if made else f"/editors/history/{number}", done="back" if made else "same")


def _number(visit: Visit) -> int:
    return int(visit.request.path_params["number"])
