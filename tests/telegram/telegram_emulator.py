"""Starts the Telegram emulator, and lets a test be a person with a phone who talks to the bot through it."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

ROOT = Path(__file__).resolve().parents[2]
CHAT = 4711


class Emulator:
    """The running emulator."""

    def __init__(self) -> None:
        node = shutil.which("node")
        if node is None:
            pytest.fail("The Telegram tests need Node 20 or newer (`node`), which is not installed.")
        if not (ROOT / "node_modules" / "telegram-test-api").is_dir():
            pytest.fail("The Telegram tests need the package telegram-test-api. Install it with: make install")
        script = str(Path(__file__).with_name("emulator.mjs"))
        self._process = subprocess.Popen([node, script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        port = self._process.stdout.readline().strip()
        if not port:
            pytest.fail("The Telegram emulator did not start; what it said stands above.")
        self.url = f"http://127.0.0.1:{port}"

    def stop(self) -> None:
        self._process.communicate(timeout=10)


class Phone:
    """A person in one chat with the bot.

    Args:
        url: the emulator's address.
        token: the bot's token.
        chat: id of the chat.
    """

    def __init__(self, url: str, token: str, chat: int = CHAT, kind: str = "private") -> None:
        self._http = httpx.Client(base_url=url, timeout=10, trust_env=False)
        self._token, self.chat = token, chat
        self._from = {"id": chat, "first_name": "Kai", "is_bot": False}
        self._chat = {"id": chat, "first_name": "Kai", "type": kind}

    def close(self) -> None:
        self._http.close()

    def sends(self, text: str | None = None, *, sender: dict[str, Any] | None = None, **fields: Any) -> None:
        """Sends words, or anything else that a message can hold."""
        message = {**self._common(), **({"text": text} if text is not None else {}), **fields}
        self._post("/sendMessage", {**message, "botToken": self._token, **({"from": sender} if sender else {})})

    def edits(self, text: str | None = None, **fields: Any) -> None:
        message = {**self._common(), "message_id": 1, "edit_date": int(time.time()), "text": text, **fields}
        self._post(f"/shim/{self._token}/edit", {key: value for key, value in message.items() if value is not None})

    def presses(self, data: str) -> None:
        message = {**self._common(), "message_id": 1}
        self._post("/sendCallback", {"botToken": self._token, "from": self._from, "message": message, "data": data})

    def fails(self, method: str, code: int, times: int = 1, description: str = "", **parameters: Any) -> None:
        """Has Telegram refuse the next calls of a method."""
        fault = {"method": method, "code": code, "times": times, "description": description}
        self._post(f"/shim/{self._token}/fault", {**fault, "parameters": parameters or None})

    def network(self, *, up: bool) -> None:
        """Breaks every connection of the bot with Telegram, or mends it."""
        self._post(f"/shim/{self._token}/down", {"down": not up})

    def calls(self, method: str | None = None) -> list[dict[str, Any]]:
        """What the bot has asked Telegram, in order."""
        found: list[dict[str, Any]] = self._http.get(f"/shim/{self._token}/calls").json()
        return [call for call in found if method in (None, call["method"])]

    def pending(self) -> list[dict[str, Any]]:
        """The updates that the bot has not confirmed."""
        found: list[dict[str, Any]] = self._http.get(f"/shim/{self._token}/pending").json()
        return found

    def got(self) -> list[dict[str, Any]]:
        """The messages of the bot that have arrived in this chat."""
        history = self._http.post("/getUpdatesHistory", json={"token": self._token}).json()["result"]
        messages = [item["message"] for item in history if "chat_id" in item.get("message", {})]
        return [message for message in messages if str(message["chat_id"]) == str(self.chat)]

    def texts(self) -> list[str]:
        return [message["text"] for message in self.got()]

    def _common(self) -> dict[str, Any]:
        return {"from": self._from, "chat": self._chat, "date": int(time.time())}

    def _post(self, path: str, body: dict[str, Any]) -> None:
        self._http.post(path, content=json.dumps(body), headers={"Content-Type": "application/json"}).raise_for_status()


async def until(true: Callable[[], Any], seconds: float = 10) -> Any:
    """Waits until something is true, and returns it."""
    end = time.monotonic() + seconds
    while not (found := await asyncio.to_thread(true)):
        if time.monotonic() > end:
            raise AssertionError("this did not become true in time")
        await asyncio.sleep(0.03)
    return found
