"""What a confidence is worth, when it is told to anybody."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.base import ranking
from actions.turn import Found, Turn
from bot.content.live import LiveContent
from bot.content.model import Audience
from common.calibration import AS_IT_IS, Calibration

FLATTER = Calibration(slope=0.35, offset=0.8)


def test_low_confidence_rises_and_high_falls() -> None:
    assert FLATTER.first(0.06) > 0.4
    assert FLATTER.first(0.9999) < 0.99


@pytest.mark.parametrize("confidence", [0.0, 0.01, 0.5, 0.99, 1.0])
def test_without_calibration_confidence_stays(confidence: float) -> None:
    assert AS_IT_IS.first(confidence) == pytest.approx(confidence, abs=1e-5)


@given(
    st.lists(st.floats(0.0, 1.0), min_size=1, max_size=8),
    st.floats(0.05, 3.0),
    st.floats(-3.0, 3.0),
)
def test_order_stays_and_shares_stay_shares(weights: list[float], slope: float, offset: float) -> None:
    whole = sum(weights) or 1.0
    ranked = sorted((w / whole for w in weights), reverse=True)
    shares = Calibration(slope, offset).ranking(ranked)
    assert shares == sorted(shares, reverse=True)
    assert all(0.0 <= s <= 1.0 for s in shares)
    assert sum(shares) <= 1.001


def test_nothing_ranked_is_nothing() -> None:
    assert FLATTER.ranking([]) == []


def test_reply_tells_the_calibrated_confidence(content: LiveContent) -> None:
    given: dict[str, Any] = {"learnt": {}, "state": {}, "button": {}, "verdict": "none", "topic": None, "ask": False}
    found = [Found("council-tax", 0.2), Found("bus-travel", 0.1)]
    turn = Turn(
        content=content.content, text="x", intent="ask", found=found, audience=Audience(), day=dt.date(2026, 11, 24),
        calibration=FLATTER, **given,
    )  # fmt: skip
    assert [a.confidence for a in ranking(turn)] == FLATTER.ranking([0.2, 0.1])
    assert [f.confidence for f in turn.found] == [0.2, 0.1]
