"""The fixed texts of the bot, from `words/en.yml`."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from common.front_matter import read_yaml

KEYS = frozenset(
    {
        "notice",
        "alerts_on",
        "alerts_off",
        "privacy",
        "start",
        "help",
        "stop",
        "forgotten",
        "waking",
        "down",
        "failed",
        "too_long",
        "flood",
        "empty",
        "only_emoji",
        "voice",
        "photo",
        "sticker",
        "edit",
        "other",
        "old_button",
        "greet",
        "goodbye",
        "thanks",
        "frustration",
        "start_again",
        "easy_words",
        "robot",
        "private",
        "saved",
        "adviser_sees",
        "who_made",
        "menu",
        "area_menu",
        "out_of_scope",
        "not_sure",
        "hedge",
        "no_answer",
        "not_that",
        "which",
        "no_section",
        "ask_council",
        "ask_age",
        "ask_both",
        "noted_council",
        "noted_lives",
        "noted_age",
        "what_next",
        "not_known",
        "yes_to_what",
        "no_then",
        "human",
        "human_demo",
        "ask_name",
        "ask_contact",
        "handed_off",
        "handed_off_demo",
        "urgent_told",
        "urgent_demo",
        "allegation_told",
        "safe_check",
        "safe_ok",
        "sensitive_offer",
        "adviser_unknown",
    }
)
CHOICES = frozenset(
    {
        "adviser",
        "no",
        "yes",
        "none_of_these",
        "menu",
        "safe",
        "not_safe",
        "skip",
        "stop_form",
    }
)


@dataclass(frozen=True)
class Words:
    """Texts by key, labels of the buttons, and the names of the areas."""

    texts: dict[str, str] = field(default_factory=dict)
    choices: dict[str, str] = field(default_factory=dict)
    areas: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, key: str) -> str:
        return self.texts[key]


def read_words(path: Path) -> tuple[Words, list[tuple[int, str, str]]]:
    """Reads the words.

    Returns:
        the words, and the faults as (line, problem, fix): a text that is missing, empty or not known.
    """
    data: Any = read_yaml(path) or {}
    faults: list[tuple[int, str, str]] = []
    texts = {str(k): str(v) for k, v in data.items() if not isinstance(v, dict)}
    choices = {str(k): str(v) for k, v in (data.get("choices") or {}).items()}
    areas = {str(k): str(v) for k, v in (data.get("areas") or {}).items()}
    for key in sorted(KEYS - texts.keys()) + sorted(CHOICES - choices.keys()):
        faults.append((1, f"The text “{key}” is missing.", f"Add a line `{key}: ...`."))
    for key in sorted(texts.keys() - KEYS):
        line = data.lc.key(key)[0] + 1
        faults.append((line, f"The text “{key}” is not known.", "Look for a spelling mistake, or remove it."))
    faults += [
        (data.lc.key(k)[0] + 1, f"The text “{k}” is empty.", "Write it.") for k, v in texts.items() if not v.strip()
    ]
    return Words(texts, choices, areas), faults
