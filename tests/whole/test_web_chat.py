"""The web chat with the real bot and the real Rasa behind it, in a real browser; also takes the README's picture."""

from __future__ import annotations

import os
import shutil

import pytest
from playwright.async_api import async_playwright, expect

from bot.rasa.supervisor import free_port
from bot.run import now
from bot.settings import LOCAL, load_settings
from bot.web_app import WebServer

from .talking import Running

pytestmark = [pytest.mark.whole, pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
NAMES = (os.environ.get("OFFER_TEST_CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")


async def test_question_in_a_browser_gets_the_councils_answer_with_its_source(running: Running) -> None:
    chromium = next((path for name in NAMES if name and (path := shutil.which(name))), None)
    assert chromium, "The browser tests need Chromium. Install it with: apt-get install chromium"
    settings = load_settings(_env_file=None, port=free_port())
    web = WebServer(settings, running.bot.desk, now)
    await web.start()
    try:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
            page = await browser.new_page(viewport={"width": 390, "height": 844})
            await page.goto(f"http://127.0.0.1:{settings.port}/")
            for text in ("do i have to pay council tax", "leics"):
                await page.locator("textarea").fill(text)
                await page.keyboard.press("Enter")
                log = page.locator("care-leaver-chat").get_by_role("log")
                await expect(log.get_by_text("not yet checked").last).to_be_visible(timeout=15_000)
            await expect(log.get_by_text("In Leicestershire all seven districts").last).to_be_visible(timeout=15_000)
            (LOCAL / "screenshots").mkdir(parents=True, exist_ok=True)
            await page.screenshot(path=LOCAL / "screenshots" / "whole-chat.png")
            await browser.close()
    finally:
        await web.stop()
