from __future__ import annotations

from typing import Any

import pytest
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from engine.expected_answer import ExpectedAnswer


def intent_of(text: str, intent: str, confidence: float, asked: list[str], *entities: str, **metadata: Any) -> str:
    component = ExpectedAnswer.create(ExpectedAnswer.get_default_config(), None, None, None)
    message = Message(
        data={
            TEXT: text, INTENT: {"name": intent, "confidence": confidence}, ENTITIES: [{"entity": e} for e in entities],
            "metadata": {"state": {"asked": asked}, **metadata},
        }
    )  # fmt: skip
    component.process([message])
    return message.get(INTENT)["name"]


@pytest.mark.parametrize("intent", ["ask", "greet", "out_of_scope", "frustration"])
def test_name_is_taken_whatever_it_looks_like(intent: str) -> None:
    assert intent_of("Jordan", intent, 0.4, ["handoff_name"]) == "inform"


def test_one_word_name_is_taken_however_sure_the_finder_is() -> None:
    assert intent_of("Sam", "ask", 0.998, ["handoff_name"]) == "inform"
    assert intent_of("hello", "greet", 0.998, ["handoff_name"]) == "greet"


def test_clear_question_inside_the_form_stays_a_question() -> None:
    assert intent_of("do i pay council tax", "ask", 0.95, ["handoff_name"]) == "ask"


@pytest.mark.parametrize("intent", ["urgent", "deny", "not_known", "start_again"])
def test_way_out_of_the_form_stays_open(intent: str) -> None:
    assert intent_of("no", intent, 0.2, ["handoff_name"]) == intent


def test_place_answers_the_question_for_the_council() -> None:
    assert intent_of("that would be ely", "ask", 0.95, ["council"], "place") == "inform"
    assert intent_of("that would be it", "ask", 0.95, ["council"]) == "ask"


@pytest.mark.parametrize("entity", ["age", "number"])
def test_number_answers_the_question_for_the_age(entity: str) -> None:
    assert intent_of("17", "ask", 0.95, ["age"], entity) == "inform"
    assert intent_of("17", "ask", 0.95, ["council"], entity) == "ask"


def test_question_that_names_a_place_stays_a_question() -> None:
    assert intent_of("can i get a flat in ely?", "ask", 0.95, ["council"], "place") == "ask"


def test_nothing_changes_when_nothing_was_asked() -> None:
    assert intent_of("Jordan", "ask", 0.1, []) == "ask"


def test_button_is_never_changed() -> None:
    assert intent_of("/choose", "choose", 0.1, ["handoff_name"], button={"intent": "choose"}) == "choose"


def test_message_without_metadata_is_left_alone() -> None:
    message = Message(data={TEXT: "Jordan", INTENT: {"name": "ask", "confidence": 0.1}})
    ExpectedAnswer({"sure": 0.85}).process([message, Message(data={})])
    assert message.get(INTENT)["name"] == "ask"


def interview_intent(text: str, intent: str, confidence: float, fit: str, kind: str = "yes_no", *found: str) -> str:
    return intent_of(text, intent, confidence, ["interview"], *found, interview={"kind": kind, "fit": fit})


@pytest.mark.parametrize("intent", ["ask", "affirm", "deny", "greet", "start_again"])
def test_sure_reply_to_an_interview_is_one_whatever_it_looks_like(intent: str) -> None:
    assert interview_intent("yeah i think so", intent, 0.99, "sure") == "interview_reply"


def test_question_inside_an_interview_stays_a_question() -> None:
    assert interview_intent("do i pay council tax", "ask", 0.95, "no") == "ask"


@pytest.mark.parametrize(
    ("intent", "confidence", "taken"), [("ask", 0.95, False), ("ask", 0.5, True), ("affirm", 0.99, True)]
)
def test_perhaps_a_reply_when_nothing_else_is_clear(intent: str, confidence: float, taken: bool) -> None:
    assert (interview_intent("purple", intent, confidence, "perhaps") == "interview_reply") is taken


@pytest.mark.parametrize(("confidence", "taken"), [(0.6, False), (0.3, True)])
def test_short_question_at_a_free_text_is_one_when_there_is_an_answer(confidence: float, taken: bool) -> None:
    said = interview_intent("where does this letter go?", "ask", confidence, "perhaps", "text")
    assert (said == "interview_reply") is taken


def test_danger_is_never_a_reply() -> None:
    assert interview_intent("i want to die", "urgent", 1.0, "sure", "text") == "urgent"


def test_person_is_wanted_inside_an_interview() -> None:
    assert interview_intent("can i talk to someone", "human", 0.97, "sure", "text") == "human"
    assert interview_intent("can i talk to someone", "human", 0.5, "sure", "text") == "interview_reply"


@pytest.mark.parametrize(("kind", "entity"), [("council", "place"), ("number", "number"), ("number", "age")])
def test_place_or_number_replies_to_its_question(kind: str, entity: str) -> None:
    assert interview_intent("that would be ely i think so yeah", "ask", 0.95, "no", kind, entity) == "interview_reply"
    assert interview_intent("can i get a flat in ely?", "ask", 0.95, "no", kind, entity) == "ask"
    assert interview_intent("that would be ely i think so yeah", "ask", 0.95, "no", "yes_no", entity) == "ask"


def test_interview_that_was_set_aside_is_gone_on_with() -> None:
    assert interview_intent("go on", "follow_up", 0.99, "go on", "aside") == "interview_go_on"


@pytest.mark.parametrize("text", ["how would i claim it", "and who sorts that", "does it cost"])
def test_question_is_no_name(text: str) -> None:
    assert intent_of(text, "follow_up", 0.4, ["handoff_name"]) == "follow_up"


@pytest.mark.parametrize("text", ["Will", "will smith", "its Can"])
def test_name_that_is_also_a_word_is_a_name(text: str) -> None:
    assert intent_of(text, "ask", 0.4, ["handoff_name"]) == "inform"


def test_choice_of_an_interview_is_taken_before_a_wish_for_a_human() -> None:
    choice, text = {"kind": "choice", "fit": "sure"}, {"kind": "text", "fit": "sure"}
    assert intent_of("a new worker", "human", 0.99, ["interview"], interview=choice) == "interview_reply"
    assert intent_of("somebody nicer", "human", 0.99, ["interview"], interview=text) == "interview_reply"
    assert intent_of("i want a real person", "human", 0.99, ["interview"], interview=text) == "human"
