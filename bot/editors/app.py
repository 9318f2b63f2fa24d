"""The routes of the editors' desk, under /editors."""

from __future__ import annotations

from pathlib import Path

from starlette.middleware import Middleware
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.routing import Mount, Route, Router

from bot.channels.web.app import WithHeaders
from bot.editors import answer_page, fact_page, file_page, history_page, home, unanswered_page, why_page
from bot.editors.web import HEADERS, EditorsDesk, Page, editors_page, open_page
from bot.sign_in import pages as sign_in
from bot.sign_in.serving import script, style
from bot.sign_in.web import lost

_STATIC = Path(__file__).parent / "static"
_READ, _BOTH, _SEND = ["GET"], ["GET", "POST"], ["POST"]


def editor_routes(desk: EditorsDesk) -> list[Mount]:
    """The pages, to be added to an application."""

    def opened(path: str, page: Page, methods: list[str]) -> Route:
        return Route(path, open_page(desk, page), methods=methods)

    def kept(path: str, page: Page, methods: list[str]) -> Route:
        return Route(path, editors_page(desk, page), methods=methods)

    pages = [
        opened("/sign-in", sign_in.sign_in, _BOTH),
        opened("/enter/{secret}", sign_in.confirm, _READ),
        opened("/enter", sign_in.enter, _SEND),
        kept("/sign-out", sign_in.sign_out, _SEND),
        kept("/", home.home, _READ),
        kept("/due", home.due_page, _READ),
        kept("/problems", home.problems, _READ),
        kept("/facts/{fact}", fact_page.fact, _BOTH),
        kept("/facts/{fact}/checked", fact_page.checked, _SEND),
        kept("/answer", answer_page.answer, _BOTH),
        kept("/answer/preview", answer_page.preview, _SEND),
        kept("/answer/reviewed", answer_page.reviewed, _SEND),
        kept("/new", answer_page.new, _READ),
        kept("/new/begin", answer_page.begin, _READ),
        kept("/files", file_page.files, _READ),
        kept("/file", file_page.file, _BOTH),
        kept("/history", history_page.history, _READ),
        kept("/history/{number:int}", history_page.change, _READ),
        kept("/history/{number:int}/back", history_page.back, _SEND),
        kept("/unanswered", unanswered_page.unanswered, _READ),
        kept("/unanswered/{number:int}", unanswered_page.settle, _SEND),
        kept("/why", why_page.why, _BOTH),
        *_assets(),
    ]
    nothing = lost(EditorsDesk)
    headed = Middleware(WithHeaders, headers=HEADERS)
    guarded = Middleware(ExceptionMiddleware, handlers={404: nothing, 405: nothing})
    return [Mount("/editors", app=Router(pages, redirect_slashes=False), middleware=[headed, guarded])]


def _assets() -> list[Route]:
    found = {"editors.css": style(_STATIC / "editors.css"), "editors.js": script(_STATIC / "editors.js")}
    return [Route(f"/{name}", asset.response, methods=_READ) for name, asset in found.items()]
