"""The lines that go into `offer ask --jsonl` and come out of it (issue 3)."""

from __future__ import annotations

import json

import pytest

from bot.ask import BadLine, Line, output_line, read_lines
from bot.conversation.outcomes import Outcome
from bot.conversation.reply import Part, RankedAnswer, Reply

FIELDS = ["id", "outcome", "verdict", "safe_check", "topic", "answers", "shown", "hedged", "facts", "reply", "ms"]


def test_line_has_its_fields_and_ignores_others() -> None:
    raw = '{"id": "7", "text": "hi", "council": "leicestershire", "age": 18, "conversation": "c", "note": "x"}'
    assert read_lines([raw]) == [Line(id="7", text="hi", council="leicestershire", age=18, conversation="c")]


def test_line_needs_only_a_text_and_is_numbered_by_itself() -> None:
    assert read_lines(["\n", '{"text": "hi"}\n', '{"id": 9, "text": ""}']) == [
        Line(id="2", text="hi"),
        Line(id="9", text=""),
    ]


@pytest.mark.parametrize(
    "bad", ["{", "[", "x", '{"id": "2"}', '{"text": 5}', '{"text": "hi", "age": "old"}', '{"text": "hi", "council": 1}']
)
def test_bad_line_is_told_with_its_number(bad: str) -> None:
    good = '{"id": "1", "text": "hi"}'
    assert len(read_lines([good, "", good])) == 2
    with pytest.raises(BadLine, match=r"^Line 3 cannot be read: [^\n]+\.$"):
        read_lines([good, "", bad])


@pytest.mark.parametrize("bad", ["5", '"hello"', "[1]", "null", "true"])
def test_line_that_is_json_but_no_object_is_told_with_its_number(bad: str) -> None:
    with pytest.raises(BadLine, match=r"^Line 1 cannot be read: "):
        read_lines([bad])


def test_output_line_has_the_documented_fields_in_their_order() -> None:
    reply = Reply(
        outcome=Outcome.ANSWERED,
        verdict="sensitive",
        topic="debt",
        answers=[RankedAnswer(id="debt", facts=["F01"], confidence=0.9)],
        shown=["debt"],
        facts=["F01"],
        parts=[Part(markdown="Not this, but what was shown.")],
        state={"asked": []},
    )
    line = output_line("7", reply, ["One.", "Two."], 12.345)
    assert list(line) == FIELDS
    assert json.loads(json.dumps(line)) == {
        "id": "7", "outcome": "answered", "verdict": "sensitive", "safe_check": False, "topic": "debt",
        "answers": [{"id": "debt", "facts": ["F01"], "confidence": 0.9}], "shown": ["debt"], "hedged": False,
        "facts": ["F01"],
        "reply": ["One.", "Two."], "ms": 12.3,
    }  # fmt: skip


def test_message_without_a_reply_has_failed() -> None:
    line = output_line("7", None, [], 1.0)
    assert list(line) == FIELDS
    assert (line["outcome"], line["verdict"], line["topic"], line["reply"]) == ("failed", "none", None, [])


def test_outcomes_are_the_closed_list_of_the_issue() -> None:
    assert {outcome.value for outcome in Outcome} == {
        "answered", "choices offered", "asked for detail", "no answer", "small talk", "out of scope",
        "handoff offered", "handed off", "urgent", "with a human", "unreadable", "failed",
    }  # fmt: skip


def test_foremost_outcomes_come_first() -> None:
    assert [outcome.value for outcome in Outcome][:8] == [
        "failed", "unreadable", "urgent", "with a human", "handed off", "handoff offered", "asked for detail",
        "choices offered",
    ]  # fmt: skip
