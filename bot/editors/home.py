"""The first page: looking for things, what is wrong, what is due, what was changed."""

from __future__ import annotations

from starlette.responses import Response

from bot.content.upkeep import Due, amounts_ended, amounts_ending, due
from bot.editors.changing import Finding, findings, link_to
from bot.editors.find import claim_in_words, find
from bot.editors.unanswered_page import seen
from bot.editors.web import Visit

_SHOWN = 8


def home(visit: Visit) -> Response:
    """The first page, or what a search finds."""
    publisher = visit.desk.publisher
    content, asked = publisher.live.content, visit.query.get("q", "").strip()[:200]
    if asked:
        return visit.page("found.html", asked=asked, found=find(content, asked, visit.today), councils=content.councils)
    faults = publisher.trials.now().faults
    return visit.page(
        "home.html",
        faults=sum(fault.severity == "fault" for fault in faults),
        warnings=sum(fault.severity == "warning" for fault in faults),
        refused=findings(publisher.trials.now(), publisher.live.faults),
        due=_due(visit)[:_SHOWN],
        due_count=len(_due(visit)),
        ending=[*amounts_ended(content, visit.today), *amounts_ending(content, visit.today)][:_SHOWN],
        changes=publisher.history.changes(limit=_SHOWN),
        training=visit.desk.training(),
        unanswered=seen(visit),
    )


def due_page(visit: Visit) -> Response:
    """Everything to be read again within a month, by owner."""
    owners: dict[str, list[tuple[Due, str, str]]] = {}
    for one in _due(visit):
        owners.setdefault(one[0].owner, []).append(one)
    content = visit.desk.publisher.live.content
    ending = [*amounts_ended(content, visit.today), *amounts_ending(content, visit.today)]
    return visit.page("due.html", owners=owners, ending=ending)


def _due(visit: Visit) -> list[tuple[Due, str, str]]:
    """What is due, the earliest first, each with its title and its page."""
    content = visit.desk.publisher.live.content
    found = []
    for one in sorted(due(content, visit.today), key=lambda one: (one.due, one.owner, one.id)):
        fact = content.facts.get(one.id) if one.kind == "fact" else None
        title = claim_in_words(fact, visit.today) if fact else one.title
        found.append((one, title, link_to(one.path.as_posix(), fact=one.id if fact else None)))
    return found


def problems(visit: Visit) -> Response:
    """Everything the check finds, by file."""
    publisher = visit.desk.publisher
    tried = publisher.trials.now()
    shown = visit.query.get("show", "")
    chosen = [f for f in tried.faults if not shown or f.severity == shown]
    files: dict[str, list[Finding]] = {}
    for fault in chosen[:500]:
        files.setdefault(fault.path.as_posix(), []).extend(findings(tried, [fault]))
    counts = {kind: sum(f.severity == kind for f in tried.faults) for kind in ("fault", "warning")}
    return visit.page("problems.html", files=files, counts=counts, shown=shown, left_out=max(0, len(chosen) - 500))
