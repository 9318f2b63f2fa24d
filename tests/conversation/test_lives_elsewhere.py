"""Somebody who lives in Wales or Scotland: what is learnt of them, and what the actions tell them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from rasa_sdk import Tracker

from actions.answers import ActionInform, answer_question, give_answer
from actions.base import ranking
from actions.turn import Turn
from bot.content import live
from bot.content.live import LiveContent
from bot.settings import ROOT


@pytest.fixture(scope="module", autouse=True)
def served() -> Iterator[None]:
    """The real content, served to the actions of this process."""
    before = live._live
    live.serve(LiveContent(ROOT / "offer_content"))
    yield
    live._live = before


def turn(text: str, *places: tuple[str, str], found: str = "", intent: str = "inform", **metadata: Any) -> Turn:
    """The turn of a message in which the places are found, each as (word, id)."""
    entities = [
        {"entity": "place", "value": place, "start": text.index(word), "end": text.index(word) + len(word)}
        for word, place in places
    ]
    answers = [{"id": found, "confidence": 0.95}] if found else []
    message = {
        "text": text, "intent": {"name": intent}, "entities": entities, "answers": answers,
        "metadata": {"profile": {}, "state": {}, "today": "2026-11-24", "channel": "web", **metadata},
    }  # fmt: skip
    return Turn.from_tracker(Tracker("somebody", {}, message, [], False, None, {}, "action_listen"))


def test_living_in_wales_is_not_taken_for_being_looked_after_there() -> None:
    told = turn("i live in cardiff now", ("cardiff", "wales"), state={"asked": ["council"]})
    assert told.learnt == {"lives_in": "wales"}


def test_only_place_given_in_england_is_still_taken_for_the_council_that_was_asked_for() -> None:
    told = turn("i live in ely now", ("ely", "cambridgeshire"), state={"asked": ["council"]})
    assert told.learnt == {"council": "cambridgeshire", "lives_in": "cambridgeshire"}


def test_being_looked_after_in_wales_is_learnt_when_they_say_so() -> None:
    told = turn("i was in care in swansea", ("swansea", "wales"), state={"asked": ["council"]})
    assert told.learnt["council"] == "wales"


def test_answer_for_wales_has_no_english_fact_in_the_reply_or_the_ranking() -> None:
    asked = turn(
        "do i pay council tax", found="council-tax", intent="ask",
        profile={"council": "leicestershire", "lives_in": "wales", "age": 19},
    )  # fmt: skip
    reply = answer_question(asked)
    assert reply.facts == ["E26"]
    assert reply.parts[0].markdown.startswith("You live in Wales, and I only know how this works in England")
    assert ranking(asked)[0].facts == ["E26"]


def test_linked_adviser_is_named_as_who_can_tell() -> None:
    profile = {"council": "leicestershire", "lives_in": "scotland", "age": 19}
    reply = give_answer(turn("renting", profile=profile, adviser="Priya"), "renting-rights")
    assert reply
    assert "Priya can tell you how this works in Scotland." in reply.parts[0].markdown


def test_saying_where_they_live_gives_the_last_answer_again_for_there() -> None:
    told = turn(
        "i live in glasgow", ("glasgow", "scotland"), profile={"council": "leicestershire"},
        state={"answer": "council-tax", "asked": ["council"]},
    )  # fmt: skip
    reply = ActionInform().reply(told)
    assert reply.facts == ["E26"]
    assert "I've noted that you live in Scotland." in reply.parts[0].markdown
    assert "You live in Scotland, and I only know how this works in England" in reply.parts[0].markdown


@pytest.mark.parametrize("answer", ["council-tax", "voter-id", "prescription-cost"])
def test_adviser_is_offered_once_where_an_answer_does_not_hold(answer: str) -> None:
    reply = give_answer(turn("hm", profile={"council": "leicestershire", "lives_in": "wales"}), answer)
    assert reply
    assert [button.intent for button in reply.parts[0].buttons].count("offer_adviser") == 1
