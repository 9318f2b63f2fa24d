"""The page of a paper: a letter or summary to read, keep and print. Whoever has its secret link can open it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels.web.app import WithHeaders
from bot.channels.web.assets import Asset, read_static
from bot.channels.web.rendering import paper_html
from bot.conversation.paper_link import PAPERS
from bot.conversation.reply import Paper

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, undefined=StrictUndefined
)
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_SAFE = {"Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff"}
_PRIVATE = {
    **_SAFE,
    "Cache-Control": "no-store",
    "Content-Security-Policy": _POLICY,
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}


def paper_routes(find: Callable[[str], Paper | None], exit_address: str) -> list[Route]:
    """The routes of the papers, to be added to an application.

    Args:
        find: gives the paper of a token, or None; it is called in a thread of its own.
        exit_address: where “Leave this page quickly” leads.
    """

    async def show(request: Request) -> Response:
        paper = await asyncio.to_thread(find, request.path_params["token"])
        return _gone() if paper is None else _page(paper, exit_address)

    private, safe = Middleware(WithHeaders, headers=_PRIVATE), Middleware(WithHeaders, headers=_SAFE)
    assets = {
        "/paper.css": Asset(read_static("paper.css"), "text/css"),
        "/paper.js": Asset(read_static("paper.js"), "text/javascript"),
    }
    page = Route(PAPERS + "{token}", show, methods=["GET"], middleware=[private])
    return [page, *(Route(path, asset.response, middleware=[safe]) for path, asset in assets.items())]


def _page(paper: Paper, exit_address: str) -> Response:
    text = _TEMPLATES.get_template("paper.html").render(
        title=paper.title,
        kind=paper.kind,
        paper=paper_html(paper.markdown),
        guide=paper_html(paper.guide),
        exit=exit_address,
    )
    return Response(text, media_type="text/html")


def _gone() -> Response:
    return Response(_TEMPLATES.get_template("no_paper.html").render(), status_code=404, media_type="text/html")
