"""Another model is loaded beside the running one, and nothing waits for it."""

from __future__ import annotations

import asyncio
import threading
import warnings
from typing import Any, Iterator

import pytest

with warnings.catch_warnings():  # the server's libraries warn at their import
    warnings.simplefilter("ignore")
    import rasa.server

    from engine import model_swap


@pytest.fixture
def answered(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Set when a message was answered; loading a model takes until then, and at most some seconds."""
    event = threading.Event()

    async def load(model_path: str) -> tuple[str, bool]:
        if model_path == "bad":
            raise rasa.server.ErrorResponse(400, "BadRequest", "could not be loaded")
        return f"agent of {model_path}", event.wait(5)

    before = rasa.server._load_agent
    monkeypatch.setattr(model_swap, "_load_in_the_loop", load)
    monkeypatch.setattr(model_swap, "_TIDY_AFTER", 0.0)
    model_swap.install()
    yield event
    rasa.server._load_agent = before


def test_messages_are_answered_while_a_model_is_loaded(answered: threading.Event) -> None:
    async def swap_and_message() -> Any:
        load = asyncio.create_task(rasa.server._load_agent(model_path="new"))
        await asyncio.sleep(0.05)  # the load has begun
        answered.set()  # in the loop: had the load blocked it, this would come too late
        return await load

    assert asyncio.run(swap_and_message()) == ("agent of new", True)


def test_error_of_a_bad_model_comes_out_unchanged(answered: threading.Event) -> None:
    with pytest.raises(rasa.server.ErrorResponse):
        asyncio.run(rasa.server._load_agent(model_path="bad"))
