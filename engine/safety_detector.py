"""The safety detectors inside Rasa: a trained model on the sentence vectors, and the rules; the higher verdict wins."""

from __future__ import annotations

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

from common.front_matter import read_yaml
from common.safety import Rules, assess, higher, load_rules
from common.scripts import unreadable_script
from common.text import normalise
from engine.content_folder import in_content
from engine.foreign_reader import FOREIGN, NOT_ASSESSED, safety_label, verdict_of
from engine.language import is_foreign
from engine.safety_model import SafetyModel
from engine.sentence_features import parts_of, sentence_vector

SAFETY = "safety"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class SafetyDetector(GraphComponent):
    """Sets `safety` on each message, and the intent `urgent` when the verdict is that."""

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource,
                 model: SafetyModel | None = None) -> None:  # fmt: skip
        """Reads the rules; a broken rule stops the start, with its name."""
        self._config, self._storage, self._resource, self._model = config, storage, resource, model
        self._rules: Rules = load_rules(read_yaml(in_content(config["rules"])))

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The settings: `rules`, the rules file relative to the working folder, and the model's thresholds."""
        return {"rules": "offer_content/safety/rules.yml", "urgent": 0.55, "ask": 0.38, "sensitive": 0.6}

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource,
        execution_context: ExecutionContext,
    ) -> SafetyDetector:  # fmt: skip
        """Makes an untrained component (Rasa's interface)."""
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learns the verdict and the topic from the safety examples, and from questions as harmless ones."""
        examples = training_data.intent_examples
        model = SafetyModel().fit(
            [normalise(m.get(TEXT)) for m in examples],
            np.stack([sentence_vector(m) for m in examples]),
            [safety_label(m) for m in examples],
        )
        self._model = model
        with self._storage.write_to(self._resource) as folder:
            joblib.dump(model, folder / "safety.joblib", compress=3)
        return self._resource

    @classmethod
    def load(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource,
        execution_context: ExecutionContext, **kwargs: Any,
    ) -> SafetyDetector:  # fmt: skip
        """Loads a trained component. The file is our own, made by `train` on this machine."""
        with model_storage.read_from(resource) as folder:
            model = joblib.load(folder / "safety.joblib")
        return cls(config, model_storage, resource, model)

    def process(self, messages: list[Message]) -> list[Message]:
        """Adds the verdict to each message."""
        for message in messages:
            text = message.get(TEXT)
            if text:
                self._judge(message, text)
        return messages

    def _judge(self, message: Message, text: str) -> None:
        verdict = assess(text, self._rules)
        urgent = sensitive = 0.0
        if is_foreign(message):  # the English model cannot judge it; engine/foreign_reader.py has, or says it could not
            verdict = higher(verdict, message.get(FOREIGN, NOT_ASSESSED))
        elif self._model is not None:
            scores = self._model.judge(*parts_of(message))
            urgent, sensitive = scores.urgent, scores.sensitive
            verdict = higher(verdict, verdict_of(scores, self._config))
        if unreadable_script(text) and not is_foreign(message):
            verdict = higher(verdict, NOT_ASSESSED)
        message.set(
            SAFETY,
            {
                "verdict": verdict.level, "topic": verdict.topic, "ask": verdict.ask, "rule": verdict.rule,
                "urgent": round(urgent, 3), "sensitive": round(sensitive, 3),
            },
            add_to_output=True,
        )  # fmt: skip
        if verdict.level == "urgent":
            message.set(INTENT, {INTENT_NAME_KEY: "urgent", PREDICTED_CONFIDENCE_KEY: 1.0}, add_to_output=True)
