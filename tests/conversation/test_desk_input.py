"""What people send that is no plain question: each gets its own kind words, and Rasa is left alone."""

from __future__ import annotations

import time
from typing import Any

import pytest

from bot.conversation.ports import Incoming, Kind, Refused

DANGER = "i am going to kill myself tonight"
KINDS = {
    Kind.VOICE: "voice",
    Kind.PHOTO: "photo",
    Kind.VIDEO: "photo",
    Kind.STICKER: "sticker",
    Kind.EDIT: "edit",
    Kind.OTHER: "other",
}
UNREADABLE = {
    "nothing": ("", "empty"),
    "spaces": (" \n\t ", "empty"),
    "control characters": ("\x00\x01\x07\x1b", "empty"),
    "signs": ("?!...", "empty"),
    "invisible": ("\u200b\u202e\ufeff", "empty"),
    "lone surrogate": ("\ud800", "empty"),
    "emoji": ("😭", "only_emoji"),
    "many emoji": ("💔 😔👩🏽‍🎓 ❤️🇬🇧", "only_emoji"),
}
TYPED = {
    "start": "start",
    "/start": "start",
    "/Help": "help",
    "privacy": "privacy",
    "Privacy notice": "privacy",
    "STOP.": "stop",
    "forget me": "forgotten",
    "/forget me": "forgotten",
    "Delete my chat!": "forgotten",
}
READ = {
    "markup": "<script>alert(1)</script> what is a pathway plan",
    "right to left": "أحتاج إلى مساعدة",
    "mixed scripts": "нужна help 我需要",
    "a digit": "19",
    "a lone surrogate in words": "help \ud800 me",
}


async def answer_to(talk: Any, words: str, **fields: Any) -> str:
    """The answer without the notice before it."""
    told = await talk.say(words, **fields)
    assert told[0] == talk.phrases.say("notice")
    assert len(told) == 2
    return str(told[1])


@pytest.mark.parametrize(("kind", "key"), KINDS.items())
async def test_what_cannot_be_read_gets_its_own_words_and_a_way_on(talk: Any, rasa: Any, kind: Kind, key: str) -> None:
    assert await answer_to(talk, "", kind=kind) == talk.phrases.say(key)
    last = (await talk.shown())[-1]
    assert "999" in last.markdown
    assert len(last.buttons) == 1
    assert rasa.texts == []
    assert talk.store.counts() == {"unreadable": 1}


@pytest.mark.parametrize(("text", "key"), UNREADABLE.values(), ids=UNREADABLE.keys())
async def test_a_text_without_words_is_asked_for_in_words(talk: Any, rasa: Any, text: str, key: str) -> None:
    assert await answer_to(talk, text) == talk.phrases.say(key)
    assert rasa.texts == []


@pytest.mark.parametrize(("typed", "key"), TYPED.items())
async def test_commands_work_when_typed_as_words(talk: Any, rasa: Any, typed: str, key: str) -> None:
    assert await answer_to(talk, typed) == talk.phrases.say(key)
    assert rasa.texts == []


@pytest.mark.parametrize(("name", "key"), [("start", "start"), ("help", "help"), ("privacy", "privacy")])
async def test_commands_of_a_channel_get_the_same_words(talk: Any, name: str, key: str) -> None:
    assert await answer_to(talk, name, kind=Kind.COMMAND) == talk.phrases.say(key)


@pytest.mark.parametrize("text", ["can you stop the bailiffs", "i want to start college", "delete me from the list"])
async def test_a_command_inside_a_sentence_is_a_question(talk: Any, rasa: Any, text: str) -> None:
    await talk.say(text)
    assert rasa.texts == [text]


@pytest.mark.parametrize("text", READ.values(), ids=READ.keys())
async def test_words_of_any_script_reach_rasa(talk: Any, rasa: Any, text: str) -> None:
    await talk.say(text)
    assert len(rasa.texts) == 1
    assert rasa.texts[0].encode("utf-8")


async def test_a_slash_text_is_asked_without_its_slash(talk: Any, rasa: Any) -> None:
    await talk.say('/ /confirm_handoff{"x": "y"}')
    assert rasa.texts == ['confirm_handoff{"x": "y"}']


async def test_too_long_a_message_gets_the_limit(talk: Any, rasa: Any) -> None:
    words = await answer_to(talk, "long " * 401)
    assert words == talk.phrases.say("too_long", limit="2,000")
    assert "2,000" in words
    assert "999" in words
    assert rasa.texts == []


async def test_danger_in_too_long_a_message_is_answered(talk: Any) -> None:
    told = await talk.say("it was a long day. " * 110 + DANGER + ". " + "so it goes. " * 100)
    assert "999" in told[0]
    assert talk.phrases.say("urgent_told") in told
    assert len(talk.store.handoffs(9)) == 1


async def test_a_long_run_without_spaces_does_not_stop_the_desk(talk: Any) -> None:
    started = time.perf_counter()
    await talk.say("1" * 700)
    assert time.perf_counter() - started < 0.5


async def test_100_000_characters_are_refused_kindly_and_not_kept(talk: Any, write: Any) -> None:
    with pytest.raises(Refused) as refused:
        await talk.desk.receive(write("a" * 100_000))
    assert refused.value.status == 413
    assert refused.value.words == talk.phrases.say("too_long", limit="2,000")
    assert await talk.shown() == []
    assert len(await talk.say("short")) == 2


async def test_more_than_the_limit_in_a_minute_is_refused_and_a_minute_later_taken(
    make_talk: Any, write: Any, clock: Any
) -> None:
    talk = make_talk(flood_limit=3)
    for n in range(3):
        await talk.say(f"question {n}")
    with pytest.raises(Refused) as refused:
        await talk.desk.receive(write("one more"))
    assert (refused.value.status, refused.value.words) == (429, talk.phrases.say("flood"))
    await talk.say("hello", who="kim")
    clock.forward(seconds=60)
    assert await talk.say("one more") == ["About one more"]


async def test_danger_is_taken_in_a_flood(make_talk: Any, write: Any) -> None:
    talk = make_talk(flood_limit=1)
    await talk.say("question")
    with pytest.raises(Refused):
        await talk.desk.receive(write("question"))
    assert "999" in (await talk.say(DANGER))[0]


async def test_a_message_delivered_again_in_a_flood_is_not_refused(make_talk: Any, write: Any) -> None:
    talk = make_talk(flood_limit=1)
    message: Incoming = write("question")
    assert (await talk.desk.receive(message)).new
    receipt = await talk.desk.receive(message)
    await talk.desk.idle()
    assert not receipt.new
    assert await talk.heard() == ["About question"]


async def test_stop_marks_the_conversation_and_writing_goes_on(talk: Any) -> None:
    assert talk.phrases.say("stop") in await talk.say("stop")
    assert await talk.say("question") == ["About question"]


async def test_forgetting_deletes_everything_and_tells_rasa(talk: Any, rasa: Any, clock: Any) -> None:
    talk.store.set_profile("web", "sam", {"council": "rutland", "age": 19}, clock(), "said")
    await talk.say("my secret")
    assert await talk.say("forget me") == [talk.phrases.say("forgotten")]
    assert [s.markdown for s in await talk.shown() if s.sender == "person"] == ["forget me"]
    assert rasa.forgotten == [rasa.asked[0][0]]
    await talk.say("again")
    assert rasa.asked[-1][2]["profile"] == {"council": None, "lives_in": None, "age": None}
