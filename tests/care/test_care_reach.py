"""What is read of a name and a number: only what a message says is its writer's own."""

from __future__ import annotations

import pytest

from bot.care.reach import Reach, reach_in


@pytest.mark.parametrize(
    ("text", "reach"),
    [
        ("my number is 07700 900123", Reach("07700 900123", None, True)),
        ("my name is zoe and my number is 07700900321", Reach("07700900321", "Zoe", True)),
        ("please call me on +44 7700 900321", Reach("+44 7700 900321", None, True)),
        ("he hit me again and i am scared, text me on 07700900321", Reach("07700900321", None, False)),
        ("my name is Kayden", Reach(None, "Kayden", True)),
        ("im scared", Reach()), ("ring 116 123", Reach()), ("i got 3000 pounds on 12.12.2025", Reach()),
        ("", Reach()),
    ],
)  # fmt: skip
def test_what_is_called_their_own_is_read(text: str, reach: Reach) -> None:
    assert reach_in(text) == reach


@pytest.mark.parametrize(
    ("text", "contact", "name"),
    [
        ("Kayden 07700900321", "07700900321", "Kayden"), ("07700 900 321", "07700 900 321", None),
        ("im kayden, 07700 900 321", "07700 900 321", "Kayden"), ("sam.p@example.org", "sam.p@example.org", None),
    ],
)  # fmt: skip
def test_a_number_alone_is_theirs_where_it_was_asked_for(text: str, contact: str, name: str | None) -> None:
    assert reach_in(text).contact is None
    assert reach_in(text, asked=True) == Reach(contact, name, True)


@pytest.mark.parametrize(
    "text", ["his number is 07700900321", "boyfriend 07700900321", "my adviser is on 07700 900123", "dad 07700900321"]
)
def test_the_number_of_somebody_else_is_never_taken_for_theirs(text: str) -> None:
    assert reach_in(text, asked=True).contact is None
