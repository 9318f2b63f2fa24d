"""The files a browser gets: the element's script (put together from its parts), a style sheet, an icon."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from dataclasses import dataclass, field
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from bot.channels.web.settings import WebSettings

_STATIC = Path(__file__).parent / "static"
_PARTS = ("store.js", "connection.js", "view.js", "chat.js")  # each needs only those before it
_MODULE_LINES = re.compile(r"^import .*\n|^export (?=\w)", re.MULTILINE)
_COMMENT_LINES = re.compile(r"^[ \t]*(?://.*|/\*\*[\s\S]*?\*/)[ \t]*\n", re.MULTILINE)


@dataclass(frozen=True)
class Asset:
    """A file, kept ready in memory, plain and compressed."""

    text: str
    media_type: str
    packed: bytes = field(init=False)
    etag: str = field(init=False)

    def __post_init__(self) -> None:
        raw = self.text.encode()
        object.__setattr__(self, "packed", gzip.compress(raw, mtime=0))
        object.__setattr__(self, "etag", f'"{hashlib.sha256(raw).hexdigest()[:20]}"')

    def response(self, request: Request) -> Response:
        """The file, compressed if the browser can read that, or 304 if it has it already."""
        headers = {"ETag": self.etag, "Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
        if request.headers.get("if-none-match", "").removeprefix("W/") == self.etag:
            return Response(status_code=304, headers=headers)
        if "gzip" in request.headers.get("accept-encoding", ""):
            headers["Content-Encoding"] = "gzip"
            return Response(self.packed, headers=headers, media_type=self.media_type)
        return Response(self.text, headers=headers, media_type=self.media_type)


def read_static(name: str) -> str:
    """The text of one of the files in `static/`."""
    return (_STATIC / name).read_text(encoding="utf-8")


def element_script(settings: WebSettings) -> Asset:
    """The element as one script with no dependency: its parts joined, its style and settings filled in.

    Lines that are comments stay here, for they would be a tenth of what a phone with little data has to load.
    """
    filled = {"css": element_style(), "exit": settings.exit_address, "council": settings.council_name}
    parts = [f"const SERVED = {json.dumps(filled)};\n"]
    parts += [_COMMENT_LINES.sub("", _MODULE_LINES.sub("", read_static(name))) for name in _PARTS]
    return Asset("\n".join(parts), "text/javascript")


def element_style() -> str:
    """The element's style sheet."""
    return read_static("chat.css")


def style_hash() -> str:
    """The element's style sheet as a policy names it, for browsers that need it in a <style> element."""
    digest = hashlib.sha256(element_style().encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
