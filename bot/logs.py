"""The log: one line an event on standard error, never with a person's words, names or tokens."""

from __future__ import annotations

import logging
import sys

import structlog
from structlog.typing import EventDict

_LEVELS = {"info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}


def _one_line(_: object, __: str, event: EventDict) -> EventDict:
    """Line breaks written out, so that no value can pretend to be an event of its own."""
    return {k: v.replace("\r", "\\r").replace("\n", "\\n") if isinstance(v, str) else v for k, v in event.items()}


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
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s %(message)s")
    for name in ("httpx", "httpcore", "telegram", "sse_starlette", "asyncio", "alembic"):
        logging.getLogger(name).setLevel(logging.WARNING)
