"""Keeps conversation tokens and people's words out of the logs of the libraries below the web chat."""

from __future__ import annotations

import logging
import re

_TOKEN = re.compile(r"(conversation=)[^&\s\"]*")


class HideTokens(logging.Filter):
    """Takes the token out of the addresses in an access log."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrites the record's arguments; never drops one."""
        if isinstance(record.args, tuple):
            record.args = tuple(_TOKEN.sub(r"\1hidden", arg) if isinstance(arg, str) else arg for arg in record.args)
        return True


_HIDE = HideTokens()


def keep_logs_clean() -> None:
    """Hides tokens in uvicorn's access log, and stops sse-starlette writing whole messages when debugging."""
    logging.getLogger("uvicorn.access").addFilter(_HIDE)  # adding the same one again does nothing
    logging.getLogger("sse_starlette.sse").setLevel(logging.INFO)
