"""What every page of the desk shares: who is there, the form they sent, the templates, the headers, kind refusals."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlencode, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.channels.web.errors import log_failure
from bot.content.folder import NotAContentFile
from bot.content.lateness import OVERDUE_DAYS
from bot.content.publishing import Publisher
from bot.editors.accounts import Accounts, form_token, is_form_token
from bot.explain import Passage
from bot.storage.editors import Editor
from bot.storage.unanswered import UnansweredQueue

HOME = "/editors/"
SIGN_IN = "/editors/sign-in"
MOST_BYTES = 1_000_000
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Cache-Control": "no-store",
}
log = logging.getLogger(__name__)
_T = TypeVar("_T")
Explain = Callable[[str, str | None, int | None], Coroutine[Any, Any, list[Passage]]]


class Kindly(Exception):
    """A page cannot be shown, or a form cannot be taken; the message says what to do."""

    def __init__(self, status: int, title: str, problem: str) -> None:
        super().__init__(problem)
        self.status, self.title = status, title


@dataclass
class EditorsDesk:
    """What the pages work with.

    Attributes:
        accounts: who may sign in.
        publisher: changes the content.
        clock: the time, aware.
        secure: whether cookies are for https only.
        address: the public address, without a slash at the end, for links in e-mails; None when not known.
        send: sends an e-mail, or None when no mail server is set.
        mail_from: the sender.
        training: the newest state of the training, in words, or None.
        overdue_days: after so many days a late check is long overdue.
        council: the council that runs the bot, taken first in previews.
        unanswered: the messages that found no answer; None where none are kept.
        unanswered_from: how many chats must have asked a long or unusual one before it is shown.
        explain: explains a message (text, council, age; bot.explaining.explained); None without a Rasa.
    """

    accounts: Accounts
    publisher: Publisher
    clock: Callable[[], dt.datetime]
    secure: bool = True
    address: str | None = None
    send: Callable[[EmailMessage], Any] | None = None
    mail_from: str = "offer-bot@localhost"
    training: Callable[[], str | None] = lambda: None
    overdue_days: int = OVERDUE_DAYS
    council: str | None = None
    unanswered: UnansweredQueue | None = None
    unanswered_from: int = 3
    explain: Explain | None = None
    asked: list[dt.datetime] = field(default_factory=list)
    _loop: asyncio.AbstractEventLoop | None = None
    _tasks: set[Any] = field(default_factory=set)

    def in_background(self, work: Coroutine[Any, Any, None]) -> None:
        """Has something done beside the pages, which run in threads."""
        assert self._loop is not None
        task = asyncio.run_coroutine_threadsafe(work, self._loop)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def wait_for(self, work: Coroutine[Any, Any, _T]) -> _T:
        """Has something done in the loop that serves the pages, and waits for it."""
        assert self._loop is not None
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def serve_in(self, loop: asyncio.AbstractEventLoop) -> None:
        """Says which loop serves the pages."""
        self._loop = loop

    @property
    def cookie(self) -> str:
        """The name of the session's cookie; a browser takes the prefix for https and this host only."""
        return "__Host-offer-editor" if self.secure else "offer-editor"


@dataclass(frozen=True)
class Visit:
    """One request of one editor.

    Attributes:
        desk: what the pages work with.
        request: the request.
        session: the secret of the session; empty when nobody is signed in.
        editor: who is signed in, or None on the pages of the sign-in.
        form: the fields that were sent.
    """

    desk: EditorsDesk
    request: Request
    session: str
    editor: Editor | None
    form: Mapping[str, str]

    @property
    def query(self) -> Mapping[str, str]:
        """The fields of the address."""
        return self.request.query_params

    @property
    def name(self) -> str:
        """The name of who is signed in."""
        return self.editor.name if self.editor else ""

    @property
    def today(self) -> dt.date:
        """The day."""
        return self.desk.clock().date()

    def page(self, template: str, status: int = 200, **values: object) -> Response:
        """A page."""
        known = {
            "editor": self.editor,
            "token": form_token(self.session) if self.session else "",
            "today": self.today,
            "done": self.query.get("done", ""),
        }
        text = TEMPLATES.get_template(template).render({**known, **values})
        return Response(text, status_code=status, media_type="text/html")


Page = Callable[[Visit], Response]


def open_page(desk: EditorsDesk, page: Page) -> Callable[[Request], Any]:
    """A page for anybody, such as those of the sign-in."""

    async def serve(request: Request) -> Response:
        try:
            form = await _form(request, desk)
        except Kindly as refusal:
            return _refused(Visit(desk, request, "", None, {}), refusal)
        return await _answer(Visit(desk, request, "", None, form), page)

    return serve


def editors_page(desk: EditorsDesk, page: Page) -> Callable[[Request], Any]:
    """A page for editors: others are led to the sign-in, and what they sent is given back to them."""

    async def serve(request: Request) -> Response:
        try:
            form = await _form(request, desk)
        except Kindly as refusal:
            return _refused(Visit(desk, request, "", None, {}), refusal)
        session = request.cookies.get(desk.cookie, "")
        editor = await asyncio.to_thread(desk.accounts.editor, session)
        if editor is None:
            if request.method == "POST":
                return _given_back(Visit(desk, request, "", None, form), "You are not signed in any more")
            return RedirectResponse(SIGN_IN, status_code=303)
        visit = Visit(desk, request, session, editor, form)
        if request.method == "POST" and not is_form_token(session, form.get("token", "")):
            return _given_back(visit, "This form is too old, or did not come from this page")
        return await _answer(visit, page)

    return serve


async def _answer(visit: Visit, page: Page) -> Response:
    visit.desk.serve_in(asyncio.get_running_loop())
    try:
        return await asyncio.to_thread(page, visit)
    except Kindly as refusal:
        return _refused(visit, refusal)
    except NotAContentFile as refusal:
        return _refused(visit, Kindly(404, "There is no such file", str(refusal)))
    except Exception as error:
        log_failure(f"{visit.request.method} {visit.request.url.path}", error)
        problem = "Something went wrong here. It is not your fault. What you sent is below, so that nothing is lost."
        return visit.page("message.html", 500, title="That did not work", problem=problem, sent=_sent(visit.form))


def _refused(visit: Visit, refusal: Kindly) -> Response:
    given = _sent(visit.form)
    return visit.page("message.html", refusal.status, title=refusal.title, problem=str(refusal), sent=given)


def _given_back(visit: Visit, title: str) -> Response:
    problem = "Nothing was changed. What you sent is below: copy it, sign in, open the page again and put it back."
    return visit.page("message.html", 403, title=title, problem=problem, sent=_sent(visit.form))


def _sent(form: Mapping[str, str]) -> dict[str, str]:
    """What is worth giving back."""
    return {name: text for name, text in form.items() if name not in ("token", "secret") and text.strip()}


async def _form(request: Request, desk: EditorsDesk) -> Mapping[str, str]:
    """The fields of a form; the first of each name. Raises Kindly."""
    if request.method != "POST":
        return {}
    if not _from_here(request, desk):
        raise Kindly(403, "This form did not come from this page", "Open the page again, and send it from there.")
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise Kindly(415, "This form cannot be read", "Open the page again, and send it from there.")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise Kindly(413, "That is too much", "A file may have up to 400,000 characters. Nothing was changed.")
    try:
        pairs = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, encoding="utf-8", errors="strict", max_num_fields=2000
        )
    except ValueError:
        raise Kindly(400, "This form cannot be read", "It is not UTF-8 text. Nothing was changed.") from None
    form: dict[str, str] = {}
    for name, text in pairs:
        form.setdefault(name, text.replace("\0", ""))
    return form


def _from_here(request: Request, desk: EditorsDesk) -> bool:
    """Whether a browser says that the form came from this site; who sends neither header is no browser."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("origin")
    if origin is None:
        return True
    known = {request.headers.get("host"), urlsplit(desk.address or "").netloc} - {"", None}
    return urlsplit(origin).netloc in known


async def lost(_: Request, error: Exception) -> Response:
    """The page for an address at which there is nothing."""
    status = error.status_code if isinstance(error, HTTPException) else 404
    problem = "Go to the first page, and look for it there."
    shown: dict[str, object] = {"editor": None, "token": "", "done": "", "sent": {}}
    shown |= {"title": "There is nothing here", "problem": problem}
    return Response(TEMPLATES.get_template("message.html").render(shown), status_code=status, media_type="text/html")


def go(address: str, **query: str) -> Response:
    """Leads on to another page, so that a reload sends nothing twice."""
    there = f"{address}?{urlencode(query)}" if query else address
    return RedirectResponse(there, status_code=303)


def _long_day(day: dt.date | str | None) -> str:
    """A day in words, so that nobody takes the month for the day; a text that is no day stays as it is."""
    if isinstance(day, str):
        try:
            day = dt.date.fromisoformat(day)
        except ValueError:
            return str(day)
    return f"{day.day} {day:%B %Y}" if day else ""


def _moment(at: dt.datetime) -> str:
    return f"{at.day} {at:%B %Y, %H:%M}"


TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
TEMPLATES.filters.update(day=_long_day, moment=_moment, urlencode=lambda text: urlencode({"": text})[1:])
