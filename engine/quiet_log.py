"""Keeps a person's words out of Rasa's log.

Rasa 3.6.21 logs the text of a message when it times out or fails, and the whole answer of a failing action. So every
record keeps its place and level, and loses everything that could quote a person: arguments, traces and extra fields.
"""

from __future__ import annotations

import logging
from typing import Any

_PLAIN = ("event", "level", "timestamp", "logger", "component", "model_id")


class _WithoutWords(logging.Filter):
    """Replaces what a record says by where it was said, for Rasa's own loggers and Sanic's."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always True; the record is changed in place."""
        if record.levelno >= logging.WARNING:
            kind = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else ""
            record.msg = f"{record.module}:{record.lineno} {kind}".strip()
            record.args, record.exc_info, record.exc_text, record.stack_info = (), None, None, None
        return True


def without_words(_: Any, __: str, event: dict[str, Any]) -> dict[str, Any]:
    """A structlog processor: keeps the name of the event, drops the fields that could quote a person."""
    return {k: v for k, v in event.items() if k in _PLAIN}


def install() -> None:
    """Puts the filter on every handler, now and after Rasa has set up its own logging."""
    import structlog
    from rasa.utils import log_utils

    original = log_utils.configure_structlog

    def configured(*args: Any, **kwargs: Any) -> None:
        original(*args, **kwargs)
        settings = structlog.get_config()
        structlog.configure(processors=[without_words, *settings["processors"]])

    log_utils.configure_structlog = configured
    logging.setLogRecordFactory(_factory(logging.getLogRecordFactory()))


def _factory(original: Any) -> Any:
    cleaner = _WithoutWords()

    def make(*args: Any, **kwargs: Any) -> logging.LogRecord:
        record = original(*args, **kwargs)
        if record.name.split(".")[0] in ("rasa", "sanic", "asyncio", "engine"):
            cleaner.filter(record)
        return record

    return make
