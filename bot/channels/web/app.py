"""The routes of the web chat."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sse_starlette import EventSourceResponse
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route, Router
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.channels.web.assets import Asset, element_script, read_static, style_hash
from bot.channels.web.errors import HANDLERS
from bot.channels.web.intake import external_id, new_token, parse_incoming, read_json
from bot.channels.web.logs import keep_logs_clean
from bot.channels.web.settings import WebSettings
from bot.channels.web.stream import PING_SECONDS, events, ping, read_after
from bot.conversation.ports import Desk

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, undefined=StrictUndefined
)
_SAFE = {"Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff"}
_PRIVATE = {**_SAFE, "Cache-Control": "no-store"}
_SEND_SECONDS = 30


def web_routes(desk: Desk, settings: WebSettings, clock: Callable[[], dt.datetime]) -> list[Route | Mount]:
    """The page, the element, the API under /api, and /health, to be mounted at the root of an application."""
    keep_logs_clean()
    cors = Middleware(
        CORSMiddleware,
        allow_origins=list(settings.allowed_origins),
        allow_methods=["GET", "POST"],
        allow_headers=["Content-Type", "Last-Event-ID"],
    )
    api = Router(_api_routes(desk, clock), redirect_slashes=False)
    guarded = Middleware(ExceptionMiddleware, handlers=HANDLERS)
    headed = Middleware(WithHeaders, headers=_PRIVATE)
    page = _page(settings)
    routes: list[Route | Mount] = [
        Route("/", page, middleware=[Middleware(WithHeaders, headers=_page_headers(settings))]),
        Mount("/api", app=api, middleware=[headed, cors, guarded]),
        Route("/health", _health, middleware=[headed]),
    ]
    served = Middleware(WithHeaders, headers=_SAFE)
    return routes + [Route(path, _serve(asset), middleware=[served, cors]) for path, asset in _assets(settings).items()]


def _assets(settings: WebSettings) -> dict[str, Asset]:
    return {
        "/embed.js": element_script(settings),
        "/chat-page.css": Asset(read_static("page.css"), "text/css"),
        "/chat-icon.svg": Asset(read_static("icon.svg"), "image/svg+xml"),
    }


def _api_routes(desk: Desk, clock: Callable[[], dt.datetime]) -> list[Route]:
    async def begin(_: Request) -> Response:
        return JSONResponse({"conversation": new_token()}, status_code=201)

    async def take(request: Request) -> Response:
        incoming = parse_incoming(await read_json(request), clock())
        receipt = await desk.receive(incoming)
        return JSONResponse({"new": receipt.new}, status_code=202)

    async def stream(request: Request) -> Response:
        person = external_id(request.query_params.get("conversation"))
        after = read_after(request.query_params.get("after"), request.headers.get("last-event-id"))
        return EventSourceResponse(
            events(desk, person, after),
            ping=PING_SECONDS,
            ping_message_factory=ping,
            send_timeout=_SEND_SECONDS,
        )

    async def status(_: Request) -> Response:
        return JSONResponse({"engine": desk.engine_state()})

    return [
        Route("/conversations", begin, methods=["POST"]),
        Route("/messages", take, methods=["POST"]),
        Route("/stream", stream, methods=["GET"]),
        Route("/status", status, methods=["GET"]),
    ]


async def _health(_: Request) -> Response:
    return JSONResponse({"ok": True})


def _serve(asset: Asset) -> Callable[[Request], Response]:
    return asset.response


def _page(settings: WebSettings) -> Callable[[Request], Response]:
    text = _TEMPLATES.get_template("page.html").render(council=settings.council_name)

    def page(_: Request) -> Response:
        return Response(text, media_type="text/html")

    return page


def _page_headers(settings: WebSettings) -> dict[str, str]:
    """What the page may do: its own script, style, icon and API; nothing inline, nothing of any other host."""
    holders = " ".join(["'self'", *settings.allowed_origins])
    policy = (
        "default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self'; "
        f"style-src 'self' {style_hash()}; base-uri 'none'; form-action 'none'; "
        f"frame-ancestors {holders}"
    )
    features = "camera=(), microphone=(), geolocation=()"
    return {**_PRIVATE, "Content-Security-Policy": policy, "Permissions-Policy": features}


class WithHeaders:
    """Puts the same headers on every response of an application."""

    def __init__(self, app: ASGIApp, headers: dict[str, str]) -> None:
        self.app, self.headers = app, headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The interface of an ASGI application."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self.headers)
            await send(message)

        await self.app(scope, receive, send_with_headers)
