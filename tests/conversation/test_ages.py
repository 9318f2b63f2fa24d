"""Whose age a number is, and when: the person's now, or one that they ask about."""

from __future__ import annotations

import re

import pytest

from actions.ages import Aged, Ages, ages_in


def read(text: str, *, told: bool = False, known: int | None = None) -> Ages:
    """The ages of a text; a number after “im”, “turn” and the like is stated, as the entities have it."""
    numbers = [
        Aged(int(m["n"]), m.start(), m.end(), m["n"] != m.group())
        for m in re.finditer(r"(?:(?<=i)m |\bturn(?:ed|ing)? )?(?P<n>\d\d)(?: years?(?: old)?)?", text)
    ]
    return ages_in(text, numbers, told=told, known=known)


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("im 19", 19),
        ("just turned 18", 18),
        ("i have 17 years", 17),
        ("i moved out at 16 and now im 20", 20),
        ("i turn 19 on friday", 18),
        ("turning 18 in march", 17),
        ("im a 17 year old in foster care", 17),
    ],
)
def test_own_age_is_read(text: str, age: int) -> None:
    assert read(text).own == age


@pytest.mark.parametrize(
    ("text", "age"), [("17", 17), ("nearly 17", 16), ("18 in two weeks", 17), ("was 21 last week", 21)]
)
def test_bare_number_counts_when_something_is_told(text: str, age: int) -> None:
    assert read(text, told=True).own == age
    assert read(text).own is None


@pytest.mark.parametrize(
    "text",
    [
        "what happens when im 18", "is it till im 25", "i was in care since i was 12", "before i turn 21",
        "my sister is 17 years old", "can a 17 year old rent", "my foster daughter is 16 years", "im not 18 yet",
    ],
)  # fmt: skip
def test_other_age_is_not_taken_for_theirs(text: str) -> None:
    assert read(text).own is None


def test_age_now_and_age_to_come_are_told_apart() -> None:
    assert read("im 17 and he says i have to go when im 18") == Ages(17, 18)


def test_age_after_if_is_asked_about_even_when_it_is_past() -> None:
    assert read("what if im 17", known=20) == Ages(None, 17)
    assert read("when i was 17 years", known=20) == Ages(None, None)


def test_age_at_which_nobody_leaves_care_is_not_asked_about() -> None:
    assert read("i came here when im 15") == Ages(None, None)


def test_corrected_age_is_the_one_not_denied() -> None:
    assert read("sorry im 22 not 17", told=True).own == 22
