"""What is due, which amounts end, and the periods: on any day, without a clock of its own."""

from __future__ import annotations

import datetime as dt

import pytest
from tiny_offer import CAMBS_HOME, HOME, LEICS_TAX, MONEY, SOURCES, TAX, TODAY, WORDS, Offer

from bot.content.loader import Content
from bot.content.model import Area
from bot.content.periods import BadPeriods, months_later, read_periods
from bot.content.upkeep import amounts_ended, amounts_ending, due, next_check

MARCH = dt.date(2027, 3, 1)
PERIODS = "upkeep.yml"


def ids(offer: Offer, day: dt.date, within: int = 30) -> list[tuple[str, str]]:
    return [(one.owner, one.id) for one in due(offer.content(), day, within)]


def check_by(offer: Offer, fact: str, day: str) -> None:
    text = offer.read(MONEY)
    place = text.index("  confidence:", text.index(f"{fact}:"))
    offer.write(MONEY, f"{text[:place]}  check_by: {day}\n{text[place:]}")


def test_nothing_is_due_when_everything_is_far_off(offer: Offer) -> None:
    assert due(offer.content(), TODAY, 30) == []


@pytest.mark.parametrize(("day", "found"), [("2027-01-01", 0), ("2027-01-02", 2), ("2027-02-01", 5), ("2031-01-01", 5)])
def test_what_falls_in_the_days_ahead_is_due_and_what_is_late_too(offer: Offer, day: str, found: int) -> None:
    assert len(due(offer.content(), dt.date.fromisoformat(day), 30)) == found


def test_what_is_due_is_told_by_owner_and_then_by_date(offer: Offer) -> None:
    offer.edit(TAX, "review_by: 2027-03-01", "review_by: 2027-02-15")
    assert ids(offer, MARCH) == [
        ("Cambridgeshire editor", "cambridgeshire/first-home"),
        ("Leicestershire editor", "leicestershire/council-tax"),
        ("eligibility editor", "adviser"),
        ("finances editor", "council-tax"),
        ("finances editor", "first-home"),
    ]


def test_due_names_file_line_and_the_source_to_read(offer: Offer) -> None:
    one = next(one for one in due(offer.content(), MARCH) if one.id == "leicestershire/council-tax")
    assert (one.kind, one.title, one.due) == ("layer", "Council tax", dt.date(2027, 2, 1))
    assert (one.path.as_posix(), one.line) == (LEICS_TAX, offer.line(LEICS_TAX, "review_by"))
    assert [(s.title, s.address, s.dated) for s in one.sources] == [
        ("Council tax page", "https://www.example.gov.uk/tax", "May 2023")
    ]


def test_source_without_address_has_none_and_takes_the_date_of_the_fact(offer: Offer) -> None:
    one = next(one for one in due(offer.content(), MARCH) if one.id == "first-home")
    assert [(s.title, s.address, s.dated) for s in one.sources] == [("Guide for care leavers", None, "2024")]


def test_fact_is_due_with_the_owner_of_its_area(offer: Offer) -> None:
    check_by(offer, "F01", "2026-12-01")
    [one] = due(offer.content(), TODAY)
    assert (one.kind, one.id, one.owner, one.due) == ("fact", "F01", "finances editor", dt.date(2026, 12, 1))
    assert (one.path.as_posix(), one.line) == (MONEY, offer.line(MONEY, "check_by"))


def test_fact_of_one_council_is_its_editors(offer: Offer) -> None:
    check_by(offer, "F01", "2026-12-01")
    offer.edit(MONEY, "  check_by", "  council: leicestershire\n  check_by")
    assert ids(offer, TODAY) == [("Leicestershire editor", "F01")]


def test_hidden_fact_and_fact_checked_since_are_not_due(offer: Offer) -> None:
    check_by(offer, "F03", "2026-12-01")
    check_by(offer, "F02", "2026-11-20")
    offer.edit(MONEY, "  check_by: 2026-11-20", "  checked: {by: Ada Bell, on: 2026-11-21}\n  check_by: 2026-11-20")
    assert due(offer.content(), TODAY) == []


# --- amounts


def end(offer: Offer, last: str, more: str = "") -> None:
    offer.edit(MONEY, "start: 2026-04-01}", f"start: 2026-04-01, end: {last}}}{more}")


def test_amount_that_ends_is_told_before_with_what_tells_it(offer: Offer) -> None:
    end(offer, "2027-03-31")
    offer.write(WORDS, offer.read(WORDS).replace("goodbye: Bye", "goodbye: Ask for {F01.amount}. Bye"))
    assert amounts_ending(offer.content(), dt.date(2026, 12, 30), 90) == []
    [one] = amounts_ending(offer.content(), dt.date(2026, 12, 31), 90)
    assert (one.fact, one.name, one.text, one.what) == ("F01", "amount", "£3,000", "ends")
    assert (one.day, one.next, one.owner) == (dt.date(2027, 3, 31), None, "finances editor")
    assert one.used_by == ("first-home", "words goodbye")
    assert (one.path.as_posix(), one.line) == (MONEY, offer.line(MONEY, "- {kind: money, value: 3000"))
    assert [source.title for source in one.sources] == ["Guide for care leavers"]


def test_amount_on_its_last_day_still_ends_and_a_day_later_has_ended(offer: Offer) -> None:
    end(offer, "2027-03-31")
    content = offer.content()
    assert [one.what for one in amounts_ending(content, dt.date(2027, 3, 31), 0)] == ["ends"]
    assert amounts_ended(content, dt.date(2027, 3, 31)) == []
    assert amounts_ending(content, dt.date(2027, 4, 1), 90) == []
    [one] = amounts_ended(content, dt.date(2027, 4, 1))
    assert (one.what, one.text, one.day) == ("ended", "£3,000", dt.date(2027, 3, 31))


def test_amount_with_a_successor_names_it_and_never_counts_as_ended(offer: Offer) -> None:
    end(offer, "2027-03-31", "\n      - {kind: money, value: 3200, start: 2027-04-01}")
    content = offer.content()
    [one] = amounts_ending(content, dt.date(2027, 3, 1), 90)
    assert (one.text, one.next) == ("£3,000", "£3,200")
    assert amounts_ended(content, dt.date(2028, 1, 1)) == []


def test_successor_that_leaves_a_gap_is_none(offer: Offer) -> None:
    end(offer, "2027-03-31", "\n      - {kind: money, value: 3200, start: 2027-04-13}")
    content = offer.content()
    assert [one.next for one in amounts_ending(content, dt.date(2027, 3, 1), 90)] == [None]
    assert [one.text for one in amounts_ended(content, dt.date(2027, 4, 12))] == ["£3,000"]
    assert amounts_ended(content, dt.date(2027, 4, 13)) == []


def test_amount_still_to_come_has_not_ended(offer: Offer) -> None:
    offer.edit(MONEY, "      - {kind: money, value: 2000, end: 2026-03-31}\n", "")
    assert amounts_ended(offer.content(), dt.date(2026, 1, 1)) == []


def test_day_of_the_register_that_comes_is_told(offer: Offer) -> None:
    offer.edit(MONEY, "until: {kind: number, value: 25}", "change: {kind: date, value: 2027-04-13}")
    for name in (TAX, LEICS_TAX):
        offer.write(name, offer.read(name).replace("{F02.until}", "{F02.change}"))
    [one] = amounts_ending(offer.content(), dt.date(2027, 3, 1), 90)
    assert (one.what, one.text, one.day) == ("comes", "13 April 2027", dt.date(2027, 4, 13))
    assert one.used_by == ("council-tax", "leicestershire/council-tax")
    assert amounts_ending(offer.content(), dt.date(2027, 4, 14), 90) == []


def test_amount_without_an_end_may_change_when_its_fact_is_to_be_checked(offer: Offer) -> None:
    check_by(offer, "F01", "2027-04-01")
    [one] = amounts_ending(offer.content(), dt.date(2027, 3, 1), 90)
    assert (one.what, one.text, one.day) == ("may change", "£3,000", dt.date(2027, 4, 1))


def test_our_own_amounts_of_the_tax_year_are_told_before_they_end(real: Content) -> None:
    ending = amounts_ending(real, dt.date(2027, 3, 1), 60)
    ends = {(one.fact, one.name) for one in ending if one.what == "ends"}
    assert {("W04", "adult"), ("W04", "young")} <= ends
    assert all(one.used_by for one in ending if one.fact == "W04")


# --- periods


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        ("2026-11-24", 12, "2027-11-24"),
        ("2026-11-24", 1, "2026-12-24"),
        ("2026-08-31", 6, "2027-02-28"),
        ("2027-08-31", 6, "2028-02-29"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2026-12-31", 2, "2027-02-28"),
    ],
)
def test_months_later_is_the_same_day_or_the_last_of_a_shorter_month(day: str, months: int, later: str) -> None:
    assert months_later(dt.date.fromisoformat(day), months) == dt.date.fromisoformat(later)


def test_areas_with_amounts_and_numbers_are_read_more_often(real: Content) -> None:
    periods = read_periods(real.folder)
    assert periods.of(Area.FINANCES) < periods.of(Area.EDUCATION)
    assert periods.of(Area.URGENT) < periods.of(Area.EDUCATION)


def test_folder_without_periods_has_a_year(offer: Offer) -> None:
    assert read_periods(offer.folder).of(Area.FINANCES) == 12


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", f"{PERIODS}:1: There is no `default` under `months`."),
        ("months: 12\n", f"{PERIODS}:1: There is no `default` under `months`."),
        ("months:\n  finances: 6\n", f"{PERIODS}:1: There is no `default` under `months`."),
        ("months:\n  default: 12\n  money: 6\n", f"{PERIODS}:3: “money” is not an area. Write one of: default, urgent"),
        ("months:\n  default: 12\n  finances: six\n", f"{PERIODS}:3: “finances” cannot be used. Write a whole number"),
        ("months:\n  default: 0\n", f"{PERIODS}:2: “default” cannot be used. Write a whole number of months, 1 to 60."),
        ("months:\n  default: 12\nweeks: 3\n", f"{PERIODS}:3: “weeks” cannot be used. Take it out."),
        ("months:\n  default: [12\n", f"{PERIODS}:"),
    ],
)
def test_periods_that_cannot_be_used_say_where_and_what(offer: Offer, text: str, said: str) -> None:
    offer.write(PERIODS, text)
    with pytest.raises(BadPeriods) as fault:
        read_periods(offer.folder)
    assert str(fault.value).startswith(said)
    assert (PERIODS, fault.value.line, fault.value.problem) in offer.faults()


@pytest.mark.parametrize(
    ("due_by", "on", "later"),
    [
        ("2027-04-01", "2027-04-01", "2028-04-01"),
        ("2027-04-01", "2027-04-03", "2028-04-01"),  # the day of the year stays: amounts change on it
        ("2027-04-01", "2027-03-31", None),  # what it waits for has not happened yet
        ("2024-04-01", "2027-04-03", "2028-04-01"),
        (None, "2027-04-03", "2028-04-03"),
    ],
)
def test_next_check_of_a_fact(offer: Offer, due_by: str | None, on: str, later: str | None) -> None:
    if due_by:
        check_by(offer, "F01", due_by)
    fact = offer.content().facts["F01"]
    found = next_check(fact, dt.date.fromisoformat(on), 12)
    assert (found and found.isoformat()) == later


def test_titles_of_layers_are_those_of_their_answers(offer: Offer) -> None:
    titles = {one.id: one.title for one in due(offer.content(), MARCH)}
    assert titles["cambridgeshire/first-home"] == titles["first-home"] == "Money for your first home"
    assert {CAMBS_HOME, HOME} <= {one.path.as_posix() for one in due(offer.content(), MARCH)}
    assert SOURCES not in {one.path.as_posix() for one in due(offer.content(), MARCH)}
