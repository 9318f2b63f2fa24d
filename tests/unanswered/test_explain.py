"""Why a message went where it went, in an editor's words."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from bot.commands.explain import written
from bot.content.live import LiveContent
from bot.content.policy import HEDGE, SOME
from bot.conversation.outcomes import Outcome
from bot.conversation.reply import Reply
from bot.explain import Passage, Reading, explain, reading_of
from bot.explaining import CannotExplain, explained

DAY = dt.date(2026, 11, 24)
MESSAGE = {
    "text": "wot bout council tax leics im 18",
    "intent": {"name": "ask", "full": "ask"},
    "answers": [{"id": "council-tax", "confidence": 0.91}, {"id": "rent-help", "confidence": 0.02}],
    "entities": [{"entity": "place", "value": "leicestershire"}, {"entity": "age", "value": 18}],
    "safety": {"verdict": "none", "topic": None, "ask": False, "rule": None, "urgent": 0.004, "sensitive": 0.02},
    "explain": {
        "gate": {"asks": True, "chance": 0.97, "threshold": 0.31},
        "nearest": [{"text": "do i pay council tax", "label": "ask/council-tax", "closeness": 0.83}],
    },
}


def passages(content: Any, message: dict[str, Any] | None = None, **reply: Any) -> dict[str, Passage]:
    made = Reply(**{"outcome": Outcome.ANSWERED, "intent": "ask", "shown": ["council-tax"], **reply})
    reading = Reading.model_validate(reading_of({**MESSAGE, **(message or {})}))
    return {p.heading: p for p in explain(reading, made, content.content)}


def test_everything_is_told_in_the_order_of_the_work(content: LiveContent) -> None:
    found = passages(content)
    title = content.content.answers["council-tax"].fields.title
    assert list(found) == [
        "What was written", "Places, ages and sums in it", "Is somebody in danger?",
        "Is it a question about the offer?", "The nearest example questions", "The likeliest answers",
        "What was done, and why", "What to do to change it",
    ]  # fmt: skip
    assert "“what about council tax leics im 18”" in found["What was written"].said[1]
    assert found["Places, ages and sums in it"].items == ["place: Leicestershire County Council", "age: 18"]
    assert "danger under 1 %, something sensitive 2 %" in found["Is somebody in danger?"].said[-1]
    assert found["Is it a question about the offer?"].said == [
        "Yes.",
        "It looks like one with 97 %; from 31 % on it is taken for one.",
    ]
    assert found["The nearest example questions"].items[0].startswith("83 % “")
    assert found["The nearest example questions"].items[0].endswith(f"→ {title} (council-tax)")
    assert found["The likeliest answers"].items[0] == f"91 % {title} (council-tax)"
    assert found["What was done, and why"].said[0] == "Answered."
    assert "91 %" in found["What was done, and why"].said[1]


@pytest.mark.parametrize(
    ("first", "outcome", "hedged", "said", "number"),
    [
        (HEDGE + 0.1, Outcome.ANSWERED, True, "as a guess", "it is a guess"),
        ((SOME + HEDGE) / 2, Outcome.CHOICES_OFFERED, False, "choices were offered", "it is not told"),
        (SOME / 10, Outcome.NO_ANSWER, False, "It ended as: no answer.", f"more than {100 * SOME:g} %"),
    ],
)
def test_what_was_decided_is_told_with_its_number(
    content: LiveContent, first: float, outcome: Outcome, hedged: bool, said: str, number: str
) -> None:
    found = passages(content, {"answers": [{"id": "council-tax", "confidence": first}]}, outcome=outcome, hedged=hedged)
    lines = found["What was done, and why"].said
    assert said in lines[0]
    assert number in lines[1]


def test_talk_is_named_and_what_helps_is_told(content: LiveContent) -> None:
    message = {"intent": {"name": "greet"}, "explain": {"gate": {"asks": False, "chance": 0.1, "threshold": 0.3}}}
    found = passages(content, message, outcome=Outcome.SMALL_TALK, intent="greet", shown=[])
    assert found["Is it a question about the offer?"].said[-1] == "It was read as a greeting."
    assert "not taken for a question" in found["What was done, and why"].said[0]
    assert "taken for talk" in found["What to do to change it"].said[-1]


def test_danger_names_the_rule_or_the_model(content: LiveContent) -> None:
    by_rule = {"verdict": "urgent", "topic": "suicide", "rule": "ends-life", "urgent": 0.2, "sensitive": 0.3}
    found = passages(content, {"safety": by_rule}, outcome=Outcome.URGENT, verdict="urgent")
    assert "rule “ends-life”" in found["Is somebody in danger?"].said[1]
    assert "Danger goes before everything" in found["What was done, and why"].said[0]
    assert "safeguarding lead" in found["What to do to change it"].said[0]
    by_model = {"verdict": "sensitive", "topic": "debt", "rule": None, "urgent": 0.1, "sensitive": 0.7}
    found = passages(content, {"safety": by_model}, verdict="sensitive")
    assert "No rule found it" in found["Is somebody in danger?"].said[1]


def test_model_that_does_not_tell_its_nearest_questions_is_no_fault(content: LiveContent) -> None:
    found = passages(content, {"explain": None})
    assert found["The nearest example questions"].said == ["This model does not tell."]


class PlayedRasa:
    def __init__(self) -> None:
        self.asked: list[tuple[str, str, dict[str, Any]]] = []
        self.forgotten: list[str] = []

    async def explain(self, sender: str, text: str, metadata: dict[str, Any]) -> tuple[Reply, dict[str, Any]]:
        self.asked.append((sender, text, metadata))
        return Reply(outcome=Outcome.ANSWERED, intent="ask", shown=["council-tax"]), reading_of(MESSAGE)

    async def forget(self, sender: str) -> None:
        self.forgotten.append(sender)


async def test_message_is_asked_for_in_a_conversation_of_its_own_that_is_forgotten(content: LiveContent) -> None:
    rasa = PlayedRasa()
    found = await explained(rasa, content.content, "/do i pay council tax", DAY, "leicestershire", 18)
    ((sender, text, metadata),) = rasa.asked
    assert (text, metadata["explain"], rasa.forgotten) == ("do i pay council tax", True, [sender])
    assert metadata["profile"] == {"council": "leicestershire", "lives_in": None, "age": 18}
    shown = written(found)
    assert "“/do i pay council tax”" in shown
    assert max(map(len, shown.splitlines())) <= 100


@pytest.mark.parametrize(("text", "council"), [("", None), ("👍", None), ("x" * 2001, None), ("hello", "nowhere")])
async def test_nothing_to_explain_is_told(content: LiveContent, text: str, council: str | None) -> None:
    with pytest.raises(CannotExplain):
        await explained(PlayedRasa(), content.content, text, DAY, council)
