"""What somebody says should change: kept as they allowed it, with honest words about who reads it."""

from __future__ import annotations

from typing import Any

import pytest
from turns import turn

from actions.base import phrases
from actions.endings import ENDINGS
from actions.endings.suggestion import suggestion
from bot.content.live import LiveContent
from bot.conversation.outcomes import Outcome
from bot.conversation.reply import Reply, SuggestionRequest

ANSWERS = {
    "council": "leicestershire", "change": " Let us text the office. ", "use_name": "yes", "name": "Sam",
    "answer_here": "yes",
}  # fmt: skip


def end(content: LiveContent, turn_given: dict[str, Any] | None = None, **answers: str) -> Reply:
    return suggestion(turn(content.content, **(turn_given or {})), {**ANSWERS, **answers})


def text(reply: Reply) -> str:
    return "\n".join(part.markdown for part in reply.parts)


def test_the_ending_is_registered_under_its_name(content: LiveContent) -> None:
    assert ENDINGS["suggestion"] is suggestion
    assert content.content.interviews["what-should-change"].ending == "suggestion"


def test_with_an_officer_it_is_kept_and_told(content: LiveContent) -> None:
    reply = end(content, {"officer": "*"})
    assert reply.suggestion == SuggestionRequest(
        council="leicestershire", words="Let us text the office.", name="Sam", may_answer=True, tell=True
    )
    assert reply.outcome is Outcome.HANDED_OFF
    assert "I am telling the participation officer of Leicestershire County Council" in text(reply)
    assert "I can't see when they read it" in text(reply)
    assert "If they answer, it comes here" in text(reply)
    assert "90 days" in text(reply)


def test_without_an_officer_nobody_is_promised(content: LiveContent) -> None:
    reply = end(content)
    assert reply.suggestion
    assert not reply.suggestion.tell
    assert "nobody will read it" in text(reply)
    assert "telling" not in text(reply)
    assert reply.outcome is Outcome.SMALL_TALK


@pytest.mark.parametrize("officer", [None, "*", "leicestershire"])
def test_the_first_words_say_whether_anybody_reads_it(content: LiveContent, officer: str | None) -> None:
    asked = turn(content.content, council="leicestershire", officer=officer)
    said = phrases(asked).fill(content.content.interviews["what-should-change"].start)
    assert ("nobody will read it" in said) == (officer is None)
    assert ("the participation officer" in said) == (officer is not None)
    assert "{" not in said


@pytest.mark.parametrize(
    ("answers", "name", "may_answer"),
    [
        ({"use_name": "no"}, None, True),
        ({"use_name": "unknown"}, None, True),
        ({"name": ""}, None, True),
        ({"name": "unknown"}, None, True),
        ({"name": "S" * 200}, "S" * 60, True),
        ({"answer_here": "no"}, "Sam", False),
        ({"answer_here": "unknown"}, "Sam", False),
    ],
)
def test_only_a_yes_lets_the_name_go_and_the_answer_come(
    content: LiveContent, answers: dict[str, str], name: str | None, may_answer: bool
) -> None:
    reply = end(content, {"officer": "*"}, **answers)
    assert reply.suggestion
    assert (reply.suggestion.name, reply.suggestion.may_answer) == (name, may_answer)
    assert ("They will not answer you here" in text(reply)) == (not may_answer)


@pytest.mark.parametrize("words", ["", "   ", "unknown"])
def test_without_words_nothing_is_kept_and_that_is_said(content: LiveContent, words: str) -> None:
    reply = end(content, {"officer": "*"}, change=words)
    assert reply.suggestion is None
    assert "passed nothing on" in text(reply)


def test_an_unknown_council_is_no_reason_to_lose_the_words(content: LiveContent) -> None:
    reply = end(content, {"officer": "*"}, council="unknown")
    assert reply.suggestion
    assert (reply.suggestion.council, reply.suggestion.tell) == (None, True)
    assert "the participation officer of your council" in text(reply)


def test_a_person_of_leicestershire_is_shown_its_group(content: LiveContent) -> None:
    label = content.content.answers["sypac"].fields.choice
    assert label in [b.label for b in end(content, {"council": "leicestershire"}).parts[0].buttons]
    assert label not in [b.label for b in end(content, {"council": "devon"}).parts[0].buttons]
