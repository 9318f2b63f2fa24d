"""What the page may load, and which sites may hold the chat."""

from __future__ import annotations

import httpx
import pytest

from bot.channels.web import WebSettings

from .conftest import COUNCIL
from .serving import ChatServer

PREFLIGHT = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}


def test_page_may_load_nothing_of_another_host(client: httpx.Client) -> None:
    page = client.get("/")
    policy = dict(part.split(" ", 1) for part in page.headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["connect-src"] == policy["img-src"] == "'self'"
    assert "unsafe" not in page.headers["content-security-policy"]
    assert policy["frame-ancestors"] == f"'self' {COUNCIL}"
    assert "http" not in page.text.replace("http-equiv", "")


def test_page_tells_nobody_where_it_was_read_and_is_not_kept(client: httpx.Client) -> None:
    headers = client.get("/").headers
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"


def test_page_is_british_english_and_has_a_title(client: httpx.Client) -> None:
    page = client.get("/").text
    assert '<html lang="en-GB">' in page
    assert "<title>Ask about help after care</title>" in page


@pytest.mark.parametrize("path", ["/api/status", "/embed.js"])
def test_only_named_sites_may_use_the_chat(client: httpx.Client, path: str) -> None:
    named = client.get(path, headers={"Origin": COUNCIL})
    assert named.headers["access-control-allow-origin"] == COUNCIL
    other = client.get(path, headers={"Origin": "https://evil.example"})
    assert "access-control-allow-origin" not in other.headers


def test_only_named_sites_may_send_messages(client: httpx.Client) -> None:
    named = client.options("/api/messages", headers={"Origin": COUNCIL, **PREFLIGHT})
    assert named.status_code == 200
    other = client.options("/api/messages", headers={"Origin": "https://evil.example", **PREFLIGHT})
    assert other.status_code == 400
    assert "access-control-allow-origin" not in other.headers


def test_element_is_one_script_that_imports_nothing(client: httpx.Client, elsewhere: object) -> None:
    script = client.get("/embed.js")
    assert script.headers["content-type"].startswith("text/javascript")
    assert not [line for line in script.text.splitlines() if line.startswith(("import ", "export "))]
    assert not [line for line in script.text.splitlines() if line.lstrip().startswith(("//", "/**", "* "))]
    assert len(script.text) < 30_000


def test_element_is_small_on_the_wire_and_is_not_sent_twice(client: httpx.Client) -> None:
    first = client.get("/embed.js")
    assert first.headers["content-encoding"] == "gzip"
    assert int(first.headers["content-length"]) < 10_000
    again = client.get("/embed.js", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    "origin", ["*", "www.council.example", "https://a.example/", "https://a.example; script-src *"]
)
def test_origin_that_is_none_is_refused_with_what_to_write(origin: str) -> None:
    with pytest.raises(ValueError, match=r"Write it like https://www\.example\.gov\.uk"):
        WebSettings(allowed_origins=(origin,))


def test_exit_address_cannot_be_a_script() -> None:
    with pytest.raises(ValueError, match=r"Write a whole one, like https://www\.bbc\.co\.uk/weather"):
        WebSettings(exit_address="javascript:alert(1)")


def test_council_name_is_shown_as_text() -> None:
    server = ChatServer(council_name="<b>Rutland</b>").start()
    page = httpx.get(server.url, trust_env=False).text
    server.stop()
    assert "&lt;b&gt;Rutland&lt;/b&gt;" in page
    assert "<b>" not in page
