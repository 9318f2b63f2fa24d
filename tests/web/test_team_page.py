"""The page of a team, and the menu in the chat, as a person on a phone meets them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import httpx
import pytest
from playwright.async_api import BrowserContext, expect

from actions.menu import ActionMenu
from actions.team import ActionTeam
from actions.turn import Turn
from bot.channels.web.team_page import TeamPages
from bot.content.live import LiveContent
from bot.content.model import Audience
from bot.conversation.ports import Button
from bot.conversation.reply import Reply

from .desk import now
from .serving import ChatServer, Server
from .test_access import sideways, violations
from .test_browser import PICTURES, open_chat, picture, write

MADE_UP = "(made up, for the demonstration)"
browser = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


def server(content: LiveContent, elsewhere: Server, *, demonstration: bool) -> ChatServer:
    chat = ChatServer(exit_address=f"{elsewhere.url}/weather")
    pages = TeamPages(
        lambda: content.content, now, demonstration=demonstration, exit_address=f"{elsewhere.url}/weather"
    )
    chat.app.router.routes.extend(pages.routes())
    chat.start()
    return chat


@pytest.fixture
def teams(content: LiveContent, elsewhere: Server) -> Iterator[ChatServer]:
    chat = server(content, elsewhere, demonstration=True)
    yield chat
    chat.stop()


@pytest.fixture
def connected(content: LiveContent, elsewhere: Server) -> Iterator[ChatServer]:
    chat = server(content, elsewhere, demonstration=False)
    yield chat
    chat.stop()


def get(chat: ChatServer, path: str) -> httpx.Response:
    return httpx.get(f"{chat.url}{path}", trust_env=False)


def turn(content: LiveContent, **given: str) -> Turn:
    return Turn(
        content=content.content, text="menu", intent="menu", found=[], audience=Audience(council="leicestershire"),
        learnt={}, state={}, button=given, verdict="none", topic=None, ask=False, day=dt.date(2026, 11, 24),
        channel="web",
    )  # fmt: skip


def show(chat: ChatServer, reply: Reply) -> None:
    """Puts a real reply of the bot into the newest conversation."""
    person = chat.desk.taken[-1].external_id
    for part in reply.parts:
        buttons = tuple(Button(f"b{n}", choice.label) for n, choice in enumerate(part.buttons))
        chat.call(lambda part=part, buttons=buttons: chat.desk.say(person, "bot", part.markdown, buttons))


def test_the_page_shows_names_roles_and_ways_to_reach_the_team(teams: ChatServer) -> None:
    page = get(teams, "/team/leicestershire")
    assert page.status_code == 200
    assert "<h1>Leicestershire&#39;s leaving care team</h1>" in page.text
    assert page.text.count(MADE_UP) == 5
    assert "Robin Vale" in page.text
    assert "Works Monday to Friday" in page.text
    assert "duty worker" in page.text
    assert "First Response" in page.text
    assert "{" not in page.text


def test_a_connected_council_shows_nobody_who_is_made_up(connected: ChatServer) -> None:
    page = get(connected, "/team/leicestershire").text
    assert MADE_UP not in page
    assert "Robin Vale" not in page
    assert "I don&#39;t have the names of the people in this team yet" in page
    assert get(connected, "/team/leicestershire/photos/robin.svg").status_code == 404


def test_the_page_may_load_its_own_pictures_and_nothing_else(teams: ChatServer) -> None:
    headers = get(teams, "/team/leicestershire").headers
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    assert policy["default-src"] == policy["frame-ancestors"] == policy["form-action"] == "'none'"
    assert policy["img-src"] == policy["script-src"] == policy["style-src"] == "'self'"
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["referrer-policy"] == "no-referrer"


def test_a_photo_cannot_run_anything_even_when_it_is_opened_by_itself(teams: ChatServer) -> None:
    photo = get(teams, "/team/leicestershire/photos/robin.svg")
    assert photo.headers["content-type"] == "image/svg+xml"
    assert photo.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert photo.headers["x-content-type-options"] == "nosniff"
    assert len(photo.content) < 3_000


@pytest.mark.parametrize(
    "path",
    ["/team/narnia", "/team/leicestershire/photos/marcus.svg", "/team/leicestershire/photos/..%2F..%2Fwords%2Fen.yml"],
)
def test_what_is_not_a_team_or_a_photo_of_it_is_not_there(teams: ChatServer, path: str) -> None:
    page = get(teams, path)
    assert page.status_code == 404
    assert "notice:" not in page.text


class TestInABrowser:
    pytestmark = browser

    async def test_the_page_is_read_on_a_small_phone(self, phone: BrowserContext, teams: ChatServer) -> None:
        page = await phone.new_page()
        for council in ("leicestershire", "cambridgeshire"):
            failed: list[str] = []
            page.on("response", lambda r, failed=failed: failed.append(r.url) if r.status >= 400 else None)
            await page.goto(f"{teams.url}/team/{council}")
            await expect(page.get_by_role("listitem").filter(has=page.get_by_role("img"))).to_have_count(4)
            for portrait in await page.get_by_role("img").all():
                await portrait.scroll_into_view_if_needed()
                await expect(portrait).to_have_js_property("complete", True)
                assert await portrait.evaluate("node => node.naturalWidth") > 0
            assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
            assert await violations(page) == []
            assert failed == []
            await page.evaluate("scrollTo(0, 0)")
            await page.screenshot(path=PICTURES / f"web-team-{council}.png", full_page=True)

    async def test_one_leaves_the_page_quickly(self, phone: BrowserContext, teams: ChatServer) -> None:
        page = await phone.new_page()
        await page.goto(f"{teams.url}/team/leicestershire")
        await page.get_by_role("link", name="Leave this page quickly").tap()
        await expect(page.get_by_role("heading", name="Weather")).to_be_visible()

    async def test_the_chat_leads_to_the_page(
        self, phone: BrowserContext, teams: ChatServer, content: LiveContent
    ) -> None:
        page = await open_chat(phone, teams)
        await write(page, "who is in the team")
        await expect(page.locator(".message")).to_have_count(3)
        show(teams, ActionTeam().reply(turn(content)))
        await page.get_by_role("link", name="See their photos").scroll_into_view_if_needed()
        await picture(page, "team-in-the-chat")
        async with phone.expect_page() as opened:
            await page.get_by_role("link", name="See their photos").tap()
        team = await opened.value
        await expect(team.get_by_role("heading", level=1)).to_have_text("Leicestershire's leaving care team")
        assert await violations(page) == []

    async def test_the_menu_fits_a_small_phone(
        self, phone: BrowserContext, teams: ChatServer, content: LiveContent
    ) -> None:
        page = await open_chat(phone, teams)
        await write(page, "menu")
        await expect(page.locator(".message")).to_have_count(3)
        pages = (
            ("subjects", {}),
            ("situations", {"list": "situations"}),
            ("situation", {"situation": "own-place"}),
            ("section", {"area": "finances", "start": "6"}),
        )
        for number, (name, given) in enumerate(pages, start=4):
            show(teams, ActionMenu().reply(turn(content, **given)))
            await expect(page.locator(".message")).to_have_count(number)
            last = page.locator(".message").last.get_by_role("button")
            await expect(last.last).to_be_visible()
            assert await last.count() <= 8
            await last.last.scroll_into_view_if_needed()
            assert await sideways(page) <= 0
            await picture(page, f"menu-{name}")
        assert await violations(page) == []
