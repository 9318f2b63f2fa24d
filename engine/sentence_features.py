"""The MiniLM sentence featurizer: gives each message its sentence vector, and a long message one for each clause."""

from __future__ import annotations

from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import FEATURIZER_CLASS_ALIAS
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from common.clauses import clauses, questions_in
from common.text import normalise
from engine.encoder import chosen_encoders

CLAUSES = "clause_vectors"
QUESTIONS = "question_vectors"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceFeaturizer(DenseFeaturizer, GraphComponent):
    """Sets Rasa's dense sentence feature (one row), and beside it the vectors of the clauses and of two questions."""

    @staticmethod
    def required_packages() -> list[str]:
        """What must be installed."""
        return ["onnxruntime", "tokenizers"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The component's settings; `weights` is `ours`, `official` or a list of both (engine/encoder.py)."""
        return {**DenseFeaturizer.get_default_config(), "weights": "ours"}

    def __init__(self, config: dict[str, Any], name: str) -> None:
        """Loads the encoder, its files checked against their checksums."""
        super().__init__(name, config)
        self._weights = config["weights"]
        self._encoder = chosen_encoders(self._weights)  # one message at a time: more threads only wait

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceFeaturizer:  # fmt: skip
        """Makes the component (Rasa's interface)."""
        return cls(config, execution_context.node_name)

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Nothing to check: there are no settings of our own."""

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Adds the vectors of all training examples."""
        messages = [m for m in training_data.training_examples if m.get(TEXT)]
        vectors = chosen_encoders(self._weights, threads=2).encode_messages([m.get(TEXT) for m in messages])
        for message, vector in zip(messages, vectors):
            self._add(message, vector)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Adds the vectors of messages as they come; a long one is also read clause by clause."""
        for message in messages:
            text = message.get(TEXT)
            if not text:
                continue
            parts, asked = clauses(text), questions_in(text)
            vectors = self._encoder.encode_messages([text, *parts, *asked])
            self._add(message, vectors[0])
            message.set(CLAUSES, list(zip(map(normalise, parts), vectors[1:])))
            message.set(QUESTIONS, list(zip(map(normalise, asked), vectors[1 + len(parts) :])))
        return messages

    def _add(self, message: Message, vector: np.ndarray) -> None:
        message.add_features(
            Features(vector[None, :], FEATURE_TYPE_SENTENCE, TEXT, self._config[FEATURIZER_CLASS_ALIAS])
        )


def parts_of(message: Message) -> tuple[list[str], np.ndarray]:
    """What the heads read of a message: its normalised text first, then its clauses, and their vectors, a row each."""
    parts = [(normalise(message.get(TEXT)), sentence_vector(message)), *message.get(CLAUSES, [])]
    return [text for text, _ in parts], np.stack([vector for _, vector in parts])


def sentence_vector(message: Message) -> np.ndarray:
    """The sentence vector that the featurizer gave a message, shape (384,) for each encoder."""
    _, sentence = message.get_dense_features(TEXT, [])
    if sentence is None:
        raise ValueError("no sentence vector: put engine.sentence_features.SentenceFeaturizer before this component")
    return sentence.features[0]
