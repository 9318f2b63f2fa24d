"""Opens each web address of the content, to see whether it still leads anywhere. Only `offer check --online` does."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import httpx

from bot.content.checks.material import passages
from bot.content.faults import Fault, Severity
from bot.content.loader import Content
from bot.content.model import Fact, Source

CHECK = "online"
_TIMEOUT = httpx.Timeout(10.0, connect=5.0)
_AT_ONCE = 4
_HOPS = 8
_LINK = re.compile(r"\]\((https?://[^)\s]+)\)")
_HEAD_REFUSED = frozenset({400, 401, 403, 404, 405, 406, 410, 429, 500, 501, 503})  # many sites answer GET only
_GONE = frozenset({404, 410})
_AGENT = "care-leaver-offer link check"

State = Literal["fine", "moved", "gone", "refused", "unreachable"]


@dataclass(frozen=True)
class Place:
    """Where an address stands: the file relative to the content folder, and the line."""

    path: Path
    line: int


@dataclass(frozen=True)
class Opened:
    """What came of opening an address; `detail` is the new address, the status, or why it could not be reached."""

    state: State
    detail: str = ""


def addresses(content: Content) -> dict[str, list[Place]]:
    """Every web address of sources, of the register's values and of the texts, with where it stands."""
    found: dict[str, list[Place]] = {}

    def add(address: str, path: Path, line: int) -> None:
        whole = address if address.startswith(("https://", "http://")) else f"https://{address}"
        found.setdefault(whole, []).append(Place(path.relative_to(content.folder), line))

    for name, source in content.sources.items():
        if source.address:
            marks = content.marks[Source, name]
            add(source.address, marks.path, marks.line("address"))
    for fact in content.facts.values():
        marks = content.marks[Fact, fact.id]
        for name, several in fact.values.items():
            for value in several:
                if value.kind == "web":
                    add(str(value.value), marks.path, marks.line("values", name))
    for passage in passages(content):
        for match in _LINK.finditer(passage.block.text):
            add(match.group(1), passage.path, passage.block.line_at(match.start()))
    return found


async def open_all(wanted: list[str], client: httpx.AsyncClient | None = None) -> dict[str, Opened]:
    """Opens the addresses, few at a time, asking for the head first and for the page only when that is refused."""
    turn = asyncio.Semaphore(_AT_ONCE)

    async def one(web: httpx.AsyncClient, address: str) -> tuple[str, Opened]:
        async with turn:
            return address, await _open(web, address)

    if client is not None:
        return dict(await asyncio.gather(*(one(client, address) for address in wanted)))
    async with httpx.AsyncClient(
        timeout=_TIMEOUT, follow_redirects=True, max_redirects=_HOPS, headers={"User-Agent": _AGENT}
    ) as web:
        return dict(await asyncio.gather(*(one(web, address) for address in wanted)))


async def _open(web: httpx.AsyncClient, address: str) -> Opened:
    try:
        answer = await web.head(address)
        if answer.status_code in _HEAD_REFUSED:
            async with web.stream("GET", address) as answer:
                pass  # the status is enough; the page itself is not loaded
    except httpx.TooManyRedirects:
        return Opened("gone", "it leads round in a circle")
    except (httpx.InvalidURL, httpx.UnsupportedProtocol, UnicodeError):
        return Opened("gone", "it is not a web address")
    except httpx.TimeoutException:
        return Opened("unreachable", "no answer in time")
    except httpx.ConnectError:
        return Opened("unreachable", "the site was not found, or this computer is not online")
    except httpx.HTTPError as error:
        return Opened("unreachable", str(error) or type(error).__name__)
    if answer.status_code in _GONE:
        return Opened("gone", f"the site says {answer.status_code}")
    if answer.status_code >= 400:
        return Opened("refused", f"the site says {answer.status_code}")
    permanently = any(step.status_code in (301, 308) for step in answer.history)
    if permanently and _bare(str(answer.url)) != _bare(address):
        return Opened("moved", str(answer.url))
    return Opened("fine")


def faults_of(places: Mapping[str, list[Place]], opened: Mapping[str, Opened]) -> list[Fault]:
    """What is wrong with the addresses: one that is gone is a fault, the rest is worth a look."""
    return sorted(fault for address, result in opened.items() for fault in _faults(address, result, places[address]))


def _faults(address: str, result: Opened, places: list[Place]) -> Iterator[Fault]:
    said: dict[str, tuple[str, str, Severity]] = {
        "gone": (
            f"{address} leads nowhere: {result.detail}.",
            "Find the page's new address, or another source; if there is none, the claim may be out of date.",
            "fault",
        ),
        "moved": (
            f"{address} has moved to {result.detail}.",
            "Open it, read it, and write the new address.",
            "warning",
        ),
        "refused": (f"{address} does not open for a program: {result.detail}.", "Open it in a browser.", "warning"),
        "unreachable": (f"{address} could not be reached: {result.detail}.", "Try again later.", "warning"),
    }
    if result.state in said:
        problem, fix, severity = said[result.state]
        for place in places:
            yield Fault(place.path, place.line, problem, fix, CHECK, severity)


def summary(opened: Mapping[str, Opened]) -> str:
    """One honest sentence about what was opened."""
    count = Counter(result.state for result in opened.values())
    if not opened:
        return "There is no web address to open."
    if count["unreachable"] == len(opened):
        return f"None of {len(opened)} addresses could be reached. Is this computer online? Nothing is known of them."
    names: dict[State, str] = {
        "fine": "open",
        "moved": "have moved",
        "gone": "lead nowhere",
        "refused": "do not open for a program",
        "unreachable": "could not be reached",
    }
    parts = [f"{count[state]} {words}" for state, words in names.items() if count[state]]
    return (
        f"{len(opened)} web addresses: {', '.join(parts)}. Whether a page still says the same, only a person can tell."
    )


def _bare(address: str) -> str:
    return re.sub(r"^https?://(?:www\.)?", "", address).rstrip("/")
