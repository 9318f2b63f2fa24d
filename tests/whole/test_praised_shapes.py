"""The menu, the team and “what should change”, in words and by buttons, the whole way."""

from __future__ import annotations

import pytest

from bot.storage.suggestions import Suggestions

from .talking import Person, Running

pytestmark = [pytest.mark.whole, pytest.mark.asyncio(loop_scope="session")]


@pytest.mark.parametrize(
    ("typed", "button"),
    [
        ("menu", "What is happening for me"),
        ("what can i ask", "What is happening for me"),
        ("show me everything about housing", "I might lose my home soon"),
        ("im moving out next month what do i need to know", "How much for my first home"),
        ("im turning 18 in march what do i need to know", "Will the council house me at 18"),
    ],
)
async def test_a_request_to_browse_shows_the_menu(person: Person, typed: str, button: str) -> None:
    heard = await person.say(typed)
    assert heard.outcome == "choices offered"
    assert button in heard.buttons


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("do i have to pay council tax", "council-tax"),
        ("how much do i get for my first flat", "setting-up-home-money"),
        ("im moving out and i need help with the deposit", "deposit-help"),
        ("my landlord wants me out what do i do", "landlord-wants-me-out"),
        ("what is a pathway plan", "pathway-plan"),
        ("whats the number for leaving care", "contact-leaving-care-team"),
        ("my pa left and nobody told me who my new one is", "contact-leaving-care-team"),
        ("how do i join the children in care council", "care-council"),
        ("can i get money for uni", "university-bursary"),
    ],
)
async def test_an_ordinary_question_keeps_its_answer(person: Person, typed: str, answer: str) -> None:
    heard = await person.say(typed)
    assert answer in heard.shown
    assert "Back to subjects" not in heard.buttons


async def test_the_menu_leads_by_buttons_to_an_answer_and_back(person: Person) -> None:
    await person.say("menu")
    await person.press("What is happening for me")
    heard = await person.press("I have no money this week")
    assert "Start at the top" in heard.text
    heard = await person.press("I have run out of money")
    assert heard.shown == ["emergency-money"]
    heard = await person.press("Back: I have no money")
    assert "Start at the top" in heard.text
    assert "What is happening for me" in (await person.press("Back to subjects")).buttons


async def test_who_is_in_the_team_is_asked_for_a_council_once(person: Person) -> None:
    heard = await person.say("who is in the leaving care team")
    assert heard.outcome == "asked for detail"
    heard = await person.press("Cambridgeshire")
    assert "Marcus Bell" in heard.text
    assert "(made up, for the demonstration)" in heard.text


async def test_the_council_in_the_question_is_the_team_that_is_shown(person: Person) -> None:
    heard = await person.say("who are the people at leicestershire leaving care")
    assert "Robin Vale" in heard.text


async def test_the_team_is_a_button_under_the_answer_about_reaching_it(person: Person) -> None:
    await person.say("i live in leicestershire and my council is leicestershire")
    await person.say("whats the number for leaving care")
    assert "Robin Vale" in (await person.press("Who is in the team")).text


async def test_somebody_says_what_should_change(person: Person, running: Running) -> None:
    heard = await person.say("i want to tell the council what should change")
    assert "nobody will read it" in heard.text
    await person.say("leicestershire")
    await person.say("there should be longer opening hours and a bike shed")
    await person.press("Yes")
    await person.say("Sam")
    heard = await person.press("Yes")
    assert "there should be longer opening hours" in heard.text
    heard = await person.press("That's right")
    assert "Thank you. I have kept it" in heard.text
    kept = Suggestions(running.bot.store._engine).all(1)[0]
    assert (kept.council, kept.words, kept.name, kept.may_answer) == (
        "leicestershire", "there should be longer opening hours and a bike shed", "Sam", True,
    )  # fmt: skip


async def test_danger_while_saying_what_should_change_is_danger(person: Person, running: Running) -> None:
    await person.say("can i suggest something")
    await person.say("leicestershire")
    heard = await person.say("my carer hits me every night and im scared to go home")
    assert heard.reply
    assert heard.reply.verdict == "urgent"
    assert "999" in heard.text


async def test_the_promise_and_the_group_lead_to_saying_what_should_change(person: Person) -> None:
    await person.say("leicestershire looked after me")
    heard = await person.say("what is the leicestershire promise")
    assert "tell the council what should change" in heard.buttons
