"""Puts another model in place without a pause: it is loaded beside the running one, in a thread of its own.

Rasa's own `PUT /model` loads in the event loop, so every message waits until it is done (measured: 2 to 3.5 s on two
busy cores, docs/decisions/0010). Loaded in a thread, messages go on being answered by the old model until the new one
is whole. A model that cannot be loaded leaves the old one in place, as Rasa's own way does.
"""

from __future__ import annotations

import asyncio
import ctypes
import gc
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import rasa.server

_load_in_the_loop = rasa.server._load_agent
_TIDY_AFTER = 5.0  # seconds; by then the messages that the old model still had are answered
_LOADER = ThreadPoolExecutor(1, thread_name_prefix="model")  # always the same thread, so that its memory is used again


def install() -> None:
    """Makes `PUT /model` of this process load in a thread; harmless when done twice."""
    rasa.server._load_agent = _load_in_a_thread


async def _load_in_a_thread(*args: Any, **kwargs: Any) -> Any:
    """As Rasa's `_load_agent`; its errors come out unchanged."""
    loop = asyncio.get_running_loop()
    agent = await loop.run_in_executor(_LOADER, lambda: asyncio.run(_load_in_the_loop(*args, **kwargs)))
    loop.call_later(_TIDY_AFTER, loop.run_in_executor, _LOADER, _tidy)
    return agent


def _tidy() -> None:
    """Gives the memory of the old model back."""
    gc.collect()
    if sys.platform == "linux":
        ctypes.CDLL(None).malloc_trim(0)
