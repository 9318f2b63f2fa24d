"""Half-said messages are noticed by their words."""

from __future__ import annotations

import pytest

from actions.half_said import (
    asks,
    has_no_word_of_its_own,
    part_asked_for,
    picked_place,
    says_what_is_meant,
    speaks_to_the_bot,
    wants_it_told,
    without,
)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("1", 0), ("the first", 0), ("number 2 pls", 1), ("second", 1), ("no i mean the 3rd one", 2),
        ("the last one", -1), ("last one", -1), ("option 2 please", 1),
    ],
)  # fmt: skip
def test_place_in_the_list_is_read(text: str, place: int) -> None:
    assert picked_place(text) == place


@pytest.mark.parametrize("text", ["one", "last", "that one", "17", "first home money", "two questions", "my last pa"])
def test_other_words_pick_nothing(text: str) -> None:
    assert picked_place(text) is None


@pytest.mark.parametrize("text", ["so how would i claim that", "is it free tho", "who pays it", "do they have to"])
def test_message_without_a_word_of_its_own(text: str) -> None:
    assert has_no_word_of_its_own(text)


@pytest.mark.parametrize(
    "text", ["how do i claim housing benefit", "is the dentist free", "who is my pa", "can i work"]
)
def test_message_with_a_word_of_its_own(text: str) -> None:
    assert not has_no_word_of_its_own(text)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("they turned me down", "refused"), ("she said its not their problem", "refused"),
        ("what does it cost", "amount"),
        ("is that weekly", "amount"), ("how soon", "when"), ("whos that then", "who"), ("where do i apply", "how"),
        ("can i have one", "how"), ("what can i get", None),
    ],
)  # fmt: skip
def test_part_that_is_asked_for(text: str, part: str | None) -> None:
    assert part_asked_for(text) == part


def test_taking_back_may_name_what_is_meant() -> None:
    assert says_what_is_meant("no i meant the dentist")
    assert not says_what_is_meant("nope thats the wrong answer")


@pytest.mark.parametrize("text", ["please tell my pa", "can you let the team know", "message my worker about it pls"])
def test_wish_to_tell_them_is_read(text: str) -> None:
    assert wants_it_told(text)


@pytest.mark.parametrize("text", ["do i have to tell my pa", "will you tell my pa what i said", "tell me about my pa"])
def test_question_about_telling_is_no_wish(text: str) -> None:
    assert not wants_it_told(text)


def test_words_to_the_bot_are_told_from_words_about_the_answer() -> None:
    assert speaks_to_the_bot("who made you")
    assert not speaks_to_the_bot("who does it")


@pytest.mark.parametrize("text", ["im 18 n can i get a flat", "leeds had me. who do i ring", "kent, age 20?"])
def test_question_beside_what_is_told(text: str) -> None:
    assert asks(text)


@pytest.mark.parametrize("text", ["york is my council", "where i live is ely", "i was with essex then norfolk had me"])
def test_telling_alone_asks_nothing(text: str) -> None:
    assert not asks(text)


def test_spans_are_taken_out() -> None:
    assert without("and in ely now", [(7, 10)]).split() == ["and", "in", "now"]
