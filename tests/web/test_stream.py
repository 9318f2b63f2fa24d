"""The stream: nothing is lost, nothing comes twice."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest

from bot.channels.web.stream import events
from bot.conversation.ports import Event, Shown

from .desk import MemoryDesk, now
from .serving import ChatServer, wait_until
from .test_api import assert_error, begin, send


def read(stream: httpx.Response, until: str, count: int = 1) -> list[tuple[str, Any]]:
    """The events of a stream up to the `count`th one of a name."""
    found: list[tuple[str, Any]] = []
    name = ""
    for line in stream.iter_lines():
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: "):
            found.append((name, json.loads(line.removeprefix("data: "))))
            count -= name == until
        if not count:
            break
    return found


def numbers(found: list[tuple[str, Any]]) -> list[int]:
    return [data["seq"] for name, data in found if name == "message"]


@pytest.fixture
def token(client: httpx.Client, chat: ChatServer) -> str:
    """A conversation of three messages."""
    token = begin(client)
    send(client, token, text="hello")
    wait_until(lambda: sum(map(len, chat.desk.kept.values())) == 3)
    return token


def test_history_comes_first_then_the_engine(client: httpx.Client, token: str) -> None:
    with client.stream("GET", "/api/stream", params={"conversation": token}) as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        found = read(stream, "engine")
    assert numbers(found) == [1, 2, 3]
    assert found[-1] == ("engine", {"state": "ready"})
    assert found[0][1]["sender"] == "person"
    assert found[0][1]["html"] == "<p>hello</p>"
    assert found[2][1]["buttons"][0] == {"id": "b-how", "label": "How do I get it?"}
    assert found[2][1]["when"] == "2025-03-03T10:15:00+00:00"


def test_live_messages_come_with_a_typing_sign(client: httpx.Client, token: str) -> None:
    with client.stream("GET", "/api/stream", params={"conversation": token, "after": "3"}) as stream:
        send(client, token, text="more")
        found = read(stream, "typing", 2)
    assert numbers(found) == [4, 5, 6]
    assert [data["on"] for name, data in found if name == "typing"] == [True, False]


def test_adviser_who_writes_is_told_in_words(client: httpx.Client, chat: ChatServer, token: str) -> None:
    with client.stream("GET", "/api/stream", params={"conversation": token, "after": "3"}) as stream:
        wait_until(lambda: chat.desk.watchers() == 1)
        chat.call(lambda: chat.desk._tell(next(iter(chat.desk.kept)), Event("writing", words="Amina is writing.")))
        found = read(stream, "writing")
    assert found[-1] == ("writing", {"words": "Amina is writing."})


@pytest.mark.parametrize(("after", "last", "expected"), [(1, None, [2, 3]), (0, "2", [3]), (2, "1", [3])])
def test_lost_line_is_taken_up_where_it_broke(
    client: httpx.Client, token: str, after: int, last: str | None, expected: list[int]
) -> None:
    headers = {"Last-Event-ID": last} if last else {}
    asked = {"conversation": token, "after": str(after)}
    with client.stream("GET", "/api/stream", params=asked, headers=headers) as stream:
        assert numbers(read(stream, "engine")) == expected


@pytest.mark.parametrize("after", ["-1", "x", "1.5", "9" * 20, "²"])
def test_number_that_is_none_is_refused(client: httpx.Client, after: str) -> None:
    asked = {"conversation": begin(client), "after": after}
    assert_error(client.get("/api/stream", params=asked), 400, "wrong_field")


def test_a_token_nobody_was_given_shows_nothing(client: httpx.Client, token: str) -> None:
    with client.stream("GET", "/api/stream", params={"conversation": "x" * 43}) as stream:
        assert numbers(read(stream, "engine")) == []


def test_watching_ends_when_the_client_leaves(client: httpx.Client, chat: ChatServer, token: str) -> None:
    with client.stream("GET", "/api/stream", params={"conversation": token}) as stream:
        read(stream, "engine")
        assert chat.desk.watchers() == 1
    wait_until(lambda: chat.desk.watchers() == 0)


def test_change_of_the_engine_is_told(client: httpx.Client, chat: ChatServer, token: str) -> None:
    chat.desk.engine = "waking"
    with client.stream("GET", "/api/stream", params={"conversation": token}) as stream:
        assert read(stream, "engine")[-1] == ("engine", {"state": "waking"})


async def take(desk: MemoryDesk, count: int) -> list[int]:
    """The numbers of the first messages of a stream in this process."""
    found: list[int] = []
    async with asyncio.timeout(5):
        async for event in (stream := events(desk, "p", 0)):
            if event.event == "message":
                found.append(json.loads(str(event.data))["seq"])
            if len(found) == count:
                break
        await stream.aclose()
    return found


async def test_message_that_comes_while_the_history_is_read_comes_once() -> None:
    desk = MemoryDesk()
    desk.say("p", "bot", "one")

    def meanwhile(_: str) -> None:
        desk.before_history = lambda _: None
        desk.say("p", "bot", "two")
        desk.say("p", "bot", "three")

    desk.before_history = meanwhile
    asyncio.get_running_loop().call_later(0.05, desk.say, "p", "bot", "four")
    assert await take(desk, 4) == [1, 2, 3, 4]


async def test_message_the_desk_forgot_to_tell_is_caught_up() -> None:
    desk = MemoryDesk()
    loop = asyncio.get_running_loop()
    loop.call_later(0.05, desk.kept["p"].append, Shown(1, "bot", "untold", now()))
    loop.call_later(0.10, desk.say, "p", "bot", "told")
    assert await take(desk, 2) == [1, 2]


async def test_message_without_a_number_is_shown_and_not_counted() -> None:
    desk = MemoryDesk()
    loop = asyncio.get_running_loop()
    unnumbered = Event("message", message=Shown(0, "bot", "passing", now()))
    loop.call_later(0.05, desk._tell, "p", unnumbered)
    loop.call_later(0.10, desk.say, "p", "bot", "counted")
    assert await take(desk, 2) == [0, 1]


async def test_stream_ends_when_the_desk_fails(caplog: pytest.LogCaptureFixture) -> None:
    desk = MemoryDesk()

    def fail(_: str) -> None:
        raise RuntimeError(" ".join(["my", "secret"]))

    desk.before_history = fail
    assert [event async for event in events(desk, "p", 0)] == []
    assert "RuntimeError" in caplog.text
    assert "my secret" not in caplog.text
