"""The plain form of a message, which rules and models read."""

from __future__ import annotations

import pytest

from common.text import normalise
from tests.safety.messages import held_back


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("Can’t sleep!! I wanna d1e", "cant sleep . i want to die"),
        ("I am  NOT ok 😂", "im not ok lol"),
        ("u r sooo funny", "youre so funny"),
        ("nowhere 2 go 4 me", "nowhere to go for me"),
        ("k.m.s", "kill myself"),
        ("r*pe", "rape"),
        ("a£1,200.50 bill at 9:30", "a 120050 bill at 930"),
        ("ölmek", "olmek"),
        ("أريد", "ارید"),
        ("він б'є", "він бє"),
        ("I'll go", "i will go"),
        ("", ""),
    ],
)
def test_messages_are_brought_to_one_form(written: str, plain: str) -> None:
    assert normalise(written) == plain


def test_the_plain_form_stays_the_same_when_made_twice() -> None:
    for row in held_back():
        once = normalise(row["text"])
        assert normalise(once) == once
