"""The web application that faces the internet."""

from __future__ import annotations

import socket
from collections.abc import Sequence

from starlette.applications import Starlette
from starlette.routing import BaseRoute

from bot.channels.web.errors import HANDLERS


def web_app(routes: Sequence[BaseRoute]) -> Starlette:
    """The application for these routes, with one shape for every error."""
    return Starlette(routes=list(routes), exception_handlers=HANDLERS)


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
