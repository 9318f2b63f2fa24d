"""A kept message becomes an example question: checked, byte for byte, in the history, to be undone."""

from __future__ import annotations

from typing import Any

import pytest
from content.tiny_offer import TAX, Offer

from bot.content.edits import CannotEdit
from bot.content.publishing import ChangeRefused, Publisher
from bot.storage.unanswered import UnansweredQueue
from bot.unanswered.adding import Adding, CannotAdd, add_question, shown, with_question

FILE = """\
---
id: council-tax   # a comment
facts: [F02]
questions:
  # short ones
  - do i pay council tax
  - "what about: council tax"

  - last one
---
The text.

  - not a question
"""


def added(publisher: Publisher, queue: UnansweredQueue, number: int, words: str, **more: Any) -> int:
    return add_question(
        publisher, queue, Adding(number, more.pop("answer", "council-tax"), words, "Ann", "desk", **more)
    )


def test_question_is_appended_and_the_rest_stays_byte_for_byte() -> None:
    new = with_question(FILE, "do they tax me: yes?")
    assert new == FILE.replace("  - last one\n", "  - last one\n  - 'do they tax me: yes?'\n")


def test_question_that_is_there_changes_nothing() -> None:
    assert with_question(FILE, "what about: council tax") == FILE


def test_list_on_one_line_and_a_missing_one_get_the_question_too() -> None:
    assert "questions:\n  - a b\n  - c d\n" in with_question("---\nid: x\nquestions: [a b]\n---\nText\n", "c d")
    assert "questions:\n  - c d\n" in with_question("---\nid: x\n---\nText\n", "c d")


@pytest.mark.parametrize("text", ["", "id: x\n", "---\nid: x\n", "---\n- a\n---\n", "---\n: [\n---\n"])
def test_file_without_fields_is_not_touched(text: str) -> None:
    with pytest.raises(CannotEdit):
        with_question(text, "c d")


def test_message_becomes_a_question_with_a_name_in_the_history_and_can_be_undone(
    publisher: Publisher, queue: UnansweredQueue, offer: Offer, put: Any
) -> None:
    before = publisher.folder.read(TAX)
    number = put("does [name] tax hit me in my caravan")
    change = added(publisher, queue, number, "does [name] tax hit me in my caravan")
    assert "does tax hit me in my caravan" in publisher.live.content.answers["council-tax"].fields.questions
    assert queue.one(number) is None
    made = publisher.history.change(change)
    assert made is not None
    assert (made.file, made.made.who, made.made.how) == (TAX, "Ann", "desk")
    assert "does tax hit me in my caravan" in made.made.why
    publisher.back(change, "Ann")
    assert publisher.folder.read(TAX) == before


def test_unknown_answer_is_told_with_near_ones(publisher: Publisher, queue: UnansweredQueue, put: Any) -> None:
    with pytest.raises(CannotAdd, match="Do you mean council-tax"):
        added(publisher, queue, put("tax"), "tax", answer="counciltax")


def test_empty_question_and_one_that_is_there_are_refused(
    publisher: Publisher, queue: UnansweredQueue, put: Any
) -> None:
    number = put("[name]")
    with pytest.raises(CannotAdd, match="empty"):
        added(publisher, queue, number, "[name]")
    there = publisher.live.content.answers["council-tax"].fields.questions[0]
    with pytest.raises(CannotAdd, match="already"):
        added(publisher, queue, number, there)
    assert queue.one(number) is not None


def test_question_of_another_answer_is_refused_by_the_check(
    publisher: Publisher, queue: UnansweredQueue, put: Any
) -> None:
    other = publisher.live.content.answers["first-home"].fields.questions[0]
    number, before = put(other), publisher.folder.read(TAX)
    with pytest.raises(ChangeRefused):
        added(publisher, queue, number, other)
    assert queue.one(number) is not None
    assert publisher.folder.read(TAX) == before


def test_editors_see_short_everyday_messages_and_those_that_several_asked(
    publisher: Publisher, queue: UnansweredQueue, put: Any
) -> None:
    put("can i take my xylophone", count=2)
    put("can i take my zither", count=3)
    found = shown(queue, publisher.live.content, 3)
    assert ([m.text for m in found.messages], found.held) == (["can i take my zither"], 1)
    assert shown(queue, publisher.live.content, 1).held == 0
