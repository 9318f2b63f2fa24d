from __future__ import annotations

import pytest
from tiny import normalised, safety_set

from engine.encoder import SentenceEncoder
from engine.safety_model import SafetyModel, Scores


@pytest.fixture(scope="module")
def model(encoder: SentenceEncoder) -> SafetyModel:
    texts, labels = safety_set()
    return SafetyModel().fit(texts, encoder.encode(texts), labels)


def judge(model: SafetyModel, encoder: SentenceEncoder, *parts: str) -> Scores:
    texts = normalised(list(parts))
    return model.judge(texts, encoder.encode(texts))


@pytest.mark.parametrize(
    ("text", "topic"),
    [("i wanna kil myself", "suicidal-thoughts"), ("got no were to slep 2nite", "homeless-tonight")],
)
def test_safety_model_finds_misspelt_danger(
    model: SafetyModel, encoder: SentenceEncoder, text: str, topic: str
) -> None:
    scores = judge(model, encoder, text)
    assert scores.topic == topic
    assert scores.urgent > 0.5 > scores.sensitive


def test_safety_model_finds_sensitive(model: SafetyModel, encoder: SentenceEncoder) -> None:
    scores = judge(model, encoder, "my grandad has died")
    assert scores.topic == "grief"
    assert scores.sensitive > scores.urgent


def test_safety_model_leaves_harmless_alone(model: SafetyModel, encoder: SentenceEncoder) -> None:
    scores = judge(model, encoder, "council tax discount please")
    assert scores.urgent + scores.sensitive < 0.5


def test_safety_model_probabilities_are_at_most_one(model: SafetyModel, encoder: SentenceEncoder) -> None:
    scores = judge(model, encoder, "im suicidal")
    assert 0 <= scores.urgent <= 1
    assert 0 <= scores.sensitive <= 1
    assert scores.urgent + scores.sensitive <= 1 + 1e-5


def test_safety_model_takes_the_most_alarming_part(model: SafetyModel, encoder: SentenceEncoder) -> None:
    whole = "do i pay council tax and can i get a bus pass and by the way i want to kill myself"
    alone = judge(model, encoder, whole)
    in_parts = judge(model, encoder, whole, "do i pay council tax", "i want to kill myself")
    assert in_parts.urgent >= alone.urgent
    assert in_parts.urgent > 0.5
    assert in_parts.topic == "suicidal-thoughts"


def test_safety_model_is_deterministic(model: SafetyModel, encoder: SentenceEncoder) -> None:
    texts, labels = safety_set()
    again = SafetyModel().fit(texts, encoder.encode(texts), labels)
    assert judge(model, encoder, "my nan died") == judge(again, encoder, "my nan died")
