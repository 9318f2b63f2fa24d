"""Each message is answered once and in order, and nobody holds up anybody else."""

from __future__ import annotations

import asyncio
from typing import Any

from bot.conversation.outcomes import Outcome
from bot.conversation.ports import Kind
from bot.conversation.reply import Choice, Part, Reply


async def test_ten_messages_at_once_are_answered_in_order(talk: Any, rasa: Any, write: Any) -> None:
    words = [f"question {n}" for n in range(10)]
    rasa.seconds = {w: 0.03 * (1 - n % 2) for n, w in enumerate(words)}
    for word in words:
        await talk.desk.receive(write(word))
    await talk.desk.idle()
    assert await talk.heard() == [f"About {w}" for w in words]
    assert rasa.texts == words


async def test_messages_received_at_the_same_moment_are_each_answered_once(talk: Any, rasa: Any, write: Any) -> None:
    await asyncio.gather(*(talk.desk.receive(write(f"question {n}")) for n in range(10)))
    await talk.desk.idle()
    shown = await talk.shown()
    asked = [s.markdown for s in shown if s.sender == "person"]
    assert [s.seq for s in shown] == list(range(1, 22))
    assert await talk.heard() == [f"About {w}" for w in asked]


async def test_a_slow_answer_holds_up_nobody_else(talk: Any, rasa: Any, write: Any) -> None:
    rasa.seconds = {"slow": 60.0}
    await talk.desk.receive(write("slow", who="ann"))
    ben = talk.desk.watch("web", "ben")
    await talk.desk.receive(write("quick", who="ben"))
    async with asyncio.timeout(5):
        async for event in ben:
            if event.message and event.message.markdown == "About quick":
                break
    assert await talk.heard("ann") == []


async def test_the_same_update_is_answered_once(talk: Any, rasa: Any, write: Any) -> None:
    message = write("hello", update="1")
    receipts = await asyncio.gather(*(talk.desk.receive(message) for _ in range(5)))
    await talk.desk.idle()
    assert sorted(r.new for r in receipts) == [False] * 4 + [True]
    assert rasa.texts == ["hello"]
    assert await talk.heard() == ["About hello"]


async def test_the_notice_comes_before_the_first_answer_and_never_again(talk: Any) -> None:
    notice = talk.phrases.say("notice")
    assert await talk.say("one") == [notice, "About one"]
    assert await talk.say("two") == ["About two"]
    assert await talk.again().say("three") == ["About three"]
    assert await talk.say("other", who="kim") == [notice, "About other"]


async def test_the_notice_says_whether_anybody_is_told(talk: Any, make_talk: Any) -> None:
    told, demo = talk.phrases.say("notice"), make_talk(alerts=False).phrases.say("notice")
    assert told != demo
    assert "no council is connected" in demo
    assert "999" in demo
    assert "{" not in told + demo


async def test_rasa_is_sent_what_it_has_to_know(make_talk: Any, rasa: Any) -> None:
    talk = make_talk(council="leicestershire", keep_days=30, public_url="https://bot.example", officer="leicestershire")
    await talk.say("one")
    sender, text, metadata = rasa.asked[0]
    shown = await talk.shown()
    assert sender.startswith("c")
    assert text == "one"
    assert metadata == {
        "message_id": shown[0].seq,  # the first message in the tables: its id is 1 too
        "channel": "web",
        "today": "2026-03-02",
        "profile": {"council": "leicestershire", "lives_in": None, "age": None},
        "state": {},
        "button": None,
        "alerts": True,
        "keep_days": 30,
        "overdue_days": 180,
        "public_url": "https://bot.example",
        "officer": "leicestershire",
        "interview": None,
        "adviser": None,
        "now": "2026-03-02T10:15:00+00:00",
        "outlook": None,
        "case": None,
    }


async def test_what_was_learnt_and_left_over_goes_with_the_next_message(talk: Any, rasa: Any) -> None:
    rasa.script["one"] = Reply(
        outcome=Outcome.ASKED_FOR_DETAIL, profile={"age": 19, "council": "rutland"}, state={"asked": ["council"]}
    )
    await talk.say("one")
    await talk.say("two")
    assert rasa.asked[1][2]["profile"] == {"council": "rutland", "lives_in": None, "age": 19}
    assert rasa.asked[1][2]["state"] == {"asked": ["council"]}


async def test_what_a_person_said_wins_over_the_councils_own_bot(make_talk: Any, rasa: Any, clock: Any) -> None:
    talk = make_talk(council="leicestershire")
    talk.store.set_profile("web", "sam", {"council": "rutland"}, clock(), "said")
    await talk.say("one")
    assert rasa.asked[0][2]["profile"]["council"] == "rutland"


async def test_a_watcher_is_told_of_messages_typing_and_the_engine(talk: Any, write: Any) -> None:
    events = talk.desk.watch("web", "sam")
    await talk.desk.receive(write("hello"))
    await talk.desk.idle()
    talk.turn("down")
    await talk.desk.close()
    heard = [e async for e in events]
    messages = [e.message for e in heard if e.message]
    assert messages == await talk.shown()
    assert [e.typing for e in heard if e.kind == "typing"] == [True, False]
    assert [e.engine for e in heard if e.kind == "engine"] == ["down"]


async def test_a_watcher_sees_the_label_of_a_pressed_button(talk: Any, rasa: Any, write: Any) -> None:
    rasa.script["one"] = with_button()
    await talk.say("one")
    button = (await talk.shown())[-1].buttons[0].id
    events = talk.desk.watch("web", "sam")
    await talk.desk.receive(write(button, kind=Kind.BUTTON))
    await talk.desk.idle()
    await talk.desk.close()
    told = [e.message.markdown async for e in events if e.message]
    assert told == ["How?", "About /follow_up"]


def with_button() -> Reply:
    choice = Choice(label="How?", intent="follow_up", data={"answer": "setting-up-home"})
    return Reply(outcome=Outcome.ANSWERED, parts=[Part(markdown="x", buttons=[choice])])


async def test_a_button_is_asked_as_its_intent_with_its_data(talk: Any, rasa: Any) -> None:
    rasa.script["one"] = with_button()
    await talk.say("one")
    button = (await talk.shown())[-1].buttons[0].id
    await talk.say(button, kind=Kind.BUTTON)
    assert rasa.texts[-1] == "/follow_up"
    assert rasa.asked[-1][2]["button"] == {"intent": "follow_up", "answer": "setting-up-home"}


async def test_a_forged_button_and_that_of_another_person_are_not_asked(talk: Any, rasa: Any) -> None:
    rasa.script["one"] = with_button()
    await talk.say("one")
    button = (await talk.shown())[-1].buttons[0].id
    old = talk.phrases.say("old_button")
    assert await talk.say("/restart", kind=Kind.BUTTON) == [old]
    assert await talk.say(button, kind=Kind.BUTTON, who="kim") == [talk.phrases.say("notice"), old]
    assert rasa.texts == ["one"]


async def test_a_button_of_a_forgotten_conversation_is_an_old_one(talk: Any, rasa: Any) -> None:
    rasa.script["one"] = with_button()
    await talk.say("one")
    button = (await talk.shown())[-1].buttons[0].id
    await talk.say("forget me")
    assert await talk.say(button, kind=Kind.BUTTON) == [talk.phrases.say("old_button")]


async def test_channels_are_rung_when_there_is_something_to_deliver(talk: Any) -> None:
    await talk.say("one")
    assert talk.rung == 1


async def test_closing_the_desk_leaves_the_message_waiting_and_the_next_desk_answers_it(
    talk: Any, make_talk: Any, rasa: Any, write: Any
) -> None:
    await talk.say("before")
    rasa.seconds = {"one": 60.0}
    await talk.desk.receive(write("one"))
    await talk.desk.receive(write("two"))
    while "one" not in rasa.texts:
        await asyncio.sleep(0.01)
    await talk.desk.close()
    assert await talk.heard() == ["About before"]
    rasa.seconds = {}
    after = make_talk()
    await after.desk.resume()
    await after.desk.resume()
    await after.desk.idle()
    assert await after.heard() == ["About before", "About one", "About two"]
    await make_talk().desk.resume()
    assert rasa.texts.count("two") == 1
