"""An answer as one person reads it: their council, their age, the day, the source."""

from __future__ import annotations

import datetime as dt

import pytest
from tiny_offer import HOME, MONEY, TAX, TODAY, Offer

from bot.content.choose import Written, facts_for, write_answer
from bot.content.model import Audience


def written(offer: Offer, answer: str, section: str = "lead", day: dt.date = TODAY, **known: object) -> Written:
    result = write_answer(offer.content(), answer, Audience.model_validate(known), day, section)
    assert result is not None
    return result


def test_council_unknown_gives_what_holds_for_england_and_asks(offer: Offer) -> None:
    home = written(offer, "first-home")
    assert home.markdown == "You may get at least £3,000 to set up your first home. It is not always cash."
    assert (home.layer, home.ask, home.right) == (None, ("council",), "This is an extra that a council may give.")


def test_layer_adds_its_paragraph_below_the_national_one(offer: Offer) -> None:
    home = written(offer, "first-home", council="cambridgeshire")
    assert home.markdown.endswith("It is not always cash.\n\nCambridgeshire adds a welcome pack.")
    assert (home.layer, home.ask) == ("cambridgeshire", ())


def test_layer_replaces_the_lead_and_keeps_the_national_sections(offer: Offer) -> None:
    offer.edit(TAX, ":::\n\n::: age 18", ":::\n\n::: age 18")
    offer.write(TAX, offer.read(TAX) + "\n## More\nMore of England.\n")
    tax = written(offer, "council-tax", council="leicestershire", age=19)
    assert tax.markdown == "In Leicestershire you pay nothing until you are 25."
    assert tax.sections == ("who", "more")
    assert tax.right == "This is a legal right."
    assert written(offer, "council-tax", "more", council="leicestershire").markdown == "More of England."


def test_layer_of_another_council_is_not_shown(offer: Offer) -> None:
    tax = written(offer, "council-tax", council="cambridgeshire", age=19)
    assert "Leicestershire" not in tax.markdown
    assert tax.sections == ()


def test_council_without_a_layer_is_told_so(offer: Offer) -> None:
    home = written(offer, "first-home", council="rutland")
    told = "I have nothing written by Rutland about this. What I told you holds for England; Rutland may give more."
    assert home.markdown.endswith(f"\n\n{told}")
    assert told not in written(offer, "first-home", "refused", council="rutland").markdown


def test_answer_that_is_the_same_everywhere_says_nothing_of_councils(offer: Offer) -> None:
    assert written(offer, "adviser", council="rutland").markdown == "Your personal adviser helps you plan."


def test_both_councils_must_agree_where_both_decide(offer: Offer) -> None:
    tax = written(offer, "council-tax", council="leicestershire", lives_in="rutland", age=19)
    assert tax.layer is None
    assert "Leicestershire looked after you, but you live in Rutland." in tax.markdown
    same = written(offer, "council-tax", council="leicestershire", lives_in="leicestershire", age=19)
    assert same.layer == "leicestershire"


@pytest.mark.parametrize(("council", "lives_in", "layer"), [
    ("rutland", "leicestershire", "leicestershire"),
    (None, "leicestershire", "leicestershire"),
    ("leicestershire", None, "leicestershire"),
    ("leicestershire", "rutland", None),
])  # fmt: skip
def test_council_lived_in_decides_where_the_answer_says_so(
    offer: Offer, council: str | None, lives_in: str | None, layer: str | None
) -> None:
    offer.edit(TAX, "applies_by: both", "applies_by: lived_in")
    tax = written(offer, "council-tax", council=council, lives_in=lives_in, age=19)
    assert (tax.layer, tax.ask) == (layer, ())
    assert ("nothing written by Rutland" in tax.markdown) == (layer is None)


@pytest.mark.parametrize("council", [None, "leicestershire"])
def test_answer_of_one_council_is_told_as_it_is(offer: Offer, council: str | None) -> None:
    name = "councils/leicestershire/finances/club.md"
    offer.write(name, offer.read(HOME).replace("first-home", "club"))
    club = written(offer, "club", council=council)
    assert club.markdown == "You may get at least £3,000 to set up your first home. It is not always cash."
    assert club.ask == (() if council else ("council",))


def test_answer_of_another_council_says_that_it_is_not_theirs(offer: Offer) -> None:
    name = "councils/leicestershire/finances/club.md"
    offer.write(name, offer.read(HOME).replace("first-home", "club"))
    told = "This is what Leicestershire does. I couldn't find it for Rutland. Your personal adviser can tell you."
    assert written(offer, "club", council="rutland").markdown.endswith(f"\n\n{told}")


def test_council_with_a_layer_but_nothing_on_this_says_who_can_tell(offer: Offer) -> None:
    offer.edit("places.yml", "name: Rutland\n", "name: Rutland\n  layer: true\n")
    told = "I couldn't find this for Rutland. Your personal adviser can tell you."
    assert written(offer, "first-home", council="rutland").markdown.endswith(f"\n\n{told}")
    named = write_answer(offer.content(), "first-home", Audience(council="rutland"), TODAY, adviser="Priya")
    assert named
    assert named.markdown.endswith("I couldn't find this for Rutland. Priya can tell you.")


def test_unknown_age_shows_every_part_with_its_label(offer: Offer) -> None:
    tax = written(offer, "council-tax")
    assert tax.markdown.split("\n\n") == [
        "Many councils charge care leavers nothing.",
        "**If you are under 18:** You pay nothing yet.",
        "**If you are 18 or over:** Ask the council until you are 25.",
    ]
    assert tax.ask == ("council", "age")


@pytest.mark.parametrize(("age", "part"), [(17, "You pay nothing yet."), (18, "Ask the council until you are 25.")])
def test_known_age_shows_its_part_without_a_label(offer: Offer, age: int, part: str) -> None:
    tax = written(offer, "council-tax", age=age)
    assert tax.markdown.split("\n\n") == ["Many councils charge care leavers nothing.", part]
    assert tax.ask == ("council",)


def test_list_under_a_label_stays_a_list(offer: Offer) -> None:
    offer.edit(TAX, "You pay nothing yet.", "- Nothing.\n- Not yet.")
    assert "**If you are under 18:**\n\n- Nothing.\n- Not yet." in written(offer, "council-tax").markdown


@pytest.mark.parametrize(
    ("day", "amount"),
    [("2026-03-31", "£2,000"), ("2026-04-01", "£3,000"), ("2027-08-01", "£3,000"), ("1999-12-31", "£2,000")],
)
def test_amount_is_that_of_the_day(offer: Offer, day: str, amount: str) -> None:
    assert amount in written(offer, "first-home", day=dt.date.fromisoformat(day)).markdown


def test_amount_that_has_ended_is_not_told(offer: Offer) -> None:
    offer.edit(MONEY, "start: 2026-04-01", "start: 2026-04-01, end: 2027-03-31")
    assert "£3,000" in written(offer, "first-home", day=dt.date(2027, 3, 31)).markdown
    after = written(offer, "first-home", day=dt.date(2027, 4, 1)).markdown
    assert after.startswith("You may get at least an amount that has just changed (ask) to set up")


def test_facts_are_those_that_can_be_read_in_order(offer: Offer) -> None:
    offer.edit(HOME, "It is not always cash.", "Ask. [F02, F01]")
    offer.edit(HOME, "facts: [F01]", "facts: [F01, F02]")
    assert written(offer, "first-home").facts == ("F01", "F02")
    assert written(offer, "first-home", "how").facts == ()
    assert written(offer, "council-tax", age=17).facts == ("F02",)
    assert facts_for(offer.content(), "first-home", Audience(), TODAY) == ["F01", "F02"]
    assert facts_for(offer.content(), "nothing", Audience(), TODAY) == []


def test_fact_of_a_part_for_another_age_is_not_claimed(offer: Offer) -> None:
    offer.edit(TAX, "nothing. [F02]", "nothing.")
    assert written(offer, "council-tax", age=17).facts == ()
    assert written(offer, "council-tax", age=18).facts == ("F02",)


@pytest.mark.parametrize("mark", ["[F01]", "{F01.amount}", "[F0", "{F0"])
def test_marks_for_editors_are_never_read_by_a_person(offer: Offer, mark: str) -> None:
    for answer in ("first-home", "council-tax"):
        assert mark not in written(offer, answer).markdown


@pytest.mark.parametrize("council", [None, "leicestershire"])
@pytest.mark.parametrize(
    ("section", "sections"), [("lead", ("how", "refused")), ("how", ("refused",)), ("refused", ("how",))]
)
def test_other_sections_are_listed_in_their_order(
    offer: Offer, council: str | None, section: str, sections: tuple[str, ...]
) -> None:
    assert written(offer, "first-home", section, council=council).sections == sections


@pytest.mark.parametrize(("answer", "section"), [("nothing", "lead"), ("first-home", "when"), ("adviser", "how")])
def test_what_is_not_there_is_none(offer: Offer, answer: str, section: str) -> None:
    assert write_answer(offer.content(), answer, Audience(), TODAY, section) is None


@pytest.mark.parametrize(
    "checked", ["{by: '', on: 2026-10-02}", "{on: 2026-10-02}", "{by: Ada Bell}", "{by: Ada Bell, on: yes}", "true"]
)
def test_check_without_name_or_date_is_refused(offer: Offer, checked: str) -> None:
    offer.edit(MONEY, "confidence: V\n", f"confidence: V\n  checked: {checked}\n")
    assert "“checked" in offer.report()
