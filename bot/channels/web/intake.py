"""Reads what the element sends, and refuses it kindly when it is not what it should be."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import secrets
from collections.abc import Mapping

from starlette.requests import Request

from bot.channels.web.errors import ApiError
from bot.conversation.ports import Incoming, Kind

MOST_BYTES = 64 * 1024
COMMANDS = ("privacy", "help", "stop", "start")
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_BUTTON = re.compile(r"[!-~]{1,200}")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff]")


def new_token() -> str:
    """A conversation's token, which cannot be guessed; who holds it can read the conversation."""
    return secrets.token_urlsafe(32)


def external_id(token: object) -> str:
    """What the desk knows a conversation by: a digest, so that the token itself is kept nowhere."""
    if not isinstance(token, str) or not _TOKEN.fullmatch(token):
        raise ApiError("wrong_conversation")
    return hashlib.sha256(token.encode()).hexdigest()


async def read_json(request: Request) -> Mapping[str, object]:
    """The JSON object a request brings; raises ApiError, for a long body as soon as it is too long."""
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != "application/json":
        raise ApiError("wrong_type")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise ApiError("too_big")
    try:
        read = json.loads(body.decode("utf-8"))
    except UnicodeDecodeError:
        raise ApiError("not_utf8") from None
    except (ValueError, RecursionError):
        raise ApiError("not_json") from None
    if not isinstance(read, dict):
        raise ApiError("not_json")
    return read


def parse_incoming(fields: Mapping[str, object], arrived: dt.datetime) -> Incoming:
    """What a person sent, as the desk takes it; raises ApiError."""
    for name in ("conversation", "id"):
        if name not in fields:
            raise ApiError("missing_field", f"“{name}”")
    person = external_id(fields["conversation"])
    update_id = fields["id"]
    if not isinstance(update_id, str) or not _ID.fullmatch(update_id):
        raise ApiError("wrong_field", "“id” has to be a UUID in lower case")
    kind, text = _content(fields)
    return Incoming("web", person, update_id, kind, text, arrived)


def _content(fields: Mapping[str, object]) -> tuple[Kind, str]:
    given = [name for name in ("text", "button", "command") if name in fields]
    if not given:
        raise ApiError("missing_field", "one of “text”, “button” and “command”")
    if len(given) > 1:
        raise ApiError("wrong_field", "send only one of “text”, “button” and “command”")
    value = fields[given[0]]
    if not isinstance(value, str):
        raise ApiError("wrong_field", f"“{given[0]}” has to be text")
    if given[0] == "text":
        return Kind.TEXT, _clean(value)
    if given[0] == "command":
        if value not in COMMANDS:
            raise ApiError("wrong_field", f"“command” has to be one of {', '.join(COMMANDS)}")
        return Kind.COMMAND, value
    if not _BUTTON.fullmatch(value):
        raise ApiError("wrong_field", "this is not a button of mine")
    return Kind.BUTTON, value


def _clean(text: str) -> str:
    """The text without control characters and halves of characters, which no one can see or store."""
    whole = text.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace").decode("utf-8")
    clean = _CONTROL.sub("", whole).strip()
    if not clean:
        raise ApiError("empty")
    return clean
