"""Mistakes in the fixed texts."""

from __future__ import annotations

import pytest
from tiny_offer import WORDS, Offer

from bot.content.words import AREAS, CHOICES, KEYS


def without(text: str, key: str, above: str | None = None) -> str:
    """The file without one text, its further lines included."""
    kept, skipping, inside = [], False, above is None
    indent = "  " if above else ""
    for line in text.split("\n"):
        if not line.startswith(" ") and line.endswith(":") and above:
            inside = line == f"{above}:"
        starts = line.startswith(indent) and line[len(indent) : len(indent) + 1] not in (" ", "")
        if starts:
            skipping = inside and line.strip().replace('"', "").startswith(f"{key}:")
        if not skipping:
            kept.append(line)
    return "\n".join(kept)


@pytest.mark.parametrize("key", ["notice", "urgent_told", "ask_age"])
def test_missing_text_is_told(offer: Offer, key: str) -> None:
    offer.write(WORDS, without(offer.read(WORDS), key))
    assert offer.faults() == [(WORDS, 1, f"The text “{key}” is missing.")]


@pytest.mark.parametrize(("above", "key"), [("choices", "yes"), ("choices", "safe"), ("areas", "finances")])
def test_missing_label_is_told_where_it_belongs(offer: Offer, above: str, key: str) -> None:
    offer.write(WORDS, without(offer.read(WORDS), key, above))
    assert offer.faults() == [(WORDS, offer.line(WORDS, f"{above}:"), f"The text “{key}” is missing.")]
    assert f"Fix: Add a line `{key}: ...` under `{above}:`." in offer.report()


@pytest.mark.parametrize("written", ["", "''", '"  "', "~"])
def test_empty_text_is_told_on_its_line(offer: Offer, written: str) -> None:
    offer.write(WORDS, without(offer.read(WORDS), "safe_check").rstrip() + f"\nsafe_check: {written}\n")
    assert offer.faults() == [(WORDS, offer.line(WORDS, "safe_check:"), "The text “safe_check” is empty.")]


@pytest.mark.parametrize("key", ["greeet", "Notice", "urgent-told"])
def test_unknown_text_is_told_on_its_line(offer: Offer, key: str) -> None:
    offer.edit(WORDS, "notice: ", f"{key}: Hello.\nnotice: ")
    assert offer.faults() == [(WORDS, offer.line(WORDS, f"{key}:"), f"The text “{key}” is not known.")]


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("Ring {U01.nummer}.", "U01 has no value “nummer”."),
        ("Ring {U99.number}.", "There is no fact U99 in the register."),
        ("Hi {advisor}.", "The bot cannot fill in “{advisor}” of “safe_check”."),
        ("Ring 0800 1111.", "A telephone number is typed by hand: “0800 1111”."),
    ],
)
def test_number_or_name_that_cannot_be_filled_in_is_told(offer: Offer, written: str, problem: str) -> None:
    offer.write(WORDS, without(offer.read(WORDS), "safe_check").rstrip() + f"\nsafe_check: '{written}'\n")
    assert offer.faults() == [(WORDS, offer.line(WORDS, "safe_check:"), problem)]


@pytest.mark.parametrize("text", ["", "- notice\n", "hello\n"])
def test_words_of_another_shape_are_one_fault(offer: Offer, text: str) -> None:
    offer.write(WORDS, text)
    assert offer.faults() == [(WORDS, 1, "The file must hold texts by name.")]


def test_broken_words_name_the_line_and_no_folder_of_this_machine(offer: Offer) -> None:
    offer.edit(WORDS, "notice: ", "notice: ' ")
    report = offer.report()
    assert report.startswith(f"{WORDS}:")
    assert str(offer.folder) not in report


def test_every_text_the_bot_needs_is_asked_for(offer: Offer) -> None:
    offer.write(WORDS, "notice: Hello.\n")
    missing = {problem.split("“")[1].split("”")[0] for _, _, problem in offer.faults()}
    assert missing == (KEYS | CHOICES | AREAS) - {"notice"}
