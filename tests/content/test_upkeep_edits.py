"""Recording a check changes its own lines and not one byte more."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from tiny_offer import HOME, LEICS_TAX, MONEY, REAL, Offer

from bot.content.edits import CannotEdit
from bot.content.upkeep_edits import BadName, clean_name, with_check, with_review

ON = dt.date(2027, 3, 3)
NEXT = dt.date(2028, 3, 3)


def changed(before: str, after: str) -> list[tuple[str, str]]:
    old, new = before.split("\n"), after.split("\n")
    assert len(old) == len(new)
    return [(a, b) for a, b in zip(old, new, strict=True) if a != b]


@pytest.mark.parametrize("name", [HOME, LEICS_TAX])
def test_review_changes_one_line_and_says_who_and_when(offer: Offer, name: str) -> None:
    before = offer.read(name)
    after = with_review(before, NEXT, "Ada Bell", ON)
    [(_, line)] = changed(before, after)
    assert line == "review_by: 2028-03-03  # read by Ada Bell on 2027-03-03"


def test_second_review_takes_the_place_of_the_first(offer: Offer) -> None:
    once = with_review(offer.read(HOME), NEXT, "Ada Bell", ON)
    twice = with_review(once, dt.date(2029, 3, 1), "Bo Lee", dt.date(2028, 3, 1))
    [(_, line)] = changed(once, twice)
    assert line == "review_by: 2029-03-01  # read by Bo Lee on 2028-03-01"


def test_review_of_the_same_day_twice_changes_nothing_more(offer: Offer) -> None:
    once = with_review(offer.read(HOME), NEXT, "Ada Bell", ON)
    assert with_review(once, NEXT, "Ada Bell", ON) == once


def test_words_review_by_in_the_text_are_left_alone(offer: Offer) -> None:
    text = offer.read(HOME) + "\nreview_by: 2020-01-01\n"
    assert changed(text, with_review(text, NEXT, "Ada Bell", ON))[0][0] == "review_by: 2027-03-01"


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_line_endings_blank_ends_and_comments_stay(offer: Offer, ending: str) -> None:
    before = offer.read(HOME).replace("owner: ", "# a note\nowner:   ").rstrip("\n").replace("\n", ending)
    after = with_review(before, NEXT, "Ada Bell", ON)
    assert after.count("\r") == before.count("\r")
    assert not after.endswith("\n")
    [(_, line)] = changed(before, after)
    assert line.rstrip("\r") == "review_by: 2028-03-03  # read by Ada Bell on 2027-03-03"


def test_changed_files_are_still_in_order(offer: Offer) -> None:
    faults = [problem for _, _, problem in offer.faults()]
    offer.edit(MONEY, "confidence: V\n", "confidence: V\n  check_by: 2027-03-01\n")
    offer.write(HOME, with_review(offer.read(HOME), NEXT, "Zoë #1 O'Neil: duty", ON))
    offer.write(MONEY, with_check(offer.read(MONEY), "F01", 'Zoë "Zo" O\'Neil, duty', ON, NEXT))
    assert [problem for _, _, problem in offer.faults()] == faults
    content = offer.content()
    assert content.answers["first-home"].fields.review_by == NEXT
    fact = content.facts["F01"]
    assert fact.checked is not None
    assert (fact.checked.by, fact.checked.on, fact.check_by) == ('Zoë "Zo" O\'Neil, duty', ON, NEXT)


@pytest.mark.parametrize("gone", ["review_by: 2027-03-01\n", "review_by"])
def test_answer_without_the_line_is_refused(offer: Offer, gone: str) -> None:
    offer.edit(HOME, gone, "" if gone.endswith("\n") else "by")
    with pytest.raises(CannotEdit):
        with_review(offer.read(HOME), NEXT, "Ada Bell", ON)


def test_fact_gets_one_line_more(offer: Offer) -> None:
    before = offer.read(MONEY)
    after = with_check(before, "F01", "Ada Bell", ON, None)
    line = '  checked: {by: "Ada Bell", on: 2027-03-03}\n'
    assert after.replace(line, "", 1) == before
    assert before.index("F01:") < after.index(line) < after.index("F02:")


def test_fact_checked_again_changes_its_line(offer: Offer) -> None:
    once = with_check(offer.read(MONEY), "F01", "Ada Bell", ON, None)
    twice = with_check(once, "F01", "Bo Lee", NEXT, None)
    assert changed(once, twice) == [
        ('  checked: {by: "Ada Bell", on: 2027-03-03}', '  checked: {by: "Bo Lee", on: 2028-03-03}')
    ]


def test_check_written_over_several_lines_is_put_on_one(offer: Offer) -> None:
    offer.edit(MONEY, "confidence: V\n", "confidence: V\n  checked:\n    by: Ada Bell\n    on: 2026-01-01\n")
    after = with_check(offer.read(MONEY), "F01", "Bo Lee", ON, None)
    offer.write(MONEY, after)
    checked = offer.content().facts["F01"].checked
    assert checked is not None
    assert (checked.by, checked.on) == ("Bo Lee", ON)
    assert "Ada" not in after


def test_day_of_the_next_check_moves_and_keeps_its_comment(offer: Offer) -> None:
    offer.edit(MONEY, "confidence: V\n", "confidence: V\n  check_by: 2027-03-01  # new rates\n")
    before = offer.read(MONEY)
    after = with_check(before, "F01", "Ada Bell", ON, NEXT)
    assert after == before.replace(
        "  check_by: 2027-03-01  # new rates\n",
        '  check_by: 2028-03-03  # new rates\n  checked: {by: "Ada Bell", on: 2027-03-03}\n',
    )


def test_file_with_windows_line_endings_keeps_them(offer: Offer) -> None:
    before = offer.read(MONEY).replace("\n", "\r\n")
    after = with_check(before, "F02", "Ada Bell", ON, None)
    assert after.replace('  checked: {by: "Ada Bell", on: 2027-03-03}\r\n', "", 1) == before


@pytest.mark.parametrize("fact", ["F99", "claim"])
def test_fact_that_is_not_there_is_refused(offer: Offer, fact: str) -> None:
    with pytest.raises(CannotEdit):
        with_check(offer.read(MONEY), fact, "Ada Bell", ON, None)


@pytest.mark.parametrize("layout", ["F01: {claim: It is so, who: all, confidence: V}\n", "F01:\n\n"])
def test_fact_laid_out_in_another_way_is_refused(layout: str) -> None:
    with pytest.raises(CannotEdit):
        with_check(layout, "F01", "Ada Bell", ON, None)


@pytest.mark.parametrize("name", ["", "  ", "12", "...", "x" * 81, "Ada\x00Bell", "Ada\x1bBell"])
def test_what_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(BadName):
        clean_name(name)


def test_name_on_two_lines_becomes_one_line() -> None:
    assert clean_name(" Ada\n  Bell ") == "Ada Bell"


def test_facts_of_ours_can_be_checked() -> None:
    """With the register as it is laid out: at most one line more. First, middle and last fact of a file."""
    for path in sorted((REAL / "facts").glob("*.yml")):
        if path.name == "sources.yml":
            continue
        text = path.read_text(encoding="utf-8")
        facts = re.findall(r"^([A-Z]\d\d):$", text, re.MULTILINE)
        for fact in {facts[0], facts[len(facts) // 2], facts[-1]}:
            after = with_check(text, fact, "Ada Bell", ON, None)
            assert after.count("\n") - text.count("\n") in (0, 1), fact


def test_every_answer_of_ours_can_be_read_again() -> None:
    for path in sorted(REAL.rglob("*.md")):
        text = path.read_text(encoding="utf-8")
        assert len(changed(text, with_review(text, NEXT, "Ada Bell", ON))) == 1, path
