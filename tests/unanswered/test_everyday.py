"""Which kept messages editors may see."""

from __future__ import annotations

import pytest

from bot.unanswered.everyday import SHORT, everyday_words, may_be_shown

EVERYDAY = everyday_words(
    {"a": ["can i keep my dog in the flat", "zebedee"], "b": ["who pays the rent in my flat", "can i keep the dog"]}
)


def test_word_is_everyday_when_several_answers_have_it() -> None:
    assert {"can", "i", "keep", "dog", "flat"} <= EVERYDAY
    assert not {"pays", "zebedee"} & EVERYDAY


@pytest.mark.parametrize(
    ("text", "count", "seen"),
    [
        ("can i keep my dog", 1, True),
        ("can i keep my dog, 17", 1, True),
        ("can i keep [name]", 1, True),
        ("can i keep my zebra", 1, False),
        ("can i keep my zebra", 2, False),
        ("can i keep my zebra", 3, True),
        ("can i keep 4711", 1, False),
        ("flat " * SHORT, 1, True),
        ("flat " * (SHORT + 1), 1, False),
        ("flat " * (SHORT + 1), 3, True),
        ("حيوان", 1, False),
    ],
)
def test_short_message_of_everyday_words_is_seen_at_once_and_others_later(text: str, count: int, seen: bool) -> None:
    assert may_be_shown(text, count, 3, EVERYDAY) is seen
