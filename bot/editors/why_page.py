"""“Why did it answer that?”: a message explained."""

from __future__ import annotations

from starlette.responses import Response

from bot.content.edits import one_line
from bot.conversation.answering import MustWait
from bot.editors.web import Visit
from bot.explain import Passage
from bot.explaining import LONGEST, CannotExplain
from bot.rasa.client import RasaFailed

_WAKING = "The part that understands messages is still waking up. Try again in half a minute."
_GONE = "The part that understands messages is not there right now. Try again in a minute."


def why(visit: Visit) -> Response:
    """The form, and the explanation of what was sent with it."""
    text = one_line(visit.form.get("text", ""))[:LONGEST]
    if visit.request.method == "GET" or not text:
        return _page(visit)
    try:
        return _page(visit, _explained(visit, text))
    except CannotExplain as refusal:
        return _page(visit, problem=str(refusal), status=422)
    except MustWait as waiting:
        return _page(visit, problem=_WAKING if waiting.words == "waking" else _GONE, status=503)
    except RasaFailed:
        return _page(visit, problem=_GONE, status=503)


def _explained(visit: Visit, text: str) -> list[Passage]:
    if visit.desk.explain is None:
        raise MustWait("down")
    council = visit.form.get("council") or None
    typed = visit.form.get("age", "").strip()
    if typed and not (typed.isascii() and typed.isdigit() and 10 <= int(typed) <= 30):
        raise CannotExplain("The age is a number from 10 to 30, or nothing.")
    return visit.desk.wait_for(visit.desk.explain(text, council, int(typed) if typed else None))


def _page(visit: Visit, passages: list[Passage] | None = None, problem: str = "", status: int = 200) -> Response:
    content = visit.desk.publisher.live.content
    councils = sorted((c.name, name) for name, c in content.councils.items())
    options = [("", "not known"), *((name, title) for title, name in councils)]
    return visit.page("why.html", status, passages=passages, problem=problem, posted=visit.form, councils=options)
