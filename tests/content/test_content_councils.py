"""Councils that end and the ones that take over: which layer counts on which day, and what people are told."""

from __future__ import annotations

import datetime as dt

import pytest
from tiny_offer import CAMBS_HOME, Offer

from bot.content.applies import successor_on
from bot.content.choose import Written, write_answer
from bot.content.model import Audience

LAST_DAY = dt.date(2028, 3, 31)
FIRST_DAY = dt.date(2028, 4, 1)
NEW = """\
fenshire:
  name: Fenshire
  full_name: Fenshire Council
  kind: unitary
"""
FENS_HOME = "councils/fenshire/finances/first-home.md"
BY_OLD = "Cambridgeshire wrote this. It became Fenshire after 31 March 2028, so ask if this is still so."


@pytest.fixture
def reorganised(offer: Offer) -> Offer:
    """Cambridgeshire ends on 31 March 2028, and Fenshire takes over."""
    return end(offer, "cambridgeshire", "\n  end: 2028-03-31\n  successor: fenshire")


def end(offer: Offer, council: str, how: str) -> Offer:
    name = council.title()
    offer.edit("places.yml", f"name: {name}\n", f"name: {name}{how}\n")
    if NEW not in offer.read("places.yml"):
        offer.write("places.yml", offer.read("places.yml") + NEW)
    for path in ("england/finances/first-home.md", CAMBS_HOME):  # a late check would hide the text in 2028
        offer.edit(path, "review_by: 2027", "review_by: 2030")
    return offer


def home(offer: Offer, council: str, day: dt.date, lives_in: str | None = None) -> Written:
    audience = Audience(council=council, lives_in=lives_in)
    written = write_answer(offer.content(), "first-home", audience, day, overdue_days=9999)
    assert written
    return written


def test_until_its_last_day_nothing_changes(reorganised: Offer) -> None:
    before = home(reorganised, "cambridgeshire", LAST_DAY)
    assert before.layer == "cambridgeshire"
    assert before.markdown.endswith("Cambridgeshire adds a welcome pack.")


@pytest.mark.parametrize("council", ["cambridgeshire", "fenshire"])
def test_paragraph_of_the_old_council_is_shown_and_said_to_be_old(reorganised: Offer, council: str) -> None:
    after = home(reorganised, council, FIRST_DAY)
    assert after.markdown.endswith(f"Cambridgeshire adds a welcome pack.\n\n{BY_OLD}")
    assert after.layer == "cambridgeshire"


@pytest.mark.parametrize("council", ["cambridgeshire", "fenshire"])
def test_paragraph_of_the_successor_takes_its_place(reorganised: Offer, council: str) -> None:
    reorganised.write(FENS_HOME, reorganised.read(CAMBS_HOME).replace("Cambridgeshire adds", "Fenshire adds"))
    after = home(reorganised, council, FIRST_DAY)
    assert after.layer == "fenshire"
    assert after.markdown.endswith("Fenshire adds a welcome pack.")
    assert home(reorganised, "cambridgeshire", LAST_DAY).layer == "cambridgeshire"


def test_new_council_is_named_when_neither_wrote_anything(reorganised: Offer) -> None:
    (reorganised.folder / CAMBS_HOME).unlink()
    assert "nothing written by Cambridgeshire" in home(reorganised, "cambridgeshire", LAST_DAY).markdown
    assert "nothing written by Fenshire" in home(reorganised, "cambridgeshire", FIRST_DAY).markdown


def test_of_two_councils_in_one_only_the_persons_own_is_used(reorganised: Offer) -> None:
    reorganised.edit("places.yml", "name: Rutland\n", "name: Rutland\n  end: 2028-03-31\n  successor: fenshire\n")
    assert home(reorganised, "cambridgeshire", FIRST_DAY).layer == "cambridgeshire"
    assert home(reorganised, "rutland", FIRST_DAY).layer is None
    assert home(reorganised, "fenshire", FIRST_DAY).layer is None


def test_two_councils_that_became_one_are_one_council(reorganised: Offer) -> None:
    reorganised.edit("places.yml", "name: Rutland\n", "name: Rutland\n  end: 2028-03-31\n  successor: fenshire\n")
    reorganised.edit("england/finances/first-home.md", "applies_by: responsible", "applies_by: both")
    assert "you live in Rutland" in home(reorganised, "cambridgeshire", LAST_DAY, lives_in="rutland").markdown
    assert "you live in" not in home(reorganised, "cambridgeshire", FIRST_DAY, lives_in="rutland").markdown


def test_council_that_was_split_says_that_nobody_knows_yet(offer: Offer) -> None:
    end(offer, "cambridgeshire", "\n  end: 2028-03-31")
    told = (
        "Cambridgeshire ended on 31 March 2028. I don't know which council took over for you. Your personal adviser can"
        " tell you."
    )
    assert told not in home(offer, "cambridgeshire", LAST_DAY).markdown
    after = home(offer, "cambridgeshire", FIRST_DAY)
    assert after.layer == "cambridgeshire"
    assert after.markdown.endswith(told)


def test_successors_are_followed_to_the_last(reorganised: Offer) -> None:
    reorganised.edit("places.yml", "name: Fenshire\n", "name: Fenshire\n  end: 2030-03-31\n  successor: rutland\n")
    content = reorganised.content()
    days = [LAST_DAY, FIRST_DAY, dt.date(2030, 3, 31), dt.date(2030, 4, 1)]
    assert [successor_on(content, "cambridgeshire", day)[0] for day in days] == [
        "cambridgeshire", "fenshire", "fenshire", "rutland",
    ]  # fmt: skip
    assert successor_on(content, "cambridgeshire", days[-1])[1] == ("fenshire", "cambridgeshire")
    assert successor_on(content, None, FIRST_DAY) == (None, ())
    assert successor_on(content, "nowhere", FIRST_DAY) == ("nowhere", ())


@pytest.mark.parametrize(
    ("how", "problem"),
    [
        ("successor: rutland", "Leicestershire has a successor, but no `end`: the last day it exists."),
        ("end: 2028-03-31\n  successor: nowhere", "places.yml has no council “nowhere”."),
        ("end: 2028-03-31\n  successor: leicestershire", "The successors of Leicestershire lead back to it."),
        ("end: 2028-03-31\n  successor: alba", "Leicestershire cannot be followed by a council of another nation."),
        ("end: the spring", "“end”: this must be a day."),
    ],
)
def test_successor_that_cannot_be_is_refused(offer: Offer, how: str, problem: str) -> None:
    alba = "alba:\n  name: Alba\n  full_name: a council in Scotland\n  kind: other\n  nation: scotland\n"
    offer.write("places.yml", offer.read("places.yml") + alba)
    offer.edit("places.yml", "name: Leicestershire\n", f"name: Leicestershire\n  {how}\n")
    assert problem in offer.report()


def test_successors_that_go_round_never_hang_the_bot(offer: Offer) -> None:
    for name, successor in (("Rutland", "cambridgeshire"), ("Cambridgeshire", "rutland")):
        ends = f"  end: 2026-01-01\n  successor: {successor}\n"
        offer.edit("places.yml", f"name: {name}\n", f"name: {name}\n{ends}")
    council, _ = successor_on(offer.content(), "rutland", FIRST_DAY)
    assert council in ("rutland", "cambridgeshire")
    assert "lead back to it" in offer.report()
