"""The one shape of every error of the API, {"error": {"code", "message"}}, and the words of each."""

from __future__ import annotations

import logging
import traceback

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.types import ExceptionHandler

from bot.conversation.ports import Refused

log = logging.getLogger(__name__)

ERRORS: dict[str, tuple[int, str]] = {
    "not_utf8": (400, "I could not read that. Please send it as UTF-8 text."),
    "not_json": (400, "I could not read that. Please send a JSON object."),
    "missing_field": (400, "Something is missing: {detail}."),
    "wrong_field": (400, "Something is not right: {detail}."),
    "wrong_conversation": (400, "I do not know this conversation. Please start a new one."),
    "empty": (400, "Your message is empty. Please write a few words."),
    "not_found": (404, "There is nothing at this address."),
    "wrong_method": (405, "This address cannot be used in that way."),
    "too_big": (413, "Your message is too long for me. Please send it in smaller parts."),
    "wrong_type": (415, "Please send JSON, with the content type application/json."),
    "failed": (500, "Something went wrong here. It is not your fault. Please try again in a minute."),
}
_OF_STATUS = {404: "not_found", 405: "wrong_method", 413: "too_big", 415: "wrong_type"}
_OF_REFUSAL = {413: "too_big", 429: "too_many"}


class ApiError(Exception):
    """A request that cannot be taken; `code` is one of ERRORS, `detail` completes its words."""

    def __init__(self, code: str, detail: str = "") -> None:
        self.code = code
        self.status, words = ERRORS[code]
        self.words = words.format(detail=detail)
        super().__init__(self.words)


def error_response(status: int, code: str, words: str) -> JSONResponse:
    """An error in the one shape."""
    return JSONResponse({"error": {"code": code, "message": words}}, status_code=status)


async def _api_error(_: Request, error: Exception) -> Response:
    assert isinstance(error, ApiError)
    response = error_response(error.status, error.code, error.words)
    if error.code == "too_big":
        response.headers["Connection"] = "close"  # the rest of the body is not waited for
    return response


async def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    return error_response(error.status, _OF_REFUSAL.get(error.status, "refused"), error.words)


async def _http_error(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code = _OF_STATUS.get(error.status_code, "not_found")
    response = error_response(error.status_code, code, ERRORS[code][1])
    response.headers.update(error.headers or {})
    return response


async def _gone(_: Request, __: Exception) -> Response:
    return Response(status_code=400)  # the client hung up while sending; nobody reads this


def log_failure(where: str, error: BaseException) -> None:
    """Logs what failed and where, without the exception's own text, which may hold a person's words."""
    frames = "".join(traceback.format_tb(error.__traceback__))
    log.error("%s failed: %s\n%s", where, type(error).__name__, frames)


async def _failed(request: Request, error: Exception) -> Response:
    log_failure(f"{request.method} {request.url.path}", error)
    status, words = ERRORS["failed"]
    return error_response(status, "failed", words)


HANDLERS: dict[type[Exception], ExceptionHandler] = {
    ApiError: _api_error,
    Refused: _refused,
    HTTPException: _http_error,
    ClientDisconnect: _gone,
    Exception: _failed,
}
