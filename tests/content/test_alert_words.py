"""The words of alerts: complete, and with no place where a young person's name could slip in."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from bot.content.alert_words import AlertWords
from bot.content.live import LiveContent
from bot.handoff.alert import WITHOUT_CASE, AlertWhy
from common.front_matter import read_yaml

FILE = Path(__file__).resolve().parents[2] / "offer_content" / "safety" / "alerts.yml"


@pytest.fixture
def data() -> dict[str, Any]:
    return copy.deepcopy(dict(read_yaml(FILE)))


def test_there_are_words_for_every_reason(content: LiveContent) -> None:
    words = content.content.alerts
    assert words
    for why in set(AlertWhy) - WITHOUT_CASE:
        assert {words.line(why, urgent=urgent, taken=False) for urgent in (True, False)}
    assert words.line(AlertWhy.CHASED, urgent=True, taken=True) != words.line(AlertWhy.CHASED, urgent=True, taken=False)


@pytest.mark.parametrize(
    ("where", "text", "says"),
    [
        (("body",), "{line} {case} {address} {name}", "{name} cannot stand here"),
        (("body",), "{line} {case} {address} {words}", "{words} cannot stand here"),
        (("body",), "{line} {case}", "must hold {address}"),
        (("subject", "urgent"), "URGENT {topic} {case}", "{topic} cannot stand here"),
        (("subject", "urgent"), "URGENT", "must hold {case}"),
        (("why", "first", "urgent"), "Urgent since {raised", "a brace that is not closed"),
        (("why", "rhubarb"), {"urgent": "x", "other": "x"}, "`rhubarb` is not a reason"),
        (("telegram", "sent"), "{words}", "{words} cannot stand here"),
    ],
)
def test_a_text_that_could_leak_or_break_is_refused(
    data: dict[str, Any], where: tuple[str, ...], text: Any, says: str
) -> None:
    inside: Any = data
    for name in where[:-1]:
        inside = inside[name]
    inside[where[-1]] = text
    with pytest.raises(ValidationError) as error:
        AlertWords.model_validate(data)
    assert says in str(error.value)


def test_a_missing_reason_is_named(data: dict[str, Any]) -> None:
    del data["why"]["chased"]
    with pytest.raises(ValidationError, match="the texts of `chased` are missing"):
        AlertWords.model_validate(data)


@pytest.mark.parametrize("said", ["chased", "Repeated danger", "repeated_danger", "something new"])
def test_a_reason_that_is_not_known_is_told_all_the_same(said: str) -> None:
    known = {"chased": AlertWhy.CHASED, "something new": AlertWhy.FIRST}
    assert AlertWhy.read(said) is known.get(said, AlertWhy.REPEATED)
