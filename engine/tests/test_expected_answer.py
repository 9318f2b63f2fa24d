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
