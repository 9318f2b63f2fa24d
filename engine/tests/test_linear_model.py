from __future__ import annotations

import numpy as np
import pytest
from tiny import LABELS, TEXTS, UNSEEN, normalised

from engine.encoder import SentenceEncoder
from engine.linear_model import LinearModel


@pytest.fixture(scope="module")
def vectors(encoder: SentenceEncoder) -> np.ndarray:
    return encoder.encode(normalised(TEXTS))


@pytest.fixture(scope="module")
def model(vectors: np.ndarray) -> LinearModel:
    return LinearModel().fit(normalised(TEXTS), vectors, LABELS)


def test_linear_model_probabilities_sum_to_one(model: LinearModel, encoder: SentenceEncoder) -> None:
    texts = normalised([*TEXTS, "", "zzzz qqqq"])
    table = model.probabilities(texts, encoder.encode(texts))
    assert table.shape == (len(texts), len(model.classes))
    assert (table >= 0).all()
    np.testing.assert_allclose(table.sum(axis=1), 1.0, atol=1e-5)


def test_linear_model_learns_its_examples(model: LinearModel, vectors: np.ndarray) -> None:
    table = model.probabilities(normalised(TEXTS), vectors)
    assert [model.classes[i] for i in table.argmax(axis=1)] == LABELS


@pytest.mark.parametrize(("text", "label"), UNSEEN)
def test_linear_model_survives_misspelling(model: LinearModel, encoder: SentenceEncoder, text: str, label: str) -> None:
    texts = normalised([text])
    assert model.classes[int(model.probabilities(texts, encoder.encode(texts))[0].argmax())] == label


def test_linear_model_of_two_classes_agrees_with_scikit(vectors: np.ndarray) -> None:
    """Two classes have one row of weights in scikit-learn; ours are two columns with the same probabilities."""
    from sklearn.linear_model import LogisticRegression

    labels = ["yes" if label.startswith("ask/") else "no" for label in LABELS]
    ours = LinearModel(sparse_weight=0.0).fit(normalised(TEXTS), vectors, labels)
    theirs = LogisticRegression(C=20.0, max_iter=60, tol=1e-3).fit(vectors, labels)
    table = ours.probabilities(normalised(TEXTS), vectors)
    np.testing.assert_allclose(table, theirs.predict_proba(vectors), atol=1e-4)


def test_linear_model_is_deterministic(model: LinearModel, vectors: np.ndarray) -> None:
    again = LinearModel().fit(normalised(TEXTS), vectors, LABELS)
    texts = normalised(TEXTS)
    np.testing.assert_array_equal(model.probabilities(texts, vectors), again.probabilities(texts, vectors))
