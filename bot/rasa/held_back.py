"""Reads the held-back questions and messages: what nothing is trained on, and a model is measured with."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from bot.rasa.figures import HeldBackMessage, HeldBackQuestion
from common.front_matter import UnreadableFile, read_yaml

OTHER = "other"  # the file of everything that is no question about the offer


class NoHeldBack(Exception):
    """The held-back questions are not there, or cannot be read; the message says so in an editor's words."""


@dataclass(frozen=True)
class HeldBack:
    """The questions, each with its answer or intent, and the messages for the safety detectors."""

    questions: list[HeldBackQuestion]
    safety: list[HeldBackMessage]

    @property
    def texts(self) -> list[str]:
        """Every text, once."""
        return list(dict.fromkeys([*(q.text for q in self.questions), *(m.text for m in self.safety)]))


def read_held_back(folder: Path, messages: Path) -> HeldBack:
    """Reads the sets.

    Args:
        folder: of one YAML file for each area (answer id: its questions), and `other.yml` (intent: its messages).
        messages: the safety messages, one JSON object a line.

    Returns:
        both. Raises NoHeldBack.
    """
    files = sorted(folder.glob("*.yml"))
    if not files:
        raise NoHeldBack(f"There are no held-back questions in the folder {folder.name}.")
    try:
        questions = [
            HeldBackQuestion(text=str(text), label=str(label), area=path.stem)
            for path in files
            for label, texts in (read_yaml(path) or {}).items()
            for text in texts
        ]
    except (UnreadableFile, AttributeError, TypeError) as fault:
        raise NoHeldBack(f"The held-back questions cannot be read: {fault}") from None
    try:
        lines = messages.read_text(encoding="utf-8").splitlines()
        safety = [HeldBackMessage.model_validate(json.loads(line)) for line in lines if line.strip()]
    except FileNotFoundError:
        raise NoHeldBack(f"There are no held-back safety messages: {messages.name} is missing.") from None
    except (OSError, ValueError, ValidationError) as fault:
        raise NoHeldBack(f"The held-back safety messages cannot be read ({type(fault).__name__}).") from None
    return HeldBack(questions, safety)
