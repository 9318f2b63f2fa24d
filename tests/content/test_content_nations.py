"""What is told to somebody who lives in another nation, or whom a council of another nation looked after."""

from __future__ import annotations

import re

import pytest
from tiny_offer import ADVISER, HOME, MONEY, TAX, TODAY, Offer

from bot.content.body import SECTION_TITLES
from bot.content.choose import Written, facts_for, write_answer
from bot.content.loader import Content
from bot.content.model import AppliesBy, Area, Audience
from bot.content.phrases import Phrases

WALES = """\
wales:
  name: Wales
  full_name: a council in Wales
  kind: other
  nation: wales
"""
STILL = """\
E26:
  claim: The council that looked after you stays responsible wherever you live.
  who: all
  area: finances
  applies_by: responsible
  sources: [GUIDE]
  dated: "2024"
  confidence: V
"""
ABROAD = [
    ("leicestershire", "wales"), ("leicestershire", "scotland"), ("cambridgeshire", "northern-ireland"),
    (None, "scotland"), ("wales", None), ("scotland", "leicestershire"), ("northern-ireland", "kent"),
]  # fmt: skip
ENGLISH = (
    "council-tax", "renting-rights", "prescriptions-by-age", "council-housing-other-area", "priority-need",
    "one-bed-rate", "dentist-free", "crisis-fund", "housing-list-priority", "voter-id",
)  # fmt: skip
A_NUMBER = re.compile(r"999|116.123|85258|0800")


@pytest.fixture
def beyond(offer: Offer) -> Offer:
    """The small folder with Wales in it, and the fact that a council stays responsible."""
    offer.write("places.yml", offer.read("places.yml") + WALES)
    offer.write(MONEY, offer.read(MONEY) + STILL)
    return offer


def told(offer: Offer, answer: str, section: str = "lead", **known: object) -> Written | None:
    return write_answer(offer.content(), answer, Audience.model_validate(known), TODAY, section)


def test_what_holds_in_england_only_is_not_told_in_wales(beyond: Offer) -> None:
    tax = told(beyond, "council-tax", council="leicestershire", lives_in="wales")
    assert tax
    assert tax.markdown == (
        "You live in Wales, and I only know how this works in England, so I won't guess. One thing stays the same:"
        " Leicestershire is still responsible for you as a care leaver, wherever you live. Your personal adviser can"
        " tell you how this works in Wales."
    )
    assert (tax.facts, tax.sections, tax.ask, tax.right, tax.layer) == (("E26",), (), (), "", None)
    assert tax.source.startswith("From Guide for care leavers")
    audience = Audience(council="leicestershire", lives_in="wales")
    assert facts_for(beyond.content(), "council-tax", audience, TODAY) == ["E26"]


def test_sections_of_what_does_not_hold_are_not_told_either(beyond: Offer) -> None:
    beyond.write(TAX, beyond.read(TAX) + "\n## More\nMore of England.\n")
    assert told(beyond, "council-tax", "more", council="leicestershire", lives_in="wales") is None
    assert told(beyond, "council-tax", "more", council="leicestershire", lives_in="rutland")


def test_what_the_responsible_council_owes_holds_wherever_they_live(beyond: Offer) -> None:
    at_home, away = (told(beyond, "first-home", council="cambridgeshire", lives_in=place) for place in (None, "wales"))
    assert at_home == away
    assert away
    assert "Cambridgeshire adds a welcome pack." in away.markdown


def test_paragraph_of_england_is_left_out_of_what_the_council_owes(beyond: Offer) -> None:
    beyond.edit(HOME, "It is not always cash.\n", "It is not always cash.\n\nIn England the tax is low. [F02]\n")
    beyond.edit(HOME, "facts: [F01]", "facts: [F01, F02]")
    away = told(beyond, "first-home", council="rutland", lives_in="wales")
    assert away
    assert "tax is low" not in away.markdown
    assert away.markdown.endswith(
        "Some of this is different in Wales, so I left that out. Your personal adviser can tell you."
    )
    assert away.facts == ("F01",)
    at_home = told(beyond, "first-home", council="rutland")
    assert at_home
    assert at_home.facts == ("F01", "F02")


def test_answer_with_nothing_left_says_that_it_is_different(beyond: Offer) -> None:
    beyond.edit(MONEY, "applies_by: responsible", "applies_by: lived_in")
    away = told(beyond, "first-home", council="rutland", lives_in="wales")
    assert away
    assert away.markdown.startswith("You live in Wales")
    assert told(beyond, "first-home", "refused", council="rutland", lives_in="wales") is None


@pytest.mark.parametrize("nations", ["uk", "[england, wales]"])
def test_answer_that_holds_in_wales_too_is_told_there(beyond: Offer, nations: str) -> None:
    beyond.edit(TAX, "applies_by: both", f"applies_by: nation\nnations: {nations}")
    beyond.edit(MONEY, "  sources: [TAX-PAGE", f"  nations: {nations}\n  sources: [TAX-PAGE")
    away = told(beyond, "council-tax", council="leicestershire", lives_in="wales", age=19)
    assert away
    assert away.facts == ("F02",)


def test_council_of_another_nation_has_a_law_that_this_bot_does_not_know(beyond: Offer) -> None:
    for lives_in in (None, "rutland"):
        home = told(beyond, "first-home", council="wales", lives_in=lives_in)
        assert home
        assert home.markdown.startswith(
            "I only know the law of England, and you told me that a council in Wales looked after you."
        )
        assert (home.facts, home.source) == ((), "")


def test_somebody_from_wales_who_rents_in_england_is_told_of_england(beyond: Offer) -> None:
    beyond.edit(TAX, "applies_by: both", "applies_by: lived_in")
    here = told(beyond, "council-tax", council="wales", lives_in="leicestershire", age=19)
    assert here
    assert here.facts == ("F02",)
    assert told(beyond, "council-tax", council="wales").markdown.startswith("I only know the law of England")  # type: ignore[union-attr]


def test_living_in_another_nation_without_a_known_council_counts_as_a_care_leaver_of_england(beyond: Offer) -> None:
    home = told(beyond, "first-home", lives_in="wales")
    assert home
    assert (home.facts, home.ask) == (("F01",), ("council",))
    tax = told(beyond, "council-tax", lives_in="wales")
    assert tax
    assert "the council that looked after you is still responsible" in tax.markdown


def test_words_of_a_safety_topic_leave_out_what_holds_in_england_only(beyond: Offer) -> None:
    beyond.edit("safety/topics.yml", "Call {U01.number} now. [U01]", "Ring us. [F01]\n\n      In England only. [F02]")
    content = beyond.content()
    words, facts = Phrases(content, TODAY).topic_words("suicidal-thoughts", Audience(lives_in="wales", age=30))
    assert (words, facts) == ("I'm glad you said it. Ring us.", ["F01"])


@pytest.mark.parametrize("nations", ["france", "[]", "[england, france]", "england"])
def test_nation_that_does_not_exist_is_refused(offer: Offer, nations: str) -> None:
    offer.edit(ADVISER, "right: information\n", f"right: information\nnations: {nations}\n")
    assert "“nations" in offer.report()


def test_answer_for_another_nation_must_have_something_that_holds_there(beyond: Offer) -> None:
    beyond.edit(TAX, "applies_by: both", "applies_by: nation\nnations: uk")
    beyond.edit(TAX, "You pay nothing yet.", "You pay nothing yet. [F02]")
    assert "said to hold in Wales, but no paragraph of its first text does" in beyond.report()


@pytest.mark.parametrize(("council", "lives_in"), ABROAD)
def test_no_fact_of_england_reaches_anybody_elsewhere(real: Content, council: str | None, lives_in: str | None) -> None:
    audience = Audience(council=council, lives_in=lives_in)
    law = real.councils[council].nation if council else "england"
    nation = real.councils[lives_in or council or ""].nation
    for answer in real.answers:
        for section in ("lead", *SECTION_TITLES):
            written = write_answer(real, answer, audience, TODAY, section)
            for name in written.facts if written else ():
                fact = real.facts[name]
                owed = fact.applies_by is AppliesBy.RESPONSIBLE and law == "england"
                assert owed or nation in fact.nations, (answer, section, name)


@pytest.mark.parametrize(("council", "lives_in"), ABROAD)
def test_every_answer_about_danger_leaves_a_number(real: Content, council: str | None, lives_in: str | None) -> None:
    for answer in real.answers.values():
        if answer.fields.area is Area.URGENT:
            written = write_answer(real, answer.id, Audience(council=council, lives_in=lives_in), TODAY)
            assert written
            assert A_NUMBER.search(written.markdown), answer.id


def test_housing_tax_prescriptions_and_renting_are_not_told_as_english_rules_in_wales(real: Content) -> None:
    away = Audience(council="leicestershire", lives_in="wales", age=19)
    for answer in ENGLISH:
        written = write_answer(real, answer, away, TODAY)
        assert written
        assert written.facts == ("E26",), answer
        assert "You live in Wales" in written.markdown


@pytest.mark.parametrize("answer", [
    "adviser-until-25", "pathway-plan", "setting-up-home-money", "university-bursary", "complain", "see-my-file",
    "uc-amount", "samaritans", "minimum-wage", "adviser-after-21", "am-i-a-care-leaver",
])  # fmt: skip
def test_leaving_care_rights_and_what_holds_everywhere_stay(real: Content, answer: str) -> None:
    away, home = (
        write_answer(real, answer, Audience(council="leicestershire", lives_in=place, age=19), TODAY)
        for place in ("wales", "leicestershire")
    )
    assert away
    assert home
    assert away.facts == home.facts != ()
