"""The log: one line an event on standard error, never with a person's words, names or tokens."""

from __future__ import annotations

import contextlib
import logging
import sys
from typing import TextIO, cast

import structlog
from structlog.typing import EventDict

_LEVELS = {"info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}


def _one_line(_: object, __: str, event: EventDict) -> EventDict:
    """Line breaks written out, so that no value can pretend to be an event of its own."""
    return {k: v.replace("\r", "\\r").replace("\n", "\\n") if isinstance(v, str) else v for k, v in event.items()}


class _Steady:
    """Standard error that never fails: on a full disk a line of the log may be lost, but no alert and no message."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Writes, if that can be done now."""
        with contextlib.suppress(OSError):
            return self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        """Hands it on, if that can be done now."""
        with contextlib.suppress(OSError):
            self._stream.flush()


def log_to_stderr(level: str = "info") -> None:
    """Sets the log up; libraries that log addresses with tokens in them are held to warnings."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="%H:%M:%S", utc=False),
            _one_line,
            structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"], repr_native_str=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(_LEVELS[level]),
        logger_factory=structlog.PrintLoggerFactory(cast(TextIO, _Steady(sys.stderr))),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s %(message)s")
    for name in ("httpx", "httpcore", "telegram", "sse_starlette", "asyncio", "alembic"):
        logging.getLogger(name).setLevel(logging.WARNING)
