"""What every signed-in page shares: who is there, the form they sent, the templates, the headers, kind refusals."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import re
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Any, ClassVar, Generic, TypeVar
from urllib.parse import parse_qsl, urlencode, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.channels.web.errors import log_failure
from bot.sign_in.entrance import Entrance, Member, form_token, is_form_token

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
_PAGE = re.compile(r"(?:/[A-Za-z0-9_-]+)+/?")  # a path and nothing else: no host, no dots, no backslash, no query
log = logging.getLogger(__name__)
_T = TypeVar("_T")
M = TypeVar("M", bound=Member)


class Kindly(Exception):
    """A page cannot be shown, or a form cannot be taken; the message says what to do."""

    def __init__(self, status: int, title: str, problem: str) -> None:
        super().__init__(problem)
        self.status, self.title = status, title


@dataclass(frozen=True)
class Sign:
    """How a site presents itself.

    Attributes:
        root: where its pages are, such as /editors.
        title: its name, as at the head of each page.
        the_title: the same inside a sentence.
        whose: whose address the sign-in asks for.
        cookie: name of the session's cookie.
        command: how whoever runs the server makes a link.
    """

    root: str
    title: str
    the_title: str
    whose: str
    cookie: str
    command: str

    @property
    def home(self) -> str:
        """The first page."""
        return f"{self.root}/"

    @property
    def sign_in(self) -> str:
        """Where a stranger is led to."""
        return f"{self.root}/sign-in"

    def wanted(self, page: str) -> str:
        """A page of this site that somebody wanted before they signed in; empty for anything else, or the first page.

        It comes from an address, so anybody may have written it: nothing but a path of this site gets through.
        """
        ours = page.startswith(self.home) and page != self.home
        return page if ours and _PAGE.fullmatch(page) and not page.startswith(self.sign_in) else ""

    def sign_in_for(self, page: str) -> str:
        """Where a stranger is led to who wanted a page."""
        wanted = self.wanted(page)
        return f"{self.sign_in}?{urlencode({'to': wanted})}" if wanted else self.sign_in


@dataclass(kw_only=True)
class Site(Generic[M]):
    """What the pages of a site work with.

    Attributes:
        accounts: who may sign in.
        clock: the time, aware.
        secure: whether cookies are for https only.
        address: the public address, without a slash at the end, for links in e-mails; None when not known.
        send: sends an e-mail, or None when no mail server is set.
        mail_from: the sender.
    """

    sign: ClassVar[Sign]
    templates: ClassVar[Environment]
    accounts: Entrance[M]
    clock: Callable[[], dt.datetime]
    secure: bool = True
    address: str | None = None
    send: Callable[[EmailMessage], Any] | None = None
    mail_from: str = "offer-bot@localhost"
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
        return f"__Host-{self.sign.cookie}" if self.secure else self.sign.cookie

    def refusal(self, error: Exception) -> Kindly | None:
        """What an error of the site's own parts means on a page; None for a true failure."""
        return error if isinstance(error, Kindly) else None


S = TypeVar("S", bound=Site[Any])


@dataclass(frozen=True)
class Visit(Generic[S, M]):
    """One request of one member.

    Attributes:
        desk: what the pages work with.
        request: the request.
        session: the secret of the session; empty when nobody is signed in.
        member: who is signed in, or None on the pages of the sign-in.
        form: the fields that were sent.
    """

    desk: S
    request: Request
    session: str
    member: M | None
    form: Mapping[str, str]

    @property
    def query(self) -> Mapping[str, str]:
        """The fields of the address."""
        return self.request.query_params

    @property
    def wanted(self) -> str:
        """The page that they wanted before they were led to the sign-in; empty for the first one."""
        return self.desk.sign.wanted(str(self.form.get("to") or self.query.get("to", "")))

    @property
    def name(self) -> str:
        """The name of who is signed in."""
        return self.member.name if self.member else ""

    @property
    def today(self) -> dt.date:
        """The day."""
        return self.desk.clock().date()

    def known(self) -> dict[str, object]:
        """What every template can use."""
        token = form_token(self.session) if self.session else ""
        return {
            "member": self.member, "sign": self.desk.sign, "token": token, "today": self.today,
            "done": self.query.get("done", ""),
        }  # fmt: skip

    def page(self, template: str, status: int = 200, **values: object) -> Response:
        """A page."""
        text = self.desk.templates.get_template(template).render({**self.known(), **values})
        return Response(text, status_code=status, media_type="text/html")


V = TypeVar("V", bound=Visit[Any, Any])


def open_page(desk: S, page: Callable[[V], Response], visit: type[V]) -> Callable[[Request], Any]:
    """A page for anybody, such as those of the sign-in."""

    async def serve(request: Request) -> Response:
        try:
            form = await _form(request, desk)
        except Kindly as refusal:
            return _refused(visit(desk, request, "", None, {}), refusal)
        return await _answer(visit(desk, request, "", None, form), page)

    return serve


def members_page(desk: S, page: Callable[[V], Response], visit: type[V]) -> Callable[[Request], Any]:
    """A page for members: others are led to the sign-in, and what they sent is given back to them."""

    async def serve(request: Request) -> Response:
        try:
            form = await _form(request, desk)
        except Kindly as refusal:
            return _refused(visit(desk, request, "", None, {}), refusal)
        session = request.cookies.get(desk.cookie, "")
        member = await asyncio.to_thread(desk.accounts.member, session)
        if member is None:
            if request.method == "POST":
                return _given_back(visit(desk, request, "", None, form), "You are not signed in any more")
            return RedirectResponse(desk.sign.sign_in_for(request.url.path), status_code=303)
        here = visit(desk, request, session, member, form)
        if request.method == "POST" and not is_form_token(session, form.get("token", "")):
            return _given_back(here, "This form is too old, or did not come from this page")
        return await _answer(here, page)

    return serve


async def _answer(visit: V, page: Callable[[V], Response]) -> Response:
    visit.desk.serve_in(asyncio.get_running_loop())
    try:
        return await asyncio.to_thread(page, visit)
    except Exception as error:
        refusal = visit.desk.refusal(error)
        if refusal is not None:
            return _refused(visit, refusal)
        log_failure(f"{visit.request.method} {visit.request.url.path}", error)
        problem = "Something went wrong here. It is not your fault. What you sent is below, so that nothing is lost."
        return visit.page("message.html", 500, title="That did not work", problem=problem, sent=_sent(visit.form))


def _refused(visit: Visit[Any, Any], refusal: Kindly) -> Response:
    given = _sent(visit.form)
    return visit.page("message.html", refusal.status, title=refusal.title, problem=str(refusal), sent=given)


def _given_back(visit: Visit[Any, Any], title: str) -> Response:
    problem = "Nothing was changed. What you sent is below: copy it, sign in, open the page again and put it back."
    return visit.page("message.html", 403, title=title, problem=problem, sent=_sent(visit.form))


def _sent(form: Mapping[str, str]) -> dict[str, str]:
    """What is worth giving back."""
    return {name: text for name, text in form.items() if name not in ("token", "secret", "once") and text.strip()}


async def _form(request: Request, desk: Site[Any]) -> Mapping[str, str]:
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


def _from_here(request: Request, desk: Site[Any]) -> bool:
    """Whether a browser says that the form came from this site; who sends neither header is no browser."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("origin")
    if origin is None:
        return True
    known = {request.headers.get("host"), urlsplit(desk.address or "").netloc} - {"", None}
    return urlsplit(origin).netloc in known


def lost(site: type[Site[Any]], **shown: object) -> Callable[[Request, Exception], Coroutine[Any, Any, Response]]:
    """The page for an address at which there is nothing; `shown` is what the site's templates want besides."""
    values: dict[str, object] = {"member": None, "sign": site.sign, "token": "", "done": "", "sent": {}, **shown}
    values |= {"title": "There is nothing here", "problem": "Go to the first page, and look for it there."}

    async def serve(_: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 404
        text = site.templates.get_template("message.html").render(values)
        return Response(text, status_code=status, media_type="text/html")

    return serve


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


def environment(folder: Path) -> Environment:
    """Templates of one site; what it has not is taken from those that all share."""
    made = Environment(
        loader=FileSystemLoader([folder, Path(__file__).parent / "templates"]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(day=_long_day, moment=_moment, urlencode=lambda text: urlencode({"": text})[1:])
    return made
