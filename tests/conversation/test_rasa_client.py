"""The client against a real HTTP server on loopback that answers whatever a broken Rasa might."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.conversation.outcomes import Outcome
from bot.rasa.client import RasaClient, RasaFailed, RasaGone
from common.safety import Verdict

GOOD = [{"recipient_id": "c1", "custom": {"reply": {"outcome": "answered", "parts": [{"markdown": "yes"}]}}}]
GARBAGE = {
    "nothing": b"",
    "not json": b"<html>rhubarb</html>",
    "not utf-8": b'["\xff\xfe"]',
    "half": json.dumps(GOOD).encode()[:40],
    "empty list": b"[]",
    "null": b"null",
    "number": b"7",
    "object": b'{"custom": 1}',
    "list of numbers": b"[1, 2]",
    "list of nulls": b"[null]",
    "text only": b'[{"recipient_id": "c1", "text": "rhubarb"}]',
    "no reply in it": b'[{"custom": {}}]',
    "custom null": b'[{"custom": null}]',
    "custom text": b'[{"custom": "reply"}]',
    "reply null": b'[{"custom": {"reply": null}}]',
    "unknown outcome": b'[{"custom": {"reply": {"outcome": "rhubarb"}}}]',
    "unknown field": b'[{"custom": {"reply": {"outcome": "answered", "rhubarb": 1}}}]',
    "parts of the wrong kind": b'[{"custom": {"reply": {"outcome": "answered", "parts": "rhubarb"}}}]',
}


class BrokenRasa:
    """Answers every request with `status` and `body` after `seconds`, or `raw` bytes instead."""

    def __init__(self) -> None:
        self.status, self.body, self.seconds = 200, json.dumps(GOOD).encode(), 0.0
        self.raw: bytes | None = None
        self.asked: list[tuple[str, Any]] = []

    async def start(self) -> int:
        self.server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return int(self.server.sockets[0].getsockname()[1])

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            length = next((int(h.split(":")[1]) for h in head.splitlines() if h.lower().startswith("content-len")), 0)
            body = await reader.readexactly(length)
            self.asked.append((head.splitlines()[0], json.loads(body) if body else None))
            await asyncio.sleep(self.seconds)
            size = f"Content-Length: {len(self.body)}\r\nConnection: close\r\n\r\n"
            writer.write(
                self.raw if self.raw is not None else f"HTTP/1.1 {self.status} X\r\n{size}".encode() + self.body
            )
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


@pytest.fixture
async def broken() -> AsyncIterator[BrokenRasa]:
    server = BrokenRasa()
    server.port = await server.start()  # type: ignore[attr-defined]
    yield server
    server.server.close()
    await server.server.wait_closed()


@pytest.fixture
async def client(broken: Any) -> AsyncIterator[RasaClient]:
    client = RasaClient(f"http://127.0.0.1:{broken.port}", 0.3, "token")
    yield client
    await client.close()


async def test_a_good_reply_is_read(client: RasaClient, broken: BrokenRasa) -> None:
    reply = await client.ask("c1", "hello", {"today": "2026-03-02"})
    assert reply.outcome is Outcome.ANSWERED
    assert reply.parts[0].markdown == "yes"
    line, body = broken.asked[0]
    assert line.startswith("POST /webhooks/rest/webhook ")
    assert body == {"sender": "c1", "message": "hello", "metadata": {"today": "2026-03-02"}}


async def test_a_text_is_judged_outside_any_conversation(client: RasaClient, broken: BrokenRasa) -> None:
    safety = {"verdict": "urgent", "topic": "overdose", "ask": False, "rule": None, "urgent": 0.9}
    broken.body = json.dumps({"text": "x", "safety": safety}).encode()
    assert await client.judge("i took them all") == Verdict("urgent", "overdose", False, None)
    line, body = broken.asked[0]
    assert line.startswith("POST /model/parse?token=token ")
    assert body == {"text": "i took them all"}


@pytest.mark.parametrize("body", [b"", b"[]", b'{"safety": null}', b'{"safety": {"verdict": "urgent"}}'], ids=str)
async def test_a_judgement_that_is_none_is_a_failure(client: RasaClient, broken: BrokenRasa, body: bytes) -> None:
    broken.body = body
    with pytest.raises(RasaFailed):
        await client.judge("hello")


async def test_replies_of_several_actions_are_one(client: RasaClient, broken: BrokenRasa) -> None:
    more = {"custom": {"reply": {"outcome": "urgent", "verdict": "urgent", "parts": [{"markdown": "ring"}]}}}
    broken.body = json.dumps([*GOOD, {"text": "plain"}, more]).encode()
    reply = await client.ask("c1", "hello", {})
    assert reply.outcome is Outcome.URGENT
    assert [p.markdown for p in reply.parts] == ["yes", "ring"]


@pytest.mark.parametrize("body", GARBAGE.values(), ids=GARBAGE.keys())
async def test_garbage_is_a_failure_without_words(client: RasaClient, broken: BrokenRasa, body: bytes) -> None:
    broken.body = body
    with pytest.raises(RasaFailed) as failed:
        await client.ask("c1", "hello", {})
    assert not isinstance(failed.value, RasaGone)
    assert "rhubarb" not in str(failed.value)


@pytest.mark.parametrize("status", [204, 302, 401, 404, 500, 503])
async def test_a_status_other_than_200_is_a_failure(client: RasaClient, broken: BrokenRasa, status: int) -> None:
    broken.status, broken.body = status, b""
    with pytest.raises(RasaFailed, match=f"status {status}"):
        await client.ask("c1", "hello", {})


@pytest.mark.parametrize("raw", [b"", b"rhubarb\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n[]"], ids=str)
async def test_a_broken_connection_is_a_failure(client: RasaClient, broken: BrokenRasa, raw: bytes) -> None:
    broken.raw = raw
    with pytest.raises(RasaFailed) as failed:
        await client.ask("c1", "hello", {})
    assert "rhubarb" not in str(failed.value)


async def test_a_rasa_that_hangs_is_a_failure_in_time(client: RasaClient, broken: BrokenRasa) -> None:
    broken.seconds = 1.0
    with pytest.raises(RasaFailed, match="no reply in time"):
        await client.ask("c1", "hello", {})


async def test_a_closed_port_means_that_rasa_is_gone() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    client = RasaClient(f"http://127.0.0.1:{port}", 0.3, "token")
    with pytest.raises(RasaGone):
        await client.ask("c1", "hello", {})
    assert not await client.ready()
    await client.forget("c1")
    await client.close()


@pytest.mark.parametrize(
    ("body", "ready"), [(b'{"model_file": "m"}', True), (b'{"model_file": ""}', False), (b"x", False)], ids=str
)
async def test_rasa_is_ready_when_it_has_a_model(
    client: RasaClient, broken: BrokenRasa, body: bytes, ready: bool
) -> None:
    broken.body = body
    assert await client.ready() is ready


@pytest.mark.parametrize("how", ["garbage", "status", "slow"])
async def test_a_person_gets_honest_words_from_a_broken_rasa(
    make_talk: Any, client: RasaClient, broken: BrokenRasa, how: str
) -> None:
    talk = make_talk(rasa=client)
    match how:
        case "garbage":
            broken.body = b"[{}]"
        case "status":
            broken.status = 500
        case "slow":
            broken.seconds = 1.0
    assert talk.phrases.say("failed") in await talk.say("one")
    broken.status, broken.seconds, broken.body = 200, 0.0, json.dumps(GOOD).encode()
    assert await talk.say("two") == ["yes"]


async def test_a_message_to_a_closed_port_waits_until_rasa_is_back(
    make_talk: Any, client: RasaClient, broken: BrokenRasa
) -> None:
    talk = make_talk(rasa=client)
    broken.server.close()
    await broken.server.wait_closed()
    assert await talk.say("one") == [talk.phrases.say("down")]
    broken.server = await asyncio.start_server(broken._serve, "127.0.0.1", broken.port)  # type: ignore[attr-defined]
    talk.turn("ready")
    await talk.desk._resuming
    await talk.desk.idle()
    assert await talk.heard() == [talk.phrases.say("down"), "yes"]
