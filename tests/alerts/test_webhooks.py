"""Alerts in a Teams or Slack channel, against a real web server."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from alert_parts import Council

from bot.alerts import AlertDelivery
from bot.alerts.webhook import BadWebhook, read_webhook, slack_message, teams_message
from bot.storage.tables import Alert


class Channel(ThreadingHTTPServer):
    """A channel's address; `answer` is the status it gives."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.posts: list[tuple[dict[str, Any], str | None]] = []
        self.answer, self.retry_after = 200, ""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/hook"


class Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        server: Any = self.server
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        server.posts.append((body, self.headers["Idempotency-Key"]))
        self.send_response(server.answer)
        if server.retry_after:
            self.send_header("Retry-After", server.retry_after)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        return None


@pytest.fixture
def channel() -> Iterator[Channel]:
    server = Channel()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize("form", ["", "teams:", "slack:"])
async def test_an_alert_is_posted_in_the_channels_form_without_name_and_words(
    delivery: AlertDelivery, council: Council, channel: Channel, form: str
) -> None:
    case = council.case(name="Samira")
    alert = council.alert(case, council.route("webhook", form + channel.url, desk_id=council.desk()))
    await delivery.deliver()
    ((body, key),) = channel.posts
    assert key == f"alert-{alert}"
    assert ("blocks" in body, "attachments" in body) == (form == "slack:", form != "slack:")
    whole = json.dumps(body)
    assert f"case {case}" in whole
    assert f"/console/cases/{case}" in whole
    assert "Samira" not in whole
    assert "suicide" not in whole


async def test_a_channel_that_asks_to_wait_is_left_in_peace_so_long(
    delivery: AlertDelivery, council: Council, channel: Channel, clock: Any
) -> None:
    alert = council.alert(council.case(), council.route("webhook", channel.url, desk_id=council.desk()))
    channel.answer, channel.retry_after = 429, "90"
    await delivery.deliver()
    assert council.row(Alert, alert).fault == "the channel answered 429"
    channel.answer = 200
    clock.forward(seconds=89)
    await delivery.deliver()
    assert len(channel.posts) == 1
    clock.forward(seconds=2)
    await delivery.deliver()
    assert [key for _, key in channel.posts] == [f"alert-{alert}"] * 2


@pytest.mark.parametrize(("status", "state"), [(404, "dead"), (410, "dead"), (500, "waiting"), (302, "waiting")])
async def test_a_channel_that_is_gone_is_told_to_the_duty_desk(
    delivery: AlertDelivery, council: Council, channel: Channel, status: int, state: str, mailbox: Any
) -> None:
    desk = council.desk()
    alert = council.alert(council.case(), council.route("webhook", channel.url, desk_id=desk))
    council.route("email", "team@council.example", desk_id=desk)
    channel.answer = status
    await delivery.deliver()
    assert council.row(Alert, alert).state == state
    assert len(mailbox.mails) == (state == "dead")


@pytest.mark.parametrize(
    ("address", "read"),
    [
        ("https://hooks.slack.com/services/T/B/x", ("slack", "https://hooks.slack.com/services/T/B/x")),
        ("https://prod-1.logic.azure.com/workflows/1", ("teams", "https://prod-1.logic.azure.com/workflows/1")),
        ("slack:https://chat.example/hooks/1", ("slack", "https://chat.example/hooks/1")),
        ("http://localhost:99/x", ("teams", "http://localhost:99/x")),
    ],
)
def test_the_form_follows_from_the_address(address: str, read: tuple[str, str]) -> None:
    assert read_webhook(address) == read


@pytest.mark.parametrize(
    "address", ["", "http://teams.example/x", "ftp://x.example", "teams:", "https://", "http://127.0.0.1.example/x"]
)
def test_words_never_go_unencrypted_beyond_this_machine(address: str) -> None:
    with pytest.raises(BadWebhook, match="https://"):
        read_webhook(address)


def test_what_a_person_wrote_is_never_read_as_markup() -> None:
    text = "<!channel> *bold* [link](http://x.example) &"
    assert slack_message(text, text)["text"].startswith("&lt;!channel&gt;")
    assert {block["text"]["type"] for block in slack_message("a", text)["blocks"]} == {"plain_text"}
    card = teams_message("a", text, None)["attachments"][0]["content"]
    assert {part["type"] for part in card["body"]} == {"RichTextBlock"}
