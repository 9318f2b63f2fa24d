"""One case: what was said, what was promised, what has happened, and what an adviser can do about it."""

from __future__ import annotations

from collections.abc import Callable

from starlette.responses import PlainTextResponse, Response

from bot.casework import Casework
from bot.console.door import Overtaken
from bot.console.record import plain_record
from bot.console.web import Visit
from bot.console.words import console_words
from bot.handoff.machine import NotPossible
from bot.handoff.model import Role
from bot.sign_in.web import go

Act = Callable[[Casework, int], object]


def case(visit: Visit) -> Response:
    """The page; opening it is told to the person, once."""
    return _page(visit)


def talk(visit: Visit) -> Response:
    """What changes on the page while it is open: the conversation, where the case stands, what happened."""
    page = visit.door.case(visit.me, visit.number)
    return visit.page(
        "case_live.html", case=page.view, page=page, version=visit.door.version_of(visit.me, visit.number)
    )


def version(visit: Visit) -> Response:
    """What changes whenever the case or its chat does."""
    return PlainTextResponse(visit.door.version_of(visit.me, visit.number))


def take(visit: Visit) -> Response:
    """“I have it.”"""
    shown = visit.form.get("holder", "")
    try:
        visit.door.take(visit.me, visit.number, int(shown) if shown.isdecimal() else None)
    except (NotPossible, Overtaken) as refusal:
        return _page(visit, problem=str(refusal), status=409)
    return _back(visit, "taken")


def contact(visit: Visit) -> Response:
    """Somebody has tried to reach the person."""
    how, note = visit.form.get("how", ""), visit.form.get("note", "")
    if how not in console_words().ways:
        return _page(visit, problem="Choose how you tried to reach them.", status=422)
    return _done(visit, "contact", lambda work, me: work.contact_attempted(visit.number, me, how, note))


def reply(visit: Visit) -> Response:
    """Writes to the person, under the adviser's name."""
    return _done(visit, "sent", lambda work, me: work.reply(visit.number, me, visit.form.get("text", ""), _key(visit)))


def writing(visit: Visit) -> Response:
    """A reply is being typed; the page's script says so."""
    visit.door.writing(visit.me, visit.number)
    return Response(status_code=204)


def note(visit: Visit) -> Response:
    """Keeps a note for colleagues."""
    return _done(visit, "noted", lambda work, me: work.note(visit.number, me, visit.form.get("words", "")))


def pass_on(visit: Visit) -> Response:
    """Passes the case on to a colleague or a desk."""
    kind, _, which = visit.form.get("to", "").partition(":")
    to: int | Role
    if kind == "adviser" and which.isdecimal():
        to = int(which)
    elif kind == "desk" and which in set(Role):
        to = Role(which)
    else:
        return _page(visit, problem="Choose to whom you pass it on.", status=422)
    why = visit.form.get("why", "")
    return _done(visit, "passed", lambda work, me: work.pass_on(visit.number, me, to, why), home=True)


def hand_back(visit: Visit) -> Response:
    """Gives the chat back to the bot."""
    return _done(visit, "back", lambda work, me: work.hand_back(visit.number, me))


def close(visit: Visit) -> Response:
    """Closes the case with an outcome of the closed list."""
    outcome, note = visit.form.get("outcome", ""), visit.form.get("note", "")
    if outcome not in console_words().outcomes:
        return _page(visit, problem="Choose how it ended.", status=422)
    return _done(visit, "closed", lambda work, me: work.close(visit.number, me, outcome, note))


def reopen(visit: Visit) -> Response:
    """Opens the case again."""
    return _done(visit, "reopened", lambda work, me: work.reopen(visit.number, me, visit.form.get("why", "")))


def printed(visit: Visit) -> Response:
    """The case as a note for the council's own record, to print or copy."""
    return visit.page("record.html", number=visit.number, record=_record(visit))


def downloaded(visit: Visit) -> Response:
    """The same as a file."""
    name = {"Content-Disposition": f'attachment; filename="case-{visit.number}.txt"'}
    return PlainTextResponse(_record(visit), headers=name)


def _record(visit: Visit) -> str:
    page = visit.door.exported(visit.me, visit.number)
    return plain_record(page, visit.me.name, visit.desk.council_name(visit.me.council), visit.desk.clock())


def _key(visit: Visit) -> str | None:
    """What makes a form's act happen once, also after a restart; None for a form without its number."""
    once = visit.form.get("once", "")[:60]
    return f"form:{once}" if once else None


def _done(visit: Visit, done: str, act: Act, *, home: bool = False) -> Response:
    """Does it once for each form that was opened; what a case does not allow is said beside what was written."""
    try:
        visit.door.once(visit.me, visit.form.get("once", ""), act)
    except NotPossible as refusal:
        return _page(visit, problem=str(refusal), status=422)
    return go("/console/", done=done) if home else _back(visit, done)


def _back(visit: Visit, done: str) -> Response:
    return go(f"/console/cases/{visit.number}", done=done)


def _page(visit: Visit, *, problem: str = "", status: int = 200) -> Response:
    page = visit.door.open(visit.me, visit.number)
    return visit.page(
        "case.html",
        status,
        case=page.view,
        page=page,
        problem=problem,
        posted=visit.form,
        colleagues=visit.door.colleagues(visit.me, page.view),
        desks=visit.door.desks(visit.me, page.view),
        version=visit.door.version_of(visit.me, visit.number),
    )
