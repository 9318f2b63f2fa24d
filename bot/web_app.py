"""The web server that faces the internet, and the quiet servers on loopback."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import socket
import time
from collections.abc import Callable

import uvicorn
from starlette.applications import Starlette

from bot.channels.web import WebSettings, web_routes
from bot.channels.web.errors import HANDLERS
from bot.conversation.ports import Desk
from bot.settings import BadSetting, Settings


class QuietServer(uvicorn.Server):
    """A uvicorn server that leaves the signals and the log to the bot.

    Args:
        app: the ASGI application.
        host, port: where it listens.
    """

    def __init__(self, app: Starlette, host: str, port: int) -> None:
        config = uvicorn.Config(
            app,
            host=host,
            port=port,
            log_level="warning",
            access_log=False,
            lifespan="off",
            timeout_graceful_shutdown=1,
        )
        super().__init__(config)
        self._task: asyncio.Task[None] | None = None

    @contextlib.contextmanager
    def capture_signals(self):  # type: ignore[no-untyped-def]
        """Does nothing."""
        yield

    async def start(self) -> None:
        """Starts to listen; returns when it does."""
        self._task = asyncio.create_task(self.serve(), name="server")
        deadline = time.monotonic() + 10
        while not self.started and time.monotonic() < deadline:  # noqa: ASYNC110 - uvicorn has no event for it
            await asyncio.sleep(0.01)

    async def stop(self) -> None:
        """Ends it, open streams included."""
        self.should_exit = True
        if self._task:
            await asyncio.gather(self._task, return_exceptions=True)


class WebServer:
    """The web chat on its port.

    Args:
        settings: where it listens, and what it allows.
        desk: takes the messages.
        clock: the time, aware.

    Raises BadSetting when the port is taken.
    """

    def __init__(self, settings: Settings, desk: Desk, clock: Callable[[], dt.datetime]) -> None:
        if not port_is_free(settings.host, settings.port):
            raise BadSetting(
                f"Port {settings.port} is taken by another program. Stop it, or choose another port: "
                f"OFFER_PORT={settings.port + 1} make run."
            )
        web = WebSettings(settings.web_origins, settings.council_name, settings.exit_address)
        self.app = Starlette(routes=list(web_routes(desk, web, clock)), exception_handlers=HANDLERS)
        self._server = QuietServer(self.app, settings.host, settings.port)

    async def start(self) -> None:
        """Starts to listen; returns when the page can be opened."""
        await self._server.start()

    async def stop(self) -> None:
        """Ends it."""
        await self._server.stop()


def port_is_free(host: str, port: int) -> bool:
    """Whether a server could listen there; port 0 always can."""
    if port == 0:
        return True
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
