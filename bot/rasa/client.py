"""Asks Rasa over loopback: one message, one reply."""

from __future__ import annotations

from typing import Any

import httpx
from pydantic import ValidationError

from bot.conversation.reply import Reply, merge
from common.safety import Verdict


class RasaFailed(Exception):
    """Rasa gave no usable reply; the message says why, without the person's words."""


class RasaGone(RasaFailed):
    """Rasa cannot be reached at all: it is starting, or it has died."""


class RasaClient:
    """Sends messages to one Rasa process.

    Args:
        address: its loopback address.
        timeout: seconds to wait for a reply.
        token: the token of its HTTP API.
    """

    def __init__(self, address: str, timeout: float, token: str) -> None:
        limits = httpx.Limits(max_keepalive_connections=32)
        self._http = httpx.AsyncClient(base_url=address, timeout=timeout, limits=limits, trust_env=False)
        self._token = token

    async def close(self) -> None:
        """Closes the connections."""
        await self._http.aclose()

    async def ready(self) -> bool:
        """Whether Rasa answers and has a model."""
        return bool(await self.model_file())

    async def model_file(self) -> str | None:
        """Name of the model's file that Rasa serves; None when it has none, or does not answer."""
        try:
            answer = await self._http.get("/status", params={"token": self._token}, timeout=2.0)
            named = answer.json().get("model_file") if answer.status_code == 200 else None
        except (httpx.HTTPError, ValueError, AttributeError):
            return None
        return str(named).rpartition("/")[2] if named else None

    async def ask(self, sender: str, text: str, metadata: dict[str, Any]) -> Reply:
        """Sends one message and reads the reply.

        Args:
            sender: the conversation, as Rasa knows it.
            text: what was typed, or `/intent` for a button.
            metadata: what goes with it to the components and actions.

        Returns:
            the reply of all actions that ran. Raises RasaGone or RasaFailed.
        """
        return self._read(await self._say(sender, text, metadata))

    async def explain(self, sender: str, text: str, metadata: dict[str, Any]) -> tuple[Reply, dict[str, Any]]:
        """As `ask`, and what the model made of the message, which actions send along when metadata has `explain`."""
        answer = await self._say(sender, text, metadata)
        reply = self._read(answer)
        read = next((i["custom"]["read"] for i in answer.json() if "read" in i.get("custom", {})), None)
        if not isinstance(read, dict):
            raise RasaFailed("a reply without what the model made of the message")
        return reply, read

    async def _say(self, sender: str, text: str, metadata: dict[str, Any]) -> httpx.Response:
        body = {"sender": sender, "message": text, "metadata": metadata}
        try:
            answer = await self._http.post("/webhooks/rest/webhook", json=body)
        except httpx.TimeoutException:
            raise RasaFailed("no reply in time") from None
        except (httpx.NetworkError, httpx.RemoteProtocolError) as error:
            raise RasaGone(f"no connection ({type(error).__name__})") from None
        except httpx.HTTPError as error:
            raise RasaFailed(type(error).__name__) from None
        if answer.status_code != 200:
            raise RasaFailed(f"status {answer.status_code}")
        return answer

    def _read(self, answer: httpx.Response) -> Reply:
        try:
            items = answer.json()
            replies = [Reply.model_validate(i["custom"]["reply"]) for i in items if "custom" in i]
        except (ValueError, TypeError, KeyError, ValidationError) as error:
            raise RasaFailed(f"not a reply ({type(error).__name__})") from None
        if not replies:
            raise RasaFailed("an empty reply")
        return merge(replies)

    async def judge(self, text: str) -> Verdict:
        """What the trained safety model and the rules find in a text, outside any conversation.

        Raises RasaGone or RasaFailed.
        """
        try:
            answer = await self._http.post("/model/parse", json={"text": text}, params={"token": self._token})
        except httpx.TimeoutException:
            raise RasaFailed("no reply in time") from None
        except httpx.HTTPError as error:
            raise RasaGone(f"no connection ({type(error).__name__})") from None
        if answer.status_code != 200:
            raise RasaFailed(f"status {answer.status_code}")
        try:
            safety = answer.json()["safety"]
            return Verdict(safety["verdict"], safety["topic"], bool(safety["ask"]), safety.get("rule"))
        except (ValueError, TypeError, KeyError) as error:
            raise RasaFailed(f"not a verdict ({type(error).__name__})") from None

    async def forget(self, sender: str) -> None:
        """Makes Rasa drop a conversation; silent when Rasa is not there, since its tracker is in memory only."""
        event = {"event": "restart"}
        try:
            await self._http.post(f"/conversations/{sender}/tracker/events", json=event, params={"token": self._token})
        except httpx.HTTPError:
            return

    async def swap_model(self, path: str) -> None:
        """Puts another model in place while serving; raises RasaFailed when Rasa refuses it (the old one stays)."""
        try:
            answer = await self._http.put(
                "/model", json={"model_file": path}, params={"token": self._token}, timeout=120.0
            )
        except httpx.HTTPError as error:
            raise RasaFailed(type(error).__name__) from None
        if answer.status_code not in (200, 204):
            raise RasaFailed(f"the model was refused (status {answer.status_code})")
