"""The editors' desk in a real browser: the story of a changed amount, with and without scripts, at two widths.

It also takes the pictures of docs/editors.md, when OFFER_TEST_PICTURES is set.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import shutil
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, expect
from starlette.applications import Starlette

from bot.channels.web.assets import Asset, read_static
from bot.content.choose import write_answer
from bot.content.live import LiveContent
from bot.content.model import Audience
from bot.content.publishing import Publisher
from bot.editors.accounts import Accounts
from bot.editors.app import editor_routes
from bot.editors.web import EditorsDesk
from bot.settings import ROOT
from bot.storage.editors import EditorStore
from bot.storage.history import ContentHistory
from bot.storage.store import Store

from .serving import Server
from .test_access import violations

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
PICTURES = ROOT / "docs" / "pictures" if os.environ.get("OFFER_TEST_PICTURES") else ROOT / ".local" / "screenshots"
MOST_BYTES = 160_000
ANN = "ann@council.example"
ANSWER = "england/finances/setting-up-home-money.md"
WIDE, PHONE = 1280, 360
BOTH = pytest.mark.parametrize("page", [WIDE, PHONE], indirect=True, ids=["wide", "phone"])
NOW = dt.datetime(2026, 11, 24, 10, 15, tzinfo=dt.UTC)


class Desk:
    """A desk over a copy of the real content, on a server of its own."""

    def __init__(self, folder: Path, store: Store) -> None:
        started = time.monotonic()
        clock = lambda: NOW + dt.timedelta(seconds=time.monotonic() - started)  # noqa: E731
        self.live = LiveContent(folder, lambda: clock().date())
        self.publisher = Publisher(self.live, ContentHistory(store._engine), clock)
        self.publisher.notice()
        accounts = Accounts(EditorStore(store._engine), clock)
        accounts.add("Ann Bell", ANN)
        accounts.add("Bob Hill", "bob@council.example")
        self.desk = EditorsDesk(accounts=accounts, publisher=self.publisher, clock=clock, secure=False)
        self.server = Server(Starlette(routes=[*editor_routes(self.desk), *_icon()])).start()

    def said(self, day: dt.date) -> str:
        """What the chat says of the money for a first home."""
        written = write_answer(self.live.content, "setting-up-home-money", Audience(), day)
        assert written
        return written.markdown

    def link(self, email: str = ANN) -> str:
        return f"{self.server.url}/editors/enter/{self.desk.accounts.new_link(email)}"


def _icon() -> list[object]:
    from starlette.routing import Route

    return [Route("/chat-icon.svg", Asset(read_static("icon.svg"), "image/svg+xml").response)]


@pytest.fixture
def desk(tmp_path: Path, sqlite_store: Store) -> Iterator[Desk]:
    folder = tmp_path / "offer_content"
    shutil.copytree(ROOT / "offer_content", folder)
    made = Desk(folder, sqlite_store)
    yield made
    made.server.stop()


@pytest_asyncio.fixture(loop_scope="session")
async def page(request: pytest.FixtureRequest, chromium: Browser, desk: Desk) -> AsyncIterator[Page]:
    """Ann Bell's browser, signed in by her link; wide unless a test asks for another width."""
    width = getattr(request, "param", WIDE)
    context = await chromium.new_context(viewport={"width": width, "height": 900}, locale="en-GB")
    context.set_default_timeout(20_000)
    page = await context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if "Content Security" in message.text else None)
    await sign_in(page, desk)
    yield page
    await context.close()
    assert errors == []


async def sign_in(page: Page, desk: Desk, email: str = ANN) -> None:
    await page.goto(desk.link(email))
    await picture(page, "sign-in")
    await page.get_by_role("button", name="Sign in").click()
    await expect(page.get_by_role("heading", name="What do you want to change?")).to_be_visible()


async def picture(page: Page, name: str) -> None:
    """A picture for the manual at its width, small enough for a page; on a phone only for whoever looks at it."""
    wide = (page.viewport_size or {"width": 0})["width"] > 600
    folder = PICTURES if wide else ROOT / ".local" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"editors-{name}{'' if wide else '-phone'}.png"
    size = {"x": 0, "y": 0, "width": 1280, "height": 660}
    await (page.screenshot(path=path, clip=size) if wide else page.screenshot(path=path, full_page=True))  # type: ignore
    if wide:
        assert path.stat().st_size <= MOST_BYTES


async def is_in_order(page: Page) -> None:
    """At both widths nothing for axe to find, and nothing wider than the screen."""
    for width in (PHONE, WIDE):
        await page.set_viewport_size({"width": width, "height": 900})
        assert await violations(page) == []
        wider: int = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider <= 0


@BOTH
async def test_amount_changed_is_found_changed_previewed_published_and_live(page: Page, desk: Desk) -> None:
    await picture(page, "home")
    await page.get_by_label("Find an answer").fill("£3,000 first home")
    await page.get_by_role("button", name="Find").click()
    await picture(page, "found")
    await page.get_by_role("link", name="Since 1 April 2023").click()
    await page.get_by_label("It changes to").first.fill("£3,500")
    await page.get_by_label("from the day").first.fill("24 November 2026")
    await picture(page, "amount")
    await page.get_by_role("button", name="Check and preview").click()
    told = page.get_by_role("region", name="What answers will say")
    await expect(told.locator(".bubble").first).to_contain_text("£3,000")
    await expect(told.locator(".bubble").nth(1)).to_contain_text("£3,500")
    await told.scroll_into_view_if_needed()
    await picture(page, "before-after")
    assert "£3,000" in desk.said(NOW.date())
    await page.get_by_label("I have opened the page this comes from today").check()
    await page.get_by_label("Why do you change it?").fill("The government raised it.")
    if await page.get_by_label("I have seen what is worth a look").count():
        await page.get_by_label("I have seen what is worth a look").check()
    await page.get_by_role("region", name="Publish").scroll_into_view_if_needed()
    await picture(page, "publish")
    file = desk.publisher.folder.path("facts/finances.yml")
    watching = asyncio.create_task(_seconds_to_live(file, lambda: "£3,500" in desk.said(NOW.date())))
    await page.get_by_role("button", name="Publish", exact=True).click()
    await expect(page.get_by_role("status")).to_contain_text("It is live now")
    assert await watching < 1
    await page.evaluate("scrollTo(0, 0)")
    await picture(page, "live")
    assert await _previewed(page, desk) == "£3,500"
    change = desk.publisher.history.changes()[0]
    assert (change.made.who, change.made.why) == ("Ann Bell", "The government raised it.")


async def _seconds_to_live(file: Path, is_live: object) -> float:
    """From the moment the file is written to the moment the chat says it."""
    before = file.stat().st_mtime_ns
    while file.stat().st_mtime_ns == before:
        await asyncio.sleep(0.002)
    written = time.monotonic()
    while not is_live():  # type: ignore[operator]
        await asyncio.sleep(0.002)
    return time.monotonic() - written


async def _previewed(page: Page, desk: Desk) -> str:
    await page.goto(f"{desk.server.url}/editors/answer?file={ANSWER}")
    text = await page.locator(".phone .bubble").first.inner_text()
    return next(amount for amount in ("£3,500", "£3,000") if amount in text)


async def test_every_page_can_be_used_by_everybody(page: Page, desk: Desk) -> None:
    token = await page.locator("input[name=token]").first.input_value()
    await page.request.post(
        f"{desk.server.url}/editors/file",
        form={
            "token": token, "file": "words/en.yml", "do": "publish", "why": "a test", "warned": "yes",
            "base": _digest(desk, "words/en.yml"), "text": f"{desk.publisher.folder.read('words/en.yml')}# seen\n",
        },
    )  # fmt: skip
    number = desk.publisher.history.changes()[0].id
    for path in (
        "", "?q=council tax", "?q=zebra", "problems", "due", "facts/F01", f"answer?file={ANSWER}",
        "answer?file=councils/leicestershire/finances/council-tax.md", "new", "files",
        "new/begin?title=Free+bus+travel&area=society", "file?file=places.yml", "history", f"history/{number}",
        "facts/X99", "sign-in",
    ):  # fmt: skip
        await page.goto(f"{desk.server.url}/editors/{path}")
        await is_in_order(page)


def _digest(desk: Desk, file: str) -> str:
    from bot.content.folder import digest

    return digest(desk.publisher.folder.read(file))


async def test_answer_is_previewed_while_it_is_written_and_faults_are_told(page: Page, desk: Desk) -> None:
    await page.goto(f"{desk.server.url}/editors/answer?file={ANSWER}")
    await picture(page, "answer")
    await page.get_by_label("The answer", exact=True).fill("You may get {F01.amount} for your first home. [F01] Ask!")
    await expect(page.locator(".phone .bubble").first).to_contain_text("You may get £3,000 for your first home. Ask!")
    await page.get_by_label("The answer", exact=True).fill("You may get £3,000 for your first home. [F01]")
    await page.get_by_label("Why do you change it?").fill("Shorter.")
    await page.get_by_role("button", name="Publish", exact=True).click()
    await expect(page.locator("#findings")).to_contain_text("typed by hand: “£3,000”")
    await is_in_order(page)
    await picture(page, "fault")
    await expect(page.get_by_label("The answer", exact=True)).to_have_value(
        "You may get £3,000 for your first home. [F01]"
    )


async def test_council_and_age_change_the_preview(page: Page, desk: Desk) -> None:
    await page.goto(f"{desk.server.url}/editors/answer?file={ANSWER}")
    await page.get_by_label("Council", exact=True).first.select_option("leicestershire")
    await expect(page.locator(".phone .bubble").first).to_contain_text("Leicestershire")


async def test_questions_are_added_and_the_change_is_undone(page: Page, desk: Desk) -> None:
    before = desk.publisher.folder.read(ANSWER)
    await page.goto(f"{desk.server.url}/editors/answer?file={ANSWER}")
    questions = page.get_by_label("Questions, one a line")
    await questions.fill(f"{await questions.input_value()}\nwho gives me dosh for a bed and a fridge lol")
    await questions.scroll_into_view_if_needed()
    await picture(page, "questions")
    await page.get_by_label("Why do you change it?").fill("Somebody asked it like this.")
    await page.get_by_role("button", name="Check and preview").click()
    if await page.get_by_label("I have seen what is worth a look").count():
        await page.get_by_label("I have seen what is worth a look").check()
    await page.get_by_role("button", name="Publish", exact=True).click()
    await expect(page.get_by_role("status").first).to_contain_text("It is live now")
    await page.get_by_role("link", name="History", exact=True).click()
    await picture(page, "history")
    await page.get_by_role("link", name=f"Change 1: {ANSWER}").click()
    await expect(page.locator(".diff ins")).to_have_text("  - who gives me dosh for a bed and a fridge lol")
    await picture(page, "back")
    await is_in_order(page)
    await page.get_by_role("button", name="Undo this change").click()
    await expect(page.get_by_role("status")).to_contain_text("The earlier version is live now")
    assert desk.publisher.folder.read(ANSWER) == before


async def test_two_at_once_are_shown_both_versions(page: Page, desk: Desk, chromium: Browser) -> None:
    other: BrowserContext = await chromium.new_context(viewport=page.viewport_size, locale="en-GB")
    bob = await other.new_page()
    await sign_in(bob, desk, "bob@council.example")
    for who, words in ((page, "{F01.amount} or so. [F01]"), (bob, "About {F01.amount}. [F01]")):
        await who.goto(f"{desk.server.url}/editors/answer?file={ANSWER}")
        await who.get_by_label("The answer", exact=True).fill(words)
        await who.get_by_label("Why do you change it?").fill("Shorter.")
    for who in (page, bob):
        await who.get_by_role("button", name="Publish", exact=True).click()
        if await who.get_by_label("I have seen what is worth a look").count():
            await who.get_by_label("I have seen what is worth a look").check()
            await who.get_by_role("button", name="Publish", exact=True).click()
    await expect(bob.get_by_role("heading", name="Somebody else changed this")).to_be_visible()
    await expect(bob.get_by_label("The answer", exact=True)).to_have_value("About {F01.amount}. [F01]")
    await is_in_order(bob)
    await picture(bob, "two")
    await other.close()


async def test_new_answer_is_written_from_a_template(page: Page, desk: Desk) -> None:
    await page.get_by_role("link", name="Write a new answer").click()
    await page.get_by_label("Title").fill("Free bus travel")
    await page.get_by_label("Where it belongs").select_option("society")
    await page.get_by_role("button", name="Start").first.click()
    await expect(page.get_by_role("heading", name="Free bus travel")).to_be_visible()
    await page.get_by_label("The answer", exact=True).fill("Some councils pay for your bus. Ask your adviser.")
    await page.get_by_role("button", name="Check and preview").click()
    await expect(page.locator("#findings")).to_contain_text("question")
    await is_in_order(page)
    await picture(page, "new")


async def test_everything_works_without_scripts(chromium: Browser, desk: Desk) -> None:
    context = await chromium.new_context(java_script_enabled=False, locale="en-GB")
    page = await context.new_page()
    await page.goto(desk.link())
    await page.get_by_role("button", name="Sign in").click()
    await page.goto(f"{desk.server.url}/editors/answer?file={ANSWER}")
    await page.get_by_label("The answer", exact=True).fill("You may get {F01.amount}. [F01] Ask.")
    await page.get_by_label("Why do you change it?").fill("Shorter.")
    await page.get_by_role("button", name="Check and preview").click()
    assert "You may get £3,000. Ask." in await page.locator(".phone .bubble").first.inner_text()
    if await page.get_by_label("I have seen what is worth a look").count():
        await page.get_by_label("I have seen what is worth a look").check()
    await page.get_by_role("button", name="Publish", exact=True).click()
    assert "It is live now" in await page.get_by_role("status").first.inner_text()
    assert "You may get £3,000. Ask." in desk.said(NOW.date())
    await context.close()
