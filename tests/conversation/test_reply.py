"""A reply as data, and one reply out of several."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from pydantic import ValidationError

from bot.conversation.outcomes import Outcome, foremost
from bot.conversation.reply import Choice, HandoffRequest, Part, RankedAnswer, Reply, merge

# The order as the project's page on `offer ask` gives it; the last four never stand beside each other.
ORDER = [
    "failed", "unreadable", "urgent", "with a human", "handed off", "handoff offered", "asked for detail",
    "choices offered", "answered", "no answer", "out of scope", "small talk",
]  # fmt: skip
LEVELS = ["none", "sensitive", "urgent"]


def test_the_outcomes_are_the_documented_ones() -> None:
    assert [o.value for o in Outcome] == ORDER


@pytest.mark.parametrize(("first", "second"), list(product(ORDER, ORDER)))
def test_of_two_outcomes_the_earlier_in_the_list_wins(first: str, second: str) -> None:
    expected = min(first, second, key=ORDER.index)
    assert merge([Reply(outcome=Outcome(first)), Reply(outcome=Outcome(second))]).outcome == expected
    assert foremost([Outcome(first), Outcome(second)]) == expected


def test_no_outcome_at_all_is_a_failure() -> None:
    assert foremost([]) is Outcome.FAILED


@pytest.mark.parametrize(("first", "second"), list(product(LEVELS, LEVELS)))
def test_of_two_verdicts_the_higher_wins_and_brings_its_topic(first: Any, second: Any) -> None:
    one = Reply(outcome=Outcome.ANSWERED, verdict=first, topic="one")
    two = Reply(outcome=Outcome.ANSWERED, verdict=second, topic="two")
    merged = merge([one, two])
    assert merged.verdict == max(first, second, key=LEVELS.index)
    assert merged.topic == ("two" if LEVELS.index(second) > LEVELS.index(first) else "one")


def test_an_urgent_handoff_is_not_lost_behind_a_lesser_one() -> None:
    lesser = HandoffRequest(topic="debt", verdict="sensitive")
    graver = HandoffRequest(topic="suicide-plan", verdict="urgent")
    one, two = Reply(outcome=Outcome.HANDED_OFF, handoff=lesser), Reply(outcome=Outcome.URGENT, handoff=graver)
    assert merge([one, two]).handoff == merge([two, one]).handoff == graver
    assert merge([one, one]).handoff == lesser


def test_parts_facts_and_what_was_learnt_are_joined_in_order() -> None:
    ranked = [RankedAnswer(id="a", facts=[], confidence=0.9)]
    one = Reply(
        outcome=Outcome.ANSWERED, parts=[Part(markdown="1")], facts=["F1", "F2"], shown=["a", "b"],
        profile={"age": 18}, state={"x": 1, "y": 1},
    )  # fmt: skip
    two = Reply(
        outcome=Outcome.ANSWERED, parts=[Part(markdown="2")], facts=["F2", "F3"], shown=["b", "c", "d"],
        profile={"council": "rutland"}, state={"x": None}, answers=ranked, safe_check=True,
    )  # fmt: skip
    merged = merge([one, two])
    assert [p.markdown for p in merged.parts] == ["1", "2"]
    assert (merged.facts, merged.shown) == (["F1", "F2", "F3"], ["a", "b", "c"])
    assert merged.profile == {"age": 18, "council": "rutland"}
    assert merged.state == {"x": None, "y": 1}
    assert merged.answers == ranked
    assert merged.safe_check


def test_a_single_reply_stays_as_it_is() -> None:
    reply = Reply(outcome=Outcome.SMALL_TALK, shown=["a", "b"])
    assert merge([reply]) is reply


@pytest.mark.parametrize("kind", [Reply, Part, Choice, RankedAnswer, HandoffRequest])
def test_unknown_fields_are_refused(kind: Any) -> None:
    fields = {
        Reply: {"outcome": "answered"},
        Part: {"markdown": "x"},
        Choice: {"label": "x", "intent": "y"},
        RankedAnswer: {"id": "a", "facts": [], "confidence": 1.0},
        HandoffRequest: {"topic": None, "verdict": "urgent"},
    }[kind]
    assert kind.model_validate(fields)
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        kind.model_validate({**fields, "surprise": 1})


@pytest.mark.parametrize("fields", [{}, {"outcome": "happy"}, {"outcome": "answered", "verdict": "grave"}], ids=str)
def test_an_outcome_or_verdict_outside_the_list_is_refused(fields: Any) -> None:
    with pytest.raises(ValidationError):
        Reply.model_validate(fields)
