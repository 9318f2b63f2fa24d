"""Easy words of answers, and the words in other languages: how they are written out, and what the check finds."""

from __future__ import annotations

import pytest
from tiny_offer import HOME, TODAY, Offer

from bot.content.check import check_content
from bot.content.easy import easy_answer, short
from bot.content.launch import gate
from bot.content.model import Audience

POLISH = "words/pl.yml"
WORDS = """\
language: pl
name: Polish
greeting: Jestem programem komputerowym.
urgent: Zadzwoń pod {U01.number}.
person: Człowiek może ci pomóc.
checked_by: Ada Bell
checked_on: 2026-11-01
"""
EASY = "\n## Easy words\nYou may get {F01.amount} for your home. [F01] Ask your adviser.\n"
NOBODY = Audience(age=19)


@pytest.fixture
def with_easy_words(offer: Offer) -> Offer:
    offer.edit(HOME, "\n## How do I get it", f"{EASY}\n## How do I get it")
    return offer


def easy(offer: Offer, answer: str = "first-home", audience: Audience = NOBODY) -> str:
    written = easy_answer(offer.content(), answer, audience, TODAY)
    assert written is not None
    return written.markdown


def test_easy_words_are_shown_with_the_amount_of_the_day(with_easy_words: Offer) -> None:
    assert easy(with_easy_words) == "You may get £3,000 for your home. Ask your adviser."


def test_easy_words_are_no_button(with_easy_words: Offer) -> None:
    written = easy_answer(with_easy_words.content(), "first-home", NOBODY, TODAY)
    assert written is not None
    assert written.sections == ("how", "refused")
    assert written.facts == ("F01",)


def test_without_easy_words_the_answer_is_shortened(offer: Offer) -> None:
    assert easy(offer) == "You may get at least £3,000 to set up your first home. It is not always cash."


def test_what_a_council_adds_is_kept(with_easy_words: Offer) -> None:
    shown = easy(with_easy_words, audience=Audience(council="cambridgeshire", age=19))
    assert shown == "You may get £3,000 for your home. Ask your adviser.\n\nCambridgeshire adds a welcome pack."


def test_what_a_council_says_instead_is_shown_instead(offer: Offer) -> None:
    text = offer.read("england/finances/council-tax.md")
    offer.write("england/finances/council-tax.md", f"{text}\n## Easy words\nYou may pay nothing.\n")
    assert easy(offer, "council-tax") == "You may pay nothing."
    here = Audience(council="leicestershire", lives_in="leicestershire", age=19)
    assert easy(offer, "council-tax", here) == "In Leicestershire you pay nothing until you are 25."


def test_an_unknown_answer_has_no_easy_words(offer: Offer) -> None:
    assert easy_answer(offer.content(), "no-such-answer", NOBODY, TODAY) is None


def test_of_each_age_the_first_sentence_is_kept() -> None:
    text = "One. Two. Three.\n\n**If you are under 18:** Four. Five.\n\n**If you are 18 or over:** Six. Seven."
    assert short(text) == "One. Two.\n\n**If you are under 18:** Four.\n\n**If you are 18 or over:** Six."


def test_long_easy_sentences_are_worth_a_look(with_easy_words: Offer) -> None:
    long = "You may get quite a lot of money for your first own home here. Ask your adviser."
    with_easy_words.edit(HOME, "Ask your adviser.\n\n## How", f"{long}\n\n## How")
    found = [f for f in check_content(with_easy_words.folder, TODAY) if f.check == "easy-words"]
    assert [(f.severity, "has 14 words" in f.problem) for f in found] == [("warning", True)]


def test_checked_words_are_in_order(offer: Offer) -> None:
    offer.write(POLISH, WORDS)
    assert offer.faults() == []
    words = offer.content().languages["pl"]
    assert words.is_checked
    assert words.may_be_shown(demonstration=False)


def test_words_nobody_has_checked_are_for_demonstrations_and_named_at_the_launch_gate(offer: Offer) -> None:
    offer.write(POLISH, WORDS.replace("Ada Bell", "").replace("2026-11-01", ""))
    assert check_content(offer.folder, TODAY) == []
    said = gate(offer.content(), TODAY).language_summary
    assert said == "Not checked, and so not shown: the words in Polish."
    words = offer.content().languages["pl"]
    assert not words.may_be_shown(demonstration=False)
    assert words.may_be_shown(demonstration=True)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("{U01.number}", "telefon", "The urgent words lack the emergency number."),
        ("pod {U01.number}", "pod {U01.number} i 112", "A number is typed by hand."),
        ("może ci", "może {U99.number} ci", "{U99.number} is not in the register."),
        ("name: Polish", "name: Pole", "“pl” is Polish, not Pole."),
        ("2026-11-01", "2027-11-01", "`checked_on` is in the future: 2027-11-01."),
        ("language: pl", "language: fr", "The language is “fr”, the file's name “pl”."),
        ("checked_on: 2026-11-01\n", "", "belong together"),
        ("person: Człowiek może ci pomóc.\n", "", "person"),
    ],
)
def test_what_is_wrong_with_words_is_said(old: str, new: str, problem: str, offer: Offer) -> None:
    offer.write(POLISH, WORDS.replace(old, new))
    assert any(problem in said and name == POLISH for name, _, said in offer.faults()), offer.report()


def test_a_language_the_bot_does_not_know_is_said(offer: Offer) -> None:
    offer.write("words/xx.yml", WORDS.replace("language: pl", "language: xx"))
    assert any("does not know the language “xx”" in said for _, _, said in offer.faults())
