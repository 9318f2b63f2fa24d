"""`offer check --online`, against a web server on this machine."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest
from tiny_offer import HOME, SOURCES, Offer

from bot.content.online import Opened, addresses, faults_of, open_all, summary


class Site(BaseHTTPRequestHandler):
    """Pages that are there, gone, moved, shut, or that answer no question about their head."""

    def do_HEAD(self) -> None:
        if self.path == "/no-head":
            self._answer(405)
        elif self.path == "/moved":
            self._answer(301, "/fine")
        elif self.path == "/for-now":
            self._answer(302, "/fine")
        elif self.path == "/round":
            self._answer(302, "/round")
        else:
            self._answer({"/fine": 200, "/gone": 410, "/shut": 403}.get(self.path, 404))

    def do_GET(self) -> None:
        self._answer({"/no-head": 200, "/shut": 403, "/gone": 410}.get(self.path, 404))

    def _answer(self, status: int, to: str | None = None) -> None:
        self.send_response(status)
        if to:
            self.send_header("Location", to)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Says nothing."""


@pytest.fixture
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize(
    ("page", "state"),
    [
        ("/fine", "fine"), ("/no-head", "fine"), ("/for-now", "fine"), ("/moved", "moved"), ("/gone", "gone"),
        ("/nothing", "gone"), ("/round", "gone"), ("/shut", "refused"),
    ],
)  # fmt: skip
async def test_page_is_opened_and_told_what_came_of_it(site: str, page: str, state: str) -> None:
    opened = await open_all([site + page])
    assert opened[site + page].state == state


async def test_moved_page_tells_where_to(site: str) -> None:
    assert (await open_all([f"{site}/moved"]))[f"{site}/moved"] == Opened("moved", f"{site}/fine")


async def test_site_that_is_not_there_could_not_be_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    opened = await open_all([f"http://127.0.0.1:{port}/"])
    assert [result.state for result in opened.values()] == ["unreachable"]
    assert summary(opened).startswith("None of 1 addresses could be reached. Is this computer online?")


async def test_few_pages_are_opened_at_once() -> None:
    now = most = 0

    async def answer(request: httpx.Request) -> httpx.Response:
        nonlocal now, most
        now += 1
        most = max(most, now)
        await asyncio_pause()
        now -= 1
        return httpx.Response(200)

    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as client:
        await open_all([f"https://a.gov.uk/{n}" for n in range(30)], client)
    assert 1 < most <= 4


async def asyncio_pause() -> None:
    import asyncio

    await asyncio.sleep(0.001)


def test_addresses_are_those_of_sources_texts_and_the_register(offer: Offer) -> None:
    offer.edit(HOME, "Ask your personal adviser.", "See\n[the page](https://a.gov.uk/x).")
    found = addresses(offer.content())
    assert [(p.path.as_posix(), p.line) for p in found["https://www.example.gov.uk/tax"]] == [
        (SOURCES, offer.line(SOURCES, "address:"))
    ]
    assert [(p.path.as_posix(), p.line) for p in found["https://a.gov.uk/x"]] == [
        (HOME, offer.line(HOME, "[the page]"))
    ]


@pytest.mark.parametrize(
    ("result", "severity", "problem"),
    [
        (Opened("gone", "it said 404"), "fault", "https://www.example.gov.uk/tax leads nowhere: it said 404."),
        (Opened("moved", "https://b.uk/"), "warning", "https://www.example.gov.uk/tax has moved to https://b.uk/."),
        (Opened("unreachable", "no answer in time"), "warning",
         "https://www.example.gov.uk/tax could not be reached: no answer in time."),
    ],
)  # fmt: skip
def test_what_came_of_it_is_told_where_the_address_stands(
    offer: Offer, result: Opened, severity: str, problem: str
) -> None:
    places = addresses(offer.content())
    [fault] = faults_of(places, {"https://www.example.gov.uk/tax": result})
    assert (fault.path.as_posix(), fault.line) == (SOURCES, offer.line(SOURCES, "address:"))
    assert (fault.check, fault.severity, fault.problem) == ("online", severity, problem)


def test_summary_counts_and_claims_no_more() -> None:
    opened = {"a": Opened("fine"), "b": Opened("fine"), "c": Opened("gone", "x"), "d": Opened("unreachable", "y")}
    assert summary(opened) == (
        "4 web addresses: 2 open, 1 lead nowhere, 1 could not be reached. "
        "Whether a page still says the same, only a person can tell."
    )
    assert summary({}) == "There is no web address to open."
