"""Telegram calls the bot, instead of being polled."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from telegram_bot import Bot, Parts
from telegram_emulator import Emulator, Phone, until

pytestmark = pytest.mark.telegram
SECRET = "a-secret_of-the-webhook"
HEADER = "X-Telegram-Bot-Api-Secret-Token"
UPDATE = {
    "update_id": 9001,
    "message": {
        "message_id": 1,
        "date": 1700000000,
        "text": "question 1",
        "chat": {"id": 4711, "type": "private"},
        "from": {"id": 4711, "is_bot": False, "first_name": "Kai"},
    },
}


@pytest.fixture
async def called(tmp_path: Path, parts: Parts, emulator: Emulator, token: str) -> AsyncIterator[Bot]:
    """A bot with a public address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    bot = Bot(tmp_path, parts, emulator.url, token, public_url=f"http://127.0.0.1:{port}/", secret=SECRET)
    config = uvicorn.Config(Starlette(routes=bot.channel.routes()), "127.0.0.1", port, log_config=None, ws="none")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    await until(lambda: server.started)
    await bot.channel.start()
    bot.address = f"http://127.0.0.1:{port}/telegram"
    yield bot
    await bot.close()
    server.should_exit = True
    await serving


async def post(bot: Bot, **options: object) -> int:
    async with httpx.AsyncClient(trust_env=False) as client:
        return (await client.post(bot.address, **options)).status_code


async def test_a_call_of_telegram_is_answered(called: Bot, phone: Phone) -> None:
    await until(lambda: phone.calls("setWebhook"))
    phone.sends("question 1")
    await until(lambda: len(phone.got()) == 2)
    assert phone.texts()[1] == "You asked: <b>question 1</b>"
    assert phone.calls("getUpdates") == []
    await until(lambda: phone.pending() == [])


@pytest.mark.parametrize("headers", [{}, {HEADER: ""}, {HEADER: "wrong"}, {HEADER: SECRET + "x"}])
async def test_a_call_without_the_secret_is_refused(called: Bot, headers: dict[str, str]) -> None:
    assert await post(called, json=UPDATE, headers=headers) == 403
    assert await called.desk.history("telegram", "4711") == []


async def test_the_same_call_twice_is_taken_once(called: Bot) -> None:
    for _ in range(2):
        assert await post(called, json=UPDATE, headers={HEADER: SECRET}) == 200
    await called.desk.idle()
    assert called.rasa.asked == ["question 1"]


async def test_200_is_said_only_when_the_message_is_stored(called: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: object) -> None:
        raise OSError("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(called.store, "receive", broken)
        assert await post(called, json=UPDATE, headers={HEADER: SECRET}) == 500
    assert await post(called, json=UPDATE, headers={HEADER: SECRET}) == 200
    assert (await called.desk.history("telegram", "4711"))[0].markdown == "question 1"


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"update_id": "x"}', b"\xff", b"[" * 100_000, b"x" * 1_100_000]
)
async def test_what_is_no_update_is_refused(called: Bot, content: bytes) -> None:
    assert await post(called, content=content, headers={HEADER: SECRET}) == 400


async def test_a_polling_bot_has_no_address_to_call(bot: Bot) -> None:
    assert bot.channel.routes() == []
