"""A person talks to the bot through the emulator."""

from __future__ import annotations

import html
import re

import pytest
from telegram_bot import Bot
from telegram_emulator import Emulator, Phone, until

from bot.conversation.reply import Choice, Part

pytestmark = pytest.mark.telegram
CRISIS = ("999", "Samaritans", "human")
FILE = {"file_id": "f", "file_unique_id": "u", "file_size": 3}


async def answered(phone: Phone, number: int) -> list[str]:
    """The texts that have arrived, once there are so many."""
    await until(lambda: len(phone.got()) >= number)
    return phone.texts()


async def test_a_question_is_answered_with_buttons_after_the_notice(bot: Bot, phone: Phone) -> None:
    phone.sends("do i pay council tax")
    texts = await answered(phone, 2)
    assert "I am a computer program" in texts[0]
    assert texts[1] == "You asked: <b>do i pay council tax</b>"
    rows = phone.got()[1]["reply_markup"]["inline_keyboard"]
    assert [[button["text"] for button in row] for row in rows] == [["How do I get it?"]]
    assert phone.calls("sendChatAction")[0]["body"] == {"chat_id": str(phone.chat), "action": "typing"}


async def test_a_pressed_button_is_acknowledged_and_answered(bot: Bot, phone: Phone) -> None:
    phone.sends("council tax")
    await answered(phone, 2)
    phone.presses(phone.got()[1]["reply_markup"]["inline_keyboard"][0][0]["callback_data"])
    texts = await answered(phone, 3)
    assert texts[2] == "You asked: <b>pressed how</b>"
    assert len(await until(lambda: phone.calls("answerCallbackQuery"))) == 1


async def test_a_forged_button_is_acknowledged_and_told_that_it_is_old(bot: Bot, phone: Phone) -> None:
    phone.presses("/inform{}")
    assert "That button is from before" in (await answered(phone, 2))[1]
    assert await until(lambda: phone.calls("answerCallbackQuery"))
    assert bot.rasa.asked == []


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("/start", "Ask me anything in your own words"),
        ("/start poster-7", "Ask me anything in your own words"),
        ("/help", "You can also pick a subject"),
        ("/help@OfferTestBot", "You can also pick a subject"),
        ("/PRIVACY", "What happens to what you write"),
        ("/stop", "I have stopped"),
    ],
)
async def test_commands_are_carried_out(bot: Bot, phone: Phone, typed: str, words: str) -> None:
    phone.sends(typed)
    assert words in (await answered(phone, 2))[1]
    assert bot.rasa.asked == []


async def test_words_after_a_command_are_read(bot: Bot, phone: Phone) -> None:
    phone.sends("/help i have nowhere to sleep")
    phone.sends("/housing")
    await answered(phone, 3)
    assert bot.rasa.asked == ["help i have nowhere to sleep", "housing"]


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"voice": {**FILE, "duration": 3}}, "listen to voice notes"),
        ({"audio": {**FILE, "duration": 3}}, "listen to voice notes"),
        ({"video_note": {**FILE, "duration": 3, "length": 9}}, "listen to voice notes"),
        ({"photo": [{**FILE, "width": 9, "height": 9}]}, "look at pictures"),
        ({"video": {**FILE, "width": 9, "height": 9, "duration": 1}}, "look at pictures"),
        ({"document": {**FILE, "mime_type": "image/png"}}, "look at pictures"),
        ({"document": {**FILE, "mime_type": "application/pdf"}}, "only read text"),
        ({"location": {"latitude": 52.6, "longitude": -1.1}}, "only read text"),
        ({"contact": {"phone_number": "1", "first_name": "Kai"}}, "only read text"),
        ({"some_new_thing": {"of": "tomorrow"}}, "only read text"),
        ({"poll": "of a shape that the library cannot read"}, "only read text"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
async def test_what_cannot_be_read_gets_the_crisis_number_and_a_person(
    bot: Bot, phone: Phone, sent: dict[str, object], words: str
) -> None:
    phone.sends(**sent)
    reply = (await answered(phone, 2))[1]
    assert words in reply
    assert CRISIS[0] in reply
    assert CRISIS[2] in reply
    assert not [call for call in phone.calls() if call["method"] in ("getFile", "file")]


async def test_a_sticker_gets_a_reply(bot: Bot, phone: Phone) -> None:
    shape = {"width": 9, "height": 9, "is_animated": False, "is_video": False, "type": "regular"}
    phone.sends(sticker={**FILE, **shape})
    assert "read stickers" in (await answered(phone, 2))[1]


async def test_the_words_under_a_photo_are_read(bot: Bot, phone: Phone) -> None:
    phone.sends(photo=[{**FILE, "width": 9, "height": 9}], caption="my letter from the council")
    texts = await answered(phone, 3)
    assert "look at pictures" in texts[1]
    assert texts[2] == "You asked: <b>my letter from the council</b>"
    assert not phone.calls("getFile")


async def test_an_album_is_answered_once(bot: Bot, phone: Phone) -> None:
    for _ in range(4):
        phone.sends(photo=[{**FILE, "width": 9, "height": 9}], media_group_id="77")
    phone.sends("and now")
    texts = await answered(phone, 3)
    assert len([text for text in texts if "look at pictures" in text]) == 1
    assert texts[-1] == "You asked: <b>and now</b>"


async def test_an_edit_gets_a_reply_but_a_moving_live_location_does_not(bot: Bot, phone: Phone) -> None:
    phone.edits(location={"latitude": 52.6, "longitude": -1.1, "live_period": 900})
    phone.edits("council taxes")
    texts = await answered(phone, 2)
    assert "you changed a message" in texts[1]
    assert len(texts) == 2


async def test_many_messages_are_answered_in_order(bot: Bot, phone: Phone) -> None:
    for number in range(4):
        phone.sends(f"question {number}")
    texts = await answered(phone, 5)
    assert texts[1:] == [f"You asked: <b>question {number}</b>" for number in range(4)]


async def test_html_in_a_text_is_shown_as_text(bot: Bot, phone: Phone) -> None:
    phone.sends("<b>hi</b> & <script>alert(1)</script>")
    text = (await answered(phone, 2))[1]
    assert html.unescape(re.sub("</?b>", "", text)) == "You asked: <b>hi</b> & <script>alert(1)</script>"


async def test_a_long_reply_is_split_well_with_its_buttons_on_the_last_piece(bot: Bot, phone: Phone) -> None:
    paragraph = "**You can get help & money.** " + "See [this page](https://www.gov.uk/a?b=1&c=2) for _all_ of it. " * 9
    button = Choice(label="How do I get it, and what do they want to know of me?", intent="followup")
    bot.rasa.replies["all"] = [Part(markdown="\n\n".join([paragraph] * 18), buttons=[button])]
    phone.sends("all")
    await until(lambda: any(m.get("reply_markup") for m in phone.got()))
    pieces = phone.got()[1:]
    assert len(pieces) > 2
    assert all(len(piece["text"]) <= 4096 and piece["text"].startswith("<b>You can") for piece in pieces)
    assert [bool(piece.get("reply_markup")) for piece in pieces] == [False] * (len(pieces) - 1) + [True]
    assert len(pieces[-1]["reply_markup"]["inline_keyboard"][0][0]["text"]) <= 40


async def test_a_group_is_told_once_and_then_left_alone(bot: Bot, emulator: Emulator, token: str) -> None:
    group = Phone(emulator.url, token, chat=-100500, kind="supergroup")
    group.sends("hello all")
    group.sends("/start")
    private = Phone(emulator.url, token)
    private.sends("hello")
    await answered(private, 2)
    assert await answered(group, 1) == [
        "I only work in a private chat, not in a group. Tap my name and write to me there."
    ]
    assert bot.rasa.asked == ["hello"]
    group.close()
    private.close()


async def test_other_bots_are_ignored(bot: Bot, phone: Phone) -> None:
    phone.sends("buy now", sender={"id": 5, "first_name": "Ad", "is_bot": True})
    phone.sends("hello")
    await answered(phone, 2)
    assert bot.rasa.asked == ["hello"]


async def test_a_flood_is_told_so_once(bot: Bot, phone: Phone) -> None:
    for number in range(23):
        phone.sends(f"/start {number}")
    await until(lambda: any("faster than I can answer" in text for text in phone.texts()), 15)
    await until(lambda: phone.pending() == [])
    assert len([text for text in phone.texts() if "faster than I can answer" in text]) == 1


async def test_the_commands_are_in_the_menu(bot: Bot, phone: Phone) -> None:
    call = (await until(lambda: phone.calls("setMyCommands")))[0]
    assert re.findall(r'"command": "(\w+)"', call["body"]["commands"]) == ["start", "help", "privacy", "stop"]
