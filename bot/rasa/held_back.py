"""Reads the held-back questions and messages: what nothing is trained on, and a model is measured with."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bot.rasa.figures import HeldBackMessage, HeldBackQuestion
from common.front_matter import UnreadableFile, read_yaml

OTHER = "other"  # how the files of everything that is no question about the offer begin
STYLES = ("plain", "short", "long", "indirect", "slang", "misspelt", "learner")


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
        folder: of one YAML file for each area (answer id: its questions), and `other*.yml` (intent: its messages). A
            question is a text, or its style and the text (`learner: What is PA?`), the style being one of STYLES.
        messages: the safety messages, one JSON object a line.

    Returns:
        both. Raises NoHeldBack.
    """
    files = sorted(folder.glob("*.yml"))
    if not files:
        raise NoHeldBack(f"There are no held-back questions in the folder {folder.name}.")
    try:
        questions = [
            _question(item, str(label), path.stem)
            for path in files
            for label, items in (read_yaml(path) or {}).items()
            for item in items
        ]
    except (UnreadableFile, AttributeError, TypeError, ValueError) as fault:
        raise NoHeldBack(f"The held-back questions cannot be read: {fault}") from None
    try:
        lines = messages.read_text(encoding="utf-8").splitlines()
        safety = [HeldBackMessage.model_validate(json.loads(line)) for line in lines if line.strip()]
    except FileNotFoundError:
        raise NoHeldBack(f"There are no held-back safety messages: {messages.name} is missing.") from None
    except (OSError, ValueError, ValidationError) as fault:
        raise NoHeldBack(f"The held-back safety messages cannot be read ({type(fault).__name__}).") from None
    return HeldBack(questions, safety)


def _question(item: Any, label: str, file: str) -> HeldBackQuestion:
    style, text = next(iter(item.items())) if isinstance(item, dict) else ("", item)
    if isinstance(item, dict) and (len(item) != 1 or style not in STYLES):
        raise ValueError(f"in {file}, “{style}” is not one of the styles {', '.join(STYLES)}.")
    area = OTHER if file.startswith(OTHER) else file
    return HeldBackQuestion(text=str(text), label=label, area=area, style=str(style), file=file)
