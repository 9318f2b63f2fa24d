"""Serves the custom actions to Rasa on a loopback port, inside the bot's process."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import structlog
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

log = structlog.get_logger()


def action_app() -> Starlette:
    """The action server as an ASGI application; it speaks rasa-sdk's protocol on POST /webhook."""
    logging.getLogger("rasa_sdk").setLevel(logging.ERROR)  # it logs the version difference that decision 0002 accepts
    executor = ActionExecutor()
    executor.register_package("actions")
    return Starlette(routes=[Route("/webhook", _endpoint(executor), methods=["POST"])])


def _endpoint(executor: Any) -> Callable[[Request], Any]:
    async def run(request: Request) -> Response:
        call = await request.json()
        try:
            result = await executor.run(call)
        except ActionExecutionRejection as refused:
            return JSONResponse({"error": str(refused), "action_name": refused.action_name}, status_code=400)
        except ActionNotFoundException as missing:
            return JSONResponse({"error": str(missing), "action_name": missing.action_name}, status_code=404)
        except Exception as error:
            # no body: Rasa would log it, and it could hold the person's words
            log.error(
                "action failed", action=call.get("next_action"), error=type(error).__name__, exc_info=_where(error)
            )
            return Response(status_code=500)
        return JSONResponse(result.model_dump() if hasattr(result, "model_dump") else result)

    return run


def _where(error: BaseException) -> str:
    """File and line of an error, without its message, which could quote the person."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "unknown"
