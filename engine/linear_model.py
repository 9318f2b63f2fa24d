"""The trainable part of the safety detector: linear heads on sentence vectors and on character and
word features, their probabilities averaged. It knows nothing of Rasa, so it can be measured by itself.

Method: multinomial logistic regression (scikit-learn) on (a) the sentence vector and (b) TF-IDF of words and of
characters inside words; (b) is what survives misspelling, (a) what survives other words for the same thing.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.exceptions import ConvergenceWarning
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression


@dataclass
class LinearModel:
    """A classifier of short texts.

    Attributes:
        strength: inverse regularisation C of the head on sentence vectors.
        sparse_strength: the same for the head on characters and words.
        sparse_weight: share of the second head in the averaged probability, 0 to 1.
        balanced: whether classes weigh the same however many examples they have.
    """

    strength: float = 20.0
    sparse_strength: float = 20.0
    sparse_weight: float = 0.35
    balanced: bool = False
    classes: list[str] = field(default_factory=list)

    def fit(self, texts: Sequence[str], vectors: np.ndarray[Any, Any], labels: Sequence[str]) -> LinearModel:
        """Learns from examples.

        Args:
            texts: the examples, normalised.
            vectors: their sentence vectors, shape (len(texts), dimensions).
            labels: their classes.

        Returns:
            itself.
        """
        self._words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, token_pattern=r"\S+", dtype=np.float32)
        self._letters = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True, min_df=2, dtype=np.float32
        )
        features = sparse.hstack([self._words.fit_transform(texts), self._letters.fit_transform(texts)]).tocsr()
        weight = "balanced" if self.balanced else None
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)  # the last digits change no ranking
            dense = LogisticRegression(C=self.strength, max_iter=60, class_weight=weight, tol=1e-3)
            dense.fit(vectors, labels)
            letters = LogisticRegression(C=self.sparse_strength, max_iter=30, class_weight=weight, tol=1e-3)
            letters.fit(features, labels)
        self.classes = [str(c) for c in dense.classes_]
        self._dense, self._dense_bias = _rows(dense)
        self._sparse, self._sparse_bias = _rows(letters)
        return self

    def probabilities(self, texts: Sequence[str], vectors: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        """The probability of each class (columns, as in `classes`) for each text (rows)."""
        features = sparse.hstack([self._words.transform(texts), self._letters.transform(texts)]).tocsr()
        near = _softmax(vectors @ self._dense + self._dense_bias)
        spelt = _softmax(features @ self._sparse + self._sparse_bias)
        return (1 - self.sparse_weight) * near + self.sparse_weight * spelt


def _rows(model: LogisticRegression) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """The weights of a fitted head, one column a class (two columns for two classes)."""
    weights, bias = model.coef_, model.intercept_
    if len(model.classes_) == 2:
        weights, bias = np.vstack([-weights[0], weights[0]]) / 2, np.array([-bias[0], bias[0]]) / 2
    return np.ascontiguousarray(weights.T.astype(np.float32)), bias.astype(np.float32)


def _softmax(scores: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    shifted = np.exp(scores - scores.max(axis=1, keepdims=True))
    return shifted / shifted.sum(axis=1, keepdims=True)
