"""Finds the answers that fit a message: the trainable classifier behind `ask`, with its ranking beside the intent.

Questions of the answer files are retrieval intents `ask/<answer id>`, the phrases of data/nlu plain intents. One
model learns them all. A gate (engine/scope_gate.py) says whether an answer is wanted at all: then the intent is `ask`,
else the likeliest of the others. The ranking of the answers stands under `answers`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import joblib
import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from common.calibration import AS_IT_IS, Calibration
from common.text import normalise
from engine.calibrating import calibration_of
from engine.explanation import EXPLAIN, explanation, is_wanted
from engine.kernel_model import KernelModel
from engine.scope_gate import ScopeGate, scope_features
from engine.sentence_features import QUESTIONS, parts_of, sentence_vector

ASK = "ask"
SAFETY_INTENTS = ("urgent", "sensitive", "harmless")
OUT_OF_SCOPE = "out_of_scope"
ANSWERS = "answers"
CALIBRATION = "calibration"  # slope and offset of common.calibration, for the confidences under ANSWERS
TWO_ANSWERS = "two_answers"
_KEPT = 8
_BAND = 500  # examples whose distances are worked out at a time
_FARTHEST = -1.0  # the least cosine
_SURE_OF_EACH = 0.5  # how likely each of the two answers must be before a message is taken for two questions


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class AnswerFinder(GraphComponent):
    """Ranks the answers and names the intent."""

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource,
                 model: KernelModel | None = None, gate: ScopeGate | None = None,
                 calibration: Calibration = AS_IT_IS) -> None:  # fmt: skip
        """Keeps where the learnt model goes."""
        self._config, self._storage, self._resource = config, storage, resource
        self._model, self._gate, self._calibration = model, gate, calibration

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The settings: those of KernelModel, and the share of real questions that the gate may turn away."""
        return {"sharpness": 2.0, "letters": 0.2, "ridge": 0.1, "turned_away": 0.03, "turned_away_as": {}}

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource,
        execution_context: ExecutionContext,
    ) -> AnswerFinder:  # fmt: skip
        """Makes an untrained component (Rasa's interface)."""
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learns from every example that is not a safety example."""
        examples = [m for m in training_data.intent_examples if m.get(INTENT) not in SAFETY_INTENTS]
        model = KernelModel(**{k: self._config[k] for k in ("sharpness", "letters", "ridge")})
        texts = [normalise(m.get(TEXT)) for m in examples]
        vectors = np.stack([sentence_vector(m) for m in examples])
        left_out = model.left_out(texts, vectors, [m.get_full_intent() for m in examples])
        gate = ScopeGate(float(self._config["turned_away"]), self._config["turned_away_as"])
        gate.fit(features_of_examples(model, texts, vectors, left_out), asking(model)[model.truth])
        calibration = calibration_of(model.chances(left_out), model.truth, asking(model))
        self._model, self._gate, self._calibration = model, gate, calibration
        with self._storage.write_to(self._resource) as folder:
            joblib.dump((model, gate, calibration), folder / "finder.joblib", compress=3)
        return self._resource

    @classmethod
    def load(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource,
        execution_context: ExecutionContext, **kwargs: Any,
    ) -> AnswerFinder:  # fmt: skip
        """Loads a trained component. The file is our own, made by `train` on this machine."""
        with model_storage.read_from(resource) as folder:
            model, gate, calibration = joblib.load(folder / "finder.joblib")
        return cls(config, model_storage, resource, model, gate, calibration)

    def process(self, messages: list[Message]) -> list[Message]:
        """Sets the intent and the ranking of each message."""
        for message in messages:
            if message.get(TEXT) and self._model is not None and self._gate is not None:
                self._rank(message, self._model, self._gate)
        return messages

    def _rank(self, message: Message, model: KernelModel, gate: ScopeGate) -> None:
        texts, vectors = parts_of(message)
        scores = model.scores(texts, vectors)
        ranking = Ranking.of(model, combine(model.chances(scores)))
        features = [features_of(model, text, vector, own) for text, vector, own in zip(texts, vectors, scores)]
        asks = bool(gate.asks(np.stack(features), ranking.instead).any())
        name, confidence = ranking.put_on(message, asks=asks, calibration=self._calibration)
        other, other_p = ranking.other
        both = [{"name": name, "confidence": confidence}, {"name": other, "confidence": other_p}]
        message.set("intent_ranking", both, add_to_output=True)
        message.set(TWO_ANSWERS, two_answers(model, gate, message.get(QUESTIONS, [])), add_to_output=True)
        if is_wanted(message):
            told = explanation(model, gate, vectors[0], np.stack(features), ranking.instead)
            message.set(EXPLAIN, told, add_to_output=True)


@dataclass(frozen=True)
class Ranking:
    """What a model makes of a message: answers with their probabilities, best first, and the likeliest of all else."""

    answers: list[tuple[str, float]]
    other: tuple[str, float]

    @classmethod
    def of(cls, model: KernelModel, row: np.ndarray) -> Ranking:
        """From the probability of each class of the model."""
        ranked = [(model.classes[i], float(row[i])) for i in np.argsort(-row)]
        answers = [(name.split("/", 1)[1], p) for name, p in ranked if name.startswith(ASK + "/")]
        return cls(answers, next(((n, p) for n, p in ranked if not n.startswith(ASK + "/")), (ASK, 0.0)))

    @property
    def instead(self) -> str:
        """The intent whose bar an answer must clear (ScopeGate): none where an answer is likelier.

        Outside the offer it always holds, since that reply has the nearest answers beside it.
        """
        name, chance = self.other
        return name if chance > self.asked or name == OUT_OF_SCOPE else ""

    @property
    def asked(self) -> float:
        """How likely it is that an answer is wanted."""
        return sum(p for _, p in self.answers)

    def put_on(self, message: Message, *, asks: bool, calibration: Calibration = AS_IT_IS) -> tuple[str, float]:
        """Sets the intent, which is `ask` when `asks`, and the answers; returns the intent and its probability."""
        message.set(CALIBRATION, [calibration.slope, calibration.offset], add_to_output=True)
        name, confidence = (ASK, self.asked) if asks else self.other
        intent = {INTENT_NAME_KEY: name.split("/")[0], "full": name, PREDICTED_CONFIDENCE_KEY: confidence}
        message.set(INTENT, intent, add_to_output=True)
        best = [{"id": n, "confidence": round(p, 4)} for n, p in self.answers[:_KEPT]]
        message.set(ANSWERS, best, add_to_output=True)
        return name, confidence


def two_answers(model: KernelModel, gate: ScopeGate, questions: list[tuple[str, np.ndarray]]) -> list[str]:
    """The answers to the two questions of a message, when each by itself is clear and they differ; else nothing."""
    found: list[str] = []
    for text, vector in questions:
        scores = model.scores([text], vector[None, :])
        chances = np.where(asking(model), model.chances(scores)[0], 0.0)
        best = int(chances.argmax())
        if chances[best] < _SURE_OF_EACH or not gate.asks(features_of(model, text, vector, scores[0])[None, :])[0]:
            return []
        found.append(model.classes[best].split("/", 1)[1])
    return found if len(set(found)) == 2 else []


def asking(model: KernelModel) -> np.ndarray:
    """Whether each class of the model is an answer."""
    return np.array([name.startswith(ASK + "/") for name in model.classes])


def features_of(model: KernelModel, text: str, vector: np.ndarray, scores: np.ndarray) -> np.ndarray:
    """What the gate reads of one text."""
    asks = asking(model)
    return scope_features(
        scores, model.chances(scores[None, :])[0], model.near(vector), asks, asks[model.truth], words_in(text)
    )


def features_of_examples(model: KernelModel, texts: list[str], vectors: np.ndarray, left_out: np.ndarray) -> np.ndarray:
    """What the gate learns from: each example as the model sees it when it is left out."""
    asks, chances, found = asking(model), model.chances(left_out), []
    rows = asks[model.truth]
    for start in range(0, len(texts), _BAND):
        near = model.near(vectors[start : start + _BAND].T).T
        for i, own in enumerate(near, start):
            own[i] = _FARTHEST  # itself
            found.append(scope_features(left_out[i], chances[i], own, asks, rows, words_in(texts[i])))
    return np.stack(found)


def words_in(text: str) -> int:
    """How many words a text has."""
    return len(text.split())


def combine(table: np.ndarray) -> np.ndarray:
    """One ranking from the whole message (first row) and its clauses: the mean of the whole and the surest clause."""
    if len(table) == 1:
        return table[0]
    return 0.5 * table[0] + 0.5 * table[1:].max(axis=0) / max(table[1:].max(axis=0).sum(), 1e-9)
