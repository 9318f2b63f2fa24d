"""Whether everybody can use the chat: keyboard, screen reader, small screens, large text, a council's own page."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import BrowserContext, Page, expect
from starlette.applications import Starlette

from .serving import ChatServer, Server, page_server
from .test_browser import open_chat, picture, write

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
COUNCIL_PAGE = """<!doctype html><html lang="en"><title>Council</title><style>html {font-size: 62.5%}</style>
<main><h1>Leaving care</h1><script type="module" src="BOT/embed.js"></script>
<care-leaver-chat></care-leaver-chat></main>"""


async def violations(page: Page) -> list[str]:
    await page.evaluate(AXE.read_text(encoding="utf-8"))
    found = await page.evaluate("axe.run().then(result => result.violations)")
    return [f"{fault['id']}: {[node['html'] for node in fault['nodes']]}" for fault in found]


async def sideways(page: Page) -> int:
    """How far the page, or the list of messages, is wider than what can be seen."""
    found: int = await page.evaluate(
        """() => {
          const box = document.querySelector("care-leaver-chat").shadowRoot.querySelector(".scroll");
          const page = document.documentElement;
          return Math.max(page.scrollWidth - page.clientWidth, box.scrollWidth - box.clientWidth);
        }"""
    )
    return found


async def covered(page: Page) -> bool:
    """Whether the messages lie over what one writes in."""
    found: bool = await page.evaluate(
        """() => {
          const root = document.querySelector("care-leaver-chat").shadowRoot;
          const list = root.querySelector(".scroll");
          const visible = Math.max(list.getBoundingClientRect().bottom, getComputedStyle(list).overflowY === "visible"
            ? root.querySelector(".log").getBoundingClientRect().bottom : 0);
          return visible > root.querySelector("form").getBoundingClientRect().top + 1;
        }"""
    )
    return found


async def focused(page: Page) -> str:
    found: str = await page.evaluate(
        """() => {
          const node = document.querySelector("care-leaver-chat").shadowRoot.activeElement;
          return node ? node.textContent.trim() || node.id || node.className : "";
        }"""
    )
    return found


async def test_axe_finds_nothing_in_any_state(phone: BrowserContext, chat: ChatServer) -> None:
    chat.desk.engine = "waking"
    page = await open_chat(phone, chat)
    assert await violations(page) == []
    await write(page, "hello")
    await expect(page.locator(".message")).to_have_count(3)
    await page.get_by_role("button", name="How do I get it?").tap()
    await expect(page.locator(".message")).to_have_count(6)
    assert await violations(page) == []
    await page.get_by_label("Write your message").fill("a" * 2_001)
    await page.get_by_role("button", name="Send").tap()
    assert await violations(page) == []
    await page.get_by_role("button", name="Delete chat").tap()
    assert await violations(page) == []


async def test_axe_would_find_a_fault(phone: BrowserContext, chat: ChatServer) -> None:
    page = await open_chat(phone, chat)
    await page.evaluate("""document.querySelector("care-leaver-chat").shadowRoot.querySelector("label").remove()""")
    assert "label" in str(await violations(page))


async def test_keyboard_alone_is_enough(phone: BrowserContext, chat: ChatServer) -> None:
    page = await open_chat(phone, chat)
    stops = []
    for _ in range(12):
        await page.keyboard.press("Tab")
        stops.append(await focused(page))
        if stops[-1] == "words":
            break
    assert stops[:3] == ["In danger? Call 999", "Leave this page quickly", stops[2]]
    await page.keyboard.type("hello")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("second line")
    await page.keyboard.press("Enter")
    await expect(page.locator(".message")).to_have_count(3)
    assert chat.desk.taken[0].text == "hello\nsecond line"
    assert await focused(page) == "words"
    for stop in ["What if they say no?", "How do I get it?"]:
        await page.keyboard.press("Shift+Tab")
        assert stop in await focused(page)
    await picture(page, "10-focus")
    await page.keyboard.press("Space")
    await expect(page.locator(".message")).to_have_count(6)
    assert await focused(page) == "How do I get it?"


async def test_messages_are_read_out_and_old_ones_are_not(phone: BrowserContext, chat: ChatServer) -> None:
    page = await open_chat(phone, chat)
    log = page.get_by_role("log")
    await expect(log).to_have_attribute("aria-live", "polite")
    await write(page, "hello")
    await expect(page.locator(".message")).to_have_count(3)
    await expect(log).to_have_attribute("aria-busy", "false")
    await page.route("**/api/stream*", lambda route: route.abort())
    await page.reload()
    await expect(log).to_have_attribute("aria-busy", "true")


@pytest.mark.parametrize("size", [(320, 568), (640, 320), (320, 256), (1280, 800)])
async def test_nothing_scrolls_sideways(phone: BrowserContext, chat: ChatServer, size: tuple[int, int]) -> None:
    chat.desk.echo = True
    page = await open_chat(phone, chat)
    await page.set_viewport_size({"width": size[0], "height": size[1]})
    await write(page, "w" * 300)
    await expect(page.locator(".message")).to_have_count(3)
    assert await sideways(page) == 0
    assert not await covered(page)
    await expect(page.get_by_role("button", name="Leave this page quickly")).to_be_in_viewport(ratio=0.9)
    await picture(page, f"11-{size[0]}x{size[1]}")


async def test_large_text_of_the_user_is_respected(phone: BrowserContext, chat: ChatServer) -> None:
    """Text twice as large, as set in the browser."""
    page = await open_chat(phone, chat)
    devtools = await phone.new_cdp_session(page)
    small = await page.get_by_role("button", name="Send").bounding_box()
    await devtools.send("Page.enable")
    await devtools.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
    await page.reload()
    await write(page, "hello")
    await expect(page.locator(".message")).to_have_count(3)
    large = await page.get_by_role("button", name="Send").bounding_box()
    assert small
    assert large
    assert large["height"] > 1.7 * small["height"]
    assert await sideways(page) == 0
    assert not await covered(page)
    await picture(page, "12-large-text")


async def test_motion_stops_for_who_does_not_want_it(phone: BrowserContext, chat: ChatServer) -> None:
    page = await open_chat(phone, chat)
    name = "node => getComputedStyle(node).animationName"
    assert await page.locator(".dots i").first.evaluate(name) == "breathe"
    await page.emulate_media(reduced_motion="reduce")
    assert await page.locator(".dots i").first.evaluate(name) == "none"


async def test_what_is_touched_is_large_enough(phone: BrowserContext, chat: ChatServer) -> None:
    page = await open_chat(phone, chat)
    for button in await page.get_by_role("button").all():
        box = await button.bounding_box()
        assert box
        assert box["height"] >= 40


async def test_council_puts_the_chat_on_its_own_page(phone: BrowserContext) -> None:
    council = Server(Starlette())
    chat = ChatServer(council_name="Rutland", allowed_origins=(council.url,))
    council.app = page_server(COUNCIL_PAGE.replace("BOT", chat.url)).app
    council.start()
    chat.start()
    page = await phone.new_page()
    await page.goto(f"{council.url}/care/leaving")
    await expect(page.get_by_text("help you can get after care in Rutland")).to_be_visible()
    await write(page, "hello")
    await expect(page.locator(".message")).to_have_count(3)
    await page.reload()
    await expect(page.locator(".message")).to_have_count(3)
    assert await violations(page) == []
    await picture(page, "13-on-a-council-page")
    council.stop()
    chat.stop()
