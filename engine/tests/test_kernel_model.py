from __future__ import annotations

import numpy as np
import pytest
from tiny import LABELS, TEXTS, UNSEEN, normalised

from engine.encoder import SentenceEncoder
from engine.kernel_model import KernelModel


@pytest.fixture(scope="module")
def vectors(encoder: SentenceEncoder) -> np.ndarray:
    return encoder.encode(normalised(TEXTS))


@pytest.fixture(scope="module")
def model(vectors: np.ndarray) -> KernelModel:
    return KernelModel().fit(normalised(TEXTS), vectors, LABELS)


def test_kernel_model_knows_its_classes(model: KernelModel) -> None:
    assert model.classes == sorted(set(LABELS))


def test_kernel_model_probabilities_sum_to_one(model: KernelModel, encoder: SentenceEncoder) -> None:
    texts = normalised([*TEXTS, "", "zzzz qqqq", "🙂"])
    table = model.probabilities(texts, encoder.encode(texts))
    assert table.shape == (len(texts), len(model.classes))
    assert (table >= 0).all()
    np.testing.assert_allclose(table.sum(axis=1), 1.0, atol=1e-5)


def test_kernel_model_learns_its_examples(model: KernelModel, vectors: np.ndarray) -> None:
    table = model.probabilities(normalised(TEXTS), vectors)
    assert [model.classes[i] for i in table.argmax(axis=1)] == LABELS


@pytest.mark.parametrize(("text", "label"), UNSEEN)
def test_kernel_model_survives_misspelling(model: KernelModel, encoder: SentenceEncoder, text: str, label: str) -> None:
    texts = normalised([text])
    assert model.classes[int(model.probabilities(texts, encoder.encode(texts))[0].argmax())] == label


def test_kernel_model_temperature_is_positive(model: KernelModel) -> None:
    assert 0 < model.temperature < np.inf


def test_kernel_model_is_deterministic(model: KernelModel, vectors: np.ndarray) -> None:
    again = KernelModel().fit(normalised(TEXTS), vectors, LABELS)
    texts = normalised(TEXTS[:4])
    np.testing.assert_array_equal(model.probabilities(texts, vectors[:4]), again.probabilities(texts, vectors[:4]))


def test_kernel_model_letters_help_with_misspelling(encoder: SentenceEncoder, vectors: np.ndarray) -> None:
    texts = normalised([text for text, _ in UNSEEN])
    right = []
    for letters in (0.0, 0.5):
        model = KernelModel(letters=letters).fit(normalised(TEXTS), vectors, LABELS)
        model.temperature = 0.1
        table = model.probabilities(texts, encoder.encode(texts))
        right.append(np.mean([row[model.classes.index(label)] for row, (_, label) in zip(table, UNSEEN)]))
    assert right[1] > right[0]
