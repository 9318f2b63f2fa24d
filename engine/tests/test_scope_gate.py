from __future__ import annotations

import numpy as np
import pytest

from engine.scope_gate import ScopeGate, scope_features

ASKS = np.array([True, True, False, False])
ROWS = np.array([True, True, True, False, False])


def features(answer: float, other: float, near_answer: float, near_other: float) -> np.ndarray:
    scores = np.array([answer, 0.1, other, 0.05])
    chances = np.exp(scores / 0.1) / np.exp(scores / 0.1).sum()
    near = np.array([near_answer, near_answer - 0.1, 0.1, near_other, near_other - 0.1])
    return scope_features(scores, chances, near, ASKS, ROWS, 6)


def sample(count: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(7)
    wanted = [features(*(rng.normal((0.7, 0.1, 0.7, 0.3), 0.15))) for _ in range(count)]
    others = [features(*(rng.normal((0.2, 0.6, 0.3, 0.6), 0.15))) for _ in range(count)]
    return np.stack(wanted + others), np.array([True] * count + [False] * count)


def test_scope_gate_tells_questions_from_everything_else() -> None:
    gate = ScopeGate(0.03).fit(*sample(300))
    unseen, truth = sample(80)
    assert (gate.asks(unseen) == truth).mean() > 0.93


@pytest.mark.parametrize("share", [0.01, 0.05, 0.2])
def test_scope_gate_turns_away_about_the_share_that_was_allowed(share: float) -> None:
    gate = ScopeGate(share).fit(*sample(600))
    rng_features, truth = sample(600)
    assert (~gate.asks(rng_features[truth])).mean() <= share + 0.02


def test_scope_gate_turns_more_away_for_an_intent_that_costs_less() -> None:
    gate = ScopeGate(0.01, {"out_of_scope": 0.2}).fit(*sample(600))
    unseen, truth = sample(600)
    asked = unseen[truth]
    assert gate.threshold_for("out_of_scope") > gate.threshold_for("greet") == gate.threshold
    assert gate.asks(asked, "out_of_scope").sum() < gate.asks(asked, "greet").sum() == gate.asks(asked).sum()


def test_scope_gate_with_few_examples_goes_by_the_finders_probability() -> None:
    gate = ScopeGate().fit(*sample(10))
    assert not gate.learnt
    assert gate.asks(np.stack([features(0.9, 0.1, 0.9, 0.1), features(0.1, 0.9, 0.1, 0.9)])).tolist() == [True, False]


def test_scope_features_stand_when_there_is_one_answer_only() -> None:
    row = scope_features(np.array([0.5, 0.2]), np.array([0.7, 0.3]), np.array([0.4, 0.2]), np.array([True, False]),
                         np.array([True, False]), 1)  # fmt: skip
    assert row.shape == (14,)
    assert np.isfinite(row).all()
