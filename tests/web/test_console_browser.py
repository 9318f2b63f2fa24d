"""The chat and the advisers' console side by side, in a real browser: danger is written, seen, taken and answered.

It also takes the pictures of docs/console.md, when OFFER_TEST_PICTURES is set.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
import pytest_asyncio
from console.conftest import EMAILS, advisers_office, console_of
from playwright.async_api import Browser, BrowserContext, Page, expect
from starlette.applications import Starlette

from bot.channels.web import WebSettings, web_routes
from bot.console.app import console_routes
from bot.content.live import LiveContent
from bot.conversation.ports import Shown
from bot.settings import ROOT
from bot.storage.store import Store
from common.safety import Rules
from tests.casework.conftest import AMINA, DEV, ROBIN, SAM
from tests.conftest import FakeClock, ScriptedRasa

from .serving import Server
from .test_access import violations

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
PICTURES = ROOT / "docs" / "pictures" if os.environ.get("OFFER_TEST_PICTURES") else ROOT / ".local" / "screenshots"
KEPT = {"list", "case", "code"}  # those that docs/console.md shows
MOST_BYTES = 150_000
WIDE, PHONE = 1280, 360


class Place:
    """A council's office, its chat and its console on one server."""

    def __init__(self, store: Store, content: LiveContent, rules: Rules, rasa: ScriptedRasa, clock: FakeClock) -> None:
        self.office = advisers_office(store, content, rules, rasa, clock)
        self.console = console_of(self.office)
        chat = web_routes(self.office.desk, WebSettings(), self.office.clock)
        self.server = Server(Starlette(routes=[*chat, *console_routes(self.console)])).start()
        self.console.address = self.server.url
        self.office.cases._tell = self._tell
        self.office.cases._show_writing = self._show_writing

    def _tell(self, channel: Any, who: str, shown: Shown) -> None:
        assert self.server.loop is not None
        self.server.loop.call_soon_threadsafe(self.office.desk.tell, channel, who, shown)

    def _show_writing(self, channel: str, who: str, words: str) -> None:
        assert self.server.loop is not None
        self.server.loop.call_soon_threadsafe(self.office.desk.writing, channel, who, words)

    def link(self, who: int) -> str:
        return f"{self.server.url}/console/enter/{self.console.accounts.new_link(EMAILS[who])}"


@pytest.fixture
def place(
    sqlite_store: Store, content: LiveContent, rules: Rules, rasa: ScriptedRasa, clock: FakeClock
) -> Iterator[Place]:  # fmt: skip
    made = Place(sqlite_store, content, rules, rasa, clock)
    yield made
    made.server.stop()


@pytest_asyncio.fixture(loop_scope="session")
async def page(request: pytest.FixtureRequest, chromium: Browser, place: Place) -> AsyncIterator[Page]:
    """Amina's phone, signed in by her link."""
    context = await chromium.new_context(viewport={"width": PHONE, "height": 740}, locale="en-GB")
    context.set_default_timeout(20_000)
    page = await context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if "Content Security" in message.text else None)
    await sign_in(page, place, AMINA)
    yield page
    await context.close()
    assert errors == []


async def sign_in(page: Page, place: Place, who: int) -> None:
    await page.goto(place.link(who))
    await page.get_by_role("button", name="Sign in").click()
    await expect(page.get_by_role("heading", name="Cases")).to_be_visible()


async def picture(page: Page, name: str, *, whole: bool = True) -> None:
    """A picture for whoever looks at it; those of the manual are kept small enough for a page."""
    folder = PICTURES if name in KEPT else ROOT / ".local" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"console-{name}.png"
    await page.screenshot(path=path, full_page=whole)
    assert name not in KEPT or path.stat().st_size <= MOST_BYTES


async def is_in_order(page: Page) -> None:
    """On a phone and on a desk nothing for axe to find, and nothing wider than the screen."""
    for width in (PHONE, WIDE, PHONE):
        await page.set_viewport_size({"width": width, "height": 740})
        assert await violations(page) == []
        wider: int = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider <= 0


async def chat_of(place: Place, context: BrowserContext) -> Page:
    """Somebody's chat, beside the console."""
    chat = await context.new_page()
    await chat.goto(place.server.url)
    await expect(chat.get_by_label("Write your message")).to_be_visible()
    return chat


async def write(chat: Page, words: str) -> None:
    await chat.get_by_label("Write your message").fill(words)
    await chat.get_by_label("Write your message").press("Enter")


async def test_danger_in_the_chat_is_seen_taken_answered_and_handed_back(
    page: Page, place: Place, phone: BrowserContext
) -> None:
    await expect(page.get_by_text("Nobody is waiting")).to_be_visible()
    await picture(page, "empty")
    robin = await page.context.browser.new_page(viewport={"width": PHONE, "height": 740})  # type: ignore[union-attr]
    await sign_in(robin, place, ROBIN)
    chat = await chat_of(place, phone)
    await write(chat, "cant do this anymore i want to kill myself")
    await expect(robin.locator(".case.urgent.new")).to_be_visible(timeout=8000)  # by itself
    await expect(robin.get_by_text("Nobody has this yet")).to_be_visible()
    await is_in_order(robin)
    await robin.locator(".case a").click()
    await expect(robin.get_by_text("i want to kill myself")).to_be_visible()
    await is_in_order(robin)
    await picture(robin, "case-new")
    await robin.get_by_role("button", name="I have it").click()
    await expect(robin.get_by_text("It is yours")).to_be_visible()
    await expect(chat.get_by_text("Robin").first).to_be_visible()
    await robin.get_by_label("Your message").fill("Hi, this is Robin. I am here. Are you on your own?")
    await robin.get_by_role("button", name="Send").click()
    await expect(robin.get_by_text("Sent under your name")).to_be_visible()
    await expect(chat.get_by_text("Are you on your own?")).to_be_visible()
    await write(chat, "yes im at home")
    await expect(robin.get_by_text("yes im at home")).to_be_visible(timeout=8000)  # by itself
    await is_in_order(robin)
    await picture(robin, "case-chat")
    await robin.evaluate("scrollTo(0, 0)")
    await picture(robin, "case", whole=False)
    await robin.get_by_role("button", name="Hand the chat back to the bot").click()
    await expect(robin.get_by_text("The chat is with the bot again")).to_be_visible()
    await robin.get_by_text("Close it").click()
    await robin.get_by_label("How did it end?").select_option("spoke")
    await is_in_order(robin)
    await picture(robin, "close")
    await robin.get_by_role("button", name="Close the case").click()
    await expect(robin.get_by_text("The case is closed")).to_be_visible()
    await picture(robin, "closed")
    await robin.close()


async def test_person_sees_that_the_adviser_is_writing_until_they_stop_or_have_sent_it(
    page: Page, place: Place, phone: BrowserContext
) -> None:
    await sign_in(page, place, ROBIN)
    chat = await chat_of(place, phone)
    await write(chat, "cant do this anymore i want to kill myself")
    await page.locator(".case a").click()
    await page.get_by_label("Your message").press_sequentially("Hi")
    await page.get_by_label("Your message").fill("Hi, this is Robin.")
    await page.get_by_role("button", name="Send").click()
    await expect(chat.get_by_text("Hi, this is Robin.")).to_be_visible()
    assert not await chat.locator(".writing").is_visible()  # before that they did not have the chat
    await page.get_by_label("Your message").press_sequentially("Are you")
    await expect(chat.get_by_text("Robin is writing.")).to_be_visible()
    for width in (PHONE, WIDE, PHONE):
        await chat.set_viewport_size({"width": width, "height": 740})
        assert await violations(chat) == []
    await expect(chat.get_by_text("Robin is writing.")).to_be_in_viewport()
    await picture(chat, "writing", whole=False)
    await expect(chat.get_by_text("Robin is writing.")).to_be_hidden(timeout=9000)  # by itself
    place.office.clock.forward(seconds=6)
    await page.get_by_label("Your message").press_sequentially(" OK?")
    await expect(chat.get_by_text("Robin is writing.")).to_be_visible()
    await page.get_by_role("button", name="Send").click()
    await expect(chat.get_by_text("Are you OK?")).to_be_visible()
    await expect(chat.get_by_text("Robin is writing.")).to_be_hidden(timeout=2000)  # at once
    await chat.reload()
    await expect(chat.get_by_text("Are you OK?")).to_be_visible()
    assert "is writing" not in await chat.locator("care-leaver-chat").inner_text()


async def test_list_shows_who_has_what_and_whom_not_to_write_to(
    page: Page, place: Place, phone: BrowserContext
) -> None:  # fmt: skip
    await sign_in(page, place, ROBIN)
    for words in ("cant do this anymore i want to kill myself", "my boyfriend hits me every night"):
        chat = await chat_of(place, phone)
        await chat.evaluate("localStorage.clear()")
        await chat.reload()
        await write(chat, words)
        await expect(chat.locator(".message.bot").first).to_be_visible()
    await page.goto(f"{place.server.url}/console/cases/1")
    await page.get_by_role("button", name="I have it").click()
    await page.get_by_role("link", name="Cases").first.click()
    await expect(page.locator(".case.urgent")).to_have_count(2)
    await expect(page.get_by_text("Robin has it")).to_be_visible()
    await expect(page.get_by_text("Do not write to them unasked")).to_be_visible()
    await is_in_order(page)
    await picture(page, "list", whole=False)
    await page.goto(f"{place.server.url}/console/cases/2")
    await expect(page.get_by_role("heading", name="Do not write or ring without care")).to_be_visible()
    await is_in_order(page)
    await picture(page, "not-safe")
    await page.set_viewport_size({"width": WIDE, "height": 900})
    await picture(page, "wide", whole=False)


async def test_every_page_is_in_order_on_a_phone(page: Page, place: Place) -> None:
    with_leave = f"/console/hours/{AMINA}"
    place.office.away(AMINA, "2026-11-20", "2026-11-30")
    for address, name in (("/console/people", "people"), ("/console/people/1", "person"), (with_leave, "hours"),
                          ("/console/ended", "ended"), ("/console/nothing", "nothing")):  # fmt: skip
        await page.goto(f"{place.server.url}{address}")
        await is_in_order(page)
        await picture(page, name)
    await sign_in(page, place, ROBIN)
    for address, name in (("/console/workload", "workload"), ("/console/team", "team"), ("/console/audit", "audit"),
                          ("/console/people/all", "everybody")):  # fmt: skip
        await page.goto(f"{place.server.url}{address}")
        await is_in_order(page)
        await picture(page, name)


async def test_code_is_shown_as_a_picture_to_scan(page: Page, place: Place) -> None:
    await sign_in(page, place, SAM)
    await page.goto(f"{place.server.url}/console/people/2")
    await page.get_by_role("button", name="Make a link code").click()
    await expect(page.locator(".qr svg")).to_be_visible()
    await is_in_order(page)
    await picture(page, "code")


async def test_page_says_when_it_is_signed_out_or_cut_off(page: Page, place: Place) -> None:
    place.office.clock.forward(hours=13)
    await expect(page.get_by_text("You are signed out")).to_be_visible(timeout=10_000)
    await picture(page, "signed-out")


async def test_reply_is_not_lost_while_the_page_renews_itself(page: Page, place: Place, phone: BrowserContext) -> None:
    chat = await chat_of(place, phone)
    await write(chat, "i want to kill myself")
    await sign_in(page, place, ROBIN)
    await page.locator(".case a").click()
    await page.get_by_label("Your message").fill("Half a sent")
    await write(chat, "please")
    await write(chat, "i took all my pills")
    await expect(page.get_by_text("i took all my pills")).to_be_visible(timeout=8000)
    await expect(page.get_by_label("Your message")).to_have_value("Half a sent")
    page.on("dialog", lambda dialog: asyncio.ensure_future(dialog.accept()))


async def test_everything_works_without_scripts(chromium: Browser, place: Place, phone: BrowserContext) -> None:
    chat = await chat_of(place, phone)
    await write(chat, "i want to kill myself")
    await expect(chat.locator(".message.bot").first).to_be_visible()
    context = await chromium.new_context(java_script_enabled=False, locale="en-GB")
    page = await context.new_page()
    await sign_in(page, place, ROBIN)
    assert await page.locator("noscript meta[http-equiv=refresh]").count() or "refresh" in await page.content()
    await page.locator(".case a").click()
    await page.get_by_role("button", name="I have it").click()
    await page.get_by_label("Your message").fill("I am here.")
    await page.get_by_role("button", name="Send").click()
    assert "Sent under your name" in await page.get_by_role("status").inner_text()
    await expect(chat.get_by_text("I am here.")).to_be_visible()
    await page.get_by_text("Pass it on").first.click()
    await page.get_by_label("To whom?").select_option(f"adviser:{DEV}")
    await page.get_by_role("button", name="Pass it on").click()
    assert "Passed on" in await page.locator(".good[role=status]").inner_text()
    await context.close()
