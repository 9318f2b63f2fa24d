"""A link code that comes with the page's address: asked about, taken out of the address, and sent once."""

from __future__ import annotations

import pytest
from playwright.async_api import BrowserContext, Page, expect

from .serving import ChatServer

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
CODE = "BCDF-GHJK-MNPQ-RSTV"
QUESTION = "Link this chat with your adviser?"


async def opened(phone: BrowserContext, chat: ChatServer, query: str) -> Page:
    page = await phone.new_page()
    await page.goto(f"{chat.url}?{query}")
    await expect(page.get_by_label("Write your message")).to_be_visible()
    return page


async def test_the_code_is_sent_only_after_a_tap_and_leaves_the_address(
    phone: BrowserContext, chat: ChatServer
) -> None:
    page = await opened(phone, chat, f"code={CODE}&from=poster")
    await expect(page.get_by_text(QUESTION)).to_be_visible()
    assert page.url.removeprefix(chat.url) in ("?from=poster", "/?from=poster")
    assert chat.desk.taken == []
    await page.get_by_role("button", name="Yes, link it").click()
    await expect(page.locator(".message.bot").first).to_be_visible()
    assert [incoming.text for incoming in chat.desk.taken] == [f"code {CODE}"]
    await expect(page.get_by_text(QUESTION)).to_be_hidden()
    assert "(link code)" in await page.locator(".message.person").first.inner_text()


async def test_a_no_sends_nothing(phone: BrowserContext, chat: ChatServer) -> None:
    page = await opened(phone, chat, f"code={CODE}")
    await page.get_by_role("button", name="No, not here").click()
    await expect(page.get_by_text(QUESTION)).to_be_hidden()
    assert chat.desk.taken == []


async def test_what_is_no_code_of_ours_is_left_alone(phone: BrowserContext, chat: ChatServer) -> None:
    page = await opened(phone, chat, "code=4%2F0AfgeXvu")
    await expect(page.get_by_text(QUESTION)).to_be_hidden()
    assert page.url.endswith("?code=4%2F0AfgeXvu")
