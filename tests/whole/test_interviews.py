"""The entitlement check through the whole way, with everything that can come in between."""

from __future__ import annotations

import pytest

from bot.conversation.ports import Kind
from bot.storage.tables import Conversation

from .talking import Person, Running

pytestmark = [pytest.mark.whole, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(600)]
COUNCIL_TAX = "do care leavers have to pay council tax"


def state_of(person: Person) -> dict[str, object]:
    """What is kept of a person's conversation."""
    with person.running.bot.store._session() as session:
        row = session.query(Conversation).filter_by(channel="ask", external_id=person.name).one()
        return dict(row.state)


def answers_of(person: Person) -> dict[str, str]:
    kept = state_of(person)["interview"]
    assert isinstance(kept, dict)
    return dict(kept["answers"])


async def lose_form(running: Running, person: Person) -> None:
    """Makes Rasa forget the conversation, as when it died."""
    with running.bot.store._session() as session:
        row = session.query(Conversation).filter_by(channel="ask", external_id=person.name).one()
        number = row.id
    await running.bot.answering._rasa.forget(f"c{number}")


async def test_whole_check_with_a_question_a_correction_and_danger_in_between(person: Person) -> None:
    answer = await person.say("what am i entitled to")
    assert "check what I can get" in answer.buttons
    assert "How old are you" in (await person.press("check what I can get")).text
    assert "Which council" in (await person.say("nearly 18")).text
    assert "How did your time in care end" in (await person.say("leics")).text
    asked = await person.say(COUNCIL_TAX)
    assert asked.outcome == "answered"
    assert "L03" in asked.facts
    assert "How did your time in care end" in asked.text
    assert "13 weeks or more" in (await person.say("aged out when i turned 18")).buttons
    corrected = await person.say("no wait im 22")
    assert "Your age: 22" in corrected.text
    assert "13 weeks or more" in corrected.buttons
    danger = await person.say("i want to kill myself tonight")
    assert danger.outcome == "urgent"
    assert "13 weeks" not in danger.text
    assert "13 weeks or more" not in danger.buttons
    assert "weeks or more" in (await person.say("where were we")).text
    assert "in college" in (await person.say("5 years")).text
    assert "child" in (await person.say("uni")).text
    assert "live in now" in (await person.say("nah")).text
    summary = await person.say("same")
    assert "1. Your age: 22" in summary.text
    ending = await person.say("yeah thats right")
    assert ending.outcome == "answered"
    assert "former relevant" in ending.text
    assert "Leicestershire County Council decides" in ending.text
    assert {"E04", "E10", "D04", "F01"} <= set(ending.facts)
    kept = state_of(person)
    assert "interview" not in kept
    assert kept["entitlement"]["status"] == "former-relevant"  # type: ignore[index]
    assert (await person.say(COUNCIL_TAX)).outcome == "answered"


async def test_request_in_words_starts_the_check(person: Person) -> None:
    assert "How old are you" in (await person.say("can you go through the questions with me")).text


@pytest.mark.parametrize("words", ["what am i entitled to", "am i a care leaver", "what can i get as a care leaver"])
async def test_question_still_gets_its_answer_first(person: Person, words: str) -> None:
    heard = await person.say(words)
    assert heard.outcome in ("answered", "asked for detail")
    assert heard.shown
    assert "How old are you?" not in heard.text.replace("**How old are you?**", "")


async def test_check_survives_the_death_of_rasas_memory(running: Running, person: Person) -> None:
    await person.say("start the check")
    await person.say("19")
    await lose_form(running, person)
    assert "How did your time in care end" in (await person.say("leics")).text
    assert answers_of(person) == {"age": "19", "council": "leicestershire"}
    await lose_form(running, person)
    asked = await person.say(COUNCIL_TAX)
    assert "L03" in asked.facts
    assert "How did your time in care end" in asked.text


async def test_stopping_keeps_the_place(person: Person) -> None:
    await person.say("start the check")
    await person.say("19")
    stopped = await person.say("stop")
    assert stopped.outcome == "small talk"
    assert "Go on with what you can get" in stopped.buttons
    await person.say("thanks")
    assert "Which council" in (await person.press("Go on with")).text


async def test_stop_as_a_command_still_stops_the_bot(person: Person) -> None:
    await person.say("start the check")
    assert "I have stopped" in (await person.say("stop", Kind.COMMAND)).text


async def test_human_in_between_is_passed_on_and_the_check_can_go_on(person: Person) -> None:
    await person.say("im from leicestershire")
    await person.say("start the check")
    await person.say("19")
    assert (await person.say("i want to talk to a real person")).outcome == "handoff offered"
    await person.say("Sam")
    done = await person.say("07700 900123")
    assert done.outcome == "handed off"
    assert done.reply is not None
    assert done.reply.handoff is not None
    assert done.reply.handoff.name == "Sam"
    assert "Question 2" in (await person.press("Go on with")).text


async def test_forget_me_forgets_the_check(person: Person) -> None:
    await person.say("start the check")
    await person.say("19")
    await person.say("forget me")
    assert "interview" not in state_of(person)


async def test_button_pressed_twice_changes_nothing(person: Person) -> None:
    await person.say("start the check")
    await person.press("I don't know")
    await person.say("leics")
    first = await person.press("I turned 18 in care")
    again = await person.press("I turned 18 in care")
    assert first.outcome == again.outcome == "asked for detail"
    assert answers_of(person)["ended"] == "turned_18"
