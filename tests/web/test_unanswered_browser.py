"""“Questions nobody answered” and “Why did it answer that?” in a real browser, at two widths and without scripts."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from bot.explain import Passage
from bot.settings import ROOT
from bot.storage.store import Store
from bot.storage.tables import UnansweredRow
from bot.storage.unanswered import UnansweredQueue

from .test_editors_browser import PHONE, WIDE, Desk, is_in_order, picture, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
TAX = "england/finances/council-tax.md"
DAY = dt.date(2026, 11, 20)
ASKED = [
    ("do they still tax me if i stay in my mates caravan", 4, ["council-tax", "setting-up-home-money"], "other chosen"),
    ("can i keep my dog in the flat", 3, ["council-tax"], "no answer"),
    ("who won the football", 3, [], "out of scope"),
    ("my xylophone", 1, [], "no answer"),
]


@pytest.fixture
def asked(tmp_path: Path, sqlite_store: Store) -> Iterator[Desk]:
    """A desk over the real content, with questions that nobody answered."""
    folder = tmp_path / "offer_content"
    shutil.copytree(ROOT / "offer_content", folder)
    made = Desk(folder, sqlite_store)
    made.desk.unanswered, made.desk.explain = UnansweredQueue(sqlite_store._engine), _explain
    with sqlite_store._session.begin() as session:
        for text, count, near, kind in ASKED:
            fields = {"kind": kind, "near": near, "first_day": DAY, "last_day": DAY}
            session.add(UnansweredRow(text=text, plain=text, count=count, **fields))
    yield made
    made.server.stop()


async def _explain(text: str, council: str | None, age: int | None) -> list[Passage]:
    return [
        Passage("What was written", [f"“{text}”"], []),
        Passage("The nearest example questions", [], ["83 % “do i pay council tax” → Council tax (council-tax)"] * 5),
    ]


@pytest_asyncio.fixture(loop_scope="session", params=[True, False], ids=["scripts", "no scripts"])
async def visitor(request: pytest.FixtureRequest, chromium: Browser, asked: Desk) -> AsyncIterator[Page]:
    """Ann Bell's browser, signed in by her link; with scripts and without."""
    viewport = {"width": WIDE, "height": 900}
    context = await chromium.new_context(java_script_enabled=request.param, viewport=viewport, locale="en-GB")  # type: ignore[arg-type]
    context.set_default_timeout(20_000)
    page = await context.new_page()
    await page.goto(asked.link())
    await page.get_by_role("button", name="Sign in").click()
    yield page
    await context.close()


async def test_question_is_found_from_the_first_page_and_added(visitor: Page, asked: Desk) -> None:
    before = asked.publisher.folder.read(TAX) or ""
    await visitor.get_by_role("link", name="Questions nobody answered: 3").click()
    first = visitor.get_by_role("listitem").filter(has_text="mates caravan")
    await first.get_by_label("The question to add").fill("do they tax me in a caravan")
    await first.get_by_role("button", name=asked.live.content.answers["council-tax"].fields.title).click()
    if await first.get_by_label("I have seen what is worth a look").count():
        await first.get_by_label("I have seen what is worth a look").check()
        await first.get_by_role("button", name="Add to that answer").click()
    await expect(visitor.get_by_role("status")).to_contain_text("is being learnt")
    after = asked.publisher.folder.read(TAX) or ""
    assert [line for line in after.split("\n") if line not in before.split("\n")] == ["  - do they tax me in a caravan"]
    await expect(visitor.get_by_text("mates caravan")).to_have_count(0)


async def test_question_is_dropped(visitor: Page, asked: Desk) -> None:
    await visitor.goto(f"{asked.server.url}/editors/unanswered")
    row = visitor.get_by_role("listitem").filter(has_text="football")
    await row.get_by_role("button", name="Drop").click()
    await expect(visitor.get_by_role("status")).to_contain_text("Dropped")
    await expect(visitor.get_by_text("football")).to_have_count(0)


async def test_message_is_explained(visitor: Page, asked: Desk) -> None:
    await visitor.get_by_role("link", name="Why did it answer that?").click()
    await visitor.get_by_label("The message").fill("do i pay the tax thing")
    await visitor.get_by_role("button", name="Explain").click()
    await expect(visitor.get_by_role("heading", name="The nearest example questions")).to_be_visible()


async def test_pages_can_be_used_by_everybody(chromium: Browser, asked: Desk) -> None:
    context = await chromium.new_context(viewport={"width": WIDE, "height": 900}, locale="en-GB")
    page = await context.new_page()
    await sign_in(page, asked)
    for path in ("", "unanswered", "why"):
        await page.goto(f"{asked.server.url}/editors/{path}")
        if path == "why":
            await page.get_by_label("The message").fill("do i pay the tax thing")
            await page.get_by_role("button", name="Explain").click()
        await is_in_order(page)
        if path == "unanswered":  # the one that the manual shows
            await picture(page, path)
            await page.set_viewport_size({"width": PHONE, "height": 900})
            await picture(page, path)
            await page.set_viewport_size({"width": WIDE, "height": 900})
    await context.close()
