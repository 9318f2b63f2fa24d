"""What an answer says of its sources: page, date, and whether a person has opened it. Never “checked” unearned."""

from __future__ import annotations

import datetime as dt

import pytest
from tiny_offer import HOME, LEICS_TAX, MONEY, SOURCES, TODAY, Offer

from bot.content.choose import write_answer
from bot.content.loader import Content
from bot.content.model import Audience
from bot.content.sourcing import source_line

GUIDE = "Guide for care leavers, dated 2024"
TAX_PAGE = "[Council tax page](https://www.example.gov.uk/tax), dated May 2023"
BOTH = "Everybody gets {F02.until} of {F01.amount}. [F02, F01]"


def source(offer: Offer, answer: str = "first-home", day: dt.date = TODAY, **known: object) -> str:
    written = write_answer(offer.content(), answer, Audience.model_validate(known), day)
    assert written is not None
    return written.source


def both_facts(offer: Offer) -> None:
    """The answer rests on two facts, each with a source of its own."""
    offer.edit(HOME, "It is not always cash.", "To {F02.until}. [F02]")
    offer.edit(HOME, "facts: [F01]", "facts: [F01, F02]")


def checked(offer: Offer, fact: str, on: str) -> None:
    before = {"F01": "GUIDE]\n", "F02": "TAX-PAGE, GUIDE]\n"}[fact]
    offer.edit(MONEY, before, f"{before}  checked: {{by: Ada Bell, on: {on}}}\n")


def test_source_has_page_and_date_and_says_that_it_is_not_checked(offer: Offer) -> None:
    assert source(offer) == f"From {GUIDE}; not yet checked."
    assert source(offer, "council-tax") == f"From {TAX_PAGE}; not yet checked."


def test_answer_without_facts_names_no_source(offer: Offer) -> None:
    assert source(offer, "adviser") == ""


@pytest.mark.parametrize("date", ["n.d.", "not dated", "no date", "n.d. (older)", "not read"])
def test_source_without_a_date_says_so(offer: Offer, date: str) -> None:
    offer.edit(MONEY, 'dated: "2024"', f"dated: {date}")
    assert source(offer) == "From Guide for care leavers, no date on the page; not yet checked."


def test_date_of_the_page_goes_before_that_of_the_fact(offer: Offer) -> None:
    offer.edit(SOURCES, "title: Guide for care leavers", "title: Guide for care leavers\n  dated: March 2020")
    assert source(offer) == "From Guide for care leavers, dated March 2020; not yet checked."


@pytest.mark.parametrize(
    ("title", "date", "told"),
    [
        ("Guide of 2024", "2024", "Guide of 2024"),
        ("Guide of 2023 and 2024", "2023 to 2024", "Guide of 2023 and 2024"),
        ("Guide of 2019", "2024", "Guide of 2019, dated 2024"),
        ("Guide of 2019", "n.d.", "Guide of 2019"),
    ],
)
def test_year_in_the_title_is_not_told_twice_and_another_year_is_told(
    offer: Offer, title: str, date: str, told: str
) -> None:
    offer.edit(SOURCES, "Guide for care leavers", title)
    offer.edit(MONEY, 'dated: "2024"', f'dated: "{date}"')
    assert source(offer) == f"From {told}; not yet checked."


@pytest.mark.parametrize("address", ["www.example.gov.uk/tax", "https://www.example.gov.uk/tax"])
def test_page_that_can_be_opened_is_a_link(offer: Offer, address: str) -> None:
    offer.edit(SOURCES, "https://www.example.gov.uk/tax", address)
    assert "[Council tax page](https://www.example.gov.uk/tax)" in source(offer, "council-tax")


@pytest.mark.parametrize("address", ["a public list, 2026", "javascript:alert(1)", "www.example.gov.uk/a (old)"])
def test_address_that_cannot_be_opened_is_no_link(offer: Offer, address: str) -> None:
    offer.edit(SOURCES, "https://www.example.gov.uk/tax", address)
    assert source(offer, "council-tax") == "From Council tax page, dated May 2023; not yet checked."


def test_source_without_an_address_stands_as_its_title(offer: Offer) -> None:
    assert "](" not in source(offer)


def test_two_facts_name_two_pages(offer: Offer) -> None:
    both_facts(offer)
    assert source(offer) == f"From {GUIDE}, and {TAX_PAGE}; not yet checked."


def test_two_facts_of_one_page_name_it_once(offer: Offer) -> None:
    both_facts(offer)
    offer.edit(MONEY, "sources: [TAX-PAGE, GUIDE]", "sources: [GUIDE]")
    offer.edit(MONEY, 'dated: "2023"', 'dated: "2024"')
    assert source(offer) == f"From {GUIDE}; not yet checked."


def test_more_than_two_pages_are_not_all_named_and_it_says_so(offer: Offer) -> None:
    both_facts(offer)
    offer.write(SOURCES, offer.read(SOURCES) + "THIRD:\n  title: Third page\n  dated: May 2026\n")
    offer.edit(MONEY, "F03:", "F04:\n  claim: A third thing that is true.\n  who: all\n  area: finances\n"
               "  sources: [THIRD]\n  dated: n.d.\n  confidence: V\nF03:")  # fmt: skip
    offer.edit(HOME, "{F02.until}. [F02]", "{F02.until}. [F02] And more. [F04]")
    offer.edit(HOME, "facts: [F01, F02]", "facts: [F01, F02, F04]")
    assert source(offer) == f"From {GUIDE}, {TAX_PAGE}, and others; not yet checked."


def test_one_fact_of_two_checked_is_not_checked(offer: Offer) -> None:
    both_facts(offer)
    checked(offer, "F02", "2026-10-02")
    assert source(offer) == f"From {GUIDE}, and {TAX_PAGE}; only part of it has been checked."


def test_every_fact_checked_tells_the_oldest_day(offer: Offer) -> None:
    both_facts(offer)
    checked(offer, "F02", "2026-10-02")
    checked(offer, "F01", "2026-09-01")
    assert source(offer) == f"From {GUIDE}, and {TAX_PAGE}. Checked on 1 September 2026."


def test_check_of_a_later_day_does_not_count_yet(offer: Offer) -> None:
    checked(offer, "F01", "2026-11-24")
    assert source(offer, day=dt.date(2026, 11, 23)).endswith("; not yet checked.")
    assert source(offer, day=dt.date(2026, 11, 24)).endswith(". Checked on 24 November 2026.")


def test_name_of_who_checked_is_not_told_to_a_person(offer: Offer) -> None:
    checked(offer, "F01", "2026-09-01")
    assert "Ada" not in source(offer)


def test_old_source_says_that_it_may_be_out_of_date_even_when_checked(offer: Offer) -> None:
    offer.edit(MONEY, "confidence: V\n", "confidence: V\n  flags: [OLD]\n")
    assert source(offer) == f"From {GUIDE}; not yet checked. This may be out of date."
    checked(offer, "F01", "2026-09-01")
    assert source(offer) == f"From {GUIDE}. Checked on 1 September 2026. This may be out of date."


def test_pages_that_disagree_are_told_with_what_to_do(offer: Offer) -> None:
    offer.edit(MONEY, "confidence: V\n", "confidence: C\n")
    assert source(offer) == f"From {GUIDE}; not yet checked. Pages disagree about this, so ask."


def test_line_for_urgent_help_on_which_pages_disagree_is_not_made_doubtful_itself(real: Content) -> None:
    line = source_line(real, [real.facts["U20"]], TODAY)
    assert line.endswith("; not yet checked. Pages tell different things about this line, such as its hours.")


@pytest.mark.parametrize("council", [None, "leicestershire"])
def test_only_the_facts_that_can_be_read_count(offer: Offer, council: str | None) -> None:
    offer.edit(MONEY, 'sources: [GUIDE]\n  dated: "2024"', 'sources: [GUIDE]\n  flags: [OLD]\n  dated: "2024"')
    offer.edit(LEICS_TAX, "facts: [F02]", "facts: [F02, F01]")
    offer.edit(LEICS_TAX, "until}. [F02]", "until}. [F02, F01]")
    assert ("out of date" in source(offer, "council-tax", council=council)) is (council is not None)


def test_line_fits_a_phone(real: Content) -> None:
    """Two sources with links: what is read is at most three lines of a phone (about 50 characters each) per source."""
    import re

    for answer in real.answers:
        written = write_answer(real, answer, Audience(), TODAY)
        assert written is not None
        assert len(re.sub(r"\]\([^)]*\)", "]", written.source)) <= 330, answer


def test_no_fact_of_the_register_is_called_checked_without_a_name(real: Content) -> None:
    for fact in real.facts.values():
        line = source_line(real, [fact], TODAY)
        if fact.sources and not fact.checked:
            assert line.startswith("From "), fact.id
            assert "; not yet checked." in line, fact.id
            assert "Checked on" not in line, fact.id
