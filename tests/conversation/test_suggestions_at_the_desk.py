"""A suggestion at the desk: kept with the reply, forgotten with the chat, and answered in an open chat at once."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import select

from bot.conversation.news import News
from bot.conversation.outcomes import Outcome
from bot.conversation.reply import Part, Reply, SuggestionRequest
from bot.storage.suggestions import Suggestions
from bot.storage.tables import Handoff, Suggestion

WORDS = "Let us text the office."


@pytest.fixture
def suggestions(sqlite_store: Any) -> Suggestions:
    return Suggestions(sqlite_store._engine)


@pytest.fixture
def ending(rasa: Any) -> None:
    """What Rasa says to “that's right” at the end of the interview."""
    asked = SuggestionRequest(council="leicestershire", words=WORDS, name="Sam", may_answer=True)
    rasa.script["thats right"] = Reply(
        outcome=Outcome.HANDED_OFF, parts=[Part(markdown="Thank you.")], suggestion=asked
    )


async def test_a_suggestion_is_kept_with_its_reply(talk: Any, suggestions: Suggestions, ending: None) -> None:
    assert (await talk.say("thats right"))[-1] == "Thank you."
    assert [(s.words, s.name, s.state) for s in suggestions.all(5)] == [(WORDS, "Sam", "new")]


async def test_forget_me_before_anybody_read_it_leaves_nothing(
    talk: Any, suggestions: Suggestions, ending: None
) -> None:
    await talk.say("thats right")
    (said,) = await talk.say("forget me")
    assert "I have deleted" in said
    assert "already read" not in said
    assert suggestions.all(5) == []


async def test_forget_me_after_it_was_read_says_what_the_council_keeps(
    talk: Any, suggestions: Suggestions, ending: None, clock: Any
) -> None:
    await talk.say("thats right")
    suggestions.read(1, clock())
    (said,) = await talk.say("forget me")
    assert "The council has already read what you said should change" in said
    assert [(s.words, s.name, s.conversation_id) for s in suggestions.all(5)] == [(WORDS, None, None)]


async def test_danger_in_the_words_of_a_suggestion_is_danger(talk: Any, suggestions: Suggestions, rasa: Any) -> None:
    text = "the home should change, my carer beats me and i want to kill myself tonight"
    asked = SuggestionRequest(council=None, words=text)
    rasa.script[text] = Reply(outcome=Outcome.SMALL_TALK, parts=[Part(markdown="Thank you.")], suggestion=asked)
    said = await talk.say(text)
    assert "999" in "\n".join(said)
    assert "Thank you." not in said
    assert suggestions.all(5) == [], "it went to the people who keep somebody safe instead"
    with talk.store._session() as session:
        assert len(list(session.scalars(select(Handoff)))) == 1
        assert list(session.scalars(select(Suggestion))) == []


async def test_an_answer_by_another_process_is_told_to_an_open_chat_once(
    talk: Any, suggestions: Suggestions, ending: None, clock: Any
) -> None:
    await talk.say("thats right")
    news = News(suggestions.unasked, talk.desk.tell)
    events = talk.desk.watch("web", "sam")
    await news.look()
    suggestions.answer(1, "Yes.", "Kit Arden", "**Kit Arden**: Yes.", clock())
    await news.look()
    await news.look()
    async with asyncio.timeout(5):
        event = await anext(events)
    assert event.message
    assert (event.message.sender, event.message.markdown) == ("adviser", "**Kit Arden**: Yes.")
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await anext(events)


async def test_what_was_there_before_the_bot_started_is_no_news(
    talk: Any, suggestions: Suggestions, ending: None, clock: Any
) -> None:
    await talk.say("thats right")
    suggestions.answer(1, "Yes.", "Kit Arden", "**Kit Arden**: Yes.", clock())
    told: list[Any] = []
    news = News(suggestions.unasked, lambda *message: told.append(message))
    await news.look()
    await news.look()
    assert told == []


async def test_news_goes_on_when_the_tables_cannot_be_read_for_a_moment(
    suggestions: Suggestions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.conversation.news.LOOK_SECONDS", 0.01)
    looks: list[int] = []

    def failing() -> list[Any]:
        looks.append(1)
        if len(looks) == 1:
            raise OSError("disk")
        return []

    running = asyncio.create_task(News(failing, lambda *_: None).run())
    async with asyncio.timeout(5):
        while len(looks) < 3:
            await asyncio.sleep(0.01)
    running.cancel()
