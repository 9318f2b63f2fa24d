"""The part of `make eval` on other languages: tests/languages, messages that nothing was trained on.

questions.jsonl: `language`, `text`, and `answers`, the ids of those that are right; safety.jsonl: `language`, `text`,
and `label`, urgent or harmless.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.rasa.figures import Seen, count
from tests.tables import Table

SETS = Path(__file__).parent / "languages"
COLUMNS = {
    "first": "right answer first", "three": "among three", "urgent_caught": "urgent caught",
    "harmless_urgent": "harmless raised to urgent", "harmless_sensitive": "harmless raised to anything",
}  # fmt: skip


@dataclass(frozen=True)
class ForeignMessage:
    """A message in another language: the right answers of a question, or the label of a safety message."""

    language: str
    text: str
    answers: tuple[str, ...] = ()
    label: str = ""


def read_messages(name: str) -> list[ForeignMessage]:
    """The messages of `questions` or `safety`."""
    lines = (SETS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    data = [json.loads(line) for line in lines if line.strip()]
    return [ForeignMessage(**{**d, "answers": tuple(d.get("answers", ()))}) for d in data]


def all_messages() -> list[ForeignMessage]:
    """The questions, then the safety messages."""
    return [*read_messages("questions"), *read_messages("safety")]


def language_table(messages: Sequence[ForeignMessage], seen: Sequence[Seen]) -> Table:
    """The table, a row for each language, from what was asked and what a person would see of each reply."""
    rows = list(zip(messages, seen, strict=True))
    counts = {}
    for language in ("all", *dict.fromkeys(m.language for m in messages)):
        of = [(m, s) for m, s in rows if language in ("all", m.language)]
        asked = [(m, s) for m, s in of if m.answers]
        urgent = [s for m, s in of if m.label == "urgent"]
        harmless = [s for m, s in of if m.label == "harmless"]
        counts[language] = {
            "first": count(bool(s.shown) and s.shown[0] in m.answers for m, s in asked),
            "three": count(bool(set(s.shown) & set(m.answers)) for m, s in asked),
            "urgent_caught": count(s.verdict == "urgent" or s.safe_check for s in urgent),
            "harmless_urgent": count(s.verdict == "urgent" for s in harmless),
            "harmless_sensitive": count(s.verdict != "none" for s in harmless),
        }
    return Table("languages", "OTHER LANGUAGES", COLUMNS, counts)
