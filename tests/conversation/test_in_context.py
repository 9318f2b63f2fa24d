"""What the actions make of messages that lean on what was said before, with the real content."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from rasa_sdk import Tracker

from actions.about_last import in_the_light_of_the_last, picked
from actions.answers import ActionAnswer, ActionFollowUp, ActionInform, ActionNotKnown, ActionNotThat
from actions.handoff import ActionAffirm, ActionUrgent
from actions.interview import ActionAskInterview
from actions.small_talk import ActionOutOfScope, ActionSmallTalk
from actions.turn import Turn
from bot.content import live
from bot.content.live import LiveContent
from bot.conversation.outcomes import Outcome
from bot.settings import ROOT

PROFILE = {"council": "leicestershire", "lives_in": None, "age": 20}
RENT = {"answer": "who-pays-my-rent"}


@pytest.fixture(scope="module", autouse=True)
def served() -> Iterator[None]:
    """The real content, served to the actions of this process."""
    before = live._live
    live.serve(LiveContent(ROOT / "offer_content"))
    yield
    live._live = before


def turn(
    text: str, state: dict[str, Any] | None = None, *found: tuple[str, float], intent: str = "ask",
    entities: tuple[tuple[str, Any, str], ...] = (), profile: dict[str, Any] | None = None, verdict: str = "none",
) -> Turn:  # fmt: skip
    """The turn of a typed message; entities as (kind, value, words)."""
    spans = [
        {"entity": kind, "value": value, "start": text.index(words), "end": text.index(words) + len(words)}
        for kind, value, words in entities
    ]
    message = {
        "text": text, "intent": {"name": intent.partition("/")[0], "full": intent}, "entities": spans,
        "answers": [{"id": i, "confidence": p} for i, p in found], "safety": {"verdict": verdict},
        "metadata": {"profile": profile or PROFILE, "state": state or {}, "today": "2026-11-24", "channel": "web"},
    }  # fmt: skip
    return Turn.from_tracker(Tracker("somebody", {}, message, [], False, None, {}, "action_listen"))


def test_age_that_is_asked_about_gives_the_last_answer_for_it_and_is_not_kept() -> None:
    asked = turn("and if im 17?", RENT, ("uc-at-18", 0.2), entities=(("age", 17, "m 17"),))
    reply = ActionAnswer().reply(asked)
    assert reply.shown == ["who-pays-my-rent"]
    assert "A01" in reply.facts
    assert asked.learnt == {}


def test_age_that_is_asked_about_counts_for_nothing_in_danger() -> None:
    asked = turn("when im 25 i will hurt myself", entities=(("age", 25, "m 25"),), verdict="urgent")
    assert asked.audience.age == 20


def test_council_that_is_asked_about_gives_the_last_answer_for_it_and_is_not_kept() -> None:
    asked = turn(
        "what about peterborough", {"answer": "council-tax"}, entities=(("place", "peterborough", "peterborough"),)
    )
    reply = ActionAnswer().reply(asked)
    assert reply.shown == ["council-tax"]
    assert "L03" not in reply.facts
    assert asked.learnt == {}


def test_part_is_given_in_words_that_name_nothing() -> None:
    reply = ActionAnswer().reply(turn("so how would i claim that", {"answer": "council-tax"}, ("uc-at-18", 0.99)))
    assert reply.shown == ["council-tax"]
    assert reply.parts[0].markdown.startswith("**How do I get it")


def test_message_with_a_topic_of_its_own_is_a_question() -> None:
    reply = ActionAnswer().reply(turn("how do i claim universal credit", {"answer": "council-tax"}, ("uc-at-18", 0.99)))
    assert reply.shown == ["uc-at-18"]


def test_related_answer_stands_in_for_a_part_that_is_missing() -> None:
    state = {"answer": "staying-put"}
    asked = turn("do i pay them", state, ("council-tax", 0.02), ("staying-put-rent", 0.02), intent="follow_up/amount")
    assert ActionFollowUp().reply(asked).shown == ["staying-put-rent"]


def test_saying_that_it_was_refused_gives_that_part_of_the_same_answer() -> None:
    state = {"answer": "driving-lessons"}
    asked = turn("asked about lessons and they said no", state, ("driving-lessons", 0.9))
    assert ActionAnswer().reply(asked).parts[0].markdown.startswith("**If they say no**")


@pytest.mark.parametrize(
    ("words", "answer"), [("the second one", "passport"), ("1", "getting-id"), ("last one", "passport")]
)
def test_offered_answer_is_picked_by_its_place(words: str, answer: str) -> None:
    state = {"listed": ["getting-id", "passport"]}
    for action in (ActionAnswer(), ActionNotThat(), ActionNotKnown(), ActionAffirm()):
        reply = action.reply(turn(words, state))
        assert reply is not None
        assert reply.shown[0] == answer


def test_place_that_was_not_offered_picks_nothing() -> None:
    assert picked(turn("3", {"listed": ["getting-id", "passport"]})) is None
    assert picked(turn("2")) is None


def test_taking_back_with_what_is_meant_offers_that() -> None:
    asked = turn("no i meant the dentist", RENT, ("dentist-free", 0.004), ("gp-register", 0.001), intent="not_that")
    assert ActionNotThat().reply(asked).shown == ["dentist-free", "gp-register"]


def test_taking_back_goes_by_the_order_where_nothing_is_likely() -> None:
    asked = turn("no i meant the dentist", RENT, ("dentist-free", 0.0), ("gp-register", 0.0), intent="not_that")
    assert ActionNotThat().reply(asked).shown == ["dentist-free", "gp-register"]


def test_related_answer_comes_first_where_nothing_is_likely() -> None:
    state = {"answer": "staying-put"}
    asked = turn("no i meant the rent", state, ("eye-test", 0.0), ("staying-put-rent", 0.0), intent="not_that")
    assert ActionNotThat().reply(asked).shown[0] == "staying-put-rent"


def test_last_answer_is_given_again_when_it_is_named_among_other_talk() -> None:
    asked = turn("lol what was the bus thing", {"answer": "bus-travel"}, ("bus-travel", 0.3), intent="out_of_scope")
    assert ActionOutOfScope().reply(asked).shown[0] == "bus-travel"
    asked = turn("lol what was the bus thing", RENT, ("bus-travel", 0.3), intent="out_of_scope")
    assert ActionOutOfScope().reply(asked).outcome is Outcome.OUT_OF_SCOPE


def test_related_answers_are_likelier_after_the_last_one() -> None:
    asked = turn("can they charge me", {"answer": "staying-put"}, ("file-refused", 0.2), ("staying-put-rent", 0.1))
    found = in_the_light_of_the_last(asked)
    assert found[0].id == "staying-put-rent"
    assert sum(f.confidence for f in found) == pytest.approx(0.3, abs=0.001)


def test_clear_question_is_not_bent_to_the_last_answer() -> None:
    asked = turn("can i vote", {"answer": "staying-put"}, ("register-to-vote", 0.95), ("staying-put-rent", 0.04))
    assert in_the_light_of_the_last(asked)[0].id == "register-to-vote"


def test_question_beside_what_is_told_is_answered_as_a_guess() -> None:
    asked = turn(
        "im 17 and from ely, who pays my rent", {}, ("who-pays-my-rent", 0.0003), ("money-at-16-17", 0.0001),
        intent="inform", entities=(("age", 17, "m 17"), ("place", "cambridgeshire", "ely")), profile={"age": None},
    )  # fmt: skip
    reply = ActionInform().reply(asked)
    assert reply.shown[0] == "who-pays-my-rent"
    assert reply.hedged
    assert "I've noted that you are 17." in reply.parts[0].markdown


def test_what_is_not_told_yet_stays_asked_for() -> None:
    asked = turn("17", {**RENT, "asked": ["age", "council"], "asked_before": ["age", "council"]}, intent="inform",
                 entities=(("number", 17, "17"),), profile={"age": None})  # fmt: skip
    assert ActionInform().reply(asked).state["asked"] == ["council"]


def test_not_knowing_after_something_was_asked_is_fine() -> None:
    reply = ActionNotKnown().reply(turn("dunno", {**RENT, "asked_before": ["council"]}, intent="not_known"))
    assert reply.outcome is Outcome.SMALL_TALK


def test_question_about_the_bot_that_names_no_bot_is_about_the_last_answer() -> None:
    state = {"answer": "pathway-plan"}
    assert ActionSmallTalk().reply(turn("who does it", state, intent="about_bot/who_made")).shown == ["pathway-plan"]
    assert ActionSmallTalk().reply(turn("who made you", state, intent="about_bot/who_made")).shown == []


def test_tell_my_adviser_starts_the_handoff_whatever_the_classifier_heard() -> None:
    asked = turn("please tell my pa", intent="about_bot/adviser_sees")
    reply = ActionSmallTalk().reply(asked)
    assert reply.outcome is Outcome.HANDOFF_OFFERED
    assert ActionSmallTalk().events(asked, reply)[0]["name"] == "handoff_form"


def test_danger_that_has_an_answer_is_what_comes_next_is_about() -> None:
    asked = turn("nowhere to sleep", verdict="urgent")
    asked.topic = "homeless-tonight"
    assert ActionUrgent().reply(asked).state["answer"] == "homeless-tonight"
    asked.topic = "overdose"
    assert "answer" not in ActionUrgent().reply(asked).state


def test_letter_is_begun_only_when_one_is_asked_for() -> None:
    asked = turn("i want another pa", {}, ("plan-review", 0.01), intent="interview/letter-adviser")
    reply = ActionAskInterview().reply(asked)
    assert reply is not None
    assert any(b.intent == "interview" for p in reply.parts for b in p.buttons)
    assert "interview" not in reply.state["asked"]
    begun = ActionAskInterview().reply(turn("write to them for another pa", intent="interview/letter-adviser"))
    assert begun is not None
    assert begun.state["asked"] == ["interview"]


def test_yes_goes_on_with_an_interview_that_was_offered() -> None:
    aside = {"interview": {"interview": "entitlement", "answers": {}, "known": [], "at": "age"}, "offered": "interview"}
    yes = turn("yeah lets do that now", aside, intent="affirm")
    assert ActionAffirm().reply(yes) is None
    assert ActionAffirm().events(yes, None)[0]["name"] == "interview_form"
    reply = ActionAskInterview().reply(yes)
    assert reply is not None
    assert reply.state["asked"] == ["interview"]
