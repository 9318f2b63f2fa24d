"""The address that Telegram calls when the bot has a public one."""

from __future__ import annotations

import hmac
import json
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.channels.telegram.api import named

log = structlog.get_logger()
PATH = "/telegram"
HEADER = "X-Telegram-Bot-Api-Secret-Token"
_LARGEST = 1_000_000


def webhook_route(secret: str, take: Callable[[dict[str, Any]], Awaitable[None]]) -> Route:
    """POST /telegram: 403 without the secret; 200 once the update is stored; 500 makes Telegram send it again."""

    async def called(request: Request) -> Response:
        given = request.headers.get(HEADER, "")
        if not hmac.compare_digest(given.encode(), secret.encode()):
            return PlainTextResponse("Forbidden.", 403)
        update = await _update_in(request)
        if update is None:
            return PlainTextResponse("This is not an update of Telegram.", 400)
        try:
            await take(update)
        except Exception as error:
            log.error("an update was not stored", update=update["update_id"], error=named(error))
            return PlainTextResponse("Not stored; please send it again.", 500)
        return Response(status_code=200)

    return Route(PATH, called, methods=["POST"])


async def _update_in(request: Request) -> dict[str, Any] | None:
    body = bytearray()
    try:
        async for part in request.stream():
            body += part
            if len(body) > _LARGEST:
                return None
        update = json.loads(body)
    except (ClientDisconnect, ValueError, RecursionError):
        return None
    return update if isinstance(update, dict) and isinstance(update.get("update_id"), int) else None
