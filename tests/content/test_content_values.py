"""Values of the register, the fixed texts they are put into, and how sure the bot must be."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from tiny_offer import TODAY, TOPICS, Offer

from bot.content import policy
from bot.content.model import Audience, Fact, Value
from bot.content.phrases import Phrases
from bot.content.policy import Sureness, sureness
from bot.content.values import NoValue, value_on, write_value


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        ("money", 3000, "£3,000"),
        ("money", "338.58", "£338.58"),
        ("money", "338.5", "£338.50"),
        ("money", "0.55", "55p"),
        ("money", 0, "£0"),
        ("percent", 55, "55%"),
        ("number", 25, "25"),
        ("number", 10000, "10,000"),
        ("number", "2.5", "2.5"),
        ("date", dt.date(2026, 4, 1), "1 April 2026"),
        ("date", "2026-12-31", "31 December 2026"),
        ("phone", "0800 1111", "0800 1111"),
        ("phone", "999", "999"),
        ("web", "sharefound.org", "sharefound.org"),
        ("text", "SHOUT", "SHOUT"),
    ],
)
def test_value_is_written_as_people_read_it(kind: str, value: Any, text: str) -> None:
    assert write_value(Value.model_validate({"kind": kind, "value": value})) == text


def fact(*values: dict[str, Any]) -> Fact:
    return Fact.model_validate(
        {"id": "F01", "claim": "A claim of some length.", "who": "all", "area": "finances", "sources": ["X"],
         "dated": "2024", "confidence": "V", "values": {"sum": list(values)}}
    )  # fmt: skip


@pytest.mark.parametrize(
    ("day", "value"),
    [("2026-03-31", None), ("2026-04-01", 1), ("2027-03-31", 1), ("2027-04-01", 2), ("2040-01-01", 2)],
)
def test_value_holds_from_its_first_day_to_its_last(day: str, value: int | None) -> None:
    two = fact(
        {"kind": "number", "value": 1, "start": dt.date(2026, 4, 1), "end": dt.date(2027, 3, 31)},
        {"kind": "number", "value": 2, "start": dt.date(2027, 4, 1)},
    )
    if value is None:
        with pytest.raises(NoValue, match=r"^F01\.sum has no value on 2026-03-31$"):
            value_on(two, "sum", dt.date.fromisoformat(day))
    else:
        assert value_on(two, "sum", dt.date.fromisoformat(day)).value == value


def test_value_of_another_name_is_no_value() -> None:
    with pytest.raises(NoValue):
        value_on(fact({"kind": "number", "value": 1}), "amount", TODAY)


def test_numbers_of_the_fixed_texts_come_from_the_register(offer: Offer) -> None:
    said = Phrases(offer.content(), TODAY)
    assert "ring 999" in said.say("failed")
    offer.edit("facts/urgent.yml", 'value: "999"', 'value: "112"')
    assert "ring 112" in Phrases(offer.content(), TODAY).say("failed")


def test_fields_of_a_fixed_text_are_filled_in(offer: Offer) -> None:
    said = Phrases(offer.content(), TODAY, adviser="Jo", keep_days=30)
    assert "Tell Jo" in said.choice("adviser")
    assert "30 days" in said.say("notice")
    assert "2,000 characters" in said.say("too_long", limit="2,000")
    assert "leaving care team" in Phrases(offer.content(), TODAY).adviser_name()


def test_notice_says_honestly_whether_anyone_is_told(offer: Offer) -> None:
    demo, live = Phrases(offer.content(), TODAY), Phrases(offer.content(), TODAY, alerts=True)
    assert demo.say("alerts_off") in demo.say("notice")
    assert live.say("alerts_on") in live.say("notice")


def test_text_that_does_not_exist_is_an_error(offer: Offer) -> None:
    with pytest.raises(KeyError):
        Phrases(offer.content(), TODAY).say("nothing")


@pytest.mark.parametrize(
    ("age", "childline", "facts"),
    [
        (None, "**If you are under 19:** Childline is free too: 0800 1111.", ["U01", "U11"]),
        (18, "Childline is free too: 0800 1111.", ["U01", "U11"]),
        (19, None, ["U01"]),
    ],
)
def test_unknown_age_is_shown_the_part_for_a_child_with_its_label(
    offer: Offer, age: int | None, childline: str | None, facts: list[str]
) -> None:
    words, shown = Phrases(offer.content(), TODAY).topic_words("suicidal-thoughts", Audience(age=age))
    assert words.split("\n\n") == ["I'm glad you said it. Call 999 now.", *([childline] if childline else [])]
    assert shown == facts


def test_topic_without_words_for_everybody_is_refused_before_it_is_needed(offer: Offer) -> None:
    offer.edit(TOPICS, "I'm glad you said it. Call {U01.number} now. [U01]", "")
    offer.edit(TOPICS, "      ::: age under 19\n      Childline is free too: {U11.number}. [U11]\n      :::\n", "")
    assert "There is no text before the first heading." in offer.report()


JUST = 0.001
RANKINGS = [
    ([], Sureness.NONE),
    ([policy.SOME - JUST], Sureness.NONE),
    ([policy.SOME, policy.SOME], Sureness.CHOICES),
    ([policy.HEDGE - JUST, policy.HEDGE - JUST], Sureness.CHOICES),
    ([policy.HEDGE, policy.HEDGE], Sureness.HEDGE),
    ([policy.SURE - JUST, policy.SURE - JUST], Sureness.HEDGE),
    ([policy.SURE - JUST, policy.SURE - policy.LEAD - 2 * JUST], Sureness.ANSWER),
    ([policy.SURE, policy.SURE], Sureness.ANSWER),
    ([1.0], Sureness.ANSWER),
]


@pytest.mark.parametrize(("confidences", "decision"), RANKINGS)
def test_how_sure_the_bot_must_be(confidences: list[float], decision: Sureness) -> None:
    assert sureness(confidences) is decision


def test_levels_rise() -> None:
    assert 0 < policy.SOME <= policy.HEDGE <= policy.SURE <= 1
