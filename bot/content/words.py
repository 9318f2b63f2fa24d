"""The fixed texts of the bot, from `words/en.yml`."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.content.marks import Marks
from bot.content.model import Area
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


FIELDS = frozenset(
    {"adviser", "adviser_cap", "alerts", "keep_days", "limit", "area", "age", "council", "lives_in"}
)  # what the bot fills in besides the values of the register
AREAS = frozenset(area.value for area in Area)
_MISSPELT = "Look for a spelling mistake, or remove it."


@dataclass(frozen=True)
class Words:
    """Texts by key, labels of the buttons, and the names of the areas; `lines` says where each text begins."""

    texts: dict[str, str] = field(default_factory=dict)
    choices: dict[str, str] = field(default_factory=dict)
    areas: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict, repr=False, compare=False)
    path: Path = Path()

    def __getitem__(self, key: str) -> str:
        return self.texts[key]


def read_words(path: Path) -> tuple[Words, list[tuple[int, str, str]]]:
    """Reads the words.

    Returns:
        the words, and the faults as (line, problem, fix): a text that is missing, empty or not known.
    """
    data: Any = read_yaml(path)
    if not isinstance(data, dict):
        return Words(path=path), [(1, "The file must hold texts by name.", "Put the file back (git restore).")]
    marks = Marks(path, data, 1)
    faults: list[tuple[int, str, str]] = []
    groups: dict[str, dict[str, str]] = {"": {k: v for k, v in data.items() if k not in ("choices", "areas")}}
    for name in ("choices", "areas"):
        inside = data.get(name)
        groups[name] = inside if isinstance(inside, dict) else {}
    for (name, group), known in zip(groups.items(), (KEYS, CHOICES, AREAS), strict=True):
        faults += _faults_of(marks, (name,) if name else (), group, known)
    texts, choices, areas = ({str(k): str(v) for k, v in group.items()} for group in groups.values())
    return Words(texts, choices, areas, {str(key): marks.line(key) for key in data}, path), faults


def _faults_of(
    marks: Marks, above: tuple[str, ...], texts: dict[str, Any], known: frozenset[str]
) -> list[tuple[int, str, str]]:
    faults = []
    for key in sorted(known - texts.keys()):
        where = f" under `{above[0]}:`" if above else ""
        faults.append((marks.line(*above), f"The text “{key}” is missing.", f"Add a line `{key}: ...`{where}."))
    for key, text in texts.items():
        line = marks.line(*above, key)
        if key not in known:
            faults.append((line, f"The text “{key}” is not known.", _MISSPELT))
        elif text is None or not str(text).strip():
            faults.append((line, f"The text “{key}” is empty.", "Write it."))
        elif not isinstance(text, str):
            faults.append((line, f"“{key}” must be text.", "Put it in quotes."))
    return faults
