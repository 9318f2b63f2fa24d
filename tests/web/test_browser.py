"""The chat in a real browser, as a person on a phone meets it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.async_api import BrowserContext, Page, expect

from bot.conversation.ports import Refused

from .desk import ANSWER
from .serving import ChatServer

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
PICTURES = Path(__file__).parents[2] / ".local" / "screenshots"
expect.set_options(timeout=10_000)


async def open_chat(phone: BrowserContext, chat: ChatServer) -> Page:
    page = await phone.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    await page.goto(chat.url)
    await expect(page.get_by_label("Write your message")).to_be_visible()
    assert errors == []
    return page


async def write(page: Page, words: str) -> None:
    await page.get_by_label("Write your message").fill(words)
    await page.get_by_label("Write your message").press("Enter")


async def picture(page: Page, name: str) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    await page.screenshot(path=PICTURES / f"web-{name}.png")


async def bodies(page: Page) -> list[str]:
    return await page.locator(".message .body").all_inner_texts()


async def test_question_gets_a_typing_sign_then_replies_then_buttons(phone: BrowserContext, chat: ChatServer) -> None:
    chat.desk.pause = 0.8
    page = await open_chat(phone, chat)
    await picture(page, "1-welcome")
    await write(page, "how do i get the 3 grand for my flat")
    await expect(page.locator(".typing")).to_be_visible()
    await picture(page, "2-typing")
    await expect(page.locator(".message.bot")).to_have_count(1)
    await expect(page.locator(".message.bot")).to_have_count(2)
    await expect(page.locator(".typing")).to_be_hidden()
    await expect(page.get_by_role("button", name="How do I get it?")).to_be_visible()
    await expect(page.get_by_role("log").locator("strong").first).to_have_text("£3,000")
    await picture(page, "3-answer")


async def test_pressed_button_is_sent_once_and_stays_readable(phone: BrowserContext, chat: ChatServer) -> None:
    page = await open_chat(phone, chat)
    await write(page, "hello")
    button = page.get_by_role("button", name="How do I get it?").first
    await button.tap()
    await expect(page.locator(".message.person .body").nth(1)).to_have_text("How do I get it?")
    await expect(button).to_be_disabled()
    await button.dispatch_event("click")
    await page.reload()
    await expect(page.locator(".message")).to_have_count(6)
    await expect(button).to_be_disabled()
    await expect(page.get_by_role("button", name="What if they say no?").first).to_be_enabled()
    assert [incoming.text for incoming in chat.desk.taken] == ["hello", "b-how"]


async def test_links_open_a_tab_of_their_own_and_numbers_ring(phone: BrowserContext, chat: ChatServer) -> None:
    page = await open_chat(phone, chat)
    await write(page, "hello")
    link = page.get_by_role("link", name="GOV.UK")
    await expect(link).to_have_attribute("target", "_blank")
    await expect(link).to_have_attribute("rel", "noopener noreferrer")
    await expect(page.get_by_role("link", name="0800 1111")).to_have_attribute("href", "tel:08001111")
    await expect(page.get_by_role("link", name="Call 999")).to_have_attribute("href", "tel:999")


async def test_conversation_is_there_after_a_reload(phone: BrowserContext, chat: ChatServer) -> None:
    page = await open_chat(phone, chat)
    await write(page, "hello")
    await expect(page.locator(".message")).to_have_count(3)
    before = await bodies(page)
    await page.reload()
    await expect(page.locator(".message")).to_have_count(3)
    assert await bodies(page) == before
    await write(page, "again")
    await expect(page.locator(".message")).to_have_count(6)


async def test_what_is_written_while_the_server_is_away_arrives_once(phone: BrowserContext, chat: ChatServer) -> None:
    page = await open_chat(phone, chat)
    await write(page, "one")
    await expect(page.locator(".message")).to_have_count(3)
    chat.stop()
    await expect(page.get_by_role("status")).to_have_text("The connection is lost. I will try again.")
    await write(page, "two")
    await write(page, "three")
    await expect(page.get_by_text("Not sent yet")).to_have_count(2)
    await picture(page, "4-lost")
    chat.start()
    await expect(page.locator(".message")).to_have_count(9)
    await expect(page.get_by_role("status")).to_be_empty()
    await expect(page.get_by_text("Not sent yet")).to_have_count(0)
    assert [incoming.text for incoming in chat.desk.taken] == ["one", "two", "three"]


async def test_first_message_waits_for_the_server_even_over_a_reload(phone: BrowserContext, chat: ChatServer) -> None:
    page = await open_chat(phone, chat)
    await page.route("**/api/*", lambda route: route.abort())
    await write(page, "hello")
    await page.reload()
    await expect(page.get_by_text("Not sent yet")).to_be_visible()
    assert chat.desk.taken == []
    await page.unroute("**/api/*")
    await expect(page.locator(".message")).to_have_count(3)
    assert [incoming.text for incoming in chat.desk.taken] == ["hello"]


async def test_message_whose_receipt_was_lost_is_not_said_twice(phone: BrowserContext, chat: ChatServer) -> None:
    page = await open_chat(phone, chat)
    lost: list[int] = []

    async def lose_the_first_answer(route: object) -> None:
        answer = await route.fetch()  # type: ignore[attr-defined]
        lost.append(answer.status)
        await (route.abort() if len(lost) == 1 else route.fulfill(response=answer))  # type: ignore[attr-defined]

    await page.route("**/api/messages", lose_the_first_answer)
    await write(page, "hello")
    await expect(page.get_by_role("status")).to_have_text(re.compile("lost"))
    await expect(page.get_by_role("status")).to_be_empty()
    assert lost == [202, 202]
    assert len(await bodies(page)) == len(chat.desk.kept[chat.desk.taken[0].external_id]) == 3


async def test_waking_engine_is_owned_up_to(phone: BrowserContext, chat: ChatServer) -> None:
    chat.desk.engine = "waking"
    page = await open_chat(phone, chat)
    waking = "I am still waking up. You can write now; I will answer as soon as I am awake."
    await expect(page.get_by_role("status")).to_have_text(waking)
    await write(page, "hello")
    await expect(page.locator(".message")).to_have_count(3)
    await expect(page.get_by_role("status")).to_have_text(waking)
    await picture(page, "5-waking")
    chat.call(lambda: chat.desk.set_engine("ready"))
    await expect(page.get_by_role("status")).to_be_empty()


async def test_flood_is_answered_kindly_and_the_message_waits(phone: BrowserContext, chat: ChatServer) -> None:
    chat.desk.refuse = Refused(429, "That is a lot at once. Please wait a moment.")
    page = await open_chat(phone, chat)
    await write(page, "hello")
    await expect(page.get_by_role("status")).to_have_text("That is a lot at once. Please wait a moment.")
    chat.desk.refuse = None
    await expect(page.locator(".message")).to_have_count(3)


async def test_too_long_a_message_is_refused_before_it_is_sent(phone: BrowserContext, chat: ChatServer) -> None:
    page = await open_chat(phone, chat)
    await write(page, "a" * 2_010)
    await expect(page.get_by_role("status")).to_have_text(
        "This message is too long by 10 characters. Please send it in two parts."
    )
    await expect(page.locator(".count")).to_have_text("10 characters too many")
    await picture(page, "6-too-long")
    await write(page, "😀" * 2_000)
    await expect(page.locator(".message")).to_have_count(3)
    assert [incoming.text for incoming in chat.desk.taken] == ["😀" * 2_000]


async def test_quick_exit_clears_the_device_and_leaves(phone: BrowserContext, chat: ChatServer) -> None:
    page = await open_chat(phone, chat)
    await write(page, "a secret")
    await expect(page.locator(".message")).to_have_count(3)
    assert await page.evaluate("sessionStorage.length") == 1
    await page.get_by_role("button", name="Leave this page quickly").tap()
    await expect(page).to_have_title("Weather")
    await page.go_back()
    await page.goto(chat.url)
    assert await page.evaluate("sessionStorage.length") == 0
    await expect(page.get_by_role("heading", name="Hello")).to_be_visible()
    await expect(page.locator(".message")).to_have_count(0)


async def test_escape_three_times_leaves(phone: BrowserContext, chat: ChatServer) -> None:
    page = await open_chat(phone, chat)
    await page.keyboard.press("Escape")
    await page.keyboard.press("Escape")
    await page.keyboard.press("a")
    await page.keyboard.press("Escape")
    await expect(page).to_have_title(re.compile("care"))
    await page.keyboard.press("Escape")
    await page.keyboard.press("Escape")
    await expect(page).to_have_title("Weather")


async def test_chat_can_be_deleted_from_the_device(phone: BrowserContext, chat: ChatServer) -> None:
    page = await open_chat(phone, chat)
    await write(page, "a secret")
    await expect(page.locator(".message")).to_have_count(3)
    await page.get_by_role("button", name="Delete chat").tap()
    await picture(page, "7-delete")
    await page.get_by_role("button", name="No, keep it").tap()
    await expect(page.locator(".message")).to_have_count(3)
    await page.get_by_role("button", name="Delete chat").tap()
    await page.get_by_role("button", name="Yes, delete it").tap()
    await expect(page.locator(".message")).to_have_count(0)
    await write(page, "new")
    await expect(page.locator(".message")).to_have_count(3)
    assert len({incoming.external_id for incoming in chat.desk.taken}) == 2


async def test_help_and_privacy_are_one_tap_away(phone: BrowserContext, chat: ChatServer) -> None:
    page = await open_chat(phone, chat)
    await page.get_by_role("button", name="Privacy").tap()
    await expect(page.locator(".message.bot")).to_have_count(2)
    await page.get_by_role("button", name="Help", exact=True).tap()
    await expect(page.locator(".message.bot")).to_have_count(4)
    assert [incoming.text for incoming in chat.desk.taken] == ["privacy", "help"]


async def test_chat_works_where_storage_is_blocked(phone: BrowserContext, chat: ChatServer) -> None:
    await phone.add_init_script(
        "Object.defineProperty(window, 'sessionStorage', {get() { throw new Error('blocked'); }})"
    )
    page = await open_chat(phone, chat)
    await write(page, "hello")
    await expect(page.locator(".message")).to_have_count(3)


async def test_markup_in_a_message_is_shown_as_text(phone: BrowserContext, chat: ChatServer) -> None:
    chat.desk.echo = True
    page = await open_chat(phone, chat)
    attack = "<img src=x onerror=document.title='x'><script>document.title='x'</script>"
    await write(page, attack)
    await expect(page.locator(".message")).to_have_count(3)
    assert (await bodies(page))[:2] == [attack, attack]
    await page.reload()
    await expect(page.locator(".message")).to_have_count(3)
    assert (await bodies(page))[:2] == [attack, attack]
    await expect(page).to_have_title("Ask about help after care")


async def test_right_to_left_words_run_from_the_right(phone: BrowserContext, chat: ChatServer) -> None:
    chat.desk.echo = True
    page = await open_chat(phone, chat)
    await write(page, "أين أنام الليلة؟ (help)")
    await expect(page.locator(".message")).to_have_count(3)
    direction = "node => getComputedStyle(node).direction"
    assert await page.locator(".message.bot .body").first.evaluate(direction) == "rtl"
    assert await page.locator(".message.bot .body").nth(1).evaluate(direction) == "ltr"
    await picture(page, "8-right-to-left")


async def test_long_answer_is_read_from_its_start(phone: BrowserContext, chat: ChatServer) -> None:
    page = await open_chat(phone, chat)
    person = await first_message(page, chat)
    chat.desk.echo = True
    await write(page, "my last question")
    await expect(page.locator(".message")).to_have_count(6)
    for _ in range(4):
        chat.call(lambda: chat.desk.say(person, "bot", f"{ANSWER}\n\n{ANSWER}"))
    await write(page, "\n".join(["one more"] * 3))
    await expect(page.locator(".message")).to_have_count(13)
    await expect(page.locator(".message.person").last).to_be_in_viewport()


async def first_message(page: Page, chat: ChatServer) -> str:
    await write(page, "hello")
    await expect(page.locator(".message")).to_have_count(3)
    return chat.desk.taken[0].external_id


async def test_adviser_is_told_apart_from_the_bot(phone: BrowserContext, chat: ChatServer) -> None:
    page = await open_chat(phone, chat)
    person = await first_message(page, chat)
    chat.call(lambda: chat.desk.say(person, "adviser", "Hi, it is Sam.\nI can ring you at 3."))
    await expect(page.locator(".message.adviser .head")).to_have_text(re.compile("a real person"))
    await page.get_by_role("button", name="More below").tap()
    await expect(page.locator(".message.adviser")).to_be_in_viewport()
    await expect(page.get_by_role("button", name="More below")).to_be_hidden()
    chat.call(lambda: chat.desk.say(person, "adviser", "Are you in?", name="Amina <b>Yusuf</b>"))
    head = page.locator(".message.adviser .head").last
    await expect(head).to_have_text(re.compile(r"^Amina <b>Yusuf</b>, from the council, a real person \d\d:\d\d$"))
    await head.scroll_into_view_if_needed()
    await picture(page, "9-adviser")
