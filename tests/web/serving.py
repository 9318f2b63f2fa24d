"""Real servers on loopback, in threads, that can be stopped and started again on the same port."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Callable
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Route

from bot.channels.web import WebSettings, web_routes

from .desk import MemoryDesk, now


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class Server:
    """An application on a port of its own."""

    def __init__(self, app: Starlette, port: int | None = None) -> None:
        self.app, self.port = app, port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None
        self.loop: asyncio.AbstractEventLoop | None = None

    def start(self) -> Server:
        config = uvicorn.Config(self.app, "127.0.0.1", self.port, log_config=None, lifespan="off", ws="none")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=asyncio.run, args=(self._serve(),), daemon=True)
        self._thread.start()
        wait_until(lambda: self._server is not None and self._server.started)
        return self

    async def _serve(self) -> None:
        assert self._server is not None
        self.loop = asyncio.get_running_loop()
        await self._server.serve()

    def stop(self) -> None:
        assert self._server is not None
        assert self._thread is not None
        self._server.should_exit = self._server.force_exit = True
        self._thread.join(10)


class ChatServer(Server):
    """The web chat with a desk in memory, which outlives a restart of the server."""

    def __init__(self, **settings: Any) -> None:
        self.desk = MemoryDesk()
        super().__init__(Starlette(routes=web_routes(self.desk, WebSettings(**settings), now)))

    def call(self, act: Callable[[], object]) -> None:
        """Has something done in the server's own thread."""
        assert self.loop is not None
        self.loop.call_soon_threadsafe(act)


def page_server(markup: str) -> Server:
    """Another site, with one page."""

    async def page(_: Any) -> HTMLResponse:
        return HTMLResponse(markup)

    return Server(Starlette(routes=[Route("/{path:path}", page)]))


def wait_until(true: Callable[[], bool], seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            raise AssertionError("this did not become true in time")
        time.sleep(0.02)
