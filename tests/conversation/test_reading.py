"""What is readable, and what Rasa may see of it."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.conversation.commands import COMMANDS, command_in
from bot.conversation.flood import FloodGate
from bot.conversation.reading import Readable, for_rasa, readable

ANY_TEXT = st.text(st.characters(codec=None)) | st.text("/\\ \t\n\x1f\u2028\xa0\ud800ab1😭{\"'}")


@given(ANY_TEXT)
@example("/ /restart")
@example("\\/\x1f/\u2028//restart")
@example(" \xa0/\xa0/x")
def test_rasa_never_sees_a_slash_in_front(text: str) -> None:
    seen = for_rasa(text)
    assert seen
    assert not seen.startswith(("/", "\\"))
    assert seen == seen.strip()
    assert seen == for_rasa(seen), "to clean it again changes nothing"


@given(ANY_TEXT)
def test_rasa_sees_no_control_character_and_no_lone_surrogate(text: str) -> None:
    seen = for_rasa(text)
    assert seen.encode("utf-8")
    assert all(c.isprintable() or c == "\n" for c in seen if ord(c) < 0xA0)


@given(st.text(st.characters(categories=["L", "N"]), min_size=1))
def test_letters_and_digits_of_any_script_are_readable_and_kept(text: str) -> None:
    assert readable(text) is Readable.YES
    assert for_rasa(text) == text


@given(ANY_TEXT)
def test_readable_never_fails_and_agrees_with_what_is_there(text: str) -> None:
    found = readable(text)
    assert (found is Readable.YES) == any(c.isalpha() or c.isnumeric() for c in text) or found is Readable.YES
    if not text.strip():
        assert found is Readable.EMPTY


@pytest.mark.parametrize("text", ["😭", "👍🏽", "🏳️‍🌈 💔", "🇬🇧", "♥"])
def test_emoji_alone_are_emoji(text: str) -> None:
    assert readable(text) is Readable.EMOJI


@pytest.mark.parametrize("text", ["ok 😭", "1️⃣", "مرحبا", "ሰላም", "x"])
def test_a_single_letter_or_digit_is_enough(text: str) -> None:
    assert readable(text) is Readable.YES


@pytest.mark.parametrize("words", COMMANDS)
def test_a_command_is_known_with_a_slash_capitals_and_a_full_stop(words: str) -> None:
    for written in (words, f"/{words}", words.upper(), f"  {words}. "):
        assert command_in(written) == COMMANDS[words]


@pytest.mark.parametrize("text", ["", "/", "help me please", "stop it he said", "start\nhelp", "a" * 20_000])
def test_anything_else_is_no_command(text: str) -> None:
    assert command_in(text) is None


def test_the_flood_gate_counts_each_person_in_any_60_seconds(clock) -> None:  # type: ignore[no-untyped-def]
    gate = FloodGate(2)
    assert gate.admits("a", clock())
    assert gate.admits("a", clock.forward(seconds=30))
    assert not gate.admits("a", clock.forward(seconds=29))
    assert gate.admits("b", clock())
    assert gate.admits("a", clock.forward(seconds=1))
    assert not gate.admits("a", clock())


def test_the_flood_gate_remembers_only_so_many_people(clock) -> None:  # type: ignore[no-untyped-def]
    gate = FloodGate(1, people=2)
    assert [gate.admits(who, clock()) for who in ("a", "b", "c")] == [True] * 3
    assert not gate.admits("c", clock())
    assert gate.admits("a", clock())
