"""Reads the training data: Rasa's own files, and the questions of the answer files as retrieval intents `ask/<id>`."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from common.front_matter import is_draft, read_document
from engine.content_folder import in_content

RETRIEVAL_INTENTS = ("ask", "about_bot", "follow_up", "interview", "urgent", "sensitive", "harmless")


def quieten() -> None:
    """Takes out exactly the warnings that our retrieval intents cause, which have no responses of Rasa's own."""
    names = "|".join(RETRIEVAL_INTENTS)
    warnings.filterwarnings(
        "ignore", rf"Your training data contains an example '[\s\S]*' for the '({names})/", UserWarning
    )
    warnings.filterwarnings("ignore", rf"Action 'utter_({names})' is listed as a response action", UserWarning)


class OfferImporter(RasaFileImporter):
    """Rasa's file importer and, beside it, the answer files.

    Args:
        content: the content folder, relative to the working folder; OFFER_CONTENT may name another (in_content).
    """

    def __init__(
        self, config_file: str | None = None, domain_path: str | None = None,
        training_data_paths: list[str] | str | None = None, content: str = "offer_content",
        **kwargs: Any,
    ) -> None:  # fmt: skip
        """Remembers where the answers are."""
        quieten()
        super().__init__(config_file, domain_path, training_data_paths)
        self._content = in_content(content)

    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        """Rasa's NLU examples and one example for each question."""
        own = super().get_nlu_data(language)
        examples = list(own.training_examples)
        for answer, question, topic in answer_questions(self._content):
            message = Message.build(text=question, intent=f"ask/{answer}")
            if topic:
                message.set("topic_label", topic)
            examples.append(message)
        return TrainingData(examples, own.entity_synonyms, own.regex_features, own.lookup_tables, own.responses)


def answer_questions(content: Path) -> Iterator[tuple[str, str, str | None]]:
    """Yields (answer id, question, safety label or None) for every question of every answer and layer.

    Raises UnreadableFile with file and line when a file is broken.
    """
    levels = topic_levels(content)
    files = sorted((content / "england").rglob("*.md")) + sorted((content / "councils").rglob("*.md"))
    for path in files:
        document = read_document(path)
        if is_draft(document):
            continue
        fields: dict[str, Any] = document.fields
        answer = str(fields.get("extends") or fields["id"])
        topic = fields.get("topic")
        label = f"{levels[str(topic)]}/{topic}" if topic and str(topic) in levels else None
        for question in fields.get("questions") or []:
            yield answer, str(question), label


def topic_levels(content: Path) -> dict[str, str]:
    """The verdict of each safety topic."""
    from common.front_matter import read_yaml

    path = content / "safety" / "topics.yml"
    return {str(name): str(entry["verdict"]) for name, entry in read_yaml(path)["topics"].items()}
