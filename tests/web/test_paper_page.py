"""The page of a paper: found by its secret link, safe, on a phone, for a screen reader, and on A4."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.async_api import BrowserContext, Page, expect
from starlette.applications import Starlette

from bot.channels.web.papers import paper_routes
from bot.channels.web.rendering import message_html
from bot.content.loader import load_content
from bot.content.model import Audience
from bot.content.phrases import Phrases
from bot.conversation.ports import Shown
from bot.conversation.reply import Paper
from bot.letters.write import write_letter
from bot.my_offer.assemble import assemble
from bot.my_offer.paper import offer_paper

from .serving import ChatServer, Server
from .test_access import violations
from .test_browser import PICTURES, open_chat

ROOT = Path(__file__).parents[2]
DAY = dt.date(2026, 11, 24)
TOKEN, OFFER = "t" * 43, "o" * 43
SAID = {
    "wrong": "My adviser said she would ring every month. <script>alert(1)</script>\nShe did not.",
    "when": "since June",
    "want": "another adviser",
}


@pytest.fixture(scope="module")
def papers() -> dict[str, Paper]:
    content, audience = load_content(ROOT / "offer_content"), Audience(council="leicestershire", age=19)
    letter = write_letter(content, "letter-complaint", SAID, audience, DAY)
    guide = "\n\n".join(f"## {title}\n\n{words}" for title, words in letter.guide)
    offer = offer_paper(Phrases(content, DAY), audience, assemble(content, audience, DAY), "")
    return {TOKEN: Paper(kind="letter", title="A complaint", markdown=letter.letter, guide=guide), OFFER: offer}


@pytest.fixture
def server(papers: dict[str, Paper], elsewhere: Server) -> Iterator[Server]:
    server = Server(Starlette(routes=list(paper_routes(papers.get, f"{elsewhere.url}/weather"))))
    yield server.start()
    server.stop()


def get(server: Server, path: str) -> httpx.Response:
    return httpx.get(server.url + path, trust_env=False)


@pytest.mark.parametrize("path", [f"/papers/{TOKEN}", f"/papers/{'x' * 43}"])
def test_nobody_else_learns_of_a_paper(server: Server, path: str) -> None:
    response = get(server, path)
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["referrer-policy"] == "no-referrer"
    assert "noindex" in response.headers["x-robots-tag"]
    assert "default-src 'none'" in response.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in response.headers["content-security-policy"]
    assert 'name="robots" content="noindex' in response.text


def test_an_old_link_is_met_kindly(server: Server) -> None:
    response = get(server, f"/papers/{'x' * 43}")
    assert response.status_code == 404
    assert "not here any more" in response.text
    assert "done nothing wrong" in response.text
    assert get(server, f"/papers/{TOKEN}/more").status_code == 404


def test_what_was_typed_is_text_and_a_gap_can_be_seen(server: Server) -> None:
    page = get(server, f"/papers/{TOKEN}").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<strong>[your name]</strong>" in page
    assert page.count("<script") == 1


def test_a_link_without_a_host_is_kept_for_papers_only() -> None:
    def shown(address: str) -> str:
        return message_html(Shown(1, "bot", f"[open]({address})", dt.datetime.now(dt.UTC)))

    assert f'href="/papers/{TOKEN}" target="_blank"' in shown(f"/papers/{TOKEN}")
    for other in (
        "/papers/",
        "/papers/a/b",
        "/papers/a?b=c",
        "/papers/%2e%2e",
        "//papers/a",
        "papers/a",
        "/api/status",
    ):
        assert "href" not in shown(other)


async def open_paper(phone: BrowserContext, server: Server, token: str) -> Page:
    page = await phone.new_page()
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    await page.goto(f"{server.url}/papers/{token}")
    await expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert [e for e in errors if "favicon" not in e and "404" not in e] == []
    return page


async def sideways(page: Page) -> int:
    found: int = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return found


@pytest.mark.browser
@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize(("token", "name"), [(TOKEN, "letter"), (OFFER, "offer"), ("x" * 43, "gone")])
async def test_page_on_a_phone(phone: BrowserContext, server: Server, token: str, name: str) -> None:
    page = await open_paper(phone, server, token)
    assert await violations(page) == []
    assert await sideways(page) <= 0
    PICTURES.mkdir(parents=True, exist_ok=True)
    await page.screenshot(path=PICTURES / f"paper-{name}.png", full_page=True)
    await page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert await sideways(page) <= 0


@pytest.mark.browser
@pytest.mark.asyncio(loop_scope="session")
async def test_printed_letter_is_the_letter_alone(phone: BrowserContext, server: Server) -> None:
    page = await open_paper(phone, server, TOKEN)
    await expect(page.get_by_text("How to send it")).to_be_visible()
    await page.emulate_media(media="print")
    await expect(page.get_by_text("How to send it")).to_be_hidden()
    await expect(page.get_by_role("button")).to_have_count(0)
    await expect(page.get_by_role("heading")).to_have_count(0)
    await expect(page.get_by_text("Complaint from a care leaver")).to_be_visible()
    assert await pages_of(page, "letter") == 1


@pytest.mark.browser
@pytest.mark.asyncio(loop_scope="session")
async def test_printed_offer_has_its_title_and_fits_three_pages(phone: BrowserContext, server: Server) -> None:
    page = await open_paper(phone, server, OFFER)
    await page.emulate_media(media="print")
    await expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert await pages_of(page, "offer") <= 3


async def pages_of(page: Page, name: str) -> int:
    """How many A4 pages it prints on; the file, and a picture of it in one piece, are kept to be looked at."""
    await page.set_viewport_size({"width": 660, "height": 970})  # A4 at 96 dots an inch, without its margins
    await page.screenshot(path=PICTURES / f"paper-{name}-printed.png", full_page=True)
    printed = await page.pdf(path=PICTURES / f"paper-{name}.pdf", prefer_css_page_size=True, print_background=True)
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", printed))


@pytest.mark.browser
@pytest.mark.asyncio(loop_scope="session")
async def test_print_button_prints_and_the_exit_shows_another_page(phone: BrowserContext, server: Server) -> None:
    page = await open_paper(phone, server, TOKEN)
    await page.evaluate("window.print = () => { document.title = 'printed'; }")
    await page.get_by_role("button", name="Print this page").tap()
    await expect(page).to_have_title("printed")
    await page.get_by_role("button", name="Leave this page quickly").tap()
    await expect(page.get_by_role("heading", name="Weather")).to_be_visible()


@pytest.mark.browser
@pytest.mark.asyncio(loop_scope="session")
async def test_the_chat_links_to_the_server_it_came_from(phone: BrowserContext, chat: ChatServer) -> None:
    page = await open_chat(phone, chat)
    chat.desk.echo = True
    await page.get_by_label("Write your message").fill("hello")
    await page.get_by_label("Write your message").press("Enter")
    await expect(page.locator(".message.bot")).to_have_count(2)
    person = next(iter(chat.desk.kept))
    chat.call(lambda: chat.desk.say(person, "bot", f"[Open your letter](/papers/{TOKEN})"))
    link = page.get_by_role("link", name="Open your letter")
    await expect(link).to_have_attribute("href", f"{chat.url}/papers/{TOKEN}")
    await expect(link).to_have_attribute("target", "_blank")
