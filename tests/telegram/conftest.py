"""One emulator for all tests; a bot and a phone for each.

This folder has no `__init__.py`: as a package it would be called `telegram`, and hide python-telegram-bot.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from itertools import count
from pathlib import Path

import pytest
from telegram_bot import Bot, Parts
from telegram_emulator import Emulator, Phone

_NUMBERS = count(100)


@pytest.fixture(scope="session")
def emulator() -> Iterator[Emulator]:
    emulator = Emulator()
    yield emulator
    emulator.stop()


@pytest.fixture(scope="session")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    return Parts(tmp_path_factory.mktemp("parts"))


@pytest.fixture
def token() -> str:
    return f"{next(_NUMBERS)}:SECRET-TOKEN-of-the-bot"


@pytest.fixture
def phone(emulator: Emulator, token: str) -> Iterator[Phone]:
    phone = Phone(emulator.url, token)
    yield phone
    phone.close()


@pytest.fixture
async def bot(tmp_path: Path, parts: Parts, emulator: Emulator, token: str) -> AsyncIterator[Bot]:
    """A bot that polls."""
    bot = Bot(tmp_path, parts, emulator.url, token)
    await bot.channel.start()
    yield bot
    await bot.close()
