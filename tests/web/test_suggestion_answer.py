"""An answer to a suggestion, written on the command line, appears in a web chat that is open, without a reload."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, expect
from starlette.applications import Starlette

from bot.channels.web import WebSettings, web_routes
from bot.content.live import LiveContent
from bot.conversation.answering import Answering
from bot.conversation.desk import ConversationDesk
from bot.conversation.news import News
from bot.conversation.outcomes import Outcome
from bot.conversation.reply import Part, Reply, SuggestionRequest
from bot.storage.store import Store
from bot.storage.suggestions import Suggestions
from bot.suggestions import answer_suggestion
from bot.web_app import QuietServer

from .serving import free_port
from .test_access import violations
from .test_browser import picture, write

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
ASKED = SuggestionRequest(council="leicestershire", words="Let us text the office.", may_answer=True)


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@pytest_asyncio.fixture(loop_scope="session")
async def address(sqlite_store: Store, content: LiveContent, rules: Any, rasa: Any) -> AsyncIterator[str]:
    """A web chat with the real desk and tables; only Rasa is played."""
    rasa.script["thats right"] = Reply(
        outcome=Outcome.HANDED_OFF, parts=[Part(markdown="Thank you.")], suggestion=ASKED
    )
    shared: dict[str, Any] = {"store": sqlite_store, "content": content, "engine_state": lambda: "ready", "clock": now}
    desk = ConversationDesk(**shared, answering=Answering(**shared, rasa=rasa, rules=rules))
    news = asyncio.create_task(News(Suggestions(sqlite_store._engine).unasked, desk.tell).run())
    port = free_port()
    server = QuietServer(Starlette(routes=web_routes(desk, WebSettings(), now)), "127.0.0.1", port)
    await server.start()
    yield f"http://127.0.0.1:{port}"
    news.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await news
    await desk.close()
    await server.stop()


async def test_the_answer_appears_in_the_open_chat(
    phone: BrowserContext, address: str, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OFFER_DATABASE_URL", sqlite_url)
    page = await phone.new_page()
    await page.goto(address)
    await write(page, "thats right")
    await expect(page.locator(".message.bot").last).to_contain_text("Thank you.")
    said = await asyncio.to_thread(answer_suggestion, 1, "You can text us from May.\nThank you!", now())
    assert said == "Sent to the person's chat, from Kit Arden."
    answer = page.locator(".message.adviser")
    await expect(answer).to_have_count(1)
    await expect(answer.locator(".head")).to_contain_text("From the council, a real person")
    await expect(answer.locator("strong")).to_have_text("Kit Arden (made up, for the demonstration)")
    await expect(answer).to_contain_text("You can text us from May.")
    await answer.scroll_into_view_if_needed()
    await picture(page, "suggestion-answered")
    assert await violations(page) == []
    await page.reload()
    await expect(page.locator(".message.adviser")).to_have_count(1)
