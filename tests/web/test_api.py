"""What the API takes, and how it refuses what it cannot take."""

from __future__ import annotations

import hashlib
import json
import logging
import re
import uuid
from typing import Any

import httpx
import pytest

from bot.conversation.ports import Refused

from .serving import ChatServer

JSON = {"Content-Type": "application/json"}


def begin(client: httpx.Client) -> str:
    answer = client.post("/api/conversations")
    assert answer.status_code == 201
    token: str = answer.json()["conversation"]
    return token


def send(client: httpx.Client, token: str, **fields: Any) -> httpx.Response:
    return client.post("/api/messages", json={"conversation": token, "id": str(uuid.uuid4()), **fields})


def assert_error(answer: httpx.Response, status: int, code: str) -> None:
    assert answer.status_code == status
    assert answer.json().keys() == {"error"}
    assert answer.json()["error"].keys() == {"code", "message"}
    assert answer.json()["error"]["code"] == code
    assert answer.json()["error"]["message"].endswith(".")


def test_conversation_tokens_cannot_be_guessed_and_never_reach_the_desk(client: httpx.Client, chat: ChatServer) -> None:
    token = begin(client)
    assert re.fullmatch(r"[\w-]{43}", token)
    assert token != begin(client)
    send(client, token, text="hello")
    assert chat.desk.taken[0].external_id == hashlib.sha256(token.encode()).hexdigest()
    assert token not in repr(chat.desk.taken)


def test_message_is_taken(client: httpx.Client, chat: ChatServer) -> None:
    answer = send(client, begin(client), text="am i owed 3 grand")
    assert (answer.status_code, answer.json()) == (202, {"new": True})
    assert chat.desk.taken[0].text == "am i owed 3 grand"


@pytest.mark.parametrize("what", [{"button": "b-how"}, {"command": "privacy"}])
def test_button_and_command_are_taken(client: httpx.Client, chat: ChatServer, what: dict[str, str]) -> None:
    assert send(client, begin(client), **what).status_code == 202
    assert [chat.desk.taken[0].kind, chat.desk.taken[0].text] == [*what.keys(), *what.values()]


def test_same_id_is_not_answered_twice(client: httpx.Client, chat: ChatServer) -> None:
    token, update = begin(client), str(uuid.uuid4())
    assert send(client, token, id=update, text="hello").json() == {"new": True}
    assert send(client, token, id=update, text="hello").json() == {"new": False}
    assert len(chat.desk.taken) == 1


@pytest.mark.parametrize(
    "token", ["", "x", "x" * 44, "../../../../../../../../../../../etc/passw", None, 7, ["x" * 43], "é" * 43]
)
def test_forged_token_is_refused(client: httpx.Client, chat: ChatServer, token: Any) -> None:
    assert_error(send(client, token, text="hello"), 400, "wrong_conversation")
    assert_error(client.get("/api/stream?conversation=forged"), 400, "wrong_conversation")
    assert chat.desk.taken == []


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({}, "missing_field"),
        ({"text": "a", "button": "b"}, "wrong_field"),
        ({"text": 7}, "wrong_field"),
        ({"text": None}, "wrong_field"),
        ({"text": ["a"]}, "wrong_field"),
        ({"button": {"id": "b"}}, "wrong_field"),
        ({"button": "not a button\n"}, "wrong_field"),
        ({"button": "x" * 201}, "wrong_field"),
        ({"command": "shutdown"}, "wrong_field"),
        ({"text": "a", "id": "1"}, "wrong_field"),
        ({"text": "a", "id": 1}, "wrong_field"),
        ({"text": ""}, "empty"),
        ({"text": " \n\x00\x1b "}, "empty"),
    ],
)
def test_wrong_fields_are_refused(client: httpx.Client, chat: ChatServer, fields: Any, code: str) -> None:
    assert_error(send(client, begin(client), **fields), 400, code)
    assert chat.desk.taken == []


@pytest.mark.parametrize("missing", ["conversation", "id"])
def test_missing_field_is_named(client: httpx.Client, missing: str) -> None:
    fields = {"conversation": begin(client), "id": str(uuid.uuid4()), "text": "a"}
    del fields[missing]
    answer = client.post("/api/messages", json=fields)
    assert_error(answer, 400, "missing_field")
    assert missing in answer.json()["error"]["message"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"hello", "not_json"),
        (b"", "not_json"),
        (b"[]", "not_json"),
        (b"[" * 60_000, "not_json"),
        (b'{"text": "\xff\xfe"}', "not_utf8"),
        ('{"text": "a"}'.encode("utf-16"), "not_utf8"),
    ],
)
def test_what_is_not_a_json_object_is_refused(client: httpx.Client, body: bytes, code: str) -> None:
    assert_error(client.post("/api/messages", content=body, headers=JSON), 400, code)


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_other_content_types_are_refused(client: httpx.Client, kind: str) -> None:
    """A page of another site can send these without being asked for permission first."""
    answer = client.post("/api/messages", content=b"{}", headers={"Content-Type": kind})
    assert_error(answer, 415, "wrong_type")


def test_100_000_characters_are_refused(client: httpx.Client, chat: ChatServer) -> None:
    assert_error(send(client, begin(client), text="a" * 100_000), 413, "too_big")
    assert chat.desk.taken == []


def test_long_body_is_refused_before_it_has_ended(client: httpx.Client) -> None:
    def endless() -> Any:
        while True:
            yield b" " * 16_384

    assert_error(client.post("/api/messages", content=endless(), headers=JSON), 413, "too_big")


@pytest.mark.parametrize(("status", "code"), [(429, "too_many"), (413, "too_big"), (403, "refused")])
def test_refusal_of_the_desk_is_passed_on(client: httpx.Client, chat: ChatServer, status: int, code: str) -> None:
    chat.desk.refuse = Refused(status, "Please wait a little.")
    answer = send(client, begin(client), text="hello")
    assert_error(answer, status, code)
    assert answer.json()["error"]["message"] == "Please wait a little."


def test_failure_of_the_desk_is_owned_up_to_and_logged_without_words(
    client: httpx.Client, chat: ChatServer, caplog: pytest.LogCaptureFixture
) -> None:
    chat.desk.fault = RuntimeError("could not store 'my secret'")
    assert_error(send(client, begin(client), text="my secret"), 500, "failed")
    assert "RuntimeError" in caplog.text
    assert "my secret" not in caplog.text


def test_unknown_address_and_method_have_the_same_shape(client: httpx.Client) -> None:
    assert_error(client.get("/api/nothing"), 404, "not_found")
    wrong = client.get("/api/messages")
    assert_error(wrong, 405, "wrong_method")
    assert wrong.headers["allow"] == "POST"


@pytest.mark.parametrize(
    ("sent", "taken"),
    [
        ("a\x00b\x1b[31mc\u0085", "ab[31mc"),
        ("one\r\ntwo\tthree", "one\ntwo\tthree"),
        ("half \ud83d", "half ?"),
        ("مرحبا hello שלום", "مرحبا hello שלום"),
        ("😀👩‍👧🇬🇧", "😀👩‍👧🇬🇧"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
    ],
)
def test_text_is_kept_but_for_what_nobody_can_see(
    client: httpx.Client, chat: ChatServer, sent: str, taken: str
) -> None:
    fields = {"conversation": begin(client), "id": str(uuid.uuid4()), "text": sent}
    assert client.post("/api/messages", content=json.dumps(fields), headers=JSON).status_code == 202
    assert chat.desk.taken[0].text == taken


@pytest.mark.parametrize("state", ["waking", "ready", "down"])
def test_status_says_how_the_engine_is(client: httpx.Client, chat: ChatServer, state: Any) -> None:
    chat.desk.engine = state
    assert client.get("/api/status").json() == {"engine": state}
    assert client.get("/health").json() == {"ok": True}


def test_no_log_holds_a_token_or_a_message(
    client: httpx.Client, chat: ChatServer, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.INFO, logger="uvicorn.access")  # another server of this process may have silenced it
    monkeypatch.setattr(logging.getLogger("uvicorn.access"), "propagate", True)
    token = begin(client)
    send(client, token, text="my secret")
    with client.stream("GET", "/api/stream", params={"conversation": token}) as stream:
        next(stream.iter_lines())
    ours = [line for line in caplog.records if not line.name.startswith(("httpx", "httpcore"))]
    written = " ".join(record.getMessage() for record in ours)
    assert "conversation=hidden" in written
    assert token not in written
    assert "my secret" not in written
