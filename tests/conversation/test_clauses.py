"""A long message is cut into pieces, so that one sentence in a long story is not lost."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.clauses import LONG, clauses, questions_in

DANGER = "he hit me again last night"


def test_a_short_message_is_not_cut() -> None:
    assert clauses("") == []
    assert clauses(" ".join(["word"] * LONG)) == []


def test_each_sentence_is_a_piece_and_the_shortest_are_left_out() -> None:
    text = (
        "I moved in last week and it is cold. Ok. Do I have to pay council tax on it?\nThe heating is broken again too"
    )
    assert clauses(text) == [
        "I moved in last week and it is cold.",
        "Do I have to pay council tax on it?",
        "The heating is broken again too",
    ]


def test_words_without_a_full_stop_are_cut_into_windows_that_overlap() -> None:
    words = [f"w{n}" for n in range(60)]
    pieces = clauses(" ".join(words))
    assert all(len(p.split()) <= 22 for p in pieces)
    assert {w for p in pieces for w in p.split()} == set(words)
    for first, second in pairwise(pieces):
        assert first.split()[11] == second.split()[0]


@given(st.integers(0, 80), st.integers(0, 80), st.booleans())
def test_a_sentence_stands_whole_in_a_piece_wherever_it_is(before: int, after: int, stops: bool) -> None:
    stop = "." if stops else ""
    text = f"{'bla ' * before}{stop} {DANGER}{stop} {'bla ' * after}"
    pieces = clauses(text) or [text]
    assert any(DANGER in piece for piece in pieces)


@given(st.text(max_size=400))
def test_there_are_at_most_12_pieces_and_all_are_of_the_message(text: str) -> None:
    pieces = clauses(text * 5)
    assert len(pieces) <= 12
    assert all(set(p.split()) <= set((text * 5).split()) for p in pieces)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("do i pay council tax and who helps with rent", ["do i pay council tax", "who helps with rent"]),
        ("do i pay council tax? also can i get a bus pass", ["do i pay council tax?", "can i get a bus pass"]),
        ("How much is the bursary? When do I get it?", ["How much is the bursary?", "When do I get it?"]),
        ("can i get help with food and clothes", []),
        ("do i pay council tax and how", []),
        ("what is a pa", []),
    ],
)
def test_a_message_with_two_questions_is_read_as_two(text: str, pieces: list[str]) -> None:
    assert questions_in(text) == pieces
