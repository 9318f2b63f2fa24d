"""The log says what happened and why, never with a person's words."""

from __future__ import annotations

import gc
import io
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from bot.conversation.outcomes import Outcome
from bot.conversation.ports import Kind, Refused
from bot.conversation.reply import Part, Reply
from bot.logs import log_to_stderr
from bot.rasa.client import RasaFailed

WORD = "rhubarb"


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """Everything logged, through the bot's own set-up and the standard library's, at every level."""
    written = io.StringIO()
    monkeypatch.setattr("sys.stderr", written)
    handler, root = logging.StreamHandler(written), logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    log_to_stderr("info")
    yield written
    root.removeHandler(handler)
    root.setLevel(level)
    structlog.reset_defaults()


async def test_no_words_are_logged_whatever_happens(talk: Any, rasa: Any, write: Any, log: io.StringIO) -> None:
    rasa.script = {
        f"{WORD} hangs": RasaFailed("no reply in time"),
        f"{WORD} breaks": ValueError(f"cannot read {WORD}"),
        f"{WORD} unstorable": Reply(outcome=Outcome.ANSWERED, profile={"age": f"{WORD}", "council": object()}),
        f"{WORD} answered": Reply(outcome=Outcome.ANSWERED, parts=[Part(markdown=f"about {WORD}")]),
    }
    for words in [*rasa.script, f"{WORD} i am going to kill myself tonight", f"{WORD} " * 500]:
        await talk.say(words)
    await talk.say(WORD, kind=Kind.BUTTON)
    with pytest.raises(Refused):
        await talk.desk.receive(write(WORD * 10_000))
    talk.turn("down")
    await talk.say(f"{WORD} waits")
    await talk.desk.close()
    gc.collect()
    text = log.getvalue()
    assert "rasa gave no reply" in text
    assert "no reply in time" in text
    assert "a message could not be answered" in text
    assert "ValueError" in text
    assert "outcome='urgent'" in text or "outcome=urgent" in text
    assert WORD not in text.lower()
    assert "sam" not in text
