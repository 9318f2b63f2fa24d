"""A chat server for each test, and one Chromium for all of them."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Iterator
from urllib.parse import urlsplit

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, async_playwright

from .serving import ChatServer, Server, page_server

NAMES = (os.environ.get("OFFER_TEST_CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
CHROMIUM = next((path for name in NAMES if name and (path := shutil.which(name))), None)
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
COUNCIL = "https://www.council.example"


@pytest.fixture(scope="session")
def elsewhere() -> Iterator[Server]:
    """The page that "Leave this page quickly" goes to."""
    server = page_server("<!doctype html><title>Weather</title><h1>Weather</h1>").start()
    yield server
    server.stop()


@pytest.fixture
def chat(elsewhere: Server) -> Iterator[ChatServer]:
    server = ChatServer(allowed_origins=(COUNCIL,), exit_address=f"{elsewhere.url}/weather")
    server.start()
    yield server
    server.stop()


@pytest.fixture
def client(chat: ChatServer) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=chat.url, timeout=10, trust_env=False) as client:
        yield client


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    if CHROMIUM is None:
        pytest.fail("The browser tests need Chromium. Install it with: apt-get install chromium")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def phone(chromium: Browser) -> AsyncIterator[BrowserContext]:
    """A phone that notes every request; at the end none may have gone beyond this machine."""
    context = await chromium.new_context(
        viewport={"width": 360, "height": 740}, device_scale_factor=2, locale="en-GB", has_touch=True
    )
    context.set_default_timeout(10_000)
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    yield context
    await context.close()
    assert asked
    assert {urlsplit(url).hostname for url in asked} == {"127.0.0.1"}
