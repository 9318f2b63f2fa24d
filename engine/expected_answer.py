"""Understands short answers to what the bot has just asked: a name, a phone number, a council, an age.

"Jordan" alone looks like anything to a classifier. When the bot has just asked for something, and the message is short
and does not clearly say something else, it is taken as the answer (intent `inform`).
"""

from __future__ import annotations

import re
from typing import Any, Dict, List, Text

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_NAME_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

INFORM, REPLY, GO_ON = "inform", "interview_reply", "interview_go_on"
_REPLYING = ("affirm", "deny", "not_known", "out_of_scope", INFORM)
_SHORT = 8  # words
_ASKED = 0.5  # so sure that a short text with a question mark asks the bot, where any text could be the answer
_FREE = ("handoff_name", "handoff_contact")
_QUESTION = re.compile(
    r"\?\s*$|^(?:(?:and|n|but|so|ok|wait) )*"
    r"(?:(?:how|what|whats|who|whos|when|where|why|which)\b"
    r"|(?:can|do|does|is|are|will|should) (?:i|it|they|you|u|he|she|that|this|there|we|my)\b)",  # Will is a name
    re.IGNORECASE,
)
_HUMAN = re.compile(r"\b(?:human|person|people|talk|speak|chat|adviser|advisor|pa|call me|ring me)\b", re.IGNORECASE)
_KEPT = ("urgent", "deny", "not_known", "start_again", INFORM)
_ENTITY_FOR = {"council": ("place",), "age": ("age", "number")}


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class ExpectedAnswer(GraphComponent):
    """Sets `inform` on a message that answers what was asked; `asked` comes with the message from the bot."""

    def __init__(self, config: Dict[Text, Any]) -> None:
        """Keeps the settings: `sure`, the confidence at which a message says something else."""
        self._sure = float(config["sure"])

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """The settings."""
        return {"sure": 0.85}

    @classmethod
    def create(
        cls, config: Dict[Text, Any], model_storage: ModelStorage, resource: Resource,
        execution_context: ExecutionContext,
    ) -> ExpectedAnswer:  # fmt: skip
        """Makes the component (Rasa's interface)."""
        return cls(config)

    def process(self, messages: List[Message]) -> List[Message]:
        """Changes the intent where an answer was expected and given."""
        for message in messages:
            metadata = message.get("metadata") or {}
            asked = (metadata.get("state") or {}).get("asked") or []
            interview = metadata.get("interview")
            if message.get(TEXT) and interview and not metadata.get("button"):
                self._interview(message, interview)
                continue
            if message.get(TEXT) and asked and not metadata.get("button") and self._answers(message, asked):
                intent = {INTENT_NAME_KEY: INFORM, "full": INFORM, PREDICTED_CONFIDENCE_KEY: 1.0}
                message.set(INTENT, intent, add_to_output=True)
        return messages

    def _interview(self, message: Message, interview: Dict[Text, Text]) -> None:
        """Sets `interview_reply` on a message that replies to an interview's question (bot/interviews/listening.py)."""
        if interview["fit"] == "go on":
            name = GO_ON
        elif self._replies(message, interview["kind"], interview["fit"]):
            name = REPLY
        else:
            return
        message.set(INTENT, {INTENT_NAME_KEY: name, "full": name, PREDICTED_CONFIDENCE_KEY: 1.0}, add_to_output=True)

    def _replies(self, message: Message, kind: Text, fit: Text) -> bool:
        intent = message.get(INTENT) or {}
        name, sure = intent.get(INTENT_NAME_KEY), float(intent.get(PREDICTED_CONFIDENCE_KEY) or 0.0) >= self._sure
        text = message.get(TEXT)
        words = len(text.split())
        if name == "urgent":
            return False
        if fit == "sure" and kind == "choice":  # “another adviser” is one of the answers offered
            return True
        if name == "human" and kind == "text" and fit == "sure" and not _HUMAN.search(text):
            return True  # “someone i can text” may be what they write
        if name == "human" and sure and words <= _SHORT:  # a person is wanted, whatever was asked
            return False
        if fit == "sure":
            return True
        found = {e["entity"] for e in message.get(ENTITIES, [])}
        if found & set(_ENTITY_FOR.get({"number": "age"}.get(kind, kind), ())):
            return words <= 12 and "?" not in text
        if kind == "text" and words <= _SHORT and "?" in text and name == "ask":
            sure = float(intent.get(PREDICTED_CONFIDENCE_KEY) or 0.0) >= _ASKED
        return fit == "perhaps" and (name in _REPLYING or not sure)

    def _answers(self, message: Message, asked: List[str]) -> bool:
        intent = message.get(INTENT) or {}
        if intent.get(INTENT_NAME_KEY) in _KEPT:
            return False
        words = len(message.get(TEXT).split())
        found = {e["entity"] for e in message.get(ENTITIES, [])}
        if any(kind in found for name in asked for kind in _ENTITY_FOR.get(name, ())):
            return words <= 12 and "?" not in message.get(TEXT)
        if not any(name in _FREE for name in asked) or words > 8 or _QUESTION.search(message.get(TEXT)):
            return False
        if intent.get(INTENT_NAME_KEY) == "out_of_scope" or (words == 1 and intent.get(INTENT_NAME_KEY) == "ask"):
            return True  # "Sam" looks like the Samaritans to the finder, however sure it is
        return float(intent.get(PREDICTED_CONFIDENCE_KEY) or 0.0) < self._sure
