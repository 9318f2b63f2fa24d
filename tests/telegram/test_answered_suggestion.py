"""An answer to a suggestion, written on the command line, reaches the person's Telegram chat."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from telegram_bot import Bot, now
from telegram_emulator import Phone, until

from bot.conversation.reply import SuggestionRequest
from bot.storage.suggestions import Suggestions, keep_suggestion
from bot.suggestions import answer_suggestion

pytestmark = pytest.mark.telegram
ASKED = SuggestionRequest(council="leicestershire", words="Let us text the office.", name="Kai", may_answer=True)


@pytest.fixture
async def number(bot: Bot, phone: Phone, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> int:
    """A suggestion of the person with the phone."""
    monkeypatch.setenv("OFFER_DATABASE_URL", f"sqlite:///{tmp_path}/t.db")
    phone.sends("hello")
    await until(lambda: len(phone.got()) == 2)
    await bot.desk.idle()
    with bot.store._session.begin() as session:
        keep_suggestion(session, 1, ASKED, now())
    return Suggestions(bot.store._engine).all(1)[0].id


async def test_the_answer_arrives_under_the_officers_name(bot: Bot, phone: Phone, number: int) -> None:
    assert answer_suggestion(number, "You can from May.\nThank you!", dt.datetime.now(dt.UTC)).startswith("Sent")
    text = (await until(lambda: phone.texts()[2:]))[0]
    assert text == (
        "<b>Kit Arden (made up, for the demonstration)</b>, participation officer at Leicestershire County Council, "
        "has answered what you said should change:\n\nYou can from May.\nThank you!"
    )
    await until(lambda: bot.waiting() == [])


async def test_nothing_arrives_when_the_person_has_stopped_the_bot(bot: Bot, phone: Phone, number: int) -> None:
    phone.sends("/stop")
    await until(lambda: len(phone.got()) == 3)
    said = answer_suggestion(number, "You can from May.", dt.datetime.now(dt.UTC))
    assert said == "Nothing was sent: the person stopped the bot."
    assert bot.waiting() == []
    assert len(phone.got()) == 3
