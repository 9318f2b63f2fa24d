"""Rasa starting, down, hanging or failing: honest words, nothing lost, and danger answered all the same."""

from __future__ import annotations

import asyncio
import sqlite3
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from bot.content.shipped import shipped_policies
from bot.conversation.outcomes import Outcome
from bot.conversation.ports import Kind
from bot.conversation.reply import HandoffRequest, Part, Reply
from bot.rasa.client import RasaFailed, RasaGone
from bot.storage.alert_outbox import AlertOutbox

DANGER = "i am going to kill myself tonight"


def urgent_from_rasa() -> Reply:
    request = HandoffRequest(topic="suicide-plan", verdict="urgent")
    return Reply(outcome=Outcome.URGENT, verdict="urgent", parts=[Part(markdown="ring 999")], handoff=request)


@pytest.mark.parametrize("state", ["waking", "down"])
async def test_a_message_is_kept_said_to_wait_once_and_answered_later(talk: Any, rasa: Any, state: Any) -> None:
    talk.turn(state)
    assert await talk.say("one") == [talk.phrases.say(state)]
    assert await talk.say("two") == []
    await talk.desk.resume()
    await talk.desk.idle()
    assert rasa.texts == []
    talk.turn("ready")
    await talk.desk._resuming
    await talk.desk.idle()
    assert await talk.heard() == [talk.phrases.say(state), "About one", "About two"]
    assert talk.phrases.say("notice") in [s.markdown for s in await talk.shown()]


async def test_a_message_waits_when_rasa_dies_before_anyone_has_noticed(talk: Any, rasa: Any) -> None:
    rasa.script["one"] = RasaGone("no connection")
    assert await talk.say("one") == [talk.phrases.say("down")]
    rasa.script.clear()
    await talk.desk.resume()
    await talk.desk.idle()
    assert (await talk.heard())[-1] == "About one"


async def test_messages_that_waited_over_a_restart_are_answered_once(talk: Any, make_talk: Any, rasa: Any) -> None:
    talk.turn("waking")
    await talk.say("one")
    await talk.say("two", who="kim")
    await talk.desk.close()
    after = make_talk()
    await after.desk.resume()
    await after.desk.idle()
    assert sorted(rasa.texts) == ["one", "two"]
    assert await after.heard("kim") == [after.phrases.say("waking"), "About two"]


@pytest.mark.parametrize("state", ["waking", "down"])
async def test_danger_is_answered_at_once_with_numbers_and_one_handoff(talk: Any, clock: Any, state: Any) -> None:
    talk.turn(state)
    told = await talk.say(DANGER)
    assert "999" in told[0]
    assert talk.phrases.say("urgent_told") in told
    assert talk.phrases.say(state) not in told
    assert told[-1] == talk.phrases.say("notice")
    cases = talk.store.handoffs(9)
    assert [(c.verdict, c.name) for c in cases] == [("urgent", None)]
    due = AlertOutbox(talk.store._engine, shipped_policies).claim(clock(), plain_address="duty@council.example")
    assert [alert.case.id for alert in due if alert.case] == [cases[0].id]
    talk.turn("ready")
    await talk.desk._resuming
    await talk.desk.idle()
    assert len(talk.store.handoffs(9)) == 1


async def test_danger_behind_a_message_that_waits_is_answered_at_once(talk: Any, rasa: Any) -> None:
    talk.turn("waking")
    await talk.say("do i pay council tax")
    told = await talk.say(DANGER)
    assert "999" in told[0]
    assert len(talk.store.handoffs(9)) == 1
    assert await talk.say("and how much is it") == []
    talk.turn("ready")
    await talk.desk._resuming
    await talk.desk.idle()
    assert rasa.texts == ["do i pay council tax", "and how much is it"]
    assert len(talk.store.handoffs(9)) == 1


async def test_commands_and_photos_do_not_wait_behind_a_message_that_does(talk: Any) -> None:
    talk.turn("down")
    await talk.say("do i pay council tax")
    assert await talk.say("privacy") == [talk.phrases.say("notice"), talk.phrases.say("privacy")]
    assert await talk.say("", kind=Kind.PHOTO) == [talk.phrases.say("photo")]


async def test_a_later_message_never_overtakes_one_that_waits(talk: Any, rasa: Any, write: Any) -> None:
    rasa.script["one"] = RasaGone("no connection")
    await talk.desk.receive(write("one"))
    await talk.desk.receive(write("two"))
    await talk.desk.idle()
    assert "two" not in rasa.texts
    rasa.script.clear()
    await talk.desk.resume()
    await talk.desk.idle()
    assert (await talk.heard())[1:] == ["About one", "About two"]


async def test_without_anybody_connected_danger_gets_numbers_and_the_truth(make_talk: Any) -> None:
    talk = make_talk(alerts=False)
    talk.turn("down")
    told = await talk.say(DANGER)
    assert "999" in told[0]
    assert talk.phrases.say("urgent_demo") in told
    assert len(talk.store.handoffs(9)) == 1


@pytest.mark.parametrize("fault", [RasaFailed("no reply in time"), RuntimeError("boom"), KeyError("x")], ids=repr)
async def test_a_failure_gets_honest_words_and_the_next_message_is_answered(
    talk: Any, rasa: Any, fault: Exception
) -> None:
    rasa.script["one"] = fault
    assert talk.phrases.say("failed") in await talk.say("one")
    assert await talk.say("two") == ["About two"]
    assert talk.store.counts() == {"failed": 1, "answered": 1}


@pytest.mark.parametrize("fault", [RasaFailed("no reply in time"), RuntimeError("boom")], ids=repr)
async def test_danger_is_answered_though_rasa_fails(talk: Any, rasa: Any, fault: Exception) -> None:
    rasa.script[DANGER] = fault
    told = await talk.say(DANGER)
    assert "999" in told[0]
    assert talk.phrases.say("failed") not in told
    assert [c.verdict for c in talk.store.handoffs(9)] == ["urgent"]


async def test_the_rules_win_over_a_reply_of_rasa_that_sees_no_danger(talk: Any, rasa: Any) -> None:
    assert "999" in (await talk.say(DANGER))[0]
    assert rasa.texts == [DANGER]
    assert [c.verdict for c in talk.store.handoffs(9)] == ["urgent"]


async def test_an_urgent_reply_of_rasa_is_shown_as_it_is_with_one_handoff(talk: Any, rasa: Any) -> None:
    rasa.script[DANGER] = urgent_from_rasa()
    assert await talk.say(DANGER) == ["ring 999", talk.phrases.say("notice")]
    assert len(talk.store.handoffs(9)) == 1


async def test_a_reply_that_cannot_be_stored_gets_honest_words(talk: Any, rasa: Any) -> None:
    rasa.script["one"] = Reply(outcome=Outcome.ANSWERED, parts=[Part(markdown="x")], profile={"age": object()})
    assert talk.phrases.say("failed") in await talk.say("one")
    assert await talk.say("two") == ["About two"]


async def test_a_message_that_can_in_no_way_be_recorded_waits(talk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr(talk.store, "record_reply", full)
        assert await talk.say("one") == []
    assert await talk.say("two") == [talk.phrases.say("notice"), "About one", "About two"]


async def test_danger_that_the_model_found_outlives_a_database_that_is_full_for_a_moment(
    talk: Any, rasa: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    rasa.script["one"] = urgent_from_rasa()
    whole, faults = talk.store.record_reply, [1]

    def full(*given: Any, **named: Any) -> Any:
        if faults:
            faults.pop()
            raise OperationalError("INSERT", {}, sqlite3.OperationalError("database or disk is full"))
        return whole(*given, **named)

    monkeypatch.setattr(talk.store, "record_reply", full)
    assert await talk.say("one") == [], "no words of failure, which would be the answer"
    async with asyncio.timeout(5):
        while not talk.store.handoffs(9):
            await asyncio.sleep(0.05)
    assert talk.store.handoffs(9)[0].verdict == "urgent"


async def test_forgetting_works_while_rasa_is_down(talk: Any, rasa: Any) -> None:
    talk.turn("down")
    await talk.say("one")
    assert talk.phrases.say("forgotten") in await talk.say("forget me")
    assert [s.markdown for s in await talk.shown() if s.sender == "person"] == ["forget me"]
    talk.turn("ready")
    await talk.desk._resuming
    await talk.desk.idle()
    assert rasa.texts == []
